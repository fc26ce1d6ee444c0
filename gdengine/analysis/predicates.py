"""The vocabulary of the verdict: every kind a named predicate over the recorded run and the objective, and ``judge``.

One judge serves the verdict, the rates' bands, the maps of starts and the race: same thresholds, same answers.

What is looked at
-----------------
Of one member the rows 0 … n count: n is the last row of finite numbers where the outcome is DIVERGED, else the first
row whose step is at least ``last``.  xₖ, fₖ, gₖ are place, value and gradient as recorded; f and ∇f without an index
are the objective's exact ones (``value_and_grad``).  *Sampled* is an objective with ``noisy``.  *Placed* is one of at
most 3 parameters or with known minima; of any other (a network) only the values are looked at, never the places.
*Stopped* means an outcome CONVERGED, STALLED or OSCILLATING.

    tail        rows n − q … n, with q = max(1, ⌊n/4⌋), but q = 0 where n = 0
    p           the end xₙ; of a sampled walk the mean of x over the tail
    R           the largest ‖xₖ − x₀‖
    H           the highest fₖ minus the lowest
    S           the largest ‖gₖ‖
    W           the diagonal of the box; without a box max(1, 2R)
    relief      highest minus lowest finite f on an even grid over the box, edges included (33, 17² or 9³ places)
    circle      places p + ρu, ρ = 0.01 W, along 2, 16 or 26 directions u (evenly round in a plane; in space all with
                coordinates −1, 0, 1), each beside its opposite.  drop = f(p) − lowest on it, rise = highest − f(p),
                bend = the largest (f(p+ρu) + f(p−ρu))/2 − f(p), tilt = the largest |f(p+ρu) − f(p−ρu)|/2.
                Directions where f is nan do not count.  Differences of up to 10⁻¹²(1 + |f(p)|) are rounding.

First: where it ended.  The first of these that holds (``Ended``; code in ``endings`` and ``leaving``)
--------------------------------------------------------------------------------------------------
UNDEFINED   f₀ or g₀ is not finite.
OUTSIDE     (diverged) xₙ is within 4 W of the box's middle, and f is nan at xₙ + t·u for some t = W·2⁻¹⁰ … 4 W (powers
            of two), u being one of −gₙ, the last step xₙ − xₙ₋₁, and the sum of those two, made unit vectors.
BOTTOMLESS  (diverged) fₙ is the lowest value, and f₀ − fₙ exceeds (highest − f₀).
INFINITY    diverged otherwise.
INFINITY    not diverged, but *growing*: (a) n ≥ 4, and with b = max(1, ⌊n/8⌋) the tops of the last four blocks of b
            rows, each counted above the lowest value of the walk, grow by more than 1 % from block to block, the last
            being the highest of the walk; or (b) placed, n ≥ 3, and each of the last max(q, 3) steps ends higher than
            it began, and each of them but the first is longer than the one before, and fₙ is the highest of the
            walk: near a bottom steps of about η swing up, and come down again.  If sampled: and
            fₙ − f₀ ≥ max(0.5 H, 0.01 relief); without a box, or in more than 3 parameters, 0.5 H, and b ≥ 4.
FLAT        (a network) all units of some hidden layer are dead at xₙ: output 0 and slope 0 at every sample.
LEVEL       (not placed) CONVERGED, or n ≥ 1 and f varies over the tail by no more than 10⁻⁹(1 + |fₙ|).
CORNER      (at most 3 parameters, not sampled) there is a corner c and the tail stays about it.  Candidates for c, each
            with a direction u: where the slope along it turns from falling to rising on the last step of the tail with
            gₖ·d < 0 < gₖ₊₁·d, d = xₖ₊₁ − xₖ, u along d, found by 60 bisections (a half is kept that begins where
            ∇f·d < 0 and ends where it is not); else, if the walk stopped or *rests*, xₙ, u the first axis; and, if xₙ
            is within reach of a known minimum (``measures.reached``), that minimum, u the one just named, else the
            first axis.  A corner: f(c) is finite and, with J(ε) = f(c+εu) + f(c−εu) − 2f(c), J(ε)/16 ≤ J(ε/8) ≤
            J(ε)/4 and J(ε/8) > 64·2.2·10⁻¹⁶(1 + |f(c)|); ε = 10⁻⁶ W.  Stays about: every ‖xₖ − c‖ of the tail ≤ R/2,
            and ≤ 8 × the longest step that ends in the tail; or ≤ 10⁻⁶.
FLAT        (at most 3 parameters) drop and rise are rounding.
DEEPEST     *at a minimum* m: m is a known minimum within reach of p (``measures.reached``: 2 % of the box's diagonal,
            half of the way between the two known minima that are closest to each other), or, where none is, ‖∇f(p)‖ ≤
            S/10 and there are at most 3 parameters, a *found* one (below), which is named by the known minimum that is
            within reach of it, where one is.  *Near* m is ‖x − m‖ ≤ max(0.05·min(R, W),
            10⁻⁶(1 + ‖m‖)) and f(x) − f(m) ≤ max(0.005·min(H, relief), 10⁻⁹(1 + |f₀|)), with 0.02 for 0.005 if sampled,
            H alone without a box or in more than 3 parameters.  p is near m, nothing lower is known, and: the walk
            stopped; or ∇f(p) = 0; or all rows of the tail are near m; or on no step that ends in the tail ‖xₖ − m‖
            grows (by more than 10⁻⁹ R) and the walk slows down: its last step is shorter than 0.9 × the mean of its
            last max(q, 2) steps.  A sampled walk must instead have *levelled*.
            Found: 12 steps x ← x − |H|⁻¹∇f(x) from p, H by central differences, leaving out axes of H with less than
            10⁻⁶ of its largest |eigenvalue|, each no longer than w = max(0.05·min(R, W), 10⁻⁶(1 + ‖p‖)), lead to an m
            with ‖m − p‖ ≤ w, ‖∇f(m)‖ ≤ max(10⁻⁶‖∇f(p)‖, 10⁻¹²(1 + |f(m)|)), on whose circle drop is rounding and rise
            is not.  Where they do not, p itself if it is *at rest*, so surrounded, and 2ρ‖∇f(p)‖ is rounding.
HIGHER      the same, but a known minimum is lower than m by more than 10⁻⁹(1 + |f|), or some fₖ is lower than f(m) by
            more than that height which is near.
LEVEL       (at most 3 parameters) *at rest*, and drop > 2ρ‖∇f(p)‖ and not rounding: lower ground is in sight.
OUTSIDE     (not sampled) a cliff: on the step with the largest rise of f among those with gₖ·d < 0 and gₖ₊₁·d < 0, if
            that rise is above 10⁻¹²(1 + |fₖ₊₁|), f jumps or has no value: cut into eight 14 times over, always keeping
            the piece with the largest rise, at least half of the rise is left (nan counts as a rise).
BOTTOMLESS  fₙ is the lowest value (if sampled: the mean of f over the tail is below f₀), and along u = −∇f(xₙ)/‖…‖
            the ground slopes down, ∇f·u < 0, at W/16, 2W/16, … 8 W, and f never rises from xₙ to the first of these,
            nor from one to the next, nor on to 2⁴ W, 2⁵ W, … 2²⁰ W.  But not before level ground: where 12 steps
            t ← t + s/c of Newton's method along u, s = −∇f·u and c its decrease, by central differences over 10⁻⁵ W,
            all with c > 0, each at most 0.95 × as long as the one before, lead to |s| ≤ 10⁻³ of what it is at xₙ.
FLAT        (at most 3 parameters, with a box) a plateau: the tail stays within 0.05 W of xₙ; max(drop, 0) +
            max(rise, 0) ≤ ⅓ · 2ρ · relief/W; bend ≤ tilt; and at p + 0.1 W·u, u downhill, f is lower than at p and
            slopes down by at least 0.9‖∇f(p)‖, or slopes down at all if ‖∇f(p)‖ ≤ 0.01 relief/W.
LEVEL       (more than 3 parameters, known minima, not sampled) CONVERGED elsewhere.
UNFINISHED  none of these: still moving within bounds, or stopped short of any of them.

*rests*: CONVERGED, or every ‖xₖ − xₙ‖ of the tail ≤ 0.01 R.  *levelled*: the mean of f over the tail is lower than that
over the q rows before by no more than 0.01 H, there are such rows, and it does not burst.  *bursts*: the top of the
tail is above f₀, and above the lowest value by more than 50 × what the median of the tail is.  *at rest*: rests (if
sampled: levelled) and ‖∇f(p)‖ ≤ 0.01 S; or CONVERGED.

Then: how it came there.  All that hold (``Manner``; code in ``manners``).  *Gone* is UNDEFINED, OUTSIDE or INFINITY
-----------------------------------------------------------------------------------------------------------------
straight      (not sampled, n ≥ 1) no step raised f by more than 10⁻¹²(1 + |fₖ₊₁|), and at most 5 % of steps overshoot.
overshooting  (not gone) more than a quarter of the counted steps overshoot, and at least three, or at least one and no
              fₖ is below f₀.  Placed: a step overshoots if gₖ₊₁·(xₖ₊₁ − xₖ) > 0; those count whose row k is not in the
              final stretch in which ‖g‖ stays at or below 1 % of the steepest met so far.  Not placed: if it raised f
              by more than 10⁻¹²(1 + |fₖ₊₁|); all count.  Never if sampled.
hopping       (placed, not sampled, not gone) a cycle: for some p = 2 … 8 (the smallest counts), n ≥ 2p − 1, with size
              a = max ‖xₙ − xₙ₋ᵢ‖ over i = 1 … p: ‖xₙ₋ᵢ − xₙ₋ᵢ₋ₚ‖ ≤ 10⁻³a for i = 0 … p − 1, and so ‖xₙ − xₙ₋ₘ‖
              with m = p·max(1, ⌊q/2p⌋), so many rounds ago; and a > 10⁻⁶ R.  Not one that shrinks away: with
              u = ‖xₙ − xₙ₋ₘ‖ and v = ‖xₙ₋ₘ − xₙ₋₂ₘ‖, u ≤ 10⁻⁹a, or u < v and u²/(v − u), the way yet to come, ≤ 0.1a.
wandering     (UNFINISHED, not hopping) n ≥ 16, and if sampled it bursts; if not: in the second half (steps k → k+1
              with k+1 > n − ⌊n/2⌋) at least ¼·⌊n/2⌋ steps go up and at least four rows are local tops (up, then not
              up, both steps in that half); the top of one of the eight last blocks of ⌊n/8⌋ rows is at least 1.5 ×
              that of the block before, above the lowest value; the top of the tail is at least 0.05 H above the lowest.
hovering      (sampled, not gone) levelled.
thrown        (not sampled, not gone) one step raised f by at least 0.5 H (and 10⁻¹²(1 + |f₀|)); but not where it is
              overshooting and no fₖ is below f₀: that says what there is to say.
climbing      (not gone) some fₖ is at least 0.05 H (and 10⁻¹²(1 + |f₀|)) above the lowest value before it.
faded         (UNFINISHED, placed, not sampled) rests, ‖gₙ‖ > 0.01 S, and ‖last step‖/‖gₙ₋₁‖ ≤ 0.01 ‖first step‖/‖g₀‖.
lingering     (not gone; none of UNFINISHED-and-hopping, wandering, hovering, faded) with a = the first row from
              which on f stays below fₙ + 0.1 H, a ≥ 12, L = ⌈a/3⌉: for some k with k + L < a no step from k to k + L
              raised f, and fₖ − fₖ₊ₗ ≤ 0.05 (fₖ − fₙ).
crawling      (UNFINISHED, RUNNING; not hopping, wandering, hovering, faded, overshooting) n ≥ 10, fₙ ≤ fₙ₋q, and: with
              f* the value of the known minimum nearest to xₙ among those not higher than fₙ, as many steps again at the
              pace of the tail would leave more than 1 %: (fₙ − f*)·((fₙ − f*)/(fₙ₋q − f*))^(n/q) > 0.01 (f₀ − f*);
              without such a minimum, fₙ₋q − fₙ ≤ 0.01 H.
budget        (UNFINISHED, RUNNING; not hopping, wandering, hovering, faded, crawling) the lowest of fₙ₋q₊₁ … fₙ, where
              the steps of the tail ended, is lower than every value before: its steps ran out before it was down.
patience      the outcome is STALLED or OSCILLATING: it stopped because it no longer improved.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine.analysis.endings import Ended, Ending, ending
from gdengine.analysis.manners import Manner, manner
from gdengine.analysis.measures import Regime
from gdengine.analysis.walks import walks
from gdengine.core import Array, Objective, Trajectory

__all__ = ["GONE", "Ended", "Ending", "Judgement", "Manner", "judge", "regimes"]

GONE = (Ended.UNDEFINED, Ended.OUTSIDE, Ended.INFINITY, Ended.BOTTOMLESS)
ARRIVED = (Ended.DEEPEST, Ended.HIGHER)


class Judgement(NamedTuple):
    """What is true of the members (*B) of a run."""

    ending: Ending
    manner: Manner


@np.errstate(all="ignore")  # far out, values and differences overflow
def judge(run: Trajectory, objective: Objective) -> Judgement:
    """Where every member (*B) of a run of this objective ended and how it came there: arrays of shape (*B)."""
    w, shape = walks(run, objective), run.last.shape
    found = ending(w)
    how = manner(w, found)
    return Judgement(Ending(*[part.reshape(shape) for part in found]), Manner(*[part.reshape(shape) for part in how]))


def regimes(run: Trajectory, objective: Objective, judged: Judgement | None = None) -> Array:
    """The ``Regime`` of every member (*B) of a run: what its judgement comes to in one color.

    NEVER_STARTS if there is no start; DIVERGES if it is gone or goes down forever; OSCILLATES if it is overshooting,
    hopping, wandering or, unfinished, hovering or thrown; CONVERGES if it arrived at a minimum; else CRAWLS.
    ``judged``: that judgement, if it is known.
    """
    found, how = judged or judge(run, objective)
    bare = found.ended == Ended.UNFINISHED
    swings = how.overshooting | how.hopping | how.wandering | bare & (how.hovering | how.thrown)
    named = [Regime.NEVER_STARTS, Regime.DIVERGES, Regime.OSCILLATES, Regime.CONVERGES]
    holds = [found.ended == Ended.UNDEFINED, np.isin(found.ended, GONE), swings, np.isin(found.ended, ARRIVED)]
    return np.select(holds, named, Regime.CRAWLS)
