"""Luck between two activations: which of them ends lower, seed by seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from gdengine.experiments import Luck, SineMLP
from gdengine.experiments.luck import Contest
from pages.charts.kit import palette
from pages.charts.network.contest import AGAIN, Sides, duels, score, tally
from pages.ui.about import About
from pages.ui.controls import widget
from pages.ui.export import NumberTable
from pages.ui.parts.live_text import live_text
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import note, say
from pages.ui.titles import say_choice
from pages.views.network import results
from pages.views.network.luck_seeds import open_one, say_afforded


def activations(scene: Scene, record: SineMLP, own: Luck) -> About:
    """Two activations over the same seeds."""
    with scene.dials:
        for name in ("activation", "rival"):
            widget(st, scene.page, name, scene.standing)
    found = results.contest(record, own)
    names = _titles(found)
    one, other = zip(names, (palette.ACTIVATION_COLORS[name] for name in found.names))
    sides: Sides = (one, other)
    seeds = found.seeds

    def clicked(x: float, y: float) -> None:
        turn = round(y)
        if 1 <= turn <= len(seeds):
            scene.put(view="train", seed=seeds[turn - 1], versus=own.rival)

    left, right = scene.places
    with left:
        scene.show(duels(found, sides), "duels", on_click=clicked)
    with right:
        scene.show(tally(found, sides), "tally", share=REMAINDER)
        _score_now(scene, found, names)
    _say_contest(scene, found, names)
    rows = np.arange(len(found.seeds) + 1)
    records = {name: replace(record, activation=which) for name, which in zip(names, found.names)}
    how: dict[str, Any] = {"records": records, "table": lambda: _contest_table(found)}
    how |= {"judged": False, "label": "seeds tried", "quantity": "loss"}
    return About(record, rows=rows, stamps=rows, **how)


def _titles(found: Contest) -> list[str]:
    """What the two are called; one that is held against itself the second time with "again"."""
    names = [say_choice(name) for name in found.names]
    return [names[0], AGAIN.format(names[1])] if found.names[0] == found.names[1] else names


def _score_now(scene: Scene, found: Contest, names: list[str]) -> None:
    """How many seeds each has won, of those tried so far."""
    won = score(found)
    line = f"Seeds tried: {{k}}. {names[0]} ended lower in {{a}}, {names[1]} in {{b}}."
    live_text([line], {"a": won[:, 0], "b": won[:, 1]}, key=scene.key("part", "score"))


def _say_contest(scene: Scene, found: Contest, names: list[str]) -> None:
    won, count = score(found), len(found.seeds)
    first = int(won[1].argmax()) if won[1].any() else None
    a, b = found.wins
    with scene.words.container(key="frame.verdict"):
        if not np.isfinite(found.loss).any():
            said = "**Neither: both diverge with every seed.**"
        elif a == b:
            said = f"**Neither: {a} of {count} seeds each.**"
        else:
            ahead = int(b > a)
            said = f"**{names[ahead]} ends with the lower loss in {max(a, b)} of {count} seeds.**"
            if first is not None and first != ahead:
                said += " The very first seed said the opposite."
            if min(a, b):
                others = "1 other" if min(a, b) == 1 else f"{min(a, b)} others"
                said += f" In {others} {names[1 - ahead]} does: one seed proves nothing."
        say(said + " This holds for these settings only: same data, first weights and rate for both.")
    say_afforded(scene, len(found.seeds))
    open_one(scene, list(found.seeds), versus=scene.own.rival)
    note("Choose a row to open the two trainings of that seed, too.", scene.words)


def _contest_table(found: Contest) -> NumberTable:
    names = [*found.names[:1], found.names[1] if found.names[0] != found.names[1] else f"{found.names[1]}_again"]
    return {"seed": np.array(found.seeds), **{f"loss_{name}": found.loss[:, k] for k, name in enumerate(names)}}
