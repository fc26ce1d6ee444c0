"""The app where a browser is not as it usually is: in a frame of another page, without storage, translated."""

import re
from urllib.parse import urlsplit

import pytest
from browser import Tab, some
from playwright.sync_api import expect

FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("Access is denied", "SecurityError"); } });"""
# As Chrome's translator does it: every text gives way to an element, also those that come later.
TRANSLATED = """() => {
    const left = "font, script, style, svg, textarea, [translate=no]";
    const free = text => text.data.trim() && !text.parentElement?.closest(left);
    const translate = () => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
        while (walker.nextNode()) if (free(walker.currentNode)) texts.push(walker.currentNode);
        for (const text of texts) {
            const [outer, inner] = [document.createElement("font"), document.createElement("font")];
            inner.textContent = text.data.toUpperCase();
            outer.append(inner);
            text.replaceWith(outer);
        }
    };
    translate();
    new MutationObserver(translate).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""

# A screen whose dots are said by devtools tells nobody that they are others.
TOLD = "const asked = [], all = matchMedia; window.matchMedia = what => (asked.push(all(what)), asked.at(-1));"
TOLD += "window.otherDots = () => asked.splice(0).forEach(x => x.media.includes('resolution') && !x.matches"
TOLD += " && x.dispatchEvent(new Event('change')));"


def framed(browser, address, sandbox):
    """A tab with a page of another site, in which the app is in a frame."""
    tab, frame = Tab(browser), f'<iframe src="{address}" sandbox="{sandbox}" width="800" height="600"></iframe>'
    tab.page.goto(f"http://localhost:{urlsplit(address).port}/_stcore/health")
    tab.page.evaluate("frame => { document.body.innerHTML = frame; }", frame)
    return tab, tab.page.frame_locator("iframe")


def test_in_a_frame_of_a_course_it_plays(browser, app):
    tab, frame = framed(browser, f"{app}/slope_explorer?preset=A4", "allow-scripts allow-same-origin")
    frame.get_by_role("button", name="Play").click()
    frame.get_by_text("step 2 of 50").first.wait_for()
    assert not tab.problems
    tab.close()


@pytest.mark.nightly
def test_what_is_let_go_outside_of_the_frame_is_let_go(browser, app):
    """It went on following the mouse, and of its place nobody was told."""
    tab, frame = framed(browser, f"{app}/regression?preset=C1&hide=guess", "allow-scripts allow-same-origin")
    end = frame.locator("[class*=grip_ends] path").last
    x, y, width, height = end.bounding_box().values()
    mouse, inner = tab.page.mouse, tab.page.frames[1]
    mouse.move(x + width / 2, y + height / 2)
    mouse.down()
    mouse.move(x, y - 30, steps=3)
    mouse.move(x, 700)
    mouse.up()
    for height in (300, 350):
        mouse.move(x, height)
    inner.wait_for_url(re.compile("hand_slope="))
    laid = frame.locator("[data-name='ends 1']").get_attribute("aria-valuetext")
    mouse.move(x, 400)
    assert frame.locator("[data-name='ends 1']").get_attribute("aria-valuetext") == laid
    tab.close()


def test_a_frame_that_forbids_it_to_work_is_told_what_it_lacks(browser, app):
    """No script of the page's own server is let in there: it was on its way for good."""
    tab, frame = framed(browser, f"{app}/slope_explorer?preset=A4", "allow-scripts")
    said = frame.get_by_text("allow-same-origin")
    said.wait_for(timeout=5000)
    assert said.inner_text().endswith(f"{app}/slope_explorer?preset=A4")
    tab.close()


def test_a_library_that_cannot_come_is_not_on_its_way_for_good(browser, app):
    tab = Tab(browser)
    tab.page.route("**/static/js/index.*", lambda route: route.abort())
    tab.page.goto(app)
    tab.page.get_by_text("reload it").wait_for(timeout=5000)
    tab.close()


@pytest.mark.parametrize(
    "piece", some(["js/ArrowVegaLiteChart", "js/Button", "js/index", "css/index"], "js/ArrowVegaLiteChart")
)
def test_a_piece_of_the_library_that_fails_once_is_there_all_the_same(browser, app, piece):
    """Every chart was an error for good: no browser asks for a module twice."""
    tab, failed = Tab(browser), []

    def once(route):
        failed.append(route.request.url)
        route.abort() if len(failed) == 1 else route.continue_()

    tab.page.route(f"**/static/{piece}.*", once)
    tab.page.goto(f"{app}/regression?preset=C1&hide=guess")
    tab.page.locator("svg.marks").nth(1).wait_for()
    assert failed and not tab.settle().exceptions()
    assert tab.page.evaluate(
        "[...document.querySelectorAll('link[rel=stylesheet]')].every(x => x.sheet.cssRules.length)"
    )
    tab.close()


