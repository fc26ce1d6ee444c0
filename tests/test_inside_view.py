"""Inside: what the drawing of a network is given is the engine's, and what it does with it in the browser is too."""

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from driving import part
from records import run_of
from visit import scene, visit

from gdengine import network
from gdengine.experiments import Inside, SineMLP
from gdengine.experiments.presets import PRESETS
from pages.charts.network import inside as charts
from pages.ui.page import Scene
from pages.views.network import inside_results
from pages.views.network.inside import _kink, _switch

PAGE = "sine_mlp"
RECORDS = [
    SineMLP(steps=12),
    SineMLP(steps=9, layers=1, width=5, activation="relu"),
    SineMLP(steps=5, layers=3, width=4, width2=3, activation="sigmoid"),
    SineMLP(steps=6, layers=1, width=3, activation="sine", lr=0.3),
    SineMLP(steps=4, layers=0),
]
PART_OF_RANGE = 2e-3  # of the fit's range: less than a pixel


def packed(record, off=""):
    """What the part is given of a record: header, arrays by name."""
    own, told, theta = Inside(off), inside_results.units(record), inside_results.looked(record).theta
    loss = inside_results.run_of(record).value[inside_results.looked(record).rows]
    numbers = {"share": told.share, "rise": told.rise, "loss": loss}
    numbers["without"] = inside_results.loss_without(record, own)
    how = {"off": own.units(record), "holds": False}
    return charts.model(
        theta, record.sizes(), record.activation, record.points(), told.across, numbers, told.idle, **how
    )


def unpacked(data):
    length = int(np.frombuffer(data[:4], "<u4")[0])
    head = json.loads(data[4 : 4 + length])
    sizes, frames = head["sizes"], head["frames"]
    dim, units = network.count(tuple(sizes)), sizes[-2] if len(sizes) > 2 else 0
    counts = {"loss": frames, "without": frames, "rise": frames * units}
    at, arrays = 4 + length, {}
    for kind, named in (
        ("<f8", counts),
        ("<f4", {"low": dim, "range": dim, "f": head["knots"]}),
        ("<u2", {"share": frames * units}),
    ):
        for name, count in named.items():
            arrays[name] = np.frombuffer(data, kind, count, at)
            at += arrays[name].nbytes
    high, low = np.frombuffer(data, np.uint8, 2 * frames * dim, at).reshape(2, dim, frames).astype(int)
    arrays["levels"] = np.cumsum(np.cumsum(256 * high + low, axis=1), axis=1).T % (charts.LEVELS + 1)
    arrays["share"] = arrays["share"] / charts.LEVELS
    arrays["idle"] = np.frombuffer(data, np.uint8, -1, at + 2 * frames * dim).reshape(frames, -1)
    return head, arrays


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.sizes()} {record.activation}")
def test_the_drawing_has_the_weights_and_the_engine_s_numbers(record):
    _, arrays = unpacked(packed(record))
    theta = run_of(record).x
    sent = arrays["low"] + arrays["range"] * (arrays["levels"] / charts.LEVELS)
    assert np.abs(sent - theta).max() <= 1e-4 * np.ptp(theta, axis=0).max() + 1e-6
    fit = record.objective()
    assert np.allclose(arrays["loss"], fit(theta), rtol=1e-14)
    if record.layers:
        across = inside_results.units(record).across
        worth = network.ablation(fit, theta[3], across)
        units = record.sizes()[-2]
        assert np.allclose(arrays["rise"].reshape(-1, units)[3], worth.rise, rtol=1e-12)
        assert np.allclose(arrays["share"].reshape(-1, units).sum(1), 1, atol=units / charts.LEVELS)
        dead = np.concatenate([mask[3] for mask in network.idle_masks(fit, theta).dead])
        assert np.array_equal(arrays["idle"][3] == 1, dead)


