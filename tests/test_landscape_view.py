"""Landscape: the loss on the plane is exact where it was worked out, and the gap is what the plane leaves out."""

import contextlib
import io
import re

import numpy as np
import pytest
from visit import opened, visit

from gdengine import network
from gdengine.core import hessian
from gdengine.experiments import LossPlane, SineMLP
from gdengine.network.between import between
from gdengine.network.loss_plane import Slice
from pages.charts.kit.numbers import number
from pages.views.network.landscape_results import Landscape, landscape

PAGE = "sine_mlp"
SMALL = SineMLP(steps=30, width=4, layers=1)


@pytest.mark.parametrize("plane", ["principal", "random", "two_weights"])
def test_the_ground_is_the_exact_loss_and_the_runs_are_where_they_are(plane):
    own = LossPlane(plane=plane, runs_shown=2)
    made = landscape(SMALL, own)
    assert isinstance(made, Landscape)
    net, (center, u, v, surface, gap) = SMALL.objective(), made.map
    i, j = 7, 41
    place = np.array([surface.alphas[j], surface.betas[i]])
    exact = float(net(center + place[0] * u + place[1] * v))
    assert float(made.surface(place)) == pytest.approx(exact, rel=1e-12)
    theta = SMALL.run()["tanh"].x
    assert np.allclose(made.loss("true"), net(theta), rtol=1e-9)
    shown = net(center + made.places[:, 0] @ np.stack([u, v]))
    assert np.allclose(made.loss("shown"), shown, rtol=1e-9)
    assert abs(made.loss("true")[-1] - made.loss("shown")[-1]) <= 1e-12, "the plane holds the end of the run"
    others = np.moveaxis(own.walked(SMALL).x, 1, 0)
    for run, held in zip(others, gap.explained, strict=True):
        away = run - center
        inside = away @ np.linalg.qr(np.stack([u, v], axis=1)).Q
        assert held == pytest.approx((inside**2).sum() / (away**2).sum(), rel=1e-9)


def test_the_gap_is_nothing_where_the_plane_holds_the_run():
    """A straight line has two weights: its plane is all there is."""
    made = landscape(SineMLP(steps=20, layers=0), LossPlane())
    assert isinstance(made, Landscape)
    assert np.abs(made.loss("true") - made.loss("shown")).max() <= 1e-12
    assert made.map.gap.explained == pytest.approx(1)


def test_two_weights_hold_less_of_the_way_than_the_principal_plane():
    held = {plane: landscape(SMALL, LossPlane(plane=plane)) for plane in ("principal", "two_weights", "random")}
    parts = {name: made.map.gap.explained for name, made in held.items() if isinstance(made, Landscape)}
    assert parts["principal"] > max(parts["two_weights"], parts["random"])


def test_between_the_points_the_surface_is_smooth_and_its_slope_its_own():
    side = np.linspace(-1, 2, 31)
    alphas, betas = np.meshgrid(side, side + 1)
    surface = between(Slice(side, side + 1, np.sin(alphas) * betas + alphas**2))
    draw = np.random.default_rng(0)
    places = np.column_stack([draw.uniform(-0.8, 1.8, 200), draw.uniform(0.2, 2.8, 200)])
    x, y = places.T
    assert np.abs(surface(places) - (np.sin(x) * y + x * x)).max() < 1e-3
    assert np.abs(surface.grad(places) - np.column_stack([np.cos(x) * y + 2 * x, np.sin(x)])).max() < 2e-2
    nudged = np.stack([surface(places + 1e-6 * e) - surface(places - 1e-6 * e) for e in np.eye(2)], -1) / 2e-6
    assert np.abs(nudged - surface.grad(places)).max() < 1e-6
    assert np.isfinite(hessian(surface, places)).all()
    on_grid, slopes = surface.components(np, x[None, :], y[:50, None])  # type: ignore[misc]  # as a picture asks
    each = np.stack(np.meshgrid(x, y[:50]), -1)
    assert on_grid == pytest.approx(surface(each), rel=1e-13, abs=1e-13)
    assert np.stack(slopes, -1) == pytest.approx(surface.grad(each), rel=1e-12, abs=1e-12)
    holes = between(Slice(side, side, np.where(alphas > 1.5, np.inf, alphas)))
    assert np.isfinite(holes(places)).all()
    with pytest.raises(ValueError, match="no finite loss"):
        between(Slice(side, side, np.full((31, 31), np.nan)))


