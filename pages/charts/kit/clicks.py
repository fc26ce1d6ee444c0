"""A click on a picture says where it was, and a ball is there at once, until what was asked for with it has come."""

from __future__ import annotations

import json
from typing import Any

from pages.charts.kit import palette, sizes
from pages.charts.kit.spec import UNHEARD

PLACED = "placed"  # the selection that holds where a picture was clicked

# Vega-Lite copies what it does not know of a parameter, here ``on``, to the Vega signal: so we can follow the pointer.
POINTER = [
    {
        "name": f"pointer_{axis}",
        "value": 0,
        "on": [
            {"events": "@hit_marks:pointermove, @hit_marks:pointerdown", "update": f"invert('{axis}', {axis}(group()))"}
        ],
    }
    for axis in "xy"
]
# A selection like the one before is told by nobody: when it was made tells two clicks on one place apart.
PRESSED = {"name": "pressed", "value": 0, "on": [{"events": "@hit_marks:pointerdown", "update": "now()"}]}
CLICK_PLACE = {
    "name": PLACED,
    "select": {"type": "point", "fields": ["x", "y", "pressed"], "on": "click", "toggle": False, "clear": False},
    "views": ["hit"],
}
NO_CLICK = {"x": 0, "y": 0, "stamp": -1}
CLICKED = (
    {"name": "run_stamp", "expr": "length(data('view')) ? data('view')[0].stamp : -1"},
    {
        "name": "clicked",
        "value": NO_CLICK,
        "on": [
            {"events": "@hit_marks:click", "update": "{x: pointer_x, y: pointer_y, stamp: run_stamp}"},
            # once answered it is over, also where the run from before comes back
            {
                "events": {"signal": "run_stamp"},
                "update": f"clicked.stamp === run_stamp ? clicked : {json.dumps(NO_CLICK)}",
            },
        ],
    },
)
HIT = {
    "name": "hit",
    "data": {"sequence": {"start": 0, "stop": 1}},
    "transform": [{"calculate": f"pointer_{axis}", "as": axis} for axis in "xy"]
    + [{"calculate": "pressed", "as": "pressed"}],
    "mark": {"type": "rect", "opacity": 0, "cursor": "crosshair", "tooltip": None, **UNHEARD},
    "encoding": {
        f"{axis}{k + 1 if k else ''}": {"value": {"expr": f"range('{axis}')[{k}]"}} for axis in "xy" for k in (0, 1)
    }
    | {"detail": [{"field": name, "type": "quantitative"} for name in ("x", "y", "pressed")]},
}


def clickable(spec: dict[str, Any], above: int = 1, ball: str | None = "view") -> dict[str, Any]:
    """The spec of layered charts (``moving``) on which a click says exactly where it was, in x and y.

    A transparent rectangle over the whole plot, whose only datum is the place under the pointer, lies above the first
    ``above`` layers; a click on a mark above it that shows a tooltip counts as one on that mark's own x and y.

    Where it was clicked a ball is seen at once, and stays until the data of the walk from there have come: then the
    ``stamp`` of ``view`` is another one.  ``ball``: ``view``, or the data set with the x and y of a curve on which the
    ball is put, or none: no ball.
    """
    layers = [*spec["layer"][:above], HIT, *spec["layer"][above:], *([_clicked_ball(ball)] if ball else [])]
    return {
        **spec,
        "layer": layers,
        "params": [*POINTER, PRESSED, CLICK_PLACE, *(CLICKED if ball else ()), *spec["params"]],
    }


def _clicked_ball(table: str) -> dict[str, Any]:
    rim: dict[str, Any] = {"stroke": "white", "strokeWidth": 2, "opacity": 1, "clip": True, "tooltip": None}
    look = UNHEARD | {"type": "point", "filled": True, "color": palette.POSITION, "size": sizes.BALL_AREA} | rim
    waiting = {"filter": "clicked.stamp === run_stamp"}
    nearest = [
        waiting,
        {"calculate": "abs(datum.x - clicked.x)", "as": "away"},
        {"joinaggregate": [{"op": "min", "field": "away", "as": "least"}]},
        {"filter": "datum.away === datum.least"},
    ]
    height = "clicked.y" if table == "view" else "datum.y"
    place = {"x": "scale('x', clicked.x)", "y": f"scale('y', {height})"}
    return {
        "data": {"name": table},
        "transform": [waiting] if table == "view" else nearest,
        "mark": look,
        "encoding": {axis: {"value": {"expr": at}} for axis, at in place.items()},
    }
