"""The sentence of the step shown, and at the last frame the verdict on the whole run.

Templates are few, rows many: of every row travels which template tells of it, as one character, and the number that
stands in it.  The member in force is told at every recorded row, the others at some of them: between two of these the
earlier one speaks.  The verdict is not shown before the last frame, or while the live knob is held: then the whole walk
of the member under it is.

What the part knows it tells the page's style sheets by two attributes of the root element: ``data-downhill-end``,
"true" while the bar stands at the last frame, and ``data-downhill-away``, "true" while another member than the one in
force is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array
from pages.charts.kit.numbers import all_rounded
from pages.ui.parts import mount
from pages.ui.parts.tables import Table, table

_telling = mount("telling")
FIRST_LETTER = 0x23  # of the characters that name a template: from here on all can be printed
BACKSLASH = 0x5C  # travels as two
UNSEEN_LETTERS = (0x7F, 0x100)  # from delete on some cannot be seen


class MemberLines(NamedTuple):
    """What is told of one member: of every row, the letter of its template and the number in it, nan for none."""

    which: str
    numbers: Array


class Judged(NamedTuple):
    """The verdict on one member."""

    good: bool | None  # arrived, in trouble, or neither
    head: str
    rest: str


def telling(
    templates: Sequence[str],
    home: MemberLines,
    others: Sequence[MemberLines] = (),
    verdicts: Sequence[Judged] = (),
    *,
    frames: Sequence[int],
    rows: Sequence[int] = (),
    terms: Sequence[Mapping[str, Any]] = (),
    key: str = "telling",
) -> None:
    """Draw the sentence: in the browser it follows the bar and the live knob.

    ``templates``: sentences, ``{change}`` for the number of the row · ``home``: the member in force, at every row of
    its record · ``others`` (M of them): the other members of the family, at the ``rows`` (F,) · ``verdicts``: one for
    each of the others and, last, of the member in force; none: the last sentence stays at the end · ``frames``: the row
    of every frame of the bar · ``terms``: those to mark in what is told, {forms, line} each: see ``pages.ui.terms``.

    ValueError where a member has another number of rows, or there are too few verdicts.
    """
    if any(len(lines.which) != len(rows) for lines in others):
        raise ValueError(f"every other member is told at {len(rows)} rows: expected as many of each")
    if verdicts and len(verdicts) != len(others) + 1:
        raise ValueError(f"there are {len(verdicts)} verdicts: expected one of each of {len(others) + 1} members")
    members = [*others, home]
    data = {
        "templates": list(templates),
        "letters": letters(np.arange(len(templates))),
        "which": [lines.which for lines in members],
        "numbers": [_told(others), _told([home])],
        "verdicts": [judged._asdict() for judged in verdicts],
        "frames": table(frames),
        "rows": [int(row) for row in rows],
        "terms": [dict(term) for term in terms],
    }
    _telling(key=key, data=data)


def _told(members: Sequence[MemberLines]) -> Table:
    """The numbers of some members; they are rounded already."""
    return table(np.stack([lines.numbers for lines in members])) if members else []


def member_lines(which: Array, numbers: Array, templates: Sequence[str], first: int = 0) -> MemberLines:
    """What is told of a member as it travels.

    ``which`` (F,): of every row the index of its template among these ``templates``, of which the ``first`` is called
    so among all that are drawn · ``numbers`` (F,): nan for none; of a row whose template has none it stays here.
    """
    asked = np.array(["{" in template for template in templates])[which] & np.isfinite(numbers)
    return MemberLines(letters(which + first), all_rounded(np.where(asked, numbers, np.nan)))


def letters(which: Array) -> str:
    """One character an index."""
    codes = np.asarray(which, int) + FIRST_LETTER
    first, after = UNSEEN_LETTERS
    codes = codes + (codes >= BACKSLASH)
    return "".join(map(chr, (codes + (codes >= first) * (after - first)).tolist()))
