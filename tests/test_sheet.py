"""The parts of every picture: which steps are frames, frames as columns, ranges with room."""

import numpy as np
import pytest

from gdengine import PRESETS
from pages.charts.kit import moments, scales


def test_thinning_keeps_the_ends_and_spreads_evenly():
    assert moments.thinned(51).tolist() == [*range(51)]
    for steps in (127, 251, 1001, 2001):
        rows = moments.thinned(steps)
        assert rows[: moments.FIRST_ROWS].tolist() == [*range(moments.FIRST_ROWS)]
        assert rows[-1] == steps - 1
        assert moments.MEMBER_ROWS - 2 <= len(rows) <= moments.MEMBER_ROWS
        paired = rows[moments.FIRST_ROWS :]
        assert np.ptp(np.diff(paired[::2])) <= 1
    assert moments.thinned(1).tolist() == [0]


def test_a_zigzag_stays_one_when_it_is_thinned():
    zigzag = (-1.0) ** np.arange(1001)
    seen = zigzag[moments.thinned(1001)]
    assert (np.diff(seen) != 0).mean() > 0.4


def test_columns_hold_every_member_in_every_frame():
    record = PRESETS["B6"].record
    run = record.family([0.001, 0.01])
    rows = np.array([0, 3, 50])
    x, y = run.x[..., 0], run.x[..., 1]
    table = moments.Members(rows, run.step, {"x": x, "y": y, "v": run.value, "gy": run.grad[..., 1]})
    assert [*table] == ["i", "step", "x0", "x1", "y0", "y1", "v0", "v1", "gy0", "gy1"]
    assert table["step"].tolist() == [0, 3, 50]
    assert np.array_equal(table["y1"], run.x[rows, 1, 1].astype(np.float32))
    assert np.array_equal(table["gy0"], run.grad[rows, 0, 1].astype(np.float32))


def test_a_range_has_room_and_survives_what_is_not_finite():
    assert scales.padded(np.array([0.0, 10.0]), 0.1) == (-1, 11)
    assert scales.padded(np.array([3.0, np.nan, np.inf]), 0.1) == pytest.approx((2.7, 3.3))
    for nothing in ([np.nan], [np.inf, -np.inf]):
        low, high = scales.padded(np.array(nothing))
        assert low < 0 < 1 < high
    low, high = scales.padded(np.zeros(3))
    assert low < 0 < high
