"""One artificial neuron: a drawing with its numbers, and its curve.

Everything is known at M moments, of which the browser shows one: of a neuron of the network its epochs, of one with
dials the stops of both.  Axes: M moments, I inputs that are drawn, P places along x.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import border, clicks, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import said

MOMENT_SHOWN = {  # whose neuron → the expression for the moment shown
    "network": "min(t, data('view')[0].last)",
    "dials": "(toNumber(w) == data('view')[0].home_w ? data('view')[0].first_b + toNumber(b) : toNumber(w))",
}
START: dict[str, dict[str, int]] = {"network": {"t": 0}, "dials": {"w": 0, "b": 0}}
Facts = Mapping[str, float]  # what the expression of ``MOMENT_SHOWN`` reads: home_w and first_b
FORWARD, BACKWARD = palette.POSITION, palette.GRADIENT
NUMBERS = ("z", "a", "slope", "incoming", "dz", "bias")
NEURON_TOLD = "the sum z is {z}, the output a is {a}, the slope f′(z) {slope}"
COMES, SUM, BEND, GOES = 0.07, 0.47, 0.71, 0.95  # where input, sum, activation and output are: numbers fit between
NUMBERS_DOWN = 0.3  # of the way to the height of the sum: further on, those of the next input are too close
FACTOR_DIGITS = 4  # of what is multiplied, one more than of the product: so that it comes out right
PLANE = alt.Scale(domain=[0, 1], nice=False, zero=False)  # of the drawing, both ways


class NeuronMoments(NamedTuple):
    """A neuron at M moments."""

    numbers: dict[str, Array]  # of ``NUMBERS``, (M,)
    inputs: Array  # (M, I)
    weights: Array  # (M, I)
    products: Array  # (M, I)
    dweights: Array  # (M, I)
    labels: tuple[str, ...]  # (I,), what comes in
    others: Array | None  # (M,), the sum of the products that are not drawn
    across: Array  # (P,), along x; of one with dials along z
    curves: Array  # (M, P), what the neuron says there; of one with dials (P,), what its activation makes of z
    x: float  # the input that is looked at
    ends: tuple[tuple[float, float], tuple[float, float]]  # of the axes of x and a

    @property
    def moments(self) -> int:
        """M."""
        return len(self.numbers["z"])

    def view(self, facts: Facts) -> Columns:
        """The ends of the scales, and what says which moment is shown."""
        x, y = self.ends
        return spec.view(x=x, y=y).assign(last=self.moments - 1, stamp=spec.stamp(self.x), **facts)


def drawing(made: NeuronMoments, whose: str, epochs: Array, facts: Facts) -> spec.Picture:
    """The neuron as it is drawn in books, with its numbers: inputs times weights, plus bias, through the activation."""
    count = made.moments
    numbers = Columns({"k": np.arange(count, dtype=np.int16), **{n: made.numbers[n] for n in NUMBERS}})
    rest = np.full(count, np.nan) if made.others is None else made.others
    slots = len(made.labels)
    inputs = Columns(
        {
            "k": np.repeat(np.arange(count, dtype=np.int16), slots),
            "label": np.tile(made.labels, count),
            "up": np.tile(_heights(slots), count),
            "x": made.inputs.ravel(),
            "w": made.weights.ravel(),
            "p": made.products.ravel(),
            "dw": made.dweights.ravel(),
        }
    )
    data = {"numbers": _light(numbers.assign(rest=rest)), "inputs": _light(inputs), "view": made.view(facts)}
    words = "A neuron: its inputs times their weights, plus the bias, through the activation; and the way back."
    numbers_told = {name: made.numbers[name] for name in ("z", "a", "slope", "dz")}
    now = spec.Description(f"Epoch {{k}}: {NEURON_TOLD}; ∂loss/∂z is {{dz}}.", epochs, numbers_told)
    if whose == "dials":  # as it stands: while a dial is turned, that says what becomes of it
        stands = {name: made.numbers[name][[int(facts["home_w"])]] for name in ("z", "a", "slope")}
        now = spec.Description(f"With these dials {NEURON_TOLD}.", np.array([0]), stands)
    grows = f"back: ∂, how fast {'a' if whose == 'dials' else 'the loss'} grows with the number above it"
    signs = (spec.Sign("arrow", FORWARD, "forward"), spec.Sign("arrow", BACKWARD, grows))
    return spec.Picture(_drawing(whose), data, words, signs, now)


def _light(table: Columns) -> Columns:
    """The numbers in single precision, which is more than is printed."""
    return Columns({name: spec.light(v) if v.dtype == np.float64 else v for name, v in table.items()})


def _heights(count: int) -> Array:
    """Where the inputs are, from the top."""
    return 0.5 + 0.36 * (np.linspace(1, -1, count) if count > 1 else np.zeros(1))


@lru_cache
def _drawing(whose: str) -> dict[str, Any]:
    now = alt.Chart(spec.source("numbers")).transform_filter(f"datum.k == {MOMENT_SHOWN[whose]}")
    each = alt.Chart(spec.source("inputs")).transform_filter(f"datum.k == {MOMENT_SHOWN[whose]}")
    others = now.transform_filter("isValid(datum.rest)")
    between = f"datum.up + {NUMBERS_DOWN} * (0.5 - datum.up)"
    times = f"'w ' + {said('datum.w', FACTOR_DIGITS)} + '·' + datum.label"
    weighted = f"{times} + ' = ' + {said('datum.p')}"
    layers = [
        _edge(each, COMES, "datum.up", SUM, "0.5"),
        _edge(now, SUM, "0.95", SUM, "0.5"),
        _edge(now, SUM, "0.5", GOES, "0.5"),
        _knot(each, COMES, "datum.up"),
        _knot(now, SUM, "0.5"),
        _knot(now, BEND, "0.5", "square"),
        _knot(now, GOES, "0.5"),
        _letter(each, COMES, "datum.up", "datum.label"),
        _letter(now, SUM, "0.5", "'Σ'"),
        _letter(now, BEND, "0.5", "'f'"),
        _letter(now, GOES, "0.5", "'a'"),
        _number(each, COMES, "datum.up", said("datum.x", FACTOR_DIGITS), FORWARD, -26),
        _number(each, (COMES + SUM) / 2, between, weighted, FORWARD, -12),
        _number(each, (COMES + SUM) / 2, between, f"'∂ ' + {said('datum.dw')}", BACKWARD, 10),
        _number(now, SUM + 0.08, "0.92", f"'b ' + {said('datum.bias')}", FORWARD),
        _number(now, SUM + 0.08, "0.78", f"'∂ ' + {said('datum.dz')}", BACKWARD),
        _number(now, (SUM + BEND) / 2, "0.5", f"'z ' + {said('datum.z')}", FORWARD, -12),
        _number(now, (SUM + BEND) / 2, "0.5", f"'∂ ' + {said('datum.dz')}", BACKWARD, 12),
        _number(now, BEND, "0.5", f"'f′(z) ' + {said('datum.slope')}", BACKWARD, 30),
        _number(now, (BEND + GOES) / 2, "0.5", f"'a ' + {said('datum.a')}", FORWARD, -12),
        _number(now, (BEND + GOES) / 2, "0.5", f"'∂ ' + {said('datum.incoming')}", BACKWARD, 12),
        _number(others, (COMES + SUM) / 2, "0.02", f"'all others: ' + {said('datum.rest')}", FORWARD),
    ]  # fmt: skip
    return spec.following(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, **START[whose])


def _at(chart: alt.Chart, x: float, y: str) -> alt.Chart:
    """The chart at a place of the drawing; what is a text is an expression, here and below."""
    placed = chart.transform_calculate(px=str(x), py=y)
    return placed.encode(x=alt.X("px:Q", scale=PLANE, axis=None), y=alt.Y("py:Q", scale=PLANE, axis=None))


def _edge(chart: alt.Chart, x: float, y: str, x2: float, y2: str) -> alt.Chart:
    line = _at(chart.transform_calculate(qx=str(x2), qy=y2), x, y)
    return line.mark_rule(color=palette.CURVE, strokeWidth=1.6, tooltip=None).encode(x2="qx:Q", y2="qy:Q")


def _knot(chart: alt.Chart, x: float, y: str, shape: str = "circle") -> alt.Chart:
    area = alt.ExprRef("800 * scale * scale")  # as large as the letter in it asks for
    look: dict[str, Any] = {"shape": shape, "size": area, "filled": True, "opacity": 1, "tooltip": None}
    return _at(chart, x, y).mark_point(color=palette.PAPER, stroke=palette.CURVE, strokeWidth=1.6, **look)


def _letter(chart: alt.Chart, x: float, y: str, words: str) -> alt.Chart:
    written = _at(chart.transform_calculate(words=words), x, y)
    return written.mark_text(color=palette.INK, fontSize=sizes.WORDS, tooltip=None).encode(text="words:N")


def _number(chart: alt.Chart, x: float, y: str, words: str, color: str, dy: int = 0) -> alt.Chart:
    """What is written at a place, so many pixels below it."""
    written, size = _at(chart.transform_calculate(words=words), x, y), {"fontSize": sizes.WORDS, "fontWeight": 600}
    look: dict[str, Any] = {"color": palette.words(color), "dy": alt.ExprRef(f"{dy} * scale"), "tooltip": None}
    return written.mark_text(**size, **look).encode(text="words:N")


@np.errstate(over="ignore")  # of a training that runs away
def curve(made: NeuronMoments, whose: str, facts: Facts) -> spec.Picture:
    """What the neuron says along x (M, P), and the input that is looked at."""
    columns = {f"c{k}": row.astype(np.float32) for k, row in enumerate(np.atleast_2d(made.curves))}
    ball = Columns({"k": np.arange(made.moments, dtype=np.int16), "x": made.x, "y": made.numbers["a"]})
    if whose == "dials":
        ball = ball.assign(w=made.weights[:, 0], b=made.numbers["bias"])
    data = {
        "curve": Columns({"x": made.across.astype(np.float32), **columns}),
        "ball": _light(ball),
        "view": made.view(facts),
    }
    words = "What the neuron says along x, and where the input is that is looked at."
    signs = (spec.Sign("line", FORWARD, "what the neuron says along x"),)
    return spec.Picture(_curve(whose), data, words, signs)


@lru_cache
def _curve(whose: str) -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "a"}, {})
    path = _by_dials() if whose == "dials" else alt.Chart(spec.source("curve"))
    if whose == "network":
        path = path.transform_calculate(y=f"datum['c' + ({MOMENT_SHOWN[whose]})]")
    line = marks.line(path.transform_filter("isFinite(datum.y)"), FORWARD, sizes.THICK_LINE_PX)
    ball = alt.Chart(spec.source("ball")).transform_filter(f"datum.k == {MOMENT_SHOWN[whose]}")
    layers = [layer.encode(**at(x="x", y="y")) for layer in (line, marks.rimmed_ball(ball, tooltip=None))]
    gone = border.beyond(ball, "datum.y", {"x": f"'x = ' + {said('datum.x')}", "y": f"'a = ' + {said('datum.y')}"})
    place = at(x="edge", y="rim")
    layers = [*moments.keep("ball"), *layers, border.arrow(gone, place, FORWARD), *border.told(gone, place, FORWARD)]
    return clicks.clickable(
        spec.following(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, **START[whose]), ball=None
    )


def _by_dials() -> alt.Chart:
    """The curve of a neuron with dials: a = f(z) at x = (z − b) / w, as far as it is seen; without a weight it is flat.

    So a curve is as smooth as its activation, however fast it is, and one table serves for every stop.
    """
    now, east = spec.row("ball", MOMENT_SHOWN["dials"]), scales.end("x", "hi")
    sums = (
        alt.Chart(spec.source("curve"))
        .transform_calculate(z="datum.x")
        .transform_calculate(
            x=f"{now}.w ? (datum.z - {now}.b) / {now}.w : (datum.z < 0 ? -{east} : {east})",
            y=f"{now}.w ? datum.c0 : {now}.y",
        )
    )
    return sums.transform_filter(f"abs(datum.x) <= {east} + 1 / abs({now}.w || 1)")  # the next one outside, too


def labeled(count: int, layer: int, chosen: Sequence[int]) -> tuple[str, ...]:
    """What the inputs drawn are called: x, or the units they come from."""
    return ("x",) if not layer else tuple(f"a{unit + 1}" for unit in chosen)
