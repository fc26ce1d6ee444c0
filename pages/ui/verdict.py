"""One sentence a run: what happened, why with the numbers, what to try, and a button that does it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from gdengine.diagnose import Diagnosis
from gdengine.experiments.descent import Descent
from gdengine.knobs import Experiment
from pages.charts.palette import number as n
from pages.ui.controls import put
from pages.ui.results import diagnosis

GOOD, BAD, SO_SO = ":green[:material/check_circle:]", ":orange[:material/warning:]", ":gray[:material/info:]"


def verdict(record: Descent, *, quantity: str = "f", factor: float = 1.0, key: str = "mend") -> None:
    """Draw the sentence, and beside it the button that mends what can be mended.

    ``quantity`` is what the page calls the value, ``factor`` what it multiplies it by to show it.
    """
    found = diagnosis(record)
    found = found._replace(first=found.first * factor, last=found.last * factor)
    icon, sentence = TELL[found.kind](found, quantity)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{icon} {sentence}", width="stretch")
        if mend := _mend(found, record):
            words, change = mend
            st.button(words, key=key, icon=":material/auto_fix_high:", on_click=put, kwargs=change)


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


def _why(found: Diagnosis) -> str:
    """The product of rate and curvature against what the rule bears, with the numbers; nothing without a theory."""
    if found.product is None or found.bound is None or found.product <= 0:
        return ""
    sums = f"η·curvature = {n(found.rate)}·{n(found.curvature)} = **{n(found.product)}**"
    if found.product > found.bound:
        limit = f"Below η = {n(found.bound / found.curvature)} it would hold." if found.curvature else ""
        return f" {sums} is more than {n(found.bound)}, so every step overshoots farther than the last. {limit}"
    return f" {sums}, and {n(found.bound)} is the most this rule bears."


def _ends(found: Diagnosis, quantity: str) -> str:
    return f"{quantity} went from {n(found.first)} to {n(found.last)} in {found.step} steps."


def _diverged(found, quantity):
    return BAD, f"**Diverges.** {_ends(found, quantity)}{_why(found)}"


def _bouncing(found, quantity):
    return BAD, f"**Bounces for ever** between the same two points.{_why(found)}"


def _oscillating(found, quantity):
    return SO_SO, f"**Overshoots** and comes back, each time a little nearer. {_ends(found, quantity)}{_why(found)}"


def _converged(found, quantity):
    zigzag = _why(found) if found.product is not None and found.product > 1 else ""  # it overshot, and yet it arrived
    return GOOD, f"**Arrived.** {_ends(found, quantity)} The slope is down to less than 1 % of the steepest.{zigzag}"


def _stuck(found, quantity):
    return BAD, f"**Stuck in a valley that is not the deepest.** {_ends(found, quantity)} Downhill is all it knows."


def _level(name, why):
    def tell(found, quantity):
        return BAD, f"**Stopped on a {name}.** {_ends(found, quantity)} {why}"

    return tell


def _crawling(found, quantity):
    return SO_SO, f"**Crawls.** {_ends(found, quantity)} The steps are too short to arrive in time.{_why(found)}"


def _running(found, quantity):
    return SO_SO, f"**Still on its way down.** {_ends(found, quantity)}"


def _plateau(found, quantity):
    return BAD, f"**On a plateau.** {_ends(found, quantity)} Where the ground is nearly flat, steps η·slope are tiny."


def _hovering(found, quantity):
    return SO_SO, f"**Hovers.** {_ends(found, quantity)} Its slopes are noisy, so it never comes to rest."


def _undefined(found, quantity):
    return BAD, f"**Nowhere to start:** {quantity} or its slope is not a number there. Choose another start."


TELL: dict[str, Callable[[Diagnosis, str], tuple[str, str]]] = {
    "undefined": _undefined,
    "diverged": _diverged,
    "diverging": _diverged,
    "bouncing": _bouncing,
    "oscillating": _oscillating,
    "hovering": _hovering,
    "maximum": _level("top", "It is level there, and a rule that follows the slope has no reason to move."),
    "saddle": _level("saddle", "It is level there, though some ways lead down: a nudge would set it free."),
    "stuck": _stuck,
    "converged": _converged,
    "plateau": _plateau,
    "stalled": _plateau,
    "crawling": _crawling,
    "running": _running,
}

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
