"""The slope explorer in a real Chromium: pointing at a start, leaving the map, guessing a step, fitting by hand."""

from urllib.parse import parse_qs, urlparse

import pytest
from browser import some
from driving import chart, knob_box, press

from gdengine import PRESETS

PAGE = "slope_explorer"
PLOT = "svg.marks .mark-group.role-frame > g > path.background"
TEXTS = "nodes => nodes.map(node => node.textContent)"
FILLS = "nodes => nodes.map(node => node.getAttribute('fill'))"


def opened(tab, app, query, **how):
    return tab(**how).open(f"{app}/{PAGE}?{query}")


def knob(visit, name):
    """What the link says of a knob."""
    (value,) = parse_qs(urlparse(visit.page.url).query)[name]
    return float(value)


def plot(visit, key):
    """The plot of the clickable chart with this name: left, top, width and height in px."""
    return visit.page.locator(f"{chart(PAGE, key)} {PLOT}").first.bounding_box()


def click(visit, key, across, down):
    """Click a place of the plot, in parts of the way across and down it; its exact place in px."""
    box = plot(visit, key)
    x, y = round(box["x"] + across * box["width"]), round(box["y"] + down * box["height"])
    visit.page.mouse.click(x, y)
    visit.settle()
    return (x - box["x"]) / box["width"], (y - box["y"]) / box["height"]


def words(visit, number=0):
    """The texts in a chart that are not its axes', once the charts have drawn; one written in a halo counts once."""
    visit.page.wait_for_timeout(200)
    view = visit.page.locator("[data-testid=stVegaLiteChart]").nth(number)
    return list(dict.fromkeys(view.locator("svg.marks g.role-mark text").evaluate_all(TEXTS)))


def axes(visit):
    return visit.page.locator("svg.marks g.role-axis-label text").evaluate_all(TEXTS)


def test_a_click_on_the_curve_is_the_new_start_to_the_pixel(tab, app):
    visit = opened(tab, app, "preset=A8&floor=lab")
    across, _ = click(visit, "curve", 0.3, 0.5)
    pixel = 5.6 / plot(visit, "curve")["width"]
    assert knob(visit, "x0") == pytest.approx(-3.2 + 5.6 * across, abs=0.6 * pixel)
    assert "preset=A8" in visit.page.url
    assert knob_box(visit, PAGE, "x0").input_value() == f"{knob(visit, 'x0'):g}"


def test_a_diverging_run_leaves_by_the_edge_with_an_arrow_and_the_axes_stay(tab, app):
    visit = opened(tab, app, "preset=A5")
    before, sent = axes(visit), visit.sent
    press(visit, "End")
    assert words(visit) == ["x = −36\u202f402"]
    assert words(visit, 1) == ["1.325·10⁹"]
    seen = []
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight"):
        press(visit, key)
        seen.append(words(visit))
        assert axes(visit) == before
    assert seen == [[], [], ["x = −5.76"], ["x = 6.912"]]
    box = plot(visit, "curve")
    label = visit.page.locator(f"{chart(PAGE, 'curve')} svg text", has_text="x = 6.912").first.bounding_box()
    assert box["x"] + box["width"] / 2 < label["x"] < box["x"] + box["width"]
    press(visit, "End")
    visit.page.get_by_text("Diverges").first.wait_for()
    assert visit.sent == sent


def test_the_live_rate_redraws_strip_and_arrow_without_the_server(tab, app):
    visit = opened(tab, app, "preset=A4")
    strip, sent = visit.page.locator(f"{chart(PAGE, 'curve')} .mark-rect path:not([opacity])"), visit.sent
    assert {*strip.evaluate_all(FILLS)} == {"#2463af"}
    band = visit.page.locator(".strip .band").bounding_box()
    mouse = visit.page.mouse
    mouse.move(band["x"] + band["width"] / 2, band["y"] + 4)
    mouse.down()
    mouse.move(band["x"] + 0.99 * band["width"], band["y"] + 4)
    assert words(visit)[0].startswith("x = ")
    assert {*strip.evaluate_all(FILLS)} == {"#bb4523"}
    assert visit.sent == sent
    mouse.up()


def test_a_step_is_guessed_by_a_click_and_then_shown(tab, app):
    visit = opened(tab, app, "preset=A5b&predict=true")
    main = visit.page.locator("[data-testid=stMain]")
    click(visit, "predict", 0.82, 0.5)  # −4 → 3.2
    assert "Step 1 landed at x = 3.2" in main.inner_text()
    assert "only 0" in main.inner_text()
    click(visit, "predict", 0.9, 0.5)  # 3.2 → −2.56
    assert "Step 2 landed at x = −2.56" in main.inner_text()
    assert "the other way" in main.inner_text()
    assert "1 of 2 guesses" in main.inner_text()


