"""Whichever points are chosen, descent begins on their map and arrives: what is set with a choice of data."""

import dataclasses

import numpy as np
import pytest
from browser import some
from visit import visit

from gdengine import PRESETS
from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.endings import Ended
from gdengine.experiments import Regression
from gdengine.experiments.suited import suited
from gdengine.regression import DATASETS, LOSSES
from pages.charts.regression.line_fit import rise

SETS = [*DATASETS, "own"]
CHOSEN = {"C1": "by_hand", "C3": "descend", "C5": "descend", "C2m": "scale", "C6b": "bend"}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", SETS)
def test_plain_descent_begins_on_the_map_and_arrives(name, loss):
    record = dataclasses.replace(Regression(), data=name, loss=loss, optimizer="adam", lr=7.0, b0=9e5, decay=0.95)
    record = dataclasses.replace(record, **suited(record))
    assert record.settled() == (record, []), "nothing is left to mend: the start is on the map, too"
    run = record.run()["gd"]
    assert diagnose(run, record.objective(), record.rule()).ended == Ended.DEEPEST
    away = np.linalg.norm(run.x - record.best(), axis=-1)
    there = int(np.argmax(away <= 0.01 * away[0]))
    assert there >= 5, "there is something to see"
    assert record.original(run.x[-1]) == pytest.approx(record.original(record.best()), rel=0.01, abs=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_walks_that_see_one_point_a_step_do_not_diverge(name):
    record = dataclasses.replace(Regression(), data=name)
    record = dataclasses.replace(record, **suited(record, sampled=True), batch=1)
    assert np.isfinite(record.run()["gd"].value).all()


@pytest.mark.parametrize("preset", some(CHOSEN, "C3", "C6b"))
@pytest.mark.parametrize("name", ["sprint", "anscombe_4", "years"])
def test_a_choice_of_data_sets_what_goes_with_it_and_says_so(name, preset):
    seen = visit("regression", preset=preset).turn("data", name)
    assert not seen.wrong
    kept = seen.state("kept")
    record = kept.record(Regression)
    assert record.data == name and record.settled() == (record, [])
    run = record.run()["gd"]
    assert diagnose(run, record.objective(), record.rule()).ended == Ended.DEEPEST
    low, high = rise(record.points().y)
    assert low < kept.values["hand_intercept"] < high
    assert any("Changed · " in caption.value and "Learning rate" in caption.value for caption in seen.app.caption)


def test_a_link_and_a_preset_keep_the_rate_that_they_name():
    assert visit("regression", data="sprint", lr="0.3").state("kept").values["lr"] == 0.3
    assert visit("regression").turn("preset", "C6l").state("kept").values["lr"] == PRESETS["C6l"].record.lr
