"""Everything that is said of a run is true: the judge, its words, the strip and the board against ``tests.oracle``.

Over seeded random records (``random_records.COUNT`` of them, 5,000 with DOWNHILL_RECORDS=5000).  What does not hold is
printed with the place of its record in the series and with what was changed in it, so that it can be had again.
"""

from __future__ import annotations

import functools

import numpy as np

from gdengine.activities.race import standings
from gdengine.analysis import predicates
from gdengine.analysis.basins import fates, places
from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.endings import Ended
from gdengine.analysis.measures import Regime
from gdengine.analysis.phrases import Phrase, Style
from gdengine.analysis.predicates import judge, regimes
from gdengine.analysis.words import verdict
from gdengine.core import Trajectory
from gdengine.experiments import SlopeExplorer
from gdengine.loop.descend import descend
from tests.oracle import Truth, truth
from tests.oracle.cases import cases, differences, named
from tests.oracle.ground import known_minimum, minima, value
from tests.oracle.sentences import Case, untrue

NUMBERS = ("step", "first", "last", "arrival", "sharpness", "units")  # claims that are no predicates
MEMBERS = 5  # of a family of rates that are looked at
STARTS, BAND_STEPS = 9, 100  # of the walks that are held against a band


def phrases(diagnosis: Diagnosis) -> tuple[Phrase, ...]:
    """The sentences of a verdict, their numbers written out in full."""
    said = verdict(diagnosis, Style(number=repr_of))
    return (said.head, *said.detail, *said.reason)


def repr_of(value: float, *_: float) -> str:
    return repr(float(value))


def none_of(faults: list[str]) -> None:
    """Fails with the faults, the first fifty of them."""
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:50])


def test_the_diagnosis_claims_what_holds_and_nothing_else() -> None:
    none_of(
        [
            f"{difference} · {name}"
            for name, case, diagnosis in cases()
            for difference in differences(case.truth, diagnosis.ended.name, frozenset(diagnosis.how))
        ]
    )


def test_the_minimum_that_is_named_is_the_one_it_came_to() -> None:
    none_of(
        [
            f"says minimum {diagnosis.minimum}, truly {case.truth.end.minimum} · {name}"
            for name, case, diagnosis in cases()
            if diagnosis.ended in predicates.ARRIVED and diagnosis.minimum != case.truth.end.minimum
        ]
    )


def test_every_sentence_claims_only_what_holds() -> None:
    """Each sentence is tagged with what it claims: kinds, manners, and numbers that the diagnosis has."""
    faults = []
    for name, case, diagnosis in cases():
        holds = {f"ended:{case.truth.end.name}", *(f"how:{manner}" for manner in case.truth.how), *NUMBERS}
        for phrase in phrases(diagnosis):
            if not phrase.claims:
                faults.append(f"claims nothing: {phrase.text} · {name}")
            faults += [f"{claim} does not hold: {phrase.text} · {name}" for claim in set(phrase.claims) - holds]
    none_of(faults)


def test_every_number_in_a_sentence_is_the_right_one() -> None:
    none_of(
        [
            f"{phrase.text} · {name}"
            for name, case, diagnosis in cases()
            for phrase in phrases(diagnosis)
            if untrue(case, phrase.text)
        ]
    )


def test_still_moving_is_hardly_ever_all_that_is_said() -> None:
    """Where neither a manner nor a number explains an unfinished walk."""
    bare = [
        name
        for name, _, diagnosis in cases()
        if {c.split(":")[0] for p in phrases(diagnosis) for c in p.claims} <= {"ended", "step", "first", "last"}
        and diagnosis.ended is Ended.UNFINISHED
    ]
    assert len(bare) <= 0.03 * len(cases()), "\n".join(bare[:50])


