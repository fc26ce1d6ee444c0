"""The arithmetic of what is held in the browser, against the engine's numbers: to 1e-9 on thousands of random lines."""

import numpy as np
import pytest

from gdengine.regression import CRITERIA, design, solve, sums
from pages.charts.regression.by_hand import ENDS_SHARE, ends_of_line
from pages.charts.regression.hand_residuals import reach
from pages.charts.regression.line_fit import span

FOLLOWED = """async ([points, lines, index, to]) => {
    const { best, bestBy, loss, moved, reach, sumsOf } = await import('/pages/ui/parts/points/line.js');
    const own = sumsOf(points), now = moved(own, points[index], to);
    const there = points.map((point, k) => (k === index ? to : point));
    return {
        sums: own, moved: now, best: best(now), reaches: lines.map(line => reach(there, line)),
        bests: Object.fromEntries(['squares', 'absolute', 'perpendicular'].map(by => [by, bestBy(by, now, there)])),
        losses: Object.fromEntries(['squares', 'absolute', 'perpendicular'].map(by =>
            [by, lines.map(line => loss(by, now, there, line))])),
    };
}"""


@pytest.mark.parametrize("seed", range(12))
def test_what_follows_the_hand_is_the_engine_s(modules, seed):
    draw = np.random.default_rng(seed)
    n = int(draw.integers(2, 61))
    scale = 10.0 ** draw.integers(-2, 4, 2)
    points = draw.normal(draw.normal(0, 3, 2), 1, (n, 2)) * scale
    lines = draw.normal(0, 1, (200, 2)) * (scale[1], scale[1] / scale[0])
    index, to = int(draw.integers(n)), (draw.normal(0, 3, 2) * scale)
    found = modules.evaluate(FOLLOWED, [points.tolist(), lines.tolist(), index, to.tolist()])
    there = points.copy()
    there[index] = to
    for told, at in ((found["sums"], points), (found["moved"], there)):
        known = sums(*at.T)
        for name, size in zip(known._fields, (1, scale[0], scale[1], scale[0] ** 2, scale.prod(), scale[1] ** 2)):
            assert told[name] == pytest.approx(getattr(known, name), rel=1e-9, abs=1e-9 * size * n), name
    best = solve(design(there[:, 0]), there[:, 1])
    np.testing.assert_allclose(found["best"], best, rtol=1e-9, atol=1e-9 * scale[1])
    left = there[:, 1] - lines[:, :1] - lines[:, 1:] * there[:, 0]
    np.testing.assert_allclose(found["reaches"], [reach(row, there[:, 1]) for row in left], rtol=1e-12)
    for name, line in found["bests"].items():
        least, found_best = CRITERIA[name].best(*there.T), CRITERIA[name].loss(*there.T, *line)
        assert found_best == pytest.approx(
            CRITERIA[name].loss(*there.T, *least), rel=1e-9, abs=1e-12 * scale[1] ** 2
        ), name
    for name, losses in found["losses"].items():
        np.testing.assert_allclose(losses, CRITERIA[name].loss(*there.T, *lines.T), rtol=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_the_ends_of_the_line_stand_beyond_every_point_and_inside_the_picture(seed):
    draw = np.random.default_rng(seed)
    x = draw.normal(draw.normal(0, 3), 1, int(draw.integers(1, 60))) * 10.0 ** draw.integers(-6, 12)
    if seed % 4 == 0:
        x[:] = x[0]
    left, right = ends_of_line(x)
    low, high = span(x)
    assert low < left < x.min() <= x.max() < right < high
    assert min(x.min() - left, right - x.max()) > 0.5 * ENDS_SHARE * (x.min() - low)
