"""The regression page in a real Chromium: what is held follows the hand there, and Python hears of it once."""

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from browser import FRAMES, some
from driving import part, press, state
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from gdengine import PRESETS
from gdengine.data import points as texts
from gdengine.regression import CRITERIA, design, solve, sums
from pages.charts.regression.hand_residuals import reach
from pages.charts.regression.line_fit import rise, span
from pages.ui.parts.points import HAND_FIELDS
from pages.ui.scene import HALF, LESS, MORE, MOST, REMAINDER, WHOLE

SHARES = (WHOLE, MOST, HALF, LESS, MORE, REMAINDER)
PAGE = "regression"
HAND, HELD = part(PAGE, "hand"), part(PAGE, "held")  # by hand; in Descend
LEFT, RIGHT = -0.5, 9.5  # of C1's points: the x of the ends of the line, which is y = 8 - x
HIGH, LOW = 8 - LEFT, 8 - RIGHT
INTERCEPT = "Number(new URLSearchParams(location.search).get('hand_intercept'))"
C1 = "preset=C1&lens=by_hand&hand_intercept=8&hand_slope=-1&floor=learn"
WANDER = """([from, seconds]) => {
    const start = performance.now();
    const move = now => {
        const part = 0.5 + 0.45 * Math.sin((now - start) / 300);
        const y = from[1] + (part - 0.5) * 200;
        const where = {pointerId: 1, buttons: 1, clientX: from[0], clientY: y, bubbles: true, composed: true};
        document.body.dispatchEvent(new PointerEvent('pointermove', where));
        if (now - start < 1000 * seconds) requestAnimationFrame(move);
    };
    requestAnimationFrame(move);
}"""


def height_of(intercept):
    """How high the left end of C1's line is when it has this intercept and the right end stays."""
    return (intercept * (RIGHT - LEFT) - LOW * -LEFT) / RIGHT


@pytest.fixture
def line(tab, app):
    return lambda link, **how: tab(**how).open(f"{app}/{PAGE}?{link}")


def picture(name):
    """The selector of a chart, whatever share of the height it has."""
    return ":is({})".format(", ".join(f".st-key-{share}-{PAGE}-{name}" for share in SHARES))


def drawn(tab):
    tab.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def link(tab):
    return {name: values[0] for name, values in parse_qs(urlsplit(tab.page.url).query).items()}


def at(tab, name, x, y, xs, ys, plane="points"):
    """The place on the screen of x and y in a chart."""
    box = tab.page.locator(f"{picture(name)} .plane_{plane}_marks path").bounding_box()
    part = (x - xs[0]) / (xs[1] - xs[0]), (y - ys[0]) / (ys[1] - ys[0])
    return box["x"] + part[0] * box["width"], box["y"] + (1 - part[1]) * box["height"]


PLOT_HEIGHT = "chart => +document.querySelector(chart + ' .mark-group path.background').getBBox().height"
DOTS = """chart => [...document.querySelectorAll(chart + ' .mark-symbol')].at(-2).querySelectorAll('path')"""


def heights_of_dots(tab, name):
    """The px of the highest and the lowest of the dots that a chart draws last but for its anchor, from above."""
    moved = tab.page.evaluate(
        f"chart => [...({DOTS})(chart)].map(x => +x.getAttribute('transform').match(/,([-.0-9]+)/)[1])", picture(name)
    )
    return min(moved), max(moved)


def hand(tab):
    """What the charts are told, by name; nan where nothing is said."""
    said = tab.page.evaluate("downhillBus.texts.hand").split(" ")
    return {name: float(part or "nan") for name, part in zip(HAND_FIELDS, said, strict=True)}


def bar(tab, of):
    drawn(tab)
    return float(tab.page.locator(f"{HAND} [data-of={of}] + .value").inner_text().replace("−", "-"))


def frames_while_held(tab, place, seconds=1.2):
    tab.page.evaluate(WANDER, [list(place), seconds])
    return tab.page.evaluate(FRAMES, ["[data-testid=stVegaLiteChart]", seconds])


