"""Sentences and formulas with the numbers of what is shown in them, one template per line: above all the update rule.

The templates' language::

    x_{k+1} = x_k − η·{'g':gradient} = {x:position} − {lr}·{g:gradient} = {next:position}

``{name}``, ``{name:role}``
    The number of that name at the frame shown, in the color of the role: four significant digits, "—" where it is
    not finite.  A negative one is put in parentheses after an operator (+ − · × / √), straight after a
    letter, a digit or a closing parenthesis, and under a power; so is a power of ten after / and √ and under a power.
``{'word':role}``
    The word, in the color of the role.
``_{…}``, ``^{…}``, ``_a``, ``^2``
    A subscript, a superscript; without braces, of one character.
``{k}``, ``{k+1}``, ``{k-2}``
    The step number of the frame shown, plus or minus a constant.  Inside a subscript or superscript plain ``k`` does.

All else is text, set as text (nothing is taken for HTML); single letters are italic, as in a formula, but “a” before a
word.  A line too long for its place is broken before ``=``, ``≈`` and ``→``, and after a comma, only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pages.ui.parts import mount
from pages.ui.parts.tables import count, table

_live_text = mount("live_text")

Piece = dict[str, Any]
PIECE = re.compile(
    r"(?P<mark>[_^])(?:\{(?P<group>[^{}]*)\}|(?P<one>[^\s{}]))"
    r"|\{'(?P<word>[^'{}]+)':(?P<tint>\w+)\}"
    r"|\{k(?P<shift>[+\-−]\d+)?\}"
    r"|\{(?P<name>\w+)(?::(?P<role>\w+))?\}"
)
SHOWN_DIGITS = 4  # significant
STEP_LETTER = re.compile(r"\bk([+\-−]\d+)?\b")
ARTICLE = "(?!(?<=[Aa]) (?!and |is )[a-z]{2})"  # “a line”, but “a and b”
LETTER = re.compile(f"(?<![A-Za-zΑ-ω])[A-Za-zΑ-ω](?![A-Za-zΑ-ω]){ARTICLE}[\u0300-\u036f]*")  # with its hat
BREAK = re.compile(r"(?<=\s)(?=[=≈→] )|(?<=[,;:.] )(?=\S)")
POWER_SIGNS = ("^", "²", "³")
CALLS_FOR_PARENTHESES = re.compile(r"[+\-−·×*/√]\s*$|[\w)]$")


def live_text(
    lines: Sequence[str],
    numbers: Mapping[str, Any],
    *,
    steps: Sequence[int] | None = None,
    colors: Mapping[str, str] | None = None,
    frame: str = "t",
    member: str | None = "r",
    spans: Mapping[str, float] | None = None,
    folded: int = 0,
    more: str = "",
    called: str = "This step in words and numbers",
    terms: Sequence[Mapping[str, Any]] = (),
    key: str = "live_text",
) -> None:
    """Draw the templates; in the browser they follow the bar and, where the numbers allow it, the live knob.

    ``numbers``: name → shape (K,), one per frame, or () for a constant, or (M, K) and (M, 1) for a family of M runs:
    see ``pages.ui.parts``.  Without a family the lines fade while the knob shows another run · ``steps`` (K,): the
    step number of every frame, 0 … K − 1 by default · ``colors``: role → CSS color · ``frame``, ``member``: the
    parameters of the bus that are followed · ``folded``: so many of the last lines are shown on demand only, under the
    words ``more``; whether they are is remembered by the browser · ``spans``: name → the width of the range that a
    number is seen on: less than a millionth of it is 0 · ``called``: what all of it is, for who hears the page ·
    ``terms``: those to mark where they are read first, {forms, line} each: see ``pages.ui.terms``.

    ValueError where a template names a number or a role that is not given, or has a stray brace.
    """
    tables = {name: table(values, SHOWN_DIGITS) for name, values in numbers.items()}
    frames = max((count(rows)[1] for rows in tables.values()), default=1)
    stamps = list(range(frames)) if steps is None else [int(step) for step in steps]
    if wrong := [name for name, rows in tables.items() if count(rows)[1] not in (1, len(stamps))]:
        raise ValueError(f"{', '.join(wrong)} cannot be shown: expected 1 or {len(stamps)} numbers, one per step")
    known = dict(colors or {})
    cut = _cut(tuple(lines), frozenset(tables), frozenset(known))
    follows: dict[str, Any] = {"frame": frame, "member": member, "folded": folded, "more": more, "digits": SHOWN_DIGITS}
    follows |= {"called": called, "spans": dict(spans or {}), "terms": [dict(term) for term in terms]}
    _live_text(key=key, data={"lines": cut, "numbers": tables, "steps": table(stamps), "colors": known} | follows)


@lru_cache(maxsize=512)  # a view's templates are the same from run to run
def _cut(lines: Sequence[str], numbers: Collection[str], colors: Collection[str]) -> list[list[list[Piece]]]:
    """Every line in the parts between which it may be broken, and these in pieces."""
    return [[pieces(part, numbers, colors) for part in BREAK.split(line)] for line in lines]


def pieces(template: str, numbers: Collection[str], colors: Collection[str]) -> list[Piece]:
    """A template as pieces {text | number | step, role, level, italic, enclose}, in reading order."""
    cut: list[Piece] = []
    end = 0
    for match in PIECE.finditer(template):
        cut += _text(template[end : match.start()])
        cut += _placeholder(match, numbers, colors)
        end = match.end()
    cut += _text(template[end:])
    if any(brace in piece.get("text", "") for piece in cut for brace in "{}"):
        raise ValueError(f"the template {template!r} has a brace that belongs to no placeholder")
    return cut


def _placeholder(match: re.Match[str], numbers: Collection[str], colors: Collection[str]) -> list[Piece]:
    mark, word, name = match["mark"], match["word"], match["name"]
    if mark:
        return _raised(match["group"] or match["one"] or "", {"_": "sub", "^": "sup"}[mark])
    if word:
        return [{**piece, "role": _known(match["tint"], colors, "color")} for piece in _text(word)]
    if name:
        role = {"role": _known(match["role"], colors, "color")} if match["role"] else {}
        return [
            {"number": _known(name, numbers, "number"), **role, "enclose": _enclosed(match), "whole": _whole(match)}
        ]
    return [{"step": _shift(match["shift"])}]


def _raised(text: str, level: str) -> list[Piece]:
    """The inside of a subscript or superscript: its ``k``, ``k+1`` are step numbers."""
    cut: list[Piece] = []
    end = 0
    for match in STEP_LETTER.finditer(text):
        cut += [{"text": text[end : match.start()], "level": level}, {"step": _shift(match[1]), "level": level}]
        end = match.end()
    cut.append({"text": text[end:], "level": level})
    return [piece for piece in cut if piece.get("text") != ""]


def _text(text: str) -> list[Piece]:
    """Plain text; letters that stand alone are variables."""
    cut: list[Piece] = []
    end = 0
    for match in LETTER.finditer(text):
        cut += [{"text": text[end : match.start()]}, {"text": match[0], "italic": True}]
        end = match.end()
    cut.append({"text": text[end:]})
    return [piece for piece in cut if piece["text"]]


def _enclosed(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(CALLS_FOR_PARENTHESES.search(before)) or after.startswith(POWER_SIGNS)


def _whole(match: re.Match[str]) -> bool:
    """Whether what is done here is done with all of a number, also with its power of ten: 10⁻⁵ squared is not 10⁻⁵²."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return before.rstrip().endswith(("/", "√")) or after.startswith(POWER_SIGNS)


def _shift(text: str | None) -> int:
    return int((text or "0").replace("−", "-"))


def _known(name: str, given: Collection[str], what: str) -> str:
    if name not in given:
        raise ValueError(f"a template asks for the {what} {name!r}: expected one of {sorted(given)}")
    return name
