"""The learner's own formula: typed, checked, pointed at where it goes wrong, and written out with its derivative."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from gdengine import expression
from gdengine.experiments.descent import Descent
from pages.ui import address
from pages.ui.keys import key
from pages.ui.terms import note
from pages.ui.titles import plain

if TYPE_CHECKING:
    from gdengine.core import Objective
    from pages.ui.page import Page
    from pages.ui.permalink import Standing

NABLA = r"\nabla f(x, y) = \left(\frac{\partial f}{\partial x},\;\frac{\partial f}{\partial y}\right)"
NABLA_WORDS = "∇f is the gradient: ∂f/∂x, the slope along x while y stays, and ∂f/∂y likewise."
EXAMPLES = {
    1: ("x^4/4 - x^2 + x/3", "x^2 + sin(3x)", "-exp(-x^2/2)", "max(x, 0) + x^2/20", "sqrt(1 + x^2)"),
    2: ("(1-x)^2 + 5(y-x^2)^2", "x^2 + 10y^2", "sin(x)cos(y) + (x^2 + y^2)/20"),
}


def ask_formula(page: Page, now: Standing) -> None:
    """The box for the learner's own formula.  What is wrong with it is said below it, at its character."""
    address.offer(page, "formula")
    knob = page.knobs()["formula"]
    dim = len(cast(type[Descent], page.record).coordinates) or 1  # a network's curve is one of x
    typed = st.text_input(knob.label, key=key(page.name, "formula"), help=knob.help)
    try:
        objective = expression.parse(typed, dim=dim)
    except expression.FormulaError as error:
        objective = None
        _point(page, typed, error, now.values["formula"])
    # the examples below it: the Lab is a narrow column, and the box needs all of it
    with st.container(horizontal=True, gap="small"):
        for example in EXAMPLES[dim]:
            name = key(page.name, "example", example)
            how: dict[str, Any] = {"on_click": address.put, "args": (page, {"formula": example})}
            st.button(plain(example), key=name, type="tertiary", **how)
    if objective is not None:
        _understood(objective, dim)


def _point(page: Page, typed: str, error: expression.FormulaError, kept: str) -> None:
    """The formula with a caret at its wrong character, wherever the line breaks there, the reason, what is shown."""
    k = error.position
    before, wrong, after = typed[:k], typed[k : k + 1] or "\u00a0", typed[k + 1 :]
    marked = f'{escape(before)}<span class="wrong">{escape(wrong)}<span class="caret">▲</span></span>{escape(after)}'
    with st.container(key=key("formula", "error", page.name)):
        st.html(f'<div class="pointed">{marked}</div><div class="said">▲ {escape(error.message)}</div>')
        st.caption(f":material/function: The pictures still show {plain(kept)}.")


def _understood(objective: Objective, dim: int) -> None:
    """What was understood, with its derivative."""
    slope = r"f'(x) = \frac{df}{dx}" if dim == 1 else NABLA
    where = "x" if dim == 1 else "x, y"
    st.markdown(f"$f({where}) = {objective.formula}$ $\\qquad {slope} = {objective.gradient}$")
    if dim == 2:
        note(NABLA_WORDS)
