"""The slope page: one curve, its slope, and the walk that follows it down."""

from gdengine.experiments import FiveRates, Secant, SlopeExplorer
from gdengine.landscapes import LINES
from pages.ui.page import Page, View
from pages.views.slope.descend import Watching, descend, start_on_curve
from pages.views.slope.every_start import every_start
from pages.views.slope.fastest_guessed import WHICH_IS_FASTEST
from pages.views.slope.five_rates import five_rates
from pages.views.slope.leap_guessed import DOES_IT_ARRIVE
from pages.views.slope.limit_guessed import WHICH_STEP
from pages.views.slope.one_weight import one_weight
from pages.views.slope.slope import slope
from pages.views.valleys_guessed import where_it_ends

WHERE_ON_CURVE = where_it_ends(
    "Guess first: this ball rolls downhill{how}. In which valley will it end? Choose it on the curve, or below.",
    start_on_curve,
)

PREDICT = "Where will the next step land? Say so first: then you see it."
NO_LINE = "Hold a line at x = 0, and it has one weight left: its slope. Which points shall it fit?"

SLOPE_PAGE = Page(
    "slope_explorer",
    SlopeExplorer,
    {
        "slope": View(
            "Slope",
            "Drag the point along the curve. Then shrink h: when does the secant become the tangent, when does it "
            "fail?",
            slope,
            by_hand=("x0", "h"),
            columns=(1, 1),
            first=0.47,
            told=0.75,
            plays=False,
            idle=("optimizer", "mass"),
            own=Secant,
            guesses=(WHICH_STEP,),
            presented=1.75,
        ),
        "descend": View(
            "Descend",
            "The ball feels only the slope under it. Press play, or choose another start on the curve.",
            descend,
            by_hand=("lr", "x0"),
            own=Watching,
            asked_instead=lambda record, own: PREDICT if own.predict else "",
            guesses=(WHERE_ON_CURVE, DOES_IT_ARRIVE),
        ),
        "starts": View(
            "Every start",
            "One curve, every start, every learning rate: which valley does each walk end in?",
            every_start,
            by_hand=("lr", "x0"),
            columns=(7, 2),
            guesses=(WHERE_ON_CURVE,),
        ),
        "regimes": View(
            "Five rates",
            "The same start, five learning rates, plain gradient descent. Press play and watch them part.",
            five_rates,
            by_hand=("x0",),
            columns=(1, 1, 1, 1, 1),
            told=3.5,
            dials=False,
            idle=("optimizer", "mass", "lr", "decay"),
            own=FiveRates,
            guesses=(WHICH_IS_FASTEST,),
            presented=1.75,
        ),
        "weight": View(
            "One weight",
            "The place is a line's weight W, the height the mean of the squared blue distances. Press play.",
            one_weight,
            asked_instead=lambda record, own: "" if record.curve in LINES else NO_LINE,
            by_hand=("x0",),
            columns=(1, 1),
            columns_of=lambda record: () if record.curve in LINES else (1,) * len(LINES),
        ),
    },
)
