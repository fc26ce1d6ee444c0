"""The network page's views of a training and of luck: pictures and sentences are those of the recorded trainings."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import re
import tracemalloc
from importlib import import_module
from typing import Any
from unittest import mock

import numpy as np
import pytest
from records import run_of
from visit import opened, scene, visit

from gdengine import PRESETS, mends, network
from gdengine.analysis.overfitting import Turn, turned_up
from gdengine.experiments import Backprop, LossPlane, Luck, Pins, SineMLP
from gdengine.experiments.luck import Contest
from gdengine.experiments.pins import LONGEST_PINS, MOST_PINS, read_pin, write_pin
from gdengine.network.along_x import BEYOND_WIDTHS
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network import batches, contest, seeds
from pages.charts.network.output import MOST_FAR_HEIGHTS, Far, far_heights, places
from pages.ui import gate, memory, progress, training
from pages.ui.memory import Memory, weigh
from pages.ui.progress import Progress
from pages.views.network import backprop_results, inside_results, landscape_results, neuron_results, results
from pages.views.network.luck_seeds import _what_differs, epoch_frames
from pages.views.network.neuron import _about
from pages.views.network.words import overfitted

D1 = PRESETS["D1"].record
SMALL = SineMLP(width=4, layers=1, n=16, steps=12, held=8)
MB = 2**20


def told(seen: Any) -> str:
    return " ".join(seen.words)


# --- what dear work shows ---------------------------------------------------------------------------------------------


class Place:
    """Where progress is told."""

    def __init__(self) -> None:
        self.told: list[tuple[float, str]] = []
        self.emptied = False

    def progress(self, share: float, words: str) -> None:
        self.told.append((share, words))

    def empty(self) -> None:
        self.emptied = True


@pytest.fixture
def place(monkeypatch):
    """A place for progress, and a clock that goes on by a tenth of a second at every look."""
    shown = Place()
    clock = iter(np.arange(0, 1000, 0.1))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    progress.show_in(shown)
    yield shown
    progress.show_in(None)


def test_progress_is_told_after_a_while_and_leaves_nothing_behind(place):
    with Progress(1000, "Training") as work:
        for step in range(16, 1001, 16):
            work.at(step)
    shares = [share for share, _ in place.told]
    assert shares == sorted(shares)
    assert 0.03 < shares[0] < 0.2
    assert shares[-1] > 0.9
    assert len(shares) < 63, "not at every look"
    assert place.told[0][1] == f"Training: {shares[0]:.0%}. Moving any knob ends it."
    assert place.emptied


def test_short_work_shows_no_progress(place):
    with Progress(32, "Training") as work:
        work.at(16)
        work.at(32)
    assert place.told == []
    assert not place.emptied


def test_one_training_after_another_is_one_progress():
    work = Progress(300, "Training")
    shares = []
    for step in (50, 100, 50, 100, 50, 100):
        work.at(step)
        shares.append(work.share)
    np.testing.assert_allclose(shares, np.arange(1, 7) / 6)


WALKED_AGAIN = {
    "Looking inside": lambda record: inside_results.looked(record),
    "Looking at what the rule remembers": lambda record: backprop_results.flow(record, Backprop()),
    "Walking to the plane": lambda record: landscape_results.landscape(record, LossPlane()),
}


@pytest.mark.parametrize("words", WALKED_AGAIN)
def test_a_training_that_is_walked_again_tells_how_far_it_is(place, monkeypatch, words):
    monkeypatch.setattr(memory, "MEMORY", Memory())
    WALKED_AGAIN[words](dataclasses.replace(SMALL, steps=400, optimizer="adam", lr=0.01))
    shares = [share for share, said in place.told if said.startswith(words)]
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert place.emptied


def test_looking_for_idle_units_takes_little_memory():
    """Of the largest network at all the epochs that travel."""
    large = SineMLP(layers=3, width=64, n=64)
    theta = np.stack([large.start()] * 48)
    tracemalloc.start()
    network.idle_masks(large.objective(), theta)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak <= 60 * MB


def test_a_newer_request_ends_a_training_and_nothing_is_remembered(monkeypatch):
    class Newer(Exception):
        """What Streamlit raises."""

    looks = []

    def look() -> None:
        looks.append(1)
        if len(looks) > 3:
            raise Newer

    monkeypatch.setattr(memory, "MEMORY", Memory())
    monkeypatch.setattr(gate, "newer_request", look)
    record = dataclasses.replace(SMALL, steps=2000)
    with pytest.raises(Newer):
        training.training(record)
    assert len(looks) == 4
    assert len(memory.MEMORY) == 0
    with pytest.raises(Newer):
        results.seed_runs(record, Luck(seeds=2))


def test_the_menu_says_what_the_page_is_in_plain_words_and_in_the_field_s():
    seen = visit("sine_mlp")
    assert seen.app.title[0].value == "A network learns a sine"
    assert any("MLP sine fit" in block.proto.body for block in seen.app.sidebar.get("html"))


def test_d1_s_remembered_training_is_light():
    assert weigh(training.training(results.trained(D1))) <= 6 * MB


# --- train ------------------------------------------------------------------------------------------------------------


def test_how_steep_the_curve_is_at_its_ends_is_said_at_every_epoch():
    record = dataclasses.replace(SMALL, activation="relu", versus="tanh")
    drawn = visit("sine_mlp", width="4", layers="1", n="16", steps="12", held="8", activation="relu", versus="tanh")
    assert drawn.wrong == []
    across = places(record.points()[0])
    for name, run in record.run().items():
        picture = drawn.pictures[f"fit_{name}"]
        slopes = network.output_slope(run.x, across[[0, -1]], record.sizes(), name)[1][..., 0]
        table = picture.data["edges"].frame()
        for side in (0, 1):
            np.testing.assert_allclose(table[table["side"] == side]["slope"], slopes[:, side], rtol=1e-5, atol=1e-6)
        says = network.predict(run.x, across, record.sizes(), name)[..., 0]
        numbers = picture.now.numbers
        np.testing.assert_allclose(numbers["low"], says[:, 0], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(numbers["slope_high"], slopes[:, 1], rtol=1e-12)
        inside = (across >= record.points()[0].min()) & (across <= record.points()[0].max())
        off = np.abs(says - record.curve()(across))[:, inside].max(axis=1)
        np.testing.assert_allclose(numbers["off"], off, rtol=1e-5)


def test_the_shaded_parts_are_those_without_points():
    picture = visit("sine_mlp", steps="3").pictures["fit_tanh"]
    x, beyond = picture.data["points"].frame()["x"], picture.data["beyond"].frame()
    view = picture.data["view"].frame().iloc[0]
    np.testing.assert_allclose(beyond["x"], [view["x_lo"], x.max()], rtol=1e-6)
    np.testing.assert_allclose(beyond["x2"], [x.min(), view["x_hi"]], rtol=1e-6)


@pytest.mark.parametrize(
    ("lens", "more"), [("train", {}), ("train", {"versus": "relu"}), ("luck", {"trial": "batches"})]
)
@pytest.mark.parametrize("formula", ["1/x", "3+x"])
def test_the_points_that_are_drawn_are_those_that_are_learned_from(lens, more, formula):
    """Also where the curve was typed."""
    link = {"target": "formula", "formula": formula, "steps": "3", "n": "24", **more}
    drawn = visit("sine_mlp", lens=lens, hide="guess", **link)
    assert drawn.wrong == []
    x, y = SineMLP(target="formula", formula=formula, n=24).points()
    seen = [picture.data["points"].frame() for picture in drawn.pictures.values() if "points" in picture.data]
    assert seen
    for points in seen:
        np.testing.assert_allclose(points[["x", "y"]], np.column_stack([x, y]), rtol=1e-6)


@pytest.mark.parametrize("layers", ["0", "1"])
@pytest.mark.parametrize("activation", SineMLP.knobs()["activation"].choices)
def test_every_training_has_a_color_in_the_picture_of_its_losses(layers, activation):
    drawn = visit(
        "sine_mlp", layers=layers, activation=activation, steps="3", n="16", held="8", width="3", hide="guess"
    )
    picture = drawn.pictures["loss"]
    (color,) = set(picture.data["runs"].frame()["color"])
    assert color == palette.ACTIVATION_COLORS[activation]
    assert color == picture.legend[0].color == drawn.pictures[f"fit_{activation}"].legend[-3].color


@pytest.mark.parametrize("n", [4, 500, 512])
def test_batches_are_tried_with_as_many_points_as_there_may_be(n):
    drawn = visit("sine_mlp", lens="luck", trial="batches", n=str(n), width="2", layers="1", steps="2", hide="guess")
    assert drawn.wrong == []
    assert drawn.pictures


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("asked", [False, True])
def test_every_point_is_within_the_picture_also_of_those_held_out(seed, asked):
    """Few and noisy ones to learn from reach less far than the many that are held out."""
    drawn = visit("sine_mlp", n="12", noise="2", steps="3", seed=str(seed), **({} if asked else {"hide": "guess"}))
    assert drawn.wrong == []
    for picture in drawn.pictures.values():
        for points in ("points", "held"):
            if points in picture.data:
                table, view = picture.data[points].frame().dropna(), picture.data["view"].frame().iloc[0]
                assert table["x"].between(view["x_lo"] - 1e-5, view["x_hi"] + 1e-5).all()
                assert table["y"].between(view["y_lo"], view["y_hi"]).all()


def test_beyond_its_points_a_tanh_network_levels_off_and_one_of_relus_goes_straight():
    said = told(visit("sine_mlp", preset="D2"))
    record = results.trained(PRESETS["D2"].record)
    x, far = record.points()[0], BEYOND_WIDTHS[-1]
    for name, words in (("relu", "ReLU goes on in a straight line"), ("tanh", "tanh levels off")):
        theta = next(iter(dataclasses.replace(record, activation=name, versus="none").run().values())).x[-1]
        sides = [x.min() - far * np.ptp(x), x.max() + far * np.ptp(x)]
        slopes = network.output_slope(theta, sides, record.sizes(), name)[1][:, 0]
        assert f"{words} (slopes {number(slopes[0])} and {number(slopes[1])})" in said
    assert "One seed proves nothing." in said


def test_both_networks_are_told_with_their_own_numbers():
    record, said = results.trained(PRESETS["D2"].record), told(visit("sine_mlp", preset="D2"))
    for name, title in (("relu", "ReLU"), ("tanh", "tanh")):
        made = results.recording(record, name)
        loss, held = (number(float(values[-1])) for values in (made.run.value, made.seen["held"]))
        assert f"**{title} ends with loss {loss} ({held} on the points held out).**" in said


def test_a_held_out_loss_that_turns_up_is_told_with_its_epoch_and_marked():
    link = {"n": "16", "activation": "tanh", "lr": "0.15", "decay": "1", "steps": "600", "optimizer": "momentum"}
    seen = visit("sine_mlp", **link)
    record = results.trained(SineMLP(n=16, lr=0.15, decay=1.0, steps=600, optimizer="momentum"))
    made = results.recording(record, "tanh")
    turn = turned_up(made.run.value, made.seen["held"])
    assert turn is not None
    assert f"best on the points held out at epoch {turn.row}, with {number(turn.lowest)}." in told(seen)
    turns = seen.pictures["loss"].data["turns"].frame()
    assert turns["step"].tolist() == [turn.row]
    assert turns["after"].tolist() == [600], "nothing is said before the end"
    assert made.seen["held"][turn.row] == made.seen["held"].min()
    assert "Overfitting" not in told(visit("sine_mlp")), "its held-out loss falls to the end"


def test_the_losses_drawn_are_those_of_every_epoch():
    seen = visit("sine_mlp", preset="D2", steps="40")
    table = seen.pictures["loss"].data["runs"].frame()
    for name, title in (("relu", "ReLU"), ("tanh", "tanh")):
        made = results.recording(results.trained(dataclasses.replace(PRESETS["D2"].record, steps=40)), name)
        mine = table[table["name"] == title]
        np.testing.assert_array_equal(mine["step"], np.arange(41))
        np.testing.assert_allclose(mine["y"], made.run.value, rtol=1e-6)
        np.testing.assert_allclose(mine["held"], made.seen["held"], rtol=1e-6)


def test_a_training_that_diverged_is_told_as_one():
    seen = visit("sine_mlp", lr="30", activation="relu", versus="tanh", steps="20")
    assert seen.wrong == []
    assert re.search(r"\*\*ReLU diverged after epoch \d+\.\*\*", told(seen))


def test_beside_a_training_that_goes_on_the_last_number_of_one_that_diverged_stays():
    """The bar goes on with the longer of the two: the other's loss had become a dash."""
    with mock.patch.object(import_module("pages.views.network.train"), "live_text") as live:
        assert not visit("sine_mlp", preset="D2", lr="5", hide="guess").wrong
    ((_, numbers), _) = live.call_args
    assert len(numbers) > 1 and all(np.isfinite(values).all() for values in numbers.values())


