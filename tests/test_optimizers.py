"""Every update rule against numbers worked by hand, and the identities between them."""

import numpy as np
import pytest

from gdengine import LANDSCAPES, Outcome
from gdengine.core import from_components
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import OPTIMIZERS, adam, batch_of, gd, members, momentum, nesterov
from gdengine.rules.schedules import exponential
from gdengine.rules.side_by_side import side_by_side

# Gradients 3, then 4, with η = 0.1: settings, the two deltas, the state after both.
BY_HAND = {
    "gd": ({}, (-0.1 * 3, -0.1 * 4), {}),
    # v = 3, then 0.5·3 + 4 = 5.5
    "momentum": ({"mass": 0.5}, (-0.3, -0.55), {"v": 5.5}),
    # the same v; g + μv = 3 + 1.5, then 4 + 2.75
    "nesterov": ({"mass": 0.5}, (-0.45, -0.675), {"v": 5.5}),
    # s = 9, then 9 + 16 = 25; √s + ε = 4, then 6
    "adagrad": ({"eps": 1.0}, (-0.3 / 4, -0.4 / 6), {"s": 25.0}),
    # s = 9/4, then 0.75·9/4 + 16/4 = 91/16; √s + ε = 2.5, then 1 + √91/4
    "rmsprop": ({"rho": 0.75, "eps": 1.0}, (-0.3 / 2.5, -0.4 / (1 + 91**0.5 / 4)), {"s": 91 / 16}),
    # m = 3/2, m̂ = 3, v = 9/4, v̂ = 9; then m = 11/4, m̂ = (11/4)/(3/4) = 11/3, v = 91/16, v̂ = (91/16)/(7/16) = 13
    "adam": (
        {"beta1": 0.5, "beta2": 0.75, "eps": 1.0},
        (-0.1 * 3 / (3 + 1), -0.1 * (11 / 3) / (13**0.5 + 1)),
        {"m": 11 / 4, "v": 91 / 16},
    ),
}

rules = pytest.mark.parametrize("name", OPTIMIZERS)


def walk(optimizer, gradients, x0=0.0):
    """The deltas a rule gives for a list of gradients, and its last state."""
    state, deltas = optimizer.init(x0), []
    for step, g in enumerate(gradients):
        delta, state = optimizer.update(g, state, step)
        deltas.append(delta)
    return deltas, state


def test_every_rule_has_a_row_worked_by_hand():
    assert BY_HAND.keys() == OPTIMIZERS.keys()


@rules
def test_first_two_steps(name):
    settings, expected, letters = BY_HAND[name]
    deltas, state = walk(OPTIMIZERS[name](lr=0.1, **settings), [3.0, 4.0])
    assert deltas == pytest.approx(expected, rel=1e-15)
    assert state._asdict() == pytest.approx(letters, rel=1e-15)


@rules
def test_state_starts_at_zero_and_has_the_shape_of_x(name):
    state = OPTIMIZERS[name]().init(np.ones((3, 2)))
    assert all(np.array_equal(letter, np.zeros((3, 2))) for letter in state)


@rules
def test_a_rule_is_elementwise(name):
    gradients = np.random.default_rng(0).normal(size=(4, 3, 2))
    optimizer = OPTIMIZERS[name](lr=0.1)
    together, state = walk(optimizer, gradients, np.zeros((3, 2)))
    for place in np.ndindex(3, 2):
        one, own = walk(optimizer, [float(g[place]) for g in gradients])
        assert one == pytest.approx([delta[place] for delta in together], rel=1e-14)
        assert [letter[place] for letter in state] == pytest.approx(list(own), rel=1e-14)


@rules
def test_update_is_pure(name):
    optimizer, g = OPTIMIZERS[name](), np.array([1.0, -2.0])
    _, before = walk(optimizer, [g, 3 * g], np.zeros(2))
    kept, again = [letter.copy() for letter in before], []
    for _ in range(2):
        delta, _ = optimizer.update(g, before, 2)
        again.append(delta)
    assert np.array_equal(*again)
    assert np.array_equal(g, [1, -2])
    assert all(np.array_equal(letter, copy) for letter, copy in zip(before, kept))


@rules
def test_a_rule_knows_its_name_settings_and_factory(name):
    optimizer = OPTIMIZERS[name](lr=0.3)
    assert (optimizer.name, optimizer.factory, optimizer.settings["lr"]) == (name, OPTIMIZERS[name], 0.3)
    rebuilt = optimizer.factory(**optimizer.settings)
    assert walk(rebuilt, [1.0, 2.0])[0] == walk(optimizer, [1.0, 2.0])[0]


