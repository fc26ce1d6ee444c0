"""The types every room of the engine shares: a function, a rule, a walk and how it ended.

Axes, everywhere: K recorded steps, *B any leading batch axes (starts, learning rates, seeds), D parameters.
A curve, a surface, a regression and a network differ in data, not in kind: each is an ``Objective``, a
differentiable function of a vector of D numbers, and one loop (``gdengine.descend``) walks down all of them.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

T = TypeVar("T")
Array = np.ndarray
HESSIAN_NUDGE = 1e-5  # how far aside the gradient is asked, in units of x and of its size
Box = tuple[tuple[float, float], ...]  # D pairs (low, high)
ValueAndGrad = Callable[[Array], tuple[Array, Array]]


@dataclasses.dataclass(frozen=True)
class Objective:
    """A differentiable function of D numbers, with what is known about it.

    ``value_and_grad`` maps x of shape (*B, D) to f(x) of shape (*B) and ∇f(x) of shape (*B, D), and does not write to
    x.  ``noisy(step)`` is the ``value_and_grad`` seen at that step when data or gradients are sampled: a pure function
    of the step and of a seed, so step 731 replays alone.  ``components``, where it exists, is the same formula on
    separate coordinates, ``components(m, x, y) -> (f, (∂f/∂x, ∂f/∂y))`` with ``m`` either ``math`` (floats) or
    ``numpy`` (arrays), or a stand-in for it that writes down what it is asked (``gdengine.loop.trace``): it is what
    makes single paths and huge batches fast.  ``box`` holds D pairs (low, high), ``minima`` the known minimizers in it.
    """

    name: str
    dim: int
    value_and_grad: ValueAndGrad
    noisy: Callable[[int], ValueAndGrad] | None = None
    box: Box = ()
    minima: tuple[tuple[float, ...], ...] = ()
    source: str = ""
    title: str = ""  # what a menu calls it
    formula: str = ""  # LaTeX, of f
    gradient: str = ""  # LaTeX, of ∇f
    lesson: str = ""  # one line: what it teaches
    components: Callable[..., tuple[Any, tuple[Any, ...]]] | None = None

    def __call__(self, x: ArrayLike) -> Array:
        """f(x), shape (*B), for x of shape (*B, D).  ValueError for a place of another number of coordinates."""
        return self.value_and_grad(self._places(x))[0]

    def grad(self, x: ArrayLike) -> Array:
        """∇f(x), shape (*B, D), for x of shape (*B, D).  ValueError as above."""
        return self.value_and_grad(self._places(x))[1]

    def _places(self, x: ArrayLike) -> Array:
        """x as floats: ``value_and_grad``, which a walk asks a thousand times, believes that their shape is right."""
        x = np.asarray(x, float)
        if x.ndim == 0 or x.shape[-1] != self.dim:
            raise ValueError(f"a place of {self.name!r} has {self.dim} coordinate(s), not the shape {x.shape}")
        return x


def unknown(kind: str, name: str, known: Iterable[str]) -> KeyError:
    """The error of who asks for something by a name that is none, with those that there are."""
    return KeyError(f"there is no {kind} called {name!r}: choose one of {', '.join(known)}")


class Named(dict[str, T]):
    """Things by their names.  KeyError, with those that there are, for a name that is none."""

    def __init__(self, kind: str, entries: Mapping[str, T] = MappingProxyType({})) -> None:
        super().__init__(entries)
        self._kind = kind

    def __missing__(self, name: str) -> T:
        raise unknown(self._kind, name, self)


def is_number(value: object) -> bool:
    """Whether it is one real number, Python's or NumPy's."""
    return np.ndim(value) == 0 and np.asarray(value).dtype.kind in "biuf"  # type: ignore[arg-type]  # whatever it is


def whole_number(name: str, value: Any, least: int, most: float = math.inf) -> int:
    """``value`` as a plain int.  ValueError, naming it, unless it is a whole number from ``least`` to ``most``."""
    if not isinstance(value, int | np.integer) or not least <= value <= most:
        limits = f"of at least {least}" if most == math.inf else f"from {least} to {most}"
        raise ValueError(f"{name} must be a whole number {limits}, not {value!r}")
    return int(value)


def hessian(objective: Objective, x: Any, nudge: float = HESSIAN_NUDGE) -> Array:
    """∇²f(x), (*B, D, D), for x (*B, D): central differences of the exact gradient, made symmetric.

    Its error is about nudge²·|f⁗|/6 + ε·|∇f|/nudge; nan or infinite where the objective has no gradient beside x.
    ValueError for a place of another number of coordinates.
    """
    x = objective._places(x)
    h = nudge * np.maximum(1.0, np.abs(x))
    aside = h[..., None] * np.eye(x.shape[-1])
    with np.errstate(all="ignore"):  # a learner's own formula may have no value beside x
        rows = (objective.grad(x[..., None, :] + aside) - objective.grad(x[..., None, :] - aside)) / (2 * h[..., None])
        return (rows + rows.mT) / 2


def from_components(
    name: str, components: Callable[..., tuple[Any, tuple[Any, ...]]], dim: int, **known: Any
) -> Objective:
    """An Objective from its formula on coordinates, ``components(m, *coordinates) -> (value, partial derivatives)``.

    ValueError, where it is first asked, for a formula that gives another number of partial derivatives.
    """

    def value_and_grad(x: Array) -> tuple[Array, Array]:
        value, partials = components(np, *[x[..., i] for i in range(dim)])
        check_partials(name, dim, partials)
        grad = np.empty((dim, *x.shape[:-1]))  # each coordinate contiguous, seen from the last axis
        for i, partial in enumerate(partials):
            grad[i] = partial
        batch = range(1, x.ndim)
        value = np.asarray(value)
        if value.shape != x.shape[:-1]:
            value = np.broadcast_to(value, x.shape[:-1])
        return value, grad.transpose(*batch, 0)

    return Objective(name, dim, value_and_grad, components=components, **known)


def check_partials(name: str, dim: int, partials: Sequence[Any]) -> None:
    """ValueError unless there is one for each coordinate: those that are missing would be whatever memory holds."""
    if len(partials) != dim:
        raise ValueError(f"{name!r} needs {dim} partial derivative(s), one for each coordinate, not {len(partials)}")


class Optimizer(NamedTuple):
    """A rule, as two pure functions: ``init(x0) -> state`` and ``update(grad, state, step) -> (delta, state)``.

    ``update`` returns what to *add* to x; ``step`` counts from 0 and comes from the loop.  The state is a named tuple,
    its fields are the letters of the formula.  Every rule is elementwise, so it runs unchanged on a float and on arrays
    (*B, D).  ``factory(**settings)`` builds the same rule again; settings may be arrays of shape (*B, 1).

    ``move(grad, state, *numbers(step))``, where they exist, is ``update`` with plain tuples for states, taken apart:
    ``numbers`` are those of the step, the same for every coordinate, ``move`` is nothing but arithmetic.  That is what
    makes single paths and huge batches fast.
    """

    init: Callable[[Any], tuple]
    update: Callable[[Any, tuple, int], tuple[Any, tuple]]
    name: str = ""
    settings: Mapping[str, Any] = {}
    factory: Callable[..., Optimizer] | None = None
    move: Callable[..., tuple[Any, tuple]] | None = None
    numbers: Callable[[int], tuple[Any, ...]] | None = None


class Outcome(IntEnum):
    """How a walk ended.  A value, never an exception."""

    RUNNING = 0  # the budget of steps was spent
    CONVERGED = 1  # gradient and next step are no longer than the tolerance
    DIVERGED = 2  # the next point was farther than the limit, or something no longer a finite number
    STALLED = 3  # no improvement for `patience` steps, creeping on in one direction
    OSCILLATING = 4  # no improvement for `patience` steps, each step undoing the one before


class Trajectory(NamedTuple):
    """What ``descend`` recorded: arrays only.

    step (K,): the step numbers recorded · x (K, *B, D) · value (K, *B): f(x) · grad (K, *B, D): the gradient the rule
    was given (the sampled one where ``noisy``) · outcome (*B): ``Outcome`` values · last (*B): the step at which it was
    decided.  After ``last`` a diverged member is nan, any other stays where it stopped.  What ``descend(keep=…)`` was
    told not to keep has no rows: x (0, *B, D), value (0, *B), grad (0, *B, D).
    """

    step: Array
    x: Array
    value: Array
    grad: Array
    outcome: Array
    last: Array

    def member(self, index: Any) -> Trajectory:
        """One member's walk, without batch axes: x (K, D), value (K,), grad (K, D); ``index`` into *B, () for all."""
        place = index if isinstance(index, tuple) else (index,)
        x, value, grad = (part[:, *place] for part in self[1:4])
        return Trajectory(self.step, x, value, grad, self.outcome[place], self.last[place])


def joined(families: Sequence[Trajectory]) -> Trajectory:
    """Families of the same recorded steps as one, one after another along their first batch axis."""
    x, value, grad = (np.concatenate(parts, axis=1) for parts in list(zip(*families))[1:4])
    outcome, last = (np.concatenate(parts) for parts in list(zip(*families))[4:])
    return Trajectory(families[0].step, x, value, grad, outcome, last)
