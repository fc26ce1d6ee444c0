"""Everything that is said of a run is true: the judge, its words, the strip and the board against ``tests.oracle``.

Over seeded random records (``random_records.COUNT`` of them, 5,000 with DOWNHILL_RECORDS=5000).  What does not hold is
printed with the place of its record in the series and with what was changed in it, so that it can be had again.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator

import numpy as np
import pytest

from gdengine.analysis import endings, leaving, manners, predicates, surroundings, walks
from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.analysis.endings import Ended
from gdengine.analysis.measures import Regime
from gdengine.analysis.predicates import judge, regimes
from gdengine.analysis.words import Phrase, Style, verdict
from tests.oracle import Truth, truth
from tests.oracle.sentences import Case, untrue
from tests.random_records import SEED, records, told

MANNERS = tuple(name for name in predicates.Manner._fields if name not in ("share", "period"))
NUMBERS = ("step", "first", "last", "arrival", "bend", "units")  # claims that are no predicates
MEMBERS = 5  # of a family of rates that are looked at


@functools.cache
def cases() -> list[tuple[str, Case, Diagnosis]]:
    """Every record run, judged by the oracle and diagnosed; with the words to find it again."""
    made = []
    for i, record in enumerate(records()):
        objective, run = record.objective(), next(iter(record.run().values()))
        case = Case(record, objective, run, truth(run, objective))
        made.append((f"seed {SEED}, record {i}: {type(record).__name__} {told(record)}", case, found(case)))
    return made


def found(case: Case) -> Diagnosis:
    return diagnose(case.run, case.objective, case.record.rule())


def phrases(diagnosis: Diagnosis) -> tuple[Phrase, ...]:
    """The sentences of a verdict, their numbers written out in full."""
    said = verdict(diagnosis, Style(number=repr_of))
    return (said.head, *said.detail, *said.reason)


def repr_of(value: float) -> str:
    return repr(float(value))


def none_of(faults: list[str]) -> None:
    """Fails with the faults, the first fifty of them."""
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:50])


def differences(case_truth: Truth, ended: str, how: frozenset[str]) -> Iterator[str]:
    """What the judge says and the oracle does not, and the other way round."""
    if ended != case_truth.end.name:
        yield f"ended {ended}, truly {case_truth.end.name}"
    else:
        yield from (f"claims {name}, which does not hold" for name in sorted(how - case_truth.how))
        yield from (f"is silent on {name}, which holds" for name in sorted(case_truth.how - how))


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
        return Regime.DIVERGES
    unsettled = {"hovering", "thrown"} if t.end.name == "UNFINISHED" else set()
    if t.how & ({"overshooting", "hopping", "wandering"} | unsettled):
        return Regime.OSCILLATES
    return Regime.CONVERGES if t.end.name in ("DEEPEST", "HIGHER") else Regime.CRAWLS


def families() -> Iterator[tuple[str, Case]]:
    """Each of the cheaper records at some of the rates of its strip, judged by the oracle."""
    for i, (name, case, _) in enumerate(cases()):
        if i % 4 or case.objective.dim > 3:
            continue
        rates = case.record.rates()[:: 41 // MEMBERS]
        run = case.record.walk(case.objective, case.record.rule(rates[:, None]))
        for j, rate in enumerate(rates):
            yield f"rate {rate:g} of {name}", Case(case.record, case.objective, run, truth(run, case.objective, (j,)))


def test_the_strip_has_the_colors_of_the_verdicts() -> None:
    faults, seen, painted = [], None, np.empty(0)
    for member, (name, case) in enumerate(families()):
        if case.run is not seen:
            seen, first, painted = case.run, member, regimes(case.run, case.objective)
        here, right = Regime(int(painted[member - first])), regime_of(case.truth)
        if here is not right:
            faults.append(f"painted {here.name}, the verdict {case.truth.end.name} {set(case.truth.how)} · {name}")
    none_of(faults)


def test_a_member_of_a_family_is_judged_as_if_alone() -> None:
    faults, seen = [], None
    for name, case in families():
        first = 0 if case.run is not seen else first + 1
        seen = case.run
        member = diagnose(case.run, case.objective, case.record.rule(), member=(first,))
        faults += [f"{d} · {name}" for d in differences(case.truth, member.ended.name, frozenset(member.how))]
    none_of(faults)


# Each a fault that someone might make: (module, attribute, wrong value).
MUTANTS = ()


def quickly(case: Case) -> tuple[str, frozenset[str]]:
    """What the judge says of a case."""
    judged = judge(case.run, case.objective)
    how = frozenset(name for name in MANNERS if getattr(judged.manner, name))
    return Ended(int(judged.ending.ended)).name, how
