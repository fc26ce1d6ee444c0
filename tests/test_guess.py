"""Guess first: before the guess the answer is not on the page, nor in its data, nor in its link; after it, it is."""

import dataclasses
import sys

import numpy as np
import pytest
from records import run_of
from visit import PAGES, unmarked, visit

from gdengine import PRESETS
from gdengine.analysis.words import ENDED, UNFINISHED
from gdengine.experiments import SlopeExplorer
from pages.ui import guessing
from pages.ui.results import diagnosis, family
from pages.views.slope.results import side_by_side
from pages.views.valleys_guessed import _remark

ASKED = {  # preset: what is guessed wrongly, what rightly, the end of what is said of the former
    "A8": ("0", "1", "It ends in the valley at x = 1."),
    "A8b": ("1", "0", "It ends in the valley at x = −2."),
    "A8s": ("nowhere", "1", "It ends in the valley at x = 1."),
    "A5s": ("diverge", "one jump", "The first at the bottom is η = 0.5."),
    "B4": ("0", "2", "It ends in the valley at (−0.53, 0.54)."),
    "B6": ("2", "0", "It ends in the valley at (3, 2)."),
}
NOT_ASKED = ("A4", "A5b", "A9", "B3", "B2", "B5", "C3", "D1")  # there is one valley only, or nothing to err about
# The last two describe what is seen, and carry numbers of the pictures, which are looked at.
SILENT_PARTS = {"menu", "buttons", "terms", "shortcuts", "live_text", "family"}
HEADS = [words.head for words in (*ENDED.values(), *UNFINISHED.values())]


def learning(preset, **link):
    """A visitor where one learns."""
    return visit(PRESETS[preset].page, preset=preset, floor="learn", **link)


def guess_of(seen, preset):
    return PAGES[seen.page].views[PRESETS[preset].view].guess


def tells(seen, preset):
    """All that gives the answer away: parts, pictures' numbers, words, scripts, and what the link says."""
    record = PRESETS[preset].record
    ahead = np.concatenate([run.x[1:4].ravel() for run in guess_runs(preset)]).astype(np.float32)
    drawn = [
        frame.frame().select_dtypes("number").to_numpy(np.float32).ravel()
        for picture in seen.pictures.values()
        for name, frame in picture.data.items()
        if name not in ("ground", "view", "minima")
    ]
    numbers = set(np.concatenate(drawn).tolist()) - set(record.start().astype(np.float32).tolist())
    found = [f"the number {x}" for x in ahead.tolist() if x in numbers and x != round(x)]  # steps are whole numbers
    found += [name for name, picture in seen.pictures.items() if len(picture.data.get("strip", ()))]
    found += [name for name, picture in seen.pictures.items() if "over0" in picture.data.get("map", ())]
    parts = {part.proto.component_name.removeprefix("downhill_") for part in seen.app.get("bidi_component")}
    found += sorted(parts - SILENT_PARTS)
    text = " ".join(x.value for kind in (seen.app.markdown, seen.app.caption) for x in kind)
    found += [head for head in HEADS if head in text] + seen.scripts
    return found + [f"{name}={said}" for name, said in seen.address.items() if name not in ("preset", "floor", "lens")]


def guess_runs(preset):
    """The walks that are asked about."""
    record = PRESETS[preset].record
    if preset != "A5s":
        return [run_of(record)]
    runs = side_by_side(record)[1]
    return [runs.member(m) for m in range(5)]


def question(seen):
    return seen.app.markdown[0].value


@pytest.mark.parametrize("preset", ASKED)
def test_before_the_guess_nothing_tells_and_after_it_all_is_told(preset):
    wrong, right, told = ASKED[preset]
    seen = learning(preset)
    assert seen.wrong == []
    assert question(seen).startswith("Guess first:")
    assert tells(seen, preset) == []
    seen = seen.press("guess", wrong)
    assert seen.wrong == []
    assert not question(seen).startswith("Guess first:")
    assert tells(seen, preset) != []
    assert any(block.value.startswith("You said: ") and told in block.value for block in seen.app.markdown)
    record = PRESETS[preset].record
    assert guess_of(seen, preset).remark(record, right).startswith("**Well guessed:**")


@pytest.mark.parametrize("preset", ["B2r", "B7m"])
def test_where_a_picture_is_asked_there_are_buttons_for_who_has_no_mouse(preset):
    record, guess = PRESETS[preset].record, guess_of(learning(preset), preset)
    choices = guess.choices(record)
    assert len(choices) >= 3
    assert all(guess.remark(record, name) for name in choices)
    assert unmarked(question(learning(preset))).endswith("or below.")


