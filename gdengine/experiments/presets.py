"""``PRESETS``: the classic experiments, by their names.

A preset only sets the controls; it never locks them.  To add one, add a line: it appears in its page's menu, as a link
(``?preset=A4``) and in the tests.  A page opens with the first of its presets.
"""

from __future__ import annotations

from gdengine.activities.race import RACERS
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from gdengine.experiments.knobs import Experiment

PRESETS: dict[str, Experiment] = {}
TITLES: dict[str, str] = {}  # name -> what the menu says


def preset(name: str, title: str, record: Experiment) -> None:
    """Enter a record under a short name."""
    if name in PRESETS:
        raise ValueError(f"there is already a preset called {name!r}: choose another name")
    PRESETS[name], TITLES[name] = record, title


def presets_of(page: str) -> list[str]:
    """The names of a page's presets, in order."""
    return [name for name, record in PRESETS.items() if record.page == page]


def _slope(name, title, **knobs):
    preset(name, title, SlopeExplorer(**knobs))


_slope("A4", "Descent on x²")
_slope("A5a", "η = 0.5: one jump", lr=0.5)
_slope("A5b", "η = 0.9: zigzags in", lr=0.9)
_slope("A5c", "η = 1: bounces for ever", lr=1.0)
_slope("A5", "η = 1.1: diverges", lr=1.1)
_slope("A5s", "Five rates side by side", lens="regimes")
_slope("A1", "A parabola and its slope", lens="slope", curve="parabola", x0=-2.0, lr=0.02, h=0.1)
_slope("A2", "The slope as a limit", lens="slope", curve="parabola", x0=-2.0, lr=0.02, h=1.0)
_slope("A3", "The slope as sensitivity", lens="slope", curve="parabola", x0=-2.0, lr=0.02, h=0.01)
_slope("A6", "One weight of a line", lens="weight", curve="one_weight", x0=8.0, lr=0.01)
_slope("A7", "Error of a line against its weight", lens="slope", curve="sine_weight", x0=-20.0, lr=0.002)
_slope("A7b", "The same with bias 0", lens="slope", curve="sine_weight_0", x0=1.0, lr=0.002)
_slope("A8", "Two valleys: ends in the shallow one", curve="double_well", x0=2.2)
_slope("A8b", "Two valleys: ends in the deep one", curve="double_well", x0=-0.4)
_slope("A8m", "Two valleys: momentum crosses the ridge", curve="double_well", x0=2.2, optimizer="momentum", steps=125)
_slope("A8s", "Two valleys: every start at every rate", lens="starts", curve="double_well", x0=2.2)
_slope("A9", "Plateau: plain descent crawls", curve="plateau", x0=5.0, lr=0.5, steps=250)
_slope("A9r", "Plateau: RMSProp walks on", curve="plateau", x0=5.0, lr=0.1, optimizer="rmsprop", steps=250)


def _mountain(name, title, **knobs):
    preset(name, title, MistyMountain(**{"lens": "descend", **knobs}))


def _race(name, title, racers, **knobs):
    _mountain(name, title, lens="race", racers=racers, **knobs)


ALL = " ".join(RACERS)

