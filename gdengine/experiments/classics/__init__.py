"""The classic experiments, a file a page, in the order of the lessons.

An experiment asks its own question with ``ask``, and names with ``turned`` the knobs that this asks to turn, with
``speaks_of`` those that it speaks of, as of the start.  Where something else is turned, the view's own question is
asked (``lessons``); one experiment in each view may leave it to the view.
"""

from __future__ import annotations

# isort: off
from gdengine.experiments.classics import slope, mountain, regression, network  # in the order in which they are entered
# isort: on

__all__ = ["mountain", "network", "regression", "slope"]
