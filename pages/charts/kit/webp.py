"""Pictures of pixels as WebP: the bytes of a file, or an address that holds all of them."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from gdengine.core import Array


def webp(pixels: Array, **how: Any) -> bytes:
    """The file of a picture (rows, columns, RGB or RGBA) of bytes, the top row first; ``how`` it is compressed."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", **how)
    return out.getvalue()


def data_url(picture: bytes) -> str:
    """The WebP picture as an address that holds all of it."""
    return "data:image/webp;base64," + base64.b64encode(picture).decode()
