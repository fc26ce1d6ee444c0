"""Formulas in links.  A + typed by hand into an address arrives as a blank: here it becomes a + again.

The two halves of the rule: the app writes its links without blanks (``to_link``), so that in a link a blank between two
numbers, or what stands for them, can only be a lost + (``from_link``).  A text that arrives with a real + in it was
written by a program, which had escaped it: such a text is left as it is.
"""

from __future__ import annotations

from itertools import pairwise

from gdengine.expression.grammar import Reader
from gdengine.expression.tokens import LONGEST_FORMULA, FormulaError, Token, scan
from gdengine.expression.typography import meaning
from gdengine.expression.written import written

KEPT_BLANK = "\u00a0"  # does not break, and is not what an address writes for +


def to_link(text: str) -> str:
    """A formula as it stands in a link: as it was typed, but without blanks, and never with another meaning.

    x^2 + 3 sin(x) becomes x^2+3*sin(x); what is no formula keeps its blanks, as ones that do not break.
    ``from_link`` gives exactly this text back, and reading it the same formula.
    """
    try:
        formula = Reader(text)
    except FormulaError:
        return text.strip().replace(" ", KEPT_BLANK)
    if "\\" in text:  # of LaTeX's words a blank may be the end
        return written(formula.root).replace(" ", "")
    tokens = scan(text)
    last, link = tokens[-1], ""
    for i, token in enumerate(tokens[:-1]):
        if i == 0 or token.end > last.end:  # x² has ^ and 2 in one place
            link += _joint(last, *tokens[i : i + 3]) * (i > 0) + text[token.position : token.end]
        last = token
    return "".join(character for character in link if meaning(character))


def _joint(before: Token, token: Token, after: Token, beyond: Token | None = None) -> str:
    """The sign that takes the place of the blank before a token, if one has to."""
    if token.gap:
        mixed = before.kind == "number" and token.kind == "fraction"  # 2 ½
        return "*" if before.ends and token.begins and not mixed else ""
    blank_follows = after.gap or (beyond is not None and beyond.gap)
    exponent = before.kind == "number" and token.text == "e" and after.text in ("+", "-")
    return "*" if exponent and blank_follows else ""  # 1e + 5 is not 1e+5


def from_link(text: str) -> str:
    """The formula of a link, given the text as it arrived: lost + signs are put back.

    "x^2 x" was x^2+x.  Raises FormulaError, which says that it was not used, if it is longer than a formula may be.
    """
    if len(text) > LONGEST_FORMULA:
        size = f"has {len(text)} characters, and a formula at most {LONGEST_FORMULA}"
        raise FormulaError(f"the formula in this link {size}: none of it was used", LONGEST_FORMULA)
    if "+" in text or " " not in text:
        return text
    whole, last = "", 0
    tokens = scan(text)
    for before, token in pairwise(tokens):
        between = text[before.end : token.position]
        if " " in between and _ends(before, token) and token.begins:
            whole += text[last : before.end] + "+"
            last = token.position
    return (whole + text[last:]).strip()


def _ends(before: Token, token: Token) -> bool:
    return before.ends and not (before.kind == "unknown" and token.text == "(")  # a misspelt function, perhaps
