r"""How a landscape is written and registered: a formula under a decorator, about six lines, in one place.

::

    @landscape("Booth's function", box=((-10, 10), (-10, 10)), minima=((1, 3),),
               formula=r"(x+2y-7)^2+(2x+y-5)^2", gradient=r"(10x+8y-34,\;8x+10y-38)", source="…")
    def booth(m: Maths, x: Number, y: Number) -> Formula:
        "The lesson, in one line, is the docstring."
        a, b = x + 2 * y - 7, 2 * x + y - 5
        return a * a + b * b, (2 * a + 4 * b, 4 * a + 2 * b)

A landscape with a knob, or with data of its own, is a function that returns an Objective, under
``@LANDSCAPES.recipe(dim)``.

The function's name is the landscape's name, the number of pairs in ``box`` its dimension.  The formula returns the
value and the tuple of partial derivatives; ``m`` is ``math`` (coordinates are floats) or ``numpy`` (arrays of any
shape), so it is made of plain arithmetic, ``abs`` and functions that both modules have.  Multiply instead of taking
powers: pow is slow, and with it the formula is not the list of operations that makes crowds fast
(``gdengine.loop.trace``).  Far outside the box it may overflow: arrays then hold inf or nan, ``math`` may raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gdengine.core import Box, Objective, from_components, unknown

Maths = Any  # the module ``math`` or ``numpy``, or what stands in for it to see what is asked
Number = Any  # one coordinate: a float, or an array of any shape
Formula = tuple[Number, tuple[Number, ...]]  # the value and the partial derivatives


class Registry(Mapping[str, Objective]):
    """Name -> Objective, in the order of registration.

    An entry may be a recipe, a function that makes the objective: it is followed when the name is first asked for, so
    that nothing is computed at import.
    """

    def __init__(self) -> None:
        self._dims: dict[str, int] = {}
        self._entries: dict[str, Objective | Callable[[], Objective]] = {}

    def add(self, name: str, dim: int, entry: Objective | Callable[[], Objective]) -> None:
        """Enter an objective of dimension ``dim``, or a recipe for one.  ValueError if the name is taken."""
        if name in self:
            raise ValueError(f"there is already a landscape called {name!r}: choose another name")
        self._dims[name], self._entries[name] = dim, entry

    def recipe(self, dim: int) -> Callable[[Callable[..., Objective]], Callable[..., Objective]]:
        """A decorator: the landscape called like the function is what it returns when called without arguments."""

        def enter(make: Callable[..., Objective]) -> Callable[..., Objective]:
            self.add(make.__name__, dim, make)
            return make

        return enter

    def of(self, dim: int) -> tuple[str, ...]:
        """The names of the landscapes of one dimension: 1 for curves, 2 for surfaces.  Follows no recipe."""
        return tuple(name for name, own in self._dims.items() if own == dim)

    def __getitem__(self, name: str) -> Objective:
        if name not in self:
            raise unknown("landscape", name, self)
        entry = self._entries[name]
        if not isinstance(entry, Objective):
            entry = self._entries[name] = entry()
        return entry

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


LANDSCAPES = Registry()


def landscape(
    title: str, *, box: Box, formula: str, gradient: str, minima: Sequence[tuple[float, ...]] = (), source: str = ""
) -> Callable[..., Objective]:
    """A decorator: ``formula(m, *coordinates) -> (value, partial derivatives)`` becomes a registered Objective.

    ``minima`` lists every minimizer inside ``box``, a lowest one first; ``formula`` and ``gradient`` are the LaTeX of
    the right-hand sides.
    """

    def build(components: Callable[..., Formula]) -> Objective:
        words = {"title": title, "formula": formula, "gradient": gradient, "source": source}
        objective = from_components(
            components.__name__, components, len(box), box=box, minima=minima, lesson=components.__doc__, **words
        )
        LANDSCAPES.add(objective.name, objective.dim, objective)
        return objective

    return build
