"""The update rule with its numbers: its language, and how it follows the bar in a real Chromium."""

import re

import numpy as np
import pytest
from browser import some
from driving import now, part, place, press

from pages.ui.parts.live_text import live_text, pieces


def lines(tab):
    return [re.sub(r"\s+", " ", text) for text in tab.page.locator(".live_text .line").all_text_contents()]


def test_live_text_follows_the_bar(rewound):
    tab = rewound
    assert lines(tab)[0] == "x1 = x0 − η·g = 2 − 0.1·4 = 1.6"
    height = tab.page.locator(".live_text").bounding_box()["height"]
    press(tab, "ArrowRight", "ArrowRight", "ArrowRight")
    now(tab)
    assert lines(tab) == ["x4 = x3 − η·g = 1.024 − 0.1·2.048 = 0.8192", "∇f = 2x3 = 2·1.024 = 2.048"]
    press(tab, "End")
    now(tab)
    assert re.fullmatch(r"x51 = x50 − η·g = 2.854·10⁻⁵ − .* = —", lines(tab)[0])
    assert tab.page.locator(".live_text").bounding_box()["height"] == height
    colors = tab.page.locator(".live_text .number").evaluate_all(
        "xs => xs.map(x => x.style.getPropertyValue('--tint'))"
    )
    assert (colors[0], colors[2]) == ("#2b7bba", "#c9622b")


def test_live_text_puts_negative_numbers_in_parentheses(shown):
    tab = shown("frame=1")
    tab.page.mouse.click(*place(tab, 52.5 / 61))
    tab.page.get_by_text("commits 1").wait_for()
    tab.settle()
    tab.page.evaluate("() => downhillBus.owner.t.go(1)")  # a rate that is dragged leaves the bar at the end
    now(tab)
    assert lines(tab) == ["x2 = x1 − η·g = −0.904 − 0.726·(−1.808) = 0.4086", "∇f = 2x1 = 2·(−0.904) = −1.808"]


def test_a_power_of_ten_that_is_squared_or_divided_by_stands_in_parentheses(tab, app):
    """The square of 10⁻¹⁰ is not 10⁻¹⁰²."""
    far = "slope_explorer?preset=A9r&curve=formula&formula=-1/(1%2Bx^2)&zoom=20&x0=80&lens=descend&hide=guess"
    here = tab().open(f"{app}/{far}").page.locator(f"{part('slope_explorer', 'step')} .live_text .line")
    squared, divided = here.all_text_contents()
    power = r"\(\d[.\d]*·10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+\)"
    assert re.search(rf"0\.1·{power}² =", squared), squared
    assert re.search(rf"0\.1·\d[.\d]*·10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+ / {power} =", divided), divided


@pytest.mark.nightly
def test_what_is_told_is_called_by_what_it_is_and_of_five_walks_each_says_its_rate(tab, app):
    page = tab().open(f"{app}/slope_explorer?preset=A5s&hide=guess").page
    called = page.locator(".live_text").evaluate_all("xs => xs.map(x => x.getAttribute('aria-label'))")
    assert called[0] == "What the pictures show"
    told = page.locator(f"{part('slope_explorer', 'described')} .live_text .line").all_inner_texts()
    rates = [re.match(r"With η = ([\d.]+), step", line)[1] for line in told if line.startswith("With")]
    assert len(rates) == len(set(rates)) == 5


@pytest.mark.nightly
def test_of_walks_of_several_lengths_each_is_told_to_its_own_end(tab, app):
    page = tab().open(f"{app}/slope_explorer?preset=A5s&hide=guess&step=9999").page
    told = page.locator(f"{part('slope_explorer', 'described')} .live_text .line").all_text_contents()
    assert "With η = 0.05, step 50: at x = −0.02062, height 0.000425," in told[0]  # −4·0.9⁵⁰
    assert "With η = 0.5, step 1: at x = 0, height 0," in told[1]  # there in one jump


def test_a_described_place_has_no_digits_below_what_is_seen(tab, app):
    here = tab().open(f"{app}/misty_mountain?preset=B5&hide=guess")
    press(here, "End")
    now(here)
    told = here.page.locator(f"{part('misty_mountain', 'described')} .live_text .line").first.text_content()
    assert "Momentum at (0, 0)" in told, told