@pytest.mark.nightly
def test_a_piece_that_fails_after_a_first_click_is_there_once_the_hands_rest(browser, app):
    """A page that had been touched was not loaded once more: the box was red for good."""
    tab, failed = Tab(browser).open(app), []

    def once(route):
        failed.append(route.request.url)
        route.abort() if len(failed) == 1 else route.continue_()

    tab.page.route("**/static/js/ArrowVegaLiteChart.*", once)
    tab.page.locator("[data-testid=stMain] [data-testid=stPageLink] a").first.click()
    tab.page.locator("svg.marks").first.wait_for()
    assert failed and not tab.settle().exceptions()
    tab.close()


@pytest.mark.nightly
def test_a_window_that_is_dragged_to_a_screen_with_more_dots_is_painted_with_them(tab, app):
    """It has the same size there: a canvas was blurred until something moved."""
    visit = tab()
    visit.page.add_init_script(TOLD)
    visit.open(f"{app}/misty_mountain?preset=B4&beside=mountain&hide=guess")
    canvas = visit.page.locator("canvas").first
    devtools = visit.context.new_cdp_session(visit.page)
    for dots in (2, 3):
        screen = {"width": 1280, "height": 800, "deviceScaleFactor": dots, "mobile": False}
        devtools.send("Emulation.setDeviceMetricsOverride", screen)
        visit.page.evaluate("otherDots()")
        expect(canvas).to_have_js_property("width", dots * canvas.evaluate("x => x.clientWidth"))
    devtools.detach()


def test_where_nothing_may_be_remembered_the_page_remembers_until_it_is_left(tab, app):
    visit = tab()
    visit.page.add_init_script(FORBIDDEN)
    visit.open(f"{app}/misty_mountain?preset=B4&lens=descend&hide=guess")
    page, fold = visit.page, visit.page.locator("details.fold")
    fold.locator("summary").click()
    page.keyboard.press("?")
    page.locator(".sheet .letters").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.keyboard.press("?")
    assert not page.locator(".sheet .letters").is_checked()
    page.keyboard.press("Escape")
    page.locator(".strip [role=slider]").press("ArrowRight")
    page.wait_for_url(re.compile("lr="))
    assert "present" not in visit.settle().page.url
    assert fold.get_attribute("open") is not None


@pytest.mark.nightly
def test_a_page_that_is_translated_while_it_is_alive_goes_on(tab, app):
    visit = tab().open(f"{app}/misty_mountain?lens=hike")
    visit.page.evaluate(TRANSLATED)
    for step in (1, 2):
        visit.page.get_by_role("button", name=re.compile("steepest way down", re.IGNORECASE)).first.click()
        visit.page.locator("[data-testid=stMetric]", has_text=re.compile(f"STEPS OF 40\\s*{step}")).wait_for()
    for view in ("Descend", "Race", "Hike"):
        visit.page.get_by_role("radio", name=re.compile(view, re.IGNORECASE)).click()
        visit.settle()
    assert visit.page.locator("[data-testid=stMetric]").count() > 2


def test_a_text_that_is_changed_or_taken_away_takes_its_translation_along(modules):
    said = modules.evaluate("""async () => {
        await import("/pages/ui/before/translated.js");
        const place = document.createElement("p"), [first, last] = [new Text("one "), new Text("two")];
        document.body.append(place);
        place.append(first, last);
        const font = () => Object.assign(document.createElement("font"), { textContent: "UN " });
        const translate = text => text.replaceWith(font());
        translate(first);
        await null;
        place.insertBefore(document.createElement("b"), first);
        const before = place.innerHTML;
        first.data = "three ";
        await null;
        const changed = place.innerHTML;
        translate(first);
        await null;
        place.removeChild(first);
        const after = place.innerHTML;
        place.remove();
        return [before, changed, after];
    }""")
    assert said == ["<b></b><font>UN </font>two", "<b></b>three two", "<b></b>two"]


@pytest.mark.nightly
def test_back_that_is_pressed_again_while_the_page_is_coming_is_heard(tab, app):
    """The address was that of the second, and the page that of the first."""
    here = tab().open(f"{app}/misty_mountain?preset=B6")
    page, question = here.page, here.page.locator(".st-key-frame-question")
    asked = question.inner_text()
    page.get_by_role("radio", name="Descend").click()
    page.wait_for_url("**lens=descend*")
    here.settle()  # the address comes before the page
    assert question.inner_text() != asked
    page.goto(f"{app}/teaching")
    here.settle()
    page.go_back(wait_until="domcontentloaded")
    page.evaluate("() => history.back()")
    page.wait_for_url("**preset=B6*")
    here.settle()
    page.wait_for_function("asked => document.querySelector('.st-key-frame-question').innerText === asked", arg=asked)
    assert "lens" not in page.url and not here.problems