def test_the_charts_hold_the_landscape_s_numbers():
    seen = opened(PAGE, ("lens", "landscape"), ("steps", "12"), ("runs_shown", "2"))
    assert seen.wrong == []
    made = landscape(SineMLP(steps=12), LossPlane(runs_shown=2))
    assert isinstance(made, Landscape)
    runs = seen.pictures["plane_principal"].data["runs"].frame()
    assert np.array_equal(runs[["x", "y"]].to_numpy(), made.places.reshape(-1, 2).astype(np.float32))
    gap = seen.pictures["gap"].data["gap"].frame()
    assert np.array_equal(gap["true"], made.loss("true").astype(np.float32))
    assert np.array_equal(gap["shown"], made.loss("shown").astype(np.float32))


def test_runs_that_never_move_or_are_lost_have_a_sentence_instead():
    seen = visit(PAGE, lens="landscape", lr="1000", layers="3", activation="relu", steps="5")
    assert seen.wrong == []
    assert seen.pictures or "no plane through them" in seen.app.info[0].value


def test_the_landscape_of_a_network_is_worked_out_by_one_pass_for_each_of_its_lines():
    net, theta = SMALL.objective(), SMALL.start()
    u, v = network.random_directions(theta, SMALL.sizes())
    surface = network.loss_plane(net, theta, u, v, 1.0, 51)
    assert surface.loss.shape == (51, 51)
    assert float(surface.loss[25, 25]) == pytest.approx(float(net(theta)), rel=1e-12)


@pytest.mark.parametrize("count", [1, 3])
def test_the_sentence_beside_several_runs_is_about_the_first_and_the_script_says_the_same(count, monkeypatch):
    told = []
    monkeypatch.setattr("pages.views.network.landscape.live_text", lambda lines, numbers, **how: told.append(numbers))
    own, knobs = LossPlane(runs_shown=count), {"steps": "30", "width": "4", "layers": "1"}
    assert visit(PAGE, lens="landscape", runs_shown=str(count), **knobs).wrong == []
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(own.code(SMALL), "script", "exec"), {})
    part, shows = out.getvalue().splitlines()[-2:]
    numbers = {name: float(np.ravel(value)[0]) for name, value in told[0].items()}
    assert float(part.rpartition(" ")[2]) == pytest.approx(numbers["held"] / 100, rel=1e-9)
    shown, true = re.fullmatch(r"the plane shows (\S+) where the loss was (\S+)", shows).groups()
    assert (float(shown), float(true)) == pytest.approx((numbers["shown"], numbers["true"]), rel=1e-9)


@pytest.mark.parametrize(("settings", "bowl"), [({}, False), ({"layers": 0}, True), ({"width": 1}, False)])
def test_whether_it_is_a_bowl_is_told_by_all_directions(settings, bowl):
    """A plane may look like one where the loss bends down in a direction that it leaves out."""
    record = SineMLP(**{"steps": 60, "width": 4, "layers": 1} | settings)
    end = record.run()["tanh"].x[-1]
    curvatures = np.linalg.eigvalsh(hessian(record.objective(), end))
    assert (curvatures[0] > 0) == bowl
    link = {name: str(getattr(record, name)) for name in ("steps", "width", "layers")}
    shown = visit(PAGE, lens="landscape", hide="guess", **link)
    (said,) = [text for text in shown.words if text.startswith("Of all directions")]
    assert f"a curvature of {number(curvatures[-1])};" in said
    assert ("That is no bowl" in said) != bowl
    assert bowl or f"in another it is {number(curvatures[0])}:" in said


@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_a_loss_that_is_level_in_some_direction_is_no_bowl(activation):
    """Of a dead unit, and of two weights of which only the product counts."""
    record = SineMLP(activation=activation, width=1, layers=1, steps=150)
    end = record.run()[activation].x[-1]
    least, *_, largest = np.linalg.eigvalsh(hessian(record.objective(), end))
    assert abs(least) < 1e-9 * largest
    link = {name: str(getattr(record, name)) for name in ("activation", "width", "layers", "steps")}
    shown = visit(PAGE, lens="landscape", hide="guess", **link)
    (said,) = [text for text in shown.words if "Of all directions" in text]
    assert said.endswith("in another it hardly bends at all. As far as was looked, that is a trough, no bowl.")
