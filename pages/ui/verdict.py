"""One sentence a run: what happened, why with the numbers, what to try, and a button that does it."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from gdengine.analysis.diagnosis import Diagnosis
from gdengine.experiments.knobs import Experiment
from pages.charts.kit.numbers import number as n
from pages.ui.results import diagnosis

if TYPE_CHECKING:
    from pages.ui.page import About, Scene

GOOD, BAD, SO_SO = ":green[:material/check_circle:]", ":orange[:material/warning:]", ":gray[:material/info:]"


def verdict(about: About, scene: Scene) -> None:
    """Draw the sentence, and beside it the button that mends what can be mended."""
    found = diagnosis(about.record)
    found = found._replace(first=found.first * about.shown_as, last=found.last * about.shown_as)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        quantity = about.quantity if len(about.quantity) == 1 else f"The {about.quantity}"
        st.markdown(_sentence(found, quantity), width="stretch")
        if mend := _mend(found, about.record):
            words, change = mend
            how = {"icon": ":material/auto_fix_high:", "on_click": scene.put, "kwargs": change}
            st.button(words, key=scene.key("mend"), **how)


def _mend(found: Diagnosis, record: Experiment) -> tuple[str, dict] | None:
    """What would help: the words of the button, and the knobs it sets."""
    if found.suggested_rate is not None and record.decay == 1:  # with a decaying rate the start is not what is wrong
        return f"Try η = {n(found.suggested_rate)}", {"lr": found.suggested_rate}
    if found.kind == "stuck" and record.optimizer != "momentum":
        return "Try momentum", {"optimizer": "momentum", "mass": 0.9}
    if found.kind in ("plateau", "stalled") and record.optimizer != "rmsprop":
        return "Try RMSProp", {"optimizer": "rmsprop"}
    most = record.knobs()["steps"][1].high
    if found.kind in ("running", "crawling", "oscillating") and record.steps < most:
        more = int(min(2 * record.steps, most))
        return f"Take {more} {record.knobs()['steps'][1].label.lower()}", {"steps": more}
    return None


class Words(NamedTuple):
    """How one kind of ending is told: its head, then from where to where, a tail, and the sum that explains it."""

    icon: str
    head: str
    tail: str = ""
    ends: bool = True  # whether from where to where is said
    above: float = inf  # the product of rate and curvature from which on the sum is worth telling


LEVEL = "It is level there, and a rule that follows the slope has no reason to move."
FLAT = "Where the ground is nearly flat, steps η·slope are tiny."
TELL = {
    "undefined": Words(
        BAD, "**Nowhere to start:** there is no value or no slope there.", "Choose another start.", False
    ),
    "diverged": Words(BAD, "**Diverges.**", above=0),
    "diverging": Words(BAD, "**Diverges.**", above=0),
    "bouncing": Words(BAD, "**Bounces for ever** between the same two points.", ends=False, above=0),
    "oscillating": Words(SO_SO, "**Overshoots** and comes back, each time a little nearer.", above=0),
    "hovering": Words(SO_SO, "**Hovers.**", "Its slopes are noisy, so it never comes to rest."),
    "maximum": Words(BAD, "**Stopped on a top.**", LEVEL),
    "saddle": Words(
        BAD, "**Stopped on a saddle.**", "It is level there, though some ways lead down: a nudge frees it."
    ),
    "stuck": Words(BAD, "**Stuck in a valley that is not the deepest.**", "Downhill is all it knows."),
    "converged": Words(GOOD, "**Arrived.**", "The slope is down to less than 1 % of the steepest.", above=1),
    "plateau": Words(BAD, "**On a plateau.**", FLAT),
    "stalled": Words(BAD, "**No more progress.**", FLAT),
    "crawling": Words(SO_SO, "**Crawls.**", "The steps are too short to arrive in time.", above=0),
    "running": Words(SO_SO, "**Still on its way down.**"),
}


def _sentence(found: Diagnosis, quantity: str) -> str:
    words = TELL[found.kind]
    way = f"{quantity} went from {n(found.first)} to {n(found.last)} in {found.step} steps." if words.ends else ""
    why = _why(found) if found.product is not None and found.product > words.above else ""
    return " ".join(part for part in (words.icon, words.head, way, words.tail, why) if part)


def _why(found: Diagnosis) -> str:
    """The product of rate and curvature against what the rule bears, with the numbers; nothing without a theory."""
    if found.bound is None:
        return ""
    sums = f"η·curvature = {n(found.rate)}·{n(found.curvature)} = **{n(found.product)}**"
    if found.product > found.bound * (1 + 1e-6):  # more than rounding
        limit = f"Below η = {n(found.bound / found.curvature)} it would hold."
        return f"{sums} is more than {n(found.bound)}, so every step overshoots farther than the last. {limit}"
    return f"{sums}, and {n(found.bound)} is the most this rule bears."


SHORT = {  # the same in a few words, for one of several pictures
    "undefined": "No value at the start.",
    "diverged": "Leaves for good.",
    "diverging": "Each time farther out.",
    "bouncing": "To and fro, for ever.",
    "oscillating": "Over it, but ever nearer.",
    "hovering": "Never comes to rest.",
    "maximum": "Stops on a top.",
    "saddle": "Stops on a saddle.",
    "stuck": "In a valley, not the deepest.",
    "converged": "Arrives.",
    "plateau": "Lingers on a plateau.",
    "stalled": "Makes no progress.",
    "crawling": "Crawls.",
    "running": "Still on its way down.",
}
