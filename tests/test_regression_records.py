"""What the regression page's views run: by hand, batches, scale, bend, when to stop; and rows E7 to E15, E18, E19."""

import contextlib
import dataclasses
import io

import numpy as np
import pytest

from gdengine.analysis.costs import measured_cost
from gdengine.analysis.numbers import number
from gdengine.core import Outcome
from gdengine.data.points import hold
from gdengine.experiments import Batches, Bend, ByHand, Regression, Scale
from gdengine.experiments.batch_walks import rows_seen
from gdengine.experiments.presets import PRESETS
from gdengine.experiments.regression import UNITS
from gdengine.experiments.stopping import stops
from gdengine.regression import design, gradient_shares, plane, solve, sums

NOISY = Regression(data="noisy_line", loss="mse", b0=8.0, b1=-1.0, lr=0.02, steps=250)
CROWD = PRESETS["C7a"].record


# --- units and scale --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["hours", "years", "hubble", "sprint", "boiling", "noisy_line"])
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("scale", ["raw", "standardized"])
def test_a_unit_leaves_the_coefficients_in_measured_units_as_they_are(data, unit, scale):
    plain, other = Regression(data=data), Regression(data=data, unit=unit, scale=scale)
    assert other.original(other.best()) == pytest.approx(plain.best(), rel=1e-9)
    two = np.array([[3.0, -2.0], [0.0, 1.0]])
    assert other.original(other.scaled(two)) == pytest.approx(two, abs=1e-9)
    x, y = plain.points()[:2]
    aside = plain.best() + np.array([0.3, 0.0])
    assert other.objective()(other.scaled(aside)) == pytest.approx(plain.objective()(aside), rel=1e-6)
    assert np.array_equal(other.measured().x, x) and np.array_equal(other.points().y, y)


def test_hours_in_sixtieths_are_minutes():
    hours, minutes = Regression(data="hours"), Regression(data="hours", unit="sixtieths")
    assert np.array_equal(minutes.points().x, 60 * hours.points().x)
    assert minutes.best()[1] == pytest.approx(hours.best()[1] / 60, rel=1e-12)
    assert minutes.limit() < hours.limit() / 1000


def test_standardizing_makes_a_bowl_of_the_ravine():
    record = PRESETS["C2m"].record
    raw, round_one = Scale().sides(record).values()
    assert raw.condition > 1e5 and round_one.condition == pytest.approx(1, rel=1e-9)
    assert raw.objective(raw.start) == pytest.approx(round_one.objective(round_one.start), rel=1e-9), "one line"
    runs = {name: side.walk() for name, side in Scale().sides(record).items()}
    assert raw.steps_needed(runs["raw"]) is None
    assert round_one.steps_needed(runs["standardized"]) == 1, "a rate of half the limit goes straight to the bottom"
    assert round_one.original(runs["standardized"].x[-1]) == pytest.approx(Scale().closed_form(record), rel=1e-9)
    hours = Scale().sides(PRESETS["C2h"].record)["raw"]
    assert 10 < hours.steps_needed(hours.walk()) < 100
    assert Scale().closed_form(record) == pytest.approx(Scale().closed_form(PRESETS["C2h"].record), rel=1e-12)


@pytest.mark.parametrize("share", [0.95, 1.05])
def test_each_side_walks_at_its_share_of_its_own_limit(share):
    for side in Scale(share=share).sides(dataclasses.replace(NOISY, steps=2000)).values():
        assert side.record.lr == pytest.approx(share * side.limit, rel=1e-5)
        run = side.walk()
        assert run.value[-1] < run.value[0] if share < 1 else run.outcome == Outcome.DIVERGED or run.value[-1] > 1e6


def test_a_side_of_one_feature_is_a_record_of_its_own():
    for side in Scale().sides(PRESETS["C2h"].record).values():
        (run,) = side.record.run().values()
        assert np.allclose(run.x, side.walk().x, rtol=1e-12)
        assert side.record.original(run.x[-1]) == pytest.approx(side.original(run.x[-1]), rel=1e-12)


@pytest.mark.parametrize("xy", ["1e9_2e9~2e9_3e9~3e9_7e9", "9e11_1~9.1e11_2~-9e11_1e12"])
def test_a_start_beyond_what_a_record_can_say_is_walked_from_all_the_same(xy):
    """A line that starts at −8 − 3.2·x is at −6.4 thousand millions where a mean x of 2 is brought to 0."""
    record = Regression(data="own", xy=xy)
    for side in Scale().sides(record).values():
        assert side.original(side.start) == pytest.approx(record.start(), rel=1e-3)
        assert np.array_equal(side.walk().x[0], side.start)


