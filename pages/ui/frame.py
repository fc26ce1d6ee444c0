"""The frame that draws every view of every page, in one order that the eye learns once.

From top to bottom: title and views; the question; the experiment, its dials and the way to the Lab; the pictures, as
high as the window allows; the bar, with what to take away and what comes next beside it; the sentence of the step and
the worked step.  On the Learn floor that is all there is.  The Lab adds every knob, beside the pictures.
"""

from __future__ import annotations

import logging
from typing import Any, cast

import streamlit as st

from gdengine.experiments.descent import Descent
from pages.charts.kit.moments import Members
from pages.charts.kit.spec import Picture
from pages.ui import address, controls, guessing, permalink, playback, pressed, progress, visit
from pages.ui.about import About
from pages.ui.described import describe
from pages.ui.export import export
from pages.ui.keys import key
from pages.ui.legend import signs
from pages.ui.page import NOT_PRESENTED, Page, View
from pages.ui.parts.family import family
from pages.ui.parts.shortcuts import shortcuts
from pages.ui.parts.terms import bubble
from pages.ui.permalink import Standing
from pages.ui.results import Family, moved_in_sight, settled
from pages.ui.room import keep, room
from pages.ui.scene import Scene
from pages.ui.site import PRESENTER_STYLE, enter, head, menu
from pages.ui.stations import at_station, onward
from pages.ui.telling import tell
from pages.ui.terms import begin_marking, note, say
from pages.ui.worked_step import explain

LAB_WIDTH = (2, 7)  # of the Lab's column and of the pictures beside it


def open_page(page: Page) -> None:
    """Draw the page as it stands: all that a page's file has to say."""
    enter()
    begin_marking(page.name)
    pressed.begin()
    standing, unread = address.arrive(page)
    view = page.views[standing.view]
    record = settled(asked := cast(Descent, standing.record(page.record)))[0]
    own = standing.record(view.own).settled()[0] if view.own else None
    about = (page, view, standing, record, own)
    guess = None if "guess" in hidden() else guessing.asked(*about)
    question, turned = (guess.question(guess.subject(record, own)), ()) if guess else _question(*about)
    answered = not guess and guessing.answered(*about) is not None
    _style(view, asked=guess is not None, answered=answered, turned=bool(turned))
    with st.container(key="frame.progress"):
        progress.show_in(st.empty())
    controls.say_unread(unread)
    controls.choose_view(head(page.name, hidden="title" in hidden()), page)
    with _place("question"):
        say(question)
    dials = _controls(page, standing, turned)
    with st.container(key="frame.said"):
        controls.say_plainly(moved_in_sight(asked, view.without_effect(record, own)))
    stage = _stage(page, view, standing, guess.columns if guess else view.shared(record, presenting=visit.presenting()))
    below = _below_pictures()
    with st.container(key="frame.under"):
        words = _place("told")
    sentence = words.container(key="frame.sentence")  # before what a view says itself
    scene = Scene(page, view, record, own, standing, dials, stage, words, sentence)
    _caught(scene, guess, *below)
    menu(page.name)  # last, with what has no face: who has let something go waits for the pictures
    _keys(page, standing)
    address.rest()


def _style(view: View, **how: bool) -> None:
    """The sizes of everything, so before anything: those of a projector, and the room that the pictures have."""
    with st.container(key="frame.style"):
        st.html(PRESENTER_STYLE if visit.presenting() else "<style></style>")
        keep(room(view, presenting=visit.presenting(), **how))


def _question(page: Page, view: View, standing: Standing, record: Descent, own: Any) -> tuple[str, tuple[str, ...]]:
    """What to find out, and the knobs that it asks to turn.

    The experiment's own in its own view, as long as it is about what is seen there; else the view's.
    """
    preset = standing.preset
    if standing.view == preset.view and preset.still_asks(permalink.effective_changes(page, standing), record):
        return preset.question, preset.turned
    if asked := view.asked_instead(record, own):
        return asked, ()
    return view.question, view.turned


