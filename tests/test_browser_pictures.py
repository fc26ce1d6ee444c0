"""What was once cut, covered, cramped or moved in a single picture, in the window where it was: by night.

By day test_browser_frame.py looks at every view.
"""

import numpy as np
import pytest
from browser import Tab, with_scroll_bars
from driving import chart, press
from seen_views import (
    ASKED_FIRST,
    DESK,
    LOW,
    OWN_PX,
    PHONE,
    PICTURES_AND_BAR,
    PROJECTOR,
    SCROLLS,
    SIDEWAYS,
    TABLET,
    VIEWS,
    skipped,
    visit,
)
from test_palette import contrast
from visit import PAGES

from gdengine import PRESETS
from gdengine.landscapes import LANDSCAPES
from pages.charts.kit import palette

pytestmark = pytest.mark.nightly
LEAST_OF_TWO_MAPS = {"desk": 0.35, "projector": 0.33, "tablet": 0.2, "phone": 0.18}  # of a window's height, each
LEAST_NETWORK_OF_A_LAPTOP = 160


def test_who_goes_from_heading_to_heading_meets_no_gap_where_the_fog_has_lifted(browser, app):
    tab = visit(browser, app, "misty_mountain?preset=B1", size=DESK)
    tab.page.get_by_role("button", name="Lift the fog").click()
    tab.page.get_by_text("base camp").first.wait_for()
    assert skipped(tab.settle().page) == []
    tab.page.goto(app)
    assert skipped(tab.settle().page) == []
    tab.close()


def test_a_hike_that_has_ended_fits_a_projector(browser, app):
    tab = visit(browser, app, "misty_mountain?preset=B1&present=1", size=PROJECTOR)
    tab.page.get_by_role("button", name="Steepest way down").click()
    tab.settle().page.get_by_role("button", name="Lift the fog").click()
    tab.page.get_by_text("Nobody found base camp").wait_for()
    tab.settle().page.keyboard.press("v")
    assert tab.settle().page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= PROJECTOR[1]
    tab.close()


@pytest.mark.parametrize("preset", [f"D{k}&lens=train" for k in range(1, 9)] + ["D2s"])
def test_a_projector_tells_all_of_a_training_without_scrolling(browser, app, preset):
    """Once the class has been asked: until then the verdict waits."""
    tab = visit(browser, app, f"sine_mlp?preset={preset}&present=1", size=PROJECTOR)
    press(tab, "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    verdict = tab.settle().page.locator(".st-key-frame-verdict")
    assert not verdict.is_visible()
    press(tab, "v")
    verdict.wait_for()
    assert tab.settle().page.evaluate(SCROLLS) <= 1
    tab.close()


# words of a picture that lie on others of it, or on a bar, and titles of axes beside which numbers have no room
WORDS_ON_ANOTHER = """() => [...document.querySelectorAll('.st-key-frame-stage svg.marks')].flatMap(svg => {
    const all = selector => [...svg.querySelectorAll(selector)].map(x => [x, x.getBoundingClientRect()]);
    const words = all('text, tspan').filter(([x]) => x.textContent && !x.querySelector('tspan'));
    const inked = ([x, r]) => [x.textContent, r.left, r.right, r.top + 0.15 * r.height, r.bottom - 0.15 * r.height];
    const thick = x => parseFloat(x.getAttribute('stroke-width')) / 2;
    const bars = all('.mark-rule line').filter(([x]) => thick(x) > 2);
    const bar = ([x, r]) => ['a bar', r.left, r.right, r.top - thick(x), r.bottom + thick(x)];
    const boxes = [...words.map(inked), ...bars.map(bar)];
    const meet = (a, b) => a[0] !== b[0]  // a halo has the words that it is around
        && Math.min(a[2], b[2]) - Math.max(a[1], b[1]) > 1 && Math.min(a[4], b[4]) - Math.max(a[3], b[3]) > 1;
    const after = k => boxes.slice(k + 1).filter(other => meet(boxes[k], other));
    const pairs = boxes.flatMap((one, k) => after(k).map(other => [one[0], other[0]]));
    const upright = all('.role-axis-title text').filter(([x]) => /rotate\\(-90/.test(x.getAttribute('transform')));
    const labels = x => [...x.closest('.role-axis').querySelectorAll('.role-axis-label text')];
    const left = x => Math.min(...labels(x).filter(y => y.textContent).map(y => y.getBoundingClientRect().left));
    const close = upright.filter(([x, r]) => r.right > left(x) + 1);
    return [...pairs, ...close.map(([x]) => [x.textContent, 'its numbers'])];
})"""


@pytest.mark.parametrize(
    "view", ["misty_mountain?preset=B6&hide=guess", "slope_explorer?preset=A1", "sine_mlp?preset=D1"]
)
def test_in_a_reader_s_own_size_no_words_of_a_picture_lie_on_others(browser, app, view):
    """What stands beside words or under them goes along: bars, titles of axes, a second line."""
    tab = Tab(browser, size=DESK)
    sizes = {"standard": OWN_PX, "fixed": OWN_PX}
    tab.context.new_cdp_session(tab.page).send("Page.setFontSizes", {"fontSizes": sizes})
    tab.open(f"{app}/{view}")
    assert tab.page.evaluate(WORDS_ON_ANOTHER) == []
    tab.close()


PIECES = "() => [...document.querySelectorAll('.st-key-frame-told .katex')].map(x => x.getClientRects().length)"


@pytest.mark.parametrize("preset", ["A7", *["A1", "A2"]])
@pytest.mark.parametrize("how", ["", "&present=1"])
def test_a_formula_is_in_one_line_and_on_a_projector_so_are_a_curve_s_and_its_slope_s(browser, app, preset, how):
    size = PROJECTOR if how else DESK
    tab = visit(browser, app, f"slope_explorer?preset={preset}{how}", size=size)
    formulas = tab.page.locator(".st-key-frame-told .katex")
    boxes = [box.bounding_box() for box in formulas.all()]
    assert tab.page.evaluate(PIECES) == [1, 1]
    assert not how or boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=8)
    assert max(box["height"] for box in boxes) < (60 if how else 36)
    if how:
        assert tab.page.evaluate(SCROLLS) <= 1
    tab.close()


