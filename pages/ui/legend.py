"""What marks and colors mean: a quiet line each of signs and of squares."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from gdengine import Objective
from gdengine.activities.hike import is_lowest
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.kit.spec import Sign
from pages.ui.terms import with_terms

ROW = "display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: var(--small-words); line-height: 1.4"
SQUARE = "display: inline-block; width: .7em; height: .7em; border-radius: .15em; margin-right: .35em"
GLYPHS = {  # a legend's sign for each kind of mark
    "ball": "●",
    "ring": "○",
    "dot": "•",
    "line": "━",
    "bar": "▬",
    "dashes": "┅",
    "arrow": "➔",
    "triangle": "▲",
    "diamond": "◆",
    "band": "■",
    "hatching": "▨",
    "fate": "■",  # where walks end
}
EDGED = ' class="edged"'
PAPER_LIKE = (64, 192)  # of 255: darker than the first, or lighter than the second, in every part


def legend(lead: str, entries: Sequence[tuple[str, str]]) -> None:
    """One quiet line: the words ``lead``, then a square and words for every (color, words)."""
    squares = [
        f'<span style="white-space: nowrap"><span class="square" style="{SQUARE}; background: {color}"></span>'
        f"{_quiet(words)}</span>"
        for color, words in entries
    ]
    st.html(f'<div style="{ROW}">{_quiet(lead) if lead else ""}{"".join(squares)}</div>')


def signs(entries: Sequence[Sign]) -> None:
    """One quiet line: what every mark, dash or color without words beside it means, each told once."""
    told = [
        f'<span class="sign {sign.mark}"><span{EDGED * _like_paper(sign.color)} style="color: {escape(sign.color)}" '
        f'aria-hidden="true">{GLYPHS[sign.mark]}</span> '
        f"{with_terms(escape(sign.words))}</span>"
        for sign in dict.fromkeys(entries)
    ]
    st.html(f'<div class="signs">{"".join(told)}</div>')


def _like_paper(color: str) -> bool:
    """Whether a color is hardly seen on one of the two themes' pages: a mark on a map may have it."""
    parts = [int(color[k : k + 2], 16) for k in (1, 3, 5)] if len(color) == 7 else [128]
    return min(parts) > PAPER_LIKE[1] or max(parts) < PAPER_LIKE[0]


def _quiet(words: str) -> str:
    return f'<span style="opacity: .75">{escape(words)}</span>'


def valleys(objective: Objective) -> list[tuple[str, str]]:
    """The entries of a curve's minima from left to right, then of the walks that reach none."""
    named = _named(objective)
    if len(named) > len(palette.BASINS):
        named = [(palette.BASINS[0], f"in one of {len(named)} valleys, the colors by turns")]
    return [*named, *((palette.FATES[fate], words) for fate, words in palette.FATE_WORDS.items())]


def _named(objective: Objective) -> list[tuple[str, str]]:
    lowest = [is_lowest(objective, k) for k in range(len(objective.minima))]
    told = not all(lowest)  # of several as deep none is the deepest
    words = [f"at x = {number(x)}" + " (deepest)" * (told and low) for (x,), low in zip(objective.minima, lowest)]
    order = sorted(range(len(words)), key=lambda k: objective.minima[k])
    return [(palette.BASINS[k % len(palette.BASINS)], words[k]) for k in order]
