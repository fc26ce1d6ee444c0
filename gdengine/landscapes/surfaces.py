"""Surfaces: the two-dimensional landscapes, f(x, y) and its gradient (∂f/∂x, ∂f/∂y).

``minima`` is complete inside every box, a lowest one first.  The boxes of ``rastrigin`` and ``ackley`` are smaller than
those of the literature, so that the 25 minima inside can be told apart.  Conventions: at its lowest point ``ackley`` is
a cone, and the gradient there is taken to be 0.  ``monkey_saddle`` has no minimum at all: a walk on it ends by leaving.
"""

from __future__ import annotations

import math
from itertools import product

from gdengine.core import Objective, from_components
from gdengine.landscapes.registry import LANDSCAPES, Formula, Maths, Number, landscape


def ellipse(condition: float = 100.0) -> Objective:
    """The elliptic bowl f = ½(x² + κy²) with condition number κ, the ratio of its two curvatures: ∇f = (x, κy).

    Gradient descent converges for rates below 2/κ, and at best by the factor (κ − 1)/(κ + 1) per step.  Raises
    ValueError unless 1 ≤ κ < ∞.  Source: Boyd & Vandenberghe, Convex Optimization, 2004, section 9.3.2.
    """
    if not 1 <= condition < math.inf:
        raise ValueError(f"the condition number must be a finite number of at least 1, not {condition}")

    def components(m: Maths, x: Number, y: Number) -> Formula:
        slope = condition * y
        return 0.5 * (x * x + slope * y), (x, slope)

    return from_components(
        "ill_conditioned",
        components,
        dim=2,
        title="Ill-conditioned bowl",
        box=((-2, 2), (-2, 2)),
        minima=((0, 0),),
        formula=rf"\tfrac12\left(x^2+{condition:g}\,y^2\right)",
        gradient=rf"\bigl(x,\;{condition:g}\,y\bigr)",
        lesson="Steep across, nearly flat along: a rate small enough for the steep way is far too small for the other.",
        source="Boyd & Vandenberghe, Convex Optimization, 2004, section 9.3.2",
    )


@landscape("Bowl", box=((-4, 4), (-4, 4)), minima=((0, 0),), formula=r"x^2+y^2", gradient=r"(2x,\;2y)")
def bowl(m: Maths, x: Number, y: Number) -> Formula:
    """One valley, and downhill points straight at it: every start ends at the same place."""
    return x * x + y * y, (2 * x, 2 * y)


@LANDSCAPES.recipe(dim=2)
def ill_conditioned() -> Objective:
    """The elliptic bowl with condition number 100."""
    return ellipse(100.0)


@landscape(
    "Rosenbrock's banana",
    box=((-2, 2), (-1, 3)),
    minima=((1, 1),),
    formula=r"(1-x)^2+100\,(y-x^2)^2",
    gradient=r"\bigl(-2(1-x)-400\,x\,(y-x^2),\;200\,(y-x^2)\bigr)",
    source="Rosenbrock 1960, doi:10.1093/comjnl/3.3.175",
)
def rosenbrock(m: Maths, x: Number, y: Number) -> Formula:
    """A narrow curved valley: finding its floor is quick, following the floor to the lowest point takes forever."""
    a, b = 1 - x, y - x * x
    return a * a + 100 * b * b, (-2 * a - 400 * x * b, 200 * b)


@landscape(
    "Himmelblau's function",
    box=((-5, 5), (-5, 5)),
    minima=(
        (3, 2),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286169),
        (3.5844283403304917, -1.8481265269644036),
    ),
    formula=r"(x^2+y-11)^2+(x+y^2-7)^2",
    gradient=r"\bigl(4x\,(x^2+y-11)+2(x+y^2-7),\;2(x^2+y-11)+4y\,(x+y^2-7)\bigr)",
    source="Himmelblau, Applied Nonlinear Programming, 1972",
)
def himmelblau(m: Maths, x: Number, y: Number) -> Formula:
    """Four valleys, all equally deep: the start decides which one you reach."""
    p, q = 2 * x, 2 * y  # twice x² + y − 11 and x + y² − 7 costs as much, and makes the slopes cheaper
    a, b = p * x + q - 22, p + q * y - 14
    return 0.25 * (a * a + b * b), (p * a + b, a + q * b)