def test_six_views_stand_beside_the_title_on_a_tablet(browser, app):
    tab = visit(browser, app, "sine_mlp?preset=D1", size=TABLET, touch=True)
    title, views = (tab.page.locator(f".st-key-frame-title {x}").first.bounding_box() for x in ("h1", "button"))
    assert views["x"] > title["x"] + title["width"] / 2
    assert views["y"] < title["y"] + title["height"]
    tab.close()


def test_a_phone_writes_a_neuron_s_numbers_between_its_knots(browser, app):
    tab = visit(browser, app, "sine_mlp?preset=D3", size=PHONE, touch=True)
    press(tab, "End")
    drawn = tab.settle().page.locator("[class*='less-sine_mlp-neuron_network'] svg.marks")
    marks = [mark.bounding_box() for mark in drawn.locator(".mark-symbol path").all()]
    knots = [box for box in marks if box["width"] > 20]
    words = [(text.text_content(), text.bounding_box()) for text in drawn.locator(".mark-text text").all()]
    numbers = [(text, box) for text, box in words if text.startswith(("w ", "z ", "a "))]
    assert len(numbers) == 3 and len(knots) == 4
    for text, box in numbers:
        for knot in knots:
            beside = min(box["x"] + box["width"], knot["x"] + knot["width"]) - max(box["x"], knot["x"])
            assert beside < 3, text  # a box of a knot is that much wider than its ring
    tab.close()


BALLS_UNDER_WORDS = """svg => {
    const seen = x => x.checkVisibility() && x.getAttribute('opacity') !== '0' && x.getBoundingClientRect().width > 0;
    const boxes = selector => [...svg.querySelectorAll(selector)].filter(seen)
        .map(x => [x, x.getBoundingClientRect()]);
    const balls = boxes('.mark-symbol path'), words = boxes('.mark-text text');
    const over = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left)
        && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top) + 0.2 * a.height;
    return [words.length, words.filter(([, a]) => balls.some(([, b]) => over(a, b))).map(([x]) => x.textContent)];
}"""


@pytest.mark.parametrize(("width", "height"), [DESK, PHONE, PROJECTOR])
@pytest.mark.parametrize("h", ["1", "1e-8", "1e-15"])
def test_how_far_a_secant_is_off_is_not_written_on_its_ball(browser, app, h, width, height):
    """At h = 1, where it opens, a ball covered half of "off by 3" on a projector."""
    how = "&present=1" if (width, height) == PROJECTOR else ""
    view = f"slope_explorer?preset=A2&hide=guess&h={h}{how}"
    tab = visit(browser, app, view, size=(width, height), touch=width < TABLET[0])
    drawn = tab.page.locator("[class*='slope_explorer-error'] svg.marks").first
    count, covered = drawn.evaluate(BALLS_UNDER_WORDS)
    assert count >= 4 and covered == []
    tab.close()


TRIANGLES_AND_STRIP = """svg => ['path[fill="%s"]', '.fates_marks path'].map(selector =>
    [...svg.querySelectorAll(selector)].map(x => x.getBoundingClientRect()).filter(x => x.width > 0))"""


@pytest.mark.parametrize(("width", "height"), [SIDEWAYS, PHONE, TABLET, DESK])
def test_a_minimum_is_marked_above_the_strip_that_tells_by_color_who_gets_there(browser, app, width, height):
    """However low the curve is: half of the mark lay on the strip."""
    tab = visit(browser, app, "slope_explorer?preset=A8s&hide=guess", size=(width, height), touch=width < DESK[0])
    press(tab, "End")
    drawn = tab.settle().page.locator("[class*='slope_explorer-walk'] svg.marks").first
    triangles, strip = drawn.evaluate(TRIANGLES_AND_STRIP % palette.MINIMUM)
    assert len(triangles) == 2 and strip
    assert max(each["bottom"] for each in triangles) <= min(each["top"] for each in strip) + 1
    tab.close()


LINES_UNDER_WORDS = """svg => {
    const lines = [...svg.querySelectorAll('.mark-line path')].map(x => x.getBoundingClientRect());
    return [...svg.querySelectorAll('.mark-text text')].filter(text => {
        const { left, right, bottom, height } = text.getBoundingClientRect();
        return lines.some(x => x.left < right && x.right > left && x.top < bottom - 0.2 * height);
    }).map(text => text.textContent);
}"""


