"""Every page with a finger alone, on a phone: tap a start, drag a dial, play, another view, another page."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import Tab, some
from driving import chart, state
from visit import PAGES

PHONE = (390, 844)
THUMB_PX = 24  # what is tapped is at least so large, in both directions: WCAG 2.2, 2.5.8
STARTS = {  # page with an experiment → the chart on which a tap is a start, and the coordinate it sets
    "slope_explorer?preset=A4": ("curve", "x0"),
    "misty_mountain?preset=B3": ("map", "x0"),
    "regression?preset=C3": ("bowl", "b0"),
}
SMALL = f"""() => [...document.querySelectorAll('button, a, input, select')].flatMap(x => {{
    const box = x.getBoundingClientRect();
    const seen = x.checkVisibility({{ visibilityProperty: true, opacityProperty: true }}) && !x.closest('label, p');
    const inside = box.right > 0 && box.left < innerWidth && box.width > 1 && box.height > 1;
    const small = box.width < {THUMB_PX} || box.height < {THUMB_PX};
    return seen && inside && small ? [`${{x.ariaLabel ?? x.innerText ?? ''}} ${{box.width}}×${{box.height}}`] : [];
}})"""

CUT = """() => [...document.querySelectorAll('[data-testid=stMain] button')].flatMap(x => {
    const box = x.getBoundingClientRect();
    return x.checkVisibility() && box.right > innerWidth ? [x.innerText] : [];
})"""  # what has to be swiped for, if anybody knew
INTO_THE_MIDDLE = "x => x.scrollIntoView({ block: 'center' })"
# The words in sight below the button that opens the menu, wherever the page is scrolled to: each of these places.
UNDER_THE_BUTTON = """async places => {
    const main = document.querySelector('[data-testid=stMain]'), found = [];
    const button = () => document.querySelector('[data-testid=stExpandSidebarButton]').getBoundingClientRect();
    const texts = function* (root) {
        for (const node of root.childNodes) {
            if (node.nodeType === Node.TEXT_NODE && node.data.trim()) yield node;
            yield* texts(node.shadowRoot ?? node);
        }
    };
    const words = [...texts(main)].filter(({parentElement: x}) => x?.checkVisibility({visibilityProperty: true}) &&
        !x.closest('style, option, .st-key-frame-described'));
    for (const place of places) {
        main.scrollTo(0, place);
        await new Promise(requestAnimationFrame);
        const over = button(), range = document.createRange();
        for (const word of words) {
            range.selectNodeContents(word);
            for (const box of range.getClientRects())
                if (Math.min(box.right, over.right) > Math.max(box.left, over.left) + 1 &&
                    Math.min(box.bottom, over.bottom) > Math.max(box.top, over.top, 0) + 1)
                    found.push([place, word.data]);
        }
    }
    return found;
}"""
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture
def phone(tab, app):
    """``phone("slope_explorer?preset=A4")`` → the tab, on a phone."""
    return lambda view: tab(size=PHONE, touch=True).open(f"{app}/{view}")


def asked(tab: Tab, name: str) -> list[str]:
    return parse_qs(urlsplit(tab.page.url).query).get(name, [])


def swipe(tab: Tab, start: tuple[float, float], end: tuple[float, float], steps: int = 6) -> None:
    """A finger is put down, moved and lifted."""
    hand = tab.context.new_cdp_session(tab.page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start)
    for k in range(1, steps + 1):
        touch("touchMove", tuple(a + (b - a) * k / steps for a, b in zip(start, end)))
    touch("touchEnd")
    hand.detach()


def drag(tab: Tab, dial: str) -> None:
    """The thumb of a dial, a quarter of its way."""
    whole = tab.page.locator(dial).first
    thumb, track = (whole.locator(name).first for name in (".thumb", ".band, .track"))
    thumb.scroll_into_view_if_needed()
    box, way = thumb.bounding_box(), track.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    forth = way["width"] / 4 * (1 if x < way["x"] + way["width"] / 2 else -1)
    swipe(tab, (x, y), (x + forth, y))


@pytest.mark.parametrize("view", some(STARTS, "misty_mountain?preset=B3"))
def test_a_start_is_tapped_a_dial_dragged_and_the_walk_played(phone, view):
    here, (name, coordinate) = phone(view), STARTS[view]
    page, before = here.page, page_of(view)
    plot = page.locator(chart(before, name)).first
    plot.evaluate(INTO_THE_MIDDLE)  # not under the bar
    box = plot.bounding_box()
    page.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    page.wait_for_url(lambda url: coordinate in parse_qs(urlsplit(url).query))
    page.wait_for_function("downhillBus.state.t > 0")  # the ball rolls
    page.evaluate("downhillBus.owner.t.pause()")  # or has already come to the end, on a busy machine
    here.settle()
    drag(here, ".strip")
    page.wait_for_url(lambda url: "lr" in parse_qs(urlsplit(url).query))
    here.settle()
    page.evaluate("() => { downhillBus.owner.t.pause(); downhillBus.owner.t.go(0); }")
    page.locator("[data-do=play]").tap()
    if not page.evaluate("downhillBus.owner.t.playing || downhillBus.state.t > 0"):
        page.locator("[data-do=play]").tap()  # the run at the new rate had just begun to roll, and the tap stopped it
    page.wait_for_function("downhillBus.state.t > 0")  # and may have come to its end
    assert not here.sideways()


def page_of(view: str) -> str:
    return view.partition("?")[0]


def test_the_dials_of_a_slope_are_dragged(phone):
    here = phone("slope_explorer?preset=A1")
    for dial, track in zip(*(here.page.locator(f"[class*='-part-'] {x}").all() for x in ("[role=slider]", ".track"))):
        assert track.bounding_box()["width"] >= 0.8 * dial.bounding_box()["width"], "a thumb needs all the way there is"
    drag(here, ".dial")
    here.page.wait_for_url(lambda url: "x0" in parse_qs(urlsplit(url).query))
    before = asked(here.settle(), "x0")
    plot = here.page.locator(".st-key-whole-slope_explorer-tangent .handle_p_marks path")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    middle = box["y"] + 0.3 * box["height"]
    swipe(here, (box["x"] + 0.4 * box["width"], middle), (box["x"] + 0.8 * box["width"], middle))
    here.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("x0") != before)


HELD = [  # address, what a finger takes hold of, what the link says then
    ("regression?preset=C1&lens=by_hand", "ends", "hand_intercept"),
    ("regression?preset=C1&lens=by_hand", "points", "xy"),
    ("regression?preset=C3", "points", "xy"),
    ("regression?preset=C3", "place", "b1"),
]


@pytest.mark.parametrize(("across", "down"), some([(0, 50), (30, -30)], (0, 50)))
@pytest.mark.parametrize(("address", "grip", "knob"), some(HELD, HELD[0], HELD[2]))
def test_what_can_be_held_is_dragged_by_a_finger_and_the_page_stays(phone, address, grip, knob, across, down):
    """Up and down, too, where a finger elsewhere scrolls."""
    here = phone(address)
    mark = here.page.locator(f".st-key-frame-stage [class*=grip_{grip}] path").first
    mark.evaluate(INTO_THE_MIDDLE)  # not under the bar
    box, before = mark.bounding_box(), here.page.evaluate(SCROLLED)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(here, (x, y), (x + across, y + down))
    here.page.wait_for_url(lambda url: knob in parse_qs(urlsplit(url).query))
    here.settle()
    assert here.page.evaluate(SCROLLED) == before


@pytest.mark.nightly
def test_a_network_is_played(phone):
    here = phone("sine_mlp?preset=D1")
    here.page.locator("[data-do=play]").tap()
    here.page.wait_for_function("downhillBus.state.t > 1")
    assert not here.sideways()


@pytest.mark.nightly
@pytest.mark.parametrize("page", PAGES)
def test_every_view_is_a_tap_away(phone, page):
    here = phone(page)
    for view in [*PAGES[page].views.values()][::-1]:
        here.page.locator(".st-key-frame-title button").get_by_text(view.title, exact=True).tap()
        here.page.locator(".st-key-frame-title [aria-checked=true]").get_by_text(view.title, exact=True).wait_for()
        here.settle()
        assert not here.sideways(), view.title
        assert here.page.evaluate(SMALL) == [], view.title
        assert here.page.evaluate(CUT) == [], view.title


def test_a_hike_is_walked_by_tapping(phone):
    here = phone("misty_mountain?preset=B1")
    here.page.get_by_role("button", name="Steepest way down").tap()
    here.page.wait_for_url(lambda url: "trail" in parse_qs(urlsplit(url).query))
    here.settle()


@pytest.mark.parametrize("view", some(STARTS, "slope_explorer?preset=A4"))
@pytest.mark.parametrize(("width", "height"), some([PHONE, PHONE[::-1]], PHONE))
def test_the_lab_is_in_sight_once_it_was_asked_for(tab, app, view, width, height):
    """It opens above its button: what was tapped would only change its words.  Closed, the page is as it was."""
    here = tab(size=(width, height), touch=True).open(f"{app}/{view}")
    button = here.page.locator(".st-key-frame-lab button:visible").first
    button.evaluate("x => x.scrollIntoView({ block: 'center' })")
    place = button.bounding_box()
    button.tap()
    knobs = here.page.locator(".st-key-frame-knobs")
    knobs.locator("input").first.wait_for()
    here.settle()
    assert 0 <= knobs.bounding_box()["y"] < height / 2
    assert knobs.evaluate("x => x === document.activeElement")
    button.evaluate("x => x.scrollIntoView({ block: 'center' })")
    button.tap()
    knobs.wait_for(state="detached")
    assert here.settle() and button.bounding_box() == place


@pytest.mark.nightly
def test_the_menu_closes_after_it_led_to_a_page(phone):
    here = phone("")
    assert here.page.evaluate(SMALL) == []
    for words, page in (("Misty mountain", "misty_mountain"), ("A network learns a sine", "sine_mlp")):
        here.page.locator("[data-testid=stExpandSidebarButton]").tap()
        menu = here.page.locator("[data-testid=stSidebar]")
        menu.get_by_text(words, exact=True).tap()
        here.page.wait_for_url(f"**/{page}*")
        here.settle()
        menu.get_by_text(words, exact=True).wait_for(state="hidden")
        assert here.page.locator("h1").first.is_visible()


SCROLLED_TO = (*range(0, 60, 6), *range(60, 1500, 45))
LOOKED_AT = [
    (view, size)
    for view in ("", "teaching", "slope_explorer?preset=A4&floor=lab")
    for size in (PHONE, (320, 568), (820, 1180), (1280, 800))
]


@pytest.mark.parametrize(("view", "size"), some(LOOKED_AT, ("teaching", PHONE)))
def test_what_opens_the_menu_covers_no_word_and_is_at_the_top_of_the_page(tab, app, view, size):
    here = tab(size=size, touch=True).open(f"{app}/{view}")
    button = here.page.locator("[data-testid=stExpandSidebarButton]")
    assert here.page.evaluate(UNDER_THE_BUTTON, SCROLLED_TO) == []
    button.focus()  # by the keys of who has enlarged the page on a desk
    here.page.wait_for_function("() => document.activeElement.getBoundingClientRect().y >= 0")  # it is in sight
    button.tap()
    here.page.locator("[data-testid=stSidebar] a").first.wait_for()


@pytest.mark.nightly
def test_what_a_button_does_does_not_lie_on_what_it_has_changed(tab, app):
    """After a tap a finger is still over the button, for the browser, and its help stayed over the height walked to."""
    page = tab(size=(820, 1180), touch=True).open(f"{app}/misty_mountain?preset=B1").page
    page.get_by_role("button", name="Steepest way down").tap()
    help = page.get_by_test_id("stTooltipContent")
    help.wait_for(state="attached")
    page.wait_for_timeout(300)  # by which it has faded in
    assert not help.is_visible()
    page.get_by_test_id("stMetricLabel").get_by_role("button").first.tap()
    help.filter(has_text="On this map").wait_for()  # what is asked for is told


@pytest.mark.nightly
def test_names_of_activations_side_by_side_do_not_run_into_one_another(tab, app):
    """Beside the Lab of a tablet seven of them share 290 px: it read "ReLULeaky ReLUtanh"."""
    page = tab(size=(820, 1180), touch=True).open(f"{app}/sine_mlp?lens=neuron&floor=lab").page
    names = page.locator("svg.marks text").filter(has_text=re.compile("^(identity|.*ReLU|tanh|sigmoid|GELU|sine)$"))
    boxes = [names.nth(k).bounding_box() for k in range(names.count())]
    assert len(boxes) == 7
    for one, other in pairwise(sorted(boxes, key=lambda box: box["x"])):
        beside = one["x"] + one["width"] + 3 <= other["x"]  # the width of a space
        assert beside or abs(one["y"] - other["y"]) >= one["height"] / 2


@pytest.mark.parametrize("aside", some([0, 10], 10))
def test_help_that_a_finger_asks_for_at_a_switch_is_told_and_turns_nothing(phone, aside):
    """Also where the finger misses the sign by a little."""
    here = phone("misty_mountain?preset=B3")
    sign = here.page.get_by_role("button", name="Help for Slopes everywhere")
    sign.scroll_into_view_if_needed()
    box = sign.bounding_box()
    here.page.touchscreen.tap(box["x"] + box["width"] / 2 - aside, box["y"] + box["height"] / 2)
    here.page.locator("[data-testid=stTooltipContent]").wait_for()
    assert not here.settle().page.get_by_role("switch", name="Slopes everywhere").is_checked()


@pytest.mark.nightly
def test_what_theory_says_of_a_rate_is_told_where_it_is_tapped_and_turns_nothing(phone):
    """It was in a title, which a finger cannot ask for."""
    tab = phone("regression?preset=C4")
    mark, rate, sent = tab.page.locator(".strip .mark").first, state(tab, "r"), tab.sent
    mark.tap(position={"x": 8, "y": 6})
    bubble = tab.page.locator(".bubble")
    bubble.wait_for()
    assert "beyond 1/L steps" in bubble.inner_text()
    assert state(tab, "r") == rate and tab.sent == sent
