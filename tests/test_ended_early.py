"""A walk that ended before its budget ends on the page where it ended: bar, numbers, pictures, sentence."""

from functools import partial
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from records import run_of
from visit import visit

from gdengine import PRESETS, Outcome
from gdengine.analysis.walks import ends, walked
from gdengine.experiments import Regression, SlopeExplorer
from gdengine.experiments.stopping import stops
from pages.ui import frame, playback
from pages.ui.export import _walked as walk_table
from pages.ui.export import steps

ENDED = {  # how a run may end early → a record that does
    "converged": SlopeExplorer(lr=0.5),
    "stalled": PRESETS["C9"].record,
    "oscillating": SlopeExplorer(lr=1.0, patience=10),
    "diverged": SlopeExplorer(lr=3.0, steps=500),
}

HERE = ("home_x", "home_y", "home_v", "home_gx", "home_gy", "home_intercept", "home_slope")  # not where a step leads


@pytest.mark.parametrize(("how", "record"), ENDED.items())
def test_the_numbers_to_take_away_end_with_the_last_step_taken(how, record):
    run = run_of(record)
    assert Outcome(int(run.outcome)).name.lower() == how
    assert int(run.last) < record.steps
    table = steps(run, record.coordinates)
    assert table["step"][-1] == run.last
    assert np.isfinite(pd.DataFrame(table).to_numpy()).all()
    assert len(table["step"]) == len(walked(run).x) == ends(run)[0] + 1


TAKEN = {"A4": ["x"], "B6": ["x", "y"], "C3": ["a", "b"], "C2": ["a", "b"], "C7": ["a", "b"], "B1": ["x", "y"]}


@pytest.mark.parametrize(("name", "coordinates"), TAKEN.items())
def test_the_numbers_to_take_away_say_of_what_a_gradient_is(name, coordinates, monkeypatch):
    """Measured on the values as they are written: C3 descends half the loss it shows, a hike is told in meters."""
    tables = []
    monkeypatch.setattr(frame, "export", lambda about, _: tables.append((about.table or partial(walk_table, about))()))
    preset = PRESETS[name]
    assert visit(preset.page, preset=name, hide="guess").wrong == []
    objective, x = preset.record.objective(), np.array([tables[0][each][0] for each in coordinates])
    aside = np.array([1e-5, *np.zeros(len(x) - 1)])
    rise = float(objective(x + aside) - objective(x - aside)) / 2e-5
    shown = float(tables[0]["value"][0] / objective(x))
    of = "" if abs(shown - 1) < 1e-12 else f"of_{1 / shown:g}_value_"
    assert tables[0][f"gradient_{of}{coordinates[0]}"][0] == pytest.approx(rise, rel=1e-5)


@pytest.mark.parametrize(("how", "record"), ENDED.items())
def test_bar_pictures_and_worked_step_end_there(how, record, monkeypatch):
    drawn, lines = [], []
    monkeypatch.setattr(playback, "player", lambda steps, values, **rest: drawn.append((steps, values, rest)))
    monkeypatch.setattr("pages.ui.worked_step.live_text", lambda *given, **rest: lines.append(rest["steps"]))
    plain = type(record)()
    link = {name: spec.write(getattr(record, name)) for name, spec in record.knobs().items()
            if getattr(record, name) != getattr(plain, name)}  # fmt: skip
    seen = visit(record.page, lens="descend", **link)
    assert seen.wrong == []
    last = int(run_of(record).last)
    ((numbers, values, rest),) = drawn
    assert (numbers[0], numbers[-1], len(values)) == (0, last, len(numbers))
    assert np.isfinite(values).all()
    assert rest["beyond"] == record.steps  # other rates are shown to their own ends
    stops = how != "diverged"
    assert lines[0][-1] == (last - 1 if stops else last)
    for name, picture in seen.pictures.items():
        every = picture.data["every"].frame() if "every" in picture.data else None
        if every is not None:
            assert every["step"][~every["over"]].max() == last, name
            home = [column for column in every if column.startswith("home_")]
            assert every[home].nunique().max() <= last + 1
            assert np.isfinite(every[[name for name in home if name in HERE]].to_numpy()).all()
        if picture.now is not None:
            assert picture.now.steps[-1] == last, name


def test_c9_stops_on_the_loss_that_is_shown_and_says_why():
    """‖y − Xβ‖² is shown, half of it is descended: the progress asked for counts on what is shown."""
    record = PRESETS["C9"].record
    run, free = run_of(record), run_of(Regression())
    shown = 2 * free.value
    assert record.epsilon == 1e-4
    assert run.last == np.argmax(-np.diff(shown) <= record.epsilon) + 1 == 527
    said = verdicts("regression", preset="C9")[-1]
    assert said["head"] == "Arrived."
    assert "in 527 steps" in said["rest"]
    assert (
        "It stopped at step 527 because the loss no longer improved by more than 0.0001 within 1 step." in said["rest"]
    )


def verdicts(page, **link):
    """The verdicts on the family, that on the run in force last."""
    drawn = []
    with mock.patch("pages.ui.telling.telling", lambda *given, **rest: drawn.append(given)):
        seen = visit(page, **link)
    assert seen.wrong == []
    return [judged._asdict() for judged in drawn[0][3]]


def test_a_walk_that_never_moved_has_no_worked_step():
    seen = visit("slope_explorer", x0="0")
    assert seen.wrong == []
    assert "There is no step from here." in seen.words


def test_who_gives_up_says_what_was_asked_of_it():
    said = verdicts("slope_explorer", lr="0.001", patience="5", epsilon="0.5")[-1]["rest"]
    assert "f no longer improved by more than 0.5 within 5 steps" in said
    assert (
        "f no longer improved at all within 10 steps" in verdicts("slope_explorer", lr="1", patience="10")[-1]["rest"]
    )


def test_when_to_stop_tells_of_the_best_loss_so_far():
    """Losses that fall after they have risen are no improvement; the step that diverges is the one after the last."""
    hours = {"data": "hours", "optimizer": "momentum", "lr": 0.004, "steps": 20, "epsilon": 1e-4}
    for how in (hours | {"batch": 4, "patience": 5}, hours | {"patience": 2}):
        record = Regression(**how)
        (run,) = record.run().values()
        _, progress = stops(record, run)
        best = np.minimum.accumulate(run.value[: int(run.last) + 1])
        if run.outcome in (Outcome.STALLED, Outcome.OSCILLATING):
            assert "did not lower the loss below the best before" in progress.why
            assert best[-1] == best[-1 - record.patience]
    single = stops(Regression(data="hours", lr=1e-4, steps=3, patience=1, epsilon=0.0))[1]
    assert single.why == "Each of its 3 steps lowered the loss."
    gone = Regression(data="hours", lr=1.0, steps=50)
    (run,) = gone.run().values()
    assert f"step {int(run.last) + 1} led beyond all limits" in stops(gone)[0].why
