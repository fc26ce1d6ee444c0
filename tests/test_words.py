"""The verdict's words: every ending has its own, every sentence claims only what holds, its numbers are the run's."""

import dataclasses
import re

import numpy as np
import pytest
from random_records import records, told
from records import found, run_of

from gdengine import PRESETS, Outcome
from gdengine.analysis.endings import Ended
from gdengine.analysis.manners import Manner
from gdengine.analysis.numbers import whole
from gdengine.analysis.phrases import PLAIN, Style
from gdengine.analysis.words import ENDED, MANNER, UNFINISHED, race, short, verdict
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from pages.ui.verdict import verdict as shown

PREDICATES = {name for name in Manner._fields if name not in ("share", "period")}


def text(record, **style):
    return verdict(found(record), Style(**style)).text


def test_every_ending_and_every_manner_has_its_words():
    assert {*ENDED} == {*Ended} - {Ended.UNFINISHED}
    assert {*UNFINISHED} - {""} <= PREDICATES
    # straight is the usual case and needs no word; faded and wandering are told by their heads
    assert {*MANNER} == PREDICATES - {"straight", "faded", "wandering"}


@pytest.mark.parametrize(
    ("name", "head", "sums"),
    [
        ("A4", "Arrived.", None),
        ("A5b", "Arrived.", "0.9·2 = 1.8: above 1 a step goes over the bottom"),
        ("A5c", "Bounces forever.", "1·2 = 2: exactly 2"),
        ("A5", "Diverges.", "1.1·2 = 2.2: more than 2"),
        ("C4", "Diverges.", "0.0065·312 = 2.03: more than 2"),
        ("C5", "Arrived.", None),
        ("A8", "At rest in a valley that is not the deepest.", None),
        ("B3a", "Crawls.", None),
        ("D6", "The loss no longer changes.", None),
    ],
)
def test_what_happened_and_why(name, head, sums):
    said = verdict(found(PRESETS[name].record))
    assert said.head.text == head
    assert (sums in said.text) if sums else ("curvature" not in said.text)


@pytest.mark.parametrize(
    "record",
    [
        dataclasses.replace(PRESETS["A5c"].record, steps=1),  # from −4 to 4
        SlopeExplorer(curve="formula", formula="x^2 + sin(4x)", x0=-5.0, lr=4.84, steps=1),
        SineMLP(reach=6.67, steps=1),
    ],
)
def test_a_walk_whose_only_step_led_up_is_not_on_its_way_down(record):
    run = run_of(record)
    assert run.value[-1] >= run.value[0]
    assert "came lower" not in text(record) and "way down" not in text(record)
    assert "still came lower" in text(dataclasses.replace(SlopeExplorer(), steps=1)), "of a step that led down it is so"


def test_where_it_would_hold():
    assert "Below η = 0.0064 it would not diverge." in text(PRESETS["C4"].record)


def test_the_page_shows_its_own_multiple_of_the_value():
    said = shown(found(PRESETS["C4"].record).shown_as(2), Style("the loss", "{:.6g}".format))
    assert "The loss went from 1065.32 to 268370 in 100 steps." in said.rest
    assert (said.good, said.head) == (False, "Diverges.")


def test_patience_is_told_with_its_step():
    assert "It stopped at step 527 because f no longer improved enough." in text(PRESETS["C9"].record)


def test_epochs_are_epochs():
    said = text(PRESETS["D7"].record, unit="epoch", every=PRESETS["D7"].record.every())
    assert "in 60 epochs" in said
    assert "steps" not in said


def test_one_step_is_a_step_and_nothing_is_minus_zero():
    assert "in 1 step." in text(SlopeExplorer(lr=0.5))
    assert "-0 " not in text(SlopeExplorer(curve="formula", formula="-x^2", x0=0)) + " "


def test_numbers_that_are_set_against_each_other_read_differently():
    """A rate a hair above its bound, and a loss that has grown by next to nothing so far."""
    said = text(SlopeExplorer(curve="one_weight", x0=8.0, lr=0.19355, steps=20))
    assert "Below η = 0.193548 it would not diverge." in said
    first, last = re.search(r"f went from (\S+) to (\S+) in 20 steps", said).groups()
    assert first != last


def test_who_is_thrown_while_the_rate_shrinks_has_not_left_for_good():
    """At η = 2·0.9ᵏ five steps on x² lead farther and farther out, and fifty to the bottom."""
    short_walk = SlopeExplorer(lr=2.0, decay=0.9, steps=5)
    said = text(short_walk)
    assert said.startswith("Diverges.")
    assert "So far it gets farther and farther away; η shrinks, so it may yet turn back." in said
    assert short(found(short_walk)) == "Leaves, so far."
    assert text(dataclasses.replace(short_walk, steps=100)).startswith("Arrived.")
    for forever in (SlopeExplorer(lr=2.0, steps=5), SlopeExplorer(lr=2.0, steps=500, decay=1.0)):
        assert "It gets farther and farther away." in text(forever)