# --- mends of units that do no work -----------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_network_whose_units_are_copies_is_told_to_draw_its_weights(activation):
    record = dataclasses.replace(SMALL, activation=activation, scheme="zeros", steps=60)
    best = mends(record)[0]
    assert best.change.keys() == {"scheme"}
    assert best.label.startswith("Draw the first weights: ")
    after = dataclasses.replace(record, **best.change)
    assert run_of(after).value[-1] < run_of(record).value[-1] / 2


# --- pins -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        SineMLP(),
        SineMLP(activation="relu", lr=0.01, width=8, width2=3, n=40),
        SineMLP(target="formula", formula="x^3/4 - x", optimizer="adam"),
        SineMLP(width=1, layers=1, weights="1_-2_0.5_0"),
    ],
)
def test_a_pin_says_a_whole_training(record):
    assert read_pin(write_pin(record)) == record
    assert Pins().pinning(record).records() == {"A": record}
    link = Pins.knobs()["pinned"]
    assert link.read(link.write(write_pin(record))) == write_pin(record)


def test_there_is_room_for_some_pins_and_for_none_twice():
    own = Pins()
    for k in range(MOST_PINS):
        assert own.room(SineMLP(seed=k))
        own = own.pinning(SineMLP(seed=k))
        assert not own.room(SineMLP(seed=k))
    assert not own.room(SineMLP(seed=77))
    with pytest.raises(ValueError, match="no room"):
        own.pinning(SineMLP(seed=77))
    long = SineMLP(width=1, layers=1, target="formula", formula="x+" * 90 + "x")
    assert len(write_pin(long)) < LONGEST_PINS


