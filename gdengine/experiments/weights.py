"""Weights that are typed, or travel in a link: an exercise whose answer the page knows.

They stand in the order of ``network.packing``: layer by layer, the rows of W, then b.  A 1–2–1 network's are
w₁ w₂ b₁ b₂ v₁ v₂ c.  A link separates them by "_"; a learner may by blanks, semicolons or new lines, or by commas with
a blank behind them (a comma without one is a decimal comma).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from gdengine.core import Array
from gdengine.experiments.knobs import KNOB_DIGITS, Codec, knob
from gdengine.experiments.numbers import read_number, write_number

MOST_TYPED = 40  # weights that travel in a link
LARGEST_TYPED = 1e6
LONGEST_WEIGHTS = 600  # characters: of 40 numbers with six digits each, at most 519 are used
WEIGHTS_SEPARATOR = "_"
BETWEEN_WEIGHTS = re.compile(r"[_;\s]+|,(?=\s)[_;\s]*")


def weights_knob() -> Any:
    """The knob for first weights that are typed instead of drawn."""
    said = (
        f"First weights of your own, at most {MOST_TYPED}: layer by layer, weights, then biases. Empty: they are drawn."
    )
    codec = Codec(LONGEST_WEIGHTS, check=_check, code=_linked)
    return knob("", "First weights, typed", codec=codec, advanced=True, help=said)


def read_weights(text: str) -> Array:
    """The numbers (D,) of a text.  ValueError, with a sentence, if one of them is none, or too large."""
    numbers = [_weight(word) for word in _words(text)]
    if len(numbers) > MOST_TYPED:
        raise ValueError(f"it is a list of at most {MOST_TYPED} numbers, not {len(numbers)}")
    return np.array(numbers, float)


def write_weights(theta: Any) -> str:
    """The weights (D,) as a link says them, six digits each; nothing where there are more than a link carries.

    Nothing, too, where one of them is larger than can be typed.
    """
    theta = np.asarray(theta, float)
    if len(theta) > MOST_TYPED or not (np.abs(theta) <= LARGEST_TYPED).all():
        return ""
    return WEIGHTS_SEPARATOR.join(write_number(float(f"{weight:.{KNOB_DIGITS}g}")) for weight in theta)


def _words(text: str) -> list[str]:
    return [word for word in BETWEEN_WEIGHTS.split(text) if word]


def _weight(word: str) -> float:
    try:
        number = read_number(word)
    except ValueError:
        raise ValueError(f"it is a list of numbers, and “{word[:20]}” is none") from None
    if not abs(number) <= LARGEST_TYPED:
        raise ValueError(f"it is a list of numbers up to {write_number(LARGEST_TYPED)}, and “{word[:20]}” is larger")
    return number


def _check(text: str) -> None:
    read_weights(text)


def _linked(text: str) -> str:
    return WEIGHTS_SEPARATOR.join(_words(text))
