"""What does chance do to a training?  Guessed before any is made: of many seeds, of two activations, of batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gdengine.analysis.numbers import counted
from gdengine.data import batches
from gdengine.experiments import Luck, SineMLP
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network.output import places
from pages.charts.network.seeds import not_trained, small_places
from pages.charts.network.unlearned import a_step
from pages.ui.guessing import Guess, OnGuess, in_a_sentence, judged
from pages.ui.scene import REMAINDER, WHOLE, Scene
from pages.ui.terms import say
from pages.ui.titles import say_choice
from pages.views.network import results
from pages.views.network.words import Bins, bin_words, drawn_weights, sized, which_bin

TIMES: Bins = {  # how many times the lowest loss the highest is
    "same": (1.2, "About the same"),
    "thrice": (3.0, "Up to 3 times"),
    "tenfold": (10.0, "3 to 10 times"),
    "more": (np.inf, "Over 10 times"),
}
WON: Bins = {  # the share of the seeds in which an activation is ahead
    "none": (0.0, "In none"),
    "few": (0.399, "In a few"),
    "half": (0.6, "In about half"),
    "most": (0.999, "In most"),
    "all": (1.0, "In all"),
}


class Tries(NamedTuple):
    """What is trained, and what is tried of it."""

    record: SineMLP
    own: Luck


def _tries(*named: str) -> Callable[[SineMLP, Luck], Tries]:
    """The tries that a guess is about: of the view's settings only those ``named``."""

    def subject(record: SineMLP, own: Luck) -> Tries:
        kept = {name: getattr(own, name) for name in ("trial", *named)}
        return Tries(results.trained(replace(record, versus="none")), Luck(**kept))

    return subject


def _tries_of(scene: Scene) -> Tries:
    return Tries(results.trained(replace(scene.record, versus="none")), scene.own)


def _of(trial: str) -> Callable[[Tries], bool]:
    return lambda tries: tries.own.trial == trial


def _words(bins: Bins) -> Callable[[Tries], Mapping[str, str]]:
    return lambda tries: bin_words(bins)


# --- many seeds -------------------------------------------------------------------------------------------------------


def _every_seed(scene: Scene, answer: OnGuess) -> None:
    """The points of every seed."""
    tries = _tries_of(scene)
    records = tries.own.records(tries.record)
    color = palette.ACTIVATION_COLORS[tries.record.activation]
    across = small_places(places(tries.record.points()[0]))
    with scene.places[0]:
        scene.show(not_trained(records, across, tries.record.seed, color), "guess", share=WHOLE)


def _ask_seeds(tries: Tries) -> str:
    seeds = counted(tries.own.affordable(tries.record), "seed")
    other = "other points" + ", other first weights" * drawn_weights(tries.record)
    return f"Guess first: one network, {seeds}: {other}. How far apart do the lowest and highest loss end?"


def _remark_seeds(tries: Tries, guess: str) -> str:
    tried = results.seed_runs(*tries)
    lowest, highest = tried[0].loss, tried[-1].loss
    lost = sum(np.isinf(one.loss) for one in tried)
    said = in_a_sentence(TIMES[guess][1])
    if lost:
        whose = "diverges:** its" if lost == 1 else "diverge:** their"
        return f"You said: {said}. **{lost} of {len(tried)} {whose} loss has no end."
    times = highest / lowest if lowest else np.inf if highest else 1.0
    found = f"the highest loss is {number(times)} times the lowest" if np.isfinite(times) else "the lowest loss is 0"
    return judged(which_bin(TIMES, times) == guess, said, found)


HOW_FAR_APART = Guess(
    "seeds",
    _ask_seeds,
    _every_seed,
    choices=_words(TIMES),
    remark=_remark_seeds,
    worth=_of("seeds"),
    subject=_tries("seeds"),
)


# --- two activations --------------------------------------------------------------------------------------------------


def _names(tries: Tries) -> tuple[str, str]:
    return say_choice(tries.record.activation), say_choice(tries.own.rival)


def _ask_activations(tries: Tries) -> str:
    one, other = _names(tries)
    seeds = counted(tries.own.affordable(tries.record), "seed")
    return f"Guess first: {one} against {other}, with {seeds}. In how many will {one} end with the lower loss?"


def _remark_activations(tries: Tries, guess: str) -> str:
    found, (one, _), said = results.contest(*tries), _names(tries), in_a_sentence(WON[guess][1])
    if not np.isfinite(found.loss).any():
        return f"You said: {said}. **Neither has a loss: both diverge with every seed.**"
    won, count = found.wins[0], len(found.seeds)
    return judged(which_bin(WON, won / count) == guess, said, f"{one} ends lower in {won} of {counted(count, 'seed')}")


WHICH_ACTIVATION = Guess(
    "activations",
    _ask_activations,
    _every_seed,
    choices=_words(WON),
    remark=_remark_activations,
    worth=lambda tries: tries.own.trial == "activations" and tries.own.rival != tries.record.activation,
    subject=_tries("seeds", "rival"),
)


# --- points a step ----------------------------------------------------------------------------------------------------


def _sizes(tries: Tries) -> dict[str, str]:
    each = tries.own.batch_records(tries.record)
    return {str(one.batch): sized(one.batch, one.n).capitalize() for one in each}


def _ask_batches(tries: Tries) -> str:
    all_, some, _ = tries.own.batch_records(tries.record)
    epochs = counted(all_.steps, "epoch")
    sizes = f"{all_.n} points a step, {some.batch} or one"
    return f"Guess first: {epochs} of one network, with {sizes}: whose loss ends highest?"


def _first_step(scene: Scene, answer: OnGuess) -> None:
    """What the first step of each sees."""
    tries = _tries_of(scene)
    record = tries.record
    every = results.points(record.only("data"))
    for place, (size, words) in zip(scene.places, _sizes(tries).items()):
        rows = np.sort(batches.sampled(0, record.n, int(size), record.seed))
        with place:
            say(f"**{words}**: what its first step sees")
            scene.show(a_step(every.x, every.y, rows), f"guess_{size}", share=REMAINDER)


def _remark_batches(tries: Tries, guess: str) -> str:
    runs = {str(run.size): float(run.run.value[-1]) for run in results.batch_runs(tries.record)}
    words, lost = _sizes(tries), [size for size, loss in runs.items() if not np.isfinite(loss)]
    if lost:
        found = f"{' and '.join(in_a_sentence(words[size]) for size in lost)} diverged"
        return judged(guess in lost, in_a_sentence(words[guess]), found)
    highest = max(runs.values())
    top = [size for size, loss in runs.items() if loss == highest]
    ends = "ends" if len(top) == 1 else "end"
    found = f"{' and '.join(in_a_sentence(words[size]) for size in top)} {ends} highest, with {number(highest)}"
    if guess not in top:
        found += f"; {in_a_sentence(words[guess])} ends with {number(runs[guess])}"
    return judged(guess in top, in_a_sentence(words[guess]), found)


WHICH_BATCH = Guess(
    "batches",
    _ask_batches,
    _first_step,
    choices=_sizes,
    remark=_remark_batches,
    worth=_of("batches"),
    columns=(1, 1, 1),
    subject=_tries(),
)

CHANCES_GUESSED = (HOW_FAR_APART, WHICH_ACTIVATION, WHICH_BATCH)
