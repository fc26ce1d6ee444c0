"""A button that copies the page's address with the step at which the bar stands: ``step=<step number>``."""

from __future__ import annotations

from pages.ui.parts import mount

_step_link = mount("step_link")


def step_link(*, key: str = "step_link") -> None:
    """Draw the button.  Where there is no bar it copies the address as it is."""
    _step_link(key=key)
