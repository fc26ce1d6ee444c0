"""The document that the browser opens first: Streamlit's, with this site's title and style in it.

Styles that a page's script sends arrive after the first elements have been painted, and everything would jump.  The
style stands at the end of the body, so that it has the last word over Streamlit's own.  Until Streamlit's library has
come, which takes seconds where the network is slow, a line says that something is under way, or that it cannot come.

Whoever comes back is sent all of it: the file that Streamlit has is as it was after this site has changed.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pages.ui.asgi import FILE_HEADERS, Message, Receive, Send, Served, whole

NAME = "<title>Streamlit</title>"
EMPTY_PAGE = '<div id="root"></div>'  # until the library fills it
# asked of a file as it lies on the disk
CONDITIONS = (b"accept-encoding", b"range", b"if-range", b"if-none-match", b"if-modified-since")
# What is to be there before Streamlit's library, each in a scope of its own.
BEFORE = "".join(
    f"<script>(() => {{\n{file.read_text('utf-8')}}})();</script>"
    for file in sorted(Path(__file__).with_name("before").glob("*.js"))
)
VIEWPORT = "initial-scale=1, shrink-to-fit=no"


class Document:
    """ASGI middleware that puts the site's title, its style, and what else its head holds into every HTML document."""

    def __init__(self, app: Served, title: str, head: str, style: str) -> None:
        self.app, self.title, self.head, self.style = app, title, head, style

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request."""
        asked = dict(scope.get("headers", ()))
        if scope["type"] != "http" or b"text/html" not in asked.get(b"accept", b""):
            return await self.app(scope, receive, send)
        plain = [(name, value) for name, value in scope["headers"] if name not in CONDITIONS]
        tell = partial(self._tell, send=send)
        await self.app({**scope, "headers": plain}, receive, whole(send, _is_document, tell))

    async def _tell(self, start: Message, body: bytes, send: Send) -> None:
        written = self.written(body.decode("utf-8")).encode() if body else body
        headers = [(name, value) for name, value in start["headers"] if name not in FILE_HEADERS]
        await send({**start, "headers": headers + [(b"content-length", str(len(written)).encode())] * bool(body)})
        await send({"type": "http.response.body", "body": written})

    def written(self, document: str) -> str:
        """The document with the title, the style, a first line, and the whole of a phone's screen to use."""
        coming = f'<p class="coming" role="status">{self.title} is on its way …</p>'
        document = document.replace(EMPTY_PAGE, EMPTY_PAGE.replace("></", f">{coming}</"))
        document = document.replace(NAME, f"<title>{self.title}</title>").replace(
            VIEWPORT, f"{VIEWPORT}, viewport-fit=cover"
        )
        document = document.replace("<head>", f"<head>{BEFORE}").replace("</head>", f"{self.head}</head>")
        return document.replace("</body>", f"{self.style}</body>")


def _is_document(start: Message) -> bool:
    return bool(dict(start["headers"]).get(b"content-type", b"").startswith(b"text/html"))
