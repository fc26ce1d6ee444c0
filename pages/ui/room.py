"""The room that a view keeps free around its pictures, which have what is left of the window (see site.css).

It is told by the name of a container: what a page sends as a style is read a moment after its first elements have been
painted, and the pictures would jump.  The style that the document brings along knows every name there can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from pages.ui.page import View

TURNED_REM = 2.75  # the height of a dial that stays on a projector
REMARK_REM = 1.75  # the height of a line that says how good a guess was
COMPARED = 3  # so many pictures and a phone has no room for a dial above them: two are compared, and in sight together
EVEN = 0.5  # of two pictures that a guess is about neither is the first
UNITLESS = frozenset({"first", "above"})  # shares, and what is so or not; all else is in rem


def room(
    view: View, *, asked: bool = False, answered: bool = False, turned: bool = False, presenting: bool = False
) -> dict[str, float]:
    """What else than pictures is to have its place: property → its value, where that is not as ever.

    ``asked``: a guess is asked for, and whoever is asked is told nothing · ``answered``: it is told how good it was, at
    the end, or where nothing plays in the place of the bar · ``turned``: the question asks to turn a dial, which
    therefore stays on a projector, and is above the pictures of a phone.
    """
    told, ending = (0, 0) if asked else view.room(presenting)
    if answered and view.plays and not presenting:
        ending += REMARK_REM
    kept = {"told": told, "first": EVEN if asked else view.first} | ({"ending": ending} if ending else {})
    absent = {"bar": not (view.plays or asked or answered), "dials": asked or not view.dials}
    above = {"above": 1.0} if len(view.columns) < COMPARED else {}
    dial = ({"turned": TURNED_REM} if presenting else above) if turned else {}
    return kept | {name: 0 for name in absent if absent[name]} | dial


def keep(kept: Mapping[str, float]) -> None:
    """Keep that room free on the page: a container, with something in it, for else it is not there."""
    st.container(key=f"frame.room.{_named(kept)}").empty()


def room_style(views: Iterable[View]) -> str:
    """The style that knows the names of all the room that these views may ask for."""
    return f"<style>{' '.join(sorted({rule for view in views for rule in _rules(view)}))}</style>"


def _rules(view: View) -> Iterator[str]:
    for asked, answered, turned, presenting in product((False, True), repeat=4):
        kept = room(view, asked=asked, answered=answered, turned=turned, presenting=presenting)
        said = " ".join(f"--{name}: {value:g}{'' if name in UNITLESS else 'rem'};" for name, value in kept.items())
        yield f":root:has(.st-key-frame-room-{_named(kept)}) {{ {said} }}"


def _named(kept: Mapping[str, float]) -> str:
    return "--".join(f"{name}-{value:g}" for name, value in kept.items()).replace(".", "-")
