"""What a web server and an app say to each other (ASGI): its types, a file as an answer, and one changed on its way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[Message, Receive, Send], Awaitable[None]]

KEPT_FOR_GOOD, ASKED_ANEW, NOT_KEPT = b"public, max-age=31536000, immutable", b"no-cache", b"no-store"
FILE_HEADERS = (b"content-length", b"etag", b"last-modified", b"accept-ranges")  # no longer true of a changed body


async def answer(
    scope: Message, send: Send, body: bytes, kind: bytes, kept: bytes, status: int = 200, tag: bytes = b""
) -> None:
    """Send a file of this kind, to who asks only for its head, that; ``kept``: how long a browser may.

    Who has the version that ``tag`` names is told so.
    """
    headers = [(b"content-type", kind), (b"cache-control", kept)] + [(b"etag", tag)] * bool(tag)
    if tag and tag in dict(scope["headers"]).get(b"if-none-match", b""):
        body, status = b"", 304
    else:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def whole(send: Send, wanted: Callable[[Message], bool], tell: Callable[[Message, bytes], Awaitable[None]]) -> Send:
    """A sender that holds back every answer whose start is ``wanted``, and has ``tell`` send it once its body is whole.

    ``tell`` takes the start and the body; what is not wanted goes on as it comes.
    """
    start: Message = {}
    body = bytearray()

    async def held_back(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        if not wanted(start):
            return await send(message)
        if message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await tell(start, bytes(body))

    return held_back
