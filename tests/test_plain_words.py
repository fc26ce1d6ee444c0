"""Notices in plain words, one step is one step, and theory that does not contradict what was measured."""

import dataclasses
import json
import re

import numpy as np
import pytest
from visit import opened, unmarked, visit

from gdengine import PRESETS
from gdengine.analysis.five_rates import ladder
from gdengine.experiments import EXPERIMENTS, MistyMountain, Regression, SineMLP, SlopeExplorer
from pages.charts.kit.numbers import counted, number
from pages.views.mountain.rate_momentum import _sentence, walked_here
from pages.views.mountain.results import pairs

CODE = re.compile(r"\b[a-z]+_[a-z0-9]+\b|\b[xy]0\b|\bb[01]\b|\blr\b")


SHORT_FOR = re.compile(r"\b(MSE|RMS)\b")  # of an axis, where no mark can be
SIDES = re.compile(r"\b(on|to) the (left|right)\b|\b(left|right) (side|of)\b")


def texts(seen):
    app = seen.app
    return [unmarked(element.value) for kind in (app.markdown, app.caption, app.toast) for element in kind]


@pytest.mark.parametrize(
    "record",
    [
        SlopeExplorer(x0=77.0),
        MistyMountain(x0=-90.0, y0=90.0),
        Regression(b0=2000.0, batch=400),
        SineMLP(batch=1, n=256, steps=500),
        SineMLP(batch=300),
    ],
)
def test_what_had_to_move_is_said_without_the_names_of_code(record):
    said = record.settled()[1]
    assert said
    assert not any(CODE.search(sentence) for sentence in said)


@pytest.mark.parametrize("page", EXPERIMENTS)
def test_what_a_link_says_in_vain_is_said_by_the_knob_s_own_name(page):
    seen = visit(page, lr="banana", x0="much", b0="little")
    assert any(sentence.startswith("Learning rate η “banana” was left at") for sentence in seen.said)
    assert not any(CODE.search(sentence) for sentence in seen.said)


def test_one_step_is_one_step():
    assert [counted(n, "step") for n in (0, 1, 2, 12345)] == ["0 steps", "1 step", "2 steps", "12\u202f345 steps"]


@pytest.mark.parametrize("name", PRESETS)
def test_no_page_counts_one_steps_or_says_minus_nothing(name):
    seen = opened(PRESETS[name].page, ("preset", name))
    assert seen.wrong == []
    for text in texts(seen):
        assert not re.search(r"(?<![\d.,])1 (steps|epochs|strides)\b", text), text
        assert not re.search(r"[−-]0(?![\d.,·])", text), text
        assert not re.search(SIDES, text), f"on a phone pictures stand below each other: {text}"
    for picture in seen.pictures.values():
        assert not SHORT_FOR.search(json.dumps(picture.spec)), "letters that stand for words that nobody has said"


def five(**link):
    """What stands above and below each of the five pictures."""
    seen = visit("slope_explorer", lens="regimes", **link)
    above = [text for text in seen.words if "in theory" in text]
    return above, [text for text in seen.words if text.startswith("In fact: ")]


def test_five_rates_say_what_is_theory_and_what_is_fact():
    above, below = five(curve="double_well", x0="-1.5")
    rates = ladder(SlopeExplorer(curve="double_well").objective(), -1.5).rates
    names = [f"**{name.capitalize()}: η = {number(rate)}" for name, rate in rates.items()]
    assert [text.partition("**, in theory")[0] for text in above] == names
    assert len(below) == 5
    facts = [text.split("  \n")[0].removeprefix("In fact: ") for text in five(x0="-4")[1]]
    assert facts == ["Arrives.", "Arrives.", "Arrives.", "Bounces forever.", "Leaves for good."]


def bowl(**knobs):
    return dataclasses.replace(PRESETS["B7m"].record, **knobs)


def sentence(record):
    here = walked_here(record)
    return _sentence(here, pairs(dataclasses.replace(here, lr=1.0, mass=0.0, steps=1)))


def test_plain_descent_is_spoken_of_as_such():
    said = sentence(bowl(optimizer="gd", mass=0.9, lr=0.019))
    assert "μ = 0, gradient descent takes" in said
    assert "Momentum" not in said


def test_what_never_arrives_is_not_told_to_arrive_later():
    said = sentence(bowl(optimizer="momentum", lr=0.1, mass=0.3))
    assert "is **not within 0.0001 times its first distance after 600 steps**" in said
    assert "it never arrives" in said
    assert "takes" not in said


def test_what_is_slow_is_told_with_the_steps_of_theory():
    said = sentence(bowl(optimizer="gd", lr=0.002))
    assert "after 600 steps" in said
    assert re.search(r"about \d\W?\d* steps", said)
    assert "never arrives" not in said


def test_theory_and_measure_agree_on_random_pairs():
    """Never both: arrived within 600 steps, and never arrives."""
    draw = np.random.default_rng(7)
    for _ in range(40):
        said = sentence(bowl(lr=float(f"{10 ** draw.uniform(-4, -1):.3g}"), mass=round(draw.uniform(0, 0.99), 2)))
        assert not ("takes **" in said and "never arrives" in said), said
