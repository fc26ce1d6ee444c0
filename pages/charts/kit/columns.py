"""``Columns``: a table on its way into a picture, arrays of one length by name.

A family of runs has a column for every member, two hundred of them: a table that looks at each of its columns' types
and copies them into blocks took a third of the time of drawing a page.  This one only holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, DTypeLike

from gdengine.core import Array


class Columns:
    """Columns of n rows, by name; none of its methods changes it.

    A single value stands in every row.  ValueError where columns differ in length.
    """

    __slots__ = ("_columns", "_rows")
    apart = False  # whether it travels by another way than with the data of its picture

    def __init__(self, columns: Mapping[str, Any]) -> None:
        arrays = {name: np.asarray(values) for name, values in columns.items()}
        lengths = {len(values) for values in arrays.values() if values.ndim}
        if len(lengths) > 1 or any(values.ndim > 1 for values in arrays.values()):
            shapes = ", ".join(f"{name} {values.shape}" for name, values in arrays.items())
            raise ValueError(f"columns of one length are expected, not {shapes}")
        self._rows = lengths.pop() if lengths else int(bool(arrays))
        self._columns = {
            name: values if values.ndim else np.full(self._rows, values) for name, values in arrays.items()
        }

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[Any]], names: Sequence[str]) -> Columns:
        """The table of these rows, whose columns have these names."""
        return cls({name: [row[k] for row in rows] for k, name in enumerate(names)})

    def __len__(self) -> int:
        """How many rows there are."""
        return self._rows

    def __iter__(self) -> Iterator[str]:
        """The names of the columns."""
        return iter(self._columns)

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def items(self) -> Iterable[tuple[str, Array]]:
        """The columns with their names."""
        return self._columns.items()

    def assign(self, **columns: ArrayLike) -> Columns:
        """The same with these columns, in the place of those so called."""
        return Columns(self._columns | columns)

    def beside(self, other: Columns) -> Columns:
        """The columns of both."""
        return Columns({**self._columns, **other._columns})

    def only(self, *names: str) -> Columns:
        """These columns."""
        return Columns({name: self._columns[name] for name in names})

    def rows(self, which: ArrayLike | slice) -> Columns:
        """Some rows: a mask, indices, or a slice."""
        index = which if isinstance(which, slice) else np.asarray(which)
        return Columns({name: values[index] for name, values in self._columns.items()})

    def astype(self, kind: DTypeLike) -> Columns:
        """All columns as numbers of this kind."""
        with np.errstate(over="ignore"):  # what is too large for the kind is infinite
            return Columns({name: values.astype(kind) for name, values in self._columns.items()})

    def arrow(self) -> pa.Table:
        """The table as it travels."""
        return pa.table({name: pa.array(values, from_pandas=False) for name, values in self._columns.items()})

    def frame(self) -> pd.DataFrame:
        """The table for who looks at it."""
        return pd.DataFrame(self._columns)


def stacked(tables: Iterable[Columns]) -> Columns:
    """The rows of all tables, one after the other; ValueError where they have other columns."""
    tables = list(tables)
    if any({*table} != {*tables[0]} for table in tables):
        raise ValueError(f"tables of the same columns are expected, not {[[*table] for table in tables]}")
    return Columns({name: np.concatenate([table[name] for table in tables]) for name in tables[0]})