def regime_of(t: Truth) -> Regime:
    """The color of the strip that the verdict comes to."""
    if t.end.name in ("UNDEFINED", "OUTSIDE", "INFINITY", "BOTTOMLESS"):
        return Regime.NEVER_STARTS if t.end.name == "UNDEFINED" else Regime.DIVERGES
    unsettled = {"hovering", "thrown"} if t.end.name == "UNFINISHED" else set()
    if t.how & ({"overshooting", "hopping", "wandering"} | unsettled):
        return Regime.OSCILLATES
    return Regime.CONVERGES if t.end.name in ("DEEPEST", "HIGHER") else Regime.CRAWLS


@functools.cache
def families() -> list[tuple[str, Trajectory, list[Case]]]:
    """Every fourth record at some of the rates of its strip, each member judged by the oracle: (name, run, members)."""
    made = []
    for name, case, _ in cases()[::4]:
        if case.objective.dim <= 3:
            rates = case.record.rates()[:: 41 // MEMBERS]
            run = case.record.walk(case.objective, case.record.rule(rates[:, None]))
            truths = [truth(run, case.objective, (j,)) for j in range(len(rates))]
            made.append((name, run, [Case(case.record, case.objective, run, t) for t in truths]))
    return made


def test_the_strip_has_the_colors_of_the_verdicts() -> None:
    none_of(
        [
            f"rate {j} is {Regime(painted).name}, truly {member.truth.end.name} {set(member.truth.how)} · {name}"
            for name, run, members in families()
            for j, (painted, member) in enumerate(zip(regimes(run, members[0].objective).tolist(), members))
            if painted != regime_of(member.truth)
        ]
    )


def test_a_member_of_a_family_is_judged_as_if_alone() -> None:
    faults = []
    for name, run, members in families():
        said = judge(run, members[0].objective)
        for j, member in enumerate(members):
            faults += [f"rate {j}: {d} · {name}" for d in differences(member.truth, *named(said, (j,)))]
    none_of(faults)


def test_the_board_says_arrived_of_whom_the_verdict_says_so() -> None:
    """Alone in a race, on ground whose goal is known: at the deepest minimum, or at the corner that is it."""
    faults = []
    for name, case, _ in cases():
        if not case.objective.minima:
            continue
        goal = min(value(case.objective, m) for m in minima(case.objective))
        w, end = case.walk, case.truth.end.name
        low = w.f[w.n] - goal <= max(0.005 * w.height, 1e-9 * (1 + abs(w.f[0])))
        right = end == "DEEPEST" or (end == "CORNER" and low)
        arrived = standings(case.objective, {"gd": case.run})[0].arrived
        if (arrived is not None) != right:
            faults.append(f"arrived {arrived}, the verdict {end} · {name}")
    none_of(faults)


def band_of(case: Case) -> int:
    """The fate that the verdict on a walk comes to: the minimum it is at, −1 if it is gone, else −2."""
    w, end = case.walk, case.truth.end
    index = known_minimum(case.objective, w.x[w.n]) if end.name == "CORNER" else end.minimum
    if index is not None:
        return index
    return -1 if regime_of(case.truth) in (Regime.DIVERGES, Regime.NEVER_STARTS) else -2


def test_the_bands_of_starts_say_what_the_verdict_says() -> None:
    """The same walks: from some starts of a curve, at some rates."""
    faults = []
    for name, case in [(name, case) for name, case, _ in cases() if isinstance(case.record, SlopeExplorer)][::8]:
        rates, starts = case.record.rates()[8::12], places(case.objective, STARTS)
        fate = fates(case.objective, case.record.rule, rates, n=STARTS, steps=BAND_STEPS)
        rule = case.record.rule(rates[:, None, None])
        run = descend(case.objective, rule, starts[:, None], BAND_STEPS)
        for member in np.ndindex(fate.shape):
            t = truth(run, case.objective, member)
            right = band_of(Case(case.record, case.objective, run, t))
            if fate[member] != right:
                faults.append(f"band {fate[member]}, truly {t.end} · rate {member[0]}, start {member[1]} of {name}")
    none_of(faults)
