"""Five rates: one walk for each of the regimes that η·f″ decides, side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.five_rates import PRODUCTS, Ladder
from gdengine.analysis.mends import changed
from gdengine.analysis.words import short
from pages.charts.kit.numbers import number as n
from pages.charts.slope.curve import small
from pages.charts.slope.limit import why_two
from pages.ui.about import About
from pages.ui.scene import HALF, REMAINDER, Scene
from pages.ui.terms import note, say
from pages.views.slope.results import five_rates_code, side_by_side

PROMISED = {  # regime -> η·f″ against 1 and 2, and what it does on a parabola
    "crawl": ("rate × curvature = **0.1**", "short steps, one side."),
    "one jump": ("rate × curvature = **1**", "there in one step."),
    "oscillate": ("rate × curvature = **1.8**", "over it, but ever nearer."),
    "bounce": ("rate × curvature = **2**", "back and forth, forever."),
    "diverge": ("rate × curvature = **2.2**", "each time farther out."),
}


WHY_TWO = (
    "On a parabola a step multiplies the way from the bottom by 1 − rate × curvature. Where rate × curvature is at "
    "most 1, that shortens the way; between 1 and 2 it leads to the other side, but nearer; at 2 just as far, on the "
    "dashed line; beyond it, farther."
)


def five_rates(scene: Scene) -> About:
    """The view."""
    five, runs = side_by_side(scene.record)
    rows = np.arange(len(runs.step))
    for m, place in enumerate(scene.places):
        with place:
            _one(scene, five, runs, m)
    _why(scene, five)  # after what stands above it
    numbers = {"step": runs.step} | {f"x at {rate:g}": runs.x[:, m, 0] for m, rate in enumerate(five.rates.values())}
    alone = {name: scene.own.alone(scene.record, rate) for name, rate in five.rates.items() if scene.own.fits(rate)}
    records = {name.capitalize(): record for name, record in alone.items()}
    return About(
        scene.record,
        rows=runs.step[rows],
        judged=False,
        table=lambda: numbers,
        script=lambda: five_rates_code(scene.record),
        records=records,
    )


def _why(scene: Scene, five: Ladder) -> None:
    """What theory says, and why."""
    say(_rule(five), scene.words)
    with scene.words.popover("Why 2 is the limit", icon=":material/functions:", type="tertiary", width="content"):
        say(WHY_TWO)
        scene.show(why_two(PRODUCTS), "limit", share=HALF)


def _one(scene: Scene, five: Ladder, runs: Trajectory, m: int) -> None:
    """One of the walks: its product, its picture, what became of it."""
    name, ground = list(PRODUCTS)[m], scene.objective
    walk = runs.member(m)
    with st.container(key=f"as.high.{m}"):
        say(_promise(name, five))
    scene.show(small(ground, walk, called=f"With η = {n(five.rates[name])}"), f"five_{m}", share=REMAINDER)
    each = "Each step" if five.parabola else "By the rule, each step"
    factor = f"{each}: way × **{n(round(1 - PRODUCTS[name], 6))}**.  \n" if five.bends else ""
    _button(scene, five.rates[name], m)
    fact = short(diagnose(runs, ground, member=m))
    with st.container(key=f"at.the.end.{m}"):
        note(f"In fact: {fact}  \n{factor}{_end(walk, ground.box[0])}")


def _promise(name: str, five: Ladder) -> str:
    """The rate, and what theory says of it, if it says anything."""
    if not five.bends:
        return f"**η = {n(five.rates[name])}**  \nno curvature, no theory."
    product, told = PROMISED[name]
    return f"**{name.capitalize()}: η = {n(five.rates[name])}**, in theory  \n{product}: {told}"


def _button(scene: Scene, rate: float, m: int) -> None:
    """Go and look at this rate alone."""
    how: dict[str, Any] = {"width": "stretch"}
    if scene.own.fits(rate):
        alone = changed(scene.record, scene.own.alone(scene.record, rate))
        how |= {"on_click": scene.put, "kwargs": {"view": "descend", **alone}}
    else:
        how |= {"disabled": True, "help": "A dial of the learning rate does not go so far."}
    st.button(f"Take η = {n(rate)}", key=scene.key("rate", str(m)), **how)


def _end(walk: Trajectory, ends: tuple[float, float]) -> str:
    k = int(np.isfinite(walk.x[:, 0]).sum()) - 1
    step = str(walk.step[k]).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    place, height = (_is(*pair) for pair in ((walk.x[k, 0], ends[1] - ends[0]), (walk.value[k], abs(walk.value[0]))))
    return f"x{step} {place}, f {height}"


def _is(value: float, span: float) -> str:
    """Equal to its number; to a 0 that stands for less than can be seen, nearly."""
    said = n(value, span=span)
    return f"{'≈' if said == '0' and value else '='} {said}"


def _rule(five: Ladder) -> str:
    place, curvature = f"{'bottom' if five.at_bottom else 'start'}, x = {n(five.place)}", n(five.curvature)
    if not five.bends:
        return f"At the {place}, there is no curvature, and theory says nothing. The rates are those of **f″ = 1**."
    where = f"At the {place}, the curvature is **f″ = {curvature}**."
    if five.curvature < 0:
        valley = f"What theory says is so in a valley of the curvature {n(-five.curvature)}."
        bottom = "at its bottom it has no curvature" if five.known else "has no bottom that we know"
        return f"{where} The curve bends downward there, and {bottom}. {valley}"
    rule = "On a parabola every step multiplies the way from the bottom by **1 − rate × curvature**: "
    rule += "below 0, to the other side."
    alike = "nearly one near its bottom only" if five.at_bottom else "none"
    return f"{where} {rule}" if five.parabola else f"{where} {rule} This curve is {alike}."
