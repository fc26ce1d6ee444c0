"""What the views of the regression page show, against plain arithmetic on the points and the walk."""

import dataclasses
import re
from unittest import mock

import numpy as np
import pytest
from visit import opened, visit

from gdengine import PRESETS
from gdengine.data import points as texts
from gdengine.experiments import Batches, Bend, Regression, Scale
from gdengine.experiments.batch_walks import rows_seen
from gdengine.regression import design, r_squared, rate_limit
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.regression import bend as bend_pictures
from pages.charts.regression import pulls as pictures
from pages.charts.regression.line_fit import MOST_DRAWN
from pages.charts.regression.pulls import pulls
from pages.ui import frame, playback, results, scene
from pages.ui.results import family
from pages.views.regression import results as results_of_view
from pages.views.regression import words
from pages.views.regression.batches import _ends, _seen, shown_walks, who_settled
from pages.views.regression.batches_state import OFFERED_WALKS, _short
from pages.views.regression.bend import _end as _bend_end
from pages.views.regression.bend_results import bent
from pages.views.regression.closed_form import _conventions, _why_descend, _worked
from pages.views.regression.descend import MOST_PULLS
from pages.views.regression.scale import SIDE_TITLES, _closed_form, _needed
from pages.views.regression.scale_results import scale_side

C3 = PRESETS["C3"].record


@pytest.mark.parametrize("name", ["C3", "C5", "C2"])
def test_the_shares_of_all_points_add_up_to_the_step(name):
    record = PRESETS[name].record
    runs, points = family(record), record.points()
    shown = pulls(points.x, points.y, record.loss, runs.run, runs.rows, runs.rates, step=True)
    step = np.diff(runs.chosen.x, axis=0)
    told = np.column_stack([shown.now.numbers["sum_a"], shown.now.numbers["sum_b"]])
    np.testing.assert_allclose(told[: len(step)], step, rtol=0, atol=1e-12 * np.abs(step).max())


def test_the_arrows_stay_inside_the_picture_at_every_step_and_rate():
    runs, points = family(C3), C3.points()
    X, factor = design(points.x), -2 * 0.5
    order = np.argsort(points.x)
    edges, _ = pictures._edges(points.x[order], points.y[order], C3.loss, runs.run, runs.rows, runs.rates)
    for k, m in [(0, 0), (1, 40), (12, 7), (int(runs.rows[-1]), runs.home)]:
        parts = factor * runs.rates[m] * (X @ runs.run.x[k, m] - points.y)[:, None] * X
        sums = np.vstack([[0, 0], np.cumsum(parts[order], axis=0)])
        for axis in (0, 1):
            low, high = edges[2 * axis][k, m], edges[2 * axis + 1][k, m]
            assert low < sums[:, axis].min() <= sums[:, axis].max() < high


def test_more_points_than_can_be_told_apart_have_no_arrows():
    seen = opened("regression", ("preset", "C7a"), ("lens", "descend"), ("beside", "pulls"))
    assert not seen.wrong
    assert "pulls" not in seen.pictures
    assert f"up to {MOST_PULLS}" in seen.app.info[0].value


def test_what_is_left_of_the_points_has_the_slope_that_is_told():
    seen = opened("regression", ("below", "residuals")).pictures["residuals"]
    run, points = results.runs(C3)["gd"], C3.points()
    for k in (0, 7, 1000):
        left = points.y - design(points.x) @ run.x[k]
        slope = np.polyfit(points.x, left, 1)[0]
        assert seen.now.numbers["left"][k] == pytest.approx(slope, abs=1e-9)
    words = [layer["mark"] for layer in seen.spec["layer"] if layer["mark"]["type"] == "text"]
    assert [mark.get("strokeJoin") for mark in words] == ["round", None], "in a halo: the pattern's line goes through"


