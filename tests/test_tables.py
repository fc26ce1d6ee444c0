"""Tables of numbers: rounded as they would be written, and read in Chromium as the numbers that Python meant."""

import json
import zlib

import numpy as np
import pytest

from pages.ui.parts.tables import Coded, count, listed, table, written

READ = """async bytes => {
    const { unwritten } = await import("/pages/ui/parts/folding.js");
    return JSON.stringify(unwritten(new Uint8Array(bytes)));
}"""
EDGES = [0.0, -0.0, 1e4, 9999.99, 99999.96, 999999.6, 999999.4, 0.12345, -1.5, np.nan, np.inf, -np.inf, 1e-13, 1e13]


def as_written(numbers, digits):
    def short(x):
        return float(f"{x:.{digits if abs(x) < 1e4 else 6}g}") if np.isfinite(x) else None

    return [[short(x) for x in row] for row in numbers.tolist()]


def many(powers, seed=3):
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(60, 40)) * 10.0 ** rng.uniform(*powers, (60, 40))
    numbers[0, : len(EDGES)] = EDGES
    return numbers


def test_what_is_not_finite_is_null():
    assert table([1.23456789, np.nan, np.inf]) == [[1.23457, None, None]]
    assert table(0.1) == listed(0.1) == [[0.1]]


@pytest.mark.parametrize("digits", [4, 6])
def test_many_numbers_have_codes_and_read_as_they_would_be_written(modules, digits):
    numbers = many((-12, 12))
    rows = table(numbers, digits)
    assert isinstance(rows, Coded)
    few, nested = table(numbers[:1, :3]), {"c": [{"d": table(-numbers, digits)}, "é\ud800", None]}
    data = {"a": rows, "b": nested, "e": [1, 2], "f": few}
    seen = json.loads(modules.evaluate(READ, list(written(data))))
    assert seen["a"] == as_written(numbers, digits)
    assert seen["b"] == {"c": [{"d": as_written(-numbers, digits)}, "é?", None]}
    assert (seen["e"], seen["f"]) == ([1, 2], as_written(numbers[:1, :3], 6))


@pytest.mark.parametrize("digits", [4, 6])
def test_what_has_no_code_is_said_as_it_is(digits):
    numbers = many((-300, 300))
    assert table(numbers, digits) == as_written(numbers, digits)
    assert json.loads(written({"a": table(numbers, digits)})) == {"a": as_written(numbers, digits)}


def test_a_walk_takes_little_room():
    step = np.arange(1001)
    walk = np.array([2 + 3 * 0.99**step, -5 * 0.98**step])
    rows = table(walk, 4)
    assert count(rows) == (2, 1001)
    assert count([[1.0, None]]) == (1, 2)
    coded, said = (len(zlib.compress(text)) for text in (written({"a": rows}), written({"a": as_written(walk, 4)})))
    assert coded < 0.6 * said


def test_what_is_no_data_is_refused():
    with pytest.raises(TypeError, match="cannot be sent"):
        written({"a": {1, 2}})
