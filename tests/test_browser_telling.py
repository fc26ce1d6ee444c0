"""The sentence of the step and the verdict in a real Chromium: when each is told, and of whom."""

import re

import pytest
from browser import some
from driving import now, part, press, state

from gdengine.analysis.words import ENDED, HARDLY_CHANGES, SETTLED, UNFINISHED

PAGES = {  # address: (preset, what is told at the start, the verdict's first words)
    "slope_explorer": ("A5b", "f is 16 at the start.", "Arrived."),
    "misty_mountain": ("B4", "The height is 1.31 at the start.", "At rest in a valley that is not the deepest."),
    "regression": ("C4", "The loss is 1065 at the start.", "Diverges."),
    "sine_mlp": ("D6", "The loss is 0.548 at the start.", "The loss no longer changes."),
}
HEADS = {words.head for words in (*ENDED.values(), *UNFINISHED.values(), SETTLED, HARDLY_CHANGES)}
SEEN = """() => {
    const texts = [], look = (node, shown) => {
        if (node.nodeType === Node.TEXT_NODE) return void (shown && texts.push(node.textContent));
        if (node.nodeType === Node.ELEMENT_NODE) {
            const { display, visibility } = getComputedStyle(node);
            if (display === 'none') return;
            shown = visibility === 'visible';
        }
        for (const child of [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes]) look(child, shown);
    };
    look(document.body, true);
    return texts.join(' ').replace(/\\s+/g, ' ').replace(/ (?=[.,:;])/g, ''); // a marked term is a text of its own
}"""

QUIET_MS = 500  # that long words stand before they are said
# How long after the next key a place has words, by the page's own clock: a busy machine looks at it late.
SAID_AFTER = """said => {
    let start = 0;
    addEventListener('keydown', () => { start = performance.now(); }, { capture: true, once: true });
    new MutationObserver(() => { if (said.textContent) window.saidAfter ??= performance.now() - start; })
        .observe(said, { childList: true, characterData: true, subtree: true });
}"""


def opened(tab, app, page, query="", **how):
    visit = tab(**how).open(f"{app}/{page}?preset={PAGES[page][0]}&hide=guess{query}")
    press(visit, "Home")
    now(visit)
    return visit


def told(visit):
    """What stands in the sentence's place."""
    now(visit)
    return re.sub(r"\s+", " ", visit.page.locator(".telling .said").inner_text())


def spoken(visit):
    return visit.page.locator(".telling [role=status]").text_content()


@pytest.mark.parametrize("page", some(PAGES, "misty_mountain"))
def test_the_verdict_is_nowhere_before_the_end(tab, app, page):
    _, start, verdict = PAGES[page]
    visit = opened(tab, app, page)
    assert told(visit).startswith(start)
    assert [head for head in HEADS if head in visit.page.evaluate(SEEN)] == []
    press(visit, "ArrowRight")
    assert [head for head in HEADS if head in visit.page.evaluate(SEEN)] == []
    press(visit, "End")
    assert f" {verdict} " in f" {told(visit)} "
    assert verdict in visit.page.evaluate(SEEN)