@pytest.mark.parametrize("text", ["activation", "color~red", "lr~banana", "activation~relu~lr", "~~".join("abcd")])
def test_a_pin_that_is_none_is_said_so(text):
    read, complaints = Pins.read({"pinned": text})
    assert read == Pins()
    assert len(complaints) == 1


def test_a_training_can_be_pinned_compared_and_taken_down():
    seen = visit("sine_mlp", steps="20", lr="0.05").press("pin")
    assert seen.address["pinned"] == "lr~0.05~steps~20~activation~tanh"
    seen = seen.turn("lr", "0.02")
    assert seen.wrong == []
    runs = seen.pictures["loss"].data["runs"].frame()
    assert list(dict.fromkeys(runs["name"])) == ["tanh", "pinned A"]
    alone = visit("sine_mlp", steps="20", lr="0.05").pictures["loss"].data["runs"].frame()
    np.testing.assert_array_equal(runs[runs["name"] == "pinned A"]["y"], alone["y"])
    assert "Pinned A (Learning rate η 0.05) ends with loss" in told(seen)
    assert np.isfinite(seen.pictures["fit_tanh"].data["pinned"].frame()["y"]).all()
    assert "pinned" not in seen.press("unpin").address


@pytest.mark.nightly
def test_every_pinned_curve_has_its_letter_at_its_end(tab, app):
    """Two had one color and the same dashes, and nothing said which was which."""
    shown = tab().open(f"{app}/sine_mlp?steps=20&width=4&pinned=activation~relu~width~3~~activation~sine&hide=guess")
    fit = shown.page.locator("[class*='-sine_mlp-fit_tanh'] svg.marks")
    assert {"A", "B"} <= {*fit.locator("text").all_text_contents()}
    dashes = fit.locator(f".mark-line path[stroke='{palette.PINNED}']")
    looks = dashes.evaluate_all("all => all.map(one => one.getAttribute('stroke-dasharray'))")
    assert len({*looks}) == len(looks) == 2


