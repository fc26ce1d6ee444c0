"""What all parts of a page have in common, the keys of the number boxes and the phone's menu, in a real Chromium."""

import re

import pytest
from browser import ROOT
from driving import now, press, state

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
        assert float(tab.page.locator(".dial .value").inner_text()) == members - 1
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


@pytest.mark.parametrize("name", PARTS)
def test_a_bundle_is_one_script(name):
    script = bundled(ROOT / "pages" / "ui" / "parts" / name / f"{name}.js")
    assert re.findall("^(?:import|export) .*", script, re.MULTILINE) == [
        line for line in script.splitlines() if line.startswith("export default mounted(")
    ]
    assert script.count("class Bus ") == 1


def test_a_bundle_with_one_name_for_two_things_is_refused(tmp_path):
    (tmp_path / "one.js").write_text("export const LENGTH = 1;\n")
    (tmp_path / "two.js").write_text('import { LENGTH as SIZE } from "./one.js";\n')
    (tmp_path / "three.js").write_text('import { LENGTH } from "./one.js";\nfunction LENGTH() {}\n')
    with pytest.raises(ValueError, match="LENGTH stands in one"):
        bundled(tmp_path / "three.js")
    with pytest.raises(ValueError, match="imports LENGTH as SIZE"):
        bundled(tmp_path / "two.js")
