"""``Luck``: the network page's view of what chance does: seeds, activations over many seeds, and batches.

Axes: S seeds, K epochs recorded, P places along x.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple, final

import numpy as np
from numpy.typing import ArrayLike

from gdengine import network
from gdengine.analysis.training import looked_at
from gdengine.core import Array, Trajectory
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.scripts import indented, rule_code, script
from gdengine.experiments.sine import ACTIVATION_NAMES, SineMLP
from gdengine.experiments.trainable import MOST_UPDATES
from gdengine.experiments.training_script import data_code, start_code, training_code
from gdengine.loop.recording import Watch

MINI_BATCH = 16  # points, where the record's own batch is all or one
MOST_SEED = 9999
MOST_TRIED_UPDATES = 24_000  # of all trainings together: a second of small networks
LEAST_SEEDS = 2


class SeedRun(NamedTuple):
    """One seed's training."""

    record: SineMLP  # what opens it
    run: Trajectory  # losses and outcome
    curve: Array  # (K, P), single precision
    held: Array  # (K,) the loss on the points held out; nan where there are none

    @property
    def loss(self) -> float:
        """What it ends with; infinite where it diverged."""
        last = float(self.run.value[-1])
        return last if np.isfinite(last) else float("inf")


class Contest(NamedTuple):
    """Two activations over the same seeds: the losses they end with, and in how many seeds each has the lower one."""

    names: tuple[str, str]
    seeds: tuple[int, ...]
    loss: Array  # (S, 2)
    wins: tuple[int, int]


class BatchRun(NamedTuple):
    """The same training with so many points a step; every row in epochs, in updates and in points seen."""

    size: int
    run: Trajectory  # losses and outcome
    epoch: Array  # (K,)
    update: Array  # (K,)
    seen: Array  # (K,)
    curve: Array  # (K, P), single precision


