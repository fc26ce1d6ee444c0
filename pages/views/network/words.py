"""What the network page says beside its pictures: what a step sees, of a training with mini-batches."""

from __future__ import annotations

from fractions import Fraction

from gdengine.experiments import SineMLP


def loss_note(record: SineMLP) -> str:
    """Which loss is drawn, and the gradient that the steps follow; nothing where that is the gradient of that loss."""
    seen = record.mini_batch()
    if seen is None:
        return ""
    times, points = record.every(), "one point" if seen == 1 else f"{seen} points"
    factor = Fraction(times, record.n)
    before = "" if factor == 1 else f"{factor}·"
    return (
        f"The loss is that of all {record.n} points, looked at once an epoch, but a step sees only {points}: its "
        f"slope is the gradient of {before}Σ(output − y)² over what it sees, sampled. An epoch has {times} such steps, "
        "and at the same weights their slopes average to the gradient of the whole. All of them train one network."
    )
