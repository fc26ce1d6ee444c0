"""The terms of the subject: each is marked where a page uses it first, and tells its line in a real Chromium."""

import html
import re
from unittest import mock

import pytest
import streamlit as st
from driving import press
from visit import PAGES, visit

from gdengine import PRESETS
from gdengine.rules.optimizers import OPTIMIZERS, RULES
from pages.ui import frame, terms
from pages.ui import telling as frame_telling
from pages.ui.parts import live_text

MARK = re.compile(r'<span class="term"[^>]*aria-label="([^":]+): ([^"]+)">([^<]+)</span>')
LONGEST_LINE = 110  # characters
KINDS = [(page, view) for page, one in PAGES.items() for view in one.views]


def texts(page, **link):
    """What the frame and the views write on a page, in their order, and what the parts that write are given.

    Those are the sentence's, and ``live``, the data of every text that follows the bar and is seen.
    """
    given = {"live": []}
    real, live = frame_telling.telling, live_text._live_text

    def heard(templates, *args, **how):
        given.update(how, templates=templates)
        return real(templates, *args, **how)

    def followed(*, key, data):
        if ".described" not in key:
            given["live"].append(data)
        return live(key=key, data=data)

    with (
        mock.patch.object(frame_telling, "telling", heard),
        mock.patch.object(live_text, "_live_text", followed),
    ):
        seen = visit(page, **link)
    assert seen.wrong == []
    app = seen.app
    main = app.main  # the menu beside it names the pages
    written = [x.value for kind in (main.markdown, main.caption) for x in kind if _ours(x.value)]
    signs = [x.proto.body for x in app.get("html") if 'class="signs"' in x.proto.body]
    return [*written, *signs], given


def _ours(text):
    """No script, and no notice that holds a stranger's words."""
    return not text.startswith((":material/info:", "Changed", "`pip", "All that this run", "\\"))


def unmarked(written, given, page=""):
    """The terms that a page uses and does not mark, or not in the question that it begins with; those marked twice."""
    marks = [marked(text) for text in written]
    marks.append([term["forms"][0] for term in given.get("terms", ())])
    marks += [[term["forms"][0] for term in data["terms"] if term["forms"][0] in terms.TERMS] for data in given["live"]]
    said = [*written, *given.get("templates", ()), *(line for data in given["live"] for line in lines_of(data))]
    said += [f"{judged.head} {judged.rest}" for judged in given.get("verdicts", ())]
    all_marks = [name for names in marks for name in names]
    missing = {name for text in said for name in used(text)} - {*all_marks} | {*used(written[0])} - {*marks[0]}
    missing = {name for name in missing if terms.TERMS[name].is_one_on(page)}
    return sorted(missing), sorted({name for name in all_marks if all_marks.count(name) > 1})


def marked(text):
    return [terms.forms()[html.unescape(form).lower()] for _, _, form in MARK.findall(text)]


def lines_of(data):
    """The lines of a text that follows the bar, without its numbers."""
    return ["".join(piece.get("text", "…") for part in line for piece in part) for line in data["lines"]]


def letters_of(data):
    return {piece["text"] for line in data["lines"] for part in line for piece in part if piece.get("italic")}


def used(text):
    return terms.used(MARK.sub(r"\3", text))


@pytest.mark.parametrize(("page", "view"), KINDS)
def test_every_term_is_marked_at_its_first_use(page, view):
    preset = next((name for name, one in PRESETS.items() if (one.page, one.view) == (page, view)), None)
    written, given = texts(page, lens=view, **({"preset": preset} if preset else {}))
    assert unmarked(written, given, page) == ([], [])


