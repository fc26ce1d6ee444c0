"""Points with several features: ``FEATURES`` by name, ``features(name, …)`` for the numbers themselves.

To add a set: a function of n and seed to features (N, F) and y (N,), and an entry in ``FEATURES``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, whole_number


class Features(NamedTuple):
    """Features x (N, F) and y (N,), in the units they are measured in."""

    x: Array
    y: Array
    names: tuple[str, ...]  # of the F features
    units: tuple[str, ...]
    y_name: str
    y_unit: str
    title: str
    source: str

    def design(self) -> Array:
        """X = [1, x] (N, F + 1)."""
        return np.column_stack([np.ones(len(self.x)), self.x])


class FeatureSet(NamedTuple):
    """How to make ``Features``: ``make(n, seed)`` gives x (n, F) and y (n,)."""

    title: str
    source: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    y_name: str
    y_unit: str
    make: Callable[[int, int], tuple[Array, Array]]


HOUSE_BASE, HOUSE_WORTH = 40.0, (2.4, 11.0, -0.9, -6.0)  # thousand €, and that per unit of each feature
HOUSE_NOISE = 25.0  # thousand €


def _house_prices(n: int, seed: int) -> tuple[Array, Array]:
    draw = np.random.default_rng(seed)
    area = np.clip(draw.normal(110.0, 35.0, n), 30.0, None).round()
    rooms = np.clip((area / 25 + draw.normal(0.0, 0.8, n)).round(), 1, None)  # large houses have more of them
    age, way = draw.integers(0, 90, n).astype(float), draw.uniform(0.5, 20.0, n).round(1)
    x = np.column_stack([area, rooms, age, way])
    return x, (HOUSE_BASE + x @ np.array(HOUSE_WORTH) + HOUSE_NOISE * draw.standard_normal(n)).round(1)


FEATURES: dict[str, FeatureSet] = {
    "house_prices": FeatureSet(
        "House prices, generated",
        "no house was sold: 40 + 2.4·area + 11·rooms − 0.9·age − 6·distance, and 25·N(0, 1) besides, in thousand €",
        ("area", "rooms", "age", "distance to town"),
        ("m²", "rooms", "years", "km"),
        "price",
        "thousand €",
        _house_prices,
    ),
}


def features(name: str, n: int = 60, seed: int = 0) -> Features:
    """The points of ``FEATURES[name]``; ValueError for an unknown name, n < 2 and seed < 0."""
    if name not in FEATURES:
        raise ValueError(f"there is no set of features {name!r}: choose one of {', '.join(FEATURES)}")
    chosen = FEATURES[name]
    x, y = chosen.make(whole_number("n", n, 2), whole_number("seed", seed, 0))
    return Features(x, y, chosen.names, chosen.units, chosen.y_name, chosen.y_unit, chosen.title, chosen.source)
