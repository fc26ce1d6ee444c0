"""``Rule``: what is known about an update rule besides its formula in code; and how a rule enters the register.

The lines of one step are templates that the worked step fills with that step's numbers.  In them ``c`` stands for the
coordinate (x or y), a name in braces for a number (``{name:role}`` is drawn in that role's color), letters for those of
the rule's state, ``_before`` for what they were before the step.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from gdengine.core import Array, Named, Optimizer

Factory = Callable[..., Optimizer]

PLAIN_LENGTH = "‖step‖ = η·‖g‖ = {rate}·{slope:gradient} = {length:step}"
OTHER_LENGTH = "‖step‖ = {length:step},  and η·‖g‖ = {rate}·{slope:gradient} = {plain}"


def _no_bound(**settings: Any) -> None:
    """There is no theory."""


def _no_parts(**numbers: Any) -> dict[str, Any]:
    """The lines name nothing but the state and the settings."""
    return {}


@dataclasses.dataclass(frozen=True)
class Rule:
    """The words of a rule.

    ``bound(**settings)`` is the largest product of rate and curvature that converges on a parabola, None where there is
    no theory.  ``parts(**numbers)`` makes of the state, the settings and t = k + 1 what the lines name besides.
    """

    name: str
    title: str
    settings: tuple[str, ...]  # their names, besides the rate
    formula: str  # LaTeX
    lesson: str  # one plain sentence: what it does
    lines: tuple[str, ...]  # of one step; the last one moves
    symbols: Mapping[str, str] = dataclasses.field(default_factory=dict)  # the lines' own letters, and what each is
    length: str = OTHER_LENGTH  # how long a step is
    bound: Callable[..., float | None] = _no_bound
    parts: Callable[..., dict[str, Any]] = _no_parts
    own_length: bool = False  # whether steps are of about η, however steep the slope
    carrier: str = ""  # what may carry it uphill: SPEED, or another memory of what was


SPEED = "its speed"
RANGES: dict[str, tuple[float, float]] = {"lr": (0, np.inf)}  # of a setting: from the first to below the second
OPTIMIZERS: dict[str, Factory] = Named("rule")
RULES: dict[str, Rule] = Named("rule")


def rule(
    title: str, *, ranges: Mapping[str, tuple[float, float]] = MappingProxyType({}), **words: Any
) -> Callable[[Factory], Factory]:
    """A decorator: the factory, and its words, enter ``OPTIMIZERS`` and ``RULES`` under the function's name.

    ``ranges``: setting → (from, to below), for those that no rule before has.  ValueError for a name that is taken, or
    has a "_" in it, which in a link parts a racer from its rate.
    """

    def enter(factory: Factory) -> Factory:
        name = factory.__name__
        if name in OPTIMIZERS or "_" in name:
            why = 'has a "_" in it' if "_" in name else "is taken"
            raise ValueError(f"no rule can be called {name!r}, which {why}: choose another name")
        RANGES.update(ranges)
        settings = tuple(name for name in inspect.signature(factory).parameters if name != "lr")
        OPTIMIZERS[name], RULES[name] = factory, Rule(name, title, settings, **words)
        return factory

    return enter


def bound(optimizer: Optimizer | None) -> float | None:
    """The largest product of rate and curvature that converges on a parabola; None where there is no theory."""
    if optimizer is None or optimizer.name not in RULES:
        return None
    known = RULES[optimizer.name]
    return known.bound(**{name: optimizer.settings[name] for name in known.settings})


def batch_of(optimizer: Optimizer) -> tuple[int, ...]:
    """The batch axes *B of the rule's array settings.  ValueError unless each is a number or an array (*B, 1)."""
    shapes = {name: np.shape(value) for name, value in _at_start(optimizer).items()}
    for name, shape in shapes.items():
        if shape and shape[-1] != 1:
            raise ValueError(f"{name} must be a number or an array of shape (*B, 1), not of shape {shape}")
    return np.broadcast_shapes(*[shape[:-1] for shape in shapes.values() if shape])