def test_the_ends_of_the_line_follow_the_mouse_and_python_hears_of_it_once(line):
    tab = line(C1)
    record = PRESETS["C1"].record
    points = record.points()
    scales = span(points.x), rise(points.y)
    assert tab.page.locator(f"{HAND} [data-of]").count() == 1, "the answer is not on the page"
    sent = tab.sent
    tab.page.mouse.move(*at(tab, "hand_squares_hidden", LEFT, HIGH, *scales))
    tab.page.mouse.down()
    tab.page.mouse.move(*at(tab, "hand_squares_hidden", LEFT, 3, *scales), steps=5)
    assert frames_while_held(tab, at(tab, "hand_squares_hidden", LEFT, 3, *scales)) > 3  # how fast is for the benchmark
    tab.page.mouse.move(*at(tab, "hand_squares_hidden", LEFT, 2, *scales), steps=3)
    held = [float(number) for number in tab.page.evaluate("downhillBus.texts.hand").split(" ")[:2]]
    assert held[0] + LEFT * held[1] == pytest.approx(2, abs=0.06)
    assert held[0] + RIGHT * held[1] == pytest.approx(8 - RIGHT, abs=1e-9), "the other end stays"
    assert bar(tab, "yours") == pytest.approx(sums(points.x, points.y).loss(*held), rel=1e-3)
    assert tab.sent == sent
    tab.page.mouse.up()
    tab.settle()
    assert tab.sent == sent + 1
    assert float(link(tab)["hand_intercept"]) == pytest.approx(held[0], rel=1e-5)
    assert bar(tab, "yours") == pytest.approx(sums(points.x, points.y).loss(*held), rel=1e-3)


def test_what_the_line_leaves_follows_the_hand_and_the_answer_is_not_on_the_page(line):
    tab = line(C1)
    points = PRESETS["C1"].record.points()
    scales = span(points.x), rise(points.y)
    tab.page.mouse.move(*at(tab, "hand_squares_hidden", LEFT, HIGH, *scales))
    tab.page.mouse.down()
    for height in (2, 0.5):
        tab.page.mouse.move(*at(tab, "hand_squares_hidden", LEFT, height, *scales), steps=5)
        drawn(tab)
        a, b, *_, most, ring = tab.page.evaluate("downhillBus.texts.hand").split(" ")
        assert not ring
        left = points.y - float(a) - float(b) * points.x
        assert np.abs(left).max() < float(most) == pytest.approx(reach(left, points.y))
        low, high = heights_of_dots(tab, "hand_residuals_hidden")
        assert (high - low) / tab.page.evaluate(PLOT_HEIGHT, picture("hand_residuals_hidden")) == pytest.approx(
            np.ptp(left) / (2 * float(most)), abs=0.02
        )
    tab.page.mouse.up()
    held = heights_of_dots(tab.settle(), "hand_residuals_hidden")
    assert held == pytest.approx((low, high), abs=0.5), "where they were dropped the engine puts them, too"
    assert "#a63a8d" not in tab.page.content()


@pytest.mark.nightly
def test_from_c1_s_start_a_dozen_keys_lead_to_within_a_twentieth_of_the_best(line):
    tab = line(C1)
    points = PRESETS["C1"].record.points()
    known = sums(points.x, points.y)
    best = known.best()
    low, high = rise(points.y)
    pressed = 0
    for end, x, start in ((0, 0.0, 8.0), (1, 9.0, -1.0)):
        tab.page.locator(f"{HAND} .handle").nth(end).focus()
        way = best[0] + best[1] * x - start
        pages = round(way / ((high - low) / 8))
        arrows = round((way - pages * (high - low) / 8) / ((high - low) / 40))
        keys = ["PageUp" if pages > 0 else "PageDown"] * abs(pages) + ["ArrowUp" if arrows > 0 else "ArrowDown"] * abs(
            arrows
        )
        press(tab, *keys)
        pressed += len(keys)
        tab.page.locator(f"{HAND} .handle").nth(end).blur()
        tab.settle()
    assert pressed <= 12
    laid = float(link(tab)["hand_intercept"]), float(link(tab)["hand_slope"])
    assert known.sse(*laid) <= 1.05 * known.sse(*best)


def test_descent_races_the_hand_once_the_line_lies(line):
    tab = line(C1.replace("hand_slope=-1", "hand_slope=-0.9"))
    assert state(tab, "t") is None
    tab.page.get_by_role("button", name="This is my line").click()
    tab.page.locator(f"{HAND} [data-of=walk]").wait_for()
    tab.settle()
    record = PRESETS["C1"].record
    run, mine = record.run()["gd"], float(record.objective()(np.array([8, -0.9])))
    passes = int(np.flatnonzero(run.value <= mine)[0])
    assert passes > 0
    race = tab.page.locator(f"{HAND} .race")
    tab.page.evaluate("t => downhillBus.owner.t.go(t)", passes - 1)
    drawn(tab)
    assert race.inner_text() == "You are ahead of descent."
    assert bar(tab, "walk") > bar(tab, "yours") > bar(tab, "best")
    tab.page.evaluate("t => downhillBus.owner.t.go(t)", passes)
    drawn(tab)
    assert race.inner_text() == f"Descent passed you at step {passes}."
    assert bar(tab, "walk") == pytest.approx(run.value[passes], rel=1e-3)


