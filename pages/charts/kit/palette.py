"""Every color: one meaning, one look, on every page.

Colors are chosen to be told apart by color-blind eyes and to read on a white page, a dark page and a projector; the
tests simulate the eyes and measure the contrast.
"""

POSITION = "#dc640f"  # where the walker is, and the path so far
GRADIENT = "#3093e2"  # the slope felt there: tangents and arrows
STEP = "#087f59"  # the next step
MINIMUM = "#a63a8d"  # a known minimum, a goal, the best fit
CURVE = "#8c919b"  # the ground itself: a function, the data
SECANT = "#8a5cf0"  # a slope measured through two points

OPTIMIZER_COLORS = {
    "gd": "#dc640f",
    "momentum": "#3093e2",
    "nesterov": "#087f59",
    "adagrad": "#9d6c35",
    "rmsprop": "#a63a8d",
    "adam": "#785be7",
}
RACER_COLORS = OPTIMIZER_COLORS | {"sgd": "#78999b"}  # sgd: plain descent that stumbles
ACTIVATION_COLORS = {
    "identity": "#8c919b",
    "relu": "#3093e2",
    "leaky_relu": "#785be7",
    "tanh": "#dc640f",
    "sigmoid": "#087f59",
    "gelu": "#900cff",
    "sine": "#9d6c35",
}
PINNED = "#78999b"  # a training that was pinned, to be compared with
REGIMES = {
    "crawls": "#8c919b",
    "converges": "#087f59",
    "oscillates": "#c28607",
    "diverges": "#bb4523",
    "never starts": "#6a5acd",
}
ROLES = {
    "position": POSITION,
    "gradient": GRADIENT,
    "step": STEP,
    "minimum": MINIMUM,
    "curve": CURVE,
    "secant": SECANT,
}
BASINS = ("#2463af", "#3bb367", "#c289d2", "#d88e32", "#755a87", "#9b4c5a")  # of the first minimum, the second, …
RUNS = (POSITION, STEP, "#785be7", MINIMUM, "#9d6c35", "#78999b", GRADIENT, "#900cff")  # of one network, by their start
FATES = {-2: CURVE, -1: REGIMES["diverges"], **dict(enumerate(BASINS))}  # of ``basins.fates``: at no minimum, gone, …
FATE_WORDS = {-2: "at no known minimum", -1: "gone for good"}  # of those that are at none

# --- words ------------------------------------------------------------------------------------------------------------

DARK_INK, LIGHT_INK = "#1f2430", "#e8eaf0"  # the text on a light page and on a dark one, as in .streamlit/config.toml
INK_SHARE = 0.3  # of the ink in the color of a word: as much as a word needs to reach 4.5 : 1
PAPER = "light-dark(#ffffff, #12151b)"
FULL_INK = f"light-dark({DARK_INK}, {LIGHT_INK})"  # of a line among others that have all the colors
INK = f"light-dark({DARK_INK}c8, {LIGHT_INK}c8)"  # of ticks and titles; the browser knows which theme it shows
GRID_INK = f"light-dark({DARK_INK}14, {LIGHT_INK}1c)"


def words(color: str) -> str:
    """A color as words in it are written on the page, whatever its theme."""
    return f"light-dark({on_light(color)}, {_mixed(color, LIGHT_INK)})"


def on_light(color: str) -> str:
    """A color as words in it are written on a map, in their white halo."""
    return _mixed(color, DARK_INK)


def _mixed(color: str, ink: str) -> str:
    parts = [[int(text[k : k + 2], 16) for k in (1, 3, 5)] for text in (color, ink)]
    return "#" + "".join(f"{round((1 - INK_SHARE) * a + INK_SHARE * b):02x}" for a, b in zip(*parts))
