"""The comparison of pictures sees every change, and lets pass what the table of renames names."""

import copy
import json

import numpy as np
import pytest
from pictures import RENAMES, compare

CHART = {
    "spec": {
        "layer": [{"mark": "line", "encoding": {"x": {"field": "a"}}, "transform": [{"calculate": "datum.a + 1"}]}]
    },
    "alt": "A line.",
    "tables": {"path": {"x7": "float32", "who": ["you", "it"]}},
}


def written(folder, chart, numbers=(1.0, np.nan), key="old", column="x7"):
    folder.mkdir()
    (folder / "Z1.json").write_text(json.dumps({key: chart}))
    np.savez(folder / "Z1.npz", **{f"{key}|path|{column}": np.array(numbers, np.float32)})
    return folder


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "renames.toml"
    path.write_text("[charts]\n")
    return path


def test_the_same_is_the_same(tmp_path, table):
    assert compare(written(tmp_path / "a", CHART), written(tmp_path / "b", CHART), table) == []


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("spec", "layer", 0, "mark"), "bar", 'Z1 old: spec.layer[0].mark was "line", is "bar"'),
        (("spec", "layer", 0, "clip"), True, "Z1 old: spec.layer[0].clip is new"),
        (("alt",), "A bar.", 'Z1 old: alt was "A line.", is "A bar."'),
        (("tables", "path", "who"), ["it", "you"], 'Z1 old: tables.path.who[0] was "you", is "it"'),
    ],
)
def test_a_change_of_the_picture_is_told(tmp_path, table, place, value, told):
    changed = copy.deepcopy(CHART)
    inner = changed
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    assert told in compare(written(tmp_path / "a", CHART), written(tmp_path / "b", changed), table)


def test_a_change_of_a_number_is_told(tmp_path, table):
    before, after = written(tmp_path / "a", CHART), written(tmp_path / "b", CHART, (1.0000001, np.nan))
    (line,) = compare(before, after, table)
    assert line.startswith("Z1 old: tables.path.x7 differs in 1 of 2 rows, first [0]")


def test_what_the_table_renames_is_no_difference(tmp_path, table):
    changed = copy.deepcopy(CHART)
    layer = changed["spec"]["layer"][0]
    layer["encoding"]["x"]["field"], layer["transform"][0]["calculate"] = "slope", "datum.slope + 1"
    changed["tables"]["path"] = {"slope7": "float32", "who": ["you", "it"]}
    before = written(tmp_path / "a", CHART)
    after = written(tmp_path / "b", changed, key="page.chart.new", column="slope7")
    assert len(compare(before, after, table)) == 2
    table.write_text(
        "[charts]\n'Z1 old' = 'page.chart.new'\n[[in]]\ncharts = 'old'\nfields = { a = 'slope' }\n"
        "[in.tables]\npath = [['x(\\d+)', 'slope\\1']]\n"
    )
    assert compare(before, after, table) == []


def test_nothing_to_compare_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="holds a picture"):
        compare(tmp_path, tmp_path, RENAMES)
