"""The network's output after every epoch: over the points it learns from, and beyond them, where it has seen nothing.

Axes: K epochs, P places along x, N points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns, stacked
from pages.charts.kit.numbers import said
from pages.charts.network import pinned_ends

CURVE_POINTS = 84  # places along x where the network is asked
BEYOND_SHARE = 0.3  # of the width of the data: so far beyond them, on either side, the network is asked too
FIT_HEADROOM_SHARE = 0.22  # of the points' heights, above and below them
MOST_FAR_HEIGHTS = 3.0  # times the points' heights: no more is drawn of what a network says far out
BEYOND_OPACITY = 0.16
LINE_OF_WORDS = 1.15  # times their height, from one line of words to the next
# whether the picture shows all that is known far out: an expression of its own, so that scales are worked out anew at
# the end alone, and not in every frame
AT_THE_END = {"name": "at_the_end", "expr": f"t >= {scales.end('row', 'hi')}"}


class LearnedAndHeld(NamedTuple):
    """What is learned from, x (N,) and y (N,), and what is held out, x (M,) and y (M,)."""

    x: Array
    y: Array
    held_x: Array
    held_y: Array

    @property
    def every_y(self) -> Array:
        """(N + M,): all of them are seen, and so they decide how high a picture reaches."""
        return np.append(self.y, self.held_y)


class Far(NamedTuple):
    """What a network says at the end of its training beyond ``places``: to the left of them, and to the right."""

    x: Array  # (2, Q), each from left to right
    says: Array  # (2, Q)
    curve: Array  # (2, Q), what the points were taken from
    slopes: Array  # (2,), how steep what it says is at the first and the last x

    @property
    def ends(self) -> tuple[float, float]:
        """Where it begins and where it ends."""
        return float(self.x[0, 0]), float(self.x[1, -1])


def far_heights(y: Array, all_: Iterable[Far]) -> tuple[float, float]:
    """The heights at which several networks are seen far out, one picture as the other; no less than their points'."""
    low, high = scales.padded(y, FIT_HEADROOM_SHARE)
    most = (MOST_FAR_HEIGHTS - 1) / 2 * (high - low)
    seen = np.concatenate([[low, high], *(np.ravel(part) for far in all_ for part in (far.says, far.curve))])
    return max(float(np.nanmin(seen)), low - most), min(float(np.nanmax(seen)), high + most)


def places(x: Array) -> Array:
    """The x (CURVE_POINTS,) at which the network's curve is drawn: the data's range, and beyond it on either side."""
    return np.linspace(*scales.padded(x, BEYOND_SHARE), CURVE_POINTS)


def within(x: Array, across: Array) -> Array:
    """Which of the places (P,) lie where there are points."""
    return (across >= x.min()) & (across <= x.max())


