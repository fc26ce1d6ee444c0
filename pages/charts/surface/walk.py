"""A descent on the map of its ground: the path so far, and the slope and the step at the place reached.

At the walker an arrow points straight up the slope, at a right angle to the isoline; the steeper the ground the longer,
up to ``LONGEST`` of the map (half of it where the slope is that of the middle of the surface's places).  The step is
drawn as long as it is.  ``others`` are walks with other stumbles, faint.
"""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.experiments import RATES
from pages.charts.kit import palette, spec
from pages.charts.surface import surface_map

LONGEST = 0.34  # of an arrow, in parts of the map
ANGLE, ISOLINE = 0.05, 0.12  # side of the right angle's mark, half the piece of isoline it stands on: parts of the map
FAINTEST = 0.04  # an arrow shorter than this part of the longest is not drawn
HOME = f"(r == {RATES} || r == {surface_map.fact('home')})"  # the run in force is shown, not one that is dragged over
OTHERS = 42  # frames of the other walks, at most
INK = "#2e2634"
HEAD = "M0,0L-0.45,1.1L0.45,1.1Z"  # of an arrow: its tip is the place


def trek(
    objective: Objective,
    run: Trajectory,
    rows: Array,
    picture: str,
    others: Trajectory | None = None,
    *,
    height: int = 400,
) -> spec.Picture:
    """The map ``picture`` (of ``relief``) under a family (K, M, 2) and ``others`` (K, N, 2), at frames ``rows``."""
    middle = float(np.median(_slopes(objective)))
    exact = float(objective.noisy is None)  # a slope felt wrongly is not at a right angle to anything
    data = surface_map.data(objective, picture, slope=middle or 1.0, exact=exact, home=home(run)) | {
        "path": spec.columns(rows, run, "x y gx gy"),
        "every": every_step(run, rows),
        "others": _others(others, rows),
    }
    words = f"Map of {objective.title}, seen from above, with the path of a descent; triangles are the known minima."
    return spec.Picture(_spec(height), data, words)


def home(run: Trajectory) -> float:
    """The first member of a family (K, M, 2) that walks as the last one does: it may be shown in its place."""
    same = np.isclose(run.x, run.x[:, -1:], rtol=0, atol=0, equal_nan=True).all((0, 2))
    return float(same.argmax())


def every_step(run: Trajectory, rows: Array) -> pd.DataFrame:
    """Where a run (K, 2), or the last member of a family (K, M, 2), stood at every step, and stepped to (nx, ny).

    i is the first frame of ``rows`` that shows the step, ``shown`` whether it is the step of that frame.
    """
    with np.errstate(over="ignore"):
        x, y = run.x.reshape(len(run.x), -1, 2)[:, -1].T.astype(np.float32)
    frame = np.searchsorted(rows, np.arange(len(x))).astype(np.int16)
    table = {"step": run.step.astype(np.int16), "i": frame, "shown": np.isin(np.arange(len(x)), rows), "x": x, "y": y}
    return pd.DataFrame(table | {f"n{c}": np.append(ahead[1:], ahead[-1]) for c, ahead in (("x", x), ("y", y))})


def _slopes(objective):
    places = np.stack(np.meshgrid(*[np.linspace(low, high, 24) for low, high in objective.box]), axis=-1)
    with np.errstate(all="ignore"):
        slopes = np.linalg.norm(objective.grad(places), axis=-1)
    return slopes[np.isfinite(slopes)] if np.isfinite(slopes).any() else np.ones(1)


def _others(run, rows):
    """The other walks in a long table: who, the frame, where."""
    if run is None:
        return pd.DataFrame({"who": [0], "i": [0], "x": [np.nan], "y": [np.nan]})
    frames = spec.thinned(len(rows), OTHERS)
    x = run.x[rows[frames]].astype(np.float32)
    who, i = np.meshgrid(np.arange(x.shape[1], dtype=np.int16), frames.astype(np.int16))
    return pd.DataFrame({"who": who.ravel(), "i": i.ravel(), "x": x[..., 0].ravel(), "y": x[..., 1].ravel()})


@lru_cache
def _spec(height: int) -> dict:
    path = frames("x", "y", "gx", "gy")
    past, now = path.transform_filter("datum.i <= t"), spec.at_the_frame(path)
    layers = [surface_map.picture(), surface_map.minima(), *_bundle(), *walked(past), *_slope(now), *_step(), ball(now)]
    return spec.clickable(spec.moving(*layers, spec.anchor(), height=height))


def frames(*columns: str) -> alt.Chart:
    """The frames of the family member shown, with these of its columns."""
    path = alt.Chart(spec.source("path")).transform_calculate(**{name: spec.pick(name) for name in columns})
    return path.transform_filter("isFinite(datum.x) && isFinite(datum.y)")


def _bundle() -> list[alt.Chart]:
    path = (
        alt.Chart(spec.source("others"))
        .transform_filter("isFinite(datum.x) && isFinite(datum.y) && datum.i <= t")
        .encode(x=surface_map.x(), y=surface_map.y(), detail="who:N")
    )
    lines = path.mark_line(color=palette.POSITION, strokeWidth=1, opacity=0.32, clip=True, tooltip=None)
    ends = path.transform_joinaggregate(end="max(i)", groupby=["who"]).transform_filter("datum.i == datum.end")
    dots = ends.mark_point(color=palette.POSITION, filled=True, size=26, opacity=0.6, clip=True, tooltip=None)
    return [lines.encode(order="i:Q"), dots]


