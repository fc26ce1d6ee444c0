"""Downhill's engine: gradient descent on curves, surfaces, regressions and networks.  NumPy only.

>>> import gdengine
>>> path = gdengine.descend(gdengine.LANDSCAPES["square"], gdengine.OPTIMIZERS["gd"](lr=0.05), [-4.0], 50)
>>> round(float(path.x[-1, 0]), 12)  # −4·0.9⁵⁰
-0.020615100829

``gdengine.core`` says the types and the axes, ``PRESETS`` has the classic experiments.  What no walk needs is imported
when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gdengine import landscapes
from gdengine.core import Objective, Optimizer, Outcome, Trajectory
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.rules import schedules
from gdengine.rules.optimizers import OPTIMIZERS, RULES

if TYPE_CHECKING:
    from gdengine import expression, network, regression
    from gdengine.activities import secant
    from gdengine.analysis.basins import basins
    from gdengine.analysis.diagnosis import diagnose
    from gdengine.analysis.mends import mends
    from gdengine.analysis.sweeps import sweep
    from gdengine.experiments import EXPERIMENTS
    from gdengine.experiments.presets import PRESETS

__all__ = [
    "EXPERIMENTS",
    "LANDSCAPES",
    "OPTIMIZERS",
    "PRESETS",
    "RULES",
    "Objective",
    "Optimizer",
    "Outcome",
    "Trajectory",
    "basins",
    "descend",
    "diagnose",
    "expression",
    "landscapes",
    "mends",
    "network",
    "regression",
    "schedules",
    "secant",
    "sweep",
    "with_noise",
]


def __getattr__(name: str) -> Any:
    """The rest of the names, imported when one of them is first asked for: a first walk comes in half the time."""
    if name in ("expression", "network", "regression"):
        global expression, network, regression
        import gdengine.expression as expression
        import gdengine.network as network
        import gdengine.regression as regression
    elif name in __all__:
        global EXPERIMENTS, PRESETS, basins, diagnose, mends, secant, sweep
        from gdengine.activities import secant
        from gdengine.analysis.basins import basins
        from gdengine.analysis.diagnosis import diagnose
        from gdengine.analysis.mends import mends
        from gdengine.analysis.sweeps import sweep
        from gdengine.experiments import EXPERIMENTS
        from gdengine.experiments.presets import PRESETS
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
