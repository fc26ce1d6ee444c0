"""``remember``: what has been worked out once is kept, for everyone, bounded by bytes.

Everyone who asks for the same thing gets the same object, so it is immutable: arrays are read only, dictionaries are
views, lists become tuples.  Nothing is pickled or copied.  Two visitors who ask for it at once work it out once: the
second waits.  Who waits does not hold a place at the gate, and lets a newer request of the same visitor in.

**The bound is 80 MiB over everything remembered.**  A server of half a gigabyte, the smallest that is rented out,
holds Python with NumPy, pandas, Altair and Streamlit and a class of a hundred (README's load table says how much each
takes); this much then leaves room for what is being worked out.  A family of runs weighs 0.05 to 3.5 MB, the widest
network 3 MB, or 8 with the most points, a picture of the ground 0.1 MB: a class on one sheet of exercises fits many
times over.  What goes first is what takes least to work out again, by its weight (``shelves``).
"""

from __future__ import annotations

import dataclasses
import functools
import gc
import sys
import threading
import time
from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from types import BuiltinFunctionType, CodeType, FunctionType, MappingProxyType, ModuleType
from typing import Any, ParamSpec, TypeVar

import numpy as np

from pages.ui.delivery import deliver
from pages.ui.gate import GATE, POLL_SECONDS, newer_request
from pages.ui.shelves import Kept, Shelves

P = ParamSpec("P")
R = TypeVar("R")
MEMORY_BYTES = 80 * 2**20
ENTRY_BYTES = 1024  # what an entry weighs besides its result: its key, a record, and its place in the list


class Memory:
    """Results by key, of which those that are worth least are forgotten once all weigh more than ``limit`` bytes."""

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self.shelves = Shelves(limit)
        self._working: set[Hashable] = set()  # keys that somebody is at work on
        self._change = threading.Condition()
        self._mine = threading.local()

    def __len__(self) -> int:
        return len(self.shelves)

    @property
    def weight(self) -> int:
        """The bytes that are remembered."""
        return self.shelves.weight

    def recall(self, key: Hashable) -> Kept | None:
        """What is remembered under the key."""
        with self._change:
            return self.shelves.recall(key)

    def work_out(self, key: Hashable, work: Callable[[], R]) -> R:
        """What is remembered under the key; else ``work()``, in one thread, while the others that ask wait for it."""
        while (kept := self.recall(key)) is None:
            if not self._claim(key):
                with GATE.outside():
                    self._wait(key)
                continue
            try:
                deliver()
                done, seconds = self._timed(work)
                result = frozen(done)
                heavy = weigh(result) + ENTRY_BYTES  # before others are kept waiting: it looks at all of it
                with self._change:
                    self.shelves.keep(key, result, heavy, seconds)
                return result
            finally:
                self._release(key)
        return kept.result  # type: ignore[no-any-return]

    def forget(self) -> None:
        """Everything."""
        with self._change:
            self.shelves.clear()

    def _timed(self, work: Callable[[], R]) -> tuple[R, float]:
        """What came of the work, and how many seconds of the processor it took by itself: without what it asked for."""
        outer, self._mine.asked_for = getattr(self._mine, "asked_for", 0.0), 0.0
        start = time.thread_time()
        try:
            done = work()
        finally:
            whole, asked_for = time.thread_time() - start, self._mine.asked_for
            self._mine.asked_for = outer + whole
        return done, whole - asked_for

    def _claim(self, key: Hashable) -> bool:
        """Whether the work is now this thread's."""
        with self._change:
            if key in self._working or key in self.shelves:
                return False
            self._working.add(key)
            return True

    def _release(self, key: Hashable) -> None:
        with self._change:
            self._working.remove(key)
            self._change.notify_all()

    def _wait(self, key: Hashable) -> None:
        """Until whoever is at work is done, or has given up."""
        while True:
            with self._change:
                if key not in self._working:
                    return
                self._change.wait(POLL_SECONDS)
            newer_request()


MEMORY = Memory()
ATOMS = frozenset({int, float, bool, str, bytes, type(None)})  # hold on to nothing: most of what there is to look at


# What is there once for all: nobody's result is to be charged with it, nor with what it holds on to.
SHARED_TYPES = (type, ModuleType, CodeType, BuiltinFunctionType)
CACHED_FUNCTION = type(functools.cache(print))  # one of its own, or one of a module


def weigh(result: Any) -> int:
    """Bytes alive because of this: arrays with all the memory behind a view, objects, what a function closes over.

    What is met twice counts once.
    """
    seen: set[int] = set()
    left, total = [result], 0
    while left:
        thing = left.pop()
        atom = type(thing) in ATOMS  # nearly all that there is: nothing else is asked of it
        while not atom and isinstance(thing, np.ndarray) and isinstance(thing.base, np.ndarray):
            thing = thing.base
        if id(thing) not in seen and (atom or not isinstance(thing, SHARED_TYPES)):
            seen.add(id(thing))
            total += thing.nbytes if not atom and isinstance(thing, np.ndarray) else sys.getsizeof(thing)
            if not atom:
                left.extend(_parts(thing))
    return total


def _parts(thing: Any) -> Sequence[Any]:
    """What a thing holds on to: of a function what is its own, and not the module that it stands in."""
    if isinstance(thing, np.ndarray):
        return ()
    if isinstance(thing, FunctionType):
        return (thing.__closure__, thing.__defaults__, thing.__kwdefaults__, thing.__dict__)
    if isinstance(thing, CACHED_FUNCTION) and "<locals>" not in thing.__qualname__:
        return ()
    return gc.get_referents(thing)


def frozen(result: Any) -> Any:
    """The result, so that nobody can change it for the others."""
    if type(result) in ATOMS:
        return result
    if isinstance(result, np.ndarray):
        result.setflags(write=False)
    elif isinstance(result, tuple | list):
        return getattr(type(result), "_make", tuple)([frozen(part) for part in result])
    elif isinstance(result, Mapping):
        return MappingProxyType({name: frozen(part) for name, part in result.items()})
    elif dataclasses.is_dataclass(result) and not isinstance(result, type):
        for part in vars(result).values():
            frozen(part)
    return result


def _all_of_it(record: Any) -> Any:
    return record


def remember(
    *, of: Callable[[Any], Any] = _all_of_it, apart: Container[str] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function whose results are remembered, by its arguments: records, names, numbers and tuples of them.

    ``of`` cuts the first of them, a record, down to what the result depends on, so that nothing is worked out again
    when only a view changes; the function is given no more.  ``apart``: keyword arguments without which the result is
    the same, as where to tell how far the work is.  An error is not remembered: whoever asks meets it.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
            cut: tuple[Any, ...] = tuple(map(of, args[:1])) + args[1:]
            key = (function, cut, *sorted(pair for pair in kwargs.items() if pair[0] not in apart))
            GATE.give_way()
            if (kept := MEMORY.recall(key)) is not None:
                return kept.result
            work = functools.partial(function, *cut, **kwargs)
            return MEMORY.work_out(key, work)

        return remembered

    return decorate