def test_what_a_pinned_network_said_of_other_points_is_not_drawn_over_these():
    seen = visit("sine_mlp", steps="5", pinned="activation~relu~steps~5~seed~3")
    assert seen.wrong == []
    assert not np.isfinite(seen.pictures["fit_tanh"].data["pinned"].frame()["y"]).any()
    assert "pinned A" in {*seen.pictures["loss"].data["runs"].frame()["name"]}


# --- luck: seeds ------------------------------------------------------------------------------------------------------


def test_a_click_opens_the_training_that_was_seen_there():
    ranks = [3, 0, 4, 1, 2]  # of five cells, three in a row and two rows
    places_now = {(0.5, 1.5): 0, (1.2, 1.9): 1, (2.9, 1.1): 2, (0.1, 0.5): 3, (1.5, 0.2): 4, (2.5, 0.5): None}
    for (x, y), cell in places_now.items():
        assert seeds.cell_at(x, y, ranks) == cell
    for rank, (x, y) in enumerate([(0.5, 1.5), (1.5, 1.5), (2.5, 1.5), (0.5, 0.5), (1.5, 0.5)]):
        assert seeds.cell_at(x, y + seeds.SORTED_Y, ranks) == ranks.index(rank)


def test_the_small_pictures_show_every_seed_s_own_run_sorted_at_the_end():
    record, own = results.trained(SMALL), Luck(seeds=5)
    tried = results.seed_runs(record, own)
    across, epochs = seeds.small_places(places(record.points()[0])), epoch_frames(record.steps)
    picture = seeds.multiples(tried, across, epochs, record.seed, "#123456")
    cells = picture.data["cells"].frame()
    assert cells["seed"].tolist() == [0, 1, 2, 3, 4]
    losses = []
    for _, cell in cells.iterrows():
        run = next(iter(dataclasses.replace(SMALL, seed=int(cell["seed"])).run().values()))
        np.testing.assert_allclose([cell[f"l{f}"] for f in range(len(epochs))], run.value[epochs], rtol=1e-6)
        losses.append(run.value[-1])
    assert np.argsort(np.argsort(losses)).tolist() == cells["rank"].tolist()
    assert cells["own"].tolist() == [True, False, False, False, False]
    ends = picture.now.numbers
    assert (ends["low"][-1], ends["high"][-1]) == (min(losses), max(losses))


