r"""LaTeX of a formula as it was typed, and the pieces of LaTeX that its derivative is written with.

Brackets grow (``\left(``) only around what is tall; a coefficient stands directly before its factor (3x), other factors
are separated by a space (x \sin(x)), and a dot stands before a digit (2 \cdot 3).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from gdengine.expression.functions import FUNCTIONS
from gdengine.expression.tape import Node, ancestry

TALL_COMMANDS = (r"\frac", r"\begin", r"\left", r"\sqrt")
SUM, PRODUCT, POWER, ATOM = range(4)  # how firmly a piece holds together
Piece = tuple[str, int]  # a text, and how firmly it holds together


def number(value: Fraction | float) -> str:
    """A number in ten digits, 1.5 \\cdot 10^{-7} for a very small or large one."""
    if isinstance(value, Fraction) and value.denominator > 1:
        sign, size = ("-" if value < 0 else ""), abs(value)
        return rf"{sign}\frac{{{size.numerator}}}{{{size.denominator}}}"
    digits, _, exponent = f"{float(value):.10g}".partition("e")
    if not exponent:
        return digits
    power = f"10^{{{int(exponent)}}}"
    return power if digits == "1" else f"-{power}" if digits == "-1" else rf"{digits} \cdot {power}"


def bracket(text: str) -> str:
    return rf"\left({text}\right)" if any(tall in text for tall in TALL_COMMANDS) else f"({text})"


def call(name: str, *args: str) -> str:
    """A function of arguments already written."""
    pattern = FUNCTIONS[name].latex
    return pattern % args if "%s" in pattern else pattern + bracket(", ".join(args))


def squared(head: str, text: str, exponent: str) -> str:
    r"""A power of a named function, \sin^{2}(x): ``head`` is its name, ``text`` all of it."""
    return f"{head}^{{{exponent}}}{text[len(head) :]}"


def product(factors: list[str]) -> str:
    text = factors[0]
    for factor in factors[1:]:
        again = len(factor) == 1 and text.endswith(factor)
        if again or factor[0].isdigit() or (is_plain(text) and factor.startswith(r"\frac")):
            text += rf" \cdot {factor}"
        else:
            text += factor if is_plain(text) else f" {factor}"
    return text


def is_plain(text: str) -> bool:
    """Is it a number without sign, fraction or power of ten?"""
    return text.replace(".", "").isdigit()


def typed(root: Node) -> str:
    """LaTeX of a formula as it was typed: nothing is simplified."""
    written: dict[Node, tuple[str, int]] = {}
    for node in ancestry(root):
        args = [written[arg] for arg in node.args]
        written[node] = TYPED[node.op](node, *args) if node.op in TYPED else _leaf_or_call(node, *args)
    return written[root][0]


def _leaf_or_call(node: Node, *args: Piece) -> Piece:
    if node.op == "number" and node.value is not None:
        text = number(node.value)
        return text, PRODUCT if r"\cdot" in text else POWER if "^" in text else ATOM
    if not args:
        return {"pi": r"\pi"}.get(node.op, node.op), ATOM
    return call(node.op, *[text for text, _ in args]), POWER if node.op == "exp" else ATOM


def _held(piece: Piece, strength: int) -> str:
    """A piece that must hold together at least so firmly."""
    text, own = piece
    return text if own >= strength else bracket(text)


def _typed_power(node: Node, base: Piece, exponent: Piece) -> Piece:
    head, by = FUNCTIONS[node.args[0].op].latex if node.args[0].op in FUNCTIONS else "%s", node.args[1]
    if "%s" not in head and by.value is not None and by.op == "number" and by.value >= 2 and by.value % 1 == 0:
        return squared(head, base[0], exponent[0]), POWER
    return f"{_held(base, ATOM)}^{{{exponent[0]}}}", POWER


TYPED: dict[str, Callable[..., Piece]] = {
    "+": lambda node, a, b: (f"{a[0]} + {_held(b, PRODUCT)}", SUM),
    "-": lambda node, a, b: (f"{a[0]} - {_held(b, PRODUCT)}", SUM),
    "*": lambda node, a, b: (product([_held(a, PRODUCT), _held(b, PRODUCT)]), PRODUCT),
    "/": lambda node, a, b: (rf"\frac{{{a[0]}}}{{{b[0]}}}", POWER),
    "neg": lambda node, a: (f"-{_held(a, PRODUCT)}", SUM),
    "^": _typed_power,
    "odd_power": _typed_power,
    "even_power": _typed_power,
}
