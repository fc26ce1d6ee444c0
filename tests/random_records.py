"""Records that nobody chose, for the tests of what is said and offered: the same ones every time for a seed.

``records(count, seed)`` draws over all curves and surfaces, typed formulas (smooth, kinked, with poles, on part of the
line only, without a bottom), data sets, networks, rules, rates and budgets.  ``COUNT`` are drawn in an ordinary run of
the tests; the environment variable DOWNHILL_RECORDS asks for another number.
"""

import dataclasses
import math
import os
import random

from gdengine import LANDSCAPES, regression
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer

COUNT = int(os.environ.get("DOWNHILL_RECORDS", "300"))
SEED = 20240229

CURVES = (  # a, b, c are numbers drawn anew each time
    # smooth
    "{a}x^2 + {b}x", "x^4/4 - {a}x^2 + {c}x", "x^2 + {a}sin({b}x)", "(x-{c})^2/(1+(x-{c})^2)", "{a}x^6 + x^2",
    "cosh(x) + {c}x", "ln(1+x^2) + {c}x/9", "(x^2-{a})^2", "-exp(-x^2/{a})", "x^2*exp(-x^2) + x^2/50", "sin({b}x)",
    # kinked
    "|x-{c}|", "|x| + {a}x^2", "max(x^2, {a}x)", "min(x^2, {a})", "|x^2-{a}|", "max(x, -{a}x)",
    "min((x-2)^2, (x+2)^2+{a})",
    "sign(x)", "max(x,0)",
    # poles
    "{a}/x^2 + x^2", "1/(x-{c})", "tan(x)", "x + {a}/x", "ln(|x|)", "1/(1+x^3)",
    # on part of the line only
    "sqrt(x)", "ln(x)", "x*ln(x)", "sqrt(9-x^2)", "-sqrt(9-x^2)", "asin(x/4)", "sqrt(x+4)*x", "x^1.5",
    # without a bottom
    "x^3", "-{a}x^2", "exp(-x)", "x^3/3 - {a}x", "-x^4 + x^2", "{a}x", "atan(x)", "1/(1+x^2)", "tanh(x)",
)  # fmt: skip
SURFACES = (
    "x^2 + {a}y^2", "(x*y-1)^2", "(1-x)^2 + {a}(y-x^2)^2", "x^4/4 - x^2 + {a}y^2", "x^2 + y^2 + {a}sin(3x)sin(3y)",
    "|x| + |y|", "|x| + {a}y^2", "max(|x|, |y|)", "sqrt(x^2+y^2)", "max(x^2, y^2)", "|x*y| + x^2/9",
    "ln(x^2+y^2)", "1/(x^2+y^2) + x^2 + y^2", "x/y", "atan(y/x)",
    "sqrt(x) + y^2", "ln(x*y)", "sqrt(25-x^2-y^2)",
    "x^2 - {a}y^2", "x^3 - 3x*y^2", "exp(-x) + y^2", "x + y^2", "x*y", "x^4 - y^4", "{a}x^2", "(x-y)^2",
    "(x^2+y^2-4)^2",
)  # fmt: skip
# Drawn from these and not from the registers, so that with another surface or rule all records stay as they are.
SURFACE_NAMES = (
    "misty_mountain", "bowl", "ill_conditioned", "rosenbrock", "himmelblau", "beale", "booth", "camel", "rastrigin",
    "ackley", "saddle", "monkey_saddle", "valley",
)  # fmt: skip
CURVE_NAMES = (
    "parabola", "square", "quartic", "double_well", "plateau", "wiggly", "kink", "one_weight", "sine_weight",
    "sine_weight_0",
)  # fmt: skip
RULE_NAMES = ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
ACTIVATION_NAMES = ("identity", "relu", "leaky_relu", "tanh", "sigmoid", "gelu", "sine")
DATASET_NAMES = (
    "noisy_line", "ten_points", "line", "made_line", "hours", "answers", "far_point", "sine", "outlier", "years",
    "anscombe_1", "anscombe_2", "anscombe_3", "anscombe_4", "planets", "hubble", "boiling", "geyser", "sprint",
    "o_rings", "braking", "height_weight", "ozone_meter", "air", "cherry_trees", "stature",
)  # fmt: skip
STEPS = (1, 2, 3, 5, 10, 20, 50, 50, 100, 125, 250, 500, 1000)