EVER_IN_RACE = """() => {
    const find = root => root.querySelector('.race') ??
        [...root.querySelectorAll('*')].map(x => x.shadowRoot && find(x.shadowRoot)).find(Boolean);
    const race = find(document);
    window.everInRace = [];
    new MutationObserver(() => race.textContent && window.everInRace.push(race.textContent))
        .observe(race, { childList: true, characterData: true, subtree: true });
}"""


@pytest.mark.nightly
def test_nobody_is_ahead_where_descent_starts_from_your_line(line):
    tab = line(C1)
    tab.page.evaluate(EVER_IN_RACE)
    tab.page.get_by_role("button", name="This is my line").click()
    tab.page.locator(f"{HAND} [data-of=walk]").wait_for()
    assert tab.settle().page.locator(f"{HAND} .race").inner_text() == "You and descent are level."
    assert tab.page.evaluate("window.everInRace") == ["You and descent are level."]


def test_a_place_dragged_on_the_map_turns_the_line_and_becomes_the_start(line):
    tab = line("preset=C3")
    box = PRESETS["C3"].record.objective().box
    sent = tab.sent
    tab.page.mouse.move(*at(tab, "bowl", -8, -3.2, *box, plane="map"))
    tab.page.mouse.down()
    tab.page.mouse.move(*at(tab, "bowl", 2, 1, *box, plane="map"), steps=5)
    assert frames_while_held(tab, at(tab, "bowl", 2, 1, *box, plane="map"), 0.8) > 3
    tab.page.mouse.move(*at(tab, "bowl", 4, 2, *box, plane="map"), steps=3)
    drawn(tab)
    ends = tab.page.locator(f"{picture('line')} .mark-rule line[stroke='#dc640f']").bounding_box()
    assert tab.sent == sent
    tab.page.mouse.up()
    tab.settle()
    assert tab.sent == sent + 1, "the click that ends the drag is none"
    assert float(link(tab)["b0"]) == pytest.approx(4, abs=0.15)
    assert float(link(tab)["b1"]) == pytest.approx(2, abs=0.06)
    assert ends["height"] > 50


def test_a_dragged_point_takes_the_best_line_along_and_back_undoes_it(line):
    tab = line("preset=C3")
    record = PRESETS["C3"].record
    points = record.points()
    scales = span(points.x), rise(points.y)
    sent = tab.sent
    tab.page.mouse.move(*at(tab, "line", points.x[1], points.y[1], *scales))
    tab.page.mouse.down()
    tab.page.mouse.move(*at(tab, "line", 3, -4, *scales), steps=6)
    held = [float(number) for number in tab.page.evaluate("downhillBus.texts.hand").split(" ")[2:7]]
    assert held[0] == 1
    there = np.column_stack([points.x, points.y])
    there[1] = held[1:3]
    np.testing.assert_allclose(held[3:], solve(design(there[:, 0]), there[:, 1]), rtol=1e-9)
    drawn(tab)
    assert tab.page.locator(f"{picture('line')} .mark-line path[stroke='#a63a8d']").count() == 1
    assert tab.sent == sent
    tab.page.mouse.up()
    tab.settle()
    assert tab.sent == sent + 1
    said = link(tab)
    assert said["data"] == "own"
    x, y = texts.read(said["xy"])
    assert (x[1], y[1]) == pytest.approx(held[1:3], rel=1e-5)
    assert np.delete(x, 1).tolist() == np.delete(points.x, 1).tolist()
    tab.page.go_back()
    tab.page.wait_for_function("!location.search.includes('xy=')")
    tab.settle()
    assert re.search("Ten points", tab.page.content())


