"""Everything that is said of a run is true: the judge, its words, the strip and the board against ``tests.oracle``.

Over seeded random records (``random_records.COUNT`` of them, 5,000 with DOWNHILL_RECORDS=5000).  What does not hold is
printed with the place of its record in the series and with what was changed in it, so that it can be had again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gdengine.activities.race import standings
from gdengine.analysis import corners, endings, leaving, manners, predicates, resting, walks
from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.analysis.endings import Ended
from gdengine.analysis.measures import Regime
from gdengine.analysis.predicates import Judgement, judge, regimes
from gdengine.analysis.words import Phrase, Style, verdict
from gdengine.core import Trajectory
from gdengine.experiments import MistyMountain, SlopeExplorer
from tests.oracle import Truth, truth
from tests.oracle.ground import minima, value
from tests.oracle.sentences import Case, untrue
from tests.random_records import SEED, records, told

MANNERS = tuple(name for name in predicates.Manner._fields if name not in ("share", "period"))
NUMBERS = ("step", "first", "last", "arrival", "bend", "units")  # claims that are no predicates
MEMBERS = 5  # of a family of rates that are looked at
RARE = (  # what few hundred records may not hold: a jump, level ground, a wandering walk, one that creeps on
    SlopeExplorer(curve="formula", formula="1/(x+0.5)", x0=-2.335, lr=1.0, steps=250, patience=20, epsilon=1e-4),
    SlopeExplorer(curve="double_well", x0=0.0, lr=0.00093, steps=1),
    SlopeExplorer(curve="double_well", x0=1.572, optimizer="momentum", mass=0.99, lr=0.002),
    SlopeExplorer(curve="formula", formula="x^2/50", x0=0.426, optimizer="adagrad", lr=0.0037, decay=0.99, steps=250),
    MistyMountain(surface="rastrigin", x0=0.339, y0=-1.563, lr=0.018, steps=100),
)


@functools.cache
def cases() -> list[tuple[str, Case, Diagnosis]]:
    """Every record run, judged by the oracle and diagnosed; with the words to find it again (below 0: a rare one)."""
    made = []
    for i, record in enumerate((*RARE, *records())):
        objective, run = record.objective(), next(iter(record.run().values()))
        case = Case(record, objective, run, truth(run, objective))
        made.append((f"seed {SEED}, record {i - len(RARE)}: {type(record).__name__} {told(record)}", case, found(case)))
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


def never(predicate: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: np.zeros_like(predicate(*args))


def always(predicate: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: np.ones_like(predicate(*args))


def turned(predicate: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: ~predicate(*args)


def put(wrong: float) -> Callable[[float], float]:
    return lambda right: wrong


# Each a fault that someone might make: (module, attribute, what becomes of it).
MUTANTS = (
    (walks, "TAIL_PART", put(8)),
    (endings, "NEAR_GROUND", put(0.02)),
    (resting, "FLAT_PART", put(1.0)),
    (corners, "CORNER_REACH", put(1.0)),
    (resting, "LEVELLED_PART", put(0.05)),
    (endings, "at_corner", never),
    (endings, "level", never),
    (endings, "rests", always),
    (leaving, "GROWING_STEPS", put(6)),
    (leaving, "left_domain", never),
    (leaving, "over_cliff", never),
    (leaving, "bottomless", never),
    (leaving, "sank", turned),
    (manners, "UPHILL", put(0.5)),
    (manners, "THROWN", put(1.0)),
    (manners, "CLIMB", put(0.1)),
    (manners, "CRAWL_STEPS", put(20)),
    (manners, "WANDER_RISE", put(0.75)),
    (manners, "faded", never),
    (manners, "lingering", never),
    (manners, "still_falling", always),
)


@pytest.mark.parametrize(("module", "name", "fault"), MUTANTS, ids=[f"{m.__name__}.{n}" for m, n, _ in MUTANTS])
def test_a_fault_in_a_predicate_is_found_out(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, fault: Callable[..., Any]
) -> None:
    """On some record the judge with the fault contradicts the oracle where the judge without it does not."""
    monkeypatch.setattr(module, name, fault(getattr(module, name)))
    assert any(
        list(differences(case.truth, *named(judge(case.run, case.objective))))
        and not list(differences(case.truth, diagnosis.ended.name, frozenset(diagnosis.how)))
        for _, case, diagnosis in cases()
    )


def named(said: Judgement, member: tuple[int, ...] = ()) -> tuple[str, frozenset[str]]:
    """What the judge says of a member: where it ended, and the manners that hold."""
    how = frozenset(name for name in MANNERS if getattr(said.manner, name)[member])
    return Ended(int(said.ending.ended[member])).name, how
