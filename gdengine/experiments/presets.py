"""``PRESETS``: the classic experiments, by their names.

A preset only sets the controls; it never locks them.  To add one, add a line under its lesson: it appears in its page's
menu, as a link (``?preset=A4``) and in the tests.  A page opens with the first of its presets.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from gdengine.activities.race import RACERS
from gdengine.core import Trajectory
from gdengine.experiments.backprop import Backprop
from gdengine.experiments.batch_walks import Batches
from gdengine.experiments.bending import Bend
from gdengine.experiments.by_hand import ByHand
from gdengine.experiments.descent import Descent
from gdengine.experiments.hiking import Hike
from gdengine.experiments.inside import Inside
from gdengine.experiments.knobs import ViewRecord
from gdengine.experiments.luck import Luck
from gdengine.experiments.measuring import Secant
from gdengine.experiments.mountain import MistyMountain
from gdengine.experiments.one_neuron import OneNeuron
from gdengine.experiments.planes import LossPlane
from gdengine.experiments.racing import Race
from gdengine.experiments.regression import Regression
from gdengine.experiments.scaling import Scale
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.slope import SlopeExplorer


@dataclasses.dataclass(frozen=True)
class Preset:
    """One classic experiment: a page's record, the view it is looked at through, and where it stands in the lessons."""

    id: str  # what a link says
    title: str  # what the menu says
    record: Descent
    view: str  # what a link calls the view
    lesson: str  # the heading under which the menu has it
    own: ViewRecord | None = None  # what the view asks for besides
    expect: str = ""  # the verdict it is there to show: where the first run ends and how it comes there (``Diagnosis``)
    question: str = ""  # what to find out with it, if that is more than the view's own question
    turned: tuple[str, ...] = ()  # the knobs that this question asks to turn
    par: int | None = None  # the steps that are good, where it is a challenge

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.record.page

    def run(self) -> dict[str, Trajectory]:
        """Every run that is shown, by the name the page calls it."""
        return self.own.runs(self.record) if self.own else self.record.run()

    def code(self) -> str:
        """A stand-alone script that prints the numbers shown."""
        return self.own.code(self.record) if self.own else self.record.code()


PRESETS: dict[str, Preset] = {}


def enter(preset: Preset) -> None:
    """Enter a preset under its name.  ValueError if the name is taken."""
    if preset.id in PRESETS:
        raise ValueError(f"there is already a preset called {preset.id!r}: choose another name")
    PRESETS[preset.id] = preset


def presets_of(page: str) -> list[str]:
    """The names of a page's presets, in the order of the lessons."""
    return [name for name, preset in PRESETS.items() if preset.page == page]


def lessons_of(page: str, wanted: str = "") -> dict[str, list[str]]:
    """The headings of a page's lessons, in order, and the names of the presets under each.

    ``wanted``: only of those presets that have it in their title or heading, in capitals or not.
    """
    lessons: dict[str, list[str]] = {}
    for name in presets_of(page):
        preset = PRESETS[name]
        if wanted.strip().lower() in f"{preset.lesson} {preset.title}".lower():
            lessons.setdefault(preset.lesson, []).append(name)
    return lessons


@dataclasses.dataclass(frozen=True)
class _Lesson:
    """A heading; called, it enters a preset under it."""

    record: type[Descent]
    lesson: str
    view: str

    def __call__(
        self,
        name: str,
        title: str,
        view: str = "",
        own: ViewRecord | None = None,
        expect: str = "",
        ask: str = "",
        turned: tuple[str, ...] = (),
        **knobs: Any,
    ) -> None:
        view = view or self.view
        enter(Preset(name, title, self.record(**knobs), view, self.lesson, own, expect, ask, turned))


_slope = _Lesson(SlopeExplorer, "Down a curve, step by step", "descend")
_slope(
    "A4",
    "Descent on x²",
    expect="deepest straight",
    ask="The ball feels only the slope under it. Press play: why does every step get shorter?",
)

