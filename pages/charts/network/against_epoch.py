"""Numbers of a training against the epoch, several on one logarithmic scale, up to where the bar stands.

Axes: F epochs shown, S series.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import marks, moments, scales, sizes, spec
from pages.charts.kit.columns import Columns


@np.errstate(over="ignore")  # of a training that runs away: what is too large for single precision is infinite
def series(
    title: str,
    epochs: Array,
    values: Array,
    named: Sequence[tuple[str, str]],
    *,
    dashed: str = "",
) -> spec.Picture:
    """The values (F, S) of S series, each with its name and color; ``title``: what they are.

    One alone is called what the axis says already.  ``dashed``: the name of the one that is drawn in dashes.
    """
    count = len(named)
    i = np.repeat(np.arange(len(epochs), dtype=np.int16), count)
    rows = {"i": i, "step": np.repeat(epochs.astype(np.int32), count), "y": values.ravel().astype(np.float32)}
    table = Columns(rows).assign(name=np.tile([name for name, _ in named], len(epochs)))
    view = spec.view(step=scales.steps(int(epochs[-1])), y=scales.log_range(values))
    each = f", each in its color: {', '.join(name for name, _ in named)}" if count > 1 else ""
    words = f"The {title} against the epoch{each}."
    said = [f"{name} {{s{n}}}" if count > 1 else f"{{s{n}}}" for n, (name, _) in enumerate(named)]
    told = f"{title[0].upper()}{title[1:]} at epoch {{k}}: {', '.join(said)}."
    now = spec.Description(told, epochs, {f"s{n}": values[:, n] for n in range(count)})
    signs = tuple(spec.Sign("dashes" if name == dashed else "line", color, name) for name, color in named)
    drawn = _spec(title, tuple(named), dashed)
    return spec.Picture(drawn, {"series": table, "view": view}, words, signs if count > 1 else (), now)


@lru_cache
def _spec(title: str, named: tuple[tuple[str, str], ...], dashed: str) -> dict[str, Any]:
    names, colors = [name for name, _ in named], [color for _, color in named]
    color = alt.Color("name:N", scale=alt.Scale(domain=names, range=colors), legend=None)
    step = scales.over_steps("epoch")
    axis = scales.log_axis("y", **scales.SAME_ROOM)
    at = {"x": step, "y": alt.Y("y:Q", title=title, scale=scales.log("y"), axis=axis), "color": color}
    path = alt.Chart(spec.source("series")).transform_filter("isFinite(datum.y) && datum.y > 0")
    dot = marks.ball(moments.now(path, of="name"), None, area=sizes.SMALL_BALL_AREA)
    dashes = alt.StrokeDash(
        "name:N",
        scale=alt.Scale(domain=names, range=[sizes.DASHES_PX if name == dashed else [1, 0] for name in names]),
        legend=None,
    )
    walked = marks.so_far(path).encode(**at, **({"strokeDash": dashes} if dashed else {}))
    return spec.moving(walked, dot.encode(**at), spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
