"""A walk is heard by who asks for it, as it goes, and by nobody else."""

from itertools import pairwise

import numpy as np
import pytest
from driving import do, press, state

# In the place of the browser's own: it plays nothing and writes down what it is told.
RECORDER = """() => {
    const log = window.heard = [];
    const param = (...name) => ({
        setTargetAtTime: value => log.push([...name, value]), setValueAtTime: value => log.push([...name, value]),
        cancelScheduledValues: () => {},
    });
    const nodes = {level: 0, hertz: 0}, node = {connect: () => {}, start: () => {}};
    const made = kind => param(kind, nodes[kind]++);
    window.AudioContext = class {
        state = 'running';
        constructor() { Object.assign(nodes, {level: 0, hertz: 0}); log.push(['made']); }
        get currentTime() { return performance.now() / 1000; }
        createStereoPanner() { return {...node, pan: param('pan')}; }
        async close() { log.push(['closed']); }
    };
    window.GainNode = function () { return {...node, gain: made('level')}; };
    window.OscillatorNode = function () { return {...node, frequency: made('hertz')}; };
}"""
# Notes of (seconds, timbre, hertz, pan), as they sound, both sides of it; at the end it is turned off.
PLAYED = """async ([notes, rate, seconds]) => {
    const { Voice } = await import('/pages/ui/parts/sound/voice.js');
    const audio = new OfflineAudioContext(2, rate * seconds, rate), resume = audio.resume.bind(audio);
    const voice = new Voice(), kept = window.AudioContext;
    Object.assign(audio, {resume: async () => {}, close: async () => {}});
    window.AudioContext = function () { return audio; };
    for (const [at, timbre, hertz, pan] of notes)
        audio.suspend(at).then(() => { timbre ? voice.play({timbre, hertz, pan}) : voice.close(); resume(); });
    const sound = await audio.startRendering();
    window.AudioContext = kept;
    return [0, 1].map(side => [...sound.getChannelData(side)]);
}"""
TIMBRES = ("falls", "rises", "arrives")


def listening(tab, app, query):
    """That view of the slope page, at its first step, with an audio that is written down."""
    tab.page.add_init_script(f"({RECORDER})()")
    return tab.open(f"{app}/slope_explorer?{query}&lens=descend&hide=guess")


def log(tab):
    """What was told to the audio since it was last asked."""
    return tab.page.evaluate("() => heard.splice(0)")


def notes(tab):
    """The notes since it was last asked: (timbre, hertz, pan) each."""
    found, pan = [], 0
    for what, *told in log(tab):
        if what == "pan":
            (pan,) = told
        elif what == "level" and told[1] > 0:
            found.append([TIMBRES[told[0]], None, pan])
            assert told[1] <= 0.1
        elif what == "hertz" and found[-1][1] is None:
            found[-1][1] = told[1]
    return [tuple(note) for note in found]


def kinds(tab):
    """What was told since it was last asked, without its numbers."""
    return [what for what, *_ in log(tab)]


def heard_until(tab, what):
    tab.page.wait_for_function("what => heard.some(([told]) => told === what)", arg=what)


def rising(numbers):
    return all(after > before for before, after in pairwise(numbers))


@pytest.mark.nightly
def test_three_walks_are_three_tunes_for_who_asks_and_nobody_else(tab, app):
    here = listening(tab(), app, "preset=A4")
    press(here, "ArrowRight", "End", "Home")
    do(here, "play")
    here.page.wait_for_function("downhillBus.state.t > 0")
    press(here, "Home")
    assert log(here) == [], "nothing is there before it is asked for"
    sent = here.sent
    press(here, "s", *["ArrowRight"] * 9)
    heard = notes(here)
    assert [timbre for timbre, *_ in heard] == ["falls"] * 10
    assert heard[0][1] == 880, "the step where it stands"
    assert rising([-hertz for _, hertz, _ in heard])
    sides = [pan for _, _, pan in heard]
    assert (sides[0], sides[-1], sides) == (-0.8, -0.3, sorted(sides)), "it comes from the left"
    press(here, "End")
    assert notes(here) == [("arrives", pytest.approx(220, rel=0.01), 0)]
    press(here, "s")
    heard_until(here, "closed")
    assert kinds(here) == ["level"] * 3 + ["closed"]
    press(here, "Home")
    assert log(here) == []
    press(here, "s")
    assert here.sent == sent

    listening(here, app, "preset=A5")
    assert log(here) == [], "the visit is still heard, but nothing begins by itself"
    press(here, *["ArrowRight"] * 50)
    heard = notes(here)
    assert {timbre for timbre, *_ in heard} == {"rises"}
    assert rising([880, *(hertz for _, hertz, _ in heard)])
    assert heard[-1][1] == pytest.approx(1760)
    press(here, "ArrowRight", "End")
    assert log(here) == [], "silence"

    listening(here, app, "preset=A5b")
    press(here, *["ArrowRight"] * 6)
    sides = [pan for _, _, pan in notes(here)]
    assert all(before * after < 0 for before, after in pairwise(sides))
    assert -1 <= min(sides) < max(sides) <= 1


