"""Every page with the keyboard alone: from the first station to a number turned in the Lab, and a link taken away.

Whatever Tab stops at has to be in sight, to look other than it does without the focus, and to be left again by Tab.
"""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import Tab, some
from driving import now, press, state
from PIL import Image, ImageChops

MOST_STOPS = 150  # of Tab on a page
RING_PX = 5  # around what has the focus, within which it is to be seen
LEAST_DIFFERENCE = 24  # of 255, in any color
FOCUSED = """() => {
    let x = document.activeElement;
    while (x?.shadowRoot?.activeElement) x = x.shadowRoot.activeElement;
    return x;
}"""
NAMED = f"""() => {{
    const x = ({FOCUSED})();
    const name = x.getAttribute('aria-label') || x.labels?.[0]?.innerText || x.innerText || x.title;
    const role = x.getAttribute('role') ?? x.tagName.toLowerCase();
    return x === document.body ? '' : `${{role}} ${{name}}`.replace(/\\s+/g, ' ').slice(0, 80);
}}"""
BOX = f"""() => {{
    const box = ({FOCUSED})().getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom];
}}"""
# whether all of what has the focus lies under something else: WCAG 2.4.11
COVERED = f"""() => {{
    let x = ({FOCUSED})();
    if (x === document.body) return false;
    x = x.closest('label') ?? x;
    const hit = (px, py) => {{
        let y = document.elementFromPoint(px, py);
        while (y?.shadowRoot) {{
            const inner = y.shadowRoot.elementFromPoint(px, py);
            if (!inner || inner === y) break;
            y = inner;
        }}
        for (let z = y; z; z = z.parentNode ?? z.host) if (z === x) return true;
        return y?.contains(x) && !y.closest('.st-key-frame-row, .st-key-frame-bar');
    }};
    const box = x.getBoundingClientRect(), shares = [0.1, 0.5, 0.9];
    return !shares.some(u => shares.some(v => hit(box.left + u * box.width, box.top + v * box.height)));
}}"""
PAGES = {  # page with an experiment: whether it has a dial
    "slope_explorer?preset=A4": True,
    "misty_mountain?preset=B3": True,
    "regression?preset=C3": True,
    "sine_mlp?preset=D1": False,
}
LAB, FOG = "slope_explorer?preset=A1&floor=lab", "misty_mountain?preset=B1"


def focused(tab: Tab) -> str:
    """The role and the name of what has the focus; nothing where nothing has."""
    return tab.page.evaluate(NAMED).strip()


def reach(tab: Tab, wanted: str, key: str = "Tab") -> str:
    """Press Tab until what fits the pattern has the focus."""
    seen = []
    for _ in range(MOST_STOPS):
        press(tab, key)
        seen.append(focused(tab))
        if re.search(wanted, seen[-1]):
            return seen[-1]
    pytest.fail(f"{wanted} cannot be reached with {key}: {seen}")


def asked(tab: Tab) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.page.url).query)


def wait_for_link(tab: Tab, name: str, other_than: list[str] | None) -> None:
    tab.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get(name) != other_than)
    tab.settle()


def shot(tab: Tab, box: list[float]) -> Image.Image:
    """The picture of what is around a box, as far as it is in sight."""
    width, height = tab.page.viewport_size["width"], tab.page.viewport_size["height"]
    left, top = max(box[0] - RING_PX, 0), max(box[1] - RING_PX, 0)
    right, bottom = min(box[2] + RING_PX, width), min(box[3] + RING_PX, height)
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return Image.open(io.BytesIO(tab.page.screenshot(clip=clip))).convert("RGB")