_slope = _Lesson(SlopeExplorer, "What is a slope?", "slope")
_parabola: dict[str, Any] = {"curve": "parabola", "x0": -2.0, "lr": 0.02}
_slope("A1", "A parabola and its slope", expect="deepest straight", own=Secant(h=0.1), **_parabola)
_slope("A2", "The slope as a limit", expect="deepest straight", own=Secant(h=1.0), **_parabola)
_slope("A3", "The slope as sensitivity", expect="deepest straight", own=Secant(h=0.01), **_parabola)

_slope = _Lesson(SlopeExplorer, "How long a step?", "descend")
_slope("A5a", "η = 0.5: one jump", expect="deepest straight", lr=0.5)
_slope(
    "A5b",
    "η = 0.9: zigzags in",
    expect="deepest overshooting",
    ask="Every step leaps over the bottom, and yet? Press play. Then drag the learning rate: how long is too long?",
    turned=("lr",),
    lr=0.9,
)
_slope("A5c", "η = 1: bounces for ever", expect="unfinished hopping", lr=1.0)
_slope("A5", "η = 1.1: diverges", expect="infinity", lr=1.1)
_slope("A5s", "Five rates side by side", expect="deepest straight", view="regimes")

_slope = _Lesson(SlopeExplorer, "Two valleys: the start decides", "descend")
_slope(
    "A8",
    "Two valleys: start at 2.2",
    expect="higher straight",
    ask="Press play and see where it ends. Then click the curve: from which starts does it find the deep valley?",
    curve="double_well",
    x0=2.2,
)
_slope("A8b", "Two valleys: start at −0.4", expect="deepest straight", curve="double_well", x0=-0.4)
_slope(
    "A8m",
    "Two valleys: start at 2.2, with momentum",
    expect="deepest climbing",
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

_slope = _Lesson(SlopeExplorer, "Nearly flat ground", "descend")
_slope(
    "A9",
    "Plateau: plain descent is slow to leave",
    expect="deepest lingering",
    curve="plateau",
    x0=5.0,
    lr=0.5,
    steps=250,
)
_slope(
    "A9r",
    "Plateau: RMSProp walks on",
    expect="deepest hopping",
    curve="plateau",
    x0=5.0,
    lr=0.1,
    optimizer="rmsprop",
    steps=250,
)

_slope = _Lesson(SlopeExplorer, "A line and its one weight", "slope")
_slope("A6", "One weight of a line", expect="deepest straight", view="weight", curve="one_weight", x0=8.0, lr=0.01)
_slope(
    "A7",
    "Error of a line against its weight",
    expect="deepest straight",
    own=Secant(),
    curve="sine_weight",
    x0=-20.0,
    lr=0.002,
)
_slope(
    "A7b",
    "A line through 0 on points of a sine",
    expect="deepest straight",
    view="weight",
    curve="sine_weight_0",
    x0=1.0,
    lr=0.002,
)


_mountain = _Lesson(MistyMountain, "Lost in the fog", "hike")
_mountain("B1", "Lost in the mist", expect="higher straight", own=Hike())

_mountain = _Lesson(MistyMountain, "Slope and step", "descend")
_bowl: dict[str, Any] = {"surface": "bowl", "x0": 3.5, "y0": 1.5}
_mountain("B3", "Steps grow with the slope", expect="deepest straight", **_bowl)
_mountain("B3a", "Rate too small: it crawls", expect="unfinished crawling", **_bowl, lr=0.002)
_mountain("B3b", "Rate too large: steps over the minimum", expect="deepest overshooting", **_bowl, lr=0.95)

_mountain = _Lesson(MistyMountain, "Many valleys: the start decides", "starts")
_four: dict[str, Any] = {"surface": "himmelblau", "x0": 0.0, "y0": 0.0, "lr": 0.01}
_mountain("B2", "A bowl: one valley", expect="deepest straight", surface="bowl")
_mountain(
    "B2r", "Rugged ground: many valleys", expect="higher straight", surface="rastrigin", x0=-2.2, y0=1.7, lr=0.002
)
_mountain("B6", "Four valleys (Himmelblau)", expect="deepest straight", **_four)
_mountain("B6m", "Momentum frays the borders", expect="deepest climbing", **_four, optimizer="momentum", steps=250)

_mountain = _Lesson(MistyMountain, "Stuck, and how to get out", "descend")
_local: dict[str, Any] = {"x0": 1.0, "y0": 1.0, "lr": 0.15, "steps": 250}
_plateau: dict[str, Any] = {"surface": "valley", "x0": -3.0, "y0": -2.0}
_mountain("B4", "Five valleys: where does it end?", expect="higher straight", **_local)
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
    **_local,
    noise=2.0,
    decay=0.99,
)
_mountain("B4p", "A plateau: it crawls", expect="unfinished crawling", **_plateau, steps=125)
_mountain("B4q", "Adam leaves the plateau", expect="deepest climbing", **_plateau, steps=125, optimizer="adam")

