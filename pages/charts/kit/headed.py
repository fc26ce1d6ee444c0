"""Numbers as they lie in memory, behind a header that says what they are: what a drawing of a part is sent as.

``pages/ui/parts/headed.js`` reads it.
"""

from __future__ import annotations


def headed(header: bytes, *blocks: bytes) -> bytes:
    """The length of the header, four bytes little-endian; the header, which is JSON; and behind it the blocks.

    It is padded with spaces, so that the first block begins at a multiple of eight bytes: a browser reads floats where
    they lie.
    """
    header += b" " * (-(len(header) + 4) % 8)
    return b"".join([len(header).to_bytes(4, "little"), header, *blocks])
