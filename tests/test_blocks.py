"""Walks in blocks are, bit for bit, the walks step by step: recorded, thinned, and of which only the ends are asked.

``same_ends`` compares x, value, gradient, outcome and last step.  Random walks are drawn over all landscapes, typed
formulas, rules, limits and tolerances.
"""

import dataclasses
import math
import tracemalloc
from unittest.mock import patch

import numpy as np
import pytest
from browser import some

from gdengine import LANDSCAPES, OPTIMIZERS, Outcome, descend, expression, schedules
from gdengine.core import Optimizer, from_components
from gdengine.loop import blocks, in_place
from gdengine.loop.in_place import Bound, Buffers, slopes, step_of
from gdengine.loop.ranges import MONOTONE, RISING, _range, finite
from gdengine.loop.trace import Symbol, trace, trace_rule
from gdengine.regression import least_squares
from gdengine.rules.rule import by_numbers
from gdengine.rules.side_by_side import side_by_side

pytestmark = pytest.mark.filterwarnings("error")

TYPED = (
    "x^2+3*sin(2*x)", "ln(x)+x^2", "1/x+x", "sqrt(x)+1/x", "abs(x)", "x^x", "e^(-x^2)", "tan(x)", "x^(1/3)", "-x^4",
    "x^2*y+sin(y)*cos(x)+y^2", "ln(x^2+y^2)", "x^4+y^4-4*x*y", "1/(1+x^2+y^2)", "max(x,y)^2+abs(x-y)", "7", "sqrt(x*y)",
)  # fmt: skip
BY_CASES = ("x^x", "ln(x^2+y^2)", "max(x,y)^2+abs(x-y)", "sqrt(x*y)")  # slopes by cases: no list of operations
FORMULAS = {text: expression.parse(text) for text in TYPED}
LINE = least_squares(np.column_stack([np.ones(5), np.arange(5.0)]), np.array([1.0, 3.0, 2.0, 5.0, 4.0]))
GROUNDS = {**LANDSCAPES, **FORMULAS, "line": LINE}
PAIRS = [(ground, rule) for ground in GROUNDS for rule in OPTIMIZERS]
RATES = (1e-3, 0.02, 0.1, 0.5, 1.0, 3.0)
OPTIONS = (
    {}, {"tol": 1e-6}, {"tol": 0.05}, {"limit": 50.0}, {"limit": 1e4, "tol": 1e-3}, {"limit": math.inf},
    {"limit": 1e200}, {"patience": 4, "epsilon": 1e-3},
)  # fmt: skip


def step_by_step(*walk, **options):
    """The walk in which everybody is looked at after every step."""
    with patch.dict(descend.__globals__, in_blocks=lambda *_: False):
        return descend(*walk, **options)


def same(one, other):
    """The same bits; but nan is nan."""
    one, other = np.ascontiguousarray(one), np.ascontiguousarray(other)
    return np.array_equal(np.nan_to_num(one).view(np.int64), np.nan_to_num(other).view(np.int64)) and np.array_equal(
        np.isnan(one), np.isnan(other)
    )


def same_ends(objective, rule, starts, steps, **options):
    """The walk step by step, after it has been compared with the recorded walk, a thinned one and the ends alone."""
    whole = step_by_step(objective, rule, starts, steps, **options)
    for every in (1, 5):
        run = descend(objective, rule, starts, steps, **options, every=every)
        for name, full, part in zip(run._fields, whole, run):
            assert same((full if name in ("outcome", "last") else full[::every]).astype(float), part.astype(float)), (
                name
            )
    ends = descend(objective, rule, starts, steps, **options, history=False)
    assert np.array_equal(whole.outcome, ends.outcome)
    assert np.array_equal(whole.last, ends.last)
    places = tuple(np.indices(whole.last.shape))
    for name, full, last in zip(("x", "value", "grad"), whole[1:4], ends[1:4]):
        assert same(full[whole.last, *places], last[0]), name
    return whole


def spread(objective, count, seed):
    """Starts over the box and a little beyond, some exactly at 0 and at known minima."""
    box = np.array(objective.box or [(-4, 4)] * objective.dim, float)
    starts = np.random.default_rng(seed).uniform(*(box + np.array([-0.5, 0.5])).T, (count, objective.dim))
    starts[:2] = [[0.0], [-0.0]]
    starts[2:4] = objective.minima[0] if objective.minima else 1.0
    return starts


