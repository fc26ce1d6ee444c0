"""The classic experiments, a file a page, in the order of the lessons.

An experiment asks its own question with ``ask``, and names with ``turned`` the knobs that this asks to turn; one in
each view may leave it to the view.
"""

from __future__ import annotations

# isort: off
from gdengine.experiments.classics import slope, mountain, regression, network  # in the order in which they are entered
# isort: on

__all__ = ["mountain", "network", "regression", "slope"]
