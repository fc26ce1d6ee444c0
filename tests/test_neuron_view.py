"""One neuron: every number of its drawing is the engine's, at every epoch and at every stop of its dials."""

import json

import numpy as np
import pytest
from browser import some
from driving import chart, part
from visit import opened, scene, visit

from gdengine import network
from gdengine.experiments import OneNeuron, SineMLP
from gdengine.experiments.one_neuron import LARGEST_DIAL
from gdengine.experiments.presets import PRESETS
from pages.charts.kit.numbers import said
from pages.charts.network import neuron as pictures
from pages.ui.scene import Scene
from pages.views.network.neuron import _about
from pages.views.network.neuron_results import of_network, with_dials

PAGE = "sine_mlp"


@pytest.mark.parametrize("activation", network.ACTIVATIONS)
def test_at_every_stop_of_a_dial_the_numbers_are_those_of_the_neuron_there(activation):
    own = OneNeuron(dial_x=0.7, dial_w=-1.3, dial_b=0.35)  # neither is a stop of the grid
    made = with_dials(activation, own)
    count = made.moments
    for k in (0, 40, 80, 81, 82, count - 1):
        w, b = float(made.weights[k, 0]), float(made.numbers["bias"][k])
        assert w == own.dial_w or b == own.dial_b
        one = network.neuron([0.7], [w], b, activation)
        assert (made.numbers["z"][k], made.numbers["a"][k]) == (one.z, one.a)
        assert (made.numbers["slope"][k], made.dweights[k, 0]) == (one.slope, one.dweights[0])
        ends = w * np.array(made.ends[0]) + b
        assert made.across[0] <= min(ends) and max(ends) <= made.across[-1], "every z that is seen is known"
    assert np.array_equal(made.curves, network.ACTIVATIONS[activation].f(made.across))
    for home in (81, count - 1):  # behind the grid of each: what is in force
        assert made.weights[home, 0] == own.dial_w
        assert made.numbers["bias"][home] == own.dial_b


@pytest.mark.parametrize(("layer", "unit"), [(1, 2), (2, 3), (3, 1)])
def test_a_neuron_of_the_network_has_its_numbers_of_every_epoch(layer, unit):
    record, own = SineMLP(steps=9, width=6, layers=2), OneNeuron(neuron_layer=layer, neuron_unit=unit, dial_x=0.4)
    seen = of_network(record, own)
    x, y = record.points()
    assert seen.sample == np.abs(x - 0.4).argmin()
    theta = record.run()["tanh"].x
    for row in (0, 9):
        node = network.anatomy(theta[row], x[[seen.sample]], y[[seen.sample]], record.sizes(), "tanh")
        one = network.neuron_at(node, layer - 1, unit - 1)
        made = seen.moments
        assert made.numbers["z"][row] == pytest.approx(one.z, rel=1e-12)
        assert made.numbers["dz"][row] == pytest.approx(one.dz, rel=1e-12)
        total = made.products[row].sum() + (0 if made.others is None else made.others[row]) + made.numbers["bias"][row]
        assert total == pytest.approx(one.z, rel=1e-9)
    assert seen.activation == ("identity" if layer == 3 else "tanh")


def test_the_charts_draw_these_numbers():
    seen = opened(PAGE, ("lens", "neuron"), ("dial_w", "2"), ("activation", "sigmoid"))
    assert seen.wrong == []
    made = with_dials("sigmoid", OneNeuron(dial_w=2.0))
    numbers = seen.pictures["neuron_dials"].data["numbers"].frame()
    assert np.array_equal(numbers["z"], made.numbers["z"])
    data = {name: table.frame() for name, table in seen.pictures["says_dials"].data.items() if table is not None}
    assert np.array_equal(data["curve"]["c0"], made.curves.astype(np.float32))
    assert np.allclose(data["ball"][["w", "b"]], np.stack([made.weights[:, 0], made.numbers["bias"]], 1))


@pytest.mark.parametrize(
    ("activation", "words"),
    [
        ("relu", "Dead for z below 0"),
        ("tanh", "Saturated for z below −2.99 and above 2.99"),
        ("sigmoid", "Steepest at z = 0, where f′ is 0.25"),
        ("identity", "everywhere"),
    ],
)
def test_where_an_activation_is_flat_is_said(activation, words):
    assert words in _about(activation)


def test_where_nothing_plays_a_guess_is_answered_in_sight_and_nobody_is_put_on_a_word(tab, app):
    """A finger that had guessed was put on the first term of the answer, whose line lay over the dials."""
    page = tab(size=(390, 844), touch=True).open(f"{app}/{PAGE}?lens=neuron", asked=True).page
    page.get_by_role("button", name="Steeper").click()
    remark = page.locator(".st-key-frame-answered")
    remark.wait_for()
    page.wait_for_function("document.activeElement !== document.body")
    box = remark.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 844
    assert "It is less steep" in remark.inner_text()
    assert not page.locator(".bubble").filter(visible=True).count()
    assert page.evaluate("!document.activeElement.matches('.term')")


