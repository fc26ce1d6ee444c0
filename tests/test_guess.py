"""Guess first: before the guess the answer is not on the page, nor in its data, nor in its link; after it, it is."""

import dataclasses
import re
import sys

import numpy as np
import pytest
from browser import some, unasked
from visit import PAGES, guess_of, unmarked, visit

from gdengine import PRESETS, network
from gdengine.activities.secant import scan
from gdengine.analysis.words import ENDED, UNFINISHED
from gdengine.experiments import Backprop, Inside, LossPlane, Luck, OneNeuron, Scale, SineMLP, SlopeExplorer
from pages.charts.kit.numbers import number
from pages.charts.network import inside, landscape
from pages.charts.network.output import learning as learning_picture
from pages.charts.network.seeds import multiples
from pages.charts.slope import secant_error
from pages.ui import guessing
from pages.ui.results import diagnosis, family
from pages.views.network import (
    backprop_results,
    beyond_guessed,
    inside_results,
    landscape_results,
    luck_guessed,
    results,
    steepness_guessed,
    weights_guessed,
)
from pages.views.regression import scale_guessed
from pages.views.slope import leap_guessed, limit_guessed
from pages.views.slope.results import side_by_side
from pages.views.valleys_guessed import NO_VALLEY, _remark

ASKED = {  # preset: what is guessed wrongly, what rightly, the end of what is said of the former
    "A2": ("0.01", "1e-08", "The closest is h = 10⁻⁸,** off by 9.72·10⁻⁸."),
    "A8": ("0", "1", "It ends in the valley at x = 1."),
    "A8b": ("1", "0", "It ends in the valley at x = −2."),
    "A8s": ("nowhere", "1", "It ends in the valley at x = 1."),
    "A5": ("arrives", "flies", "You said: it arrives. **It flies off.**"),
    "A5b": ("flies", "arrives", "It arrives, nearly there after 12 steps."),
    "A5c": ("flies", "swings", "It swings forever."),
    "A5s": ("diverge", "one jump", "The first at the bottom is η = 0.5."),
    "B4": ("0", "2", "It ends in the valley at (−0.53, 0.54)."),
    "B6": ("2", "0", "It ends in the valley at (3, 2)."),
    "B5": ("adam", "nesterov", "The first at the lowest place is Nesterov."),
    "B7p": ("gd", "sgd", "The first at the lowest place is Stochastic."),
    "C7": ("every", "all", "The walk that comes to rest there: all points."),
    "C7o": ("all", "1", "after 17 looks: one a step; one by one, each once."),
    "C2h": ("both", "standardized", "The walk that needs fewer: standardized."),
    "C2m": ("raw", "standardized", "The walk that needs fewer: standardized."),
    "C6b": ("7-9", "1-3", "degree 9, which fits the others best, has 403.1."),
    "C6o": ("4-6", "1-3", "predicted best by degree 1, with a mean squared error of 10.3; degree 9"),
    "D1r": ("curve", "straight", "Far out it goes on in a straight line."),
    "D2": ("tanh", "neither", "Neither goes on like the sine."),
    "D1s": ("same", "thrice", "The highest loss is 1.74 times the lowest."),
    "D2s": ("all", "most", "ReLU ends lower in 15 of 20 seeds."),
    "D7s": ("1", "128", "All 128 a step ends highest, with 0.215; one a step ends with 0.104."),
    "D3h": ("more", "less", "It is less steep: 0.141, and was 0.42.** Twice the weight takes z from 1 to 2"),
    "D4": ("lowers", "raises", "That of the one point falls in 251."),
    "D5": ("little", "more", "Unit 2.5 is missed least: without it the loss is 1.52 times as high."),
    "D8": ("tenth", "most", "Two of 481 directions hold 99.7 % of the way, counted in squares."),
}
PAIRS = ("B2r", "B7m")  # where a picture is asked, and of many answers a few have buttons
# There is one valley only, or nothing to err about, or no picture that does not tell it; it is another's question; or
# who comes there is to begin at once.
NOT_ASKED = ("A1", "A4", "A5a", "A9", "B3", "B2", "C3", "C7e", "C8h", "C6l", "D1", "D6")
# The last two describe what is seen, and carry numbers of the pictures, which are looked at.
SILENT_PARTS = {"menu", "buttons", "terms", "shortcuts", "live_text", "family"}
HEADS = [words.head for words in (*ENDED.values(), *UNFINISHED.values())]


