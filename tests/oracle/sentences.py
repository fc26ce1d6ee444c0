"""What the sentences of a verdict say, read as a reader reads them, and whether it is so.

``SAID`` holds a pattern for every sentence with a number in it, and the check that the number is the right one; a
``Case`` is everything a check may look at.  A sentence with a number and without a pattern is an error of this table.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Outcome, Trajectory
from gdengine.loop.descend import descend
from gdengine.network.mlp import Network
from tests.oracle import Truth
from tests.oracle.endings import near_height
from tests.oracle.ground import length, minima, slope
from tests.oracle.units import layers_of, units
from tests.oracle.walk import Walk

NUMBER = r"([-−]?(?:\d[\d\u202f]*\.?\d*(?:e[-+−]?\d+)?|inf|nan))"


class Case(NamedTuple):
    """A record's run, the rule that made it, and what the oracle says of it."""

    record: Any
    objective: Objective
    run: Trajectory
    truth: Truth

    @property
    def walk(self) -> Walk:
        return self.truth.walk

    def row(self, step: float) -> int:
        """The row that shows a step."""
        return list(self.run.step).index(step)


def untrue(case: Case, sentence: str) -> bool:
    """Whether a sentence tells a number that is not so, or one that nobody checks."""
    for pattern, holds in SAID:
        if found := re.fullmatch(pattern.replace("#", NUMBER), sentence):
            texts = [text.replace("\u202f", "").replace("−", "-") for text in found.groups() if text is not None]
            return not holds(case, *map(float, texts))
    return bool(re.search(r"\d", sentence.replace("where the slope is 0", "")))


