"""The regression page: a line, its loss as a landscape, and the descent that fits it."""

from gdengine.experiments import Batches, Bend, ByHand, Regression, Scale
from gdengine.experiments.bending import LOGISTIC
from gdengine.experiments.scaling import ONE_FEATURE
from pages.ui.page import Page, View
from pages.views.regression.batches import batches
from pages.views.regression.batches_guessed import WHO_SETTLES
from pages.views.regression.bend import bend
from pages.views.regression.by_hand import by_hand
from pages.views.regression.degree_guessed import WHICH_DEGREE
from pages.views.regression.descend import FORMULA, LOSS_BOWL, PULLS, PointsView, descend
from pages.views.regression.own_points import suited_to
from pages.views.regression.scale import scale
from pages.views.regression.scale_guessed import WHICH_SCALE

ASKED_BESIDE = {  # what is asked, by what is seen beside the points
    LOSS_BOWL: "Every place on the bowl is a line, its height that line's loss. Turn the bowl, and press play.",
    PULLS: "Every point has a share in each step. Press play: what has become of the shares where the walk ends?",
    FORMULA: "A formula gives the best line at once. Press play: how near does the walk come to the same two numbers?",
}
SEVERAL = "Several features, each in its own unit. Press play: which of the two walks comes nearer to the best fit?"
NONE_UNSEEN = "Raise the degree, and the line can bend nearer to its points: from which degree on is little gained?"
YES_OR_NO = "The points say yes or no, the curve how likely a yes is. Press play: where is a yes as likely as a no?"

REGRESSION_PAGE = Page(
    "regression",
    Regression,
    {
        "by_hand": View(
            "By hand",
            "Hold the two ends of the line and lay it where you think it fits best. Then let descent race you.",
            by_hand,
            by_hand=("b0", "b1"),
            first=0.5,
            told=3.5,
            own=ByHand,
            inside=("data", "criterion", "guessed"),
        ),
        "descend": View(
            "Descend",
            "Every point of the map is a line. Press play: the walk on the map turns the line among the points.",
            descend,
            asked_instead=lambda record, own: ASKED_BESIDE.get(own.beside, ""),
            by_hand=("lr", "b0", "b1"),
            columns=(1, 1),
            told=7.75,
            own=PointsView,
            inside=("beside", "below"),
        ),
        "batches": View(
            "Batches",
            "A step may see all the points, some, or one. Same start, same rate: who gets there, and who settles?",
            batches,
            by_hand=("b0", "b1"),
            columns=(1, 1),
            told=5,
            idle=("batch",),
            own=Batches,
            guesses=(WHO_SETTLES,),
            inside=("walks", "against"),
            presented=0,
        ),
        "scale": View(
            "Scale",
            "The same points twice, and the same best line. Count x in other units: which of the two walks notices?",
            scale,
            asked_instead=lambda record, own: "" if own.features == ONE_FEATURE else SEVERAL,
            by_hand=("b0", "b1", "unit"),
            turned=("unit",),
            columns=(1, 1, 1),
            first=0.57,
            idle=("scale", "lr", "batch"),
            own=Scale,
            guesses=(WHICH_SCALE,),
            inside=("data", "features"),
            told=1.75,
            ending=1.5,
            presented=0,
        ),
        "bend": View(
            "Bend",
            "Raise the degree, and the line can bend nearer to its points: does it predict those that it has not seen?",
            bend,
            asked_instead=lambda record, own: YES_OR_NO if own.model == LOGISTIC else "" if own.held else NONE_UNSEEN,
            by_hand=("degree",),
            turned=("degree",),
            columns=(1, 1),
            own=Bend,
            guesses=(WHICH_DEGREE,),
            inside=("model", "degree"),
            told=1.75,
            ending=2.25,
            presented=0,
        ),
    },
    suits={"data": suited_to},
)
