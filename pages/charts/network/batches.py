"""The same training with all points a step, a few, and one: its loss against epochs, updates, or points seen.

Axes: K epochs recorded of each run, F frames of the bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from gdengine.core import Array
from gdengine.experiments.luck import BatchRun
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import end_names
from pages.charts.kit.columns import Columns, stacked
from pages.charts.network.output import FIT_HEADROOM_SHARE, LearnedAndHeld

EPOCHS, UPDATES, SAMPLES = "epochs", "updates", "seen"
AXIS_TITLES = {EPOCHS: "epoch", UPDATES: "updates made", SAMPLES: "points seen"}
UPDATE_FRAMES = 160  # of a bar that counts updates: each a little more than the last
EPOCH_DOT_AREA = 9
EPOCH_END = spec.Sign("dot", palette.CURVE, "a dot on a line: an epoch ends")
SIZE_COLORS = (palette.POSITION, palette.GRADIENT, palette.STEP)  # of all points a step, of a few, of one
SIZE_COLOR = alt.Color("who:N", scale=alt.Scale(domain=[0, 1, 2], range=[*SIZE_COLORS]), legend=None)


class Counted(NamedTuple):
    """How three trainings are counted: the numbers on the axis of their epochs, and of the bar's frames."""

    at: tuple[Array, ...]  # of each (K,)
    stamps: Array  # (F,)

    def rows(self) -> list[Array]:
        """The epoch that each training stands at, at every frame (F,)."""
        return [np.searchsorted(at, self.stamps, "right") - 1 for at in self.at]


def counted(runs: Sequence[BatchRun], axis: str) -> Counted:
    """Epochs and points seen, evenly; updates, of which one may have made a hundred times another's, in proportion."""
    column = {EPOCHS: "epoch", UPDATES: "update", SAMPLES: "seen"}[axis]
    at = tuple(np.asarray(getattr(run, column)) for run in runs)
    if axis != UPDATES:
        return Counted(at, at[0])
    most = max(int(each[-1]) for each in at)
    places = np.geomspace(1, max(most, 1), UPDATE_FRAMES).round()
    return Counted(at, np.unique(np.concatenate([[0], places])).astype(int))


def batch_losses(runs: Sequence[BatchRun], titles: Sequence[str], axis: str) -> spec.Picture:
    """The losses of the three on a logarithmic scale, up to where the bar stands."""
    seen = counted(runs, axis)
    with np.errstate(over="ignore"):
        parts = [
            Columns(
                {
                    "i": np.searchsorted(seen.stamps, at).astype(np.int16),
                    "row": np.arange(len(at), dtype=np.int16),
                    "step": at.astype(np.int32),
                    "y": run.run.value.astype(np.float32),
                }
            ).assign(who=np.int8(who), name=title)
            for who, (run, title, at) in enumerate(zip(runs, titles, seen.at))
        ]
    table = stacked(parts)
    last = int(seen.stamps[-1])
    data = {"runs": table, "view": spec.view(step=scales.steps(last), y=scales.log_range(table["y"].astype(float)))}
    if axis == UPDATES:
        data["view"] = spec.view(step=(0, 1.6 * last), y=scales.log_range(table["y"].astype(float)))
    words = f"Loss against {AXIS_TITLES[axis]}, a line each for all points a step, a few, and one."
    told = "; ".join(f"{title} {{loss{k}}}" for k, title in enumerate(titles))
    numbers = {f"loss{k}": run.run.value[rows] for k, (run, rows) in enumerate(zip(runs, seen.rows()))}
    now = spec.Description(f"Loss at {AXIS_TITLES[axis]} {{k}}: {told}.", seen.stamps, numbers)
    signs = (*[spec.Sign("line", color, title) for title, color in zip(titles, SIZE_COLORS)], EPOCH_END)
    return spec.Picture(_spec(axis), data, words, signs, now)


@lru_cache
def _spec(axis: str) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "symlog"} if axis == UPDATES else {}
    x = alt.X(
        "step:Q",
        title=AXIS_TITLES[axis],
        scale=scales.linear("step", **kind) if kind else scales.stepped(),
        axis=scales.axis("x", values=[0, 1, 10, 100, 1000, 10_000]) if kind else scales.axis("x", tickMinStep=1),
    )
    y = alt.Y("y:Q", title="loss (mean squared error)", scale=scales.log("y"), axis=scales.log_axis("y"))
    path = alt.Chart(spec.source("runs")).transform_filter("isFinite(datum.y) && datum.y > 0")
    now = moments.until_now(path).transform_joinaggregate(last="max(row)", groupby=["who"])
    now = now.transform_filter("datum.row == datum.last")  # of several epochs that end at one frame the last
    layers = [
        marks.so_far(path, width=1.8).encode(x=x, y=y, color=SIZE_COLOR, order="row:Q"),
        marks.dots(moments.until_now(path), EPOCH_DOT_AREA, None, tooltip=None).encode(x=x, y=y, color=SIZE_COLOR),
        marks.ball(now, None, sizes.SMALL_BALL_AREA, tooltip=None).encode(x=x, y=y, color=SIZE_COLOR),
        *end_names(now, {"x": x, "y": y}, dict(enumerate(SIZE_COLORS)), "who"),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)


def batch_fits(
    points: LearnedAndHeld, across: Array, runs: Sequence[BatchRun], titles: Sequence[str], axis: str
) -> spec.Picture:
    """The points, and what each of the three says at ``across`` (P,) at the frame shown."""
    seen = counted(runs, axis)
    said = [run.curve[rows] for run, rows in zip(runs, seen.rows())]
    x, y = points.x, points.y
    with np.errstate(over="ignore"):
        parts = [
            Columns(
                {"x": across.astype(np.float32)} | {f"f{i}": row.astype(np.float32) for i, row in enumerate(each)}
            ).assign(who=np.int8(who))
            for who, each in enumerate(said)
        ]
    data = {
        "points": Columns({"x": x, "y": y}).astype("float32"),
        "fits": stacked(parts),
        "view": spec.view(
            x=(across[0], across[-1]), y=scales.padded(y, FIT_HEADROOM_SHARE), row=(0, len(seen.stamps) - 1)
        ),
    }
    words = "The points, and what each of the three networks says, a line each."
    told = "; ".join(f"{title} says {{middle{k}}}" for k, title in enumerate(titles))
    middle = len(across) // 2
    numbers = {f"middle{k}": each[:, middle] for k, each in enumerate(said)}
    numbers["x"] = np.full(len(seen.stamps), across[middle])
    now = spec.Description(f"At x = {{x}}: {told}.", seen.stamps, numbers)
    return spec.Picture(_fits_spec(), data, words, (), now)


@lru_cache
def _fits_spec() -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "y"}, {})
    dots = alt.Chart(spec.source("points")).mark_point(color=palette.CURVE, filled=True, size=18, opacity=0.7)
    fits = alt.Chart(spec.source("fits")).transform_calculate(y=f"datum['f' + min(t, {scales.end('row', 'hi')})]")
    lines = marks.line(fits.transform_filter("isFinite(datum.y)"), None)
    layers = [dots.encode(**at(x="x", y="y")), lines.encode(**at(x="x", y="y"), color=SIZE_COLOR)]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)
