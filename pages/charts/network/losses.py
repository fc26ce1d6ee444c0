"""The loss of each network after every epoch, on the points it learns from and on those held out.

Axes: K epochs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.analysis.overfitting import Turn
from gdengine.analysis.walks import walked
from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import end_names
from pages.charts.kit.columns import Columns, stacked

HELD_DASHES = [4, 3]
TRAINING_COLORS = (*palette.ACTIVATION_COLORS.values(), palette.PINNED)  # of whoever is drawn


class Learner(NamedTuple):
    """One training: its name, its color, its losses (K,), those on the points held out, and where these turned up."""

    name: str
    color: str
    run: Trajectory
    held: Array  # (K,), or without rows where no points are held out
    turn: Turn | None = None


def losses(learners: Sequence[Learner]) -> spec.Picture:
    """The losses of several trainings on one logarithmic scale, each in its color, up to where the bar stands."""
    parts = [_part(one) for one in learners]
    table = stacked(parts)
    last = max(len(part) for part in parts) - 1
    turned = [one for one in learners if one.turn is not None]
    data = {
        "runs": table,
        "turns": spec.filled(_turns(turned, last)),
        "view": spec.view(
            step=scales.steps(last), y=scales.log_range(np.concatenate([table["y"], table["held"]]).astype(float))
        ),
    }
    words = "Loss against the epoch, each training in its color, the pinned ones gray."
    held = any(len(one.held) for one in learners)
    signs = [spec.Sign("line", one.color, f"{one.name}: loss") for one in learners]
    signs += [spec.Sign("dashes", palette.CURVE, "the same on the points held out")] * held
    signs += [spec.Sign("diamond", palette.CURVE, "held-out loss lowest, at the end")] * bool(turned)
    return spec.Picture(_spec(), data, words, tuple(signs), _described(learners, parts, last))


def _turns(learners: Sequence[Learner], last: int) -> Columns:
    """Where the held-out losses turned up, to be shown after the ``last`` epoch."""
    turns = [one.turn for one in learners if one.turn]
    table = {"color": np.array([one.color for one in learners], str)}
    table |= {"step": np.array([turn.row for turn in turns], np.int16)}
    table |= {"y": np.array([turn.lowest for turn in turns], np.float32)}
    return Columns(table | {"after": np.full(len(turns), last, np.int16)})


def _part(one: Learner) -> Columns:
    run = walked(one.run)
    held = one.held[: len(run.value)] if len(one.held) else np.full(len(run.value), np.nan)
    i = np.arange(len(run.value), dtype=np.int16)
    with np.errstate(over="ignore"):
        table = {"i": i, "step": i, "y": run.value.astype(np.float32), "held": held.astype(np.float32)}
    return Columns(table).assign(name=one.name, color=one.color)


def _described(learners: Sequence[Learner], parts: list[Columns], last: int) -> spec.Description:
    """The losses of every training at every epoch of the longest; of one that has ended its last."""
    told, numbers = [], {}
    for k, (one, part) in enumerate(zip(learners, parts)):
        rows = np.minimum(np.arange(last + 1), len(part) - 1)
        numbers[f"loss{k}"] = walked(one.run).value[rows]
        told.append(f"{one.name} {{loss{k}}}")
        if len(one.held):
            numbers[f"held{k}"] = one.held[rows]
            told[-1] += f", {{held{k}}} on the points held out"
    return spec.Description(f"Loss at epoch {{k}}: {'; '.join(told)}.", np.arange(last + 1), numbers)


@lru_cache
def _spec() -> dict[str, Any]:
    x = scales.over_steps("epoch")
    y = alt.Y("y:Q", title="loss (mean squared error)", scale=scales.log("y"), axis=scales.log_axis("y"))
    place = {"x": x, "y": y, "color": alt.Color("color:N", title=None, scale=None, legend=None)}
    runs = alt.Chart(spec.source("runs"))
    path = runs.transform_filter("isFinite(datum.y) && datum.y > 0")
    held = runs.transform_calculate(y="datum.held").transform_filter(
        "isValid(datum.y) && isFinite(datum.y) && datum.y > 0"
    )
    now = moments.now(path, of="name")
    lowest = alt.Chart(spec.source("turns")).transform_filter(moments.REACHED)
    drawn = [
        marks.so_far(held, width=sizes.FAINT_LINE_PX, strokeDash=HELD_DASHES).encode(**place),
        marks.so_far(path).encode(**place),
        marks.ball(now, None, sizes.SMALL_BALL_AREA).encode(**place),
        lowest.mark_point(shape="diamond", filled=True, size=sizes.MINIMUM_AREA, opacity=1, **marks.SILENT_MARK).encode(
            **place
        ),
        *end_names(now, {"x": x, "y": y}, dict(zip(TRAINING_COLORS, TRAINING_COLORS)), of="color"),
    ]
    return spec.moving(*drawn, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