def test_idle_units_are_counted():
    dead, symmetric = text(SineMLP(activation="relu", lr=0.7)), text(SineMLP(scheme="zeros"))
    assert dead.startswith("Its units are dead.")
    assert "their output is 0 at every point learned from" in dead  # far beyond the points they may be alive
    assert "In hidden layer 2, 20 of 20 units are dead" in dead
    assert "In hidden layer 1, 20 of 20 units are copies of each other" in symmetric
    assert "1 of 3 units is dead: its output is 0" in text(SineMLP(width=3, layers=1, activation="relu", steps=30))
    saturated = text(SineMLP(activation="tanh", lr=30.0, steps=30))
    assert "units are saturated" in saturated


def test_the_sum_is_not_told_at_a_corner_nor_where_it_contradicts():
    for record in (
        SlopeExplorer(curve="kink", x0=-4, lr=0.1),
        SlopeExplorer(curve="kink", x0=-4, lr=0.5),
        PRESETS["C5"].record,
        Regression(),
    ):
        assert "curvature" not in text(record)


def test_sentences_claim_only_what_holds():
    """Over records nobody chose: each phrase's claims, and its numbers from the recorded run."""
    for record in records(seed=5):
        run, objective = run_of(record), record.objective()
        said, holds = verdict(found(record)), found(record)
        values = run.value[np.isfinite(run.value)]
        for phrase in said.phrases:
            assert phrase.claims
            for claim in phrase.claims:
                kind, _, name = claim.partition(":")
                assert kind != "ended" or name == holds.ended.name
                assert kind != "how" or name in holds.how
            if "first" in phrase.claims:
                # of a walk that is gone the last recorded step that has numbers: a network records whole epochs only
                last = run.step[np.isfinite(run.value)][-1] if run.outcome == Outcome.DIVERGED else run.last
                end = PLAIN.seen(float(values[-1]), float(run.value[0]))
                assert PLAIN.number(float(run.value[0])) in phrase.text, told(record)
                assert end in phrase.text
                assert f"{whole(int(last))} step" in phrase.text
            if phrase.claims == ("bend",):
                assert_explains(objective, holds, phrase.text)
        assert not re.search(r"\b1 steps|\b1 epochs|-0 |-0\.$|\bnan\b|None", said.text), said.text
        assert short(holds)
        assert race(holds)


def assert_explains(objective, holds, said):
    """The sum is one, and of a walk that is not at a corner; what it says of the bound holds."""
    rate, curvature, product = holds.sharpness.rate, holds.sharpness.curvature, holds.sharpness.product
    assert product == pytest.approx(rate * curvature)
    assert f"{PLAIN.number(rate)}·{PLAIN.number(curvature)} = {PLAIN.number(product)}" in said
    assert ("farther out" in said or "cannot come to rest" in said) == (product > holds.sharpness.bound * (1 + 1e-6))
    assert holds.ended != Ended.CORNER


def test_a_sum_says_no_more_than_it_explains():
    """Of a round, of ground that bends otherwise elsewhere, of sampled slopes, of a plateau far from the bottom."""
    hops = text(SlopeExplorer(curve="formula", formula="x^4-3*x^2+x", x0=-1.01, lr=0.25))
    assert "more than 2, so it cannot come to rest there: the bottom would hold it below η = 0.214." in hops
    curved = text(MistyMountain(surface="himmelblau", x0=0.76, y0=1.82, lr=1.86))
    sampled = text(dataclasses.replace(PRESETS["C7"].record, lr=1.2))
    for said in (curved, sampled):
        assert "on a parabola that bends like that every step lands farther out" in said
        assert "would not diverge" not in said
    assert "of the way." not in text(SlopeExplorer(curve="plateau", x0=-4, lr=0.05, steps=50))
    assert "each step takes only about 0.4 % of the way." in text(SlopeExplorer(curve="square", x0=-4, lr=0.002))


def test_a_walk_is_not_there_the_sooner_the_higher_it_was_thrown():
    record = MistyMountain(surface="formula", formula="exp(-x)+y^2", x0=3.509, y0=0.857, lr=32, optimizer="adagrad")
    (run,) = record.run().values()
    start, thrown, after = run.value[[0, 1, 2]]
    assert thrown > 1000 * start and after > 0.9 * start
    assert found(record).arrival > 2
