"""Misty mountain: a surface from above, and the walks that follow its slope down."""

from pages.ui.frame import open_page
from pages.views.mountain import MOUNTAIN_PAGE

open_page(MOUNTAIN_PAGE)
