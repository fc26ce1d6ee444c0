"""What the network page says of sampled steps, against the engine's own numbers."""

from fractions import Fraction

import numpy as np
import pytest
from visit import opened, unmarked

from gdengine import PRESETS, network
from gdengine.data.batches import sampled
from gdengine.experiments import SineMLP
from pages.views.network.words import loss_note

SAMPLED = [name for name, preset in PRESETS.items() if preset.page == "sine_mlp" and preset.record.sampled()]


@pytest.mark.parametrize("name", ["D1", "D7a", *SAMPLED])
def test_the_page_speaks_of_the_sampled_gradient_where_it_is_one(name):
    assert SAMPLED
    seen = opened("sine_mlp", ("preset", name))
    assert seen.wrong == []
    said = [text for caption in seen.app.caption if "sampled" in (text := unmarked(caption.value))]
    assert said == ([loss_note(PRESETS[name].record)] if name in SAMPLED else [])
    assert all("a step sees only" in text for text in said)


@pytest.mark.parametrize("batch", [1, 5, 16])
def test_the_formula_of_the_note_is_the_slope_that_is_followed(batch):
    record = SineMLP(batch=batch, n=32, width=3, layers=1)
    said = loss_note(record)
    before = said.partition("gradient of ")[2].partition("Σ")[0].rstrip("·")
    x, y = record.points()
    for step in (0, 1, 6):
        rows = sampled(step, record.n, batch, record.seed)
        part = network.mlp(x[rows], y[rows], record.hidden(), record.activation)
        of_those = len(rows) * part.grad(record.start())  # of Σ(output − y)²
        right = record.objective().noisy(step)(record.start())[1]
        np.testing.assert_allclose(float(Fraction(before or 1)) * of_those, right, rtol=1e-9, atol=1e-12)
    assert f"An epoch has {record.every()} steps" in said
    assert ("the last of an epoch only 2 points:" in said) == (batch == 5)
