"""``PRESETS``: the classic experiments, by their names.

A preset only sets the controls; it never locks them.  To add one, add a line under its lesson in ``classics/``: it
appears in its page's menu, as a link (``?preset=A4``) and in the tests.  A page opens with the first of its presets.
"""

from __future__ import annotations

import gdengine.experiments.classics  # noqa: F401  (enters them)
from gdengine.experiments.lessons import PRESETS, Preset, enter, lessons_of, presets_of

__all__ = ["PRESETS", "Preset", "enter", "lessons_of", "presets_of"]
