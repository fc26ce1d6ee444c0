"""What a learner types, as an Objective: a safe parser and exact derivatives.

Characters become plain ones (``typography``), these tokens, tokens steps (``grammar`` reads, ``writer`` writes them on
a ``tape``: no ``eval``, no names but those of the closed list in ``functions``), steps get derivatives by the rules of
calculus (``derive``) and run as a straight-line program on floats or arrays (``program``); the same steps are written
out in normal form (``written``), typeset as typed (``latex``) and, for the derivative, after school algebra
(``algebra``).  ``links`` is about formulas that travel in an address.

Outside a formula's domain (ln of a negative number, 1/0, an even root of a negative number) value and gradient are nan,
or the value infinite.  Conventions at kinks: ``gdengine.expression.functions``; how a formula is read:
``gdengine.expression.grammar``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

from gdengine.core import Box, Objective, from_components
from gdengine.expression.algebra import TOO_LONG, simplified
from gdengine.expression.derive import partial
from gdengine.expression.grammar import Reader
from gdengine.expression.latex import bracket, typed
from gdengine.expression.links import from_link, to_link
from gdengine.expression.program import components
from gdengine.expression.tape import Node
from gdengine.expression.tokens import LONGEST_FORMULA, VARIABLES, FormulaError
from gdengine.expression.written import written
from gdengine.landscapes.window import found_box

__all__ = ["LONGEST_FORMULA", "FormulaError", "from_link", "parse", "to_link"]


def parse(text: str, dim: int | None = None, box: Sequence[tuple[float, float]] | None = None) -> Objective:
    """A formula of x, or of x and y, as an Objective with exact derivatives: "x**2 + sin(3*x)".

    ``dim`` is 1 or 2, by default 2 where y occurs (``dim=2`` makes a surface of a formula without y); ``box`` holds
    ``dim`` pairs (low, high), by default (−5, 5) each, moved to the formula's ground where that is elsewhere
    (``gdengine.landscapes.window``).  ``name`` is the formula in normal form (parsing it again gives the same),
    ``formula`` the LaTeX of f as typed, ``gradient`` that of f′ or of (∂f/∂x, ∂f/∂y); a derivative too long for the
    page says so.  Raises FormulaError, a ValueError that points at the character, for anything that is not such a
    formula: of at most 500 characters, nested at most 50 deep, constant exponents of at most ±100.
    """
    _check(text, dim)
    read = Reader(text)
    dim = dim or (2 if "y" in read.seen else 1)
    if dim == 1 and "y" in read.seen:
        raise FormulaError("this formula has one variable only: use x, not y", read.seen["y"])
    variables = "".join(VARIABLES[:dim])
    partials = [partial(read.root, variable) for variable in variables]
    shown = [simplified(slope) for slope in partials]
    objective = from_components(
        written(read.root),
        components(read.root, partials, variables, _as_written(read, shown)),
        dim,
        source="typed by the learner",
        title=text.strip(),
        formula=typed(read.root),
        gradient=_gradient(shown),
    )
    return dataclasses.replace(objective, box=found_box(objective) if box is None else _box(box, dim))


def _check(text: object, dim: int | None) -> None:
    if dim not in (None, 1, 2) or isinstance(dim, bool | float):
        raise ValueError(f"dim must be 1 (a curve), 2 (a surface) or None, not {dim!r}")
    if not isinstance(text, str):
        raise FormulaError(f"a formula is text such as 'x^2', not {type(text).__name__}")
    if len(text) > LONGEST_FORMULA:
        size = f"a formula has at most {LONGEST_FORMULA} characters, this text has {len(text)}"
        raise FormulaError(size, LONGEST_FORMULA)


def _as_written(read: Reader, shown: list[str]) -> Callable[[], list[Node | None]]:
    """The derivatives once more, by the steps that the page writes; None for one that it does not write out."""

    def again() -> list[Node | None]:
        return [_step(read, text) for text in shown]

    return again


def _step(read: Reader, text: str) -> Node | None:
    try:
        return Reader(text, read.tape).root if len(text) <= LONGEST_FORMULA else None
    except FormulaError:  # too long, or cases
        return None


def _gradient(partials: list[str]) -> str:
    return partials[0] if len(partials) == 1 or {*partials} == {TOO_LONG} else bracket(r",\;".join(partials))


def _box(box: Sequence[tuple[float, float]], dim: int) -> Box:
    try:
        pairs = tuple((float(low), float(high)) for low, high in box)
    except (TypeError, ValueError):
        pairs = ()
    if len(pairs) != dim or not all(math.isfinite(high - low) and low < high for low, high in pairs):
        raise ValueError(f"box must hold {dim} pair(s) (low, high) of numbers with low < high, not {box!r}")
    return pairs