@pytest.mark.nightly
def test_a_point_is_dragged_by_hand_too_and_the_answer_stays_hidden(line):
    tab = line(C1)
    points = PRESETS["C1"].record.points()
    scales = span(points.x), rise(points.y)
    sent = tab.sent
    tab.page.mouse.move(*at(tab, "hand_squares_hidden", points.x[3], points.y[3], *scales))
    drawn(tab)
    assert hand(tab)["ring"] == 3, "what the mouse would take is marked"
    for name in ("hand_squares_hidden", "hand_residuals_hidden"):
        assert tab.page.locator(f"{picture(name)} path[stroke^='light-dark']").count() == 1
    tab.page.mouse.down()
    tab.page.mouse.move(*at(tab, "hand_squares_hidden", 4.2, 9, *scales), steps=6)
    assert frames_while_held(tab, at(tab, "hand_squares_hidden", 4.2, 9, *scales), 0.8) > 3
    tab.page.mouse.move(*at(tab, "hand_squares_hidden", 5, -2, *scales), steps=3)
    drawn(tab)
    held = hand(tab)
    there = np.column_stack([points.x, points.y])
    there[3] = held["x"], held["y"]
    assert (held["a"], held["b"]) == (8, -1), "your line stays"
    assert np.isnan(held["best_a"]) and np.isnan(held["best_b"]), "not told"
    left = there[:, 1] - 8 + there[:, 0]
    assert bar(tab, "yours") == pytest.approx((left**2).mean(), rel=1e-3)
    low, high = heights_of_dots(tab, "hand_residuals_hidden")
    size = tab.page.evaluate(PLOT_HEIGHT, picture("hand_residuals_hidden"))
    assert (high - low) / size == pytest.approx(np.ptp(left) / (2 * reach(left, there[:, 1])), abs=0.02)
    assert tab.sent == sent
    tab.page.mouse.up()
    tab.settle()
    assert tab.sent == sent + 1
    x, y = texts.read(link(tab)["xy"])
    np.testing.assert_allclose(np.column_stack([x, y]), there, rtol=1e-5)
    assert not {"hand_intercept", "hand_slope", "guessed"} & {*link(tab)}, "as the experiment has them"
    assert bar(tab, "yours") == pytest.approx((left**2).mean(), rel=1e-3), "the engine's"
    assert "#a63a8d" not in tab.page.content()
    changes(tab, tab.page.go_back)
    assert "xy" not in link(tab) and "data" not in link(tab)


@pytest.mark.nightly
@pytest.mark.parametrize("criterion", some(CRITERIA, "absolute"))
def test_the_best_line_and_its_bar_follow_a_point_and_descent_s_bar_waits(line, criterion):
    tab = line(f"{C1}&guessed=true&criterion={criterion}")
    points, factor = PRESETS["C1"].record.points(), 0.1
    scales = span(points.x), rise(points.y)
    name = f"hand_{criterion}_told"
    tab.page.mouse.move(*at(tab, name, points.x[5], points.y[5], *scales))
    tab.page.mouse.down()
    tab.page.mouse.move(*at(tab, name, 5, -3, *scales), steps=6)
    drawn(tab)
    held = hand(tab)
    there = np.column_stack([points.x, points.y])
    there[5] = held["x"], held["y"]
    best = CRITERIA[criterion].best(*there.T)
    assert (held["best_a"], held["best_b"]) == pytest.approx(best, rel=1e-7)
    least = factor * CRITERIA[criterion].loss(*there.T, *best)
    assert bar(tab, "best") == pytest.approx(least, rel=1e-3)
    assert tab.page.locator(f"{HAND} [data-of=walk] + .value").inner_text() == "let go to see"
    assert tab.page.locator(f"{HAND} .race").inner_text() == ""
    tab.page.mouse.up()
    tab.settle()
    assert bar(tab, "best") == pytest.approx(least, rel=1e-3), "the engine's"
    assert bar(tab, "walk") > least


@pytest.mark.nightly
def test_the_nearer_of_an_end_and_a_point_is_held(line):
    tab = line(
        f"{C1}&data=own&xy=0_0~1_1~9_9".replace("hand_intercept=8&hand_slope=-1", "hand_intercept=0&hand_slope=1")
    )
    (low, high), ends = rise(np.array([0.0, 1, 9])), span(np.array([0.0, 1, 9]))
    for x, kind in ((RIGHT, "a"), (9, "x")):
        tab.page.mouse.move(*at(tab, "hand_squares_hidden", x, x, ends, (low, high)))
        tab.page.mouse.down()
        tab.page.mouse.move(*at(tab, "hand_squares_hidden", x, 3, ends, (low, high)), steps=5)
        drawn(tab)
        held = hand(tab)
        assert np.isnan(held["x"]) == (kind == "a")
        tab.page.mouse.move(*at(tab, "hand_squares_hidden", x, x, ends, (low, high)), steps=5)
        tab.page.mouse.up()
        tab.settle()


