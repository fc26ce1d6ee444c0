"""Downhill's engine: gradient descent on curves, surfaces, regressions and networks.  NumPy only.

>>> import gdengine
>>> path = gdengine.descend(gdengine.LANDSCAPES["square"], gdengine.OPTIMIZERS["gd"](lr=0.05), [-4.0], 50)
>>> float(path.x[-1, 0])
-0.0206151008294...

See ``core`` for the types and the axes, ``presets`` for the classic experiments.
"""

from gdengine import expression, landscapes, network, regression
from gdengine.activities import secant
from gdengine.analysis.basins import basins
from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.mends import mends
from gdengine.analysis.sweeps import sweep
from gdengine.core import Objective, Optimizer, Outcome, Trajectory
from gdengine.experiments import EXPERIMENTS
from gdengine.experiments.presets import PRESETS
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.rules import schedules
from gdengine.rules.optimizers import OPTIMIZERS, RULES

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