def learning(
    title: str,
    color: str,
    points: LearnedAndHeld,
    curve: Callable[[Any], Any],
    outputs: Array,
    edges: Array,
    pinned: Mapping[str, Array],
    far: Far | None = None,
    far_ends: tuple[float, float] | None = None,
) -> spec.Picture:
    """The points, and the outputs (K, P) of the network called ``title`` at ``places(points.x)`` in every epoch.

    ``edges`` (K, 2) is how steep its curve is at the first and the last place.  ``curve`` is what the points were taken
    from: it is shown after the last epoch.  ``pinned``: what other networks said at the end of their training, (P,).
    With ``far`` the picture shows that too after the last epoch, at the heights ``far_ends``: it grows.
    """
    x, y = points.x, points.y
    across, last, heights = places(x), len(outputs) - 1, scales.padded(points.every_y, FIT_HEADROOM_SHARE)
    with np.errstate(all="ignore"):
        says = Columns({f"p{k}": scales.drawn(column, heights) for k, column in enumerate(outputs.T)})
        true = np.asarray(curve(across), float)
        inside = within(x, across) & np.isfinite(true)
        off = np.abs(outputs[:, inside] - true[inside]).max(axis=1)
    ends, there, true_x = np.tile(across[[0, -1]], (last + 1, 1)), outputs[:, [0, -1]], across
    near = low, high = _reach(across, points.held_x)  # few of which lie beyond those places
    if far is not None:  # after the last epoch the picture ends where that does
        ends[-1] = far.ends
        low, high = _reach(np.array(far.ends), points.held_x)
        there[-1], edges = far.says[[0, 1], [0, -1]], np.vstack([edges[:-1], far.slopes])
        true_x, true = (np.hstack([side[0], here, side[1]]) for side, here in ((far.x, across), (far.curve, true)))
    data = {
        "points": Columns({"x": x, "y": y}).astype("float32"),
        "held": spec.filled(Columns({"x": points.held_x, "y": points.held_y}).astype("float32")),
        "beyond": Columns({"x": [low, x.max()], "x2": [x.min(), high]}).astype("float32"),
        "edges": _edges(edges),
        "truth": Columns({"x": true_x, "y": true}).astype("float32").assign(after=np.int16(last)),
        "says": says,
        "fit": Columns({"x": across.astype(np.float32), "k": np.arange(len(across), dtype=np.int16)}),
        "pinned": spec.filled(pinned_ends.table(across, pinned)),
        "far": spec.filled(_far(far, last)),
        "view": spec.view(x=near, y=heights, far_x=(low, high), far_y=far_ends or heights, row=(0, last)),
    }
    words = "Noisy points of a curve and the output of a network, epoch by epoch, also beyond the points."
    now = _told(title, off, there, edges, ends)
    return spec.Picture(_spec(color), data, words, _signs(title, color, points, pinned), now)


def _reach(across: Array, held_x: Array) -> tuple[float, float]:
    """From where to where x is seen: all these places, and all points held out."""
    seen = np.append(across, held_x)
    return float(seen.min()), float(seen.max())


def _told(title: str, off: Array, there: Array, edges: Array, ends: Array) -> spec.Description:
    """In words, for every epoch: how far ``off`` it is (K,); at both ``ends`` (K, 2) what it says, and how steeply."""
    told = (
        f"Epoch {{k}}: at the places drawn where there are points, the {title} network is off by at most {{off}} "
        f"from the curve. Beyond them it says {{low}} at x = {{x_low}}, with slope {{slope_low}}, "
        f"and {{high}} at x = {{x_high}}, with slope {{slope_high}}."
    )
    numbers = {"off": off, "low": there[:, 0], "high": there[:, 1], "slope_low": edges[:, 0]}
    numbers |= {"slope_high": edges[:, 1], "x_low": ends[:, 0], "x_high": ends[:, 1]}
    return spec.Description(told, np.arange(len(off)), numbers)


def _signs(title: str, color: str, points: LearnedAndHeld, pinned: Mapping[str, Array]) -> tuple[spec.Sign, ...]:
    signs = [
        spec.Sign("dot", palette.CURVE, "points to learn from"),
        spec.Sign("ring", palette.CURVE, "held out: no step sees them"),
        spec.Sign("line", color, f"what the {title} network says"),
        spec.Sign("band", palette.CURVE, "no points to learn from"),
        spec.Sign("dashes", palette.MINIMUM, "the curve without noise, at the end"),
    ]
    if pinned:
        signs.append(spec.Sign("dashes", palette.PINNED, f"where pinned {' and '.join(pinned)} ended"))
    return tuple(sign for sign in signs if sign.mark != "ring" or len(points.held_x))


def _edges(slopes: Array) -> Columns:
    """How steep the curve is at its ends, a row for each end of every epoch."""
    rows = np.arange(len(slopes), dtype=np.int16)
    parts = [
        Columns({"i": rows, "side": np.int8(side), "slope": slopes[:, side].astype(np.float32)}) for side in (0, 1)
    ]
    return stacked(parts)


