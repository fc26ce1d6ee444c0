"""``Batches``: the regression page's view of several walks from one start that see more or fewer points a step."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import NamedTuple, final

import numpy as np

from gdengine.core import Array, Trajectory
from gdengine.data.batches import sampled, steps_an_epoch
from gdengine.experiments.descent import LOWEST_DECAY
from gdengine.experiments.knobs import Codec, knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.regression import Regression
from gdengine.experiments.sampled import MOST_A_STEP
from gdengine.experiments.scripts import half_code, indented, rule_code, script, walk_code, whole_code

MOST_WALKS = 6
FULL, ONLINE = "all", "online"
WALK_WORD = re.compile(r"(all|online|[1-9]\d{0,2})(?:_([01]?\.?\d+))?")


class WalkWord(NamedTuple):
    """What one word asks for: how many points a step (0: all), the decay of its rate, whether each is seen once."""

    size: int
    decay: float | None
    once: bool


def walk_word(word: str) -> WalkWord:
    """What ``all``, ``32``, ``1_0.99`` or ``online`` means.  ValueError, with a sentence, for another word."""
    match = WALK_WORD.fullmatch(word)
    decay = float(match[2]) if match and match[2] else None
    if not match or (decay is not None and not LOWEST_DECAY <= decay <= 1):
        raise ValueError(
            f"it is walks: all, online, or points a step, perhaps with a decay as in 1_0.99, and not “{word[:20]}”"
        )
    once = match[1] == ONLINE
    size = 1 if once else 0 if match[1] == FULL else int(match[1])
    if size > MOST_A_STEP:
        raise ValueError(f"a step sees at most {MOST_A_STEP} points, not {size}")
    return WalkWord(size, decay, once)


def _check(walks: str) -> None:
    words = walks.split()
    for word in words:
        walk_word(word)
    if len(words) > MOST_WALKS:
        raise ValueError(f"at most {MOST_WALKS} walks fit into one picture")


@final
@dataclasses.dataclass(frozen=True)
class Batches(ViewRecord):
    """Which walks are drawn, and against what.

    ``online`` is the single-sample walk through points that arrive one by one: each is seen once, in the order of the
    seed, and after the last of them nothing is left to see.  A word may have a decay of its own: ``1_0.99``.
    """

    walks: str = knob(
        "all 32 8 1",
        "Walks",
        codec=Codec(60, check=_check),
        advanced=True,
        help="How many points a step sees: all, 32, 8, 1, each perhaps with a decay (1_0.99); or online: each once.",
        group="view",
    )
    against: str = knob(
        "steps",
        "Drawn against",
        choices=("steps", "samples"),
        help="Steps made, or points looked at: a step that sees all of them costs as much as many that see one.",
        group="view",
    )

    def members(self, record: Regression) -> dict[str, Regression]:
        """The record of every walk, by its word; of the full one alone where none is named.

        A step sees no more points than there are: a walk that would see more is the full one, and drawn once.
        """
        words = dict.fromkeys(possible_word(word, record) for word in self.walks.split() or [FULL])
        return {word: _member(record, walk_word(word)) for word in words}

    def runs(self, record: Regression) -> dict[str, Trajectory]:
        """Every walk, by its word: all from one start on the same points."""
        return {word: member.run()[member.optimizer] for word, member in self.members(record).items()}

    def samples(self, record: Regression) -> dict[str, Array]:
        """Of every walk how many points it has looked at before each of its steps 0 … K: (K + 1,)."""
        return {word: points_seen(member, np.arange(member.steps + 1)) for word, member in self.members(record).items()}

    def code(self, record: Regression) -> str:
        """The script: every walk, one after the other."""
        members = self.members(record)
        walks = [f'    "{word}": ({m.mini_batch()}, {rule_code(m)}, {m.updates()}),' for word, m in members.items()]
        fitted = f'"{record.loss}", batch=batch, seed={record.seed}'
        walk = walk_code(record)
        each = [
            "print(name)",
            f"objective = gdengine.regression.least_squares(X, points.y, {fitted})",
            *half_code(record),
            walk[0].replace(f", {record.updates()}", ", steps", 1),
            *walk[1:],
            *whole_code(record),
        ]
        loop = ["for name, (batch, optimizer, steps) in walks.items():", *indented(each)]
        start = f"start = {record.start().tolist()}"
        return script(*record.design_code(), start, "walks = {", *walks, "}", *loop)


def possible_word(word: str, record: Regression) -> str:
    """The word of a walk as it is among the record's points: where a step would see all of them, that of the full."""
    asked = walk_word(word)
    if asked.once or asked.size < len(record.measured().x):
        return word
    return word.replace(str(asked.size), FULL, 1)


def points_seen(record: Regression, step: Array) -> Array:
    """How many points the walk of the record has looked at before these steps."""
    count = len(record.measured().x)
    size = record.mini_batch() or count
    epoch, turn = np.divmod(step, steps_an_epoch(count, size))
    return epoch * count + turn * size


def rows_seen(record: Regression, steps: Iterable[int]) -> list[Array]:
    """The rows of the points that each of the steps sees."""
    count, size = len(record.measured().x), record.mini_batch()
    return [np.arange(count) if size is None else sampled(step, count, size, record.seed) for step in steps]


def _member(record: Regression, walk: WalkWord) -> Regression:
    count = len(record.measured().x)
    steps = min(record.steps, count) if walk.once else record.steps
    decay = record.decay if walk.decay is None else walk.decay
    return dataclasses.replace(record, batch=walk.size if walk.size < count else 0, decay=decay, steps=steps)
