"""Back-propagation: every number of the drawing is the engine's, agrees with a nudge, and is told as it is drawn."""

import dataclasses
import json
import re

import numpy as np
import pytest
from browser import some
from driving import part
from visit import visit

from gdengine import OPTIMIZERS, network
from gdengine.experiments import Backprop, SineMLP
from gdengine.loop.replay import replay
from pages.charts.network import graph as charts
from pages.views.network.backprop_results import flow

PAGE = "sine_mlp"
RECORDS = [
    SineMLP(steps=12, layers=1, width=3),
    SineMLP(steps=8, layers=2, width=3, width2=2, activation="relu"),
    SineMLP(steps=6, layers=0),
    SineMLP(steps=5, layers=1, width=4, activation="gelu", batch=16),
]
PHONE, FINGER_PX = (390, 844), 24  # what is tapped is at least so large: WCAG 2.2, 2.5.8
NAMED = {
    "w1_1_2": "w⁽¹⁾₁₂",
    "w2_12_1": "w⁽²⁾₁₂,₁",
    "z2_1": "z⁽²⁾₁",
    "b1_10": "b⁽¹⁾₁₀",
    "x1": "x",
    "e1": "e",
    "loss": "L",
}


@pytest.mark.parametrize("sample", [1, 70])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.sizes()} {record.activation}")
def test_every_epoch_s_graph_is_the_engine_s_and_agrees_with_a_nudge(record, sample):
    seen, own = flow(record, Backprop(sample=sample)), Backprop(sample=sample)
    theta = record.run()[record.activation].x
    for frame in (0, len(seen.rows) - 1):
        made = own.graph(record, theta[seen.rows[frame]])
        assert np.allclose(seen.value[frame], made.value, rtol=1e-12, atol=1e-14)
        assert np.allclose(seen.grad[frame], made.grad, rtol=1e-12, atol=1e-14)
        x, y = record.points()
        alone = network.mlp(x[[sample - 1]], y[[sample - 1]], record.hidden(), record.activation)
        assert np.allclose(made.grad[made.parameters()], alone.grad(theta[seen.rows[frame]]), rtol=1e-9, atol=1e-12)
    sound = ~seen.kinked
    assert (seen.digits[sound] >= 6).all()
    assert seen.kinked.mean() <= 0.01
    outgoing = seen.local * seen.grad[:, seen.graph.child]
    total = np.zeros_like(seen.grad)
    np.add.at(total, (slice(None), seen.graph.parent), outgoing)
    assert np.allclose(total[:, :-1], seen.grad[:, :-1], rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("record", RECORDS[:2], ids=lambda record: f"{record.sizes()} {record.activation}")
def test_losses_before_and_after_are_those_of_the_steps(record):
    seen, (x, y) = flow(record, Backprop(sample=5)), record.points()
    net = record.objective()
    alone = network.mlp(x[[4]], y[[4]], record.hidden(), record.activation)
    theta = record.run()[record.activation].x[seen.rows]
    eta = record.lr * record.decay ** (seen.rows + 1)  # multiplied before every update
    own, everyone = theta - eta[:, None] * alone.grad(theta), theta - eta[:, None] * net.grad(theta)
    expected = [fit(at) for fit in (alone, net) for at in (theta, own, everyone)]
    assert np.allclose(seen.losses, np.column_stack(expected), rtol=1e-10)
    assert np.allclose(seen.after, own, rtol=1e-12)


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_the_update_for_all_points_is_the_one_the_training_takes_next(rule):
    record = SineMLP(steps=40, layers=1, width=3, optimizer=rule, lr=0.02)
    run, seen = record.run()["tanh"], flow(record, Backprop(sample=7))
    assert seen.rows.tolist() == [*range(41)]
    assert seen.losses[:-1, 5] == pytest.approx(run.value[1:], rel=1e-12)
    numbers = replay(record.rule(), run)
    assert Backprop().updates(record, run.x[:1], [0]).batch.step[0] == pytest.approx(numbers["delta"][0], rel=1e-12)
    fresh = Backprop().updates(record, run.x[[30]], [30]).batch.step[0]
    remembers = bool(record.rule().init(0.0))
    assert np.allclose(fresh, numbers["delta"][30], rtol=1e-6) != remembers


@pytest.mark.parametrize("rule", ["gd", "adam"])
def test_a_training_that_is_lost_shows_the_updates_it_had(rule):
    wild = SineMLP(steps=30, layers=1, width=2, optimizer=rule, lr=100.0, activation="identity")
    assert np.isfinite(flow(wild, Backprop()).losses[0, [0, 3]]).all()
    nowhere = dataclasses.replace(wild, target="formula", formula="1e200*x")  # its first loss is infinite
    assert flow(nowhere, Backprop()).rows.tolist() == [0]


def test_what_travels_is_what_was_worked_out():
    record = RECORDS[0]
    seen = flow(record, Backprop())
    data = charts.model(seen.graph, seen._asdict(), 0, "forward", (1, 128), "gd")
    length = int(np.frombuffer(data[:4], "<u4")[0])
    head, at = json.loads(data[4 : 4 + length]), 4 + length
    for name, width in head["widths"].items():
        count = head["frames"] * width
        sent = np.frombuffer(data, "<f4", count, at).reshape(-1, width)
        assert np.array_equal(sent, np.asarray(getattr(seen, name), np.float32)), name
        at += 4 * count
    assert at == len(data) <= 300_000


def test_nodes_are_called_as_they_are_written():
    made = network.graph(np.zeros(network.count((1, 12, 1))), [1.0], [0.0], (1, 12, 1))
    called = {node.name: charts.sign(node) for node in made.nodes}
    assert {name: called[name] for name in NAMED} == NAMED
    assert len({*called.values()}) == len(called)


def test_a_large_network_shows_the_way_to_a_small_one():
    seen = visit(PAGE, lens="backprop", steps="3", floor="learn", hide="guess")
    assert seen.wrong == []
    assert any("too many numbers" in said.value for said in seen.app.markdown)
    assert not any("Play all three" in said.value for said in seen.app.markdown), "numbers that are not drawn"
    losses = flow(SineMLP(steps=3), Backprop()).losses
    for name, drawn in (("all_large", losses[:, 3:]), ("one_large", losses[:, :3])):
        assert seen.pictures[name].data["series"].frame()["y"].to_numpy() == pytest.approx(drawn.ravel(), rel=1e-6)
    small = seen.press("small")
    assert small.wrong == []
    assert small.settings.get("width", 3) == 3
    assert not any("too many numbers" in said.value for said in small.app.markdown)
    assert any("Play all three" in said.value for said in small.app.markdown)
    assert {"all", "one"} <= {*small.pictures}


@pytest.mark.parametrize(
    ("width", "height", "kind"),
    some([(900, 300, "full"), (366, 250, "small"), (300, 240, "small"), (366, 120, "dot")], (366, 250, "small")),
)
def test_numbers_have_boxes_that_a_finger_can_hit_and_do_not_meet(modules, width, height, kind):
    record = RECORDS[0]
    seen = flow(record, Backprop())
    data = charts.model(seen.graph, seen._asdict(), 0, "forward", (1, 128), "gd")
    wide, boxes = modules.evaluate(
        """async ([bytes, width, height]) => {
            const { layout, unpack, wanted } = await import("/pages/ui/parts/graph/flow.js");
            const flow = unpack(new Uint8Array(bytes)), wide = wanted(flow, width, height, 1);
            return [wide, layout(flow, wide, height, 1)];
        }""",
        [list(data), width, height],
    )
    assert wide == (width if width > 350 else 8 * 44)
    assert {box["kind"] for box in boxes} == {kind}
    for k, box in enumerate(boxes):
        assert kind == "dot" or min(box["w"], box["h"]) >= FINGER_PX
        assert 0 <= box["x"] - box["w"] / 2 <= box["x"] + box["w"] / 2 <= wide
        assert -1 <= box["y"] - box["h"] / 2 <= box["y"] + box["h"] / 2 <= height + 1
        for other in boxes[:k]:
            beside = abs(box["x"] - other["x"]) >= (box["w"] + other["w"]) / 2
            assert beside or abs(box["y"] - other["y"]) >= (box["h"] + other["h"]) / 2


@pytest.mark.nightly
def test_on_a_phone_a_number_is_tapped(tab, app):
    tab = tab(size=PHONE, touch=True).open(f"{app}/{PAGE}?preset=D4&steps=9")
    box = tab.page.locator(f"{part(PAGE, 'graph')} canvas").bounding_box()
    low = FINGER_PX / 2  # from its middle
    tab.page.touchscreen.tap(box["x"] + box["width"] / 16 + low, box["y"] + box["height"] / 2 + low)
    tab.page.wait_for_function("() => location.search.includes('node=x1')")
    assert not tab.sideways()


@pytest.mark.nightly
def test_a_graph_wider_than_a_phone_shows_the_number_looked_at(tab, app):
    tab = tab(size=PHONE, touch=True).open(f"{app}/{PAGE}?preset=D4&steps=9&layers=2&width=2&width2=2")
    graph = part(PAGE, "graph")
    roll, canvas = tab.page.locator(f"{graph} .roll"), tab.page.locator(f"{graph} canvas")
    place = "roll => [roll.scrollLeft, roll.clientWidth, roll.scrollWidth]"
    left, shown, whole = roll.evaluate(place)
    assert whole > shown
    assert left + shown >= whole - 10, "the loss, which is at the very end"
    canvas.focus()
    for _ in range(12):  # faster than the server answers: what it says of the first ones does not undo the last
        tab.page.keyboard.press("ArrowLeft")  # at the input there is nowhere to go on to
        tab.page.wait_for_timeout(50)
    tab.page.wait_for_function("() => location.search.includes('node=x1')")
    tab.settle()
    assert roll.evaluate(place)[0] <= 10
    assert not tab.sideways()


def test_the_three_phases_and_the_chain_rule_of_the_node_that_is_clicked(tab, app):
    tab = tab().open(f"{app}/{PAGE}?preset=D4&steps=20&floor=learn")
    panel = tab.page.locator(f"{part(PAGE, 'graph')} .panel")
    assert "Forward: L = e²" in panel.inner_text()
    tab.page.get_by_role("radio", name="2 backward").click()
    tab.page.wait_for_function("() => location.search.includes('phase=backward')")
    tab.settle()
    assert "here the way back begins" in panel.inner_text()
    tab.page.locator(f"{part(PAGE, 'graph')} canvas").focus()
    for name in ("e1", "z2_1"):
        tab.page.keyboard.press("ArrowLeft")
        tab.page.wait_for_function("name => location.search.includes('node=' + name)", arg=name)
    tab.settle()
    record = SineMLP(layers=1, width=3, steps=20)
    seen = flow(record, Backprop())
    place = seen.graph.place("z2_1")
    said = panel.inner_text()
    assert "Local × incoming = outgoing: ∂L/∂z⁽²⁾₁ = ∂e/∂z⁽²⁾₁ · ∂L/∂e" in said
    assert f"= {seen.grad[0, place]:.4g}" in said.replace("−", "-")
    assert f"{int(seen.digits[0, place])} digits agree" in said


@pytest.mark.nightly
def test_what_goes_through_the_network_is_a_point(tab, app):
    """As it is called everywhere else: only the link says it by the name it always had."""
    assert Backprop.knobs()["sample"].label == "Point"
    for phase in ("forward", "update"):
        seen = tab().open(f"{app}/{PAGE}?preset=D4&steps=3&sample=4&phase={phase}&floor=learn")
        graph = seen.page.locator(f"{part(PAGE, 'graph')} .panel, {part(PAGE, 'graph')} .which")
        told = "\n".join([seen.page.locator("[data-testid=stMain]").inner_text(), *graph.all_inner_texts()])
        told += seen.page.locator(f"{part(PAGE, 'graph')} canvas").get_attribute("aria-label")
        assert "point 4 of 128" in told
        assert not re.findall(r".*\bsamples?\b.*", told, re.IGNORECASE)
