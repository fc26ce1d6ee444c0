"""The document that the browser opens first: Streamlit's, with this site's title and style in it.

Styles that a page's script sends arrive after the first elements have been painted, and everything would jump.  The
style stands at the end of the body, so that it has the last word over Streamlit's own.  Until Streamlit's library has
come, which takes seconds where the network is slow, a line says that something is under way.

Whoever comes back is sent all of it: the file that Streamlit has is as it was after this site has changed.
"""

from __future__ import annotations

from pages.ui.asgi import Message, Receive, Send, Served

NAME = "<title>Streamlit</title>"
EMPTY_PAGE = '<div id="root"></div>'  # until the library fills it
ABOUT_THE_FILE = (b"content-length", b"etag", b"last-modified", b"accept-ranges")  # Streamlit's, as it lies on the disk
ASKED_ABOUT_IT = (b"accept-encoding", b"range", b"if-range", b"if-none-match", b"if-modified-since")
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
        plain = [(name, value) for name, value in scope["headers"] if name not in ASKED_ABOUT_IT]
        await self.app({**scope, "headers": plain}, receive, self._styled(send))

    def _styled(self, send: Send) -> Send:
        """A sender that holds an HTML document back until it is whole."""
        start: Message = {}
        body = bytearray()

        async def styled(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            kind = dict(start["headers"]).get(b"content-type", b"")
            if not kind.startswith(b"text/html"):
                return await send(message)
            if message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await self._whole(start, bytes(body), send)

        return styled

    async def _whole(self, start: Message, body: bytes, send: Send) -> None:
        written = self.written(body.decode("utf-8")).encode() if body else body
        headers = [(name, value) for name, value in start["headers"] if name not in ABOUT_THE_FILE]
        await send({**start, "headers": headers + [(b"content-length", str(len(written)).encode())] * bool(body)})
        await send({"type": "http.response.body", "body": written})

    def written(self, document: str) -> str:
        """The document with the title, the style, a first line, and the whole of a phone's screen to use."""
        coming = f'<p class="coming" role="status">{self.title} is on its way …</p>'
        document = document.replace(EMPTY_PAGE, EMPTY_PAGE.replace("></", f">{coming}</"))
        document = document.replace(NAME, f"<title>{self.title}</title>").replace(
            VIEWPORT, f"{VIEWPORT}, viewport-fit=cover"
        )
        document = document.replace("</head>", f"{self.head}</head>")
        return document.replace("</body>", f"{self.style}</body>")