def reading(block):
    """What is written in a part of the page, in the order in which it is read."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from reading(child)
        elif child.type == "html" and 'class="signs"' in child.proto.body:
            yield child.proto.body
        elif child.type in ("markdown", "caption") and _ours(child.value):
            yield child.value


@pytest.mark.parametrize(("page", "view"), KINDS)
def test_a_mark_stands_where_the_term_is_read_first(page, view):
    """Above five pictures stood "rate × curvature", and what that is was told below the last of them."""
    preset = next((name for name, one in PRESETS.items() if (one.page, one.view) == (page, view)), None)
    seen = visit(page, lens=view, hide="guess", **({"preset": preset} if preset else {}))
    written = [*reading(seen.app.main)]
    late = {
        name: text
        for k, text in enumerate(written)
        for name in marked(text)
        if any(name in used(before) for before in written[:k])
    }
    assert late == {}


ON_THE_PAGE = {*"xyabW", *"fhη", "R"}  # letters of axes and dials, and R², whose own line says what it is
FORMULAS = [(page, view, {}) for page, view in KINDS]
FORMULAS += [("misty_mountain", "descend", {"optimizer": rule}) for rule in OPTIMIZERS]


@pytest.mark.parametrize(("page", "view", "link"), FORMULAS)
def test_every_letter_of_a_formula_tells_what_it_is(page, view, link):
    """The worked step wrote η·g, and nothing on the page said what g is."""
    preset = next((name for name, one in PRESETS.items() if (one.page, one.view) == (page, view)), None)
    _, given = texts(page, lens=view, hide="guess", **({"preset": preset} if preset else {}), **link)
    for data in given["live"]:
        told = {form for term in data["terms"] for form in term["forms"]}
        assert letters_of(data) - ON_THE_PAGE - told == set(), lines_of(data)
        assert not any("‖step‖" in line for line in lines_of(data)) or "‖step‖" in told


def test_a_rule_that_mends_tells_what_it_does():
    """The button offered Adam, of whom a learner has never heard; no mark can lie on a button."""
    (offered,) = [b for b in visit("misty_mountain", preset="B4p", hide="guess").app.button if "Try Adam" in b.label]
    assert offered.help == f"Adam: {RULES['adam'].lesson}"


SIGNS = {  # of which no formula can be marked: what stands beside them
    r"\nabla f": ("∇f is the gradient", "∂f/∂x, the slope along x"),
    r"\sum": ("∑ goes over all",),
    "|f″|": ("f″, the slope of f′",),
    "f″ = ": ("the curvature is **f″ = ",),
    "Xβ": ("a row (1, x) of X",),
}


@pytest.mark.parametrize("preset", ["A1", "A5s", "A7", "B3", "B4m", "C2", "C3", "C7a"])
def test_a_sign_of_a_formula_is_explained_beside_it(preset):
    written, _ = texts(PRESETS[preset].page, lens=PRESETS[preset].view, preset=preset, hide="guess")
    said = MARK.sub(r"\3", "\n".join(written))
    signs = [sign for sign in SIGNS if sign in said]
    assert signs, "nothing was looked at"
    assert [words for sign in signs for words in SIGNS[sign] if words not in said] == []


@pytest.mark.parametrize("preset", ["D3h", "D3", "D4"])
def test_a_legend_says_what_a_derivative_is_of(preset):
    """ "∂/∂ of the number above it" said so to nobody who does not know ∂."""
    page, view = PRESETS[preset].page, PRESETS[preset].view
    written, _ = texts(page, lens=view, preset=preset, hide="guess")
    (legend,) = [text for text in written if 'class="signs"' in text]
    (back,) = [MARK.sub(r"\3", sign) for sign in legend.split('<span class="sign ') if "∂" in sign]
    assert "how fast" in back


def test_a_question_says_the_word_before_the_letter():
    asked, *_ = texts("misty_mountain", preset="B7m", floor="learn")[0]
    assert "which learning rate η with which momentum μ" in MARK.sub(r"\3", asked)


def test_a_word_is_a_term_only_where_it_is_one():
    written, _ = texts("regression", lens="scale")
    assert any("units" in text for text in written)
    assert "unit" not in {name for text in written for name in marked(text)}
    written, _ = texts("sine_mlp", lens="inside")
    assert "unit" in {name for text in written for name in marked(text)}


@pytest.mark.parametrize("data", ["height_weight", "air"])
def test_the_weight_of_who_was_weighed_is_none_that_is_learned(data):
    """Pounds, and Boyle's air: on the page of lines the learned numbers are a and b."""
    written, _ = texts("regression", lens="by_hand", data=data)
    assert any("eight" in text for text in written)
    assert "weight" not in {name for text in written for name in marked(text)}
    assert "weight" in {name for text in texts("slope_explorer", lens="weight")[0] for name in marked(text)}


