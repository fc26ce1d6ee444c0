"""The real app in a real Chromium: cold deep links, play, scrub, nonsense, and the one click that mends."""

import base64
import io
import re
from xml.etree import ElementTree

import pytest
from browser import ROOT, served, some
from driving import knob_box
from PIL import Image

from gdengine import PRESETS
from pages.views.regression.results import WIDE_MAP_PIXELS

PAGES = {  # address: (title, charts, a preset to open it with, something that is told there at the end)
    "": ("Downhill", 0, "", "Every experiment"),
    "slope_explorer": ("Slope explorer", 1, "A5", "Diverges"),
    "misty_mountain": ("Misty mountain", 1, "B6", "Of all starts"),
    "regression": ("Linear regression", 3, "C4", "Diverges"),
    "sine_mlp": ("A network learns a sine", 3, "D2", "The loss"),
    "teaching": ("For teachers", 0, "", "What students believe"),
}
PLAYED = [page for page, (_, charts, *_) in PAGES.items() if charts]
MENU = [title for title, *_ in PAGES.values()]


def opened(tab, app, page, query="", **how):
    return tab(**how).open(f"{app}/{page}?{query}")


def step_of(tab) -> int:
    """The step that the bar says it shows, once it has drawn it."""
    tab.page.wait_for_timeout(100)
    scrubber = tab.page.get_by_role("slider", name=re.compile("^(step|epoch)$", re.I))
    return int(re.search(r"\b(\d+) of \d+", scrubber.get_attribute("aria-valuetext"))[1])


@pytest.mark.nightly
@pytest.mark.parametrize("page", PAGES)
def test_a_cold_deep_link_shows_the_menu_and_the_page(tab, page):
    title, charts, preset, words = PAGES[page]
    with served(ROOT / "app.py") as fresh:  # its first visitor comes by this link
        visit = opened(tab, fresh, page, f"preset={preset}&hide=guess" if preset else "")
        visit.page.locator("[data-testid=stExpandSidebarButton]").click()
        links = visit.page.locator("[data-testid=stSidebar] [data-testid=stPageLink]")
        links.first.wait_for()
        assert [link.strip().split("\n")[-1] for link in links.all_inner_texts()] == MENU
        assert visit.page.get_by_role("heading", name=title, exact=True).is_visible()
        assert visit.page.locator("[data-testid=stVegaLiteChart]").count() >= charts
        visit.page.keyboard.press("End")  # the verdict comes at the end
        visit.page.get_by_text(re.compile(words, re.I)).first.wait_for()
        assert not visit.sideways()


@pytest.mark.parametrize("page", some(PLAYED, "misty_mountain"))
def test_play_and_scrub_move_every_chart_without_the_server(tab, app, page):
    visit = opened(tab, app, page, "preset=B3" if page == "misty_mountain" else "")  # in the fog nothing plays
    assert step_of(visit) == 0, "a story begins at its beginning"
    before = visit.sent
    visit.page.keyboard.press("End")
    end = step_of(visit)
    assert end > 0
    visit.page.keyboard.press("Home")
    assert step_of(visit) == 0
    visit.page.keyboard.press("Space")
    visit.page.wait_for_timeout(1500)  # the first steps take a second each
    visit.page.keyboard.press("Space")
    assert 0 < step_of(visit) <= end
    assert visit.sent == before


@pytest.mark.parametrize("page", some(PLAYED, "sine_mlp"))
def test_a_stranger_s_link_opens_the_page_at_its_defaults_with_a_notice(tab, app, page):
    visit = opened(tab, app, page, "lr=banana&preset=zz&steps=-3&lr=nan&curve=__import__('os')&step=x")
    notices = visit.page.locator("[data-testid=stToast]").all_inner_texts()
    assert any("zz" in text for text in notices)
    assert any("-3" in text for text in notices)
    assert visit.page.locator("[data-testid=stVegaLiteChart]").count() >= 1


def test_a_link_to_a_moment_opens_at_that_step(tab, app):
    visit = opened(tab, app, "regression", "preset=C5&step=12")
    assert step_of(visit) == 12


def test_one_click_mends_a_diverging_run(tab, app):
    visit = opened(tab, app, "regression", "preset=C4")
    visit.page.keyboard.press("End")
    visit.page.get_by_text("Diverges").first.wait_for()
    visit.page.get_by_role("button", name=re.compile("Try η")).click()
    visit.settle()
    visit.page.keyboard.press("End")
    visit.page.get_by_text("Arrived").first.wait_for()
    assert "lr=" in visit.page.url


