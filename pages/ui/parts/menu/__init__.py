"""The menu of pages on a phone: it closes when a page has been chosen, where it would go on covering that page.

The part has no face and is mounted once a page.
"""

from __future__ import annotations

from pages.ui.parts import mount

_menu = mount("menu")


def closing_menu(*, key: str = "menu") -> None:
    """Close the sidebar after a link in it has been followed, where the window is narrow."""
    _menu(key=key)
