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

**Tables of numbers** have the shape (K,), (M, K) or (M, 1), K frames and M members: see ``tables``.

**New data.**  A part takes new data whole before it draws anything of them (``part.js``), and reads what its siblings
have left on the bus only as a place among its own data: theirs may be older.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from pages.ui.parts.heard import TOLD, Hears, hear
from pages.ui.parts.script import loader
from pages.ui.parts.tables import written

PARTS_FOLDER = Path(__file__).parent
SAYS_NOTHING: Hears = MappingProxyType({})


def mount(name: str) -> Callable[..., Any]:
    """The mounting command of the part whose files are ``<name>/<name>.html``, ``.css`` and ``.js``.

    Its data are what JSON can say, or bytes that the part's script unpacks.  They travel as bytes either way, which
    Streamlit hands on as they are: all else it looks through for tables and writes down twice.  What the part says is
    heard before the script runs again, where knobs may still be set.
    """
    part = st.components.v2.component(
        f"downhill_{name}",
        html=_read(f"{name}/{name}.html"),
        css=_read("look.css", f"{name}/{name}.css"),
        js=loader(name),
    )

    def mounted(*, data: Any = None, key: str, hears: Hears = SAYS_NOTHING, **how: Any) -> Any:
        if hears:
            how[f"on_{TOLD}_change"] = partial(hear, key, hears)
        return part(data=data if isinstance(data, bytes) else written(data), key=key, **how)

    return mounted


def _read(*files: str) -> str:
    return "\n".join((PARTS_FOLDER / file).read_text("utf-8") for file in files)
