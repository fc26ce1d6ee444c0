"""The bubble that tells what a marked term means: pointed at, tapped, or reached by Tab.  Mounted once a page.

Marks are elements of class ``term``, wherever they stand (``pages.ui.terms``); their line is their accessible name.
"""

from __future__ import annotations

from pages.ui.parts import mount

_terms = mount("terms")


def bubble(*, key: str = "terms") -> None:
    """Listen to the marks."""
    _terms(key=key, data={})