@pytest.mark.parametrize(("trial", "said"), [("seeds", "3 of the 5 seeds"), ("activations", "2 of the 5 seeds")])
def test_fewer_seeds_than_asked_for_are_explained(monkeypatch, trial, said):
    settings = {"trial": trial, "steps": "12", "width": "4", "layers": "1", "n": "16", "held": "0", "seeds": "5"}
    assert said not in told(visit("sine_mlp", lens="luck", **settings))
    monkeypatch.setattr("gdengine.experiments.luck.MOST_TRIED_UPDATES", 36)
    seen = told(visit("sine_mlp", lens="luck", seed="7", **settings))
    assert f"{said}: 12 updates each, and more take too long." in seen


def test_one_click_opens_any_seed():
    seen = visit("sine_mlp", lens="luck", steps="12", width="4", layers="1", n="16", seeds="5")
    tried = results.seed_runs(results.trained(dataclasses.replace(SMALL, held=64)), Luck(seeds=5))
    best = tried[0].record.seed
    assert f"**Seed {best} ends lowest, with loss {number(tried[0].loss)}" in told(seen)
    opened = seen.press("open", "best")
    assert opened.settings["lens"] == "train"
    loss = opened.pictures["loss"].data["runs"].frame()["y"].to_numpy(float)[-1]
    assert loss == pytest.approx(tried[0].loss, rel=1e-6)


@pytest.mark.parametrize("last", [1, 5, 60, 250, 2000])
def test_the_frames_of_many_trainings_are_few_and_reach_the_end(last):
    frames = epoch_frames(last)
    assert (frames[0], frames[-1]) == (0, last)
    assert (np.diff(frames) > 0).all()
    assert len(frames) <= 64


# --- luck: two activations --------------------------------------------------------------------------------------------


def test_tanh_does_not_fit_better_in_15_of_20_seeds():
    seen = visit("sine_mlp", preset="D2s")
    assert seen.wrong == []
    assert "**ReLU ends with the lower loss in 15 of 20 seeds.** In 5 others tanh does" in told(seen)
    rows = seen.pictures["duels"].data["duels"].frame()
    assert (rows["a"] < rows["b"]).sum() == 15
    last = seen.pictures["tally"].now
    assert last.at(20) == "Seeds tried: 20. ReLU was lower in 15, tanh in 5."
    assert last.at(1).startswith("Seeds tried: 1. ")
    assert "floor" not in seen.address


def test_two_networks_are_one_click_from_twenty_seeds():
    seen = visit("sine_mlp", preset="D2", steps="5").press("settle")
    assert {name: seen.address[name] for name in ("lens", "trial", "seeds", "rival")} == {
        "lens": "luck", "trial": "activations", "seeds": "20", "rival": "tanh"
    }  # fmt: skip