@pytest.mark.parametrize(("ground", "rule"), some(PAIRS, *PAIRS[::5]))
def test_ends_on_every_ground_by_every_rule(ground, rule):
    objective, seed = GROUNDS[ground], len(ground) + len(rule)
    for rate, options in zip(RATES * 2, OPTIONS + OPTIONS):
        with np.errstate(all="ignore"):
            same_ends(objective, OPTIMIZERS[rule](rate), spread(objective, 30, seed), 61, **options)


@pytest.mark.parametrize("seed", range(60))
def test_random_walks(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    monkeypatch.setattr(blocks, "FEW_LEAVING", 250 * (seed % 2))  # few are enough to leave, in every other walk
    objective = GROUNDS[rng.choice([*GROUNDS])]
    rule = OPTIMIZERS[rng.choice([*OPTIMIZERS])]
    rate = 10 ** rng.uniform(-4, 1)
    lr = [rate, schedules.cosine(rate, 40), schedules.exponential(rate, 0.9), schedules.constant(rate)][rng.integers(4)]
    options = {"limit": 10 ** rng.uniform(0.5, 14), "tol": float(rng.choice([0, 10 ** rng.uniform(-12, 0)]))}
    starts = spread(objective, int(rng.integers(13, 300)), seed)
    same_ends(objective, rule(lr), starts, int(rng.integers(0, 400)), **options)


@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("ground", ["himmelblau", "rosenbrock", "square", "x^x"])
def test_a_sweep_of_rates(ground, rule):
    objective = GROUNDS[ground]
    rates = np.geomspace(1e-5, 2, 200)[:, None]
    run = same_ends(objective, OPTIMIZERS[rule](rates), [1.5] * objective.dim, 150)
    assert len({*run.outcome.ravel().tolist()}) > 1 or rule not in ("gd", "momentum", "nesterov") or ground == "x^x"


def test_somebody_ends_at_every_step_of_a_block():
    """On x² a rate above 1 diverges after a while, one of ½ jumps to the bottom, and e^… is left by its limit."""
    rates = 1 + np.geomspace(1e-2, 10, 400)
    lost = same_ends(LANDSCAPES["square"], OPTIMIZERS["gd"](rates[:, None]), [-4.0], 300)
    assert {*(lost.last[lost.outcome == Outcome.DIVERGED] % blocks.BLOCK)} == {*range(blocks.BLOCK)}
    starts = np.geomspace(1e-2, 1e3, 400)[:, None]
    found = same_ends(LANDSCAPES["square"], OPTIMIZERS["gd"](0.1), starts, 300, tol=1e-3)
    assert {*(found.last % blocks.BLOCK)} == {*range(blocks.BLOCK)}
    assert (found.outcome == Outcome.CONVERGED).all()
    steps = 0.25 * np.arange(1, 101)
    halves = from_components("stairs", lambda m, x: (abs(x), (m.copysign(x != 0, x),)), 1)
    arrived = same_ends(halves, OPTIMIZERS["gd"](0.25), steps[:, None], 120)
    assert arrived.last.tolist() == [*range(1, 101)]


def test_back_within_the_limit_is_gone_all_the_same():
    """One step leads beyond the limit, the next would lead back: 1/x throws out, x²/2 pulls in."""
    thrown = from_components("thrown", lambda m, x: (0.5 * x * x - 0.0 * x, (x,)), 1)
    run = same_ends(thrown, OPTIMIZERS["gd"](1.9), np.linspace([5.0], [9.9], 40), 50, limit=8.0)
    assert {*run.last[run.outcome == Outcome.DIVERGED]} == {0}
    assert (run.outcome == Outcome.RUNNING).any()


def test_a_value_that_is_no_number_ends_a_walk_whose_slope_is_one():
    odd = from_components("odd", lambda m, x: (m.log(x), (1.0 + 0.0 * x,)), 1)
    run = same_ends(odd, OPTIMIZERS["gd"](0.1), np.linspace([0.5], [3.0], 40), 60)
    assert (run.outcome == Outcome.DIVERGED).any()
    assert len({*run.last.tolist()}) > 20


def test_rules_of_ones_own_and_rules_side_by_side():
    hill = LANDSCAPES["himmelblau"]
    starts = np.random.default_rng(1).uniform(-5, 5, (40, 2))
    counting = Optimizer(lambda x: (0.0 * x,), lambda g, s, k: (-0.01 * g, (s[0] + 1,)))
    lazy = Optimizer(lambda x: (0.0 * x,), lambda g, s, k: (-0.01 * s[0], (g,)))  # remembers the array it was given
    deaf = Optimizer(lambda x: (), lambda g, s, k: (-np.tanh(g) / 64, s))  # an infinite slope becomes a step
    last = Optimizer(lambda x: (), lambda g, s, k: (-0.01 * g if k < 290 else -0.1 + 0 * g, s))
    rates = np.linspace(1e-3, 0.02, 20)[:, None]
    kicked = Optimizer(lambda x: (), lambda g, s, k: (-0.01 * g - 0.25 * (g == 0), s))  # moves on from level ground
    both = side_by_side([OPTIMIZERS["gd"](rates), OPTIMIZERS["adam"](rates)])
    for rule in (counting, lazy, deaf, last, kicked, both):
        same_ends(hill, rule, starts, 300)
    pole = from_components("pole", lambda m, x: (0.0 * x, (1 / x,)), 1)
    run = same_ends(pole, deaf, np.tile([[1 / 64], [3 / 64]], (20, 1)), 60)
    assert {*run.last.tolist()} == {0, 2}  # tanh 1/x is 1 there, and at 0, on the way, the slope is infinite


def test_parts_of_a_batch_do_not_matter(monkeypatch):
    hill, starts = LANDSCAPES["misty_mountain"], np.random.default_rng(2).uniform(-4, 4, (700, 2))
    whole = descend(hill, OPTIMIZERS["gd"](0.3), starts, 200, history=False)
    monkeypatch.setitem(descend.__globals__, "CHUNK", 64)
    parts = descend(hill, OPTIMIZERS["gd"](0.3), starts, 200, history=False)
    assert all(np.array_equal(a, b) for a, b in zip(whole, parts))


# ---- that it is fast for the reason that is given


@pytest.mark.parametrize(
    "move",
    [
        lambda g, s, k: (-k * g, s),
        lambda g, s, k: (s[0] - s[1], (s[1], s[0])),  # each in the other's place
        lambda g, s, k: (k * s[0], (g, s[0])),  # the slope itself, which is written over
        lambda g, s, k: (g, (0.25, k)),
        lambda g, s, k: (-k * (s[0] * s[0] + g), (s[1] * g, s[0] * g)),
        lambda g, s, k: (g * (s[0] > s[1]) - k * k, (s[0] + s[1], s[0] + s[1])),
        lambda g, s, k: (np.abs(g) ** 0.5, (g * g * s[0], s[1] * k + np.sin(s[0]))),
    ],
)
def test_a_rule_in_place_makes_the_same_steps(move):
    rng = np.random.default_rng(4)
    x, a, b = rng.normal(size=(3, 2, 7))
    numbers = [np.array(0.5), np.linspace(0.1, 1, 7) * np.ones((2, 1))]
    for number in numbers:
        cells = x.copy(), a.copy(), b.copy(), np.empty((2, 7)), np.empty_like(number)
        bound = step_of(trace_rule(move, 2, 1)).on(Buffers(), *cells)
        expected = x, (a, b)
        for k in range(5):
            g = rng.normal(size=(2, 7))
            cells[3][:], cells[4][...] = g, number + k
            bound.prepare()
            bound.run()
            delta, states = move(g, expected[1], number + k)
            expected = expected[0] + delta, tuple(np.broadcast_to(state, (2, 7)) for state in states)
            for cell, part in zip(cells, (expected[0], *expected[1])):
                assert np.array_equal(cell, part)


@pytest.mark.parametrize("recorded", [{"history": False}, {"every": 5}])
def test_those_at_rest_are_not_walked_on(monkeypatch, recorded):
    sizes = []
    run = Bound.run

    def noted(self):
        written = self.code[-1][1][-1]
        if written.ndim == 1:  # of one coordinate: the slopes
            sizes.append(len(written))
        run(self)

    monkeypatch.setattr(Bound, "run", noted)
    starts = np.random.default_rng(0).uniform(-5, 5, (500, 2))
    descend(LANDSCAPES["himmelblau"], OPTIMIZERS["gd"](0.005), starts, 1000, **recorded)
    assert sizes[0] == 500
    assert len(sizes) < 500
    sizes.clear()
    descend(LANDSCAPES["himmelblau"], OPTIMIZERS["adam"](0.005), starts, 300, **recorded)
    assert {*sizes} == {500}


def test_who_arrives_on_level_ground_sends_nobody_else_back(monkeypatch):
    monkeypatch.delattr(blocks.BlockCrowd, "_step_by_step")
    starts = np.random.default_rng(0).uniform(-5, 5, (500, 2))
    run = same_ends(LANDSCAPES["himmelblau"], OPTIMIZERS["gd"](0.01), starts, 300)
    arrived = run.last[run.outcome == Outcome.CONVERGED]
    assert len({*(arrived % blocks.BLOCK)}) > blocks.BLOCK / 2


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_ends_alone_take_little_memory_beside_them(rule):
    """As much as a few chunks of members, whatever the rule remembers of them, and nothing for each of all."""
    ground, starts = LANDSCAPES["himmelblau"], np.random.default_rng(0).uniform(-5, 5, (160_000, 2))
    descend(ground, OPTIMIZERS[rule](lr=0.01), starts[:1000], 1, history=False)  # what is made once for all
    tracemalloc.start()
    run = descend(ground, OPTIMIZERS[rule](lr=0.01), starts, 2 * blocks.BLOCK, history=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - sum(part.nbytes for part in run) <= 2**22


def test_rows_of_those_who_stay_begin_at_cache_lines(monkeypatch):
    """Else each of half the reads takes two lines: a step of so many costs a twentieth more."""
    sizes, made = {}, blocks.Room.__init__

    def noted(self, memory, dim, n, *rest):
        sizes[n] = True
        made(self, memory, dim, n, *rest)

    monkeypatch.setattr(blocks.Room, "__init__", noted)
    starts = np.random.default_rng(0).uniform(-5, 5, (13_000, 2))
    descend(LANDSCAPES["himmelblau"], OPTIMIZERS["gd"](0.005), starts, 300, history=False)
    assert len(sizes) > 6
    assert {n % in_place.LINE for n in sizes} == {0}


def test_outputs_grow_where_they_belong_and_all_use_the_same_blanks():
    """What a step writes has to stay near the processor."""
    hill = LANDSCAPES["himmelblau"]
    traced = trace(hill.components, 2)
    assert (len(slopes(traced).blanks), len(slopes(traced, value=True).blanks)) == (2, 3)
    move, numbers = by_numbers(OPTIMIZERS["adam"]())
    rule, memory = trace_rule(move, 2, 2), Buffers()
    blocks.Room(memory, 2, 800, slopes(traced), slopes(traced, value=True), rule, numbers(0))
    assert [len(block) for block in memory.blocks] == [9 * 800, 6 * 800, 6 * 800, 2 * 800, 800, 800]


def asks_for_values(objective):
    """Whether a walk on it has to look at values, though within the limit they are numbers at the corners at least."""
    traced = trace(objective.components, objective.dim)
    with np.errstate(all="ignore"):  # far out a landscape may overflow
        corners = objective(np.stack(np.meshgrid(*[(-1e12, 1e12)] * objective.dim), -1))
    return traced is None or (not finite(traced, 1e12) and np.isfinite(corners).all())


def test_no_landscape_asks_for_values_on_the_way():
    assert [name for name, objective in LANDSCAPES.items() if asks_for_values(objective)] == []


def test_a_landscape_that_overflows_far_out_may_be_added():
    steep = from_components("cosh", lambda m, x: (m.cosh(x), (m.sinh(x),)), 1)
    power = from_components("square", lambda m, x: (x**2, (2 * x,)), 1)  # is not traced
    level = from_components("level", lambda m, x: (1 / (x * x - x * x + 1), (0.0,)), 1)  # no range tells that
    assert [asks_for_values(objective) for objective in (steep, power, level)] == [False, True, True]


# ---- the trace


@pytest.mark.parametrize("ground", GROUNDS)
def test_slopes_are_those_of_the_formula(ground):
    objective = GROUNDS[ground]
    traced = trace(objective.components, objective.dim)
    assert (traced is None) == (ground in BY_CASES)
    if traced:
        x = np.random.default_rng(3).uniform(0.1, 2, (objective.dim, 50))
        value, partials = objective.components(np, *x)
        expected = np.stack(np.broadcast_arrays(*partials, value, x[0])[:-1])
        for operations, rows in ((slopes(traced), expected[:-1]), (slopes(traced, value=True), expected)):
            found = np.full(rows.shape, np.nan)
            bound = operations.on(Buffers(), *x, *found)
            for _ in range(2):
                bound.run()
                assert np.array_equal(found, rows)


@pytest.mark.parametrize(
    "formula",
    [
        lambda m, x: (x * x, (2 * x,)) if x > 0 else (x, (1.0,)),
        lambda m, x: (x**2, (2 * x,)),
        lambda m, x: (np.array([1.0, 2.0]) * x, (x,)),
        lambda m, x: (m.where(x > 0, x, 0.0), (1.0 * x,)),
        lambda m, x: (x * x, (float(x),)),
        lambda m, x: (x > 0, (x,)),
        lambda m, x: (x.real * x, (2 * x,)),
        lambda m, x: (x * x * np.ones(x.shape), (2 * x,)),
    ],
)
def test_what_is_no_list_of_operations_is_not_traced(formula):
    assert trace(formula, 1) is None


@pytest.mark.parametrize(
    ("formula", "sure"),
    [
        (lambda m, x: x * x * x, True),
        (lambda m, x: m.exp(-x * x), False),  # (−x)·x: that it is a square is not seen
        (lambda m, x: m.exp(-(x * x)), True),
        (lambda m, x: m.exp(x), False),
        (lambda m, x: 1 / (1 + x * x), True),
        (lambda m, x: 1 / (1 + 0.5 * x * x), True),
        (lambda m, x: 1 / (1 - 0.5 * x * x), False),
        (lambda m, x: 1 / x, False),
        (lambda m, x: m.sqrt(x * x), True),
        (lambda m, x: m.sqrt(x), False),
        (lambda m, x: m.log(x * x), False),
        (lambda m, x: m.log(1 + x * x), True),
        (lambda m, x: m.tan(x), True),
        (lambda m, x: m.hypot(x, x), False),  # of which nothing is known
        (lambda m, x: m.maximum(m.sin(x), m.cos(x)) - abs(x), True),
        (lambda m, x: x * 1e300, False),
        (lambda m, x: math.inf, False),
        (lambda m, x: 3.0, True),
    ],
)
def test_where_a_value_is_surely_finite(formula, sure):
    traced = trace(lambda m, x: (formula(m, x), (x,)), 1)
    assert finite(traced, 1e12) == sure
    if sure:
        x = np.array([-1e12, -1.0, -0.0, 0.0, 1e-9, 1.0, 1e12])
        assert np.isfinite(formula(np, x)).all()


def test_bounds_hold_for_the_rounded_numbers():
    """Every operation whose range is known, at random places in random ranges."""
    rng, steps = np.random.default_rng(5), {}
    x, y = (steps.setdefault((i,), Symbol(steps)) for i in range(2))
    unary = [*RISING, np.sin, np.cos, np.tanh, np.sign, np.square, np.absolute, np.negative]
    for ufunc in (*unary, *MONOTONE, np.copysign):
        symbol = ufunc(x, y) if ufunc.nin == 2 else ufunc(x)
        for _ in range(200):
            a, b = (tuple(sorted(rng.normal(0, 3, 2).tolist())) for _ in range(2))
            try:
                low, high = _range(symbol, a, b)
            except (ArithmeticError, ValueError):
                continue
            u, v = rng.uniform(*a, 50), rng.uniform(*b, 50)
            found = ufunc(u, v) if ufunc.nin == 2 else ufunc(u)
            assert (low * (1 - 1e-15 * np.sign(low)) <= found).all() and (
                found <= high * (1 + 1e-15 * np.sign(high))
            ).all()
    assert _range(x * x, (-3.0, 2.0), (-3.0, 2.0)) == (0, 9)


def test_noise_and_patience_are_walked_step_by_step(monkeypatch):
    monkeypatch.delattr(blocks.BlockCrowd, "walk")
    monkeypatch.setattr(blocks.BlockCrowd, "_block", None)
    starts = np.random.default_rng(6).uniform(-5, 5, (30, 2))
    hill = LANDSCAPES["himmelblau"]
    same_ends(hill, OPTIMIZERS["gd"](0.01), starts, 60, patience=3)
    same_ends(dataclasses.replace(hill, components=None), OPTIMIZERS["gd"](0.01), starts, 60)
