"""On a surface: how long a step, where a walk ends, who gets out, who arrives first."""

from __future__ import annotations

from typing import Any

from gdengine.activities.race import RACERS
from gdengine.experiments.hiking import Hike
from gdengine.experiments.lessons import Lesson
from gdengine.experiments.mountain import MistyMountain
from gdengine.experiments.racing import Race

_mountain = Lesson(MistyMountain, "Lost in the fog", "hike")
_mountain("B1", "Lost in the mist", expect="higher straight", own=Hike())

_mountain = Lesson(MistyMountain, "Slope and step", "descend")
_bowl: dict[str, Any] = {"surface": "bowl", "x0": 3.5, "y0": 1.5}
_mountain(
    "B3",
    "Steps grow with the slope",
    expect="deepest straight",
    ask="Press play, and watch how long each step is: where are they long, where short, and why?",
    **_bowl,
)
_mountain(
    "B3a",
    "A very small rate",
    expect="unfinished crawling",
    ask="Press play: does it get there? Then drag the learning rate: how few steps can it take?",
    turned=("lr",),
    **_bowl,
    lr=0.002,
)
_mountain(
    "B3b",
    "A large rate: steps over the minimum",
    expect="deepest overshooting",
    ask="Each step goes over the lowest place: does it arrive? Press play. Then drag η: how long is too long?",
    turned=("lr",),
    **_bowl,
    lr=0.95,
)

_mountain = Lesson(MistyMountain, "Many valleys: the start decides", "starts")
_four: dict[str, Any] = {"surface": "himmelblau", "x0": 0.0, "y0": 0.0, "lr": 0.01}
_mountain(
    "B2",
    "A bowl: one valley",
    expect="deepest straight",
    ask="One valley: does it matter where you start? Click a few places. Then drag η: do all starts still arrive?",
    turned=("lr",),
    surface="bowl",
)
_mountain(
    "B2r",
    "Rugged ground",
    expect="higher straight",
    ask="Rugged ground: how many valleys catch a walk? Click a few places. Then drag η: do more get to the lowest?",
    turned=("lr",),
    surface="rastrigin",
    x0=-2.2,
    y0=1.7,
    lr=0.002,
)
_mountain("B6", "Four valleys (Himmelblau)", expect="deepest straight", **_four)
_mountain(
    "B6m",
    "Momentum frays the borders",
    expect="deepest climbing",
    ask="With momentum a walk may run through one valley into the next. Click near a border, then drag η.",
    turned=("lr",),
    **_four,
    optimizer="momentum",
    steps=250,
)

_mountain = Lesson(MistyMountain, "Stuck, and how to get out", "descend")
_local: dict[str, Any] = {"x0": 1.0, "y0": 1.0, "lr": 0.15, "steps": 250}
_plateau: dict[str, Any] = {"surface": "valley", "x0": -3.0, "y0": -2.0}
_mountain(
    "B4",
    "Five valleys: where does it end?",
    expect="higher straight",
    ask="Press play: does it find the lowest valley? Then click the map: which starts lead to that one?",
    **_local,
)
_mountain(
    "B4m",
    "Five valleys: with momentum",
    expect="deepest climbing",
    ask="This walk keeps some of its speed, like a ball. Press play: does it stay in the first valley that it meets?",
    **_local,
    optimizer="momentum",
)
_mountain(
    "B4n",
    "Five valleys: stumbling",
    expect="higher hovering climbing",
    ask="This walk stumbles at every step. Press play: does stumbling get it into the deepest valley?",
    **_local,
    noise=2.0,
    decay=0.99,
)
_mountain(
    "B4p",
    "A plateau: plain descent",
    expect="unfinished crawling",
    ask="Press play: how long are steps on ground as flat as this, and how far do they get?",
    speaks_of=("x0", "y0"),
    **_plateau,
    steps=125,
)
_mountain(
    "B4q",
    "A plateau: Adam",
    expect="deepest climbing",
    ask="Adam divides its speed by the size of the slopes it meets. Press play: is the plateau still in the way?",
    speaks_of=("x0", "y0"),
    **_plateau,
    steps=125,
    optimizer="adam",
)

_mountain = Lesson(MistyMountain, "Ravines and passes", "descend")
_ravine: dict[str, Any] = {"surface": "rosenbrock", "x0": -1.2, "y0": 1.0, "lr": 0.001}
_stretched: dict[str, Any] = {"surface": "ill_conditioned", "x0": -1.8, "y0": 1.0}
_mountain(
    "B7",
    "A narrow curved valley (Rosenbrock)",
    expect="unfinished budget",
    ask="Two steps, and it is on the floor of a curved valley. Press play: how long are steps there? Then drag η up.",
    turned=("lr",),
    speaks_of=("x0", "y0"),
    **_ravine,
    steps=1000,
)
_mountain(
    "B7s",
    "A saddle: down past a pass",
    expect="deepest lingering",
    ask="A pass falls away on two sides and rises on the two others. Press play: where does the walk linger?",
    speaks_of=("x0", "y0"),
    surface="saddle",
    x0=-1.5,
    y0=0.001,
    lr=0.1,
    steps=125,
)
_mountain(
    "B7i",
    "An ill-conditioned bowl",
    expect="deepest overshooting",
    ask="Steep one way, nearly flat the other. Press play. Then drag the learning rate: which way does it fly off?",
    turned=("lr",),
    **_stretched,
    lr=0.019,
    steps=250,
)
_mountain(
    "B7m",
    "Rate × momentum on an ill-conditioned bowl",
    expect="deepest overshooting",
    view="momentum",
    **_stretched,
    lr=0.019,
    steps=200,
    optimizer="momentum",
)

_race = Lesson(MistyMountain, "Races between the rules", "race")
_race(
    "B5",
    "All rules from the same start",
    expect="deepest straight",
    own=Race(" ".join(RACERS)),
    **_stretched,
    lr=0.01,
    steps=500,
    noise=5.0,
)
_race(
    "B4r",
    "Local minimum: who gets out?",
    expect="higher straight",
    ask="The start lies above a valley that is not the deepest. Press play: who stays in it, who leaves it?",
    speaks_of=("x0", "y0"),
    own=Race("gd momentum nesterov adam_0.3"),
    **_local,
)
_race(
    "B4s",
    "Plateau: who gets off it?",
    expect="unfinished lingering",
    ask="On nearly flat ground, whose steps shrink with the slope, and whose do not? Press play.",
    speaks_of=("x0", "y0"),
    own=Race("gd momentum rmsprop adam"),
    **_plateau,
    steps=250,
)
_race(
    "B7p",
    "A pass: who gets off it?",
    expect="level straight",
    ask="From this start the slope leads straight to the pass. Press play: who gets off it, and how?",
    speaks_of=("x0", "y0"),
    own=Race("gd sgd momentum adam"),
    surface="saddle",
    x0=-1.5,
    y0=0.0,
    steps=125,
    noise=0.1,
)
_race(
    "B7r",
    "A ravine: who gets through?",
    expect="unfinished crawling",
    ask="The ravine is steep across and nearly flat along. Press play: who crawls along its floor, who runs?",
    own=Race("gd momentum nesterov adam_0.1"),
    **_ravine,
    steps=500,
)
