"""The two walks of a hike, the learner's own and that of the rule beside it, and how they are told: in metres."""

from __future__ import annotations

from gdengine import Trajectory
from gdengine.activities import hike as engine
from gdengine.activities.hike import Account
from gdengine.experiments import MistyMountain
from pages.charts.kit.numbers import number as n
from pages.charts.mountain.hike_map import METRES
from pages.ui import results
from pages.ui.export import NumberTable, steps
from pages.ui.results import first_run
from pages.ui.scene import Scene
from pages.ui.titles import say_choice
from pages.views.mountain.results import stops


def own_walk(scene: Scene) -> Trajectory:
    """The learner's own walk."""
    return engine.felt(scene.objective, stops(scene.own, scene.record))


def rival_of(record: MistyMountain) -> Account:
    """What the walk of the rule has come to."""
    return engine.account(results.objective(record), first_run(record).x)


def rule_name(record: MistyMountain) -> str:
    """What the rule is called within a sentence."""
    return "gradient descent" if record.optimizer == "gd" else say_choice(record.optimizer)


def capital(name: str) -> str:
    """The name as a sentence begins with it."""
    return name[0].upper() + name[1:]


def in_metres(units: float) -> str:
    """A height or a length of the ground, as on a map."""
    return f"{n(float(f'{METRES * float(units):.3g}'))} m"


def stops_table(own: Trajectory) -> NumberTable:
    """Every stop of the hiker's, with its height as the page says it, in meters."""
    return steps(own._replace(value=METRES * own.value), ("x", "y"), METRES)
