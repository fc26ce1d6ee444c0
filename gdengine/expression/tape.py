"""A formula as a list of steps, each an operation on earlier steps: no recursion, nothing computed twice.

A ``Tape`` only grows, its steps (``Node``) never change, and the same operation on the same steps is the same step: so
a derivative, which repeats much of its formula, shares it, and grows only linearly with the formula.  A step that
depends on no variable knows its ``value`` (unless that is not a finite number).  Python's operators on steps append
steps, leaving out what surely changes nothing (0 + u, 1·u, 0·u, u¹); the parser uses ``Tape.step``, which keeps what
the learner typed.
"""

from __future__ import annotations

import math
from fractions import Fraction

from gdengine.expression.functions import CONSTANTS, OPERATIONS


class Node:
    """One step: ``op`` is "number", a variable, a constant's name or an operation on ``args``."""

    __slots__ = ("args", "index", "op", "tape", "value")

    def __init__(self, tape: Tape, index: int, op: str, args: tuple[Node, ...], value: float | None) -> None:
        self.tape, self.index, self.op, self.args, self.value = tape, index, op, args, value

    def call(self, name: str, *others: Node) -> Node:
        return self.tape.step(name, self, *others)

    def __add__(self, other: Node | float) -> Node:
        other = self._step(other)
        return other if self.is_number(0) else self if other.is_number(0) else self.call("+", other)

    def __sub__(self, other: Node | float) -> Node:
        other = self._step(other)
        return -other if self.is_number(0) else self if other.is_number(0) else self.call("-", other)

    def __mul__(self, other: Node | float) -> Node:
        other = self._step(other)
        if self.is_number(0) or other.is_number(1):
            return self
        return other if other.is_number(0) or self.is_number(1) else self.call("*", other)

    def __truediv__(self, other: Node | float) -> Node:
        other = self._step(other)
        return self if self.is_number(0) or other.is_number(1) else self.call("/", other)

    def __neg__(self) -> Node:
        return self if self.is_number(0) else self.call("neg")

    def __pow__(self, other: Node | float) -> Node:
        other = self._step(other)
        return self if other.value == 1 else self.call("^", other)

    def __radd__(self, other: Node | float) -> Node:
        return self._step(other) + self

    def __rsub__(self, other: Node | float) -> Node:
        return self._step(other) - self

    def __rmul__(self, other: Node | float) -> Node:
        return self._step(other) * self

    def __rtruediv__(self, other: Node | float) -> Node:
        return self._step(other) / self

    def is_number(self, value: float) -> bool:
        return self.op == "number" and self.value == value

    def _step(self, other: Node | float) -> Node:
        return other if isinstance(other, Node) else self.tape.number(other)


class Tape:
    """The steps of one formula, and of whatever is derived from it."""

    def __init__(self) -> None:
        self._known: dict[tuple, Node] = {}

    def number(self, value: float) -> Node:
        return self._keep(("number", float(value)), (), float(value))

    def name(self, name: str) -> Node:
        """A variable, or the constant of that name."""
        return self._keep((name,), (), CONSTANTS.get(name))

    def step(self, op: str, *args: Node) -> Node:
        key = (op, *[arg.index for arg in args])
        return self._known.get(key) or self._keep(key, args, _constant(op, args))

    def _keep(self, key: tuple, args: tuple[Node, ...], value: float | None) -> Node:
        if key not in self._known:
            self._known[key] = Node(self, len(self._known), key[0], args, value)
        return self._known[key]


def _constant(op: str, args: tuple[Node, ...]) -> float | None:
    """The value of a step without variables; None if there are any, or if it is not a finite number."""
    values = []
    for arg in args:
        if arg.value is None:
            return None
        values.append(arg.value)
    try:
        value = OPERATIONS[op].floats(*values)
    except (ArithmeticError, ValueError):
        return None
    return value if math.isfinite(value) else None


def ancestry(*roots: Node) -> list[Node]:
    """The steps that ``roots`` need, themselves included, arguments before what uses them."""
    needed = {*roots}
    waiting = [*needed]
    while waiting:
        for arg in waiting.pop().args:
            if arg not in needed:
                needed.add(arg)
                waiting.append(arg)
    return sorted(needed, key=lambda node: node.index)


def ratio(exponent: Node) -> Fraction | None:
    """The fraction an exponent is written as, in lowest terms; None if it is not one of whole numbers."""
    if exponent.op == "neg":
        inner = ratio(exponent.args[0])
        return None if inner is None else -inner
    if exponent.op != "/":
        return None
    above, below = map(_whole, exponent.args)
    return Fraction(above, below) if above and below else None


def _whole(node: Node) -> int | None:
    if node.op == "neg":
        inner = _whole(node.args[0])
        return None if inner is None else -inner
    return int(node.value) if node.op == "number" and node.value is not None and node.value % 1 == 0 else None
