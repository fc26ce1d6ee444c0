"""The strip of learning rates, driven in a real Chromium on the small page demo_player.py."""

import pytest
from driving import DRAWN, FED, GRID, now, place, press, state

from pages.ui.parts.rates import rate_strip


def test_dragging_redraws_without_a_message_and_commits_once(shown):
    tab = shown("frame=50")
    sent, before = tab.sent, tab.page.evaluate(DRAWN)
    tab.page.evaluate("""() => { window.members = [];
        downhillBus.addEventListener('change', () => members.push(downhillBus.state.r)); }""")
    tab.page.mouse.move(*place(tab, 0.7))
    tab.page.mouse.down()
    tab.page.mouse.move(*place(tab, 52.5 / 61), steps=6)
    assert now(tab) == "step 50 of 50", "the loss is known of the committed run only"
    tab.page.wait_for_function("before => (" + DRAWN + ")() !== before", arg=before)
    assert tab.page.evaluate(FED, "r") == [52, 52]
    slider = tab.page.locator(".strip [role=slider]")
    assert slider.get_attribute("aria-valuetext") == "0.726, oscillates"
    assert GRID[52] == 0.726
    told = [slider.get_attribute(f"aria-value{what}") for what in ("min", "now", "max")]
    assert told == ["0", "53", "61"], "places among the stops: sane on a scale of powers too"
    assert "away" in tab.page.locator(".live_text").get_attribute("class")
    assert tab.sent == sent
    tab.page.mouse.up()
    tab.page.get_by_text("rate 0.726, commits 1").wait_for()
    tab.settle()
    assert tab.sent == sent + 1
    assert (state(tab, "r"), state(tab, "home"), state(tab, "t")) == (52, 52, 50)
    members = tab.page.evaluate("members")
    assert len(set(members)) > 3
    assert set(members[members.index(52) :]) == {52}, "no other run is seen on the way to the server and back"
    assert "away" not in tab.page.locator(".live_text").get_attribute("class")


def test_a_strip_that_is_scrolled_while_it_is_held_is_where_it_is_seen(shown):
    """Where it lies is asked once while it is held, and again once something has moved."""
    tab = shown("frame=20")
    middle, right = place(tab, 0.5), place(tab, 0.75)
    tab.page.mouse.move(*middle)
    tab.page.mouse.down()
    tab.page.mouse.move(*right)
    before = tab.page.evaluate("downhillBus.state.r")
    away = 0.25 * (right[0] - middle[0])
    tab.page.evaluate("away => { document.body.style.transform = `translateX(${away}px)`; }", away)
    tab.page.evaluate("window.dispatchEvent(new Event('scroll'))")
    tab.page.mouse.move(right[0] + away, right[1])
    after = tab.page.evaluate("downhillBus.state.r")
    tab.page.evaluate("document.body.style.transform = ''")
    tab.page.keyboard.press("Escape")
    tab.page.mouse.up()
    assert after == before != tab.page.evaluate("downhillBus.state.home")


def test_keys_on_the_strip_commit_once_and_escape_takes_back(shown):
    tab = shown("frame=20")
    tab.page.locator(".strip [role=slider]").focus()
    sent, home = tab.sent, state(tab, "home")
    press(tab, "ArrowRight", "Escape")
    tab.page.wait_for_timeout(400)
    assert (tab.sent, state(tab, "r")) == (sent, home)
    press(tab, "End", "PageDown", "ArrowUp", "PageUp", "ArrowLeft")  # End too is the strip's while it has the focus
    assert tab.sent == sent
    tab.page.get_by_text(f"rate {GRID[59]}, commits 1").wait_for()
    assert tab.sent == sent + 1
    assert now(tab).startswith("step 50 of 50 · diverged")


def test_a_rate_between_the_grid_is_the_last_member(shown):
    tab = shown()
    tab.page.get_by_text("between").click()
    tab.page.wait_for_function("downhillBus.state.home === 61 && downhillBus.owner.r.data.current === 0.123456")
    slider = tab.page.locator(".strip [role=slider]")
    assert slider.get_attribute("aria-valuetext") == "0.123456, converges"
    thumb = tab.page.locator(".thumb").bounding_box()
    below, above = (place(tab, (i + 0.5) / 61)[0] for i in (38, 39))
    assert GRID[38] < 0.123456 < GRID[39]
    assert below < thumb["x"] + thumb["width"] / 2 < above
    slider.focus()
    press(tab, "ArrowLeft", "Escape", "ArrowRight")
    tab.page.get_by_text(f"rate {GRID[39]}, commits 1").wait_for()


def test_a_number_is_typed_as_people_write_it(shown):
    tab = shown("frame=20")
    box = tab.page.get_by_role("textbox", name="Learning rate η")
    for typed, rate in (("0,35", 0.35), ("1/8", 0.125), (" 2·10⁻³ ", 0.002), ("7", 7.0)):
        sent = tab.sent
        box.fill(typed)
        press(tab, "Enter", "Tab")
        tab.page.get_by_text(f"rate {rate}, ").wait_for()
        tab.settle()
        assert tab.sent == sent + 1
        assert tab.page.locator(".strip [role=slider]").get_attribute("aria-valuetext").startswith(box.input_value())
        assert float(box.input_value()) == rate


def test_a_number_out_of_range_is_answered_with_the_range(shown):
    tab = shown()
    box, reason = tab.page.get_by_role("textbox", name="Learning rate η"), tab.page.locator(".strip .reason")
    box.fill("banana")
    press(tab, "Enter")
    reason.get_by_text("It is a number, such as 0.35 or 1/8.").wait_for()
    assert (box.input_value(), box.get_attribute("aria-invalid")) == ("banana", "true")
    box.fill("-1")
    press(tab, "Tab")
    reason.get_by_text("It is a number from").wait_for()
    assert "commits 0" in tab.page.get_by_text("commits").inner_text()
    tab.page.locator(".strip [role=slider]").press("ArrowRight")
    assert reason.inner_text() == ""
    tab.page.wait_for_function("box => Number(box.value) > 0.1", arg=box.element_handle())
    assert box.get_attribute("aria-invalid") is None


def test_the_regimes_are_said_in_words(rewound):
    tab = rewound
    assert tab.page.locator(".strip .word").all_inner_texts() == ["crawls", "converges", "oscillates", "diverges"]
    legend = tab.page.locator(".strip #legend").text_content()
    assert legend.startswith("crawls from 0.001 to 0.01")
    assert "; diverges from 1.06 to 2; " in legend
    assert tab.page.locator(".strip .mark").all_inner_texts() == ["over ›", "out ›"]
    assert tab.page.locator(".strip .outside").inner_text().split() == ["off", "from", "40", "▸"]
    assert "; over from 0.5: beyond it; out from 1: farther; off from 40: gone" in legend
    assert tab.page.locator(".strip .slider").get_attribute("title") == legend


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda: rate_strip([0.1, 0.1], 0.1, ["a"] * 3, colors={"a": "red"}), "increasing"),
        (lambda: rate_strip([0.1, 0.2], -1, ["a"] * 3, colors={"a": "red"}), "in force is -1"),
        (lambda: rate_strip([0.1, 0.2], 0.1, ["a"] * 2, colors={"a": "red"}), "2 regimes for 2 rates"),
        (lambda: rate_strip([0.1, 0.2], 0.1, ["a", "b", "b"], colors={"a": "red"}), "no color is given for b"),
    ],
)
def test_a_grid_that_cannot_be_dragged_over_is_refused(draw, what):
    with pytest.raises(ValueError, match=what):
        draw()
