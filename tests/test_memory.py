"""What is remembered: once for everyone, read only, bounded by bytes; and the gate that work passes."""

from __future__ import annotations

import gc
import threading
import time
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from records import run_of
from streamlit.testing.v1 import AppTest

from gdengine import LANDSCAPES, PRESETS, expression
from gdengine.experiments import SineMLP
from pages.ui import memory, results, training
from pages.ui.gate import GATE, LATER_BY, LONG_SECONDS, SHORT_TURN_SECONDS, Gate
from pages.ui.memory import ENTRY_BYTES, Memory, frozen, remember, weigh
from pages.ui.progress import Progress
from pages.views.mountain import results as mountain_results
from pages.views.network.results import outputs
from pages.views.slope import results as slope_results

MB = 10**6
WIDEST = SineMLP(width=32, layers=3, steps=500, n=256, optimizer="adam", lr=0.002, versus="relu")


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    """Each test with a memory of its own."""
    monkeypatch.setattr(memory, "MEMORY", Memory())


class Pair(NamedTuple):
    one: np.ndarray
    two: dict


def test_it_is_worked_out_once_and_shared():
    calls = []

    @remember()
    def doubled(record, times=2):
        calls.append(record)
        return np.arange(3.0) * times

    one = doubled(PRESETS["A4"].record)
    assert doubled(replace(PRESETS["A4"].record)) is one, "equal records are one record"
    assert doubled(PRESETS["A4"].record, times=3) is not one
    assert len(calls) == 2
    with pytest.raises(ValueError, match="read-only"):
        one[0] = 1


def test_everything_inside_is_immutable():
    given = Pair(np.zeros(3), {"deep": [np.ones(2), (np.zeros(1),)]})
    fixed = frozen(given)
    assert isinstance(fixed, Pair)
    assert isinstance(fixed.two, MappingProxyType)
    deep = fixed.two["deep"]
    assert isinstance(deep, tuple)
    for array in (fixed.one, deep[0], deep[1][0]):
        assert not array.flags.writeable


def test_an_error_is_not_remembered():
    calls = []

    @remember()
    def fails(name):
        calls.append(name)
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            fails("a")
    assert len(calls) == 2


def test_the_weight_is_that_of_the_memory_behind():
    block = np.zeros((1000, 10))
    assert 80_000 <= weigh(block[:1]) < 80_500, "a view keeps the whole alive"
    assert weigh((block, block[3:], block.T)) < 81_000, "and counts once"
    assert weigh("x" * 5000) >= 5000
    assert weigh({"a": {"b": [np.zeros(1000)]}}) >= 8000
    heavy = np.zeros(5000)
    assert weigh(lambda: heavy) >= 40_000, "what a function closes over"
    assert weigh(PRESETS["C3"].record.objective()) < 50_000
    typed = expression.parse("sin(x)*x^2", dim=1)
    assert weigh(typed) < 200_000


@pytest.mark.parametrize("formula", ["x^4/4 - x^2 + x/5", "+".join(f"sin({k}*x)*cos({k}*y)" for k in range(2, 12))])
def test_a_formula_weighs_what_it_holds_by_what_the_allocator_says(formula):
    """Its steps and its tokens too, which only the functions of its objective hold on to."""
    expression.parse(formula.replace("x", "(x+1)"))  # what is made once for all
    gc.collect()
    tracemalloc.start()
    typed = expression.parse(formula)
    gc.collect()
    alive, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.9 * alive < weigh(typed) < 1.4 * alive


def test_nobody_is_charged_with_what_is_there_for_all():
    """Neither a module that a function stands in, nor what a function of a module remembers."""
    assert weigh(expression.parse) < 1000 and weigh(memory) == 0
    assert weigh(lambda: PRESETS["C3"].record.objective()) < 1000
    assert weigh(mountain_results) == 0


def test_it_is_bounded_by_bytes_and_forgets_the_least_recently_used(monkeypatch):
    small = Memory(limit=10 * (8000 + 2 * ENTRY_BYTES))
    monkeypatch.setattr(memory, "MEMORY", small)
    calls = []

    @remember()
    def block(i):
        calls.append(i)
        return np.zeros(1000)

    for i in range(8):
        block(i)
    block(0)
    assert calls == [*range(8)]
    for i in range(8, 20):
        block(i)
        block(0)
        assert small.weight <= small.shelves.limit
    assert calls == [*range(20)], "what is used stays"
    block(1)
    assert calls[-1] == 1, "what is not used goes"
    small.forget()
    assert (len(small), small.weight) == (0, 0)


