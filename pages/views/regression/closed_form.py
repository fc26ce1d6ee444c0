"""The formula that gives the best line at once: derived, worked with the numbers, and held against descent."""

from __future__ import annotations

import numpy as np
import streamlit as st

from gdengine.core import Array
from gdengine.experiments import Regression
from gdengine.regression import LOSSES, condition, design, rate_limit
from pages.charts.kit.numbers import number
from pages.charts.regression.line_fit import rounding_spans
from pages.ui.terms import say
from pages.views.regression.results import COST_STEPS, best, costs

FORMULA_DIGITS = 5  # significant, of the sums that are worked with
SUM_SPAN = 1e-6  # of the sizes that add up: a millionth of it is what is left of a 0, whose x were rounded before
APART = r"\rule{0pt}{1.8em}"  # above the middle of two rows, with a gap: so that broken lines do not touch


def closed_form(record: Regression) -> None:
    """The normal equations of the record's points, and what each way to say the loss does to the rate."""
    points = record.points()
    X = design(points.x)
    say(_derived())
    st.markdown(f"${_worked(X, points.y, best(record))}$")  # not in a block of its own, which no browser breaks
    say(_one_minimum(X))
    say(_conventions(X, record.loss))
    say(_why_descend())


def _derived() -> str:
    return (
        r"The squared distances add up to "
        r"$\lVert y - X\beta\rVert^2 = \beta^\top X^\top X\beta - 2\beta^\top X^\top y + y^\top y$, "
        r"with $\beta = (a, b)$ and a row $(1, x)$ of $X$ for each point. Its gradient is "
        r"$2(X^\top X\beta - X^\top y)$: it is level where $X^\top X\beta = X^\top y$."
    )


def _worked(X: Array, y: Array, solution: Array) -> str:
    """XᵀXβ = Xᵀy with the numbers, and its solution, in LaTeX, to be broken after = and ⇒ alone."""
    terms = SUM_SPAN * np.abs(X).T
    matrix, right = _latex(X.T @ X, terms @ np.abs(X)), _latex(X.T @ y, terms @ np.abs(y))
    left = _latex(solution, rounding_spans(X, y))
    unknown = r"\begin{pmatrix} a \\ b \end{pmatrix}"
    return rf"{matrix}{unknown} = {right} \;\Rightarrow\; {{\beta^* = {left}}}"


def _latex(values: Array, spans: Array) -> str:
    """A matrix (D, M) or a column (D,) in LaTeX, its numbers as they read everywhere, each on its span."""
    columns = [*zip(np.atleast_2d(values.T), np.atleast_2d(spans.T))]
    said = [[rf"\text{{{number(float(v), FORMULA_DIGITS, s)}}}" for v, s in zip(*column)] for column in columns]
    rows = r" \\ ".join(map(" & ".join, zip(*said)))
    return rf"{APART}\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _one_minimum(X: Array) -> str:
    curvatures = np.linalg.svd(X, compute_uv=False) ** 2
    if not np.isfinite(condition(X)):
        return (
            "**Many lines are best.** In one direction the curvature of the loss is 0: along it the loss stays the "
            "same, and the shortest β of them is given."
        )
    low, high = number(float(curvatures[-1])), number(float(curvatures[0]))
    return (
        rf"**One minimum.** Half of that sum has the curvatures of $X^\top X$: {low} at least and {high} at most, "
        "above 0 in every direction. So the loss is a bowl: wherever descent starts, it can end in this one place only."
    )


def _conventions(X: Array, descended: str) -> str:
    """A table of the three losses: the same bowl, at three scales."""
    head = "| loss | its gradient | largest η, 2/λ |\n|---|---|---|\n"
    rows = [
        f"| {'**' if name == descended else ''}{loss.title}{'**' if name == descended else ''} ${loss.formula}$ "
        f"| ${loss.gradient}$ | {number(rate_limit(X, name), 4)} |"
        for name, loss in LOSSES.items()
    ]
    tail = "\n\nThe same bowl three times, at three scales: the best line is the same, η is not. λ is "
    tail += "the largest curvature of each."
    return head + "\n".join(rows) + tail


def _why_descend() -> str:
    """What the formula costs and what descent costs, as there are more parameters: counted, and measured here."""
    titles = ("D", "formula: multiplications", "time", f"{COST_STEPS} steps: multiplications", "time")
    head = f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|\n"
    rows = [
        f"| {cost.dim} | {number(cost.formula_operations)} | {_milliseconds(cost.formula_seconds)} "
        f"| {number(cost.descent_operations)} | {_milliseconds(cost.descent_seconds)} |"
        for cost in costs()
    ]
    said = "**Why descend at all?** Two numbers are found by the formula at once. With D of them it costs about "
    said += "N·D·(D + 1) + D³/3 multiplications, a step of descent only 2N·D; and most losses have no formula. For "
    said += "N = 1000 points, timed here:"
    return f"{said}\n\n{head}" + "\n".join(rows)


def _milliseconds(seconds: float) -> str:
    return f"{number(1000 * seconds, 2)} ms"
