"""The field of slopes: at places all over a map an arrow straight uphill, longer where the ground is steeper.

It is drawn on demand: the data set ``field`` is empty until then.  An arrow starts at its place; the longest are as
long as the places are apart.
"""

from __future__ import annotations

import altair as alt
import numpy as np

from gdengine import Objective
from pages.charts.kit import marks, palette, spec
from pages.charts.kit.columns import Columns
from pages.charts.surface.surface_map import SurfaceMap

LENGTH_SHARE = 0.95  # of the way to the next place that the steepest slope takes
FIELD_HEAD_AREA = 42


def arrows(objective: Objective, middle: float, n: int) -> Columns:
    """The arrows from n × n places (x, y) to (tx, ty), ``turn`` degrees from north; ``middle`` is the usual slope."""
    low, high = np.array(objective.box).T
    apart = (high - low) / max(n, 1)
    places = low + apart * (np.stack(np.meshgrid(np.arange(n), np.arange(n)), -1).reshape(-1, 2) + 0.5)
    with np.errstate(all="ignore"):
        up = objective.grad(places)
        size = np.linalg.norm(up, axis=-1, keepdims=True)
        tips = places + LENGTH_SHARE * apart.min() * up / size * (size / (size + middle))
    turn = np.degrees(np.arctan2(up[:, 0], up[:, 1]))
    columns = {"x": places[:, 0], "y": places[:, 1], "tx": tips[:, 0], "ty": tips[:, 1], "turn": turn}
    table = Columns(columns)
    return table.rows(np.isfinite([*map(table.__getitem__, table)]).all(axis=0)).astype(np.float32)


def layers(ground: SurfaceMap) -> list[alt.Chart]:
    """The layers that draw the data set ``field``."""
    field, look = alt.Chart(spec.source("field")), {"opacity": 0.85, **marks.SILENT_MARK}
    casing = field.mark_rule(color="white", strokeWidth=3.4, **look | {"opacity": 0.6})
    shaft = field.mark_rule(color=palette.GRADIENT, strokeWidth=1.7, **look)
    head = field.mark_point(
        shape=marks.UPWARD_ARROWHEAD, color=palette.GRADIENT, filled=True, size=FIELD_HEAD_AREA, **look
    )
    ends = ground.place() | {"x2": "tx:Q", "y2": "ty:Q"}
    return [
        casing.encode(**ends),
        shaft.encode(**ends),
        head.encode(**ground.place("tx", "ty"), angle=alt.Angle("turn:Q", scale=None)),
    ]