def _far(far: Far | None, last: int) -> Columns:
    """What a network says to the left and to the right of its places, after the last epoch."""
    x, says = np.empty((2, 0)) if far is None else (far.x.ravel(), far.says.ravel())
    side = np.repeat(np.arange(2, dtype=np.int8), len(x) // 2)
    with np.errstate(over="ignore"):
        return Columns({"x": x, "y": says}).astype("float32").assign(side=side, after=np.int16(last))


@lru_cache
def _spec(color: str) -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "y"}, {}, **{name: _growing(name) for name in "xy"})
    beyond = alt.Chart(spec.source("beyond")).mark_rect(
        color=palette.CURVE, opacity=BEYOND_OPACITY, stroke=None, **marks.SILENT_MARK
    )
    points = alt.Chart(spec.source("points")).mark_point(color=palette.CURVE, filled=True, size=26, opacity=0.75)
    held = alt.Chart(spec.source("held")).transform_filter("isFinite(datum.y)")
    held = held.mark_point(stroke=palette.CURVE, filled=False, size=30, opacity=0.8, strokeWidth=1.2)
    truth = alt.Chart(spec.source("truth")).transform_filter(moments.REACHED).transform_filter("isFinite(datum.y)")
    true = truth.mark_line(color=palette.MINIMUM, strokeWidth=1.6, strokeDash=sizes.DASHES_PX, **marks.SILENT_MARK)
    fit = alt.Chart(spec.source("fit")).transform_calculate(y=f"{spec.row('says', 't')}['p' + datum.k]")
    curve = marks.line(fit.transform_filter("isFinite(datum.y)"), color, sizes.THICK_LINE_PX)
    there = alt.Chart(spec.source("far")).transform_filter(moments.REACHED).transform_filter("isFinite(datum.y)")
    layers = [
        *moments.keep("says"),
        beyond.encode(**at(x="x", x2="x2"), y=alt.value(0), y2=alt.value("height")),
        *[layer.encode(**at(x="x", y="y")) for layer in (points, held, true)],
        *pinned_ends.layers(at),
        curve.encode(**at(x="x", y="y")),
        marks.line(there, color, sizes.THICK_LINE_PX).encode(**at(x="x", y="y"), detail="side:N"),
        *_slopes(color),
    ]
    drawn = spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)
    return drawn | {"params": [*drawn["params"], AT_THE_END]}


def _end(name: str, which: str) -> str:
    """The expression for an end of the scale x or y, which at the end of the training may be wider than before."""
    return f"({AT_THE_END['name']} ? {scales.end('far_' + name, which)} : {scales.end(name, which)})"


def _growing(name: str) -> alt.Scale:
    return alt.Scale(domain=[alt.ExprRef(_end(name, which)) for which in ("lo", "hi")], nice=False, zero=False)


def _slopes(color: str) -> list[alt.Chart]:
    """How steep the curve is at either end, in the middle of each shaded part."""
    now = alt.Chart(spec.source("edges")).transform_filter(f"datum.i == min(t, {scales.end('row', 'hi')})")
    edge, near = (
        "(datum.side ? {} : {})".format(*pair)
        for pair in (
            (_end("x", "hi"), _end("x", "lo")),
            ("data('beyond')[1].x", "data('beyond')[0].x2"),
        )
    )
    told = now.transform_calculate(
        middle=f"({edge} + {near}) / 2", name="'slope'", words=said("datum.slope"), ink=f"'{palette.words(color)}'"
    )
    x = alt.X("middle:Q", scale=_growing("x"), title="x")
    looks: dict[str, Any] = {"halo": palette.PAPER, "align": "center", "baseline": "top"}
    # a mark each: the lines of one would stay as far apart as they were before the reader's words grew
    tops = (alt.value(alt.ExprRef(f"4 + {line * LINE_OF_WORDS * sizes.WORDS_PX:g} * scale")) for line in range(2))
    lines = [
        marks.label(told.encode(x=x, y=top), text, marks.INK_OF_EACH, **looks)
        for top, text in zip(tops, ("name", "words"))
    ]
    return [layer for layers in zip(*lines) for layer in layers]  # halos behind all words
