"""Faults that were once seen in the running app and that only a browser shows, each with what is right."""

import re
from itertools import combinations
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from browser import Relay, Tab, some
from driving import knob_box, now, press, state
from playwright.sync_api import expect

from gdengine import PRESETS, diagnose
from gdengine.analysis.words import verdict

NAMES = """picture => {
    const seen = {};
    for (const text of document.querySelectorAll(`[class*="-${picture}"] .mark-text.role-mark text`)) {
        const { x, y, width, height } = text.getBoundingClientRect();
        if (width) seen[text.textContent] = [x, y, width, height];
    }
    return seen;
}"""
LEAST_APART = 0.7  # of the height of the words, from one line to the next: less is words over words


def told(visit):
    """The verdict that stands in the sentence's place, without the sign before it."""
    now(visit)
    return visit.page.locator(".telling .said").inner_text().split(maxsplit=1)[1]


@pytest.mark.parametrize("name", ["A5b", *some(["C5"])])
def test_while_the_rate_is_dragged_the_verdict_is_that_of_the_picture(tab, app, name):
    """Also where it diverges: the rate under the mouse has its own verdict, and the one in force is not heard of."""
    record = PRESETS[name].record
    visit = tab().open(f"{app}/{record.page}?preset={name}")
    press(visit, "End")
    home, sent = told(visit), visit.sent
    assert home.startswith("Arrived.")
    band = visit.page.locator(".strip .band").bounding_box()
    height, rates, heads = band["y"] + band["height"] / 2, record.rates(), set()
    visit.page.mouse.move(band["x"] + 0.5 * band["width"], height)
    visit.page.mouse.down()
    for part in (0.02, 0.84, 0.9, 0.95, 0.99):
        visit.page.mouse.move(band["x"] + part * band["width"], height)
        said, member = told(visit), state(visit, "r")
        run = record.walk(record.objective(), record.rule(float(rates[member])))
        right = verdict(diagnose(run, record.objective(), record.rule(float(rates[member])))).head.text
        assert said.startswith(right), (rates[member], said)
        heads.add(right)
    assert {"Arrived.", "Diverges."} < heads
    assert visit.sent == sent
    visit.page.keyboard.press("Escape")
    assert told(visit) == home


def test_a_rate_beyond_the_strip_is_said_to_be_beyond_and_judged_as_it_runs(tab, app):
    """The old η stays when the curve is another: it is the learner's, and the strip shows that it lies beyond."""
    visit = tab().open(f"{app}/slope_explorer?preset=A5b&curve=one_weight&lr=3")
    press(visit, "End")
    assert told(visit).startswith("Diverges.")
    band, thumb = (visit.page.locator(f".strip .{part}").bounding_box() for part in ("band", "thumb"))
    assert thumb["x"] > band["x"] + band["width"] - 1
    slider = visit.page.locator(".strip [role=slider]")
    assert slider.get_attribute("aria-valuetext") == "3, diverges, beyond the strip"


RACE = "misty_mountain?lens=race&steps=200"


