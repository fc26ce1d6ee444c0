"""The verdict on one run: what happened, since when, and the numbers that explain it.  Data only; words are the page's.

On a parabola of curvature L gradient descent multiplies the distance to the minimum by 1 − ηL at each step: beyond
ηL = 1 it overshoots, beyond 2 each step overshoots farther than the last.  In D dimensions L is the largest eigenvalue
of the Hessian.  The heavy ball bears ηL up to 2(1 + μ), Nesterov's momentum up to 2(1 + μ)/(1 + 2μ): there a root of
the rule's recurrence on a parabola reaches −1.  For the adaptive rules there is no such number.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gdengine.analysis.curvature import hessian_vector, spectrum
from gdengine.analysis.measures import ARRIVED, UPHILL, arrived, growing, overshooting, reached
from gdengine.core import Objective, Optimizer, Outcome, Trajectory
from gdengine.rules.optimizers import bound as theory
from gdengine.rules.optimizers import members

TOO_FAST = ("diverged", "diverging", "bouncing", "oscillating")
KINDS = (
    "undefined",  # at the start the objective has no value or no gradient
    *TOO_FAST,  # its numbers are gone; still there but growing; the same two points for ever; overshoots but shrinks
    "hovering",  # a sampled gradient keeps it moving about, no lower than before
    "maximum",  # arrived where it is level but every way leads down
    "saddle",  # arrived where it is level but some ways lead down
    "stuck",  # arrived, but there is a lower minimum
    "converged",  # arrived
    "plateau",  # hardly moving, on ground that does not bend up: how far it reaches nobody can tell
    "stalled",  # its patience ran out
    "crawling",  # on the way down, but at this pace not there in as many steps again
    "running",  # on the way down
)


class Diagnosis(NamedTuple):
    """One run in numbers; None where a number does not exist or nobody gave what it takes."""

    kind: str  # one of KINDS
    step: int  # the step it was decided at: the last finite one of a diverged run, else the last one walked
    first: float  # f at the start
    last: float  # f at the end, or the last finite step recorded
    growth: float | None  # the factor by which ‖∇f‖ changed per step at the end (mean of up to ten steps)
    at: int  # the row of the record the next four numbers belong to: the end, or where a run began to climb
    curvature: float | None  # the largest eigenvalue of the Hessian there
    rate: float | None  # η in force
    product: float | None  # rate · curvature
    bound: float | None  # what the product may be at most for this rule, by the theory on a parabola
    suggested_rate: float | None  # one that would work, where the rate is what is wrong
    minimum: int | None  # the index of the known minimum it ended at
    lower: int | None  # the index of the lowest known minimum, if that is lower than where it ended


@np.errstate(all="ignore")  # far out, values and differences overflow
def diagnose(run: Trajectory, objective: Objective, optimizer: Optimizer | None = None, member=()) -> Diagnosis:
    """What became of one ``member`` (an index into the batch axes *B) of a run of this optimizer on this objective.

    Without the optimizer rate, product, bound and suggestion are None.  The suggested rate is half the largest one the
    theory allows for the larger of the curvatures at the start and at row ``at``, rounded to two digits; a rule without
    a theory gets a tenth of its rate or, crawling, ten times its rate.  Raises ValueError if ``member`` does not name
    one run.
    """
    place, walk = _place(run, member), _one(run, member)
    rule = None if optimizer is None else members(optimizer, place, run.last.shape)
    if objective.noisy is not None:
        walk = walk._replace(grad=objective.grad(walk.x))  # the exact slopes
    minimum, lower = _minimum(walk, objective)
    kind = _kind(walk, objective, lower)
    at, curvature = _blame(walk, objective, rule, climbs=kind in ("diverged", "diverging"))
    rate, bound = _rate(rule, walk.step[at].item()), theory(rule)
    product = None if rate is None else rate * curvature
    if kind == "running" and objective.noisy is None and _crawls(walk, objective, product, bound):
        kind = "crawling"
    steepest = max(curvature, spectrum(objective, walk.x[0])[-1]) if kind in (*TOO_FAST, "crawling") else 0.0
    first, last = walk.value[[0, -1]].tolist()
    better = _suggestion(kind, rate, bound, steepest)
    there = (at, _number(curvature), rate, _number(product), bound)
    return Diagnosis(kind, walk.last.item(), first, last, _number(_pace(walk)), *there, better, minimum, lower)


def _place(run, member) -> int:
    """The place of a member in the flattened batch."""
    try:
        return np.arange(run.last.size).reshape(run.last.shape)[member].item()
    except (IndexError, ValueError):
        raise ValueError(f"{member} does not name one run of a batch with the axes {run.last.shape}") from None


def _one(run, member) -> Trajectory:
    """One member's run, (K, D), up to the step it ended at."""
    member = member if isinstance(member, tuple) else (member,)
    outcome, last = run.outcome[member], run.last[member]
    walked = run.step <= max(last, run.step[0])
    x, value, grad = (part[:, *member][walked] for part in run[1:4])
    return Trajectory(run.step[walked], x, value, grad, outcome, last)


