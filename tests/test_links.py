"""A page's whole state is its address: copied, it opens exactly as it stood, and what is not the page's does nothing.

Random walks through the widgets, random standings without a page, and pages after one another in one visit.
"""

from __future__ import annotations

import dataclasses
import math
import random
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlencode

import pytest
from browser import some
from streamlit.runtime.state import QueryParamsProxy
from visit import FLOOR, PAGES, Visit, visit

from gdengine import PRESETS
from gdengine.experiments import Hike, MistyMountain
from gdengine.experiments.knobs import Knob
from gdengine.experiments.presets import presets_of
from pages.ui import address, permalink, written_links
from pages.ui.permalink import Standing

TURNS = 8  # of widgets, in a random walk
STANDINGS = 300  # random ones, a page
BUDGETS = {
    "steps": 9,
    "n": 16,
    "width": 6,
    "width2": 4,
    "width3": 3,
    "layers": 2,
}  # the most that is asked for where it is drawn
FORMULAS = {  # as links have them, which leave blanks out
    "slope_explorer": ("x^2+sin(3x)", "-exp(-x^2/2)", "x²−½x", "|x|"),
    "misty_mountain": ("x^2+10y^2", "sin(x)cos(y)+(x^2+y^2)/20", "(x+1)^2+y^2"),
    "sine_mlp": ("x^3/4-x", "|x|-1", "exp(-x^2)"),
}


def setting(draw: random.Random, page: str, name: str, most: dict[str, int]) -> Any:
    """A random setting of a knob."""
    knob = PAGES[page].knobs()[name]
    if knob.choices:
        return draw.choice(knob.choices)
    if name == "formula":
        return draw.choice(FORMULAS[page])
    if name == "weights":
        return "_".join(f"{draw.uniform(-2, 2):.3g}" for _ in range(draw.choice([0, 4, 7, 10])))
    if name == "pinned":
        return "~~".join(
            draw.sample(["activation~relu~steps~3", "lr~0.05~steps~2~activation~tanh"], draw.randint(0, 2))
        )
    if name == "racers":
        return " ".join(draw.sample(["gd_0.1", "sgd", "momentum", "adam_0.05", "nesterov_1e-3"], draw.randint(1, 3)))
    if name == "off":
        return draw.choice(["", "1.3", "1.1_2.4"])
    if name == "node":
        return draw.choice(["loss", "z1_1", "w1_2_3"])
    if name == "xy":
        return draw.choice(["0_1~1_3", "2_0.5~-1e-7_3~4_1e6"])
    if name == "walks":
        return draw.choice(["", "all", "8 1_0.99 online"])
    if name == "trail":
        mountain = MistyMountain()
        return draw.choice(["", Hike().hiked(mountain, [mountain.start(), [-2.5, 2.5], [-2, 2]])])
    return _number(draw, knob, min(knob.high, most.get(name, knob.high)))


def _number(draw: random.Random, knob: Knob, high: float) -> Any:
    if draw.random() < 0.2:
        return knob.kind(draw.choice([knob.low, high]))
    if knob.kind is float and knob.low > 0:
        return knob.nearest(math.exp(draw.uniform(math.log(knob.low), math.log(high))))
    return knob.nearest(draw.uniform(knob.low, high))


def copied(seen: Visit) -> Visit:
    """A new visitor opens the address as it is copied from the browser's bar."""
    return visit(seen.page, **dict(parse_qsl(urlencode(seen.address), keep_blank_values=True)))


# --- copied links -----------------------------------------------------------------------------------------------------


def _walk(page: str, seed: int) -> Visit:
    """Random turns of widgets, from a random preset."""
    draw = random.Random(f"{page} {seed}")
    seen = visit(page, preset=draw.choice(presets_of(page)), **{n: str(b) for n, b in BUDGETS.items() if _has(page, n)})
    for _ in range(TURNS):
        name = draw.choice([name for name in seen.typed if name != "preset"])
        value = draw.choice([*PAGES[page].views]) if name == "lens" else setting(draw, page, name, BUDGETS)
        seen = seen.turn(name, value)
        assert seen.wrong == [], (name, value, seen.address)
        assert seen.settings[name] == value
    return seen


def _has(page: str, name: str) -> bool:
    return name in PAGES[page].knobs()


def assert_opens_as_it_stood(seen: Visit) -> None:
    again = copied(seen)
    assert again.wrong == []
    assert again.said == []
    assert again.state("kept") == seen.state("kept")
    assert again.settings == seen.settings
    assert again.address == seen.address
    assert again.scripts == seen.scripts
    assert again.pictures.keys() == seen.pictures.keys()


@pytest.mark.parametrize("page", some(PAGES, "slope_explorer", "regression"))
def test_wherever_one_walks_the_copied_link_opens_the_same(page):
    assert_opens_as_it_stood(_walk(page, 0))


