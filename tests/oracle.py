"""An oracle for the verdict: every named predicate once more, written from the definitions alone, plainly and slowly.

Nothing of ``gdengine.analysis`` is used here: one recorded member and the objective go in, plain Python comes out.  One
member at a time, one function a predicate, loops over rows; where the definitions name a number it stands as they name
it.  Axes: rows 0 … n of the member that count, ``x[k]`` and ``g[k]`` vectors (D,), ``f[k]`` a float.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Outcome, Trajectory
from gdengine.network.mlp import Network

ROUNDING = 1e-12  # of 1 + |f|: the difference of two values that is none
FEW = 3  # parameters that can be looked around in
STOPPED = (Outcome.CONVERGED, Outcome.STALLED, Outcome.OSCILLATING)
GONE = ("UNDEFINED", "OUTSIDE", "INFINITY")
EPSILON = float(np.finfo(float).eps)


class Walk:
    """One member of a run as it was recorded, with the measures that the definitions name.

    ``n`` is its last row that counts, ``q`` the length of its tail in steps, ``p`` its end; ``reach``, ``height``,
    ``steepest`` and ``width`` are R, H, S and W.
    """

    def __init__(self, run: Trajectory, objective: Objective, member: tuple[int, ...] = ()) -> None:
        self.objective = objective
        self.outcome = Outcome(int(run.outcome[member]))
        rows = range(len(run.step))
        x = [np.array(run.x[(k, *member)], float) for k in rows]
        f = [float(run.value[(k, *member)]) for k in rows]
        g = [np.array(run.grad[(k, *member)], float) for k in rows]
        if self.outcome is Outcome.DIVERGED:
            finite = [k for k in rows if math.isfinite(f[k]) and np.isfinite(x[k]).all() and np.isfinite(g[k]).all()]
            self.n = finite[-1] if finite else 0
        else:
            self.n = next(k for k in rows if run.step[k] >= run.last[member])
        self.x, self.f, self.g = x[: self.n + 1], f[: self.n + 1], g[: self.n + 1]
        self.q = max(1, self.n // 4) if self.n else 0

    @property
    def sampled(self) -> bool:
        return self.objective.noisy is not None

    @property
    def few(self) -> bool:
        return self.objective.dim <= FEW

    @property
    def placed(self) -> bool:
        return self.few or len(self.objective.minima) > 0

    @property
    def diverged(self) -> bool:
        return self.outcome is Outcome.DIVERGED

    @property
    def stopped(self) -> bool:
        return self.outcome in STOPPED

    @property
    def tail(self) -> range:
        return range(self.n - self.q, self.n + 1)

    @property
    def steps(self) -> range:
        """Row k stands for the step from row k to row k + 1."""
        return range(self.n)

    def step(self, k: int) -> Array:
        return self.x[k + 1] - self.x[k]

    @cached_property
    def p(self) -> Array:
        return sum(self.x[k] for k in self.tail) / (self.q + 1) if self.sampled else self.x[self.n]

    @cached_property
    def value_here(self) -> float:
        return value(self.objective, self.p)

    @cached_property
    def slope_here(self) -> float:
        return length(slope(self.objective, self.p))

    @cached_property
    def reach(self) -> float:
        return max(length(x - self.x[0]) for x in self.x)

    @cached_property
    def height(self) -> float:
        return max(self.f) - min(self.f)

    @cached_property
    def steepest(self) -> float:
        return max(length(g) for g in self.g)

    @cached_property
    def width(self) -> float:
        return diagonal(self.objective) if self.objective.box else max(1.0, 2 * self.reach)

    @cached_property
    def circle(self) -> Circle:
        return around(self.objective, self.p, self.width)


# ---- the ground ----------------------------------------------------------------------------------------------------


def value(objective: Objective, x: Array) -> float:
    """f(x), exactly as the objective has it; nan and inf are values."""
    with np.errstate(all="ignore"):
        return float(objective.value_and_grad(np.asarray(x, float))[0])


def slope(objective: Objective, x: Array) -> Array:
    """∇f(x), (D,)."""
    with np.errstate(all="ignore"):
        return np.array(objective.value_and_grad(np.asarray(x, float))[1], float)


def values(objective: Objective, places: list[Array]) -> list[float]:
    """f at each of these places."""
    with np.errstate(all="ignore"):
        return [float(v) for v in objective.value_and_grad(np.array(places, float))[0]]


def length(v: Array) -> float:
    return math.hypot(*(float(c) for c in v))


def dot(a: Array, b: Array) -> float:
    return sum(float(p) * float(q) for p, q in zip(a, b))


def direction(v: Array) -> Array:
    """The vector made to length 1; nothing but zeros stays as it is."""
    size = length(v)
    return v / size if size > 0 else v


def diagonal(objective: Objective) -> float:
    return math.hypot(*(high - low for low, high in objective.box))


def relief(objective: Objective) -> float:
    """Highest minus lowest finite value on an even grid over the box, its edges included."""
    count = {1: 33, 2: 17, 3: 9}[objective.dim]
    axes = [[low + (high - low) * i / (count - 1) for i in range(count)] for low, high in objective.box]
    found = [v for v in values(objective, [np.array(p) for p in itertools.product(*axes)]) if math.isfinite(v)]
    return max(found) - min(found) if found else 0.0


def compass(dim: int) -> list[tuple[Array, Array]]:
    """The directions of a circle, each with its opposite."""
    if dim == 1:
        ways = [np.array([1.0])]
    elif dim == 2:
        ways = [np.array([math.cos(math.pi * i / 8), math.sin(math.pi * i / 8)]) for i in range(8)]
    else:
        signs = [np.array(s, float) for s in itertools.product((-1, 0, 1), repeat=3) if any(s)]
        ways = [direction(s) for s in signs if next(c for c in s if c) > 0]
    return [(u, -u) for u in ways]


class Circle(NamedTuple):
    """What lies around a place: how far f drops and rises on the circle, how it bends and tilts across it."""

    radius: float
    drop: float
    rise: float
    bend: float
    tilt: float
    rounding: float


def around(objective: Objective, p: Array, width: float) -> Circle:
    radius, here = 0.01 * width, value(objective, p)
    pairs = [
        (value(objective, p + radius * u), value(objective, p + radius * back)) for u, back in compass(objective.dim)
    ]
    seen = [v for pair in pairs for v in pair if not math.isnan(v)]
    whole = [(a, b) for a, b in pairs if not (math.isnan(a) or math.isnan(b))]
    return Circle(
        radius,
        drop=here - min(seen) if seen else math.nan,
        rise=max(seen) - here if seen else math.nan,
        bend=max(((a + b) / 2 - here for a, b in whole), default=math.nan),
        tilt=max((abs(a - b) / 2 for a, b in whole), default=math.nan),
        rounding=ROUNDING * (1 + abs(here)),
    )


def in_hollow(c: Circle) -> bool:
    """No lower ground around, and some higher."""
    return c.drop <= c.rounding < c.rise


def minima(objective: Objective) -> list[Array]:
    return [np.array(m, float) for m in objective.minima]


def known_minimum(objective: Objective, p: Array) -> int | None:
    """The index of the known minimum within reach of p: 2 % of the diagonal, at most half of the closest two's gap."""
    known = minima(objective)
    if not known:
        return None
    if objective.box:
        radius = 0.02 * diagonal(objective)
    else:
        radius = 1e-3 * (1 + max(abs(float(c)) for m in known for c in m))
    radius = min([radius, *(length(a - b) / 2 for a, b in itertools.combinations(known, 2))])
    away = [length(p - m) for m in known]
    nearest = min(range(len(known)), key=away.__getitem__)
    return nearest if away[nearest] < radius else None


