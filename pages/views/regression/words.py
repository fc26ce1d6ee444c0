"""What the regression page says beside its numbers: the loss and its gradient, the points a step sees, both units."""

from __future__ import annotations

import zlib

import numpy as np

from gdengine import Objective, Trajectory
from gdengine.analysis.walks import walked
from gdengine.data.batches import sampled, steps_an_epoch
from gdengine.experiments import Regression
from gdengine.experiments.chosen_points import OWN_POINTS
from pages.charts.kit.numbers import counted, number
from pages.charts.regression.line_fit import thinning
from pages.ui.about import Lines
from pages.ui.points_box import UNNAMED, names_of
from pages.ui.titles import plain, points_a_step

OF_THE_MATRIX = "with β = (a, b) and a row (1, x) of X for each point"
DISTANCES = {  # the loss that is shown
    "mse": f"the mean of the squared blue distances, ‖y − Xβ‖²/N {OF_THE_MATRIX}",
    "sse": f"the sum of the squared blue distances, ‖y − Xβ‖² {OF_THE_MATRIX}",
    "half_sse": f"the sum of the squared blue distances, ‖y − Xβ‖² {OF_THE_MATRIX}",
}
FACTORS = {
    "mse": ("2", "/N"),
    "sse": ("2", ""),
    "half_sse": ("", ""),
}  # of Xᵀ(Xβ − y) in the gradient, before and after
OF_HALF, OF_ALL = "  The step follows the gradient of *half* of it", "  Its gradient is"
MOST_NAMED = 8  # points of a step that are named one by one


def loss_note(record: Regression) -> str:
    """The loss, and the gradient that the steps follow: of all points, or of those that a step sees."""
    before, after = FACTORS[record.loss]
    count, seen = len(record.measured().x), record.mini_batch()
    half, said = record.loss == "half_sse", f"Loss: {DISTANCES[record.loss]}."
    if seen is None:
        return f"{said}{f'{OF_HALF}:' if half else OF_ALL} g = {before}Xᵀ(Xβ − y){after}."
    said += f"{OF_HALF}.  " if half else "  "
    times = steps_an_epoch(count, seen)
    return (
        f"{said}That is the loss of all {count} points, but a step sees only {points_a_step(seen, count)}: with X̃ and "
        f"ỹ for what it sees, its slope is g = {times}·{before}X̃ᵀ(X̃β − ỹ){after}, sampled. The {times} is there as "
        f"{times} steps, an epoch, share all points among them: at one and the same line, their slopes average to the "
        "gradient of the whole."
    )


def seen_points(record: Regression, run: Trajectory) -> Lines:
    """Which points each step saw, of a sampled walk (K, 2)."""
    size, points = record.mini_batch(), record.points()
    if size is None:
        return Lines()
    rows = [sampled(k, len(points.x), size, record.seed) for k in run.step.tolist()]
    if size > MOST_NAMED or len(points.x) % size:  # a template names as many at every step
        said = f"This step sees {{seen}} of the {len(points.x)} points; in an epoch each is seen once."
        return Lines((said,), {"seen": np.array([len(row) for row in rows])})
    names = [f"({{seen_x{j}}}, {{seen_y{j}}})" for j in range(size)]
    numbers: dict[str, np.ndarray] = {}
    for j in range(size):
        at = np.array([row[j] for row in rows])
        numbers |= {f"seen_x{j}": points.x[at], f"seen_y{j}": points.y[at]}
    return Lines((f"This step sees the point{'' if size == 1 else 's'} (x, y) = {', '.join(names)}.",), numbers)


def line_now(record: Regression, run: Trajectory, best: np.ndarray) -> Lines:
    """The line where the walk (K, 2) stands: in the units of the data, and how far it is from the closed form."""
    run = walked(run)
    one = "the closed form" if np.ptp(record.points().x) else "the shortest of the many (a, b) that are best"
    away = Lines((f"Distance to {one}: {{away}}.",), {"away": np.linalg.norm(run.x - best, axis=-1)})
    if record.scaling() is None and record.unit == "as_measured":
        return away
    original = record.original(run.x)
    line = "In the units of the data the line is y = {original_a:position} + {original_b:position}·x."
    numbers = {"original_a": original[:, 0], "original_b": original[:, 1]}
    return Lines((line, *away.templates), numbers | dict(away.numbers))


def share_explained(objective: Objective, y: np.ndarray, run: Trajectory) -> Lines:
    """R² of the line at every row of the walk (K, 2): how much of the scatter of y (N,) it explains."""
    run = walked(run)
    if not np.ptp(y):
        return Lines(("All y are equal: there is nothing for a line to explain, and no R².",))
    flat = objective(np.array([y.mean(), 0.0]))  # the loss of the flat line through the mean, in the units of the walk
    with np.errstate(over="ignore"):
        share = 1 - objective(run.x) / flat
    said = "R² = {r2}: 1 is through every point, 0 no better than the best flat line, below 0 worse."
    return Lines((said,), {"r2": share})


def titles(record: Regression) -> tuple[tuple[str, str], tuple[str, str]]:
    """The titles of the axes of the points, and of the two of the map."""
    measured = record.measured()
    x_title, y_title = names_of(record.xy) if record.data == OWN_POINTS else (measured.x_title, measured.y_title)
    if record.scaling() is not None:
        what = "for standardized x: "
        return (f"{x_title}, standardized", y_title), (f"{what}intercept a", f"{what}slope b")
    unit = "" if record.unit == "as_measured" else f", in {record.unit}"
    return (f"{x_title}{unit}", y_title), ("intercept a", "slope b")


def named(chart: str, record: Regression) -> str:
    """The name of a chart whose axes say what x and y are: another name, because it is another spec."""
    shown = titles(record)[0]
    if shown == UNNAMED:
        return chart
    names = f"{zlib.crc32(repr(shown).encode()):08x}" if record.data == OWN_POINTS else record.data
    return "_".join([chart, names, record.unit, record.scale])


def scaled_by(record: Regression) -> str:
    """By which mean and spread x is standardized; nothing where it is not."""
    scaling = record.scaling()
    if scaling is None:
        return ""
    mean, spread = (number(float(part[1]), 6) for part in scaling)
    return f"  x is standardized: its mean {mean} is taken off, and the rest divided by its spread {spread}."


def source_of(record: Regression) -> str:
    """Where the points come from, and how many of them are drawn where not all are."""
    points = record.measured()
    said = f"{points.title}: {points.source}."
    if record.data == OWN_POINTS and (names := names_of(record.xy)) != UNNAMED:
        said += " Here x is “{}” and y is “{}”.".format(*map(plain, names))
    said += f" License: {points.license}." if points.license else ""
    return f"{said} {drawn(len(points.x))}"


def drawn(count: int) -> str:
    """That not all points are drawn, where that is so."""
    every = thinning(count)
    return "" if every == 1 else f"Of {counted(count, 'point')} every {ordinal(every)} is drawn; all of them count."


def ordinal(count: int) -> str:
    """2nd, 3rd, 4th, 21st."""
    ending = "th" if 10 < count % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"
