"""Every view in WebKit, which Safari and every browser on an iPad is: nothing is missing, it plays and is dragged."""

from __future__ import annotations

import pytest
from visit import PAGES

pytestmark = pytest.mark.nightly

VIEWS = ["", *(f"{page}?lens={view}&hide=guess" for page, there in PAGES.items() for view in there.views)]
DOWN, UP, END = "down", "up", "\ue010"  # as webkit.py and WebDriver have them
BELOW_PX = 250  # from a dial to the pictures under it
# parts that have not come, charts on which nothing is drawn
MISSING = """
const all = name => [...document.querySelectorAll(name)], parts = all('.stBidiComponent');
const empty = parts.filter(part => ![part, ...part.querySelectorAll('*')].some(x => x.shadowRoot?.childElementCount));
const blank = all('[data-testid=stVegaLiteChart]').filter(chart => !chart.querySelector('svg.marks path'));
const names = [...empty, ...blank].map(x => x.closest('[class*=st-key-]')?.className ?? x.outerHTML);
return [...names, ...(parts.length ? [] : ['every part']), ...(window.downhillBus?.owner.scale ? [] : ['the bus'])];
"""
IN_A_PART = """const inside = name =>
    [...document.querySelectorAll('*')].map(x => x.shadowRoot?.querySelector(name)).find(x => x?.checkVisibility());"""
MIDDLE = "const at = found?.getBoundingClientRect(); return at && [at.x + at.width / 2, at.y + at.height / 2];"
TERM = f"const found = document.querySelector('.st-key-frame-question .term'); {MIDDLE}"
UNDER_IT = """
const look = getComputedStyle(document.querySelector('.st-key-frame-question .term'));
return [look.textDecorationLine, look.textDecorationStyle];
"""
BUBBLE = f"{IN_A_PART} const shown = inside('.bubble'); return shown?.matches(':popover-open') && shown.textContent;"
BAR = "const bar = window.downhillBus.owner.t; return bar?.last ? [bar.frame, bar.last, bar.playing] : null;"
PLAY = f"const found = downhillBus.owner.t.root.querySelector('[data-do=play]'); {MIDDLE}"
AT_FOUR = "downhillBus.owner.t.root.querySelector('.speed').value = '4'"
WALKS = "const { frame, playing } = downhillBus.owner.t; return playing && frame > 0;"
RESTS = "const { frame, last, playing } = downhillBus.owner.t; return !playing && frame === last;"
STRIP = f"{IN_A_PART} const found = inside('.strip .along'); {MIDDLE}"
GRIP = f"const found = document.querySelector('[class*=grip_ends] path'); {MIDDLE}"
DRAWN = """return [...document.querySelectorAll('svg.marks path')]
    .map(path => path.getAttribute('d') + path.getAttribute('transform')).join();"""
OTHER = f"return (() => {{ {DRAWN} }})() !== arguments[0];"


@pytest.fixture(scope="module")
def window():
    from webkit import webkit  # by day nobody needs Selenium

    with webkit() as opened:
        yield opened


@pytest.fixture
def shown(window, app):
    """``shown(link)`` → the window; at the end nothing may have gone wrong there."""

    def opened(link: str):
        window.open(f"{app}/{link}")
        return window

    yield opened
    assert window.wrong() == []


@pytest.mark.parametrize("link", VIEWS)
def test_a_view_is_whole_and_walks_and_tells_what_its_terms_mean(shown, link):
    window = shown(link)
    assert window.wrong() == []
    assert window.ask(MISSING) == []
    if term := window.ask(TERM):
        assert window.ask(UNDER_IT) == ["underline", "dotted"]
        window.hand(term)
        assert len(window.until(BUBBLE)) > 10
        window.hand((5, 5))
    if window.ask(BAR):
        window.hand(window.ask(PLAY), DOWN, UP)
        window.until(WALKS)
        window.press(END)
        window.until(RESTS)


def test_a_walk_plays_to_its_end(shown):
    window = shown("slope_explorer?preset=A4&hide=guess")
    before = window.ask(DRAWN)
    window.ask(AT_FOUR)
    window.hand(window.ask(PLAY), DOWN, UP)
    window.until(RESTS)
    assert window.ask(OTHER, before)


def test_a_rate_that_is_dragged_moves_the_pictures_and_selects_nothing(shown):
    window = shown("slope_explorer?preset=A4&hide=guess")
    x, y = window.ask(STRIP)
    before = window.ask(DRAWN)
    window.hand((x, y), DOWN, *((x + 5 * k, y + BELOW_PX * k / 10) for k in range(1, 11)))
    window.until(OTHER, before)  # while it is held
    window.hand(UP)
    assert window.ask("return getSelection().toString()") == ""
    window.until("return location.search.includes('lr=')")


def test_an_end_of_the_line_that_is_dragged_moves_the_picture(shown):
    window = shown("regression?preset=C1&lens=by_hand&hide=guess")
    x, y = window.ask(GRIP)
    before = window.ask(DRAWN)
    window.hand((x, y), DOWN, *((x, y - 8 * k) for k in range(1, 11)))
    window.until(OTHER, before)
    window.hand(UP)
    window.until("return location.search.includes('hand_slope=')")


LAPTOP = (1280, 680)  # whose columns are as high as they need
HEIGHTS = """return [...document.querySelectorAll('.st-key-frame-stage [data-testid=stVegaLiteChart]')]
    .map(chart => chart.getBoundingClientRect().height);"""


@pytest.mark.parametrize("link", ["misty_mountain?preset=B3", "regression?preset=C3"])
def test_a_picture_that_has_what_is_left_has_a_height_in_a_laptop_s_window(window, app, link):
    """A percentage of a height that is not given is nothing there: the loss against the step was not seen at all."""
    from webkit import SIZE

    window.driver.set_window_size(*LAPTOP)
    window.open(f"{app}/{link}")
    heights = window.ask(HEIGHTS)
    window.driver.set_window_size(*SIZE)
    assert len(heights) > 1 and min(heights) > 60
