"""What a web server and an app say to each other (ASGI): its types, and answers that are changed on their way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[Message, Receive, Send], Awaitable[None]]

FILE_HEADERS = (b"content-length", b"etag", b"last-modified", b"accept-ranges")  # no longer true of a changed body


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
