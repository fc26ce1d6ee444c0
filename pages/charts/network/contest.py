"""Two activations over the same seeds: the losses they end with, seed by seed, and the score.

A frame of the bar is the number of seeds tried: none at first.  Axes: S seeds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from gdengine.experiments.luck import Contest
from gdengine.network.activations import ACTIVATIONS
from pages.charts.kit import clicks, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import end_names
from pages.charts.kit.columns import Columns, stacked
from pages.charts.kit.numbers import said

DUEL_DOT_AREA = 90
DUEL_MARGIN = 1.06  # the factor that the range of the losses is wider by, at either end
AGAIN = "{} again"  # of an activation that is held against itself
TITLE_COLORS = {ACTIVATIONS[name].title: color for name, color in palette.ACTIVATION_COLORS.items()}
RIVAL_COLORS = TITLE_COLORS | {AGAIN.format(title): color for title, color in TITLE_COLORS.items()}
Sides = tuple[tuple[str, str], tuple[str, str]]  # title and color of either


def score(found: Contest) -> Array:
    """How many seeds each has won after 0 … S of them, (S + 1, 2); one that ties, or has no loss, is nobody's."""
    wins = np.stack([found.loss[:, 0] < found.loss[:, 1], found.loss[:, 1] < found.loss[:, 0]], axis=1)
    return np.concatenate([np.zeros((1, 2), int), wins.cumsum(axis=0)])


def duels(found: Contest, sides: Sides) -> spec.Picture:
    """Both losses of every seed tried so far, joined by a line."""
    count = len(found.seeds)
    turn = np.arange(1, count + 1, dtype=np.int16)
    with np.errstate(over="ignore"):
        a, b = found.loss.T.astype(np.float32)
    rows = Columns({"i": turn, "seed": np.array(found.seeds, np.int16), "a": a, "b": b})
    ends = stacked([rows.only("i", "seed").assign(y=column, name=name) for (name, _), column in zip(sides, (a, b))])
    data = {
        "duels": rows,
        "ends": ends,
        "view": spec.view(x=_near(found.loss), y=(0.3, count + 0.7)),
    }
    (one, _), (other, _) = sides
    words = "The losses with which two activations end, a row for every seed, joined by a line."
    told = f"Seed {{seed}}: {one} ends with {{a}}, {other} with {{b}}."
    before = [np.concatenate([[np.nan], column]) for column in (found.seeds, found.loss[:, 0], found.loss[:, 1])]
    now = spec.Description(told, np.arange(count + 1), dict(zip(("seed", "a", "b"), before)))
    signs = tuple(spec.Sign("dot", color, title) for title, color in sides)
    return spec.Picture(_duels_spec(), data, words, signs, now)


def _near(loss: Array) -> tuple[float, float]:
    """The range of the losses that are numbers, with room for half a dot."""
    return scales.log_range(loss.ravel(), DUEL_MARGIN)


@lru_cache
def _duels_spec() -> dict[str, Any]:
    seed = said(_seed_at("datum.value"), scales.TICK_DIGITS)
    axis = scales.axis("y", tickMinStep=1, labelExpr=f"datum.value % 1 ? '' : {seed}", grid=False)
    x_scale, y_scale = scales.log("x"), scales.linear("y", reverse=True)
    y = alt.Y("i:Q", title="seed", scale=y_scale, axis=axis)
    color = alt.Color("name:N", scale=alt.Scale(domain=[*RIVAL_COLORS], range=[*RIVAL_COLORS.values()]), legend=None)
    title = "loss at the end of the training"
    joined = moments.until_now(alt.Chart(spec.source("duels"))).transform_filter(
        "isFinite(datum.a) && isFinite(datum.b)"
    )
    x = alt.X("a:Q", title=title, scale=x_scale, axis=scales.log_axis("x"))
    dots = moments.until_now(alt.Chart(spec.source("ends"))).transform_filter("isFinite(datum.y)")
    layers = [
        joined.mark_rule(color=palette.CURVE, strokeWidth=1.6, **marks.SILENT_MARK).encode(x=x, x2="b:Q", y=y),
        marks.dots(dots, DUEL_DOT_AREA, None, tooltip=None).encode(
            x=alt.X("y:Q", title=title, scale=x_scale), y=y, color=color
        ),
    ]
    return clicks.clickable(spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0), ball=None)


def _seed_at(turn: str) -> str:
    """The expression for the seed of a turn."""
    return f"(data('duels')[{turn} - 1] ? data('duels')[{turn} - 1].seed : '')"


def tally(found: Contest, sides: Sides) -> spec.Picture:
    """How many seeds each has won, against the number tried."""
    won = score(found)
    steps = np.arange(len(won), dtype=np.int16)
    parts = [
        Columns({"i": steps, "step": steps, "y": won[:, k].astype(np.int16)}).assign(name=name)
        for k, (name, _) in enumerate(sides)
    ]
    data = {
        "runs": stacked(parts),
        "view": spec.view(step=scales.steps(len(won) - 1), y=(-0.4, 1.05 * max(int(won.max()), 1))),
    }
    (one, _), (other, _) = sides
    now = spec.Description(
        f"Seeds tried: {{k}}. {one} was lower in {{a}}, {other} in {{b}}.", steps, {"a": won[:, 0], "b": won[:, 1]}
    )
    words = "How many seeds each activation has won, against the number of seeds tried."
    return spec.Picture(_tally_spec(), data, words, (), now)


@lru_cache
def _tally_spec() -> dict[str, Any]:
    x = scales.over_steps("seeds tried")
    y = alt.Y("y:Q", title="seeds won", scale=scales.linear("y"), axis=scales.axis("y", tickMinStep=1))
    color = alt.Color("name:N", scale=alt.Scale(domain=[*RIVAL_COLORS], range=[*RIVAL_COLORS.values()]), legend=None)
    path = alt.Chart(spec.source("runs"))
    now = moments.now(path, of="name")
    layers = [
        marks.so_far(path).encode(x=x, y=y, color=color),
        marks.ball(now, None, sizes.SMALL_BALL_AREA, tooltip=None).encode(x=x, y=y, color=color),
        *end_names(now, {"x": x, "y": y}, RIVAL_COLORS),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
