"""Back-propagation: one point's way through the graph of operations and back, and what the update does."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages.charts.network import graph as pictures
from pages.charts.network.against_epoch import series
from pages.ui.about import About
from pages.ui.parts.graph import graph
from pages.ui.scene import HALF, MOST, WHOLE, Scene
from pages.ui.terms import say
from pages.views.network.backprop_results import Flow, flow
from pages.views.network.inside_results import alone, run_of

TOO_LARGE = "One update for a single point, one for all of them. Press play: what does each do to the loss?"
SMALL = {"width": 3, "layers": 1}  # a network whose graph can be drawn


def backprop(scene: Scene) -> About:
    """The view."""
    record = alone(scene.record)
    run, seen = run_of(record), flow(record, scene.own)
    all_points = series("loss of all points", seen.rows, seen.losses[:, 3:], pictures.UPDATE_COLORS)
    one = series("loss of this point", seen.rows, seen.losses[:, :3], pictures.UPDATE_COLORS)
    left, right = scene.places
    with left:
        if seen.graph is None:
            _way_to_a_small_one(scene)
            scene.show(all_points, "all_large", share=MOST)
        else:
            _drawing(scene, seen)
    with right:
        if seen.graph is None:
            scene.show(one, "one_large")
        else:
            scene.show(all_points, "all", share=HALF)
            scene.show(one, "one", share=HALF)
    how: dict[str, Any] = {"table": lambda: _table(seen)}
    return About(scene.record, walk=run, rows=seen.rows, stamps=seen.rows, label="epoch", quantity="loss", **how)


def _way_to_a_small_one(scene: Scene) -> None:
    """What is said of a network whose graph cannot be drawn, above what its updates do."""
    sizes = "–".join(map(str, alone(scene.record).sizes()))
    how: dict[str, Any] = {"on_click": scene.put, "kwargs": SMALL, "icon": ":material/hub:", "type": "primary"}
    row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center", "horizontal_alignment": "center"}
    with st.container(key="needed.small", gap="small", **row):
        with st.container(width="content"):
            say(f"A {sizes} network has too many numbers to draw them all.")
        st.button("Look at three neurons", key=scene.key("small"), **how)


def _drawing(scene: Scene, seen: Flow) -> None:
    """The graph, with a number at every node."""
    record, own = alone(scene.record), scene.own
    assert seen.graph is not None
    arrays, chosen = seen._asdict(), own.chosen(seen.graph)
    told = pictures.told(seen.graph, arrays, chosen, seen.rows)
    packed = pictures.model(seen.graph, arrays, chosen, own.phase, (own.index(record) + 1, record.n), record.optimizer)
    with scene.part("graph", WHOLE, pictures.GRAPH_SIGNS, told):
        graph(packed, on_change=lambda name, value: scene.put(**{name: value}), key=scene.key("part", "graph"))


def _table(seen: Flow) -> dict[str, np.ndarray]:
    """The numbers to take away: losses before and after, and of every node its value, derivative and measured one."""
    names = ("point", "point_after_own", "point_after_all", "all", "all_after_own", "all_after_all")
    table = {"epoch": seen.rows} | dict(zip(names, seen.losses.T))
    for place, node in enumerate(seen.graph.nodes if seen.graph else ()):
        for name in ("value", "grad", "measured"):
            table[f"{name}_{node.name}"] = getattr(seen, name)[:, place]
    return table
