"""A title says no more than its experiment shows: each of its claims is held against the verdict on its run."""

import re

import numpy as np
import pytest
import records

from gdengine.experiments.presets import PRESETS

CLAIMS = {  # words of a title → what must hold of the first run
    r"\bdiverges\b": lambda found: found.kind == "infinity",
    r"\bcrawls\b": lambda found: {"crawling"} & {*found.how},
    r"\barrives\b|\bfitted\b|\bone jump\b|\bmeets\b": lambda found: found.kind == "deepest",
    r"\bbounces forever\b": lambda found: (found.kind, found.how.count("hopping")) == ("unfinished", 1),
    r"\bzigzags\b|\bsteps over\b": lambda found: {"overshooting"} & {*found.how},
    r"\bstuck\b": lambda found: found.kind == "higher",
    r"\bslow\b": lambda found: {"lingering"} & {*found.how},
    r"\bthe shallow one\b": lambda found: found.kind == "higher",
    r"\bthe deep one\b|\bcrosses\b|\bleaves\b": lambda found: found.kind == "deepest",
    r"\bat every step\b": lambda found: found.share == 1,
    r"\bsettles\b|\bnever\b": lambda found: False,  # no run of so many steps can show it
}
PROMISED_LATER = r"by hand|no bowl|to draw|to follow"  # views that there are not


def found(name):
    return records.found(PRESETS[name].record)


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.view != "race"])
def test_a_title_is_true_of_its_run(name):
    title = PRESETS[name].title.lower()
    assert not re.search(PROMISED_LATER, title)
    if claims := [holds for words, holds in CLAIMS.items() if re.search(words, title)]:
        said = found(name)
        assert all(holds(said) for holds in claims), (title, said)


def test_c5_overshoots_across_the_valley_at_every_step_and_yet_arrives():
    """Across, where the bowl bends sharpest, β lands on the other side every time; along, it never does."""
    record = PRESETS["C5"].record
    run, bowl = record.run()["gd"], record.objective()
    assert "across the valley" in PRESETS["C5"].title
    across = np.linalg.svd(np.array([bowl.grad(bowl.solution + e) for e in np.eye(2)]))[2][0]
    side = (run.x - bowl.solution) @ across
    assert (side[:-1] * side[1:] < 0).all()
    assert (np.abs(side[1:]) < np.abs(side[:-1])).all()
    assert found("C5").kind == "deepest"
    assert found("C5").share < 0.2  # of its steps as a whole


def test_a7b_opens_with_its_line_and_the_sine():
    assert PRESETS["A7b"].view == "weight"
