"""What of the sine page's record cannot be trained, and what is trained instead, with a sentence that says so."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from gdengine import network
from gdengine.experiments.weights import read_weights

if TYPE_CHECKING:
    from gdengine.experiments.sine import SineMLP

MOST_UPDATES = 8_000  # of a training: up to half a second, of a small network


def soon_enough(record: SineMLP) -> tuple[SineMLP, list[str]]:
    """No more updates than one cares to wait for."""
    most = MOST_UPDATES // record.every()
    if record.steps <= most:
        return record, []
    said = f"{record.steps} epochs of {record.every()} updates each take too long: {most} are trained."
    return dataclasses.replace(record, steps=most), [said]


def with_values(record: SineMLP) -> tuple[SineMLP, list[str]]:
    """A formula that has values where the points are."""
    try:
        record.drawn()
    except ValueError as error:
        said = f"The formula {record.formula} cannot be learned: {error}. The sine is."
        return dataclasses.replace(record, target="sine"), [said]
    return record, []


def as_many_weights(record: SineMLP) -> tuple[SineMLP, list[str]]:
    """Typed weights, if there are any, as many as the network has."""
    count, needed = len(read_weights(record.weights)), network.count(record.sizes())
    if count in (0, needed):
        return record, []
    name = "–".join(map(str, record.sizes()))
    said = f"A {name} network has {needed} weights and biases, and {count} were typed: the first weights are drawn."
    return dataclasses.replace(record, weights=""), [said]
