"""A learner's own file as a table: columns of numbers out of CSV as people have it.

Whatever is in the file, the answer is columns and sentences.  Rows count as a spreadsheet counts them, headings and
blank ones included.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

import numpy as np

from gdengine.data.points import LARGEST_COORDINATE
from pages.charts.kit.numbers import number
from pages.ui.cells import LONGEST_CELL, are_numbers, given, numbers, short

MOST_FILE_BYTES = 3_000_000
MOST_FILE_ROWS = 100_000
MOST_FILE_COLUMNS = 200
MOST_FILE_CELLS = 2_000_000  # rows times the cells of the widest: each row is filled up to that
MORE_ROWS = f"Only the first {number(MOST_FILE_ROWS)} rows are read: the rest is left out."
SNIFFED_LINES = 50  # by which the delimiter and the heading are told
MOST_NAMED_ROWS = 5  # of those left out
LONGEST_NAME = 40  # characters of a column's name
DELIMITERS = (";", "\t", ",", "|")
NO_NUMBERS = np.empty(0)


class Column(NamedTuple):
    """A column: its name, and what is kept of its cells if it holds numbers.

    That is judged by a sample of its cells: two numbers at least, and half of what is given.  Of what was written no
    more is kept than is told of, for a table is kept as long as other columns may be chosen.
    """

    name: str
    numeric: bool
    values: np.ndarray  # the cells as numbers (N,): nan where one is none
    words: Mapping[int, str]  # what is written in the first cells that can be no coordinate, by their row


class TableFile(NamedTuple):
    """A file that was read: its columns, the row of the file that each of their cells stands in, and what was left out.

    Without columns the sentences say why nothing could be read.
    """

    columns: tuple[Column, ...]
    rows: np.ndarray
    said: tuple[str, ...]

    def choices(self) -> list[str]:
        """The names of the columns that hold numbers."""
        return [column.name for column in self.columns if column.numeric]


def read_table(data: bytes) -> TableFile:
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
    if width * len(cells) > MOST_FILE_CELLS:
        size = f"{number(len(cells))} rows of up to {number(width)} columns"
        return _none(f"The table has {size}: at most {number(MOST_FILE_CELLS)} cells are read. Choose some columns.")
    said = [MORE_ROWS] if left else []
    return _tabled(cells, said, comma_parts=_delimiter(text) == ",")


def _none(said: str) -> TableFile:
    return TableFile((), NO_NUMBERS, (said,))


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


def _tabled(cells: list[list[str]], said: list[str], comma_parts: bool) -> TableFile:
    """The table of the rows: what stands above its heading is left out, and blank rows."""
    filled = [(row, line) for row, line in enumerate(cells, 1) if line and (line[0].strip() or _filled(line))]
    above = _above([line for _, line in filled[:SNIFFED_LINES]])
    said += [f"Row {row}, “{short(' '.join(line))}”, stands above the table and is left out."
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
    return TableFile(tuple(made), np.array([row for row, _ in filled[first:last]]), tuple(said))


def _column(name: str, cells: Sequence[str], comma_parts: bool) -> Column:
    if not are_numbers(cells, comma_parts):
        return Column(name, False, NO_NUMBERS, {})
    values = numbers(cells, comma_parts)
    bad = np.flatnonzero(~usable(values))[:MOST_NAMED_ROWS].tolist()
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


def _heads(columns: Sequence[Sequence[str]], comma_parts: bool) -> list[str] | None:
    """The first row if it names the columns: a word stands above numbers, and no number above numbers; else None."""
    named = False
    for column in columns:
        if are_numbers(column[1:], comma_parts) or (len(column) == 2 and np.isfinite(numbers(column[1:], comma_parts))):
            if np.isfinite(numbers(column[:1], comma_parts))[0]:
                return None
            named = named or given(column[0])
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


def usable(values: np.ndarray) -> np.ndarray:
    """Which of these can be coordinates."""
    return np.abs(values) <= LARGEST_COORDINATE  # false for nan, too
