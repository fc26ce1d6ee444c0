"""The register of presets: every classic experiment is there, possible as it stands, and one link."""

import re
from collections import Counter

import numpy as np
import pytest
from visit import visit

from gdengine.activities.race import RACERS
from gdengine.experiments import (
    EXPERIMENTS,
    Backprop,
    Batches,
    Bend,
    ByHand,
    FiveRates,
    Hike,
    Inside,
    LossPlane,
    Luck,
    OneNeuron,
    Race,
    Scale,
    Secant,
    SineMLP,
    SlopeExplorer,
)
from gdengine.experiments.presets import PRESETS, Preset, enter, lessons_of, presets_of
from pages.views import registry

EVERY = pytest.mark.parametrize("name", PRESETS)
LONGEST_QUESTION = 109  # letters, of two lines at most where words are largest
CLASSICS = [f"{page}{i}" for page, count in zip("ABCD", (9, 7, 9, 8)) for i in range(1, count + 1)]
PAGES = dict(zip("ABCD", EXPERIMENTS))
VIEWS = {  # page -> what a link calls its views, and what each asks for besides
    "slope_explorer": {"slope": Secant, "descend": None, "starts": None, "regimes": FiveRates, "weight": None},
    "misty_mountain": {"hike": Hike, "descend": None, "race": Race, "starts": None, "momentum": None},
    "regression": {"by_hand": ByHand, "descend": None, "batches": Batches, "scale": Scale, "bend": Bend},
    "sine_mlp": {
        "train": None,
        "inside": Inside,
        "neuron": OneNeuron,
        "backprop": Backprop,
        "landscape": LossPlane,
        "luck": Luck,
    },
}


def test_every_classic_experiment_is_a_preset_on_its_page():
    assert [name for name in CLASSICS if name not in PRESETS] == []
    assert len(PRESETS) >= 80
    for name, preset in PRESETS.items():
        assert name[:2] in CLASSICS
        assert (preset.id, preset.page) == (name, PAGES[name[0]])
    assert len({(preset.page, preset.title) for preset in PRESETS.values()}) == len(PRESETS)
    assert all(0 < len(preset.title) <= 45 for preset in PRESETS.values())


def test_a_page_opens_with_its_first_preset_which_is_the_record_as_it_is_born():
    assert [presets_of(page)[0] for page in EXPERIMENTS] == ["A4", "B1", "C3", "D1"]
    for page, record in EXPERIMENTS.items():
        assert PRESETS[presets_of(page)[0]].record == record()
    assert sorted(name for page in EXPERIMENTS for name in presets_of(page)) == sorted(PRESETS)


@pytest.mark.parametrize("page", EXPERIMENTS)
def test_the_lessons_of_a_page_are_a_few_headings_with_everything_under_them(page):
    lessons = lessons_of(page)
    assert 3 <= len(lessons) <= 6
    assert [name for names in lessons.values() for name in names] == presets_of(page)
    assert all(0 < len(heading) <= 40 for heading in lessons)


@EVERY
def test_a_preset_names_a_view_of_its_page_and_what_that_asks_for(name):
    preset = PRESETS[name]
    own = VIEWS[preset.page][preset.view]
    assert type(preset.own) is (own or type(None))


def test_no_two_experiments_ask_the_same():
    asked = [(p.page, p.view, p.question or registry.PAGES[p.page].views[p.view].question) for p in PRESETS.values()]
    assert [question for question, times in Counter(asked).items() if times > 1] == []
    assert all(question.endswith(("?", ".")) and len(question) <= LONGEST_QUESTION for _, _, question in asked)


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="'A4': choose another name"):
        enter(Preset("A4", "again", SlopeExplorer(), "descend", "Again"))


def records(preset):
    return [preset.record, *([preset.own] if preset.own else [])]


@EVERY
def test_a_preset_survives_its_own_link(name):
    for record in records(PRESETS[name]):
        born = type(record)()
        link = {name: spec.write(getattr(record, name)) for name, spec in record.knobs().items()}
        read, complaints = type(record).read(link)
        assert complaints == []
        assert {name: spec.write(getattr(read, name)) for name, spec in record.knobs().items()} == link
        changed = {name: text for name, text in link.items() if getattr(record, name) != getattr(born, name)}
        assert type(record).read(changed) == (record, [])


OLD = {  # links as they were written before the views had records of their own
    "B5": ("racers", " ".join(RACERS)),
    "B4r": ("racers", "gd momentum nesterov adam_0.3"),
    "A1": ("h", "0.1"),
}


@pytest.mark.parametrize(("name", "link"), OLD.items())
def test_an_old_link_of_a_view_is_read(name, link):
    own = PRESETS[name].own
    assert type(own).read(dict([link])) == (own, [])


