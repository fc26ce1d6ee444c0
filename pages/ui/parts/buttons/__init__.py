"""Streamlit's buttons, as this app needs them: every press of some counts, and arrow keys press those of a number box.

Streamlit tells that a button was pressed, not how often it was since the server last looked.  So the presses of the
buttons that are ``counted`` are told by this part, which has no face and is mounted once a page.

A number box is a text box, so that a comma and a fraction can be typed, in a container whose key begins with
``number.``, beside two buttons: "−" and then "+".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pages.ui.parts import mount
from pages.ui.parts.heard import text

_buttons = mount("buttons")
NOT_IN_A_CLASS = re.compile(r"[^a-zA-Z0-9_-]")  # of a key, which Streamlit makes the class of what has it


def buttons(counted: Mapping[str, Callable[[], object]], *, key: str = "buttons") -> None:
    """Let every press of these buttons count, by key: it is done before the script runs again, once for every press.

    And let the arrow keys step the number boxes of this page; what has been typed is taken first.
    """
    classes = {f"st-key-{NOT_IN_A_CLASS.sub('-', name)}": press for name, press in counted.items()}
    _buttons(data=list(classes), key=key, hears={"press": lambda told: classes[text(told)]()})
