"""The mountain's views in a real Chromium: clicked, dragged, scrubbed, on a small screen and a dark one."""

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from browser import some
from driving import chart, part, state

from pages.charts.kit import palette
from pages.charts.surface import walk

PAGE = "misty_mountain"
LINES = """([key, color]) => [...document.querySelectorAll(`.st-key-misty_mountain-chart-${key} .mark-rule line`)]
    .filter(line => line.getAttribute('stroke') === color).map(line => {
        const [a, b] = [line.getBoundingClientRect(), line.getCTM()];
        const end = name => Number(line.getAttribute(name) ?? 0);
        return [b.a * (end('x2') - end('x1')), b.d * (end('y2') - end('y1'))];
    })"""
FACES = """key => [...document.querySelectorAll(`.st-key-misty_mountain-chart-${key} .mark-image image`)]
    .map(x => x.getAttribute('xlink:href') ?? x.getAttribute('href'))"""


@pytest.fixture
def mountain(tab, app):
    """The page, opened by a link: ``mountain("B3&lens=race", size=(390, 844))`` → the tab."""
    return lambda link, **how: tab(**how).open(f"{app}/{PAGE}?preset={link}")


def link(tab):
    return {name: values[0] for name, values in parse_qs(urlsplit(tab.page.url).query).items()}


def frame(tab, key):
    """The map's place on the screen: that of its picture."""
    return tab.page.locator(f"{chart(PAGE, key)} .mark-image image").first.bounding_box()