def test_the_score_counts_what_was_tried_and_a_tie_is_nobody_s():
    loss = np.array([[1.0, 2.0], [3.0, 3.0], [np.inf, 1.0], [np.inf, np.inf], [1.0, np.inf]])
    found = Contest(("relu", "tanh"), (4, 5, 6, 7, 8), loss, (2, 1))
    assert contest.score(found).tolist() == [[0, 0], [1, 0], [1, 0], [1, 1], [1, 1], [2, 1]]


def test_an_activation_against_itself_is_no_contest():
    seen = visit("sine_mlp", lens="luck", trial="activations", rival="tanh", steps="4", n="16", seeds="3")
    assert seen.wrong == []
    assert "**Neither: 0 of 3 seeds each.**" in told(seen)


# --- luck: points a step ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("axis", [batches.EPOCHS, batches.UPDATES, batches.SAMPLES])
def test_every_frame_shows_what_each_training_had_done_by_then(axis):
    record = results.trained(dataclasses.replace(SMALL, n=24))
    runs = results.batch_runs(record)
    seen = batches.counted(runs, axis)
    table = {"epochs": "epoch", "updates": "update", "seen": "seen"}[axis]
    for run, rows in zip(runs, seen.rows()):
        counts = getattr(run, table)
        for stamp, row in zip(seen.stamps, rows):
            assert counts[row] <= stamp
            assert row == len(counts) - 1 or counts[row + 1] > stamp
    drawn = visit("sine_mlp", lens="luck", trial="batches", counted=axis, n="24", steps="12", width="4", layers="1")
    assert drawn.wrong == []
    picture = drawn.pictures[f"batches_{axis}"]
    for title, run in zip(("all 24 a step", "16 a step", "one a step"), runs):
        mine = picture.data["runs"].frame()[picture.data["runs"].frame()["name"] == title]
        np.testing.assert_array_equal(mine["step"], getattr(run, table))
        np.testing.assert_allclose(mine["y"], run.run.value, rtol=1e-6)
        assert (seen.stamps[mine["i"]] >= mine["step"]).all()


def test_fewer_points_a_step_are_more_updates_of_the_same_epochs():
    seen = visit("sine_mlp", preset="D7s")
    said = told(seen)
    runs = results.batch_runs(results.trained(PRESETS["D7s"].record))
    assert [run.size for run in runs] == [128, 16, 1]
    for run, title in zip(runs, ("All 128 a step", "16 a step", "one a step")):
        assert (
            f"{title} ends with {number(float(run.run.value[-1]))} after {number(int(run.update[-1]), 6)} updates"
            in said
        )
    lowest = min(runs, key=lambda run: run.run.value[-1])
    assert f"Lowest after 60 epochs: {'one' if lowest.size == 1 else lowest.size} a step" in said


def test_by_updates_who_is_lowest_is_who_is_after_as_many_of_them():
    record = results.trained(PRESETS["D7s"].record)
    runs = results.batch_runs(record)
    after = {run.size: float(run.run.value[np.flatnonzero(np.asarray(run.update) <= 60)[-1]]) for run in runs}
    lowest = min(after, key=after.__getitem__)
    name = {128: "all 128 a step", 16: "16 a step", 1: "one a step"}[lowest]
    assert f"Lowest after 60 updates: {name} ({number(after[lowest])})" in told(
        visit("sine_mlp", preset="D7s", counted="updates")
    )


def test_the_views_can_be_drawn_without_a_visit():
    assert scene(PRESETS["D1"], "luck").own == Luck()


@pytest.mark.parametrize("trial", ["seeds", "activations"])
def test_a_seed_is_opened_without_a_mouse(trial):
    small = {"width": "2", "layers": "1", "n": "8", "steps": "3", "seeds": "3", "seed": "5"}
    seen = visit("sine_mlp", lens="luck", trial=trial, **small)
    menu = seen.app.selectbox(key=seen.key("open"))
    assert menu.options == ["of a seed …", "seed 5", "seed 6", "seed 7"]
    menu.set_value(2)
    opened = seen.again()
    assert opened.wrong == []
    assert opened.address["seed"] == "6"
    assert opened.address.get("lens", "train") == "train"


def test_the_input_of_a_neuron_is_typed_too():
    seen = visit("sine_mlp", lens="neuron", floor="learn", hide="guess").turn("dial_x", "-0,5")
    assert seen.wrong == []
    assert seen.address["dial_x"] == "-0.5"