def learning(preset, **link):
    """A visitor where one learns."""
    return visit(PRESETS[preset].page, preset=preset, floor="learn", **link)


EVERY_GUESS = [name for name in PRESETS if guess_of(name)[0]]


@pytest.mark.parametrize("page", PAGES)
def test_a_guess_stands_in_a_file_of_guesses(page):
    """Its words and its judgement beside those of the view would be read as the view's."""
    guesses = [guess for view in PAGES[page].views.values() for guess in view.guesses]
    assert guesses
    for guess in guesses:
        assert guess.remark.__module__.endswith("_guessed"), guess.about


def choices_of(preset):
    guess, subject = guess_of(preset)
    return guess.choices(subject)


def remark_of(preset, said):
    guess, subject = guess_of(preset)
    return guess.remark(subject, said)


def tells(seen, preset):
    """All that gives the answer away: parts, pictures' numbers, words, scripts, and what the link says."""
    record = PRESETS[preset].record
    ahead = np.concatenate([np.ravel(numbers) for numbers in answer(preset)]).astype(np.float32)
    drawn = [
        frame.frame().select_dtypes("number").to_numpy(np.float32).ravel()
        for picture in seen.pictures.values()
        for name, frame in picture.data.items()
        if name not in ("ground", "view", "minima")
    ]
    numbers = set(np.concatenate(drawn).tolist()) - set(record.start().astype(np.float32).tolist())
    found = [f"the number {x}" for x in ahead.tolist() if x in numbers and x != round(x)]  # steps are whole numbers
    found += [name for name in seen.pictures if not name.startswith("guess")]
    found += [name for name, picture in seen.pictures.items() if len(picture.data.get("strip", ()))]
    found += [name for name, picture in seen.pictures.items() if "over0" in picture.data.get("map", ())]
    parts = {part.proto.component_name.removeprefix("downhill_") for part in seen.app.get("bidi_component")}
    found += sorted(parts - SILENT_PARTS)
    text = " ".join(x.value for kind in (seen.app.markdown, seen.app.caption) for x in kind)
    found += [head for head in HEADS if head in text] + seen.scripts
    found += [told for told in answers(preset) if told in unmarked(text)]
    return found + [f"{name}={said}" for name, said in seen.address.items() if name not in ("preset", "floor", "lens")]


def answers(preset):
    """What is told in bold after a guess, whichever it is."""
    remarks = " ".join(remark_of(preset, said) for said in choices_of(preset))
    return {told.strip(".,") for told in re.findall(r"\*\*(.+?)\*\*", remarks) if not told.endswith(":")}


def answer(preset):
    """The numbers that give the answer: where walks come to, what networks say, how far off secants are."""
    asked = PRESETS[preset]
    record = asked.record
    if asked.page == "sine_mlp":
        return trained_numbers(results.trained(record), asked)
    if preset == "A2":
        seen = scan(record.objective(), [record.x0], [*limit_guessed.SMALL_STEPS.values()])
        return [seen.error, seen.secant]
    if preset == "A5s":
        return [side_by_side(record)[1].x[1:4]]
    return [run.x[1:4] for run in asked.run().values() if run.x.ndim == 2]


def trained_numbers(record, asked):
    if asked.view == "train":
        made = [results.recording(record, name) for name in record.activations()]
        return [part for one in made for part in (one.run.value[1:], one.seen["curve"][-1], one.seen["edges"][1:])]
    if asked.view == "inside":
        return [inside_results.units(record).rise[-1], inside_results.run_of(record).value[1:]]
    if asked.view == "backprop":
        return [backprop_results.flow(record, asked.own).losses]
    if asked.view == "neuron":
        own = asked.own
        return [network.neuron([own.dial_x], [2 * own.dial_w], own.dial_b, record.activation).dinputs]
    if asked.view == "landscape":
        made = landscape_results.landscape(record, asked.own)
        return [made.places, made.loss("true"), made.map.gap.explained]
    if asked.own.trial == "seeds":
        return [part for one in results.seed_runs(record, asked.own) for part in (one.run.value[1:], one.curve[-1])]
    if asked.own.trial == "activations":
        return [results.contest(record, asked.own).loss]
    return [part for one in results.batch_runs(record) for part in (one.run.value[1:], one.curve[-1])]


