"""Covering arrays: a few settings of many knobs in which every pair of values of any two knobs occurs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations, product

Row = dict[str, Hashable]
Pair = frozenset[tuple[str, Hashable]]


def pairwise_covering(choices: Mapping[str, Sequence[Hashable]]) -> list[Row]:
    """Rows in which every value of every knob meets every value of every other: grown knob by knob, the largest first.

    Each knob is added to the rows there are with the value that covers most; what is left goes into rows that do not
    mind, and else into new ones (Lei and Tai 1998, doi:10.1109/HASE.1998.731623).
    """
    names = sorted(choices, key=lambda name: -len(choices[name]))
    rows: list[Row] = [dict(zip(names[:2], values)) for values in product(*(choices[name] for name in names[:2]))]
    for place, name in enumerate(names[2:], 2):
        _widen(rows, name, choices, names[:place])
    return [{name: row.get(name, choices[name][0]) for name in choices} for row in rows]


def missing(rows: Sequence[Mapping[str, Hashable]], choices: Mapping[str, Sequence[Hashable]]) -> set[Pair]:
    """The pairs that occur in none of the rows."""
    asked = {
        frozenset([(one, a), (other, b)])
        for one, other in combinations(choices, 2)
        for a in choices[one]
        for b in choices[other]
    }
    return asked - {frozenset(pair) for row in rows for pair in combinations(row.items(), 2)}


def _widen(rows: list[Row], name: str, choices: Mapping[str, Sequence[Hashable]], before: Sequence[str]) -> None:
    left = {(value, other, met) for other in before for met in choices[other] for value in choices[name]}
    for turn, row in enumerate(rows):
        values = [choices[name][(turn + shift) % len(choices[name])] for shift in range(len(choices[name]))]
        row[name] = max(values, key=lambda value: sum((value, *other) in left for other in row.items()))
        left -= {(row[name], *other) for other in row.items()}
    for value, other, met in sorted(left, key=repr):
        home = next((row for row in rows if _takes(row, {name: value, other: met})), None)
        if home is None:
            home = {}
            rows.append(home)
        home |= {name: value, other: met}


def _takes(row: Row, wanted: Row) -> bool:
    return all(row.get(name, value) == value for name, value in wanted.items())
