"""The legend's signs can be seen on either page, whatever the ground their marks lie on."""

import re

import pytest
import streamlit as st

from pages.charts.kit import palette
from pages.charts.kit.spec import Sign
from pages.charts.slope.start_rate_map import RATE_LINE_COLOR
from pages.ui.legend import signs


@pytest.mark.parametrize(
    ("color", "edged"),
    [
        ("#ffffff", True),
        (RATE_LINE_COLOR, True),
        (palette.POSITION, False),
        (palette.GRADIENT, False),
        (palette.INK, False),
    ],
)
def test_a_sign_as_white_or_as_black_as_a_page_has_an_edge(monkeypatch, color, edged):
    told = []
    monkeypatch.setattr(st, "html", told.append)
    signs([Sign("line", color, "this line")])
    assert bool(re.search('<span class="edged" style="color', told[0])) == edged
