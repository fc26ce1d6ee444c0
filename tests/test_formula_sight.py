"""The formula box on a phone: what is wrong, and where, is in sight; what is shown meanwhile is named."""

import pytest
from visit import visit

PHONE = (375, 812)
LONG = "x^4/4 - x^2 + x/3 + sin(3x)/10 + exp(-x^2) + 0.5q"  # 49 characters, its error at its end


@pytest.mark.nightly
def test_caret_and_sentence_are_in_sight_on_a_phone(tab, app):
    """The line with the caret wraps where the formula does: the caret stands under the character it points at."""
    assert len(LONG) == 49
    on = tab(size=PHONE).open(f"{app}/slope_explorer?curve=formula&formula=x^2&floor=lab")
    box = on.page.get_by_role("textbox", name="f(x) =")
    box.fill(LONG)
    box.press("Enter")
    on.settle()
    place = on.page.locator("[class*=st-key-formula-error]")
    assert "0.5" in place.inner_text()
    where = place.evaluate(
        """element => {
        const rect = element.querySelector('.caret').getBoundingClientRect();
        const wrong = element.querySelector('.wrong').getBoundingClientRect();
        const said = element.querySelector('.said').getBoundingClientRect();
        return {caret: [rect.left, rect.right, rect.top], wrong: [wrong.left, wrong.right, wrong.bottom],
                said: [said.left, said.right]};
    }"""
    )
    assert 0 <= where["said"][0] < where["said"][1] <= PHONE[0]
    assert 0 <= where["caret"][0] < where["caret"][1] <= PHONE[0]
    assert abs(sum(where["caret"][:2]) - sum(where["wrong"][:2])) / 2 <= 8
    assert not on.sideways()


@pytest.mark.parametrize("text", ["x^2 +", "0.5q", "q(x)"])
def test_what_is_shown_meanwhile_is_the_formula_in_force(text):
    seen = visit("slope_explorer", curve="formula", formula="x^2+sin(3x)").turn("formula", text)
    assert seen.wrong == []
    said = [caption.value.replace("\\", "") for caption in seen.app.caption]
    assert any(text.endswith("The pictures still show x^2+sin(3x).") for text in said)


def test_a_plus_typed_by_hand_survives_on_the_page():
    seen = visit("slope_explorer", curve="formula", formula="x^2 x", lr="0.1")
    assert seen.settings["formula"] == "x^2+x"


def test_a_formula_too_long_for_a_link_is_said_not_to_be_used():
    seen = visit("slope_explorer", curve="formula", formula="x+" * 300 + "x")
    assert seen.wrong == []
    (said,) = seen.said
    assert "none of it was used" in said
    assert "was left at" in said
    assert seen.settings["formula"] == "x^4/4 - x^2 + x/3"
