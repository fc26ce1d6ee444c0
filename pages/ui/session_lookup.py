"""One key of the session is looked up as one key, not in a dictionary of all that the session holds.

Streamlit builds that dictionary for every box with a key that a page draws (``SessionState.filtered_state``, of which
the box asks for its own key), and for every part in it a class.  A Lab of a dozen boxes, among eighty things with keys,
spent a twentieth of the server's time there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.runtime.state import SessionState
from streamlit.runtime.state.common import is_element_id
from streamlit.runtime.state.session_state import _is_internal_key

_WHOLE = vars(SessionState).get("filtered_state")


class Lookup(Mapping[str, Any]):
    """What the session holds by the keys that its pages gave: that dictionary, built only for who wants all of it."""

    def __init__(self, state: SessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        if is_element_id(key) or _is_internal_key(key):
            raise KeyError(key)
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(whole(self._state))

    def __len__(self) -> int:
        return len(whole(self._state))

    def __str__(self) -> str:
        return str(whole(self._state))


def whole(state: SessionState) -> dict[str, Any]:
    """All that a session holds, by the keys that its pages gave."""
    assert isinstance(_WHOLE, property) and _WHOLE.fget is not None
    found: dict[str, Any] = _WHOLE.fget(state)
    return found


def look_up_single_keys() -> None:
    """From now on, where Streamlit is as we know it."""
    if isinstance(_WHOLE, property):
        SessionState.filtered_state = property(Lookup)  # type: ignore[method-assign,assignment]
