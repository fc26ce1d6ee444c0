"""A tab that is kept open for a whole lesson: what is gone from the page is gone from the browser's memory too."""

import pytest
from browser import Tab, some
from visit import PAGES

LAB = ".st-key-frame-lab button"
TAKE_AWAY = ".st-key-frame-foot [data-testid=stPopover] button"
ROUNDS = 2
MOST_KEPT = 150  # nodes: less than what one opening of anything brings


def nodes(devtools) -> int:
    """How many nodes the browser holds, those that are on no page any more among them."""
    for _ in range(2):  # what the first one frees may have held something else
        devtools.send("HeapProfiler.collectGarbage")
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(int(metric["value"]) for metric in metrics if metric["name"] == "Nodes")


def open_and_close(tab):
    """All that can be opened above and below the pictures, by a hand that does not wait for what fades."""
    tab.page.locator(LAB).first.click()
    tab.settle().page.locator("[data-testid=stExpander] summary").first.hover()
    tab.page.locator(".st-key-frame-knobs input[type=text]").first.focus()
    tab.page.locator(LAB).first.click()
    tab.settle().page.locator(TAKE_AWAY).first.click()
    script = tab.page.locator(".st-key-frame-taken summary").first
    script.click()
    tab.page.locator(".st-key-frame-taken [data-testid=stCode]").first.hover()
    script.click()
    tab.page.keyboard.press("Escape")
    tab.settle()


@pytest.mark.parametrize("page", some(PAGES, "slope_explorer"))
def test_what_was_opened_and_closed_is_not_kept(browser, app, page):
    """Of what goes while several of its properties fade, Streamlit's library keeps all that it stood in, for good."""
    tab = Tab(browser).open(f"{app}/{page}")
    devtools = tab.page.context.new_cdp_session(tab.page)
    devtools.send("Performance.enable")
    open_and_close(tab)
    before = nodes(devtools)
    for _ in range(ROUNDS):
        open_and_close(tab)
    after = nodes(devtools)
    assert after - before < MOST_KEPT, f"{before} → {after} nodes"
    assert not tab.problems
    tab.close()