def members(optimizer: Optimizer, who: Any, batch: tuple[int, ...]) -> Optimizer:
    """The same rule for the members ``who`` of a flattened ``batch``: every array setting becomes (n,).

    Where ``who`` is a single index, the settings become plain numbers.  ValueError for settings of each member in a
    rule that does not know its factory, which makes it again for fewer, and for those of another batch.
    """
    now = _at_start(optimizer).values()
    if all(isinstance(value, int | float) for value in now):
        return optimizer
    if optimizer.factory is None:
        if any(map(np.shape, now)):
            raise ValueError("an Optimizer whose settings differ from member to member needs its factory=")
        return optimizer
    own = batch_of(optimizer)
    if len(own) > len(batch) or any(mine not in (1, axis) for mine, axis in zip(own[::-1], batch[::-1])):
        raise ValueError(f"settings in a batch {own} do not fit a walk whose batch is {batch}")

    def pick(setting: Any) -> Any:
        if callable(setting):
            return lambda step: pick(setting(step))
        rows = np.broadcast_to(setting, (*batch, 1)).reshape(-1)[who]
        return rows if np.ndim(rows) else rows.item()

    return optimizer.factory(**{name: pick(value) for name, value in optimizer.settings.items()})


def _at_start(optimizer: Optimizer) -> dict[str, Any]:
    return {name: value(0) if callable(value) else value for name, value in optimizer.settings.items()}


def schedule(lr: Any) -> Callable[[int], Any]:
    """The rate of every step, of a number, an array or a schedule."""
    return lr if callable(lr) else lambda step: lr


def by_rate(lr: Any) -> Callable[[int], tuple[Any]]:
    """The numbers of a step for a rule that needs only its rate."""
    if callable(lr):
        return lambda step: (lr(step),)
    alone = (lr,)
    return lambda step: alone


def optimizer(
    factory: Factory,
    letters: Callable[..., Any],
    update: Callable[..., tuple[Any, tuple]],
    numbers: Callable[[int], tuple[Any, ...]] = lambda step: (step,),
    **settings: Any,
) -> Optimizer:
    """The rule, its settings checked.  ``update(grad, state, *numbers(step))`` gives what to add and the new state.

    ``numbers`` are those of a step which are the same for every coordinate, such as the rate: they are worked out once
    a step.  ``update`` takes and gives plain tuples, the public one names their ``letters``.  Naming costs half as much
    as the formula itself on a float, so the loop walks with the plain one, which is the rule's ``move``.
    """
    for name, value in settings.items():
        _check(name, value)

    def named(g: Any, state: tuple, step: int) -> tuple[Any, tuple]:
        delta, state = update(g, state, *numbers(step))
        return delta, letters(*state)

    def init(x0: Any) -> tuple:
        return letters(*[0.0 * x0 for _ in letters._fields])  # type: ignore[attr-defined]

    return Optimizer(init, named, factory.__name__, settings, factory, update, numbers)


def by_numbers(optimizer: Optimizer) -> tuple[Callable[..., tuple[Any, tuple]], Callable[[int], tuple[Any, ...]]]:
    """The rule taken apart: its arithmetic, and the numbers of a step; the step itself where they are not known."""
    return optimizer.move or optimizer.update, optimizer.numbers or (lambda step: (step,))


def plain(optimizer: Optimizer) -> Callable[[Any, tuple, int], tuple[Any, tuple]]:
    """The rule's ``update`` without names for the letters of its state."""
    move, numbers = by_numbers(optimizer)
    return lambda g, state, step: move(g, state, *numbers(step))


def _check(name: str, value: Any) -> None:
    if name not in RANGES:
        raise ValueError(f"the setting {name} has no range: name it with the rule, ranges={{{name!r}: (from, to)}}")
    check_range(name, value(0) if callable(value) else value, *RANGES[name])


def check_range(name: str, value: Any, low: float, high: float) -> None:
    """ValueError, naming it, unless a number, or every number of an array, is from ``low`` to below ``high``."""
    values: Array = np.ravel(value)
    try:
        wrong = values[~((values >= low) & (values < high))]
    except TypeError:  # a text, or nothing
        wrong = values
    if wrong.size:
        limits = f"number from {low} to below {high}" if high < np.inf else f"finite number of at least {low}"
        raise ValueError(f"{name} must be a {limits}, not {wrong[0]}")