@pytest.mark.nightly
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("seed", range(1, 13))
def test_wherever_anybody_walks_the_copied_link_opens_the_same(page, seed):
    assert_opens_as_it_stood(_walk(page, seed))


@pytest.mark.parametrize("page", PAGES)
def test_every_standing_is_what_its_link_says(page):
    draw = random.Random(page)
    for _ in range(STANDINGS):
        now = _standing(draw, page)
        link = dict(parse_qsl(urlencode(permalink.write(PAGES[page], now)), keep_blank_values=True))
        assert permalink.read(PAGES[page], link) == (now, []), link


def _standing(draw: random.Random, page: str) -> Standing:
    now = permalink.at_preset(PAGES[page], PRESETS[draw.choice(presets_of(page))])
    turned = draw.sample([*now.values], draw.randint(0, 6))
    values = {name: setting(draw, page, name, {}) for name in turned}
    view, in_lab = draw.choice([*PAGES[page].views]), draw.random() < 0.5
    return dataclasses.replace(now.replace(values), view=view, in_lab=in_lab)


def in_the_lab(standing: Standing) -> Standing:
    """The same, where every knob has its widget."""
    return dataclasses.replace(standing, in_lab=True)


def test_of_a_formula_only_the_blanks_stay_behind():
    spaced = permalink.first(PAGES["slope_explorer"]).replace({"curve": "formula", "formula": "x^2 + sin(3x)"})
    read, said = permalink.read(PAGES["slope_explorer"], permalink.write(PAGES["slope_explorer"], spaced))
    assert (read, said) == (spaced.replace({"formula": "x^2+sin(3x)"}), [])


@pytest.mark.parametrize("page", PAGES)
def test_what_is_as_the_preset_has_it_is_not_in_the_link(page):
    for name in presets_of(page):
        now = permalink.at_preset(PAGES[page], PRESETS[name])
        assert permalink.write(PAGES[page], now).keys() <= {"preset"}


# --- foreign and bad ones ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_the_page_s_changes_nothing(page):
    others = {name for other in PAGES.values() for name in other.knobs()} - PAGES[page].knobs().keys()
    foreign = {"LR": "3", "utm_source": "mail", "_": "", f"{page}.lr": "3"} | dict.fromkeys(sorted(others), "1")
    first = permalink.first(PAGES[page])
    assert permalink.read(PAGES[page], foreign) == (first, [])
    seen = visit(page, **foreign)
    assert seen.wrong == []
    assert seen.said and all("which is no setting here. Did you mean" in sentence for sentence in seen.said)
    assert seen.state("kept") == in_the_lab(first)


BAD = ("", "banana", "nan", "1e999", "__import__('os')", "\x00", "<b>", "²", "--1", "9" * 2000)


@pytest.mark.parametrize("page", PAGES)
def test_a_bad_value_leaves_its_knob_and_no_other_with_a_sentence(page):
    knobs, first = PAGES[page].knobs(), permalink.first(PAGES[page])
    for name, knob in knobs.items():
        for text in BAD:
            now, complaints = permalink.read(PAGES[page], {name: text})
            if knob.codec and knob.fits(text):
                continue
            assert now == first
            assert len(complaints) == 1
            assert complaints[0].startswith(f"{knob.label} “")
            assert complaints[0].endswith(".")
            assert len(complaints[0]) < 400


@pytest.mark.parametrize("name", ["preset", "lens"])
@pytest.mark.parametrize("text", BAD)
def test_an_experiment_and_a_view_that_are_none_are_told(name, text):
    now, complaints = permalink.read(PAGES["misty_mountain"], {name: text, "lr": "0.3"})
    assert in_the_lab(now) == in_the_lab(permalink.first(PAGES["misty_mountain"]).replace({"lr": 0.3}))
    assert len(complaints) == 1


# --- several pages in one visit ---------------------------------------------------------------------------------------


def test_settings_of_one_page_reach_no_other():
    """What was seen before: η and the steps of A5 went from page to page, and stayed on cards that say otherwise."""
    slope = visit("slope_explorer").turn("preset", "A5").turn("optimizer", "adam").turn("steps", 77).turn("lr", 0.05)
    regression = slope.at("regression")
    assert regression.state("kept") == permalink.first(PAGES["regression"])
    assert regression.address == {}
    for page, name in (("regression", "C5"), ("sine_mlp", "D1"), ("misty_mountain", "B7")):
        card = regression.at(page, preset=name)
        assert card.state("kept") == in_the_lab(permalink.at_preset(PAGES[page], PRESETS[name]))
        assert card.address.keys() <= {"preset"}