@pytest.mark.parametrize(("width", "height"), [SIDEWAYS, PHONE, (1024, 576), PROJECTOR])
def test_the_names_of_all_activations_stand_above_their_lines(browser, app, width, height):
    """In a low picture every other one, which is a line lower, lay on its own."""
    how = "&present=1" if (width, height) == PROJECTOR else ""
    tab = visit(browser, app, f"sine_mlp?preset=D3{how}", size=(width, height), touch=width < TABLET[0])
    drawn = tab.page.locator("[class*='sine_mlp-activations'] svg.marks").first
    assert drawn.evaluate(LINES_UNDER_WORDS) == []
    tab.close()


@pytest.mark.parametrize("how", ["", "&present=1"])
def test_a_narrow_range_of_losses_has_more_than_one_number(browser, app, how):
    tab = visit(browser, app, f"sine_mlp?preset=D2s{how}", size=PROJECTOR if how else DESK)
    axes = tab.page.locator("[class*='sine_mlp-chart-duels'] svg.marks .role-axis-label")
    losses = [float(text) for text in axes.locator("text").all_text_contents() if text.startswith("0.")]
    assert len(losses) >= 4
    assert max(losses) >= 0.13  # to the end of the axis
    tab.close()


@pytest.mark.parametrize("arrived", VIEWS, indirect=True)
def test_the_higher_a_laptop_s_window_the_higher_are_its_pictures(arrived):
    """At 720 what is told had its whole room, and the map 90 of the 140 pixels that it has at 700."""
    heights = []
    for height in (640, 700, 720, 768, 800):
        arrived.page.set_viewport_size({"width": 1280, "height": height})
        heights.append(arrived.settle().page.locator(".st-key-frame-stage").bounding_box()["height"])
    assert heights == sorted(heights)


@pytest.mark.parametrize("view", ["sine_mlp?preset=D5&floor=lab", "sine_mlp?preset=D4&floor=lab"])
def test_a_network_beside_the_lab_of_a_laptop_is_read(browser, app, view):
    """A third of the width is the Lab's: eight units shared 110 pixels, and the bands of all had twelve."""
    tab = visit(browser, app, view, size=(1024, 576))
    network = tab.page.locator("[class*=st-key-whole-sine_mlp]:has(canvas)").first
    picture = network.locator("canvas").first.bounding_box()
    assert picture["height"] >= LEAST_NETWORK_OF_A_LAPTOP
    tab.close()


LEAST_FIT_OF_A_LOW_WINDOW = 80


@pytest.mark.parametrize("layers", ["", "&layers=3"])
def test_the_bands_of_a_network_are_as_high_as_it_is_on_a_phone_held_sideways(browser, app, layers):
    """Below it they had 20 pixels."""
    view = f"sine_mlp?preset=D5&lens=inside&hide=guess{layers}"
    tab = visit(browser, app, view, size=SIDEWAYS, touch=True)
    network, bands = (tab.page.locator(f".diagram canvas.{name}").bounding_box() for name in ("net", "stack"))
    assert min(network["height"], bands["height"]) >= LEAST_FIT_OF_A_LOW_WINDOW
    tab.close()


INKED = """canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height), counts = {};
    for (let k = 0; k < data.length; k += 4) {
        const color = data.slice(k, k + 4).join();
        if (data[k + 3]) counts[color] = (counts[color] ?? 0) + 1;
    }
    return Object.entries(counts).sort((a, b) => b[1] - a[1])[0][0].split(',').map(Number);
}"""


@pytest.mark.parametrize("phase", ["2 backward", "3 update"])
def test_a_number_that_is_drawn_as_a_dot_stands_out_from_the_page(browser, app, phase):
    """Half transparent, blue had a contrast of 2."""
    tab = visit(browser, app, "sine_mlp?preset=D4&layers=3", size=PHONE, touch=True)
    tab.page.get_by_role("radio", name=phase).click()
    *color, opacity = tab.settle().page.locator(".graph canvas").evaluate(INKED)
    on_paper = [round(255 + (each - 255) * opacity / 255) for each in color]
    assert contrast("#{:02x}{:02x}{:02x}".format(*on_paper), "#ffffff") >= 3
    tab.close()


MOST_COVERED = 1 / 3  # of a low window's height


@pytest.mark.parametrize(
    "view", ["slope_explorer?preset=A4", "misty_mountain?preset=B5", "sine_mlp?preset=D5&lens=inside"]
)
def test_what_stays_in_sight_leaves_a_page_enlarged_four_times_room(browser, app, view):
    """A bar has two rows there, and answers to choose from, of which there may be three, come after the picture."""
    size = (320, 256)
    tab = visit(browser, app, view, asked=True, size=size)
    top = tab.page.locator("[data-testid=stLayoutWrapper]:has(> .st-key-frame-bar)").bounding_box()["y"]
    assert size[1] - top <= MOST_COVERED * size[1]
    tab.close()


FIVE_AT = (PHONE, SIDEWAYS, (1440, 900), (1024, 768), TABLET, PROJECTOR, (700, 900), (667, 375))