def _controls(page: Page, standing: Standing, turned: tuple[str, ...]) -> Any:
    """The experiment, the place for the dials, the way to the Lab; the dials' place."""
    with st.container(key="frame.controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        with _place("experiment", width="content"):
            controls.choose_preset(st, page)
        how: dict[str, Any] = {"horizontal": True, "vertical_alignment": "bottom", "gap": "medium"}
        dials = _place("rates", shown=_stays("rates", turned), **how)
        with _place("lab", width="content"):
            controls.choose_floor(page, standing)
    with st.container(key="frame.changed"):  # always there: what comes after it keeps its place, and so its charts
        if "changes" not in hidden():
            controls.changes(page, standing)
    return dials


def _stage(page: Page, view: View, standing: Standing, columns: tuple[int, ...]) -> tuple[Any, ...]:
    """The places for pictures, side by side, with the Lab beside them if it is open."""
    with st.container(key="frame.stage"):
        if not standing.in_lab or "lab" in hidden():
            return _pictures(st, columns)
        lab, pictures = st.columns(LAB_WIDTH)
        with lab.container(key="frame.knobs"):
            controls.lab(page, view, standing)
        return _pictures(pictures, columns)


def _pictures(place: Any, columns: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple(place.container(key="frame.pictures").columns(columns))


def _below_pictures() -> tuple[Any, Any, Any]:
    """The places of the legend, of the bar, and of what stands beside it: the foot."""
    legend = _place("legend")
    with st.container(key="frame.row", horizontal=True, vertical_alignment="center", gap="medium"):
        bar, foot = _place("bar"), _place("foot", width="content")
    for place in (legend, bar, foot):
        place.empty()  # a container without anything in it is not there: once it is, what is below would jump
    return legend, bar, foot


def _draw(scene: Scene, guess: guessing.Guess | None, legend: Any, bar: Any, foot: Any) -> None:
    """The view's pictures, and around them what all views share; before it is guessed, nothing of what is asked."""
    about = None
    if guess:
        guessing.ask(guess, scene, bar)
    else:
        about = scene.view.draw(scene)
    if about is not None and about.family:
        _rate(about, about.family, scene)
    for draw in scene.waiting:
        draw()
    with legend:
        signs([sign for picture in scene.charts for sign in picture.legend])
        describe(scene)
        _send_families(scene)
    for write in scene.below:
        write()
    answered = False  # in the place of the bar, where there is no end to wait for
    if about is not None:
        waits = scene.view.plays and about.plays
        if not waits:
            answered = guessing.remark(scene, lambda: bar.container(key="frame.answered"))
        _share(about, scene, hidden(), bar)
        if waits:  # after the verdict and in its place: on a phone that is in sight, however high the page
            guessing.remark(scene, lambda: scene.sentence.container(key="frame.guessed"))
    if not (guess or answered or (about and about.fills_bar)):
        bar.container(key="frame.idle").empty()  # where the bar has a row of its own, that row goes: see site.css
    with foot.container(horizontal=True, vertical_alignment="center", gap="small"):
        _foot(about, scene)


def _foot(about: About | None, scene: Scene) -> None:
    """What to take away, and what comes next."""
    if about is not None and "export" not in hidden():
        export(about, scene)
    if "next" not in visit.hidden():  # on a projector, where the foot is not seen, a key goes there
        onward(scene.standing.preset.id)


def hidden() -> frozenset[str]:
    """The parts that this visit does without: as its link says; on a projector all but pictures and words."""
    return visit.hidden() | (NOT_PRESENTED if visit.presenting() else frozenset())


def _stays(name: str, needed: Any) -> bool:
    """Whether this visit has a part: on a projector what is needed there stays, unless the link does without it."""
    return name not in (visit.hidden() if needed else hidden())


def _place(name: str, *, shown: bool | None = None, **how: Any) -> Any:
    """The place of a part, which is there but not seen where this visit does without it."""
    shown = _stays(name, needed=False) if shown is None else shown
    return st.container(key=f"{'frame' if shown else 'hidden'}.{name}", **how)


def _keys(page: Page, standing: Standing) -> None:
    """The keys that belong to no widget, and the button for who has none."""
    pressed.count(key(page.name, "part", "buttons"))
    bubble(key=key(page.name, "part", "terms"))
    how: dict[str, Any] = {"key": key(page.name, "part", "shortcuts"), "on_present": visit.present}
    how |= {"about": f"{standing.preset.id} {standing.view}", "station": at_station(standing)}
    shortcuts(visit=visit.for_browser(), **how)
    words = "Stop presenting" if visit.presenting() else "Present"
    how = {"icon": ":material/present_to_all:", "type": "tertiary", "on_click": visit.present}
    st.sidebar.button(words, key=key(page.name, "present"), help="For a projector.  Key: P; all keys: ?", **how)


def _send_families(scene: Scene) -> None:
    """What the pictures show of other members than the one in force, after the pictures themselves."""
    tables = [table for picture in scene.charts if isinstance(picture, Picture) for table in picture.data.values()]
    if families := [table for table in tables if isinstance(table, Members)]:
        family(families, key=scene.key("part", "family"))


def _rate(about: About, runs: Family, scene: Scene) -> None:
    """The dial for the rate; on a projector where the question asks to turn it."""
    _, turned = _question(scene.page, scene.view, scene.standing, scene.record, scene.own)
    if _stays("rates", "lr" in turned):
        with scene.dials.container(key="needed.rate") if visit.presenting() else scene.dials:
            playback.live_rate(about, runs, scene)


def _share(about: About, scene: Scene, hidden: frozenset[str], bar: Any) -> None:
    with bar:
        if about.plays and about.rows is not None and "bar" not in hidden:
            playback.bar(about, scene)
        if about.unplayed is not None and "bar" not in hidden:
            about.unplayed()
    if about.judged and about.walk is not None:
        with scene.sentence:
            tell(about, scene, judged="verdict" not in hidden)
    with scene.words:
        if about.letters and "step" not in hidden:
            explain(about, scene)
        if about.afterwards and "verdict" not in hidden:
            with st.container(key="frame.verdict"):
                note(about.afterwards)
        if about.note and "step" not in hidden:
            with st.container(key="frame.note"):
                note(about.note)


def _caught(scene: Scene, *places: Any) -> None:
    """A fault of ours in one view leaves the rest of the page standing, and says so without a stack trace."""
    try:
        _draw(scene, *places)
    except Exception:
        logging.getLogger(__name__).exception("%s, %s: %s", scene.page.name, scene.view.title, scene.record)
        st.error(
            "This picture could not be drawn with these settings: the fault is ours. Your settings are kept; "
            "another view, or the way back to the experiment, goes on from them.",
            icon=":material/handyman:",
        )
    finally:  # also where the visitor has asked for something newer meanwhile
        scene.let_go()
