"""Every page by Streamlit's own test runner: each experiment, good links and bad, every knob to its ends.

What only a browser can show (cold deep links, playing, dragging) is tested in a browser.
"""

import random
import re
from html import escape
from unittest import mock

import pytest
from browser import some
from visit import PAGES, ROOT, opened, visit

from gdengine import PRESETS
from gdengine.experiments import EXPERIMENTS
from gdengine.experiments.inside import Inside
from gdengine.experiments.presets import presets_of
from gdengine.experiments.records import ViewRecord
from pages.charts.network.output import places
from pages.ui import permalink, site

EVERY = pytest.mark.parametrize("name", PRESETS)
COMBINATIONS = 8  # random settings of all knobs at once, a page


def assert_shows(seen, preset, **changes):
    """The widgets stand at the preset's settings but for the changes, and a script beside the pictures is theirs."""
    assert seen.wrong == []
    now = permalink.at_preset(PAGES[seen.page], preset).replace(changes)
    for name, value in seen.settings.items():
        assert value == {"preset": preset.id, "lens": preset.view, **now.values}[name], name
    assert {*seen.scripts} <= {code(now)}


def code(now):
    """The script that a page which stands so offers."""
    page = PAGES[now.preset.page]
    record, own = now.record(page.record).settled()[0], page.views[now.view].own
    own = now.record(own) if own and issubclass(own, ViewRecord) else None
    if isinstance(own, Inside):
        return own.code(record, places(record.points()[0])).strip()  # along what the page draws
    return (own.code(record) if own else record.code()).strip()


def first(page):
    """The preset at which a page opens."""
    return PRESETS[presets_of(page)[0]]


# --- good links -------------------------------------------------------------------------------------------------------


def test_the_front_page_leads_everywhere():
    home = opened("home")
    assert home.wrong == []
    assert len(re.findall('<img src="data:image', " ".join(block.value for block in home.app.html))) == 10
    links = [element.proto for element in home.app.get("page_link")]
    assert {link.page.rpartition("/")[2] for link in links} >= {*PAGES}
    assert all(link.label for link in links)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_at_its_first_experiment(page):
    seen = opened(page)
    assert seen.said == []
    assert seen.address == {}
    assert_shows(seen, first(page))
    assert first(page).record == EXPERIMENTS[page]()
    assert len(seen.scripts) == 1
    assert seen.app.title[0].value == site.MENU[page][0]


@pytest.mark.parametrize("name", some(PRESETS, *[*PRESETS][::2]))
def test_an_experiment_is_one_link(name):
    preset = PRESETS[name]
    seen = opened(preset.page, ("preset", name))
    assert seen.said == []
    assert_shows(seen, preset)
    busy, record = PAGES[preset.page].views[preset.view].busy, preset.record
    assert not {knob for knob in record.knobs() if not record.matters(knob)} - {*busy} & seen.settings.keys()


@pytest.mark.parametrize("name", ["A5", "B7", "C4", "D7"])
def test_a_link_may_change_an_experiment(name):
    preset = PRESETS[name]
    seen = visit(preset.page, preset=name, lr="0.0123", steps="7", optimizer="adam")
    assert seen.said == []
    assert_shows(seen, preset, lr=0.0123, steps=7, optimizer="adam")


@pytest.mark.parametrize("page", PAGES)
def test_every_choice_has_a_menu_that_can_be_turned(page):
    """Down one menu after the other, to the last entry, in one visit."""
    seen = visit(page)
    for name, knob in PAGES[page].knobs().items():
        if knob.choices and name in seen.settings:
            seen = seen.turn(name, knob.choices[-1])
            assert seen.wrong == []
            assert seen.settings[name] == knob.choices[-1]


@pytest.mark.parametrize("page", PAGES)
def test_the_menu_of_experiments_sets_the_controls(page):
    seen = visit(page)
    for name in presets_of(page)[::-4]:
        seen = seen.turn("preset", name)
        assert_shows(seen, PRESETS[name])
        assert seen.address.get("preset", presets_of(page)[0]) == name


# --- bad links --------------------------------------------------------------------------------------------------------

NONSENSE = [
    {"lr": "banana", "preset": "zz", "steps": "-3", "optimizer": "sgd"},
    {"lr": ["banana", "nan"]},
    {"lr": "inf", "steps": "1e999", "mass": "nan", "decay": "0"},
    {"lr": "", "steps": "", "preset": ""},
    {"steps": "9" * 4000, "lr": "-" + "9" * 4000},
    {"preset": "<script>alert(1)</script>", "optimizer": "'; DROP TABLE runs; --"},
    {"preset": "../../etc/passwd", "lr": "\x00", "steps": "½", "decay": "🏔️" * 300},
    {"preset": "__class__", "steps": "None", "lr": "[]"},
]


