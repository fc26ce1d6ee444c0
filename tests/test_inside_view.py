"""Inside: what the drawing of a network is given is the engine's, and what it does with it in the browser is too."""

import dataclasses
import json
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from driving import part
from records import run_of
from test_browser_touch import swipe
from visit import scene, visit

from gdengine import network
from gdengine.experiments import Inside, SineMLP
from gdengine.experiments.presets import PRESETS
from pages.charts.kit import palette
from pages.charts.network import inside as charts
from pages.ui.scene import Scene
from pages.views.network import inside_results
from pages.views.network.inside import _kink, _switch, _weight

PAGE = "sine_mlp"
RECORDS = [
    SineMLP(steps=12),
    SineMLP(steps=9, layers=1, width=5, activation="relu"),
    SineMLP(steps=5, layers=3, width=4, width2=3, activation="sigmoid"),
    SineMLP(steps=6, layers=1, width=3, activation="sine", lr=0.3),
    SineMLP(steps=4, layers=0),
]
PART_OF_RANGE = 2e-3  # of the fit's range: less than a pixel
PHONE, FINGER_PX = (390, 844), 24  # what is tapped is at least so far from its neighbor: WCAG 2.2, 2.5.8
PIXELS = """([canvas, color]) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let k = 0; k < data.length; k += 4)
        count += data[k + 3] === 255 && color.every((part, c) => data[k + c] === part);
    return count;
}"""


