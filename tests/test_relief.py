"""The map as a picture: isolines where the heights are, tint that rises with them, fog that really hides."""

import base64
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gdengine import LANDSCAPES, Objective, expression
from gdengine.experiments import MistyMountain
from pages.charts.kit.webp import data_url
from pages.charts.surface import shading
from pages.charts.surface.relief import glimpse, is_bold, levels, relief

SURFACES = [name for name in LANDSCAPES if LANDSCAPES[name].dim == 2]
PIXELS = 420


def surface(value_and_grad, box=((-4, 4), (-4, 4))):
    return Objective("test", 2, lambda x: value_and_grad(x[..., 0], x[..., 1]), box=box)


def slope(east, north, box=((-4, 4), (-4, 4))):
    return surface(lambda x, y: (east * x + north * y, np.stack([east + 0 * x, north + 0 * x], -1)), box)


def bowl(a=1.0, b=1.0, box=((-4, 4), (-4, 4))):
    return surface(lambda x, y: ((a * x) ** 2 + (b * y) ** 2, np.stack([2 * a * a * x, 2 * b * b * y], -1)), box)


def logarithm():
    return surface(lambda x, y: (np.log(x) + y * y, np.stack([1 / x, 2 * y], -1)))


def decoded(picture):
    """Its pixels, whether it is a file or an address that holds all of it."""
    if isinstance(picture, str):
        kind, data = picture.split(",", 1)
        assert kind == "data:image/webp;base64"
        picture = base64.b64decode(data)
    return np.array(Image.open(io.BytesIO(picture))).astype(float)


def luminance(rgb):
    linear = np.where(rgb <= 10, rgb / 3294.6, ((rgb / 255 + 0.055) / 1.055) ** 2.4)
    return linear[..., :3] @ [0.2126, 0.7152, 0.0722]


# --- the picture


@pytest.mark.parametrize("name", SURFACES)
def test_a_map_decodes_and_is_light_enough_to_send(name):
    picture = relief(LANDSCAPES[name])
    assert decoded(picture).shape == (840, 840, 3)
    assert np.array_equal(decoded(data_url(picture)), decoded(picture))
    assert len(picture) < 110_000


@pytest.mark.parametrize("name", [*SURFACES, "x^2", "3", "y/x", "ln(x) + sqrt(y)*sqrt(y)", "max(x, y) - abs(y)"])
def test_ground_is_the_surface_at_every_pair_of_column_and_row(name):
    formula = expression.parse(name, dim=2, box=((-4, 4), (-4, 4))) if name not in SURFACES else LANDSCAPES[name]
    x, y = shading.axes(formula, np.linspace(-0.1, 1.1, 301))[0], shading.axes(formula, np.linspace(0, 1, 41))[1]
    (west, east), (south, north) = formula.box
    f, toward_east, toward_north = shading.ground(formula, x, y)
    with np.errstate(all="ignore"):
        value, grad = formula.value_and_grad(np.stack(np.meshgrid(x, y), axis=-1))
    assert np.array_equal(f, value, equal_nan=True)
    assert np.array_equal(toward_east, (east - west) * grad[..., 0], equal_nan=True)
    assert np.array_equal(toward_north, (north - south) * grad[..., 1], equal_nan=True)


def test_the_first_row_is_the_highest_y_and_the_last_column_the_highest_x():
    up, right = decoded(relief(slope(0, 1), 60)), decoded(relief(slope(1, 0), 60))
    assert luminance(up[:6]).mean() > luminance(up[-6:]).mean() + 0.3
    assert luminance(right[:, -6:]).mean() > luminance(right[:, :6]).mean() + 0.3


def test_a_hill_is_lit_from_the_north_west():
    hill = surface(lambda x, y: (-x * x - y * y, np.stack([-2 * x, -2 * y], -1)))
    picture = luminance(decoded(relief(hill, 200)))
    assert picture[50:70, 50:70].mean() > 1.5 * picture[130:150, 130:150].mean()


# --- isolines


def ink(picture, x, y, box, reach):
    """How much darker the picture is at points than ``reach`` pixels away on the diagonals: 0 the same, 1 black."""
    (west, east), (south, north) = box
    column = np.floor((x - west) / (east - west) * picture.shape[1]).astype(int)
    row = np.floor((north - y) / (north - south) * picture.shape[0]).astype(int)
    around = [
        picture[row + i, column + j] for i, j in ((reach, reach), (-reach, -reach), (reach, -reach), (-reach, reach))
    ]
    return 1 - picture[row, column] / np.mean(around, axis=0)


