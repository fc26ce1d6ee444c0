"""A monkey at the page: clicks, drags, keys and wheels, or fingers, that nobody chose, and nothing may go wrong.

What it did is told with what went wrong; the same seed does the same again.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Error
from visit import PAGES

pytestmark = pytest.mark.nightly

SIZES = ((1280, 800), (390, 844), (844, 390), (1920, 1080))
PHONE = (390, 844)
DEEDS, TOUCHES, BETWEEN_LOOKS = 150, 60, 15
AT_SOMETHING = 0.7  # so often a hand goes to what can be pressed or held
KEYS = (
    "Space",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "Home",
    "End",
    "PageUp",
    "Tab",
    "Shift+Tab",
    "Enter",
)
KEYS += ("Escape", "Backspace", "p", "v", "n", "?", "[", "]", "1", "5", "0", ".", "-", "/", "e")
WAYS = [*(f"{page}?lens={view}" for page, there in PAGES.items() for view in there.views), ""]
# the middles of all in sight that can be pressed, held or chosen, also within parts; what leads off the page excepted
HANDLES = """() => {
    const all = root => [...root.querySelectorAll('*')].flatMap(x => x.shadowRoot ? [x, ...all(x.shadowRoot)] : [x]);
    const held = 'button, [role=button], [role=slider], [role=radio], [role=option], input, select, summary, canvas, '
        + 'a[href^="/"], a[href^="?"], svg.marks path[cursor], [class*=grip_] path, [class*=handle_] path, .thumb';
    return all(document).filter(x => x.matches(held) && x.checkVisibility()).map(x => x.getBoundingClientRect())
        .map(box => [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)])
        .filter(([x, y]) => x > 0 && y > 0 && x < innerWidth && y < innerHeight);
}"""
# pictures in sight that are none: of no size, or without a line, an area, a word or an image
EMPTY = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].filter(x => x.checkVisibility())
    .map(x => x.querySelector('svg.marks')).filter(x => {
        const { width, height } = x?.getBoundingClientRect() ?? { width: 0, height: 0 };
        return Math.min(width, height) < 20 || !x.querySelector('path, line, text, image');
    }).map(x => x?.parentElement.outerHTML.slice(0, 200) ?? 'a chart without a picture')"""
SENTENCE_OF_A_FAULT = "could not be drawn with these settings"


Deed = tuple[int, str, Callable[[], object]]  # how likely it is, what it is called, and what does it


def somewhere(rng: random.Random, page, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Where a hand begins, and where it may end."""
    (x, y), (x2, y2) = [(rng.randrange(size[0]), rng.randrange(size[1])) for _ in "ab"]
    if rng.random() < AT_SOMETHING:
        with contextlib.suppress(Error, IndexError):  # another document comes, or has nothing yet
            x, y = rng.choice(page.evaluate(HANDLES))
    return x, y, x2, y2


def back(page) -> None:
    page.evaluate("history.back()")
    page.wait_for_timeout(300)  # another document may come


def at_a_desk(rng: random.Random, visit, size: tuple[int, int]) -> list[Deed]:
    """What may be done next with a mouse and keys."""
    page = visit.page
    x, y, x2, y2 = somewhere(rng, page, size)
    key, turn = rng.choice(KEYS), rng.choice((-400, 400))
    steps, wait = rng.randrange(1, 12), rng.choice((0, 30, 300))

    def drag() -> None:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x2, y2, steps=steps)
        page.mouse.up()

    return [
        (8, f"click {x}, {y}", lambda: page.mouse.click(x, y)),
        (2, f"click twice {x}, {y}", lambda: page.mouse.click(x, y, click_count=2)),
        (5, f"drag {x}, {y} to {x2}, {y2} by {steps}", drag),
        (8, f"press {key}", lambda: page.keyboard.press(key)),
        (2, f"wheel {turn}", lambda: page.mouse.wheel(0, turn)),
        (1, "back", lambda: back(page)),
        (3, f"wait {wait}", lambda: page.wait_for_timeout(wait)),
    ]


def on_a_phone(rng: random.Random, visit, size: tuple[int, int]) -> list[Deed]:
    """What may be done next with fingers; a call may come in between, or the phone be turned."""
    page = visit.page
    x, y, x2, y2 = somewhere(rng, page, size)
    steps, wait, up = rng.randrange(1, 9), rng.choice((0, 30, 300)), rng.choice((200, 800))

    def swipe(*way: tuple[float, float], rest: int = 0, end: str = "touchEnd") -> None:
        hand = visit.context.new_cdp_session(page)
        for kind, places in [("touchStart", way[:1]), *(("touchMove", [place]) for place in way[1:]), (end, ())]:
            points = [{"x": a, "y": b} for a, b in places]
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            page.wait_for_timeout(rest)
        hand.detach()

    def turn() -> None:
        for width, height in (size[::-1], size):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(300)

    there = [(x + (x2 - x) * k / steps, y + (y2 - y) * k / steps) for k in range(steps + 1)]
    return [
        (9, f"tap {x}, {y}", lambda: page.touchscreen.tap(x, y)),
        (2, f"tap twice {x}, {y}", lambda: [page.touchscreen.tap(x, y) for _ in "ab"]),
        (6, f"swipe {x}, {y} to {x2}, {y2} by {steps}", lambda: swipe(*there)),
        (1, f"swipe {x}, {y} to {x2}, {y2} and a call", lambda: swipe(*there, end="touchCancel")),
        (1, f"hold {x}, {y}", lambda: swipe((x, y), rest=600)),
        (3, f"scroll to {up}", lambda: swipe((195, 500), (195, (500 + up) / 2), (195, up), rest=16)),
        (1, "turn", turn),
        (1, "back", lambda: back(page)),
        (3, f"wait {wait}", lambda: page.wait_for_timeout(wait)),
    ]


@pytest.mark.parametrize("seed", range(len(WAYS)))
def test_whatever_is_pressed_and_dragged_nothing_goes_wrong(tab, app, seed):
    size = SIZES[seed % len(SIZES)]
    _go_wild(app, tab(size=size), size, at_a_desk, seed, DEEDS)


@pytest.mark.parametrize("seed", range(len(WAYS)))
def test_whatever_fingers_do_nothing_goes_wrong(tab, app, seed):
    _go_wild(app, tab(size=PHONE, touch=True), PHONE, on_a_phone, seed, TOUCHES)


def _go_wild(app, visit, size, hands, seed, times):
    rng, way = random.Random(seed), f"{app}/{WAYS[seed % len(WAYS)]}"
    visit.open(way)
    done = [f"{size} {way.removeprefix(app)}"]
    for k in range(times):
        offers = hands(rng, visit, size)
        _, name, do = rng.choices(offers, [likely for likely, *_ in offers])[0]
        done.append(name)
        if not visit.page.url.startswith(app):  # back, beyond the first page
            visit.open(way)
        do()
        if k % BETWEEN_LOOKS == BETWEEN_LOOKS - 1 and visit.page.url.startswith(app):
            try:
                visit.settle()
            except TimeoutError as error:
                error.add_note(f"at {visit.page.url} after {done}")
                raise
            seen = [*visit.exceptions(), *visit.problems, *["sideways"] * visit.sideways(), *visit.page.evaluate(EMPTY)]
            seen += [SENTENCE_OF_A_FAULT] * (SENTENCE_OF_A_FAULT in visit.page.locator("body").inner_text())
            assert seen == [], done
