"""Slope explorer: one curve, its slope, and the walk that follows it down."""

from pages.ui.page import open_page
from pages.views.slope import SLOPE_PAGE

open_page(SLOPE_PAGE)
