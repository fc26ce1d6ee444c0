"""What a page weighs on the wire: a classroom shares it."""

from __future__ import annotations

import numpy as np
import pytest
from browser import Relay, some

from pages.charts.kit import scales

MOST_BYTES = 250_000  # of a view of D1's network, from the first byte to the last picture
VIEWS = {
    "train": "",
    "inside": "",
    "neuron": "&neuron_layer=2&neuron_unit=3",
    "backprop": "&width=3&layers=1",  # the network whose graph can be drawn
    "landscape": "",
    "luck": "",
}


@pytest.mark.parametrize("view", some(VIEWS, "inside"))
def test_a_view_of_the_network_is_light(app, tab, view):
    relay = Relay(app)
    shown = tab().open(f"{relay.address}/sine_mlp?preset=D1&lens={view}{VIEWS[view]}")
    shown.settle()
    try:
        assert 40_000 < relay.received <= MOST_BYTES
    finally:
        relay.close()


@pytest.mark.parametrize("ends", [(-1.3, 2.9), (0.0, 1e-9), (-4e7, 4e7)])
def test_what_is_drawn_is_off_by_less_than_can_be_seen(ends):
    low, high = ends
    values = np.linspace(low, high, 1001)
    sent = scales.drawn(values, ends)
    assert sent.dtype == np.float32
    assert np.abs(sent - values).max() <= (high - low) / scales.DRAWN_PARTS / 2
    assert (sent.view("<u4") & 127 == 0).all(), "the last bits of all numbers are zeros"


def test_what_cannot_be_drawn_stays_so():
    sent = scales.drawn(np.array([np.nan, np.inf, -np.inf, 1e200]), (0.0, 1.0))
    assert np.array_equal(sent, np.array([np.nan, np.inf, -np.inf, np.inf], np.float32), equal_nan=True)
    assert np.array_equal(scales.drawn(np.array([2.0]), (2.0, 2.0)), [2.0])
