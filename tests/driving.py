"""What a learner does on the small page demo_player.py, and what can be seen there."""

import numpy as np

GRID = [float(f"{rate:.3g}") for rate in np.geomspace(0.001, 2, 61)]
FED = """name => [...document.querySelectorAll(`form.vega-bindings input[name="${name}"]`)].map(x => +x.value)"""
DRAWN = """() => [...document.querySelectorAll('svg.marks path')].map(x => x.getAttribute('d')).join()"""


def chart(page, name):
    """The selector of a chart of this page, by its name."""
    return f".st-key-{page}-chart-{name}"


def part(page, name):
    """The selector of a part of this page that runs in the browser, by its name."""
    return f".st-key-{page}-part-{name}"


def knob_box(tab, page, name):
    """The box of a knob of this page, in which a number or a text is typed."""
    return tab.page.locator(f".st-key-{page}-{name} input")


def state(tab, name):
    return tab.page.evaluate("name => downhillBus.state[name]", name)


def press(tab, *keys):
    for key in keys:
        tab.page.keyboard.press(key)


def do(tab, name):
    tab.page.locator(f"[data-do={name}]").click()


def now(tab):
    """What the bar says, the next frame after all that was asked of it."""
    tab.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return tab.page.locator(".bar .now").inner_text()


def place(tab, fraction):
    box = tab.page.locator(".strip .band").bounding_box()
    return box["x"] + fraction * box["width"], box["y"] + box["height"] / 2


def said(tab):
    return tab.page.locator("[data-testid=stText]").inner_text()


def set_steps(tab, steps):
    box = tab.page.get_by_label("steps")
    box.fill(str(steps))
    box.press("Enter")
    tab.page.wait_for_function("n => downhillBus.owner.t.last === n", arg=steps)
    tab.page.evaluate("() => document.activeElement.blur()")
