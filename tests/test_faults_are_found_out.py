"""Faults planted in the predicates, one at a time: the oracle contradicts every one of them on some record."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gdengine.analysis import corners, endings, leaving, manners, resting, walks
from gdengine.analysis.predicates import judge
from tests.oracle.cases import cases, differences, named


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
    (resting, "FLAT_PART", put(1.0)),
    (corners, "CORNER_REACH", put(1.0)),
    (walks, "LEVELLED_PART", put(0.05)),
    (endings, "at_corner", never),
    (endings, "level", never),
    (endings, "rests", always),
    (leaving, "GROWING_STEPS", put(6)),
    (leaving, "left_domain", never),
    (leaving, "over_cliff", never),
    (leaving, "bottomless", never),
    (leaving, "sank", turned),
    (manners, "OVERSHOOT_SHARE", put(0.5)),
    (manners, "THROWN_RISE", put(1.0)),
    (manners, "CLIMB_RISE", put(0.1)),
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
    known = tuple(cases())  # judged before the fault is planted
    monkeypatch.setattr(module, name, fault(getattr(module, name)))
    assert any(
        list(differences(case.truth, *named(judge(case.run, case.objective))))
        and not list(differences(case.truth, diagnosis.ended.name, frozenset(diagnosis.how)))
        for _, case, diagnosis in known
    )