def test_another_valley_than_the_lowest_is_a_guess_that_can_be_right():
    record, guess = PRESETS["B2r"].record, guess_of(learning("B2r"), "B2r")
    lowest, another, nowhere = guess.choices(record)
    assert guess.remark(record, another).startswith("**Well guessed:**")
    assert not any(guess.remark(record, name).startswith("**Well") for name in (lowest, nowhere))
    calm = dataclasses.replace(record, x0=0.1, y0=0.1)
    assert guess.remark(calm, lowest).startswith("**Well guessed:**")
    assert guess.remark(calm, another).startswith("You said: in another valley than the lowest.")


@pytest.mark.parametrize(
    ("preset", "goes"),
    {"A8": "downhill.", "A8m": "downhill with momentum.", "B4": "a walk sets", "B4m": "a walk with momentum sets",
     "B4n": "a walk that stumbles sets"}.items(),
)  # fmt: skip
def test_who_guesses_is_told_how_the_walk_goes(preset, goes):
    assert goes in unmarked(question(learning(preset)))


def test_a_veiled_picture_that_knows_more_is_found_out(monkeypatch):
    on_map = sys.modules["pages.views.mountain.descend"]  # the package has a function of that name
    monkeypatch.setattr(on_map, "not_set_out", lambda record: family(record).run)
    assert tells(learning("B4"), "B4") != []


def test_a_pair_of_rate_and_momentum_is_guessed_on_an_empty_plane():
    seen = learning("B7m")
    assert question(seen).startswith("Guess first:")
    assert not len(seen.pictures["guess"].data["cells"].frame())
    assert list(seen.pictures) == ["guess"]
    assert not {part.proto.component_name for part in seen.app.get("bidi_component")} & {
        "downhill_bar",
        "downhill_telling",
    }
    record, guess = PRESETS["B7m"].record, guess_of(seen, "B7m")
    assert "takes 174 steps" in guess.remark(record, "0.019 0.90")
    assert "is not there in 600 steps" in guess.remark(record, "0.0005 0.00")
    assert "measured" in seen.press("guess", "show").pictures


@pytest.mark.parametrize("preset", NOT_ASKED)
def test_where_intuition_does_not_err_nothing_is_asked(preset):
    assert not question(learning(preset)).startswith("Guess first:")


def test_one_click_shows_it_and_nothing_is_said_of_a_guess():
    seen = learning("A8").press("guess", "show")
    assert "curve" in seen.pictures
    assert not any("You said" in block.value for block in seen.app.markdown)


def test_the_lab_a_step_and_a_link_that_takes_it_away_are_not_asked():
    for link in ({"floor": "lab"}, {"step": "3"}, {"hide": "guess"}):
        assert not question(visit("slope_explorer", **{"preset": "A8", "floor": "learn", **link})).startswith(
            "Guess"
        ), link


def test_the_same_is_asked_once_whichever_view_asks():
    seen = learning("A8").press("guess", "1").turn("lens", "starts")
    assert not question(seen).startswith("Guess first:")
    other = seen.turn("preset", "A8b")
    assert question(other).startswith("Guess first:")
    assert not question(other.turn("preset", "A8")).startswith("Guess first:")


def test_of_another_run_than_the_one_guessed_nothing_is_said():
    seen = learning("A8").press("guess", "1")
    moved = seen.at("slope_explorer", preset="A8", floor="learn", x0="-1")
    assert not question(moved).startswith("Guess first:")
    assert not any("Well guessed" in block.value for block in moved.app.markdown)


def test_every_guess_can_be_made_without_a_pointer_or_shown():
    for preset in ASKED:
        names = [*guess_of(learning(preset), preset).choices(PRESETS[preset].record)]
        assert len(names) > 1
    assert guessing.SHOWN not in names


def test_the_valley_that_is_told_after_a_guess_is_that_of_the_verdict():
    """Also where the last step of a walk that stumbles lies aside; and of one that is not down yet it is said."""
    for name in ("B4n", "A8", "B4"):
        record = PRESETS[name].record
        end = diagnosis(record).minimum
        assert _remark(record, str(end)).startswith("**Well guessed:**"), name
    slow = SlopeExplorer(curve="double_well", x0=-1.3, lr=0.001)
    assert "in none of the valleys: after 50 steps it has not come to rest." in _remark(slow, "0")
    assert _remark(slow, "nowhere").startswith("**Well guessed:** it ends in none of the valleys: after 50 steps")