def test_what_takes_long_stays_longer_and_what_it_asked_for_counts_apart(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("pages.ui.memory.time", SimpleNamespace(thread_time=lambda: clock.now))
    small = Memory(limit=10 * (8000 + 2 * ENTRY_BYTES))
    monkeypatch.setattr(memory, "MEMORY", small)
    calls = []

    def block(name, seconds, *asked):
        calls.append(name)
        for other in asked:
            block_of(*other)
        clock.now += seconds
        return np.zeros(1000)

    block_of = remember()(block)
    block_of("dear", 1.0)
    block_of("asks", 0.0, ("asked", 1.0))
    for i in range(30):
        block_of(i, 0.0)
    calls.clear()
    for name in ("dear", "asked", "asks"):
        block_of(name, 1.0, *[("asked", 1.0)] * (name == "asks"))
    assert calls == ["asks"]


def test_what_is_too_heavy_is_given_and_not_kept(monkeypatch):
    small = Memory(limit=20_000)
    monkeypatch.setattr(memory, "MEMORY", small)
    block = remember()(lambda n: np.zeros(n))
    block(100)
    assert len(block(100_000)) == 100_000
    assert len(small) == 1, "and nothing else had to go for it"


def test_many_who_ask_at_once_have_it_worked_out_once():
    calls = []

    @remember()
    def slow(name):
        calls.append(name)
        time.sleep(0.2)
        return np.zeros(3)

    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(slow, ["a"] * 8)]
    assert calls == ["a"]
    assert all(one is found[0] for one in found)


def test_when_the_one_at_work_gives_up_another_takes_over():
    begun, calls = threading.Event(), []

    class Stop(BaseException):
        """As Streamlit ends a run."""

    @remember()
    def slow(name):
        calls.append(name)
        if len(calls) == 1:
            begun.set()
            time.sleep(0.1)
            raise Stop
        return "done"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow, "a")
        begun.wait()
        second = pool.submit(slow, "a")
        assert second.result(5) == "done"
        with pytest.raises(Stop):
            first.result(5)
    assert len(calls) == 2


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_gate_lets_so_many_in_in_their_order(width):
    gate, inside, most, order = Gate(width), 0, [], []
    lock = threading.Lock()

    def enter(i):
        nonlocal inside
        with gate.admitted(), gate.admitted():  # whoever is inside may go in again
            with lock:
                inside += 1
                order.append(i)
                most.append(inside)
            time.sleep(0.03)
            with lock:
                inside -= 1

    threads = []
    for i in range(6):
        threads.append(threading.Thread(target=enter, args=(i,)))
        threads[-1].start()
        time.sleep(0.005)
    for thread in threads:
        thread.join(5)
    assert max(most) == width
    assert sorted(order) == [*range(6)]
    # of those that are inside together any may be the first to say so
    assert all(abs(place - i) < width for place, i in enumerate(order)), order
    assert gate.inside == 0


@pytest.fixture
def narrow(monkeypatch):
    """The gate, one wide, whose turns are over at once."""
    gate = Gate(1, seconds=0)
    monkeypatch.setattr(memory, "GATE", gate)
    return gate


def _once_somebody_waits(gate):
    while not gate._queue:
        time.sleep(0.001)


def test_nobody_waits_for_one_who_waits(narrow):
    """One gives way in the middle of work that the one let in asks for: it waits outside, and the first gets on."""
    others = []

    @remember()
    def inner(name):
        return f"inner {name}"

    @remember()
    def outer(name):
        if not others:
            others.append(pool.submit(visit, name))
            _once_somebody_waits(narrow)
        return inner(name)  # before which it gives way

    def visit(name):
        with narrow.admitted():
            return outer(name)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(visit, "a")
        assert first.result(5) == "inner a"
        assert others[0].result(5) == "inner a"
    assert narrow.inside == 0


def test_long_work_gives_way_to_those_who_wait():
    """In turns: who came during the work is let in before it ends, and who works goes on where it was."""
    gate, order = Gate(1, seconds=0), []

    def short():
        with gate.admitted():
            order.append("short")

    with ThreadPoolExecutor(1) as pool, gate.admitted():
        gate.give_way()  # to nobody
        waiting = pool.submit(short)
        _once_somebody_waits(gate)
        order.append("long")
        gate.give_way()
        order.append("long")
        waiting.result(5)
    assert order == ["long", "short", "long"]
    assert gate.inside == 0


@pytest.mark.parametrize(("used", "until"), [(1.0, 6.0), (2.5, 15.0), (6.0, 27.0)])
def test_who_has_worked_long_waits_behind_those_who_come_a_little_later(monkeypatch, used, until):
    """A second used is as if it had come five seconds later: who comes until then is let in first, and nobody else.

    But a quarter of a minute after it came, and twice what it has used, it is its turn: it would wait forever.
    """
    gate, order, clock = Gate(1), [], SimpleNamespace(now=0.0)
    monkeypatch.setattr("pages.ui.gate.time", SimpleNamespace(monotonic=lambda: clock.now))
    assert LATER_BY == 5

    def come(at, name, then=lambda: None):
        def enter():
            with gate.admitted():
                then()
                order.append(name)

        clock.now, queued = at, len(gate._queue)
        pool.submit(enter)
        while len(gate._queue) == queued:
            time.sleep(0.001)

    def others():
        come(until - 0.1, "before")
        come(until + 0.1, "after")

    with ThreadPoolExecutor(3) as pool, gate.admitted():
        come(used, "at once", others)
        gate.give_way()
        order.append("long")
    assert order == ["at once", "before", "long", "after"]
    assert gate.inside == 0