def test_points_are_added_and_taken_away_on_the_picture_and_back_undoes_it(line):
    tab = line("preset=C3")
    points = PRESETS["C3"].record.points()
    scales = span(points.x), rise(points.y)
    sent = tab.sent
    changes(tab, lambda: tab.page.mouse.dblclick(*at(tab, "line", 2, -6, *scales)))
    assert tab.sent == sent + 1
    (x, y), dots = points_in(tab)
    assert (x[:-1], y[:-1]) == (points.x.tolist(), points.y.tolist())
    assert (x[-1], y[-1]) == pytest.approx((2, -6), abs=0.1)
    assert dots == 11
    now = span(np.array(x)), rise(np.array(y))
    changes(tab, lambda: tab.page.mouse.dblclick(*at(tab, "line", x[0], y[0], *now)))
    assert points_in(tab)[0][0] == x[1:], "a double click on a point takes it away"
    assert tab.sent == sent + 2
    changes(tab, tab.page.go_back)
    assert points_in(tab)[0][0] == x
    changes(tab, tab.page.go_back)
    assert points_in(tab) == (None, 10)
    tab.page.mouse.click(*at(tab, "line", 2, -6, *scales))
    assert points_in(tab.settle()) == (None, 10), "a single click adds none"
    tab.page.locator(f"{HELD} .edit").click()
    assert "to add a point" in tab.page.locator(f"{HELD} .hint").inner_text()
    changes(tab, lambda: tab.page.mouse.click(*at(tab, "line", 2, -6, *scales)))
    assert points_in(tab)[1] == 11, "while points are edited it does"


NO_NEWS = {  # a move of the first point that changes nothing: the points, the key
    "rounded back": ([[1e6, 1e6 + 1, 1e6 + 2], [0, 1, 5]], "ArrowRight"),
    "refused": ([[0, 1, 2], [1e12, 1, 5]], "ArrowUp"),
}


@pytest.mark.parametrize(("own", "key"), some(NO_NEWS.values(), NO_NEWS["refused"]))
def test_a_move_that_changes_nothing_is_answered(line, own, key):
    tab = line(f"{C1}&guessed=true&data=own&xy={texts.write(*own)}")
    handle = tab.page.locator(f"{HAND} [data-name='points 0']")
    walk = tab.page.locator(f"{HAND} [data-of=walk] + .value")
    sent, before = tab.sent, walk.inner_text()
    for again in (1, 2):
        handle.focus()
        press(tab, key)
        drawn(tab)
        assert (hand(tab)["x"], hand(tab)["y"]) != (own[0][0], own[1][0])
        assert walk.inner_text() == "let go to see" != before
        handle.blur()
        drawn(tab.settle())
        assert tab.sent == sent + again
        assert points_in(tab)[0] == own
        assert np.isnan(hand(tab)["x"]), "it stands where the engine has it"
        assert walk.inner_text() == before


@pytest.mark.nightly
def test_points_are_added_and_taken_away_by_keys_down_to_the_two_that_a_line_needs(line):
    tab = line("preset=C1&lens=by_hand&data=own&xy=0_0~1_1~2_5&floor=learn")
    handle = tab.page.locator(f"{HAND} [data-name='points 0']")
    handle.focus()
    drawn(tab)
    assert hand(tab)["ring"] == 0
    changes(tab, lambda: press(tab, "+"))
    assert points_in(tab)[0] == [[0, 1, 2, 1], [0, 1, 5, 2.5]]
    x, y = np.array(points_in(tab)[0])
    assert "Point 4 of 4" in handle.inner_text(), "the new one is the one that arrows move"
    sent = tab.sent
    press(tab, "ArrowDown", "ArrowUp")
    handle.blur()
    drawn(tab)
    assert tab.settle().sent == sent, "put back where it was: nothing to tell"
    assert bar(tab, "yours") == pytest.approx(((8 - x - y) ** 2).mean(), rel=1e-3)
    handle.focus()
    changes(tab, lambda: press(tab, "ArrowUp"))
    assert points_in(tab)[0][1][3] > 2.5
    changes(tab, lambda: press(tab, "Delete"))
    changes(tab, lambda: press(tab, "Delete"))
    assert points_in(tab)[0] == [[0, 1], [0, 1]]
    sent = tab.sent
    press(tab, "Delete")
    assert tab.page.locator(f"{HAND} .hint").inner_text() == "A line needs 2 points: these stay."
    assert tab.settle().sent == sent
    changes(tab, tab.page.go_back)
    assert points_in(tab)[0] == [[0, 1, 2], [0, 1, 5]]


AT_ONCE = """(handle, keys) => keys.forEach(
    key => handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true}))
)"""