def question(seen):
    return seen.app.markdown[0].value


@pytest.mark.parametrize("preset", some(EVERY_GUESS, *ASKED))
def test_before_the_guess_nothing_tells_and_after_it_all_is_told(preset):
    said = ASKED[preset][0] if preset in ASKED else next(iter(choices_of(preset)))
    seen = learning(preset)
    assert seen.wrong == []
    assert question(seen).startswith("Guess first:")
    assert tells(seen, preset) == []
    seen = seen.press("guess", said)
    assert seen.wrong == []
    assert not question(seen).startswith("Guess first:")
    assert tells(seen, preset) != []
    assert remark_of(preset, said) in seen.words


@pytest.mark.parametrize("preset", ASKED)
def test_who_is_right_is_told_so_and_who_is_not_what_is_so(preset):
    wrong, right, told = ASKED[preset]
    assert remark_of(preset, wrong).startswith("You said: ") and told in remark_of(preset, wrong)
    assert remark_of(preset, right).startswith("**Well guessed:**")


def test_all_that_is_asked_anywhere_is_looked_at_here():
    looked_at = {(PRESETS[name].page, PRESETS[name].view, guess_of(name)[0].about) for name in (*ASKED, *PAIRS)}
    # the same is asked by several views of a page, each of which has its own pictures
    assert looked_at >= {
        (page, name, guess.about)
        for page, there in PAGES.items()
        for name, view in there.views.items()
        for guess in view.guesses
    }


@pytest.mark.parametrize("preset", PAIRS)
def test_where_a_picture_is_asked_there_are_buttons_for_who_has_no_mouse(preset):
    choices = choices_of(preset)
    assert len(choices) >= 3
    assert all(remark_of(preset, name) for name in choices)
    assert unmarked(question(learning(preset))).endswith("or below.")


@pytest.mark.parametrize(("preset", "word"), {"A8": "neither", "B4": "none"}.items())
def test_of_two_valleys_it_may_be_neither(preset, word):
    guess, subject = guess_of(preset)
    [*valleys, nowhere] = guess.choices(subject)
    assert guess.choices(subject)[nowhere] == f"{word.capitalize()} of them" and (len(valleys) == 2) == (
        word == "neither"
    )
    assert guess.remark(subject, nowhere).startswith(f"You said: in {word} of the valleys. ")


def test_another_valley_than_the_lowest_is_a_guess_that_can_be_right():
    record, guess = PRESETS["B2r"].record, guess_of("B2r")[0]
    lowest, another, nowhere = guess.choices(record)
    assert guess.remark(record, another).startswith("**Well guessed:**")
    assert not any(guess.remark(record, name).startswith("**Well") for name in (lowest, nowhere))
    calm = dataclasses.replace(record, x0=0.1, y0=0.1)
    assert guess.remark(calm, lowest).startswith("**Well guessed:**")
    assert guess.remark(calm, another).startswith("You said: in another valley than the lowest.")


@pytest.mark.parametrize(
    ("formula", "said"), {"sin(5x)": "One of the lowest", "sin(5x) + x/9": "The lowest, x = −4.1"}.items()
)
def test_of_valleys_as_low_none_is_the_lowest(formula, said):
    guess, record = guess_of("A8", curve="formula", formula=formula, x0=2.0)
    choices = guess.choices(record)
    assert [*choices.values()] == [said, *(["Another one"] if "," in said else []), "None of them"]
    right = [
        name for name in choices if guess.remark(record, name).startswith("**Well guessed:** it ends in the valley")
    ]
    assert right == [[*choices][-2]], "the only one there is, and of several the other"


@pytest.mark.parametrize(
    ("preset", "goes"),
    {"A8": "downhill.", "A8m": "downhill with momentum.", "B4": "a walk starts", "B4m": "a walk with momentum starts",
     "B4n": "a walk that stumbles starts"}.items(),
)  # fmt: skip
def test_who_guesses_is_told_how_the_walk_goes(preset, goes):
    assert goes in unmarked(question(learning(preset)))


@pytest.mark.parametrize("preset", ["B4", "B5"])
def test_a_veiled_picture_that_knows_more_is_found_out(monkeypatch, preset):
    on_map = sys.modules["pages.views.mountain.descend"]  # the package has a function of that name
    monkeypatch.setattr(on_map, "not_set_out", lambda record: family(record).run)
    assert tells(learning(preset), preset) != []


