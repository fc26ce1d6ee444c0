"""Back-propagation: one sample's way through the graph of operations and back, and what the update does."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages.charts.network import graph as pictures
from pages.charts.network.against_epoch import series
from pages.ui.page import HALF, WHOLE, About, Scene
from pages.ui.parts.graph import graph
from pages.views.network.backprop_results import Flow, flow
from pages.views.network.inside_results import alone, run_of

SMALL = {"width": 3, "layers": 1}  # a network whose graph can be drawn


def backprop(scene: Scene) -> About:
    """The view."""
    record = alone(scene.record)
    run, seen = run_of(record), flow(record, scene.own)
    left, right = scene.places
    with left:
        _drawing(scene, seen)
    with right:
        scene.show(
            series("loss of all points", seen.rows, seen.losses[:, 3:], pictures.UPDATE_COLORS), "all", share=HALF
        )
        scene.show(
            series("loss of this sample", seen.rows, seen.losses[:, :3], pictures.UPDATE_COLORS), "one", share=HALF
        )
    how: dict[str, Any] = {"table": lambda: _table(seen)}
    return About(scene.record, walk=run, rows=seen.rows, stamps=seen.rows, label="epoch", quantity="loss", **how)


def _drawing(scene: Scene, seen: Flow) -> None:
    """The graph; of a large network the way to a small one."""
    record, own = alone(scene.record), scene.own
    if seen.graph is None:
        st.info(f"A {'–'.join(map(str, record.sizes()))} network has too many numbers to be drawn one by one.")
        how: dict[str, Any] = {"on_click": scene.put, "kwargs": SMALL, "icon": ":material/hub:"}
        with st.container(key="needed.small"):
            st.button("Look at three neurons", key=scene.key("small"), **how)
        return
    arrays, chosen = seen._asdict(), own.chosen(seen.graph)
    told = pictures.told(seen.graph, arrays, chosen, seen.rows)
    packed = pictures.model(seen.graph, arrays, chosen, own.phase, (own.index(record) + 1, record.n), record.optimizer)
    with scene.part("graph", WHOLE, pictures.GRAPH_SIGNS, told):
        graph(packed, on_change=lambda name, value: scene.put(**{name: value}), key=scene.key("part", "graph"))


def _table(seen: Flow) -> dict[str, np.ndarray]:
    """The numbers to take away: losses before and after, and of every node its value, derivative and measured one."""
    names = ("sample", "sample_after_own", "sample_after_all", "all", "all_after_own", "all_after_all")
    table = {"epoch": seen.rows} | dict(zip(names, seen.losses.T))
    for place, node in enumerate(seen.graph.nodes if seen.graph else ()):
        for name in ("value", "grad", "measured"):
            table[f"{name}_{node.name}"] = getattr(seen, name)[:, place]
    return table