def unseen(tab: Tab) -> list[str]:
    """Walk around the page by Tab; the stops that are out of sight, or look the same without the focus."""
    faults, first, before = [], "", None
    for _ in range(MOST_STOPS):
        press(tab, "Tab")
        name, box = focused(tab), tab.page.evaluate(BOX)
        if before:
            then, where, picture = before
            difference = ImageChops.difference(picture, shot(tab, where))
            if max(high for _, high in difference.getextrema()) < LEAST_DIFFERENCE:
                faults.append(f"{then} looks the same without the focus")
        if not name or name == first:
            return faults
        first = first or name
        width, height = tab.page.viewport_size["width"], tab.page.viewport_size["height"]
        in_sight = box[0] < width and box[2] > 0 and box[1] < height and box[3] > 0
        before = (name, box, shot(tab, box)) if in_sight else None
        faults += [] if in_sight else [f"{name} is out of sight at {box}"]
    pytest.fail(f"Tab does not come around: it is at {focused(tab)}")


@pytest.mark.parametrize("view", some(["", *PAGES, LAB, FOG], LAB))
def test_the_focus_is_always_seen_and_never_trapped(tab, app, view):
    assert unseen(tab(reduced_motion=True).open(f"{app}/{view}")) == []


@pytest.mark.parametrize(("width", "height"), some([(640, 400), (320, 256), (390, 844), (1280, 800)], (320, 256)))
def test_what_has_the_focus_is_not_under_the_bar(tab, app, width, height):
    here = tab(reduced_motion=True, size=(width, height)).open(f"{app}/slope_explorer?preset=A4&floor=lab")
    faults, first = [], ""
    for _ in range(MOST_STOPS):
        press(here, "Tab")
        name = focused(here)
        if not name or name == first:
            break
        first = first or name
        faults += [name] if here.page.evaluate(COVERED) else []
    assert faults == []


def test_the_path_begins_with_a_key(tab, app):
    here = tab().open(app)
    assert here.page.title() == "Downhill"
    reach(here, "^a 1 · Slope")
    press(here, "Enter")
    here.page.wait_for_url("**/slope_explorer*")
    assert here.settle().page.locator("h1").first.inner_text() == "Slope explorer"
    assert here.page.title() == "Slope explorer · Downhill"
    reach(here, "^slider")
    before = asked(here).get("x0")
    press(here, "ArrowRight", "ArrowRight", "Tab")
    wait_for_link(here, "x0", before)


@pytest.mark.parametrize("view", some(PAGES, "misty_mountain?preset=B3"))
def test_a_page_is_walked_with_the_keyboard_alone(tab, app, view):
    here = tab().open(f"{app}/{view}")
    page = here.page
    if PAGES[view]:
        reach(here, "^slider ")
        press(here, "ArrowLeft", "ArrowLeft", "Enter")
        wait_for_link(here, "lr", None)
    _play(here)
    _choose(here)
    reach(here, "^button .*Lab")
    press(here, "Enter")
    page.locator(".st-key-frame-knobs").wait_for()
    here.settle()
    _turn(here)
    _take_away(here)
    reach(here, "^a .*(Next|All stations)")
    press(here, "Enter")
    page.wait_for_url(lambda url: urlsplit(url).path != urlsplit(f"{app}/{view}").path or "preset=" in url)


def _play(tab: Tab) -> None:
    """Play and pause, to the end, read how it ended, and back to the first step."""
    reach(tab, "^button Play")
    press(tab, " ")
    tab.page.wait_for_function("downhillBus.owner.t.playing")
    press(tab, " ")
    assert not tab.page.evaluate("downhillBus.owner.t.playing")
    press(tab, "End")
    tab.page.wait_for_function("downhillBus.state.t === downhillBus.owner.t.last")
    now(tab)
    assert len(tab.page.locator(".telling .said.verdict .head").inner_text()) > 3
    press(tab, "Home", "ArrowRight")
    tab.page.wait_for_function("downhillBus.state.t === 1")


def _choose(tab: Tab) -> None:
    """Another experiment from the list."""
    before = asked(tab).get("preset")
    reach(tab, "^combobox Experiment", "Shift+Tab")
    press(tab, "ArrowDown")
    tab.page.get_by_role("option").first.wait_for()
    press(tab, "ArrowDown", "ArrowDown", "Enter")
    wait_for_link(tab, "preset", before)


