"""A page with everything that runs in the browser, for its tests: gradient descent on f(x) = x² from x = 2.

Run it by hand: ``python -m streamlit run tests/demo_app.py``.
"""

import re

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from number_cases import CASES

from gdengine import LANDSCAPES
from pages.charts.kit.numbers import said
from pages.charts.mountain.rose import rose
from pages.charts.surface.terrain3d import model
from pages.ui.parts.bar import player
from pages.ui.parts.buttons import buttons
from pages.ui.parts.compass import compass
from pages.ui.parts.live_text import live_text
from pages.ui.parts.menu import closing_menu
from pages.ui.parts.rates import rate_strip
from pages.ui.parts.scoreboard import Row, board
from pages.ui.parts.slider import dial
from pages.ui.parts.step_link import step_link
from pages.ui.parts.terrain3d import terrain3d
from pages.ui.site import SITE_STYLE

GRID = [float(f"{rate:.3g}") for rate in np.geomspace(0.001, 2, 61)]
COLORS = {"crawls": "#6a8caf", "converges": "#3a9d6e", "oscillates": "#d9a03a", "diverges": "#c4533f"}
ROLES = {"position": "#2b7bba", "gradient": "#c9622b", "step": "#7a5cc0"}


def regime(rate):
    """Of x ← (1 − 2η)x."""
    return "diverges" if rate >= 1 else "oscillates" if rate > 0.5 else "converges" if rate > 0.02 else "crawls"


def descent(rates, steps):
    """x₀ … x_K of gradient descent on x², shape (K + 1, M): x_k = 2 (1 − 2η)ᵏ, nan once it is beyond 1000."""
    size = np.arange(steps + 1)[:, None] * np.log(np.abs(1 - 2 * rates)) + np.log(2)
    sign = np.sign(1 - 2 * rates) ** np.arange(steps + 1)[:, None]
    return sign * np.exp(np.where(size < np.log(1000), size, np.nan))


def bound(name, largest):
    return alt.param(name=name, value=0, bind=alt.binding_range(min=0, max=largest, step=1))


def columns(array):
    """(K, M) as a frame with columns m0 … and the step."""
    frame = pd.DataFrame(np.where(np.abs(array) < 5, array, np.nan).astype("float32"))
    return frame.add_prefix("m").assign(step=np.arange(len(array)))


def loss_chart(values):
    base = alt.Chart(columns(values)).transform_calculate(loss="datum['m' + r]")
    curve = base.mark_line(tooltip=None).encode(x="step:Q", y=alt.Y("loss:Q").scale(domain=[0, 5]))
    dot = base.transform_filter("datum.step == t").mark_point(size=90, filled=True, color="#c9622b", tooltip=None)
    both = curve + dot.encode(x="step:Q", y="loss:Q")
    return both.add_params(bound("t", 1000), bound("r", 61)).properties(height=220)


def path_chart(path):
    base = alt.Chart(columns(path)).transform_calculate(x="datum['m' + r]", y="datum['m' + r] * datum['m' + r]")
    base = base.transform_filter("datum.step <= t")
    walk = base.mark_line(point=True, tooltip=None).encode(
        x=alt.X("x:Q").scale(domain=[-2.2, 2.2]), y=alt.Y("y:Q").scale(domain=[0, 5]), order="step:Q"
    )
    return walk.add_params(bound("t", 1000), bound("r", 61)).properties(height=220)


def keep(rate):
    st.session_state["rate"] = rate
    st.session_state["commits"] = st.session_state.get("commits", 0) + 1


