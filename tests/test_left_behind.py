"""What a visit holds on to between two runs: what its widgets call, and through that none of what was drawn."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, MappingProxyType, ModuleType
from typing import Any

import numpy as np
import pytest
from browser import some
from streamlit.runtime.state.session_state import SessionState

from gdengine.experiments.presets import PRESETS, presets_of
from pages.views.registry import PAGES
from tests.visit import Visit, visit

HELD_BYTES = 20_000  # in arrays: some points that were given, or the names of what can be chosen
OTHERS = ("streamlit", "threading", "asyncio", "google", "weakref")  # whose objects lead everywhere
NO_HOLDERS = (type, ModuleType, CodeType, str, bytes, int, float)


def _parts(thing: Any) -> list[Any]:
    """What a thing holds on to: a view the memory behind it; a function what it closes over, not its module."""
    if isinstance(thing, np.ndarray):
        return [thing.base]
    if not isinstance(thing, FunctionType):
        return gc.get_referents(thing)
    closed = gc.get_referents(*thing.__closure__ or ())
    return [*closed, *(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values(), *vars(thing).values()]


def _within(root: Any) -> Iterator[Any]:
    """Everything that is alive because of this, once."""
    seen: set[int] = set()
    left = [root]
    while left:
        thing = left.pop()
        if id(thing) in seen or isinstance(thing, NO_HOLDERS) or type(thing).__module__.startswith(OTHERS):
            continue
        seen.add(id(thing))
        yield thing
        left += _parts(thing)


def _array_bytes(root: Any) -> int:
    return sum(thing.nbytes for thing in _within(root) if isinstance(thing, np.ndarray) and thing.base is None)


def _called(seen: Visit) -> list[Any]:
    """What the widgets of a page call, with what it is given."""
    state: Any = seen.app.session_state
    while not isinstance(state, SessionState):
        state = object.__getattribute__(state, "_state")  # Streamlit's wrappers look up keys otherwise
    widgets = state._new_widget_state.widget_metadata.values()
    return [part for it in widgets for part in (it.callback, it.callback_args, it.callback_kwargs, it.callbacks)]


def _closure(held: Any) -> Callable[[], Any]:
    return lambda: held


def test_what_is_held_is_found():
    block = np.zeros(10_000)
    wrapped = _closure({"deep": [MappingProxyType({"block": block[5:]})]})
    assert _array_bytes([_closure(wrapped)]) == block.nbytes
    assert _array_bytes([_closure(test_what_is_held_is_found)]) == 0, "a module is nobody's own"


@pytest.mark.parametrize(
    "guessed", [pytest.param(False, id="asked", marks=pytest.mark.nightly), pytest.param(True, id="told")]
)
@pytest.mark.parametrize("page", some(PAGES, "sine_mlp"))
def test_between_two_runs_nothing_that_was_drawn_is_held(page, guessed):
    """Streamlit keeps what widgets call for as long as it keeps the visit, for a class of a hundred a hundred times."""
    for name in presets_of(page):
        if guessed or PAGES[page].views[PRESETS[name].view].guesses:
            seen = visit(page, preset=name, **({"hide": "guess"} if guessed else {}))
            called = [part for part in _called(seen) if part]
            assert len(called) > 10
            assert _array_bytes(called) < HELD_BYTES, name
