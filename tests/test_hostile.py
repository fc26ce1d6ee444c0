"""What means harm, or makes no sense, changes nothing: bad requests beside a student who means well."""

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from gdengine.experiments import SlopeExplorer
from pages.ui.door import DEEPEST_JSON, NAMES_AT_ONCE, admitted
from pages.ui.parts import PARTS_FOLDER, heard
from tests.load import watched
from tests.load.attacks import DEVELOPERS, EVENT_NAMES, MESSAGES, Intruder
from tests.load.hostile import besiege, trespasses
from tests.load.student import EVENTS, PART

NUMBER = 14
ROOT = watched.__file__.partition("tests")[0]


def run(visit):
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visit).result()


def besieged(number, seed):
    with ThreadPoolExecutor(1) as thread:
        siege, touched, log = thread.submit(besiege, number, seed).result()
    assert siege.wrong == {}, log[-6000:]
    assert touched == []
    assert sum(siege.done.values()) >= number
    assert len(siege.lessons) > 1


def test_bad_requests_change_nothing():
    besieged(NUMBER, seed=1)


@pytest.mark.nightly
def test_thousands_of_bad_requests_change_nothing():
    besieged(10_000, seed=int(os.environ.get("DOWNHILL_SEED", "14")))


# --- the door ---------------------------------------------------------------------------------------------------------


def asking(*states):
    message = BackMsg()
    message.rerun_script.widget_states.widgets.extend(states)
    return message.SerializeToString()


SCRIPT = "0f"  # what the app's script is called where it is taken for a page
KINDS = {"box": "string_value", "part": "json_value", "told": "json_trigger_value"}.get
BOX, PART_STATE = WidgetState(id="box", string_value="1"), WidgetState(id="part", json_value='{"a": [1]}')


def kept(*states):
    """The ids of those that go on."""
    frame = admitted(asking(*states), KINDS, SCRIPT)
    return [state.id for state in BackMsg.FromString(frame).rerun_script.widget_states.widgets]


def test_what_a_page_sends_goes_on_as_it_is():
    frame = asking(BOX, PART_STATE)
    assert admitted(frame, KINDS, SCRIPT) is frame


@pytest.mark.parametrize(
    ("path", "name"), [("regression", "regression"), ("a/course/regression/", "regression"), ("", ""), ("course/", "")]
)
def test_who_has_not_heard_yet_which_page_is_open_is_given_the_one_in_the_address(path, name):
    message = BackMsg()
    message.rerun_script.page_script_hash = SCRIPT
    message.rerun_script.context_info.url = f"https://a.school/{path}?preset=C3"
    asked = BackMsg.FromString(admitted(message.SerializeToString(), KINDS, SCRIPT)).rerun_script
    assert (asked.page_script_hash, asked.page_name) == ("", name)


def test_a_value_that_its_widget_never_holds_stays_outside():
    assert kept(BOX, WidgetState(id="box", bool_value=True), WidgetState(id="gone", string_value="1")) == ["box"]
    assert kept(PART_STATE, WidgetState(id="box")) == ["part"]


def test_deep_and_long_json_stays_outside():
    for depth, there in ((DEEPEST_JSON, ["part"]), (DEEPEST_JSON + 1, [])):
        assert kept(WidgetState(id="part", json_value="[" * depth + "]" * depth)) == there
    assert kept(WidgetState(id="part", json_value=json.dumps("x" * 200_000))) == []


@pytest.mark.parametrize("text", ["{", "no JSON", "1" * 5000, '[{"a": -' + "9" * 4301 + "}]"])
def test_so_does_what_no_reader_of_json_reads(text):
    assert kept(WidgetState(id="part", json_value=text)) == []
    assert kept(BOX, WidgetState(id="told", json_trigger_value=text)) == ["box"]


@pytest.mark.parametrize("name", [name for name in DEVELOPERS if name != "stop_script"])
def test_what_only_a_developer_s_browser_asks_stays_outside(name):
    assert admitted(BackMsg(**{name: True}).SerializeToString(), KINDS, SCRIPT) is None


