"""What charts show of other members: packed, unpacked in Chromium bit for bit, sent once, drawn as they are."""

import numpy as np
import pytest
from browser import some
from driving import press
from visit import opened

from gdengine import PRESETS
from pages.charts.kit.moments import Members
from pages.ui.parts.family import packed

UNPACKED = """async bytes => {
    const { unpack } = await import("/pages/ui/parts/family/walks.js");
    const bits = rows => rows.map(row => [...new Uint32Array(row.buffer, row.byteOffset, row.length)]);
    const told = family => Object.fromEntries(
        Object.entries(family).map(([name, rows]) => [name, name === "count" ? rows : bits(rows)]));
    const { families } = unpack(new Uint8Array(bytes));
    return Object.fromEntries(Object.entries(families).map(([key, family]) => [key, told(family)]));
}"""
PLACES = """() => [...document.querySelector('[data-testid=stVegaLiteChart]').querySelectorAll('.mark-symbol path')]
    .map(mark => mark.getAttribute('transform').match(/-?[\\d.]+/g).slice(0, 2).map(Number))"""


def odd_numbers():
    numbers = np.random.default_rng(4).normal(size=(7, 5)) * 10.0 ** np.arange(-40, 60, 3).cumsum()[:5]
    numbers[2:5, 1], numbers[3, :3] = [np.nan, np.inf, -np.inf], [0.0, -0.0, 1e-45]
    return numbers


def test_every_bit_arrives(modules):
    x, y = odd_numbers(), odd_numbers()[::-1]
    one, two = members_of({"x": x, "y": y}), members_of({"v": x})
    seen = modules.evaluate(UNPACKED, list(packed([one, two, one])))
    assert {*seen} == {str(one.key), str(two.key)}
    for family in (one, two):
        told = seen[str(family.key)]
        assert told.pop("count") == 4  # the fifth is in force
        with np.errstate(over="ignore"):
            sent = {name: {"x": x, "y": y, "v": x}[name].astype(np.float32).T for name in told}
        for name, rows in told.items():
            assert np.array_equal(np.array(rows, np.uint32), sent[name][: len(rows)].copy().view(np.uint32)), name


def members_of(numbers):
    return Members(np.arange(7), np.arange(7), numbers)


def test_what_several_charts_show_travels_once():
    x = odd_numbers()
    alone, both = packed([members_of({"x": x})]), packed([members_of({"x": x}), members_of({"a": x})])
    assert len(both) - len(alone) < 40


@pytest.mark.parametrize("name", ["A4", "B3", "C3"])
def test_another_rate_sends_no_family_anew(name):
    def sent(*link):
        pictures = opened(PRESETS[name].page, ("preset", name), *link).pictures.values()
        return packed(t for picture in pictures for t in picture.data.values() if isinstance(t, Members))

    lr = PRESETS[name].record.lr
    assert sent() == sent(("lr", f"{lr * 0.7:.3g}"))
    assert sent() != sent(("steps", "33"))


@pytest.mark.parametrize("name", some(["A4", "A5", "B3", "B2"], "A4"))
def test_what_is_held_is_what_is_dropped(tab, app, name):
    """While the dial is held, every mark stands where the engine puts it once it is let go."""
    visit = tab().open(f"{app}/{PRESETS[name].page}?preset={name}")
    press(visit, "End")
    before = places(visit)
    band, mouse = visit.page.locator(".strip .band").bounding_box(), visit.page.mouse
    mouse.move(band["x"] + band["width"] / 2, band["y"] + 4)
    mouse.down()
    mouse.move(band["x"] + 0.37 * band["width"], band["y"] + 4)
    held = places(visit)
    mouse.up()
    visit.page.wait_for_timeout(300)
    visit.settle().page.evaluate("document.activeElement.blur()")  # so that the key is the bar's
    press(visit, "End")
    dropped = places(visit)
    assert alone(held, dropped) == []
    assert alone(before, dropped), "another rate walks elsewhere"


def places(visit):
    """Where the marks of the first chart stand, in px: its axes are the same for all rates."""
    visit.page.wait_for_timeout(400)
    return np.array(visit.page.evaluate(PLACES))


def alone(some, others):
    """Those of some marks near which there is none of others."""
    return [tuple(place) for place in some if np.hypot(*(others - place).T).min() > 1]
