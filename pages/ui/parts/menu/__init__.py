"""The menu of pages covers nothing that is read: on a phone it closes when a page has been chosen, and on every window
the button that opens it goes away with the top of the page.

The part has no face and is mounted once a page.
"""

from __future__ import annotations

from pages.ui.parts import mount

_menu = mount("menu")


def closing_menu(*, key: str = "menu") -> None:
    """Close the sidebar after a link in it has been followed, where the window is narrow."""
    _menu(key=key)
