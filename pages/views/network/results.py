"""The network page's results, remembered as in ``pages.ui.results``: what the network says in every frame."""

from __future__ import annotations

import numpy as np
import streamlit as st

from gdengine import network
from gdengine.experiments import SineMLP
from pages.charts.kit.spec import EPOCHS, thinned
from pages.charts.network.output import places
from pages.ui.results import KEPT, runs


@st.cache_data(max_entries=KEPT, show_spinner=False)
def outputs(record: SineMLP, activation: str) -> np.ndarray:
    """What the network says along x (F, ACROSS) in every frame of its training."""
    run = runs(record)[activation]
    theta = run.x[thinned(len(run.step), EPOCHS)]
    return network.predict(theta, places(record.points()[0]), record.sizes(), activation)[..., 0]
