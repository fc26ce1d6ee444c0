"""What a record is about whose knob names a data set, or says that the learner's own points are meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from gdengine.data import points as texts
from gdengine.experiments.knobs import Codec, knob
from gdengine.regression import DATASETS, Data, dataset

OWN_POINTS = "own"  # the choice that means: the learner's own
MADE_BY = ("n", "noise", "seed", "slope", "intercept", "outliers")  # the settings of ``dataset``
SAID_ALWAYS = MADE_BY[:3]  # by a script, whichever the data set


def made_with(setting: str) -> tuple[str, ...]:
    """The data sets that the setting changes."""
    return tuple(name for name, data in DATASETS.items() if setting in data.knobs)


def own_points_knob(default: str) -> Any:
    """The knob for the learner's own points, as a text; it matters where the field ``data`` says so."""
    codec = Codec(texts.LONGEST_POINTS, check=texts.check, repair=texts.from_link)
    when = ("data", (OWN_POINTS,))
    return knob(default, "Your points", codec=codec, when=when, help="x and y of each point.", group="data")


def made_line_knob(name: str, default: float, label: str, low: float, high: float, step: float) -> Any:
    """A knob of the generator of lines."""
    when = ("data", made_with(name))
    said = "Of the line that the points are scattered around, or points thrown far off it."
    return knob(default, label, low, high, step=step, advanced=True, when=when, help=said, group="data")


def points_that_are_here(record: Any) -> tuple[Any, list[str]]:
    """Points that are held for nobody any more are replaced by those of the default."""
    if record.data != OWN_POINTS:
        return record, []
    try:
        texts.read(record.xy)
    except ValueError as error:
        said = str(error)
        return dataclasses.replace(record, xy=type(record)().xy), [f"{said[0].upper()}{said[1:]}."]
    return record, []


def chosen_points(name: str, xy: str, made: Mapping[str, Any]) -> Data:
    """The data set of this name, with the settings ``made``, or the points that ``xy`` says.

    ValueError, with a sentence, for points that are held for nobody any more.
    """
    if name == OWN_POINTS:
        return Data(*texts.read(xy), "Your points", "typed, pasted or read from your file")
    return dataset(name, **made)


def points_code(record: Any) -> list[str]:
    """Lines of a script that make ``points``."""
    if record.data == OWN_POINTS and len(record.measured().x) > texts.MOST_POINTS:
        return ['points = gdengine.regression.load_points("points.csv")  # a heading x,y and a point a line']
    if record.data == OWN_POINTS:
        return [f'points = gdengine.regression.read_points("{record.xy}")']
    used = {name: getattr(record, name) for name in MADE_BY if record.data in made_with(name) or name in SAID_ALWAYS}
    said = "".join(f", {name}={value!r}" for name, value in used.items())
    return [f'points = gdengine.regression.dataset("{record.data}"{said})']
