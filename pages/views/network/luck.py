"""Luck: what chance does to a training: other seeds, two activations over many seeds, and what a step sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gdengine.experiments import Luck, SineMLP
from pages.ui.about import About
from pages.ui.controls import switch
from pages.ui.scene import Scene
from pages.views.network import results
from pages.views.network.luck_batches import batches
from pages.views.network.luck_contest import activations
from pages.views.network.luck_seeds import seeds_tried


def luck(scene: Scene) -> About:
    """The view."""
    with scene.dials:
        switch(scene.page, "trial")
    return TRIALS[scene.own.trial](scene, results.trained(replace(scene.record, versus="none")), scene.own)


TRIALS: dict[str, Callable[[Scene, SineMLP, Luck], About]] = {
    "seeds": seeds_tried,
    "activations": activations,
    "batches": batches,
}
