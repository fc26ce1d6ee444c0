"""The fonts of the page, cut down to what it shows: the two that every page needs to 65 kB from Streamlit's 545.

They are served in place of Streamlit's, under its addresses.  A letter that is not in them, in a name that somebody
typed, is drawn in the system's own font.  ``tests/subset_fonts.py`` makes them from Streamlit's, and a test holds them
to that.

A browser asks every time whether there is another, for an icon that is new would be its name in letters until then.

Source Sans and Source Code are under the SIL Open Font License 1.1, Material Symbols under the Apache License 2.0, as
their files say.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pages.ui.asgi import ASKED_ANEW, Message, Receive, Send, Served, answer

FONT_PATH = re.compile(r"/static/media/([A-Za-z]+-[A-Za-z]+)[\w.-]*\.woff2$")  # whatever the app's own path
FILES = {file.stem: file.read_bytes() for file in Path(__file__).parent.glob("*.woff2")}  # by Streamlit's name
TAGS = {name: f'"{hashlib.sha256(file).hexdigest()[:16]}"'.encode() for name, file in FILES.items()}


class Fonts:
    """ASGI middleware that serves them."""

    def __init__(self, app: Served) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request."""
        asked = scope["type"] == "http" and FONT_PATH.search(scope["path"])
        if not asked or asked[1] not in FILES:
            return await self.app(scope, receive, send)
        await answer(scope, send, FILES[asked[1]], b"font/woff2", ASKED_ANEW, tag=TAGS[asked[1]])