_mountain = _Lesson(MistyMountain, "Ravines and passes", "descend")
_ravine: dict[str, Any] = {"surface": "rosenbrock", "x0": -1.2, "y0": 1.0, "lr": 0.001}
_stretched: dict[str, Any] = {"surface": "ill_conditioned", "x0": -1.8, "y0": 1.0}
_mountain("B7", "A narrow curved valley (Rosenbrock)", expect="unfinished budget", **_ravine, steps=1000)
_mountain(
    "B7s",
    "A saddle: slow near the pass",
    expect="deepest lingering",
    surface="saddle",
    x0=-1.5,
    y0=0.001,
    lr=0.1,
    steps=125,
)
_mountain("B7i", "An ill-conditioned bowl", expect="deepest overshooting", **_stretched, lr=0.019, steps=250)
_mountain(
    "B7m",
    "Rate × momentum on that bowl",
    expect="deepest overshooting",
    view="momentum",
    **_stretched,
    lr=0.019,
    steps=200,
    optimizer="momentum",
)

_race = _Lesson(MistyMountain, "Races between the rules", "race")
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
    "B4r", "Local minimum: who gets out?", expect="higher straight", own=Race("gd momentum nesterov adam_0.3"), **_local
)
_race(
    "B4s",
    "Plateau: who gets off it?",
    expect="unfinished lingering",
    own=Race("gd momentum rmsprop adam"),
    **_plateau,
    steps=250,
)
_race(
    "B7p",
    "A pass: only stumbling gets off it",
    expect="level straight",
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
    own=Race("gd momentum nesterov adam_0.1"),
    **_ravine,
    steps=500,
)


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

_line = _Lesson(Regression, "Fit a line", "descend")
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
    view="by_hand",
    own=ByHand(hand_slope=1.0),
    **_far,
)
_line(
    "C1a",
    "One point far off: least distances",
    expect="deepest straight",
    view="by_hand",
    own=ByHand(0.0, 1.0, "absolute"),
    **_far,
)
_line(
    "C1p",
    "The line that the eye sees",
    expect="deepest straight",
    view="by_hand",
    own=ByHand(0.0, 1.0, "perpendicular"),
    **_far,
)
_line(
    "C1s",
    "Points of a sine: a line of slope 1",
    expect="deepest overshooting",
    view="by_hand",
    own=ByHand(hand_slope=1.0),
    data="sine",
    loss="mse",
    b0=0.0,
    b1=1.0,
    lr=0.03,
    steps=250,
)

_line = _Lesson(Regression, "How long a step, and how many?", "descend")
_line("C5", "Overshoots across the valley, yet arrives", expect="deepest", b1=-2.0, lr=0.0055, steps=100)
_line("C4", "Rate just too large: diverges", expect="infinity", b1=-2.0, lr=0.0065, steps=100)
_line("C9", "Stops when the loss no longer improves", expect="deepest patience", patience=1, epsilon=1e-4)

_line = _Lesson(Regression, "The loss is a bowl", "descend")
_line("C2", "The mean squared error is a bowl", expect="deepest straight", **_noisy, b0=-15.0, b1=6.0, lr=0.02)
_line("C6", "Line, loss and map move together", expect="deepest straight", lr=0.004, steps=250)
_line("C8", "Descent meets the closed form", expect="deepest", lr=0.0055)