def test_a_step_is_guessed_by_keys_and_what_is_no_place_stays(tab, app):
    visit = opened(tab, app, "preset=A5b&predict=true")
    field = visit.page.get_by_label("type x")
    for text, said in (("far", "It is a number"), ("7", "It is a number from −5 to 5")):
        field.fill(text)
        press(visit, "Enter")
        assert said in visit.settle().page.locator("[data-testid=stMain]").inner_text()
        assert field.input_value() == text
    field.fill("3,2")
    press(visit, "Enter")
    assert (
        "Step 1 landed at x = 3.2; you said 3.2: only 0 off"
        in visit.settle().page.locator("[data-testid=stMain]").inner_text()
    )
    assert field.input_value() == ""


def test_what_was_typed_in_vain_is_forgotten_once_the_number_is_set_anew(tab, app):
    """It stood in the dial of the experiment chosen next, and after Back, and beside a rate that was mended."""
    visit = opened(tab, app, "preset=A5")
    box, reason = visit.page.locator(".strip input.typed"), visit.page.locator(".strip .reason")

    def type_in_vain() -> None:
        box.fill("banana")
        press(visit, "Enter")
        reason.get_by_text("It is a number").wait_for()

    def set_anew(rate: str) -> None:
        assert (visit.settle().exceptions(), reason.inner_text(), box.input_value()) == ([], "", rate)

    type_in_vain()
    box.press("Tab")
    visit.page.locator(f".st-key-{PAGE}-preset input").click()
    visit.page.get_by_role("option", name=PRESETS["A5c"].title, exact=True).click()
    visit.page.wait_for_url("**preset=A5c*")
    set_anew("1")
    type_in_vain()
    visit.page.evaluate("history.back()")
    visit.page.wait_for_url("**preset=A5*")
    set_anew("1.1")
    type_in_vain()
    box.blur()
    press(visit, "End")
    visit.page.locator(f".st-key-{PAGE}-mend button").click()
    visit.page.wait_for_url("**lr=*")
    set_anew(f"{knob(visit, 'lr'):g}")


def test_a_click_on_the_map_is_a_start_and_a_rate(tab, app):
    visit = opened(tab, app, "preset=A8s&hide=guess")
    across, down = click(visit, "map", 0.75, 0.4)
    top, growth = 1.5 * 4 / 6, 1.5 * 200 ** (28 / 40)  # 4 over the curvature, and half as much again; all the way up
    assert knob(visit, "lr") == pytest.approx(top * growth**-down, rel=0.02)
    assert knob(visit, "x0") == pytest.approx(-3.2 + 5.6 * across, abs=0.01)


def test_the_hand_fits_a_weight_live_and_lets_go_once(tab, app):
    visit = opened(tab, app, "preset=A6")
    press(visit, "End")
    assert words(visit, 1)[0].startswith("W = 2.026, loss 0.0034")
    box = visit.page.locator(".handle_w_marks path").first.bounding_box()
    mouse, sent = visit.page.mouse, visit.sent
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 60)  # −8 + 20 · 0.35 = −1
    assert words(visit, 1) == ["W = −1, loss 46.5", "lowest: W = 2, loss 0"]
    assert words(visit, 2) == ["slope −31"]
    assert visit.sent == sent
    mouse.up()
    visit.page.wait_for_timeout(300)
    visit.settle()
    assert knob(visit, "x0") == -1
    press(visit, "Home")
    assert words(visit, 1) == ["W = −1, loss 46.5"], "the lowest is told only once the walk is over"


@pytest.mark.parametrize("lens", some(["descend", "starts", "regimes", "weight"], "weight"))
def test_a_phone_shows_every_view_without_scrolling_sideways(tab, app, lens):
    visit = opened(tab, app, f"preset=A6&lens={lens}", size=(390, 844), dark=True, touch=True)
    assert visit.page.locator("[data-testid=stVegaLiteChart]").count() >= 2
    assert not visit.sideways()


BALLS = """key => [...document.querySelectorAll(`${key} svg g.mark-symbol path[stroke=white]`)]
    .filter(ball => ball.getAttribute('opacity') !== '0').length"""
CLICKABLE = (
    ("slope_explorer?preset=A4&hide=guess", "curve"),
    ("misty_mountain?preset=B3&hide=guess", "map"),
    ("misty_mountain?lens=race&hide=guess", "field"),
    ("regression?preset=C3&hide=guess", "bowl"),
)


@pytest.mark.parametrize(("link", "key"), some(CLICKABLE, CLICKABLE[0]))
def test_a_click_shows_a_ball_until_its_walk_has_come_and_never_again(tab, app, link, key):
    visit = tab().open(f"{app}/{link}")
    page = link.partition("?")[0]
    balls = visit.page.evaluate(BALLS, chart(page, key))

    def click_there():
        box = visit.page.locator(f"{chart(page, key)} {PLOT}").first.bounding_box()
        visit.page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.3 * box["height"])

    click_there()
    visit.settle()
    assert visit.page.evaluate(BALLS, chart(page, key)) == balls
    visit.page.go_back()  # the walk from before comes back: the click has been answered all the same
    visit.settle()
    assert visit.page.evaluate(BALLS, chart(page, key)) == balls
    visit.page.evaluate("() => { WebSocket.prototype.send = () => {}; }")  # a server that is never heard of
    click_there()
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate(BALLS, chart(page, key)) == balls + 1
