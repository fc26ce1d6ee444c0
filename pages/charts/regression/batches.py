"""Several walks to one line in one picture: how many points a step sees, and what that does to the walk.

Frames are steps made or, to compare equal budgets, points looked at.  The table ``walks`` has a row for every row of
every walk: ``i``, the frame at which it is reached, ``row``, which one of the walk it is (where points are counted,
several may be reached at one frame), ``who`` walks, ``at``, where that is on the axis, and its numbers.
The table ``seen`` names the points that a step of one of the walks sees, by the frame from which that step leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.regression import design
from pages.charts.kit import clicks, line_fit, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import end_names
from pages.charts.kit.columns import Columns, stacked
from pages.charts.kit.numbers import MILLIONTH
from pages.charts.regression.line_fit import placed, rise, rounding_spans, span
from pages.charts.surface import beyond, surface_map

APART_FROM_GOAL = [color for color in palette.RACER_COLORS.values() if color != palette.MINIMUM]
WALK_COLORS = dict(enumerate(APART_FROM_GOAL))
WALK_COLOR = alt.Color("who:N", scale=alt.Scale(domain=[*WALK_COLORS], range=[*WALK_COLORS.values()]), legend=None)
WALK_BALL_AREA = 120
LOWEST_SHARE = 1e-6  # of the loss above the least that all began at: what is lower leaves the picture
NONE_SEEN = Columns({"i": [-1], "id": [0]})  # of the points: a step sees all, or none is taken
STEP_AXIS, SAMPLE_AXIS = "step", "points looked at"


class DrawnWalks(NamedTuple):
    """The walks of a picture: each (K, 2), the frame of each of its rows, and what those frames are."""

    titles: Sequence[str]
    runs: Sequence[Trajectory]
    frames: Sequence[Array]  # of each walk (K,): the frame at which its rows are reached
    stamps: Array  # (F,) what every frame is on the axis: a step, or so many points looked at
    axis: str
    who: Sequence[int]  # the number of each in WALK_COLORS

    def table(self, **numbers: Sequence[Array]) -> Columns:
        """The data set ``walks`` with these numbers of each walk (K,): the rows that are reached within the frames."""
        parts = []
        for k, (run, frame) in enumerate(zip(self.runs, self.frames)):
            ends = int(run.last) if run.last < len(run.step) else len(run.step) - 1
            rows = np.arange(min(ends + 1, int(np.searchsorted(frame, len(self.stamps)))))
            part = Columns({"i": frame[rows].astype(np.int32), "at": self.stamps[frame[rows]].astype(np.float32)})
            columns = {name: spec.light(np.asarray(each[k])[rows]) for name, each in numbers.items()}
            parts.append(part.assign(row=rows.astype(np.int32), who=np.int8(self.who[k]), **columns))
        return stacked(parts)

    def names(self) -> Columns:
        """The data set ``names``."""
        return Columns({"who": np.array(self.who, dtype=np.int8), "title": list(self.titles)})

    def signs(self) -> tuple[spec.Sign, ...]:
        """The legend."""
        return tuple(spec.Sign("line", WALK_COLORS[who], title) for who, title in zip(self.who, self.titles))

    def at(self, values: Sequence[Array]) -> list[Array]:
        """Of numbers of each walk (K,) those at every frame (F,)."""
        frames = np.arange(len(self.stamps))
        return [
            np.asarray(each)[np.minimum(np.searchsorted(frame, frames, "right") - 1, len(each) - 1)]
            for each, frame in zip(values, self.frames)
        ]


def lines(
    x: Array, y: Array, best: Array, walks: DrawnWalks, seen: Columns, *, titles: tuple[str, str] = ("x", "y")
) -> spec.Picture:
    """The points (N,) with the line of every walk; ``seen`` (i, id): the points that a step sees."""
    ends = np.array(span(x))
    a, b = ([run.x[:, k] for run in walks.runs] for k in (0, 1))
    data = {
        "points": placed(x, y),
        "seen": seen.astype("int32"),
        "walks": walks.table(**dict(zip("ab", zip(*map(line_fit.borne, a, b))))),
        "best": line_fit.best_ends(ends, best, len(walks.stamps) - 1),
        "view": spec.view(x=ends, y=rise(y)),
    }
    words = "The points with the line of every walk, and rings around the points that one of them sees at this step."
    signs = (*walks.signs(), spec.Sign("ring", palette.GRADIENT, "seen by this step"))
    told = ", ".join(f"{title} {{a{k}}} and {{b{k}}}" for k, title in enumerate(walks.titles))
    numbers = {f"{name}{k}": each for name, values in (("a", a), ("b", b)) for k, each in enumerate(walks.at(values))}
    beside = dict(zip("ab", rounding_spans(design(x), y).tolist()))
    spans = {f"{name}{k}": beside[name] for k in range(len(a)) for name in "ab"}
    now = spec.Description(f"Intercept and slope at {walks.axis} {{k}}: {told}.", walks.stamps, numbers, spans)
    return spec.Picture(_lines_spec(titles), data, words, signs, now)


def paths(objective: Objective, relief_url: str, walks: DrawnWalks, axes: tuple[str, str]) -> spec.Picture:
    """The map of the loss ``relief_url`` with all walks on it."""
    a, b = ([run.x[:, k] for run in walks.runs] for k in (0, 1))
    data = surface_map.data(objective, relief_url, [run.x for run in walks.runs])
    data["minima"] = data["minima"].assign(after=np.int16(0))
    data |= {"walks": walks.table(x=a, y=b), "names": walks.names()}
    words = "Map of the loss over all lines, with the walks that see all points at a step, some, or one."
    signs = (*walks.signs(), spec.Sign("triangle", palette.MINIMUM, "lowest place"))
    return spec.Picture(_paths_spec(axes), data, words, signs)


def losses(walks: DrawnWalks, values: Sequence[Array], least: float, *, rounding: float = 0.0) -> spec.Picture:
    """The loss of every walk above the ``least`` there is, on a logarithmic scale, against the frames.

    ``rounding``: beside which a loss is but rounding.
    """
    above = [np.asarray(each) - least for each in values]
    table = walks.table(y=above)
    data = {
        "walks": table,
        "names": walks.names(),
        "view": spec.view(step=scales.steps(int(walks.stamps[-1])), y=scales.log_range(_shown(table["y"], rounding))),
    }
    words = f"How far the loss of every walk is above the least there is, against {walks.axis}."
    told = ", ".join(f"{title} {{y{k}}}" for k, title in enumerate(walks.titles))
    numbers = {f"y{k}": each for k, each in enumerate(walks.at(above))}
    spans = {name: max(abs(float(each[0])), rounding) for name, each in numbers.items()}  # left of where it began
    now = spec.Description(f"Loss above the least at {walks.axis} {{k}}: {told}.", walks.stamps, numbers, spans)
    return spec.Picture(_losses_spec(walks.axis), data, words, walks.signs(), now)


def _shown(above: Array, rounding: float) -> Array:
    """Of losses above the least, the first that of the start, those that the axis holds: also that of a walk gone far.

    Where the start has none, but for ``rounding``, those that are not too far below the highest.
    """
    began = MILLIONTH * rounding < above[0] < np.inf
    measure = above[0] if began else np.max(above, where=np.isfinite(above), initial=0.0)
    return above[above >= LOWEST_SHARE * measure]


# --- the specs --------------------------------------------------------------------------------------------------------


def _walkers(*columns: str) -> alt.Chart:
    walks = alt.Chart(spec.source("walks"))
    return walks.transform_filter(" && ".join(f"isFinite(datum.{name})" for name in columns))


def _now(walks: alt.Chart) -> alt.Chart:
    """Of every walk where it is when the bar stands here."""
    return moments.now(walks, of="who", by="row")


@lru_cache
def _lines_spec(titles: tuple[str, str]) -> dict[str, Any]:
    at = scales.encoder(dict(zip("xy", titles)), {})
    now = _now(_walkers("a", "b"))
    line = line_fit.across(now, "datum.a", "datum.b").mark_rule(strokeWidth=sizes.LINE_PX, **marks.SILENT_MARK)
    ring = alt.Chart(spec.source("seen")).transform_filter("datum.i == t")
    ring = ring.transform_lookup("id", alt.LookupData(spec.source("points"), "id", ["px", "py"]))
    look: dict[str, Any] = {"filled": False, "stroke": palette.GRADIENT, "strokeWidth": 2.4, "size": 150, "opacity": 1}
    layers = [
        line_fit.best_line(at, clip=True),
        marks.dots(line_fit.points(), 40, palette.CURVE, tooltip=None).encode(**at(x="x", y="y")),
        ring.mark_point(**look, **marks.SILENT_MARK).encode(**at(x="px", y="py")),
        line.encode(**at(**line_fit.CUT_ENDS), color=WALK_COLOR),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)


@lru_cache
def _paths_spec(axes: tuple[str, str]) -> dict[str, Any]:
    ground = surface_map.filled_map(axes)
    walks = _walkers("x", "y")
    past = moments.until_now(walks).encode(**ground.place(), order="row:Q", detail="who:N")
    now = moments.titled(_now(walks))
    tips = [alt.Tooltip("title:N", title="walk"), *[alt.Tooltip(f"{c}:Q", format=".5~g") for c in ("at", "x", "y")]]
    layers = [
        ground.pictures(),
        marks.casing(past, 3.6, 0.55),
        past.mark_line(strokeWidth=1.8, opacity=0.95, **marks.ROUND).encode(color=WALK_COLOR),
        ground.minima(),
        marks.rimmed_ball(now, None, 1.6, area=WALK_BALL_AREA).encode(**ground.place(), color=WALK_COLOR, tooltip=tips),
        beyond.arrow(beyond.at_edge(now, ground), None, ground).encode(color=WALK_COLOR, tooltip=tips),
    ]
    return clicks.clickable(spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0))


@lru_cache
def _losses_spec(axis: str) -> dict[str, Any]:
    x = scales.over_steps(axis)
    y = alt.Y("y:Q", title="loss above least", scale=scales.log("y"), axis=scales.log_axis("y"))
    path = _walkers("y").transform_filter("datum.y > 0").transform_calculate(step="datum.at")
    now = _now(path)
    layers = [
        marks.so_far(path, width=1.8).encode(x=x, y=y, color=WALK_COLOR, order="row:Q"),
        marks.ball(now, None, 70, tooltip=None).encode(x=x, y=y, color=WALK_COLOR),
        *end_names(moments.titled(now.transform_filter("datum.i > 0")), {"x": x, "y": y}, WALK_COLORS, "who", "title"),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