def test_so_does_what_is_no_request():
    many = BackMsg()
    many.file_urls_request.file_names.extend(["x"] * (NAMES_AT_ONCE + 1))
    assert admitted(many.SerializeToString(), KINDS, SCRIPT) is None
    assert admitted(b"", KINDS, SCRIPT) is None
    assert admitted(None, KINDS, SCRIPT) is None, "a text"
    assert admitted(b"\xff\xff", KINDS, SCRIPT) == b"\xff\xff", "Streamlit hangs up on it"


# --- what is heard ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (heard.number, [None, "1", True, [], {}, float("nan"), float("inf"), 10**400]),
        (heard.index, [-1, 0.5, "0", None, 1e300, float("nan")]),
        (heard.text, [None, 5, ["a"], "x" * 20_000]),
        (heard.flag, [0, 1, "true", None]),
        (heard.mapping, [None, [], "x", 3]),
        (lambda told: heard.row(told, heard.number, heard.index), [None, [1], [1, 2, 3], "12", {"0": 1}, [1, -1]]),
    ],
)
def test_what_has_another_shape_is_an_error(read, told):
    for one in told:
        with pytest.raises(ValueError, match="is n"):
            read(one)


def test_what_has_its_shape_is_read():
    assert (heard.number(3), heard.index(3.0), heard.text("x"), heard.flag(False)) == (3.0, 3, "x", False)
    assert heard.row([1, 2], heard.number, heard.index) == (1.0, 2)


def test_a_callback_that_was_told_nonsense_changes_nothing_and_a_fault_of_ours_is_seen(caplog):
    told = []
    heard.cautious(told.append)(1)
    heard.cautious(lambda: told.append(heard.number("x")))()
    assert told == [1]
    assert "'x' is no number" in caplog.text
    with pytest.raises(ZeroDivisionError):
        heard.cautious(lambda: 1 / 0)()


def told(monkeypatch, *batches):
    """What is done of such messages of a part, told one after the other."""
    state, done = {}, []
    monkeypatch.setattr(heard.st, "session_state", state)
    hears = {"walk": lambda way: done.append(heard.text(way)), "wait": lambda how: done.append(f"wait {how}")}
    for batch in batches:
        state["part"] = {heard.TOLD: batch}
        heard.hear("part", hears)
    return done


def test_the_browser_tells_by_the_event_that_is_listened_to_and_no_more_at_once():
    script = (PARTS_FOLDER / "outbox.js").read_text("utf-8")
    assert f'const EVENT = "{heard.TOLD}";' in script
    assert f"const MOST_KEPT = {heard.MOST_TOLD};" in script


def test_what_is_told_along_once_more_is_not_done_again_and_nothing_is_forgotten(monkeypatch):
    one, two, three = [1, "walk", "north"], [2, "walk", "east"], [3, "wait", 5]
    assert told(monkeypatch, {"from": "a", "said": [one, two]}, {"from": "a", "said": [one, two, three]}) == [
        "north", "east", "wait 5",
    ]  # fmt: skip
    assert told(monkeypatch, {"from": "a", "said": [three]}, {"from": "a", "said": [one, two]}) == ["wait 5"]
    assert told(monkeypatch, {"from": "a", "said": [two]}, {"from": "b", "said": [one]}) == ["east", "north"]


@pytest.mark.parametrize(
    "batch",
    [None, 7, "x", [], {}, {"from": "a"}, {"said": []}, {"from": 1, "said": []}, {"from": "a", "said": {}},
     {"from": "a", "said": [[1]]}, {"from": "a", "said": [[-1, "walk", "north"]]}, {"from": "a", "said": [[1, 2, 3]]},
     {"from": "a", "said": [[1, "fly", "north"]]}, {"from": "a", "said": [[1, "walk", 5]]},
     {"from": "a", "said": [[k, "walk", "north"] for k in range(1, 100)]}],
)  # fmt: skip
def test_what_is_told_amiss_is_not_done_and_what_comes_after_it_is(monkeypatch, batch):
    good = {"from": "a", "said": [[1, "walk", 5], [2, "walk", "east"]]}
    assert told(monkeypatch, batch, good) == ["east"]


