"""What is said of a run: sentences composed from the predicates that hold.

Every ``Phrase`` names what it claims: ``ended:…`` (``Ended``), ``how:…`` (``Manner``), or a number's name, so that a
test can derive it again.  Nothing here knows of a page; numbers are written by the page's own ``number``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gdengine.analysis import numbers
from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.endings import Ended
from gdengine.analysis.explaining import Sharpness
from gdengine.analysis.phrases import PLAIN, Phrase, Style
from gdengine.analysis.walks import TAIL_PART
from gdengine.analysis.words_table import (
    ABOUT_CORNER,
    DEAD,
    ENDED,
    HARDLY_CHANGES,
    HOVERS_HIGHER,
    SETTLED,
    UNFINISHED,
    WHILE_IT_SHRINKS,
    Words,
)

DIGITS_APART = 10  # of two numbers that are hardly different, fewer than these


class Verdict(NamedTuple):
    """The sentence on one run: ``head``, then ``detail`` (what that means, how it came there), then ``reason``."""

    good: bool | None
    head: Phrase
    detail: tuple[Phrase, ...]
    reason: tuple[Phrase, ...]  # the sum that explains it, and units that do no work

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All of them, in order."""
        return (self.head, *self.detail, *self.reason)

    @property
    def text(self) -> str:
        """The whole sentence."""
        return " ".join(phrase.text for phrase in self.phrases)


def words_for(found: Diagnosis) -> tuple[Words, tuple[str, ...]]:
    """The row of the table that tells of this run, and what its head claims."""
    claims = (f"ended:{found.ended.name}",)
    if not found.placed and found.ended == Ended.LEVEL:
        return SETTLED, claims
    if not found.placed and found.ended == Ended.FLAT:
        return DEAD, claims
    if found.ended == Ended.HIGHER and "hovering" in found.how:
        return HOVERS_HIGHER, (*claims, "how:hovering")
    to_and_fro = next((name for name in ("hopping", "overshooting") if name in found.how), "")
    if found.ended == Ended.CORNER and to_and_fro:
        return ABOUT_CORNER, (*claims, f"how:{to_and_fro}")
    if found.ended == Ended.INFINITY and found.shrinks:
        return WHILE_IT_SHRINKS, claims
    if found.ended != Ended.UNFINISHED:
        return ENDED[found.ended], claims
    name = next((name for name in UNFINISHED if name in found.how), "")
    return HARDLY_CHANGES if name == "crawling" and not found.placed else UNFINISHED[name], (
        *claims,
        f"how:{name}",
    ) if name else claims


def verdict(found: Diagnosis, style: Style = PLAIN) -> Verdict:
    """The sentence on a run."""
    words, claims = words_for(found)
    detail = [Phrase(words.detail, claims)] if words.detail else []
    detail = [*_way(found, style), *detail, *_manner(found, style)]
    return Verdict(words.good, Phrase(words.head, claims), tuple(detail), (*_sum(found, style), *_idle(found)))


def short(found: Diagnosis) -> str:
    """A few words, for one of several pictures."""
    return words_for(found)[0].short


def race(found: Diagnosis) -> str:
    """A few words for a racer that is not there."""
    return words_for(found)[0].race


def _way(found: Diagnosis, style: Style) -> list[Phrase]:
    """From where to where, and when it was there."""
    if found.ended == Ended.UNDEFINED or ("hopping" in found.how and found.ended == Ended.UNFINISHED):
        return []
    if found.step == 0 and found.lost is not None:
        late = f"In {style.unit} {numbers.whole(-(-found.lost // style.every))} it came to"
        where = "The very first step ended" if found.lost == 1 else late
        return [Phrase(f"{where} where it cannot be followed.", ("step",))]
    f, first, last = style.quantity, style.number(found.first), style.seen(found.last, found.first)
    if found.ended == Ended.INFINITY:
        first, last = pair_apart(found.first, found.last, style.number)
    if found.step == 0:
        return [Phrase(f"It never moved from its start, where {f} is {last}.", ("step", "last"))]
    claims = ("first", "last", "step")
    if first == last:
        return [Phrase(f"{style.first} is {last} at the start and after {style.counted(found.step)}.", claims)]
    way = [Phrase(f"{style.first} went from {first} to {last} in {style.counted(found.step)}.", claims)]
    arrives = found.ended in (Ended.DEEPEST, Ended.HIGHER) and not found.sampled
    if arrives and found.arrival is not None and 0 < found.arrival < found.step:
        way.append(Phrase(f"It was nearly there after {style.counted(found.arrival)}.", ("arrival",)))
    return way


def pair_apart(one: float, other: float, number: Callable[..., str]) -> tuple[str, str]:
    """Two numbers with the fewest digits by which they read differently, three at least, if some digits do."""
    written = [(number(one, digits), number(other, digits)) for digits in range(numbers.SENTENCE_DIGITS, DIGITS_APART)]
    return next((pair for pair in written if pair[0] != pair[1]), written[0])


def _manner(found: Diagnosis, style: Style) -> list[Phrase]:
    """How it came there, as far as the head has not said it."""
    if found.ended in (Ended.INFINITY, Ended.OUTSIDE, Ended.UNDEFINED, Ended.BOTTOMLESS):
        return []
    loud = {"overshooting", "thrown", "hovering", "wandering"} & {*found.how}  # a climb is part of these
    return [
        Phrase(say(found, style), (f"how:{name}",))
        for name, say in MANNER.items()
        if name in found.how and not (loud and name == "climbing")
    ]