@pytest.mark.parametrize(
    ("link", "pictures", "least"), [(RACE, ("field", "heights"), 6), *some([("sine_mlp?preset=D2", ("loss",), 2)])]
)
def test_no_name_lies_on_another(tab, app, link, pictures, least):
    visit = tab().open(f"{app}/{link}")
    page, fewest = link.partition("?")[0], least
    last = visit.page.evaluate("() => downhillBus.owner.t.last")
    for step in (1, 3, 10, last // 2, last):
        visit.page.evaluate("step => downhillBus.owner.t.go(step)", step)
        now(visit)
        visit.page.wait_for_timeout(60)
        for picture in pictures:
            names = visit.page.evaluate(NAMES, f"{page}-{picture}")
            fewest = min(fewest, len(names))
            for (one, a), (other, b) in combinations(names.items(), 2):
                across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
                apart = abs(a[1] - b[1])
                assert across <= 1 or apart >= LEAST_APART * min(a[3], b[3]), (step, picture, one, other, a, b)
    assert fewest == least


LOST = {  # what is done while there is no connection: (address, the handle, keys, what the link says once there is one)
    "a rate": ("slope_explorer?preset=A4", ".strip [role=slider]", ["ArrowRight"] * 8, "lr"),
    "a line": ("regression?preset=C1", "[data-name='ends 0']", ["PageUp"] * 2, "hand_intercept"),
    "a point": ("regression?preset=C1", "[data-name='points 0']", ["PageUp"], "xy"),
}


@pytest.mark.parametrize(("address", "handle", "keys", "knob"), some(LOST.values(), LOST["a rate"]))
def test_what_is_moved_while_the_connection_is_lost_is_told_once_it_is_back(tab, app, address, handle, keys, knob):
    """A second without a network: Streamlit connects again by itself, and has dropped what was said meanwhile."""
    visit, sockets = tab(), []

    def through(socket):
        socket.connect_to_server()
        sockets.append(socket)

    visit.page.route_web_socket(re.compile(".*_stcore/stream.*"), through)
    visit.open(f"{app}/{address}&hide=guess")
    sockets[-1].close(code=1001)
    visit.page.locator("[data-test-connection-state]:not([data-test-connection-state=CONNECTED])").wait_for()
    visit.page.locator(handle).first.focus()
    for key in [*keys, "Tab"]:
        visit.page.keyboard.press(key)
    visit.page.wait_for_url(lambda url: knob in parse_qs(urlsplit(url).query))
    shown = visit.settle().page.locator(handle).first.get_attribute("aria-valuetext")
    visit.page.reload()
    assert visit.settle().page.locator(handle).first.get_attribute("aria-valuetext") == shown


LOST_LINE = "[data-test-connection-state]:not([data-test-connection-state=CONNECTED])"


@pytest.fixture
def through(browser, app):
    """A relay to the app, and a tab that comes through it: ``through("regression")``."""
    relay, tab = Relay(app), Tab(browser)
    yield lambda address: (relay, tab.open(f"{relay.address}/{address}"))
    tab.close()
    relay.close()


def lose(relay, visit):
    """The line is lost, which the page notices, and comes back."""
    relay.swallows = False
    relay.cut()
    visit.page.locator(LOST_LINE).wait_for()
    visit.page.locator("[data-test-connection-state=CONNECTED]").wait_for()


def test_what_was_pressed_on_a_dead_line_is_there_once_the_line_is(through):
    """Nobody hears at once that a line is dead.  Streamlit asked for nothing once there was another."""
    relay, visit = through("regression?preset=C3&hide=guess")
    relay.swallows = True
    visit.page.get_by_role("radio", name="Bend").click()
    visit.page.get_by_role("button", name="Take away").click()
    lose(relay, visit)
    visit.page.wait_for_url(lambda url: "lens=bend" in url)
    visit.page.locator("[data-testid=stPopoverBody]").get_by_text("Every setting in force").wait_for()


@pytest.mark.nightly
def test_a_link_that_was_followed_on_a_dead_line_leads_there_once_the_line_is_back(through):
    """It had to be followed again, as a button of Streamlit's own had to be pressed again."""
    relay, visit = through("slope_explorer?preset=A4&hide=guess")
    relay.swallows = True
    visit.page.locator("[data-testid=stMain] [data-testid=stPageLink] a").first.click()
    visit.page.wait_for_timeout(UNHEARD_MS)
    lose(relay, visit)
    visit.page.wait_for_url(lambda url: "preset=A4" not in url)


@pytest.mark.nightly
def test_what_was_chosen_on_a_dead_line_before_a_link_is_one_way_back(through):
    """The page was asked for with the link's query, and all that was lost at once, of which only the last was done."""
    relay, visit = through("regression?preset=C4&hide=guess")
    relay.swallows = True
    visit.page.get_by_role("radio", name="Bend").click()
    link = visit.page.locator("[data-testid=stMain] [data-testid=stPageLink] a").first
    there = link.get_attribute("href")
    link.click()
    lose(relay, visit)
    visit.page.wait_for_url(f"**/{there}")
    visit.settle().page.go_back()
    visit.page.wait_for_url(lambda url: "preset=C4&lens=bend" in url)


def test_what_is_pressed_before_the_page_of_a_link_comes_resets_nothing(through):
    """It asked for the page that was still there, with the query of the other one."""
    relay, visit = through("regression?preset=C4&hide=guess")
    relay.passes.clear()
    visit.page.locator("[data-testid=stMain] [data-testid=stPageLink] a").first.click()
    visit.page.wait_for_timeout(UNHEARD_MS)
    visit.page.locator(".st-key-regression-floor button").first.click()
    relay.passes.set()
    visit.page.wait_for_timeout(UNHEARD_MS)
    assert "preset=C4" in visit.settle().page.url
    assert visit.page.locator("[data-testid=stToast]").count() == 0


@pytest.mark.nightly
def test_a_page_that_is_embedded_stays_so_at_the_next_station_of_the_same_page(tab, app):
    visit = tab().open(f"{app}/slope_explorer?preset=A4&embed=true&embed_options=dark_theme&hide=guess")
    visit.page.locator("[data-testid=stMain] [data-testid=stPageLink] a").first.click()
    visit.page.wait_for_url(lambda url: "preset=A5b" in url)
    asked = parse_qs(urlsplit(visit.settle().page.url).query)
    assert (asked["embed"], asked["embed_options"]) == (["true"], ["dark_theme"])


@pytest.mark.nightly
def test_what_was_pressed_and_heard_is_not_pressed_again_where_its_answer_was_lost(through):
    """A button that goes there and back would have gone back."""
    relay, visit = through("slope_explorer?preset=A4&hide=guess")
    relay.passes.clear()
    visit.page.locator(".st-key-slope_explorer-floor button").first.click()
    visit.page.wait_for_timeout(UNHEARD_MS)
    relay.cut()
    visit.page.locator(LOST_LINE).wait_for()
    relay.passes.set()
    visit.page.locator(".st-key-frame-knobs").wait_for()
    visit.page.wait_for_timeout(UNHEARD_MS)
    assert visit.settle().page.locator(".st-key-frame-knobs").count() == 1


@pytest.mark.nightly
def test_a_line_that_is_dead_without_a_word_is_given_up_for_another(through):
    """No browser hears of that for minutes."""
    relay, visit = through("slope_explorer?preset=A4&hide=guess")
    relay.deafen()
    visit.page.locator(".st-key-slope_explorer-floor button").first.click()
    visit.page.locator(".st-key-frame-knobs").wait_for(timeout=20_000)
    assert not visit.settle().exceptions()


@pytest.mark.nightly
def test_a_step_on_a_dead_line_is_walked_once_the_line_is_back(through):
    relay, visit = through("misty_mountain?lens=hike")
    relay.swallows = True
    visit.page.get_by_role("button", name="steepest way down").first.click()
    visit.page.wait_for_timeout(UNHEARD_MS)
    lose(relay, visit)
    visit.page.locator("[data-testid=stMetric]", has_text=re.compile(r"Steps\s*1 of 40")).wait_for()


@pytest.mark.nightly
def test_a_server_that_has_forgotten_the_visit_hears_the_next_press_and_nothing_twice(through):
    """It did not know the page's buttons, and took all that had been told of late for new."""
    relay, visit = through("misty_mountain?lens=hike")
    down = visit.page.get_by_role("button", name="steepest way down").first
    relay.forgets = True
    for step in (1, 2, 3):
        down.click()
        visit.page.locator("[data-testid=stMetric]", has_text=re.compile(rf"Steps\s*{step} of 40")).wait_for()
        visit.settle()
        if step == 2:
            lose(relay, visit)
            visit.settle()
            visit.page.wait_for_timeout(UNHEARD_MS)


@pytest.mark.nightly
def test_who_loses_the_line_before_the_page_has_said_its_name_comes_to_that_page(tab, app):
    """Of the menu, which says it, the browser had heard nothing, and it asked for the app: the front page came."""
    visit, sockets = tab(), []

    def through(socket):
        server = socket.connect_to_server()
        sockets.append(socket)
        if len(sockets) > 1:
            return
        heard = []

        def tell(message):
            heard.append(message)
            if len(heard) == 1:
                socket.send(message)
                socket.close(code=1001)

        server.on_message(tell)

    visit.page.route_web_socket(re.compile(".*_stcore/stream.*"), through)
    visit.page.goto(f"{app}/regression?preset=C3")
    visit.page.get_by_role("heading", name="Linear regression").or_(
        visit.page.get_by_text("Every experiment")
    ).wait_for()
    assert urlsplit(visit.settle().page.url).path == "/regression"
    assert len(sockets) == 2


def test_while_the_line_is_lost_a_formula_is_typed_on_and_a_button_keeps_the_focus(through):
    """Streamlit disables all of them meanwhile.  What followed were keys of the page: n led to the next station."""
    relay, visit = through("slope_explorer?preset=A4&floor=lab&curve=formula&hide=guess")
    box = knob_box(visit, "slope_explorer", "formula")
    box.fill("x^2 + ")
    relay.passes.clear()
    relay.cut()
    visit.page.locator(LOST_LINE).wait_for()
    visit.page.keyboard.type("sin(x)", delay=40)
    relay.passes.set()
    visit.page.locator("[data-test-connection-state=CONNECTED]").wait_for()
    visit.page.keyboard.type(" + 1\n")
    visit.page.wait_for_url(lambda url: "x^2+sin(x)+1" in parse_qs(urlsplit(url).query).get("formula", []))
    lab = visit.settle().page.locator(".st-key-slope_explorer-floor button").first
    lab.focus()
    lose(relay, visit)
    expect(lab).to_be_focused()


@pytest.mark.nightly
def test_back_without_a_line_goes_back_once_there_is_one(through):
    relay, visit = through("slope_explorer?preset=A4")
    thumb = visit.page.locator(".strip [role=slider]")
    before = thumb.get_attribute("aria-valuetext")
    thumb.press("ArrowRight")
    visit.page.wait_for_url(lambda url: "lr=" in url)
    visit.settle()
    relay.cut()
    visit.page.locator(LOST_LINE).wait_for()
    visit.page.evaluate("history.back()")
    visit.page.locator("[data-test-connection-state=CONNECTED]").wait_for()
    expect(thumb).to_have_attribute("aria-valuetext", before)
    assert "lr=" not in visit.settle().page.url


BOXES = "boxes => boxes.map(box => box.value)"
UNHEARD_MS = 500  # after a click whose answer is held back: by then the server has done it
TWICE = {  # what is clicked there and back: (address, the first button, the second)
    "the Lab": ("misty_mountain?preset=B3a&floor=lab", ".st-key-misty_mountain-floor button", None),
    "a view": (
        "regression?preset=C3&floor=lab",
        ".st-key-regression-lens button:has-text('Bend')",
        ".st-key-regression-lens button:has-text('Descend')",
    ),
}


@pytest.mark.parametrize(("address", "there", "back"), some(TWICE.values(), TWICE["the Lab"]))
def test_what_goes_and_comes_back_before_that_is_heard_holds_what_is_in_force(browser, app, address, there, back):
    """A double click, on a slow network: the browser sent along what the boxes held, and then forgot it."""
    relay = Relay(app)
    visit = Tab(browser).open(f"{relay.address}/{address}&hide=guess")
    boxes = visit.page.locator(".st-key-frame-knobs :is([data-testid=stTextInput], [data-testid=stSelectbox]) input")
    before, asked = boxes.evaluate_all(BOXES), parse_qs(urlsplit(visit.page.url).query)
    assert len(before) > 5
    relay.passes.clear()
    visit.page.locator(there).first.click()
    visit.page.wait_for_timeout(UNHEARD_MS)
    visit.page.locator(back or there).first.click()
    relay.passes.set()
    visit.page.wait_for_timeout(UNHEARD_MS)
    assert visit.settle().page.locator(".st-key-frame-knobs").count() == 1
    assert boxes.evaluate_all(BOXES) == before
    visit.page.locator(".strip [role=slider]").press("ArrowRight")
    visit.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("lr") != asked.get("lr"))
    settings = parse_qs(urlsplit(visit.settle().page.url).query)
    assert {name: value for name, value in settings.items() if name != "lr"}.items() <= asked.items()
    assert not visit.problems
    visit.close()
    relay.close()