@pytest.mark.parametrize("off", ["", "1.2", "1.1_1.3"])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.sizes()} {record.activation}")
def test_the_bands_of_the_browser_add_up_to_the_network_s_answer(modules, record, off):
    data, frame = packed(record, off), 3
    fit, order, kinks = modules.evaluate(
        """async ([bytes, frame]) => {
            const forward = await import("/pages/ui/parts/diagram/forward.js");
            const model = forward.unpack(new Uint8Array(bytes)), theta = forward.weightsAt(model, frame);
            const off = new Set(model.off.map(pair => pair.join(".")));
            const whole = forward.answer(model, theta, off), order = forward.byShare(model, frame);
            const curves = forward.stacked(model, theta, whole, order, off);
            return [[...curves.at(-1)], order, forward.kinks(model, theta, whole)];
        }""",
        [list(data), frame],
    )
    theta = Inside(off).without(record, inside_results.looked(record).theta[frame])
    across = inside_results.units(record).across
    said = network.predict(theta, across, record.sizes(), record.activation)[:, 0]
    assert np.abs(np.array(fit) - said).max() <= PART_OF_RANGE * max(np.ptp(said), 0.1)
    if record.layers:
        assert order == inside_results.units(record).share[frame].argsort(kind="stable")[::-1].tolist()
    if record.activation == "relu":
        found = network.kinks(inside_results.looked(record).theta[frame], record.sizes(), "relu")
        mine = {int(unit): x for unit, x in zip(found.unit, found.x) if across[0] <= x <= across[-1]}
        assert {kink["unit"]: kink["x"] for kink in kinks} == pytest.approx(mine, rel=1e-2, abs=1e-3)


@pytest.mark.parametrize("record", RECORDS[:4], ids=lambda record: f"{record.sizes()} {record.activation}")
def test_the_loss_without_a_unit_is_known_before_the_engine_has_answered(modules, record):
    """From what travels with the picture, and then from the engine's answer: the same to 1e-9."""
    layer, fit = record.layers, record.objective()
    for off in (f"{layer}.1", f"{layer}.2"):
        theta = Inside(off).without(record, inside_results.looked(record).theta)
        before, after = (
            modules.evaluate(
                """async ([bytes, name]) => {
                    const { unpack, lossWithout } = await import("/pages/ui/parts/diagram/forward.js");
                    const model = unpack(new Uint8Array(bytes)), off = new Set([name]);
                    return Array.from({ length: model.frames }, (_, frame) => lossWithout(model, frame, off));
                }""",
                [list(packed(record, known)), ".".join(str(int(part) - 1) for part in off.split("."))],
            )
            for known in ("", off)
        )
        assert before == pytest.approx(fit(theta), rel=1e-9)
        assert after == fit(theta).tolist()


def test_a_band_that_is_missing_is_seen(modules):
    """The same with a unit left out of the stack: the check above sees it."""
    record = RECORDS[1]
    fit = modules.evaluate(
        """async bytes => {
            const forward = await import("/pages/ui/parts/diagram/forward.js");
            const model = forward.unpack(new Uint8Array(bytes)), theta = forward.weightsAt(model, 3), none = new Set();
            const order = forward.byShare(model, 3).slice(1);
            return [...forward.stacked(model, theta, forward.answer(model, theta, none), order, none).at(-1)];
        }""",
        list(packed(record)),
    )
    across, theta = inside_results.units(record).across, inside_results.looked(record).theta[3]
    said = network.predict(theta, across, record.sizes(), record.activation)[:, 0]
    assert np.abs(np.array(fit) - said).max() > PART_OF_RANGE * np.ptp(said)


def test_a_large_network_is_thinned_and_says_so():
    record = SineMLP(steps=400, width=24, layers=2)
    seen = inside_results.looked(record)
    assert seen.thinned
    assert seen.theta.size <= 1.2 * inside_results.SENT_NUMBERS
    assert seen.rows[-1] == 400
    shown = visit(PAGE, lens="inside", steps="400", width="24")
    assert shown.wrong == []
    assert any(caption.value.startswith("Shown are") for caption in shown.app.caption)


def test_a_kink_that_is_dropped_becomes_the_first_weights(monkeypatch):
    base = PRESETS["D4"]
    put = {}
    monkeypatch.setattr(Scene, "put", lambda self, **values: put.update(values))
    here = scene(base, "inside", activation="relu", steps=20)
    _kink(here)(7, 1, 0.25)
    theta = here.record.run()["relu"].x[7]
    started = SineMLP(activation="relu", layers=1, width=3, weights=put["weights"]).start()
    assert started == pytest.approx(network.moved_kink(theta, (1, 3, 1), 1, 0.25), rel=1e-5)
    _switch(here)(0, 2)
    assert put["off"] == "1.3"


