"""The learner's own formula: typed, checked, pointed at where it goes wrong, and written out with its derivative."""

from __future__ import annotations

import streamlit as st

from gdengine import expression

EXAMPLES = {
    1: ("x^4/4 - x^2 + x/3", "x^2 + sin(3x)", "-exp(-x^2/2)", "max(x, 0) + x^2/20", "sqrt(1 + x^2)"),
    2: ("(1-x)^2 + 5(y-x^2)^2", "x^2 + 10y^2", "sin(x)cos(y) + (x^2 + y^2)/20"),
}


def ask_formula(text: str, label: str, help: str, dim: int) -> str:
    """The formula that stands in the box.  What is wrong with it is said below, at its character."""
    box, examples = st.columns([2, 3], vertical_alignment="bottom")
    typed = box.text_input(
        label, value=text, key="formula", bind="query-params", help=help, max_chars=expression.LONGEST
    )
    with examples.container(horizontal=True, gap="small"):
        for example in EXAMPLES[dim]:
            st.button(example, key=f"example_{example}", type="tertiary", on_click=_take, args=(example,))
    _comment(typed, dim)
    return typed


def _take(example: str) -> None:
    st.session_state["formula"] = example


def _comment(typed: str, dim: int) -> None:
    """What was understood, with its derivative; or where and why nothing could be."""
    try:
        objective = expression.parse(typed, dim=dim)
    except expression.FormulaError as error:
        st.code(f"{typed}\n{' ' * error.position}▲ {error.message}", language=None)
        st.caption(":material/function: The pictures still show the last formula that made sense.")
    else:
        slope = "f'(x)" if dim == 1 else r"\nabla f(x, y)"
        where = "x" if dim == 1 else "x, y"
        st.markdown(f"$f({where}) = {objective.formula}$ $\\qquad {slope} = {objective.gradient}$")