def test_nobody_gives_way_before_the_turn_is_over():
    gate = Gate(1, seconds=60)
    with ThreadPoolExecutor(1) as pool, gate.admitted():
        waiting = pool.submit(lambda: gate.admitted().__enter__())
        _once_somebody_waits(gate)
        gate.give_way()
        assert not waiting.done()
        with gate.outside():
            waiting.result(5)
            pool.submit(gate._have, False).result(5)


def test_every_run_of_a_page_passes_the_gate(monkeypatch):
    seen = []
    monkeypatch.setattr("pages.ui.site.serve", lambda: seen.append(GATE.inside))
    AppTest.from_file("../app.py").run()
    assert seen == [1]
    assert GATE.inside == 0


def test_who_has_worked_long_gives_way_to_whoever_comes(monkeypatch):
    """In the middle of a turn of a minute."""
    gate, order, clock = Gate(1, seconds=60), [], SimpleNamespace(now=0.0)
    monkeypatch.setattr("pages.ui.gate.time", SimpleNamespace(monotonic=lambda: clock.now))

    def short():
        with gate.admitted():
            order.append("short")

    with ThreadPoolExecutor(1) as pool, gate.admitted():
        waiting = pool.submit(short)
        _once_somebody_waits(gate)
        for now in (LONG_SECONDS - SHORT_TURN_SECONDS, LONG_SECONDS + SHORT_TURN_SECONDS):
            clock.now = now
            gate.give_way()
            order.append(f"long after {now} s")
        waiting.result(5)
    assert order[1] == "short"
    assert len(order) == 3


def test_a_map_of_starts_can_be_interrupted(monkeypatch):
    """By whoever waits, and by its visitor: after every piece of the work, of which none is large."""
    pauses = []
    for at in ("mountain", "slope"):
        monkeypatch.setattr(f"pages.views.{at}.results.pause", lambda at=at: pauses.append(at))
    mountain_results.ends.__wrapped__(PRESETS["B6"].record)
    slope_results.map_of_starts.__wrapped__(PRESETS["A8b"].record)
    assert Counter(pauses)["mountain"] >= 10
    assert Counter(pauses)["slope"] >= 10


def test_what_a_result_does_not_depend_on_is_cut_off_before_it_is_worked_out():
    asked = []

    @remember(of=lambda record: record.only("ground"))
    def curve(record, name):
        asked.append((record, name))
        return record.curve

    a4 = PRESETS["A4"].record
    assert {curve(replace(a4, lr=lr, x0=lr), "f") for lr in (0.1, 0.2, 0.3)} == {a4.curve}
    assert asked == [(a4.only("ground"), "f")]


def test_work_gives_way_before_it_begins_and_at_every_report(monkeypatch):
    ways = []
    monkeypatch.setattr(Gate, "give_way", lambda gate: ways.append(gate))

    @remember()
    def work(name):
        with Progress(10, "working") as progress:
            progress.at(5)
        return name

    work("a")
    assert ways == [GATE] * 2
    work("a")
    assert len(ways) == 3, "and where what is there is asked for"


def test_who_is_called_away_while_waiting_leaves_the_queue(monkeypatch):
    gate, asked = Gate(1), []

    class Newer(BaseException):
        """As Streamlit's request for another run."""

    def call_away():
        asked.append(1)
        if len(asked) == 2:
            raise Newer

    monkeypatch.setattr("pages.ui.gate.newer_request", call_away)
    monkeypatch.setattr("pages.ui.gate.POLL_SECONDS", 0.01)
    with ThreadPoolExecutor(1) as pool, gate.admitted(), pytest.raises(Newer):
        pool.submit(lambda: gate.admitted().__enter__()).result(5)
    assert gate.inside == 0
    with gate.admitted():
        assert gate.inside == 1


def test_who_is_called_away_as_a_place_is_given_hands_it_on(monkeypatch):
    """A place that was given to one who has gone by then is the next one's."""
    gate = Gate(1)

    class Newer(BaseException):
        """As Streamlit's request for another run."""

    def call_away():
        gate._leave()  # the one inside goes at this very moment: the place is given to who is called away
        raise Newer

    monkeypatch.setattr("pages.ui.gate.newer_request", call_away)
    inside = gate.admitted()
    inside.__enter__()
    with ThreadPoolExecutor(1) as pool, pytest.raises(Newer):
        pool.submit(lambda: gate.admitted().__enter__()).result(5)
    assert gate.inside == 0


