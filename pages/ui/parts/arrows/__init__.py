"""The arrow keys in a number box: up presses its "+", down its "−".

A number box is a text box, so that a comma and a fraction can be typed, in a container whose key begins with
``number.``, beside two buttons: "−" and then "+".  The part has no face and is mounted once a page.
"""

from __future__ import annotations

from pages.ui.parts import mount

_arrows = mount("arrows")


def arrows(*, key: str = "arrows") -> None:
    """Let the arrow keys step the number boxes of this page; what has been typed is taken first."""
    _arrows(key=key)
