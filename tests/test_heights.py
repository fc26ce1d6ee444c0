"""The mountain: the same surface as the map, packed for the browser, and mounted there."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from test_relief import bowl, decoded, logarithm, slope, surface

from gdengine import LANDSCAPES
from pages.charts.kit.numbers import number
from pages.charts.surface import relief, shading, terrain3d


def unpacked(model):
    """The header, h (n, n), the paths as (frames, members, 2) and the colors (n − 1, n − 1, 3)."""
    length = int.from_bytes(model[:4], "little")
    header = json.loads(model[4 : 4 + length])
    assert length % 4 == 0
    n, at = header["n"], 4 + length
    sizes = [(n, n)] + [(path["frames"], path["members"], 2) for path in header["paths"]]
    arrays = []
    for size in sizes:
        arrays.append(np.frombuffer(model, "<f4", int(np.prod(size)), at).reshape(size))
        at += arrays[-1].nbytes
    assert len(model) - at == 3 * (n - 1) ** 2
    return header, arrays[0], arrays[1:], np.frombuffer(model, np.uint8, offset=at).reshape(n - 1, n - 1, 3)


def test_heights_are_those_of_the_ground_the_first_row_the_highest_y():
    h, _ = terrain3d.heightfield(slope(0, 1), 5)
    assert h.dtype == np.float32
    assert np.allclose(h, np.linspace(h[0, 0], 0, 5)[:, None], atol=1e-6)
    assert h[0, 0] > 1  # above the snow line
    objective = LANDSCAPES["himmelblau"]
    h, _ = terrain3d.heightfield(objective, 11)
    assert np.allclose(h[3, 8], shading.survey(objective).height(objective([3.0, 2.0])), atol=1e-6)


def test_tiles_have_the_colors_of_the_map():
    objective = LANDSCAPES["misty_mountain"]
    _, colors = terrain3d.heightfield(objective, 22)
    picture = decoded(relief.relief(objective))[20::40, 20::40]  # the pixels in the middle of 21 × 21 tiles
    assert np.median(np.abs(colors - picture)) < 4  # some lie on isolines, and the map is compressed with loss
    assert np.median(np.abs(colors - picture.transpose(1, 0, 2))) > 10


def test_where_there_is_no_ground_there_is_no_height():
    h, _ = terrain3d.heightfield(logarithm(), 9)
    assert np.isnan(h[:, :5]).all()
    assert np.isfinite(h[:, 5:]).all()


def test_the_model_holds_the_surface_its_isolines_and_the_paths_in_parts_of_the_map():
    objective = LANDSCAPES["rosenbrock"]  # x from −2 to 2, y from −1 to 3
    one = np.array([[-2, 3], [2, -1], [0, 0], [np.nan, np.inf]])
    family = np.stack([one, one + 1], axis=1)
    model = terrain3d.model(objective, [("#d55e00", one), ("#0a84d0", family)], "a mountain", axes=("a", "b"), n=21)
    header, h, paths, colors = unpacked(model)
    assert header["label"] == "a mountain"
    assert header["axes"] == ["a", "b"]
    assert header["ends"] == [["−2", "2"], ["−1", "3"]]
    assert [path["color"] for path in header["paths"]] == ["#d55e00", "#0a84d0"]
    assert np.array_equal(h, terrain3d.heightfield(objective, 21)[0])
    assert np.array_equal(colors, terrain3d.heightfield(objective, 21)[1])
    assert np.allclose(paths[0][:3, 0], [[0, 0], [1, 1], [0.5, 0.75]])
    assert not np.isfinite(paths[0][3]).any()
    assert np.allclose(paths[1][:3, 1], paths[0][:3, 0] + [0.25, -0.25])
    shown, bold, words = zip(*header["levels"])
    values = relief.levels(objective)
    assert np.allclose(shown, shading.survey(objective).height(values))
    assert list(bold) == relief.is_bold(values).tolist()
    assert [text for text in words if text] == [number(f) for f in values[relief.is_bold(values)]]


@pytest.mark.parametrize(
    ("low", "high"), [(0.1605, 0.1655), (0.10556, 0.10612), (0.59996, 0.59997), (1e-7, 1.002e-7), (0, 1e5)]
)
def test_heights_that_differ_read_differently(low, high):
    """Three of them had been 0.106, and three 0.6."""
    steep, box = high - low, ((0, 1), (0, 1))
    ground = surface(lambda x, y: (low + steep * x + 0 * y, np.stack([steep + 0 * x, 0 * y], -1)), box)
    header, *_ = unpacked(terrain3d.model(ground, [], "", n=5))
    words = [text for _, bold, text in header["levels"] if bold]
    assert len(words) > 1
    assert len({*words}) == len(words)
    assert header["ends"] == [["0", "1"], ["0", "1"]]


def test_a_model_needs_an_odd_number_of_corners():
    with pytest.raises(ValueError, match="odd"):
        terrain3d.model(bowl(), [], "", n=20)


def test_only_bent_heights_are_explained():
    assert terrain3d.note(slope(1, 2)) == terrain3d.note(bowl()) == ""
    assert "logarithm" in terrain3d.note(LANDSCAPES["rosenbrock"])


def _page():
    from gdengine import LANDSCAPES
    from pages.charts.surface.terrain3d import model
    from pages.ui.parts.terrain3d import terrain3d

    terrain3d(model(LANDSCAPES["bowl"], [("red", [[1.0, 2.0], [0.0, 0.0]])], "a bowl", n=5), key="here")


def test_the_mountain_is_mounted_with_its_model():
    page = AppTest.from_function(_page).run()
    assert not page.exception
    (element,) = page.get("bidi_component")
    header, *_ = unpacked(element.proto.bytes)
    assert header["label"] == "a bowl"
    assert element.proto.js_content.count("export default") == 1
