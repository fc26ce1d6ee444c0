"""The words of a step: a template for every rule, and every sum in it is right."""

import re

import numpy as np
import pytest

from gdengine import LANDSCAPES, OPTIMIZERS, descend
from gdengine.loop.replay import replay
from pages.ui import worked_step

SIGNS = str.maketrans({"−": "-", "·": "*", "²": ""})
NUMBER = re.compile(r"\{(\w+)(?::\w+)?\}")


def numbers_of(rule, k):
    run = descend(LANDSCAPES["himmelblau"], rule, [-1.0, 2.0], 20)
    mine = worked_step._numbers(rule, run, replay(rule, run), 1)
    return {name: float(np.broadcast_to(values, len(run.step))[k]) for name, values in mine.items()}


def sums_of(line, numbers):
    """The arithmetic in a line: (the sum with its numbers, what it is said to be)."""
    for part in line.split(", "):
        *_, worked, result = (None, None, *part.split(" = "))
        if worked and NUMBER.search(worked):
            squared = re.sub(r"\{(\w+):\w+\}²", r"({\1})**2", worked)
            filled = NUMBER.sub(lambda match: f"({numbers[match[1]]!r})", squared)
            yield eval(filled.translate(SIGNS)), numbers[NUMBER.search(result)[1]]


def test_every_rule_has_its_words():
    assert list(worked_step.STEPS) == list(OPTIMIZERS)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("k", [0, 1, 7])
def test_every_sum_is_right(name, k):
    numbers = numbers_of(OPTIMIZERS[name](lr=0.005), k)
    sums = [pair for line in worked_step.STEPS[name] for pair in sums_of(line, numbers)]
    assert sums
    for worked, said in sums:
        assert worked == pytest.approx(said, rel=1e-9)


def test_a_wrong_sum_is_seen():
    numbers = numbers_of(OPTIMIZERS["gd"](lr=0.005), 3)
    ((worked, said),) = sums_of(worked_step.STEPS["gd"][0].replace("− {rate}", "+ {rate}"), numbers)
    assert worked != pytest.approx(said, rel=1e-9)
