"""The pictures of a slope: specs that no curve, place or step aside can change, and the engine's numbers as data."""

import json
import re

import altair as alt
import numpy as np
import pytest
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes

from gdengine import LANDSCAPES, expression
from gdengine.activities.secant import STEPS, places, scan
from gdengine.experiments import SlopeExplorer
from pages.charts.slope import secant_error, tangent

PARABOLA, FORMULA = LANDSCAPES["parabola"], expression.parse("sqrt(x) + 1/x")


def pictures(objective, x0=None, h=None, rate=0.1):
    """The three, at the places of the curve and at those in force that are none of them."""
    x = places(objective) if x0 is None else np.append(places(objective), x0)
    seen = scan(objective, x, STEPS if h is None else np.append(STEPS, h))
    return tangent.curve(objective, seen, rate), tangent.derivative(seen), secant_error.errors(seen, 0)


def row(picture, x):
    table = picture.data["places"].frame()
    return table.iloc[int(np.abs(table["x"] - x).argmin())]


def test_specs_and_words_are_the_same_for_every_curve_place_and_step():
    usual = pictures(PARABOLA)
    for others in (pictures(FORMULA), pictures(PARABOLA, x0=1.2345, h=0.037, rate=3.0), pictures(LANDSCAPES["kink"])):
        for one, other in zip(usual, others):
            assert json.dumps(one.spec) == json.dumps(other.spec)
            assert (one.alt, one.data.keys()) == (other.alt, other.data.keys())
            for name, table in one.data.items():
                assert [*table] == [*other.data[name]]


@pytest.mark.parametrize("index", range(3))
def test_specs_are_valid_and_follow_both_dials(index):
    spec = pictures(PARABOLA)[index].spec
    assert isinstance(alt.Chart.from_dict(spec, validate=True), alt.LayerChart)
    assert [parameter["name"] for parameter in spec["params"]] == ["p", "h", "scale"]
    assert all("bind" in parameter for parameter in spec["params"])
    assert spec["usermeta"] == {"embedOptions": {"renderer": "svg"}}
    *_, handle = spec["layer"]
    assert handle["name"] == ("handle_p", "handle_p", "handle_h")[index]
    assert handle["mark"] == {"type": "rect", "opacity": 0, "tooltip": None, "aria": False}


@pytest.mark.parametrize("index", range(3))
def test_no_number_is_made_of_its_own_former_self(index):
    """Vega works out only what has changed: what overwrites itself would change with every change of something else."""
    for layer in pictures(PARABOLA)[index].spec["layer"]:
        made = [step for step in layer.get("transform", []) if "calculate" in step]
        assert len({step["as"] for step in made}) == len(made)
        assert [step for step in made if re.search(rf"datum\.{step['as']}\b", step["calculate"])] == []


def test_the_curve_holds_secants_slopes_and_steps():
    at = row(pictures(PARABOLA, rate=0.02)[0], -2.0)
    assert (at["y"], at["g"], at["s0"], at["s6"]) == (25, -16, -13, np.float32(-15.97))
    assert (at["n"], at["m"]) == (np.float32(-1.68), np.float32(3 * 1.68**2 + 4 * 1.68 + 5))
    assert np.isnan(at["s46"])
    bottom = row(pictures(PARABOLA)[0], 2 / 3)
    assert float(bottom["y"]) + float(bottom["y_rest"]) == pytest.approx(3.666666666666667, abs=1e-14)


def test_the_other_pictures_hold_the_same_place():
    _, derivative, errors = pictures(PARABOLA)
    assert row(derivative, -2.0)[["y", "y_rest"]].tolist() == [-16, 0]
    at = row(errors, -2.0)
    assert (at["e0"], at["e3"]) == (3, np.float32(0.3))
    assert at["e45"] == pytest.approx(1.7636, abs=1e-4)
    assert (at["c"], at["d"]) == (pytest.approx(3), pytest.approx(41 * 2.0**-52))


def test_what_is_off_the_grid_comes_last():
    curve, _, errors = pictures(PARABOLA, x0=0.123456, h=0.037)
    table = curve.data["places"].frame()
    assert len(table) == len(places(PARABOLA)) + 1
    assert table["x"].iloc[-1] == np.float32(0.123456)
    assert row(curve, -2.0)["s46"] == np.float32(-16 + 3 * 0.037)
    assert row(errors, -2.0)["e46"] == pytest.approx(3 * 0.037)
    assert errors.data["steps"].frame()["h"].iloc[-1] == np.float32(0.037)
    assert len(pictures(PARABOLA)[0].data["steps"].frame()) == len(errors.data["steps"].frame()) == 47


def test_there_is_room_for_the_point_and_the_numbers_in_every_plot():
    for picture in (*pictures(PARABOLA), *pictures(FORMULA)):
        ends = picture.data["view"].frame().iloc[0]
        assert all(ends[f"{name}_lo"] < ends[f"{name}_hi"] for name in "xyh")
        assert np.isfinite(ends).all()
    curve = pictures(PARABOLA)[0].data["view"].frame().iloc[0]
    assert (curve["x_lo"], curve["x_hi"]) == pytest.approx((-4 - 0.225, 5 + 0.225))
    assert curve["line_hi"] < curve["y_hi"] - 0.2 * (curve["y_hi"] - curve["y_lo"])
    assert (curve["h_lo"], curve["h_hi"]) == pytest.approx((10**-15.375, 10**0.375))


def test_numbers_without_end_or_value_are_gaps():
    curve, derivative, _ = pictures(FORMULA)
    left = curve.data["places"].frame()["x"] < 0
    assert curve.data["places"].frame()[left]["y"].isna().all()
    assert derivative.data["places"].frame()[left]["y"].isna().all()
    assert np.isfinite(curve.data["view"].frame().to_numpy()).all()


@pytest.mark.parametrize("formula", ["-exp(-x^2/2)", "exp(x^2)"])
def test_errors_too_small_or_too_large_to_be_drawn_do_not_take_the_room_of_the_others(formula):
    """At ±100 they are 10⁻³¹⁴ and 10³⁰⁷: the range had no end, and the curve of x = 0 no height."""
    objective = SlopeExplorer(curve="formula", formula=formula, zoom=20.0).objective()
    errors = pictures(objective)[2]
    low, high = errors.data["view"].frame()[["y_lo", "y_hi"]].iloc[0]
    told = row(errors, 0.3).filter(like="e").astype(float)
    at_0 = told[told > 0]
    assert len(at_0) > 30 and ((low < at_0) & (at_0 < high)).mean() > 0.9
    assert np.log10(at_0.max() / at_0.min()) > 0.05 * np.log10(high / low)


@pytest.mark.parametrize("name", LANDSCAPES.of(1))
def test_a_page_is_light(name):
    tables = [table for picture in pictures(LANDSCAPES[name], x0=0.98765) for table in picture.data.values()]
    assert sum(len(convert_pandas_df_to_arrow_bytes(table.frame())) for table in tables) < 220_000