@landscape(
    "Beale's function",
    box=((-4.5, 4.5), (-4.5, 4.5)),
    minima=((3, 0.5),),
    formula=r"\sum_{k=1}^{3}r_k^2,\quad r_k=c_k-x+xy^k,\quad c=(1.5,\,2.25,\,2.625)",
    gradient=r"\Bigl(2\sum_k r_k(y^k-1),\;2x\sum_k k\,r_k\,y^{k-1}\Bigr)",
    source="Beale 1958, On an iterative method for finding a local minimum of a function of more than one variable",
)
def beale(m: Maths, x: Number, y: Number) -> Formula:
    """Towering corners and a long flat floor: one rate is too much for the first and too little for the second."""
    y2, y3 = y * y, y * y * y
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    fx = 2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1))
    return a * a + b * b + c * c, (fx, 2 * x * (a + 2 * b * y + 3 * c * y2))


@landscape(
    "Booth's function",
    box=((-10, 10), (-10, 10)),
    minima=((1, 3),),
    formula=r"(x+2y-7)^2+(2x+y-5)^2",
    gradient=r"(10x+8y-34,\;8x+10y-38)",
    source="Jamil & Yang 2013, arXiv:1308.4008",
)
def booth(m: Maths, x: Number, y: Number) -> Formula:
    """A bowl whose long axis lies diagonally: rules that scale x and y separately cannot straighten it."""
    a, b = x + 2 * y - 7, 2 * x + y - 5
    return a * a + b * b, (2 * a + 4 * b, 4 * a + 2 * b)


@landscape(
    "Six-hump camel",
    box=((-2.2, 2.2), (-1.3, 1.3)),
    minima=(
        (0.08984201310031807, -0.7126564030207396),
        (-0.08984201310031807, 0.7126564030207396),
        (1.7036067149699807, -0.7960835686726251),
        (-1.7036067149699807, 0.7960835686726251),
        (1.6071047529201976, 0.5686514548841313),
        (-1.6071047529201976, -0.5686514548841313),
    ),
    formula=r"\left(4-2.1\,x^2+\tfrac13x^4\right)x^2+xy+\left(4y^2-4\right)y^2",
    gradient=r"(8x-8.4\,x^3+2x^5+y,\;x-8y+16y^3)",
    source="Dixon & Szegő 1978, Towards Global Optimisation 2",
)
def camel(m: Maths, x: Number, y: Number) -> Formula:
    """Six valleys at three depths: two of them are the deepest, four are traps."""
    x2, y2 = x * x, y * y
    f = x2 * (4 + x2 * (x2 / 3 - 2.1)) + x * y + 4 * y2 * (y2 - 1)
    return f, (x * (8 + x2 * (2 * x2 - 8.4)) + y, x + y * (16 * y2 - 8))


# along either axis, where x + 10π sin 2πx = 0 within the box
_TROUGHS = (0.0, 0.9949586376523348, -0.9949586376523348, 1.9899122337085495, -1.9899122337085495)


@landscape(
    "Rastrigin's function",
    box=((-2.5, 2.5), (-2.5, 2.5)),
    minima=tuple(product(_TROUGHS, repeat=2)),
    formula=r"20+x^2-10\cos 2\pi x+y^2-10\cos 2\pi y",
    gradient=r"(2x+20\pi\sin 2\pi x,\;2y+20\pi\sin 2\pi y)",
    source="Mühlenbein, Schomisch & Born 1991, doi:10.1016/S0167-8191(05)80052-3",
)
def rastrigin(m: Maths, x: Number, y: Number) -> Formula:
    """A field of pits, one of them the deepest: descent ends in the nearest, wherever the best one is."""
    # with u = tan πx, 10 − 10 cos 2πx = 20u²/(1 + u²) and sin 2πx = 2u/(1 + u²): nothing cancels at the bottom, and
    # one tangent does for both
    u, v = m.tan(math.pi * x), m.tan(math.pi * y)
    p, q = u / (1 + u * u), v / (1 + v * v)
    return x * x + y * y + 20 * (u * p + v * q), (2 * x + 40 * math.pi * p, 2 * y + 40 * math.pi * q)


