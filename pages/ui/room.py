"""The room that a view keeps free around its pictures, which have what is left of the window (see site.css).

It is told by the names of containers: what a page sends as a style is read a moment after its first elements have been
painted, and the pictures would jump.  The site's own style, which is there from the first moment on, knows the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

import streamlit as st

STEP_REM = 0.25  # between two heights that have a name
MOST_REM = {"told": 12.0, "ending": 6.0, "turned": 6.0, "dials": 0.0, "bar": 0.0}  # what for, each a property


def keep(room: Mapping[str, float]) -> None:
    """Keep that room, in rem, free: what for → how high, to the next quarter.  ValueError for more than is foreseen."""
    for name, rem in room.items():
        if not 0 <= rem <= MOST_REM[name]:
            raise ValueError(f"the room for {name} is from 0 to {MOST_REM[name]:g} rem, not {rem:g}")
        st.container(key=f"frame.room.{name}-{ceil(rem / STEP_REM)}").empty()


def _rules() -> Iterator[str]:
    for name, most in MOST_REM.items():
        for step in range(int(most / STEP_REM) + 1):
            yield f":root:has(.st-key-frame-room-{name}-{step}) {{ --{name}: {step * STEP_REM:g}rem; }}"


ROOM_STYLE = f"<style>{' '.join(_rules())}</style>"
