"""Downhill's engine: gradient descent on curves, surfaces, regressions and networks.  NumPy only.

>>> import gdengine
>>> path = gdengine.descend(gdengine.LANDSCAPES["square"], gdengine.OPTIMIZERS["gd"](lr=0.05), [-4.0], 50)
>>> float(path.x[-1, 0])
-0.0206151008294...

See ``core`` for the types and the axes, ``presets`` for the classic experiments.
"""

from gdengine import expression, network, regression, schedules
from gdengine.core import Objective, Optimizer, Outcome, Trajectory
from gdengine.descend import descend
from gdengine.diagnose import diagnose
from gdengine.experiments import EXPERIMENTS
from gdengine.explore import basins, sweep
from gdengine.landscapes import LANDSCAPES
from gdengine.noise import with_noise
from gdengine.optimizers import OPTIMIZERS
from gdengine.presets import PRESETS

__all__ = [
    "EXPERIMENTS",
    "LANDSCAPES",
    "OPTIMIZERS",
    "PRESETS",
    "Objective",
    "Optimizer",
    "Outcome",
    "Trajectory",
    "basins",
    "descend",
    "diagnose",
    "expression",
    "network",
    "regression",
    "schedules",
    "sweep",
    "with_noise",
]
