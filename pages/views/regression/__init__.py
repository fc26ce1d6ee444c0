"""The regression page: a line, its loss as a landscape, and the descent that fits it."""

from gdengine.experiments import Regression
from pages.ui.page import Page, View
from pages.views.regression.descend import Surface, descend

REGRESSION_PAGE = Page(
    "regression",
    Regression,
    {
        "descend": View(
            "Descend",
            "Every point of the map is a line. Press play: the walk on the map turns the line among the points.",
            descend,
            by_hand=("lr", "b0", "b1"),
            columns=(1, 1),
            own=Surface,
            inside=("beside",),
        ),
    },
)
