"""What runs in the browser: a playback bar, a strip of learning rates, dials, sentences with their numbers.

Each is a Streamlit component (``st.components.v2.component``) with a folder of its own: ``__init__.py`` and three
files, ``<name>.html``, ``.css`` and ``.js``, read once at import, ``look.css`` put in front; the scripts of all parts
reach the browser as one file (``script.py``).  What a part computes without drawing stands in modules of its own, which
the tests call directly.  The parts talk to each other and to the charts through one object of the page,
``window.downhillBus``, an EventTarget with ``state``

    t      the frame shown, 0 … frames − 1, set by the bar
    r      the member of the family shown, set by the strip while it is dragged
    home   the member Python has committed to; r is back there once the server has answered

and, for every dial on the page, the stop it stands at under a name of its own; and an event ``change``, at most one per
animation frame.  No message goes to the server for any of this.

**What a chart does to follow.**  It declares a plain bound parameter named ``t`` or ``r``, or like a dial,

    alt.param(name="t", value=0, bind=alt.binding_range(min=0, max=1000, step=1))

whose Vega slider is hidden and fed, in every chart of the page, also in one that comes late or is rebuilt.  ``max``
belongs to the spec, which should not change from run to run: it need only be as large as the longest run.

**Tables of numbers.**  A quantity of the shown run has the shape (K,), K frames.  One that follows the live knob too
has the shape (M, K), M members; (M, 1) is one number per member, () one number for good.  What is not finite is nan.

**New data.**  A part takes new data whole before it draws anything of them (``part.js``), and reads what its siblings
have left on the bus only as a place among its own data: theirs may be older.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike
from streamlit.components.v2.types import ComponentRenderer

from gdengine.core import Array
from pages.ui.parts.script import loader

PARTS_FOLDER = Path(__file__).parent
SHIPPED_DIGITS = 6  # significant: more than any text shows
EXACT_POWER = 22  # the largest power of ten that is a double
FEW_NUMBERS = 16
WHOLE_SHOWN_FROM = 1e4  # from here on a text shows at least the whole part, whatever its digits


def mount(name: str) -> ComponentRenderer:
    """The mounting command of the part whose files are ``<name>/<name>.html``, ``.css`` and ``.js``.

    Its data are what JSON can say, or bytes that the part's script unpacks.  They travel as bytes either way, which
    Streamlit hands on as they are: all else it looks through for tables and writes down twice.
    """
    part = st.components.v2.component(
        f"downhill_{name}",
        html=_read(f"{name}/{name}.html"),
        css=_read("look.css", f"{name}/{name}.css"),
        js=loader(name),
    )

    def mounted(*, data: Any = None, **how: Any) -> Any:
        return part(data=data if isinstance(data, bytes) else _written(data), **how)

    return mounted


def _written(data: Any) -> bytes:
    """The data as JSON; of a text whatever is no character is a question mark."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(errors="replace")


def _read(*files: str) -> str:
    return "\n".join((PARTS_FOLDER / file).read_text("utf-8") for file in files)


def table(values: ArrayLike, digits: int = SHIPPED_DIGITS) -> list[list[float | None]]:
    """Numbers of shape (), (K,), (M, K) or (M, 1) as rows for the browser: rounded, and null where not finite.

    ``digits``: significant, of what is smaller than ``WHOLE_SHOWN_FROM``, for a text that shows no more.
    """
    rows = np.atleast_2d(np.asarray(values, float))
    if rows.ndim != 2 or rows.size == 0:
        raise ValueError(f"numbers of shape {np.shape(values)} cannot be played: expected (K,) or (M, K), K frames")
    shipped = significant(rows, np.where(np.abs(rows) < WHOLE_SHOWN_FROM, digits, SHIPPED_DIGITS)).tolist()
    if np.isfinite(rows).all():
        return shipped
    return [[number if math.isfinite(number) else None for number in row] for row in shipped]


def significant(numbers: Array, digits: Array) -> Array:
    """The numbers rounded to so many significant digits, each to the nearest double, so that it is written with these.

    By whole numbers and powers of ten as long as both are exact; what is larger or smaller is written out and read, and
    so are a few, sooner than they are computed.
    """
    if numbers.size <= FEW_NUMBERS:
        pairs = zip(numbers.ravel().tolist(), digits.ravel().tolist())
        return np.array([_written_out(*pair) for pair in pairs]).reshape(numbers.shape)
    with np.errstate(all="ignore"):  # of zero, and of what is not finite or beyond
        places = digits - 1 - np.nan_to_num(np.floor(np.log10(np.abs(numbers))), posinf=0, neginf=0)
        power = 10.0 ** np.abs(places)
        found = np.where(places < 0, np.rint(numbers / power) * power, np.rint(numbers * power) / power)
    for place in zip(*np.nonzero((np.abs(places) > EXACT_POWER) & np.isfinite(numbers))):
        found[place] = _written_out(numbers[place], digits[place])
    return found


def _written_out(number: float, digits: int) -> float:
    return float(f"{number:.{digits}g}")