def test_a_preset_sets_the_knobs_and_the_link(tab, app):
    visit = opened(tab, app, "regression", "floor=lab")
    visit.page.get_by_role("combobox", name=re.compile("Experiment")).click()
    visit.page.get_by_role("option", name=PRESETS["C5"].title).click()
    visit.settle()
    assert "preset=C5" in visit.page.url
    assert knob_box(visit, "regression", "lr").input_value() == "0.0055"


def test_a_phone_shows_home_without_scrolling_sideways(tab, app):  # every view: test_browser_frame.py
    assert not opened(tab, app, "", size=(390, 844), dark=True, touch=True).sideways()


@pytest.mark.parametrize(
    "link",
    some(
        ["slope_explorer?preset=A4", "misty_mountain?preset=B6&lens=descend&hide=guess", "regression?preset=C3"],
        "regression?preset=C3",
    ),
)
def test_dragging_the_rate_redraws_the_page_and_sends_one_rate(tab, app, link):
    visit = tab().open(f"{app}/{link}&floor=lab")
    band, sent = visit.page.locator(".strip .band").bounding_box(), visit.sent
    paths = "() => [...document.querySelectorAll('svg.marks .mark-line path')].map(x => x.getAttribute('d')).join()"
    seen = {visit.page.evaluate(paths)}
    visit.page.mouse.move(band["x"] + 0.4 * band["width"], band["y"] + band["height"] / 2)
    visit.page.mouse.down()
    for part in (0.5, 0.6, 0.7, 0.8):
        visit.page.mouse.move(band["x"] + part * band["width"], band["y"] + band["height"] / 2)
        visit.page.wait_for_timeout(100)
        seen.add(visit.page.evaluate(paths))
    assert len(seen) >= 4, "the charts follow the hand"
    assert visit.sent == sent, "and the server hears of nothing"
    visit.page.mouse.up()
    visit.settle()
    assert visit.sent > sent
    rate = knob_box(visit, link.partition("?")[0], "lr").input_value()
    assert f"lr={rate}" in visit.page.url


def test_all_that_can_be_taken_away_is_seen_though_it_comes_once_the_menu_is_open(tab, app):
    """Where the menu opens is chosen before script, numbers and settings have come: it is as high from the start."""
    visit = opened(tab, app, "slope_explorer", "preset=A4&step=10")
    assert visit.page.get_by_role("button", name="Numbers as CSV").count() == 0
    visit.page.get_by_role("button", name="Take away").click()
    last = visit.page.get_by_text("Every setting in force")
    last.wait_for()
    visit.settle()
    menu = visit.page.get_by_test_id("stPopoverBody")
    assert menu.evaluate("menu => menu.scrollHeight <= menu.clientHeight + 1"), "nothing of it is cut off"
    box, height = last.bounding_box(), visit.page.viewport_size["height"]
    assert 0 < box["y"] < box["y"] + box["height"] < height
    assert visit.page.evaluate("downhillBus.state.t") == 10, "the bar stays where it was"


def test_a_copied_link_gives_a_stranger_the_same_picture(tab, app):
    """Knobs turned, scrubbed to a step, link copied: in a fresh server and a fresh browser the same lines are drawn."""
    drawn = "() => [...document.querySelectorAll('svg.marks path')].map(x => x.getAttribute('d')).join()"
    mine = opened(tab, app, "misty_mountain", "preset=B6&lens=descend&hide=guess&lr=0.012&x0=-1.5&y0=2.25")
    mine.page.keyboard.press("Home")
    for _ in range(7):
        mine.page.keyboard.press("ArrowRight")
    assert step_of(mine) == 7
    mine.page.get_by_role("button", name="Take away").click()
    mine.page.get_by_role("button", name="Copy the link to this step").click()
    link = mine.page.evaluate("() => navigator.clipboard.readText()")
    with served(ROOT / "app.py") as fresh:
        theirs = tab().open(fresh + link.removeprefix(app))
        assert step_of(theirs) == 7
        one, other = (re.split(r"([\d.]+)", visit.page.evaluate(drawn)) for visit in (mine, theirs))
    assert one[::2] == other[::2], "the same lines"
    # where a font comes late, as on a first visit, an axis is a pixel narrower
    assert [float(x) for x in one[1::2]] == pytest.approx([float(x) for x in other[1::2]], abs=1.5)


