"""A walker off the map is marked at its edge, and ground without a height is told of in the legend."""

import numpy as np
import pytest
from browser import some
from visit import PAGES, opened, visit

from gdengine.experiments import MistyMountain
from pages.charts.kit import palette
from pages.charts.surface import relief, shading

OWN = {"surface": "formula", "hide": "guess"}
SAID = """name => [...document.querySelectorAll(`[class*="${name}"] svg.marks .mark-text.role-mark text`)]
    .filter(text => !text.getAttribute('stroke')).map(text => {
        const {left, right, top, bottom} = text.getBoundingClientRect();
        return [text.textContent, left, right, top, bottom];
    })"""
GROUND = """name => {
    const image = document.querySelector(`[class*="${name}"] svg.marks image`);
    const {left, right, top, bottom} = image.getBoundingClientRect();
    return [left, right, top, bottom];
}"""
ARROWS = """([name, color]) => [...document.querySelectorAll(`[class*="${name}"] svg.marks .mark-symbol path`)]
    .filter(x => x.getAttribute('fill') === color && /L-0.45|L-[0-9.]+,[0-9.]+L/.test(x.getAttribute('d'))
        && !/[AC]/.test(x.getAttribute('d')))
    .map(x => { const {left, right, top, bottom} = x.getBoundingClientRect(); return [left, right, top, bottom]; })"""


def after(tab, app, link, key, **how):
    here = tab(**how).open(f"{app}/misty_mountain?{link}&hide=guess")
    here.page.keyboard.press(key)
    here.page.wait_for_timeout(600)
    return here.page


@pytest.mark.parametrize("size", [(390, 844), pytest.param((1280, 800), marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    ("link", "name", "words"),
    [
        ("lens=descend&surface=formula&formula=x^2*y&x0=1&y0=-1&lr=0.1", "-map", "(1.93·10⁸, −1.37·10⁸)"),
        *some([("lens=starts&surface=formula&formula=ln(x*y)&x0=1&y0=1", "-basins", "(63.6, 63.6)")]),
    ],
)
def test_a_ball_off_the_map_is_told_of_at_its_edge(tab, app, link, name, words, size):
    page = after(tab, app, link, "End", size=size)
    (found,) = [place for said, *place in page.evaluate(SAID, name) if said == words]
    ground = page.evaluate(GROUND, name)
    (arrow,) = page.evaluate(ARROWS, [name, palette.POSITION])
    for left, right, top, bottom in (found, arrow):
        assert ground[0] - 5 < left < right < ground[1] + 5 and ground[2] - 5 < top < bottom < ground[3] + 5
    assert min(abs(arrow[k] - ground[k]) for k in range(4)) < 5
    page.keyboard.press("Home")
    page.wait_for_timeout(500)
    assert not page.evaluate(ARROWS, [name, palette.POSITION])
    assert not any(said.startswith("(") for said, *_ in page.evaluate(SAID, name))


@pytest.mark.nightly
def test_racers_off_the_map_keep_their_names_whole(tab, app):
    page = after(tab, app, "lens=race&surface=monkey_saddle&x0=1&y0=0.2&steps=1000", "End")
    names, ground = page.evaluate(SAID, "-field"), page.evaluate(GROUND, "-field")
    assert {name for name, *_ in names} == {"Gradient descent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"}
    for _, left, right, top, bottom in names:
        assert ground[0] <= left < right <= ground[1] and ground[2] - 2 <= top < bottom <= ground[3] + 2
    for color in palette.OPTIMIZER_COLORS.values():
        assert len(page.evaluate(ARROWS, ["-field", color])) == 1


def marks_of(layer):
    """Every mark within a chart, and how what it draws is made, as a text."""
    if "layer" in layer:
        return [mark for each in layer["layer"] for mark in marks_of(each)]
    mark = layer["mark"]
    return [(mark if isinstance(mark, dict) else {"type": mark}, str(layer.get("transform")))]


PLAYED = [(page, name) for page in PAGES for name, view in PAGES[page].views.items() if view.plays]


@pytest.mark.parametrize(("page", "view"), PLAYED)
def test_every_map_has_a_mark_for_a_walker_who_has_left_it(page, view):
    """Those of a line's loss had none: the ball of C4, at a slope of −28.6, was nowhere."""
    link = {"lens": view, "hide": "guess", **({"guessed": "true"} if view == "by_hand" else {})}
    for name, picture in opened(page, *link.items()).pictures.items():
        drawn = marks_of(picture.to_dict())
        walker = any(mark["stroke"] == "white" and "== datum.end" in how for mark, how in drawn if "stroke" in mark)
        if walker and "map" in picture.data:  # in the fog nobody leaves what may be seen
            assert any("datum.off" in how or "datum.side ||" in how for _, how in drawn), name


@pytest.mark.parametrize(("lens", "key"), [("descend", "map"), ("starts", "basins"), ("race", "field")])
def test_hatched_ground_has_a_word_in_the_legend_where_there_is_some(lens, key):
    for formula, hatched in (("ln(x*y)", True), ("x^2+y^2", False)):
        legend = visit("misty_mountain", lens=lens, formula=formula, x0="1", y0="1", **OWN).pictures[key].legend
        assert ("no height there" in [sign.words for sign in legend]) == hatched


def test_the_legend_s_gray_is_that_of_the_hatching():
    ground = MistyMountain(surface="formula", formula="ln(x*y)").objective()
    unknown = relief.glimpse(ground, (-2.0, 2.0), 1.0)
    seen = unknown[unknown[..., 3] == 255][:, :3]
    assert np.min(seen) == int(shading.UNKNOWN_COLOR[1:3], 16)