def test_the_slopes_that_are_told_are_not_those_that_are_drawn():
    """At the edges of the picture stands "slope −0.22" while far beyond them it is 0: where, has to be said."""
    assert "Far beyond the picture tanh levels off (slopes 0 and 0)." in told(opened("sine_mlp"))


def test_what_differs_from_a_constant_by_rounding_alone_is_no_straight_line():
    """All weights are 0 at first: far out the slope is 2·10⁻³⁹, of heights that never change in their last digit."""
    same = {"activation": "sigmoid", "width": "2", "layers": "3", "scheme": "zeros"}
    assert "Far beyond the picture sigmoid levels off (slopes 0 and 0)." in told(visit("sine_mlp", **same))


def test_nothing_is_said_of_how_a_network_goes_on_that_has_diverged():
    lost = {"activation": "leaky_relu", "width": "3", "layers": "1", "seed": "68", "lr": "1", "steps": "200"}
    said = told(visit("sine_mlp", target="absolute", scheme="he_normal", n="4", **lost))
    assert "diverged after epoch" in said
    assert "Far beyond" not in said


def test_a_large_rise_is_a_plain_number():
    assert "rose by 850 000 %" in overfitted("GELU", Turn(3, 0.1, 850.1, 8500.0, 0.3, 0.2)).replace("\u202f", " ")
    assert "rose by 140 %" in overfitted("ReLU", Turn(3, 0.1, 0.24, 1.4, 0.3, 0.2))


@pytest.mark.parametrize("activation", network.ACTIVATIONS)
def test_where_an_activation_is_steepest_nothing_near_is_steeper_and_nowhere_else_is_as_steep(activation):
    found, act = network.activation_shape(activation), network.ACTIVATIONS[activation]
    z = np.linspace(-7, 7, 14_001)
    steep = np.abs(act.derivative(z, act.f(z))) >= found.steepest * (1 - 1e-7)
    near = np.zeros(len(z), bool)
    for low, high in found.steepest_at:
        near |= (low - 2e-3 <= z) & (z <= high + 2e-3)
    assert not (steep & ~near).any()
    assert all(steep[(low - 1e-3 <= z) & (z <= high + 1e-3)].any() for low, high in found.steepest_at)


THROWN = {"lr": 50.0, "optimizer": "gd"}  # it diverges


def script_run(preset: str, **link: float | str) -> dict[str, Any]:
    """What a script that is taken away has worked out in the end."""
    seen = visit("sine_mlp", preset=preset, **{name: str(value) for name, value in link.items()})
    assert seen.wrong == []
    made: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        exec(seen.scripts[0], made)
    return made


@pytest.mark.parametrize("changes", [{}, {"dial_x": 2.0}, THROWN], ids=["as_it_is", "elsewhere", "thrown"])
def test_the_script_of_a_neuron_tells_what_the_page_tells_at_the_end(changes):
    made, shown = network.neuron_at(script_run("D3", **changes)["node"], 0, 0), scene(PRESETS["D3"], **changes)
    page = neuron_results.of_network(inside_results.alone(shown.record), shown.own).moments.numbers
    for name in ("z", "a", "slope", "dz"):
        assert getattr(made, name) == pytest.approx(page[name][-1], rel=1e-9), name


@pytest.mark.parametrize("changes", [{}, THROWN], ids=["as_it_is", "thrown"])
def test_the_script_of_what_is_inside_tells_what_the_page_tells_at_the_end(changes):
    made, shown = script_run("D5", **changes), scene(PRESETS["D5"], **changes)
    page = inside_results.units(inside_results.alone(shown.record))
    assert made["parts"].share == pytest.approx(page.share[-1], rel=1e-9)
    assert made["worth"].rise == pytest.approx(page.rise[-1], rel=1e-6)


# --- how a network goes on beyond its points --------------------------------------------------------------------------


