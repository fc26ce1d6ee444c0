"""What all parts of a page have in common, the keys of the number boxes and the phone's menu, in a real Chromium."""

import re
import urllib.request

import pytest
from browser import ROOT, Tab, some
from driving import now, press, state

from pages.ui.parts import script
from pages.ui.parts.bundle import bundled

PARTS = sorted(path.parent.name for path in (ROOT / "pages" / "ui" / "parts").glob("*/*.html"))


def toggle(tab, short):
    tab.page.get_by_text("short", exact=True).click()
    tab.page.get_by_text(f"short {short}").wait_for()
    tab.settle()


def test_no_part_draws_from_a_place_beyond_its_new_data(tab, demo):
    tab = tab().open(f"{demo}/shrinking")
    for short, members in ((True, 3), (False, 12), (True, 3)):
        press(tab, "End")
        for slider in tab.page.get_by_role("slider").all():
            slider.press("End")
        tab.settle()
        toggle(tab, short)
        assert now(tab).startswith("step 2 of 2" if short else "step 39 of 39")
        dial = tab.page.locator(".dial [role=slider]")
        assert int(dial.get_attribute("aria-valuemax")) == members - 1 == state(tab, "p")
        assert float(tab.page.locator(".dial .typed").input_value()) == members - 1
        shown = tab.page.locator(".board .height:visible").all_inner_texts()[1:]
        assert shown == (["2"] if short else ["39", "39"])


def test_the_arrow_keys_press_the_buttons_of_a_number_box(tab, demo):
    tab = tab().open(f"{demo}/boxes")
    box = tab.page.get_by_label("lr", exact=True)
    box.click()
    press(tab, "ArrowUp")
    tab.page.get_by_text("lr 2, x0 1").wait_for()
    assert box.evaluate("box => box.getRootNode().activeElement === box"), "the box keeps the focus"
    press(tab, "ArrowDown")
    tab.page.get_by_text("lr 1, x0 1").wait_for()
    box.fill("0,5")
    press(tab, "ArrowUp")
    tab.page.get_by_text("lr 1.5, x0 1").wait_for()
    tab.page.get_by_label("note").click()
    press(tab, "ArrowUp", "Shift+ArrowUp")
    tab.page.get_by_label("x0").click()
    press(tab, "ArrowDown")
    tab.page.get_by_text("lr 1.5, x0 0").wait_for()


def test_on_a_phone_the_menu_closes_once_a_page_is_chosen(tab, demo):
    tab = tab(size=(390, 844)).open(demo)
    tab.page.locator("[data-testid=stExpandSidebarButton]").click()
    tab.page.wait_for_function("document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().x >= 0")
    tab.page.get_by_role("link", name="another").click()
    tab.page.wait_for_function("document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 1")
    tab.settle()
    assert now(tab) == "step 89 of 89 · loss 1"


def test_a_part_without_a_face_takes_no_place(tab, demo):
    tab = tab().open(f"{demo}/boxes")
    assert tab.page.locator(".stBidiComponent").first.bounding_box() is None


def test_the_bundle_holds_every_file_once_and_says_nothing_else_to_other_files():
    written = script.SCRIPT.decode()
    assert {f"{name}/{name}.js" for name in PARTS} <= set(re.findall(r'^files\["([^"]+)"\]', written, re.MULTILINE))
    assert written.count("class Bus ") == 1
    assert re.findall(r"^(?:import|export)\b.*", written, re.MULTILINE) == [
        "export const part = name => file(name).main;"
    ]


def test_files_of_a_bundle_have_scopes_of_their_own_and_what_cannot_be_bundled_is_refused(tmp_path, browser):
    (tmp_path / "one.js").write_text("export const LENGTH = 1;\nconst own = 5;\n")
    (tmp_path / "two.js").write_text(
        'import { LENGTH as SIZE } from "./one.js";\nconst own = 2;\nexport default own + SIZE;\n'
    )
    (tmp_path / "three.js").write_text("export * from './one.js';\n")
    module = bundled([tmp_path / "two.js"], tmp_path)
    page = browser.new_page()
    asked = (
        "async text => (await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})))).part('two.js')"
    )
    assert page.evaluate(asked, module) == 3
    page.close()
    with pytest.raises(ValueError, match=r"three\.js says"):
        bundled([tmp_path / "three.js"], tmp_path)


def test_the_script_is_served_once_and_kept(demo):
    with urllib.request.urlopen(f"{demo}/{script.SCRIPT_NAME}") as answer:
        assert answer.read() == script.SCRIPT
        assert "immutable" in answer.headers["cache-control"]
    with urllib.request.urlopen(f"{demo}/deep/under/parts-0123.js") as answer:
        assert answer.read() == script.SCRIPT
        assert answer.headers["cache-control"] == "no-store", "by another name it may be another one tomorrow"


def test_a_part_appears_though_its_script_could_not_be_fetched_at_first(browser, demo):
    tab, asked = Tab(browser), []

    def fails_once(route):
        asked.append(route.request.url)
        route.abort() if len(asked) == 1 else route.continue_()

    tab.page.route(re.compile("/parts-"), fails_once)
    tab.page.goto(demo)
    tab.page.wait_for_function("window.downhillBus?.owner.t")
    assert len(asked) > 1
    tab.page.close()