MOVING = (
    *("slope_explorer?preset=A4", "misty_mountain?preset=B3", "misty_mountain?preset=B6&lens=descend&hide=guess"),
    *("regression?preset=C3", "regression?preset=C2&lens=scale", "sine_mlp?preset=D1", "sine_mlp?preset=D7s"),
)
# of all live texts that are seen, at so many frames: the gaps in them, and how many heights and ways to break they have
LAID_OUT = """async () => {
    const all = root => [...root.querySelectorAll('*')].flatMap(x => [x, ...(x.shadowRoot ? all(x.shadowRoot) : [])]);
    const seen = x => x.checkVisibility() && x.clientWidth > 32;
    const texts = () => all(document).filter(x => x.matches('.live_text') && seen(x));
    const gap = x => {
        const range = document.createRange();
        range.selectNodeContents(x);
        return x.getBoundingClientRect().width - range.getBoundingClientRect().width;
    };
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const bar = downhillBus.owner.t, gaps = [], layouts = new Set();
    for (const t of [0, 1, 2, 3, 5, 8, 13, 21, 34, bar.last].filter(t => t <= bar.last)) {
        bar.go(t);
        await drawn();
        const numbers = texts().flatMap(x => [...x.querySelectorAll('.number')]).filter(x => x.checkVisibility());
        gaps.push(...numbers.filter(x => gap(x) > 1).map(x => `${t}: ${x.textContent}`));
        const top = x => x.getBoundingClientRect().top;
        const rows = x => [...x.querySelectorAll('.part')].map(y => Math.round((top(y) - top(x)) / 8));
        layouts.add(JSON.stringify(texts().map(x => [x.clientHeight, rows(x)])));
    }
    return [texts().length, gaps, layouts.size];
}"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("view", some(MOVING, MOVING[3]))
def test_a_formula_has_no_gaps_and_is_broken_at_the_same_places_at_every_step(tab, app, view, size):
    told, gaps, layouts = tab(size=size).open(f"{app}/{view}").page.evaluate(LAID_OUT)
    assert told and gaps == []
    assert layouts == 1


WIDTHS = """texts => new Promise(done => {
    const seen = [];
    const look = () => {
        seen.push(texts.map(x => x.getBoundingClientRect().width));
        downhillBus.owner.t.playing ? requestAnimationFrame(look) : done(seen);
    };
    look();
})"""


def test_while_it_plays_no_number_becomes_narrower_and_once_it_stands_none_has_room_left(rewound):
    tab = rewound
    tab.page.locator(".speed").select_option("4")
    press(tab, " ")
    seen = np.array(tab.page.locator(".live_text .number").evaluate_all(WIDTHS)[:-1])  # the last is of the end
    assert len(seen) > 20 and np.diff(seen, axis=0).min() > -1
    now(tab)
    assert tab.page.evaluate(LAID_OUT)[1] == []


def text(cut):
    return "".join(piece.get("text", f"<{piece.get('number', piece.get('step'))}>") for piece in cut)


def test_template_language():
    numbers, colors = {"x": 1, "lr": 1, "g": 1}, {"gradient": "red"}
    cut = pieces("m̂_{x,k+1} = x_k^2 − {lr}·{'∇f':gradient}({g:gradient}) + {x}² at {k-1}", numbers, colors)
    assert text(cut) == "m̂x,<1> = x<0>2 − <lr>·∇f(<g>) + <x>² at <-1>"
    assert [piece["text"] for piece in cut if piece.get("italic")] == ["m̂", "x", "f"]
    words = pieces("A line: a and b, and 1 is a line", {}, {})
    assert [piece["text"] for piece in words if piece.get("italic")] == ["a", "b"]
    assert [piece["enclose"] for piece in cut if "number" in piece] == [True, False, True]
    assert [piece["whole"] for piece in cut if "number" in piece] == [False, False, True]
    assert [piece["whole"] for piece in pieces("{x} / {lr} − √{g}", numbers, {}) if "number" in piece] == [
        False,
        True,
        True,
    ]
    assert [piece["level"] for piece in cut if "level" in piece] == ["sub", "sub", "sub", "sup"]
    assert [piece["role"] for piece in cut if "role" in piece] == ["gradient"] * 3


@pytest.mark.parametrize("template", ["{y}", "{x:depth}", "x_{k", "{x", "}", "{x:}"])
def test_a_wrong_template_is_refused(template):
    with pytest.raises(ValueError, match=r"template|brace"):
        pieces(template, {"x": 1}, {})


def test_numbers_that_do_not_fit_the_steps_are_refused():
    with pytest.raises(ValueError, match="expected 1 or 3 numbers"):
        live_text(["{x}"], {"x": [1, 2]}, steps=[0, 1, 2])
