"""Operations of a trace, on arrays, in place: each that is needed once, and in memory that is used again.

A row of **cells** holds what the operations read and write: inputs, outputs, plain numbers and blanks.  An operation
writes over an argument that nobody reads any more, else into a blank that has become free, else into a new one: fewer
arrays are in use than operations, so they stay near the processor, and every number is, bit for bit, the formula's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array
from gdengine.loop.trace import RuleTrace, Symbol, Trace, ancestry

LINE = 8  # float64 of a cache line: what begins at one is read and written at once


class Buffers:
    """Blocks of memory that are used again: to the process, new memory costs as much as a few operations on it."""

    def __init__(self) -> None:
        self.blocks: list[Array] = []
        self.taken = 0

    def clear(self) -> None:
        """Nobody needs what was taken any more."""
        self.taken = 0

    def rows(self, count: int, n: int) -> Array:
        """Unwritten numbers (count, n), beginning at a cache line, as every row does where n is a multiple of it."""
        size, place = count * n, self.taken
        if place == len(self.blocks):
            self.blocks.append(_aligned(size))
        elif len(self.blocks[place]) < size:
            self.blocks[place] = _aligned(size)
        self.taken += 1
        return self.blocks[place][:size].reshape(count, n)


def _aligned(size: int) -> Array:
    """New memory that begins at a cache line."""
    block = np.empty(size + LINE)
    first = -(block.ctypes.data // block.itemsize) % LINE
    return block[first : first + size]


class Operations:
    """``outputs`` of ``inputs``: output i is written into cell ``into[i]``.

    The first cells are the inputs, in order; further ones of ``into`` are outputs alone.  ``spent`` are the cells of
    inputs that may be written over once they have been read for the last time; an output may replace such an input.
    """

    def __init__(
        self, inputs: Sequence[Symbol], outputs: Sequence[Any], into: Sequence[int], spent: Sequence[int] = ()
    ) -> None:
        self.given = max(len(inputs), *[cell + 1 for cell in into])
        self.cells: list[Any] = [None] * self.given
        self.blanks: list[tuple[int, type]] = []  # cells of as many numbers, or answers, as there are members
        self.small: list[tuple[int, tuple[int, ...]]] = []  # cells of common numbers, and what they are made of
        self.place = {symbol.index: cell for cell, symbol in enumerate(inputs)}
        self.held = {cell: symbol.index for cell, symbol in enumerate(inputs)}  # whose number a cell holds
        self.lasting = {cell for cell in range(len(inputs)) if cell not in spent}
        self.target: dict[int, int] = {}  # an output's index, and where it belongs
        self.targets, self.free = {*into}, list[int]()
        for output, cell in zip(outputs, into):
            if isinstance(output, Symbol) and output.ufunc:
                self.target.setdefault(output.index, cell)
        operations = ancestry(*outputs)
        self.homeward = self._homeward(operations, outputs)
        self.reads = Counter(arg.index for by in operations for arg in by.args if isinstance(arg, Symbol))
        self.reads.update(output.index for output in outputs if isinstance(output, Symbol))  # nobody's last
        self.early = [self._allocated(symbol) for symbol in operations if symbol.common]
        self.code = [self._allocated(symbol) for symbol in operations if not symbol.common]
        self.code += self._copies(outputs, into)

    def _homeward(self, operations: Sequence[Symbol], outputs: Sequence[Any]) -> dict[int, int]:
        """An index, and where it is best written: of an output where it belongs, and what it is to be written over.

        So outputs grow in their own cells, and fewer blanks are needed.
        """
        homeward = dict(self.target)
        read = {output.index for output in outputs if isinstance(output, Symbol)}
        for symbol in reversed(operations):
            args = [arg for arg in symbol.args if isinstance(arg, Symbol)]
            last = [arg.index for arg in args if arg.ufunc and arg.index not in read]
            read.update(arg.index for arg in args)
            if last and symbol.index in homeward:
                homeward[last[0]] = homeward[symbol.index]
        return homeward

    def _allocated(self, symbol: Symbol) -> tuple[Any, tuple[int, ...]]:
        """A function, and the cells that it reads and, the last, writes."""
        reads = tuple(map(self._cell, symbol.args))
        self.reads.subtract(arg.index for arg in symbol.args if isinstance(arg, Symbol))
        done = [cell for cell in dict.fromkeys(reads) if cell in self.held and not self.reads[self.held[cell]]]
        done = [cell for cell in done if cell not in self.lasting]
        for cell in done:
            del self.held[cell]
        cell = self._chosen(symbol, done)
        self.free += [other for other in done if other != cell and other not in self.targets]
        self.place[symbol.index], self.held[cell] = cell, symbol.index
        if symbol.common:
            self.small.append((cell, reads))
        if symbol.common or not symbol.is_float:
            self.lasting.add(cell)
        return symbol.ufunc, (*reads, cell)

    def _chosen(self, symbol: Symbol, done: list[int]) -> int:
        """Where to write: home if an output's is free, else over what is done with, else elsewhere."""
        if symbol.common:
            return self._cell(None)
        if not symbol.is_float:
            return self._blank(bool)
        home = self.homeward.get(symbol.index)
        if home is not None and home not in self.held:
            return home
        if symbol.index not in self.target and done:
            return done[0]
        return self.free.pop() if self.free else self._blank(float)

    def _cell(self, arg: Any) -> int:
        """Where it is: a symbol has its place, a number gets one, as an array, which NumPy takes up faster."""
        if isinstance(arg, Symbol):
            return self.place[arg.index]
        self.cells.append(None if arg is None else np.array(arg, float))
        return len(self.cells) - 1

    def _blank(self, kind: type) -> int:
        self.blanks.append((self._cell(None), kind))
        return self.blanks[-1][0]

    def _copies(self, outputs: Sequence[Any], into: Sequence[int]) -> list[tuple[Any, tuple[int, ...]]]:
        """For outputs that are elsewhere, or plain numbers; an input among them first leaves its cell."""
        away = [(self._cell(output), home) for output, home in zip(outputs, into)]
        away = [(cell, home) for cell, home in away if cell != home]
        first = {cell: self._blank(float) for cell, _ in away if cell in self.targets}
        return [(np.copyto, (blank, cell)) for cell, blank in first.items()] + [
            (np.copyto, (home, first.get(cell, cell))) for cell, home in away
        ]

    def on(self, memory: Buffers, *arrays: Array) -> Bound:
        """To read and to write these arrays: inputs and outputs, all of one shape, but for the common ones.

        Blanks are taken from ``memory``.
        """
        cells, shape = [*arrays, *self.cells[self.given :]], arrays[0].shape
        for cell, reads in self.small:
            cells[cell] = np.empty(np.broadcast_shapes(*[cells[read].shape for read in reads]))
        for cell, kind in self.blanks:
            cells[cell] = memory.rows(1, arrays[0].size).reshape(shape) if kind is float else np.empty(shape, kind)
        early, code = (
            [(f, tuple(cells[cell] for cell in places)) for f, places in part] for part in (self.early, self.code)
        )
        return Bound(early, code)