@pytest.mark.parametrize(("objective", "radius"), [(bowl(), 1), (bowl(1, 4, box=((-4, 4), (-1, 1))), (1, 0.25))])
def test_isolines_of_a_bowl_are_circles_through_its_levels(objective, radius):
    picture = decoded(relief(objective)).mean(-1)
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)]) * np.reshape(radius, (-1, 1))
    heights = levels(objective)
    within = heights < 14
    assert within.sum() > 8
    on = [np.median(ink(picture, *(np.sqrt(level) * circle), objective.box, 5)) for level in heights[within]]
    middle = (heights[within][1:] + heights[within][:-1]) / 2
    off = [np.median(ink(picture, *(np.sqrt(level) * circle), objective.box, 5)) for level in middle]
    assert min(on) > 0.1
    assert max(off) < 0.03


def test_bold_isolines_are_darker_and_thicker():
    objective = slope(1, 0)
    across = decoded(relief(objective)).mean((0, 2))
    heights = levels(objective)[1:-1]
    columns = np.round((heights + 4) / 8 * 840 - 0.5).astype(int)
    ink = [np.sum(1 - across[at - 4 : at + 5] / (across[at - 6] + across[at + 6]) * 2) for at in columns]
    bold = is_bold(levels(objective))[1:-1]
    assert np.median(np.compress(bold, ink)) > 2.5 * np.median(np.compress(~bold, ink)) > 0.5


def test_a_line_is_as_thick_in_every_direction_and_in_every_unit_of_height():
    round_ = decoded(
        relief(bowl(1, 4, box=((-4, 4), (-1, 1))))
    )  # circles in the picture, whatever the scales of x and y
    assert np.abs(round_ - round_.transpose(1, 0, 2)).mean() < 2  # the light is symmetric about this diagonal too
    assert np.array_equal(decoded(relief(slope(1, 2), 200)), decoded(relief(slope(1000, 2000), 200)))


@pytest.mark.parametrize("name", SURFACES)
def test_levels_are_round_numbers_rising_inside_the_heights_of_the_map(name):
    heights, scale = levels(LANDSCAPES[name]), shading.survey(LANDSCAPES[name])
    assert 8 < len(heights) < 50
    assert (np.diff(heights) > 0).all()
    assert scale.low < heights[0]
    assert heights[-1] < scale.top
    assert all(float(f"{height:.3g}") == height for height in heights)
    assert np.diff(np.flatnonzero(is_bold(heights))).tolist() == [5] * (is_bold(heights).sum() - 1)
    gaps = np.diff(scale.height(heights))
    assert gaps.max() < 5 * np.median(gaps)


@pytest.mark.parametrize(
    ("formula", "zoom"),
    [
        ("1+x^8+y^8", 0.01),
        ("100+x^6+y^6", 0.01),
        ("10^6+x/100000", 1),
        ("10^9+x/100", 1),
        ("10^12+x", 1),
        ("-10^9-x", 1),
    ],
)
def test_the_ladder_of_levels_ends_where_its_steps_are_below_the_digits_of_the_heights(formula, zoom):
    """It once had no end, and the server with it."""
    ground = MistyMountain(surface="formula", formula=formula, zoom=zoom).objective()
    heights = levels(ground)
    assert (np.diff(heights) > 0).all()
    assert len(heights) < 100
    assert relief(ground, 40)


def test_even_ground_has_even_levels_with_bold_multiples_of_five_steps():
    heights = levels(slope(1, 0))
    assert np.allclose(np.diff(heights), 0.2)
    assert np.allclose(heights[is_bold(heights)], np.arange(-3, 4))


# --- fog


def test_beyond_its_radius_a_glimpse_holds_nothing_at_all():
    picture = glimpse(LANDSCAPES["himmelblau"], (1.0, -0.5), 1.5, 100).astype(float)
    row, column = np.indices((100, 100)) + 0.5
    away = np.hypot(row - 50, column - 50) / 50
    assert picture.shape == (100, 100, 4)
    assert (picture[away >= 1] == 0).all()
    assert (picture[away < 0.64, 3] == 255).all()
    fading = picture[(away > 0.7) & (away < 0.95), 3]
    assert fading.min() > 0
    assert len(np.unique(fading)) > 50


def test_a_glimpse_shows_nothing_off_the_map():
    picture = glimpse(LANDSCAPES["himmelblau"], (4.9, 0.0), 1.0, 100).astype(float)
    assert (picture[:, 56:] == 0).all()
    assert (picture[50, 20:54, 3] == 255).all()