@pytest.mark.nightly
def test_of_points_added_and_taken_away_in_a_hurry_none_is_forgotten(line):
    tab = line("preset=C1&lens=by_hand&data=own&xy=0_0~1_1~2_5&floor=learn")
    handle = tab.page.locator(f"{HAND} [data-name='points 0']")
    handle.focus()
    handle.evaluate(AT_ONCE, ["+", "+", "+", "Delete", "+"])
    tab.settle()
    assert points_in(tab)[0] == [[0, 1, 2, 1, 1, 1], [0, 1, 5, 2.5, 2.5, 2.5]]


def test_a_finger_adds_a_point_and_moves_it(line):
    tab = line(C1, size=(390, 844), touch=True)
    points = PRESETS["C1"].record.points()
    scales = span(points.x), rise(points.y)
    tab.page.locator(f"{HAND} .edit").tap()
    tab.page.locator(picture("hand_squares_hidden")).scroll_into_view_if_needed()
    changes(tab, lambda: tab.page.touchscreen.tap(*at(tab, "hand_squares_hidden", 3, 9, *scales)))
    x, y = texts.read(link(tab)["xy"])
    assert (x[-1], y[-1]) == pytest.approx((3, 9), abs=0.3)
    now = span(x), rise(y)
    changes(tab, lambda: tab.page.touchscreen.tap(*at(tab, "hand_squares_hidden", x[-1], y[-1], *now)))
    assert len(texts.read(link(tab)["xy"]).x) == 10
    tab.page.locator(f"{HAND} .edit").tap()
    tab.page.wait_for_timeout(500)  # what is tapped now is no second tap
    there = at(tab, "hand_squares_hidden", 3, 9, *scales)

    def tap_twice():
        tab.page.touchscreen.tap(*there)
        tab.page.touchscreen.tap(*there)

    changes(tab, tap_twice)
    assert len(texts.read(link(tab)["xy"]).x) == 11


@pytest.mark.nightly
def test_no_more_points_are_added_than_a_link_carries(line):
    x = np.arange(60.0)
    tab = line(f"preset=C3&data=own&lr=1e-6&xy={texts.write(x, x % 7)}")
    sent = tab.sent
    tab.page.locator(f"{HELD} [data-name='points 0']").focus()
    press(tab, "+")
    assert tab.page.locator(f"{HELD} .hint").inner_text() == (
        "There are 60 points, as many as a link carries: remove one first."
    )
    assert tab.settle().sent == sent
    changes(tab, lambda: press(tab, "Delete"))
    assert points_in(tab)[1] == 59


def test_points_and_start_are_moved_by_keys(line):
    tab = line("preset=C3")
    handles = tab.page.locator(f"{HELD} .handle")
    assert handles.count() == 2
    handles.nth(1).focus()
    press(tab, ".", "ArrowUp", "ArrowUp")
    assert "Point 2 of 10" in handles.nth(1).inner_text()
    tab.page.wait_for_function("location.search.includes('xy=')")
    tab.settle()
    points = PRESETS["C3"].record.points()
    low, high = rise(points.y)
    assert texts.read(link(tab)["xy"]).y[1] == pytest.approx(points.y[1] + 2 * (high - low) / 40, rel=1e-4)
    handles.nth(0).focus()
    press(tab, "ArrowRight")
    tab.page.wait_for_function("location.search.includes('b0=')")


class HeldAnswers:
    """A tab's answers from the server; while ``holding`` they wait for being let through."""

    def __init__(self, tab):
        self.tab, self.holding, self.waiting = tab, False, []
        tab.page.route_web_socket(re.compile("_stcore/stream"), self._join)

    def _join(self, browser):
        self.browser, server = browser, browser.connect_to_server()
        server.on_message(lambda answer: self.waiting.append(answer) if self.holding else browser.send(answer))

    def count(self, runs):
        """How many wait, up to the end of so many runs of the script; they are waited for."""
        for _ in range(600):
            ends = [k for k, answer in enumerate(self.waiting, 1) if _kind(answer) == "script_finished"]
            if len(ends) >= runs:
                return ends[runs - 1]
            self.tab.page.wait_for_timeout(50)
        raise TimeoutError(f"the script did not end {runs} times")

    def let_through(self, count):
        for answer in self.waiting[:count]:
            self.browser.send(answer)
        del self.waiting[:count]


def _kind(answer):
    return ForwardMsg.FromString(answer).WhichOneof("type")


