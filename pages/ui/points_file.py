"""Two columns of a learner's own file as points: what was left out is said with its row and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pages.charts.kit.numbers import number
from pages.ui.cells import given, short
from pages.ui.table_file import MOST_NAMED_ROWS, NO_NUMBERS, Column, TableFile, usable

COUNTING_NAME = re.compile(r"(|id|nr|no|#|index|rownames|row|unnamed: ?0|column 1)\.?", re.IGNORECASE)
ROW_COUNT = Column("row", True, NO_NUMBERS, {})  # 1, 2, 3, …


class FilePoints(NamedTuple):
    """Two columns as points x (N,), y (N,), and sentences on what was left out."""

    x: np.ndarray
    y: np.ndarray
    x_name: str
    y_name: str
    said: tuple[str, ...]


def points_of(table: TableFile, x: str = "", y: str = "") -> FilePoints:
    """The points of the columns named, or of those that suit best; without any the sentences say why.  Never raises."""
    numeric = [column for column in table.columns if column.numeric]
    if not numeric:
        unread = table.said and not table.columns
        why = () if unread else ("No column holds two numbers or more.",)
        return FilePoints(NO_NUMBERS, NO_NUMBERS, "", "", (*table.said, *why))
    across, up, said = _chosen(numeric, table.columns, x, y)
    both = (across, up)
    values = (across.values if across is not ROW_COUNT else np.arange(1.0, len(up.values) + 1), up.values)
    good = usable(values[0]) & usable(values[1])
    said += _left_out(table, both, values, good)
    kept_x, kept_y = values[0][good], values[1][good]
    if not len(kept_x):
        said.append(f"In no row are both {across.name} and {up.name} numbers.")
    elif not np.ptp(kept_x):
        said.append(f"Every {across.name} is {number(float(kept_x[0]), 6)}: the line has no slope of its own.")
    return FilePoints(kept_x, kept_y, across.name, up.name, (*table.said, *said))


def _chosen(numeric: Sequence[Column], columns: Sequence[Column], x: str, y: str) -> tuple[Column, Column, list[str]]:
    """The columns across and up, and a sentence where the names asked for are not there."""
    known = {column.name: column for column in numeric}
    named = {column.name for column in columns}
    said = [
        f"The column “{short(name)}” holds no numbers." if name in named else f"There is no column “{short(name)}”."
        for name in (x, y)
        if name and name not in known
    ]
    measured = [column for column in numeric if not _counts_rows(column)]
    if len(measured) < 2:
        measured = list(numeric)
    up = known.get(y) or next((column for column in measured if column is not known.get(x, measured[0])), measured[-1])
    across = known.get(x) or next((column for column in measured if column is not up), ROW_COUNT)
    if across is ROW_COUNT:
        said.append(f"Only “{up.name}” holds numbers: x counts the rows.")
    return across, up, said


def _counts_rows(column: Column) -> bool:
    """Whether a column merely numbers the rows."""
    if not COUNTING_NAME.fullmatch(column.name):
        return False
    values = column.values
    return values[0] in (0, 1) and bool((np.diff(values) == 1).all())


def _left_out(
    table: TableFile, columns: tuple[Column, Column], values: tuple[np.ndarray, np.ndarray], good: np.ndarray
) -> list[str]:
    """A sentence for each of the first rows without a point, and one for the rest."""
    bad = np.flatnonzero(~good)
    said = []
    for k in bad[:MOST_NAMED_ROWS].tolist():
        which = int(bool(usable(values[0][k])))
        said.append(f"Row {table.rows[k]} is left out: {_why(columns[which], k, values[which][k])}.")
    if len(bad) > MOST_NAMED_ROWS:
        more = len(bad) - MOST_NAMED_ROWS
        said.append(f"{number(more)} more rows are left out." if more > 1 else "One more row is left out.")
    return said


def _why(column: Column, k: int, value: float) -> str:
    cell = column.words[k]
    if not given(cell):
        return f"{column.name} is missing"
    if np.isnan(value):
        return f"“{short(cell)}” in {column.name} is no number"
    return f"“{short(cell)}” in {column.name} is not between −1e12 and 1e12"