def searched_minimum(w: Walk) -> Array | None:
    """A place near the end without slope, without lower ground around and with some higher; by Newton's method."""
    within = max(0.05 * w.reach, 1e-6 * (1 + length(w.p)))
    x, beside = w.p.copy(), 1e-5 * w.width
    for _ in range(100):
        move = newton_move(w.objective, x, beside)
        if move is None or length(x + move - w.p) > 1e3 * within + w.width:
            return None
        x, beside = x + move, min(max(length(move), 1e-8 * w.width), 1e-5 * w.width)
        if length(move) <= 1e-13 * (1 + length(x)):
            break
    if length(x - w.p) > within or length(move) > 1e-6 * within:
        return None
    return x if in_hollow(around(w.objective, x, w.width)) else None


def newton_move(objective: Objective, x: Array, beside: float) -> Array | None:
    """To where the slope would be none if the ground were a parabola; not along directions without any curvature."""
    sides = [(slope(objective, x + beside * e), slope(objective, x - beside * e)) for e in np.eye(len(x))]
    gradient, curvature = slope(objective, x), np.array([(a - b) / (2 * beside) for a, b in sides])
    if not (np.isfinite(gradient).all() and np.isfinite(curvature).all()):
        return None
    return -np.linalg.pinv((curvature + curvature.T) / 2, rcond=1e-16, hermitian=True) @ gradient