def test_an_answer_to_an_older_drop_does_not_take_the_line_back(tab, app):
    tab = tab()
    answers = HeldAnswers(tab)
    tab.open(f"{app}/{PAGE}?{C1}")
    points = PRESETS["C1"].record.points()
    scales = span(points.x), rise(points.y)
    answers.holding = True
    for run, (there, to) in enumerate([(HIGH, height_of(4)), (height_of(4), height_of(1))], 1):
        tab.page.mouse.move(*at(tab, "hand_squares_hidden", LEFT, there, *scales))
        tab.page.mouse.down()
        tab.page.mouse.move(*at(tab, "hand_squares_hidden", LEFT, to, *scales), steps=4)
        tab.page.mouse.up()
        answers.count(run)
    held = tab.page.evaluate("downhillBus.texts.hand")
    assert float(held.split(" ")[0]) == pytest.approx(1, abs=0.07)
    answers.let_through(answers.count(1))  # the answer to the first drop
    tab.page.wait_for_function(f"() => Math.abs({INTERCEPT} - 4) < 0.1")
    for _ in range(30):
        drawn(tab)
    assert tab.page.evaluate("downhillBus.texts.hand") == held
    answers.holding = False
    answers.let_through(len(answers.waiting))
    tab.page.wait_for_function(f"() => Math.abs({INTERCEPT} - 1) < 0.1")
    tab.settle()
    line = [float(number) for number in tab.page.evaluate("downhillBus.texts.hand").split(" ")[:2]]
    assert line == pytest.approx([float(link(tab)[f"hand_{name}"]) for name in ("intercept", "slope")], rel=1e-5)


FILE = "Nr;Name;Weg;Zeit;Masse\n1;Anna;1,5;2,5;70\n2;Bo;2,5;4,5;81\n3;Cy;;5,5;64\n4;Di;4,0;8,25;59\n"


def points_in(tab):
    """The points of the link, and how many dots the picture shows."""
    said = link(tab).get("xy")
    dots = tab.page.locator(".grip_points_marks path")
    return said and [part.tolist() for part in texts.read(said)], dots.count()


def changes(tab, act, name="xy"):
    """Do it, and wait until the link says something else of this."""
    before = link(tab).get(name, "")
    act()
    tab.page.wait_for_function(
        "([name, before]) => (new URLSearchParams(location.search).get(name) ?? '') !== before", arg=[name, before]
    )
    tab.settle()


def test_own_points_are_pasted_read_from_a_file_chosen_edited_and_undone(line):
    tab = line("preset=C3&floor=lab&data=own&lr=0.01")
    words = tab.page.locator(".st-key-frame-knobs")
    box, held = tab.page.get_by_role("textbox", name="Paste points"), tab.page.get_by_text("messung.csv")

    def paste(text="x;y\n0;1,5\n1;2\n2;4,5\n3;oops"):
        box.fill(text)
        box.press("Control+Enter")

    changes(tab, paste)
    pasted = [[0, 1, 2], [1.5, 2, 4.5]]
    assert points_in(tab) == (pasted, 3)
    assert "Row 5 is left out: “oops” in y is no number" in words.inner_text()

    file = {"name": "messung.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")}
    changes(tab, lambda: tab.page.locator("input[type=file]").set_input_files(file))
    assert points_in(tab) == ([[1.5, 2.5, 4], [2.5, 4.5, 8.25]], 3)
    assert "Row 4 is left out: Weg is missing" in words.inner_text()
    assert box.input_value() == "" and held.is_visible()
    assert {"Weg", "Zeit"} <= {*tab.page.locator(".role-axis-title text").all_text_contents()}

    def choose():
        box = tab.page.get_by_role("combobox", name=re.compile("y is"))
        box.focus()
        box.press_sequentially("Masse")
        tab.page.get_by_role("option", name="Masse").wait_for()
        box.press("Enter")

    changes(tab, choose)
    chosen = [[1.5, 2.5, 4], [70, 81, 59]]
    assert points_in(tab) == (chosen, 3)

    def edit():
        tab.page.locator("[data-testid=stDataFrame]").first.scroll_into_view_if_needed()
        tab.settle()
        cells = tab.page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
        tab.page.mouse.dblclick(cells["x"] + 0.7 * cells["width"], cells["y"] + 35 + 35 + 17)
        tab.page.wait_for_function("() => document.activeElement.value === '81'")
        tab.page.keyboard.press("Control+A")
        tab.page.keyboard.type("75", delay=50)
        tab.page.wait_for_timeout(300)  # the table takes up what is typed a little later
        tab.page.keyboard.press("Enter")

    changes(tab, edit)
    assert points_in(tab) == ([[1.5, 2.5, 4], [70, 75, 59]], 3)
    assert "Masse" in tab.page.locator(".role-axis-title text").all_text_contents()
    changes(tab, tab.page.go_back)
    assert points_in(tab) == (chosen, 3)
    changes(tab, tab.page.go_back)
    changes(tab, tab.page.go_back)
    assert points_in(tab) == (pasted, 3)
    changes(tab, lambda: paste("0;1\n1;3\n2;4"))
    assert points_in(tab) == ([[0, 1, 2], [1, 3, 4]], 3)
    assert held.count() == 0  # a file that is no longer in use


