"""Linear regression: a line, its loss as a landscape, and the descent that fits it."""

from pages.ui.frame import open_page
from pages.views.regression import REGRESSION_PAGE

open_page(REGRESSION_PAGE)