def of_d1r(x, y):
    one = results.recording(results.trained(PRESETS["D1r"].record), "relu")
    return learning_picture("ReLU", "#000000", results.points(PRESETS["D1r"].record.only("data")), np.sin,
                            one.seen["curve"], one.seen["edges"], {})  # fmt: skip


def of_d1s(records, across, own, color):
    tried = results.seed_runs(results.trained(PRESETS["D1s"].record), Luck())
    return multiples(tried, across, np.arange(250), own, color)


def of_d8(theta):
    made = landscape_results.landscape(results.trained(PRESETS["D8"].record), LossPlane())
    return landscape.gap(made.epochs, made.loss("shown"), made.loss("true"))


def of_d5(across, bands):
    run = inside_results.run_of(results.trained(PRESETS["D5"].record))
    return inside.losses(run.step, run.value, None)


def of_a2(tried):
    record = PRESETS["A2"].record
    return secant_error.errors(scan(record.objective(), [record.x0], tried), 0)


@pytest.mark.parametrize(
    ("preset", "view", "name", "told"),
    [
        ("A2", limit_guessed, "unmeasured", of_a2),
        ("D1r", beyond_guessed, "unlearned", of_d1r),
        ("D1s", luck_guessed, "not_trained", of_d1s),
        ("D8", weights_guessed, "first_weights", of_d8),
        ("D5", weights_guessed, "first_units", of_d5),
    ],
)
def test_so_is_one_that_is_drawn_before_anything_has_run(monkeypatch, preset, view, name, told):
    monkeypatch.setattr(view, name, told)
    assert tells(learning(preset), preset) != []


def test_who_is_asked_waits_for_no_training(monkeypatch):
    """What a veiled picture does not know it cannot tell."""
    for name in ("seed_runs", "contest", "batch_runs", "recording", "beyond", "missed", "afar"):
        monkeypatch.delattr(results, name)
    for name in ("looked", "run_of", "units", "flow", "landscape"):
        monkeypatch.delattr(weights_guessed, name)
    for preset in (name for name in ASKED if name[0] == "D"):
        seen = learning(preset)
        assert seen.wrong == []
        assert question(seen).startswith("Guess first:")


