"""Activations: one with its slope, and where a neuron (``neuron``) stands on both; and all there are, side by side."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import network
from pages.charts.kit import border, marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns, stacked
from pages.charts.kit.numbers import said
from pages.charts.network.neuron import BACKWARD, FORWARD, MOMENT_SHOWN, START, Facts, NeuronMoments

SHAPE_REACH = 6.0  # of z, in the picture of the activation
CELL_REACH, CELL_HIGH = 4.0, 1.5  # of z and of a, in the small picture of every activation
TITLE_ROOM_PX = 60  # for the title of one of them, on a desk
TITLE_PX = 8  # from the top of the picture to the middle of a title
DEAD_INK = palette.REGIMES["diverges"]


@np.errstate(over="ignore")  # of a training that runs away
def shape(made: NeuronMoments, whose: str, activation: str, facts: Facts) -> spec.Picture:
    """The activation and its slope, where it is flat, and where the neuron stands on both."""
    found = network.activation_shape(activation)
    inside = np.abs(found.z) <= SHAPE_REACH
    values = Columns({"z": found.z, "a": found.a, "slope": found.slope}).rows(inside).astype("float32")
    flat = [(*np.clip(part, -SHAPE_REACH, SHAPE_REACH), part in found.dead) for part in found.saturated]
    table = Columns.of_rows(flat, ("low", "high", "dead")).assign(ink=[_flat_ink(dead) for *_, dead in flat])
    standing = Columns({name: made.numbers[name] for name in ("z", "a", "slope")}).astype("float32")
    standing = standing.assign(k=np.arange(len(standing), dtype=np.int16))
    heights = np.concatenate([values["a"], values["slope"]])
    ends = spec.view(x=(-SHAPE_REACH, SHAPE_REACH), y=scales.padded(np.clip(heights, -1.5, 3)))
    view = made.view(facts).beside(ends)
    data = {"bend": values, "flat": table, "stands": standing, "view": view}
    words = "The activation and its slope against z; shaded where it is flat."
    signs = [spec.Sign("line", FORWARD, "activation f(z)"), spec.Sign("line", BACKWARD, "its slope f′(z)")]
    if len(found.saturated) > len(found.dead):
        signs.append(spec.Sign("band", palette.CURVE, "saturated: hardly any slope"))
    if found.dead:
        signs.append(spec.Sign("band", DEAD_INK, "dead: no slope at all"))
    return spec.Picture(_shape(whose), data, words, tuple(signs))


def _beyond(now: alt.Chart, column: str, ink: str, at: scales.Encoder) -> list[alt.Chart]:
    """Of a neuron that stands outside the picture, an arrow at its border, and words."""
    words = {"x": f"'z = ' + {said('datum.z')}", "y": f"'f(z) = ' + {said('datum.a')}"}
    gone, place = border.beyond(now, f"datum.{column}", words, "datum.z"), at(x="edge", y="rim")
    return [border.arrow(gone, place, ink), *border.told(gone, place, ink)]


def _flat_ink(dead: bool) -> str:
    return DEAD_INK if dead else palette.CURVE


@lru_cache
def _shape(whose: str) -> dict[str, Any]:
    at = scales.encoder({"x": "z", "y": "f(z) and f′(z)"}, {})
    path = alt.Chart(spec.source("bend"))
    shade = alt.Chart(spec.source("flat")).mark_rect(opacity=0.22, clip=True, tooltip=None)
    where = at(x="low") | {"x2": "high:Q", "y": alt.value(0), "y2": alt.value(alt.ExprRef("height"))}
    now = alt.Chart(spec.source("stands")).transform_filter(f"datum.k == {MOMENT_SHOWN[whose]}")
    layers = [shade.encode(**where, color=marks.INK_OF_EACH)]
    for column, ink in (("a", FORWARD), ("slope", BACKWARD)):
        layers.append(marks.line(path, ink).encode(**at(x="z", y=column), order="z:Q"))
        layers.append(marks.rimmed_ball(now, ink, tooltip=None).encode(**at(x="z", y=column)))
    layers += [*_beyond(now, "slope", BACKWARD, at)[:1], *_beyond(now, "a", FORWARD, at)]
    return spec.following(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, **START[whose])


@lru_cache
def every_activation(chosen: str) -> spec.Picture:
    """Every activation there is with its slope, side by side; the chosen one stands out."""
    parts, titles = [], []
    for place, activation in enumerate(network.ACTIVATIONS.values()):
        found = network.activation_shape(activation.name)
        inside = np.abs(found.z) <= CELL_REACH
        x = place + 0.5 + 0.44 * found.z[inside] / CELL_REACH
        for what, y in (("f", found.a), ("slope", found.slope)):
            seen = np.where(np.abs(y[inside]) > CELL_HIGH, np.nan, y[inside])
            part = Columns({"x": x, "y": seen}).astype("float32")
            parts.append(part.assign(who=f"{place}{what}", what=what, chosen=activation.name == chosen))
        title, lower = activation.title.removesuffix(" (no bend)"), bool(place % 2)
        titles.append((place + 0.5, title, activation.name == chosen, lower))
    data = {
        "every": stacked(parts),
        "titles": Columns.of_rows(titles, ("x", "title", "chosen", "lower")),
        "view": spec.view(x=(0, len(titles)), y=(-CELL_HIGH, CELL_HIGH)),
    }
    words = "Every activation there is and its slope, side by side, for z from −4 to 4."
    return spec.Picture(_every(), data, words)


@lru_cache
def _every() -> dict[str, Any]:
    narrow = f"width < {TITLE_ROOM_PX} * scale * {scales.span('x')}"  # every other title is a line lower
    lower = f"{narrow} ? {sizes.TICK_PX + 2} * scale : 0"
    under = alt.ExprRef(f"{TITLE_PX} + {sizes.TICK_PX} * scale + ({lower})")  # the titles, however low the picture is
    scale = {"x": scales.linear("x"), "y": scales.linear("y", range=[alt.ExprRef("height"), under])}
    place = {"x": alt.X("x:Q", scale=scale["x"], axis=None), "y": alt.Y("y:Q", scale=scale["y"], axis=None)}
    path = alt.Chart(spec.source("every")).transform_filter("isValid(datum.y)")
    ink = alt.Color("what:N", scale=alt.Scale(domain=["f", "slope"], range=[FORWARD, BACKWARD]), legend=None)
    strength = {"strokeOpacity": alt.value(alt.ExprRef("datum.chosen ? 1 : 0.55"))}
    line = marks.line(path, None, sizes.LINE_PX).encode(**place, color=ink, detail="who:N", **strength)
    how = {"fontWeight": alt.ExprRef("datum.chosen ? 700 : 400")}
    how["dy"] = alt.ExprRef(f"datum.lower ? ({lower}) : 0")
    words = alt.Chart(spec.source("titles")).mark_text(
        fontSize=sizes.TICK_WORDS, color=palette.INK, tooltip=None, **how
    )
    titled = words.encode(x=place["x"], y=alt.value(TITLE_PX), text="title:N")
    return spec.following(line, titled, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, t=0)
