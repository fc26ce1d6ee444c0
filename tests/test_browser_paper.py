"""A page that is printed: on one sheet, every picture whole and in the shape in which it was drawn."""

import re

import pytest
from browser import Tab, some
from seen_views import DESK, VIEWS

SHEET = (1070, 740)  # A4 held sideways, within its margins
MOST_STRETCHED = 0.01  # of a picture's width by its height
# a browser draws nothing anew while it prints
STILL = """
    const Observer = window.ResizeObserver;
    window.ResizeObserver = class extends Observer {
        constructor(told) { super((...seen) => window.printing || told(...seen)); }
    };
"""
SHAPES = (
    "() => [...document.querySelectorAll('svg.marks')].map(x => x.getBoundingClientRect()).map(r => r.width / r.height)"
)
CUT = """() => {
    const cut = x => {
        const inner = x.getBoundingClientRect();
        for (let y = x.parentElement; y; y = y.parentElement) {
            const outer = y.getBoundingClientRect();
            const clips = getComputedStyle(y).overflowX !== 'visible' || y === document.documentElement;
            if (clips && (inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1)) return true;
        }
        return inner.height < 40;
    };
    return [...document.querySelectorAll('svg.marks')].filter(cut).map(x => x.closest('[class*=st-key-]').className);
}"""
UNSEEN = "[data-testid=stButton], [data-testid=stPopover], .st-key-frame-lab, .st-key-frame-foot, .st-key-frame-knobs"
IN_LAB = "misty_mountain?preset=B4&floor=lab&hide=guess"


def opened(browser, app, view) -> Tab:
    tab = Tab(browser, size=DESK)
    tab.page.add_init_script(STILL)
    tab.open(f"{app}/{view}").page.keyboard.press("End")
    return tab.settle()


def sheets(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.parametrize("view", some([*VIEWS, IN_LAB], IN_LAB))
def test_a_printed_page_has_every_picture_whole_and_nothing_to_press(browser, app, view):
    tab = opened(browser, app, view)
    page = tab.page
    on_paper = sheets(page)
    drawn = page.evaluate(SHAPES)
    page.evaluate("window.printing = true")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET[0], "height": SHEET[1]})
    assert page.evaluate(CUT) == []
    assert page.evaluate(SHAPES) == pytest.approx(drawn, rel=MOST_STRETCHED)
    assert [x for x in page.locator(UNSEEN).all() if x.is_visible()] == []
    assert on_paper == 1
    tab.close()


def test_the_front_page_prints_its_stations_beside_one_another(browser, app):
    tab = Tab(browser, size=DESK).open(app)
    assert sheets(tab.page) <= 3  # the stations, and the list of every experiment
    tab.close()
