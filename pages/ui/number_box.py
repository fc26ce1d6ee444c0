"""The widget of a number: a text box with our own reading (``Knob.read``), stepped by − and +, and by the arrow keys.

A box of type number would lose a comma or a fraction before Python sees it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from gdengine.experiments.knobs import KNOB_DIGITS, Knob
from pages.ui import address
from pages.ui.keys import key
from pages.ui.parts.typed import as_sentence
from pages.ui.pressed import counted_button
from pages.ui.titles import plain

if TYPE_CHECKING:
    from pages.ui.page import Page
    from pages.ui.permalink import Standing

STEP_SHARE = 0.1  # of a number without a step of its own: what − and + take and add
STEP_SIGNS = ((-1, "less"), (1, "more"))  # of the buttons beside a number: which way, and its word


def ask_number(place: Any, page: Page, name: str, now: Standing, how: dict[str, Any], *, bare: bool) -> None:
    """Ask for a number knob; what is wrong with what was typed is said below it.  ``bare``: without − and +."""
    knob = page.knobs()[name]
    how_laid: dict[str, Any] = {"horizontal": True, "vertical_alignment": "bottom", "gap": None}
    box = place.container(key=f"number.{page.name}.{name}", **how_laid)
    typed = box.text_input(**how)
    value = now.values[name]
    for sign, sense in () if bare else STEP_SIGNS:
        counted_button(
            box,
            f"{plain(knob.label)}: {sense}",
            key(page.name, sense, name),
            partial(_step, page, name, sign),
            help=f"{knob.label}: a little {sense}",
            disabled=stepped(knob, value, sign) == value,
        )
    if reason := _unread(knob, typed):
        box.caption(f":material/error: {plain(reason)}")


def _step(page: Page, name: str, sign: int) -> None:
    """What − and + do: they step from what stands in the box now, which may have been typed in the same breath."""
    knob = page.knobs()[name]
    address.put(page, {name: stepped(knob, address.standing(page).values[name], sign)})


def stepped(knob: Knob, value: float, sign: int) -> Any:
    """The number beside this one, as far as the knob's range goes.

    A knob without a step of its own takes a tenth of the number, so that it can be stepped at any size.
    """
    step = knob.step or float(f"{abs(value) * STEP_SHARE:.0e}") or STEP_SHARE
    step = max(step, abs(value) * 10 ** (1 - KNOB_DIGITS))  # of a large number as much as can be seen
    return knob.nearest(value + sign * step)


def _unread(knob: Knob, typed: str) -> str:
    """Why what was typed is no setting of the knob; nothing where it is one."""
    try:
        knob.read(typed)
    except ValueError as error:
        return as_sentence(error)
    return ""
