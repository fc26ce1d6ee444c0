"""The hike in Chromium: a click walks, the link keeps the trail, nothing flashes, the fog hides until it lifts."""

import base64
import io
import struct
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from browser import some
from PIL import Image

from gdengine import LANDSCAPES
from gdengine.activities import hike
from gdengine.experiments import Hike, MistyMountain

RECORD = MistyMountain()
GROUND = LANDSCAPES["misty_mountain"]
MAP = "[data-testid=stVegaLiteChart]"
PICTURES = f"{MAP} .mark-image image"
DOWN = [[-2.6, 2.7], [-2.2, 2.2], [-1.7, 1.3], [-1.0, 0.6], [-0.7, -0.3], [-0.6, -1.2], [-0.53, -1.5]]
WATCH = """map => {
    const seen = new Set(document.querySelectorAll(`${map} image`));
    const watch = changes => changes.forEach(({target, type, removedNodes}) => {
        if (type === 'attributes' && seen.has(target)) window.flashes.push(target.getAttribute('href').length);
        for (const node of removedNodes) if (seen.has(node)) window.flashes.push('removed');
    });
    window.flashes = [];
    const how = {subtree: true, childList: true, attributes: true, attributeFilter: ['href', 'xlink:href']};
    new MutationObserver(watch).observe(document.querySelector(map), how);
}"""


@pytest.fixture
def lost(tab, app):
    """The view, opened by a link: ``lost("stride=0.3", size=(390, 844))`` → the tab, remembering what it gets."""

    def open_it(link="", **how):
        one = tab(**how)
        one.received = []
        one.page.on("websocket", lambda socket: socket.on("framereceived", lambda it: one.received.append(it)))
        return one.open(f"{app}/misty_mountain?{link}")

    return open_it


def trail(*stops):
    return Hike().hiked(RECORD, [RECORD.start(), *stops])


def stops(tab):
    """Where the link says that the hiker has been (K, 2), the start first."""
    said = parse_qs(urlsplit(tab.page.url).query)
    return Hike(trail=said.get("trail", [""])[0]).stops(RECORD)


def press(tab, name):
    tab.page.get_by_role("button", name=name).click()
    return tab.settle()


def walk(tab, name):
    tab.page.locator(f'[aria-label*=": walk {name}."]').click()
    return tab.settle()


def keys(tab, *names):
    """Keys held down together."""
    for name in names:
        tab.page.keyboard.down(name)
    for name in names:
        tab.page.keyboard.up(name)
    return tab.settle()


def on_screen(tab, x, y):
    """The pixel at which a place of the map is drawn: the map is square and in the middle of its picture."""
    box = tab.page.locator(f"{MAP} svg").first.bounding_box()
    unit = min(box["width"], box["height"]) / 8 / 1.01
    return box["x"] + box["width"] / 2 + unit * x, box["y"] + box["height"] / 2 - unit * y


def seen(tab):
    """The pictures of ground in the browser, decoded: (n, n, RGBA)."""
    urls = tab.page.locator(PICTURES).evaluate_all("images => images.map(image => image.getAttribute('href'))")
    files = [fetched(tab, url) if url.startswith("http") else base64.b64decode(url.split(",", 1)[1]) for url in urls]
    return [np.array(Image.open(io.BytesIO(file)).convert("RGBA")) for file in files]


def fetched(tab, url):
    """The file at an address of the app."""
    answer = tab.page.request.get(url)
    assert answer.ok
    return answer.body()


def outside(picture):
    offset = 2 * (np.arange(len(picture)) + 0.5) / len(picture) - 1
    return picture[np.hypot(offset, offset[:, None]) >= 1, 3]


def told(tab, numbers):
    """Whether any of these numbers has arrived, in any of the ways in which tables and words travel."""
    everything = b"".join(frame if isinstance(frame, bytes) else frame.encode() for frame in tab.received)
    ways = [struct.pack(kind, x) for x in numbers for kind in ("<d", "<f")] + [f"{x:.3f}".encode() for x in numbers]
    return any(way in everything for way in ways)