def click(tab, key, across, up):
    """Click the map at these parts of its width and height, from its lower left corner."""
    box = frame(tab, key)
    tab.page.mouse.click(box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"])
    return tab.settle()


def ball(tab, key):
    """Where the ball is, in parts of the map's width and height."""
    box = frame(tab, key)
    own = tab.page.locator(
        f'{chart(PAGE, key)} .mark-symbol path[stroke=white][fill="{palette.POSITION}"]'
    ).last.bounding_box()
    center = [own["x"] + own["width"] / 2 - box["x"], box["y"] + box["height"] - own["y"] - own["height"] / 2]
    return center[0] / box["width"], center[1] / box["height"]


def test_before_a_race_is_guessed_a_click_chooses_where_it_will_start(tab, app):
    """And nothing rolls from there: the race opens at its first step."""
    here = click(tab().open(f"{app}/{PAGE}?preset=B4r", asked=True), "guess", 0.7, 0.7)
    assert {"x0": "1.6", "y0": "1.6"}.items() <= link(here).items()
    here.page.get_by_role("button", name="Momentum", exact=True).click()
    here.settle().page.wait_for_timeout(500)
    assert state(here, "t") == 0
    assert {"x0": "1.6", "y0": "1.6"}.items() <= link(here).items()


@pytest.mark.parametrize(
    ("lens", "key"), some([("descend", "map"), ("starts", "basins"), ("race", "field")], ("starts", "basins"))
)
def test_a_click_places_the_start_exactly_with_one_message(mountain, lens, key):
    tab = mountain(f"B3&lens={lens}&surface=himmelblau&lr=0.01")
    sent, pixel = tab.sent, 10 / frame(tab, key)["width"]
    click(tab, key, 0.3, 0.8)
    x, y = (float(link(tab)[name]) for name in ("x0", "y0"))
    assert (x, y) == (pytest.approx(-2, abs=1.2 * pixel), pytest.approx(3, abs=1.2 * pixel))
    assert tab.sent == sent + 1
    tab.page.keyboard.press("End")  # a click on a ball is one on the place where the ball is: out of the way
    tab.settle()
    click(tab, key, 0.31, 0.81)
    assert float(link(tab)["x0"]) == pytest.approx(x + 0.1, abs=1.2 * pixel)
    if key != "field":  # there every racer has a ball
        tab.page.keyboard.press("Home")
        tab.settle()
        assert ball(tab, key) == (pytest.approx(0.31, abs=0.006), pytest.approx(0.81, abs=0.006))


@pytest.mark.parametrize(
    ("surface", "size"), some([("himmelblau", (1280, 800)), ("camel", (390, 844))], ("camel", (390, 844)))
)
def test_the_arrow_of_the_gradient_is_at_a_right_angle_to_the_isoline(mountain, size, surface):
    tab = mountain(f"B3&surface={surface}&lr=0.001&x0=1&y0=0.3&step=0", size=size)
    (arrow,) = tab.page.evaluate(LINES, ["map", palette.GRADIENT])
    isoline = max(tab.page.evaluate(LINES, ["map", walk.ISOLINE_COLOR]), key=np.linalg.norm)
    cosine = np.dot(arrow, isoline) / np.linalg.norm(arrow) / np.linalg.norm(isoline)
    assert min(np.linalg.norm(arrow), np.linalg.norm(isoline)) > 20
    assert abs(cosine) < 0.01
    inner, outer = frame(tab, "map"), tab.page.locator(f"{chart(PAGE, 'map')} svg.marks").bounding_box()
    assert outer["y"] <= inner["y"] < inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    assert outer["x"] <= inner["x"] < inner["x"] + inner["width"] <= outer["x"] + outer["width"]


@pytest.mark.nightly
def test_the_step_is_drawn_as_long_as_it_is(mountain):
    tab = mountain("B3&lr=0.3&step=0")
    (step,) = tab.page.evaluate(LINES, ["map", palette.STEP])
    box = frame(tab, "map")
    moved = np.array(step) / [box["width"] / 8, -box["height"] / 8]
    assert moved == pytest.approx([-0.3 * 7, -0.3 * 3], abs=0.02)
    worked = " ".join(tab.page.locator(f"{part(PAGE, 'step')} .live_text").all_inner_texts())
    assert "‖step‖ = η·‖g‖ = 0.3·7.616 = 2.285" in re.sub(r"\s+", " ", worked)


def test_the_mountain_and_its_height_follow_the_bar(mountain):
    tab = mountain("B6&lens=descend&hide=guess")
    tab.page.get_by_role("radio", name="Mountain").or_(tab.page.get_by_role("button", name="Mountain")).first.click()
    tab.settle()
    assert link(tab)["beside"] == "mountain"
    canvas = tab.page.locator(".mountain canvas")
    tab.page.evaluate(
        "() => document.activeElement.blur()"
    )  # arrow keys and Home turn the switch while it has the focus
    tab.page.keyboard.press("Home")
    tab.page.wait_for_timeout(400)
    own = tab.page.locator(f'.st-key-rest-{PAGE}-height .mark-symbol path[fill="{palette.POSITION}"]').last
    start, seen = own.bounding_box(), canvas.screenshot()
    sent = tab.sent
    tab.page.keyboard.press("End")
    tab.page.wait_for_timeout(400)
    end = own.bounding_box()
    assert end["x"] > start["x"] + 100
    assert end["y"] > start["y"] + 20, "it is lower at the end"
    assert canvas.screenshot() != seen
    assert tab.sent == sent


def test_six_racers_are_scrubbed_without_the_server(mountain):
    tab = mountain("B5&racers=gd momentum nesterov adagrad_0.3 rmsprop adam")
    sent = tab.sent
    tab.page.evaluate("() => downhillBus.owner.t.go(100)")  # the first steps are played one by one, slowly
    tab.page.keyboard.press("Space")
    assert tab.frame_rate(chart(PAGE, "field"), seconds=2) > 3  # it moves; how fast is for the benchmark
    assert tab.sent == sent
    names = tab.page.locator(f"{chart(PAGE, 'field')} .mark-text text").all_text_contents()
    assert {"Gradient descent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"} < set(names)


@pytest.mark.nightly
def test_the_board_forgets_nothing_of_what_is_entered_in_a_hurry(mountain):
    """A racer that is entered and has its rate typed before the server answers, and one whose rate is being typed."""
    tab = mountain("B4r&hide=guess")
    tab.page.get_by_role("button", name="Choose racers and rates").click()
    rows = {name: tab.page.locator(f".board tr[data-name={name}]") for name in ("sgd", "gd")}
    handles = [rows["sgd"].locator(kind).element_handle() for kind in ("[type=checkbox]", ".rate")]
    tab.page.evaluate(
        """([check, rate]) => {
            check.click();
            rate.value = '0.123';
            rate.dispatchEvent(new Event('change', {bubbles: true}));
        }""",
        handles,
    )
    rows["gd"].locator(".rate").click()
    tab.page.keyboard.press("Control+a")
    tab.page.keyboard.type("0.045", delay=150)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**gd_0.045*")
    assert {"gd_0.045", "sgd_0.123"} <= {*link(tab)["racers"].split()}


def test_the_board_enters_rates_and_racers_and_tunes(mountain):
    tab = mountain("B5")
    assert tab.page.get_by_label("rate of Adam", exact=True).is_disabled(), "the boxes are folded away"
    tab.page.get_by_role("button", name="Choose racers and rates").click()
    tab.page.get_by_label("AdaGrad runs").uncheck()
    tab.settle()
    assert "adagrad" not in link(tab)["racers"]
    rate = tab.page.get_by_label("rate of Adam", exact=True)
    rate.fill("0,05")
    rate.press("Enter")
    tab.settle()
    assert "adam_0.05" in link(tab)["racers"]
    rate.fill("1/8")
    rate.press("Enter")
    tab.settle()
    assert "adam_0.125" in link(tab)["racers"]
    rate.fill("a lot")
    rate.press("Enter")
    tab.settle()
    tab.page.locator(".board .reason").get_by_text("number").wait_for()
    assert (rate.input_value(), "adam_0.125" in link(tab)["racers"]) == ("a lot", True)
    rate.fill("0.05")
    rate.press("Enter")
    assert tab.settle().page.locator(".board .reason").inner_text() == ""
    tab.page.get_by_label("AdaGrad runs").check()
    tab.settle()
    at_the_end = "() => { const bar = downhillBus.owner.t; bar.go(bar.last); }"
    tab.page.evaluate(at_the_end)
    tab.page.locator(".board").get_by_text("crawls").first.wait_for()
    tab.page.get_by_role("button", name="Tune each fairly").click()
    tab.settle()
    tab.page.evaluate(at_the_end)
    tab.settle()
    assert "crawls" not in tab.page.locator(".board").inner_text()
    assert link(tab)["racers"].count("_") == 7


def test_the_borders_move_while_the_rate_is_dragged_and_are_sharp_again_when_it_is_let_go(mountain):
    tab = mountain("B6m&hide=guess")
    pictures, sent = tab.page.evaluate(FACES, "basins"), tab.sent
    band = tab.page.locator(".strip .band").bounding_box()
    tab.page.mouse.move(band["x"] + 0.6 * band["width"], band["y"] + band["height"] / 2)
    tab.page.mouse.down()
    tab.page.mouse.move(band["x"] + 0.3 * band["width"], band["y"] + band["height"] / 2, steps=5)
    tab.page.wait_for_timeout(300)
    dragged = tab.page.evaluate(FACES, "basins")
    assert dragged[0] == pictures[0]  # the ground
    assert dragged[1:] != pictures[1:]
    assert tab.sent == sent
    tab.page.mouse.up()
    tab.settle()
    sharp = tab.page.evaluate(FACES, "basins")
    assert len(sharp[1]) > len(dragged[1])
    assert tab.sent == sent + 1


def test_a_clicked_pair_of_rate_and_momentum_is_walked(mountain):
    tab = mountain("B7m&hide=guess")
    box = tab.page.locator(f"{chart(PAGE, 'measured')} .mark-rect").first.bounding_box()
    tab.page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"])
    tab.settle()
    tab.page.keyboard.press("End")
    asked = link(tab)
    assert float(asked["mass"]) == pytest.approx(0.7, abs=0.03)
    assert float(asked["lr"]) == pytest.approx(0.0005 * 80**0.8, rel=0.12)
    text = tab.page.locator("[data-testid=stMain]").inner_text()
    assert f"η = {float(asked['lr']):.3g} and μ = {float(asked['mass']):.3g}" in text


@pytest.mark.parametrize(
    ("preset", "dark"), [("B4n", True), ("B5", False), ("B6", True), ("B6&hide=guess", True), ("B7m&hide=guess", False)]
)
@pytest.mark.nightly  # by day test_browser_frame.py looks at every view on a phone
def test_every_view_fits_a_phone(mountain, preset, dark):
    tab = mountain(preset, size=(390, 844), dark=dark)
    assert not tab.sideways()
    inside = tab.page.evaluate("""() => [...document.querySelectorAll('.stBidiComponent, .vega-embed')]
        .filter(x => x.getBoundingClientRect().right > innerWidth + 1).length""")
    assert inside == 0