def packed(record, off=""):
    """What the part is given of a record: header, arrays by name."""
    own, told, theta = Inside(off), inside_results.units(record), inside_results.looked(record).theta
    loss = inside_results.run_of(record).value[inside_results.looked(record).rows]
    numbers = {"share": told.share, "rise": told.rise, "loss": loss}
    numbers["without"] = inside_results.loss_without(record, own)
    how = {"off": own.units(record), "holds": False, "weighs": False}
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
            const { byShare, unpack, weightsAt } = await import("/pages/ui/parts/diagram/model.js");
            const model = unpack(new Uint8Array(bytes)), theta = weightsAt(model, frame);
            const off = new Set(model.off.map(pair => pair.join(".")));
            const whole = forward.answer(model, theta, off), order = byShare(model, frame);
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
                    const { unpack, lossWithout } = await import("/pages/ui/parts/diagram/model.js");
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
            const { byShare, unpack, weightsAt } = await import("/pages/ui/parts/diagram/model.js");
            const model = unpack(new Uint8Array(bytes)), theta = weightsAt(model, 3), none = new Set();
            const order = byShare(model, 3).slice(1);
            return [...forward.stacked(model, theta, forward.answer(model, theta, none), order, none).at(-1)];
        }""",
        list(packed(record)),
    )
    across, theta = inside_results.units(record).across, inside_results.looked(record).theta[3]
    said = network.predict(theta, across, record.sizes(), record.activation)[:, 0]
    assert np.abs(np.array(fit) - said).max() > PART_OF_RANGE * np.ptp(said)


def test_a_line_that_is_alone_is_not_told_from_others():
    pictures = visit("sine_mlp", preset="D5", hide="guess").pictures
    (alone,) = [shown for name, shown in pictures.items() if "loss" in name]
    assert alone.alt == "The loss (mean squared error) against the epoch."
    assert re.fullmatch(r"Loss \(mean squared error\) at epoch \d+: [\d.]+\.", alone.now.at(3))


def test_a_large_network_is_thinned_and_says_so():
    record = SineMLP(steps=400, width=24, layers=2)
    seen = inside_results.looked(record)
    assert seen.thinned
    assert seen.theta.size <= 1.2 * inside_results.SENT_NUMBERS
    assert seen.rows[-1] == 400
    shown = visit(PAGE, lens="inside", steps="400", width="24")
    assert shown.wrong == []
    assert any(caption.value.startswith("Shown are") for caption in shown.app.caption)


def test_a_kink_or_a_band_that_is_dropped_becomes_the_first_weights(monkeypatch):
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
    _weight(here)(7, 2, -0.75)
    started = SineMLP(activation="relu", layers=1, width=3, weights=put["weights"]).start()
    assert started == pytest.approx(network.reweighted(theta, (1, 3, 1), 2, -0.75), rel=1e-5)


@pytest.mark.parametrize("link", [{"preset": "D5"}, {"preset": "D5", "off": "2.4"}, {"layers": "1", "off": "1.3"}])
def test_no_color_and_no_sign_of_the_legend_means_two_things(link):
    shown = visit(PAGE, lens="inside", steps="9", activation="relu", **link)
    assert shown.wrong == []
    legend = {*charts.signs(kinked=True, off="off" in link)}
    legend |= {sign for picture in shown.pictures.values() for sign in picture.legend}
    assert len({(sign.mark, sign.color) for sign in legend}) == len({sign.words for sign in legend}) == len(legend)
    colored = [sign.color for sign in legend if sign.color != palette.CURVE]
    assert len({*colored}) == len(colored)
    layers = 1 if "layers" in link else 2
    named = [sign.words for sign in shown.pictures[f"gradients_{layers + 1}"].legend]
    assert named == [*(f"layer {k + 1}" for k in range(layers)), "output"], "as in the drawing"


@pytest.mark.nightly
def test_the_loss_with_units_off_looks_like_the_fit_with_units_off(tab, app):
    picture = visit(PAGE, preset="D5", steps="9", off="2.4").pictures["losses_off"]
    at = picture.spec["layer"][0]["encoding"]
    looks = dict(zip(at["color"]["scale"]["domain"], at["color"]["scale"]["range"]))
    dashes = dict(zip(at["strokeDash"]["scale"]["domain"], at["strokeDash"]["scale"]["range"]))
    assert looks == {"with every unit": palette.CURVE, "with units off": palette.FULL_INK}
    assert dashes == {"with every unit": [5, 4], "with units off": [1, 0]}
    record = SineMLP(steps=9, width=8, layers=2)
    table = picture.data["series"].frame()
    without = table[table["name"] == "with units off"]["y"].to_numpy()
    assert without == pytest.approx(inside_results.loss_without(record, Inside("2.4")), rel=1e-6)
    drawn = tab().open(f"{app}/{PAGE}?preset=D5&steps=9&off=2.4").page
    stack = drawn.locator(f"{part(PAGE, 'diagram')} canvas.stack").element_handle()
    ink, dashed, orange = (
        drawn.evaluate(PIXELS, [stack, [int(color[k : k + 2], 16) for k in (1, 3, 5)]])
        for color in (palette.DARK_INK, palette.CURVE, palette.POSITION)
    )
    assert ink > 500
    assert dashed > 100
    assert orange == 0


def test_units_are_named_where_their_number_fits_and_the_nearest_box_is_meant(modules):
    named, found, far, closest = modules.evaluate("""async () => {
        const { layout, nodeAt, pitch } = await import("/pages/ui/parts/diagram/layout.js");
        const named = [[8, 400], [20, 400], [20, 180], [8, 220]].map(([units, height]) =>
            layout([1, units, units, 1], 366, height, 12)[2].every(node => node.named > 0 && node.w > node.named));
        const nodes = layout([1, 20, 20, 1], 366, 180, 12), { x, y, h, w } = nodes[2][7];
        const found = nodeAt(nodes, x + w, y + 1, 24);
        return [named, [found.layer, found.unit], nodeAt(nodes, x + w, y, 4), pitch(nodes)];
    }""")
    assert named == [True, True, False, True]
    assert found == [2, 7]
    assert far is None
    assert closest == pytest.approx((180 - 1.6 * 12) / 20)


@pytest.mark.nightly
def test_on_a_phone_a_box_is_as_large_as_a_finger_and_the_nearest_is_switched(tab, app):
    tab = tab(size=PHONE, touch=True).open(f"{app}/{PAGE}?preset=D5&steps=9")
    box = tab.page.locator(f"{part(PAGE, 'diagram')} canvas.net").bounding_box()
    slot = (box["height"] - 1.6 * 12) / 8
    assert slot >= FINGER_PX
    told = tab.page.locator(f"{part(PAGE, 'diagram')} .told")
    assert told.inner_text().startswith("Tap a box to switch its unit off.")
    assert told.evaluate("told => told.scrollHeight <= told.clientHeight")
    middle = box["y"] + 1.6 * 12 + 3.5 * slot  # of the fourth box
    tab.page.touchscreen.tap(box["x"] + 0.625 * box["width"] + 40, middle + 0.4 * slot)  # beside it, a little low
    tab.page.wait_for_function("() => location.search.includes('off=2.4')")
    assert not tab.page.locator(f"{part(PAGE, 'diagram')} .one").is_visible()


@pytest.mark.nightly
def test_boxes_too_small_for_a_finger_are_chosen_by_it_and_switched_by_a_button(tab, app):
    tab = tab(size=PHONE, touch=True).open(f"{app}/{PAGE}?lens=inside&steps=9")
    diagram = part(PAGE, "diagram")
    button = tab.page.locator(f"{diagram} .switch")
    assert button.inner_text() == "Switch off 1.1"
    box = tab.page.locator(f"{diagram} canvas.net").bounding_box()
    tab.page.touchscreen.tap(box["x"] + 0.625 * box["width"], box["y"] + 0.5 * box["height"])
    tab.page.wait_for_function("button => button.innerText.startsWith('Switch off 2.')", arg=button.element_handle())
    chosen = int(button.inner_text().rpartition(".")[2])
    assert chosen in (9, 10, 11)
    assert tab.page.locator(f"{diagram} .told").inner_text().startswith(f"Unit 2.{chosen}: its share")
    tab.page.get_by_role("button", name="The next unit").click()
    tab.settle()
    assert "off=" not in tab.page.url
    assert button.inner_text() == f"Switch off 2.{chosen + 1}"
    assert min(button.bounding_box()["width"], button.bounding_box()["height"]) >= FINGER_PX
    button.focus()
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_function("name => location.search.includes(name)", arg=f"off=2.{chosen + 1}")
    tab.settle()
    assert button.inner_text() == f"Switch on 2.{chosen + 1}"


def test_a_unit_is_switched_off_by_click_and_by_key(tab, app):
    tab = tab().open(f"{app}/{PAGE}?lens=inside&layers=1&width=3&steps=40&floor=learn")
    told = tab.page.locator(f"{part(PAGE, 'diagram')} .told")
    assert told.inner_text().startswith("Choose a box to switch its unit off. Largest shares")
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


# --- a band in the hand -----------------------------------------------------------------------------------------------

SMALL = SineMLP(layers=1, width=3, steps=40, activation="tanh")
SMALL_LINK = f"{PAGE}?lens=inside&layers=1&width=3&steps=40&activation=tanh&floor=learn&hide=guess"
PLOT = """canvas => {
    const ticks = parseFloat(getComputedStyle(canvas.parentElement.querySelector('.told')).fontSize) * 12 / 14;
    return [ticks * 4, 6, canvas.clientWidth - ticks * 4 - 6, canvas.clientHeight - 6 - ticks * 2.6];
}"""


def grips(stack):
    """Of every unit, lowest band first: its number, px from the left and top of the stack where its band is tallest,
    and by how much its weight grows with a px upward there."""
    left, top, width, height = stack.evaluate(PLOT)
    low, high = unpacked(packed(SMALL))[0]["y"]
    across, sizes = inside_results.units(SMALL).across, SMALL.sizes()
    parts, weights = network.stack(SMALL.start(), across, sizes, "tanh"), outgoing()
    foot, found = np.full(len(across), parts.bias), []
    for unit in parts.order.tolist():
        p = int(np.abs(parts.bands[:, unit]).argmax())
        middle, per = foot[p] + parts.bands[p, unit] / 2, (high - low) / height
        place = left + width * p / (len(across) - 1), top + (high - middle) / per
        found.append((unit, place, per / (parts.bands[p, unit] / weights[unit])))
        foot = foot + parts.bands[:, unit]
    return found


def put_right(unit, weight):
    """The first weights, but for that of a unit on its way into the fit."""
    return network.reweighted(SMALL.start(), SMALL.sizes(), unit, weight)


def outgoing(theta=None):
    """The weights on their way into the fit."""
    return network.unpack(SMALL.start() if theta is None else theta, SMALL.sizes())[1][0][:, 0]


def looked_at(told, unit):
    """Wait until the words are those of a unit that is chosen."""
    said = f"Unit 1.{unit + 1}:"
    told.page.wait_for_function("([told, said]) => told.innerText.startsWith(said)", arg=[told.element_handle(), said])
    assert "Drag its band" in told.inner_text()


def weights_in(tab):
    tab.page.wait_for_function("() => location.search.includes('weights=')")
    typed = parse_qs(urlsplit(tab.settle().page.url).query)["weights"][0]
    return dataclasses.replace(SMALL, weights=typed).start()


def test_a_band_is_dragged_and_a_training_starts_with_its_weight(tab, app):
    tab = tab().open(f"{app}/{SMALL_LINK}")
    stack, told = (tab.page.locator(f"{part(PAGE, 'diagram')} {what}") for what in ("canvas.stack", ".told"))
    unit, (x, y), per = grips(stack)[-1]  # the topmost, which lies over nothing that lies over it
    box = stack.bounding_box()
    tab.page.mouse.move(box["x"] + x, box["y"] + y)
    looked_at(told, unit)
    tab.page.mouse.down()
    tab.page.mouse.up()
    sent = tab.sent
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + x, box["y"] + y - 20)
    tab.page.wait_for_function("told => told.innerText.includes('goes into the fit')", arg=told.element_handle())
    assert tab.sent == sent, "what is merely touched, and what is held, is not told"
    tab.page.mouse.up()
    weight = outgoing()[unit] + 20 * per
    assert weights_in(tab) == pytest.approx(put_right(unit, weight), abs=0.02 * abs(weight))


@pytest.mark.nightly
def test_a_weight_is_turned_by_keys(tab, app):
    tab = tab().open(f"{app}/{SMALL_LINK}")
    tab.page.locator(f"{part(PAGE, 'diagram')} canvas.net").focus()
    for pressed in ("ArrowRight", "ArrowDown", "+", "+", "+", "-"):
        tab.page.keyboard.press(pressed)
    mine, found = outgoing(), outgoing(weights_in(tab))
    unit = int(np.abs(found - mine).argmax())
    assert found[unit] - mine[unit] == pytest.approx(2 * np.abs(mine).max() / 25, rel=0.1)
    assert np.delete(found, unit) == pytest.approx(np.delete(mine, unit), abs=1e-3)


def test_a_finger_chooses_a_band_and_then_drags_it(tab, app):
    tab = tab(size=PHONE, touch=True).open(f"{app}/{SMALL_LINK}")
    stack, told = (tab.page.locator(f"{part(PAGE, 'diagram')} {what}") for what in ("canvas.stack", ".told"))
    stack.scroll_into_view_if_needed()
    unit, (x, y), per = grips(stack)[-1]
    box = stack.bounding_box()
    tab.page.touchscreen.tap(box["x"] + x, box["y"] + y)
    looked_at(told, unit)
    assert stack.bounding_box() == box, "nothing moves under the finger"
    swipe(tab, (box["x"] + x, box["y"] + y), (box["x"] + x, box["y"] + y - 20))
    weight = outgoing()[unit] + 20 * per
    assert weights_in(tab) == pytest.approx(put_right(unit, weight), abs=0.02 * abs(weight))
