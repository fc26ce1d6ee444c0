"""Who works with keys is never nowhere: what goes away, is disabled or hidden hands the focus on to what is there."""

from __future__ import annotations

import pytest
from browser import Tab, some
from driving import press
from test_browser_keyboard import FOCUSED, focused

NOWHERE = ""  # what focused() says of the page as a whole
PLAY = "button Play"
GONE = {  # where: the button that goes away, or is disabled, once it is pressed; and what is then in its place
    "slope_explorer?preset=A5s": ("Just show me", PLAY),
    "slope_explorer?preset=A8": ("Just show me", PLAY),
    "misty_mountain?preset=B7m": ("Just show me", PLAY),
    "regression?preset=C1": ("This is my line", PLAY),
    "slope_explorer?preset=A4&lr=0.3": ("Back to the experiment", PLAY),
    "misty_mountain?preset=B1": ("Lift the fog", "button restart_alt Hike again"),
}


def enter(tab: Tab, button: str) -> None:
    """Go to a button, as Tab would, and press it."""
    tab.page.get_by_role("button", name=button).first.focus()
    press(tab, "Enter")
    tab.settle()


def wait_for_focus(tab: Tab) -> str:
    """What has the focus, once something has."""
    tab.page.wait_for_function("document.activeElement !== document.body", timeout=3000)
    return focused(tab)


@pytest.mark.parametrize("view", some(GONE, "misty_mountain?preset=B1"))
def test_a_button_that_goes_away_hands_its_focus_on(tab, app, view):
    here = tab().open(f"{app}/{view}", asked=True)
    button, instead = GONE[view]
    enter(here, button)
    assert wait_for_focus(here) == instead


@pytest.mark.nightly
def test_undo_and_again_hand_their_focus_on(tab, app):
    here = tab().open(f"{app}/misty_mountain?preset=B1")
    for button in ("Steepest way down", "Undo", "Steepest way down", "Start again"):
        enter(here, button)
        assert wait_for_focus(here) != NOWHERE, button


def test_a_mend_that_was_taken_hands_its_focus_on(tab, app):
    here = tab().open(f"{app}/slope_explorer?preset=A5")
    press(here, "End")
    here.settle()
    here.page.locator(".st-key-frame-mend button").first.focus()
    press(here, "Enter")
    here.settle()
    assert wait_for_focus(here) != NOWHERE


def test_on_the_next_page_and_before_a_class_the_keyboard_is_at_the_bar(tab, app):
    here = tab().open(f"{app}/slope_explorer?preset=A8&hide=guess")
    here.page.locator(".st-key-frame-foot [data-testid=stPageLink] a").focus()
    press(here, "Enter")
    here.page.wait_for_url("**/misty_mountain*")
    here.settle()
    assert wait_for_focus(here) != NOWHERE
    here.open(f"{app}/slope_explorer?preset=A4")
    here.page.get_by_role("button", name="Lab").focus()
    press(here, "p")
    here.page.wait_for_url("**present=1*")
    here.settle()
    assert wait_for_focus(here) == "button Play"


def test_who_uses_the_mouse_sees_no_ring(tab, app):
    here = tab().open(f"{app}/slope_explorer?preset=A8", asked=True)
    here.page.get_by_role("button", name="Just show me").click()
    here.settle()
    assert wait_for_focus(here) == PLAY
    assert not here.page.evaluate(f"({FOCUSED})().matches(':focus-visible')")


def test_who_points_and_then_presses_space_plays(tab, app):
    """And does not press what stands where the button was: after the fog that was one that takes the trail away."""
    here = tab().open(f"{app}/misty_mountain?preset=B1&present=1")
    here.page.get_by_role("button", name="Steepest way down").click()
    here.settle().page.get_by_role("button", name="Lift the fog").click()
    assert wait_for_focus(here.settle()) == PLAY
    press(here, "Space")
    assert "trail=" in here.settle().page.url


def test_before_a_guess_the_keyboard_is_at_the_answers_and_at_none_of_them(tab, app):
    """One that had the focus would look chosen, and who presses Space to play would have answered."""
    here = tab().open(f"{app}/slope_explorer?preset=A4&present=1")
    here.page.locator("[data-do=play]").focus()
    press(here, "n")
    here.page.get_by_role("button", name="It arrives").wait_for()
    wait_for_focus(here.settle())
    press(here, "Space")
    assert here.settle().page.get_by_role("button", name="It arrives").is_visible()
    press(here, "Tab")
    assert focused(here) == "button It arrives"


def test_what_has_the_focus_keeps_it_and_who_has_left_it_is_not_brought_back(shown):
    here = shown()
    here.page.evaluate(
        """() => {
            const main = document.querySelector('[data-testid=stMainBlockContainer]');
            main.insertAdjacentHTML('beforeend',
                '<div><p id="near"><button id="a">A</button><button id="b">B</button></p><input id="c"></div>');
            document.getElementById('a').focus();
        }"""
    )
    ask = "() => new Promise(done => setTimeout(() => done(document.activeElement.id), 120))"
    here.page.evaluate("document.getElementById('a').disabled = true")
    assert here.page.evaluate(ask) == "b"
    here.page.evaluate("document.getElementById('b').remove(); document.getElementById('c').focus()")
    assert here.page.evaluate(ask) == "c"
    here.page.evaluate("document.getElementById('c').blur()")
    assert here.page.evaluate(ask) == ""
    here.page.evaluate("document.getElementById('c').remove()")
    assert here.page.evaluate(ask) == ""