@pytest.mark.nightly
def test_a_finger_turns_it_on_and_who_looks_away_or_leaves_leaves_nothing_running(tab, app):
    here = listening(tab(touch=True), app, "preset=A5c")
    here.page.get_by_role("button", name="Take away").tap()
    switch = here.page.get_by_role("checkbox", name="Hear the walk")
    assert not switch.is_checked()
    switch.tap()
    assert len(notes(here)) == 1
    assert here.page.evaluate("localStorage.getItem('downhill.heard')") is None, "who comes next hears nothing"
    press(here, "Escape")
    do(here, "play")
    hidden = "Object.defineProperty(document, 'hidden', {value: true, configurable: true})"
    here.page.evaluate(f"{hidden}; document.dispatchEvent(new Event('visibilitychange'))")
    heard_until(here, "closed")
    here.page.evaluate("delete document.hidden; heard.length = 0")
    heard_until(here, "made")  # it still plays
    here.page.locator("[data-testid=stExpandSidebarButton]").click()
    here.page.get_by_role("link", name="Misty mountain").click()
    here.page.wait_for_url("**/misty_mountain*")
    here.settle()
    told = kinds(here)
    assert told.count("made") == told.count("closed") == 1
    assert told[-1] == "closed"


@pytest.mark.nightly
def test_a_class_is_asked_first_and_what_is_drawn_anew_is_not_heard_anew(tab, app):
    here = listening(tab(), app, "preset=A4")
    press(here, "s", "End")
    assert [timbre for timbre, *_ in notes(here)] == ["falls", "arrives"]
    press(here, "p")
    here.page.wait_for_function("downhillBus.state.quiet === 1")
    here.settle()
    assert notes(here) == []
    press(here, "Home", "End")
    assert [timbre for timbre, *_ in notes(here)] == ["falls", "falls"]


@pytest.mark.nightly
def test_without_audio_the_key_does_nothing(tab, app):
    here = tab()
    here.page.add_init_script("delete window.AudioContext")
    here.open(f"{app}/slope_explorer?preset=A4")
    press(here, "s", "ArrowRight", "s")
    here.page.wait_for_function("downhillBus.state.t === 1")
    assert state(here, "t") == 1


def test_it_is_soft_never_clicks_and_is_silent_once_it_is_off(modules):
    rate, calm, fast = 22050, [(0, "falls", 880, -1), (0.5, "falls", 660, 0)], np.arange(60) / 60
    gliding = [(1 + t, "rises" if k % 3 == 0 else "falls", 440 * 2**t, (-1) ** k) for k, t in enumerate(fast)]
    notes = [*calm, *gliding, (2.0, "arrives", 220, 0), (2.1, None, 0, 0)]
    sides = np.array(modules.evaluate(PLAYED, [notes, rate, 2.5]))
    assert 0.05 < np.abs(sides).max() <= 0.1
    assert np.abs(np.diff(sides)).max() <= 0.1 * 2 * np.pi * 880 / rate, "no more than the highest tone's own slope"
    for seconds in (0.49, 2.25):
        assert np.abs(sides[:, round(seconds * rate) : round((seconds + 0.01) * rate)]).max() < 1e-4
    assert np.abs(sides[1, :4000]).max() < 1e-3 < np.abs(sides[0, :4000]).max(), "on the left"