_line = _Lesson(Regression, "A few points at a time", "descend")
_line(
    "C7",
    "All, a few, or one point at a time",
    expect="deepest hovering",
    view="batches",
    own=Batches("all 64 32 8 1"),
    **_crowd,
    batch=1,
)
_line("C7a", "All points in every step", expect="deepest straight", **_crowd)
_line("C7b", "Mini-batches of 8", expect="deepest hovering", **_crowd, batch=8)
_line("C7c", "Mini-batches of 32", expect="deepest hovering", **_crowd, batch=32)
_line("C7d", "Mini-batches of 64", expect="deepest hovering", **_crowd, batch=64)
_line(
    "C7e",
    "One at a time, η decays: it wanders less",
    expect="deepest hovering",
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
    view="batches",
    own=Batches("all 1 online", "samples"),
    **_crowd,
    batch=1,
)

_line = _Lesson(Regression, "Scale and units", "scale")
_hours: dict[str, Any] = {"data": "hours", "loss": "mse", "n": 40, "b0": 0.0, "b1": 0.0, "steps": 250}
_line("C2h", "Hours of study, raw and standardized", expect="unfinished budget", own=Scale(), **_hours, lr=0.01)
_line("C2m", "The same in minutes", expect="unfinished budget", own=Scale(), **_hours, unit="sixtieths", lr=5e-6)
_line(
    "C8h",
    "House prices: several features at once",
    expect="deepest straight",
    own=Scale("house_prices", 0.9),
    loss="mse",
    lr=0.02,
    steps=250,
)

_line = _Lesson(Regression, "Curves, and yes or no", "bend")
_bent: dict[str, Any] = {"loss": "mse", "b0": 0.0, "b1": 0.0, "lr": 0.2, "steps": 100, "scale": "standardized"}
_line(
    "C6b", "A curve through the brakes' points", expect="deepest straight", own=Bend(degree=2), data="braking", **_bent
)
_curve = {name: value for name, value in _bent.items() if name != "loss"}
_line(
    "C6o",
    "Best fit is not best prediction",
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
    own=Bend(model="logistic", held=0.0),
    data="o_rings",
    **_bent | {"lr": 0.9, "steps": 250},
)


_sine = _Lesson(SineMLP, "A network learns a curve", "train")
_sine("D1", "A network learns a sine", expect="unfinished crawling")
_sine("D8", "A slice through a network's loss", "landscape", LossPlane(), "unfinished crawling")

_sine = _Lesson(SineMLP, "What bends the line", "train")
_sine("D6", "Without a bend: a straight line", expect="level", activation="identity")
_sine("D1r", "ReLU: straight pieces", expect="unfinished crawling", activation="relu")
_sine("D2", "ReLU against tanh", expect="unfinished crawling", activation="relu", versus="tanh")
_sine(
    "D2s",
    "Does tanh fit better? Ask 20 seeds",
    "luck",
    Luck(trial="activations", seeds=20, rival="tanh"),
    expect="unfinished crawling",
    activation="relu",
)

_sine = _Lesson(SineMLP, "How large a network?", "train")
_sine("D3", "One neuron, trained", "neuron", OneNeuron(neuron_layer=1), "unfinished crawling", width=1, layers=1)
_sine("D4", "Forward and back through three neurons", "backprop", Backprop(), "unfinished crawling", width=3, layers=1)
_sine(
    "D5", "Two layers of eight, every weight drawn", expect="unfinished crawling", view="inside", own=Inside(), width=8
)

_sine = _Lesson(SineMLP, "A few points at a time", "train")
_few: dict[str, Any] = {"lr": 0.02, "decay": 1.0, "steps": 60}
_sine("D7", "One point at a time (stochastic)", expect="unfinished hovering", **_few, batch=1)
_sine("D7a", "All points in every step", expect="unfinished budget", **_few)
_sine("D7b", "Mini-batches of 16", expect="unfinished budget", **_few, batch=16)
_sine("D7m", "All points, with momentum", expect="unfinished budget", **_few, optimizer="momentum")
_sine(
    "D7s",
    "All points, 16 or one: in one picture",
    "luck",
    Luck(trial="batches"),
    expect="unfinished budget",
    **_few,
)

_sine = _Lesson(SineMLP, "Is it luck?", "luck")
_sine("D1s", "16 seeds of one network", own=Luck(), expect="unfinished crawling")