def test_what_is_told_of_far_out_is_drawn_when_it_is_told():
    """The picture is the usual one until the end of a training that was guessed, and then as wide as what was asked."""
    record = PRESETS["D2"].record
    shown = visit("sine_mlp", preset="D2", floor="learn").press("guess", "neither")
    for name in record.activations():
        data = {part: table.frame() for part, table in shown.pictures[f"fit_{name}"].data.items()}
        miss, theta = results.missed(record, name), results.recording(record, name).last_points()
        (view,) = data["view"].to_dict("records")
        across = places(record.points()[0])
        assert (view["x_lo"], view["x_hi"]) == pytest.approx((across[0], across[-1]))
        assert (view["far_x_lo"], view["far_x_hi"]) == pytest.approx((miss.low, miss.high))
        far, true = data["far"], data["truth"]
        assert far["after"].unique().tolist() == true["after"].unique().tolist() == [record.steps]
        says = network.predict(theta, far["x"].to_numpy(float), record.sizes(), name)[:, 0]
        assert far["y"].to_numpy() == pytest.approx(says, abs=1e-5)
        assert far["y"].between(view["far_y_lo"], view["far_y_hi"]).all()
        at = true["x"].to_numpy(float)
        off = np.abs(network.predict(theta, at, record.sizes(), name)[:, 0] - true["y"])
        assert off.max() == pytest.approx(miss.most, rel=0.02)
        ends = [[far["x"].min()], [far["x"].max()]]
        slopes = network.output_slope(theta, ends, record.sizes(), name)[1][:, 0]
        told = data["edges"].query("i == @record.steps")["slope"].to_numpy()
        assert told == pytest.approx(slopes, abs=1e-5), "how steep it is at the ends that are seen"
        assert f"at x = {number(miss.high, 4)}" in shown.pictures[f"fit_{name}"].now.at(record.steps)
    usual = visit("sine_mlp", preset="D2", floor="learn", hide="guess").pictures["fit_relu"].data
    assert not np.isfinite(usual["far"].frame()["y"]).any()
    assert [usual["view"].frame()[name][0] for name in ("far_x_lo", "far_y_hi")] == pytest.approx(
        [usual["view"].frame()[name][0] for name in ("x_lo", "y_hi")]
    )


def test_a_network_that_runs_away_far_out_leaves_the_points_their_room():
    x = np.array([[-3.0, -2.0], [2.0, 3.0]])
    far = Far(x, 100 * x, np.sin(x), np.array([100.0, 100.0]))
    low, high = far_heights(np.array([-1.0, 1.0]), [far])
    assert (low, high) == pytest.approx((-1.44 * MOST_FAR_HEIGHTS, 1.44 * MOST_FAR_HEIGHTS))
    assert far_heights(np.array([-1.0, 1.0]), []) == pytest.approx((-1.44, 1.44))


def test_the_picture_grows_at_the_end_and_not_before(tab, app):
    seen = tab().open(f"{app}/sine_mlp?preset=D1r", asked=True)
    seen.page.locator(".st-key-frame-guess button").first.click()
    seen.settle()
    widths = {}
    for row in (250, 249, 250):
        seen.page.evaluate("row => downhillBus.owner.t.go(row)", row)
        words = seen.settle().page.locator(".st-key-whole-sine_mlp-fit_relu .role-axis-label text").all_text_contents()
        widths.setdefault(row, max(float(word.replace("−", "-")) for word in words))
    assert widths == {250: 6, 249: 3}


@pytest.mark.parametrize(
    ("knobs", "differ"),
    [
        ({}, "the data and first weights"),  # each step sees all points: there are no batches
        ({"batch": 16}, "the data, first weights and batches"),
        ({"scheme": "zeros"}, "the data"),
    ],
)
def test_only_what_a_seed_decides_is_said_to_differ(knobs, differ):
    assert _what_differs(SineMLP(**knobs)) == differ


def test_a_steepness_is_said_of_all_places_that_have_it():
    assert "As steep everywhere:" in _about("identity")
    assert "and so on," in _about("sine")  # at every multiple of π
    assert "and so on" not in _about("tanh")


def test_how_far_a_network_is_off_is_told_of_the_places_where_that_is_known():
    """Between the places at which its curve is drawn it may be farther off, at a jump by much."""
    record = SineMLP(target="square_wave", steps=30)
    link = {"lens": "train", "target": "square_wave", "steps": "30", "hide": "guess"}
    said = visit("sine_mlp", **link).pictures["fit_tanh"].now.at(30)
    told = re.search(r"at the places drawn where there are points, the tanh network is off by at most (\S+) from", said)
    (x, _), theta = record.points(), record.run()["tanh"].x[-1]
    off = np.abs(network.predict(theta, x, record.sizes(), "tanh")[:, 0] - record.curve()(x)).max()
    assert told and float(told[1]) < off
