"""A line through points: by hand and by descent, few points at a time, other units; curves, and yes or no."""

from __future__ import annotations

from typing import Any

from gdengine.experiments.batch_walks import Batches
from gdengine.experiments.bending import Bend
from gdengine.experiments.by_hand import ByHand
from gdengine.experiments.lessons import Lesson
from gdengine.experiments.regression import Regression
from gdengine.experiments.scaling import Scale

_noisy: dict[str, Any] = {"data": "noisy_line", "loss": "mse"}
_crowd: dict[str, Any] = {
    **_noisy,
    "n": 128,
    "noise": 10.0,
    "scale": "standardized",
    "b0": 0.0,
    "b1": 0.0,
    "lr": 0.05,
    "steps": 500,
}

_line = Lesson(Regression, "Fit a line", "descend")
_line("C3", "Ten points, fitted", expect="deepest straight")
_line(
    "C1",
    "Ten points scattered around a line",
    expect="unfinished budget",
    view="by_hand",
    own=ByHand(hand_intercept=8.0, hand_slope=-1.0),
    **_noisy,
    b0=8.0,
    b1=-1.0,
    lr=0.02,
    steps=250,
)
_far: dict[str, Any] = {"data": "far_point", "loss": "mse", "b0": 0.0, "b1": 0.0, "lr": 0.05, "steps": 250}
_line(
    "C1f",
    "One point far off: least squares",
    expect="deepest straight",
    ask="One point lies far off. Move the line until its squares are smallest: how far does that one point pull it?",
    view="by_hand",
    own=ByHand(hand_slope=1.0),
    **_far,
)
_line(
    "C1a",
    "One point far off: least distances",
    expect="deepest straight",
    ask="Now plain distances count, not their squares. Lay the line again: does the far point still pull it?",
    view="by_hand",
    own=ByHand(0.0, 1.0, "absolute"),
    **_far,
)
_line(
    "C1p",
    "One point far off: shortest distances",
    expect="deepest straight",
    ask="Here the shortest way to the line counts. Lay it where you think it fits best: is it where squares had it?",
    view="by_hand",
    own=ByHand(0.0, 1.0, "perpendicular"),
    **_far,
)
_line(
    "C1s",
    "Points of a sine",
    expect="deepest overshooting",
    ask="These points lie on a sine. Lay the best line you can: how much loss is left that no line can take away?",
    view="by_hand",
    own=ByHand(hand_slope=1.0),
    data="sine",
    loss="mse",
    b0=0.0,
    b1=1.0,
    lr=0.03,
    steps=250,
)

_line = Lesson(Regression, "How long a step, and how many?", "descend")
_line(
    "C5",
    "A large rate: across the valley",
    expect="deepest",
    ask="The first steps leap across the valley: does it arrive? Press play. Then drag η: how long is too long?",
    turned=("lr",),
    speaks_of=("b0", "b1"),
    b1=-2.0,
    lr=0.0055,
    steps=100,
)
_line(
    "C4",
    "A rate a little larger",
    expect="infinity",
    ask="Press play: what grows from step to step? Then drag the learning rate until it settles.",
    turned=("lr",),
    b1=-2.0,
    lr=0.0065,
    steps=100,
)
_line(
    "C9",
    "Stops when the loss no longer improves",
    expect="deepest patience",
    ask="It stops once a step gains too little. Press play: at which step, and how far from the best line is that?",
    speaks_of=("steps",),
    patience=1,
    epsilon=1e-4,
)

_line = Lesson(Regression, "The loss is a bowl", "descend")
_line(
    "C2",
    "The mean squared error is a bowl",
    expect="deepest straight",
    ask="Each point of the map is a line, its height that line's loss. How many lowest points are there? Press play.",
    speaks_of=("beside",),
    **_noisy,
    b0=-15.0,
    b1=6.0,
    lr=0.02,
)
_line(
    "C6",
    "Line, loss and map move together",
    expect="deepest straight",
    ask="Line, map and loss show one walk. Press play, stop anywhere: can you find the same step in all three?",
    speaks_of=("beside", "below"),
    lr=0.004,
    steps=250,
)
_line(
    "C8",
    "Descent and the closed form",
    expect="deepest",
    ask="Choose “Formula”: it gives the best line at once. Press play: does the walk come to the same two numbers?",
    lr=0.0055,
)

