"""Every button of every view is pressed once on its default: no exception, no error box, and the page goes on.

By day a button that several views of a page have is pressed on the first of them, by night on each.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest
from visit import PAGES, visit

VIEWS = [(page, view) for page in PAGES for view in PAGES[page].views]
FOR_ALL = (".floor", ".present")
SHORT = {"luck": {"steps": 25}, "landscape": {"steps": 25}}  # views of many trainings: each is a short one


pytestmark = pytest.mark.usefixtures("small_maps")


@cache
def buttons(page: str, view: str) -> tuple[str, ...]:
    """The keys of the buttons of a view as it opens."""
    seen = visit(page, lens=view, **SHORT.get(view, {}))
    return tuple(button.key for button in seen.app.button if not button.disabled)


def of_its_own(page: str, view: str) -> list[str]:
    """The keys of those that no view before it has, but for the two that change all of a page."""
    views = list(PAGES[page].views)
    before = {key for earlier in views[: views.index(view)] for key in buttons(page, earlier)}
    return [key for key in buttons(page, view) if key not in before or key.endswith(FOR_ALL)]


@pytest.mark.parametrize(("page", "view"), VIEWS)
def test_every_button_can_be_pressed(page, view):
    press(page, view, of_its_own(page, view))


@pytest.mark.nightly
@pytest.mark.parametrize(("page", "view"), VIEWS)
def test_every_button_can_be_pressed_on_every_view(page, view):
    press(page, view, buttons(page, view))


def press(page: str, view: str, keys: Iterable[str]) -> None:
    """Press each of these on the view as it opens."""
    assert keys
    for key in keys:
        seen = visit(page, lens=view, **SHORT.get(view, {})).press(*key.split(".", 1)[1:])
        assert seen.wrong == [], key
        assert seen.pictures or seen.app.info, key
