"""What a run of a page works out: nothing twice.  Counted: descents, objectives asked of records, equations
solved, records checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from browser import some
from visit import PAGES, visit

from gdengine.experiments import regression
from gdengine.experiments.records import Record
from gdengine.loop import descend, walkers
from pages.ui import memory
from pages.ui.memory import Memory

DESCENTS, OBJECTIVES, SOLVED, CHECKED = "descents", "objectives", "solved", "checked"
MOST_CHECKED = 24  # records of a warm run: of page and view, settled and cut down, and one for each of sixteen seeds
VIEWS = [(page, view) for page in PAGES for view in PAGES[page].views]
OPTIONS = {  # page, view → what can be turned there without another walk
    ("slope_explorer", "descend"): {"log": True},
    ("slope_explorer", "slope"): {"h": 0.01},
    ("misty_mountain", "descend"): {"beside": "mountain"},
    ("misty_mountain", "hike"): {"stride": 1.5},
}


@pytest.fixture(scope="module", autouse=True)
def _kept() -> Iterator[None]:
    """A memory of these tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "MEMORY", Memory())
        yield


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """So often each was done since the last ``clear``."""
    counted: Counter[str] = Counter()

    def spy(owner: object, name: str, what: str) -> None:
        real = getattr(owner, name)

        def spied(*args: object, **how: object) -> object:
            counted[what] += 1
            return real(*args, **how)

        monkeypatch.setattr(owner, name, spied)

    spy(walkers.Crowd, "resume", DESCENTS)
    spy(descend, "alone", DESCENTS)
    spy(np.linalg, "lstsq", SOLVED)
    spy(Record, "__post_init__", CHECKED)
    for page in PAGES.values():
        spy(page.record, "objective", OBJECTIVES)
    return counted


@pytest.mark.parametrize(("page", "view"), some(VIEWS, *VIEWS[::2]))
def test_a_warm_rerun_works_nothing_out(page, view, work):
    opened = visit(page, lens=view)
    assert not opened.wrong
    work.clear()
    assert not opened.again().wrong
    assert work[DESCENTS] == 0
    assert work[OBJECTIVES] <= 1
    assert work[SOLVED] <= 1
    assert work[CHECKED] <= MOST_CHECKED


@pytest.mark.parametrize("page", PAGES)
def test_nor_does_another_view_that_has_been_seen(page, work):
    for _ in range(2):
        work.clear()
        for view in PAGES[page].views:
            assert not visit(page, lens=view).wrong
    assert work[DESCENTS] == work[SOLVED] == 0
    assert work[OBJECTIVES] <= len(PAGES[page].views)


@pytest.mark.parametrize(("page", "view"), OPTIONS)
def test_nor_does_an_option_of_a_picture(page, view, work):
    opened = visit(page, lens=view)
    for name, value in OPTIONS[page, view].items():
        work.clear()
        if name in opened.typed:
            opened = opened.turn(name, value)
        else:
            opened = visit(page, lens=view, **{name: str(value).lower()})
        assert not opened.wrong
        assert work[DESCENTS] == 0


@pytest.mark.parametrize(("page", "view"), some(VIEWS, *VIEWS[1::2]))
def test_nor_does_the_step_that_is_looked_at(page, view, work):
    visit(page, lens=view)
    work.clear()
    assert not visit(page, lens=view, step="3").wrong
    assert work[DESCENTS] == 0


def test_another_rate_descends_once_and_not_the_whole_family(work):
    opened = visit("regression", hide="verdict")  # which tries what might help
    work.clear()
    assert not opened.turn("lr", 0.0011).wrong
    assert work[DESCENTS] == 1


def test_what_is_forgotten_is_worked_out_again(work, monkeypatch):
    """The spies do see: a memory that keeps nothing costs every walk each time."""
    monkeypatch.setattr(memory, "MEMORY", Memory(limit=0))
    monkeypatch.setattr(regression, "_bowl", regression._bowl.__wrapped__)
    opened = visit("regression")
    work.clear()
    opened.again()
    assert work[DESCENTS] > 0
    assert work[OBJECTIVES] > 1
    assert work[SOLVED] > 1
