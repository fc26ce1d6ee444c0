"""Eigenvalues from gradients, against those of matrices that are known."""

import numpy as np
import pytest

from gdengine.analysis.curvature import hessian_vector, spectrum
from gdengine.core import Objective
from gdengine.experiments import SineMLP


def quadratic(matrix):
    def value_and_grad(x):
        slope = x @ matrix
        return (x * slope).sum(-1) / 2, slope

    return Objective("quadratic", len(matrix), value_and_grad)


def with_eigenvalues(values, seed=0):
    turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))
    return turn @ np.diag(values) @ turn.T


@pytest.mark.parametrize("values", [[3.0], [-2.0, 5.0], [0.0, 0.5, 40.0], [-7.0, -1.0, -0.5]])
def test_few_dimensions_have_them_all(values):
    objective = quadratic(with_eigenvalues(values))
    np.testing.assert_allclose(spectrum(objective, np.ones(len(values))), values, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("low", [-30.0, -0.5, 0.1])
@pytest.mark.parametrize("high", [0.7, 4.0, 90.0])
def test_many_dimensions_have_the_outermost_two(low, high):
    values = np.concatenate([[low], np.linspace(0.15, 0.6, 38), [high]])
    found = spectrum(quadratic(with_eigenvalues(values)), np.full(40, 2.0))
    np.testing.assert_allclose(found, [low, high], rtol=0.01, atol=1e-3)


def test_along_a_direction():
    matrix, v = with_eigenvalues([1.0, 2.0, 3.0, 4.0, 5.0]), np.arange(5.0)
    along = hessian_vector(quadratic(matrix), np.ones(5))
    np.testing.assert_allclose(along(v), matrix @ v, rtol=1e-8)
    assert (along(np.zeros(5)) == 0).all()


@pytest.mark.parametrize("dim", [2, 6])
def test_where_there_is_no_slope_there_are_none(dim):
    root = Objective("root", dim, lambda x: (np.sqrt(x).sum(-1), 0.5 / np.sqrt(x)))
    with np.errstate(all="ignore"):
        assert np.isnan(spectrum(root, np.full(dim, -1.0))).all()


def test_flat_ground_has_only_zeros():
    assert spectrum(Objective("flat", 9, lambda x: (0 * x.sum(-1), 0 * x)), np.ones(9)).tolist() == [0, 0]


@pytest.mark.parametrize("away", [1e-6, 3e-5])
def test_a_jump_of_the_slope_beside_a_place_is_no_curvature_there(away):
    """As the loss of a network of ReLUs has one for every point and unit."""
    values = np.linspace(1.0, 4.0, 8)
    matrix = with_eigenvalues(values)

    def value_and_grad(x):
        past = np.maximum(x.sum(-1) - 8 - away, 0.0)
        return (x * (x @ matrix)).sum(-1) / 2 + past, x @ matrix + (past > 0)[..., None]

    np.testing.assert_allclose(spectrum(Objective("bent", 8, value_and_grad), np.ones(8)), [1.0, 4.0], rtol=1e-4)


@pytest.mark.parametrize(("activation", "width", "layers", "seed"), [("relu", 8, 1, 1), ("leaky_relu", 20, 2, 0)])
def test_of_a_network_of_corners_they_are_those_of_its_piece(activation, width, layers, seed):
    record = SineMLP(activation=activation, width=width, layers=layers, seed=seed)
    loss, theta = record.objective(), record.run()[activation].x[-1]
    aside = 1e-8 * np.eye(loss.dim)
    matrix = (loss.grad(theta + aside) - loss.grad(theta - aside)) / 2e-8
    values = np.linalg.eigvalsh((matrix + matrix.T) / 2)
    np.testing.assert_allclose(spectrum(loss, theta), values[[0, -1]], rtol=0.02, atol=0.002)
