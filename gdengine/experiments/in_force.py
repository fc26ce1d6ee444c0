"""Every setting that is in force in a record's run, and nothing that is not: knobs, and what is settled without one."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from gdengine.experiments.descent import Descent
from gdengine.experiments.records import ViewRecord
from gdengine.loop.descend import descend

LIMITS = {"tol": "Stops at a slope of", "limit": "Diverged beyond"}  # of the loop; sampled slopes are not tested


def in_force(record: Descent) -> dict[str, Any]:
    """Label → value: the knobs that have an effect beside the others as they stand, what follows from the data, and the
    limits of the loop, which no knob sets."""
    knobs = record.knobs()
    used = [name for name in knobs if record.matters(name) and not idle(record, name)]
    said = {knobs[name].label: getattr(record, name) for name in used}
    known = inspect.signature(descend).parameters
    limits = {LIMITS[name]: known[name].default for name in LIMITS if not (name == "tol" and record.sampled())}
    return {**said, **record.facts(), **limits}


def in_view(own: ViewRecord, record: Descent, records: Mapping[str, Descent]) -> dict[str, Any]:
    """``together`` of the runs that a view shows, as ``own`` has them, and what the view asks for besides."""
    knobs = record.knobs()
    differing = [tell(own, record) for tell in own.differences]
    without = {knobs[name].label for name in own.without_effect(record)}
    said = {label: value for label, value in together(records).items() if label.rpartition(": ")[2] not in without}
    mine = {spec.label: getattr(own, name) for name, spec in own.knobs().items() if own.matters(name)}
    facts = {label: value for one in differing for label, value in one.facts.items()}
    return {**said, **facts, **mine}


def idle(record: Descent, name: str) -> bool:
    """Whether a knob has no effect because of several others: see ``Descent.idle``."""
    return name in record.idle and record.idle[name](record)


def together(records: Mapping[str, Descent]) -> dict[str, Any]:
    """``in_force`` of several records: what they share is said once, the rest with the name of the record before it."""
    each = {name: in_force(record) for name, record in records.items()}
    first = next(iter(each.values()))
    shared = {label: value for label, value in first.items() if all(one.get(label) == value for one in each.values())}
    own = [(f"{name}: {label}", one[label]) for name, one in each.items() for label in one if label not in shared]
    return shared | dict(own)
