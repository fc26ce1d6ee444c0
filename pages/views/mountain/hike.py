"""The hike: down the mountain by hand, in fog; then the fog lifts on who found the lowest valley."""

from __future__ import annotations

from pages.ui.about import About
from pages.ui.scene import Scene
from pages.views.mountain import hike_state as state
from pages.views.mountain.hike_clear import in_the_clear
from pages.views.mountain.hike_fog import in_fog


def hike(scene: Scene) -> About:
    """The view: in the fog until it is lifted."""
    return (in_the_clear if state.weather(scene).lifted else in_fog)(scene)
