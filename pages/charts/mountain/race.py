"""A race on the map, every racer's path in its color, its ball, its name beside it.

Racers are numbered as in ``palette.RACER_COLORS``; the first to arrive is the first of ``runs``.  Where several balls
meet, at the goal above all, their names stand under one another in the order of arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from pages.charts.kit import clicks, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns, stacked
from pages.charts.surface import beyond, surface_map, walk
from pages.charts.surface.surface_map import MAP_SIDE, TRUE_MAP

NAME_HEIGHT_PX = 17  # from one name to the next
LETTER_PX, ASIDE_PX = 7.4, 11  # of a name: how wide a letter is, and how far it begins from the middle of its ball
RACER_AREA = 120  # of a ball
RACER_NUMBERS = {name: np.int8(k) for k, name in enumerate(palette.RACER_COLORS)}
NUMBERED_COLORS = {k: palette.RACER_COLORS[name] for name, k in RACER_NUMBERS.items()}
RACER_COLOR = alt.Color(
    "who:N",
    scale=alt.Scale(domain=list(range(len(RACER_NUMBERS))), range=list(palette.RACER_COLORS.values())),
    legend=None,
)


def racing(
    objective: Objective, runs: Mapping[str, Trajectory], titles: Mapping[str, str], relief_url: str
) -> spec.Picture:
    """The map ``relief_url`` under several runs (K, 2), step by step; ``titles`` name them."""
    names = {"who": [RACER_NUMBERS[name] for name in runs], "title": [titles[name] for name in runs]}
    walks = [run.x for run in runs.values()]
    data = surface_map.data(objective, relief_url, walks) | {
        "racers": stacked([_racer(run, name) for name, run in runs.items()]),
        "names": Columns(names),
    }
    words = f"Map of {objective.title}, seen from above, with a path for every racer; triangles are the known minima."
    field = [name for name in RACER_NUMBERS if name in runs]  # in this order: that of arrival is the answer
    signs = tuple(spec.Sign("line", palette.RACER_COLORS[name], titles[name]) for name in field)
    signs += (spec.Sign("triangle", palette.MINIMUM, "minimum, once the race is over"),) * bool(objective.minima)
    signs += surface_map.signs(objective)
    told = ", ".join(f"{titles[name]} at ({{x{k}}}, {{y{k}}})" for k, name in enumerate(field))
    places = {f"{c}{k}": runs[name].x[:, d] for k, name in enumerate(field) for d, c in enumerate("xy")}
    wide = spec.widths(objective)
    spans = {name: wide[name[0]] for name in places}
    now = spec.Description(f"Step {{k}}: {told}.", next(iter(runs.values())).step, places, spans)
    return spec.Picture(_map(), data, words, signs, now)


def _racer(run: Trajectory, name: str) -> Columns:
    """Where a racer stood at every step."""
    with np.errstate(over="ignore"):
        x, y = run.x.T.astype(np.float32)
    i = np.arange(len(run.step), dtype=np.int16)
    after = np.minimum(i + 1, len(i) - 1)
    places = {"x": x, "y": y, "nx": x[after], "ny": y[after]}
    return Columns({"step": run.step.astype(np.int16), "i": i, **places}).assign(who=RACER_NUMBERS[name])


@lru_cache
def _map() -> dict[str, Any]:
    walks = alt.Chart(spec.source("racers")).transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past = moments.until_now(walks).encode(**TRUE_MAP.place(), order="step:Q", detail="who:N")
    now = beyond.at_edge(moments.titled(moments.now(walks, of="who")))
    tips = [alt.Tooltip("title:N", title="racer"), *[alt.Tooltip(f"{c}:Q", format=".5~g") for c in ("step", "x", "y")]]
    balls = marks.rimmed_ball(now, None, 1.6, area=RACER_AREA)
    layers = [
        TRUE_MAP.pictures(),
        walk.minima(),
        marks.casing(past, 3.6, 0.55),
        past.mark_line(strokeWidth=2, opacity=0.95, **marks.ROUND).encode(color=RACER_COLOR),
        *_steps_to_come(now),
        balls.encode(**TRUE_MAP.place(), color=RACER_COLOR, tooltip=tips),
        beyond.arrow(now, None).encode(color=RACER_COLOR, tooltip=tips),
        *_names(now),
    ]
    return clicks.clickable(spec.moving(*layers, *TRUE_MAP.mats(), spec.anchor(), height=sizes.MAP_HEIGHT_PX, member=0))


def _steps_to_come(now: alt.Chart) -> list[alt.Chart]:
    """From every ball an arrow to where its rule steps next."""
    step = now.transform_filter("isFinite(datum.nx) && isFinite(datum.ny)").transform_calculate(
        turn="180 * atan2(datum.nx - datum.x, datum.ny - datum.y) / PI",
        part=f"hypot(datum.nx - datum.x, datum.ny - datum.y) / {MAP_SIDE}",
    )
    head = step.transform_filter(f"datum.part > {marks.SHORTEST_WITH_HEAD}").mark_point(
        shape=marks.UPWARD_ARROWHEAD, filled=True, size=sizes.ARROWHEAD_AREA, opacity=1, **marks.SILENT_MARK
    )
    ends = {**TRUE_MAP.place(), "x2": "nx:Q", "y2": "ny:Q", "color": RACER_COLOR}
    shaft = step.mark_rule(strokeWidth=sizes.THICK_LINE_PX, **marks.SILENT_MARK)
    turned = {"angle": alt.Angle("turn:Q", scale=None), "color": RACER_COLOR}
    return [shaft.encode(**ends), head.encode(**TRUE_MAP.place("nx", "ny"), **turned)]


def _names(now: alt.Chart) -> list[alt.Chart]:
    """The names beside the balls, moved apart where they meet, on the side where there is room for the longest.

    One that is too long for either stands under its ball, as far aside as the edge makes it; that of a ball off the map
    at its arrow.
    """
    under_way = now.transform_filter("datum.i > 0")
    measured = under_way.transform_calculate(
        wide_px=f"{LETTER_PX} * length(datum.title)",
        before_px=_between("datum.edge_x", scales.end("x", "lo")),
        after_px=_between("datum.edge_x", scales.end("x", "hi")),
    ).transform_joinaggregate(most_px="max(wide_px)")
    sided = measured.transform_calculate(
        late=f"datum.after_px < datum.most_px + {ASIDE_PX} && datum.before_px > 1.5 * datum.after_px"
    ).transform_calculate(beside_px="(datum.late ? datum.before_px : datum.after_px) - datum.wide_px")
    under = f"(datum.beside_px < {ASIDE_PX} ? {NAME_HEIGHT_PX} * scale : 0)"
    apart = marks.moved_apart(sided, beyond.row_px(f"scale('y', datum.edge_y) + {under}"), NAME_HEIGHT_PX)
    inked = apart.transform_calculate(ink=marks.inks(NUMBERED_COLORS, "who", palette.on_light))
    aside = f"min({ASIDE_PX}, datum.beside_px)"
    where = {
        "align": "datum.late ? 'right' : 'left'",
        "dx": f"(datum.late ? -1 : 1) * {aside}",
        "dy": "datum.dy + datum.own_px - scale('y', datum.edge_y)",
    }
    looks: dict[str, Any] = {key: {"expr": text} for key, text in where.items()}
    return marks.label(inked.encode(**TRUE_MAP.place(*beyond.AT_EDGE)), "title", marks.INK_OF_EACH, **looks)


def _between(one: str, other: str) -> str:
    """The expression for how far two x are apart, in px at a desk."""
    return f"abs(scale('x', {one}) - scale('x', {other})) / scale"
