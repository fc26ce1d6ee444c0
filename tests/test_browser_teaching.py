"""A teacher in a real Chromium: reads, unfolds, puts a link together, opens what is linked, and prints."""

from test_browser_journeys import address, moved
from test_browser_paper import sheets

from pages.views.teaching.beliefs import BELIEFS, settled

SETTLED = "[class*=st-key-teaching-settled]"
PHONE = {"width": 390, "height": 844}


def test_a_teacher_unfolds_links_opens_and_prints(tab, app):
    visit = tab().open(f"{app}/teaching")
    page, answers = visit.page, visit.page.locator(f"{SETTLED} details[open]")
    assert (answers.count(), page.locator(f"{SETTLED} summary").count()) == (0, len(BELIEFS))
    page.locator(f"{SETTLED} summary").nth(3).click()
    page.locator("[data-testid=stExpander] summary").click()
    visit.settle()  # it opens slowly
    page.locator(".st-key-teaching-part-lab label").click()
    page.locator("[data-testid=stCode]").get_by_text(f"{app}/slope_explorer?preset=A4&hide=lab", exact=True).wait_for()
    visit.settle()
    (told,) = answers.all_inner_texts()
    assert told.endswith(settled([*BELIEFS][3])), "what was unfolded stays: nothing else changes"
    assert sheets(page) == 2
    page.emulate_media(media="print")
    assert page.get_by_text(settled("equal_steps")[:20]).is_visible(), "on paper every answer is told"
    page.emulate_media(media="screen")
    page.set_viewport_size(PHONE)
    assert not visit.sideways()
    assert page.locator(".minutes").nth(1).inner_text().split() == ["5", "of", "45", "6", "of", "90"]
    with moved(visit):
        page.locator(".st-key-teaching-belief-no_slope_no_fault a").click()
    assert address(visit) == ("sine_mlp", BELIEFS["no_slope_no_fault"].link)
    with moved(visit):
        page.go_back()
    with moved(visit):
        page.locator(".st-key-grid-lessons a").first.click()
    assert address(visit) == ("slope_explorer", {"preset": "A1", "present": "1"})
