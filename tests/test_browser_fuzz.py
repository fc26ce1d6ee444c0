"""A monkey at the page: clicks, drags, keys and wheels that nobody chose, and nothing may go wrong.

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
DEEDS, BETWEEN_LOOKS = 150, 15
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
SENTENCE_OF_A_FAULT = "could not be drawn with these settings"


def deeds(rng: random.Random, page, size: tuple[int, int]) -> list[tuple[int, str, Callable[[], object]]]:
    """What may be done next: how likely, what it is called, and what does it."""
    (x, y), (x2, y2) = [(rng.randrange(size[0]), rng.randrange(size[1])) for _ in "ab"]
    if rng.random() < AT_SOMETHING:
        with contextlib.suppress(Error, IndexError):  # another document comes, or has nothing yet
            x, y = rng.choice(page.evaluate(HANDLES))
    key, turn = rng.choice(KEYS), rng.choice((-400, 400))
    steps, wait = rng.randrange(1, 12), rng.choice((0, 30, 300))

    def drag() -> None:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x2, y2, steps=steps)
        page.mouse.up()

    def back() -> None:
        page.evaluate("history.back()")
        page.wait_for_timeout(300)  # another document may come

    return [
        (8, f"click {x}, {y}", lambda: page.mouse.click(x, y)),
        (2, f"click twice {x}, {y}", lambda: page.mouse.click(x, y, click_count=2)),
        (5, f"drag {x}, {y} to {x2}, {y2} by {steps}", drag),
        (8, f"press {key}", lambda: page.keyboard.press(key)),
        (2, f"wheel {turn}", lambda: page.mouse.wheel(0, turn)),
        (1, "back", back),
        (3, f"wait {wait}", lambda: page.wait_for_timeout(wait)),
    ]


@pytest.mark.parametrize("seed", range(len(WAYS)))
def test_whatever_is_pressed_and_dragged_nothing_goes_wrong(tab, app, seed):
    rng = random.Random(seed)
    size, way = SIZES[seed % len(SIZES)], f"{app}/{WAYS[seed % len(WAYS)]}"
    visit, done = tab(size=size).open(way), [f"{size} {way.removeprefix(app)}"]
    for k in range(DEEDS):
        offers = deeds(rng, visit.page, size)
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
            seen = [*visit.exceptions(), *visit.problems, *["sideways"] * visit.sideways()]
            seen += [SENTENCE_OF_A_FAULT] * (SENTENCE_OF_A_FAULT in visit.page.locator("body").inner_text())
            assert seen == [], done
