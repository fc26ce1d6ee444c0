"""The network's output after every epoch, over the points it learns from."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from pages.charts.kit import palette, spec

ACROSS = 80  # places along x where the network is asked


def places(x) -> np.ndarray:
    """The x (ACROSS,) at which the network's curve is drawn: the data's range, and a little beyond."""
    return np.linspace(*spec.padded(x, 0.04), ACROSS)


def learning(name: str, x, y, outputs, *, height: int = palette.TALL) -> spec.Picture:
    """The points (N,), and the outputs (F, ACROSS) of the network ``name`` at ``places(x)`` in every frame."""
    across = places(x)
    with np.errstate(over="ignore"):
        curve = pd.DataFrame(
            {"x": across.astype(np.float32)} | {f"f{i}": row.astype(np.float32) for i, row in enumerate(outputs)}
        )
    data = {
        "points": pd.DataFrame({"x": x, "y": y}).astype("float32"),
        "truth": pd.DataFrame({"x": across, "y": np.sin(np.pi * across / 2)}).astype("float32"),
        "fit": curve,
        "view": spec.view(x=(across[0], across[-1]), y=spec.padded(y, 0.15), row=(0, len(outputs) - 1)),
    }
    words = f"Noisy points of a sine and the output of the {name} network, epoch by epoch."
    return spec.Picture(_spec(height), data, words)


@lru_cache
def _spec(height) -> dict:
    x = alt.X("x:Q", title="x", scale=alt.Scale(**spec.limits("x")))
    y = alt.Y("y:Q", title="y", scale=alt.Scale(**spec.limits("y")))
    points = alt.Chart(spec.source("points")).mark_point(color=palette.CURVE, filled=True, size=26, opacity=0.75)
    truth = alt.Chart(spec.source("truth")).mark_line(
        color=palette.MINIMUM, strokeWidth=1.6, strokeDash=[5, 4], tooltip=None
    )
    fit = (
        alt.Chart(spec.source("fit"))
        .transform_calculate(y="datum['f' + min(t, data('view')[0].row_hi)]")
        .transform_filter("isFinite(datum.y)")
        .mark_line(color=palette.POSITION, strokeWidth=palette.THICK, clip=True, tooltip=None)
    )
    return spec.moving(
        points.encode(x=x, y=y), truth.encode(x=x, y=y), fit.encode(x=x, y=y), spec.anchor(), height=height, member=0
    )
