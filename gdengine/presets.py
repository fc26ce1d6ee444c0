"""``PRESETS``: the classic experiments, by the names of the books they come from.

A preset only sets the controls; it never locks them.  To add one, add a line: it appears in its page's menu, as a link
(``?preset=A4``) and in the tests.
"""

from __future__ import annotations

from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from gdengine.knobs import Experiment

PRESETS: dict[str, Experiment] = {}
TITLES: dict[str, str] = {}  # id -> what the menu says


def preset(name: str, title: str, record: Experiment) -> None:
    """Enter a record under a short name."""
    if name in PRESETS:
        raise ValueError(f"there is already a preset called {name!r}: choose another name")
    PRESETS[name], TITLES[name] = record, title


def presets_of(page: str) -> list[str]:
    """The names of a page's presets, in order."""
    return [name for name, record in PRESETS.items() if record.page == page]


preset("A4", "Descent on x²", SlopeExplorer())
preset("A5a", "η = 0.5: one jump", SlopeExplorer(lr=0.5))
preset("A5b", "η = 0.9: zigzags in", SlopeExplorer(lr=0.9))
preset("A5c", "η = 1: bounces for ever", SlopeExplorer(lr=1.0))
preset("A5", "η = 1.1: diverges", SlopeExplorer(lr=1.1))
preset("A6", "One weight of a line", SlopeExplorer(curve="one_weight", x0=8.0, lr=0.01))
preset("A1", "A parabola and its slope", SlopeExplorer(curve="parabola", x0=-2.0, lr=0.02))
preset("A7", "Error of a line against its weight", SlopeExplorer(curve="sine_weight", x0=-20.0, lr=0.002))
preset("A8", "A shallow and a deep valley", SlopeExplorer(curve="double_well", x0=2.2, lr=0.05))
preset("A8m", "Momentum crosses the ridge", SlopeExplorer(curve="double_well", x0=2.2, lr=0.05, optimizer="momentum"))
preset("A9", "Plateau: plain descent crawls", SlopeExplorer(curve="plateau", x0=5.0, lr=0.5, steps=200))
preset("A9r", "Plateau: RMSProp walks on", SlopeExplorer(curve="plateau", x0=5.0, lr=0.1, optimizer="rmsprop"))

preset("B1", "Lost in the mist", MistyMountain())
preset("B2", "A bowl: one valley", MistyMountain(surface="bowl"))
preset("B6", "Four valleys (Himmelblau)", MistyMountain(surface="himmelblau", x0=0.0, y0=0.0, lr=0.01))
preset("B7", "A narrow curved valley (Rosenbrock)", MistyMountain(surface="rosenbrock", x0=-1.2, y0=1.0, lr=0.001, steps=500))

preset("C3", "Ten points, fitted", Regression())
preset("C4", "Rate just too large: diverges", Regression(b1=-2.0, lr=0.0065, steps=100))
preset("C5", "Overshoots at every step, yet arrives", Regression(b1=-2.0, lr=0.0055, steps=100))
preset("C1", "A noisy line", Regression(data="noisy_line", b0=8.0, b1=-1.0, lr=0.02, loss="mse", steps=300))

preset("D1", "A network learns a sine", SineMLP())
preset("D2", "ReLU against tanh", SineMLP(activation="relu", versus="tanh"))
preset("D6", "Without a bend: a straight line", SineMLP(activation="identity"))