def records(count=COUNT, seed=SEED):
    """So many records, each valid and settled."""
    rng = random.Random(seed)
    made = 0
    while made < count:
        kind = rng.choices((_curve, _surface, _line, _network), (45, 33, 17, 5))[0]
        record = kind(rng)
        if record is not None:
            made += 1
            yield record.settled()[0]


def _curve(rng):
    curve = rng.choice((*CURVE_NAMES, "formula", "formula", "formula", "formula", "formula"))
    box = LANDSCAPES[curve].box[0] if curve != "formula" else (-5.0, 5.0)
    return _made(
        SlopeExplorer, rng, curve=curve, formula=_formula(rng, CURVES), x0=_start(rng, *box), **_rule(rng), **_stop(rng)
    )


def _surface(rng):
    surface = rng.choice((*SURFACE_NAMES, "formula", "formula", "formula", "formula"))
    box = LANDSCAPES[surface].box if surface != "formula" else ((-5.0, 5.0),) * 2
    noise = rng.choice((0.0, 0.0, 0.0, 0.0, 0.1, 1.0, 3.0))
    return _made(
        MistyMountain,
        rng,
        surface=surface,
        formula=_formula(rng, SURFACES),
        mountain=rng.choice((0, 0, rng.randrange(50))),
        condition=rng.choice((1.0, 10.0, 100.0, 1000.0)),
        x0=_start(rng, *box[0]),
        y0=_start(rng, *box[1]),
        noise=noise,
        seed=rng.randrange(9),
        **_rule(rng),
        **_stop(rng),
    )


def _line(rng):
    return _made(
        Regression,
        rng,
        data=_apart(rng, DATASET_NAMES),
        scale=rng.choice(("raw", "raw", "standardized")),
        loss=rng.choice(tuple(regression.LOSSES)),
        n=rng.choice((5, 10, 64)),
        noise=rng.choice((0.0, 1.0, 5.0)),
        b0=round(rng.uniform(-10, 10), 2),
        b1=round(rng.uniform(-5, 5), 2),
        batch=rng.choice((0, 0, 0, 1, 4)),
        seed=rng.randrange(9),
        **_rule(rng),
        **_stop(rng),
    )


def _apart(rng, choices):
    """A choice that takes one draw however many there are: with a new data set all other records stay as they are."""
    aside = random.Random()
    aside.setstate(rng.getstate())
    rng.choice(range(10))
    return aside.choice(choices)


def _network(rng):
    return _made(
        SineMLP,
        rng,
        activation=rng.choice(ACTIVATION_NAMES),
        width=rng.choice((1, 3, 8, 20)),
        layers=rng.choice((0, 1, 2)),
        scheme=rng.choice(("xavier_uniform", "xavier_uniform", "he_normal", "zeros")),
        n=32,
        batch=rng.choice((0, 0, 0, 8)),
        seed=rng.randrange(9),
        **_rule(rng) | {"steps": rng.choice((5, 50, 150))},
    )


def _made(kind, rng, **knobs):
    """The record, or None where the formula drawn is none or does not exist anywhere near."""
    try:
        record = kind(**knobs)
        record.objective()
    except ValueError:
        return None
    return record


def _rule(rng):
    return {
        "optimizer": rng.choice(("gd", "gd", "gd", *RULE_NAMES)),
        "lr": float(f"{10 ** rng.uniform(-3.5, 0.7):.2g}"),
        "mass": rng.choice((0.0, 0.5, 0.9, 0.9, 0.99)),
        "decay": rng.choice((1.0, 1.0, 1.0, 0.99, 0.9)),
        "steps": rng.choice(STEPS),
    }


def _stop(rng):
    return rng.choice(({}, {}, {}, {}, {"patience": rng.choice((1, 5, 20)), "epsilon": rng.choice((0.0, 1e-4, 0.1))}))


def _start(rng, low, high):
    """Somewhere in the box; now and then at a round number, where symmetry and corners are."""
    if rng.random() < 0.15:
        return float(min(max(rng.choice((0, 1, -1, 2)), math.ceil(low)), math.floor(high)))
    return round(rng.uniform(low, high), 3)


def _formula(rng, patterns):
    numbers = {"a": rng.choice((0.5, 1, 2, 3, 5)), "b": rng.choice((1, 2, 4)), "c": rng.choice((-2, -0.5, 0, 0.5, 3))}
    return rng.choice(patterns).format(**numbers).replace("--", "+").replace("+-", "-").replace("+ -", "- ")


def told(record):
    """A record in a few words, to find it again."""
    fresh = type(record)()
    changed = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    return {name: value for name, value in changed.items() if value != getattr(fresh, name)}