@pytest.mark.parametrize("view", [ASKED_FIRST[1], "slope_explorer?preset=A5s&hide=guess"])
@pytest.mark.parametrize(("width", "height"), FIVE_AT)
def test_five_rates_are_shown_at_one_height(browser, app, view, width, height):
    """Before they are guessed, too: whatever is written above them, those side by side begin at one height."""
    how = "&present=1" if (width, height) == PROJECTOR else ""
    asked = view in ASKED_FIRST
    tab = visit(browser, app, view + how, asked=asked, size=(width, height), touch=width <= SIDEWAYS[0])
    plots = [plot.bounding_box() for plot in tab.page.locator(".st-key-frame-stage svg.marks").all()]
    assert len(plots) == 5
    assert np.ptp([plot["height"] for plot in plots]) < 1
    a_row = [plot for plot in plots if abs(plot["y"] - plots[0]["y"]) < plot["height"] / 2]
    assert len(a_row) == (2 if width < TABLET[0] else 5)
    assert np.ptp([plot["y"] for plot in a_row]) < 1
    tab.close()


UNDER_A_CARD = """ball => [...document.querySelectorAll('.st-key-frame-stage [data-testid=stColumn]')].map(column => {
    const card = column.querySelector('[class*=st-key-at-the-end]').parentElement.getBoundingClientRect();
    const over = box => box.width > 0 && box.bottom > card.top && box.top < card.bottom && box.left < card.right;
    const large = x => x.getBoundingClientRect().width > 20 && x.checkVisibility({ opacityProperty: true });
    const marks = [...column.querySelectorAll(`.role-axis-label text, .role-axis-title text, path[fill="${ball}"]`)];
    return marks.filter(x => x.matches('text') ? x.closest('[aria-label^=X-axis]') : large(x))
        .filter(x => over(x.getBoundingClientRect())).map(x => x.textContent || x.getAttribute('transform'));
})"""