def _turn(tab: Tab) -> None:
    """A number of the Lab, one up."""
    reach(tab, "^input Steps|^input Epochs")
    before = asked(tab).get("steps")
    press(tab, "ArrowUp")
    wait_for_link(tab, "steps", before)


def _take_away(tab: Tab) -> None:
    """The link to the step in sight."""
    step = state(tab, "t")
    reach(tab, "^button .*Take away")
    press(tab, "Enter")
    tab.page.get_by_role("button", name="Numbers as CSV").wait_for()
    tab.settle()
    reach(tab, "^button .*[Ll]ink")
    press(tab, "Enter")
    tab.page.wait_for_function("navigator.clipboard.readText().then(text => /step=/.test(text))")
    assert state(tab, "t") == step
    press(tab, "Escape")
    tab.page.get_by_role("button", name="Numbers as CSV").wait_for(state="hidden")


# the browser takes the focus out of what was shut with its next frame
OUT_OF_THE_SHEET = "!document.activeElement.shadowRoot?.querySelector('.sheet')"


def test_the_sheet_tells_the_keys_of_its_view_and_turns_letters_off(tab, app):
    here = tab().open(f"{app}/{FOG}")
    sheet = here.page.get_by_role("dialog", name="Keys")
    press(here, "?")
    assert "walk west" in sheet.inner_text()
    assert "one step back" not in sheet.inner_text()
    sheet.get_by_label("Letters as keys").press(" ")
    assert "present: large" not in sheet.inner_text()
    press(here, "Escape")
    here.page.wait_for_function(OUT_OF_THE_SHEET)
    press(here, "p", "?")
    assert "present=1" not in here.settle().page.url
    assert not sheet.get_by_label("Letters as keys").is_checked()
    sheet.get_by_label("Letters as keys").press(" ")
    press(here, "Escape")
    here.page.wait_for_function(OUT_OF_THE_SHEET)
    press(here, "p")
    here.page.wait_for_url("**present=1*")
    here.settle()
    here.open(f"{app}/slope_explorer?preset=A4")
    press(here, "?")
    assert "one step back" in sheet.inner_text()
    assert "walk west" not in sheet.inner_text()
    assert "hear the walk" in sheet.inner_text()
    here.open(f"{app}/slope_explorer?preset=A5s&hide=guess")
    press(here, "?")
    assert "one step back" in sheet.inner_text()
    assert "hear the walk" not in sheet.inner_text(), "there are five"


@pytest.mark.nightly
def test_the_boxes_of_a_race_come_after_the_button_that_unlocks_them(tab, app):
    here = tab().open(f"{app}/misty_mountain?preset=B5&hide=guess")
    here.page.get_by_role("button", name="Choose racers and rates").focus()
    press(here, "Enter")
    assert re.search(r"^input .* runs$", focused(here))
    press(here, "Tab", "Tab")
    assert re.search(r"^input rate of ", focused(here))


def test_the_menu_opens_and_leads_to_a_page(tab, app):
    here = tab().open(f"{app}/slope_explorer")
    reach(here, "^button Expand sidebar")
    press(here, "Enter")
    here.settle()
    reach(here, "^a .*Linear regression")
    press(here, "Enter")
    here.page.wait_for_url("**/regression*")


# The sheet is closed, and a key follows before the browser has taken the focus out of it.
CLOSE_AND_PRESS = """key => {
    const roots = [...document.querySelectorAll('.stBidiComponent *')].map(x => x.shadowRoot);
    const sheet = roots.find(root => root?.querySelector('dialog.sheet')).querySelector('dialog.sheet');
    sheet.close();
    sheet.querySelector('.close').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
}"""


@pytest.mark.nightly
def test_a_key_right_after_the_sheet_is_heard(tab, app):
    page = tab().open(f"{app}/slope_explorer?preset=A4").page
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    page.evaluate(CLOSE_AND_PRESS, "p")
    page.wait_for_url("**present=1**", timeout=5000)
