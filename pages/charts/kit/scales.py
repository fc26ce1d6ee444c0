"""Scales whose ends arrive with the data, never with the spec: linear and logarithmic, and the ranges they show.

Both ends are given: a scale that also looks at its data is worked out anew, with all of its marks, in every frame.
The data set ``view`` (see ``spec.view``) holds them in the columns ``name_lo`` and ``name_hi``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import sizes
from pages.charts.kit.numbers import said

TICKS = {  # as many as there is room for
    "x": alt.ExprRef(f"clamp(floor(width / ({sizes.TICK_GAP_PX['x']} * scale)), 2, 9)"),
    "y": alt.ExprRef(f"clamp(floor(height / ({sizes.TICK_GAP_PX['y']} * scale)), 3, 7)"),
}
# So that plots above one another align.  Labels that need more take it: the axis's title gives way to them.
SAME_ROOM = {"minExtent": alt.ExprRef(f"{sizes.AXIS_LABELS_PX} * scale")}
STEP_MARGIN_SHARE = 0.012  # of the steps, before the first and after the last
BALL_PX = 6  # half of a ball on a curve against the step, which at either end is to be whole
DRAWN_PARTS = 2**14  # of an axis: places that are told apart on it, ten to a pixel of a screen
TICK_DIGITS = 6  # significant: so many that neighbors on a narrow range read differently
NARROW_SHARE, NARROW_DIGITS = 1e-4, 13  # of the largest number on an axis: one that is narrower needs more digits
LEAST_FALL_SHARE = 1e-3  # of the largest number of a walk: by less than that it stays what it was
FEW_POWERS = 200  # the ratio of the ends of a logarithmic axis that shows two powers of ten, or three, or fewer
NO_POWERS = 4  # and of one that may show no more than one number that begins with 1, 2 or 5
NARROW_TICKS = 9  # of such an axis; where words would meet some are left out
LOG_MARGIN = 1.3  # the factor that a logarithmic range is wider by, at least, at either end,
LOG_MARGIN_SHARE = 0.07  # and the part of its powers of ten, for half a ball in a low plot


def end(name: str, which: str) -> str:
    """The expression for the end ``lo`` or ``hi`` of the scale called ``name``."""
    return f"data('view')[0].{name}_{which}"


def span(name: str) -> str:
    """The expression for how much lies between the two ends of the scale called ``name``."""
    return f"({end(name, 'hi')} - {end(name, 'lo')})"


def domain(name: str) -> list[alt.ExprRef]:
    """The two ends as a scale takes them."""
    return [alt.ExprRef(end(name, which)) for which in ("lo", "hi")]


def linear(name: str, **more: Any) -> alt.Scale:
    """A straight scale from end to end, exactly."""
    return alt.Scale(domain=domain(name), nice=False, zero=False, **more)


def stepped() -> alt.Scale:
    """The scale called ``step``: straight, with room for half a ball at either end however narrow the plot is."""
    share = f"max({BALL_PX} * scale / max(width, 1) - {STEP_MARGIN_SHARE}, 0) * {span('step')}"
    ends = [alt.ExprRef(f"{end('step', 'lo')} - {share}"), alt.ExprRef(f"{end('step', 'hi')} + {share}")]
    return alt.Scale(domain=ends, nice=False, zero=False)


def over_steps(title: str = "step") -> alt.X:
    """The steps, or what else is counted, in their order from left to right."""
    return alt.X("step:Q", title=title, scale=stepped(), axis=axis("x", tickMinStep=1))


def log(name: str) -> alt.Scale:
    """The one logarithmic scale; its ends, as all it shows, must be positive."""
    return alt.Scale(type="log", domain=domain(name), nice=False)


def drawn(values: Array, ends: tuple[float, float]) -> Array:
    """Values on a straight axis from end to end, as they travel: single precision, no finer than can be seen there.

    They are multiples of a power of 2, a 16,384th of the axis or less, so that what is left of the 24 bits are zeros,
    which weigh nothing on a deflated wire.  What is too large for single precision is infinite.
    """
    parts = (ends[1] - ends[0]) / DRAWN_PARTS
    step = 2.0 ** np.floor(np.log2(parts)) if parts > 0 else 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        return (np.rint(np.asarray(values, float) / step) * step).astype(np.float32)


def padded(values: Array, share: float = 0.06) -> tuple[float, float]:
    """The range of the finite values, with a margin: for ``linear``."""
    finite = np.asarray(values)[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    room = share * (high - low) or abs(high) * share or 1.0
    return low - room, high + room


def not_narrow(ends: tuple[float, float]) -> tuple[float, float]:
    """The ends, if need be so far apart that ticks between them part in the first digits: all else is no change."""
    low, high = ends
    short = (LEAST_FALL_SHARE * max(abs(low), abs(high)) - (high - low)) / 2
    return (low - short, high + short) if short > 0 else ends


def log_range(values: Array, margin: float = LOG_MARGIN) -> tuple[float, float]:
    """The range of the positive finite values, wider by a factor ``margin`` or more: for ``log``."""
    positive = values[np.isfinite(values) & (values > 0)]
    low, high = (float(positive.min()), float(positive.max())) if positive.size else (0.1, 1.0)
    powers = LOG_MARGIN_SHARE * (math.log(high) - math.log(low))
    margin = max(margin, math.exp(powers))
    return low / margin or low, min(high * margin, sys.float_info.max)


def axis(channel: str, **more: Any) -> alt.Axis:
    """An axis whose ticks are as many as there is room for, and read as numbers do everywhere; ``channel``: x or y."""
    low, high = (f"domain('{channel}')[{k}]" for k in (0, 1))
    narrow = f"{high} - {low} < {NARROW_SHARE} * max(abs({low}), abs({high}))"
    words = f"{narrow} ? {said('datum.value', NARROW_DIGITS)} : {said('datum.value', TICK_DIGITS)}"
    return alt.Axis(**{"tickCount": TICKS[channel], "labelExpr": words, **more})


def log_axis(channel: str, **more: Any) -> alt.Axis:
    """A logarithmic axis with lines and words at the powers of ten alone; where it shows few, at twice and five times
    these too; where hardly one of these, at every tick."""
    low, high = (f"domain('{channel}')[{k}]" for k in (0, 1))
    few = f"({high} < {FEW_POWERS} * {low} && ({_led_by(2)} || {_led_by(5)}))"
    named = f"({high} < {NO_POWERS} * {low} || {_led_by(1)} || {few})"
    lines = {"condition": {"test": named, "value": 1}, "value": 0}
    # asked for few ticks, Vega sets them at powers of ten and their multiples alone: between 0.1 and 0.2 there is none
    count = alt.ExprRef(f"{high} < {NO_POWERS} * {low} ? {NARROW_TICKS} : {TICKS[channel].expr}")
    words = f"{named} ? {said('datum.value')} : ''"
    return axis(channel, labelExpr=words, gridOpacity=lines, tickCount=count, **more)


def _led_by(digit: int) -> str:
    """The expression for whether a tick is so many times a power of ten."""
    exponent = f"log(datum.value / {digit}) / LN10"
    return f"abs(round({exponent}) - {exponent}) < 1e-6"


def steps(last: int) -> tuple[float, float]:
    """The range of steps 0 … ``last``, with room for half a ball at either end."""
    room = STEP_MARGIN_SHARE * max(last, 1)
    return -room, max(last, 1) + room


Encoder = Callable[..., dict[str, Any]]  # channel=field, … -> the encodings of these


def encoder(titles: Mapping[str, str], axes: Mapping[str, alt.Axis], **scales: alt.Scale) -> Encoder:
    """The encodings of places on a picture, with the titles, axes and scales of its x and y; linear unless given."""
    kinds = {"x": alt.X, "y": alt.Y}
    given = {name: linear(name) for name in kinds} | scales

    def encoded(channel: str, field: str) -> Any:
        if channel not in kinds:
            return f"{field}:Q"
        chosen = axes.get(channel, axis(channel))
        return kinds[channel](f"{field}:Q", title=titles[channel], scale=given[channel], axis=chosen)

    return lambda **fields: {channel: encoded(channel, field) for channel, field in fields.items()}