def everything():
    closing_menu()
    steps = st.sidebar.number_input("steps", 1, 1000, int(st.query_params.get("steps", 50)))
    lr = st.session_state.setdefault("rate", float(st.query_params.get("lr", 0.1)))
    if st.sidebar.button("between"):
        lr = st.session_state["rate"] = 0.123456
    if st.sidebar.button("another run"):
        st.session_state["run"] = "second"
    if st.sidebar.toggle("later"):
        with st.container(key="later"):
            st.altair_chart(loss_chart(np.ones((steps + 1, 62))), key="flat")

    rates = np.array([*GRID, lr])
    x = descent(rates, steps)
    step, loss = np.arange(steps + 1), x * x
    rate_strip(
        GRID,
        lr,
        [regime(rate) for rate in rates],
        colors=COLORS,
        marks=[(0.5, "over", "beyond it"), (1.0, "out", "farther"), (40, "off", "gone"), (0.0, "no rate", "")],
        on_commit=keep,
    )
    asked = {name: st.query_params.get(name) for name in ("frame", "slow", "rest")}
    start, slow, rest = (None if asked[name] is None else int(asked[name]) for name in asked)
    run = st.session_state.get("run", "first")
    first = 0 if run != "first" else steps if start is None else start
    player(step, loss[:, 61], start=first, slow_start=slow or 0, rest=rest, run=run, rolls=True)
    step_link()
    left, right = st.columns(2)
    left.altair_chart(path_chart(x), key="path")
    right.altair_chart(loss_chart(loss), key="loss")
    live_text(
        [
            "x_{k+1} = x_k − η·{'g':gradient} = {x:position} − {lr}·{g:gradient} = {next:position}",
            "{'∇f':gradient} = 2x_k = 2·{x:position} = {g:gradient}",
        ],
        {"x": x[:, 61], "lr": lr, "g": 2 * x[:, 61], "next": np.append(x[1:, 61], np.nan)},
        steps=step,
        colors=ROLES,
    )
    st.text(f"rate {lr}, commits {st.session_state.get('commits', 0)}")


def another():
    """A page with a bar and no strip, to come from the first one to."""
    closing_menu()
    st.altair_chart(path_chart(descent(np.full(62, 0.1), 89)), key="path")
    player(range(90), np.ones(90), start=89)


def numbers():
    """The table of cases as Vega writes it, one text a case."""
    cases = pd.DataFrame(CASES, columns=["value", "digits", "span", "text"])
    layers = [
        alt.Chart(some.reset_index())
        .transform_calculate(said=said("datum.value", int(digits), "datum.span"))
        .mark_text(description=str(digits), tooltip=None)
        .encode(y=alt.Y("index:Q"), text="said:N", description=alt.Description("index:N"))
        for digits, some in cases.groupby("digits")
    ]
    st.altair_chart(alt.layer(*layers).properties(height=900), key="numbers")


def boxes():
    """Two number boxes, as the pages' knobs are, and a text box that is none."""
    buttons({})
    for name in ("lr", "x0"):
        st.session_state.setdefault(name, "1")
        with st.container(key=f"number.boxes.{name}", horizontal=True):
            st.text_input(name, key=name)
            st.button("−", key=f"{name}.less", on_click=step_box, args=(name, -1))
            st.button("+", key=f"{name}.more", on_click=step_box, args=(name, 1))
    st.text_input("note", "none")
    st.text(f"lr {st.session_state['lr']}, x0 {st.session_state['x0']}")


def step_box(name, by):
    st.session_state[name] = f"{float(st.session_state[name].replace(',', '.')) + by:g}"


def shrinking():
    """Every part, with data now long, now short: what one has left on the bus is beyond the new data of the others."""
    short = st.toggle("short")
    frames, members = (3, 3) if short else (40, 12)
    steps, family = np.arange(frames), np.arange(members * frames, dtype=float).reshape(members, frames)
    rate_strip(GRID[: members - 1], GRID[members - 2] * 1.5, ["crawls"] * members, colors=COLORS)
    look = {"label": "place", "readings": {"f is": family[:, 0]}, "color": "#dc640f", "on_commit": print}
    dial("p", family[:, 0] / frames, members - 1, ends=(0, members), **look)
    player(steps, family)
    live_text(["{a} = {b} at {k}"], {"a": family, "b": family[:, :1]}, steps=steps)
    live_text(["place {a}"], {"a": family[:, 0]}, steps=np.arange(members), frame="p", member=None, key="places")
    rows = [
        Row(name, name, "#dc640f", "0.1", True, 1, frames - 1, heights=family[0]) for name in "ab"[: 1 + (not short)]
    ]
    board(rows, steps, low=0.01, high=1, on_entry=print)
    compass(rose(np.array([1.0, 2.0]), 3.0, metres=100), print)
    path = np.stack([np.linspace(-3, 3, frames)] * 2, axis=-1)
    terrain3d(model(LANDSCAPES["himmelblau"], [("red", np.stack([path] * members, axis=1))], "mountain", n=19))
    st.text(f"short {short}")


sizes = re.findall(r"--[a-z-]*words: \S+;", SITE_STYLE)  # of words, which the parts take from the site's style
st.html(f"<style>:root {{ {' '.join(sizes)} }}</style>")
pages = [st.Page(page) for page in (everything, another, numbers, boxes, shrinking)]
chosen = st.navigation(pages, position="hidden")  # the project's settings hide Streamlit's menu of pages
for page in pages:
    st.sidebar.page_link(page)
chosen.run()