@pytest.mark.parametrize("dark", some([False, True], True))
def test_the_pictures_can_be_taken_away_as_they_stand(tab, app, tmp_path, dark):
    visit = opened(tab, app, "regression", "preset=C5&step=12", dark=dark)
    visit.page.get_by_role("button", name="Take away").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Pictures as SVG").click()
    assert download.value.suggested_filename == "C5.svg"
    download.value.save_as(tmp_path / "pictures.svg")
    text = (tmp_path / "pictures.svg").read_text("utf-8")
    assert "light-dark" not in text and 'fill="#ffffff"' in text, "for white paper, and programs that know one color"
    root = ElementTree.fromstring(text)
    charts = [part for part in root if part.tag.endswith("svg")]
    assert len(charts) == visit.page.locator("svg.marks").count() == 3
    drawn = visit.page.evaluate("() => document.querySelector('svg.marks .mark-rule line').getAttribute('y2')")
    assert drawn in {part.get("y2") for part in root.iter()}
    (ground,) = root.iter("{http://www.w3.org/2000/svg}image")
    kind, _, held = ground.get("{http://www.w3.org/1999/xlink}href").partition(",")
    assert kind == "data:image/webp;base64", "the file needs nothing from here"
    assert Image.open(io.BytesIO(base64.b64decode(held))).size == WIDE_MAP_PIXELS


FIVE = ("slope_explorer", "preset=A5s&hide=guess", 0, ["Crawl", "One jump", "Oscillate", "Bounce", "Diverge"])
TOLD_OVER = [  # a view, its canvases, and words over its pictures
    FIVE,
    ("sine_mlp", "preset=D1&lens=inside&step=20", 2, []),
    ("sine_mlp", "preset=D4", 1, []),
    ("misty_mountain", "preset=B6m&lens=momentum&hide=guess", 0, ["Measured", "Theory"]),
]


@pytest.mark.parametrize("dark", some([False, True], True))
@pytest.mark.parametrize(("page", "query", "canvases", "words"), some(TOLD_OVER, TOLD_OVER[1]))
def test_drawings_and_the_words_over_pictures_go_along(tab, app, tmp_path, page, query, canvases, words, dark):
    visit = opened(tab, app, page, query, dark=dark)
    visit.page.get_by_role("button", name="Take away").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Pictures as SVG").click()
    download.value.save_as(tmp_path / "pictures.svg")
    root = ElementTree.parse(tmp_path / "pictures.svg").getroot()
    told = " ".join(part.text or "" for part in root if part.tag.endswith("text"))
    assert [word for word in words if word not in told] == []
    drawn = [
        part.get("{http://www.w3.org/1999/xlink}href").partition(",") for part in root if part.tag.endswith("image")
    ]
    assert len(drawn) == canvases
    for kind, _, held in drawn:
        assert kind == "data:image/png;base64"
        colors = Image.open(io.BytesIO(base64.b64decode(held))).convert("RGBA").getcolors(1 << 20)
        assert len(colors) > 9, "something is drawn there"
    papers = [part.get("fill") for part in root if part.tag.endswith("rect")]
    assert len(papers) == 1 + canvases, "a drawing keeps the paper for which its colors are"


@pytest.mark.parametrize("failures", some([1, 4], 4))
def test_a_map_appears_though_it_could_not_be_fetched_at_first(tab, app, failures):
    visit, asked = tab(), []

    def fails(route):
        asked.append(route.request.url)
        route.abort() if len(asked) <= failures else route.continue_()

    visit.page.route(re.compile("/images/"), fails)
    with visit.page.expect_response(re.compile("/images/")) as fetched:
        visit.open(f"{app}/misty_mountain?preset=B6&lens=descend&hide=guess")
    assert fetched.value.ok
    assert len(asked) == failures + 1
    assert len({*asked}) == 1


def test_a_map_is_fetched_once_whatever_the_rate(tab, app):
    visit, asked = tab(), []
    visit.page.on("request", lambda request: asked.append(request.url) if "/images/" in request.url else None)
    visit.open(f"{app}/misty_mountain?preset=B6&lens=descend&hide=guess&floor=lab")
    shown = "() => document.querySelector('svg.marks image').href.baseVal"
    (address,) = {*asked}
    assert visit.page.evaluate(shown) == address
    asked.clear()
    box = knob_box(visit, "misty_mountain", "lr")
    box.fill("0.007")
    box.press("Enter")
    visit.page.wait_for_url("**lr=0.007**")
    visit.settle()
    assert visit.page.evaluate(shown) == address
    assert asked == []


def test_what_opens_over_a_dark_page_is_dark(tab, app):
    """Its axes were written in the ink of a light page."""
    page = opened(tab, app, "slope_explorer", "preset=A5s&hide=guess", dark=True).page
    page.get_by_text("Why 2 is the limit").click()
    body = page.locator("[data-testid=stPopoverBody]")
    body.locator("svg.marks").wait_for()
    assert body.evaluate("body => getComputedStyle(body).colorScheme") == "dark"
    page.emulate_media(color_scheme="light")
    page.wait_for_function("getComputedStyle(document.body).colorScheme === 'light'")