def test_a_part_that_went_before_its_browser_heard_of_it_is_no_fault(monkeypatch, caplog):
    monkeypatch.setattr(heard.st, "session_state", {})
    heard.hear("part", {"walk": heard.text})
    assert not caplog.text


@pytest.mark.parametrize("name", ["lr", "steps"])
def test_no_knob_can_be_set_to_what_is_no_number(name):
    knob = SlopeExplorer.knobs()[name]
    with pytest.raises(ValueError, match="no number"):
        knob.nearest(float("nan"))
    assert knob.nearest(float("inf")) == knob.high


# --- over the protocol ------------------------------------------------------------------------------------------------


def test_a_bad_event_leaves_the_page_as_it_stood(app):
    async def visit():
        student = Intruder(urlsplit(app).netloc)
        await student.arrive("slope_explorer", "preset=A4&lr=0.125")
        part = next(one for one in student.widgets.values() if one.kind == PART and one.key.endswith("part.rates"))
        said = [{"event": heard.TOLD, "value": {"from": "a", "said": [[1, "rate", {"a": 1}]]}}]
        wrong = await student.send(WidgetState(id=EVENTS.format(id=part.id), json_trigger_value=json.dumps(said)))
        await student.leave()
        return wrong, student.query, len(student.charts)

    wrong, query, charts = run(visit())
    assert wrong == []
    assert "lr=0.125" in query
    assert charts > 0


def test_what_streamlit_cannot_read_opens_the_page_anew_as_its_address_says(app):
    async def visit():
        student = Intruder(urlsplit(app).netloc)
        await student.arrive("slope_explorer", "preset=A4&lr=0.125")
        chart = next(one for one in student.widgets.values() if one.key.endswith("chart.curve"))
        wrong = await student.send(WidgetState(id=chart.id, string_value="no JSON"))
        wrong += (await student.ask()).wrong  # of two runs the first has ended early
        await student.leave()
        rate = next(one for one in student.widgets.values() if one.key == "slope_explorer.part.rates")
        return wrong, student.query, json.loads(rate.element.bytes)["current"]

    wrong, query, rate = run(visit())
    assert wrong == []
    assert "lr=0.125" in query
    assert rate == 0.125


# --- the means --------------------------------------------------------------------------------------------------------


def test_every_event_of_every_part_is_attacked():
    said = {
        word.split('"')[1]
        for file in PARTS_FOLDER.rglob("*.js")
        for word in file.read_text("utf-8").split("say(")[1:]
        if word.startswith('"')
    }
    assert said == {*EVENT_NAMES}
    assert all(MESSAGES.values())


def test_what_is_done_to_the_machine_is_written_down():
    assert watched.what_is_done("open", ("/etc/passwd", "r", os.O_RDONLY)) == "read\t/etc/passwd"
    assert watched.what_is_done("open", ("x", "w", os.O_WRONLY)) == "write\tx"
    assert watched.what_is_done("open", (3, "w", os.O_WRONLY)) is None
    assert watched.what_is_done("subprocess.Popen", ("git", [], None, None)) == "start\tgit"
    assert watched.what_is_done("socket.connect", (None, ("1.2.3.4", 80))) == "call\t('1.2.3.4', 80)"


def test_and_what_of_it_is_not_the_app_s_own_is_found():
    own = f"read\t{ROOT}app.py\nread\t{ROOT}pages/home.py\nread\t{os.__file__}\nread\t/proc/self/stat\n"
    assert trespasses(own) == []
    others = ["call\t('1.2.3.4', 80)", "read\t/etc/passwd", f"read\t{ROOT}README.md", "start\tgit", "write\tx"]
    assert trespasses(own + "\n".join(others)) == sorted(others)
