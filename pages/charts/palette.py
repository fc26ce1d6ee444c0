"""Every color, size and number format: one meaning, one look, on every page.

Colors are chosen to be told apart by color-blind eyes and to read on a white page, a dark page and a projector; the
tests simulate the eyes and measure the contrast.
"""

POSITION = "#d55e00"  # where the walker is, and the path so far
GRADIENT = "#0a84d0"  # the slope felt there: tangents and arrows
STEP = "#00916e"  # the next step
MINIMUM = "#b5478a"  # a known minimum, a goal, the best fit
CURVE = "#7a8699"  # the ground itself: a function, the data
FAINT = "#7a869955"  # what was, what else: old paths, residuals

OPTIMIZERS = {
    "gd": "#d55e00",
    "momentum": "#0a84d0",
    "nesterov": "#00916e",
    "adagrad": "#a8780a",
    "rmsprop": "#b5478a",
    "adam": "#7b5be6",
}
ACTIVATIONS = {
    "identity": "#7a8699",
    "relu": "#0a84d0",
    "leaky_relu": "#5a6fd8",
    "tanh": "#d55e00",
    "sigmoid": "#00916e",
    "gelu": "#b5478a",
    "sine": "#a8780a",
}
REGIMES = {"crawls": "#8a96a8", "converges": "#00916e", "oscillates": "#c98a04", "diverges": "#d55e00"}
ROLES = {"position": POSITION, "gradient": GRADIENT, "step": STEP, "minimum": MINIMUM, "curve": CURVE}

THIN, LINE, THICK = 1, 2.2, 3.2
BALL, DOT = 170, 28
TALL, SHORT = 340, 190  # heights of pictures, px


def number(value: float) -> str:
    """A number as it is shown in a sentence: four significant digits, a true minus sign, powers of ten in full."""
    if value != value:
        return "—"
    text = f"{value:.4g}"
    if "e" in text:
        mantissa, power = text.split("e")
        text = f"{mantissa}·10{str(int(power)).translate(_RAISED)}"
    return text.replace("-", "−")


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
