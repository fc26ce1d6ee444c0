"""What the charts of a page show of the other members of their families, on its way into the browser.

A family is the same whatever the rate in force, and several charts draw the same numbers of it: so they travel once, in
a message of their own, which the browser keeps, and not with the data of every chart.  The part has no face; it lays
them, unpacked, on the page's root element and says so by an event, to which the charts' parameter ``family`` is bound
(``charts.kit.spec.FAMILY``).

**As they travel**: behind a header (``headed``) the bits of all blocks, each a block (M, F) of 32-bit floats
(``folding``).  Every bit is kept, in two thirds of the room, once compressed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from gdengine.core import Array
from pages.charts.kit.headed import headed
from pages.charts.kit.moments import Members
from pages.charts.kit.spec import FAMILY_EVENT
from pages.ui.parts import mount
from pages.ui.parts.folding import folded

_family = mount("family")


def family(families: Iterable[Members], *, key: str = "family") -> None:
    """Lay these where charts find them, in the place of what lay there."""
    _family(key=key, data=packed(families))


def packed(families: Iterable[Members]) -> bytes:
    """All blocks of these families, each of them once."""
    blocks: dict[bytes, tuple[int, Array]] = {}

    def place(block: Array) -> int:
        return blocks.setdefault(block.tobytes(), (len(blocks), block))[0]

    known = {one.key: one for one in families}
    members = {str(key): {name: place(block) for name, block in one.numbers.items()} for key, one in known.items()}
    shapes = [block.shape for _, block in blocks.values()]
    header = json.dumps({"event": FAMILY_EVENT, "shapes": shapes, "members": members}, separators=(",", ":")).encode()
    return headed(header, folded([block for _, block in blocks.values()]))
