"""A tab that is kept open for a whole lesson: what is gone from the page is gone from the browser's memory too."""

import pytest
from browser import Tab, some
from visit import PAGES

LAB = ".st-key-frame-lab button"
TAKE_AWAY = ".st-key-frame-foot [data-testid=stPopover] button"
ROUNDS = 2
LOOKS, LOOK_MS = 12, 250
MOST_KEPT = 150  # nodes: less than what one opening of anything brings


def nodes(devtools) -> int:
    """How many nodes the browser holds, those that are on no page any more among them."""
    devtools.send("HeapProfiler.collectGarbage")
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(int(metric["value"]) for metric in metrics if metric["name"] == "Nodes")


def least_nodes(tab, devtools) -> int:
    """… once whatever is on its way out is out: what is held for good never is."""
    found = [nodes(devtools)]
    while len(found) < LOOKS and not (len(found) > 2 and found[-1] == found[-2]):
        tab.page.wait_for_timeout(LOOK_MS)
        found.append(nodes(devtools))
    return min(found)


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


@pytest.mark.parametrize("page", some(PAGES))
def test_what_was_opened_and_closed_is_not_kept(browser, app, page):
    """Of what goes while several of its properties fade, Streamlit's library keeps all that it stood in, for good."""
    tab = Tab(browser).open(f"{app}/{page}")
    devtools = tab.page.context.new_cdp_session(tab.page)
    devtools.send("Performance.enable")
    open_and_close(tab)
    before = least_nodes(tab, devtools)
    for _ in range(ROUNDS):
        open_and_close(tab)
    after = least_nodes(tab, devtools)
    assert after - before < MOST_KEPT, f"{before} → {after} nodes"
    assert not tab.problems
    tab.close()
