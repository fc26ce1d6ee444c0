"""Every button of every view is pressed once on its default: no exception, no error box, and the page goes on."""

from __future__ import annotations

import pytest
from visit import PAGES, visit

from pages.views.mountain import results as mountain

VIEWS = [(page, view) for page in PAGES for view in PAGES[page].views]


SHORT = {"luck": {"steps": 25}, "landscape": {"steps": 25}}  # views of many trainings: each is a short one


@pytest.fixture(autouse=True)
def _small_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of every start are walked for a few steps only."""
    monkeypatch.setattr(mountain, "BASIN_STEPS", 16)


@pytest.mark.parametrize(("page", "view"), VIEWS)
def test_every_button_can_be_pressed(page, view):
    buttons = [button.key for button in visit(page, lens=view, **SHORT.get(view, {})).app.button if not button.disabled]
    assert buttons
    for key in buttons:
        seen = visit(page, lens=view, **SHORT.get(view, {})).press(*key.split(".", 1)[1:])
        assert seen.wrong == [], key
        assert seen.pictures or seen.app.info, key