def test_a_unit_is_switched_off_by_click_and_by_key(tab, app):
    tab = tab().open(f"{app}/{PAGE}?lens=inside&layers=1&width=3&steps=40&floor=learn")
    told = tab.page.locator(f"{part(PAGE, 'diagram')} .told")
    assert "Largest shares" in told.inner_text()
    net = tab.page.locator(f"{part(PAGE, 'diagram')} canvas.net")
    box = net.bounding_box()
    tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.page.wait_for_function("() => location.search.includes('off=1.2')")
    tab.settle()
    record = SineMLP(layers=1, width=3, steps=40)
    rise = inside_results.units(record).rise[0, 1]
    assert f"Without 1.2 the loss {'rises' if rise > 0 else 'falls'} by {abs(rise):.3g}" in told.inner_text()
    net.focus()
    tab.page.mouse.move(2, 2)
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        tab.page.keyboard.press(key)
    tab.page.wait_for_function("() => location.search.includes('off=1.2_1.3')")
    assert "epoch 0" in tab.page.locator(".bar .now").inner_text(), "the bar leaves the keys alone"


def test_a_unit_is_off_on_the_screen_by_the_second_frame(tab, app):
    """In the browser, that is: before anything has been heard of the server."""
    tab = tab().open(f"{app}/{PAGE}?lens=inside&steps=40")
    frames, asked, other = tab.page.evaluate(
        """selector => new Promise(done => {
            const send = WebSocket.prototype.send;  // the server hears of it half a second later
            WebSocket.prototype.send = function (...told) { setTimeout(() => send.apply(this, told), 500); };
            const inside = [...document.querySelectorAll(selector + ' *')].find(x => x.shadowRoot);
            const host = inside?.shadowRoot ?? document;
            const net = host.querySelector('canvas.net'), told = host.querySelector('.told');
            const box = net.getBoundingClientRect();
            const stack = host.querySelector('canvas.stack'), before = stack.toDataURL();
            let frames = 0;
            const count = () => { frames += 1; requestAnimationFrame(count); };
            new MutationObserver(() => done([frames, location.search.includes('off'), stack.toDataURL() !== before]))
                .observe(told, { childList: true, characterData: true, subtree: true });
            const at = { clientX: box.left + 0.375 * box.width, clientY: box.top + 0.53 * box.height, bubbles: true };
            net.dispatchEvent(new MouseEvent('click', at));
            requestAnimationFrame(count);
        })""",
        part(PAGE, "diagram"),
    )
    assert frames <= 1
    assert not asked
    assert other, "the picture is that without the unit"


def test_a_kink_is_moved_by_keys_alone(tab, app):
    tab = tab().open(f"{app}/{PAGE}?lens=inside&layers=1&width=3&steps=40&activation=relu&floor=learn")
    record = SineMLP(layers=1, width=3, steps=40, activation="relu")
    theta, across = record.start(), inside_results.units(record).across
    found = network.kinks(theta, record.sizes(), "relu", (float(across[0]), float(across[-1])))
    unit, x = int(found.unit[1]), float(found.x[1])
    stack, told = (tab.page.locator(f"{part(PAGE, 'diagram')} {what}") for what in ("canvas.stack", ".told"))
    stack.focus()
    tab.page.keyboard.press("ArrowDown")
    said = f"Unit 1.{unit + 1} bends at x = "
    tab.page.wait_for_function("([told, said]) => told.innerText.startsWith(said)", arg=[told.element_handle(), said])
    for _ in range(5):
        tab.page.keyboard.press("ArrowRight")
    tab.page.wait_for_function("() => location.search.includes('weights=')")
    tab.settle()
    moved = x + 5 * (across[-1] - across[0]) / 200
    weights = parse_qs(urlsplit(tab.page.url).query)["weights"][0]
    started = SineMLP(layers=1, width=3, activation="relu", weights=weights).start()
    assert started == pytest.approx(network.moved_kink(theta, record.sizes(), unit, moved), abs=2e-3)
    assert "epoch 0" in tab.page.locator(".bar .now").inner_text(), "the bar leaves the keys alone"
    assert told.inner_text().startswith(said), "and the keys go on with the same kink"