def test_defaults_are_the_usual_ones():
    settings = {name: dict(factory().settings) for name, factory in OPTIMIZERS.items()}
    assert settings["adam"] == {"lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    assert settings["rmsprop"] == {"lr": 0.1, "rho": 0.9, "eps": 1e-8}
    assert settings["momentum"] == settings["nesterov"] == {"lr": 0.1, "mass": 0.9}
    assert settings["adagrad"] == {"lr": 0.1, "eps": 1e-8}


@pytest.mark.parametrize("factory", [momentum, nesterov])
def test_without_mass_it_is_gradient_descent(factory):
    gradients = np.random.default_rng(1).normal(size=8).tolist()
    assert walk(factory(lr=0.2, mass=0.0), gradients)[0] == walk(gd(lr=0.2), gradients)[0]


@pytest.mark.parametrize("g", [1e-3, 0.7, -20.0, 1e6])
def test_adams_first_step_has_length_lr_in_every_coordinate(g):
    (delta,), _ = walk(adam(lr=0.25, eps=1e-12), [g])
    assert delta == pytest.approx(-0.25 * np.sign(g), rel=1e-8)


@rules
def test_lr_may_be_a_schedule_or_an_array(name):
    gradients = np.random.default_rng(2).normal(size=(5, 3, 2))
    rates = np.array([[0.1], [0.2], [0.3]])
    fading, _ = walk(OPTIMIZERS[name](lr=exponential(rates, 0.5)), gradients, np.zeros((3, 2)))
    steady, _ = walk(OPTIMIZERS[name](lr=1.0), gradients, np.zeros((3, 2)))
    for k, (a, b) in enumerate(zip(fading, steady)):
        np.testing.assert_allclose(a, rates * 0.5 ** (k + 1) * b, rtol=1e-14)


def quadratic(curvature):
    return from_components("quadratic", lambda m, x: (0.5 * curvature * x * x, (curvature * x,)), 1)


def recurrence(matrix, x0, steps):
    """The x of (x, v) ← M(x, v), from (x₀, 0)."""
    state, path = np.array([x0, 0.0]), [x0]
    for _ in range(steps):
        state = matrix @ state
        path.append(state[0])
    return path


# crawling, oscillating about the minimum, and past the limit 2(1 + μ)/λ of the heavy ball
@pytest.mark.parametrize(("lr", "mass"), [(0.01, 0.5), (0.3, 0.9), (0.9, 0.9), (1.4, 0.2)])
def test_momentum_on_a_quadratic_is_its_matrix(lr, mass):
    curvature = 2.0
    matrix = np.array([[1 - lr * curvature, -lr * mass], [curvature, mass]])
    run = descend(quadratic(curvature), momentum(lr, mass), [-4.0], 40)
    np.testing.assert_allclose(run.x[:, 0], recurrence(matrix, -4.0, 40), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize(("lr", "mass"), [(0.01, 0.5), (0.3, 0.9), (0.6, 0.9), (0.9, 0.2)])
def test_nesterov_on_a_quadratic_is_its_matrix(lr, mass):
    curvature = 2.0
    matrix = np.array([[1 - lr * curvature * (1 + mass), -lr * mass**2], [curvature, mass]])
    run = descend(quadratic(curvature), nesterov(lr, mass), [-4.0], 40)
    np.testing.assert_allclose(run.x[:, 0], recurrence(matrix, -4.0, 40), rtol=1e-11, atol=1e-13)


def test_nesterov_is_sutskevers_at_the_look_ahead_point():
    """u ← μu − η∇f(θ + μu), θ ← θ + u; our x is θ + μu."""
    lr, mass, theta, u, path = 0.05, 0.9, -4.0, 0.0, []
    for _ in range(30):
        path.append(theta + mass * u)
        u = mass * u - lr * 2 * (theta + mass * u)
        theta = theta + u
    run = descend(quadratic(2.0), nesterov(lr, mass), [-4.0], 29)
    np.testing.assert_allclose(run.x[:, 0], path, rtol=1e-12)


def test_momentum_is_polyaks_two_step_form():
    """xₖ₊₁ = xₖ − η∇f(xₖ) + μ(xₖ − xₖ₋₁)."""
    lr, mass = 0.05, 0.9
    x = descend(quadratic(2.0), momentum(lr, mass), [-4.0], 30).x[:, 0]
    np.testing.assert_allclose(x[2:], x[1:-1] - lr * 2 * x[1:-1] + mass * (x[1:-1] - x[:-2]), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("factory", "settings", "sentence"),
    [
        ("gd", {"lr": -0.1}, "lr must be a finite number of at least 0, not -0.1"),
        ("gd", {"lr": float("nan")}, "lr must be .* not nan"),
        ("gd", {"lr": float("inf")}, "lr must be .* not inf"),
        ("gd", {"lr": np.array([[0.1], [-0.2]])}, "lr must be .* not -0.2"),
        ("gd", {"lr": lambda step: -1.0}, "lr must be .* not -1.0"),
        ("gd", {"lr": "0.1"}, "lr must be a finite number of at least 0, not 0.1"),
        ("gd", {"lr": None}, "lr must be .* not None"),
        ("momentum", {"mass": -0.1}, "mass must be a finite number of at least 0"),
        ("nesterov", {"mass": float("nan")}, "mass must be a finite number of at least 0"),
        ("adagrad", {"eps": 0.0}, "eps must be a finite number of at least 1e-300"),
        ("rmsprop", {"rho": 1.0}, "rho must be a number from 0 to below 1, not 1.0"),
        ("adam", {"beta1": 1.0}, "beta1 must be a number from 0 to below 1, not 1.0"),
        ("adam", {"beta2": 1.5}, "beta2 must be a number from 0 to below 1, not 1.5"),
    ],
)
def test_a_setting_out_of_range_is_named(factory, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        OPTIMIZERS[factory](**settings)


def test_batch_axes_of_the_settings():
    rates, masses = np.full((3, 1), 0.1), np.full((2, 1, 1), 0.9)
    assert batch_of(adam()) == ()
    assert batch_of(gd(exponential(rates))) == (3,)
    assert batch_of(momentum(rates, masses)) == (2, 3)
    with pytest.raises(ValueError, match=r"lr must be a number or an array of shape \(\*B, 1\), not of shape \(3,\)"):
        batch_of(gd(np.array([0.1, 0.2, 0.3])))


def test_the_rule_of_some_members():
    rates, masses = np.array([[0.1], [0.2], [0.3]]), np.array([[[0.5]], [[0.9]]])
    optimizer = momentum(exponential(rates, 0.5), masses)
    some = members(optimizer, np.array([0, 4]), (2, 3))
    np.testing.assert_allclose(some.settings["lr"](0), [0.05, 0.1])
    np.testing.assert_allclose(some.settings["mass"], [0.5, 0.9])
    one = members(optimizer, 5, (2, 3))
    assert (type(one.settings["mass"]), one.settings["mass"]) == (float, 0.9)
    assert one.settings["lr"](0) == pytest.approx(0.15)
    plain = adam(0.01)
    assert members(plain, np.arange(3), (3,)) is plain


# ---- side by side


def test_rules_side_by_side_walk_as_each_would_alone():
    """Also once some have left: with η = 3 they are gone after a few steps."""
    rates = np.array([[0.003], [0.1], [3.0]])
    alone = [factory(rates) for factory in OPTIMIZERS.values()]
    together = side_by_side(alone)
    assert batch_of(together) == (3 * len(alone),)
    for surface in (LANDSCAPES["rosenbrock"], with_noise(LANDSCAPES["rosenbrock"], 0.5, seed=3, alike=True)):
        run = descend(surface, together, [-1.5, 2.0], 40)
        for place, rule in enumerate(alone):
            own = descend(surface, rule, [-1.5, 2.0], 40)
            for part, whole in zip(own[1:], run[1:]):
                mine = whole[..., 3 * place : 3 * place + 3] if whole.ndim < 3 else whole[:, 3 * place : 3 * place + 3]
                np.testing.assert_allclose(part, mine, rtol=1e-9)
        assert {*run.outcome.tolist()} == {Outcome.RUNNING, Outcome.DIVERGED}


def test_rules_side_by_side_are_a_rule_like_any_other():
    together = side_by_side([gd(np.array([[0.1], [0.2]])), adam(np.array([[0.3]]))])
    g = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    (delta,), _ = walk(together, [g], np.zeros((3, 2)))
    assert delta == pytest.approx(np.array([[-0.1, -0.2], [-0.6, -0.8], [-0.3, -0.3]]), rel=1e-6)
    second = members(together, 1, (3,))
    assert (second.name, second.settings["lr"]) == ("gd", 0.2)
    with pytest.raises(ValueError, match="settings of the shape"):
        side_by_side([gd(0.1)])
