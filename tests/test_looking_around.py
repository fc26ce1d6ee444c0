"""What is looked at first decides as the whole look would, for many members at once as for each alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from gdengine import LANDSCAPES, OPTIMIZERS, Objective
from gdengine.analysis import surroundings as around
from gdengine.analysis.endings import ending
from gdengine.analysis.walks import along, walks
from gdengine.core import Array, from_components
from gdengine.landscapes.minima import newton_step
from gdengine.loop.descend import descend

GROUNDS = [*LANDSCAPES.of(1), *LANDSCAPES.of(2)]


def places(objective: Objective, count: int = 60) -> Array:
    """Places (n, D) in the box, the known minima among them."""
    low, high = np.array(objective.box).T
    drawn = np.random.default_rng(5).uniform(low, high, (count, objective.dim))
    return np.concatenate([drawn, np.reshape(objective.minima, (-1, objective.dim))])


def halved(objective: Objective, a: Array, b: Array) -> Iterator[Array]:
    """The middles of the bisection, all of them."""
    way = b - a
    for _ in range(around.HALVINGS + 1):
        yield (a + b) / 2
        falls = (along(objective.grad((a + b) / 2), way) < 0)[:, None]
        a, b = np.where(falls, (a + b) / 2, a), np.where(falls, b, (a + b) / 2)


@pytest.mark.parametrize("name", GROUNDS)
@np.errstate(all="ignore")
def test_ground_is_flat_where_the_whole_circle_is(name: str) -> None:
    objective = LANDSCAPES[name]
    x = places(objective)
    for wide in (1.0, 1e-6, 1e-12):
        ring = around.circle(objective, x, objective(x), wide)
        whole = np.maximum(ring.drop, ring.rise) <= ring.noise
        assert (around.flat(objective, x, objective(x), wide) == whole).all()


def test_a_foot_of_a_slope_is_not_flat() -> None:
    """Level to the south and the east, where one looks first, and not to the north."""
    slope = from_components("slope", lambda m, x, y: (abs(y) + y, (0 * x, 1 + y / abs(y))), 2, box=((-1, 1), (-1, 1)))
    x = np.array([[0.3, 0.0], [0.0, 0.0], [0.3, -0.5]])
    with np.errstate(invalid="ignore"):
        assert around.flat(slope, x, slope(x), 2.0).tolist() == [False, False, True]


@pytest.mark.parametrize("name", GROUNDS)
@np.errstate(all="ignore")
def test_bisection_that_stops_early_is_where_all_halvings_lead(name: str) -> None:
    objective = LANDSCAPES[name]
    a = places(objective)
    b = a[::-1].copy()
    *_, last = halved(objective, a, b)
    assert around.floor_between(objective, a, b).tobytes() == last.tobytes()


@pytest.mark.parametrize("name", GROUNDS)
@np.errstate(all="ignore")
def test_a_search_of_many_is_each_ones_own(name: str) -> None:
    """Who has come to rest leaves the search of the others as it is, and has arrived where all steps lead."""
    objective = LANDSCAPES[name]
    x = places(objective)
    within = np.full(len(x), 1.0)
    found = around.nearest_minimum(objective, x, within, 10.0)
    alone = [around.nearest_minimum(objective, x[i : i + 1], within[:1], 10.0)[0] for i in range(len(x))]
    assert np.array_equal(found, alone, equal_nan=True)
    there = x.copy()
    for _ in range(around.SEARCH_STEPS):
        step, _ = newton_step(objective, there, level=around.LEVEL_AXES)
        length = np.linalg.norm(step, axis=-1, keepdims=True)
        step = np.where(np.isfinite(step).all(-1, keepdims=True), step, 0.0)
        there = there - step * np.fmin(1.0, 1.0 / np.where(length > 0, length, 1.0))
    arrived = np.isfinite(found[:, 0])
    assert (found[arrived] == there[arrived]).all()


@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("name", ["double_well", "kink", "plateau", "himmelblau", "saddle"])
@np.errstate(all="ignore")
def test_many_walks_are_judged_as_each_alone(name: str, rule: str) -> None:
    """Walks of all lengths and ends, at many rates: what is worked out of some members only is theirs."""
    objective = LANDSCAPES[name]
    rates = np.geomspace(1e-3, 3, 9)[:, None, None]
    run = descend(objective, OPTIMIZERS[rule](rates), places(objective, 12), 60)
    together = ending(walks(run, objective))
    alone = [ending(walks(run.member(index), objective)) for index in np.ndindex(run.last.shape)]
    assert [np.concatenate(part).tolist() for part in zip(*alone)] == [part.tolist() for part in together]