def test_a_sentence_that_forgets_its_marks_is_found_out(monkeypatch):
    monkeypatch.setattr(frame, "say", st.markdown)
    assert {"slope", "step"} <= {*unmarked(*texts("slope_explorer", preset="A4"))[0]}


def test_a_line_is_one_line_and_explains():
    for name, term in terms.TERMS.items():
        assert len(term.line) <= LONGEST_LINE, name
        assert term.line.endswith((".", ")"))
        assert name.lower() not in re.findall(r"[\w-]+", term.line.lower()), f"{name} explains itself by itself"


def test_marks_stand_at_the_first_use_and_never_in_a_formula():
    terms.begin_marking()
    marked = terms.with_terms("The slope of $slope$, `slope`, Slopes and the learning rate: **slope**.")
    assert [form for _, _, form in MARK.findall(marked)] == ["slope", "learning rate"]
    assert marked.endswith("**slope**.")
    assert MARK.sub(r"\3", marked) == "The slope of $slope$, `slope`, Slopes and the learning rate: **slope**."
    assert terms.with_terms("slope") == "slope"
    assert [term["forms"][0] for term in terms.left(["A slope, a minimum."])] == ["minimum"]


def test_a_tap_and_a_key_tell_the_line(tab, app):
    visit = tab(size=(390, 844), touch=True).open(f"{app}/slope_explorer?preset=A4")
    mark, bubble = visit.page.locator(".st-key-frame-question .term").first, visit.page.locator(".bubble")
    assert not bubble.is_visible()
    mark.tap()
    assert bubble.is_visible()
    assert bubble.inner_text() == mark.get_attribute("aria-label")
    box = bubble.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    press(visit, "Escape")
    assert not bubble.is_visible()
    press(visit, "Enter")
    assert bubble.is_visible()
    press(visit, "Space")
    assert not bubble.is_visible()
    assert visit.page.evaluate("() => downhillBus.state.t") == 0, "the space bar on a mark does not play"
    visit.page.locator("h1").first.tap()
    told = visit.page.locator(".telling .term, .signs .term")
    told.first.focus()
    assert bubble.inner_text() == told.first.get_attribute("aria-label")


@pytest.mark.parametrize(("text", "tags"), [("A word.", False), ("A slope.", True), ("2 < 3, **so**", False)])
def test_words_without_a_mark_wait_for_nothing_that_reads_marks(text, tags):
    """Streamlit fetches that once it is told that there may be tags, and shows none of the words meanwhile."""
    for write, name in ((terms.say, "markdown"), (terms.note, "caption")):
        place = mock.Mock()
        terms.begin_marking("teaching")
        write(text, place)
        assert getattr(place, name).call_args.kwargs == {"unsafe_allow_html": tags}


@pytest.mark.parametrize(
    ("term", "wrong"),
    [
        ("step", "walk: the steeper the ground, the longer"),  # of Adam's or RMSProp's steps that is not so
        ("convex", "has one valley"),  # a slope that is the same all over has none
        ("diverge", "with every step"),  # a walk may come nearer at times
    ],
)
def test_a_term_claims_no_more_than_always_holds(term, wrong):
    assert wrong not in terms.TERMS[term].line