SMALL = {"steps": 3, "width": 4, "layers": 1, "n": 16, "held": 0}
ODD = {
    "of the sine that is flat far out": {"activation": "tanh"},
    "lost": {"activation": "relu", "lr": 100.0, "steps": 20},
    "one that goes on like the curve": {"activation": "identity", "target": "formula", "formula": "x", "noise": 0.0,
                                        "steps": 400, "versus": "relu"},
    "both alike": {"activation": "relu", "versus": "relu"},
    "nothing beyond": {"activation": "relu", "target": "formula", "formula": "sqrt(1-x^2)", "reach": 0.5},
    "without layers": {"activation": "relu", "layers": 0},
    "one point a step": {"activation": "sine", "batch": 1, "versus": "gelu"},
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_of_any_network_the_remark_says_what_it_does_beyond_its_points(odd):
    record = results.trained(SineMLP(**SMALL | ODD[odd]))
    guess = beyond_guessed.HOW_IT_GOES_ON
    well = [name for name in guess.choices(record) if guess.remark(record, name).startswith("**Well guessed:**")]
    lost = [name for name in record.activations() if results.beyond(record, name) is None]
    assert not guess.worth(record) or len(record.activations()) == len(lost) == 1 or well
    for name in set(record.activations()) - set(lost):
        miss, (low, high) = results.missed(record, name), record.points()[0][[0, -1]]
        if miss is None:
            assert not guess.worth(record)
            continue
        theta, width = results.recording(record, name).last_points(), high - low
        x = np.concatenate([np.linspace(low - width, low, 999)[:-1], np.linspace(high, high + width, 999)[1:]])
        off = np.abs(network.predict(theta, x, record.sizes(), name)[:, 0] - record.curve()(x))
        assert miss.most == pytest.approx(np.nanmax(off), rel=0.02)
        assert guess.remark(record, guess_that_is_wrong(guess, record, well)).count("misses") == 1


def guess_that_is_wrong(guess, record, well):
    return next(name for name in guess.choices(record) if name not in well)


@pytest.mark.parametrize(
    ("changes", "own"),
    [
        ({}, {}),
        ({"lr": 100.0, "activation": "relu", "steps": 20}, {}),
        ({}, {"trial": "activations", "rival": "relu"}),
        ({"lr": 100.0, "activation": "relu", "steps": 20}, {"trial": "activations", "rival": "leaky_relu"}),
        ({"n": 4}, {"trial": "batches"}),
        ({"lr": 0.3, "steps": 60}, {"trial": "batches"}),
        ({"lr": 1e-5}, {"trial": "batches"}),
    ],
)
def test_of_any_tries_the_remark_is_of_what_they_end_with(changes, own):
    record, own = SineMLP(**SMALL | changes), Luck(**{"seeds": 4} | own)
    (guess,) = [one for one in luck_guessed.CHANCES_GUESSED if one.worth(one.subject(record, own))]
    subject = guess.subject(record, own)
    said = {name: guess.remark(subject, name) for name in guess.choices(subject)}
    well = [name for name, words in said.items() if words.startswith("**Well guessed:**")]
    if own.trial == "batches":
        ends = {str(run.size): float(run.run.value[-1]) for run in own.batches(results.trained(record))}
        ends = {size: np.inf if np.isnan(loss) else loss for size, loss in ends.items()}
        assert well == [size for size, loss in ends.items() if loss == max(ends.values())]
    elif own.trial == "seeds":
        ends = [one.loss for one in own.seed_runs(results.trained(record), [0.0])]
        lost = sum(map(np.isinf, ends))
        assert (well == []) == bool(lost)
        assert lost or f"{ends[-1] / ends[0]:.3g} times" in said[well[0]]
    else:
        won, loss = own.contest(results.trained(record))[3][0], own.contest(results.trained(record)).loss
        assert (well == []) == (not np.isfinite(loss).any())
        assert not well or f" {won} of 4 seeds" in said[well[0]]


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 40},
        {"activation": "relu", "lr": 0.5, "seed": 3},  # every unit of the last layer may be dead
        {"activation": "relu", "lr": 100.0, "steps": 20},  # it diverges
        {"optimizer": "momentum", "layers": 2, "steps": 30},
        {"layers": 0, "lr": 0.3},
        {"width": 1},
        {"lr": 1e-6},
    ],
)
def test_of_any_weights_the_remark_is_of_what_is_found_in_them(changes):
    """Worked out here from the run itself: units taken out, updates made for one point, a way seen from its end."""
    record = SineMLP(**SMALL | {"steps": 12} | changes)
    run, net = record.run()[record.activation], record.objective()
    x, y = record.points()
    lost = not np.isfinite(run.value[-1])
    theta = run.x[: np.isfinite(run.value).sum()]

    guess, right = weights_guessed.WHAT_IS_MISSED, None
    if record.layers and record.width > 1:
        if not lost:
            each = [network.switched_off(theta[-1], record.sizes(), record.layers - 1, k) for k in range(record.width)]
            most = max(float(net(one)) / run.value[-1] for one in each)
            right = "little" if most <= 1.25 else "twice" if most <= 2 else "more"
        assert well(guess, record, Inside()) == ([] if lost else [right])
    else:
        assert not guess.worth(guess.subject(record, Inside()))

    one, own = network.mlp(x[[2]], y[[2]], record.hidden(), record.activation), Backprop(sample=3)
    if record.optimizer == "gd":
        rates = record.lr * record.decay ** np.arange(1, len(theta) + 1)
        after = theta - rates[:, None] * one.grad(theta)
        rises = int((~(net(after) <= net(theta))).sum())
        told = weights_guessed.WHAT_ONE_POINT_DOES.remark(
            weights_guessed.WHAT_ONE_POINT_DOES.subject(record, own), "raises"
        )
        assert (f"rises in {rises}" in told.replace(f" of {len(theta)}", "")) == bool(rises)
        assert told.startswith("**Well") == (rises >= len(theta) * 2 / 3)

    away = theta - theta[-1]
    for plane in ("two_weights", "random"):
        own = LossPlane(plane=plane)
        guess = weights_guessed.WHAT_A_PLANE_HOLDS
        if not guess.worth(guess.subject(record, own)):
            assert run.x.shape[1] < 10
            continue
        u, v = own.directions(record, run.x[None])[1:]
        axes = np.linalg.qr(np.stack([u, v], axis=1))[0]
        held = ((away @ axes) ** 2).sum() / (away**2).sum()
        assert well(guess, record, own) == ["tenth" if held <= 0.1 else "some" if held <= 0.9 else "most"]


