"""A race without a goal: what is drawn of its heights, and that sentence, guess and board agree about who is gone."""

import numpy as np
import pytest
from visit import visit

from gdengine.activities.race import Finish, standings
from gdengine.core import Outcome
from gdengine.experiments import MistyMountain, Race, SlopeExplorer
from pages.charts.slope import curve
from pages.charts.slope.staircase import heights
from pages.views import who_is_first
from pages.views.mountain.race import _sentence

ENDLESS = {"surface": "monkey_saddle", "x0": 1.0, "y0": 0.2, "steps": 1000}


def race(**link):
    return visit("misty_mountain", lens="race", hide="guess", **{k: str(v) for k, v in link.items()}).pictures


def test_where_there_is_no_bottom_there_is_no_goal_to_be_above():
    pictures = race(**ENDLESS)
    assert "heights" not in pictures
    picture = pictures["heights_alone"]
    assert "goal" not in picture.data
    assert "goal" not in str(picture.spec) and "goal" not in picture.alt + picture.now.template
    assert not picture.legend
    record = MistyMountain(**ENDLESS)
    runs = Race().runs(record)
    table = picture.data["racers"].frame()
    assert table["y"].iloc[0] == np.float32(record.objective()([1.0, 0.2]))
    here = [run.value for run in runs.values() if run.outcome != Outcome.DIVERGED]
    ends = picture.data["view"].frame().iloc[0]
    assert ends.y_lo <= np.min(here) and ends.y_lo > 2 * np.min(here)  # no room for those that are gone


def test_of_a_race_of_which_all_are_gone_the_scale_is_that_of_the_map():
    ends = race(**ENDLESS, racers="gd_1 momentum_1")["heights_alone"].data["view"].frame().iloc[0]
    assert -100 < ends.y_lo < ends.y_hi < 100


@pytest.mark.parametrize("link", [{"preset": "B4r"}, {"surface": "bowl"}])
def test_where_there_is_a_bottom_it_is_the_goal(link):
    assert race(**link)["heights"].data["goal"].frame()["y"].notna().all()


def test_who_is_gone_is_not_lowest():
    record = MistyMountain(**ENDLESS)
    finishes = standings(record.objective(), Race().runs(record))
    assert [finish.gone for finish in finishes] == [False] * 3 + [True] * 3
    assert _sentence(finishes).startswith(
        "**Nobody arrives.** Gradient descent, Momentum and Nesterov are gone; of the others Adam ends lowest, at −1.5"
    )
    assert _sentence([f for f in finishes if f.gone]) == "**Nobody arrives.** All are gone."
    assert _sentence([f for f in finishes if f.name == "gd"]) == "**Nobody arrives.** Gradient descent is gone."


def test_a_guess_is_told_the_same():
    def told(*lost):
        return who_is_first.remark("nobody", words, lost, "the ground", "at the bottom")

    words = {"a": "A", "b": "B", "nobody": "None of them"}
    here, gone = Finish("a", None, 1.0, 1.0, Outcome.RUNNING), Finish("b", None, -1e30, 1.0, Outcome.DIVERGED)
    assert told(here, gone).endswith("lowest ends A.")
    assert told(gone, gone._replace(name="a")).endswith("all are gone.")


def test_without_a_minimum_the_log_scale_says_what_it_is_above_and_a_pole_is_not_that():
    link = {"lens": "descend", "curve": "formula", "formula": "1/x", "x0": "2", "lr": "5", "log": "true"}
    spec = str(visit("slope_explorer", **link).pictures["log"].spec)
    assert "f(x) − lowest drawn" in spec and "min f" not in spec
    hyperbola = SlopeExplorer.read({"curve": "formula", "formula": "1/x"})[0].objective()
    low, high = heights(hyperbola)
    assert low < curve.lowest(hyperbola) < low + 0.1 * (high - low)
