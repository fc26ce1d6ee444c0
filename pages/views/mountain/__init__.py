"""The mountain page: a surface from above, and the walks that follow its slope down."""

from gdengine.experiments import Hike, MistyMountain, Race
from pages.ui.page import Page, View
from pages.ui.results import objective
from pages.views.mountain.descend import GroundView, descend, start_on_map
from pages.views.mountain.every_start import every_start
from pages.views.mountain.first_guessed import WHO_IS_FIRST
from pages.views.mountain.hike import hike
from pages.views.mountain.pair_guessed import WHICH_PAIR
from pages.views.mountain.race import race
from pages.views.mountain.rate_momentum import rate_momentum
from pages.views.valleys_guessed import where_it_ends

WHERE_ON_MAP = where_it_ends(
    "Guess first: a walk{how} starts at the dot. In which valley will it end? Choose on the map, or below.",
    start_on_map,
)

NO_CAMP = "Fog: you see only the ground near you, and feel its slope. No valley is known here: how low do you get?"

MOUNTAIN_PAGE = Page(
    "misty_mountain",
    MistyMountain,
    {
        "hike": View(
            "Hike",
            "Fog: you see only the ground near you, and feel its slope. Base camp is in the lowest valley: walk there.",
            hike,
            asked_instead=lambda record, own: "" if objective(record).minima else NO_CAMP,
            by_hand=("trail", "x0", "y0"),
            columns=(11, 9),
            first=0.57,
            told=0,
            own=Hike,
            presented=0,
        ),
        "descend": View(
            "Descend",
            "Choose a place on the map to start there. You feel only the slope at your feet: where does it lead?",
            descend,
            by_hand=("lr", "x0", "y0"),
            own=GroundView,
            told=6.75,
            inside=("beside", "field"),
            guesses=(WHERE_ON_MAP,),
            presented_columns=(1, 1),
        ),
        "race": View(
            "Race",
            "Several rules from the same start. Choose another on the map: who arrives first, and who never?",
            race,
            by_hand=("x0", "y0", "racers"),
            columns=(1, 1),
            first=0.56,
            told=0,
            dials=False,
            idle=("optimizer",),
            busy=("mass",),
            own=Race,
            guesses=(WHO_IS_FIRST,),
            presented=0,
        ),
        "starts": View(
            "Every start",
            "The colors tell where each start ends. Choose one to see it go, then drag η: do the borders stay?",
            every_start,
            by_hand=("lr", "x0", "y0"),
            turned=("lr",),
            told=3,
            guesses=(WHERE_ON_MAP,),
            presented_columns=(1, 1),
        ),
        "momentum": View(
            "Rate × momentum",
            "How many steps does each pair need on a bowl? Dark is fast, gray never arrives. Choose one to walk with "
            "it.",
            rate_momentum,
            by_hand=("lr", "mass", "x0", "y0"),
            columns=(1, 1, 1),
            first=0.42,
            told=2,
            dials=False,
            idle=("decay", "noise"),
            busy=("mass",),
            guesses=(WHICH_PAIR,),
            presented=3.25,
        ),
    },
)
