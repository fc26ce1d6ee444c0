"""Every page with knobs, by its name, in the order of the lessons: what is done for all pages looks here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pages.ui.page import Page
from pages.views.mountain import MOUNTAIN_PAGE
from pages.views.network import NETWORK_PAGE
from pages.views.regression import REGRESSION_PAGE
from pages.views.slope import SLOPE_PAGE

PAGES: Mapping[str, Page] = MappingProxyType(
    {page.name: page for page in (SLOPE_PAGE, MOUNTAIN_PAGE, REGRESSION_PAGE, NETWORK_PAGE)}
)
