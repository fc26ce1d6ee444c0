"""A rule's words stand with the rule: title, formula, bound, and lines whose numbers are those of a step."""

import re

import numpy as np
import pytest

from gdengine import LANDSCAPES, OPTIMIZERS, RULES, descend
from gdengine.core import from_components
from gdengine.experiments import SlopeExplorer
from gdengine.experiments.descent import RULE_SETTINGS
from gdengine.loop.replay import lengths, replay, worked
from gdengine.rules import rule as rules
from gdengine.rules.optimizers import bound
from gdengine.rules.schedules import exponential

EVERY = pytest.mark.parametrize("name", OPTIMIZERS)
NAME = re.compile(r"\{(\w+)(?::(\w+))?\}")  # a number of a template, and perhaps its role


@EVERY
def test_every_rule_has_its_words(name):
    words = RULES[name]
    assert words.name == name
    assert words.title
    assert words.formula.count("{") == words.formula.count("}") > 0
    assert words.lesson.endswith(".")
    assert len({rule.title for rule in RULES.values()}) == len(RULES) == len(OPTIMIZERS)


@EVERY
def test_every_setting_of_a_rule_is_a_knob_with_the_rules_own_default(name):
    assert {*RULES[name].settings} <= {*RULE_SETTINGS}
    record = SlopeExplorer(optimizer=name)
    assert record.settings() == {each: OPTIMIZERS[name]().settings[each] for each in RULES[name].settings}
    assert record.rule().settings == OPTIMIZERS[name](0.05).settings


# --- the lines of one step --------------------------------------------------------------------------------------------


def run(name, **settings):
    rule = OPTIMIZERS[name](**({"lr": exponential(0.02, 0.9)} | settings))
    return rule, descend(LANDSCAPES["himmelblau"], rule, [-1.0, 2.0], 12)


def evaluated(sums, numbers, k):
    """A sum of a template, as plain arithmetic: the signs that it has, and no others."""
    text = NAME.sub(lambda name: f"({np.broadcast_to(numbers[name[1]], 13)[k]!r})", sums).replace("np.float64", "")
    text = text.replace("·", "*").replace("−", "-").replace("²", "**2")
    assert re.fullmatch(r"[-+*/() .e\d]+", text), sums
    return eval(text)  # of the few signs above


def sums(line):
    """Pairs of a line that say the same: (the sum with its numbers, the name of the result)."""
    for part in line.split(",  "):
        *_, left, right = part.split(" = ")
        if NAME.search(left):
            yield left, NAME.fullmatch(right.strip())[1]


@EVERY
def test_the_numbers_of_every_line_add_up_to_what_it_says(name):
    rule, walk = run(name)
    remembered = replay(rule, walk)
    checked = 0
    for i in range(2):
        numbers = worked(rule, walk, remembered, i)
        for line in RULES[name].lines:
            for left, result in sums(line):
                checked += 1
                for k in range(12):
                    assert evaluated(left, numbers, k) == pytest.approx(numbers[result][k], rel=1e-9), line
        assert np.allclose(numbers["next"][:-1], walk.x[1:, i], rtol=1e-12)
    assert checked >= 2 * (len(RULES[name].lines) - (name == "adam"))
    assert re.search(r"\{next:position\}$", RULES[name].lines[-1]), "the last line moves"


def test_adams_corrected_means_are_those_of_the_paper():
    rule, walk = run("adam", beta1=0.5, beta2=0.75, eps=0.1)
    numbers = worked(rule, walk, replay(rule, walk), 0)
    t = np.arange(1, 14)
    assert np.allclose(numbers["m_hat"], numbers["m"] / (1 - 0.5**t), rtol=1e-14)
    assert np.allclose(numbers["v_hat"], numbers["v"] / (1 - 0.75**t), rtol=1e-14)
    assert np.allclose(numbers["root_v"], numbers["v_hat"] ** 0.5 + 0.1, rtol=1e-14)


@EVERY
def test_the_line_of_lengths_has_its_numbers(name):
    rule, walk = run(name)
    numbers = lengths(walk, replay(rule, walk))
    assert {found[1] for found in NAME.finditer(RULES[name].length)} <= {*numbers}
    assert np.allclose(numbers["length"][:-1], np.linalg.norm(np.diff(walk.x, axis=0), axis=-1), rtol=1e-9)
    if name == "gd":
        assert np.allclose(numbers["length"], numbers["rate"] * numbers["slope"], rtol=1e-12)
    assert np.allclose(numbers["plain"], numbers["rate"] * np.linalg.norm(walk.grad, axis=-1), rtol=1e-12)


# --- the bound --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mass", [0.0, 0.5, 0.9])
@EVERY
def test_a_little_below_its_bound_a_rule_converges_on_a_parabola_and_a_little_above_it_does_not(name, mass):
    parabola = from_components("parabola", lambda m, x: (1.5 * x * x, (3.0 * x,)), 1)
    settings = {"mass": mass} if "mass" in RULES[name].settings else {}
    most = bound(OPTIMIZERS[name](**settings))
    assert (most is None) == (name not in ("gd", "momentum", "nesterov"))
    if most is None:
        return
    below, above = (
        descend(parabola, OPTIMIZERS[name](lr=factor * most / 3, **settings), [1.0], 4000) for factor in (0.98, 1.02)
    )
    assert abs(below.x[-1, 0]) < 1e-6
    assert not abs(above.x[-1, 0]) < 1


def test_without_a_rule_or_beyond_a_mass_of_one_there_is_no_bound():
    assert bound(None) is None
    assert bound(OPTIMIZERS["momentum"](mass=1.0)) is None
    assert bound(OPTIMIZERS["nesterov"](mass=1.5)) is None


# --- one place for an addition ----------------------------------------------------------------------------------------


def test_a_rule_is_added_in_one_place(monkeypatch):
    monkeypatch.setattr(rules, "OPTIMIZERS", {})
    monkeypatch.setattr(rules, "RULES", {})

    @rules.rule("Sign", formula="x", lesson="A step of η.", lines=("c_{k+1} = {next:position}",))
    def sign(lr=0.1):
        return rules.optimizer(sign, tuple, lambda g, state, step: (-lr * np.sign(g), state), lr=lr)

    assert {"sign": sign} == rules.OPTIMIZERS
    assert rules.RULES["sign"].title == "Sign"
    with pytest.raises(ValueError, match="can be called 'sign', which is taken"):
        rules.rule("Again", formula="", lesson="", lines=())(sign)
