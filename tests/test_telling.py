"""The kind of every step, against a plain derivation from its definition; and that its sentence says what is so."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest
from records import on_curve, run_of

from gdengine import LANDSCAPES, PRESETS
from gdengine.analysis import telling
from gdengine.analysis.endings import Ended
from gdengine.analysis.phrases import Style
from gdengine.analysis.predicates import judge
from gdengine.analysis.ratios import LOST_SIZE, NO_SIZE, SIZE_NAMES, sized, sizes
from gdengine.analysis.step_words import (
    MOVING_KINDS,
    STEP_WORDS,
    VALUE_WORDS,
    Walker,
    sentences,
    step_sentence,
    walker,
)
from gdengine.analysis.telling import Kind, Telling, tell
from gdengine.core import Objective, Optimizer, Trajectory
from gdengine.experiments import MistyMountain, SineMLP, SlopeExplorer
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import adam, gd, momentum
from tests.oracle.steps import kinds, ratios
from tests.oracle.walk import Walk
from tests.random_records import COUNT, records, told

SEED = 11
RARE = (  # what few hundred records may not hold
    SlopeExplorer(curve="square", lr=1.0),  # as high on the other side
    SlopeExplorer(curve="formula", formula="sin(4x) + x/9", x0=1.0, lr=0.5),  # over ridges
    SlopeExplorer(curve="double_well", x0=1.9, optimizer="momentum", lr=0.02, mass=0.95, steps=80),  # carried over one
    SlopeExplorer(curve="kink", x0=-4.0, lr=0.3),  # about a corner
    SlopeExplorer(curve="square", x0=0.0),  # at rest from the start
    SlopeExplorer(curve="formula", formula="sqrt(x)", x0=4.0, lr=0.5),  # off its domain
    SlopeExplorer(curve="formula", formula="-ln(x)", x0=-1.0),  # nowhere to start
    SlopeExplorer(curve="formula", formula="cos(x) + 3", x0=0.0, lr=0.1),  # on a top
    SlopeExplorer(curve="wiggly", x0=3.0, lr=0.5, patience=3, epsilon=0.5),  # gives up
    MistyMountain(surface="saddle", x0=1.0, y0=0.0, lr=0.1, steps=300),  # on a pass
    MistyMountain(noise=1.0, lr=0.05, steps=60),  # stumbles
    SineMLP(batch=8, n=32, lr=0.3, steps=20),  # sees only some of the points
    MistyMountain(
        surface="bowl", x0=-0.808, y0=3.606, lr=0.39, steps=500
    ),  # steps of 10⁻¹⁶⁰: their squares are nothing
    PRESETS["D6"].record,  # its loss no longer changes
)


class Case(NamedTuple):
    """A record's run, what is told of it, and what the oracle looks at."""

    name: str
    objective: Objective
    rule: Optimizer
    run: Trajectory
    told: Telling
    walk: Walk
    ended: str  # what the judge says, whom other tests hold to the truth