@pytest.mark.parametrize("name", network.ACTIVATIONS)
@pytest.mark.parametrize(("x", "w", "b"), [(1.0, 1.0, 0.0), (0.2, 1.0, 0.0), (-1.0, 2.0, 1.5), (2.0, -0.75, 0.5)])
def test_of_any_unit_the_remark_says_how_steep_it_becomes(name, x, w, b):
    """Measured here along x, on either side."""
    f = network.ACTIVATIONS[name].f
    was, then = (((f(k * w * (x + 1e-6) + b) - f(k * w * (x - 1e-6) + b)) / 2e-6).item() for k in (1, 2))
    guess, own = steepness_guessed.HOW_STEEP_THEN, OneNeuron(dial_x=x, dial_w=w, dial_b=b)
    record = SineMLP(activation=name)
    if not was:
        assert not guess.worth(guess.subject(record, own))
        return
    (right,) = well(guess, record, own)
    assert right == ("more" if abs(then) > 1.01 * abs(was) else "same" if abs(then) > 0.99 * abs(was) else "less")
    said = guess.remark(guess.subject(record, own), right)
    assert f": {number(then)}, and was {number(was)}" in said or abs(then) < 1e-3
    assert f"z from {number(w * x + b)} to {number(2 * w * x + b)}" in said


def test_of_a_unit_of_the_network_and_of_one_that_no_dial_reaches_nothing_is_asked():
    guess = steepness_guessed.HOW_STEEP_THEN
    for own in (OneNeuron(neuron_layer=1), OneNeuron(dial_w=6.0)):
        assert not guess.worth(guess.subject(SineMLP(), own))


def well(guess, record, own):
    subject = guess.subject(record, own)
    return [name for name in guess.choices(subject) if guess.remark(subject, name).startswith("**Well guessed:**")]


def test_two_of_one_kind_are_not_held_against_each_other():
    record, own = SineMLP(**SMALL), Luck(trial="activations", rival="tanh")
    assert not any(guess.worth(guess.subject(record, own)) for guess in luck_guessed.CHANCES_GUESSED)


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({"lr": 0.75}, "arrives"),
        ({"lr": 1.02}, "flies"),
        ({"lr": 0.99}, "arrives"),  # nearer with every step, but not there after so many
        ({"lr": 0.9, "steps": 3}, "arrives"),
        ({"curve": "kink", "lr": 7.0}, "swings"),
        ({"lr": 0.3}, "not asked"),  # no step leaps
        ({"lr": 0.5}, "not asked"),
        ({"x0": 0.0}, "not asked"),  # it stands at the bottom
        ({"optimizer": "adam"}, "not asked"),
    ],
)
def test_whether_a_walk_that_leaps_arrives_is_told_of_the_walk_in_force(changes, right):
    record, guess = dataclasses.replace(PRESETS["A5b"].record, **changes), leap_guessed.DOES_IT_ARRIVE
    assert guess.worth(record) == (right != "not asked")
    good = [name for name in guess.choices(record) if guess.remark(record, name).startswith("**Well guessed:**")]
    assert right == "not asked" or good == [right]
    if right == "arrives":
        assert abs(dataclasses.replace(record, steps=2000).run()["gd"].x[-1, 0]) < 1e-6
        there = abs(record.run()["gd"].x[-1, 0]) < 0.05 * abs(record.x0)
        assert there == ("steps here do not show it" not in guess.remark(record, "swings"))


