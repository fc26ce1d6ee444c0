"""axe-core finds nothing serious or critical on any view, and no word is faint, in states that nobody chose.

A state is an experiment of the view, a floor, a step of its bar, a theme and a window.  One tab goes from state to
state by the address, as by Back, which is much cheaper than opening each anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import measures
import pytest
from browser import ROOT, Tab, some
from visit import PAGES

from gdengine import PRESETS

AXE = Path(ROOT, "node_modules/axe-core/axe.min.js")
VIEWS = ["home", *(f"{page} {view}" for page in PAGES for view in PAGES[page].views), "teaching"]
SIZES = ((1280, 800), (1920, 1080), (820, 1180), (390, 844))
FEW, MANY = (3, 20260), (30, 71)  # how many states a view, and the seed they are drawn with
LAST_STEP = 60  # named in a link; the bar goes to its nearest
GRAVE = ("serious", "critical")
RUN = """async () => {
    const found = await axe.run(document, { resultTypes: ['violations'] });
    return found.violations.flatMap(rule => rule.nodes.map(node =>
        [rule.impact, rule.id, node.target.flat().join(' '), node.html.slice(0, 160)]));
}"""
GO = """address => {
    History.prototype.pushState.call(history, {}, '', address); // the page has its own: where.js
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
}"""
PLANTED = """() => document.querySelector('[data-testid=stMain] h1').insertAdjacentHTML('afterend',
    '<button></button><p style="color: #888; background: #777">hardly read</p>')"""


class State(NamedTuple):
    """What is looked at: a link to a page, in a window of a size and a theme."""

    link: str
    size: tuple[int, int]
    dark: bool


def states(view: str, count: int, seed: int) -> Iterator[State]:
    """So many states of a view, the same ones for a seed."""
    rng = random.Random(f"{seed} {view}")
    page, _, lens = view.partition(" ")
    chosen = [name for name, preset in PRESETS.items() if (preset.page, preset.view) == (page, lens)]
    others = [name for name, preset in PRESETS.items() if preset.page == page]
    for _ in range(count):
        query = {}
        if lens:
            query = {"preset": rng.choice(chosen or others), "lens": lens, "floor": rng.choice(("learn", "lab"))}
            query["step"] = str(rng.randint(0, LAST_STEP))
        link = f"/{page}?{urlencode(query)}" if lens else f"/{page.removeprefix('home')}"
        yield State(link, rng.choice(SIZES), rng.random() < 0.5)


def go(tab: Tab, state: State) -> Tab:
    """Bring the tab to a state of the page that it is on, or of another."""
    tab.page.set_viewport_size({"width": state.size[0], "height": state.size[1]})
    tab.page.emulate_media(color_scheme="dark" if state.dark else "light")
    tab.page.evaluate(GO, state.link)
    return tab.settle()


def grave(tab: Tab) -> list[list[str]]:
    """What axe finds on the page as it stands."""
    return [found for found in tab.page.evaluate(RUN) if found[0] in GRAVE]


def faults(tab: Tab, view: str, count: int, seed: int) -> list[str]:
    """What axe finds in so many states of a view, and whatever else went wrong there."""
    seen = []
    page, _, lens = view.partition(" ")
    for state in states(view, count, seed):
        go(tab, state)
        shown = tab.page.locator(f".st-key-{page}-lens [aria-checked=true]")
        assert not shown.count() or shown.inner_text() == PAGES[page].views[lens].title
        faint = tab.page.evaluate(measures.CONTRASTS)  # axe looks at no words in a chart
        wrong = [*map(str, grave(tab) + faint), *tab.exceptions(), *tab.problems]
        tab.problems.clear()
        seen += [f"{state}: {fault}" for fault in wrong]
    return seen


@pytest.fixture(scope="module")
def wanderer(browser, app):
    """The tab that goes from state to state, with axe in it."""
    tab = Tab(browser).open(app)
    tab.page.evaluate(AXE.read_text("utf-8"))
    yield tab
    tab.close()


@pytest.mark.parametrize("view", some(VIEWS, *[*VIEWS][::12], "teaching"))
def test_nothing_grave_in_a_few_states(wanderer, view):
    assert faults(wanderer, view, *FEW) == []


@pytest.mark.nightly
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_grave_in_many_states(wanderer, view):
    assert faults(wanderer, view, *MANY) == []


def test_what_is_grave_is_found(wanderer):
    go(wanderer, State("/slope_explorer", SIZES[0], False))
    wanderer.page.evaluate(PLANTED)
    assert {rule for _, rule, *_ in grave(wanderer)} == {"button-name", "color-contrast"}
    wanderer.page.reload()  # without what was planted
    wanderer.settle().page.evaluate(AXE.read_text("utf-8"))
