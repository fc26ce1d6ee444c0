"""Curves: the one-dimensional landscapes, f(x) and its slope f′(x).

The variable is x, in the two losses of a line the weight w.  ``minima`` is complete inside every box.  Conventions: at
the kink of ``kink`` the slope is taken to be 0, the subgradient that lets a walk rest there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Box, Objective, from_components
from gdengine.landscapes.registry import LANDSCAPES, Formula, Maths, Number, landscape


@landscape("Parabola", box=((-4, 5),), minima=((2 / 3,),), formula=r"3x^2-4x+5", gradient=r"6x-4")
def parabola(m: Maths, x: Number) -> Formula:
    """Before the bottom the slope is negative, behind it positive, and 0 exactly there."""
    return 3 * x * x - 4 * x + 5, (6 * x - 4,)


@landscape("Square", box=((-5, 5),), minima=((0,),), formula=r"x^2", gradient=r"2x")
def square(m: Maths, x: Number) -> Formula:
    """The simplest valley: every step multiplies x by the same number, so the rate alone decides what happens."""
    return x * x, (2 * x,)


@landscape("Quartic", box=((-2, 2),), minima=((0,),), formula=r"\tfrac14x^4", gradient=r"x^3")
def quartic(m: Maths, x: Number) -> Formula:
    """So flat at the bottom that descent slows down more and more: a small slope does not mean you are nearly there."""
    cube = x * x * x
    return 0.25 * cube * x, (cube,)


@landscape(
    "Double well",
    box=((-3.2, 2.4),),
    minima=((-2,), (1,)),
    formula=r"\tfrac14x^4+\tfrac13x^3-x^2",
    gradient=r"x\,(x-1)\,(x+2)",
)
def double_well(m: Maths, x: Number) -> Formula:
    """A deep valley and a shallow one: the start decides where you end, unless momentum carries you over the ridge."""
    return x * x * (x * x / 4 + x / 3 - 1), (x * (x - 1) * (x + 2),)


@landscape(
    "Plateau",
    box=((-6, 6),),
    minima=((0,),),
    formula=r"\frac{x^2}{1+x^2}",
    gradient=r"\frac{2x}{(1+x^2)^2}",
    source="Geman & McClure 1987, Bulletin of the International Statistical Institute 52(4), 5-21",
)
def plateau(m: Maths, x: Number) -> Formula:
    """On the nearly flat shelf the slope is tiny, so plain descent crawls; a rule that adapts its step walks on."""
    flatness = 1 / (1 + x * x)
    return x * x * flatness, (2 * x * flatness * flatness,)


@landscape(
    "Wiggly valley",
    box=((-7, 6),),
    minima=(
        (-0.747964956635879,),
        (2.2430781436053815,),
        (-3.7355704568666113,),
        (5.223013431836309,),
        (-6.701385735972713,),
    ),
    formula=r"\tfrac1{10}x^2+\sin 2x",
    gradient=r"\tfrac15x+2\cos 2x",
)
def wiggly(m: Maths, x: Number) -> Formula:
    """Ripples on a valley: each ripple has a bottom of its own, and descent stops in the first one it meets."""
    return 0.1 * x * x + m.sin(2 * x), (0.2 * x + 2 * m.cos(2 * x),)


@landscape("Kink", box=((-4, 4),), minima=((0,),), formula=r"|x|", gradient=r"\operatorname{sign}x")
def kink(m: Maths, x: Number) -> Formula:
    """The slope does not fade near the bottom, so steps of a fixed rate hop over it forever: let the rate decay."""
    return abs(x), (m.copysign(x != 0, x),)


def line_loss(
    x: ArrayLike,
    y: ArrayLike,
    bias: float = 0.0,
    *,
    name: str = "line_loss",
    title: str = "One weight of a line",
    box: Box | None = None,
    lesson: str = "",
) -> Objective:
    """The mean squared error of the line w·x + b as a function of its weight w alone, for data x, y of shape (n,).

    f(w) = 1/n Σᵢ (w xᵢ + b − yᵢ)², f′(w) = 2/n Σᵢ xᵢ(w xᵢ + b − yᵢ).  It is computed as the parabola it is,
    a(w − w*)² + c with a = Σ xᵢ²/n, w* = Σ xᵢ(yᵢ − b)/Σ xᵢ² and c the error that remains at w*, so that nothing is
    lost to cancellation near the bottom.  ``box`` is ((low, high),), by default ten to either side of w*.  Raises
    ValueError for data that are not two equally long rows of finite numbers with some x other than 0.
    """
    x, target = _points(x, np.subtract(y, bias))
    n, squares = x.size, float(x @ x)
    best = float(x @ target) / squares
    curvature, rest = squares / n, float(np.mean((best * x - target) ** 2))

    def components(m: Maths, w: Number) -> Formula:
        off = w - best
        return curvature * off * off + rest, (2 * curvature * off,)

    residual, off = rf"x\,u_i{_term(bias)}-v_i", f"(x{_term(-best)})"  # as on every curve, x is the place: the weight
    return from_components(
        name,
        components,
        dim=1,
        title=title,
        box=box or ((best - 10, best + 10),),
        minima=((best,),),
        formula=rf"\tfrac1{{{n}}}\sum_i({residual})^2\approx{curvature:.4g}\,{off}^2{_term(rest)}",
        gradient=rf"\tfrac2{{{n}}}\sum_iu_i({residual})\approx{2 * curvature:.4g}\,{off}",
        lesson=lesson,
    )


def _term(number: float) -> str:
    return f"{number:+.4g}" if number else ""


def _points(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.ndim != 1 or x.shape != y.shape or not x.size:
        raise ValueError(f"x and y must be two rows of equally many numbers, not of shapes {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("every x, every y and the bias must be a finite number")
    if not x @ x > 0:
        raise ValueError("some x must differ from 0: if every x is 0 the weight changes nothing")
    return x, y


class Line(NamedTuple):
    """A line w·x + bias and the data (n,) that its weight is to fit."""

    x: Array
    y: Array
    bias: float


LINES = {  # name of the landscape -> what its weight is the weight of
    "one_weight": Line(np.arange(-1.0, 5.0), 2 * np.arange(-1.0, 5.0) - 1, -1.0),
    "sine_weight": Line(np.arange(10.0), np.sin(np.arange(10.0)), 2.0),
    "sine_weight_0": Line(np.arange(10.0), np.sin(np.arange(10.0)), 0.0),
}


@LANDSCAPES.recipe(dim=1)
def one_weight() -> Objective:
    """The mean squared error of w·x − 1 on x = −1 … 4, y = 2x − 1: the best weight is 2, and fits exactly."""
    return line_loss(
        *LINES["one_weight"],
        name="one_weight",
        box=((-8, 12),),
        lesson="Learning is descent too: the place is the weight of a line, the height its error on the data.",
    )


@LANDSCAPES.recipe(dim=1)
def sine_weight() -> Objective:
    """The mean squared error of w·x + 2 on x = 0 … 9, y = sin x."""
    return line_loss(
        *LINES["sine_weight"],
        name="sine_weight",
        title="A line through a sine",
        box=((-20, 18),),
        lesson="Even at the best weight an error remains: a straight line cannot follow a wave.",
    )


@LANDSCAPES.recipe(dim=1)
def sine_weight_0() -> Objective:
    """The mean squared error of w·x on x = 0 … 9, y = sin x."""
    return line_loss(
        *LINES["sine_weight_0"],
        name="sine_weight_0",
        title="A line through 0 and a sine",
        box=((-20, 18),),
        lesson="The same wave, a line that must pass through 0: another bias, another best weight.",
    )
