"""A sentence with what it claims, and how a page writes: what the words of verdicts and of steps are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gdengine.analysis import numbers


class Phrase(NamedTuple):
    """A sentence, and what must hold for it to be true."""

    text: str
    claims: tuple[str, ...]


class Style(NamedTuple):
    """How a page writes: its name for the value, its numbers, and what it counts, each of so many updates."""

    quantity: str = "f"
    number: Callable[..., str] = numbers.number  # of a value, to so many digits, on a span
    unit: str = "step"
    every: int = 1
    enough: str = "enough"  # how much more it was asked to improve
    slope: str = "slope"  # which is felt, where there are others: that of a line
    curvature: str = "curvature"  # of what is descended, where another value is shown

    @property
    def first(self) -> str:
        """The quantity as a sentence begins with it: a letter stays as it is."""
        return self.quantity if len(self.quantity) == 1 else self.quantity[:1].upper() + self.quantity[1:]

    def counted(self, updates: int) -> str:
        """1 step, 2 steps, 1000 epochs."""
        return numbers.counted(updates // self.every, self.unit)

    def seen(self, value: float, start: float, digits: int = numbers.SENTENCE_DIGITS) -> str:
        """A value on the way from the start: what is not a millionth of where it began is nearly nothing."""
        said = self.number(value, digits, abs(start))
        return f"nearly {said}" if said == "0" and value else said

    def which(self, updates: int) -> str:
        """step 12"""
        return f"{self.unit} {numbers.whole(updates // self.every)}"


PLAIN = Style()