def walked(past: alt.Chart) -> list[alt.Chart]:
    """The path so far: a line with a white casing, and a dot for every frame.

    The line of the run in force bends at every step, that of another member, dragged over, at every frame.
    """
    place, how = {"x": surface_map.x(), "y": surface_map.y()}, {"clip": True, "tooltip": None, "strokeJoin": "round"}
    every = _in_force().transform_filter("datum.i <= t")
    lines = [every.encode(**place, order="step:Q"), past.transform_filter(f"!{HOME}").encode(**place, order="i:Q")]
    tips = [alt.Tooltip("step:Q"), *[alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]]
    dots = past.mark_point(color=palette.POSITION, filled=True, size=20, clip=True, opacity=1)
    return [
        *[line.mark_line(color="white", strokeWidth=4.2, opacity=0.75, **how) for line in lines],
        *[line.mark_line(color=palette.POSITION, strokeWidth=palette.LINE, **how) for line in lines],
        dots.encode(**place, tooltip=tips),
    ]


def _in_force() -> alt.Chart:
    """The steps of the run in force, if it is the one shown."""
    return alt.Chart(spec.source("every")).transform_filter(f"{HOME} && isFinite(datum.x) && isFinite(datum.y)")


def ball(now: alt.Chart) -> alt.Chart:
    """The walker at the frame shown."""
    mark = now.mark_point(
        color=palette.POSITION,
        filled=True,
        size=palette.BALL,
        stroke="white",
        strokeWidth=2,
        clip=True,
        opacity=1,
        tooltip=None,
    )
    return mark.encode(x=surface_map.x(), y=surface_map.y())


def _slope(now) -> list[alt.Chart]:
    """The arrow up the slope, and the right angle that it makes with the isoline."""
    up = now.transform_calculate(g="hypot(datum.gx, datum.gy)", side=surface_map.SIDE).transform_calculate(
        part=f"datum.g / (datum.g + {surface_map.fact('slope')})", ux="datum.gx / datum.g", uy="datum.gy / datum.g"
    )
    up = up.transform_filter(f"isFinite(datum.part) && datum.part > {FAINTEST}")
    tip = up.transform_calculate(
        ax=f"datum.x + {LONGEST} * datum.side * datum.part * datum.ux",
        ay=f"datum.y + {LONGEST} * datum.side * datum.part * datum.uy",
        turn="180 * atan2(datum.ux, datum.uy) / PI",
    )
    return [*_right_angle(up.transform_filter(surface_map.fact("exact"))), *arrow(tip, "ax", "ay", palette.GRADIENT)]


def _right_angle(up) -> list[alt.Chart]:
    a, b = f"{ANGLE} * datum.side", f"{ISOLINE} * datum.side"
    corners = up.transform_calculate(
        lx=f"datum.x - {b} * datum.uy", ly=f"datum.y + {b} * datum.ux", rx=f"datum.x + {b} * datum.uy",
        ry=f"datum.y - {b} * datum.ux", px=f"datum.x + {a} * datum.ux", py=f"datum.y + {a} * datum.uy",
        qx=f"datum.x + {a} * datum.uy", qy=f"datum.y - {a} * datum.ux",
        cx=f"datum.x + {a} * (datum.ux + datum.uy)", cy=f"datum.y + {a} * (datum.uy - datum.ux)",
    )  # fmt: skip
    lines = [("lx", "ly", "rx", "ry", 1.5), ("px", "py", "cx", "cy", 1), ("qx", "qy", "cx", "cy", 1)]
    return [
        corners.mark_rule(color=INK, strokeWidth=width, clip=True, tooltip=None).encode(
            x=surface_map.x(a), y=surface_map.y(b), x2=f"{c}:Q", y2=f"{d}:Q"
        )
        for a, b, c, d, width in lines
    ]


def _step() -> list[alt.Chart]:
    """The step from here, as long as it is; its head only where there is room for one."""
    now = spec.at_the_frame(_in_force().transform_filter("datum.shown"))
    step = now.transform_filter("isFinite(datum.nx) && isFinite(datum.ny)").transform_calculate(
        turn="180 * atan2(datum.nx - datum.x, datum.ny - datum.y) / PI",
        part=f"hypot(datum.nx - datum.x, datum.ny - datum.y) / {surface_map.SIDE}",
    )
    return arrow(step, "nx", "ny", palette.STEP)


def arrow(chart: alt.Chart, x: str, y: str, color: str) -> list[alt.Chart]:
    """An arrow from the place x, y to the place in these columns; ``turn`` is its direction, degrees from north."""
    ends = {"x": surface_map.x(), "y": surface_map.y(), "x2": f"{x}:Q", "y2": f"{y}:Q"}
    head = chart.transform_filter("datum.part > 0.03").mark_point(
        shape=HEAD, filled=True, color=color, size=110, stroke=color, opacity=1, clip=True, tooltip=None
    )
    turned = alt.Angle("turn:Q", scale=None)
    return [
        chart.mark_rule(color="white", strokeWidth=5, opacity=0.7, clip=True, tooltip=None).encode(**ends),
        chart.mark_rule(color=color, strokeWidth=palette.THICK, clip=True, tooltip=None).encode(**ends),
        head.encode(x=surface_map.x(x), y=surface_map.y(y), angle=turned),
    ]
