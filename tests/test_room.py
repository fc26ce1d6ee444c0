"""The room around the pictures: every height that a view asks for has its rule in the style that comes first."""

import pytest

from pages.ui.page import PRESENTED_SCALE
from pages.ui.room import MOST_REM, ROOM_STYLE, STEP_REM, keep
from pages.views.mountain import MOUNTAIN_PAGE
from pages.views.network import NETWORK_PAGE
from pages.views.regression import REGRESSION_PAGE
from pages.views.slope import SLOPE_PAGE

VIEWS = [view for page in (SLOPE_PAGE, MOUNTAIN_PAGE, REGRESSION_PAGE, NETWORK_PAGE) for view in page.views.values()]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.title)
def test_every_room_of_a_view_has_its_rule(view):
    told, ending = view.room()
    presented = min(PRESENTED_SCALE * (told + ending), view.presented)
    for name, rem in (("told", told), ("ending", ending), ("told", presented)):
        assert rem <= MOST_REM[name]
        steps = rem / STEP_REM
        assert steps == int(steps), "a height between two that have a name would be another one"
        assert f":has(.st-key-frame-room-{name}-{int(steps)}) {{ --{name}: {rem:g}rem; }}" in ROOM_STYLE


@pytest.mark.parametrize("room", [{"told": 12.1}, {"ending": -1}, {"bar": 0.25}])
def test_room_for_which_there_is_no_rule_is_said_to_be_missing(room):
    with pytest.raises(ValueError, match="the room for"):
        keep(room)