MANNER: dict[str, Callable[[Diagnosis, Style], str]] = {
    "hopping": lambda d, s: f"It ends in a round of {d.period} places, at most {s.number(d.swing or 0)} apart.",
    "hovering": lambda d, s: (
        f"Each of its slopes is off by chance: it never rests, and on average {s.quantity} falls no further."
    ),
    "overshooting": lambda d, s: _too_far(d, s),
    "thrown": lambda d, s: (
        f"{s.which(d.thrown or 0).capitalize()} threw {s.quantity} up by half of its whole range or more."
    ),
    "climbing": lambda d, s: f"On its way it climbed by {s.number(d.climb or 0)}.",
    "lingering": lambda d, s: (
        f"From {s.which((d.lingered or (0, 0))[0])} to {s.which((d.lingered or (0, 0))[1])} it hardly came down."
    ),
    "crawling": lambda d, s: (
        f"As many {s.unit}s again at this pace would not bring it to the bottom."
        if d.minimum_known
        else f"In its last quarter {s.quantity} fell by less than 1 % of all it fell."
    ),
    "budget": lambda d, s: f"{_last_of(d, s)} it still came lower than before.",
    "patience": lambda d, s: f"It stopped at {s.which(d.step)} because {s.quantity} no longer improved {s.enough}.",
}


def _too_far(found: Diagnosis, style: Style) -> str:
    """Which steps overshot, and how it is known that they did."""
    if found.step == style.every:
        where = "went too far: the ground went up again where it ended" if found.placed else f"raised {style.quantity}"
        return f"Its only {style.unit} {where}."
    which = f"{_percent(found.share)} of its steps"
    if not found.placed:
        return f"{which} raised {style.quantity}."
    on_the_way = "" if "hopping" in found.how else " on the way"
    return f"{which}{on_the_way} went too far: the ground went up again where they ended."


def _last_of(found: Diagnosis, style: Style) -> str:
    """The tail of a walk, in words: one step, of few."""
    few = found.step < 2 * TAIL_PART * style.every
    return f"With the last {style.unit}" if few else f"In the last quarter of its {style.unit}s"


def _percent(share: float | None) -> str:
    return "All" if share == 1 else f"{100 * (share or 0):.0f} %"


def _sum(found: Diagnosis, style: Style) -> tuple[Phrase, ...]:
    """The product of rate and curvature against what the rule bears."""
    sharp, number = found.sharpness, style.number
    if sharp is None:
        return ()
    where = "At the bottom" if sharp.at == "minimum" else "Where it began to climb"
    factors = f"{number(sharp.rate)}·{number(sharp.curvature)}"
    sums = f"{where} learning rate η · {style.curvature} = {factors} = {number(sharp.product)}"
    close = "just " if number(sharp.product) == number(sharp.bound) else ""
    if sharp.product > sharp.bound * (1 + 1e-6):  # more than rounding
        over = f"just above {number(sharp.bound)}" if close else f"more than {number(sharp.bound)}"
        limit, _ = pair_apart(sharp.bound / sharp.curvature, sharp.rate, number)
        said = f"{sums}: {over}, so {_thrown_out(found, sharp, limit)}"
    elif sharp.product >= sharp.bound * (1 - 1e-6):
        said = f"{sums}: exactly {number(sharp.bound)}, so a step lands as far out as the last."
    elif sharp.product > 1:
        said = f"{sums}: above 1 a step goes over the bottom, {close}below {number(sharp.bound)} it still ends nearer."
    else:
        said = f"{sums}: each step takes only about {number(100 * sharp.product, 2)} % of the way."
    return (Phrase(said, ("sharpness",)),)


def _thrown_out(found: Diagnosis, sharp: Sharpness, limit: str) -> str:
    """What a product beyond the bound does.

    What would hold instead is known where the ground bends alike all along, and at a bottom, of what is near it; not
    where a slope is that of some points only: they may bear less than all.
    """
    if found.ended != Ended.INFINITY:
        return f"it cannot come to rest there: the bottom would hold it below η = {limit}."
    if found.sampled or not sharp.everywhere:
        return "on a parabola that bends like that every step lands farther out than the last."
    return f"every step there lands farther out than the last. Below η = {limit} it would not diverge."


IDLE = {  # the units that do no work, by their field: what is said of one of them, and of more
    "dead": (
        "is dead: its output is 0 at every point learned from",
        "are dead: their output is 0 at every point learned from",
    ),
    "saturated": (
        "is saturated: at every point learned from it hardly reacts",
        "are saturated: at every point learned from they hardly react",
    ),
    "alike": ("", "are copies of each other: same weights, same steps, forever"),
}


def _idle(found: Diagnosis) -> tuple[Phrase, ...]:
    """Units that do no work, layer by layer."""
    units, said = found.units, []
    if units is None:
        return ()
    for layer, count in enumerate(units.units):
        for field, what in IDLE.items():
            number = int(getattr(units, field)[layer])
            if number and (number > 1 or count > 1):
                told = f"{number} of {count} units {what[number > 1]}"
                said.append(Phrase(f"In hidden layer {layer + 1}, {told}.", ("units",)))
    return tuple(said)
