"""What is exact on each page, what is sampled or thinned, and where a picture lies: each number from its constant."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np

from gdengine.activities.secant import STEPS, places
from gdengine.experiments import Luck, SineMLP
from gdengine.experiments.descent import RATES
from gdengine.experiments.planes import MAP_POINTS
from pages.charts.kit.moments import MEMBER_ROWS
from pages.charts.kit.numbers import number as n
from pages.charts.network.output import CURVE_POINTS
from pages.charts.regression.line_fit import MOST_DRAWN
from pages.charts.slope.curve import CURVE_STEPS
from pages.charts.surface.relief import ISOLINES
from pages.charts.surface.shading import SNOW_SHARE
from pages.views.mountain.results import BASIN_EVERY, BASIN_STARTS, BASIN_STEPS, COARSE_STARTS, PIXELS
from pages.views.regression.results import WIDE_MAP_PIXELS
from pages.views.slope.results import MAP_EVERY, MAP_RATES, MAP_STARTS


def _default(function: Callable[..., object], name: str) -> int:
    """What a function takes for an argument that nobody names."""
    return int(inspect.signature(function).parameters[name].default)


DIGITS = (
    f"All is computed with {n(np.finfo(float).precision)} digits; of a number that is sent to be drawn, "
    f"{n(np.finfo(np.float32).precision)} or more are kept. Exact means: but for this rounding."
)
HEADS = ("Exact", "Thinned", "The picture")
EXACTNESS: dict[str, tuple[str, str, str]] = {  # page → what is exact · what is thinned · where a picture lies
    "slope_explorer": (
        "Heights, slopes and every step of a walk; a formula of your own is differentiated by the rules, not by small "
        "differences. A secant is measured, with all its errors.",
        f"A point is dragged over about {n(_default(places, 'most'))} places at most, h over {n(len(STEPS))} values. "
        f"The map of every start has {n(MAP_STARTS)} starts by {n(MAP_RATES)} rates; each walk takes {n(CURVE_STEPS)} "
        f"steps, of which one in {n(MAP_EVERY)} is looked at; of a long formula there are fewer starts.",
        "x and height have scales of their own: an angle on the screen is no angle of the curve.",
    ),
    "misty_mountain": (
        "Heights, slopes, isolines and every step, also of a walk that stumbles: a seed gives the same stumbles again.",
        f"While η is dragged, {n(RATES)} rates are at hand, each with at most {n(MEMBER_ROWS)} moments of its walk, "
        f"and maps of {n(COARSE_STARTS)} by {n(COARSE_STARTS)} starts. At rest a map has {n(BASIN_STARTS)} by "
        f"{n(BASIN_STARTS)}, of a long formula fewer; each walk takes {n(BASIN_STEPS)} steps, of which one in "
        f"{n(BASIN_EVERY)} is looked at.",
        f"Maps have {n(PIXELS)} by {n(PIXELS)} pixels and about {n(ISOLINES)} isolines, fewer where they would crowd. "
        "Where heights differ much, colors and isolines follow a logarithm of them; the highest "
        f"{n(100 * SNOW_SHARE)} % of the ground are all snow.",
    ),
    "regression": (
        "The best line, by its formula; every step and loss, and what each point adds to the slope of the loss. Points "
        "that nobody measured and mini-batches are drawn by a seed: the same again.",
        f"Of more than {n(MOST_DRAWN)} points only every so many is drawn; all of them count. The loss shown may be "
        "twice the one that is descended: the page says so.",
        "Squares are as wide in x as they are high in y, so most are oblong on the screen, and a shortest way to a "
        "line looks aslant. Maps have "
        f"{n(WIDE_MAP_PIXELS[0])} by {n(WIDE_MAP_PIXELS[1])} pixels.",
    ),
    "sine_mlp": (
        "Losses, outputs and derivatives after every epoch; small nudges measure them beside it. Points, first weights "
        f"and mini-batches come from a seed. One proves nothing: the view Luck trains {n(Luck().seeds)}.",
        f"A curve is drawn through {n(CURVE_POINTS)} places, and far beyond the points, where a guess asks for it, "
        "through as many on either side. Of the steps within an epoch only the last is kept.",
        f"The landscape is one plane through the space of {n(len(SineMLP().start()))} weights: exact at "
        f"{n(MAP_POINTS)} by {n(MAP_POINTS)} places, smooth between them. A walk is drawn at the place of the plane "
        "that is nearest to it; the page says by how much the loss there is off.",
    ),
}