def same(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def percent(said: float, share: float) -> bool:
    """A share as it is told in whole percents."""
    return abs(said - 100 * share) <= 0.5 + 1e-9


def went(c: Case, first: float, last: float, steps: float) -> bool:
    w = c.walk
    return same(first, w.f[0]) and same(last, w.f[w.n]) and steps == c.run.step[w.n]


def as_before(c: Case, height: float, steps: float) -> bool:
    return went(c, height, height, steps) or (same(height, c.walk.f[0]) and steps == c.run.step[c.walk.n])


def lost(c: Case, step: float) -> bool:
    """Only the start was recorded with numbers, and that step was the first without."""
    return c.walk.diverged and c.walk.n == 0 and step == c.run.last + 1


def never_moved(c: Case, height: float) -> bool:
    return c.walk.reach == 0 and same(height, c.walk.f[0])


def there_from(c: Case, step: float) -> bool:
    """From that row on, and not from the one before, f stays near the minimum, or near the end where that is higher."""
    w = c.walk

    def high(there: float) -> float:
        fall = w.f[0] - there
        return near_height(w, min(fall, w.height) if fall > 0 else w.height)

    there, index = w.value_here, c.truth.end.minimum
    if index is not None and not w.sampled:
        depth = float(c.objective(np.array(c.objective.minima[index], float)))
        there = depth if there - depth <= high(depth) else there
    away = [k for k in range(w.n + 1) if not w.f[k] - there <= high(there)]
    return c.row(step) == (away[-1] + 1 if away else 0)


def threw(c: Case, step: float) -> bool:
    k = c.row(step)
    return k >= 1 and c.walk.f[k] - c.walk.f[k - 1] >= 0.5 * c.walk.height


def climbed(c: Case, height: float) -> bool:
    lowest = list(itertools.accumulate(c.walk.f, min))
    return same(height, max(f - low for f, low in zip(c.walk.f, lowest)))


def round_of(c: Case, places: float, apart: float) -> bool:
    w = c.walk
    cycle = w.x[w.n + 1 - int(places) :]
    widest = max(length(a - b) for a, b in itertools.combinations(cycle, 2))
    return places == c.truth.period and same(apart, widest)


def lingered(c: Case, start: float, end: float) -> bool:
    f, first, last = c.walk.f, c.row(start), c.row(end)
    fell = all(f[k + 1] <= f[k] for k in range(first, last))
    return fell and first < last and f[first] - f[last] <= 0.1 * c.walk.height


def hardly(c: Case) -> bool:
    w = c.walk
    return w.f[w.n - w.q] - w.f[w.n] <= 0.01 * w.height


def stopped(c: Case, step: float) -> bool:
    return step == c.run.last and c.walk.stopped


def idle(kind: str) -> Callable[[Case, float, float, float], bool]:
    def holds(c: Case, layer: float, some: float, all_of_them: float) -> bool:
        assert isinstance(c.objective, Network)
        here = units(c.objective, c.walk.x[c.walk.n])[int(layer) - 1]
        return here.count(kind) == some and len(here) == all_of_them

    return holds


def copies(c: Case, layer: float, some: float, all_of_them: float) -> bool:
    """So many units of the layer have the weights of another, those coming in and those going out."""
    assert isinstance(c.objective, Network)
    hidden, last = layers_of(c.objective, c.walk.x[c.walk.n]), c.objective.sizes[-2:]
    end = c.walk.x[c.walk.n][-(last[0] + 1) * last[1] :].reshape(-1, last[1])
    after = [*hidden, end.tolist()][int(layer)][:-1]  # a row for each unit
    own = np.hstack([np.array(hidden[int(layer) - 1]).T, np.array(after)])
    near = [[np.abs(a - b).max() <= 1e-9 * max(np.abs(a).max(), np.abs(b).max()) for b in own] for a in own]
    twins = sum(sum(row) > 1 for row in near)
    return twins == some and len(own) == all_of_them


# ---- rate times curvature ------------------------------------------------------------------------------------------


def curvature(objective: Objective, x: Array, width: float) -> float:
    """The largest second derivative, from differences of slopes."""
    h = 1e-5 * width
    columns = np.array([(slope(objective, x + h * e) - slope(objective, x - h * e)) / (2 * h) for e in np.eye(len(x))])
    return float(np.linalg.eigvalsh((columns + columns.T) / 2).max())


def bound(c: Case) -> float:
    mass = getattr(c.record, "mass", 0.0)
    return {"gd": 2.0, "momentum": 2 * (1 + mass), "nesterov": 2 * (1 + mass) / (1 + 2 * mass)}[c.record.optimizer]


def multiplied(c: Case, places: list[Array], rate: float, curved: float, product: float) -> bool:
    """Whether the rate was in force at some step, the curvature is that of one of the places, the product theirs."""
    taken = range(1, int(c.run.last) + 1)  # the rate shrinks before every step, the first included
    in_force = any(same(rate, c.record.lr * c.record.decay**k) for k in taken)
    width = c.walk.width if c.objective.box else 1.0
    bends = [curvature(c.objective, x, width) for x in places]
    measured = any(abs(curved - b) <= 1e-3 * abs(b) + 1e-3 for b in bends)
    return in_force and measured and abs(product - rate * curved) <= 1e-9 * product


def too_much(c: Case, places: list[Array], sums: tuple[float, ...]) -> bool:
    rate, curved, product, limit = sums
    return multiplied(c, places, rate, curved, product) and same(limit, bound(c)) and product > limit


def farther(c: Case, *sums: float) -> bool:
    """Too much where it began to climb."""
    return too_much(c, c.walk.x, sums)


def would_hold(c: Case, *sums: float) -> bool:
    """The same, and at a rate that is a little below the one named the very walk does not diverge."""
    *sums, below = sums
    calm = dataclasses.replace(c.record, lr=0.98 * below, decay=1.0)
    return farther(c, *sums) and next(iter(calm.run().values())).outcome != Outcome.DIVERGED


def bottom_would_hold(c: Case, *sums: float) -> bool:
    """Too much at the bottom; at a rate that is a little below the one named, who begins beside it comes nearer."""
    *sums, below = sums
    bottoms, near = minima(c.objective), 1e-4 * c.walk.width
    bottom = min(bottoms, key=lambda m: abs(curvature(c.objective, m, c.walk.width) - sums[1]))
    rule = dataclasses.replace(c.record, lr=0.9 * below, decay=1.0).rule()
    run = descend(c.objective, rule, bottom + near, 500)
    return too_much(c, bottoms, sums) and length(run.x[-1] - bottom) < length(run.x[0] - bottom)


def over_the_bottom(c: Case, rate: float, curved: float, product: float, limit: float) -> bool:
    return multiplied(c, minima(c.objective), rate, curved, product) and 1 < product < limit == bound(c) == 2


def small_part(c: Case, rate: float, curved: float, product: float, part: float) -> bool:
    right = multiplied(c, minima(c.objective), rate, curved, product)
    return right and product < bound(c) / 10 and abs(part - 100 * product) <= 0.06 * part + 1e-9


SUM = "learning rate η · curvature = #·# = #: "
SAID: tuple[tuple[str, Callable[..., bool]], ...] = (
    ("f went from # to # in # steps?.", went),
    ("f is # at the start and after # steps?.", as_before),
    ("It never moved from its start, where f is #.", never_moved),
    ("It was nearly there after # steps?.", there_from),
    ("# % of its steps on the way went too far: .*", lambda c, said: percent(said, c.truth.share)),
    ("All of its steps on the way went too far: .*", lambda c: c.truth.share == 1),
    ("# % of its steps went too far: .*", lambda c, said: c.truth.period > 0 and percent(said, c.truth.share)),
    ("All of its steps went too far: .*", lambda c: c.truth.period > 0 and c.truth.share == 1),
    ("# % of its steps raised f.", lambda c, said: percent(said, c.truth.share)),
    ("Step # threw f up by half of its whole range or more.", threw),
    ("It stopped at step # because f no longer improved enough.", stopped),
    ("On its way it climbed by #.", climbed),
    ("It ends in a round of # places, at most # apart.", round_of),
    ("From step # to step # it hardly came down.", lingered),
    ("In its last quarter f fell by less than 1 % of all it fell.", hardly),
    ("The very first step ended where it cannot be followed.", lambda c: lost(c, 1)),
    ("In step # it came to where it cannot be followed.", lost),
    ("In hidden layer #, # of # units (?:are|is) dead: .*", idle("dead")),
    ("In hidden layer #, # of # units (?:are|is) saturated: .*", idle("saturated")),
    ("In hidden layer #, # of # units are copies of each other: .*", copies),
    ("Where it began to climb " + SUM + "more than #, so every step .* Below η = # it would not diverge.", would_hold),
    ("Where it began to climb " + SUM + "more than #, so on a parabola that bends like that .*", farther),
    ("At the bottom " + SUM + "more than #, so it cannot .*: the bottom would hold it below η = #.", bottom_would_hold),
    ("At the bottom " + SUM + "above 1 .*, below # .*", over_the_bottom),
    ("At the bottom " + SUM + "each step takes only about # % of the way.", small_part),
)
