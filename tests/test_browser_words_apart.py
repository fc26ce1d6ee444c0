"""In a real Chromium: words of a picture do not lie on one another, nor a line on them."""

import pytest
from browser import some

OWN = "surface=formula&formula="
# The rectangles of the words in a chart, by what they say, and of how many pairs of them one lies on the other.
CROSSED = """name => {
    const selector = `[class*="st-key-"][class*="${name}"]`;
    if (!document.querySelector(`${selector} svg.marks text`)) return ['no words'];
    const words = [...document.querySelectorAll(`${selector} svg.marks text`)]
        .filter(text => text.textContent.trim() && +getComputedStyle(text).opacity > 0 && !text.getAttribute('stroke'))
        .map(text => [text.textContent, text.getBoundingClientRect()]);
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    return words.flatMap(([one, a], k) =>
        words.slice(k + 1).filter(([, b]) => over(a, b)).map(([other]) => `${one} | ${other}`));
}"""


def at_the_end(tab, app, page, link, **how):
    """The page where its walk has ended."""
    here = tab(**how).open(f"{app}/{page}?{link}&hide=guess")
    here.page.keyboard.press("End")
    here.page.wait_for_timeout(600)
    return here


@pytest.mark.parametrize(
    ("page", "link", "name"),
    [
        ("misty_mountain", f"lens=starts&{OWN}exp(-x^2-y^2)", "descent"),
        *some([("misty_mountain", f"lens=descend&{OWN}1e-6*x^2%2B1e-6*y^2&x0=4&y0=4&lr=100", "height")]),
        *some([("slope_explorer", "lens=weight&curve=one_weight&x0=0&lr=0.5", "loss")]),
    ],
)
def test_no_words_lie_on_others(tab, app, page, link, name):
    here = at_the_end(tab, app, page, link)
    assert here.page.evaluate(CROSSED, f"-{page}-{name}") == []


@pytest.mark.nightly
def test_on_a_phone_either(tab, app):
    link = "lens=weight&curve=sine_weight_0&x0=-100&lr=100"
    here = at_the_end(tab, app, "slope_explorer", link, size=(390, 844), touch=True)
    assert here.page.evaluate(CROSSED, "-slope_explorer-loss") == []


# How many points of the line of a walk lie within the words at the step that is halfway down.
STRUCK = """name => {
    const chart = document.querySelector(`[class*="st-key-"][class*="${name}"] svg.marks`);
    const words = [...chart.querySelectorAll('text')].filter(text => text.textContent.startsWith('halfway'));
    if (!words.length) return -1;
    const {left, right, top, bottom} = words[0].getBoundingClientRect();
    const lines = [...chart.querySelectorAll('.mark-line path')];
    return lines.flatMap(line => {
        const place = line.getScreenCTM(), length = line.getTotalLength();
        return [...Array(2000).keys()].map(k => line.getPointAtLength(length * k / 1999).matrixTransform(place));
    }).filter(({x, y}) => x > left && x < right && y > top && y < bottom).length;
}"""


@pytest.mark.parametrize(
    ("link", "name"),
    [("preset=A9", "value"), *some([("curve=kink&x0=3&lr=2.2", "value"), ("curve=kink&x0=3&lr=0.7&log=true", "log")])],
)
def test_the_walk_does_not_strike_out_the_words_of_half_way(tab, app, link, name):
    here = at_the_end(tab, app, "slope_explorer", f"lens=descend&{link}")
    assert here.page.evaluate(STRUCK, f"-slope_explorer-{name}") == 0