_mountain("B1", "Lost in the mist", lens="hike")
_mountain("B2", "A bowl: one valley", lens="starts", surface="bowl")
_mountain("B2r", "Rugged ground: many valleys", lens="starts", surface="rastrigin", x0=-2.2, y0=1.7, lr=0.002)
_mountain("B3", "Steps grow with the slope", surface="bowl", x0=3.5, y0=1.5)
_mountain("B3a", "Rate too small: never gets there", surface="bowl", x0=3.5, y0=1.5, lr=0.002)
_mountain("B3b", "Rate too large: steps over the minimum", surface="bowl", x0=3.5, y0=1.5, lr=0.95)
_mountain("B4", "Stuck in a shallow valley", x0=1.0, y0=1.0, lr=0.15, steps=250)
_mountain("B4m", "Momentum gets out", x0=1.0, y0=1.0, lr=0.15, steps=250, optimizer="momentum")
_mountain("B4n", "A stumbling hiker gets out", x0=1.0, y0=1.0, lr=0.15, steps=250, noise=2.0, decay=0.99)
_mountain("B4p", "Stuck on a plateau", surface="valley", x0=-3.0, y0=-2.0, steps=125)
_mountain("B4q", "Adam leaves the plateau", surface="valley", x0=-3.0, y0=-2.0, steps=125, optimizer="adam")
_race("B4r", "Local minimum: who gets out?", "gd momentum nesterov adam_0.3", x0=1.0, y0=1.0, lr=0.15, steps=250)
_race("B4s", "Plateau: who gets off it?", "gd momentum rmsprop adam", surface="valley", x0=-3.0, y0=-2.0, steps=250)
_race(
    "B5",
    "All rules from the same start",
    ALL,
    surface="ill_conditioned",
    x0=-1.8,
    y0=1.0,
    lr=0.01,
    steps=500,
    noise=5.0,
)
_mountain("B6", "Four valleys (Himmelblau)", lens="starts", surface="himmelblau", x0=0.0, y0=0.0, lr=0.01)
_mountain(
    "B6m",
    "Momentum frays the borders",
    lens="starts",
    surface="himmelblau",
    x0=0.0,
    y0=0.0,
    lr=0.01,
    optimizer="momentum",
    steps=250,
)
_mountain("B7", "A narrow curved valley (Rosenbrock)", surface="rosenbrock", x0=-1.2, y0=1.0, lr=0.001, steps=1000)
_mountain("B7s", "A saddle: slow near the pass", surface="saddle", x0=-1.5, y0=0.001, lr=0.1, steps=125)
_mountain("B7i", "An ill-conditioned bowl", surface="ill_conditioned", x0=-1.8, y0=1.0, lr=0.019, steps=250)
_mountain(
    "B7m",
    "Rate × momentum on that bowl",
    lens="momentum",
    surface="ill_conditioned",
    x0=-1.8,
    y0=1.0,
    lr=0.019,
    steps=125,
    optimizer="momentum",
)
_race(
    "B7p",
    "A pass: only stumbling gets off it",
    "gd sgd momentum adam",
    surface="saddle",
    x0=-1.5,
    y0=0.0,
    steps=125,
    noise=0.1,
)
_race(
    "B7r",
    "A ravine: who gets through?",
    "gd momentum nesterov adam_0.1",
    surface="rosenbrock",
    x0=-1.2,
    y0=1.0,
    lr=0.001,
    steps=500,
)


def _regression(name, title, **knobs):
    preset(name, title, Regression(**knobs))


_NOISY = {"data": "noisy_line", "loss": "mse"}
_CROWD = {**_NOISY, "n": 128, "noise": 10.0, "scale": "standardized", "b0": 0.0, "b1": 0.0, "lr": 0.05, "steps": 500}

_regression("C3", "Ten points, fitted")
_regression("C4", "Rate just too large: diverges", b1=-2.0, lr=0.0065, steps=100)
_regression("C5", "Overshoots at every step, yet arrives", b1=-2.0, lr=0.0055, steps=100)
_regression("C1", "A noisy line: fit it by hand first", **_NOISY, b0=8.0, b1=-1.0, lr=0.02, steps=250)
_regression("C2", "The mean squared error is a bowl", **_NOISY, b0=-15.0, b1=6.0, lr=0.02)
_regression("C6", "Line, loss and map move together", lr=0.004, steps=250)
_regression("C7", "One point at a time (stochastic)", **_CROWD, batch=1)
_regression("C7a", "All points in every step", **_CROWD)
_regression("C7b", "Mini-batches of 8", **_CROWD, batch=8)
_regression("C7c", "Mini-batches of 32", **_CROWD, batch=32)
_regression("C7d", "Mini-batches of 64", **_CROWD, batch=64)
_regression("C7e", "One at a time, the rate decays: it settles", **_CROWD, batch=1, decay=0.99)
_regression("C8", "Descent meets the closed form", lr=0.0055)
_regression("C9", "Stops when the loss no longer improves", patience=1, epsilon=1e-4)


def _sine(name, title, **knobs):
    preset(name, title, SineMLP(**knobs))


_sine("D1", "A network learns a sine")
_sine("D1r", "ReLU: straight pieces", activation="relu")
_sine("D2", "ReLU against tanh", activation="relu", versus="tanh")
_sine("D3", "One neuron", width=1, layers=1)
_sine("D4", "A network small enough to follow", width=3, layers=1)
_sine("D5", "A network small enough to draw", width=8)
_sine("D6", "Without a bend: a straight line", activation="identity")
_sine("D7", "One point at a time (stochastic)", batch=1, lr=0.02, decay=1.0, steps=60)
_sine("D7a", "All points in every step", lr=0.02, decay=1.0, steps=60)
_sine("D7b", "Mini-batches of 16", batch=16, lr=0.02, decay=1.0, steps=60)
_sine("D7m", "All points, with momentum", lr=0.02, decay=1.0, steps=60, optimizer="momentum")
_sine("D8", "The loss of a network is no bowl")
