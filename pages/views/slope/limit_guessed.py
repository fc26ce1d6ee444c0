"""Which small step measures a slope best?  Guessed before the error of any is shown."""

from __future__ import annotations

import numpy as np

from gdengine.activities.secant import scan
from gdengine.analysis.both_sides import has_no_slope, jumps
from gdengine.core import Array
from gdengine.experiments import SlopeExplorer
from gdengine.experiments.presets import Preset
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.kit.spec import Sign
from pages.charts.slope.curve import small
from pages.charts.slope.secant_error import unmeasured
from pages.ui.guessing import GUESS_SIGNS, Guess, OnGuess, unasked
from pages.ui.results import not_set_out, objective
from pages.ui.scene import WHOLE, Scene

SMALL_STEPS = {f"{h:g}": h for h in (1e-15, 1e-8, 1e-2)}  # too small for the digits there are, about right, too large
MEASURED_POINT = Sign("ball", palette.POSITION, "the point")
CURVE_WORDS = "The curve, and its tangent at the point; nothing is measured yet."
TRUE_TANGENT = Sign("line", palette.GRADIENT, "its tangent, of the true slope")


def _left_to_the_view(preset: Preset) -> bool:
    """The view's own question is how small a step is right; an experiment with another question asks that."""
    return preset.view == "slope" and not preset.question


def _off(record: SlopeExplorer) -> Array:
    """How far off each of the steps is, (3,)."""
    return scan(objective(record), [record.x0], [*SMALL_STEPS.values()]).error[:, 0]


def _differ(record: SlopeExplorer) -> bool:
    """Whether there is a slope, and one of the steps is better than another: on a level piece each is as good."""
    curve, place, off = objective(record), record.start()[None], _off(record)
    low, high = curve.box[0]
    asked = (curve, place, np.ones_like(place), high - low)
    return bool(np.isfinite(off).all() and np.ptp(off) and not (has_no_slope(*asked) | jumps(*asked)).any())


def _words(name: str) -> str:
    return f"h = {number(SMALL_STEPS[name])}"


def _veiled(scene: Scene, answer: OnGuess) -> None:
    """The curve with its tangent, and the plane of errors with none in it."""
    left, right = scene.places
    with left:
        picture = small(scene.objective, not_set_out(scene.record).member(0))
        veiled = unasked(picture, CURVE_WORDS, (MEASURED_POINT, GUESS_SIGNS[1], TRUE_TANGENT))
        scene.show(veiled, "guess_curve", share=WHOLE)
    with right:
        scene.show(unmeasured(np.array([*SMALL_STEPS.values()])), "guess_error", share=WHOLE)


def _remark(record: SlopeExplorer, guess: str) -> str:
    off = dict(zip(SMALL_STEPS, _off(record).tolist()))
    least = min(off.values())
    best = [name for name, error in off.items() if error == least]
    if guess in best:
        others = ", ".join(f"with {_words(name)} by {number(off[name])}" for name in off if name != guess)
        return f"**Well guessed:** with {_words(guess)} it is off by {number(least)}; {others}."
    yours = f"You said: {_words(guess)}, which is off by {number(off[guess])}."
    return f"{yours} **The closest is {_words(best[0])},** off by {number(least)}."


WHICH_STEP = Guess(
    "h",
    lambda record: (
        "Guess first: a secant through x and x + h measures the slope at x. Which h comes closest to the true slope?"
    ),
    _veiled,
    choices=lambda record: {name: _words(name) for name in SMALL_STEPS},
    remark=_remark,
    worth=_differ,
    columns=(1, 1),
    asks=_left_to_the_view,
)
