"""A session looked up key by key holds what Streamlit's dictionary of all of it holds."""

import pytest
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest
from visit import visit

from pages.ui import session_lookup
from pages.ui.session_lookup import Lookup, look_up_single_keys, whole


def boxes():
    import streamlit as st

    st.session_state.setdefault("mine", 3)
    st.session_state.setdefault("none", None)
    st.text_input("a", "x", key="a")
    st.selectbox("b", [1, 2], key="b")
    st.number_input("c", 0, key="c")
    st.text_input("no key", "y")


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(SessionState, "filtered_state", SessionState.filtered_state)
    look_up_single_keys()
    assert SessionState.filtered_state.fget is Lookup


def same(state):
    found, all_of_it = Lookup(state), whole(state)
    assert dict(found) == all_of_it
    assert len(found) == len(all_of_it)
    assert str(found) == str(all_of_it)
    assert all(found[key] == value for key, value in all_of_it.items())
    hidden = [key for key in state if key not in all_of_it]
    assert hidden
    assert not any(key in found for key in (*hidden, "nothing"))
    return all_of_it


def test_every_key_holds_what_it_held(quick):
    app = AppTest.from_function(boxes).run()
    app.text_input(key="a").set_value("z").run()
    app.selectbox(key="b").set_value(2).run()
    assert not app.exception
    held = same(app.session_state._state._state)
    assert {key: held[key] for key in "abc"} == {"a": "z", "b": 2, "c": 0}
    assert (held["mine"], held["none"]) == (3, None)


def test_a_page_is_the_same(quick):
    seen = visit("misty_mountain", floor="lab").turn("lr", 0.02)
    assert seen.wrong == []
    assert seen.settings["lr"] == 0.02


def test_another_streamlit_is_left_alone(monkeypatch):
    monkeypatch.setattr(session_lookup, "_WHOLE", None)
    before = SessionState.filtered_state
    look_up_single_keys()
    assert SessionState.filtered_state is before