def _kind(walk, objective, lower) -> str:
    """The first of KINDS that holds, but for "crawling"."""
    if walk.outcome == Outcome.DIVERGED:
        return "diverged" if np.isfinite([walk.value[0], *walk.grad[0]]).all() else "undefined"
    if growing(walk):
        return "diverging"
    if objective.noisy is not None:
        return "hovering" if _levels(walk.value) else "running"
    if _bounces(walk.x):
        return "bouncing"
    slope = np.linalg.norm(walk.grad, axis=-1)
    tiny = walk.outcome == Outcome.CONVERGED or slope[-1] <= 1e-6 * slope.max()
    if not tiny and (walk.outcome == Outcome.OSCILLATING or overshooting(walk) > UPHILL):
        return "oscillating"
    if tiny or arrived(walk):
        return _resting(spectrum(objective, walk.x[-1]), lower)
    if _lingers(walk, objective):
        return "plateau"
    return "stalled" if walk.outcome == Outcome.STALLED else "running"


def _bounces(x) -> bool:
    """A cycle of two: the last step but one was undone by the last, to a thousandth."""
    step, both = np.linalg.norm(x[-1] - x[-2:-1]), np.linalg.norm(x[-1] - x[-3:-2])
    return bool(len(x) > 2 and step > 0 and both <= 1e-3 * step)


def _levels(value) -> bool:
    """From the third to the last quarter the mean value fell by less than 1 % of the height the walk crossed."""
    quarter = max(len(value) // 4, 1)
    before, end = value[-2 * quarter : -quarter], value[-quarter:]
    return bool(len(before) and before.mean() - end.mean() < 0.01 * np.ptp(value))


def _resting(eigenvalues, lower) -> str:
    flat = 1e-6 * np.abs(eigenvalues).max()
    if eigenvalues[0] < -flat:
        return "saddle" if eigenvalues[-1] > flat else "maximum"
    return "converged" if lower is None else "stuck"


def _lingers(walk, objective) -> bool:
    """The last quarter of the steps crossed less than 5 % of the box, and ahead the ground does not bend up."""
    if not objective.box:
        return False
    crossed = np.linalg.norm(walk.x[-1] - walk.x[-1 - len(walk.x) // 4])
    ahead = hessian_vector(objective, walk.x[-1])(walk.grad[-1]) @ walk.grad[-1]
    return bool(crossed < 0.05 * np.linalg.norm(np.diff(objective.box)) and ahead <= 0)


def _crawls(walk, objective, product, bound) -> bool:
    """The slope does not grow, but as many steps again at the pace of the last ones would leave it above 1 %.

    Where no minimum is known nobody can tell how far it is: there it takes a rate below a tenth of what is allowed.
    """
    slope, pace = np.linalg.norm(walk.grad, axis=-1), _pace(walk)
    if pace is None or pace > 1 or not (objective.minima or (bound and product and product < 0.1 * bound)):
        return False
    left = slope[-1] / slope.max()
    return bool(left <= ARRIVED or left * pace ** (walk.step[-1] - walk.step[0]) > ARRIVED)


def _pace(walk) -> float | None:
    """The factor by which ‖∇f‖ changed per step at the end: the mean of up to ten recorded steps."""
    few = min(10, len(walk.x) - 1)
    before, end = np.linalg.norm(walk.grad[[-1 - few, -1]], axis=-1)
    return float((end / before) ** (1 / (walk.step[-1] - walk.step[-1 - few]))) if few and before else None


def _minimum(walk, objective) -> tuple[int | None, int | None]:
    """The known minimum at which a walk ended, and the lowest one if that is clearly lower."""
    if not objective.minima or walk.outcome == Outcome.DIVERGED:
        return None, None
    depth = objective(np.array(objective.minima, float))
    index, lowest = int(reached(objective, walk.x[-1])), int(depth.argmin())
    if index >= 0:
        gain, clear = depth[index] - depth[lowest], 1e-9 * (1 + abs(depth[lowest]))
    else:
        gain, clear = walk.value[-1] - depth[lowest], 1e-3 * (walk.value.max() - depth[lowest])
    return index if index >= 0 else None, lowest if gain > clear else None


def _blame(walk, objective, rule, climbs) -> tuple[int, float]:
    """The row whose curvature explains the run, and that curvature: the end, or where a run that climbs went wrong.

    That is looked for from its lowest point on, for five rows: the first where the product passes the rule's bound, or
    else the one with the largest curvature.
    """
    low, bound = int(np.nanargmin(walk.value)) if climbs else len(walk.x) - 1, theory(rule)
    sharpest = (low, -math.inf)
    for row in range(low, min(low + 5, len(walk.x))):
        curvature = spectrum(objective, walk.x[row])[-1].item()
        if curvature > 1.01 * sharpest[1]:
            sharpest = (row, curvature)
        if bound is not None and _rate(rule, walk.step[row].item()) * curvature > bound:
            break
    return sharpest


def _rate(rule, step) -> float | None:
    lr = None if rule is None else rule.settings.get("lr")
    return None if lr is None else float(lr(step) if callable(lr) else lr)


def _suggestion(kind, rate, bound, curvature) -> float | None:
    """A rate that would work where this one is too large or too small, rounded to two digits."""
    if not rate or kind not in (*TOO_FAST, "crawling"):
        return None
    slower = kind in TOO_FAST
    if bound is None:
        better = rate / 10 if slower else rate * 10
    else:
        better = bound / 2 / curvature if curvature > 0 else math.nan
    useful = better < rate if slower else better > 1.1 * rate
    return float(f"{better:.1e}") if useful and math.isfinite(better) else None


def _number(value) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