def test_r_squared_is_signed_and_that_of_the_line_shown():
    run, points = results.runs(C3)["gd"], C3.points()
    told = words.share_explained(C3.objective(), points.y, run).numbers["r2"]
    for k in (0, 3, 1000):
        left = points.y - design(points.x) @ run.x[k]
        assert told[k] == pytest.approx(1 - left @ left / np.sum((points.y - points.y.mean()) ** 2), abs=1e-10)
    assert told[0] < 0 < told[-1] < 1


def test_the_closed_form_is_worked_with_the_numbers_of_the_points():
    points = C3.points()
    said = _worked(design(points.x), points.y, C3.best())
    for text in ("10", "−37.074", "307.92", "−8.7544", "114.91", "0.91786", "0.48371"):
        assert rf"\text{{{text}}}" in said


@pytest.mark.parametrize("data", ["years", "boiling", "sprint", "answers"])
def test_of_standardized_points_the_formula_says_0_where_only_rounding_is_left(data):
    record = Regression(data=data, scale="standardized", n=500)
    points = record.points()
    said = re.findall(r"\\text\{(.+?)\}", _worked(design(points.x), points.y, record.best()))
    count = number(len(points.x), 5)
    assert said[:4] == [count, "0", "0", count]


def test_each_way_to_say_the_loss_has_the_limit_of_its_rate():
    X = design(C3.points().x)
    said = _conventions(X, "half_sse")
    assert "0.006401" in said  # C4's: 2/λmax(XᵀX)
    assert rate_limit(X, "sse") == pytest.approx(rate_limit(X, "half_sse") / 2)
    assert rate_limit(X, "mse") == pytest.approx(10 * rate_limit(X, "sse"))
    assert "0.0032" in said
    assert "0.032" in said


MOVED = {"data": "sprint", "b0": "99", "b1": "99", "batch": "500"}


@pytest.mark.parametrize(
    ("view", "told", "how"),
    [
        ("descend", ["Start intercept", "Start slope", "500 points per step"], {}),
        ("batches", ["Start intercept", "Start slope"], {}),  # each walk says how many points it sees
        ("scale", ["Start intercept", "Start slope"], {}),  # every step sees all of them
        ("scale", [], {"features": "house_prices"}),  # both walks begin with all coefficients 0
        ("bend", ["500 points per step"], {}),  # the walk begins with all coefficients 0
    ],
)
def test_that_a_knob_was_moved_is_said_where_it_has_an_effect(view, told, how):
    seen = visit("regression", lens=view, **MOVED, **how)
    assert seen.wrong == []
    said = [note.removeprefix(":material/info: ") for note in (caption.value for caption in seen.app.caption)
            if note.startswith(":material/info:")]  # fmt: skip
    assert len(said) == len(told)
    assert all(note.startswith(words) for note, words in zip(said, told, strict=True))


@pytest.mark.parametrize("below", ["loss", "betas", "residuals"])
def test_every_small_picture_opens_beside_every_large_one(below):
    for beside in ("map", "bowl_3d", "pulls", "closed_form"):
        assert not visit("regression", beside=beside, below=below).wrong


# --- batches ----------------------------------------------------------------------------------------------------------

CROWD = PRESETS["C7"].record


