"""The four experiments, one flat record a page, and what they share: a rule, a start and a budget of steps."""

from gdengine.experiments.descent import RATES
from gdengine.experiments.mountain import MistyMountain
from gdengine.experiments.regression import Regression
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.slope import SlopeExplorer

EXPERIMENTS = {record.page: record for record in (SlopeExplorer, MistyMountain, Regression, SineMLP)}

__all__ = ["EXPERIMENTS", "RATES", "MistyMountain", "Regression", "SineMLP", "SlopeExplorer"]