def test_a_page_is_as_it_was_left_its_formula_too():
    slope = visit("slope_explorer").turn("curve", "formula").turn("formula", "x^4 - x").turn("lr", "0,1").turn("x0", 3)
    back = slope.at("regression", floor="lab").turn("lr", 0.001).at("slope_explorer")
    assert back.wrong == []
    assert back.state("kept") == slope.state("kept")
    assert back.settings == slope.settings
    assert back.at("slope_explorer", **slope.address).state("kept") == slope.state("kept")


# what courses, search engines and friends add to a link
FOREIGN = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "fbclid",
    "gclid",
    "msclkid",
    "embed",
    "embed_options",
    "ref",
    "lang",
    "hl",
    "locale",
    "session",
    "token",
    "igshid",
    "_ga",
    "id",
    "v",
    "t",
    "q",
    "s",
    "source",
    "theme",
    "user",
    "course",
    "name",
    "page",
    "url",
    "redirect",
    "lti_message_hint",
    "cmid",
    "si",
    "app",
    "usp",
    "tab",
    "end",
]


def plain(told: list[str]) -> list[str]:
    """Sentences as they are read, without what keeps Markdown from meaning something."""
    return [sentence.replace("\\", "") for sentence in told]


@pytest.mark.parametrize(
    ("page", "said", "meant"),
    [
        ("slope_explorer", "learning_rate", "lr"),
        ("regression", "Learning-Rate", "lr"),
        ("misty_mountain", "LR", "lr"),
        ("sine_mlp", "optimiser", "optimizer"),
        ("slope_explorer", "presset", "preset"),
        ("sine_mlp", "epochs", "steps"),
    ],
)
def test_a_link_that_names_a_setting_nearly_is_told_its_name(page, said, meant):
    seen = visit(page, **{said: "0.1"})
    assert plain(seen.said) == [f"The link says “{said}”, which is no setting here. Did you mean {meant}?"]
    assert seen.again().said == []


@pytest.mark.parametrize("page", PAGES)
def test_what_others_add_to_a_link_is_not_talked_about(page):
    for name in FOREIGN:
        assert permalink.misspelt(PAGES[page], [name]) == []
    assert len(permalink.misspelt(PAGES[page], [f"steps{k}" for k in range(1000)])) <= permalink.MOST_MISSPELT


@pytest.mark.parametrize(
    ("page", "title", "meant"),
    [
        ("slope_explorer", "every_start", "starts"),
        ("slope_explorer", "Five rates", "regimes"),
        ("regression", "BEND", "bend"),
    ],
)
def test_a_view_that_is_called_by_its_title_is_told_its_name(page, title, meant):
    (told,) = permalink.read(PAGES[page], {"lens": title})[1]
    assert told.endswith(f"Did you mean {meant}?")


def test_an_experiment_named_nearly_or_on_another_page_is_pointed_to():
    for asked, pointed in (("c4", "Did you mean C4?"), ("A4", "It is on another page: /slope_explorer?preset=A4.")):
        (told,) = plain(visit("regression", preset=asked).said)
        assert told == f"There is no experiment “{asked}” here: this is C3. {pointed}"
    (told,) = visit("regression", lens="descent").said
    assert told.endswith("Did you mean descend?")


def test_what_belongs_to_the_visit_goes_with_it():
    seen = visit("slope_explorer", hide="verdict,export")
    assert seen.address == {"hide": "verdict,export"}
    assert seen.scripts == []
    other = seen.at("regression", **seen.address).turn("lr", 0.001)
    assert other.address == {"lr": "0.001", "hide": "verdict,export"}
    assert other.scripts == []
    assert other.app.button(key="regression.back").label == "Back to the experiment"
    shown = other.at("sine_mlp", present="1", hide="verdict,export")
    assert shown.address == {"present": "1", "hide": "verdict,export"}
    assert shown.at("slope_explorer").typed.keys() <= {"preset", "lens"}, "who presents shows no knobs"


@pytest.mark.parametrize("second", [lambda seen: seen.turn("steps", 77), lambda seen: seen.press("more", "steps")])
def test_a_touch_that_brings_the_link_before_along_is_taken_too(second):
    """The browser had not heard of the first change when it sent the second."""
    seen = visit("regression", preset="C5").turn("lr", 0.004)
    seen.app.query_params.clear()
    seen.app.query_params.update({"preset": "C5", "floor": "lab"})
    after = second(seen)
    assert after.state("kept").values["lr"] == 0.004
    assert after.state("kept").values["steps"] != PRESETS["C5"].record.steps
    assert after.address["lr"] == "0.004"


def test_back_is_no_touch():
    seen = visit("regression", preset="C5").turn("lr", 0.004).turn("steps", 77)
    for link in ({"lr": "0.004"}, {}):
        seen.app.query_params.clear()
        seen.app.query_params.update({"preset": "C5", "floor": "lab"} | link)
        with mock.patch("pages.ui.visit.went_back", return_value=True):
            seen = seen.again()
        assert seen.state("kept").values["lr"] == float(link.get("lr", PRESETS["C5"].record.lr))
        assert seen.state("kept").values["steps"] == PRESETS["C5"].record.steps