def test_a_click_walks_there_and_one_far_away_one_stride_toward_it(lost):
    tab = lost("stride=0.4")
    tab.page.mouse.click(*on_screen(tab, -2.8, 2.9))
    assert np.allclose(stops(tab.settle())[1:], [[-2.8, 2.9]], atol=0.03)
    tab.page.mouse.click(*on_screen(tab, -2.8, -3.0))
    near, far = stops(tab.settle())[1:]
    assert np.allclose(far - near, [0, -0.4], atol=0.01)
    assert tab.page.locator(PICTURES).count() == 3


@pytest.mark.nightly
def test_every_click_on_one_far_place_is_a_stride_toward_it(lost):
    """The pointer rests where it is: only when it was pressed tells one click from the next."""
    tab = lost("stride=0.4")
    for k in (2, 3, 4):
        tab.page.mouse.click(*on_screen(tab, 3, 3))
        assert len(stops(tab.settle())) == k


@pytest.mark.nightly
def test_what_was_seen_stays_and_nothing_flashes(lost):
    tab = lost()
    press(tab, "Steepest way down")
    tab.page.evaluate(WATCH, MAP)
    for k in range(2, 5):
        walk(tab, "south")
        assert tab.page.locator(PICTURES).count() == k + 1
    assert tab.page.evaluate("window.flashes") == []
    press(tab, "Undo")
    assert tab.page.locator(PICTURES).count() == 4
    assert tab.page.evaluate("window.flashes") == []


@pytest.mark.nightly
def test_the_link_keeps_the_trail(lost):
    tab = lost(f"trail={trail(*DOWN)}")
    assert tab.page.locator(PICTURES).count() == 1 + len(DOWN)
    walk(tab, "west")
    assert np.allclose(stops(tab)[-1], np.array(DOWN[-1]) - [0.5, 0])
    tab.page.reload()
    assert tab.settle().page.locator(PICTURES).count() == 2 + len(DOWN)
    press(tab, "Start again")
    assert "trail" not in tab.page.url
    assert tab.page.locator(PICTURES).count() == 1


def test_ways_by_button_arrow_keys_and_rose(lost):
    tab = lost()
    way = np.diff(stops(walk(walk(tab, "south-east"), "north")), axis=0)
    assert np.allclose(way, [[0.5 * 0.5**0.5, -0.5 * 0.5**0.5], [0, 0.5]], atol=1e-3)
    way = np.diff(stops(keys(keys(tab, "ArrowDown"), "ArrowRight", "ArrowDown")), axis=0)[2:]
    assert np.allclose(way, [[0, -0.5], [0.5 * 0.5**0.5, -0.5 * 0.5**0.5]], atol=1e-3)
    box = tab.page.locator(".compass svg").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.page.mouse.move(middle[0] + 30, middle[1])
    slope = GROUND.grad(stops(tab)[-1])[0]
    said = tab.page.locator(".compass .told").inner_text()
    assert said.startswith("Toward 90° E")
    assert f"{abs(slope):.3g}" in said
    tab.page.mouse.click(middle[0] + 30, middle[1])
    assert np.allclose(np.diff(stops(tab.settle()), axis=0)[-1], [0.5, 0], atol=0.02)


@pytest.mark.nightly
def test_strides_in_a_hurry_are_all_walked(lost):
    """Of what is asked before the server has come to the first, Streamlit keeps one: the others wait in the browser."""
    tab, ways = lost(), ["south", "south-east", "south", "east", "south"]
    buttons = [tab.page.locator(f'[aria-label*=": walk {way}."]').element_handle() for way in ways]
    tab.page.evaluate("buttons => buttons.forEach(button => button.click())", buttons)
    tab.page.wait_for_function("n => document.querySelectorAll('.mark-image image').length === n", arg=len(ways) + 1)
    steps = np.diff(stops(tab.settle()), axis=0)
    slant = 0.5 * 0.5**0.5
    assert np.allclose(steps, [[0, -0.5], [slant, -slant], [0, -0.5], [0.5, 0], [0, -0.5]], atol=1e-3)


