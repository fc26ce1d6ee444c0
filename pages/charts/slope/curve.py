"""The slope explorer's picture: a curve and the walk on it, and a strip at its foot.

The strip has at every x the color of the minimum that is reached from there (``analysis.basins.fates``).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.analysis import basins
from gdengine.analysis.measures import DIVERGED, NONE
from gdengine.core import Array
from gdengine.landscapes.continuity import framed
from pages.charts.kit import clicks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.slope.staircase import above_a_strip, curve_points, layers, lone_walk, scene, walks

CURVE_TOLD = "Step {k}: at x = {x}, height {v}, slope {gx}."
CURVE_SIGNS = (
    spec.Sign("line", palette.GRADIENT, "slope"),
    spec.Sign("arrow", palette.STEP, "step"),
    spec.Sign("triangle", palette.MINIMUM, "minimum, at the end"),
)
CURVE_STEPS = 240  # of the walks whose ends are told by color, whatever the steps of the one that is drawn
STRIP_SIGNS = {  # of the strip under a curve, by the fate of starts: 0 for whichever valley
    0: spec.Sign("fate", palette.BASINS[0], f"a color for each valley: where {CURVE_STEPS} steps from here end"),
    DIVERGED: spec.Sign("fate", palette.FATES[DIVERGED], palette.FATE_WORDS[DIVERGED]),
    NONE: spec.Sign("fate", palette.FATES[NONE], palette.FATE_WORDS[NONE]),
}


def descent(
    objective: Objective, run: Trajectory, rows: Array, fates: Array, *, guess: float | None = None
) -> spec.Picture:
    """The curve and a family of walks (K, M, 1) on it.

    ``rows``: those of which every member is sent · ``fates`` (M, n): those of every start, member by member ·
    ``guess``: where the next step was guessed to land, or nan: then there is no bar, and all of the walk is shown.
    """
    data = scene(objective, run.x[:, moments.HOME]) | walks(run, rows) | {"strip": strip(objective, fates)}
    at = math.nan if guess is None else guess
    with np.errstate(all="ignore"):  # a learner's own formula may have no value there
        data["guess"] = Columns({"x": [at], "y": [float(objective([at]))]})
    words = (
        f"The curve {objective.title or objective.name} with a descent as a staircase: along the tangent, then "
        "straight to the curve. Under it a strip that tells by color which valley every start leads to."
    )
    shown_at = spec.FIRST_ROW if guess is None else spec.LAST_ROW
    signs = (*_walk_signs(objective), *_strip_signs(fates[moments.HOME] if len(fates) else fates))
    exact = {"v": run.value[:, moments.HOME], "gx": run.grad[:, moments.HOME, 0]}
    now = moments.described(CURVE_TOLD, data["every"], spans=spec.widths(objective), exact=exact)
    return spec.Picture(_spec(shown_at), data, words, signs, now)


def _walk_signs(objective: Objective) -> tuple[spec.Sign, ...]:
    """The signs of a walk, and of the minima where some are known."""
    return CURVE_SIGNS if objective.minima else CURVE_SIGNS[:2]


def _strip_signs(fates: Array) -> list[spec.Sign]:
    """The signs of what becomes of these starts (n,)."""
    kinds = np.minimum(fates, 0)
    return [sign for kind, sign in STRIP_SIGNS.items() if kind in kinds]


def small(objective: Objective, run: Trajectory, *, called: str = "") -> spec.Picture:
    """The curve and one walk (K, 1) on it, with few ticks: one of several side by side; ``called``: which it is."""
    data = scene(objective, run.x) | lone_walk(run)
    words = f"The curve {objective.title or objective.name} with a descent as a staircase of tangent steps."
    told = f"{called}, s{CURVE_TOLD[1:]}" if called else CURVE_TOLD
    exact = {"v": run.value, "gx": run.grad[:, 0]}
    now = moments.described(told, data["every"], spans=spec.widths(objective), exact=exact)
    return spec.Picture(_small_spec(), data, words, _walk_signs(objective), now)


def lowest(objective: Objective) -> float:
    """The height of the deepest minimum that is known, or of the lowest ground drawn, which no pole sets."""
    if objective.minima:
        return float(min(objective(np.reshape(objective.minima, (-1, 1)))))
    with np.errstate(over="ignore"):  # of a formula that is too high for single precision
        drawn = curve_points(objective)["y"]
        return max(float(min(drawn[~np.isnan(drawn)], default=0.0)), float(framed(objective).low))


def strip(objective: Objective, fates: Array) -> Columns:
    """The fates (M, n) as pieces of one color: member m, from x = a to b, color k of ``palette.FATES``."""
    x = basins.places(objective, fates.shape[1])
    edges = np.concatenate([x[:1], (x[1:] + x[:-1]) / 2, x[-1:]])
    colors = np.where(fates < 0, fates, fates % len(palette.BASINS))
    member, first, after, color = basins.pieces(colors)
    ends = {"a": edges[first].astype(np.float32), "b": edges[after].astype(np.float32)}
    return Columns({"m": member.astype(np.int16), **ends, "k": color.astype(np.int8)})


@lru_cache
def _spec(shown_at: int) -> dict[str, Any]:
    y = scales.axis("y", **scales.SAME_ROOM)
    at = scales.encoder({"x": "x", "y": "f(x)"}, {"y": y}, y=above_a_strip(sizes.FATES_STRIP_PX))
    rows = moments.shown("x", "v", "gx", "n", "w")
    everything = [_colors(), *layers(at, rows), _guess(at), spec.anchor()]
    return clicks.clickable(spec.moving(*everything, height=sizes.PLOT_HEIGHT_PX, t=shown_at), above=0, ball="ground")


@lru_cache
def _small_spec() -> dict[str, Any]:
    few = {name: scales.axis(name, tickCount=3) for name in "xy"}
    at = scales.encoder({"x": "x", "y": "f(x)"}, few)
    rows = moments.own("x", "v", "gx", "n", "w")
    return spec.moving(*layers(at, rows), spec.anchor(), height=sizes.SMALL_CURVE_HEIGHT_PX, member=0)


def _colors() -> alt.Chart:
    """The strip at the foot, by its name not seen on a projector before the class has been asked: see presenter.css."""
    scale = alt.Scale(domain=[*palette.FATES], range=[*palette.FATES.values()])
    pieces = alt.Chart(spec.source("strip"), name="fates").transform_filter("datum.m == r")
    return pieces.mark_rect(tooltip=None).encode(
        x=alt.X("a:Q", title="x", scale=scales.linear("x")),
        x2="b:Q",
        y=alt.YValue({"expr": f"height - {sizes.FATES_STRIP_PX}"}),
        y2=alt.Y2Value({"expr": "height"}),
        color=alt.Color("k:N", scale=scale, legend=None),
    )


def _guess(at: scales.Encoder) -> alt.Chart:
    """A place on the curve that the learner has pointed at."""
    ring = alt.Chart(spec.source("guess")).transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    ring = ring.mark_point(
        color=palette.STEP, size=sizes.BALL_AREA, strokeWidth=2.4, opacity=1, clip=True, tooltip=None
    )
    return ring.encode(**at(x="x", y="y"))