def test_e19_house_prices_are_one_descent_over_five_parameters():
    own, record = PRESETS["C8h"].own, PRESETS["C8h"].record
    sides = own.sides(dataclasses.replace(record, steps=2000))
    assert own.several(record).names == ("area", "rooms", "age", "distance to town")
    raw, scaled = (side.walk() for side in sides.values())
    assert raw.x.shape[1] == scaled.x.shape[1] == 5
    best = own.closed_form(record)
    assert sides["standardized"].original(scaled.x[-1]) == pytest.approx(best, rel=1e-9)
    assert np.abs(sides["raw"].original(raw.x[-1]) / best - 1).max() > 0.5, "standardizing matters"
    assert sides["raw"].condition > 1e4 * sides["standardized"].condition
    cut = plane(sides["standardized"].objective, sides["standardized"].X, 300)
    on_it, true = cut.objective(cut.project(scaled.x)), scaled.value
    assert (true >= on_it - 1e-9).all() and true[-1] == pytest.approx(on_it[-1], rel=1e-12)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_c1_descent_races_the_hand():
    own = ByHand(1.0, 0.5)
    (run,) = own.runs(NOISY).values()
    losses = own.losses(NOISY)
    x, y = NOISY.points()[:2]
    assert losses["yours"] == pytest.approx(np.mean((y - 1 - 0.5 * x) ** 2), rel=1e-12)
    assert losses["best"] == pytest.approx(np.mean((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2), rel=1e-9)
    passed = own.passed(NOISY, run)
    assert run.value[passed] < losses["yours"] <= run.value[passed - 1]
    assert ByHand(*NOISY.best()).passed(NOISY, run) is None, "nothing is better than the best"
    assert ByHand(8.0, -1.0).passed(NOISY, run) == 1, "it sets out from this line"


@pytest.mark.parametrize("criterion", ["squares", "absolute", "perpendicular"])
@pytest.mark.parametrize("loss", ["mse", "sse", "half_sse"])
def test_the_three_losses_of_a_hand_are_shown_on_one_scale(criterion, loss):
    own, record = ByHand(0.0, 1.0, criterion), Regression(data="far_point", loss=loss, lr=0.001)
    n = 5 if loss == "mse" else 1
    expected = {"squares": (100, 40), "absolute": (10, 10), "perpendicular": (50, 2.917960675)}[criterion]
    assert [*own.losses(record).values()] == pytest.approx([value / n for value in expected], rel=1e-9)
    (run,) = own.runs(record).values()
    assert record.shown_as() * run.value[-1] >= own.losses(record)["best"] * (1 - 1e-12)
    assert own.objective(record).box == record.objective().box


@pytest.mark.parametrize(
    ("x", "said"), [(2030127.0, "2.030127·10⁶"), (2013.2525, "2013.2525"), (12500.0, "12\u202f500")]
)
def test_where_the_best_line_is_upright_its_place_is_told_to_the_last_digit(x, said):
    for criterion in ("perpendicular", "squares"):
        assert f"{said}" in ByHand(criterion=criterion).caveat(Regression(data="own", xy=f"{x}_1~{x}_2~{x}_4"))


def test_an_upright_best_line_has_no_loss_on_the_map():
    record = Regression(data="own", xy="2_0~2_5~2_9", loss="mse")
    own = ByHand(criterion="perpendicular")
    assert np.isnan(own.losses(record)["best"]) and "upright" in own.caveat(record)
    assert record.settled()[0].scale == "raw"
    settled, said = dataclasses.replace(record, scale="standardized").settled()
    assert settled.scale == "raw" and "no spread to standardize by" in said[0]


def test_e18_weight_and_bias_by_hand():
    sine = ByHand(0.0, 1.0).losses(PRESETS["C1s"].record)["yours"]
    assert sine == pytest.approx(27.008959, abs=5e-7)
    record, complaints = Regression.read({"data": "line", "loss": "mse"})
    own, more = ByHand.read({"hand_intercept": "-1", "hand_slope": "-8"})
    assert (complaints, more) == ([], [])
    assert own.losses(record)["yours"] == pytest.approx(516.67, abs=0.005)


# --- batches ----------------------------------------------------------------------------------------------------------


def test_c7_walks_of_every_size_in_one_picture():
    own = PRESETS["C7"].own
    runs = own.runs(CROWD)
    assert [*runs] == ["all", "64", "32", "8", "1"]
    best, least = CROWD.best(), float(CROWD.objective()(CROWD.best()))
    starts = {tuple(run.x[0].tolist()) for run in runs.values()}
    assert starts == {(0.0, 0.0)}
    ends = [np.abs(run.x[-1] - best).max() for run in runs.values()]
    wander = [np.ptp(run.value[-100:]) for run in runs.values()]
    assert max(ends) < 6 and ends[0] < 1e-6
    assert wander == sorted(wander), "the fewer points a step sees, the more it wanders"
    assert min(run.value.min() for run in runs.values()) >= least * (1 - 1e-12)
    for word, run in runs.items():
        (alone,) = dataclasses.replace(CROWD, batch=0 if word == "all" else int(word)).run().values()
        assert np.array_equal(run.x, alone.x)


def test_c7_a_decaying_rate_settles_beside_one_that_does_not():
    restless, calm = PRESETS["C7e"].own.runs(PRESETS["C7e"].record).values()
    assert np.ptp(calm.value[-50:]) < np.ptp(restless.value[-50:]) / 100


def test_e7_looks_at_a_point_are_counted():
    own = Batches("all 50 8 1 online")
    seen = own.samples(CROWD)
    assert seen["all"][:3].tolist() == [0, 128, 256]
    assert seen["50"][:5].tolist() == [0, 50, 100, 128, 178], "the last mini-batch of an epoch is short"
    assert seen["8"][16] == 128 and seen["1"][-1] == 500
    members = own.members(CROWD)
    for word, member in members.items():
        counted = np.cumsum([0, *[len(rows) for rows in rows_seen(member, range(member.steps))]])
        assert np.array_equal(counted, seen[word])
    assert {word: counts.tolist().index(128) for word, counts in seen.items()} == {
        "all": 1,
        "50": 3,
        "8": 16,
        "1": 128,
        "online": 128,
    }, "an epoch each"


def test_e7_online_sees_every_point_once():
    own = Batches("online")
    (member,) = own.members(CROWD).values()
    assert sorted(int(rows[0]) for rows in rows_seen(member, range(member.steps))) == list(range(128))
    (run,) = own.runs(CROWD).values()
    assert run.step[-1] == 128
    (short,) = own.runs(dataclasses.replace(CROWD, steps=9)).values()
    assert short.step[-1] == 9


def test_e8_all_batches_train_one_set_of_weights():
    """The mini-batches of an epoch start where the one before ended: x is one path, not one a batch."""
    (run,) = Batches("32").runs(CROWD).values()
    noisy = dataclasses.replace(CROWD, batch=32).objective().noisy
    for k in range(8):
        assert run.x[k + 1] == pytest.approx(run.x[k] - CROWD.lr * noisy(k)(run.x[k])[1], rel=1e-12)


def test_no_walks_named_is_the_full_one():
    assert [*Batches("").runs(CROWD)] == ["all"]
    (member,) = Batches("500").members(CROWD).values()
    assert member.mini_batch() is None, "no more than there are"


@pytest.mark.parametrize(
    ("walks", "drawn"),
    [("all 32 8 1", ["all", "8", "1"]), ("64 10 9", ["all", "9"]), ("1_0.99 32_0.99", ["1_0.99", "all_0.99"])],
)
def test_a_walk_whose_steps_would_see_more_points_than_there_are_is_the_full_one(walks, drawn):
    """Of ten points no step sees 32: such a walk lay on the full one under another name, and was told of."""
    record = Regression(data="ten_points")
    assert [*Batches(walks).members(record)] == [*Batches(walks).samples(record)] == drawn


# --- when to stop -----------------------------------------------------------------------------------------------------


def test_c9_both_rules_the_step_each_chose_and_why():
    record = PRESETS["C9"].record
    budget, progress = stops(record)
    (free,) = dataclasses.replace(record, patience=0, epsilon=0.0).run().values()
    improvement = -np.diff(record.shown_as() * free.value)
    assert (budget.step, budget.loss) == (1000, pytest.approx(12.8663758, abs=5e-8))
    assert progress.step == np.argmax(improvement <= 1e-4) + 1 == 527
    assert progress.loss == record.shown_as() * free.value[527]
    assert progress.why == f"Step 527 lowered the loss by {number(improvement[526])}: no more than ε = 0.0001."
    assert "budget of 1000 steps" in budget.why
    assert stops(PRESETS["C3"].record)[1] == progress, "with no patience of its own the usual one"


@pytest.mark.parametrize("name", ["C3", "C9"])
def test_c9_a_run_that_is_there_is_not_walked_again(name, monkeypatch):
    record, walked = PRESETS[name].record, []
    (run,), told = record.run().values(), stops(record)
    walk = Regression.run
    monkeypatch.setattr(Regression, "run", lambda self: walked.append(self) or walk(self))
    assert stops(record, run) == told
    assert len(walked) == 1
    assert record not in walked


def test_c9_other_ends_are_told():
    diverged = dataclasses.replace(PRESETS["C4"].record, lr=0.05, steps=2000)
    assert stops(diverged)[0].why.startswith("It diverged: step")
    never = dataclasses.replace(PRESETS["C3"].record, patience=5, epsilon=0.0, steps=20)
    assert "In 20 steps it never went 5 in a row" in stops(never)[1].why
    patient = dataclasses.replace(PRESETS["C3"].record, patience=5, epsilon=1e-3)
    chosen = stops(patient)[1]
    assert "The last 5 steps lowered the loss by" in chosen.why and chosen.step > 5
    at_best = dataclasses.replace(PRESETS["C3"].record, data="line", b0=-1.0, b1=2.0)
    assert "slope is exactly 0" in stops(at_best)[0].why or stops(at_best)[0].loss < 1e-25


# --- bends ------------------------------------------------------------------------------------------------------------


def test_e10_best_fit_and_best_prediction_part():
    own, record = PRESETS["C6o"].own, PRESETS["C6o"].record
    fitted, held = (np.array(part) for part in list(zip(*own.degrees(record)))[1:])
    assert (np.diff(fitted) <= 1e-12).all(), "what more powers fit never gets worse"
    assert held[-1] > 5 * held.min() and held.argmin() < 4
    (run,) = own.runs(record).values()
    seen, unseen = own.losses(record, run.x)
    assert seen[-1] == pytest.approx(fitted[-1], rel=1e-3) and unseen[-1] == pytest.approx(held[-1], rel=0.1)
    assert np.allclose(seen, run.value, rtol=1e-9), "of the mean squared error it is what is descended"


def test_the_points_held_out_are_seen_by_no_step():
    own = Bend(degree=2, held=0.3)
    part = own.parted(NOISY)
    assert (len(part.x), len(part.held_x)) == (7, 3)
    x, y = NOISY.points()[:2]
    assert np.array_equal(x[part.held_rows], part.held_x) and np.array_equal(y[part.rows], part.y)
    moved = y.copy()
    moved[part.held_rows] += 1e3
    text = "~".join(f"{a:.6f}_{b:.6f}" for a, b in zip(x, y)), "~".join(f"{a:.6f}_{b:.6f}" for a, b in zip(x, moved))
    runs = [own.runs(dataclasses.replace(NOISY, data="own", xy=each))["curve"].x for each in text]
    assert np.array_equal(*runs)
    assert np.isnan(Bend(held=0.0).losses(NOISY, np.zeros(2))[1])


@pytest.mark.parametrize("basis", ["powers", "scaled", "orthogonal"])
def test_a_straight_line_bends_as_little_as_a_line(basis):
    own = Bend(degree=1, basis=basis, held=0.0)
    limit = own.limits(NOISY, own.runs(NOISY)["curve"])[0]
    run = own.runs(dataclasses.replace(NOISY, lr=0.9 * limit, steps=2000))["curve"]
    assert own.coefficients(NOISY, run.x[-1]) == pytest.approx(NOISY.best(), rel=1e-6)
    assert own.predicted(NOISY, run.x[-1], [0.0, 1.0]) == pytest.approx([NOISY.best()[0], NOISY.best().sum()], rel=1e-6)


def test_no_higher_degree_than_the_points_can_tell():
    record = Regression(data="own", xy="0_0~1_1~1_2~2_5~2_7", loss="mse")
    own = Bend(degree=9, held=0.0)
    assert own.possible_degree(record) == 2
    assert own.runs(record)["curve"].x.shape[1] == 3
    assert len(own.degrees(record)) == 2
    one = Regression(data="own", xy="3_1", loss="mse")
    assert own.possible_degree(one) == 0 and own.degrees(one) == []
    assert own.runs(one)["curve"].x.shape[1] == 1


def test_e14_the_logistic_end_is_convex_and_its_limit_moves():
    own, record = PRESETS["C6l"].own, PRESETS["C6l"].record
    (run,) = own.runs(record).values()
    objective = own.objective(record)
    assert run.x[-1] == pytest.approx(objective.solution, rel=1e-3)
    limits = own.limits(record, run)
    assert limits[0] == pytest.approx(8, rel=1e-9) and limits[-1] > 12
    far = np.random.default_rng(0).normal(size=(2, 200, 2)) * 9
    assert (objective(far.mean(0)) <= objective(far).mean(0) + 1e-12).all()
    assert ((own.predicted(record, run.x, [-3.0, 0.0, 3.0]) > 0) & (own.predicted(record, run.x, [0.0]) < 1)).all()
    # a network's loss is not: that is D8


# --- the rest of the rows ---------------------------------------------------------------------------------------------


def test_e11_every_one_of_the_thousand_steps_is_recorded():
    (run,) = PRESETS["C3"].run().values()
    assert run.step.tolist() == list(range(1001)) and len(run.x) == len(run.value) == 1001


def test_e12_the_normal_equations_with_their_numbers():
    record = PRESETS["C8"].record
    X, y = design(record.points().x), record.points().y
    gram, right = X.T @ X, X.T @ y
    known = sums(record.points().x, y)
    assert gram[1, 1] == pytest.approx(known.sxx + known.n * known.mean_x**2, rel=1e-12)
    assert (np.linalg.eigvalsh(gram) > 0).all(), "positive definite: one minimum"
    assert gram @ record.best() == pytest.approx(right, rel=1e-12)
    beta = np.array([0.3, -0.7])
    expanded = beta @ gram @ beta - 2 * beta @ right + y @ y
    assert expanded == pytest.approx(((y - X @ beta) ** 2).sum(), rel=1e-12)
    (run,) = PRESETS["C8"].run().values()
    assert np.linalg.norm(run.x[-1] - record.best()) <= 1e-9
    assert record.best() == pytest.approx((0.91785599, 0.48370596), abs=5e-9)


@pytest.mark.parametrize("name", ["C1", "C2", "C3", "C5", "C6", "C8"])
def test_the_shares_of_the_points_sum_to_each_step(name):
    record = PRESETS[name].record
    (run,) = record.run().values()
    X, y = design(record.points().x), record.points().y
    shares = -record.lr * gradient_shares(X, y, run.x[:-1], record.loss)
    step = np.diff(run.x, axis=0)
    size = np.abs(shares).sum(1)
    assert (np.abs(shares.sum(1) - step) <= 1e-12 * (size + np.abs(run.x[:-1]))).all()


def test_e15_the_cost_of_both_against_the_number_of_parameters():
    costs = measured_cost([2, 16, 128], steps=20)
    ratio = [cost.formula_operations / cost.descent_operations for cost in costs]
    assert ratio == sorted(ratio) and ratio[0] < 1 < ratio[-1]


def test_a_hundred_thousand_points_are_descended_as_fast_as_ten():
    draw = np.random.default_rng(0)
    x = draw.normal(size=100_000)
    held = hold(x, 1 + 2 * x + draw.normal(size=100_000))
    record = Regression(data="own", xy=held.text, loss="mse", lr=0.1, b0=0.0, b1=0.0, steps=300)
    assert record.settled() == (record, [])
    (run,) = record.run().values()
    assert run.x[-1] == pytest.approx(solve(design(x), held.y), rel=1e-9)
    assert 'load_points("points.csv")' in record.code() and len(record.code()) < 1000


def test_the_script_of_held_points_reads_them_from_a_file(tmp_path, monkeypatch):
    held = hold(np.arange(100.0), np.arange(100.0) ** 1.5)
    record = Regression(data="own", xy=held.text, loss="mse", lr=1e-5, steps=3)
    lines = "".join(f"{a!r},{b!r}\n" for a, b in zip(held.x.tolist(), held.y.tolist()))
    (tmp_path / "points.csv").write_text("x,y\n" + lines)
    monkeypatch.chdir(tmp_path)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(record.code(), "script", "exec"), {})
    assert f"f = {float(record.run()['gd'].value[-1])!r}" in out.getvalue()