@pytest.mark.parametrize("link", NONSENSE, ids=lambda link: ",".join(link))
@pytest.mark.parametrize("page", PAGES)
def test_a_link_that_makes_no_sense_opens_the_page_as_it_is_and_says_so(page, link):
    seen = visit(page, **link)
    assert len(seen.said) == len(link)
    for sentence in seen.said:
        assert sentence.endswith(".")
        assert len(sentence) < 400
    assert_shows(seen, first(page))
    assert seen.again().said == []  # once is enough


@pytest.mark.parametrize("page", PAGES)
def test_another_page_s_experiment_and_foreign_words_in_a_link(page):
    other = next(name for name, preset in PRESETS.items() if preset.page != page)
    seen = visit(page, preset=other, utm_source="mail", x7="9", _="", step="banana")
    assert len(seen.said) == 1
    assert other in seen.said[0]
    assert_shows(seen, first(page))


@pytest.mark.parametrize("page", PAGES)
def test_one_bad_word_does_not_spoil_the_good_ones(page):
    name = presets_of(page)[-1]
    seen = visit(page, preset=name, lr="0.0321", steps="many")
    label = PAGES[page].knobs()["steps"].label
    assert [sentence.partition(" “")[0] for sentence in seen.said] == [label]
    assert_shows(seen, PRESETS[name], lr=0.0321)


@pytest.mark.parametrize("step", ["0", "17", "99999999999999999999", "-1", "½", "1e3"])
def test_a_link_to_a_moment(step):
    assert visit("slope_explorer", step=step).wrong == []


# --- what a learner types ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "chooser"), [("slope_explorer", "curve"), ("misty_mountain", "surface")])
def test_a_formula_that_is_none_keeps_the_last_good_ground(page, chooser):
    seen = visit(page, **{chooser: "formula", "formula": "x^2 + 1"})
    assert seen.wrong == []
    script = seen.scripts
    for text in ("x^2 +", "", "import os", "(" * 200, "q(x)", "1/0", "∇f", "__import__('os')"):
        seen = seen.turn("formula", text)
        assert seen.wrong == [], text
        (pointed,) = [block.proto.body for block in seen.app.get("html") if 'class="pointed"' in block.proto.body]
        assert re.sub("<[^>]*>|▲", "", pointed).startswith(escape(text))
        assert seen.scripts == script
    for text in ("x" * 499, "sin(x)"):  # a power of 499 is a formula, too
        seen = seen.turn("formula", text)
        assert seen.wrong == []
        assert not any('class="pointed"' in block.proto.body for block in seen.app.get("html"))
        assert text in seen.scripts[0]


def test_a_start_off_the_map_is_moved_with_a_sentence():
    seen = visit("misty_mountain", x0="77", surface="camel")
    assert seen.wrong == []
    assert any("Start x₀ = 77 is off this map" in caption.value.replace("\\", "") for caption in seen.app.caption)
    assert "start = [2.2, 1.3]" in seen.scripts[0]


# --- every knob as far as it goes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_knobs_at_their_ends_all_at_once(page):
    """Random corners of the space of all knobs, and what a learner would do next: back to the first experiment."""
    draw = random.Random(page)
    for _ in range(COMBINATIONS):
        knobs = PAGES[page].knobs()
        link = {name: knob.write(_end(draw, knob)) for name, knob in knobs.items() if not knob.codec}
        seen = visit(page, **link)
        assert seen.wrong == [], link
        assert seen.said == [], link
        assert seen.pictures, link
    assert_shows(seen.turn("preset", presets_of(page)[1]), PRESETS[presets_of(page)[1]])


def _end(draw, knob):
    if knob.choices:
        return draw.choice(knob.choices)
    return draw.choice([knob.low, knob.high])


# --- the ways in ------------------------------------------------------------------------------------------------------


def test_a_page_that_runs_without_the_app_declares_the_menu_and_runs_again():
    with mock.patch.object(site, "st") as st:
        st.session_state = {}
        site.enter()
    (pages,), _ = st.navigation.call_args
    assert [call.args[0] for call in st.Page.call_args_list] == [f"pages/{name}.py" for name in site.MENU]
    assert len(pages) == len(site.MENU)
    st.rerun.assert_called_once_with()


def test_a_page_under_the_app_just_begins():
    with mock.patch.object(site, "st") as st:
        st.session_state = {site.SERVED: True}
        site.enter()
    st.rerun.assert_not_called()
    st.navigation.assert_not_called()


def test_every_page_has_its_file_and_every_experiment_its_page():
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == {*site.MENU}
    assert {*site.MENU} == {"home", *EXPERIMENTS, "teaching"}


@pytest.mark.parametrize(("wanted", "found"), [("momentum", True), ("  ", True), ("zzz", False), ("C7", False)])
def test_a_search_that_finds_nothing_says_so_and_has_no_empty_headings(wanted, found):
    seen = visit("home")
    seen.app.get_by_key("home.search").set_value(wanted)
    seen = seen.again()
    assert seen.wrong == []
    assert any("No experiment is called so" in words for words in seen.words) is not found
    headings = {title for title, *_ in site.MENU.values()} & {heading.value for heading in seen.app.subheader}
    assert bool(headings) is found
