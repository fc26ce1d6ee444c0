"""A formula in normal form: the text of its steps, as one would type it, with every sign and no needless bracket.

Reading it again gives the same steps, so two texts with the same normal form are the same formula.
"""

from __future__ import annotations

from gdengine.expression.functions import COMPARISONS
from gdengine.expression.latex import ATOM, POWER, PRODUCT, SUM, Piece
from gdengine.expression.tape import Node, ancestry


def written(root: Node) -> str:
    """The normal form of a formula: 2*x + sin(x)^2."""
    pieces: dict[Node, Piece] = {}
    for node in ancestry(root):
        pieces[node] = _piece(node, *[pieces[arg] for arg in node.args])
    return pieces[root][0]


def _piece(node: Node, *args: Piece) -> Piece:
    if node.op == "number":
        assert node.value is not None
        return number(node.value), ATOM
    if not args:
        return node.op, ATOM
    if node.op in INFIX_SIGNS:
        sign, own, left, right = INFIX_SIGNS[node.op]
        return f"{_held(args[0], left)}{sign}{_exponent(node, args[1]) if own == POWER else _held(args[1], right)}", own
    if node.op == "neg":
        return f"-{_held(args[0], PRODUCT)}", SUM
    if node.op in COMPARISONS and node.args[0].op == node.op:  # max(a, b, c) is max(max(a, b), c)
        return f"{args[0][0][:-1]}, {args[1][0]})", ATOM
    return f"{node.op}({', '.join(text for text, _ in args)})", ATOM


def _exponent(node: Node, piece: Piece) -> str:
    """x^-3 needs no brackets, x^(-y) does."""
    by = node.args[1]
    plain = by.op == "neg" and by.args[0].op == "number"
    return piece[0] if plain else _held(piece, POWER)


def _held(piece: Piece, strength: int) -> str:
    text, own = piece
    return text if own >= strength else f"({text})"


def number(value: float) -> str:
    """The shortest digits that give this number again, without a sign in its exponent if that is not negative."""
    return str(int(value)) if value < 1e15 and value == int(value) else repr(value).replace("e+", "e")


INFIX_SIGNS = {  # between its two parts, how firm the whole is, and how firm its left and right part must be
    "+": (" + ", SUM, SUM, PRODUCT),
    "-": (" - ", SUM, SUM, PRODUCT),
    "*": ("*", PRODUCT, PRODUCT, POWER),
    "/": ("/", PRODUCT, PRODUCT, POWER),
    "^": ("^", POWER, ATOM, POWER),
    "odd_power": ("^", POWER, ATOM, POWER),
    "even_power": ("^", POWER, ATOM, POWER),
}
