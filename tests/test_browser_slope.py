"""The view "Slope" in a real Chromium: the point and h follow the hand in the browser, and Python hears of it once."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import FRAMES, some
from driving import part

from gdengine import LANDSCAPES
from pages.charts.kit import palette, sizes

PAGE = "slope_explorer"
CURVE, DERIVATIVE, ERROR = (f"[data-testid=stVegaLiteChart] >> nth={n} >>" for n in range(3))
PLOT = {
    "curve": f"{CURVE} .handle_p_marks path",
    "derivative": f"{DERIVATIVE} .handle_p_marks path",
    "error": f"{ERROR} .handle_h_marks path",
}
SEEN = ":is(.st-key-frame-stage, .st-key-frame-told)"  # else it is for who hears the page
ENDS = {"curve": (-4, 5), "derivative": (-4, 5), "error": (-15, 0)}  # of the parabola's picture, and of log₁₀ h
WANDER = """([x, y, width, seconds]) => {
    const start = performance.now();
    const move = now => {
        const part = 0.5 + 0.45 * Math.sin((now - start) / 300);
        const where = {pointerId: 1, clientX: x + part * width, clientY: y, bubbles: true, composed: true};
        document.body.dispatchEvent(new PointerEvent('pointermove', where));
        if (now - start < 1000 * seconds) requestAnimationFrame(move);
    };
    requestAnimationFrame(move);
}"""


@pytest.fixture
def slope(tab, app):
    """The view, opened by a link: ``slope("A2&h=0.1", size=(390, 844))`` → the tab."""
    return lambda link, **how: tab(**how).open(f"{app}/{PAGE}?preset={link}")


def drawn(tab):
    tab.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def said(tab, chart):
    """The numbers written in a chart."""
    drawn(tab)
    texts = tab.page.locator(f"{chart} .mark-text text").all_text_contents()
    return [text for text in texts if re.search("=|off by|step", text)]


def sentences(tab):
    drawn(tab)
    return [re.sub(r"\s+", " ", text) for text in tab.page.locator(f"{SEEN} .live_text .line").all_text_contents()]


def link(tab):
    """What the link says of the page; that nothing is guessed belongs to the visit."""
    said = parse_qs(urlsplit(tab.page.url).query)
    return {name: values[0] for name, values in said.items() if name != "hide"}


def slider(tab, name):
    return tab.page.locator(f"{part(PAGE, name)} [role=slider]")


def spoken(tab, name):
    drawn(tab)
    return slider(tab, name).get_attribute("aria-valuetext")


def test_on_a_phone_a_number_is_whole_and_a_dial_stays_where_it_is(slope):
    """Of what a step had led to the last digit was cut, and where x was no number the dial of h went down by a line."""
    tab = slope("A1&x0=-1.15059", size=(390, 844), touch=True)
    x, h = (tab.page.locator(f"{part(PAGE, name)} input.typed") for name in "ph")
    assert x.input_value() == "−1.15059"
    assert x.evaluate("x => x.scrollWidth <= x.clientWidth")
    tops = (
        "x => x.getBoundingClientRect().top - document.querySelector('.st-key-frame-rates').getBoundingClientRect().top"
    )
    before = h.evaluate(tops)
    x.fill("two")
    x.press("Enter")
    tab.page.locator(f"{part(PAGE, 'p')} .reason").filter(has_text="It is a number").wait_for()
    assert h.evaluate(tops) == before


@pytest.mark.nightly
def test_a_symbol_of_a_sentence_that_moves_is_said_in_a_word_that_is_explained(slope):
    tab = slope("A1")
    term = tab.page.locator(f"{part(PAGE, 'sentences')} .term").filter(has_text="learning rate")
    term.click()
    assert "It is written η" in tab.page.locator(".bubble").inner_text()
    assert term.evaluate("x => x.parentElement.closest('.line').textContent.includes('η:')")


@pytest.mark.nightly
def test_where_a_small_walk_has_gone_is_read_whole(slope):
    tab = slope("A5s", size=(390, 844))
    tab.page.keyboard.press("End")
    label = tab.page.locator("svg.marks").nth(4).locator("text").filter(has_text="x = ").last
    label.wait_for()
    middle = """x => {
        const {top, height} = x.getBoundingClientRect();
        return top + height / 2 - x.ownerSVGElement.getBoundingClientRect().top;
    }"""
    assert label.evaluate(middle) > 0.45 * sizes.WORDS_PX


def at(tab, plot, x, ends=None):
    """The point of a plot where x is; there is a fortieth of room beside either end."""
    low, high = ends or ENDS[plot]
    tab.page.locator(PLOT[plot]).scroll_into_view_if_needed()
    box = tab.page.locator(PLOT[plot]).bounding_box()
    return box["x"] + (0.025 + (x - low) / (high - low)) / 1.05 * box["width"], box["y"] + 0.7 * box["height"]


def ball(tab, chart):
    box = tab.page.locator(f"{chart} .mark-symbol path[stroke=white]").bounding_box()
    return box["x"] + box["width"] / 2


def ends(tab, color):
    """From where to where the thick straight line of a color is drawn."""
    box = tab.page.locator(f"{CURVE} .mark-rule line[stroke='{color}'][stroke-width='2.2']").bounding_box()
    return box["x"], box["x"] + box["width"]


def frame_rate(tab, plot, seconds=1.2):
    """Distinct pictures a second while the pointer that is held down wanders over the plot."""
    box = tab.page.locator(PLOT[plot]).bounding_box()
    tab.page.evaluate(WANDER, [box["x"], box["y"] + 9, box["width"], seconds])
    return tab.page.evaluate(FRAMES, ["[data-testid=stVegaLiteChart]", seconds])


def test_dragging_the_point_moves_every_picture_and_sends_one_message(slope):
    tab = slope("A3")
    assert "If it grows by 0.01, by about −0.16, in fact by −0.1597" in sentences(tab)
    sent = tab.sent
    tab.page.mouse.move(*at(tab, "curve", -1))
    tab.page.mouse.down()
    assert frame_rate(tab, "curve") > 3  # it moves; how fast is for the benchmark
    tab.page.mouse.move(*at(tab, "curve", 2), steps=4)
    assert said(tab, CURVE) == ["f(2) = 9", "f′(x) = 8", "(f(x + h) − f(x)) / h = 8.03", "step −0.16"]
    assert said(tab, DERIVATIVE) == ["f′(2) = 8"]
    assert sentences(tab) == [
        "If x grows by 0.1, f changes by about 0.8, in fact by 0.83",
        "If it grows by 0.01, by about 0.08, in fact by 0.0803",
        "Step, with the learning rate η: x − η·f′(x) = 2 − 0.02·8 = 1.84",
    ]
    assert spoken(tab, "p") == "2: f is 9, slope 8"
    assert ball(tab, CURVE) == pytest.approx(at(tab, "curve", 2)[0], abs=1.5)
    assert ball(tab, DERIVATIVE) == pytest.approx(at(tab, "derivative", 2)[0], abs=1.5)
    left, right = ends(tab, palette.GRADIENT)  # the tangent crosses the axis at x = 7/8 and leaves at the right
    assert left < at(tab, "curve", 0.9)[0] < at(tab, "curve", 5)[0] < right
    assert (tab.sent, link(tab)) == (sent, {"preset": "A3"})
    tab.page.mouse.up()
    tab.settle()
    assert (tab.sent, link(tab)) == (sent + 1, {"preset": "A3", "x0": "2"})
    assert said(tab, CURVE)[0] == "f(2) = 9"


def test_dragging_h_turns_the_secant_into_the_tangent_and_then_breaks_it(slope):
    tab = slope("A2")
    assert said(tab, CURVE)[:3] == ["f(−2) = 25", "f′(x) = −16", "(f(x + h) − f(x)) / h = −13"]
    assert said(tab, ERROR)[-2:] == ["h = 1", "off by 3"]
    sent = tab.sent
    tab.page.mouse.move(*at(tab, "error", 0))
    tab.page.mouse.down()
    assert frame_rate(tab, "error") > 3
    for decade, secant, error in ((-1, "−15.7", "0.3"), (-15, "−17.7636", "1.764"), (-8, "−16", "9.724·10⁻⁸")):
        tab.page.mouse.move(*at(tab, "error", decade), steps=3)
        assert said(tab, CURVE)[2] == f"(f(x + h) − f(x)) / h = {secant}"
        assert said(tab, ERROR)[-1] == f"off by {error}"
    assert tab.sent == sent
    tab.page.mouse.up()
    tab.settle()
    assert (tab.sent, link(tab)) == (sent + 1, {"preset": "A2", "h": "1e-8"})


def test_keys_clicks_and_the_step_by_hand(slope):
    tab = slope("A1&lr=0.1&floor=lab")
    sent = tab.sent
    slider(tab, "p").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        tab.page.keyboard.press(key)
    assert spoken(tab, "p") == "−1.975: f is 24.6, slope −15.85"
    assert tab.sent == sent
    tab.page.wait_for_function("location.search.includes('x0=-1.975')")
    tab.settle()
    assert tab.sent == sent + 1
    tab.page.keyboard.press("Home")
    assert said(tab, CURVE)[0] == "f(−4) = 69"
    tab.page.keyboard.press("Escape")
    assert spoken(tab, "p").startswith("−1.975: ")
    slider(tab, "h").focus()
    tab.page.keyboard.press("PageDown")
    assert spoken(tab, "h") == "0.002: the secant's slope is −15.84, off by 0.006"
    tab.page.keyboard.press("Tab")  # to leave is to commit
    tab.page.wait_for_function("location.search.includes('h=0.002')")
    tab.page.mouse.click(*at(tab, "derivative", 2 / 3))
    tab.settle()
    assert said(tab, DERIVATIVE) == ["f′(0.666667) = 0"]
    assert said(tab, CURVE)[0] == "f(0.666667) = 3.66666667"
    assert float(link(tab)["x0"]) == 0.666667
    tab.page.mouse.click(*at(tab, "curve", -1))
    tab.settle()
    tab.page.get_by_role("button", name="Take this step").click()
    tab.settle()
    assert said(tab, CURVE)[0] == "f(0) = 5"


def test_a_finger_drags_sideways_and_scrolls_up_and_down(slope):
    tab = slope("A1", size=(390, 844), touch=True)
    assert not tab.sideways()
    fingers = tab.context.new_cdp_session(tab.page)

    def stroke(start, end):
        path = [tuple(a + (b - a) * part / 10 for a, b in zip(start, end)) for part in range(11)]
        for kind, place in zip(["touchStart", *["touchMove"] * 10], path):
            touched = [{"x": place[0], "y": place[1]}]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
        seen = said(tab, CURVE)[0]
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        return seen

    start = at(tab, "curve", -2)
    assert stroke(start, at(tab, "curve", 2)) == "f(2) = 9"
    tab.settle()
    assert link(tab)["x0"] == "2"
    stroke(start, (start[0], start[1] - 200))
    tab.page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 50")
    tab.settle()
    assert said(tab, CURVE)[0] == "f(2) = 9", "a swipe up is not a drag"


@pytest.mark.nightly
def test_the_error_of_a_line_against_its_weight_can_be_read(slope):
    tab, weights = slope("A7"), (-20, 18)
    assert said(tab, CURVE)[:2] == ["f(−20) = 11\u202f082.9202", "f′(x) = −1123.96159"]
    for weight, numbers in ((0, ["f(0) = 3.68846337", "f′(x) = 16.038412"]), (2, ["f(2) = 149.765287"])):
        tab.page.mouse.click(*at(tab, "curve", weight, weights))
        tab.settle()
        assert said(tab, CURVE)[: len(numbers)] == numbers


@pytest.mark.nightly
@pytest.mark.parametrize(("size", "dark"), some([((1280, 800), False), ((390, 844), True)], ((390, 844), True)))
def test_gaps_and_numbers_off_the_grid_are_places_like_any_other(slope, size, dark):
    tab = slope("A1&curve=formula&formula=sqrt(4-x)&x0=4.503&h=1.5", size=size, dark=dark)
    assert said(tab, CURVE) == []
    assert spoken(tab, "p") == "4.503: f is —, slope —"
    assert sentences(tab)[0] == "If x grows by 0.1, f changes by about —, in fact by —"
    for x, numbers in ((0, ["f(0) = 2", "f′(x) = −0.25", "(f(x + h) − f(x)) / h = −0.279241"]), (3, ["f(3) = 1"])):
        tab.page.mouse.click(*at(tab, "curve", x, (-5, 5)))
        tab.settle()
        assert said(tab, CURVE)[: len(numbers)] == numbers
    assert said(tab, CURVE)[1:3] == ["f′(x) = −0.5", "(f(x + h) − f(x)) / h = —"]
    assert said(tab, ERROR)[-2:] == ["h = 1.5", "off by —"]
    assert not tab.sideways()


@pytest.mark.nightly
def test_another_curve_keeps_the_point_and_the_page_alive(slope):
    tab = slope("A1&floor=lab")
    for name, value in (("kink", "f(−2) = 2"), ("wiggly", "f(−2) = 1.1568025")):
        tab.page.locator(".st-key-slope_explorer-curve input").click()
        tab.page.get_by_role("option", name=LANDSCAPES[name].title, exact=True).click()
        tab.settle()
        assert said(tab, CURVE)[0] == value


@pytest.mark.parametrize(
    ("view", "preset", "name"), some([("slope", "A2", "p"), ("weight", "A6", "w")], ("slope", "A2", "p"))
)
def test_after_a_step_taken_every_other_choice_is_drawn_from_its_own_numbers(slope, view, preset, name):
    """A stop off the grid is one more than another choice has: the dial stood at a stop that was no more."""
    tab = slope(f"{preset}&lens={view}&x0=1.2345&floor=lab")
    for choice, turns in (("Curve", 3), ("Experiment", 1)):
        for k in range(turns):
            if view == "slope":
                tab.page.get_by_role("button", name="Take this step").click()
                tab.settle()
            tab.page.get_by_role("combobox", name=choice).click()
            tab.page.get_by_role("option").nth(2 * k + 1).click()
            tab.settle()
            assert tab.exceptions() == []
            if not tab.page.locator(f"{part(PAGE, name)} .typed").count():
                break  # another view, or a curve without a weight: which is asked first
            value = tab.page.locator(f"{part(PAGE, name)} .typed").input_value().replace("−", "-")
            start = tab.page.locator(".st-key-slope_explorer-x0 input").input_value()
            assert float(value) == pytest.approx(float(start), rel=1e-5)


@pytest.mark.parametrize("formula", some(["sqrt(x)", "ln(x)", "1/x"], "sqrt(x)"))
def test_where_there_is_no_slope_nothing_is_drawn_of_it(slope, formula):
    """At the edge of its domain a curve has no tangent, no secant to one side and no step."""
    tab = slope(f"A1&curve=formula&formula={formula}&x0=0&h=1&hide=guess")
    assert tab.settle().problems == []