def test_a_loader_waits_for_nothing_before_it_is_there(browser):
    """WebKit takes a module that awaits for ready when it is asked for again, and fails on what is not there yet."""
    page = browser.new_page()
    text = script.loader("bar").replace("export default", "return")
    page.evaluate("text => { new Function(text); }", text)  # where ``await`` alone would be no JavaScript
    page.close()


@pytest.mark.nightly
def test_where_the_script_never_comes_the_page_says_so_once(browser, demo):
    tab = Tab(browser)
    tab.page.route(re.compile("/parts-"), lambda route: route.abort())
    tab.page.goto(demo)
    tab.page.get_by_text("A part of this page has not come: reload it.").wait_for()
    tab.page.wait_for_timeout(500)
    assert tab.page.get_by_text("A part of this page has not come").count() == 1
    assert tab.exceptions() == []
    tab.page.close()


CONTRASTS = """() => {
    const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const paint = color => {
        pen.fillStyle = color;
        pen.fillRect(0, 0, 1, 1);
        return pen.getImageData(0, 0, 1, 1).data;
    };
    const linear = u => (u /= 255) <= 0.04045 ? u / 12.92 : ((u + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const up = x => x.parentElement ?? x.getRootNode().host ?? null;
    const papers = x => x ? [...papers(up(x)), getComputedStyle(x).backgroundColor] : ['white'];
    const texts = [];
    for (const host of document.querySelectorAll('.stBidiComponent, .stBidiComponent *')) {
        for (const x of host.shadowRoot?.querySelectorAll('*') ?? []) {
            const own = [...x.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || x.matches('.typed');
            const style = getComputedStyle(x);
            const gone = style.visibility === 'hidden' || !x.getClientRects().length;
            if (!own || gone || x.closest('.unseen, option, style, :disabled')) continue;
            const paper = light(papers(x).map(paint).at(-1));
            const ink = light(paint(style.color));
            const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
            texts.push([x.textContent || x.className, Math.round(100 * ratio) / 100]);
        }
    }
    return texts;
}"""


@pytest.mark.parametrize("dark", some([False, True], True))
@pytest.mark.parametrize("page", ["", "shrinking"])
def test_every_word_of_a_part_can_be_read(tab, demo, page, dark):
    texts = tab(dark=dark).open(f"{demo}/{page}").page.evaluate(CONTRASTS)
    assert len(texts) > 20
    assert [(words, ratio) for words, ratio in texts if ratio < 4.5] == []


def test_what_a_learner_moves_says_where_it_stands(tab, demo):
    tab = tab().open(f"{demo}/shrinking")
    for slider in tab.page.locator("[role=slider]").all():
        low, now_at, high = (slider.get_attribute(f"aria-value{what}") for what in ("min", "now", "max"))
        assert all(re.fullmatch(r"\d+", value) for value in (low, now_at, high)), "plain digits, on every scale"
        assert int(low) <= int(now_at) <= int(high)
        assert slider.get_attribute("aria-valuetext")
    for button in tab.page.locator(".points button").all():
        assert button.get_attribute("aria-label").startswith(button.inner_text() + ": walk ")


FOCUSED = """() => {
    const x = [...document.querySelectorAll('*')].map(e => e.shadowRoot?.activeElement).find(Boolean);
    if (!x) return null;
    const box = x.getBoundingClientRect();
    return { x: Math.max(box.x - 6, 0), y: Math.max(box.y - 6, 0), width: box.width + 12, height: box.height + 12 };
}"""


@pytest.mark.nightly
def test_a_focused_part_can_be_seen(tab, demo):
    page = tab(size=(1280, 2400)).open(f"{demo}/shrinking").page
    page.add_style_tag(content="* { caret-color: transparent !important; transition: none !important; }")
    page.locator("[data-do=play]").focus()
    seen = 0
    for _ in range(30):
        page.keyboard.press("Tab")
        if box := page.evaluate(FOCUSED):
            with_focus = page.screenshot(clip=box)
            page.evaluate("() => document.activeElement.blur()")  # the next Tab goes on from here
            assert page.screenshot(clip=box) != with_focus, box
            seen += 1
    assert seen > 12


def test_a_rate_beyond_the_strip_stands_beyond_it(shown):
    tab = shown("lr=5")
    band, thumb = (tab.page.locator(f".strip .{name}").bounding_box() for name in ("band", "thumb"))
    assert thumb["x"] > band["x"] + band["width"] - 1
    slider = tab.page.locator(".strip [role=slider]")
    assert slider.get_attribute("aria-valuetext") == "5, diverges, beyond the strip"
    assert "beyond the strip 5, which diverges" in tab.page.locator(".strip #legend").text_content()
    edge = tab.page.locator(".strip .edge.above")
    assert edge.evaluate("x => getComputedStyle(x).backgroundColor") == "rgb(196, 83, 63)"
    assert not tab.page.locator(".strip .edge.below").is_visible()
    tab.page.mouse.click(band["x"] + band["width"] / 2, band["y"] + 4)
    tab.page.get_by_text("commits 1").wait_for()
    tab.settle()
    assert not edge.is_visible()
    assert tab.page.locator(".strip .thumb").bounding_box()["x"] < band["x"] + band["width"] / 2 + 20
