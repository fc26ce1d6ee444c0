"""The coefficients of the line against the step: where each of them goes, and how it gets there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import LATE, NAME_GAP_PX
from pages.charts.kit.columns import Columns

LETTERS = "ab"  # intercept and slope
DASHES = {"a": [1, 0], "b": [6, 3]}


def betas(
    run: Trajectory,
    rows: Array,
    best: Sequence[float] | Array,
    *,
    reach: float = 0.0,
    spans: Sequence[float] = (0.0, 0.0),
) -> spec.Picture:
    """Intercept and slope of a family (K, M, 2) against the step, every member at ``rows``.

    ``best``: their values of the closed form, shown once the walk is within ``reach`` of them, or has ended
    · ``spans``: beside which either is but rounding.
    """
    mine = run.x[:, moments.HOME]
    after = moments.found(np.atleast_2d(best), [mine], reach)[0]
    numbers = {letter: run.x[..., k] for k, letter in enumerate(LETTERS)}
    data = moments.tables(run, rows, **numbers) | {
        "best": Columns({"y": np.asarray(best, np.float32), "after": after}),
        "view": spec.view(step=scales.steps(int(run.step[-1])), y=scales.padded(mine)),
    }
    words = "The intercept a and the slope b of the line against the step; dashes are those of the best line."
    told = "At step {k} the intercept is {a} and the slope {b}."
    now = moments.described(told, data["every"], spans=dict(zip(LETTERS, spans)))
    signs = (spec.Sign("dashes", palette.MINIMUM, "the best line, at the end"),)
    return spec.Picture(_spec(), data, words, signs, now)


@lru_cache
def _spec() -> dict[str, Any]:
    x = scales.over_steps()
    y = alt.Y("y:Q", title="a and b", scale=scales.linear("y"), axis=scales.axis("y", **scales.SAME_ROOM))
    path = moments.shown(*LETTERS).transform_fold([*LETTERS], as_=["name", "y"])
    path = path.transform_filter("isFinite(datum.y)")
    dashes = alt.StrokeDash("name:N", scale=alt.Scale(domain=[*DASHES], range=[*DASHES.values()]), legend=None)
    now = moments.now(path, of="name")
    best = alt.Chart(spec.source("best")).transform_filter(moments.REACHED)
    rule = best.mark_rule(color=palette.MINIMUM, strokeDash=sizes.DASHES_PX, strokeWidth=1.4, **marks.SILENT_MARK)
    apart = marks.moved_apart(now, "scale('y', datum.y)", NAME_GAP_PX)
    names = marks.label(
        apart.encode(x=x, y=y),
        "name",
        alt.value(palette.words(palette.POSITION)),
        halo=palette.PAPER,
        around=sizes.HALO_PX,
        dy={"expr": "datum.dy"},
        **marks.aside(LATE, 9),
    )
    layers = [
        rule.encode(y=y),
        marks.so_far(path, palette.POSITION).encode(x=x, y=y, strokeDash=dashes),
        marks.ball(now, area=sizes.SMALL_BALL_AREA).encode(x=x, y=y),
        *names,
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX)