def test_every_recorded_step_is_told(tab, app):
    visit = opened(tab, app, "regression")
    press(visit, "ArrowRight")
    first = told(visit)
    assert first.startswith("The loss rose by 5.67: the step went over the lowest point on its way and landed higher.")
    press(visit, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert told(visit) != first


def test_what_mends_waits_for_the_end(tab, app):
    visit = opened(tab, app, "regression")
    button = visit.page.locator(".st-key-frame-mend button")
    assert button.count() == 1
    assert not button.is_visible()
    place = visit.page.locator(".telling .said").bounding_box()
    press(visit, "End")
    now(visit)
    assert button.is_visible()
    assert visit.page.locator(".telling .said").bounding_box() == place
    button.click()
    visit.page.get_by_text("Arrived.").wait_for()
    visit.settle()
    assert "Arrived." in told(visit)


def test_the_verdict_follows_the_thumb(tab, app):
    visit = opened(tab, app, "slope_explorer")
    sent = visit.sent
    band = visit.page.locator(".strip .band").bounding_box()
    mouse, height = visit.page.mouse, band["y"] + band["height"] / 2
    mouse.move(band["x"] + 0.6 * band["width"], height)
    mouse.down()
    mouse.move(band["x"] + 0.99 * band["width"], height)
    assert "Diverges." in told(visit)
    mouse.move(band["x"] + 0.01 * band["width"], height)
    assert "Crawls." in told(visit)
    assert visit.page.evaluate("() => document.documentElement.dataset.downhillAway") == "true"
    assert visit.sent == sent
    mouse.move(band["x"] + 0.99 * band["width"], height)
    mouse.up()
    visit.page.wait_for_timeout(300)
    visit.settle()
    visit.page.evaluate("() => document.activeElement.blur()")
    press(visit, "End")
    assert "Diverges." in told(visit)
    assert state(visit, "r") == state(visit, "home")


def test_a_screen_reader_hears_where_it_rests_and_nothing_while_it_plays(tab, app):
    visit = opened(tab, app, "slope_explorer")
    visit.page.wait_for_timeout(700)
    assert spoken(visit).startswith("f is 16 at the start.")
    visit.page.locator(".speed").select_option("0.25")
    visit.page.locator(".speed").blur()
    press(visit, "ArrowRight", "Space")
    visit.page.wait_for_timeout(900)
    assert spoken(visit) == ""
    press(visit, "Space")
    visit.page.wait_for_timeout(1200)
    assert spoken(visit) == told(visit)


@pytest.mark.nightly
def test_one_coordinate_is_worked_at_first_and_the_browser_remembers_the_others(tab, app):
    visit = opened(tab, app, "misty_mountain")
    lines = visit.page.locator(f"{part('misty_mountain', 'step')} .line")
    assert [line.is_visible() for line in lines.all()] == [True, True, False]
    visit.page.get_by_text("The same for y").click()
    assert [line.is_visible() for line in lines.all()] == [True, True, True]
    visit.page.reload()
    visit.settle()
    assert [line.is_visible() for line in lines.all()] == [True, True, True]


def test_a_verdict_moves_nothing_on_a_phone(tab, app):
    """It stands over the bar and grows upward, over what is below the picture: picture and bar stay where they are."""
    visit = opened(tab, app, "misty_mountain", size=(390, 844), touch=True)
    places = [visit.page.locator(x).first for x in ("[data-testid=stVegaLiteChart]", "[data-do=play]")]
    before, said = [place.bounding_box() for place in places], visit.page.locator(".telling .said")
    low = said.bounding_box()["y"] + said.bounding_box()["height"]
    press(visit, "End")
    assert "At rest" in told(visit)
    assert [place.bounding_box() for place in places] == before
    assert said.bounding_box()["y"] + said.bounding_box()["height"] <= low
    assert said.bounding_box()["y"] >= before[0]["y"] + before[0]["height"]
    assert not visit.sideways()


@pytest.mark.parametrize(
    ("view", "words"),
    some(
        [
            ("misty_mountain?preset=B5", "first"),
            ("slope_explorer?preset=A5s&hide=guess", "In fact: Arrives."),
            ("regression?preset=C7", "the least loss there is"),
        ],
        ("misty_mountain?preset=B5", "first"),
    ),
)
def test_what_a_view_tells_at_the_end_is_said_once_the_bar_rests_there(tab, app, view, words):
    visit = tab().open(f"{app}/{view}")
    said = visit.page.locator(".bar [role=status]")
    press(visit, "Home")
    visit.page.wait_for_timeout(700)
    assert said.text_content() == ""
    said.evaluate(SAID_AFTER)
    press(visit, "End")
    after = visit.page.wait_for_function("() => window.saidAfter").json_value()
    assert after >= QUIET_MS
    assert words in said.text_content()


SAID_OF = """selector => {
    const find = root => root.querySelector(selector) ??
        [...root.querySelectorAll('*')].map(x => x.shadowRoot && find(x.shadowRoot)).find(Boolean);
    const part = find(document).closest('.root');
    window.saidOf = { seen: 0, said: 0 };
    const count = (element, name) => new MutationObserver(() => { window.saidOf[name] += 1; })
        .observe(element, { childList: true, characterData: true, subtree: true });
    count(find(document), 'seen');
    for (const region of part.querySelectorAll('[role=status]')) count(region, 'said');
}"""


@pytest.mark.parametrize(
    ("view", "place"),
    some(
        [
            ("sine_mlp?preset=D5&hide=guess", ".diagram .told"),
            ("sine_mlp?preset=D4&hide=guess", ".graph .panel"),
            ("regression?preset=C1&guessed=true&hide=guess", ".race"),
        ],
        ("sine_mlp?preset=D4&hide=guess", ".graph .panel"),
    ),
)
@pytest.mark.nightly
def test_what_follows_the_bar_is_not_said_while_it_plays(tab, app, view, place):
    visit = tab().open(f"{app}/{view}")
    press(visit, "Home")
    visit.page.wait_for_timeout(700)  # it has been said
    visit.page.evaluate(SAID_OF, place)
    visit.page.locator(".speed").select_option("4")
    visit.page.evaluate("downhillBus.owner.t.play()")
    visit.page.wait_for_timeout(1500)
    counted = visit.page.evaluate("window.saidOf")
    assert counted["said"] <= 1  # it is gone at once
    assert counted["seen"] >= (1 if place == ".race" else 3)
    visit.page.evaluate("downhillBus.owner.t.pause()")
    visit.page.wait_for_timeout(700)
    said = "part => [...part.querySelectorAll('[role=status]')].some(x => x.textContent.length > 9)"
    assert visit.page.locator(place).evaluate(f"x => ({said})(x.closest('.root'))")


@pytest.mark.nightly
def test_a_term_that_was_in_the_question_is_marked_in_the_same_sentence_where_the_question_is_another(tab, app):
    here = tab().open(f"{app}/slope_explorer?preset=A4&lens=starts&hide=guess")
    assert here.page.locator(".telling .said .term").count() == 0
    before = told(here)
    here.page.locator(".st-key-slope_explorer-lens button:has-text('Descend')").click()
    here.page.wait_for_url(lambda url: "lens" not in url)
    assert told(here.settle()) == before
    assert here.page.locator(".telling .said .term").all_inner_texts() == ["learning rate"]
