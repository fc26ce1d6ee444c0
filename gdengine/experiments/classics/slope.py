"""On a curve: what a slope is, how long a step, where a walk ends, a line's one weight."""

from __future__ import annotations

from typing import Any

from gdengine.experiments.five_rates import FiveRates
from gdengine.experiments.lessons import Lesson
from gdengine.experiments.measuring import Secant
from gdengine.experiments.slope import SlopeExplorer

_slope = Lesson(SlopeExplorer, "Down a curve, step by step", "descend")
_slope(
    "A4",
    "Descent on x²",
    expect="deepest straight",
    ask="The ball feels only the slope under it. Press play: why does every step get shorter?",
)

_slope = Lesson(SlopeExplorer, "What is a slope?", "slope")
_parabola: dict[str, Any] = {"curve": "parabola", "x0": -2.0, "lr": 0.02}
_slope(
    "A1",
    "A parabola and its slope",
    expect="deepest straight",
    ask="Drag the point along the curve: where is its slope zero, and what does the curve do there?",
    own=Secant(h=0.1),
    **_parabola,
)
_slope("A2", "The slope as a limit", expect="deepest straight", own=Secant(h=1.0), **_parabola)
_slope(
    "A3",
    "The slope as sensitivity",
    expect="deepest straight",
    ask="Move x a little, and f moves by about slope × that. Read both lines: for which move is it more exact?",
    own=Secant(h=0.01),
    **_parabola,
)

_slope = Lesson(SlopeExplorer, "How long a step?", "descend")
_slope(
    "A5a",
    "η = 0.5",
    expect="deepest straight",
    ask="Press play: one step, and it is there. Then drag the learning rate: what does less do, and more?",
    turned=("lr",),
    lr=0.5,
)
_slope(
    "A5b",
    "η = 0.9",
    expect="deepest overshooting",
    ask="Each step leaps over the bottom: does it arrive? Press play. Then drag the learning rate: what is too long?",
    turned=("lr",),
    lr=0.9,
)
_slope(
    "A5c",
    "η = 1",
    expect="unfinished hopping",
    ask="Press play: does it ever come nearer? Then drag the learning rate a little down, and a little up.",
    turned=("lr",),
    lr=1.0,
)
_slope(
    "A5",
    "η = 1.1",
    expect="infinity",
    ask="Press play: is any step a step down? Then drag the learning rate until every one of them is.",
    turned=("lr",),
    lr=1.1,
)
_slope("A5s", "Five rates side by side", expect="deepest straight", view="regimes", own=FiveRates())

_slope = Lesson(SlopeExplorer, "Two valleys: the start decides", "descend")
_slope(
    "A8",
    "Two valleys: start at 2.2",
    expect="higher straight",
    ask="Press play and see where it ends. Then click the curve: from which starts does it find the deep valley?",
    curve="double_well",
    x0=2.2,
)
_slope(
    "A8b",
    "Two valleys: start at −0.4",
    expect="deepest straight",
    ask="The same curve, another start. Press play, then click other starts: where is the border between the valleys?",
    curve="double_well",
    x0=-0.4,
)
_slope(
    "A8m",
    "Two valleys: start at 2.2, with momentum",
    expect="deepest climbing",
    ask="This walk keeps some of its speed, like a ball. Press play: does it stay in the first valley it comes to?",
    curve="double_well",
    x0=2.2,
    optimizer="momentum",
    steps=125,
)
_slope(
    "A8s",
    "Two valleys: every start at every rate",
    expect="higher straight",
    view="starts",
    curve="double_well",
    x0=2.2,
)

_slope = Lesson(SlopeExplorer, "Nearly flat ground", "descend")
_slope(
    "A9",
    "Plateau: plain descent",
    expect="deepest lingering",
    ask="The ground is nearly flat here. Press play: how long are the steps on the flat, and how long beyond it?",
    speaks_of=("x0",),
    curve="plateau",
    x0=5.0,
    lr=0.5,
    steps=250,
)
_slope(
    "A9r",
    "Plateau: RMSProp",
    expect="deepest hopping",
    ask="RMSProp divides each slope by the size of the last few. Press play: does flat ground still slow it?",
    speaks_of=("x0",),
    curve="plateau",
    x0=5.0,
    lr=0.1,
    optimizer="rmsprop",
    steps=250,
)

_slope = Lesson(SlopeExplorer, "A line and its one weight", "slope")
_slope("A6", "One weight of a line", expect="deepest straight", view="weight", curve="one_weight", x0=8.0, lr=0.01)
_slope(
    "A7",
    "Error of a line against its weight",
    expect="deepest straight",
    ask="The height is a line's mean squared error. Drag the point: at which x, its weight, is the slope zero?",
    own=Secant(),
    curve="sine_weight",
    x0=-20.0,
    lr=0.002,
)
_slope(
    "A7b",
    "A line through 0 on points of a sine",
    expect="deepest straight",
    ask="No line through 0 meets all these points. Press play: at which weight does the walk stop, at which loss?",
    view="weight",
    curve="sine_weight_0",
    x0=1.0,
    lr=0.002,
)
