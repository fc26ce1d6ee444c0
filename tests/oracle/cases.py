"""Random records and a few rare ones, run, judged by the oracle and diagnosed; and where judge and oracle differ."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.analysis.endings import Ended
from gdengine.analysis.predicates import Judgement, Manner
from gdengine.experiments import MistyMountain, SlopeExplorer
from tests.oracle import Truth, truth
from tests.oracle.sentences import Case
from tests.random_records import SEED, records, told

MANNERS = tuple(name for name in Manner._fields if name not in ("share", "period"))
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
        name = f"seed {SEED}, record {i - len(RARE)}: {type(record).__name__} {told(record)}"
        made.append((name, case, diagnose(run, objective, record.rule())))
    return made


def differences(case_truth: Truth, ended: str, how: frozenset[str]) -> Iterator[str]:
    """What the judge says and the oracle does not, and the other way round."""
    if ended != case_truth.end.name:
        yield f"ended {ended}, truly {case_truth.end.name}"
    else:
        yield from (f"claims {name}, which does not hold" for name in sorted(how - case_truth.how))
        yield from (f"is silent on {name}, which holds" for name in sorted(case_truth.how - how))


def named(said: Judgement, member: tuple[int, ...] = ()) -> tuple[str, frozenset[str]]:
    """What the judge says of a member: where it ended, and the manners that hold."""
    how = frozenset(name for name in MANNERS if getattr(said.manner, name)[member])
    return Ended(int(said.ending.ended[member])).name, how
