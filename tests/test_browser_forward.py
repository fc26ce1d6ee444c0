"""Told forwards, in the browser: nothing ahead of the bar is drawn, every step is reached, a click shows its ball."""

import numpy as np
import pytest
from browser import some

from gdengine import PRESETS
from pages.charts.kit import moments, palette

SEEN_AT_ONCE_MS = 100
LINE_POINTS = """([selector, color]) => [...document.querySelectorAll(selector + ' svg.marks .mark-line path')]
    .filter(path => path.getAttribute('stroke') === color)
    .map(path => (path.getAttribute('d') ?? '').split(/[ML]/).filter(Boolean).length)"""
GRAPHICS = """() => [...document.querySelectorAll('svg.marks[role], svg.marks [role=graphics-symbol]')]
    .filter(graphic => !graphic.closest('[aria-hidden=true]') && !graphic.getAttribute('aria-label')).length"""
WAITING = """([x, y]) => {
    const near = path => { const box = path.getBoundingClientRect();
        const away = [box.x + box.width / 2 - x, box.y + box.height / 2 - y];
        return Math.hypot(...away) < 4 && box.width > 10 && box.width < 24 };
    window.seenAfter = null;
    document.addEventListener('click', () => {
        const then = performance.now();
        const look = () => {
            const seen = [...document.querySelectorAll('svg.marks .mark-symbol path')].some(near);
            if (seen) window.seenAfter = performance.now() - then;
            else if (performance.now() - then < 3000) requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, {capture: true, once: true});
}"""


def at(tab, row):
    """The bar put at a row of the record."""
    tab.page.evaluate("t => window.downhillBus.set({ t })", row)
    tab.page.wait_for_timeout(300)


@pytest.mark.parametrize(
    ("link", "key"),
    some(
        [
            ("slope_explorer?preset=A4", "value"),
            ("misty_mountain?preset=B6&lens=descend&hide=guess", "map"),
            ("regression?preset=C3", "loss"),
        ],
        ("regression?preset=C3", "loss"),
    ),
)
def test_a_line_has_as_many_points_as_steps_were_taken(tab, app, link, key):
    tab = tab().open(f"{app}/{link}")
    chart = f"[class*='-{link.split('?')[0]}-{key}']"  # where it stands: who is shown later has no name of its own
    for row in (0, 1, 7, 40):
        at(tab, row)
        points = {*tab.page.evaluate(LINE_POINTS, [chart, palette.POSITION])}
        assert row + 1 in points and points <= {row + 1, 0}


@pytest.mark.nightly
def test_the_eighth_of_a_thousand_steps_is_shown(tab, app):
    record = PRESETS["C3"].record
    (run,) = record.run().values()
    assert 8 in moments.thinned(len(run.step))
    tab = tab().open(f"{app}/regression?preset=C3")
    seen = []
    for row in (0, 1, 2, 3, 777, 778):
        at(tab, row)
        ball = f".st-key-regression-chart-bowl svg.marks path[fill='{palette.POSITION}'][stroke=white]"
        places = tab.page.locator(ball).evaluate_all("paths => paths.map(path => path.getAttribute('transform'))")
        seen.append(places[-1])
    assert len({*seen[:4]}) == 4
    assert np.isfinite(run.x[777]).all()


@pytest.mark.parametrize(
    ("link", "key"),
    some(
        [("misty_mountain?preset=B6&lens=descend&hide=guess", "map"), ("regression?preset=C3", "bowl")],
        ("misty_mountain?preset=B6&lens=descend&hide=guess", "map"),
    ),
)
def test_a_click_shows_its_ball_at_once(tab, app, link, key):
    tab = tab().open(f"{app}/{link}")
    page = link.split("?")[0]
    box = tab.page.locator(f".st-key-{page}-chart-{key} [class*=hit_marks] path").bounding_box()
    x, y = box["x"] + 0.55 * box["width"], box["y"] + 0.4 * box["height"]
    tab.page.mouse.move(x, y)
    tab.page.wait_for_timeout(200)
    tab.page.evaluate(WAITING, [x, y])
    tab.page.mouse.click(x, y)
    tab.page.wait_for_function("() => window.seenAfter !== null")
    assert tab.page.evaluate("() => window.seenAfter") <= SEEN_AT_ONCE_MS
    tab.settle()


def test_no_mark_is_an_unnamed_graphic(tab, app):
    tab = tab().open(f"{app}/misty_mountain?preset=B6&lens=descend&hide=guess")
    assert tab.page.evaluate(GRAPHICS) == 0
