"""What students believe, and the numbers that settle it: one decorated function a belief, in one place.

::

    @belief("The smaller h, the better.", "Orton 1983", "A2")
    def smaller_is_better(record: Any, own: Any) -> str:
        "What to ask before anything is shown."
        return f"… {n(…)} …"

The link opens the experiment in its own view or the one named, with the settings named.  ``record`` and ``own`` are the
records that stand there, of which the function tells what settles it: link and numbers cannot part.  No number is typed
into a sentence: a test reads them.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from gdengine import PRESETS, network
from gdengine.activities.secant import scan
from gdengine.regression import CRITERIA
from pages.charts.kit.numbers import number as n
from pages.ui.titles import say_choice
from pages.views.mountain.results import ends
from pages.views.network.results import held_loss, recording
from pages.views.teaching.belief import BELIEFS, belief, settled

__all__ = ["BELIEFS", "belief", "settled"]

TANGENT_PLACES = 20_001  # along a curve, between which its meetings with a tangent are looked for


@belief("The slope tells how high the curve is.", "Beichner 1994; McDermott, Rosenquist & van Zee 1987", "A1")
def slope_is_height(record: Any, own: Any) -> str:
    """Two places of the curve are equally high. Is its slope the same at both?"""
    curve = record.objective()
    x = np.array([[record.x0], [2 * curve.minima[0][0] - record.x0]])
    (low, _), (here, there) = curve(x).tolist(), curve.grad(x)[:, 0].tolist()
    places = f"At x = {n(x[0, 0])} and at x = {n(x[1, 0])} the curve is {n(low)} high"
    return f"{places}. Its slope is {n(here)} at the one and {n(there)} at the other."


@belief(
    "A tangent touches a curve once and never crosses it.",
    "Biza & Zachariades 2010; Hogue & Scarcelli 2021",
    "A8",
    view="slope",
    x0=0.0,
)
def touches_once(record: Any, own: Any) -> str:
    """Drag the point from one valley to the other. How often does the tangent meet the curve?"""
    curve, here = record.objective(), np.array([record.x0])
    ((low, high),) = curve.box
    x = np.linspace(low, high, TANGENT_PLACES)
    above = curve(x[:, None]) - curve(here) - curve.grad(here) * (x - record.x0)
    bend = np.diff(curve.grad(x[:, None])[:, 0])
    meets, turns = (" and x = ".join(map(n, _roots(*pair))) for pair in ((x, above), ((x[1:] + x[:-1]) / 2, bend)))
    return (
        f"At x = {n(record.x0)} the tangent touches the curve, and crosses it at x = {meets}. Where the curve begins "
        f"to bend the other way, at x = {turns}, it crosses it at the very point where it touches it."
    )


def _roots(x: np.ndarray, y: np.ndarray) -> list[float]:
    """Where y (P,) changes its sign between neighboring x (P,)."""
    k = np.flatnonzero(y[1:] * y[:-1] < 0)
    return (x[k] + (x[k + 1] - x[k]) * y[k] / (y[k] - y[k + 1])).tolist()  # type: ignore[no-any-return]


@belief("The smaller h, the better.", "Orton 1983; Tall 1997; Asiala et al. 1997", "A2")
def smaller_is_better(record: Any, own: Any) -> str:
    """Which h measures the slope best: a large one, a tiny one, or the tiniest there is?"""
    seen = scan(record.objective(), [record.x0], [1e-2, 1e-8, 1e-15])
    off = [f"with h = {n(h)} it is off by {n(error)}" for h, error in zip(seen.h.tolist(), seen.error[:, 0].tolist())]
    return f"At x = {n(record.x0)} the slope is {n(float(seen.slope[0]))}. Measured {', '.join(off)}."


@belief("A bigger rate is faster.", "Severin 2026; exercises of Google's course", "A4", lr=0.95)
def bigger_is_faster(record: Any, own: Any) -> str:
    """This walk leaps over the bottom at every step. Which creeping walk takes just as long? Drag η."""
    rates = (0.05, record.lr, 0.5, 1.1)
    ways = [dataclasses.replace(record, lr=rate).run()["gd"].x[:2, 0] for rate in rates]
    slow, fast, once, far = (f"{n(float(way[1] / way[0]), span=1)} at η = {n(rate)}" for way, rate in zip(ways, rates))
    return (
        f"A step multiplies x, counted from the bottom, by {slow} and by {fast}: both take equally long. By {once}, "
        f"where one step is enough, and by {far}, where each leads farther away."
    )


@belief("Downhill ends at the lowest point, wherever it starts.", "Severin 2026", "B6")
def start_does_not_matter(record: Any, own: Any) -> str:
    """Where would you start to end in another valley?"""
    found = ends(record)
    shares = sorted((float((found == valley).mean()) for valley in np.unique(found[found >= 0])), reverse=True)
    percent = ", ".join(f"{n(100 * share)}\u00a0%" for share in shares)
    two: Any = PRESETS["A8"].record
    curve, (run,) = two.objective(), two.run().values()
    return (
        f"The starts of this map end in {n(len(shares))} valleys: {percent}. And on the curve with two valleys the "
        f"walk from {n(two.x0)} comes to rest at height {n(float(run.value[-1]))}, though the lowest is at "
        f"{n(float(min(curve(np.array(curve.minima)))))}."
    )


@belief("Downhill points at the lowest place.", "Oregon State, “The Hillside”; netmath", "B7i", x0=1.5, y0=0.15)
def points_at_the_minimum(record: Any, own: Any) -> str:
    """Draw the arrow of the first step from here. Does it point at the lowest place?"""
    ground, start = record.objective(), record.start()
    down, way = -ground.grad(start), np.array(ground.minima[0]) - start
    angle = np.degrees(np.arccos(down @ way / np.linalg.norm(down) / np.linalg.norm(way)))
    return f"The steepest way down is {n(float(angle))}° away from the way to the lowest place."


@belief("Steps get shorter because the rate does.", "Severin 2026; vchill", "A4")
def equal_steps(record: Any, own: Any) -> str:
    """The rate stays as it is. How long is the twentieth step beside the first?"""
    lengths = np.abs(np.diff(record.run()["gd"].x[:, 0])).tolist()
    return (
        f"The first step is {n(lengths[0])} long, the twentieth {n(lengths[19])}, at the same η = {n(record.lr)}: each "
        f"is {n(lengths[1] / lengths[0])} times the one before, because the slope is."
    )


@belief(
    "The best line goes through the most points.",
    "Casey 2016; Casey & Nagle 2016; Sorto et al. 2011",
    "C1f",
    loss="sse",
    lr=0.01,
)
def most_points(record: Any, own: Any) -> str:
    """Lay the line through as many points as you can. Is its error the least there is?"""
    x, y, *_ = record.points()
    squares, distances = (CRITERIA[name] for name in ("squares", "absolute"))
    best = squares.best(x, y)

    def told(line: Any) -> tuple[str, str, str]:
        through = np.isclose(y, line[0] + line[1] * x).sum()
        return n(int(through)), n(float(squares.loss(x, y, *line))), n(float(distances.loss(x, y, *line)))

    (many, error, apart), (few, least, other) = told(own.hand()), told(best)
    return (
        f"A line through {many} of the {n(len(x))} points has the squared error {error}. The best line, of slope "
        f"{n(best[1])}, goes through {few} of them and has {least}. By plain distances the first is the better: "
        f"{apart} against {other}."
    )


@belief(
    "The error is the shortest way to the line.",
    "Moore, McCabe & Craig 2017, exercise 2.109; NCTM",
    "C1p",
    data="own",
    xy="0_2~1_0~2_4~3_6~4_3~5_1~6_8~7_7~8_5",
    hand_intercept=4.0,
    hand_slope=0.0,
    lr=0.02,
)
def shortest_way(record: Any, own: Any) -> str:
    """Lay the line where the cloud lies. Then choose squares: is the best line the same?"""
    x, y, *_ = record.points()
    squares, eye = CRITERIA["squares"], CRITERIA[own.criterion].best(x, y)
    best = squares.best(x, y)
    more = float(squares.loss(x, y, *eye) / squares.loss(x, y, *best)) - 1
    return (
        f"The correlation is {n(float(np.corrcoef(x, y)[0, 1]))}. The line along the cloud has slope {n(eye[1])}, that "
        f"of least squares {n(best[1])}; counted in squares the first costs {n(100 * more)}\u00a0% more."
    )


@belief("Other units, same descent.", "Orange #156, #170; DML-OpenProblem #97", "C2m", data="noisy_line", n=10)
def units_do_not_matter(record: Any, own: Any) -> str:
    """x is counted in sixtieths, as hours in minutes. Which of the two walks notices?"""
    plain = dataclasses.replace(record, unit="as_measured")
    told = {
        (unit, name): f"a largest η of {n(side.limit)} and a condition number of {n(side.condition)}"
        for unit, each in (("coarse", plain), ("fine", record))
        for name, side in own.sides(each).items()
    }
    return (
        f"As measured the walk has {told['coarse', 'raw']}, in sixtieths {told['fine', 'raw']}. Standardized it has "
        f"{told['fine', 'standardized']}, whatever the unit."
    )


@belief("The lower the loss in training, the better.", "Valdenegro-Toro & Sabatelli 2023", "D2")
def lower_loss_is_better(record: Any, own: Any) -> str:
    """Which of the two has learned more, and what does each say far outside its points?"""
    far, told = 6.0, []
    for name in record.activations():
        made = recording(record, name)
        _, slope = network.output_slope(made.last_points(), [far], record.sizes(), name)
        told.append(
            f"{say_choice(name)} ends with loss {n(float(made.run.value[-1]))}, on the points held out "
            f"{n(float(held_loss(made)[-1]))}; at x = {n(far)} its curve has the slope {n(slope.item())}"
        )
    return f"{'. '.join(told)}. Every tanh network is flat far out, every one of ReLUs straight; the sine is neither."


@belief(
    "Where no slope comes back, nothing is wrong.",
    "Karpathy 2016; ShareTechnote",
    "D3",
    neuron_layer=0,
    activation="tanh",
    dial_x=3.0,
)
def no_slope_no_fault(record: Any, own: Any) -> str:
    """The loss rises with what this unit says. How much of that slope comes back through it?"""
    units = [(record.activation, own.dial_x), ("sigmoid", 6.0), ("relu", -1.0)]
    told = []
    for name, x in units:
        one = dataclasses.replace(own, dial_x=x).at(dataclasses.replace(record, activation=name), record.start(), 0)
        told.append(f"{say_choice(name)} at {n(one.z)}: {n(one.slope)}")
    return f"Of a slope of {n(one.incoming)} so much comes back: {'; '.join(told)}. The last is wrong, and silent."