class Bound(NamedTuple):
    """Operations on certain arrays, each a function and its arguments."""

    early: list[tuple[Any, tuple[Array, ...]]]
    code: list[tuple[Any, tuple[Array, ...]]]

    def prepare(self) -> None:
        """What is made of common inputs alone: to be done again whenever one of them has changed."""
        for function, arguments in self.early:
            function(*arguments)

    def run(self) -> None:
        """All the rest."""
        for function, arguments in self.code:
            function(*arguments)


@lru_cache(maxsize=64)
def slopes(traced: Trace, value: bool = False) -> Operations:
    """∇f, and f if it is wanted.  Cells: the coordinates, their partial derivatives, f; (n,) each."""
    dim, outputs = len(traced.coordinates), (*traced.partials, *[traced.value] * value)
    return Operations(traced.coordinates, outputs, range(dim, dim + len(outputs)))


@lru_cache(maxsize=16)
def step_of(traced: RuleTrace) -> Operations:
    """A rule's step, x and state replaced by the next ones.  Cells: x, state, slope, (D, n) each; the numbers."""
    inputs = (traced.x, *traced.state, traced.slope, *traced.numbers)
    spent = range(len(traced.state) + 2)
    return Operations(inputs, (traced.next_x, *traced.next_state), spent[:-1], spent)
