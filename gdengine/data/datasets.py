"""The points to fit a line to: ``DATASETS`` by name, ``dataset(name, …)`` for the points themselves.

To add a set: a function of its knobs (among n, noise, seed, slope, intercept and outliers) to x and y, and a line in
``DATASETS``; a set that somebody measured is an entry of ``measured``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, is_number, whole_number
from gdengine.data.measured import MEASURED


class Data(NamedTuple):
    """The points of a set, in the units its titles name; without a license they are made, not measured."""

    x: Array  # (N,)
    y: Array  # (N,)
    title: str
    source: str
    x_title: str = "x"  # what it is, and in which unit: "speed, mph"
    y_title: str = "y"
    license: str = ""


class Dataset(NamedTuple):
    """How to make a ``Data``: ``make`` takes the settings named in ``knobs``, and no others change the points."""

    title: str
    source: str
    make: Callable[..., tuple[Array, Array]]
    knobs: tuple[str, ...] = ()
    x_title: str = "x"
    y_title: str = "y"
    license: str = ""

    @property
    def real(self) -> bool:
        """Whether somebody measured it."""
        return bool(self.license)


def _noisy_line(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    x = np.arange(float(n))
    return x, x + noise * np.random.default_rng(seed).standard_normal(n)


def _outlier(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    x, y = _noisy_line(n, noise, seed)
    y[-1] = 0.0
    return x, y


def _years(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    x, y = _noisy_line(n, noise, seed)
    return 2000.0 + x, y


def _made_line(n: int, noise: float, seed: int, slope: float, intercept: float, outliers: int) -> tuple[Array, Array]:
    """x evenly from 0 to 10; the outliers are points of the line moved up or down by 6 to 12 times the scatter."""
    draw = np.random.default_rng(seed)
    x = np.linspace(0.0, 10.0, n)
    y = intercept + slope * x + noise * draw.standard_normal(n)
    who = draw.permutation(n)[: min(outliers, n)]
    size = max(noise, abs(slope), 1.0) * draw.uniform(6.0, 12.0, len(who))
    y[who] += np.where(draw.random(len(who)) < 0.5, -size, size)
    return x, y


def _answers(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    draw = np.random.default_rng(seed)
    x = draw.uniform(0.0, 10.0, n)
    return np.sort(x), (np.sort(x) + noise * draw.logistic(size=n) > 5.0).astype(float)


def _lesson_hours(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    draw = np.random.default_rng(seed)
    x = np.sort(draw.uniform(0.5, 9.5, n)).round(2)
    return x, 20.0 + 8.0 * x + 4 * noise * draw.standard_normal(n)


def _sine(n: int) -> tuple[Array, Array]:
    x = np.arange(float(n))
    return x, np.sin(x)


def _fixed(x: Iterable[float], y: Iterable[float]) -> Callable[[], tuple[Array, Array]]:
    return lambda: (np.array([*x], float), np.array([*y], float))


_TEN_X = (
    *(-1.6595599059485195, 4.4064898688431615, -9.997712503653101, -3.9533485473632046, -7.064882183657739),
    *(-8.153228104624045, -6.274795772446582, -3.0887854591390447, -2.0646505153866013, 0.7763346800671389),
)
_TEN_Y = (
    *(1.9150318112422202, 2.4420380335264777, -3.6798171557694523, -1.2260446491590125, -1.0703331547838952),
    *(-5.1367547618096765, -2.459815090236799, -0.928447084237938, 1.1014441846421368, 0.2882760727195386),
)
_ANSCOMBE = "Anscombe 1973, doi:10.1080/00031305.1973.10478966; the least-squares line of all four is y = 3.00 + 0.500x"
_ANSCOMBE_X = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
_ANSCOMBE_1 = (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
_ANSCOMBE_2 = (9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74)
_ANSCOMBE_3 = (7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73)
_ANSCOMBE_4 = (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89)
_EIGHTS = (8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8)
_NOISY = ("n", "noise", "seed")
_LINE_KNOBS = (*_NOISY, "slope", "intercept", "outliers")

DATASETS: dict[str, Dataset] = {
    "noisy_line": Dataset("A noisy line", "x = 0 … n − 1, y = x + noise·N(0, 1)", _noisy_line, _NOISY),
    "ten_points": Dataset("Ten points", "y = 1 + x/2 + N(0, 1) of RandomState(1)", _fixed(_TEN_X, _TEN_Y)),
    "line": Dataset("An exact line", "x = −1 … 4, y = 2x − 1", _fixed(range(-1, 5), range(-3, 8, 2))),
    "made_line": Dataset(
        "A line of your making", "x from 0 to 10, y = intercept + slope·x + noise·N(0, 1)", _made_line, _LINE_KNOBS
    ),
    "hours": Dataset(
        "Hours of study, generated",
        "nobody sat this test: score = 20 + 8·hours + 4·noise·N(0, 1)",
        _lesson_hours,
        _NOISY,
        "hours of study, h",
        "score, points",
    ),
    "answers": Dataset(
        "Yes or no, generated", "y is 1 where x + noise·Logistic(0, 1) is above 5, else 0", _answers, _NOISY
    ),
    "far_point": Dataset(
        "Four points on a line, one far off", "(0, 0) (1, 1) (2, 2) (3, 3) (4, 14)", _fixed(range(5), (0, 1, 2, 3, 14))
    ),
    "sine": Dataset("A sine", "x = 0 … n − 1, y = sin x", _sine, ("n",)),
    "outlier": Dataset("An outlier", "a noisy line whose last reading was lost and entered as 0", _outlier, _NOISY),
    "years": Dataset("Years", "a noisy line whose x counts from the year 2000: standardize it", _years, _NOISY),
    "anscombe_1": Dataset("Anscombe I: a line", _ANSCOMBE, _fixed(_ANSCOMBE_X, _ANSCOMBE_1)),
    "anscombe_2": Dataset("Anscombe II: a curve", _ANSCOMBE, _fixed(_ANSCOMBE_X, _ANSCOMBE_2)),
    "anscombe_3": Dataset("Anscombe III: an outlier", _ANSCOMBE, _fixed(_ANSCOMBE_X, _ANSCOMBE_3)),
    "anscombe_4": Dataset("Anscombe IV: one point decides", _ANSCOMBE, _fixed(_EIGHTS, _ANSCOMBE_4)),
}
for _name, (_title, _source, _license, _x_title, _y_title, _pairs) in MEASURED.items():
    DATASETS[_name] = Dataset(_title, _source, _fixed(*zip(*_pairs)), (), _x_title, _y_title, _license)


def dataset(
    name: str,
    n: int = 10,
    noise: float = 1.0,
    seed: int = 0,
    slope: float = 1.0,
    intercept: float = 0.0,
    outliers: int = 0,
) -> Data:
    """The points of ``DATASETS[name]``: x (N,), y (N,).

    ``n`` points, ``noise`` the standard deviation of the errors, ``seed`` of ``default_rng``, ``slope``, ``intercept``
    and the number of ``outliers`` of a made line; a set uses those its ``knobs`` name.  Raises ValueError for a name
    that is none, for n < 2, seed or outliers < 0, a noise that is negative, numbers that are not finite.
    """
    if name not in DATASETS:
        raise ValueError(f"there is no data set {name!r}: choose one of {', '.join(DATASETS)}")
    if not (is_number(noise) and 0 <= noise < math.inf):
        raise ValueError(f"noise is a standard deviation: it must be a finite number of at least 0, not {noise}")
    if not all(is_number(value) and math.isfinite(value) for value in (slope, intercept)):
        raise ValueError(f"slope and intercept must be finite numbers, not {slope} and {intercept}")
    given = {"n": whole_number("n", n, 2), "noise": noise, "seed": whole_number("seed", seed, 0)}
    given |= {"slope": slope, "intercept": intercept, "outliers": whole_number("outliers", outliers, 0)}
    title, source, make, knobs, *said = DATASETS[name]
    return Data(*make(**{knob: given[knob] for knob in knobs}), title, source, *said)
