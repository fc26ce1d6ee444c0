"""Layers of a chart, as Vega-Lite takes them: how their marks grow, and what they need not say each for itself."""

from __future__ import annotations

import json
from collections.abc import Set
from typing import Any

USUAL_WIDTHS_PX = {"line": 2, "rule": 1}  # of lines, where a chart does not say how wide

LENGTHS = {"strokeWidth", "dx", "dy", "xOffset", "yOffset"}  # of a mark, px
ASIDE = {"dx", "xOffset", "yOffset"}  # those that may be expressions for px at a desk; of ``dy`` see ``moved_apart``
PLACE_CHANNELS = {"x", "y"}
ENDS_AND_KIND = {"domain", "domainMin", "domainMax", "type"}  # of a scale
OF_THE_AXIS = {"title", "axis"}
ROOM_FOR_TITLE = {"x": "width", "y": "height"}  # what a plot has for the title of an axis
TITLE_LETTER_PX = 5.7  # of a title on a desk: as wide as the widest are, “mean squared error”
SHORT_TITLES = {  # of an axis: what it says where the plot is too low for it
    "for standardized x: intercept a": "intercept a",
    "for standardized x: slope b": "slope b",
    "the stiffest direction": "stiffest",
    "the softest direction": "softest",
    "part of the way left": "way left",
    "height above goal": "above goal",
    "loss above least": "above least",
    "f(x) − lowest drawn": "above lowest",
    "mean squared error": "mean error²",
    "loss (mean squared error)": "loss",
    "gradient per weight (root mean square)": "gradient",
    "loss of all points": "all points",
    "loss of this point": "this point",
    "above your line": "above line",
    "added to the intercept a": "added to a",
    "added to the slope b": "added to b",
    "distance left": "distance",
}


def scaled_mark(mark: dict[str, Any]) -> dict[str, Any]:
    """A mark that grows as words do: else a ball, which on a desk is larger than a digit, were a speck beside one."""
    said = {name: px for name, px in mark.items() if name in LENGTHS}
    if mark["type"] in USUAL_WIDTHS_PX:
        said = {"strokeWidth": USUAL_WIDTHS_PX[mark["type"]]} | said
    grown = {name: {"expr": f"{px:g} * scale"} for name, px in said.items() if px and not isinstance(px, dict)}
    grown |= {
        name: {"expr": f"({px['expr']}) * scale"} for name, px in said.items() if name in ASIDE and isinstance(px, dict)
    }
    if mark["type"] == "point" and isinstance(mark.get("size"), int | float):
        grown["size"] = {"expr": f"{mark['size']:g} * scale * scale"}  # an area
    if isinstance(mark.get("strokeDash"), list):
        grown["strokeDash"] = {"expr": f"[{', '.join(f'{px:g} * scale' for px in mark['strokeDash'])}]"}
    return mark | grown


def say_once(layers: list[dict[str, Any]]) -> None:
    """Let one layer say what all say alike of an axis and its scale, which would be most of a spec.

    Layers share them: what one says explicitly is in force for all.  But the ends of a scale are those of all layers
    together, its kind is guessed for a layer that does not say it, and an axis is there unless each says it is not.
    What a layer that stands at one number says of the axis is not heard: its title would be that of no layer.
    """
    said: dict[str, dict[str, Any]] = {}
    for layer in layers:
        for channel in PLACE_CHANNELS & layer.get("encoding", {}).keys():
            own, before = layer["encoding"][channel], said.get(channel, {})
            if "datum" in own:
                own = {name: v for name, v in own.items() if name not in OF_THE_AXIS}
            if own.get("scale"):
                scale = _unsaid(own["scale"], before.get("scale", {}), ENDS_AND_KIND)
                layer["encoding"][channel] = {**_unsaid(own, before, {"field", "type"}), "scale": scale}
                said[channel] = {**own, **before, "scale": {**own["scale"], **before.get("scale", {})}}


def fit_titles(layers: list[dict[str, Any]]) -> None:
    """Let the title of an axis that is too long for its plot give way to its short form; at last it ends in “…”.

    Vega-Lite's schema knows no title that is an expression; it hands one on to Vega, which does.
    """
    for layer in layers:
        for channel, room in ROOM_FOR_TITLE.items():
            encoded = layer.get("encoding", {}).get(channel, {})
            title, axis = encoded.get("title"), encoded.get("axis")
            if not isinstance(title, str) or not axis:
                continue
            axis = {**axis, "titleLimit": {"expr": room}}
            if short := SHORT_TITLES.get(title):
                fits = f"{room} > {TITLE_LETTER_PX * len(title):g} * scale"
                axis["title"] = {"expr": f"{fits} ? {json.dumps(title)} : {json.dumps(short)}"}
                del encoded["title"]
            encoded["axis"] = axis


def _unsaid(own: dict[str, Any], said: dict[str, Any], kept: Set[str]) -> dict[str, Any]:
    return {name: v for name, v in own.items() if name in kept or v is None or name not in said or v != said[name]}
