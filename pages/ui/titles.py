"""What the choices of the menus are called: the engine's own titles, and a few words it has no title for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from gdengine import LANDSCAPES, network, regression
from gdengine.rules.rule import RULES

OTHERS = {
    "formula": "Your own formula",
    "none": "Nothing",
    "sgd": "Stochastic",
    "map": "Map",
    "bowl_3d": "Bowl",
    "mountain": "Mountain",
    "principal": "Where the way lies",
    "random": "Random",
    "two_weights": "Two weights",
    "seeds": "Many seeds",
    "activations": "Two activations",
    "batches": "Points a step",
    "epochs": "Epochs",
    "updates": "Updates",
    "seen": "Points seen",
    "pulls": "Pulls",
    "closed_form": "Formula",
    "log_loss": "Loss (log)",
    "loss": "Loss",
    "betas": "a, b",
    "residuals": "Distances",
    "own": "Your own points",
    "steps": "Against steps",
    "x": "One x",
    "logistic": "Yes or no",
    "curve": "A curve",
    "house_prices": "House prices",
    "samples": "Against points seen",
    "as_measured": "The unit it was measured in",
}


@cache
def titles() -> dict[str, str]:
    """Name of a choice → its words."""
    rules = {name: rule.title for name, rule in RULES.items()}
    named: tuple[Any, ...] = (network.TARGETS, LANDSCAPES, regression.DATASETS, regression.LOSSES, regression.CRITERIA)
    named += (network.ACTIVATIONS,)
    return {name: entry.title for registry in named for name, entry in registry.items()} | rules | OTHERS


def say_choice(choice: object) -> str:
    """The words for a choice; a name without any is shown as it is."""
    return titles().get(str(choice), str(choice).replace("_", " "))


def enumerated(words: Iterable[str]) -> str:
    """a; a and b; a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def plain(text: str) -> str:
    """Text from a stranger's link as text, where Markdown is expected.

    What is none of its marks makes a link all the same, of www. and of an address of a letter: a joiner of words, which
    has no width, keeps them apart.
    """
    text = re.sub(r"(:(?=//)|www(?=\.)|@)", "\\1\u2060", text, flags=re.IGNORECASE)
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~$:-])", r"\\\1", text)


def points_a_step(size: int, count: int) -> str:
    """How many of so many points a step sees, and the last one of an epoch, where that is short."""
    each, rest = ("one point" if many == 1 else f"{many} points" for many in (size, count % size))
    return f"{each}, the last of an epoch only {rest}" if count % size else each