def _mirrored(*points: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """The points, and all they become when x changes its sign, y changes its sign, or the two are exchanged."""
    images = ((sx * x, sy * y) for a, b in points for x, y in ((a, b), (b, a)) for sx, sy in product((1, -1), repeat=2))
    return tuple(dict.fromkeys(images))


@landscape(
    "Ackley's function",
    box=((-2.5, 2.5), (-2.5, 2.5)),
    minima=_mirrored(
        (0, 0),
        (0, 0.9521665459501717),
        (0.9684776587077244, 0.9684776587077244),
        (0, 1.9589197181217175),
        (0.9824160350791393, 1.9646166628629864),
        (1.9744519864841168, 1.9744519864841168),
    ),
    formula=r"20+e-20\,e^{-r/5}-e^{(\cos 2\pi x+\cos 2\pi y)/2},\quad r=\sqrt{(x^2+y^2)/2}",
    gradient=r"\frac{2\,e^{-r/5}}{r}\,(x,\;y)+\pi\,e^{(\cos 2\pi x+\cos 2\pi y)/2}\,(\sin 2\pi x,\;\sin 2\pi y)",
    source="Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987, doi:10.1007/978-1-4613-1997-9",
)
def ackley(m: Maths, x: Number, y: Number) -> Formula:
    """Dimples all around a sharp, deep well: from nearly everywhere the nearest dimple hides it."""
    # (cos 2t − 1)/2 = −sin² t, and eᵗ − 1 exactly: nothing cancels at the bottom
    sx, sy, r = m.sin(math.pi * x), m.sin(math.pi * y), m.sqrt((x * x + y * y) / 2)
    well, dimples = m.expm1(-r / 5), m.expm1(-sx * sx - sy * sy)
    pull = 2 * (well + 1) / (r + (r == 0))
    push = 2 * math.pi * math.e * (dimples + 1)
    return -20 * well - math.e * dimples, (
        pull * x + push * sx * m.cos(math.pi * x),
        pull * y + push * sy * m.cos(math.pi * y),
    )


@landscape(
    "Saddle",
    box=((-2, 2), (-2, 2)),
    minima=((0, 1), (0, -1)),
    formula=r"\tfrac12x^2-\tfrac12y^2+\tfrac14y^4",
    gradient=r"(x,\;y^3-y)",
)
def saddle(m: Maths, x: Number, y: Number) -> Formula:
    """A pass between two valleys: from the ridge descent stops at the flat pass, from a hair beside it rolls on."""
    y2 = y * y
    return 0.5 * (x * x - y2) + 0.25 * y2 * y2, (x, y * (y2 - 1))


@landscape(
    "Monkey saddle",
    box=((-2, 2), (-2, 2)),
    formula=r"x^3-3xy^2",
    gradient=r"(3x^2-3y^2,\;-6xy)",
    source="Hilbert & Cohn-Vossen, Geometry and the Imagination, 1952",
)
def monkey_saddle(m: Maths, x: Number, y: Number) -> Formula:
    """A flat point that is no minimum, with three ways down: two for the legs, one for the tail."""
    x2, y2 = x * x, y * y
    return x * (x2 - 3 * y2), (3 * (x2 - y2), -6 * x * y)


@landscape(
    "Plateau and valley",
    box=((-4, 4), (-3, 5)),
    minima=((2, 1),),
    formula=r"\frac{u}{1+u},\quad u=\left(y-\tfrac14x^2\right)^2+\tfrac1{40}(x-2)^2",
    gradient=r"\frac{1}{(1+u)^2}\left(\tfrac1{20}(x-2)-x\left(y-\tfrac14x^2\right),\;2\left(y-\tfrac14x^2\right)\right)",
)
def valley(m: Maths, x: Number, y: Number) -> Formula:
    """A curved valley cut into a nearly flat plateau: up there the ground hardly tells you which way is down."""
    a, b = y - 0.25 * x * x, x - 2
    u = a * a + 0.025 * b * b
    flatness = 1 / (1 + u)
    slope = flatness * flatness
    return u * flatness, (slope * (0.05 * b - x * a), slope * 2 * a)
