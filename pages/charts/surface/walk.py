"""A descent on the map of its ground: the path so far, and the slope and the step at the place reached.

At the walker an arrow points straight up the slope, at a right angle to the isoline; the steeper the ground the longer,
up to ``LONGEST_ARROW`` of the map (half of it where the slope is the usual one of the surface).  It lies over the
casing of the path and under its line, for it often points back along it.  The step is drawn as long as it is.
``others`` are walks with other stumbles, faint.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import clicks, marks, moments, palette, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.surface import beyond, slope_field, surface_map
from pages.charts.surface.surface_map import MAP_SIDE, TRUE_MAP, fact

LONGEST_ARROW = 0.34  # of the slope, in parts of the map
RIGHT_ANGLE_SIDE, ISOLINE_HALF = 0.05, 0.12  # of the right angle's mark, and of its piece of isoline: parts of the map
STEEP_SHARE = 0.95  # of the surface's places those that are less steep than a steep one
USUAL_OF_STEEP = 0.05  # of the slope of a steep place: so much at least is usual
SHORTEST_ARROW = 0.04  # an arrow shorter than this part of the longest is not drawn
BUNDLE_ROWS = 42  # of the other walks, at most
FIELD_PLACES = 15  # along a side of the map where the slope is drawn
WALK_TOLD = "Step {k}: at x = {x}, y = {y}, height {f}; the slope there is ({gx}, {gy})."
STUMBLE_TOLD = WALK_TOLD.replace("the slope there is", "the slope felt there is")
ISOLINE_COLOR = "#2e2634"
ISOLINE = spec.Sign("line", ISOLINE_COLOR, "isoline, at a right angle to it")  # to the slope, told before it
STEP_AREA = 20  # the dots on the map


def trek(
    objective: Objective,
    run: Trajectory,
    rows: Array,
    relief_url: str,
    others: Trajectory | None = None,
    *,
    field: bool = False,
) -> spec.Picture:
    """The map ``relief_url`` (where ``relief`` is fetched) under a family (K, M, 2) and ``others`` (K, N, 2).

    ``rows``: those of which every member is sent · ``field``: with the slope at places all over the map.
    """
    usual = usual_slope(objective)
    exact = float(objective.noisy is None)  # a slope felt wrongly is not at a right angle to anything
    data = surface_map.data(objective, relief_url, [run.x[:, moments.HOME]], slope=usual, exact=exact) | {
        **moments.tables(run, rows, **felt(run)),
        "others": _others(others),
        "field": slope_field.arrows(objective, usual, FIELD_PLACES if field else 0),
    }
    words = f"Map of {objective.title}, seen from above, with the path of a descent; triangles are the known minima."
    told = WALK_TOLD if objective.noisy is None else STUMBLE_TOLD
    now = moments.described(
        told, data["every"], spans=spec.widths(objective), falls=("f",), f=run.value[:, moments.HOME]
    )
    return spec.Picture(_spec(), data, words, signs(objective), now)


def felt(run: Trajectory) -> dict[str, Array]:
    """Where the members of a family (K, M, 2) stand and which slope they feel, by the names of their columns."""
    return {"x": run.x[..., 0], "y": run.x[..., 1], "gx": run.grad[..., 0], "gy": run.grad[..., 1]}


def signs(objective: Objective) -> tuple[spec.Sign, ...]:
    """The legend of a walk on a map."""
    exact = objective.noisy is None
    slope = "slope: straight uphill" if exact else "slope, as it is felt"
    felt = (spec.Sign("arrow", palette.GRADIENT, slope), *(ISOLINE,) * exact)
    steps = (*felt, spec.Sign("arrow", palette.STEP, "step"))
    minima = (spec.Sign("triangle", palette.MINIMUM, "minimum, at the end"),) if objective.minima else ()
    return (*steps, *minima, *surface_map.signs(objective))


@lru_cache(maxsize=256)  # a page asks in every run, of the same few surfaces
def usual_slope(objective: Objective) -> float:
    """The slope of the surface's middle place; where most of it is as good as level, a part of that of steep places."""
    middle, steep = np.quantile(_slopes(objective), [0.5, STEEP_SHARE])
    return float(max(middle, USUAL_OF_STEEP * steep)) or 1.0


def _slopes(objective: Objective) -> Array:
    grid = np.stack(np.meshgrid(*[np.linspace(low, high, 24) for low, high in objective.box]), axis=-1)
    with np.errstate(all="ignore"):
        slopes = np.linalg.norm(objective.grad(grid), axis=-1)
    return slopes[np.isfinite(slopes)] if np.isfinite(slopes).any() else np.ones(1)


def _others(run: Trajectory | None) -> Columns:
    """The other walks in a long table: who, the row, where."""
    if run is None:
        return Columns({"who": [0], "i": [0], "x": [np.nan], "y": [np.nan]})
    rows = moments.thinned(len(run.step), BUNDLE_ROWS)
    x = run.x[rows].astype(np.float32)
    who, i = np.meshgrid(np.arange(x.shape[1], dtype=np.int16), rows.astype(np.int16))
    return Columns({"who": who.ravel(), "i": i.ravel(), "x": x[..., 0].ravel(), "y": x[..., 1].ravel()})


@lru_cache
def _spec() -> dict[str, Any]:
    path = frames("x", "y", "gx", "gy")
    now, (casing, *way) = moments.now(path), walked(path)
    layers = [TRUE_MAP.pictures(), *slope_field.layers(TRUE_MAP), minima(), *_bundle(), casing, *_slope(now), *way]
    return clicks.clickable(spec.moving(*layers, *_step(now), *walker(now), *kept(), height=sizes.MAP_HEIGHT_PX))


def kept() -> list[alt.Chart]:
    """What lies above every walk: the page around the map; and marks that nobody sees, for what expressions read."""
    return [*TRUE_MAP.mats(), spec.anchor()]


def frames(*columns: str) -> alt.Chart:
    """The rows of the family member shown, with these of its columns."""
    return moments.shown(*columns).transform_filter("isFinite(datum.x) && isFinite(datum.y)")


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


def walked(path: alt.Chart) -> list[alt.Chart]:
    """The path so far: a line with a white casing that bends at every step, and a dot for every step that was sent."""
    past = moments.until_now(path).encode(**TRUE_MAP.place())
    tips = [alt.Tooltip("step:Q"), *[alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]]
    dots = marks.dots(past.transform_filter(moments.DOTTED), STEP_AREA).encode(tooltip=tips)
    return [*[line.encode(order="i:Q") for line in marks.cased_path(past)], dots]


def walker(now: alt.Chart) -> list[alt.Chart]:
    """The walker where the bar stands, or where on the map's edge it is beyond."""
    return [marks.rimmed_ball(now, tooltip=None).encode(**TRUE_MAP.place()), *beyond.layers(now)]


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


def _step(now: alt.Chart) -> list[alt.Chart]:
    """The step from here, as long as it is, of the run in force; its head only where there is room for one."""
    ahead = "data('every')[datum.i + 1]"
    step = now.transform_filter(f"{moments.SHOWS_HOME} && isValid({ahead})").transform_calculate(
        nx=f"{ahead}.{moments.IN_FORCE}x", ny=f"{ahead}.{moments.IN_FORCE}y"
    )
    step = step.transform_filter("isFinite(datum.nx) && isFinite(datum.ny)").transform_calculate(
        turn="180 * atan2(datum.nx - datum.x, datum.ny - datum.y) / PI",
        part=f"hypot(datum.nx - datum.x, datum.ny - datum.y) / {MAP_SIDE}",
    )
    return TRUE_MAP.arrow(step, "nx", "ny", palette.STEP)
