"""The front page's pictures: a thumbnail of each station from the engine's own runs, remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gdengine import PRESETS
from gdengine.experiments.presets import Preset
from pages.charts.home import thumbnails
from pages.charts.kit.fates import painted
from pages.charts.kit.webp import data_url
from pages.charts.network.output import places
from pages.ui.memory import remember
from pages.ui.results import first_run, ground_picture, objective
from pages.views.mountain.results import ends
from pages.views.network.results import outputs
from pages.views.slope.results import side_by_side

MAP_PIXELS = 200  # of a thumbnail's ground


@remember()
def thumbnail(name: str) -> str:
    """The SVG of a station's experiment."""
    preset = PRESETS[name]
    return DRAWN.get(name, BY_PAGE[preset.page])(preset)


def _walk(preset: Preset) -> Any:
    return first_run(preset.record).x


def _of(preset: Preset) -> Any:
    """The record, of the type its page has."""
    return preset.record


def _ground(record: Any) -> str:
    """The ground, in an address that holds it: an image within an image fetches nothing."""
    return data_url(ground_picture(record, MAP_PIXELS))


def _slope(preset: Preset) -> str:
    return thumbnails.walk_on_curve(objective(preset.record), np.array([_of(preset).x0]), steep_at=_of(preset).x0)


def _curve(preset: Preset) -> str:
    return thumbnails.walk_on_curve(objective(preset.record), _walk(preset)[:, 0])


def _five(preset: Preset) -> str:
    _, five = side_by_side(_of(preset))
    return thumbnails.against_step([five.x[:16, m, 0] for m in range(five.x.shape[1])], 8.0)


def _fog(preset: Preset) -> str:
    record = preset.record
    start = record.start()[None]
    return thumbnails.on_map(objective(record), _ground(record), start, fog=True)


def _basins(preset: Preset) -> str:
    return thumbnails.on_map(objective(preset.record), painted(ends(_of(preset))))


def _start_on_curve(preset: Preset) -> str:
    return thumbnails.walk_on_curve(objective(preset.record), _walk(preset)[:1, 0])


def _start_on_map(preset: Preset) -> str:
    return thumbnails.on_map(objective(preset.record), _ground(preset.record), _walk(preset)[:1])


def _map(preset: Preset) -> str:
    return thumbnails.on_map(objective(preset.record), _ground(preset.record), _walk(preset))


def _line(preset: Preset) -> str:
    points = _of(preset).points()
    across = np.array([points.x.min(), points.x.max()])
    lines = [a + b * across for a, b in _walk(preset)[[0, 10, -1]]]
    return thumbnails.points_with_line(points.x, points.y, across, *lines)


def _network(preset: Preset) -> str:
    x, y = _of(preset).points()
    said = outputs(_of(preset), _of(preset).activation)[-1]
    return thumbnails.points_with_line(x, y, places(x), said)


BY_PAGE: dict[str, Callable[[Preset], str]] = {
    "slope_explorer": _curve,
    "misty_mountain": _map,
    "regression": _line,
    "sine_mlp": _network,
}
DRAWN: dict[str, Callable[[Preset], str]] = {  # where an end is to be guessed the picture does not tell it
    "A1": _slope,
    "A5s": _five,
    "A5b": _start_on_curve,
    "A8": _start_on_curve,
    "B1": _fog,
    "B4m": _start_on_map,
    "B6": _basins,
}
