"""What a run says goes in portions, in its order and never behind what takes long; and a portion is sent at once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from browser import ROOT
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.testing.v1 import AppTest

from pages.ui import delivery
from pages.ui.delivery import MESSAGES_AT_ONCE, Portion, deliver, in_portions, send_at_once
from pages.ui.gate import Gate
from pages.ui.memory import Memory

LONG = 3600.0  # seconds: not in this test


@pytest.fixture
def run(monkeypatch):
    """A run of a page, with a portion that nothing but an occasion sends: what it says, and what has been heard."""
    heard = []
    context = SimpleNamespace(_enqueue=heard.append)
    monkeypatch.setattr(delivery, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr(delivery, "PORTION_SECONDS", LONG)
    return SimpleNamespace(say=lambda message: context._enqueue(message), heard=heard)


def test_a_portion_is_kept_for_a_while_and_goes_in_its_order():
    heard = []
    kept = Portion(heard.append, LONG)
    for message in "abc":
        kept.keep(message)
    assert heard == []
    kept.deliver()
    kept.deliver()
    assert heard == [*"abc"], "once, and in order"
    kept.seconds = 0.0
    kept.keep("d")
    assert heard == [*"abcd"], "it was time"


def test_a_run_that_ends_has_said_all_of_it(run):
    with in_portions():
        run.say("a")
        run.say("b")
        assert run.heard == []
    assert run.heard == ["a", "b"]
    run.say("c")
    assert run.heard == ["a", "b", "c"], "what comes after it goes as before"


def test_so_has_one_that_fails(run):
    @in_portions()
    def fails():
        run.say("a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    run.say("b")
    assert run.heard == ["a", "b"]


def test_nothing_waits_for_what_is_worked_out(run):
    memory = Memory()
    with in_portions():
        run.say("a")
        known = memory.work_out("key", lambda: tuple(run.heard))
        run.say("b")
        again = memory.work_out("key", lambda: tuple(run.heard))
        assert run.heard == ["a"], "what is remembered takes no time"
    assert known == again == ("a",)


def test_nothing_waits_for_others(run):
    gate = Gate(1)
    with gate.admitted(), in_portions():
        run.say("a")
        with gate.outside():
            assert run.heard == ["a"]


def ended_early():
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from pages.ui.delivery import in_portions

    runner, first = get_script_run_ctx()._enqueue.__self__, "listener" not in st.session_state
    if first:
        heard = st.session_state["heard"]
        st.session_state["listener"] = lambda sender, **event: heard.append(event.get("forward_msg"))
        runner.on_event.connect(st.session_state["listener"])
    with in_portions():
        st.write("said")
        if first:
            runner.request_rerun(RerunData())
            st.write("said, too")


def test_what_a_run_has_said_arrives_though_it_is_ended_for_a_newer_request(monkeypatch):
    monkeypatch.setattr(delivery, "PORTION_SECONDS", LONG)
    app = AppTest.from_function(ended_early)
    app.session_state["heard"] = heard = []
    app.run()
    words = [message.delta.new_element.markdown.body for message in heard if message]
    assert [word for word in words if word] == ["said", "said, too", "said"]


def test_without_a_run_there_is_nothing_to_deliver(monkeypatch):
    monkeypatch.setattr(delivery, "get_script_run_ctx", lambda: None)
    with in_portions():
        deliver()


@pytest.fixture
def server(monkeypatch):
    """A server with one visit: what it has been sent, who was hung up on, and how many messages its browser takes."""
    there = SimpleNamespace(sent=[], gone=[], takes=LONG)
    there.browser = SimpleNamespace(client="browser")

    def send(browser, message):
        assert browser is there.browser
        if len(there.sent) >= there.takes:
            raise SessionClientDisconnectedError
        there.sent.append(message)

    there._send_message = send
    there._session_mgr = SimpleNamespace(get_active_session_info=lambda name: there.browser)
    there.disconnect_session = lambda name, client: there.gone.append((name, client))
    monkeypatch.setattr(delivery.runtime, "get_instance", lambda: there)
    monkeypatch.setattr(delivery, "_FLUSH", lambda visit: [*visit.queue])
    monkeypatch.setattr(AppSession, "flush_browser_queue", AppSession.flush_browser_queue)
    send_at_once()
    there.left = lambda count: AppSession.flush_browser_queue(SimpleNamespace(id="me", queue=range(count)))
    return there


def test_what_is_there_is_sent_and_nothing_is_left(server):
    assert server.left(3) == []
    assert server.sent == [0, 1, 2]


def test_of_too_much_the_rest_is_left_to_streamlit(server):
    assert server.left(MESSAGES_AT_ONCE + 2) == [MESSAGES_AT_ONCE, MESSAGES_AT_ONCE + 1]
    assert server.sent == [*range(MESSAGES_AT_ONCE)]


def test_a_browser_that_is_away_is_sent_nothing(server):
    server.browser = None
    assert server.left(2) == [0, 1]
    assert server.sent == []


def test_one_that_takes_no_more_is_hung_up_on(server):
    server.takes = 1
    assert server.left(3) == []
    assert (server.sent, server.gone) == ([0], [("me", "browser")])


def test_another_streamlit_is_left_alone(monkeypatch):
    monkeypatch.setattr(delivery, "_SEND", None)
    before = AppSession.flush_browser_queue
    send_at_once()
    assert AppSession.flush_browser_queue is before


def test_the_app_goes_in_portions(monkeypatch):
    kept = []
    monkeypatch.setattr(Portion, "keep", lambda self, message: (kept.append(message), self.hand_over(message)))
    home = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not home.exception
    assert len(kept) > 20