def test_a_click_looks_at_another_input_and_the_menu_at_another_neuron(monkeypatch):
    put = {}
    monkeypatch.setattr(Scene, "put", lambda self, **values: put.update(values))
    scene(PRESETS["D3"], "neuron")
    from pages.views.network.neuron import _look_at

    _look_at(scene(PRESETS["D3"], "neuron"))(0.123456, 9.0)
    assert put == {"dial_x": 0.123}
    monkeypatch.undo()
    seen = visit(PAGE, lens="neuron", width="3", layers="1", steps="5", floor="learn", hide="guess")
    seen.app.get_by_key(f"{PAGE}.which").set_value(2)
    seen = seen.again()
    assert seen.wrong == []
    assert (seen.address["neuron_layer"], seen.address["neuron_unit"]) == ("1", "2")


def test_a_product_is_written_as_one_and_comes_out_right_as_it_is_written():
    made = of_network(PRESETS["D3"].record, OneNeuron(neuron_layer=1)).moments
    digits = pictures.FACTOR_DIGITS
    for w, x, p in zip(made.weights[:, 0], made.inputs[:, 0], made.products[:, 0]):
        last = 10.0 ** (np.floor(np.log10(abs(p))) - 2)  # the last of three digits
        assert abs(float(f"{w:.{digits}g}") * float(f"{x:.{digits}g}") - float(f"{p:.3g}")) <= last
    drawn = json.dumps(opened(PAGE, ("preset", "D3")).pictures["neuron_network"].spec, ensure_ascii=False)
    written = (
        f"'w ' + {said('datum.w', digits)} + '·' + datum.label + ' = ' + {said('datum.p')}",
        said("datum.x", digits),
    )
    assert [json.dumps(one, ensure_ascii=False) in drawn for one in written] == [True, True]
    assert "→" not in drawn


def test_a_dial_moves_the_curve_without_the_server(tab, app):
    tab = tab().open(f"{app}/{PAGE}?lens=neuron")
    line = tab.page.locator(f"{chart(PAGE, 'says_dials')} .mark-line path").first
    before, address = line.get_attribute("d"), tab.page.url
    handle = tab.page.locator(f"{part(PAGE, 'dial_w')} [role=slider]")
    handle.press("ArrowRight")
    tab.page.wait_for_function(
        "([path, old]) => document.querySelector(path).getAttribute('d') !== old",
        arg=[f"{chart(PAGE, 'says_dials')} .mark-line path", before],
    )
    assert tab.page.url == address
    tab.page.wait_for_function("() => location.search.includes('dial_w=1.25')")


@pytest.mark.parametrize(("w", "b", "activation"), [(10, -10, "sine"), *some([(0.25, 2, "tanh"), (0, 1, "sine")])])
def test_the_curve_drawn_is_what_the_neuron_says_however_fast_it_is(tab, app, w, b, activation):
    """Of a sine with w = 10 a hundred places had made a sawtooth."""
    shown = tab().open(f"{app}/{PAGE}?lens=neuron&dial_w={w}&dial_b={b}&activation={activation}")
    line = shown.page.locator(f"{chart(PAGE, 'says_dials')} svg.marks").first
    path = line.locator(".mark-line path").first.get_attribute("d")
    points = np.array([part.split(",") for part in path.replace("L", " ").strip("M").split()], float)
    (left, right), ends = (0, line.locator(".background").first.bounding_box()["width"]), LARGEST_DIAL * 1.05
    px = np.linspace(left + 1, right - 1, 5001)
    heights = np.interp(px, *points.T)
    true = network.ACTIVATIONS[activation].f(w * (2 * px / right - 1) * ends + b)
    view = opened(PAGE, ("lens", "neuron"), ("dial_w", str(w)), ("dial_b", str(b)), ("activation", activation))
    low, high = (view.pictures["says_dials"].data["view"].frame()[f"y_{which}"][0] for which in ("lo", "hi"))
    box = line.locator(".background").first.bounding_box()["height"]
    assert np.abs(high - heights / box * (high - low) - true).max() < 0.03


@pytest.mark.parametrize("x", ["10", "-10"])
def test_every_input_is_seen_on_the_curve(x):
    view = opened(PAGE, ("lens", "neuron"), ("dial_x", x)).pictures["says_dials"].data["view"].frame()
    assert view["x_lo"][0] < float(x) < view["x_hi"][0]


@pytest.mark.parametrize(
    ("link", "words", "arrows"),
    [
        ("dial_x=10", ["z = 10"], 2),  # f and its slope are both drawn as far as 6
        *some([("activation=relu&dial_x=4.5", ["f(z) = 4.5"], 1), ("dial_x=3", [], 0)]),
    ],
)
def test_a_neuron_that_stands_outside_the_picture_is_marked_at_its_border(tab, app, link, words, arrows):
    shown = tab().open(f"{app}/{PAGE}?lens=neuron&{link}")
    shown.settle()
    bend = shown.page.locator(f"[class*='-{PAGE}-bend_dials'] svg.marks")
    bend.wait_for()
    assert [text for text in dict.fromkeys(bend.locator("text").all_text_contents()) if " = " in text] == words
    shapes = bend.locator(".mark-symbol path").evaluate_all("all => all.map(one => one.getAttribute('d'))")
    assert sum("A" not in shape for shape in shapes) == arrows  # all others are round
