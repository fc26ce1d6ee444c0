"""Landscapes: the curves and surfaces to walk on, each an exact formula with its exact gradient.

``LANDSCAPES`` maps a name to an ``Objective`` of dimension 1 (curves) or 2 (surfaces) with title, formula, gradient,
box, minima and the one thing it teaches.  Three families have a knob of their own: ``line_loss`` (the data behind a
weight), ``ellipse`` (the condition number) and ``misty_mountain`` (the seed).  To add a landscape, see ``registry``.
"""

from gdengine.landscapes.curves import LINES, line_loss
from gdengine.landscapes.misty_mountain import misty_mountain
from gdengine.landscapes.registry import LANDSCAPES, landscape
from gdengine.landscapes.surfaces import ellipse

__all__ = ["LANDSCAPES", "LINES", "ellipse", "landscape", "line_loss", "misty_mountain"]