# ---- inside a network ----------------------------------------------------------------------------------------------

SHAPES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "identity": (lambda z: z, lambda z: 1.0),
    "relu": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
    "leaky_relu": (lambda z: max(z, 0.01 * z), lambda z: 1.0 if z > 0 else 0.01),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (lambda z: (1 + math.tanh(z / 2)) / 2, lambda z: (1 - math.tanh(z / 2) ** 2) / 4),
    "gelu": (lambda z: z * gate(z), lambda z: gate(z) + z * (gate(z + 1e-6) - gate(z - 1e-6)) / 2e-6),
    "sine": (math.sin, math.cos),
}


def gate(z: float) -> float:
    return (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) / 2


def units(net: Network, theta: Array) -> list[list[str]]:
    """What each hidden unit of each layer is on the network's samples: "dead", "saturated" or "alive"."""
    f, slope_of = SHAPES[net.activation]
    steepest = max(abs(slope_of(z / 20)) for z in range(-160, 161))
    numbers, layers = iter(theta.tolist()), []
    samples = [list(map(float, row)) for row in net.x]
    for fan_in, fan_out in itertools.pairwise(net.sizes[:-1]):
        weights = [[next(numbers) for _ in range(fan_out)] for _ in range(fan_in + 1)]
        sums = [
            [math.fsum(v * row[j] for v, row in zip([*inputs, 1.0], weights)) for j in range(fan_out)]
            for inputs in samples
        ]
        layers.append([unit([row[j] for row in sums], f, slope_of, steepest) for j in range(fan_out)])
        samples = [[f(z) for z in row] for row in sums]
    return layers


def unit(sums: list[float], f: Callable[[float], float], slope_of: Callable[[float], float], steepest: float) -> str:
    if all(f(z) == 0 and slope_of(z) == 0 for z in sums):
        return "dead"
    return "saturated" if all(abs(slope_of(z)) <= 0.01 * steepest for z in sums) else "alive"


# ---- how it stands at the end --------------------------------------------------------------------------------------


def rests(w: Walk) -> bool:
    near = all(length(w.x[k] - w.x[w.n]) <= 0.01 * w.reach for k in w.tail)
    return w.outcome is Outcome.CONVERGED or near


def levelled(w: Walk) -> bool:
    """The mean over the tail is hardly lower than over as many rows before it."""
    before = range(w.n - 2 * w.q, w.n - w.q)
    if w.q == 0 or before.start < 0:
        return False
    now = math.fsum(w.f[k] for k in w.tail) / len(w.tail)
    earlier = math.fsum(w.f[k] for k in before) / len(before)
    return earlier - now <= 0.01 * w.height


def at_rest(w: Walk) -> bool:
    still = levelled(w) if w.sampled else rests(w)
    return w.outcome is Outcome.CONVERGED or (still and w.slope_here <= 0.01 * w.steepest)


# ---- where it ended ------------------------------------------------------------------------------------------------


def undefined(w: Walk) -> bool:
    return not (math.isfinite(w.f[0]) and np.isfinite(w.g[0]).all())


