"""Colors that mean something can be told apart by every eye, and stand out from a white page and a dark one.

Color-blind eyes are simulated with the matrices of Machado, Oliveira & Fernandes 2009 (doi:10.1109/TVCG.2009.113) for
severity 1, on linear RGB; colors are compared in CIE L*a*b* (D65), contrasts are those of WCAG 2.2.
"""

import tomllib
from itertools import combinations
from pathlib import Path

import altair as alt
import numpy as np
import pytest

from gdengine import OPTIMIZERS
from gdengine.analysis.measures import Regime
from gdengine.experiments import LossPlane
from gdengine.network import ACTIVATIONS
from pages.charts.kit import marks, palette
from pages.charts.network import landscape
from pages.charts.network.inside import ABOVE_COLOR, BELOW_COLOR, LAYER_COLORS, WHOLE_COLOR

APART = 18  # ΔE*ab between colors that are shown together; 2 is what a good eye just sees side by side
EYES = {
    "typical": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
TOGETHER = {
    "roles": palette.ROLES,
    "racers": palette.RACER_COLORS,
    "activations": palette.ACTIVATION_COLORS | {"without noise": palette.MINIMUM},  # the curve is drawn beside them
    "runs": {str(run): landscape.color(run) for run in range(int(LossPlane.knobs()["runs_shown"].high))},
    "regimes": palette.REGIMES,
    "inside": {"above": ABOVE_COLOR, "below": BELOW_COLOR, "whole": WHOLE_COLOR, **dict(enumerate(LAYER_COLORS))},
}
CONFIG = tomllib.loads((Path(__file__).parents[1] / ".streamlit/config.toml").read_text())["theme"]


def linear(color: str) -> np.ndarray:
    byte = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(byte <= 0.04045, byte / 12.92, ((byte + 0.055) / 1.055) ** 2.4)


def seen(color: str, eye: str) -> np.ndarray:
    """L*, a*, b* of a color as this eye sees it."""
    rgb = np.clip(EYES[eye] @ linear(color), 0, 1)
    part = TO_XYZ @ rgb / TO_XYZ.sum(1)
    x, y, z = np.where(part > (6 / 29) ** 3, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: str, other: str, eye: str = "typical") -> float:
    return float(np.linalg.norm(seen(one, eye) - seen(other, eye)))


def contrast(one: str, other: str) -> float:
    dark, light = sorted(TO_XYZ[1] @ linear(color) for color in (one, other))
    return float((light + 0.05) / (dark + 0.05))


def confused(colors: dict[str, str], eye: str) -> list[str]:
    """The pairs that this eye could mistake for each other."""
    pairs = combinations(colors.items(), 2)
    return [f"{a} and {b}" for (a, one), (b, other) in pairs if difference(one, other, eye) < APART]


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("group", TOGETHER)
def test_colors_shown_together_can_be_told_apart(group, eye):
    assert confused(TOGETHER[group], eye) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("group", TOGETHER)
def test_colors_stand_out_from_the_page(group, theme):
    page = CONFIG[theme]["backgroundColor"]
    assert [name for name, color in TOGETHER[group].items() if contrast(color, page) < 3] == []


def test_everything_with_a_name_has_a_color():
    assert palette.OPTIMIZER_COLORS.keys() == OPTIMIZERS.keys()
    assert palette.ACTIVATION_COLORS.keys() == ACTIVATIONS.keys()
    assert palette.REGIMES.keys() == {regime.name.lower().replace("_", " ") for regime in Regime}


def test_the_measures_are_the_textbook_s():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert seen("#ffffff", "typical") == pytest.approx([100, 0, 0], abs=0.01)
    assert seen("#ff0000", "typical") == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    for eye in EYES:  # gray is gray to everyone
        assert np.allclose(seen("#808080", eye)[1:], 0, atol=0.02)


def test_colors_that_color_blind_eyes_confuse_are_caught():
    red, green = "#d62728", "#2ca02c"  # of a common palette
    assert confused({"red": red, "green": green}, "typical") == []
    assert confused({"orange": "#d55e00", "brown": "#a8780a"}, "deuteranopia") == ["orange and brown"]
    assert confused({"blue": "#0a84d0", "green": "#00916e"}, "tritanopia") == ["blue and green"]
    assert difference(red, green, "deuteranopia") < difference(red, green) / 3


@pytest.mark.parametrize(("halo", "ink"), [(palette.PAPER, palette.words), ("white", palette.on_light)])
def test_words_in_a_halo_are_as_clear_as_the_halo_is_light(halo, ink):
    """Paper is dark where the theme is."""
    _, words = marks.label(alt.Chart(), "name", palette.POSITION, halo=halo)
    assert words.mark.color == ink(palette.POSITION)
