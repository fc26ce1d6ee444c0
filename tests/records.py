"""What many tests ask of a record: its first run, what became of it; and records on ground that is typed."""

from __future__ import annotations

from typing import Any

from gdengine import Trajectory, diagnose
from gdengine.analysis.diagnosis import Diagnosis
from gdengine.experiments import MistyMountain, SlopeExplorer
from gdengine.experiments.descent import Descent


def run_of(record: Descent) -> Trajectory:
    """Its first run."""
    return next(iter(record.run().values()))


def found(record: Descent) -> Diagnosis:
    """What became of its first run."""
    return diagnose(run_of(record), record.objective(), record.rule())


def on_curve(formula: str, **knobs: Any) -> SlopeExplorer:
    """A record on a curve that is typed."""
    return SlopeExplorer(curve="formula", formula=formula, **knobs)


def on_surface(formula: str, **knobs: Any) -> MistyMountain:
    """A record on a surface that is typed."""
    return MistyMountain(surface="formula", formula=formula, **knobs)
