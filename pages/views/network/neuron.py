"""One neuron: inputs times weights, plus bias, through the activation; and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine import network
from gdengine.experiments import SineMLP
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network import activations
from pages.charts.network import neuron as pictures
from pages.ui.about import About
from pages.ui.controls import choose_one, widget
from pages.ui.parts.slider import dial
from pages.ui.scene import LESS, MORE, Scene
from pages.ui.terms import say
from pages.views.network.inside_results import alone, run_of
from pages.views.network.neuron_results import Dials, dials, of_network, own_of, with_dials

OWN = "one of your own, with dials"
READ = {"z is": "z", "a is": "a", "slope": "slope"}  # what is said of a stop
INPUT_BOX_PX = 120
NO_DIALS = {"home_w": 0.0, "first_b": 0.0}


def neuron(scene: Scene) -> About:
    """The view: of a neuron with dials, or of one of the network's."""
    record, own = alone(scene.record), scene.own
    with scene.dials:
        _which(scene, record)
    if own.place(record) is None:
        held, made = dials(own), with_dials(record.activation, own_of(own))
        _pictures(scene, made, "dials", record.activation, np.arange(made.moments), held.view)
        by_dials: dict[str, Any] = {"plays": False, "unplayed": lambda: _dials(scene, held, made)}
        return About(scene.record, judged=False, table=lambda: _table(made, "stop"), **by_dials)
    seen = of_network(record, own)
    _pictures(scene, seen.moments, "network", seen.activation, seen.rows, NO_DIALS)
    x = float(record.points()[0][seen.sample])
    if x != own.dial_x:
        nearest = f"Looked at is the point whose input is nearest: x = {number(x, 4)}."
        scene.below_legend(lambda: say(nearest, scene.words))
    rows: dict[str, Any] = {"rows": seen.rows, "stamps": seen.rows, "table": lambda: _table(seen.moments, "epoch")}
    return About(scene.record, walk=run_of(record), label="epoch", quantity="loss", **rows)


def _pictures(
    scene: Scene, made: pictures.NeuronMoments, whose: str, activation: str, epochs: np.ndarray, facts: dict[str, float]
) -> None:
    left, right = scene.places
    drawn, says = (LESS, MORE) if len(made.labels) == 1 else (MORE, LESS)  # each input needs lines for its numbers
    with left:
        scene.show(pictures.drawing(made, whose, epochs, facts), f"neuron_{whose}", share=drawn)
        scene.show(pictures.curve(made, whose, facts), f"says_{whose}", on_click=_look_at(scene), share=says)
    with right:
        # once the drawing and its curve have come: four pictures at once are seen later than two and two
        scene.show_later(lambda: activations.shape(made, whose, activation, facts), f"bend_{whose}", share=MORE)
        scene.show_later(lambda: activations.every_activation(activation), "activations", share=LESS)
    scene.below_legend(lambda: say(_about(activation), scene.words))


def _which(scene: Scene, record: SineMLP) -> None:
    """Which neuron is looked at, and which activation one of your own has."""
    sizes, chosen = record.sizes(), scene.own.place(record)
    places = [(layer, unit) for layer in range(len(sizes) - 1) for unit in range(sizes[layer + 1])]
    names = [OWN, *(f"neuron {unit + 1} of layer {layer + 1}" for layer, unit in places[:-1]), "the output"]

    def choose(which: int) -> None:
        layer, unit = (-1, 0) if not which else places[which - 1]
        scene.put(neuron_layer=layer + 1, neuron_unit=unit + 1)

    now = 0 if chosen is None else places.index(chosen) + 1
    choose_one("Which neuron", names, now, scene.key("which"), choose)
    widget(st, scene.page, "activation", scene.standing)
    with st.container(key="desk.input", width=INPUT_BOX_PX):  # a click on the curve sets it too
        widget(st, scene.page, "dial_x", scene.standing, bare=True)


def _dials(scene: Scene, held: Dials, made: pictures.NeuronMoments) -> None:
    """The weight and the bias, which is all there is to be moved here: so they stand where a bar would."""
    count, (left, right) = len(held.w), st.columns(2)
    for place, name, values, home, rows in (
        (left, "w", held.w, held.home_w, slice(count)),
        (right, "b", held.b, held.home_b, slice(count, None)),
    ):
        readings = {what: made.numbers[column][rows] for what, column in READ.items()}
        knob = scene.page.knobs()[f"dial_{name}"]
        how: dict[str, Any] = {
            "ends": (knob.low, knob.high),
            "label": knob.label,
            "readings": readings,
            "color": palette.POSITION,
        }
        how |= {"key": scene.key("part", f"dial_{name}"), "on_commit": _commit(scene, f"dial_{name}")}
        with place:
            dial(name, values, home, **how)


def _commit(scene: Scene, knob: str) -> Any:
    return lambda value: scene.put(**{knob: value})


def _look_at(scene: Scene) -> Any:
    """What a click on the curve does: that input is looked at."""
    return lambda x, y: scene.put(dial_x=round(min(max(x, -10.0), 10.0), 3))


def _about(activation: str) -> str:
    """What the activation is like: its formula, where it is steepest, where it saturates and where it dies."""
    found, formula = network.activation_shape(activation), network.ACTIVATIONS[activation].formula
    tops = found.steepest_at
    if tops == ((-np.inf, np.inf),):
        return f"${formula}$. As steep everywhere: f′ is {number(found.steepest)}."
    if all(low == high for low, high in tops):
        where = f"at z = {', '.join(number(low, span=1.0) for low, _ in tops)}{' and so on' if len(tops) > 1 else ''}"
    else:
        where = f"for z {' and '.join(map(_interval, tops))}"
    told = [f"${formula}$. Steepest {where}, where {'f′' if len(tops) == 1 else '|f′|'} is {number(found.steepest)}."]
    if alive := [part for part in found.saturated if part not in found.dead]:
        told.append(f"Saturated for z {' and '.join(map(_interval, alive))}: hardly anything comes back through it.")
    if found.dead:
        told.append(f"Dead for z {' and '.join(map(_interval, found.dead))}: nothing comes back.")
    return " ".join(told)


def _interval(part: tuple[float, float]) -> str:
    low, high = part
    if np.isinf(low) and np.isinf(high):
        return "everywhere"
    if np.isinf(low):
        return f"below {number(high)}"
    return f"above {number(low)}" if np.isinf(high) else f"from {number(low)} to {number(high)}"


def _table(made: pictures.NeuronMoments, moment: str) -> dict[str, np.ndarray]:
    """The numbers to take away: those of the drawing at every moment."""
    drawn = {f"weight_{label}": made.weights[:, k] for k, label in enumerate(made.labels)}
    return {moment: np.arange(made.moments), **made.numbers, **drawn}