def left_domain(w: Walk) -> bool:
    """Diverged, and there is no ground a little further on."""
    if not (w.diverged and w.objective.box):
        return False
    middle = np.array([(low + high) / 2 for low, high in w.objective.box])
    if length(w.x[w.n] - middle) > 4 * w.width:
        return False
    ways = [direction(-w.g[w.n])]
    if w.n:
        last = direction(w.step(w.n - 1))
        ways += [last, direction(ways[0] + last)]
    distances = [w.width * 2.0**power for power in range(-10, 3)]
    return any(math.isnan(v) for u in ways for v in values(w.objective, [w.x[w.n] + t * u for t in distances]))


def sank(w: Walk) -> bool:
    """Diverged downwards."""
    fell, rose = w.f[0] - w.f[w.n], max(w.f) - w.f[0]
    return w.diverged and w.f[w.n] == min(w.f) and fell > rose


def growing(w: Walk) -> bool:
    return not w.diverged and (tops_grow(w) or (w.placed and steps_grow(w)))


def tops_grow(w: Walk) -> bool:
    if w.n < 4:
        return False
    b, floor = max(1, w.n // 8), min(w.f)
    tops = [max(w.f[w.n - (i + 1) * b + 1 : w.n - i * b + 1]) - floor for i in (3, 2, 1, 0)]
    return all(late > 1.01 * early for early, late in itertools.pairwise(tops)) and tops[-1] == max(w.f) - floor


def steps_grow(w: Walk) -> bool:
    if w.n < 3:
        return False
    last = range(w.n - max(w.q, 3), w.n)
    uphill = all(w.f[k + 1] > w.f[k] for k in last)
    return uphill and all(length(w.step(k + 1)) > length(w.step(k)) for k in last[:-1])


def dead_layer(w: Walk) -> bool:
    """Of a network: nothing gets through some hidden layer."""
    if not isinstance(w.objective, Network):
        return False
    return any(all(u == "dead" for u in layer) for layer in units(w.objective, w.x[w.n]))


def values_level(w: Walk) -> bool:
    """Of a walk whose places say nothing."""
    last = [w.f[k] for k in w.tail]
    still = w.n >= 1 and max(last) - min(last) <= 1e-9 * (1 + abs(w.f[w.n]))
    return not w.placed and (w.outcome is Outcome.CONVERGED or still)


def at_corner(w: Walk) -> bool:
    if not w.few or w.sampled:
        return False
    return any(
        is_corner(w.objective, c, u, 1e-6 * w.width) and stays_about(w, c) for c, u in corner_candidates(w)
    )


def corner_candidates(w: Walk) -> Iterator[tuple[Array, Array]]:
    first_axis = np.eye(w.objective.dim)[0]
    crossed = [k for k in w.tail[:-1] if dot(w.g[k], w.step(k)) < 0 < dot(w.g[k + 1], w.step(k))]
    if crossed:
        k = crossed[-1]
        yield turn_between(w.objective, w.x[k], w.x[k + 1]), direction(w.step(k))
    elif w.stopped or rests(w):
        yield w.x[w.n], first_axis
    index = known_minimum(w.objective, w.x[w.n])
    if index is not None:
        yield minima(w.objective)[index], first_axis


def turn_between(objective: Objective, a: Array, b: Array) -> Array:
    """Where the slope along the step turns from falling to rising, by bisection."""
    low, high, d = 0.0, 1.0, b - a
    for _ in range(60):
        middle = (low + high) / 2
        if dot(slope(objective, a + middle * d), d) < 0:
            low = middle
        else:
            high = middle
    return a + (low + high) / 2 * d


def is_corner(objective: Objective, c: Array, u: Array, epsilon: float) -> bool:
    """Whether f turns at c like |x| rather than like x²: seen from eight times nearer it is an eighth, not a 64th."""
    here = value(objective, c)

    def jut(e: float) -> float:
        return value(objective, c + e * u) + value(objective, c - e * u) - 2 * here

    return jut(epsilon / 8) >= jut(epsilon) / 16 and jut(epsilon / 8) > 64 * EPSILON * (1 + abs(here))


def stays_about(w: Walk, c: Array) -> bool:
    farthest = max(length(w.x[k] - c) for k in w.tail)
    longest = max((length(w.step(k)) for k in w.tail[:-1]), default=0.0)
    return (farthest <= w.reach / 2 and farthest <= 8 * longest) or farthest <= 1e-6


def on_flat(w: Walk) -> bool:
    return w.few and w.circle.drop <= w.circle.rounding and w.circle.rise <= w.circle.rounding


def minimum_here(w: Walk) -> tuple[int | None, Array | None]:
    """The minimum the end is looked at from: a known one (its index and place) or one that was searched."""
    index = known_minimum(w.objective, w.p)
    if index is not None:
        return index, minima(w.objective)[index]
    if not w.few or w.slope_here > w.steepest / 10:
        return None, None
    found = searched_minimum(w)
    if found is None and at_rest(w) and in_hollow(w.circle):
        found = w.p
    return None, found


def at_minimum(w: Walk, m: Array) -> bool:
    floor = value(w.objective, m)
    ground = max(0.05 * w.reach, 1e-6 * (1 + length(m)))
    high = max((0.02 if w.sampled else 0.005) * w.height, 1e-9 * (1 + abs(w.f[0])))

    def near(x: Array, f: float) -> bool:
        return length(x - m) <= ground and f - floor <= high

    if not near(w.p, w.value_here):
        return False
    if w.sampled:
        return levelled(w)
    if w.stopped:
        return True
    away = [length(w.x[k] - m) for k in w.tail]
    approached = all(late <= early + 1e-9 * w.reach for early, late in itertools.pairwise(away))
    return approached or all(near(w.x[k], w.f[k]) for k in w.tail)


def lower_known(w: Walk, m: Array) -> bool:
    floor = value(w.objective, m)
    other = min((value(w.objective, k) for k in minima(w.objective)), default=math.inf)
    met = min(w.f) < floor - (0.02 if w.sampled else 0.005) * w.height
    return other < floor - 1e-9 * (1 + abs(floor)) or met


def level(w: Walk) -> bool:
    if not (w.few and at_rest(w)):
        return False
    c = w.circle
    return c.drop > 2 * c.radius * w.slope_here and c.drop > c.rounding


def over_cliff(w: Walk) -> bool:
    """One step went down on both of its sides and yet up: the ground between them jumps."""
    if w.sampled or not w.placed:
        return False
    blind = [k for k in w.steps if dot(w.g[k], w.step(k)) < 0 and dot(w.g[k + 1], w.step(k)) < 0]
    k = max(blind, key=lambda k: w.f[k + 1] - w.f[k], default=None)
    rise = w.f[k + 1] - w.f[k] if k is not None else 0.0
    if k is None or rise <= ROUNDING * (1 + abs(w.f[k + 1])):
        return False
    a, b, left = w.x[k], w.x[k + 1], rise
    for _ in range(14):
        places = [a + (b - a) * i / 8 for i in range(9)]
        seen = values(w.objective, places)
        rises = [late - early for early, late in itertools.pairwise(seen)]
        rises = [math.inf if math.isnan(r) else r for r in rises]
        best = rises.index(max(rises))
        a, b, left = places[best], places[best + 1], rises[best]
    return left >= rise / 2


def falls_for_ever(w: Walk) -> bool:
    """Down it goes as far as one looks."""
    if not w.placed or not (w.sampled or w.f[w.n] == min(w.f)):
        return False
    here = slope(w.objective, w.x[w.n])
    if not length(here) > 0:
        return False
    u = direction(-here)
    near = [w.x[w.n] + w.width * i / 16 * u for i in range(1, 129)]
    far = [w.x[w.n] + w.width * 2.0**power * u for power in range(4, 21)]
    if not all(dot(slope(w.objective, place), u) < 0 for place in near):
        return False
    return all(late <= early for early, late in itertools.pairwise([w.f[w.n], *values(w.objective, near + far)]))


def on_plateau(w: Walk) -> bool:
    if not (w.few and w.objective.box):
        return False
    c, here = w.circle, slope(w.objective, w.p)
    stays = all(length(w.x[k] - w.x[w.n]) <= 0.05 * w.width for k in w.tail)
    hardly = max(c.drop, 0.0) + max(c.rise, 0.0) <= 2 * c.radius * relief(w.objective) / w.width / 3
    if not (stays and hardly and c.bend <= c.tilt):
        return False
    u = direction(-here)
    ahead = w.p + 0.1 * w.width * u
    return value(w.objective, ahead) < w.value_here and dot(slope(w.objective, ahead), u) < 0


def elsewhere(w: Walk) -> bool:
    many = not w.few and len(w.objective.minima) > 0
    return many and not w.sampled and w.outcome is Outcome.CONVERGED


class End(NamedTuple):
    """Where a walk ended; the index of the known minimum there, if it is at one."""

    name: str
    minimum: int | None = None


def ended(w: Walk) -> End:
    """The first that holds."""
    for name, holds in FIRST:
        if holds(w):
            return End(name)
    index, m = minimum_here(w)
    if m is not None and at_minimum(w, m):
        return End("HIGHER" if lower_known(w, m) else "DEEPEST", index)
    return End(next((name for name, holds in THEN if holds(w)), "UNFINISHED"))


FIRST: tuple[tuple[str, Callable[[Walk], bool]], ...] = (
    ("UNDEFINED", undefined),
    ("OUTSIDE", left_domain),
    ("BOTTOMLESS", sank),
    ("INFINITY", lambda w: w.diverged),
    ("INFINITY", growing),
    ("FLAT", dead_layer),
    ("LEVEL", values_level),
    ("CORNER", at_corner),
    ("FLAT", on_flat),
)
THEN: tuple[tuple[str, Callable[[Walk], bool]], ...] = (
    ("LEVEL", level),
    ("OUTSIDE", over_cliff),
    ("BOTTOMLESS", falls_for_ever),
    ("FLAT", on_plateau),
    ("LEVEL", elsewhere),
)


# ---- how it came there ---------------------------------------------------------------------------------------------


def overshoots(w: Walk) -> tuple[int, int]:
    """How many of the counted steps overshoot, and how many count."""
    if w.sampled:
        return 0, 0
    if not w.placed:
        return sum(raised(w, k) for k in w.steps), w.n
    counted = range(min(calm_from(w), w.n))
    return sum(dot(w.g[k + 1], w.step(k)) > 0 for k in counted), len(counted)


def raised(w: Walk, k: int) -> bool:
    """Whether step k went up by more than rounding."""
    return w.f[k + 1] - w.f[k] > ROUNDING * (1 + abs(w.f[k + 1]))


def calm_from(w: Walk) -> int:
    """The row from which on the slope stays at or below 1 % of the steepest met so far."""
    met, calm = 0.0, []
    for g in w.g:
        met = max(met, length(g))
        calm.append(length(g) <= 0.01 * met)
    return next((k + 1 for k in range(w.n, -1, -1) if not calm[k]), 0)


def share(w: Walk) -> float:
    over, counted = overshoots(w)
    return over / counted if counted else 0.0


def straight(w: Walk) -> bool:
    return not w.sampled and w.n >= 1 and not any(raised(w, k) for k in w.steps) and share(w) <= 0.05


def overshooting(w: Walk) -> bool:
    return share(w) > 0.25 and overshoots(w)[0] >= 3


def period(w: Walk) -> int:
    """The length of the cycle it ends in, 0 if it does not."""
    if not w.placed or w.sampled:
        return 0
    for p in range(2, 9):
        if w.n < 2 * p - 1:
            break
        size = max(length(w.x[w.n] - w.x[w.n - i]) for i in range(1, p + 1))
        again = all(length(w.x[w.n - i] - w.x[w.n - i - p]) <= 1e-3 * size for i in range(p))
        long_ago = p * max(1, w.q // (2 * p))
        again = again and length(w.x[w.n] - w.x[w.n - long_ago]) <= 1e-3 * size
        if again and size > 1e-6 * w.reach:
            return p
    return 0


def wandering(w: Walk) -> bool:
    if w.sampled or w.n < 16:
        return False
    second = range(w.n - w.n // 2, w.n)  # step k ends at row k + 1
    ups = [w.f[k + 1] > w.f[k] for k in second]
    tops = sum(up and not then for up, then in itertools.pairwise(ups))
    if sum(ups) < 0.25 * (w.n // 2) or tops < 4:
        return False
    b, floor = w.n // 8, min(w.f)
    blocks = [max(w.f[w.n - (i + 1) * b + 1 : w.n - i * b + 1]) - floor for i in range(7, -1, -1)]
    swells = any(late >= 1.5 * early for early, late in itertools.pairwise(blocks))
    return swells and max(w.f[k] for k in w.tail) - floor >= 0.05 * w.height


def thrown(w: Walk) -> bool:
    rises = [w.f[k + 1] - w.f[k] for k in w.steps]
    return not w.sampled and any(r >= 0.5 * w.height and r >= ROUNDING * (1 + abs(w.f[0])) for r in rises)


def climbing(w: Walk) -> bool:
    lowest = w.f[0]
    for f in w.f:
        if f - lowest >= 0.05 * w.height and f - lowest >= ROUNDING * (1 + abs(w.f[0])):
            return True
        lowest = min(lowest, f)
    return False


def faded(w: Walk) -> bool:
    """The steps themselves have become small, not the slope."""
    if not w.placed or w.sampled or w.n < 1 or not rests(w) or length(w.g[w.n]) <= 0.01 * w.steepest:
        return False
    now, first = length(w.step(w.n - 1)), length(w.step(0))
    return now * length(w.g[0]) <= 0.01 * first * length(w.g[w.n - 1])


def lingering(w: Walk) -> bool:
    bound = w.f[w.n] + 0.1 * w.height
    a = next((k + 1 for k in range(w.n, -1, -1) if not w.f[k] < bound), 0)
    stretch = math.ceil(a / 3)
    return a >= 12 and any(
        all(w.f[j + 1] <= w.f[j] for j in range(k, k + stretch))
        and w.f[k] - w.f[k + stretch] <= 0.05 * (w.f[k] - w.f[w.n])
        for k in range(a - stretch)
    )


def crawling(w: Walk) -> bool:
    if w.n < 10 or w.f[w.n] > w.f[w.n - w.q]:
        return False
    end, before = w.f[w.n], w.f[w.n - w.q]
    goals = [m for m in minima(w.objective) if value(w.objective, m) <= end]
    if not goals:
        return before - end <= 0.01 * w.height
    goal = value(w.objective, min(goals, key=lambda m: length(w.x[w.n] - m)))
    if end == goal:
        return False
    return (end - goal) * ((end - goal) / (before - goal)) ** (w.n / w.q) > 0.01 * (w.f[0] - goal)


def still_falling(w: Walk) -> bool:
    return w.n >= 1 and min(w.f[k] for k in w.tail) < min(w.f[: w.n - w.q], default=math.inf)


def manners(w: Walk, end: str) -> dict[str, bool]:
    """Every manner and whether it holds of a walk that ended so."""
    here, out = end not in GONE, end == "UNFINISHED"
    spent = out and w.outcome is Outcome.RUNNING
    m = {"straight": straight(w)}
    m["overshooting"] = here and overshooting(w)
    m["hopping"] = here and period(w) > 0
    m["wandering"] = out and not m["hopping"] and wandering(w)
    m["hovering"] = here and w.sampled and levelled(w)
    m["thrown"] = here and thrown(w)
    m["climbing"] = here and climbing(w)
    m["faded"] = out and faded(w)
    restless = (out and m["hopping"]) or m["wandering"] or m["hovering"] or m["faded"]
    m["lingering"] = here and not restless and lingering(w)
    m["crawling"] = spent and not restless and not m["hopping"] and not m["overshooting"] and crawling(w)
    m["budget"] = spent and not restless and not m["hopping"] and not m["crawling"] and still_falling(w)
    m["patience"] = w.outcome in (Outcome.STALLED, Outcome.OSCILLATING)
    return m


def verdict(run: Trajectory, objective: Objective, member: tuple[int, ...] = ()) -> dict[str, Any]:
    """Everything the oracle says of one member, by name."""
    w = Walk(run, objective, member)
    with np.errstate(all="ignore"):
        end = ended(w)
        told: dict[str, Any] = {"ended": end.name, **manners(w, end.name)}
        told["period"] = period(w) if told["hopping"] else 0
    return told
