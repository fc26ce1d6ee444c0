"""What a browser fetches for its first page travels packed, and a file that stays as it is is packed once.

Streamlit serves its own files as they are: of the four megabytes that come before the first chart less than two are
enough, which is a matter of seconds wherever thirty students open one link over one wireless network.  It leaves that
to a proxy; a teacher's own machine has none.
"""

from __future__ import annotations

import asyncio
import functools
import gzip
from collections import OrderedDict
from typing import NamedTuple

from pages.ui.asgi import FILE_HEADERS, Message, Receive, Send, Served, whole

PACKED_KINDS = (b"text/html", b"text/css", b"text/javascript", b"application/javascript", b"image/svg+xml")
NO_WEIGHTS = (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")  # of what a browser does not take
IMMUTABLE = b"immutable"  # in a file's cache control
KEPT_BYTES = 8 * 2**20  # of packed files: a visitor fetches one megabyte, and all that Streamlit has are six
KEPT_DOCUMENTS = 4


class Answer(NamedTuple):
    """A file as it is sent."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


class Packed:
    """ASGI middleware that packs scripts, styles and documents, for whoever takes them packed."""

    def __init__(self, app: Served) -> None:
        self.app, self.weight = app, 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()  # by path, the one that was asked for last at the end
        self._at_work = asyncio.Lock()
        self._pack_document = functools.lru_cache(KEPT_DOCUMENTS)(gzip.compress)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _wants_it_packed(scope):
            return await self.app(scope, receive, send)
        path = scope["path"]
        if path not in self._kept:

            async def tell(start: Message, body: bytes) -> None:
                await _tell(await self._packed(path, start["headers"], body), send)

            return await self.app(scope, receive, whole(send, _can_be_packed, tell))
        self._kept.move_to_end(path)
        await _tell(self._kept[path], send)

    async def _packed(self, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Answer:
        if IMMUTABLE not in dict(headers).get(b"cache-control", b""):
            return _answer(headers, await asyncio.to_thread(self._pack_document, body))
        async with self._at_work:  # a class asks for the same file at once
            if (answer := self._kept.get(path)) is None:
                answer = _answer(headers, await asyncio.to_thread(gzip.compress, body))
                self._keep(path, answer)
            return answer

    def _keep(self, path: str, answer: Answer) -> None:
        """The file that nobody has asked for the longest goes: one has many paths, to whoever looks for them."""
        self._kept[path] = answer
        self.weight += len(answer.body)
        while self.weight > KEPT_BYTES:
            self.weight -= len(self._kept.popitem(last=False)[1].body)


def _answer(headers: list[tuple[bytes, bytes]], packed: bytes) -> Answer:
    plain = [(name, value) for name, value in headers if name not in FILE_HEADERS]
    said = [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
    return Answer([*plain, *said, (b"content-length", str(len(packed)).encode())], packed)


def _wants_it_packed(scope: Message) -> bool:
    asked = dict(scope["headers"])
    offers = [offer.partition(b";") for offer in asked.get(b"accept-encoding", b"").lower().split(b",")]
    weights = [weight.replace(b" ", b"") for name, _, weight in offers if name.strip() == b"gzip"]
    return b"range" not in asked and any(weight not in NO_WEIGHTS for weight in weights)


def _can_be_packed(start: Message) -> bool:
    said = dict(start["headers"])
    return (
        start["status"] == 200
        and b"content-encoding" not in said
        and said.get(b"content-type", b"").startswith(PACKED_KINDS)
    )


async def _tell(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
