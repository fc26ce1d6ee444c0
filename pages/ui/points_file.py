"""A learner's own file: columns of numbers out of CSV as people have it, and two of them as points.

Whatever is in the file, the answer is numbers and sentences: what was left out is said with its row and column.  Rows
count as a spreadsheet counts them, headings and blank ones included.  Cells are matched, never evaluated.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

import numpy as np
import pandas as pd

from gdengine.data.points import LARGEST_COORDINATE
from pages.charts.kit.numbers import number

MOST_FILE_BYTES = 3_000_000
MOST_FILE_ROWS = 100_000
MOST_FILE_COLUMNS = 200
MORE_ROWS = f"Only the first {number(MOST_FILE_ROWS)} rows are read: the rest is left out."
SNIFFED_LINES = 50  # by which the delimiter and the heading are told
SAMPLED_CELLS = 300  # of a column, by which it is judged
MOST_NAMED_ROWS = 5  # of those left out
LONGEST_NAME = 40  # characters of a column's name
LONGEST_CELL = 30  # characters of a cell that a sentence repeats
DELIMITERS = (";", "\t", ",", "|")
NOT_GIVEN = {"", "na", "n/a", "nan", "null", "none", "-", "–", ".", "?", "#n/a", "nil", "missing"}
COUNTING_NAME = re.compile(r"(|id|nr|no|#|index|rownames|row|unnamed: ?0|column 1)\.?", re.IGNORECASE)
CHARACTERS = str.maketrans({"−": "-", "–": "-", "\u00a0": "", "\u202f": "", "\u2009": "", " ": "", "'": "", "’": ""})


class Way(NamedTuple):
    """A way of writing numbers, and how a cell in it is spelled for Python."""

    pattern: re.Pattern[str]
    spell: Callable[[str], str]


PLAIN_WAY = Way(re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"), str)
COMMA_WAY = Way(
    re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*),\d+(?:[eE][+-]?\d{1,3})?|[+-]?\d{1,3}(?:\.\d{3})+"),
    lambda cell: cell.replace(".", "").replace(",", "."),
)
GROUPED_WAY = Way(re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"), lambda cell: cell.replace(",", ""))
POINT_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")


class Column(NamedTuple):
    """A column: its name, and what is kept of its cells if it holds numbers.

    That is judged by a sample of its cells: two numbers at least, and half of what is given.  Of what was written no
    more is kept than is told of, for a table is kept as long as other columns may be chosen.
    """

    name: str
    numeric: bool
    values: np.ndarray  # the cells as numbers (N,): nan where one is none
    words: Mapping[int, str]  # what is written in the first cells that can be no coordinate, by their row


class Table(NamedTuple):
    """A file that was read: its columns, the row of the file that each of their cells stands in, and what was left out.

    Without columns the sentences say why nothing could be read.
    """

    columns: tuple[Column, ...]
    rows: np.ndarray
    said: tuple[str, ...]

    def choices(self) -> list[str]:
        """The names of the columns that hold numbers."""
        return [column.name for column in self.columns if column.numeric]


class FilePoints(NamedTuple):
    """Two columns as points x (N,), y (N,), and sentences on what was left out."""

    x: np.ndarray
    y: np.ndarray
    x_name: str
    y_name: str
    said: tuple[str, ...]


NO_NUMBERS = np.empty(0)
ROW_COUNT = Column("row", True, NO_NUMBERS, {})  # 1, 2, 3, …


def read_table(data: bytes) -> Table:
    """The table in a file of bytes, or pasted as text and encoded.  Never raises."""
    if len(data) > MOST_FILE_BYTES:
        return _none(f"The file has {len(data) / 1e6:.1f} MB: at most {MOST_FILE_BYTES // 10**6} MB are read.")
    text = _decoded(data)
    if text is None:
        return _none("This is no text: save the table as CSV and choose that file.")
    if not text.strip():
        return _none("The file is empty.")
    try:
        cells, left = _parsed(text)
    except csv.Error as error:
        return _none(f"The file could not be read as a table: {error}.")
    width = max(map(len, cells), default=0)
    if width > MOST_FILE_COLUMNS:
        return _none(f"A row has {number(width)} columns: at most {MOST_FILE_COLUMNS} are read.")
    said = [MORE_ROWS] if left else []
    return _tabled(cells, said, comma_parts=_delimiter(text) == ",")


def points_of(table: Table, x: str = "", y: str = "") -> FilePoints:
    """The points of the columns named, or of those that suit best; without any the sentences say why.  Never raises."""
    numeric = [column for column in table.columns if column.numeric]
    if not numeric:
        unread = table.said and not table.columns
        why = () if unread else ("No column holds two numbers or more.",)
        return FilePoints(NO_NUMBERS, NO_NUMBERS, "", "", (*table.said, *why))
    across, up, said = _chosen(numeric, table.columns, x, y)
    both = (across, up)
    values = (across.values if across is not ROW_COUNT else np.arange(1.0, len(up.values) + 1), up.values)
    good = _usable(values[0]) & _usable(values[1])
    said += _left_out(table, both, values, good)
    kept_x, kept_y = values[0][good], values[1][good]
    if not len(kept_x):
        said.append(f"In no row are both {across.name} and {up.name} numbers.")
    elif not np.ptp(kept_x):
        said.append(f"Every {across.name} is {number(float(kept_x[0]), 6)}: the line has no slope of its own.")
    return FilePoints(kept_x, kept_y, across.name, up.name, (*table.said, *said))


def _none(said: str) -> Table:
    return Table((), NO_NUMBERS, (said,))


# --- text, rows, cells ------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str | None:
    """The bytes as text: UTF-8 or UTF-16, else Latin-1; None for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif len(data) > 3 and data[1::2].count(0) > 0.4 * len(data) / 2:
        text = data.decode("utf-16-le", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    text = text.removeprefix("\ufeff")
    return None if "\x00" in text or data.startswith((b"PK\x03\x04", b"%PDF", b"\x89PNG")) else text


def _delimiter(text: str) -> str:
    """What parts the cells: the mark that occurs equally often on most of the first lines; else white space, or ","."""
    lines = [line for line in islice(io.StringIO(text), SNIFFED_LINES) if line.strip()]
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
    best, most = "", 0
    for mark in DELIMITERS:
        count, agreed = Counter(line.count(mark) for line in bare).most_common(1)[0] if bare else (0, 0)
        if count and agreed > most:
            best, most = mark, agreed
    if not best and any(len(line.split()) > 1 for line in bare):
        return " "
    return best or ","


def _parsed(text: str) -> tuple[list[list[str]], bool]:
    """The cells row by row, and whether there are more rows than are read."""
    mark = _delimiter(text)
    if mark == " ":
        lines = text.splitlines()
        return [line.split() for line in lines[: MOST_FILE_ROWS + 1]], len(lines) > MOST_FILE_ROWS + 1
    if text.count('"') % 2:  # a lone quote would swallow the rest
        text = text.replace('"', "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    rows = list(islice(reader, MOST_FILE_ROWS + 1))
    return rows, next(reader, None) is not None


def _tabled(cells: list[list[str]], said: list[str], comma_parts: bool) -> Table:
    """The table of the rows: what stands above its heading is left out, and blank rows."""
    filled = [(row, line) for row, line in enumerate(cells, 1) if line and (line[0].strip() or _filled(line))]
    above = _above([line for _, line in filled[:SNIFFED_LINES]])
    said += [f"Row {row}, “{_short(' '.join(line))}”, stands above the table and is left out."
             for row, line in filled[:above]]  # fmt: skip
    del filled[:above]
    columns = [list(column) for column in zip_longest(*(line for _, line in filled), fillvalue="")]
    heads = _heads(columns, comma_parts)
    first = int(heads is not None)
    last = first + MOST_FILE_ROWS
    if len(filled) > last and not said:
        said.append(MORE_ROWS)
    parts = [column[first:last] for column in columns]
    names = _names(heads or [""] * len(columns))
    made = [_column(name, part, comma_parts) for name, part in zip(names, parts)]
    return Table(tuple(made), np.array([row for row, _ in filled[first:last]]), tuple(said))


def _column(name: str, cells: Sequence[str], comma_parts: bool) -> Column:
    if not _numeric(cells, comma_parts):
        return Column(name, False, NO_NUMBERS, {})
    values = _numbers(cells, comma_parts)
    bad = np.flatnonzero(~_usable(values))[:MOST_NAMED_ROWS].tolist()
    return Column(name, True, values, {k: cells[k].strip()[: LONGEST_CELL + 1] for k in bad})


def _filled(line: Sequence[str]) -> int:
    """How many cells of a row are not blank."""
    return sum(bool(cell.strip()) for cell in line)


def _above(lines: Sequence[Sequence[str]]) -> int:
    """How many of the first rows stand above the table: a title has one cell where the table has several."""
    counts = [_filled(line) for line in lines]
    if max(counts, default=0) < 2:
        return 0
    return next((k for k, count in enumerate(counts) if count > 1), 0)


def _numbers(cells: Sequence[str], comma_parts: bool) -> np.ndarray:
    """The cells as numbers, nan for what is none, all of them read in one way: that which reads most of them.

    1.5 · 1,5 and 1.234,5 · 1,234.5: where a comma parts the cells, one inside a cell rather groups digits.
    """
    plain = _plainly(cells)
    words = {k: cells[k].translate(CHARACTERS) for k in np.flatnonzero(~np.isfinite(plain)).tolist()}
    way = _way(list(words.values()), comma_parts)
    if way is COMMA_WAY:  # where 1.234 stands beside 1.234,5 the points group digits, there too
        finite = np.flatnonzero(np.isfinite(plain)).tolist()
        words |= {k: cells[k] for k in finite if POINT_GROUPED.fullmatch(cells[k].strip())}
    spelled = [way.spell(word) if way.pattern.fullmatch(word) else word for word in words.values()]
    plain[list(words)] = _plainly(spelled)
    return plain


def _plainly(cells: Sequence[str]) -> np.ndarray:
    """The cells that Python's own spelling of numbers reads, the rest nan."""
    read = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce")
    return np.array(read.to_numpy(float, na_value=np.nan))


def _way(words: Sequence[str], comma_parts: bool) -> Way:
    """The way that reads most of a sample of the words."""
    some = words[:: max(len(words) // SAMPLED_CELLS, 1)]
    ways = (PLAIN_WAY, GROUPED_WAY, COMMA_WAY) if comma_parts else (PLAIN_WAY, COMMA_WAY, GROUPED_WAY)
    counts = [sum(bool(way.pattern.fullmatch(word)) for word in some) for way in ways]
    return ways[int(np.argmax(counts))]


def _numeric(cells: Sequence[str], comma_parts: bool) -> bool:
    some = cells[:: max(len(cells) // SAMPLED_CELLS, 1)]
    numbers = int(np.isfinite(_numbers(some, comma_parts)).sum())
    return numbers >= 2 and 2 * numbers >= sum(map(_given, some))


def _heads(columns: Sequence[Sequence[str]], comma_parts: bool) -> list[str] | None:
    """The first row if it names the columns: a word stands above numbers, and no number above numbers; else None."""
    named = False
    for column in columns:
        if _numeric(column[1:], comma_parts) or (len(column) == 2 and np.isfinite(_numbers(column[1:], comma_parts))):
            if np.isfinite(_numbers(column[:1], comma_parts))[0]:
                return None
            named = named or _given(column[0])
    return [column[0] for column in columns] if named else None


def _names(heads: Iterable[str]) -> list[str]:
    """A name for every column, no two the same."""
    names: list[str] = []
    for place, head in enumerate(heads, 1):
        name = " ".join(head.split())[:LONGEST_NAME] or f"column {place}"
        alone, turn = name, 1
        while name in names:
            turn += 1
            name = f"{alone} ({turn})"
        names.append(name)
    return names


# --- two columns ------------------------------------------------------------------------------------------------------


def _chosen(numeric: Sequence[Column], columns: Sequence[Column], x: str, y: str) -> tuple[Column, Column, list[str]]:
    """The columns across and up, and a sentence where the names asked for are not there."""
    known = {column.name: column for column in numeric}
    named = {column.name for column in columns}
    said = [
        f"The column “{_short(name)}” holds no numbers." if name in named else f"There is no column “{_short(name)}”."
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


def _usable(values: np.ndarray) -> np.ndarray:
    return np.abs(values) <= LARGEST_COORDINATE  # false for nan, too


def _left_out(
    table: Table, columns: tuple[Column, Column], values: tuple[np.ndarray, np.ndarray], good: np.ndarray
) -> list[str]:
    """A sentence for each of the first rows without a point, and one for the rest."""
    bad = np.flatnonzero(~good)
    said = []
    for k in bad[:MOST_NAMED_ROWS].tolist():
        which = int(bool(_usable(values[0][k])))
        said.append(f"Row {table.rows[k]} is left out: {_why(columns[which], k, values[which][k])}.")
    if len(bad) > MOST_NAMED_ROWS:
        more = len(bad) - MOST_NAMED_ROWS
        said.append(f"{number(more)} more rows are left out." if more > 1 else "One more row is left out.")
    return said


def _why(column: Column, k: int, value: float) -> str:
    cell = column.words[k]
    if not _given(cell):
        return f"{column.name} is missing"
    if np.isnan(value):
        return f"“{_short(cell)}” in {column.name} is no number"
    return f"“{_short(cell)}” in {column.name} is not between −1e12 and 1e12"


def _given(cell: str) -> bool:
    return cell.strip().lower() not in NOT_GIVEN


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