@pytest.mark.parametrize("against", ["steps", "samples"])
def test_every_walk_is_drawn_at_the_frame_at_which_it_is_reached(against):
    own = Batches("all 32 1 1_0.99 online", against)
    shown = shown_walks(CROWD, own)
    looks = own.samples(CROWD)
    stamps = shown.walks.stamps
    for word, run, frames in zip(looks, shown.walks.runs, shown.walks.frames):
        for k in (0, 1, len(run.step) // 2, len(run.step) - 1):
            reached = run.step[k] if against == "steps" else looks[word][run.step[k]]
            if frames[k] < len(stamps):
                assert stamps[frames[k]] >= reached
                assert frames[k] == 0 or stamps[frames[k] - 1] < reached
    if against == "samples":
        assert stamps[-1] >= 500
        table = shown.walks.table(y=[run.value for run in shown.walks.runs]).frame()
        for who, word in zip(shown.walks.who, looks):
            drawn = table[(table["who"] == who) & (table["i"] <= 256)]
            assert len(drawn) == (looks[word] <= stamps[256]).sum(), word


def test_the_points_that_are_marked_are_those_that_the_step_sees():
    own = Batches("all 8 32", "steps")
    seen = _seen(shown_walks(CROWD, own)).frame()
    for k in (0, 7, 16, 499):
        assert seen[seen["i"] == k]["id"].tolist() == rows_seen(own.members(CROWD)["8"], [k])[0].tolist()
    epoch = seen[seen["i"] < 16]["id"]
    assert sorted(epoch) == [*range(128)]


@pytest.mark.parametrize("lr", ["0.0000001", "0.001", "0.05", "1000000"])
def test_the_losses_of_all_walks_are_seen_from_where_they_began_however_far_one_goes(lr):
    """A millionth of the highest was the foot of the axis: a walk that is gone left a scale without its own way."""
    link = {"lens": "batches", "walks": "all 32 8 1", "data": "noisy_line", "n": "500", "loss": "mse", "lr": lr}
    picture = visit("regression", **link).pictures["batch_loss_steps"]
    low, high = (picture.data["view"][f"y_{end}"][0] for end in ("lo", "hi"))
    losses = picture.data["walks"]["y"]
    assert low < losses[0] < high
    assert low < losses[losses > 1e-6 * losses[0]].min() and np.max(losses, where=np.isfinite(losses), initial=0) < high


def test_walks_that_begin_at_the_best_line_have_a_scale_of_the_losses_that_they_come_to():
    b0, b1 = (str(float(part)) for part in CROWD.best())
    picture = visit("regression", preset="C7", lens="batches", b0=b0, b1=b1).pictures["batch_loss_steps"]
    low, high = (picture.data["view"][f"y_{end}"][0] for end in ("lo", "hi"))
    assert 1e-9 < low / high < 0.1


@pytest.mark.parametrize("steps", [3, 40, 500])
@pytest.mark.parametrize("lr", [CROWD.lr, 0.02, 3.0])
def test_what_is_said_at_the_end_is_who_has_settled_and_where_the_others_wander(lr, steps):
    record, own = dataclasses.replace(CROWD, lr=lr, steps=steps), Batches("all 64 8 1 1_0.99", "steps")
    shown = shown_walks(record, own)
    least = number(float(record.objective()(record.best())), 4)
    head, _, rest = _ends(shown, 1.0, float(record.objective()(record.best()))).removeprefix("**").partition("**")
    settled = head.partition(": ")[2].removesuffix(".").split(", ") if head.startswith("Settled") else []
    assert f"at the least loss there is, {least}" in head
    for name, run in zip(shown.walks.titles, shown.walks.runs):
        late = run.value[steps - int(0.25 * steps) :]
        if not np.isfinite(run.value[-1]):
            assert f"{name} diverged" in rest
            continue
        low, high = number(float(late.min()), 4), number(float(late.max()), 4)
        said = f"{name} {low} to {high}" if low != high else f"{name} {low}"
        assert (low == high == least) == (name in settled) == (said not in rest), (name, low, high)


def test_a_decaying_rate_settles_the_walk_that_sees_one_point_a_step():
    shown = shown_walks(CROWD, Batches("all 1 1_0.99", "steps"))
    wander = [np.ptp(run.value[375:]) for run in shown.walks.runs]
    assert wander[0] < wander[2] < wander[1] / 10


# --- scale ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("features", ["x", "house_prices"])
def test_both_scales_lead_to_the_same_coefficients_in_measured_units(features):
    record, own = dataclasses.replace(C3, data="hours", unit="sixtieths", b0=0.0, b1=0.0), Scale(features, share=0.9)
    best = own.closed_form(record)
    for name in ("raw", "standardized"):
        side, shown = own.side(record, name), scale_side(record, own, name)
        np.testing.assert_allclose(side.original(side.objective.solution), best, rtol=1e-9)
        assert shown.limit == pytest.approx(2 / np.linalg.eigvalsh(side.X.T @ side.X)[-1])
        assert shown.places.shape == (1001, 2)
        near = shown.drawn(shown.places[0]) - shown.drawn(np.array(shown.drawn.minima[0]))
        assert near <= side.objective(side.start) - shown.least + 1e-9, "a slice lies below the walk"
    standardized = scale_side(record, own, "standardized")
    np.testing.assert_allclose(standardized.coefficients[-1], best, rtol=1e-6)
    said = _closed_form(("a", "b"), best, np.zeros(2))
    assert said.startswith("The closed form: a = " + number(float(best[0]), 4))


def test_minutes_make_a_ravine_of_the_raw_side_only():
    own, seen = Scale(), {}
    for unit in ("as_measured", "sixtieths"):
        record = dataclasses.replace(C3, data="hours", unit=unit, b0=0.0, b1=0.0)
        seen[unit] = [scale_side(record, own, name) for name in ("raw", "standardized")]
    (raw, scaled), (minutes, scaled_minutes) = seen.values()
    assert minutes.condition > 100 * raw.condition
    assert minutes.limit < raw.limit / 1000
    assert scaled.condition == pytest.approx(scaled_minutes.condition)
    np.testing.assert_allclose(scaled.coefficients, scaled_minutes.coefficients, rtol=1e-9)


def test_one_click_counts_x_in_minutes_and_the_next_one_back():
    seen = visit("regression", lens="scale", data="hours").press("recount")
    assert not seen.wrong
    assert seen.address["unit"] == "sixtieths"
    assert "unit" not in seen.press("recount").address


# --- the learner's own points -----------------------------------------------------------------------------------------

PASTED = "hours;score\n1;2,5\n2;3,5\n3;oops\n4;6\n"


def paste(seen, text):
    seen.app.text_area[0].set_value(text)
    return seen.again()


def pasted(text, **link):
    return paste(visit("regression", data="own", **link), text)


def captions(seen):
    return " ".join(caption.value for caption in seen.app.caption)


def test_pasted_points_are_read_and_what_is_left_out_is_said():
    seen = pasted(PASTED)
    assert not seen.wrong
    assert [part.tolist() for part in texts.read(seen.address["xy"])] == [[1, 2, 4], [2.5, 3.5, 6]]
    assert "Row 4 is left out" in captions(seen)
    assert 0 < float(seen.address["lr"]) < rate_limit(design([1, 2, 4]), "half_sse")
    assert not visit("regression", **seen.address).wrong


def test_what_was_said_of_pasted_points_is_gone_with_them_and_the_same_can_be_pasted_again():
    steep = "1 1\n1 2\n1 5"
    seen = pasted(steep, xy="0_1~1_2~2_4")
    assert "the line has no slope of its own" in captions(seen)
    assert seen.app.text_area[0].value == steep
    seen.app.query_params["xy"] = "0_1~1_2~2_4"  # as Back does
    seen = seen.again()
    assert (seen.address["xy"], seen.app.text_area[0].value) == ("0_1~1_2~2_4", "")
    assert "no slope of its own" not in captions(seen)
    assert paste(seen, steep).address["xy"] == "1_1~1_2~1_5"


def test_r_squared_stands_beside_the_bars_and_a_negative_one_is_explained():
    hidden = captions(visit("regression", preset="C1", lens="by_hand"))
    record = PRESETS["C1"].record
    x, y = record.points()[:2]
    mine = number(float(r_squared(y, 8 - x)))
    assert f"your line {mine} (negative: worse than the flat line" in hidden
    assert "the best" not in hidden.split("R²")[1], "the answer is not told"
    told = captions(visit("regression", preset="C1", lens="by_hand", guessed="true"))
    assert f"the best {number(float(r_squared(y, record.best()[0] + record.best()[1] * x)))}." in told


def test_what_a_line_laid_by_hand_leaves_is_drawn_and_tells_the_best_line_only_after_the_guess():
    record = PRESETS["C1"].record
    x, y = record.points()[:2]
    hidden = visit("regression", preset="C1", lens="by_hand", hand_intercept="2", hand_slope="0.5").pictures
    assert set(hidden) == {"hand_squares_hidden", "hand_residuals_hidden"}
    shown, left = hidden["hand_residuals_hidden"], y - 2 - 0.5 * x
    assert "best" not in shown.data and palette.MINIMUM not in str(shown.spec)
    assert shown.now.at(0) == (
        f"Points above your line: {(left > 0).sum()}, below it: {(left < 0).sum()}; "
        f"the farthest is {number(np.abs(left).max(), 4)} away."
    )
    assert np.abs(left).max() < float(shown.data["view"]["reach"][0]) < 2 * np.abs(left).max()
    link = {"preset": "C1", "lens": "by_hand", "guessed": "true"}
    assert set(visit("regression", **link).pictures) == {"hand_squares_told", "hand_map"}
    told = visit("regression", **link, hand_beside="residuals").pictures
    assert set(told) == {"hand_squares_told", "hand_residuals_told"}
    best = told["hand_residuals_told"].data["best"]
    assert (best["a"][0], best["b"][0]) == pytest.approx(record.best())


@pytest.mark.parametrize(
    ("criterion", "count", "told"), [("absolute", 2001, True), ("absolute", 2000, False), ("squares", 2001, False)]
)
def test_too_many_points_for_a_number_while_the_line_is_held_are_told(criterion, count, told):
    held = texts.hold(np.arange(float(count)), np.arange(float(count)))
    seen = visit("regression", lens="by_hand", data="own", xy=held.text, criterion=criterion)
    assert not seen.wrong
    assert ("your bar has no number" in captions(seen)) == told


def test_what_columns_are_called_stands_on_the_axes_and_survives_an_edit_and_a_bad_name():
    name = "a_b*c " * 20
    seen = pasted(f"speed, mph;{name}\n1;2\n2;4\n3;5,5")
    assert not seen.wrong
    (spec,) = (str(seen.pictures[chart].to_dict()) for chart in seen.pictures if chart.startswith("line_"))
    assert "speed, mph" in spec and name[:30] in spec and name[:45] not in spec
    assert "x is “speed, mph” and y is “a" in captions(seen) and "a_b*c" not in captions(seen), "escaped"
    assert not visit("regression", **seen.address).wrong, "a link does without the names"
    assert "Here x is" not in captions(pasted("1;2\n2;4\n3;7"))


def test_other_columns_can_be_chosen():
    seen = pasted("a,b,c\n1,2,30\n2,4,10\n3,7,20\n")
    first = texts.read(seen.address["xy"])
    box = next(box for box in seen.app.selectbox if box.label == "y is")
    assert box.options == ["a", "b", "c"]
    box.set_value("c")
    seen = seen.again()
    assert not seen.wrong
    assert texts.read(seen.address["xy"]).y.tolist() == [30, 10, 20] != first.y.tolist()


def test_a_hundred_thousand_rows_are_held_thinned_and_said_so():
    draw = np.random.default_rng(0)
    x = draw.normal(0, 1, 100_000).round(4)
    rows = "\n".join(f"{a},{b}" for a, b in zip(x.tolist(), (2 * x + 1).round(4).tolist()))
    seen = pasted("x,y\n" + rows)
    assert not seen.wrong
    assert seen.address["xy"].startswith("held-100000-")
    assert "does not carry" in captions(seen)
    shown = seen.pictures["line"].data["points"].frame()
    assert len(shown) <= MOST_DRAWN
    assert "every 167th is drawn" in captions(seen)
    elsewhere = visit("regression", data="own", xy="held-5-" + "0" * 32)
    assert not elsewhere.wrong
    assert any("does not carry" in said for said in elsewhere.said) or "not carry" in captions(elsewhere)


@pytest.mark.parametrize("text", ["", "x,y", "a,b\nc,d", "\x00\xff", "1,1\n1,1", "1e999,2\n3,nan", "5\n6\n7"])
def test_nothing_that_is_pasted_breaks_the_page(text):
    for view in ("descend", "by_hand"):
        assert not pasted(text, lens=view).wrong


def test_the_source_of_measured_points_is_told():
    seen = opened("regression", ("data", "cherry_trees"))
    points = dataclasses.replace(C3, data="cherry_trees").measured()
    assert points.license in captions(seen)
    assert points.source in captions(seen)
    assert "x_title" not in captions(seen)
    assert points.x_title != "x"


@pytest.mark.parametrize("view", ["by_hand", "descend", "batches", "scale", "bend"])
def test_a_point_dropped_elsewhere_rebuilds_no_picture(view):
    points = C3.points()
    y = points.y.copy()
    y[3] += 9
    pictures = [
        visit("regression", lens=view, data="own", xy=texts.write(points.x, now)).pictures for now in (points.y, y)
    ]
    before, after = [{name: (one.spec, one.alt) for name, one in shown.items()} for shown in pictures]
    assert before == after, "what tells of a point travels as data"


def test_the_strip_and_the_map_are_sent_before_what_the_hand_has_shown():
    sent = []

    def strip(*_, **__):
        sent.append("strip")

    with (
        mock.patch.object(playback, "rate_strip", strip),
        mock.patch.object(scene, "show", lambda picture, key, on_click: sent.append(key.split(".")[-1])),
    ):
        seen = visit("regression", preset="C3")
    assert not seen.wrong
    assert [name.split("_")[0] for name in sent] == ["strip", "bowl", "line", "loss"]


def test_every_walk_on_offer_has_a_name_of_its_own():
    """The browser knows a choice by how it is called: of two that are called alike it could keep but one."""
    words = [*OFFERED_WALKS, "1_1", "1_0.9", "8_0.99", "8_0.999"]
    assert len({_short(word) for word in words}) == len(words)


def test_walks_that_differ_in_how_their_rate_shrinks_are_both_kept():
    seen = visit("regression", preset="C7e")
    chosen = [each for each in seen.app.button_group if "walks_chosen" in each.proto.id]
    assert [sorted(each.value) for each in chosen] == [["1_0.99", "1_1"]]


def test_a_map_of_standardized_x_is_called_so_once():
    shown = visit("regression", preset="C2m", lens="scale", hide="guess").pictures
    told = [picture.alt for name, picture in shown.items() if name.startswith("scale_standardized")]
    assert told == ["Map of the loss, standardized, over intercept a and slope b, with the path of the descent."]


@pytest.mark.parametrize(("link", "held"), [({"preset": "C6l"}, False), ({"preset": "C6b"}, True)])
def test_what_is_held_out_is_spoken_of_where_something_is(link, held):
    seen = visit("regression", **link)
    told = " ".join([*seen.words, *(picture.alt for picture in seen.pictures.values())])
    signs = [sign.words for picture in seen.pictures.values() for sign in picture.legend]
    assert ("no part in any step" in told) is held
    assert any("held out" in sign for sign in signs) is held


def test_a_curve_says_where_its_points_tell_no_higher_degree_and_whose_rate_is_the_largest():
    few = visit("regression", lens="bend", data="noisy_line", n="5", held="0.4", degree="9", noise="1")
    assert any("a curve of degree 2 at most" in words for words in few.words)
    assert not any("at most: it is drawn" in words for words in visit("regression", preset="C6b").words)
    sure = visit("regression", lens="bend", model="logistic", optimizer="adam", lr="1", scale="standardized")
    assert any("The largest η that plain descent bears was" in words for words in sure.words)


def test_the_losses_of_both_scales_are_taken_away_as_they_are_shown(monkeypatch):
    tables = []
    monkeypatch.setattr(frame, "export", lambda about, _: tables.append(about.table()))
    assert visit("regression", preset="C3", lens="scale").wrong == []
    (table,) = tables
    record = PRESETS["C3"].record
    (run,) = record.run().values()
    assert record.shown_as() == 2
    assert table["loss, raw"][0] == pytest.approx(2 * run.value[0])


def test_a_walk_keeps_its_color_whoever_else_walks():
    def colors(walks):
        shown = shown_walks(CROWD, Batches(walks))
        return dict(zip(shown.members, [sign.color for sign in shown.walks.signs()]))

    alone = {word: colors(word)[word] for word in OFFERED_WALKS}
    for walks in ("all 64 32 8 1", "all 1 online", "1 1_0.99", "64 1"):
        assert colors(walks).items() <= alone.items()
    many = colors("7 9 11 all 1 8")
    assert len({*many.values()}) == 6
    assert palette.MINIMUM not in {*alone.values(), *many.values()}


def test_what_the_formula_is_said_to_cost_is_what_its_table_says():
    said = _why_descend()
    formula = re.search(r"costs about (N·D·\(D \+ 1\) \+ D³/3) multiplications", said)
    assert formula
    for cost in results_of_view.costs():
        told = 1000 * cost.dim * (cost.dim + 1) + cost.dim**3 / 3
        assert cost.formula_operations == pytest.approx(told, rel=1e-3)


def test_points_on_a_line_are_settled_on_where_only_rounding_is_left():
    record, own = dataclasses.replace(PRESETS["C7"].record, data="line"), Batches("all 1")
    shown, factor = shown_walks(record, own), record.shown_as()
    least = factor * float(record.objective()(record.best()))
    assert who_settled(shown, factor, least) == ["all points", "one a step"]


def test_a_walk_that_diverges_is_not_said_to_need_more_steps():
    record, own = PRESETS["C2h"].record, dataclasses.replace(PRESETS["C2h"].own, share=1.1)
    said = _needed({name: scale_side(record, own, name) for name in SIDE_TITLES})
    assert said == "**On either side the walk diverges.**"


@pytest.mark.parametrize("steps", [2, 5, 10])
def test_a_walk_that_swings_higher_than_it_began_is_not_said_to_diverge(steps):
    """With momentum it goes up at first, and comes to rest in the end."""
    own = Scale(share=0.6)
    record = Regression(optimizer="momentum", mass=0.99, steps=steps)
    sides = {name: scale_side(record, own, name) for name in SIDE_TITLES}
    assert any(side.run.value[-1] > side.run.value[0] for side in sides.values())
    assert "diverges" not in _needed(sides)
    longer = scale_side(dataclasses.replace(record, steps=2000), own, "standardized")
    assert longer.run.value[-1] - longer.least < 0.01


def test_yes_or_no_answers_that_a_place_parts_have_no_valley():
    """Then the curve gets steeper forever, and nothing is said of a valley that there is not."""
    parted = {"model": "logistic", "data": "own", "xy": "1_0~2_0~3_1~4_1"}
    seen = visit("regression", preset="C6l", lens="bend", **parted)
    assert not any("with one valley" in text for text in seen.words)
    assert any("at x = 2.5." in text for text in seen.words)


@pytest.mark.parametrize("xy", ["-1_0~-1_1~1_0~1_1", "1_0~1_1", "0.1_0~0.1_1~0.3_0~0.3_1~0.7_0~0.7_1"])
def test_of_answers_that_x_tells_nothing_of_either_is_as_likely_everywhere(xy):
    seen = visit("regression", preset="C6l", lens="bend", model="logistic", data="own", xy=xy, held="0", lr="0.05")
    said = " ".join(seen.words)
    assert "Everywhere among the points a yes is as likely as a no." in said and "Nowhere" not in said
    assert "moves along the walk" not in said, "it is the same at the start and here"


# --- bend, where points lie exactly on a curve, or above one another --------------------------------------------------

ON_A_LINE, ABOVE_ONE_ANOTHER = "0_1~1_3~2_5~3_7~4_9~5_11", "3_1~3_2~3_4~3_8"
CLOUD = "0_1~1_4~2_5~3_6~4_3~5_11"


def test_a_loss_of_nothing_stands_at_the_foot_of_the_picture_by_degrees():
    for xy in (ON_A_LINE, CLOUD):
        found = bent(Regression(data="own", xy=xy), Bend(degree=9))
        data = bend_pictures.degrees(found.degrees, found.degree).data
        (view,), drawn = data["view"].frame().to_dict("records"), data["degrees"].frame()
        assert len(drawn) == 2 * len(found.degrees), "every best fit, of either part"
        assert drawn["at"].between(0.999 * view["y_lo"], view["y_hi"]).all()
        assert (drawn["low"] == (drawn["y"] == 0)).all() and drawn["low"].any()


@pytest.mark.parametrize(
    ("xy", "degree", "told"),
    [
        (ON_A_LINE, 1, "The best fit of degree 1 goes through every point: its loss is 0."),
        (ON_A_LINE, 3, "The best fit of degree 1 goes through every point: its loss is 0."),
        (CLOUD, 3, "The best fit of degree 3 goes through every point learned from: its loss is 0."),
        (CLOUD, 2, ""),
    ],
)
def test_it_is_told_which_degree_leaves_nothing(xy, degree, told):
    said = _bend_end(bent(Regression(data="own", xy=xy), Bend(degree=degree)))
    assert told in said and ("goes through" in said) == bool(told)


def test_of_points_above_one_another_there_is_no_picture_by_degrees():
    seen = visit("regression", lens="bend", data="own", xy=ABOVE_ONE_ANOTHER)
    assert not seen.wrong and "bend_losses_curve" in seen.pictures and "bend_degrees" not in seen.pictures


@pytest.mark.parametrize("xy", [ON_A_LINE, ABOVE_ONE_ANOTHER])
def test_the_picture_of_both_losses_shows_where_they_began(xy):
    """It was cut off above ten thousand times the least loss, and so where a walk arrives, or passes a point unseen."""
    found = bent(Regression(data="own", xy=xy), Bend())
    picture = bend_pictures.losses(found.run.step, found.learned, found.held, title="Loss")
    (view,) = picture.data["view"].frame().to_dict("records")
    assert max(found.learned[0], found.held[0]) < view["y_hi"] and view["y_lo"] < view["y_hi"] / 1000


def test_coefficients_that_are_but_rounding_are_said_to_be_0():
    with mock.patch("pages.views.regression.scale.live_text") as told:
        assert not visit("regression", lens="scale", data="own", xy="0_5~1_5~2_5~3_5~4_5").wrong
    (_, numbers), spans = told.call_args.args, told.call_args.kwargs["spans"]
    assert number(float(numbers["raw1"][-1]), 4, spans["raw1"]) == "0", "it was 3.64·10⁻¹⁵"
    assert number(float(numbers["raw0"][-1]), 4, spans["raw0"]) == "5"


@pytest.mark.parametrize(
    ("how", "without"),
    [
        ({"lens": "bend"}, {"b0", "b1"}),
        ({"lens": "bend", "model": "logistic"}, {"b0", "b1", "loss", "batch"}),
        ({"lens": "scale", "features": "house_prices"}, {"b0", "b1", "data"}),
        ({"lens": "scale"}, set()),
    ],
)
def test_the_lab_offers_only_what_a_run_of_the_view_heeds(how, without):
    """A menu of losses beside a walk that has a loss of its own is a menu that does nothing."""
    offered = set(visit("regression", floor="lab", hide="guess", **how).typed)
    asked = {"b0", "b1", "loss", "batch", "data"} - {name for name in ("batch",) if how["lens"] == "scale"}
    assert offered & asked == asked - without