@pytest.mark.parametrize(
    ("formula", "x0", "lr", "right", "told"),
    [
        ("1-exp(-x^2)", 1.0, 8.0, None, "It ends on flat ground"),
        ("x^4/(1+x^4)", 2.0, 50.0, None, "It ends on flat ground"),
        ("x^4/(1+x^4)", 1.0, 8.0, "arrives", "It arrives"),  # with as many steps as there may be
        ("|x|", 1.0, 2.0, "swings", "It swings forever"),
        ("|x|", 2.0, 4.0, "swings", "It swings forever"),
    ],
)
def test_a_walk_that_never_comes_to_the_bottom_is_not_said_to_arrive_there(formula, x0, lr, right, told):
    """Far out where the curve is flat it stands, and about a corner it hops as far to either side."""
    record = SlopeExplorer(curve="formula", formula=formula, x0=x0, lr=lr)
    guess = leap_guessed.DOES_IT_ARRIVE
    assert guess.worth(record) and abs(record.run()["gd"].x[-1, 0]) >= x0
    remarks = {name: guess.remark(record, name) for name in guess.choices(record)}
    assert [name for name, said in remarks.items() if said.startswith("**Well guessed:**")] == [right] * bool(right)
    assert all(("here do not show it" in said) == (right == "arrives") for said in remarks.values())
    assert all(told.lower() in said.lower() for said in remarks.values())


