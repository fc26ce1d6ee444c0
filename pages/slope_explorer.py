"""Slope explorer: one curve, its slope, and the walk that follows it down."""

from pages.ui.frame import open_page
from pages.views.slope import SLOPE_PAGE

open_page(SLOPE_PAGE)
