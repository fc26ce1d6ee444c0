"""From steps to numbers: a straight-line program, run on floats by ``math`` and on arrays by ``numpy``.

The program is a list of instructions on a row of cells: first the coordinates, then the constants, then cells that are
used again as soon as what they hold is no longer needed (so that arrays of a chunk stay in the cache).  Whole powers
become multiplications, u² once for u² and u³: ``pow`` is many times slower.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array
from gdengine.expression.functions import OPERATIONS
from gdengine.expression.tape import Node, ancestry

INDEFINITE_STEPS = ("/", "^", "odd_power", "even_power", "through", "times_log")  # steps that can turn 0 and ∞ into nan


Instruction = tuple[str, int, tuple[int, ...]]  # an operation, the cell to write, the cells to read


class Program(NamedTuple):
    """The steps of a formula and of its derivatives in order, on numbered cells.

    The coordinates come first, then the constants.
    """

    constants: tuple[float, ...]
    blank: tuple[None, ...]  # as many as there are cells to work in
    code: tuple[Instruction, ...]
    outputs: tuple[int, ...]  # the cells of f and of its partial derivatives


def components(
    value: Node, partials: list[Node], variables: str, written: Callable[[], list[Node | None]] = list
) -> Callable[..., tuple[Any, tuple]]:
    """``components(m, *coordinates) -> (f, partial derivatives)`` as ``gdengine.core.Objective`` asks for.

    With ``math`` a point outside the domain raises ArithmeticError or ValueError; with ``numpy`` the value is nan or
    inf there; what else has NumPy's functions gets the bare operations. Where f is nan so are its partial derivatives:
    1/x is not the slope of ln x at x = −1.

    Where f has a value and the rules of calculus give none for its slope (at 0, √x·√x has the slope ∞·0 + 0·∞), the
    slope is that of ``written()``: the derivatives after school algebra, or None where there is no shorter form.
    """
    program = assemble([value, *partials], variables)
    floats, arrays = _runner(program, "floats"), _runner(program, "arrays")
    steep = any(op in INDEFINITE_STEPS for op, _, _ in program.code)

    @lru_cache(maxsize=1)
    def shorter() -> Callable[[Sequence], list] | None:
        """The program of f and the written derivatives; None where nothing is written that differs."""
        again = [node or own for node, own in zip_longest(written(), partials)] if steep else partials
        return _runner(assemble(again, variables), "arrays") if again != partials else None

    def on_floats(*point: float) -> tuple[float, tuple[float, ...]]:
        try:
            f, *slopes = floats(point)
        except (ArithmeticError, ValueError):
            value, grad = on_arrays(*map(np.asarray, point))  # which know that √(x²) is flat at 0, though √ is steep
            if not np.isfinite([value, *grad]).all():
                raise
            return float(value), tuple(map(float, grad))
        return f, (math.nan,) * len(slopes) if math.isnan(f) else tuple(slopes)

    def on_arrays(*coordinates: Array) -> tuple[Array, tuple[Array, ...]]:
        point = [np.asarray(c, float) for c in coordinates]
        with np.errstate(all="ignore"):  # nan is this formula's answer outside its domain, wherever it is asked
            f, *slopes = arrays(point)
            hole = np.isnan(f)
            if steep and any((np.isnan(slope) & ~hole).any() for slope in slopes) and (again := shorter()):
                slopes = [np.where(np.isnan(old), new, old) for old, new in zip(slopes, again(point))]
        return f, tuple(np.where(hole, np.nan, slope) for slope in slopes) if hole.any() else tuple(slopes)

    def on_symbols(*point: Any) -> tuple[Any, tuple]:
        f, *slopes = arrays(point)
        return f, tuple(slopes)

    on: dict[Any, Callable[..., tuple[Any, tuple]]] = {math: on_floats, np: on_arrays}
    return lambda m, *point: on.get(m, on_symbols)(*point)


def _runner(program: Program, kind: str) -> Callable[[Sequence], list]:
    """The program as a function of a point, on "floats" or "arrays"."""
    code = _bind(program, {op: function._asdict()[kind] for op, function in OPERATIONS.items()})
    return lambda point: _run(program, code, point)


def assemble(outputs: list[Node], variables: str) -> Program:
    """The program that computes ``outputs`` from the coordinates named by ``variables``."""
    outputs = lower(outputs)
    steps = ancestry(*outputs)
    constants = [node for node in steps if node.value is not None]
    cell = {node: len(variables) + i for i, node in enumerate(constants)}
    cell |= {node: variables.index(node.op) for node in steps if node.op in variables}
    first = len(variables) + len(constants)
    code, top = _allocate(steps, outputs, cell, first)
    blank = (None,) * (top - first)
    values = tuple(node.value for node in constants if node.value is not None)
    return Program(values, blank, tuple(code), tuple(cell[node] for node in outputs))


def lower(outputs: list[Node]) -> list[Node]:
    """The same steps with constants replaced by their values, whole powers by products and powers of e by exp."""
    lowered: dict[Node, Node] = {}
    for node in ancestry(*outputs):
        args = [lowered[arg] for arg in node.args]
        if node.value is not None:
            lowered[node] = node.tape.number(node.value)
        elif node.op == "^":
            lowered[node] = _power(node, *args)
        elif node.op in ("odd_power", "even_power"):
            lowered[node] = _odd_root(node, *args)
        else:
            lowered[node] = node.tape.step(node.op, *args) if args else node
    return [lowered[node] for node in outputs]


def _power(node: Node, base: Node, exponent: Node) -> Node:
    if node.args[0].op == "e":
        return exponent.call("exp")
    if exponent.value is None or exponent.value % 1:
        return base.call("^", exponent)
    n = int(exponent.value)
    return 1 / _whole_power(base, -n) if n < 0 else _whole_power(base, n)


def _odd_root(node: Node, base: Node, exponent: Node) -> Node:
    """Thirds by the cube root, which is exact where it can be."""
    thirds = 3 * (exponent.value or math.nan)
    if round(thirds, 9) % 1:
        return base.call(node.op, exponent)
    root, n = base.call("cbrt"), round(thirds)
    return 1 / _whole_power(root, -n) if n < 0 else _whole_power(root, n)


def _whole_power(base: Node, n: int) -> Node:
    if n < 2:
        return base if n else base.tape.number(1)
    half = _whole_power(base, n // 2)
    return half * half * base if n % 2 else half * half


def _allocate(steps: list[Node], outputs: list[Node], cell: dict[Node, int], top: int) -> tuple[list[Instruction], int]:
    """Give every other step a cell, freed ones first: extends ``cell``, returns the code and the number of cells."""
    last = {arg: node for node in steps for arg in node.args}
    kept = {*outputs, *cell}
    code: list[Instruction] = []
    free: list[int] = []
    for node in steps:
        if node not in cell:
            reads = tuple(cell[arg] for arg in node.args)
            free += [cell[arg] for arg in dict.fromkeys(node.args) if last[arg] is node and arg not in kept]
            cell[node] = free.pop() if free else top
            top = max(top, cell[node] + 1)
            code.append((node.op, cell[node], reads))
    return code, top


def _bind(program: Program, operations: dict[str, Callable]) -> list[tuple]:
    """The code with functions for names and its one, two or more cells spread out, as ``_run`` reads it."""
    return [(operations[op], to, reads[0], reads[1] if reads[1:] else None, reads) for op, to, reads in program.code]


def _run(program: Program, code: list[tuple], point: Sequence) -> list:
    cells = [*point, *program.constants, *program.blank]
    for operation, to, a, b, reads in code:
        if b is None:
            cells[to] = operation(cells[a])
        elif len(reads) == 2:
            cells[to] = operation(cells[a], cells[b])
        else:
            cells[to] = operation(*[cells[i] for i in reads])
    return [cells[i] for i in program.outputs]