@pytest.mark.nightly
def test_ticks_of_an_axis_that_is_narrow_beside_its_numbers_read_differently(tab, app):
    """Points by the second, in seconds of a clock: six digits told every place from 1.6·10⁹ to 1.60001·10⁹."""
    points = "~".join(f"{1_600_000_000 + 3600 * k}_{k}" for k in range(5))
    scatter = tab().open(f"{app}/regression?lens=by_hand&data=own&xy={points}").page.locator("svg.marks").first
    for k in (0, 1):
        told = scatter.locator(".role-axis-label").nth(k).locator("text").all_text_contents()
        shown = [text for text in told if text]
        assert len(shown) > 2 and len({*shown}) == len(shown), shown


FORMULAS = {  # on a phone, in a column beside the Lab, and on a projector
    "phone": ((390, 844), "preset=C8&beside=closed_form"),
    "lab": ((1280, 800), "lens=descend&data=noisy_line&n=500&beside=closed_form&floor=lab"),
    "projector": ((1280, 800), "preset=C8&beside=closed_form&present=1"),
}


@pytest.mark.parametrize("where", some(FORMULAS, "phone"))
def test_the_worked_formula_fits_its_column_in_as_many_lines_as_it_takes(tab, app, where):
    """It was one line, and its last part, the answer, lay beyond the edge."""
    window, asked = FORMULAS[where]
    here = tab(size=window).open(f"{app}/{PAGE}?{asked}&hide=guess")
    formula = here.page.locator(".katex", has_text="⇒").last
    formula.wait_for()
    wide, parts = formula.evaluate("""f => {
        const edge = f.closest('p').getBoundingClientRect(), at = x => x.getBoundingClientRect();
        return [[edge.left, edge.right], [...f.querySelectorAll('.base')].map(x => [at(x).left, at(x).right])];
    }""")
    assert len(parts) == 3, "two sides and the answer, which stays whole"
    assert all(wide[0] - 1 <= left and right <= wide[1] + 1 for left, right in parts)


LOW_PLOTS = {  # the short title that stands beside a plot too low for the whole one, and how high the window is
    "above line": ("lens=by_hand&data=planets&floor=lab", 800),
    "added to b": ("lens=descend&data=planets&beside=pulls&floor=lab", 800),
    "distance": ("lens=descend&data=boiling&beside=pulls&below=residuals&floor=lab", 640),
}


@pytest.mark.parametrize("short", some(LOW_PLOTS, "above line"))
def test_where_a_plot_is_too_low_for_the_title_of_an_axis_its_short_form_stands_there(tab, app, short):
    """They ended in “…”: “above your l…”."""
    asked, height = LOW_PLOTS[short]
    here = tab(size=(1280, height)).open(f"{app}/{PAGE}?{asked}&hide=guess")
    told = here.page.locator("svg.marks .role-axis-title").all_text_contents()
    assert short in told, told
    assert not any(title.endswith("…") for title in told)


GEYSER = "lens=batches&data=geyser&walks=all 256 128 64 2 1&against=samples&scale=standardized&loss=mse&lr=0.05"


@pytest.mark.nightly
def test_every_walk_has_one_name_and_one_line_where_two_of_its_steps_are_in_one_frame(tab, app):
    """Of 1000 points looked at every second has a frame: a walk that sees one a step was where it is twice."""
    here = tab().open(f"{app}/{PAGE}?{GEYSER}&hide=guess&step=1000")
    written = here.page.locator(f"{picture('batch_loss_samples')} .mark-text.role-mark").last
    assert sorted(written.locator("text").all_text_contents()) == ["2 a step", "all points", "one a step"]
    lines = here.page.locator("svg.marks").first.locator(".mark-rule.role-mark").last
    assert lines.locator("line").count() == 3


@pytest.mark.parametrize("asked", ["preset=C4", *some(["lens=descend&lr=0.0065&steps=100", "preset=C5&lr=0.1"])])
def test_a_map_is_as_high_where_a_walk_is_opened_far_outside(tab, app, asked):
    def height(step):
        here = tab().open(f"{app}/{PAGE}?{asked}&hide=guess&step={step}")
        return here.page.locator(f"{picture('bowl')} .plane_map_marks path").bounding_box()["height"]

    assert height(100) == pytest.approx(height(0), abs=1)
