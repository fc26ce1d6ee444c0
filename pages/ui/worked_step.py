"""One step of every rule, as the template that the autopsy fills with the numbers of the step shown.

``c`` stands for the coordinate (x or y); letters are those of the rule's state, ``_before`` what it was before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from gdengine import Optimizer, Trajectory
from gdengine.loop.replay import replay
from pages.charts.kit import palette
from pages.ui.parts.live_text import live_text

if TYPE_CHECKING:
    from pages.ui.page import About, Scene

VELOCITY = "v_{k+1} = μ·v_k + g = {mass}·{v_before} + {g:gradient} = {v:step}"
STEPS = {  # rule -> its lines; the last one moves
    "gd": ["c_{k+1} = c_k − η·g = {c:position} − {rate}·{g:gradient} = {next:position}"],
    "momentum": [VELOCITY, "c_{k+1} = c_k − η·v_{k+1} = {c:position} − {rate}·{v:step} = {next:position}"],
    "nesterov": [
        VELOCITY,
        "c_{k+1} = c_k − η·(g + μ·v_{k+1}) = {c:position} − {rate}·({g:gradient} + {mass}·{v:step}) = {next:position}",
    ],
    "adagrad": [
        "s_{k+1} = s_k + g² = {s_before} + {g:gradient}² = {s:step}",
        "c_{k+1} = c_k − η·g / (√s_{k+1} + ε) = {c:position} − {rate}·{g:gradient} / {root_s:step} = {next:position}",
    ],
    "rmsprop": [
        "s_{k+1} = ρ·s_k + (1 − ρ)·g² = {rho}·{s_before} + {rest}·{g:gradient}² = {s:step}",
        "c_{k+1} = c_k − η·g / (√s_{k+1} + ε) = {c:position} − {rate}·{g:gradient} / {root_s:step} = {next:position}",
    ],
    "adam": [
        "m_{k+1} = β₁·m_k + (1 − β₁)·g = {beta1}·{m_before} + {rest1}·{g:gradient} = {m:step}",
        "v_{k+1} = β₂·v_k + (1 − β₂)·g² = {beta2}·{v_before} + {rest2}·{g:gradient}² = {v:step}",
        "m̂ = m_{k+1} / (1 − β₁^{k+1}) = {m_hat:step},  v̂ = v_{k+1} / (1 − β₂^{k+1}) = {v_hat:step}",
        "c_{k+1} = c_k − η·m̂ / (√v̂ + ε) = {c:position} − {rate}·{m_hat:step} / {root_v:step} = {next:position}",
    ],
}


LENGTH = {  # rule -> how long a step is; any other rule's is compared with that of plain descent
    "gd": "‖step‖ = η·‖g‖ = {rate}·{slope:gradient} = {length:step}",
    "": "‖step‖ = {length:step},  and η·‖g‖ = {rate}·{slope:gradient} = {plain}",
}


def explain(about: About, scene: Scene) -> None:
    """Draw the step from the frame shown, coordinate by coordinate (``letters``), with its numbers."""
    rule, walk = about.rule or about.record.rule(), about.walk
    lines, numbers = step_lines(rule, walk, about.rows, about.letters, length=about.length)
    how = {"steps": walk.step[about.rows].tolist(), "colors": palette.ROLES, "key": scene.key("part", "step")}
    live_text(lines, numbers, **how)
    if about.note:
        st.caption(about.note)


def step_lines(
    optimizer: Optimizer, run: Trajectory, rows: Any, letters: str, *, length: bool = False
) -> tuple[list[str], dict[str, Any]]:
    """The templates of a step, a rule's lines for every coordinate (a letter each), and the numbers they name.

    ``length`` adds a line that says how long the step is.
    """
    remembered = replay(optimizer, run)
    lines, numbers = [], {}
    for i, letter in enumerate(letters[: run.x.shape[-1]]):
        mine = _numbers(optimizer, run, remembered, i)
        numbers |= {
            f"{name}_{letter}": np.asarray(values)[rows] if np.ndim(values) else values for name, values in mine.items()
        }
        lines += [_for(letter, line, mine) for line in STEPS[optimizer.name]]
    if length:
        lines.append(LENGTH.get(optimizer.name, LENGTH[""]))
        numbers |= {name: values[rows] for name, values in _lengths(run, remembered).items()}
    return lines, numbers


def _lengths(run, remembered):
    """Of every step: its length, the slope it starts on, the rate in force and their product, (K,) each."""
    slope, length = (np.hypot.reduce(vectors, axis=-1) for vectors in (run.grad, remembered["delta"]))
    return {"slope": slope, "length": length, "rate": remembered["rate"], "plain": remembered["rate"] * slope}


def _for(letter, line, names):
    """The template for one coordinate: c becomes x or y, and every number that coordinate's own."""
    line = line.replace("c_", letter + "_")
    for name in names:
        line = line.replace("{" + name + ":", "{" + f"{name}_{letter}:").replace(
            "{" + name + "}", "{" + f"{name}_{letter}" + "}"
        )
    return line


def _numbers(optimizer, run, remembered, i):
    """Everything the lines of the rule name, for coordinate i: (K,) or a plain number."""
    settings = {name: value for name, value in optimizer.settings.items() if name != "lr"}
    mine = {name: column if column.ndim == 1 else column[:, i] for name, column in remembered.items()}
    mine |= {"c": run.x[:, i], "g": run.grad[:, i], "next": run.x[:, i] + mine.pop("delta")} | settings
    if "s" in mine:
        mine |= {"root_s": np.sqrt(mine["s"]) + mine["eps"], "rest": 1 - settings.get("rho", 0.0)}
    if "m" in mine:
        t = run.step + 1.0
        mine |= {"m_hat": mine["m"] / (1 - mine["beta1"] ** t), "v_hat": mine["v"] / (1 - mine["beta2"] ** t)}
        mine |= {"root_v": np.sqrt(mine["v_hat"]) + mine["eps"], "rest1": 1 - mine["beta1"], "rest2": 1 - mine["beta2"]}
    return mine