def test_how_each_of_five_rates_ended_lies_over_nothing_that_it_speaks_of(browser, app):
    """Neither over a ball that rests nor over the axis; of one that left the picture the card says where it is."""
    tab = visit(browser, app, "slope_explorer?preset=A5s&hide=guess&present=1", size=PROJECTOR)
    press(tab, "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    before = tab.settle().page.evaluate(PICTURES_AND_BAR)
    press(tab, "v")
    tab.page.locator("[class*=st-key-at-the-end]").first.wait_for()
    assert tab.settle().page.evaluate(PICTURES_AND_BAR) == before
    *four, diverged = tab.page.evaluate(UNDER_A_CARD, palette.POSITION)
    assert four == [[]] * 4
    assert len(diverged) <= 1
    tab.close()


def test_one_point_alone_and_the_edges_of_a_graph_are_seen_from_the_back(browser, app):
    tab = Tab(browser, size=PROJECTOR)
    tab.page.add_init_script("""(() => {
        const {stroke} = CanvasRenderingContext2D.prototype;
        window.strokes = [];
        CanvasRenderingContext2D.prototype.stroke = function () {
            strokes.push(this.lineWidth);
            return stroke.call(this);
        };
    })()""")
    page = tab.open(f"{app}/sine_mlp?preset=D4&present=1", asked=True).page
    widest = "svg => Math.max(...[...svg.querySelectorAll('.mark-symbol path')].map(x => x.getBBox().width))"
    one, every = (page.locator("svg.marks").nth(k).evaluate(widest) for k in (0, 1))
    assert one > 2 * every > 0
    page.get_by_role("button", name="Just show me").click()
    assert min(tab.settle().page.evaluate("() => strokes")) >= 2, "px: one at a desk"
    tab.close()


def test_marks_grow_with_the_words_on_a_projector(browser, app):
    """A walker is as large beside a digit as on a desk."""
    tab = visit(browser, app, "slope_explorer?preset=A4", size=DESK)
    ball = tab.page.locator(f"{chart('slope_explorer', 'curve')} svg.marks path[fill='{palette.POSITION}']").last
    before = ball.bounding_box()["width"]
    tab.page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    press(tab, "p")
    tab.page.wait_for_function("downhillBus.state.scale === 2")
    assert tab.settle() and ball.bounding_box()["width"] == pytest.approx(2 * before, rel=0.1)
    tab.close()


WHERE = [("desk", DESK), ("projector", PROJECTOR), ("phone", PHONE), ("tablet", TABLET)]


@pytest.mark.parametrize(("where", "size"), WHERE)
def test_two_maps_to_be_compared_are_as_large_as_each_other(browser, app, where, size):
    """And in sight together."""
    how = "&present=1" if where == "projector" else ""
    tab = visit(browser, app, f"regression?preset=C2&lens=scale{how}", size=size)
    maps = tab.page.locator("[class*=regression-scale_] svg.marks image").all()
    boxes = [box.bounding_box() for box in maps]
    assert len(boxes) == 2
    assert min(box["height"] for box in boxes) >= LEAST_OF_TWO_MAPS[where] * size[1]
    assert boxes[0]["height"] == pytest.approx(boxes[1]["height"], rel=0.05)
    assert max(box["y"] + box["height"] for box in boxes) <= tab.page.locator("[data-do=play]").bounding_box()["y"]
    tab.close()


@pytest.mark.parametrize(("width", "height"), [SIDEWAYS, LOW])
@pytest.mark.parametrize("view", ["regression?preset=C8h&hide=guess", "regression?preset=C2&lens=scale&hide=guess"])
def test_two_maps_side_by_side_begin_at_one_height_in_a_low_window(browser, app, view, width, height):
    """Above one its condition number had a line of its own."""
    tab = visit(browser, app, view, size=(width, height), touch=width < DESK[0])
    tops = [each.bounding_box()["y"] for each in tab.page.locator("[class*=regression-scale_] svg.marks image").all()]
    assert len(tops) == 2 and np.ptp(tops) < 8
    tab.close()


def test_the_hike_leaves_no_room_unused_on_a_tablet(browser, app):
    tab = visit(browser, app, "misty_mountain?preset=B1", size=TABLET, touch=True)
    compass, stage = (tab.page.locator(x).bounding_box() for x in ("[class*='-part-compass']", ".st-key-frame-stage"))
    assert stage["y"] + stage["height"] - compass["y"] - compass["height"] < 64
    assert compass["height"] > 300
    tab.close()


def test_the_lab_has_room_for_a_formula(browser, app):
    """The box is as wide as the column of knobs, and its examples come after it."""
    tab = visit(browser, app, "slope_explorer?preset=A4&curve=formula&floor=lab", size=DESK)
    box, column = (
        tab.page.locator(f".st-key-{x}").first.bounding_box() for x in ("slope_explorer-formula", "frame-knobs")
    )
    assert box["width"] >= 0.9 * column["width"]
    examples = tab.page.locator("[class*=st-key-slope_explorer-example]").all()
    assert all(example.bounding_box()["y"] > box["y"] for example in examples)
    tab.page.get_by_role("textbox", name="f(x) =").fill("x^2 + 3sin(3x")
    tab.page.keyboard.press("Enter")  # and what is wrong with it is in sight, however low the column
    said = tab.settle().page.locator("[class*=st-key-formula-error]").bounding_box()
    assert said["y"] + said["height"] <= column["y"] + column["height"] + 1
    assert tab.page.get_by_role("textbox", name="f(x) =").bounding_box()["y"] >= column["y"]
    tab.close()


def test_a_tablet_shows_the_button_under_two_pictures(browser, app):
    tab = visit(browser, app, "slope_explorer?preset=A1", size=TABLET, touch=True)
    button = tab.page.get_by_role("button", name="Take this step").bounding_box()
    assert button["y"] + button["height"] <= TABLET[1]
    tab.close()


def test_the_front_page_has_the_projector_s_key(browser, app):
    tab = visit(browser, app, "", size=PROJECTOR)
    press(tab, "p")
    tab.page.wait_for_url("**present=1*")
    tab.page.wait_for_function("getComputedStyle(document.documentElement).fontSize === '32px'")
    press(tab.settle(), "p")
    tab.page.wait_for_function("getComputedStyle(document.documentElement).fontSize === '16px'")
    assert "present" not in tab.page.url and tab.problems == []
    tab.close()


CUT_NAMES = """() => {
    const svg = document.querySelector('[class*=misty_mountain-field] svg.marks');
    const plot = svg.querySelector('image').getBoundingClientRect();
    const aside = box => Math.max(plot.left - box.left, box.right - plot.right);
    const out = box => Math.max(aside(box), plot.top - box.top, box.bottom - plot.bottom);
    return [...svg.querySelectorAll('.mark-text text')].filter(x => /[a-z]{3}/.test(x.textContent))
        .filter(x => x.getBoundingClientRect().width > 0 && out(x.getBoundingClientRect()) > 4).map(x => x.textContent);
}"""


@pytest.mark.parametrize(("width", "height"), [SIDEWAYS, PHONE, DESK, PROJECTOR])
@pytest.mark.parametrize("race", ["B5", "B4r", "B7p"])
def test_a_map_has_the_names_of_its_racers_whole(browser, app, race, width, height):
    """However small it is: a name that has no room beside its ball stands under it."""
    how = "&present=1" if (width, height) == PROJECTOR else ""
    tab = visit(browser, app, f"misty_mountain?preset={race}{how}", size=(width, height), touch=width < DESK[0])
    press(tab, "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    assert tab.settle().page.evaluate(CUT_NAMES) == []
    tab.close()


COVERED = """() => {
    const all = root => [...root.querySelectorAll('*')].flatMap(x => [x, ...(x.shadowRoot ? all(x.shadowRoot) : [])]);
    const button = all(document).find(x => x.matches('.edit') && x.checkVisibility()).getBoundingClientRect();
    const points = [...document.querySelectorAll('[class*=grip_points] path')].map(x => x.getBoundingClientRect());
    const under = x => x.right > button.left && x.left < button.right && x.bottom > button.top && x.top < button.bottom;
    return [points.length, points.filter(under).length];
}"""


@pytest.mark.parametrize("preset", ["C3", *["C4", "C6"]])
def test_what_edits_points_covers_none_in_a_low_picture(browser, app, preset):
    tab = visit(browser, app, f"regression?preset={preset}&lens=descend", size=SIDEWAYS, touch=True)
    points, covered = tab.page.evaluate(COVERED)
    assert points > 5 and covered == 0
    tab.close()


CHOICES = """() => [...document.querySelectorAll('[data-testid=stMain] [data-testid=stSelectbox] input')]
    .filter(x => x.checkVisibility())
    .map(x => [x.value, x.scrollWidth > x.clientWidth, getComputedStyle(x).textOverflow])"""


@pytest.mark.parametrize("address", ["regression?preset=C1f", "regression?preset=C4&floor=lab"])
def test_a_choice_that_has_no_room_says_that_it_goes_on(browser, app, address):
    """Beside the pictures, and in the Lab of a tablet."""
    tab = visit(browser, app, address, size=TABLET, touch=True)
    cut = {words: end for words, cut, end in tab.page.evaluate(CHOICES) if cut}
    assert cut and {*cut.values()} == {"ellipsis"}, cut
    tab.close()


LINE_OF_A_NOTE_PX = 22.4


def test_what_is_said_under_the_maps_of_several_features_is_short_on_a_phone(browser, app):
    tab = visit(browser, app, "regression?preset=C8h", size=PHONE, touch=True)
    note = tab.page.get_by_text("Both begin at the same line").first
    assert "nearest" in note.inner_text()  # all of it
    assert note.bounding_box()["height"] < 7.5 * LINE_OF_A_NOTE_PX
    tab.close()


RACES = [preset.id for preset in PRESETS.values() if (preset.page, preset.view) == ("misty_mountain", "race")]
ROWS = """() => {
    const board = [...document.querySelectorAll('[class*=part-board] *')].map(x => x.shadowRoot).find(Boolean);
    return [...board.querySelectorAll('table, tbody tr')].map(x => [x.scrollWidth, x.getBoundingClientRect().height]);
}"""


@pytest.mark.parametrize(("width", "height"), [SIDEWAYS, PROJECTOR, (320, 568), (1024, 768)])
@pytest.mark.parametrize("race", RACES)
def test_how_a_race_ended_has_room_beside_its_map(browser, app, race, width, height):
    """Nothing is cut, nothing jumps: however long the words are of those who did not arrive."""
    how = "&present=1" if (width, height) == PROJECTOR else ""
    tab = visit(browser, app, f"misty_mountain?preset={race}{how}", size=(width, height), touch=width < DESK[0])
    before = tab.page.evaluate(ROWS)
    press(tab, "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    assert not tab.settle().sideways()
    assert tab.page.evaluate(ROWS) == before
    tab.close()


CUT_MARKS = """svg => {
    const all = svg.getBoundingClientRect(), seen = x => x.checkVisibility() && x.getBoundingClientRect().width > 0;
    const words = [...svg.querySelectorAll('.mark-text text, .role-axis-label text, .role-axis-title text')];
    const slack = x => 0.25 * x.getBoundingClientRect().height; // of a box around its letters
    const over = x => x.getBoundingClientRect().top < all.top - slack(x);
    const high = words.filter(x => seen(x) && x.textContent.trim() && over(x));
    const plot = svg.querySelector('.mark-group.role-frame path.background').getBoundingClientRect();
    const balls = [...svg.querySelectorAll('.mark-symbol path')];
    const aside = x => x.getBoundingClientRect().right > plot.right + 1.5;
    const wide = balls.filter(x => seen(x) && x.getAttribute('opacity') !== '0' && aside(x));
    return [high.map(x => x.textContent), wide.length];
}"""


@pytest.mark.parametrize(
    ("view", "picture"),
    [
        ("misty_mountain?preset=B5", "misty_mountain-heights"),
        *[("sine_mlp?preset=D5&step=250", "sine_mlp-gradients")],
        *[("sine_mlp?preset=D6&lens=landscape", "sine_mlp-gap")],
        *[("regression?preset=C8h", "regression-scale_losses")],
    ],
)
def test_a_projector_cuts_neither_names_nor_balls(browser, app, view, picture):
    """However many names there are, and however narrow the picture."""
    tab = visit(browser, app, f"{view}&present=1", size=PROJECTOR)
    press(tab, "End")
    drawn = tab.settle().page.locator(f"[class*='{picture}'] svg.marks").first
    assert drawn.evaluate(CUT_MARKS) == [[], 0]
    tab.close()


@pytest.mark.parametrize(("width", "height"), [SIDEWAYS, (932, 430), LOW, PROJECTOR])
def test_the_graph_of_operations_has_its_numbers(browser, app, width, height):
    """Its question is about them.  Boxes that are too low for two lines of words become dots: see layout in flow.js."""
    presenting = (width, height) == PROJECTOR
    how = "&present=1" if presenting else ""
    tab = visit(browser, app, f"sine_mlp?preset=D4{how}", size=(width, height), touch=not presenting)
    least, rows, part = 26 * (1 + presenting), 3, 0.43  # px of a box; neurons; a box's part of a row
    canvas, panel = tab.page.locator(".graph canvas"), tab.page.locator(".graph .panel")
    for phase in ("1 forward", "2 backward", "3 update"):
        tab.page.get_by_role("radio", name=phase).click()
        box, words = canvas.bounding_box(), panel.bounding_box()
        assert box["height"] >= rows * least / part
        whole = tab.settle().page.locator("[class*=st-key-whole-sine_mlp-graph]").bounding_box()
        assert words["y"] + words["height"] <= whole["y"] + whole["height"] + 1
    if not presenting:
        assert box["y"] + box["height"] <= tab.page.locator(".st-key-frame-bar").bounding_box()["y"]
    tab.close()


def test_which_line_is_asked_where_its_picture_will_be(browser, app):
    tab = visit(browser, app, "slope_explorer?preset=A4&lens=weight&present=1", size=PROJECTOR)
    stage = tab.page.locator(".st-key-frame-stage")
    charts = [chart.bounding_box() for chart in stage.locator("[data-testid=stVegaLiteChart]").all()]
    assert len(charts) == 3 and len({(box["y"], box["width"]) for box in charts}) == 1, "side by side, not two and one"
    stage.get_by_role("button", name="One weight of a line").click()
    tab.page.locator("[data-do=play]").wait_for()
    tab.close()


WITHOUT_AND_WITH = """() => {
    const main = document.querySelector('[data-testid=stMain]'), widths = [main.clientWidth];
    main.append(Object.assign(document.createElement('div'), { style: 'height: 200vh; flex: none' }));
    return [...widths, main.clientWidth];
}"""


def test_nothing_jumps_where_a_scroll_bar_takes_room(browser, app, warm):
    """While a page arrives it may need a bar for a moment: its pictures have one width with it and without."""
    with with_scroll_bars(browser) as other:
        without, scrolled = visit(other, app, "slope_explorer?preset=A4", size=DESK).page.evaluate(WITHOUT_AND_WITH)
    assert without == scrolled < DESK[0]


# whether the disk of a switch is not told from its track
FLAT = """label => {
    const back = x => getComputedStyle(x).backgroundColor, track = label.querySelector(':scope > div');
    return getComputedStyle(track).forcedColorAdjust !== 'none' || back(track) === back(track.firstElementChild);
}"""
COLORS_OF_SQUARES = "squares => new Set(squares.map(x => getComputedStyle(x).backgroundColor)).size"


def test_squares_and_switches_are_seen_where_colors_are_forced(tab, app):
    """A square is its color, and how a switch is set tells a disk on a track."""
    here = tab()
    here.page.emulate_media(forced_colors="active")
    here.open(f"{app}/slope_explorer?preset=A8&lens=starts&hide=guess")
    colors = here.page.locator("[data-testid=stHtml] span:empty").evaluate_all(COLORS_OF_SQUARES)
    here.open(f"{app}/misty_mountain?preset=B3")
    switch = here.page.locator("[data-testid=stCheckbox] label")
    flat, track = switch.evaluate(FLAT), switch.locator("> div").first
    before = track.screenshot()
    switch.click()
    here.settle()
    here.page.mouse.move(0, 0)
    after = track.screenshot()
    here.page.emulate_media(forced_colors="none")
    assert (colors, flat) == (4, False)
    assert before != after


def test_what_is_a_millionth_of_the_start_is_nearly_nothing(browser, app):
    """Bar and verdict have one number, and one that can be read: not 2.95·10⁻⁹ of 14.5.  Nor is it nothing at all."""
    tab = visit(browser, app, "misty_mountain?preset=B3")
    press(tab, "End")
    tab.page.get_by_text("step 50 of 50 · height ≈ 0", exact=True).wait_for()
    tab.page.get_by_text("from 14.5 to nearly 0 in 50 steps").wait_for()
    tab.close()


@pytest.mark.parametrize("page", PAGES)
def test_what_was_changed_is_said_beside_the_title_and_over_nothing(browser, app, warm, page):
    tab = visit(browser, app, f"{page}?steps=40&seed=3&floor=learn", size=DESK)
    views = tab.page.locator(".st-key-frame-title button").all()
    changes = tab.page.locator(".st-key-frame-changes").bounding_box()
    assert max(box["x"] + box["width"] for box in (view.bounding_box() for view in views)) <= changes["x"]
    assert changes["x"] + changes["width"] <= DESK[0]
    tab.close()


def test_however_narrow_the_lab_a_number_and_its_buttons_stand_in_one_row(browser, app, warm):
    tab = visit(browser, app, "misty_mountain?preset=B4&floor=lab", size=DESK)
    tab.page.locator("[data-testid=stExpandSidebarButton]").first.click()
    tab.settle()
    box = tab.page.locator("[class*=st-key-number-misty_mountain-lr]").first
    tops = [
        part.bounding_box()["y"] for part in (box.locator("input").first, *box.locator("button:visible").all()[-2:])
    ]
    assert max(tops) - min(tops) < 20
    tab.close()


WITH_FORMULAS = [
    f"misty_mountain?preset=B3&steps=5&surface={name}" for name, ground in LANDSCAPES.items() if ground.dim == 2
]
LONG_FORMULA = "(sin(3x)%2Bcos(2y))^2/(1%2Bx^2%2By^2)%2Bln(1%2B(x-y)^2)*exp(-x^2)"
OWN_FORMULA = f"misty_mountain?preset=B3&steps=5&surface=formula&floor=lab&formula={LONG_FORMULA}"


@pytest.mark.parametrize("address", [*WITH_FORMULAS, OWN_FORMULA])
def test_no_formula_is_wider_than_a_phone(browser, app, address):
    """What is between parentheses is not broken: it is pushed by itself, as that of Himmelblau's gradient was not."""
    tab = visit(browser, app, address, size=PHONE, touch=True)
    assert tab.page.locator(".stMain .katex").count()
    assert not tab.sideways()
    tab.close()


# Of every axis of a chart that has numbers at all, those that can be read.
NUMBERS_OF_AXES = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg g.role-axis')]
    .filter(axis => axis.querySelector('.role-axis-label'))
    .map(axis => [...axis.querySelectorAll('.role-axis-label text')]
        .map(text => +getComputedStyle(text).opacity && text.textContent.trim()).filter(Boolean))"""


@pytest.mark.parametrize("view", ["slope_explorer?preset=A7", *VIEWS])
def test_however_low_a_picture_is_its_axes_have_two_numbers(browser, app, view):
    """One alone says nothing of how large anything is: the slopes of A7 had a 0."""
    tab = visit(browser, app, view)
    for width, height in ((1366, 768), (1093, 614), LOW, SIDEWAYS):
        tab.page.set_viewport_size({"width": width, "height": height})
        axes = tab.settle().page.evaluate(NUMBERS_OF_AXES)
        assert min(map(len, axes), default=2) >= 2, (width, height, axes)
    tab.close()


# From the last picture or words of the stage to the legend, and from there to the answers or the bar, in px.
AROUND_THE_LEGEND = """() => {
    const box = selector => document.querySelector(selector).getBoundingClientRect();
    const parts = '[data-testid=stVegaLiteChart], [data-testid=stMarkdown]';
    const ends = [...document.querySelectorAll(`.st-key-frame-stage :is(${parts})`)]
        .map(part => part.getBoundingClientRect().bottom);
    const legend = box('.st-key-frame-legend');
    return [legend.top - Math.max(...ends), box('.st-key-frame-bar').top - legend.bottom];
}"""
MOST_ABOVE_A_LEGEND_PX = 80  # five lines: below few words, where as many as there can be have room


@pytest.mark.parametrize("view", [*ASKED_FIRST, "misty_mountain?preset=B4m&lens=race"])
def test_what_is_asked_about_fills_a_tablet_and_its_legend_is_seen(browser, app, view):
    """Of two pictures the first had had half of its part; of a race's rules and answers there were too many."""
    tab = visit(browser, app, view, asked=True, size=TABLET, touch=True)
    above, below = tab.page.evaluate(AROUND_THE_LEGEND)
    assert -1 <= above <= MOST_ABOVE_A_LEGEND_PX and below >= -1
    tab.close()


CUT_ABOVE = """svg => [...svg.querySelectorAll('.mark-symbol path')]
    .filter(x => x.checkVisibility() && x.getAttribute('opacity') !== '0')
    .map(x => svg.getBoundingClientRect().top - x.getBoundingClientRect().top)"""


@pytest.mark.parametrize("view", ["regression?preset=C4&lr=0.0146", "regression?preset=C4&lr=0.01"])
def test_a_ball_at_the_upper_end_of_a_logarithmic_axis_is_whole(browser, app, view):
    """Over so many powers of ten a margin of a factor is none."""
    tab = visit(browser, app, view, size=DESK)
    press(tab, "End")
    drawn = tab.settle().page.locator("[class*='regression-loss'] svg.marks").first
    cut = drawn.evaluate(CUT_ABOVE)
    assert cut and max(cut) < 1
    tab.close()


def test_a_step_of_huge_numbers_is_not_wider_than_a_narrow_phone(browser, app):
    """Of a gradient that grows like (−1.13·10¹¹ + …) the worked step is broken where no whole part fits into a line."""
    address = "misty_mountain?lens=descend&surface=booth&lr=0.3&optimizer=nesterov&x0=1.66&y0=1.35"
    tab = visit(browser, app, address, size=(360, 740), touch=True)
    press(tab, "End")
    assert not tab.settle().sideways()
    tab.close()


WORDS_UNDER_THE_LEGEND = """() => {
    const legend = document.querySelector('.st-key-frame-legend').getBoundingClientRect().top;
    return [...document.querySelectorAll('.st-key-frame-stage p')]
        .filter(words => words.checkVisibility() && !words.closest('.st-key-frame-knobs'))
        .filter(words => words.getBoundingClientRect().bottom > legend + 1).length;
}"""


def test_the_legend_comes_after_however_many_words_stand_beside_a_picture(browser, app):
    """Of the planets more is said than of ten points: it lay on the legend."""
    tab = visit(browser, app, "regression?lens=by_hand&data=planets&guessed=true", size=DESK)
    assert tab.page.evaluate(WORDS_UNDER_THE_LEGEND) == 0


MENU = """menu => [
    [...menu.querySelectorAll('a')].map(x => x.getBoundingClientRect().height),
    [...menu.querySelectorAll('a p, small')].map(x => {
        const range = document.createRange();
        range.selectNodeContents(x);
        return range.getBoundingClientRect().left;
    }),
]"""


@pytest.mark.parametrize(("size", "least"), [(PHONE, 40), (DESK, 24)])
def test_in_the_menu_names_stand_below_one_another_each_as_high_as_who_touches_it_needs(browser, app, size, least):
    """What the field calls a page stood left of its title."""
    tab = visit(browser, app, "misty_mountain?preset=B3", size=size, touch=size == PHONE)
    tab.page.locator("[data-testid=stExpandSidebarButton]").first.click()
    heights, lefts = tab.settle().page.locator("[class*=st-key-misty_mountain-menu]").evaluate(MENU)
    assert min(heights) >= least
    assert len(lefts) == len(heights) + 1 and np.ptp(lefts) < 1
    tab.close()