_line = Lesson(Regression, "A few points at a time", "descend")
_line(
    "C7",
    "All, a few, or one point at a time",
    expect="deepest hovering",
    view="batches",
    own=Batches("all 64 32 8 1"),
    **_crowd,
    batch=1,
)
_line(
    "C7a",
    "All points in every step",
    expect="deepest straight",
    ask="Each step sees all 128 points. Press play: does the walk ever waver on its way to the best line?",
    **_crowd,
)
_line(
    "C7b",
    "Mini-batches of 8",
    expect="deepest hovering",
    ask="Each step sees only 8 of the 128 points. Press play: does it get to the best line, and does it rest there?",
    **_crowd,
    batch=8,
)
_line(
    "C7c",
    "Mini-batches of 32",
    expect="deepest hovering",
    ask="Each step sees 32 of the 128 points. Press play: once it is near the best line, does the walk come to rest?",
    **_crowd,
    batch=32,
)
_line(
    "C7d",
    "Mini-batches of 64",
    expect="deepest hovering",
    ask="Each step sees 64 of the 128 points. Press play: where on the way can you tell that it does not see all?",
    **_crowd,
    batch=64,
)
_line(
    "C7e",
    "One at a time, with η decaying",
    expect="deepest hovering",
    ask="Two walks, one point a step; in one the steps shrink. Press play: which of the two comes nearer to rest?",
    view="batches",
    own=Batches("1_1 1_0.99"),
    **_crowd,
    batch=1,
    decay=0.99,
)
_line(
    "C7o",
    "Points arrive one by one (online)",
    expect="deepest hovering",
    ask="Counted by points seen, not by steps: who gets near the best line with the fewest? Press play.",
    view="batches",
    own=Batches("all 1 online", "samples"),
    **_crowd,
    batch=1,
)

_line = Lesson(Regression, "Scale and units", "scale")
_hours: dict[str, Any] = {"data": "hours", "loss": "mse", "n": 40, "b0": 0.0, "b1": 0.0, "steps": 250}
_line("C2h", "Hours of study, raw and standardized", expect="unfinished budget", own=Scale(), **_hours, lr=0.01)
_line(
    "C2m",
    "The same in minutes",
    expect="unfinished budget",
    ask="The same hours, in minutes. Press play, then count x in other units: which of the two walks notices?",
    turned=("unit",),
    own=Scale(),
    **_hours,
    unit="sixtieths",
    lr=5e-6,
)
_line(
    "C8h",
    "House prices: several features at once",
    expect="deepest straight",
    ask="Several features, each in a unit of its own. Press play: which of the two walks finds the price of a room?",
    own=Scale("house_prices", 0.9),
    loss="mse",
    lr=0.02,
    steps=250,
)

_line = Lesson(Regression, "Curves, and yes or no", "bend")
_bent: dict[str, Any] = {"loss": "mse", "b0": 0.0, "b1": 0.0, "lr": 0.2, "steps": 100, "scale": "standardized"}
_line(
    "C6b",
    "Stopping distances: a curve",
    expect="deepest straight",
    ask="How far does a car roll once it brakes? Raise the degree: where do the points held out gain no more?",
    turned=("degree",),
    own=Bend(degree=2),
    data="braking",
    **_bent,
)
_curve = {name: value for name, value in _bent.items() if name != "loss"}
_line(
    "C6o",
    "Does the best fit predict best?",
    expect="deepest straight",
    own=Bend(degree=9, held=0.4),
    **_noisy,
    n=20,
    noise=2.0,
    seed=3,
    **_curve,
)
_line(
    "C6l",
    "Cold and damaged seals: yes or no",
    expect="deepest overshooting",
    ask="A curve says how likely a seal is damaged. Press play: at which temperature is a yes as likely as a no?",
    own=Bend(model="logistic", held=0.0),
    data="o_rings",
    **_bent | {"lr": 0.9, "steps": 250},
)
