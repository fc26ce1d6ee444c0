"""The words on the board of a race, over random races, against the judge of every verdict."""

import dataclasses
import random

import pytest
from browser import some

from gdengine import LANDSCAPES, PRESETS
from gdengine.activities.race import RACERS, standings
from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.endings import Ended
from gdengine.analysis.predicates import judge
from gdengine.analysis.sweeps import goal
from gdengine.analysis.words import race
from gdengine.experiments import MistyMountain, Race
from pages.views.mountain.race import _row, _sentence

RACES = 200
WORDS = {  # what the board says → where the judge says that the racer ended
    "rests in another valley": {Ended.HIGHER},
    "stays in another valley": {Ended.HIGHER},
    "stopped on level ground": {Ended.LEVEL},
    "on flat ground": {Ended.FLAT},
    "hops about a corner": {Ended.CORNER},
    "left the ground": {Ended.OUTSIDE},
    "diverges": {Ended.INFINITY},
    "falls forever": {Ended.BOTTOMLESS},
    "arrived": {Ended.DEEPEST},
}
MANNERS = {  # and of one that has ended nowhere: what holds of its way
    "bounces": "hopping", "wanders": "wandering", "hovers": "hovering", "faded out": "faded", "crawls": "crawling",
    "gave up": "patience", "zigzags": "overshooting", "thrown off": "thrown", "on its way": "budget",
}  # fmt: skip


def races():
    draw = random.Random(5)
    for _ in range(RACES):
        surface = draw.choice(LANDSCAPES.of(2))
        start = [round(draw.uniform(*ends), 2) for ends in LANDSCAPES[surface].box]
        names = draw.sample(RACERS, draw.randint(1, 4))
        rates = {name: float(f"{10 ** draw.uniform(-4, 0):.2g}") for name in names}
        record = MistyMountain(surface=surface, x0=start[0], y0=start[1], steps=draw.choice((30, 100, 250)), noise=0.5)
        yield Race(" ".join(f"{name}_{rate}" for name, rate in rates.items())), record


@pytest.mark.parametrize("part", some(range(4), 0, 1))
def test_what_the_board_says_of_a_racer_is_what_the_judge_says(part):
    said = set()
    for contest, record in [*races()][part::4]:
        field, walks = contest.entrants(record), contest.runs(record)
        felt = {name: racer.objective() for name, racer in field.items()}
        calm = MistyMountain(surface=record.surface).objective()
        finishes = standings(calm, walks, felt=felt)
        low = goal(calm, *walks.values())
        for place, finish in enumerate(finishes, 1):
            racer, run = field[finish.name], walks[finish.name]
            row = _row(racer, finish, place, run.value)
            judged = judge(run, racer.objective())
            ended = Ended(int(judged.ending.ended))
            if finish.arrived is not None:
                assert row.why == ""
                assert ended in (Ended.DEEPEST, Ended.CORNER)
                sampled = felt[finish.name].noisy is not None  # judged by its average
                assert sampled or run.value[-1] <= low + 0.05 * (run.value[0] - low)
                continue
            said.add(row.why)
            assert row.why == race(diagnose(run, racer.objective(), racer.rule()))
            if row.why in WORDS:
                assert ended in WORDS[row.why], (finish, row.why)
            else:
                assert ended == Ended.UNFINISHED
                assert row.why == "not there yet" or getattr(judged.manner, MANNERS[row.why]), (finish, row.why)
            assert row.why != "zigzags" or ended not in (Ended.HIGHER, Ended.LEVEL)
        arrived = [finish.arrived for finish in finishes if finish.arrived is not None]
        assert arrived == sorted(arrived)
    assert {"rests in another valley", "crawls", "diverges"} <= said


def test_who_wins_ties_and_arrives_alone():
    def said(**how):
        record = dataclasses.replace(PRESETS["B1"].record, **how)
        contest = Race()
        return _sentence(standings(record.objective(), contest.runs(record)))

    assert said(surface="camel", x0=1.0, y0=0.5, steps=30).endswith("first,** at step 4. 1 of 6 arrives.")
    assert said(surface="ill_conditioned", x0=-0.35, y0=0.79, lr=1.3, steps=5).startswith(
        "**AdaGrad and RMSProp first,** at step 4."
    )
    nowhere = MistyMountain(surface="formula", formula="ln(x) + y^2", x0=-1, y0=1)
    assert _sentence(standings(nowhere.objective(), Race().runs(nowhere))) == (
        "**Nobody arrives:** where they start there is no height."
    )


def test_who_end_as_low_are_all_named():
    """Whoever follows the slope alone stays on flat ground."""
    flat = MistyMountain(surface="formula", formula="max(x,0)^2+max(y,0)^2-1", x0=-3.0, y0=-3.0, steps=5)
    top = MistyMountain(surface="formula", formula="-x^2-y^2", x0=0.0, y0=0.0, steps=5)
    for record, said in ((flat, "arrive"), (top, "**Nobody arrives.** All end as high, at 0.")):
        assert said in _sentence(standings(record.objective(), Race("gd momentum").runs(record)))