@pytest.mark.parametrize(
    "changes",
    [
        {"curve": "wiggly", "x0": 1.4599889442989422, "lr": 2.060671314983966, "optimizer": "rmsprop", "steps": 100},
        {"curve": "wiggly", "x0": -1.470513611893521, "lr": 1.0056503441898448, "optimizer": "momentum", "steps": 65},
        {"curve": "double_well", "x0": -0.7557916371953426, "lr": 1.0157826, "optimizer": "rmsprop", "steps": 63},
    ],
)
def test_a_walk_that_jumps_between_valleys_is_not_said_to_end_in_the_one_it_is_over(changes):
    """Beside the words that it wanders, and neither settles nor leaves."""
    record = SlopeExplorer(**changes)
    x, minima = record.run()[record.optimizer].x[:, 0], np.ravel(record.objective().minima)
    late = np.abs(x[-len(x) // 4 :, None] - minima).argmin(-1)
    assert len({*late}) > 1 and np.abs(minima - x[-1]).min() < 0.3
    assert _remark(record, NO_VALLEY).startswith("**Well guessed:**")


@pytest.mark.parametrize("steps", [20, 200])
def test_which_scale_needs_fewer_steps_is_told_also_where_neither_is_there_yet(steps):
    record, own = dataclasses.replace(PRESETS["C2"].record, steps=steps), dataclasses.replace(Scale(), share=0.01)
    units = scale_guessed.TwoScales(record, own)
    remarks = {name: units.remark(name) for name in units.choices()}
    assert [name for name, said in remarks.items() if said.startswith("**Well guessed:**")] == ["standardized"]
    assert all(("neither is there within the 20 steps here" in said) == (steps == 20) for said in remarks.values())


@pytest.mark.parametrize(("curve", "x0"), [("kink", 1.0), ("kink", 0.0), ("wiggly", 0.3), ("sine_weight", -20.0)])
def test_the_closest_of_three_secants_is_that_of_the_curve_in_force(curve, x0):
    record, guess = SlopeExplorer(curve=curve, x0=x0), limit_guessed.WHICH_STEP
    off = scan(record.objective(), [x0], [float(name) for name in guess.choices(record)]).error[:, 0]
    well = [guess.remark(record, name).startswith("**Well guessed:**") for name in guess.choices(record)]
    assert well == (off == off.min()).tolist()


def test_what_an_experiment_does_not_ask_is_not_asked_whatever_is_turned_there():
    assert not question(learning("D1").turn("activation", "relu")).startswith("Guess first:")
    assert not question(learning("A1", h="1")).startswith("Guess first:")


def test_each_of_several_tries_is_asked_once():
    seen = learning("D1s", steps="3", width="4", n="16").press("guess", "same").turn("trial", "batches")
    assert unmarked(question(seen)).startswith("Guess first: 3 epochs")
    assert not question(seen.press("guess", "show").turn("trial", "seeds")).startswith("Guess first:")


def test_where_nothing_plays_the_remark_does_not_wait_for_an_end():
    seen = learning("A2").press("guess", "1e-08")
    assert any(words.startswith("**Well guessed:** with h") for words in seen.words)
    further = seen.at("slope_explorer", preset="A2", floor="learn", h="1e-8")
    assert any(words.startswith("**Well guessed:** with h") for words in further.words), "h is turned to find it out"
    moved = further.at("slope_explorer", preset="A2", floor="learn", x0="1")
    assert not any(words.startswith("**Well guessed:**") for words in moved.words)


def test_a_pair_of_rate_and_momentum_is_guessed_on_an_empty_plane():
    seen = learning("B7m")
    assert question(seen).startswith("Guess first:")
    assert not len(seen.pictures["guess"].data["cells"].frame())
    assert list(seen.pictures) == ["guess"]
    assert not {part.proto.component_name for part in seen.app.get("bidi_component")} & {
        "downhill_bar",
        "downhill_telling",
    }
    record, guess = PRESETS["B7m"].record, guess_of("B7m")[0]
    assert "takes 174 steps" in guess.remark(record, "0.019 0.90")
    assert "is not there in 600 steps" in guess.remark(record, "0.0005 0.00")
    assert "measured" in seen.press("guess", "show").pictures


@pytest.mark.parametrize("preset", NOT_ASKED)
def test_where_intuition_does_not_err_nothing_is_asked(preset):
    assert not question(learning(preset)).startswith("Guess first:")


def test_all_other_experiments_begin_at_once():
    asked = {*EVERY_GUESS}
    assert {name for name in asked if name[0] in "AD"} == {*(name for name in ASKED if name[0] in "AD"), "A8m"}
    assert not asked & {*NOT_ASKED}


def test_one_click_shows_it_and_nothing_is_said_of_a_guess():
    seen = learning("A8").press("guess", "show")
    assert "curve" in seen.pictures
    assert not any("You said" in block.value for block in seen.app.markdown)


def test_the_lab_a_step_and_a_link_that_takes_it_away_are_not_asked():
    for link in ({"floor": "lab"}, {"step": "3"}, {"hide": "guess"}):
        assert not question(visit("slope_explorer", **{"preset": "A8", "floor": "learn", **link})).startswith(
            "Guess"
        ), link


def test_the_same_is_asked_once_whichever_view_asks():
    seen = learning("A8").press("guess", "1").turn("lens", "starts")
    assert not question(seen).startswith("Guess first:")
    other = seen.turn("preset", "A8b")
    assert question(other).startswith("Guess first:")
    assert not question(other.turn("preset", "A8")).startswith("Guess first:")


def test_of_another_run_than_the_one_guessed_nothing_is_said():
    seen = learning("A8").press("guess", "1")
    moved = seen.at("slope_explorer", preset="A8", floor="learn", x0="-1")
    assert not question(moved).startswith("Guess first:")
    assert not any("Well guessed" in block.value for block in moved.app.markdown)


def test_every_guess_can_be_made_without_a_pointer_or_shown():
    for preset in ASKED:
        names = [*choices_of(preset)]
        assert len(names) > 1
    assert guessing.SHOWN not in names


def test_the_valley_that_is_told_after_a_guess_is_that_of_the_verdict():
    """Also where the last step of a walk that stumbles lies aside; and of one that is not down yet it is said."""
    for name in ("B4n", "A8", "B4"):
        record = PRESETS[name].record
        end = diagnosis(record).minimum
        assert _remark(record, str(end)).startswith("**Well guessed:**"), name
    slow = SlopeExplorer(curve="double_well", x0=-1.3, lr=0.001)
    assert "in neither of the valleys: after 50 steps it has not come to rest." in _remark(slow, "0")
    assert _remark(slow, "nowhere").startswith("**Well guessed:** it ends in neither of the valleys: after 50 steps")


@pytest.mark.parametrize(
    ("link", "opened"),
    [
        ("slope_explorer?preset=A8", "slope_explorer?preset=A8&hide=guess"),
        ("slope_explorer?preset=A8&hide=rates", "slope_explorer?preset=A8&hide=guess,rates"),
        ("misty_mountain?lens=starts&surface=himmelblau", "misty_mountain?lens=starts&surface=himmelblau"),  # the Lab
        *((same, same) for same in ("", "home", "regression", "sine_mlp?preset=D1", "regression?preset=C7&floor=lab")),
        *((same, same) for same in ("slope_explorer?preset=A8&step=3", "slope_explorer?preset=A8&hide=step,guess")),
    ],
)
def test_a_tab_that_does_not_want_to_be_asked_is_not_and_else_goes_where_the_link_says(link, opened):
    assert unasked(f"http://here:8501/{link}") == f"http://here:8501/{opened}"
