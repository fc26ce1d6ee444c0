"""Misty mountain: a surface from above, and the walks that follow its slope down."""

from pages.ui.controls import Lens, ask
from pages.ui.site import enter
from pages.views.mountain.descend import descend
from pages.views.mountain.every_start import starts
from pages.views.mountain.hike import hike
from pages.views.mountain.race import race
from pages.views.mountain.rate_momentum import momentum

LENSES = {
    "hike": Lens(
        "Hike",
        "Fog. You see only the ground near where you have stood, and feel the slope at your feet. Base camp is in the "
        "lowest valley: walk there.",
        hike,
        ("surface", "stride"),
        without=("beside",),
    ),
    "descend": Lens(
        "Descend",
        "Click the map to start there. You feel only the slope at your feet: where does it lead?",
        descend,
        ("surface", "lr"),
        without=("beside",),
    ),
    "race": Lens(
        "Race",
        "Several rules from the same start. Click the map to move it: who arrives first, and who never?",
        race,
        ("surface", "mass"),
        without=("beside", "optimizer"),
    ),
    "starts": Lens(
        "Every start",
        "Each color is a valley: all starts of that color end there. Click one to see it go; drag η, and borders move.",
        starts,
        ("surface", "optimizer"),
        without=("beside",),
    ),
    "momentum": Lens(
        "Rate × momentum",
        "How many steps does each pair need on a bowl? Dark is fast, gray never arrives. Click a pair to walk with it.",
        momentum,
        ("surface", "lr", "mass"),
        without=("beside",),
    ),
}

enter()
record, lens = ask("misty_mountain", LENSES)
lens.draw(record)