def test_back_leads_to_points_that_no_link_carries():
    """They are held for the visit that brought them, also once it has brought others."""
    seen, links = visit("regression", data="own"), []
    for count in (100, 120):
        (box,) = [box for box in seen.app.text_area if ".pasted." in box.key]
        box.set_value("\n".join(f"{x},{x * x}" for x in range(count)))
        seen = seen.again()
        links.append(seen.address)
    seen.app.query_params.clear()
    seen.app.query_params.update(dict([FLOOR]) | links[0])
    with mock.patch("pages.ui.visit.went_back", return_value=True):
        seen = seen.again()
    assert seen.said == []
    assert seen.state("kept").values["xy"] == links[0]["xy"]
    assert links[0]["xy"].startswith("held-100-")


def test_a_visitor_who_never_hears_of_a_link_does_not_fill_the_memory():
    seen = visit("slope_explorer", preset="A4")
    said = dict(seen.app.query_params)
    for turn in range(written_links.MOST_REPLACED + 10):
        seen.app.query_params.clear()
        seen.app.query_params.update(said)
        seen = seen.turn("lr", 0.01 + turn / 1000)
    assert len(seen.state("told").replaced) == written_links.MOST_REPLACED
    assert seen.state("kept").values["lr"] == 0.01 + turn / 1000


def test_a_request_that_touches_nothing_and_brings_the_link_before_along_undoes_nothing():
    """As where a menu is opened before the answer to a change is there."""
    seen = visit("regression", preset="C5").turn("steps", 77)
    seen.app.query_params.clear()
    seen.app.query_params.update({"preset": "C5", "floor": "lab"})
    after = seen.again()
    assert after.state("kept").values["steps"] == 77
    assert after.typed["steps"] == "77"
    assert after.address["steps"] == "77"


@pytest.mark.parametrize("cut", [False, True])
def test_after_a_run_that_was_ended_early_the_address_of_what_came_instead_is_told_again(cut):
    """The browser may hear of the link of that run once it is elsewhere: on another page, or back."""
    seen = visit("misty_mountain", preset="B4r")
    telling = {"autospec": True, "side_effect": QueryParamsProxy.from_dict}
    for page, link in (
        ("sine_mlp", {"preset": "D3"}),
        ("misty_mountain", {"preset": "B4r"}),
        ("misty_mountain", {"lr": "0.2"}),
    ):
        seen.app.session_state[address.AT_WORK] = cut
        with (
            mock.patch("pages.ui.visit.went_back", return_value=True),
            mock.patch.object(QueryParamsProxy, "from_dict", **telling) as told,
        ):
            seen = seen.at(page, **link)
        assert told.call_count == cut
        assert not seen.app.session_state[address.AT_WORK]


def test_one_click_goes_back_to_the_experiment():
    seen = visit("slope_explorer", preset="A8", lr="0.3", optimizer="adam", x0="1")
    assert any("Changed · " in caption.value for caption in seen.app.caption)
    back = seen.press("back")
    assert back.address == {"preset": "A8"}
    assert back.state("kept") == in_the_lab(permalink.at_preset(PAGES["slope_explorer"], PRESETS["A8"]))
    assert not any("Changed · " in caption.value for caption in back.app.caption)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("slope_explorer", {"preset": "A4", "formula": "1/x"}),
        ("sine_mlp", {"preset": "D1", "formula": "abs(x)"}),
        ("misty_mountain", {"preset": "B2", "formula": "x*y"}),
    ],
)
def test_what_has_no_effect_is_no_change(page, link):
    """A formula while another curve is chosen: the experiment is as it was, and asks what it asked."""
    seen, plain = visit(page, hide="guess", **link), visit(page, hide="guess", preset=link["preset"])
    assert seen.wrong == []
    assert not any("Changed · " in caption.value for caption in seen.app.caption)
    assert seen.words[:1] == plain.words[:1]
    assert seen.address["formula"] == link["formula"], "it is not lost"


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("slope_explorer", {"preset": "A5c", "x0": "0"}),
        ("slope_explorer", {"preset": "A4", "steps": "1"}),
        ("regression", {"preset": "C4", "steps": "1"}),
        ("sine_mlp", {"preset": "D1", "steps": "1"}),
    ],
)
def test_where_there_is_no_second_step_nothing_is_asked_of_step_after_step(page, link):
    asked = PRESETS[link["preset"]].question
    assert asked and asked in visit(page, hide="guess", preset=link["preset"]).words
    assert asked not in visit(page, hide="guess", **link).words
    kept = {"steps": "7"} if "steps" in link else {"x0": "1.5"}
    assert asked in visit(page, hide="guess", preset=link["preset"], **kept).words
