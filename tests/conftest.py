"""One server of the real app, one of the small demo and one browser for the whole run; tabs that must end unharmed."""

from functools import cache
from urllib.parse import urlsplit

import pytest
from browser import ROOT, Tab, chromium, served
from driving import now
from seen_views import ASKED_FIRST, DESK, VIEWS, visit
from streamlit.components.v2 import manifest_scanner

from pages.views.mountain import results


@pytest.fixture(scope="session", autouse=True)
def searched_once():
    """For every visitor Streamlit's test runner looks for components in all packages that are installed: two thirds of
    the time of a visit.  There are the same ones for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    """What the server of the real app writes."""
    return tmp_path_factory.mktemp("app") / "log"


@pytest.fixture(scope="session")
def app(log):
    """The address of the real app."""
    with served(ROOT / "app.py", log) as address:
        yield address


@pytest.fixture
def tab(browser, log):
    """``tab(size=(390, 844), dark=True)`` → a ``Tab``; at the end none may have had an error or shown an error box."""
    tabs, read = [], _length(log)

    def new(**how) -> Tab:
        tabs.append(Tab(browser, **how))
        return tabs[-1]

    yield new
    wrong = [problem for each in tabs for problem in [*each.problems, *each.exceptions()]]
    for each in tabs:
        each.close()
    if wrong:
        pytest.fail("\n".join([*wrong, "The server wrote:", _tail(log, read)]))


def _length(log) -> int:
    return log.stat().st_size if log.exists() else 0


def _tail(log, start: int) -> str:
    """The end of what was written to the log since it was so long."""
    return log.read_bytes()[start:].decode("utf-8", "replace")[-4000:] if log.exists() else ""


@pytest.fixture(scope="session")
def demo():
    """The address of demo_player.py, a small page with everything that runs in the browser."""
    with served(ROOT / "tests" / "demo_app.py") as address:
        yield address


@pytest.fixture
def shown(tab, demo):
    """The demo in a fresh tab; ``shown("frame=7", size=(390, 844))`` → the tab."""
    return lambda query="", **how: tab(**how).open(f"{demo}/?{query}")


@pytest.fixture(scope="session")
def kept(browser, demo):
    tab = Tab(browser).open(demo)
    yield tab
    tab.close()
    assert not tab.problems


@pytest.fixture
def rewound(kept):
    """One tab for all the tests that change nothing in Python: paused at frame 0, at 1×, nothing focused."""
    kept.page.evaluate("() => { document.activeElement.blur(); downhillBus.owner.t.go(0); }")
    kept.page.locator(".speed").select_option("1")
    kept.page.locator(".speed").blur()
    now(kept)
    return kept


@pytest.fixture(scope="session")
def modules(browser):
    """A page on which the project's JavaScript can be imported by its path: ``import('/pages/ui/parts/number.js')``."""
    page = browser.new_page()
    page.route("http://modules.test/**", _from_disk)
    page.goto("http://modules.test/")
    yield page
    page.close()


def _from_disk(route):
    path = ROOT / urlsplit(route.request.url).path.lstrip("/")
    if path.is_file():
        return route.fulfill(path=path, content_type="text/javascript")
    return route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")


@pytest.fixture
def small_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of every start are walked for a few steps only."""
    monkeypatch.setattr(results, "BASIN_STEPS", 16)


@pytest.fixture(scope="module")
def warm(browser, app):
    """A server that has had a visitor."""
    visit(browser, app, VIEWS[0]).close()


@pytest.fixture(scope="module")
def arrived(browser, app, warm, request):
    """A view that has just arrived at a desk: in this one tab everything is asked of it, one thing after another."""
    tab = visit(browser, app, request.param, shifts=True, asked=request.param in ASKED_FIRST, size=DESK)
    yield tab
    tab.close()
