"""How the maps of surfaces reach the browser: each as a file of its own, fetched once and kept.

A map is half of what a page with one weighs, and stands in the data of a chart that is sent again whenever a knob has
changed, though its ground has not.  So the chart is told where it is.  An address holds the hash of the image's bytes:
a browser may keep it for good, and what is shown under it never changes.

Bounded by bytes; the image that was on no page for longest goes first.  A remembered result may outlive that: what is
remembered are an image's bytes, and whoever draws it asks for its ``address`` at every run.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict

from pages.ui.asgi import KEPT_FOR_GOOD, NOT_KEPT, Message, Receive, Send, Served, answer

IMAGES_BYTES = 32 * 2**20  # what a lecture of two hundred draws anew in ten seconds; a browser asks within one
HASH_BYTES = 16
IMAGE_PATH = re.compile(r"/images/([^/]*)$")  # whatever the app's own path
IMAGE_NAME = re.compile(rf"([0-9a-f]{{{2 * HASH_BYTES}}})\.webp", re.ASCII)


class Images:
    """WebP images by the hash of their bytes, ``limit`` bytes of them at most."""

    def __init__(self, limit: int = IMAGES_BYTES) -> None:
        self.limit, self.weight = limit, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def address(self, image: bytes) -> str:
        """Where a page finds the image, seen from any page; for now it stays there."""
        name = hashlib.blake2b(image, digest_size=HASH_BYTES).hexdigest()
        with self._lock:
            if name not in self._kept:
                self.weight += len(image)
            self._kept[name] = image
            self._kept.move_to_end(name)
            while self.weight > self.limit and len(self._kept) > 1:
                self.weight -= len(self._kept.popitem(last=False)[1])
        return f"images/{name}.webp"

    def recall(self, file: str) -> bytes | None:
        """The image in the file so called; None for what is not there, or is no such name."""
        named = IMAGE_NAME.fullmatch(file)
        with self._lock:
            return self._kept.get(named[1]) if named else None


IMAGES = Images()


def address(image: bytes) -> str:
    """Where a page finds the image: asked for at every run of a page that shows it."""
    return IMAGES.address(image)


class Gallery:
    """ASGI middleware that serves the images, to whoever knows their names."""

    def __init__(self, app: Served) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request."""
        asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and IMAGE_PATH.search(scope["path"])
        if not asked:
            return await self.app(scope, receive, send)
        if (image := IMAGES.recall(asked[1])) is None:
            return await answer(scope, send, b"no such image", b"text/plain; charset=utf-8", NOT_KEPT, 404)
        await answer(scope, send, image, b"image/webp", KEPT_FOR_GOOD)