def test_a_run_in_a_session_looks_for_a_newer_request():
    """``newer_request`` touches the session where there is one, and is nothing elsewhere."""

    def script():
        from unittest import mock

        import streamlit as st
        from streamlit.runtime.state import SafeSessionState

        from pages.ui.gate import newer_request

        with mock.patch.object(SafeSessionState, "__getitem__", side_effect=KeyError) as looked:
            newer_request()
        st.text(looked.call_count)

    assert AppTest.from_function(script).run().text[0].value == "1"


# ---- what the pages remember


def test_twenty_four_of_the_widest_networks_weigh_at_most_64_mb():
    """By the weight that the bound counts, and by what the allocator says."""
    training.training(replace(WIDEST, steps=2))
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    with ThreadPoolExecutor(1) as pool:  # as every run of a page has: its buffers go with it
        kept = pool.submit(training.training, WIDEST).result()
    gc.collect()
    alive = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 24 * weigh(kept) <= 64 * MB
    assert 24 * alive <= 64 * MB
    assert alive == pytest.approx(weigh(kept), rel=0.1), "the weight is true"
    assert len(kept.recordings) == 2
    assert all(one.seen["fitted"].shape == (501, 256) for one in kept.recordings.values())


def test_the_bound_holds_whatever_is_remembered(monkeypatch):
    monkeypatch.setattr(memory, "MEMORY", Memory(8 * MB))
    for seed in range(6):
        training.training(replace(WIDEST, steps=40, seed=seed))
        results.family(replace(PRESETS["B6"].record, seed=seed, x0=0.1 * seed))
        assert memory.MEMORY.weight <= 8 * MB


def test_what_a_network_says_is_what_its_whole_run_says():
    from gdengine import network
    from pages.charts.network.output import places

    record = replace(PRESETS["D1"].record, steps=40, batch=40, versus="relu")
    for name, run in record.run().items():
        across = places(record.points()[0])
        curve = network.predict(run.x, across, record.sizes(), name)[..., 0]
        np.testing.assert_allclose(outputs(record, name), curve, rtol=1e-6, atol=1e-6)
        fitted = training.training(record).recordings[name].seen["fitted"]
        np.testing.assert_allclose(fitted, record.objective(name).predict(run.x)[..., 0], rtol=1e-6, atol=1e-6)
        slope = training.training(record).recordings[name].seen["slope"]
        np.testing.assert_array_equal(slope, np.linalg.norm(run.grad, axis=-1))
        np.testing.assert_array_equal(results.runs(record)[name].value, run.value)
        for epoch in (0, 1, 17, 40):
            theta = training.training(record).recordings[name].at(record.objective(name), record.rule(), epoch)
            np.testing.assert_array_equal(theta, run.x[epoch])


@pytest.mark.parametrize("name", ["A4", "A8m", "B6", "C3", "C7"])
def test_a_family_knows_its_member_in_force(name):
    record = PRESETS[name].record
    found = results.family(record)
    assert found.rates[found.home] == record.lr
    run = run_of(record)
    for part, whole in zip(found.chosen, run):
        np.testing.assert_array_equal(part, whole)
    np.testing.assert_array_equal(found.times(2).chosen.value, 2 * run.value)


def test_an_objective_is_asked_for_once_whatever_the_walk(monkeypatch):
    asked = []
    for kind in {type(preset.record) for preset in PRESETS.values()}:
        real = kind.objective

        def spied(self, *args, real=real):
            asked.append(type(self))
            return real(self, *args)

        monkeypatch.setattr(kind, "objective", spied)
    for name in ("A4", "B6", "C3", "D1"):
        asked.clear()
        record = PRESETS[name].record
        one = results.objective(record)
        assert results.objective(replace(record, lr=record.lr / 2, steps=7)) is one
        assert results.objective(replace(record, optimizer="adam")) is one
        assert asked == [type(record)]
    assert results.objective(replace(PRESETS["A4"].record, curve="double_well")) is LANDSCAPES["double_well"]


def test_every_objective_remembered_is_the_records_own():
    """Cut down to its ground, a record still descends the same: for every classic experiment."""
    for preset in PRESETS.values():
        record = preset.record
        own, shared = record.objective(), results.objective(record)
        x = record.start() + 0.37
        np.testing.assert_array_equal(own(x), shared(x))
        np.testing.assert_array_equal(own.grad(x), shared.grad(x))
        assert (own.noisy is None) == (shared.noisy is None)
        if own.noisy:
            np.testing.assert_array_equal(own.noisy(5)(x)[1], shared.noisy(5)(x)[1])