@pytest.mark.nightly
def test_every_press_of_a_button_counts_in_its_order(lost):
    """Streamlit tells that a button was pressed, not how often since the server last looked."""
    tab = lost("floor=lab")
    down, undo = (tab.page.get_by_role("button", name=name).element_handle() for name in ("Steepest way down", "Undo"))
    more = tab.page.locator('[class*="st-key-number-"]', has=tab.page.get_by_label("Stride", exact=True))
    longer = more.get_by_role("button", name="Stride: more", exact=True).filter(visible=True).element_handle()
    tab.page.evaluate(
        "([down, undo, longer]) => [down, down, down, longer, longer, longer].forEach(button => button.click())",
        [down, undo, longer],
    )
    tab.page.wait_for_function("document.querySelectorAll('.mark-image image').length === 4")
    assert "stride=0.8" in tab.settle().page.url
    tab.page.evaluate("([down, undo]) => [undo, undo, down].forEach(button => button.click())", [down, undo])
    tab.page.wait_for_function("document.querySelectorAll('.mark-image image').length === 3")
    lengths = np.linalg.norm(np.diff(stops(tab.settle()), axis=0), axis=1)
    assert np.isclose(lengths[0], 0.5, atol=1e-3)
    assert 0.5 < lengths[1] <= 0.8  # it ends where the ground rises again


@pytest.mark.nightly
def test_keys_mean_something_else_in_a_box(lost):
    tab = lost("floor=lab")
    tab.page.get_by_label("Stride", exact=True).focus()
    keys(tab, "ArrowUp")
    assert "stride=0.6" in tab.page.url
    assert len(stops(tab)) == 1


def test_the_fog_hides_until_it_lifts(lost):
    tab = lost(f"trail={trail(*DOWN[:4])}")
    pictures = seen(tab)
    assert len(pictures) == 5
    assert all(picture.shape == (128, 128, 4) and not outside(picture).any() for picture in pictures)
    lowest, *_ = others = [number for minimum in GROUND.minima for number in minimum]
    assert not told(tab, others)
    press(tab, "Let gradient descent walk")
    assert tab.page.get_by_text("out of sight").is_visible()
    run = RECORD.run()["gd"]
    assert not told(tab, [*others, *run.x[3], *run.x[-1]])
    press(tab, "Lift the fog")
    assert told(tab, [lowest])
    assert [picture.shape[0] for picture in seen(tab)] == [840]
    assert tab.page.get_by_text("Nobody found base camp.").is_visible()
    assert tab.page.locator(".bar").is_visible()
    press(tab, "Hike again")
    assert len(seen(tab)) == 1


@pytest.mark.nightly
@pytest.mark.parametrize("dark", [False, True])
def test_the_fog_drifts_without_a_mask_in_the_colors_of_the_theme(lost, dark):
    """A mask that moves is drawn anew for every frame in Firefox, where a picture is only carried along."""
    tab = lost(dark=dark)
    layers = """map => ['::before', '::after'].map(layer => {
        const {maskImage, backgroundImage, animationName} = getComputedStyle(document.querySelector(map), layer);
        return [maskImage, backgroundImage.slice(0, 25), animationName];
    })"""
    assert tab.page.evaluate(layers, MAP) == [["none", 'url("data:image/svg+xml,%', "drift"]] * 2
    box = tab.page.locator(MAP).bounding_box()
    far = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "width": 200, "height": 150}
    picture = np.asarray(Image.open(io.BytesIO(tab.page.screenshot(clip=far))).convert("L"))
    low, high = (20, 80) if dark else (170, 235)
    assert low < picture.min() < picture.max() - 10 < high, "neither one color nor the other theme's"


@pytest.mark.nightly
def test_forty_steps_are_light_enough_to_send(lost):
    far = [[-3 + 0.15 * k, 3 - 0.13 * k] for k in range(1, hike.HIKE_MAX_STEPS)]
    tab = lost(f"trail={trail(*far)}")
    tab.received.clear()
    walk(tab, "east")
    assert len(stops(tab)) == hike.HIKE_MAX_STEPS + 1
    assert sum(map(len, tab.received)) < 330_000
    assert tab.page.locator('[aria-label*=": walk east."]').is_disabled()


@pytest.mark.parametrize("dark", some([False, True], True))
def test_on_a_phone_a_tap_walks(lost, dark):
    tab = lost("", size=(390, 844), dark=dark, touch=True)
    tab.page.touchscreen.tap(*on_screen(tab, -2.7, 2.8))
    assert np.allclose(stops(tab.settle())[1:], [[-2.7, 2.8]], atol=0.05)
    tab.page.locator('[aria-label*=": walk south."]').tap()
    assert len(stops(tab.settle())) == 3
    assert not tab.sideways()
