"""The four experiments, one flat record a page, and the records of what single views ask for besides."""

from gdengine.core import Named
from gdengine.experiments.backprop import Backprop
from gdengine.experiments.batch_walks import Batches
from gdengine.experiments.bending import Bend
from gdengine.experiments.by_hand import ByHand
from gdengine.experiments.descent import RATES
from gdengine.experiments.five_rates import FiveRates
from gdengine.experiments.hiking import Hike
from gdengine.experiments.inside import Inside
from gdengine.experiments.luck import Luck
from gdengine.experiments.measuring import Secant
from gdengine.experiments.mountain import MistyMountain
from gdengine.experiments.one_neuron import OneNeuron
from gdengine.experiments.pins import Pins
from gdengine.experiments.planes import LossPlane
from gdengine.experiments.racing import Race
from gdengine.experiments.records import Experiment, Record
from gdengine.experiments.regression import Regression
from gdengine.experiments.scaling import Scale
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.slope import SlopeExplorer

EXPERIMENTS = Named("page", {record.page: record for record in (SlopeExplorer, MistyMountain, Regression, SineMLP)})

__all__ = [
    "EXPERIMENTS",
    "RATES",
    "Backprop",
    "Batches",
    "Bend",
    "ByHand",
    "Experiment",
    "FiveRates",
    "Hike",
    "Inside",
    "LossPlane",
    "Luck",
    "MistyMountain",
    "OneNeuron",
    "Pins",
    "Race",
    "Record",
    "Regression",
    "Scale",
    "Secant",
    "SineMLP",
    "SlopeExplorer",
]