@pytest.mark.parametrize("name", ["himmelblau", "misty_mountain"])
def test_a_glimpse_has_the_colors_of_the_map(name):
    objective = LANDSCAPES[name]
    (west, east), _ = objective.box
    side = (east - west) / 840
    center = (west + 400 * side, west + 500 * side)  # the crossing of four pixels of the map
    seen = glimpse(objective, center, 60 * side, 120).astype(float)
    whole = decoded(relief(objective))[280:400, 340:460]  # its center is 340 rows from the top, 400 from the left
    clear = seen[..., 3] == 255
    assert np.abs(seen[..., :3] - whole)[clear].mean() < 3.5  # the map is compressed with loss
    assert np.abs(seen[..., :3] - np.roll(whole, 9, axis=1))[clear].mean() > 4


def test_glimpses_overlap_without_a_seam():
    objective = LANDSCAPES["rosenbrock"]
    one = glimpse(objective, (0.3, 0.5), 0.5, 100).astype(float)
    two = glimpse(objective, (0.3 + 0.2, 0.5 - 0.1), 0.5, 100).astype(float)  # 20 pixels right, 10 down
    one, two = one[10:, 20:], two[:-10, :-20]
    both = (one[..., 3] == 255) & (two[..., 3] == 255)
    assert both.sum() > 1000
    assert np.abs(one - two)[both].max() <= 1


# --- unknown and level ground


def test_unknown_ground_is_hatched_in_gray():
    picture = decoded(relief(logarithm(), PIXELS))
    unknown, known = picture[:, : PIXELS // 2 - 8], picture[:, PIXELS // 2 + 8 :]
    assert np.ptp(unknown, axis=-1).mean() < 4
    assert unknown.mean(-1).std() > 10  # hatched, not plain
    assert np.ptp(known, axis=-1).mean() > 30


@pytest.mark.parametrize("value", [np.nan, 7.0, 1e300])
def test_ground_without_any_shape_still_has_a_map(value):
    plain = surface(lambda x, y: (0 * x + value, np.zeros((*x.shape, 2))))
    assert decoded(relief(plain, 60)).std(axis=(0, 1)).max() < 30
    assert levels(plain).size == 0


def test_only_surfaces_have_a_map_and_only_a_positive_radius_is_seen():
    with pytest.raises(ValueError, match="function of x and y"):
        relief(LANDSCAPES["parabola"])
    with pytest.raises(ValueError, match="box"):
        glimpse(Objective("nowhere", 2, LANDSCAPES["bowl"].value_and_grad), (0, 0), 1)
    with pytest.raises(ValueError, match="positive radius"):
        glimpse(LANDSCAPES["bowl"], (0, 0), 0)


# --- tint


def test_the_tint_gets_lighter_with_height_and_with_light():
    scale = shading.survey(LANDSCAPES["himmelblau"])
    f = np.linspace(scale.low, scale.snow, 120)
    assert (np.diff(luminance(shading.color(scale, f, 0 * f, 0 * f)[:, :3])) >= 0).all()
    h = shading.COLORS.view(np.uint8).reshape(shading.TINTS, shading.LIGHTS, 4)[..., :3]
    assert (np.diff(luminance(h[::32].astype(float)), axis=0) > 0)[:, 30:110].all()
    assert (
        np.diff(luminance(h[:, ::16].astype(float)), axis=1) > -0.01
    ).all()  # snow in full sun is as white as can be


@settings(deadline=None, derandomize=True)
@given(st.sampled_from(SURFACES), st.floats(-1, 1.5), st.floats(-1, 1.5))
def test_the_shown_height_keeps_the_order_of_heights(name, a, b):
    scale = shading.survey(LANDSCAPES[name])
    f, g = scale.low + np.array([a, b]) * (scale.snow - scale.low)
    assert (f < g) == (scale.height(f) < scale.height(g)) or np.isclose(f, g)


@pytest.mark.parametrize("name", SURFACES)
def test_the_shown_height_spans_the_ground_and_has_its_slope(name):
    objective = LANDSCAPES[name]
    scale = shading.survey(objective)
    assert np.allclose(scale.height(np.array([scale.low, scale.snow])), [0, 1])
    f = scale.low + np.array([0.001, 0.1, 0.5, 1.2]) * (scale.snow - scale.low)
    step = 1e-6 * (f - scale.low)
    assert np.allclose((scale.height(f + step) - scale.height(f - step)) / (2 * step), scale.slope(f), rtol=1e-5)
    ground = shading.ground(objective, *shading.axes(objective, np.linspace(0, 1, 99)))[0]
    assert np.mean(scale.height(ground) < 0.5) < (0.45 if scale.squeezed else 0.7)
    assert all(scale.height(objective(np.array(minimum))) < 0.75 for minimum in objective.minima)
