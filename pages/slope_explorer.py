"""Slope explorer: one curve, its slope, and the walk that follows it down."""

from pages.ui.controls import Lens, ask
from pages.ui.site import enter
from pages.views.slope.descend import descend
from pages.views.slope.every_start import every_start
from pages.views.slope.five_rates import regimes
from pages.views.slope.one_weight import weight
from pages.views.slope.slope import slope

LENSES = {
    "slope": Lens(
        "Slope",
        "Drag the point along the curve. Then shrink h: when does the secant become the tangent, when does it fail?",
        slope,
        ("curve", "lr"),
        ("optimizer",),
    ),
    "descend": Lens(
        "Descend",
        "The ball feels only the slope under it. Press play, or click the curve to start somewhere else.",
        descend,
        ("curve", "lr"),
    ),
    "starts": Lens(
        "Every start",
        "One curve, every start, every learning rate: which valley does each walk end in?",
        every_start,
        ("curve", "lr"),
    ),
    "regimes": Lens(
        "Five rates",
        "The same start, five learning rates, plain gradient descent. Press play and watch them part.",
        regimes,
        ("curve", "x0"),
        ("optimizer",),
    ),
    "weight": Lens(
        "One weight",
        "Learning is descent too: the place is a line's weight W, the height the mean of its squared blue distances.",
        weight,
        ("curve", "lr"),
    ),
}

enter()
record, lens = ask("slope_explorer", LENSES)
lens.draw(record)
