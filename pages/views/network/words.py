"""Sentences of the network page: each is chosen by what holds of the recorded trainings."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from gdengine import Trajectory, network
from gdengine.analysis.overfitting import Turn
from gdengine.analysis.walks import ends
from gdengine.core import Array
from gdengine.experiments import SineMLP
from pages.charts.kit.numbers import number
from pages.ui.titles import points_a_step, say_choice

MANNERS = {"flat": "levels off", "straight": "goes on in a straight line", "curved": "goes on in curves"}
# the guesses at a number: up to how much each is right, the last of all that is more, and its words
Bins = Mapping[str, tuple[float, str]]
MOST_DIFFERENCES = 4  # between two trainings that a sentence names


def called(record: SineMLP, activation: str) -> str:
    """What one of the record's networks is called: by its activation, unless there is no unit that has one."""
    return "linear" if record.layers == 0 and len(record.activations()) == 1 else say_choice(activation)


def bends(record: SineMLP) -> bool:
    """Whether a unit of one of the record's networks bends anything: else each draws a straight line."""
    return record.layers > 0 and any(name != "identity" for name in record.activations())


def ended(title: str, run: Trajectory, held: Array) -> str:
    """What a training ended with, (K,) on the points held out."""
    row = int(ends(run)[0])
    if not np.isfinite(run.value[-1]):
        return f"**{title} diverged {f'after epoch {row}' if row else 'in its first epoch'}.**"
    beside = f" ({number(float(held[row]))} on the points held out)" if len(held) else ""
    return f"**{title} ends with loss {number(float(run.value[row]))}{beside}.**"


def overfitted(title: str, turn: Turn) -> str:
    """Where its held-out loss turned up, by how much, and how the other fell meanwhile."""
    rise = f"by {number(100 * turn.rise, 2)} %" if np.isfinite(turn.rise) else "from nothing"
    return (
        f"Overfitting: {title} was best on the points held out at epoch {turn.row}, with {number(turn.lowest)}. From "
        f"there that loss rose {rise}, while the loss it descends fell from "
        f"{number(turn.before)} to {number(turn.after)}."
    )


def outside(networks: Mapping[str, tuple[network.Beyond, network.Beyond]], *, numbers: bool = True) -> str:
    """What networks say where they have seen no point, by their titles; with ``numbers``, how steep far out."""
    said = []
    for title, sides in networks.items():
        manners = " or ".join(dict.fromkeys(MANNERS[side.manner] for side in sides))
        steep = " and ".join(number(side.far_slope, span=side.steepness) for side in sides)
        said.append(f"{title} {manners}" + f" (slopes {steep})" * numbers)
    if not said:
        return ""
    return f"Far beyond the picture {', '.join(said)}."


def different(pin: SineMLP, record: SineMLP) -> str:
    """What a pinned training's settings are, where they differ from those in force."""
    said = [
        f"{spec.label} {say_choice(value) if isinstance(value, str) else number(float(value), 4)}"
        for name, spec in pin.knobs().items()
        if name != "versus" and (value := getattr(pin, name)) != getattr(record, name)
    ]
    shown = said[:MOST_DIFFERENCES] + ["…"] * (len(said) > MOST_DIFFERENCES)
    return ", ".join(shown) or "the same settings"


def loss_note(record: SineMLP) -> str:
    """Which loss is drawn, and the gradient that the steps follow; nothing where that is the gradient of that loss."""
    seen = record.mini_batch()
    if seen is None:
        return ""
    times, points = record.every(), points_a_step(seen, record.n)
    factor = Fraction(times, record.n)
    before = "" if factor == 1 else f"{factor}·"
    return (
        f"The loss is that of all {record.n} points, looked at once an epoch, but a step sees only {points}: its "
        f"slope is the gradient of {before}Σ(output − y)² over what it sees, sampled. An epoch has {times} steps, "
        "and at the same weights their slopes average to the gradient of the whole. All of them train one network."
    )


def drawn_weights(record: SineMLP) -> bool:
    """Whether a seed decides on the first weights: not where they are typed, or all 0."""
    return not record.typed() and record.scheme != "zeros"


def sized(size: int, n: int) -> str:
    """How many of n points a step sees."""
    return f"all {n} a step" if size == n else "one a step" if size == 1 else f"{size} a step"


def which_bin(bins: Bins, value: float) -> str:
    """Which of the guesses at a number is right."""
    *names, last = bins
    return next((name for name in names if value <= bins[name][0]), last)


def bin_words(bins: Bins) -> dict[str, str]:
    """What each of the guesses at a number says."""
    return {name: said for name, (_, said) in bins.items()}
