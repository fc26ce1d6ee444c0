"""Inside: the network drawn with its weights, and what its units add up to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from gdengine import network
from gdengine.core import Array
from gdengine.experiments.weights import MOST_TYPED
from gdengine.network.along_x import slope_jump
from pages.charts.network import inside as pictures
from pages.charts.network.against_epoch import series
from pages.ui.about import About
from pages.ui.controls import widget
from pages.ui.parts.diagram import diagram
from pages.ui.scene import HALF, WHOLE, Scene
from pages.ui.terms import note
from pages.ui.training import training
from pages.views.network.inside_results import alone, looked, loss_without, run_of, units


def inside(scene: Scene) -> About:
    """The view."""
    record = alone(scene.record)
    run, seen = run_of(record), looked(record)
    small = network.count(record.sizes()) <= MOST_TYPED
    with scene.dials:
        _typed(scene, small)
    left, right = scene.places
    with left:
        _drawing(scene, small)
    with right:
        sizes = training(record).recordings[record.activation].seen["layers"][seen.rows]
        named = pictures.layers(sizes.shape[1])
        gradients = series("gradient per weight (root mean square)", seen.rows, sizes, named)
        scene.show(gradients, f"gradients_{len(named)}", share=HALF)
        _losses(scene)
    if seen.thinned:
        note(
            f"Shown are {len(seen.rows)} of {len(run.step)} epochs: all weights of all are too many to send.",
            scene.words,
        )
    how: dict[str, Any] = {"table": lambda: _table(scene)}
    how["script"] = lambda: scene.own.code(scene.record, units(record).across)
    return About(scene.record, walk=run, rows=seen.rows, stamps=seen.rows, label="epoch", quantity="loss", **how)


def _typed(scene: Scene, small: bool) -> None:
    """Where the first weights are typed, of a network that has few enough."""
    if not small:
        return
    with st.popover("Type the weights", icon=":material/edit:"):
        note("All weights and biases the training starts with, layer by layer; empty: they are drawn by chance.")
        widget(st, scene.page, "weights", scene.standing)


def _drawing(scene: Scene, small: bool) -> None:
    """The network and the stack of its units."""
    record, own, told = alone(scene.record), scene.own, units(alone(scene.record))
    theta, sizes = looked(record).theta, record.sizes()
    holds = small and record.layers == 1 and bool(slope_jump(record.activation))
    loss, off = run_of(record).value[looked(record).rows], own.units(record)
    numbers = {"share": told.share, "rise": told.rise, "loss": loss, "without": loss_without(record, own)}
    how: dict[str, Any] = {"off": off, "holds": holds, "weighs": small and record.layers > 0}
    packed = pictures.model(theta, sizes, record.activation, record.points(), told.across, numbers, told.idle, **how)
    words = pictures.told(looked(record).rows, loss, told.share)
    with scene.part("diagram", WHOLE, pictures.signs(bool(slope_jump(record.activation)), bool(off)), words):
        does: dict[str, Any] = {"on_switch": _switch(scene), "on_kink": _kink(scene), "on_weight": _weight(scene)}
        diagram(packed, **does, key=scene.key("part", "diagram"))


def _switch(scene: Scene) -> Any:
    """What a click on a unit does."""
    return lambda layer, unit: scene.put(off=scene.own.switched(alone(scene.record), layer, unit).off)


def _kink(scene: Scene) -> Any:
    """What letting go of a kink does: the weights shown, with the kink there, are those a new training starts with."""
    return _dropped(scene, network.moved_kink)


def _weight(scene: Scene) -> Any:
    """What letting go of a band does: the same with the weight of its unit."""
    return _dropped(scene, network.reweighted)


def _dropped(scene: Scene, moved: Callable[[Array, Sequence[int], int, float], Array]) -> Any:
    """What letting go of something of a unit does, whose weights become what ``moved`` makes of them."""
    record = alone(scene.record)

    def dropped(frame: int, unit: int, place: float) -> None:
        theta = moved(looked(record).theta[frame], record.sizes(), unit, place)
        scene.put(weights=record.begun_at(theta).weights)

    return dropped


def _losses(scene: Scene) -> None:
    """The loss, epoch by epoch, and what it is without the units that are off."""
    record, own = alone(scene.record), scene.own
    epochs, off = looked(record).rows, own.units(record)
    picture = pictures.losses(epochs, run_of(record).value[epochs], loss_without(record, own) if off else None)
    scene.show(picture, "losses_off" if off else "losses", share=HALF)


def _table(scene: Scene) -> dict[str, Any]:
    """The numbers to take away: every weight in every epoch looked at, with its name."""
    record = alone(scene.record)
    seen = looked(record)
    return {"epoch": seen.rows} | dict(zip(network.names(record.sizes()), seen.theta.T))
