"""Sentences of the network page: each is chosen by what holds of the recorded trainings."""

from __future__ import annotations

import numpy as np

from gdengine import Trajectory, network
from gdengine.analysis.overfitting import Turn
from gdengine.analysis.walks import ends
from gdengine.core import Array
from gdengine.experiments import SineMLP
from pages.charts.kit.numbers import number
from pages.ui.titles import say_choice

MANNERS = {"flat": "levels off", "straight": "goes on in a straight line", "curved": "goes on in curves"}
MOST_DIFFERENCES = 4  # between two trainings that a sentence names


def ended(title: str, run: Trajectory, turn: Turn | None, held: Array) -> str:
    """What a training ended with, and where its held-out loss turned up (overfitting)."""
    row = int(ends(run)[0])
    if not np.isfinite(run.value[-1]):
        return f"**{title} diverged after epoch {row}.**"
    said = f"**{title} ends with loss {number(float(run.value[row]))}"
    said += f", {number(float(held[row]))} on the points held out.**" if len(held) else ".**"
    if turn is None:
        return said
    rise = f"{100 * turn.rise:.2g} %" if np.isfinite(turn.rise) else "without bound"
    return (
        f"{said} Overfitting: on the points held out its loss was lowest at epoch {turn.row} "
        f"({number(turn.lowest)}) and rose again by {rise}, while the loss it descends went on falling."
    )


def outside(title: str, sides: tuple[network.Beyond, network.Beyond]) -> str:
    """What a network says where it has seen no point."""
    manners = list(dict.fromkeys(MANNERS[side.manner] for side in sides))
    at = " and ".join(f"{number(side.says)} at x = {number(side.x)}" for side in sides)
    slopes = " and ".join(number(side.slope) for side in sides)
    return f"Far beyond its points {title} {' or '.join(manners)}: {at}, slopes {slopes}."


def different(pin: SineMLP, record: SineMLP) -> str:
    """What a pinned training's settings are, where they differ from those in force."""
    said = [
        f"{spec.label} {say_choice(value) if isinstance(value, str) else number(float(value), 4)}"
        for name, (_, spec) in pin.knobs().items()
        if name != "versus" and (value := getattr(pin, name)) != getattr(record, name)
    ]
    shown = said[:MOST_DIFFERENCES] + ["…"] * (len(said) > MOST_DIFFERENCES)
    return ", ".join(shown) or "the same settings"
