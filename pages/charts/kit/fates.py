"""Fates: what becomes of starts, as a picture with a color for each valley."""

from __future__ import annotations

import numpy as np
from PIL import ImageColor

from gdengine.core import Array
from pages.charts.kit import palette
from pages.charts.kit.webp import data_url, webp


def painted(fates: Array) -> str:
    """Fates (R, n), the lowest row first, as the data URL of a picture with that at its foot."""
    inks = np.array([ImageColor.getrgb(color) for color in palette.FATES.values()], np.uint8)
    kinds = np.where(fates < 0, fates, fates % len(palette.BASINS))
    return data_url(webp(inks[kinds - min(palette.FATES)][::-1], lossless=True, method=2))