@final
@dataclasses.dataclass(frozen=True)
class Luck(ViewRecord):
    """What is tried, and how often."""

    trial: str = knob(
        "seeds",
        "Tried",
        choices=("seeds", "activations", "batches"),
        help="One network with many seeds, two activations with the same seeds, or other numbers of points a step.",
        group="view",
    )
    seeds: int = knob(
        16,
        "Seeds",
        2,
        20,
        step=1,
        help="How many, from the page's own on.",
        when=("trial", ("seeds", "activations")),
        group="view",
    )
    rival: str = knob(
        "relu",
        "Against",
        choices=ACTIVATION_NAMES,
        help="The activation that the network's own is held against.",
        when=("trial", ("activations",)),
        group="view",
    )
    counted: str = knob(
        "epochs",
        "Counted in",
        choices=("epochs", "updates", "seen"),
        help="What the losses are drawn against: epochs, updates made, or points seen.",
        when=("trial", ("batches",)),
        group="view",
    )

    def affordable(self, record: SineMLP) -> int:
        """How many seeds are tried: those asked for, or as many as may be trained (``MOST_TRIED_UPDATES``)."""
        each = record.updates() * (2 if self.trial == "activations" else 1)
        return min(self.seeds, max(LEAST_SEEDS, MOST_TRIED_UPDATES // each))

    def records(self, record: SineMLP) -> list[SineMLP]:
        """One record a seed, the page's own first: data, first weights and batches are all the seed's."""
        count = self.affordable(record)
        first = min(record.seed, MOST_SEED + 1 - count)
        others = [seed for seed in range(first, first + count) if seed != record.seed]
        chosen = [record.seed, *others][:count]
        return [dataclasses.replace(record, seed=seed, versus="none") for seed in chosen]

    def seed_runs(self, record: SineMLP, across: ArrayLike, watch: Watch | None = None) -> list[SeedRun]:
        """Every seed's training, looked at along ``across`` (P,), by rising loss; what diverged comes last.

        Each is, bit for bit, the run of its record, so that a click that opens it shows the same picture.
        """
        return sorted((_seed_run(each, across, watch) for each in self.records(record)), key=lambda one: one.loss)

    def contest(self, record: SineMLP, watch: Watch | None = None) -> Contest:
        """The network's own activation against the rival, over the same seeds: which ends with the lower loss."""
        names = (record.activation, self.rival)
        seeds = dataclasses.replace(self, trial="activations").records(record)
        each = [
            [_seed_run(dataclasses.replace(one, activation=name), [0.0], watch).loss for name in names] for one in seeds
        ]
        loss = np.array(each)
        wins = int((loss[:, 0] < loss[:, 1]).sum()), int((loss[:, 1] < loss[:, 0]).sum())
        return Contest(names, tuple(one.seed for one in seeds), loss, wins)

    def batches(self, record: SineMLP, across: ArrayLike = (0.0,), watch: Watch | None = None) -> list[BatchRun]:
        """All points a step, a few (the record's own number, or 16) and one: the same data, start, rule and epochs.

        Each is looked at along ``across`` (P,).
        There are as many epochs as all three can be trained for (``MOST_UPDATES``).
        """
        found = []
        for each in self.batch_records(record):
            made, epoch = _seed_run(each, across, watch), np.arange(each.steps + 1)
            found.append(BatchRun(each.batch, made.run, epoch, epoch * each.every(), epoch * each.n, made.curve))
        return found

    def batch_records(self, record: SineMLP) -> list[SineMLP]:
        """The records of ``batches``."""
        own = record.mini_batch() or 0
        mini = own if own > 1 else min(MINI_BATCH, record.n - 1)
        epochs = min(record.steps, MOST_UPDATES // record.n)
        sizes = (record.n, mini, 1)
        return [dataclasses.replace(record, batch=size, steps=epochs, versus="none") for size in sizes]

    def runs(self, record: SineMLP) -> dict[str, Trajectory]:
        if self.trial == "batches":
            return {f"{one.size} a step": one.run for one in self.batches(record)}
        if self.trial == "seeds":
            return {f"seed {one.seed}": _seed_run(one, [0.0], None).run for one in self.records(record)}
        each = [(one, name) for one in self.records(record) for name in self.names(record)]
        return {
            f"seed {one.seed}, {name}": _seed_run(dataclasses.replace(one, activation=name), [0.0], None).run
            for one, name in each
        }

    def names(self, record: SineMLP) -> tuple[str, ...]:
        """The activations that are tried, the network's own first."""
        return tuple(dict.fromkeys((record.activation, self.rival)))

    def code(self, record: SineMLP) -> str:
        if self.trial == "batches":
            each = [
                [f"optimizer = {rule_code(one)}", *training_code(one, f'"{one.batch} a step"', f'"{one.activation}"')]
                for one in self.batch_records(record)
            ]
            return script(*data_code(record), start_code(record), *(line for lines in each for line in lines))
        if self.trial == "seeds":
            training = training_code(record, 'f"seed {seed}"', f'"{record.activation}"', "seed")
        else:
            body = indented(training_code(record, 'f"seed {seed}, {activation}"', seed="seed"))
            training = [f"for activation in {self.names(record)}:", *body]
        seeds = tuple(one.seed for one in self.records(record))
        lines = [*data_code(record, "seed"), start_code(record, "seed"), *training]
        return script(f"optimizer = {rule_code(record)}", f"for seed in {seeds}:", *indented(lines))


def _seed_run(record: SineMLP, across: ArrayLike, watch: Watch | None) -> SeedRun:
    net = record.objective()
    assert isinstance(net, network.Network)
    options, held = record.options(), record.held_out()
    made = looked_at(net, record.rule(), record.start(), record.updates(), across, held, watch, fitted=False, **options)
    seen, run = made.seen, made.run
    return SeedRun(record, run, seen["curve"], seen.get("held", np.full(len(run.value), np.nan)))
