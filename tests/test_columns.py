"""Columns: a table that only holds its arrays, and says what is wrong with them."""

import numpy as np
import pyarrow as pa
import pytest

from pages.charts.kit.columns import Columns, stacked

TABLE = Columns({"i": np.arange(3, dtype=np.int16), "y": [0.5, np.nan, 2.0], "who": "you"})


def test_a_single_value_stands_in_every_row_and_kinds_stay():
    assert (len(TABLE), [*TABLE]) == (3, ["i", "y", "who"])
    assert TABLE["who"].tolist() == ["you"] * 3
    assert TABLE["i"].dtype == np.int16
    assert Columns({"a": 1, "b": "x"})["b"].tolist() == ["x"]
    assert len(Columns({"a": [], "b": np.int16(4)})) == 0


def test_columns_of_other_lengths_or_shapes_are_refused():
    for wrong in ({"a": [1, 2], "b": [1]}, {"a": np.zeros((2, 2))}):
        with pytest.raises(ValueError, match="columns of one length are expected, not a"):
            Columns(wrong)
    with pytest.raises(ValueError, match="tables of the same columns"):
        stacked([TABLE, TABLE.only("i")])


def test_no_method_changes_the_table():
    before = TABLE.frame()
    changed = TABLE.assign(y=0.0, more=[1, 2, 3]).rows([True, False, True])
    assert (changed["y"].tolist(), changed["more"].tolist()) == ([0, 0], [1, 3])
    assert TABLE.only("i", "y").astype(np.float32)["i"].dtype == np.float32
    assert TABLE.beside(Columns({"z": [1, 2, 3]}))["z"].tolist() == [1, 2, 3]
    assert before.equals(TABLE.frame())


def test_rows_one_after_the_other():
    both = stacked([TABLE, TABLE.rows(slice(1))])
    assert both["i"].tolist() == [0, 1, 2, 0]
    assert Columns.of_rows([(1.0, "a"), (2.0, "b")], ("x", "name"))["name"].tolist() == ["a", "b"]
    assert [*Columns.of_rows([], ("x", "y"))] == ["x", "y"]


def test_it_travels_with_its_kinds_and_what_is_no_number_is_no_gap():
    sent = TABLE.arrow()
    assert [field.type for field in sent.schema] == [pa.int16(), pa.float64(), pa.string()]
    assert sent["y"].null_count == 0
    assert np.isnan(sent["y"].to_numpy()[1])
