"""Journeys through the app in a real Chromium: by menu, by card and Back; no page's setting in another's address."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from browser import Tab, some
from driving import knob_box
from visit import PAGES

from gdengine import LANDSCAPES, PRESETS
from gdengine.experiments.presets import presets_of
from pages.ui.site import MENU
from pages.ui.stations import STATIONS

VIEWS = [(page, view) for page in PAGES for view in PAGES[page].views]
CARDS = {"slope_explorer": "A5", "misty_mountain": "B6", "regression": "C5", "sine_mlp": "D6"}
STEPPED = ("A2", "A3", "A7", "A7b", "A1")  # experiments that are looked at through the slope


def address(tab: Tab) -> tuple[str, dict[str, str]]:
    """Which page the address says is open, and with which settings."""
    split = urlsplit(tab.page.url)
    return split.path.strip("/"), dict(parse_qsl(split.query, keep_blank_values=True))


def stands(tab: Tab) -> tuple[str, dict[str, str]]:
    """The same without the experiment at which its page opens anyway, which may be named or not, and the floor."""
    page, settings = address(tab)
    first = presets_of(page)[0] if page in PAGES else ""
    plain = {("preset", first), ("floor", "lab")}
    return page, {name: value for name, value in settings.items() if (name, value) not in plain}


def asked(preset: str) -> dict[str, str]:
    """What the address says where nothing was changed from an experiment."""
    return {} if preset == presets_of(PRESETS[preset].page)[0] else {"preset": preset}


def title(tab: Tab) -> str:
    return tab.page.locator("[data-testid=stMain] h1").first.inner_text()


def by_menu(tab: Tab, page: str) -> Tab:
    entry = tab.page.locator("[data-testid=stSidebar] [data-testid=stPageLink]").get_by_text(MENU[page][0], exact=True)
    if not entry.is_visible():
        tab.page.locator("[data-testid=stExpandSidebarButton]").click()
    entry.click()
    tab.page.wait_for_url(lambda url: urlsplit(url).path.strip("/") == ("" if page == "home" else page))
    return tab.settle()


def by_card(tab: Tab, preset: str) -> Tab:
    """From the front page."""
    cards = tab.page.locator("[data-testid=stMain] [data-testid=stPageLink]")
    cards.get_by_text(PRESETS[preset].title, exact=True).click()
    tab.page.wait_for_url(lambda url: urlsplit(url).path.strip("/") == PRESETS[preset].page)
    return tab.settle()


def choose(tab: Tab, page: str, knob: str, words: str) -> Tab:
    """An entry of a menu of the page."""
    tab.page.locator(f".st-key-{page}-{knob} input").click()
    with moved(tab):
        tab.page.get_by_role("option", name=words, exact=True).click()
    return tab


def enter(tab: Tab, page: str, knob: str, text: str) -> Tab:
    """Type into the box of a knob."""
    box = knob_box(tab, page, knob)
    box.fill(text)
    with moved(tab):
        box.press("Enter")
    return tab


def back(tab: Tab) -> Tab:
    with moved(tab):
        tab.page.go_back()
    return tab


@contextlib.contextmanager
def moved(tab: Tab) -> Iterator[None]:
    """What is done meanwhile changes the address, and after it the page is complete."""
    before = tab.page.url
    yield
    tab.page.wait_for_url(lambda now: now != before)
    tab.settle()


def assert_unharmed(tab: Tab) -> None:
    assert tab.exceptions() == []
    assert tab.problems == []


@pytest.mark.parametrize("pages", some(["slope_explorer sine_mlp", " ".join(CARDS)], "slope_explorer sine_mlp"))
def test_by_card_by_menu_back_and_the_first_again(tab, app, pages):
    visit = tab().open(app)
    pages = pages.split()
    for page, other in zip(pages, [*pages[1:], pages[0]]):
        preset = CARDS[page]
        by_card(visit, preset)
        assert stands(visit) == (page, asked(preset))
        by_menu(visit, other)
        assert stands(visit)[0] == other
        assert stands(visit)[1].keys() <= {"preset"}
        back(visit)
        assert stands(visit) == (page, asked(preset))
        assert title(visit) == MENU[page][0]
        assert stands(by_menu(visit, other))[0] == other
        assert stands(by_menu(visit, page)) == (page, asked(preset)), "as it was left"
        by_menu(visit, "home")
        assert address(visit) == ("", {})
        assert_unharmed(visit)


def test_no_setting_of_one_page_reaches_another(tab, app):
    visit = by_menu(tab().open(app), "slope_explorer")
    choose(visit, "slope_explorer", "preset", PRESETS["A5"].title)
    assert address(visit) == ("slope_explorer", {"preset": "A5"})
    by_menu(visit, "regression")
    assert address(visit) == ("regression", {})
    assert "Diverges" not in visit.page.locator("[data-testid=stMain]").inner_text()
    for preset in ("C5", "D1", "B7"):
        by_card(by_menu(visit, "home"), preset)
        assert stands(visit) == (PRESETS[preset].page, asked(preset))
        assert_unharmed(visit)
    assert address(by_menu(visit, "slope_explorer")) == ("slope_explorer", {"preset": "A5"})


def test_six_backs_through_two_pages_undo_one_change_each(tab, app):
    visit = tab().open(f"{app}/slope_explorer?floor=lab")
    stood = [(stands(visit), title(visit))]

    def did(done: Tab) -> None:
        stood.append((stands(done), title(done)))
        assert stood[-1] != stood[-2]

    did(choose(visit, "slope_explorer", "preset", PRESETS["A8"].title))
    did(enter(visit, "slope_explorer", "lr", "0,2"))
    view = visit.page.get_by_role("radio", name="Slope", exact=True)
    with moved(visit):
        view.or_(visit.page.get_by_role("button", name="Slope", exact=True)).first.click()
    did(visit)
    did(by_menu(visit, "regression"))
    did(choose(visit, "regression", "preset", PRESETS["C5"].title))
    did(choose(visit, "regression", "preset", PRESETS["C4"].title))
    assert stood[3][0] == ("slope_explorer", {"preset": "A8", "lens": "slope", "lr": "0.2"})
    assert stood[-1][0] == ("regression", {"preset": "C4"})
    for expected in stood[-2::-1]:
        back(visit)
        assert (stands(visit), title(visit)) == expected
        assert_unharmed(visit)
    assert knob_box(visit, "slope_explorer", "lr").input_value() == "0.05"


@pytest.mark.nightly
def test_after_a_step_by_hand_every_curve_experiment_and_start_is_drawn(tab, app):
    visit = tab().open(f"{app}/slope_explorer?preset=A1&floor=lab")
    step = visit.page.get_by_role("button", name="Take this step")
    curves = [name for name in LANDSCAPES.of(1) if name != "parabola"]
    for name in curves:
        with moved(visit):
            step.click()
        choose(visit, "slope_explorer", "curve", LANDSCAPES[name].title)
        assert address(visit)[1]["curve"] == name
        assert_unharmed(visit)
    for preset in STEPPED:
        if step.count() and step.is_enabled():
            with moved(visit):
                step.click()
        choose(visit, "slope_explorer", "preset", PRESETS[preset].title)
        assert stands(visit) == ("slope_explorer", {"preset": preset})
        assert_unharmed(visit)
    for start in ("1.2345", "-3", "2/3"):
        enter(visit, "slope_explorer", "x0", start)
        assert_unharmed(visit)


def test_present_and_hide_go_from_page_to_page(tab, app):
    visit = tab().open(f"{app}/slope_explorer?present=1&hide=verdict&lr=0.3")
    by_menu(visit, "regression")
    assert address(visit) == ("regression", {"present": "1", "hide": "verdict"})
    by_card(by_menu(visit, "home"), "B7")
    assert address(visit) == ("misty_mountain", {"preset": "B7", "present": "1", "hide": "verdict"})
    assert address(by_menu(visit, "slope_explorer"))[1] == {"present": "1", "hide": "verdict", "lr": "0.3"}


@pytest.mark.nightly
def test_arrow_keys_step_a_number_and_what_was_typed_is_taken_first(tab, app):
    visit = tab().open(f"{app}/slope_explorer?floor=lab")
    box = knob_box(visit, "slope_explorer", "x0")
    box.fill("1/2")
    box.press("ArrowUp")
    visit.page.wait_for_url(re.compile(r"x0=0\.6\b"))
    for expected in ("0.5", "0.4"):
        visit.settle()
        box.press("ArrowDown")
        visit.page.wait_for_url(re.compile(rf"x0={expected}\b"))
    visit.settle()
    assert box.input_value() == "0.4"


@pytest.mark.nightly
@pytest.mark.parametrize(("page", "view"), VIEWS)
def test_every_button_of_every_view(tab, app, page, view):
    link = f"{app}/{page}?lens={view}"
    visit = tab().open(link)
    buttons = visit.page.locator("[data-testid=stButton] button, [data-testid=stPopover] button")
    count = buttons.count()
    assert count
    for number in range(count):
        if number:
            visit.open(link)
        if buttons.nth(number).is_visible() and buttons.nth(number).is_enabled():
            buttons.nth(number).click()
            visit.settle()
            assert re.search(rf"/{page}\b", visit.page.url)
            assert_unharmed(visit)


def test_a_key_leads_from_station_to_station_on_a_projector(tab, app):
    visit = tab().open(f"{app}/slope_explorer?preset=A8&present=1", asked=True)
    assert not visit.page.locator(".st-key-frame-next").is_visible()
    with moved(visit):
        visit.page.keyboard.press("n")
    assert stands(visit) == (PRESETS["B1"].page, asked("B1") | {"present": "1"})
    assert_unharmed(visit)


def test_next_on_the_same_page_is_where_the_address_says(tab, app):
    """From station to station, and every touch after it stays there; Back is the station before."""
    visit = tab().open(f"{app}/slope_explorer?preset=A1")
    for preset in ("A4", "A5b"):
        with moved(visit):
            visit.page.locator(".st-key-frame-next a").click()
        assert stands(visit) == ("slope_explorer", asked(preset))
    visit.page.get_by_text("Lab", exact=True).first.click()
    visit.settle()
    assert stands(visit) == ("slope_explorer", asked("A5b"))
    for preset in ("A5b", "A4"):
        back(visit)
        assert stands(visit) == ("slope_explorer", asked(preset))
    assert_unharmed(visit)


SEEN = """() => [...document.querySelectorAll('[class*="st-key-home-station-"]')].flatMap(
    (card, k) => getComputedStyle(card, '::after').content.includes('✓') ? [k + 1] : []
)"""


def test_home_marks_the_stations_that_this_browser_has_visited(browser, app):
    tab = Tab(browser).open(app)
    assert tab.page.evaluate(SEEN) == []
    tab.page.locator(".st-key-home-station-3 a").click()
    tab.page.wait_for_url("**/slope_explorer?*")
    by_menu(tab.settle(), "home")
    assert tab.page.evaluate(SEEN) == [3]
    tab.open(f"{app}/regression?preset=C5")  # elsewhere on the page of another
    assert tab.open(f"{app}/misty_mountain?preset=B1").open(app).page.evaluate(SEEN) == [3, 6]
    numbers = [*range(1, len(STATIONS) + 1)]
    tab.page.evaluate(f"document.documentElement.dataset.downhillSeen = '{' '.join(map(str, numbers))}'")
    assert tab.page.evaluate(SEEN) == numbers
    tab.close()
