"""The frame as it is seen, on every view: what stands where, how large, how clear, and how still it arrives."""

import itertools
import re

import measures
import numpy as np
import pytest
from browser import ROOT, Tab, served, some
from driving import chart, press, state
from seen_views import (
    ASKED_FIRST,
    DESK,
    LOW,
    MOST_SHIFT,
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
from visit import PAGES

from gdengine import PRESETS

ENLARGED = (853, 533)  # a desk's page at 150 %
LAPTOPS = (1093, 614), (1366, 625), (1280, 590)  # 1366 × 768 at 125 %; the same, and 1920 × 1080 at 150 %, in a browser
DESK_SIZES, PROJECTOR_SIZES = {12, 14, 16, 20}, {24, 28, 32, 40}
PROJECTOR_PX = 32  # a rem of that projector
MOST_CONTROLS = 12
FAINT = """() => {
    document.querySelector('h1').insertAdjacentHTML('afterend', '<p style="color: #808080aa">on the page</p>');
    const words = '<text y="30" fill="#808080aa">in a chart</text>'
        + '<text y="60" stroke="#fff">in a halo</text><text y="60" fill="#999">in a halo</text>'
        + '<text y="90" stroke="#fff">in a good halo</text>'
        + '<text y="90" fill="#222">in a good halo</text>';
    document.querySelector('svg.marks').insertAdjacentHTML('beforeend', words);
}"""
IN_PLACE_OF_A_BAR = "knob => Boolean(knob.getRootNode().host?.closest('.st-key-frame-bar, [class*=st-key-needed-]'))"
FOR_A_DESK = "[data-testid=stButton] button, [data-testid=stPopover] button, .choose, .typed"
NEEDED = "button => Boolean(button.closest('[class*=st-key-needed-], .st-key-frame-mend, .st-key-frame-bar'))"
OVER_THE_LEGEND = """() => {
    const legend = document.querySelector('.st-key-frame-legend').getBoundingClientRect().top;
    const parts = document.querySelectorAll('.st-key-frame-stage [data-testid=stElementContainer]');
    const low = x => x.checkVisibility() && x.getBoundingClientRect().bottom > legend + 1;
    return [...parts].filter(low).map(x => x.className);
}"""
# what lies between pictures and bar, from above: where each begins and ends, of the sentence of a step its words
FROM_STAGE_TO_BAR = """() => {
    const seen = x => x && x.checkVisibility({ visibilityProperty: true }) && x.getBoundingClientRect().height > 1;
    const sentence = x => [...x.querySelectorAll('*')].map(y => y.shadowRoot?.querySelector('.said')).find(Boolean);
    const extent = x => {
        const range = document.createRange();
        range.selectNodeContents(sentence(x) ?? x);
        const { top, bottom } = (sentence(x) ? range : x).getBoundingClientRect();
        return [top, bottom];
    };
    const parts = '.st-key-frame-stage, .st-key-frame-legend, .st-key-frame-row, .st-key-frame-told > *';
    return [...document.querySelectorAll(parts)].filter(seen).map(extent).sort((a, b) => a[0] - b[0]);
}"""
# pairs of what can be pressed, away from the bar, that lie on one another
ON_ANOTHER = """() => {
    const all = [...document.querySelectorAll('.stMain :is(button, [data-baseweb=select], input)')]
        .filter(x => x.checkVisibility({ visibilityProperty: true }) && !x.closest('.st-key-frame-bar'))
        .map(x => [x, x.getBoundingClientRect()]).filter(([x, r]) => r.width > 1 && r.height > 1);
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const apart = (x, y) => !x.contains(y) && !y.contains(x);
    const on = ([x, a], [y, b]) => apart(x, y) && meet(a, b);
    const pairs = all.flatMap((one, k) => all.slice(k + 1).filter(other => on(one, other)).map(([y]) => [one[0], y]));
    return pairs.map(pair => pair.map(x => x.textContent || x.ariaLabel || x.closest('[class*=st-key]').className));
}"""
ON_TOP = "([x, y, card]) => document.elementFromPoint(x, y).closest(card) !== null"
CARD = "[data-testid=stLayoutWrapper]:has(> .st-key-frame-told)"
MOST_BETWEEN = 2  # rem, of nothing between pictures, legend, words and bar of a projector
ASKS_TO_TURN = {
    "lr": r"[Dd]rag (η|the learning rate)",
    "unit": r"[Cc]ount x in other units",
    "degree": r"[Rr]aise the degree",
}  # of a question, by knob
QUESTIONS = {  # address: (the question, the knobs above the pictures that it asks to turn)
    **{f"{page}?lens={name}": view for page in PAGES for name, view in PAGES[page].views.items()},
    **{f"{preset.page}?preset={preset.id}": preset for preset in PRESETS.values() if preset.question},
}
TURNED = [address for address, asks in QUESTIONS.items() if asks.turned]
MAP_OF = {  # view with a map and more: the chart that is its map
    "misty_mountain?preset=B6&hide=guess": "basins",
    "misty_mountain?preset=B4m&lens=race": "field",
    "misty_mountain?preset=B3&lens=momentum&hide=guess": "walk",
}
LEAST_MAP_OF_A_TABLET = 0.39  # of its width
FIRST_PANEL = ", ".join(
    f".st-key-frame-stage [class*=st-key-{share}-]" for share in ("whole", "most", "half", "less", "more")
)
SLACK_PX = 12  # of a box of words around its letters, twice as large as on a desk
LINE_PX = 24  # of the sentence of a step
BAR_PX = 50  # at the lower edge of a low window
LEAST_PLOT_PX = 80  # the height of what a phone draws between the axes
LEAST_PLOT_OF_A_LAPTOP = 60
LEAST_HEIGHT_USED = 0.92
LEAST_HEIGHT_OF_A_TABLET = 0.8  # where dials and what comes next have rows of their own


def height_used(tab, size=PROJECTOR) -> float:
    """The share of a window's height between the top of the question and the end of picture, bar and sentence."""
    tab.page.set_viewport_size({"width": size[0], "height": size[1]})
    boxes = [box for name, box in tab.settle().page.evaluate(measures.BOXES).items() if box and name != "title"]
    return (min(max(box[3] for box in boxes), size[1]) - min(box[1] for box in boxes)) / size[1]


def calmest(tab):
    """What moved when the page arrived, or when it arrived again: a busy machine is late once, a page each time."""
    shifts = tab.page.evaluate("shifts")
    for _ in range(2):
        if sum(value for value, _ in shifts) > MOST_SHIFT:
            tab.page.reload()
            shifts = tab.settle().page.evaluate("shifts")
    return shifts


BY_NIGHT = (  # views that others are like
    *("sine_mlp?preset=D2s", "sine_mlp?preset=D7s", "sine_mlp?preset=D1s", "sine_mlp?lens=neuron"),
    *("slope_explorer?preset=A6", "misty_mountain?preset=B3", "misty_mountain?preset=B6&hide=guess"),
    *("misty_mountain?preset=B3&lens=momentum&hide=guess", "sine_mlp?preset=D2"),
    *("regression?preset=C2&lens=scale", "regression?preset=C2&lens=bend", *ASKED_FIRST[:-3]),
    *("slope_explorer?preset=A5s&hide=guess", "slope_explorer?preset=A8&lens=starts&hide=guess"),
    *("sine_mlp?preset=D1", "sine_mlp?preset=D3", "sine_mlp?preset=D8", *ASKED_FIRST[-3:-1]),
    *("sine_mlp?preset=D4", "regression?preset=C7&lens=batches"),
)
BY_DAY = [view for view in (*VIEWS, *ASKED_FIRST) if view not in BY_NIGHT]
EVERY_VIEW = pytest.mark.parametrize("arrived", some([*VIEWS, *ASKED_FIRST], *BY_DAY), indirect=True)


@EVERY_VIEW
def test_a_view_at_a_desk(arrived):
    """Calm and still: at most twelve controls, four sizes of words, nothing under the header, nothing jumps."""
    page = arrived.page
    shifts = calmest(arrived)
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts
    assert {float(size) for size in page.evaluate(measures.FONT_SIZES)} <= DESK_SIZES
    controls = page.evaluate(measures.CONTROLS)
    assert len(controls) <= MOST_CONTROLS, controls
    assert skipped(page) == [] and page.evaluate(BAD_TITLES) == []
    boxes = page.evaluate(measures.BOXES)
    arrow = page.locator("[data-testid=stExpandSidebarButton]").bounding_box()
    words = page.locator(".st-key-frame-title h1 span").first.bounding_box()
    assert words["x"] >= arrow["x"] + arrow["width"]
    tops = [boxes[name][1] for name in ("title", "question", "stage", "bar", "told") if boxes[name]]
    assert tops == sorted(tops)
    if page.locator("[data-do=play]").count():
        assert state(arrived, "t") == 0


WORKED = ["slope_explorer?preset=A4", "misty_mountain?preset=B3", "regression?preset=C3"]


@pytest.mark.parametrize("view", some(WORKED, WORKED[1]))
def test_the_worked_step_is_in_the_first_screen(browser, app, view):
    """And still is when the window was narrow for a while, where the verdict needs more lines."""
    tab = visit(browser, app, view, size=DESK)
    step = tab.page.locator(".st-key-frame-told [class*='-part-step']")
    assert (box := step.bounding_box())["y"] + box["height"] <= DESK[1]
    tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    tab.settle().page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    tab.settle()
    assert step.bounding_box()["y"] == pytest.approx(box["y"], abs=2)
    tab.close()


TOO_LOW = """([selector, height]) => [...document.querySelectorAll(selector)]
    .filter(x => x.checkVisibility() && x.getBoundingClientRect().bottom > height)
    .map(x => x.textContent)"""


ENDS = [
    ("regression?preset=C3", TABLET, "[class*='-part-telling'], [class*='-part-step']"),
    ("regression?preset=C3", DESK, "[class*='-part-telling'], [class*='-part-step'], [class*='-part-place']"),
    ("regression?preset=C2&lens=scale", DESK, ".st-key-frame-verdict"),
    ("sine_mlp?preset=D1", DESK, "[class*='-part-telling'], .st-key-frame-ended"),
    ("sine_mlp?preset=D2", DESK, "[class*='-part-telling'], .st-key-frame-ended"),
    ("sine_mlp?preset=D2", TABLET, "[class*='-part-telling'], .st-key-frame-ended"),
    (
        "sine_mlp?preset=D3",
        DESK,
        "[class*='-part-telling'], .st-key-frame-told [data-testid=stMarkdown], .st-key-desk-input",
    ),
    ("sine_mlp?preset=D3", TABLET, "[class*='-part-telling'], .st-key-frame-told [data-testid=stMarkdown]"),
    ("sine_mlp?preset=D2s", DESK, ".st-key-frame-verdict"),
]


@pytest.mark.parametrize(("view", "size", "words"), some(ENDS, *ENDS[::4]))
def test_at_the_end_what_is_told_is_in_the_first_screen(browser, app, view, size, words):
    """The verdict stands where the sentence stood; what else is to be said comes after it and the worked step."""
    tab = visit(browser, app, view, size=size, touch=size == TABLET)
    press(tab, "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    tab.settle()
    assert tab.page.locator(words).filter(visible=True).count()
    assert tab.page.evaluate(TOO_LOW, [words, size[1]]) == []
    tab.close()


@pytest.mark.parametrize("view", some(VIEWS, VIEWS[1]))
def test_a_reader_s_own_size_of_words_is_kept(browser, app, view):
    """On the page and in its charts; a window has so much less room, as if the page had been enlarged."""
    tab = Tab(browser, size=DESK)
    sizes = {"standard": OWN_PX, "fixed": OWN_PX}
    tab.context.new_cdp_session(tab.page).send("Page.setFontSizes", {"fontSizes": sizes})
    tab.open(f"{app}/{view}")
    larger = {size * OWN_PX / 16 for size in DESK_SIZES}
    assert {float(size) for size in tab.page.evaluate(measures.FONT_SIZES)} <= larger
    assert tab.page.evaluate(measures.CUT_WORDS, SLACK_PX) == []
    assert tab.page.evaluate(measures.OVER_ONE_ANOTHER) == []
    assert not tab.sideways()
    assert tab.page.locator(".st-key-frame-controls").bounding_box()["y"] >= DESK[1] - BAR_PX * OWN_PX / 16
    tab.close()


@EVERY_VIEW
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_is_clear(arrived, theme):
    arrived.page.emulate_media(color_scheme=theme)
    assert arrived.settle().page.evaluate(measures.CONTRASTS) == []


# titles of axes that are longer than their plot, reach out of their picture, or meet another one
BAD_TITLES = """() => [...document.querySelectorAll('.st-key-frame-stage svg.marks')].flatMap(svg => {
    const seen = x => x.checkVisibility() && x.getBoundingClientRect().width > 0;
    const titles = [...svg.querySelectorAll('.role-axis-title text')].filter(seen);
    const [all, plot] = [svg, svg.querySelector('.role-frame path.background')].map(x => x.getBoundingClientRect());
    const apart = (a, b) => a.left > b.right - 1 || a.right < b.left + 1 || a.top > b.bottom - 1
        || a.bottom < b.top + 1;
    return titles.filter(title => {
        const box = title.getBoundingClientRect();
        const slack = 0.25 * parseFloat(getComputedStyle(title).fontSize); // around its letters
        const upright = box.height > box.width;
        const long = upright ? box.height > plot.height + 1 : box.width > plot.width + 1;
        const out = Math.max(all.left - box.left, box.right - all.right, all.top - box.top, box.bottom - all.bottom);
        const others = titles.filter(x => x !== title).map(x => x.getBoundingClientRect());
        const short = title.textContent.includes('…');
        return long || short || out > slack || others.some(x => !apart(box, x));
    }).map(title => title.textContent);
})"""


@EVERY_VIEW
@pytest.mark.parametrize(("width", "height"), [SIDEWAYS, PHONE])
def test_a_title_of_an_axis_has_its_room(arrived, width, height):
    """However low or narrow the plot: what is too long for it gives way to a short form."""
    arrived.page.set_viewport_size({"width": width, "height": height})
    assert arrived.settle().page.evaluate(BAD_TITLES) == []


@EVERY_VIEW
def test_a_phone_shows_picture_and_play_together(arrived):
    page = arrived.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    arrived.settle()
    assert not arrived.sideways()
    tabs = [box.bounding_box() for box in page.locator(".st-key-frame-title button").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0] for box in tabs)
    for one, other in itertools.combinations(tabs, 2):
        assert abs(one["x"] - other["x"]) + abs(one["y"] - other["y"]) > 20
    if page.locator("[data-do=play]").count():
        picture = page.locator(
            ".st-key-frame-stage :is([data-testid=stVegaLiteChart] svg, canvas)"
        ).first.bounding_box()
        play = page.locator("[data-do=play]").bounding_box()
        assert picture["y"] >= 0
        assert picture["y"] + 0.9 * picture["height"] <= play["y"]
        assert play["y"] + play["height"] <= PHONE[1]
        sentence = page.locator(".st-key-frame-sentence [class*='-part-telling']")
        if sentence.count():
            assert sentence.bounding_box()["y"] + LINE_PX <= play["y"]
            panel = page.locator(FIRST_PANEL).first.bounding_box()
            assert panel["y"] + 0.9 * panel["height"] <= sentence.bounding_box()["y"]
    assert page.evaluate(measures.LOW_PLOTS, LEAST_PLOT_PX) == []
    assert page.evaluate(measures.OVER_ONE_ANOTHER) == []


SEEN_LOW = ("slope_explorer?preset=A4", "misty_mountain?preset=B4m&lens=race", VIEWS[11], "regression?preset=C3")


@pytest.mark.parametrize("arrived", some([*VIEWS, *ASKED_FIRST], *SEEN_LOW), indirect=True)
@pytest.mark.parametrize(("width", "height"), some([SIDEWAYS, LOW, ENLARGED], SIDEWAYS, ENLARGED))
def test_a_low_window_shows_picture_and_play_together(arrived, width, height):
    """As a phone held upright does: the knobs come after the bar, and what needs more height than there is has it."""
    page = arrived.page
    page.set_viewport_size({"width": width, "height": height})
    arrived.settle()
    assert not arrived.sideways()
    assert page.evaluate(measures.OVER_ONE_ANOTHER) == []
    assert page.locator(".st-key-frame-controls").bounding_box()["y"] >= height - BAR_PX
    if page.locator("[data-do=play]").count():
        play = page.locator("[data-do=play]").bounding_box()
        assert play["y"] + play["height"] <= height
        if page.locator(FIRST_PANEL).count():
            drawn = page.locator(FIRST_PANEL).first.locator("svg.marks, canvas").first.bounding_box()
            assert drawn["y"] + 0.8 * drawn["height"] <= play["y"]


@pytest.mark.parametrize("arrived", some([*VIEWS, *ASKED_FIRST], *SEEN_LOW), indirect=True)
@pytest.mark.parametrize(("width", "height"), some(LAPTOPS, LAPTOPS[0]))
def test_a_laptop_shows_dials_pictures_and_play_together(arrived, width, height):
    """Small pictures can be read, and nothing lies over anything else: what has no room is read by scrolling."""
    page = arrived.page
    page.set_viewport_size({"width": width, "height": height})
    arrived.settle()
    assert not arrived.sideways()
    assert page.evaluate(measures.OVER_ONE_ANOTHER) == []
    assert page.evaluate(measures.LOW_PLOTS, LEAST_PLOT_OF_A_LAPTOP) == []
    controls = page.locator(".st-key-frame-controls").bounding_box()
    assert controls["y"] + controls["height"] <= page.locator(".st-key-frame-stage").bounding_box()["y"]
    if page.locator("[data-do=play]").count() and page.locator(FIRST_PANEL).count():
        panel = page.locator(FIRST_PANEL).first.bounding_box()
        assert panel["y"] + 0.9 * panel["height"] <= page.locator("[data-do=play]").bounding_box()["y"]


@pytest.mark.parametrize("arrived", some(VIEWS, "slope_explorer?preset=A4"), indirect=True)
@pytest.mark.parametrize(("width", "height"), some([(320, 568), (320, 200)], (320, 568)))
def test_a_page_enlarged_four_times_is_not_pushed_sideways(arrived, width, height):
    """Nor is a small phone's: what is wider than it, a sign of the legend, has two lines."""
    arrived.page.set_viewport_size({"width": width, "height": height})
    assert not arrived.settle().sideways()
    assert arrived.page.evaluate(measures.OVER_ONE_ANOTHER) == []


NEVER_PLAYED = ("slope_explorer?preset=A1", "misty_mountain?preset=B1", "regression?preset=C2&lens=scale")
NOT_YET_PLAYED = (  # a line is to be chosen, a step to be predicted, points to be spread
    "slope_explorer?preset=A4&lens=weight",
    "slope_explorer?preset=A4&predict=true&floor=learn",
    "regression?lens=scale&data=own&xy=2_1~2_2~2_4&floor=learn",
)


@pytest.mark.parametrize("view", some([*NEVER_PLAYED, *NOT_YET_PLAYED], NEVER_PLAYED[0], NOT_YET_PLAYED[0]))
def test_a_phone_keeps_no_room_for_what_is_not_there(browser, app, view):
    """Neither for a bar where nothing plays, nor over it for a verdict that is to come."""
    tab = visit(browser, app, view, size=PHONE, touch=True)
    selector = "[data-testid=stLayoutWrapper]:has(> :is(.st-key-frame-bar, .st-key-frame-verdict))"
    heights = [box["height"] for box in (x.bounding_box() for x in tab.page.locator(selector).all()) if box]
    bars = tab.page.locator("[data-do=play]").count()
    assert sum(height > 0 for height in heights) == bars, heights
    tab.close()


@EVERY_VIEW
@pytest.mark.parametrize("size", [PROJECTOR, TABLET])
def test_any_window_is_filled(arrived, size):
    assert height_used(arrived, size) >= (LEAST_HEIGHT_USED if size == PROJECTOR else LEAST_HEIGHT_OF_A_TABLET)
    assert arrived.page.evaluate(OVER_THE_LEGEND) == []


@EVERY_VIEW
def test_a_projector_is_filled_and_read_from_the_back_row(arrived):
    """The last thing that is asked of a view: it stays as it is presented."""
    page = arrived.page
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    press(arrived, "p")
    page.wait_for_url("**present=1*")
    assert height_used(arrived) >= LEAST_HEIGHT_USED
    assert {float(size) for size in page.evaluate(measures.FONT_SIZES)} <= PROJECTOR_SIZES
    for knob in page.locator("[role=combobox], .strip, .root.dial").all():
        if not knob.evaluate(IN_PLACE_OF_A_BAR):
            knob.wait_for(state="hidden")
    assert page.evaluate(measures.CUT_WORDS, SLACK_PX) == []
    assert page.evaluate(BAD_TITLES) == []
    buttons = page.locator(f":is(.st-key-frame-stage, .st-key-frame-told) :is({FOR_A_DESK})").filter(visible=True).all()
    assert [button.inner_text() for button in buttons if not button.evaluate(NEEDED)] == []
    assert page.evaluate(OVER_THE_LEGEND) == []
    spans = page.evaluate(FROM_STAGE_TO_BAR)
    gaps = [below[0] - above[1] for above, below in itertools.pairwise(spans)]
    assert max(gaps, default=0) <= MOST_BETWEEN * PROJECTOR_PX + 1, spans  # of a pixel that is no whole one
    assert page.evaluate(SCROLLS) <= 1
    assert height_used(arrived, TABLET) >= LEAST_HEIGHT_USED


@pytest.mark.parametrize(
    "view",
    some(
        ["regression?preset=C7&lens=batches", "sine_mlp?preset=D2", "slope_explorer?preset=A8&lens=starts&hide=guess",
         "sine_mlp?preset=D2s", "regression?preset=C8h", "sine_mlp?preset=D3"],
        "sine_mlp?preset=D2",
    ),
)  # fmt: skip
def test_a_verdict_lies_over_the_pictures_and_moves_nothing(browser, app, view):
    """Right above the bar, over the whole width, as high as its words; and V takes it away again."""
    tab = visit(browser, app, f"{view}&present=1", size=PROJECTOR)
    page, card = tab.page, tab.page.locator(CARD)
    press(tab, "End")
    page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    before = tab.settle().page.evaluate(PICTURES_AND_BAR)
    press(tab, "v")
    page.locator(f"{CARD} :is(.st-key-frame-verdict, .said.verdict)").first.wait_for()
    assert tab.settle().page.evaluate(PICTURES_AND_BAR) == before
    box, bar, stage = (
        x.bounding_box() for x in (card, page.locator(".st-key-frame-row"), page.locator(".st-key-frame-stage"))
    )
    assert box["y"] + box["height"] == pytest.approx(bar["y"], abs=2)
    assert box["width"] == pytest.approx(stage["width"], abs=2)
    assert box["height"] <= 0.4 * PROJECTOR[1] + 1
    assert page.evaluate(ON_TOP, [box["x"] + 20, box["y"] + 10, CARD])
    press(tab, "v")
    page.wait_for_function("downhillBus.state.quiet === 1")
    assert tab.settle().page.evaluate(PICTURES_AND_BAR) == before
    assert page.locator(".st-key-frame-verdict, .said.verdict").filter(visible=True).count() == 0
    tab.close()


HIDDEN_BY_A_CARD = """card => [...document.querySelectorAll('.st-key-frame-stage svg.marks')].flatMap(svg => {
    const top = document.querySelector(card).getBoundingClientRect().top;
    const words = svg.querySelectorAll('.role-axis-label text, .role-mark path[stroke=white][opacity="1"]');
    return [...words].filter(x => x.checkVisibility({ opacityProperty: true }))
        .filter(x => x.getBoundingClientRect().bottom > top + 1).map(x => x.textContent || x.getAttribute('fill'));
})"""


@pytest.mark.parametrize("preset", some(["C2h", "C2m", "C8h"], "C8h"))
def test_a_verdict_hides_neither_where_two_walks_ended_nor_their_axes(browser, app, preset):
    """What stands beside the maps all the time is not told again over them."""
    tab = visit(browser, app, f"regression?preset={preset}&present=1", size=PROJECTOR)
    press(tab, "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    press(tab.settle(), "v")
    tab.page.locator(f"{CARD} .st-key-frame-verdict").wait_for()
    assert tab.settle().page.evaluate(HIDDEN_BY_A_CARD, CARD) == []
    tab.close()


@pytest.mark.parametrize("link", ["", "teaching", "sine_mlp?preset=D1&hide=guess"])
def test_what_arrives_on_a_phone_stays_where_it_is(browser, app, warm, link):
    """Words and rows that are awaited have the place that they will need, above all else."""
    tab = visit(browser, app, link, shifts=True, size=PHONE, touch=True)
    shifts = calmest(tab)
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts
    tab.close()


def test_how_good_a_guess_was_waits_for_the_class(browser, app):
    tab = visit(browser, app, f"{ASKED_FIRST[0]}&present=1", asked=True, size=PROJECTOR)
    tab.page.locator(".st-key-frame-guess button").first.click()
    tab.page.locator("[data-do=play]").wait_for()
    press(tab.settle(), "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    remark = tab.settle().page.locator(f"{CARD} .st-key-frame-guessed")
    assert remark.count() and not remark.is_visible()
    before = tab.page.evaluate(PICTURES_AND_BAR)
    press(tab, "v")
    remark.wait_for()
    assert tab.settle().page.evaluate(PICTURES_AND_BAR) == before
    tab.close()


ANSWERED = ("slope_explorer?preset=A5b", "sine_mlp?preset=D5", "slope_explorer?preset=A5s")


@pytest.mark.parametrize("address", some(ANSWERED, ANSWERED[0]))
def test_on_a_phone_a_guess_is_answered_in_sight(browser, app, address):
    """It was answered below the bar, the experiment and the dial, where nobody looked."""
    tab = visit(browser, app, address, asked=True, size=PHONE, touch=True)
    over = tab.page.locator("[data-testid=stLayoutWrapper]:has(> .st-key-frame-bar)")
    assert over.evaluate("bar => getComputedStyle(bar).boxShadow") != "none", "an edge between answers and pictures"
    tab.page.locator(".st-key-frame-guess button").first.tap()
    tab.page.locator("[data-do=play]").wait_for()
    press(tab.settle(), "End")
    tab.page.wait_for_function("document.documentElement.dataset.downhillLast === 'true'")
    remark = tab.settle().page.locator(".st-key-frame-guessed")
    remark.wait_for()
    box, bar = remark.bounding_box(), tab.page.locator("[data-do=play]").bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= bar["y"] + 1
    tab.close()


@pytest.mark.parametrize("address", QUESTIONS)
def test_a_question_names_the_dials_that_it_asks_to_turn(address):
    asked = {knob for knob, words in ASKS_TO_TURN.items() if re.search(words, QUESTIONS[address].question)}
    assert asked == set(QUESTIONS[address].turned)


@pytest.mark.parametrize("address", some(TURNED, "regression?preset=C2m"))
def test_a_dial_that_is_asked_for_stays_on_a_projector(browser, app, address):
    """In sight, and alone: the experiment and the Lab are gone."""
    tab = visit(browser, app, f"{address}&present=1&hide=guess", size=PROJECTOR)
    dial = tab.page.locator(".st-key-frame-controls :is([role=slider], button)").filter(visible=True)
    assert dial.count() == 1
    box = dial.bounding_box()
    assert box["y"] > 0 and box["y"] + box["height"] < tab.page.locator(".st-key-frame-stage").bounding_box()["y"]
    before = tab.page.url
    dial.press("ArrowRight" if dial.get_attribute("role") else "Enter")
    tab.page.wait_for_function("before => location.href !== before", arg=before)
    assert tab.settle().exceptions() == []
    tab.close()


@pytest.mark.parametrize("view", some(MAP_OF, "misty_mountain?preset=B4m&lens=race"))
def test_a_map_has_its_share_of_a_tablet(browser, app, view):
    tab = visit(browser, app, view, size=TABLET, touch=True)
    picture = tab.page.locator(f"{chart('misty_mountain', MAP_OF[view])} svg.marks image").first.bounding_box()
    assert picture["width"] >= LEAST_MAP_OF_A_TABLET * TABLET[0]
    tab.close()


WALKS = {  # view whose walk is in the second picture of a phone: its chart
    "misty_mountain?preset=B3&lens=momentum&hide=guess": "walk",  # which is the third at a desk
    "regression?preset=C3": "bowl",
    "regression?lens=batches": "batch_paths",
}


@pytest.mark.parametrize("view", some(WALKS, "regression?preset=C3"))
def test_a_phone_shows_the_walk_that_it_plays(browser, app, view):
    tab = visit(browser, app, view, size=PHONE, touch=True)
    page = view.partition("?")[0]
    walk = tab.page.locator(f"{chart(page, WALKS[view])} svg.marks image").first.bounding_box()
    over_the_bar = tab.page.locator(".st-key-frame-sentence, [data-do=play]").first.bounding_box()
    assert walk["y"] + walk["height"] <= over_the_bar["y"]
    tab.close()


@pytest.mark.parametrize(
    "address", some([x for x in TURNED if "unit" not in QUESTIONS[x].turned], "slope_explorer?preset=A5b")
)
def test_a_phone_has_the_dial_that_is_asked_for_and_its_picture_in_sight_together(browser, app, address):
    """But a button between two maps that are to be compared: these are in sight together."""
    tab = visit(browser, app, f"{address}&hide=guess", size=PHONE, touch=True)
    dial = tab.page.locator(".st-key-frame-rates [role=slider]").bounding_box()
    stage = tab.page.locator(".st-key-frame-stage").bounding_box()
    picture = tab.page.locator("[data-testid=stVegaLiteChart]").first.bounding_box()
    assert dial["y"] > 0 and dial["y"] + dial["height"] <= stage["y"]
    assert picture["y"] + picture["height"] <= tab.page.locator("[data-do=play]").bounding_box()["y"]
    choices = [tab.page.locator(f".st-key-frame-{name}").bounding_box() for name in ("experiment", "lab")]
    assert choices[0]["x"] + choices[0]["width"] < choices[1]["x"], "side by side, below the bar"
    assert all(box["y"] > stage["y"] + stage["height"] for box in choices)
    tab.close()


@pytest.mark.parametrize("size", [PHONE, pytest.param(DESK, marks=pytest.mark.nightly)])
def test_a_guess_has_the_whole_width_and_a_plane_to_click_on(browser, app, size):
    tab = visit(browser, app, "misty_mountain?preset=B3&lens=momentum", asked=True, size=size)
    plane = tab.page.locator(f"{chart('misty_mountain', 'guess')} svg.marks path.background").first
    assert float(plane.get_attribute("stroke-width")) >= 1
    assert plane.bounding_box()["width"] >= 0.8 * size[0]
    assert tab.page.locator(".st-key-frame-legend").bounding_box()["y"] < size[1]
    tab.close()


def test_the_front_page_is_for_the_back_row_too(browser, app):
    """And its ten stations are in sight together, each row of them of one height."""
    tab = visit(browser, app, "?present=1", size=PROJECTOR)
    assert {float(size) for size in tab.page.evaluate(measures.FONT_SIZES)} <= PROJECTOR_SIZES
    cards = [card.bounding_box() for card in tab.page.locator("[class*=st-key-home-station]").all()]
    assert len(cards) == 10
    assert max(card["y"] + card["height"] for card in cards) <= PROJECTOR[1]
    for row in (cards[:5], cards[5:]):
        assert np.ptp([card["height"] for card in row]) < 1
    tab.close()


NAMED = """([chart, names]) => {
    const svg = document.querySelector(`[class*=${chart}] svg.marks`), seen = x => x.getBoundingClientRect().width > 0;
    const words = [...svg.querySelectorAll('.mark-text text')].filter(seen).map(x => x.textContent);
    return [...new Set(words)].filter(x => names.includes(x));
}"""


@pytest.mark.parametrize(("width", "height"), some([(1280, 800), PHONE], (1280, 800)))
def test_a_link_to_a_projector_opens_with_its_charts_as_large_as_they_can_be(tab, app, width, height):
    """They were laid out around the words of a projector of 1920×1080, before it was known how large theirs are."""
    here = tab(size=(width, height)).open(f"{app}/slope_explorer?preset=A5&present=1")
    plots = """() => [...document.querySelectorAll('svg.marks .mark-group.role-frame > g > path.background')]
        .map(x => x.getBoundingClientRect()).flatMap(box => [box.width, box.height])"""
    opened = here.page.evaluate(plots)
    here.page.set_viewport_size({"width": width + 40, "height": height})
    here.settle().page.set_viewport_size({"width": width, "height": height})
    assert opened == pytest.approx(here.settle().page.evaluate(plots), abs=1)


@pytest.mark.parametrize("how", some(["", "&present=1"], "&present=1"))
def test_every_racer_is_named_and_none_where_it_is_not(browser, app, how):
    """On the map and under it; on the small chart those that are in its range: "0.6" would be read of a name there."""
    tab = visit(browser, app, f"misty_mountain?preset=B5{how}", size=PROJECTOR if how else DESK)
    press(tab, "End")
    racers = tab.page.locator("tbody tr:not(.out) .term").all_inner_texts()
    heights = tab.settle().page.locator("tbody tr:not(.out) .height").all_inner_texts()
    assert len(racers) == 7
    legend = tab.page.locator(".st-key-frame-legend").inner_text()
    assert [racer for racer in racers if racer not in legend] == []
    named = tab.page.evaluate(NAMED, ["misty_mountain-field", racers])
    assert {*named} == {*racers}
    named = tab.page.evaluate(NAMED, ["misty_mountain-heights", racers])
    low = [racer for racer, height in zip(racers, heights) if "⁻" in height or float(height) < 0.01]
    assert len(low) == 5
    assert {*named} == {*racers} - {*low}
    tab.close()


def test_nothing_jumps_on_a_servers_first_visit(browser):
    """All is slow then: what Streamlit shows until the script has spoken, nobody may see open and close again."""
    with served(ROOT / "app.py") as fresh:
        tab = visit(browser, fresh, VIEWS[1], shifts=True, size=DESK)
    shifts = tab.page.evaluate("shifts")
    tab.close()
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts


# What WCAG 1.4.12 lets a reader set, in the parts too
SPREAD = """() => {
    const words = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }';
    const style = `${words} p { margin-bottom: 2em !important }`;
    const put = root => {
        (root.head ?? root).append(Object.assign(document.createElement('style'), { textContent: style }));
        for (const x of root.querySelectorAll('*')) if (x.shadowRoot) put(x.shadowRoot);
    };
    put(document);
}"""
CUT_CONTROLS = (
    "() => {"
    + measures.EVERYTHING
    + """
    const out = (x, box) => Math.max(x.bottom - box.bottom, box.top - x.top, x.right - box.right, box.left - x.left);
    const cut = x => out(x.getBoundingClientRect(), x.closest('button, a').getBoundingClientRect()) > 3;
    const controls = within(document.body).filter(x => x.matches('button p, a p') && seen(x) && cut(x));
    const said = within(document.body).filter(x => x.matches('.told') && seen(x));
    const told = said.filter(x => x.scrollHeight > x.clientHeight + 1);
    return [...controls, ...told].map(x => x.innerText);
}"""
)


@pytest.mark.parametrize("view", some(VIEWS, "sine_mlp?preset=D5"))
def test_words_that_a_reader_spreads_are_not_cut(browser, app, view):
    tab = visit(browser, app, view, size=DESK)
    tab.page.evaluate(SPREAD)
    assert tab.settle().page.evaluate(CUT_CONTROLS) == []
    assert not tab.sideways()
    tab.close()


SEEN_IN_FORCED_COLORS = """() => {
    const all = root => [...root.querySelectorAll('*')].flatMap(x => [x, ...(x.shadowRoot ? all(x.shadowRoot) : [])]);
    const page = all(document), back = x => getComputedStyle(x).backgroundColor;
    const paper = back(document.querySelector('.stApp'));
    const of = selector => page.filter(x => x.matches(selector));
    return {
        bars: new Set(of('.bars .length').map(back)).size,
        signs: new Set(of('.sign > [style]').map(x => getComputedStyle(x).color)).size,
        chosen: of('[data-variant=segmented_control][aria-checked=true]').every(x => back(x) !== paper),
        scrubber: of('.scrubber').every(x => getComputedStyle(x).forcedColorAdjust === 'none'),
    };
}"""


def test_pictures_and_states_are_seen_where_colors_are_forced(tab, app):
    here = tab()
    here.page.emulate_media(forced_colors="active")
    here.open(f"{app}/regression?preset=C1&guessed=true&hide=guess")
    seen = here.page.evaluate(SEEN_IN_FORCED_COLORS)
    here.page.emulate_media(forced_colors="none")
    assert seen["signs"] > 1
    assert (seen["bars"], seen["chosen"], seen["scrubber"]) == (3, True, True)


def test_the_keys_present_tell_the_verdict_and_open_the_sheet(browser, app):
    tab = visit(browser, app, "slope_explorer?preset=A4", size=PROJECTOR)
    page = tab.page
    rem = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    press(tab, "p")
    page.wait_for_function(f"{rem} === 32 && downhillBus.state.scale === 2")
    tab.settle()
    assert "present=1" in page.url
    press(tab, "End")
    verdict = page.locator(".telling .said")
    page.wait_for_function("downhillBus.state.t > 0")
    assert "verdict" not in verdict.get_attribute("class"), "the class is asked first"
    press(tab, "v")
    page.wait_for_function("downhillBus.state.quiet === 0")
    page.locator(".telling .said.verdict").wait_for()
    press(tab, "?")
    sheet = page.get_by_role("dialog", name="Keys")
    assert sheet.is_visible()
    press(tab, "Escape")
    sheet.wait_for(state="hidden")
    press(tab, "p")
    page.wait_for_function(f"{rem} === 16 && downhillBus.state.scale === 1")
    tab.settle()
    assert "present" not in page.url
    tab.close()


def test_a_class_is_asked_before_a_dial_or_a_color_tells(browser, app):
    """What was turned before play stood at its end, was named beside the dial and colored under the curve; and once V
    had told of one station, the next was told before anybody had asked."""
    tab = visit(browser, app, "slope_explorer?preset=A5b&present=1", size=PROJECTOR)
    page, strip = tab.page, tab.page.get_by_role("slider", name="Learning rate η")
    told = [page.locator(place).first for place in (".regime", ".word >> nth=2", ".fates_marks path", ".sign.fate")]
    inks = "runs => new Set(runs.map(x => getComputedStyle(x).backgroundColor)).size"

    def look():
        return [place.is_visible() for place in told], page.locator(".run").evaluate_all(inks)

    for key in ("End", "v"):
        press(tab, key)
    page.wait_for_function("downhillBus.state.quiet === 0 && downhillBus.state.t > 0")
    assert look() == ([True] * 4, 4)
    press(tab, "v")
    page.wait_for_function("downhillBus.state.quiet === 1")
    assert look() == ([False] * 4, 1)
    strip.press("End")
    page.wait_for_url("**lr=2*")
    assert state(tab.settle(), "t") == 0
    assert (look(), strip.get_attribute("aria-valuetext")) == (([False] * 4, 1), "2")
    assert page.locator(".bar .now").inner_text() == "step 0 · f 16", "a walk that ends early has fewer steps"
    press(tab, "v")
    page.wait_for_function("downhillBus.state.quiet === 0")
    assert page.locator(".bar .now").inner_text().startswith("step 0 of ")
    assert strip.get_attribute("aria-valuetext") == "2, diverges"
    strip.press("Home")
    page.wait_for_function("downhillBus.state.t > 0", timeout=5000)
    press(tab.settle(), "n")
    page.wait_for_url("**preset=A5s*")
    page.wait_for_function("downhillBus.state.quiet === 1", timeout=5000)
    tab.close()


@pytest.mark.parametrize(
    "size", [PROJECTOR, *(pytest.param(size, marks=pytest.mark.nightly) for size in (TABLET, PHONE))]
)
def test_a_class_starts_the_race_without_leaving_the_projector(browser, app, size):
    """What a view needs in order to be walked is no knob: it stays; what comes before play stands where play will."""
    tab = visit(browser, app, "regression?preset=C1&lens=by_hand&present=1", size=size)
    page = tab.page
    button = page.get_by_role("button", name="This is my line")
    box = button.bounding_box()
    assert box["y"] + box["height"] <= size[1]
    page.get_by_role("radio", name="Absolute distances").click()
    page.wait_for_url("**criterion=absolute**")
    tab.settle()
    button.click()
    play = page.locator("[data-do=play]")
    play.wait_for()
    tab.settle()
    assert state(tab, "t") == 0
    assert play.bounding_box()["y"] == pytest.approx(box["y"], abs=box["height"])
    tab.close()


def test_a_class_turns_a_neuron_s_dials(browser, app):
    """They are all that there is to be moved: without them the question could not be answered on a projector."""
    tab = visit(browser, app, "sine_mlp?lens=neuron&present=1", size=PROJECTOR)
    dials = tab.page.locator(".root.dial").filter(visible=True)
    assert dials.count() == 2
    dials.first.locator("[role=slider]").press("ArrowRight")
    tab.page.wait_for_url("**dial_w=**")
    tab.close()


@pytest.mark.parametrize("dark", some([False, True], True))
def test_words_that_are_too_faint_are_found(browser, app, dark):
    """On the page, in a chart, and on a map in their halo."""
    tab = visit(browser, app, "misty_mountain?preset=B6", dark=dark)
    page = tab.page
    assert page.evaluate(measures.CONTRASTS) == []
    page.evaluate(FAINT)
    found = page.evaluate(measures.CONTRASTS)
    assert {words for words, *_ in found} == {"on the page", "in a chart", "in a halo"}
    tab.close()


def test_a_link_takes_parts_away(browser, app):
    tab = visit(browser, app, "slope_explorer?preset=A4&hide=title,rates,step,next")
    gone = [".st-key-frame-title", ".strip", ".st-key-slope_explorer-part-step", ".st-key-frame-next"]
    assert [selector for selector in gone if tab.page.locator(selector).filter(visible=True).count()] == []
    assert tab.page.locator("[data-do=play]").is_visible()
    tab.close()


def test_a_click_on_the_curve_rolls_the_ball_from_there(browser, app):
    tab = visit(browser, app, "slope_explorer?preset=A4")
    box = tab.page.locator("[data-testid=stVegaLiteChart]").first.bounding_box()
    tab.page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"])
    tab.page.wait_for_function("downhillBus.owner.t.playing")
    assert "x0=" in tab.page.url
    tab.close()


CHANGED = ("slope_explorer?preset=A5b&lens=regimes&floor=learn&lr=1.05", "misty_mountain?preset=B6&lr=0.02&floor=learn",
           "misty_mountain?preset=B4r&racers=gd_0.1&floor=learn")  # fmt: skip


@pytest.mark.parametrize("link", some(CHANGED, CHANGED[0]))
def test_what_says_that_something_was_changed_has_its_room(browser, app, warm, link):
    """The row of the bar stays in sight: what there is no room for would lie under it."""
    tab = visit(browser, app, link, size=DESK)
    legend, row = (tab.page.locator(f".st-key-frame-{name}").bounding_box() for name in ("legend", "row"))
    assert tab.page.locator(".st-key-frame-changes").is_visible()
    assert legend["y"] + legend["height"] <= row["y"]
    assert row["y"] + row["height"] <= DESK[1]
    tab.close()


UNCHANGED = ("slope_explorer?preset=A4&floor=learn&", "misty_mountain?preset=B5&floor=learn&",
             "sine_mlp?preset=D5&floor=learn&")  # fmt: skip


@pytest.mark.parametrize("size", [PHONE, *(pytest.param(size, marks=pytest.mark.nightly) for size in (DESK, TABLET))])
@pytest.mark.parametrize("link", some(UNCHANGED, UNCHANGED[0]))
def test_a_first_change_moves_no_picture(browser, app, warm, link, size):
    """A second touch at the same place means the same thing."""
    boxes = []
    for address in (link, f"{link}steps=40"):
        tab = visit(browser, app, address, size=size)
        assert tab.page.locator(".st-key-frame-changes").count() == ("steps" in address)
        boxes.append(tab.page.locator(".st-key-frame-stage").bounding_box())
        tab.close()
    assert boxes[0] == boxes[1]


@pytest.mark.parametrize("address", some([*VIEWS, "misty_mountain?preset=B2"], "misty_mountain?preset=B2"))
@pytest.mark.parametrize("floor", ["lab", *some(["learn"])])
def test_nothing_to_press_lies_on_another(browser, app, address, floor):
    """The experiment's menu and what closes the Lab, on a phone where a dial is above the pictures."""
    tab = visit(browser, app, f"{address}&floor={floor}", size=PHONE, touch=True)
    assert tab.page.evaluate(ON_ANOTHER) == []
    tab.close()


LABS = [f"{page}?floor=lab" for page in PAGES]


@pytest.mark.parametrize("link", some(LABS, LABS[0]))
def test_every_button_of_a_lab_says_for_who_hears_it_which_number_it_changes(browser, app, warm, link):
    tab = visit(browser, app, link, size=DESK)
    lab = tab.page.locator(".st-key-frame-knobs")
    lab.get_by_text("More", exact=True).click()
    heard = re.findall(r'button "(.*?)"', lab.aria_snapshot())
    beside = [words for words in heard if words.endswith((": less", ": more"))]
    assert len(beside) == 2 * tab.page.locator("[class*=st-key-number-]").filter(visible=True).count() > 0
    assert sorted(set(beside)) == sorted(beside)
    assert not {"−", "+"} & {*heard}
    tab.close()
