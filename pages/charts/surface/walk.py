"""A descent on the map of its ground: the path so far, and the slope and the step at the place reached.

At the walker an arrow points straight up the slope, at a right angle to the isoline; the steeper the ground the longer,
up to ``LONGEST_ARROW`` of the map (half of it where the slope is that of the middle of the surface's places).  The
step is drawn as long as it is.  ``others`` are walks with other stumbles, faint.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.experiments import RATES
from pages.charts.kit import marks, palette, sizes, spec
from pages.charts.surface import surface_map
from pages.charts.surface.surface_map import MAP_SIDE, TRUE_MAP, fact

LONGEST_ARROW = 0.34  # of the slope, in parts of the map
RIGHT_ANGLE_SIDE, ISOLINE_HALF = (
    0.05,
    0.12,
)  # side of the right angle's mark, half the piece of isoline it stands on: parts of the map
SHORTEST_ARROW = 0.04  # an arrow shorter than this part of the longest is not drawn
SHOWS_THE_HOME_RUN = f"(r == {RATES} || r == {fact('home')})"  # the run in force is shown, not one that is dragged over
BUNDLE_FRAMES = 42  # of the other walks, at most
ISOLINE_COLOR = "#2e2634"
STEP_AREA = 20  # the dots on the map


def trek(
    objective: Objective,
    run: Trajectory,
    rows: Array,
    relief_url: str,
    others: Trajectory | None = None,
    *,
    height: int = sizes.MAP_HEIGHT_PX,
) -> spec.Picture:
    """The map ``relief_url`` (of ``relief``) under a family (K, M, 2) and ``others`` (K, N, 2), at frames ``rows``."""
    middle = float(np.median(_slopes(objective)))
    exact = float(objective.noisy is None)  # a slope felt wrongly is not at a right angle to anything
    data = surface_map.data(objective, relief_url, slope=middle or 1.0, exact=exact, home=home(run)) | {
        "path": spec.columns(rows, run.step, **felt(run)),
        "every": every_step(run, rows),
        "others": _others(others, rows),
    }
    words = f"Map of {objective.title}, seen from above, with the path of a descent; triangles are the known minima."
    return spec.Picture(_spec(height), data, words)


def felt(run: Trajectory) -> dict[str, Array]:
    """Where the members of a family (K, M, 2) stand and which slope they feel, by the names of their columns."""
    return {"x": run.x[..., 0], "y": run.x[..., 1], "gx": run.grad[..., 0], "gy": run.grad[..., 1]}


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


def _slopes(objective: Objective) -> Array:
    grid = np.stack(np.meshgrid(*[np.linspace(low, high, 24) for low, high in objective.box]), axis=-1)
    with np.errstate(all="ignore"):
        slopes = np.linalg.norm(objective.grad(grid), axis=-1)
    return slopes[np.isfinite(slopes)] if np.isfinite(slopes).any() else np.ones(1)


def _others(run: Trajectory | None, rows: Array) -> pd.DataFrame:
    """The other walks in a long table: who, the frame, where."""
    if run is None:
        return pd.DataFrame({"who": [0], "i": [0], "x": [np.nan], "y": [np.nan]})
    frames = spec.thinned(len(rows), BUNDLE_FRAMES)
    x = run.x[rows[frames]].astype(np.float32)
    who, i = np.meshgrid(np.arange(x.shape[1], dtype=np.int16), frames.astype(np.int16))
    return pd.DataFrame({"who": who.ravel(), "i": i.ravel(), "x": x[..., 0].ravel(), "y": x[..., 1].ravel()})


@lru_cache
def _spec(height: int) -> dict[str, Any]:
    path = frames("x", "y", "gx", "gy")
    past, now = marks.until_now(path), spec.at_the_frame(path)
    layers = [TRUE_MAP.pictures(), minima(), *_bundle(), *walked(past), *_slope(now), *_step(), ball(now)]
    return spec.clickable(spec.moving(*layers, spec.anchor(), height=height))


def frames(*columns: str) -> alt.Chart:
    """The frames of the family member shown, with these of its columns."""
    path = alt.Chart(spec.source("path")).transform_calculate(**{name: spec.pick(name) for name in columns})
    return path.transform_filter("isFinite(datum.x) && isFinite(datum.y)")


def _bundle() -> list[alt.Chart]:
    path = (
        alt.Chart(spec.source("others"))
        .transform_filter("isFinite(datum.x) && isFinite(datum.y) && datum.i <= t")
        .encode(**TRUE_MAP.place(), detail="who:N")
    )
    lines = marks.line(path, palette.POSITION, 1, opacity=0.32)
    ends = path.transform_joinaggregate(end="max(i)", groupby=["who"]).transform_filter("datum.i == datum.end")
    dots = marks.dots(ends, 26, opacity=0.6, tooltip=None)
    return [lines.encode(order="i:Q"), dots]


def walked(past: alt.Chart) -> list[alt.Chart]:
    """The path so far: a line with a white casing, and a dot for every frame.

    The line of the run in force bends at every step, that of another member, dragged over, at every frame.
    """
    every = marks.until_now(_in_force()).encode(**TRUE_MAP.place(), order="step:Q")
    dragged = past.transform_filter(f"!{SHOWS_THE_HOME_RUN}").encode(**TRUE_MAP.place(), order="i:Q")
    casings, lines = zip(*[marks.cased_path(path) for path in (every, dragged)])
    tips = [alt.Tooltip("step:Q"), *[alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]]
    return [*casings, *lines, marks.dots(past, STEP_AREA).encode(**TRUE_MAP.place(), tooltip=tips)]


def _in_force() -> alt.Chart:
    """The steps of the run in force, if it is the one shown."""
    return alt.Chart(spec.source("every")).transform_filter(
        f"{SHOWS_THE_HOME_RUN} && isFinite(datum.x) && isFinite(datum.y)"
    )


def ball(now: alt.Chart) -> alt.Chart:
    """The walker at the frame shown."""
    return marks.rimmed_ball(now, tooltip=None).encode(**TRUE_MAP.place())


def minima() -> alt.Chart:
    """The known minima, which say where they are."""
    tips = [alt.Tooltip(f"{name}:Q", title=f"minimum {name}", format=".5~g") for name in "xy"]
    return TRUE_MAP.minima().encode(tooltip=tips)


def _slope(now: alt.Chart) -> list[alt.Chart]:
    """The arrow up the slope, and the right angle that it makes with the isoline."""
    up = now.transform_calculate(g="hypot(datum.gx, datum.gy)", side=MAP_SIDE).transform_calculate(
        part=f"datum.g / (datum.g + {fact('slope')})", ux="datum.gx / datum.g", uy="datum.gy / datum.g"
    )
    up = up.transform_filter(f"isFinite(datum.part) && datum.part > {SHORTEST_ARROW}")
    tip = up.transform_calculate(
        ax=f"datum.x + {LONGEST_ARROW} * datum.side * datum.part * datum.ux",
        ay=f"datum.y + {LONGEST_ARROW} * datum.side * datum.part * datum.uy",
        turn="180 * atan2(datum.ux, datum.uy) / PI",
    )
    return [*_right_angle(up.transform_filter(fact("exact"))), *TRUE_MAP.arrow(tip, "ax", "ay", palette.GRADIENT)]


def _right_angle(up: alt.Chart) -> list[alt.Chart]:
    a, b = f"{RIGHT_ANGLE_SIDE} * datum.side", f"{ISOLINE_HALF} * datum.side"
    corners = up.transform_calculate(
        lx=f"datum.x - {b} * datum.uy", ly=f"datum.y + {b} * datum.ux", rx=f"datum.x + {b} * datum.uy",
        ry=f"datum.y - {b} * datum.ux", px=f"datum.x + {a} * datum.ux", py=f"datum.y + {a} * datum.uy",
        qx=f"datum.x + {a} * datum.uy", qy=f"datum.y - {a} * datum.ux",
        cx=f"datum.x + {a} * (datum.ux + datum.uy)", cy=f"datum.y + {a} * (datum.uy - datum.ux)",
    )  # fmt: skip
    lines = [("lx", "ly", "rx", "ry", 1.5), ("px", "py", "cx", "cy", 1), ("qx", "qy", "cx", "cy", 1)]
    return [
        marks.segment(corners, ISOLINE_COLOR, width).encode(**TRUE_MAP.place(a, b), x2=f"{c}:Q", y2=f"{d}:Q")
        for a, b, c, d, width in lines
    ]


def _step() -> list[alt.Chart]:
    """The step from here, as long as it is; its head only where there is room for one."""
    now = spec.at_the_frame(_in_force().transform_filter("datum.shown"))
    step = now.transform_filter("isFinite(datum.nx) && isFinite(datum.ny)").transform_calculate(
        turn="180 * atan2(datum.nx - datum.x, datum.ny - datum.y) / PI",
        part=f"hypot(datum.nx - datum.x, datum.ny - datum.y) / {MAP_SIDE}",
    )
    return TRUE_MAP.arrow(step, "nx", "ny", palette.STEP)