FOREIGN = [
    "go to https://evil.example/x now",
    "www.evil.example/login",
    "mail me@evil.example",
    "ftp://evil.example",
    "[here](https://evil.example)",
    "<https://evil.example>",
    "https\\://evil.example",
    "WWW.evil.example",
]


@pytest.mark.parametrize("text", some(FOREIGN, FOREIGN[0]))
def test_no_word_of_a_link_becomes_a_link_on_the_page(tab, app, text):
    visit = tab().open(f"{app}/slope_explorer?{urlencode({'preset': text, 'lr': text})}")
    visit.page.locator("[data-testid=stToast]").first.wait_for()
    assert visit.page.locator("a[href*=evil]").count() == 0


def test_before_anything_has_come_a_line_says_that_something_is_under_way(browser, app):
    """On a slow network Streamlit's library takes seconds; until then the window was empty."""
    tab = Tab(browser)
    tab.page.route("**/static/js/*", lambda _: None)  # asked for, and on its way for good
    tab.page.goto(app, wait_until="commit")
    coming = tab.page.get_by_text("on its way")
    coming.wait_for()
    assert coming.evaluate("x => x.getAnimations().every(y => y.effect.getComputedTiming().endTime <= 1500)")
    tab.page.unroute_all(behavior="ignoreErrors")
    tab.open(app)
    assert coming.count() == 0
    tab.close()
