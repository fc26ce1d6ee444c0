"""What would help a run, tried before it is offered: another rate, rule, budget, scale or start, or a rate that decays.

``mends(record)`` runs every candidate with the engine, judges it with the judge of the verdict, and keeps those that
end better: nothing outside a knob's range, never the setting in force.  Rates are one batch axis, so a whole grid of
them costs about as much as a few runs.  ``trials(record)`` does the same one group of candidates after another, for
runs that are dear (networks): after each it yields what it found.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from gdengine.analysis.candidates import Candidate, candidates, tried
from gdengine.analysis.comparing import RANK, Tried, at_rest, better
from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.endings import Ended
from gdengine.analysis.numbers import counted, number, whole
from gdengine.analysis.phrases import PLAIN
from gdengine.analysis.rate_grid import Look, look_at
from gdengine.analysis.words import words_for
from gdengine.network.activations import ACTIVATIONS
from gdengine.rules.optimizers import RULES

KNOB_SAID_DIGITS = 6  # significant, of a number that is offered as a setting
MOST_MENDS = 3  # offered at once
NO_BETTER = "None of the settings that were tried ends better."
NO_MEND = {  # why, where the ground itself is the reason
    Ended.BOTTOMLESS: "None of the rates and rules that were tried helps: the ground has no bottom here.",
    Ended.UNDEFINED: "None of the starts that were tried comes to rest either: the ground has gaps.",
    Ended.OUTSIDE: "Nothing that was tried comes to rest before the ground ends: the way down leads off it.",
    Ended.INFINITY: "None of the rates and rules that were tried can hold it.",
    Ended.FLAT: "On ground without a slope no rule and no rate finds a way.",
}


OnProgress = Callable[[int, int], object]  # told how many groups of candidates have been tried, and of how many


def untold(tried: int, of: int) -> None:
    """Nobody wants to know."""


class Mend(NamedTuple):
    """An offer: what to set, what a button says, and what it will do, as the engine has seen it do."""

    change: dict[str, Any]  # knob → value
    label: str  # "Try η = 0.0032"
    promise: str  # "arrives in 84 steps"
    ended: Ended  # where it ends with that change
    low: float  # and at which height
    reason: str = ""  # why nothing smaller helps


class Trying(NamedTuple):
    """How candidates are tried: a caller that remembers what it has tried may give its own."""

    alone: Callable[[Any], Tried] = tried
    at_rates: Look = look_at


ANEW = Trying()


def mends(record: Any, told: OnProgress = untold, now: Tried | None = None, trying: Trying = ANEW) -> list[Mend]:
    """Up to three offers that make this record end better, the best first; none where nothing tried does.

    ``record`` is a page's, such as ``PRESETS["A4"].record`` or ``EXPERIMENTS["slope_explorer"](lr=1.0)``, and
    ``dataclasses.replace(record, **mend.change)`` is what a mend makes of it · ``told(tried, of)`` is called after each
    group of candidates · ``now``: what becomes of the record, if known.  ValueError for what is no record.
    """
    found = [mend for mend in trials(record, told, now, trying) if mend is not None]
    return sorted(found, key=lambda mend: (RANK[mend.ended], mend.low))[:MOST_MENDS]


def trials(
    record: Any, told: OnProgress = untold, now: Tried | None = None, trying: Trying = ANEW
) -> Iterator[Mend | None]:
    """Try one group of candidates after another: after each, its best mend or None.

    It ends early once something arrives at the deepest minimum, and yields nothing for a record that does so itself.
    ValueError, at the first group, for what is no record.
    """
    if not dataclasses.is_dataclass(record):
        raise ValueError(f"what is mended is a page's record, such as PRESETS['A4'].record, not {record!r}")
    now = now or trying.alone(record)
    if arrived(now.found):
        return
    groups = candidates(record, now, trying.at_rates)
    for count, group in enumerate(groups, 1):
        mend = _best(record, now, group(), trying)
        told(count, len(groups))
        yield mend
        if mend is not None and mend.ended == Ended.DEEPEST:
            return


def arrived(found: Diagnosis) -> bool:
    """Whether there is nothing to mend: at rest in the deepest place, be it a corner."""
    return found.ended == Ended.DEEPEST or (found.ended == Ended.CORNER and at_rest(found))


def no_mend(found: Diagnosis) -> str:
    """Why nothing is offered, in a sentence: of a run for which ``mends`` found nothing; "" if it needs nothing."""
    if arrived(found) or words_for(found)[0].good:
        return ""
    if found.ended == Ended.FLAT and found.first != found.last:  # there is a slope, if hardly any
        return NO_BETTER
    return NO_MEND.get(found.ended, NO_BETTER)


def _best(record: Any, now: Tried, group: Iterator[Candidate], trying: Trying) -> Mend | None:
    """The first of a group that, run alone, ends better."""
    for candidate, known in group:
        change = changed(record, candidate)
        after = known or (trying.alone(candidate) if change else now)
        if change and better(after, now, record.objective()) and after.found.arrival != 0:
            reason = _reason(record) if "scale" in change else ""
            said = promise(after, now, candidate, record.steps if change.keys() == {"steps"} else 0)
            return Mend(change, label(record, change), said, after.found.ended, after.low, reason)
    return None


def changed(record: Any, candidate: Any) -> dict[str, Any]:
    """The fields in which a candidate differs."""
    names = [field.name for field in dataclasses.fields(record)]
    return {name: getattr(candidate, name) for name in names if getattr(candidate, name) != getattr(record, name)}


# ---- telling


def label(record: Any, change: Mapping[str, Any]) -> str:
    """What the button says."""
    said = []
    if "scale" in change:
        said.append("Standardize x")
    if "scheme" in change:
        said.append(f"Draw the first weights: {change['scheme'].replace('_', ' ')}")
    if "activation" in change:
        said.append(f"Try {ACTIVATIONS[change['activation']].title} units")
    if "optimizer" in change:
        said.append(f"Try {RULES[change['optimizer']].title}")
    elif "mass" in change:
        said.append(f"Try μ = {_exactly(change['mass'])}")
    if "lr" in change:
        said.append(f"η = {_exactly(change['lr'])}" if said else f"Try η = {_exactly(change['lr'])}")
    if "steps" in change:
        said.append(f"Take {whole(change['steps'])} {record.knobs()['steps'].label.lower()}")
    if "decay" in change:
        said.append(f"Let η shrink by {100 * (1 - change['decay']):.2g} % a step")
    if change.keys() & {*record.coordinates}:
        start = [_exactly(change.get(name, getattr(record, name))) for name in record.coordinates]
        said.append(f"Start at {', '.join(start)}")
    return ", ".join(said)


def _exactly(value: float) -> str:
    return number(value, KNOB_SAID_DIGITS)


def promise(after: Tried, now: Tried, candidate: Any, walked: int = 0) -> str:
    """What it will do, as the engine has seen it do.

    ``walked``: the steps that are the same in both.  If it is as good as there within them, more steps only show it.
    """
    found, per = after.found, max(1, candidate.updates() // candidate.steps)
    shown = candidate.shown_as()  # in the units of the page, as the verdict on it will be
    low = PLAIN.seen(shown * after.low, shown * found.first)
    count = -(-(found.arrival or 0) // per)
    steps = counted(count, candidate.knobs()["steps"].label.lower().removesuffix("s"))  # as the page counts
    within = f" in {steps}" if count > walked else ""
    if found.ended == Ended.DEEPEST:
        there = "reaches the deepest valley" if now.found.ended == Ended.HIGHER else "arrives"
        return f"{there} and hovers there" if found.sampled else f"{there}{within}"
    if found.ended == Ended.HIGHER:
        return "comes to rest in a valley" if found.sampled else f"comes to rest in a valley{within}"
    if found.ended == Ended.CORNER:
        return f"ends at the corner, {'at' if low.startswith('nearly') else 'no higher than'} {low}"
    down = after.low < min(found.first, now.found.first)  # another scale begins at another height
    return f"{'gets down to' if down else 'ends at'} {low}"


def _reason(record: Any) -> str:
    x = np.asarray(record.points()[0], float)
    return f"With x as it is, around {number(float(x.mean()))}, none of the rates that were tried does as well."
