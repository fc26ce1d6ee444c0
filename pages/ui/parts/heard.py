"""What a browser tells, read with care: whoever is at the other end may send anything.

A part tells all that it has said of late, each with a number: ``hear`` does what it has not heard before, in order, so
that nothing is lost or done twice whatever Streamlit takes together (``outbox.js``).

``cautious`` makes a callback of one that may find what it was told impossible: then nothing is changed, the page is
drawn as it stood, and the server's log says why.  The readers below say what a message has to look like; they, and
whatever a value is handed on to, raise ValueError where it cannot be.
"""

from __future__ import annotations

import functools
import logging
import math
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec

import streamlit as st

P = ParamSpec("P")
Hears = Mapping[str, Callable[[Any], object]]  # name of a message → what is called with its value
TOLD = "told"  # the event by which a part tells all
LOGGER = logging.getLogger(__name__)
NAMED_AT_MOST = 60  # characters of an impossible value that a sentence repeats
LONGEST_TEXT = 10_000  # characters that a part may tell
LARGEST_INDEX = 10_000_000
MOST_TOLD = 50  # messages at once


def cautious(callback: Callable[P, object]) -> Callable[P, None]:
    """The callback; what it was told in vain changes nothing."""

    @functools.wraps(callback)
    def heard(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except (ValueError, LookupError) as error:
            LOGGER.warning("what a browser told was not heard: %s", error, exc_info=not isinstance(error, ValueError))

    return heard


@cautious
def hear(key: str, hears: Hears) -> None:
    """Do what the part ``key`` has said, and has not been heard saying before; each with care, for itself.

    A part that the last run did without, for a view was chosen that the browser had not heard of yet, says nothing.
    """
    if key not in st.session_state:
        return
    told, known = mapping(st.session_state[key][TOLD]), f"{key}.{TOLD}"
    who, said = text(told["from"]), told["said"]
    if not isinstance(said, list) or len(said) > MOST_TOLD:
        raise ValueError(f"{_short(said)} is no list of at most {MOST_TOLD} messages")
    for message in said:
        turn, name, value = row(message, index, text, lambda value: value)
        last = st.session_state.get(known)
        if name not in hears or (last and last[0] == who and turn <= last[1]):
            continue
        st.session_state[known] = who, turn  # first: a run may be ended after any statement
        cautious(hears[name])(value)


def number(told: Any) -> float:
    """A finite number."""
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(_float(told)):
        raise ValueError(f"{_short(told)} is no number")
    return float(told)


def index(told: Any) -> int:
    """The place of something in a list."""
    if number(told) not in range(LARGEST_INDEX):
        raise ValueError(f"{_short(told)} is no place in a list")
    return int(told)


def text(told: Any) -> str:
    """A text of bounded length."""
    if not isinstance(told, str) or len(told) > LONGEST_TEXT:
        raise ValueError(f"{_short(told)} is no text of at most {LONGEST_TEXT} characters")
    return told


def flag(told: Any) -> bool:
    """Yes or no."""
    if not isinstance(told, bool):
        raise ValueError(f"{_short(told)} is neither true nor false")
    return told


def row(told: Any, *readers: Callable[[Any], Any]) -> tuple[Any, ...]:
    """A list with something for each of the readers."""
    if not isinstance(told, list) or len(told) != len(readers):
        raise ValueError(f"{_short(told)} is no list of {len(readers)}")
    return tuple(read(part) for read, part in zip(readers, told))


def mapping(told: Any) -> Mapping[str, Any]:
    """Values by their names."""
    if not isinstance(told, Mapping):
        raise ValueError(f"{_short(told)} is no set of named values")
    return told


def _float(told: float) -> float:
    try:
        return float(told)
    except OverflowError:
        return math.inf


def _short(told: Any) -> str:
    return repr(told)[:NAMED_AT_MOST] if isinstance(told, str | int | float | None) else type(told).__name__