@EVERY
def test_a_preset_is_within_its_ranges_and_starts_on_its_map(name):
    record = PRESETS[name].record
    for each in records(PRESETS[name]):
        assert each.settled() == (each, [])
        assert all(spec.fits(getattr(each, name)) for name, spec in each.knobs().items())
    objective = record.objective()
    assert len(objective.box) == (0 if isinstance(record, SineMLP) else len(record.start()))
    for value, (low, high) in zip(record.start(), objective.box):
        assert low <= value <= high
    assert np.isfinite(objective(record.start()))


@EVERY
def test_knobs_without_effect_are_at_their_defaults(name):
    record = PRESETS[name].record
    born = type(record)()
    assert [knob for knob in vars(record) if not record.matters(knob) and vars(record)[knob] != vars(born)[knob]] == []


@EVERY
def test_a_title_says_no_code(name):
    assert not re.search(r"\b[ABCD]\d", PRESETS[name].title + PRESETS[name].lesson)


def test_a_question_is_asked_as_long_as_it_is_about_what_is_seen():
    """A4 asks why every step gets shorter: with momentum, or another rate, not every step does."""
    a4 = "The ball feels only the slope under it. Press play: why does every step get shorter?"
    plain = registry.PAGES["slope_explorer"].views["descend"].question
    for changed, question in (
        ({}, a4),
        ({"x0": 3.5}, a4),
        ({"steps": 20}, a4),
        ({"optimizer": "momentum"}, plain),
        ({"lr": 1.05}, plain),
        ({"curve": "wiggly"}, plain),
    ):
        words = visit("slope_explorer", preset="A4", **changed).words
        assert [text for text in (a4, plain) if text in words] == [question], changed


SPOKEN_OF = {r"[Tt]h(e|is) start|flat (here|as this|ground)|Two steps": {"x0", "y0"}, r"[Mm]ap": {"beside"}}


@pytest.mark.parametrize("preset", [preset for preset in PRESETS.values() if preset.question], ids=lambda one: one.id)
def test_what_a_question_asks_to_turn_does_not_take_it_away_and_what_it_speaks_of_does(preset):
    knobs = registry.PAGES[preset.page].knobs()
    assert preset.still_asks([], preset.record)
    assert preset.still_asks([*preset.turned, *({"steps"} - {*preset.speaks_of})], preset.record)
    kept = {name for name in knobs if preset.still_asks([name], preset.record)}
    fixed = {"optimizer", "curve", "surface", "data", "batch", "formula", "criterion", "trial", "model", "features"}
    assert not kept & (fixed - {*preset.turned})
    assert ("lr" in kept) == ("lr" in preset.turned)
    for pattern, names in SPOKEN_OF.items():
        if re.search(pattern, preset.question) and "click" not in preset.question.lower():
            assert not kept & names
    assert {"x0", "b0"} & {*knobs} <= kept | {*preset.speaks_of}


@pytest.mark.parametrize(
    ("page", "link", "instead"),
    [
        (
            "misty_mountain",
            {"lens": "hike", "surface": "monkey_saddle"},
            "No valley is known here: how low do you get?",
        ),
        ("misty_mountain", {"lens": "hike", "surface": "formula", "formula": "x + 3y"}, "No valley is known here"),
        ("slope_explorer", {"lens": "weight", "curve": "wiggly"}, "Which points shall it fit?"),
        ("slope_explorer", {"lens": "descend", "predict": "true"}, "Where will the next step land?"),
        ("regression", {"lens": "descend", "beside": "pulls"}, "Every point has a share in each step."),
        ("regression", {"lens": "scale", "features": "house_prices"}, "Several features, each in its own unit."),
        ("regression", {"lens": "bend", "model": "logistic"}, "where is a yes as likely as a no?"),
        ("sine_mlp", {"lens": "luck", "trial": "batches"}, "who learns fastest, and counted how?"),
    ],
)
def test_where_what_a_view_asks_after_is_not_there_something_else_is_asked(page, link, instead):
    view = registry.PAGES[page].views[link["lens"]]
    usual = view.question
    words = visit(page, hide="guess", **link).words
    assert usual not in words
    (asked,) = (text for text in words if instead in text)
    assert len(asked) <= LONGEST_QUESTION
    there = {name: value for name, value in link.items() if name == "lens"}
    assert not any(instead in text for text in visit(page, hide="guess", **there, preset=FITTING[page]).words)


FITTING = {"misty_mountain": "B1", "slope_explorer": "A7b", "regression": "C2m", "sine_mlp": "D1"}
