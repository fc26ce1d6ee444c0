"""Where what a browser sent makes no sense to Streamlit itself: the page is drawn again, as its address says.

Before a page's script begins, Streamlit reads what the widgets hold, and calls back.  A value of a type that its widget
never has ends that with an error, and every later request of the visit, too, since the value stays.  The address is the
whole state of a page, so all else is forgotten, and the page opened anew.
"""

from __future__ import annotations

from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx


def start_over(error: Exception) -> bool:
    """What becomes of an error (``st.App(on_script_error=…)``): whether it has been dealt with.

    An error of the script itself has not: it would come again.  Streamlit has logged it in any case.
    """
    visit = get_script_run_ctx()
    if visit is None or visit.has_script_started or visit.script_requests is None:
        return False
    state = visit.session_state._state  # nothing public forgets without reading what cannot be read
    state._new_widget_state.states.clear()
    state.clear()
    again = RerunData(
        query_string=visit.query_string,
        page_script_hash=visit.page_script_hash,
        cached_message_hashes=visit.cached_message_hashes,
        context_info=visit.context_info,
    )
    return visit.script_requests.request_rerun(again)