@functools.cache
def cases() -> list[Case]:
    made = []
    for i, record in enumerate((*RARE, *records(max(COUNT // 2, 100), seed=SEED))):
        objective, run, rule = record.objective(), run_of(record), record.rule()
        name = f"seed {SEED}, record {i - len(RARE)}: {type(record).__name__} {told(record)}"
        ended = Ended(int(judge(run, objective).ending.ended)).name
        made.append(Case(name, objective, rule, run, tell(run, objective, rule), Walk(run, objective), ended))
    return made


def faults(case: Case, said: Telling) -> list[str]:
    """The rows of which another kind is told than holds."""
    right = kinds(case.run, case.objective, case.walk, case.ended)
    return [
        f"row {k}: {Kind(said.kind[k]).name}, truly {name} · {case.name}"
        for k, name in enumerate(right)
        if Kind(said.kind[k]).name != name
    ]


def test_every_step_is_of_the_kind_that_is_told() -> None:
    wrong = [fault for case in cases() for fault in faults(case, case.told)]
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong[:40])


def test_every_kind_occurs() -> None:
    seen = {int(kind) for case in cases() for kind in np.unique(case.told.kind)}
    assert seen == {*map(int, Kind)}


def test_one_byte_a_row() -> None:
    assert {case.told.kind.dtype for case in cases()} == {np.dtype(np.uint8)}


def test_the_next_step_is_as_long_as_is_told() -> None:
    wrong = []
    for case in cases():
        right = np.array([*ratios(case.run, case.rule, case.walk, case.told.by_places)])
        same = np.isclose(case.told.ratio, right, rtol=1e-9, atol=0, equal_nan=True)
        wrong += [f"row {k}: {case.told.ratio[k]}, truly {right[k]} · {case.name}" for k in np.flatnonzero(~same)]
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong[:40])


def never(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: np.zeros_like(right(*args))


def put(wrong: float) -> Callable[[float], float]:
    return lambda right: wrong


def swapped(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: right(*args)[::-1]


def without(kind: Kind) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return lambda right: lambda *args: [choice for choice in right(*args) if choice[1] != kind]


# Each a fault that someone might make: (attribute of the module, what becomes of it).
MUTANTS = (
    ("LEVEL_PART", put(0.05)),
    ("UNMOVED_PART", put(1e-6)),
    ("rounding", lambda right: lambda value: 1e6 * right(value)),
    ("_level", never),
    ("near_height", lambda right: lambda w: right(w) / 1000),
    ("near_ground", lambda right: lambda w, at: right(w, at) / 10),
    ("_from_here_on", lambda right: lambda holds: holds),
    ("_up_and_down", swapped),
    ("unit", lambda right: lambda v: -right(v)),
    *(("_moves", without(kind)) for kind in (Kind.OVER_LEVEL, Kind.RIDGE_LOWER, Kind.RIDGE_HIGHER, Kind.STUMBLED)),
    ("_stopped", without(Kind.GAVE_UP)),
    *(("_gone", without(kind)) for kind in (Kind.OUTSIDE, Kind.UNDEFINED, Kind.START)),
)


@pytest.mark.parametrize(("name", "fault"), MUTANTS, ids=[f"{name}-{k}" for k, (name, _) in enumerate(MUTANTS)])
def test_a_fault_in_a_kind_is_found_out(monkeypatch: pytest.MonkeyPatch, name: str, fault: Callable[..., Any]) -> None:
    module: ModuleType = telling
    monkeypatch.setattr(module, name, fault(getattr(module, name)))
    assert any(faults(case, tell(case.run, case.objective, case.rule)) for case in cases())


def test_a_family_is_told_as_its_members_alone() -> None:
    for record in (PRESETS["A8"].record, PRESETS["C4"].record, PRESETS["B4"].record):
        objective, rates = record.objective(), record.rates()[::8]
        together = tell(record.family(rates), objective, record.rule(rates[:, None]))
        for m, rate in enumerate(rates):
            rule = record.rule(float(rate))
            alone = tell(record.walk(objective, rule), objective, rule)
            assert (together.kind[:, m] == alone.kind).all()
            np.testing.assert_allclose(together.ratio[:, m], alone.ratio, rtol=1e-9)


def test_of_a_run_without_its_places_it_must_be_said_where_it_ended() -> None:
    record = PRESETS["D6"].record
    run, objective = run_of(record), record.objective()
    bare = run._replace(x=run.x[:0], grad=run.grad[:0])
    with pytest.raises(ValueError, match="where it ended"):
        tell(bare, objective)
    told_bare = tell(bare, objective, ended=np.array(Ended.LEVEL))
    np.testing.assert_array_equal(told_bare.kind, tell(run, objective).kind)


# ---- words


def line(rule: Optimizer, **style: Any) -> Walker:
    return walker(LANDSCAPES["square"], rule, Style(**style))


def said(record: Any, row: int, quantity: str = "f") -> str:
    objective, rule = record.objective(), record.rule()
    run = run_of(record)
    script = sentences(tell(run, objective, rule), run, walker(objective, rule, Style(quantity, "{:.3g}".format)))
    template = script.templates[script.which[row, 0]]
    return template.replace("{change}", f"{script.change[row, 0]:.3g}")


def test_what_is_said_of_known_steps() -> None:
    expected = {
        ("A4", 1): "Down by 3.04. The slope is a tenth smaller here, so the next step will be a tenth shorter.",
        ("A5", 1): "Up by 7.04: the step went over the bottom and landed higher. "
        "The slope is a fifth larger here, so the next step will be a fifth longer.",
        ("A5c", 3): "The step went over the bottom and landed as high as before. "
        "The slope is about as large here, so the next step will be about as long.",
        ("A8", 40): "Level ground here, or as good as level, though not the lowest.",
        ("A4", 50): "Level ground here, or as good as level: at the bottom, or next to it.",
    }
    for (name, row), text in expected.items():
        assert said(PRESETS[name].record, row) == text
    start = "f is 16 at the start. The slope is -8: times the learning rate η = 0.05, the first step will be 0.4 long."
    assert said(PRESETS["A4"].record, 0) == start
    assert said(SlopeExplorer(x0=0.0), 0).endswith("The slope is 0 there, so there is no step.")


def test_on_a_curve_there_is_no_pass() -> None:
    """x³ is level at 0 and neither a pass nor a top; and one step without enough progress is not many."""
    ledge = on_curve("x^3", x0=1, lr=0.3333333333)
    assert said(ledge, 1) == "Level ground here, or as good as level, but no valley: a top or a ledge."
    assert said(SlopeExplorer(lr=1.0, patience=1), 1) == "It has given up: too little progress."


def test_who_gave_up_on_a_slope_stands_on_it_ever_after() -> None:
    """Near a bottom, but still a tenth as steep as ever: after its last step the ground was told to be level."""
    record = MistyMountain(surface="rastrigin", x0=2.3, y0=-2.3, lr=0.001, patience=1, epsilon=0.1, steps=20)
    end = int(run_of(record).last)
    assert 0 < end < 20
    assert {said(record, row) for row in range(end, 21)} == {"It has given up: too little progress."}


def test_a_heavy_ball_gathers_speed_and_is_carried_uphill() -> None:
    record = SlopeExplorer(curve="square", optimizer="momentum", lr=0.02, mass=0.9)
    texts = [said(record, row) for row in range(1, 30)]
    assert texts[0] == "Down by 1.25. It gathers speed: the next step will be twice as long."
    assert any("its speed carried it uphill" in text for text in texts)
    assert any("It loses speed" in text for text in texts)
    assert "its memory of earlier slopes" in step_sentence(Kind.CARRIED, NO_SIZE, line(adam(0.1)))


def test_every_kind_and_size_has_a_sentence() -> None:
    for rule in (gd(0.1), momentum(0.1), adam(0.1)):
        for kind in {*Kind} - {Kind.START}:
            for size in range(LOST_SIZE + 1):
                for by_places, table in ((True, STEP_WORDS), (False, VALUE_WORDS)):
                    if kind in table:
                        text = step_sentence(kind, size, line(rule), by_places=by_places)
                        assert re.fullmatch(r"[A-Zf].*[a-z}]\.", text), text
                        assert "  " not in text
    assert {*STEP_WORDS} | {Kind.START, Kind.JITTERED} == {*Kind}
    assert {*STEP_WORDS} > MOVING_KINDS


def test_a_loss_falls_and_rises() -> None:
    network = PRESETS["D6"].record
    assert said(network, 2, "the loss") == "The loss fell by 0.0707, half as much as in the step before."
    assert said(network, 250, "the loss") == "The loss no longer changes."
    assert said(PRESETS["C4"].record, 1, "the loss").startswith("The loss rose by 2.83: the step went over")


def test_a_size_in_words_is_the_nearest_there_is() -> None:
    nominal = np.array([size.ratio for size in SIZE_NAMES])
    assert (np.diff(nominal) > 0).all()
    assert sizes(nominal).tolist() == [*range(len(SIZE_NAMES))]
    for ratio in np.geomspace(1e-3, 1e3, 997):
        away = [abs(math.log(ratio / each)) for each in nominal]
        assert sizes(np.array(ratio)) == away.index(min(away))
    assert sizes(np.array([np.nan, np.inf, 0.0])).tolist() == [NO_SIZE, LOST_SIZE, 0]
    words = [sized(k, ("long", "shorter", "longer")) for k in range(len(SIZE_NAMES))]
    assert len({*words}) == len(words)
    assert [words[k] for k in (0, 5, 6, 11, 17, 18)] == [
        "far shorter", "half as long", "a third shorter", "as long", "half as long again", "twice as long",
    ]  # fmt: skip


def test_next_to_nothing_is_told_without_a_number() -> None:
    run = descend(LANDSCAPES["square"], gd(0.4), [1e4], 9)
    script = sentences(tell(run, LANDSCAPES["square"], gd(0.4)), run, line(gd(0.4)))
    texts = [script.templates[which] for which in script.which[:, 0]]
    assert "by {change}" in texts[3]
    assert any("by next to nothing" in text for text in texts) or "Level ground" in texts[-1]
