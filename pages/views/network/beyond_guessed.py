"""How does a network go on where it has no points?  Guessed before it is trained, of one network or of two.

It is asked where an experiment sets what bends the line: who trains his first network sees it learn, unasked.
"""

from __future__ import annotations

from gdengine.experiments import SineMLP
from gdengine.experiments.presets import Preset
from pages.charts.kit.numbers import number
from pages.charts.network.unlearned import unlearned
from pages.ui.guessing import Guess, OnGuess, in_a_sentence, judged
from pages.ui.scene import WHOLE, Scene
from pages.ui.titles import say_choice
from pages.views.network import results
from pages.views.network.words import MANNERS, bends

LIKE_IT, BOTH, NEITHER = "curve", "both", "neither"
GUESSED_MANNERS = {"flat": "It levels off", "straight": "In a straight line"}  # the manners that are guessed
FOLLOWING_PART = 0.25  # of the curve's range: a network that is off by no more goes on like it
OWN_BEND = SineMLP().activation  # the page's own


def _about_bends(preset: Preset) -> bool:
    record = preset.record
    return preset.view == "train" and isinstance(record, SineMLP) and record.activation != OWN_BEND


def _bends(record: SineMLP) -> bool:
    """Without a unit that bends anything there is a straight line only, and nothing to err about."""
    return bends(record) and results.far_out(record).known


def _curve(record: SineMLP) -> str:
    return "the sine" if record.target == "sine" else "the curve"


def _question(record: SineMLP) -> str:
    there = "Guess first: no points lie in the shaded parts."
    if len(record.activations()) == 1:
        return f"{there} How will the network's curve go on far out there?"
    return f"{there} Which of the two networks goes on like {_curve(record)} there?"


def _choices(record: SineMLP) -> dict[str, str]:
    names = record.activations()
    if len(names) == 1:
        return {LIKE_IT: f"Like {_curve(record)}"} | GUESSED_MANNERS
    return {name: f"Only {say_choice(name)}" for name in names} | {BOTH: "Both", NEITHER: "Neither"}


def _veiled(scene: Scene, answer: OnGuess) -> None:
    """The points to learn from, and the ground to either side of them."""
    points = results.points(scene.record.only("data"))
    with scene.places[0]:
        scene.show(unlearned(points.x, points.y), "guess", share=WHOLE)


def _remark(record: SineMLP, guess: str) -> str:
    names = record.activations()
    return _of_one(record, names[0], guess) if len(names) == 1 else _of_two(record, names, guess)


def _of_one(record: SineMLP, name: str, guess: str) -> str:
    """What it is like far out; and right is also who said that it goes on like the curve, where it does."""
    sides, said = results.beyond(record, name), _choices(record).get(guess, guess)
    if sides is None:
        return f"You said: {in_a_sentence(said)}. **It diverged, and says nothing any more.**"
    manners = list(dict.fromkeys(side.manner for side in sides))
    found = ", on the other side ".join(f"it {MANNERS[manner]}" for manner in manners)
    if guess in manners or (guess == LIKE_IT and _follows(record, name)):
        found = found if guess in manners else f"it goes on like {_curve(record)}"
        return f"**Well guessed:** {found}.{_off(record, (name,))}"
    return f"You said: {in_a_sentence(said)}. **Far out {found}.**{_off(record, (name,))}"


def _of_two(record: SineMLP, names: tuple[str, ...], guess: str) -> str:
    """Which of them goes on like the curve."""
    following = [name for name in names if _follows(record, name)]
    right = NEITHER if not following else BOTH if len(following) == len(names) else following[0]
    goes = "go on" if right == BOTH else "goes on"
    words = _choices(record)
    found = f"{in_a_sentence(words[right])} {goes} like {_curve(record)}"
    return judged(guess == right, in_a_sentence(words[guess]), found) + _off(record, names)


def _follows(record: SineMLP, name: str) -> bool:
    miss = results.missed(record, name)
    return miss is not None and miss.most <= FOLLOWING_PART * miss.range


def _off(record: SineMLP, names: tuple[str, ...]) -> str:
    """By how much each misses the curve, of those that there still are."""
    misses = {say_choice(name): miss for name in names if (miss := results.missed(record, name))}
    if not misses:
        return ""
    (first, miss), *others = misses.items()
    whose = first if len(names) > 1 else "it"
    told = f"{whose} misses {_curve(record)} by up to {number(miss.most)}"
    told += "".join(f", {name} by up to {number(other.most)}" for name, other in others)
    low, high = (number(float(f"{end:.2g}")) for end in (miss.low, miss.high))
    return f" Beyond the points, as far as x = {low} and {high}, {told}."


HOW_IT_GOES_ON = Guess(
    "beyond",
    _question,
    _veiled,
    choices=_choices,
    remark=_remark,
    worth=_bends,
    subject=lambda record, own: results.trained(record),
    asks=_about_bends,
)
