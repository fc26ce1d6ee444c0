"""Every view of a page takes numbers at the edge of what a computer holds, and points without a spread.

Pairs of choices do not find what only one view makes of one odd text.
"""

import pytest
from browser import some
from visit import PAGES, visit

CURVES = ("1e300*x^2", "x^2/1000", "1e-300*x^2", "1/x^9", "0*x", "x^x", "ln(x)-1e9", "sqrt(-x^2-1)")
SURFACES = ("1e300*(x^2+y^2)", "1e-300*(x^2+y^2)", "0*x*y", "ln(-x^2-y^2-1)", "1/(x*y)")
POINTS = ("5_5~5_5", "0_0~0_1~0_2", "0_1e200~1_2e200~2_3e200", "1e200_0~2e200_1~3e200_3", "1e308_1~-1e308_2")
ODD = {
    "slope_explorer": [{"curve": "formula", "formula": text} for text in CURVES],
    "misty_mountain": [{"surface": "formula", "formula": text} for text in SURFACES],
    "regression": [{"data": "own", "xy": text, "guessed": "true"} for text in POINTS],
}


VIEWS = [(page, view) for page in ODD for view in PAGES[page].views]


@pytest.mark.parametrize(("page", "view"), some(VIEWS, *VIEWS[::2]))
def test_every_view_takes_odd_input(page, view):
    for link in ODD[page]:
        seen = visit(page, lens=view, hide="guess", **link)
        assert seen.wrong == [], link


def test_what_the_scales_cannot_show_is_said():
    seen = visit("regression", lens="scale", data="own", xy="5_1~5_2~5_4")
    assert "Every x is the same" in seen.app.info[0].value
    assert seen.turn("features", "house_prices").pictures


FAR_AWAY = {  # windows that reach beyond where a walk can be set to start
    "slope_explorer": ("(x-150)^2", "log(x-120)+(x-150)^2/100", "sqrt(x-140)*(x-150)"),
    "misty_mountain": ("(x-150)^2 + (y-150)^2", "(x-150)^2 + sqrt(y-140)"),
}


@pytest.mark.parametrize(("page", "formula"), [(page, formula) for page in FAR_AWAY for formula in FAR_AWAY[page]])
def test_every_view_takes_a_window_beyond_every_start(page, formula):
    ground = {"curve": "formula"} if page == "slope_explorer" else {"surface": "formula", "shift_y": "100"}
    for view in PAGES[page].views:
        assert not visit(page, lens=view, formula=formula, shift="100", zoom="20", hide="guess", **ground).wrong
