"""How fast the engine is against a textbook: ``python -m tests.benchmark`` prints a Markdown table.

The textbook is the fastest plain NumPy that fits into ten lines and records the same things: each coordinate an array
of its own, one loop over the steps, and x, value and gradient of every step written into arrays made beforehand
(networks: lists, the outputs too).  Where the engine gives ends only, the textbook keeps x alone and works out slopes
alone; in brackets, the same as most would write it, with coordinates on the last axis.  They are timed in turns within
one process; what counts is the fastest of several turns each, with one thread.  Run it on a quiet machine: the ratios
vary by about a tenth.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import tracemalloc
from itertools import pairwise

import numpy as np

from gdengine import LANDSCAPES, OPTIMIZERS, PRESETS, descend, diagnose, mends, network
from gdengine.analysis.sweeps import sweep
from gdengine.analysis.training import looked_at
from gdengine.experiments import Luck, MistyMountain, SineMLP, SlopeExplorer
from gdengine.network import Recorder, loss_plane, mlp
from gdengine.regression import least_squares
from gdengine.rules.schedules import exponential
from tests.random_records import records

gd, adam = OPTIMIZERS["gd"], OPTIMIZERS["adam"]
SLOWEST = 0.77  # ×: nowhere is the engine slower than 1.3 times the plain loop

# ---- the textbook


def rosenbrock(x, y):
    a, b = 1 - x, y - x * x
    return a * a + 100 * b * b, -2 * a - 400 * x * b, 200 * b


def himmelblau(x, y):
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b, 4 * x * a + 2 * b, 2 * a + 4 * y * b


def himmelblau_slope(x, y):
    a, b = x * x + y - 11, x + y * y - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def rastrigin_slope(x, y):
    return 2 * x + 20 * np.pi * np.sin(2 * np.pi * x), 2 * y + 20 * np.pi * np.sin(2 * np.pi * y)


def rastrigin_slope_by_tangents(x, y):
    """sin 2πx = 2u/(1 + u²) with u = tan πx: with NumPy's tangent on wide registers a seventh of its sine's cost."""
    u, v = np.tan(np.pi * x), np.tan(np.pi * y)
    return 2 * x + 40 * np.pi * (u / (1 + u * u)), 2 * y + 40 * np.pi * (v / (1 + v * v))


def stacked(slope):
    """The slope as most would write it, of x (*B, 2): coordinates last."""
    return lambda x: np.stack(slope(x[..., 0], x[..., 1]), axis=-1)


def textbook_gd(formula, x, y, lr, steps):
    """Rows x, y, value, ∂f/∂x, ∂f/∂y, (5, steps + 1, *B)."""
    record = np.empty((5, steps + 1, *np.shape(x + lr)))
    for k in range(steps + 1):
        value, gx, gy = formula(x, y)
        record[0, k], record[1, k], record[2, k], record[3, k], record[4, k] = x, y, value, gx, gy
        x, y = x - lr * gx, y - lr * gy
    return record


def textbook_adam(formula, x, y, lr, steps, b1=0.9, b2=0.999, eps=1e-8):
    record, mx, my, vx, vy = np.empty((5, steps + 1, *np.shape(x))), 0 * x, 0 * x, 0 * x, 0 * x
    for k in range(steps + 1):
        value, gx, gy = formula(x, y)
        record[0, k], record[1, k], record[2, k], record[3, k], record[4, k] = x, y, value, gx, gy
        rate, root = lr / (1 - b1 ** (k + 1)), 1 - b2 ** (k + 1)
        mx, my = b1 * mx + (1 - b1) * gx, b1 * my + (1 - b1) * gy
        vx, vy = b2 * vx + (1 - b2) * gx * gx, b2 * vy + (1 - b2) * gy * gy
        x, y = x - rate * mx / ((vx / root) ** 0.5 + eps), y - rate * my / ((vy / root) ** 0.5 + eps)
    return record


def textbook_ends_gd(slope, x, y, lr, steps):
    for _ in range(steps):
        gx, gy = slope(x, y)
        x, y = x - lr * gx, y - lr * gy
    return x, y


def textbook_ends_adam(slope, x, y, lr, steps, b1=0.9, b2=0.999, eps=1e-8):
    mx, my, vx, vy = 0 * x, 0 * x, 0 * x, 0 * x
    for t in range(1, steps + 1):
        gx, gy = slope(x, y)
        rate, root = lr / (1 - b1**t), 1 - b2**t
        mx, my = b1 * mx + (1 - b1) * gx, b1 * my + (1 - b1) * gy
        vx, vy = b2 * vx + (1 - b2) * gx * gx, b2 * vy + (1 - b2) * gy * gy
        x, y = x - rate * mx / ((vx / root) ** 0.5 + eps), y - rate * my / ((vy / root) ** 0.5 + eps)
    return x, y


def stacked_ends_gd(slope, x, lr, steps):
    for _ in range(steps):
        x = x - lr * slope(x)
    return x.T


def stacked_ends_adam(slope, x, lr, steps, b1=0.9, b2=0.999, eps=1e-8):
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 1):
        g = slope(x)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
        x = x - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
    return x.T


def textbook_rates(rates, steps):
    return textbook_gd(himmelblau, np.full(rates.shape, 0.5), np.full(rates.shape, 0.5), rates, steps)


def textbook_regression(X, y, lr, steps):
    """The mean squared error is ‖Rβ − q‖² + r², over n, from one look at the points: QR keeps digits."""
    whole, beta, n = np.linalg.qr(np.column_stack([X, y]), mode="r"), np.zeros(2), len(y)
    R, q, rest = whole[:2, :2], whole[:2, 2], whole[2, 2] ** 2
    betas, values, grads = np.empty((steps + 1, 2)), np.empty(steps + 1), np.empty((steps + 1, 2))
    for k in range(steps + 1):
        residual = R @ beta - q
        g = 2 / n * (residual @ R)
        betas[k], values[k], grads[k] = beta, (residual @ residual + rest) / n, g
        beta = beta - lr * g
    return betas, values, grads


def textbook_points(X, y, lr, steps):
    """The same, all points at every step."""
    betas, values, grads, beta = [], [], [], np.zeros(2)
    for _ in range(steps + 1):
        residual = X @ beta - y
        g = residual @ X * (2 / len(y))
        betas.append(beta)
        values.append(residual @ residual / len(y))
        grads.append(g)
        beta = beta - lr * g
    return np.array(betas), np.array(values), np.array(grads)


def textbook_layers(theta, sizes):
    """[(W (*B, in, out), b (*B, 1, out)), …] of theta (*B, D)."""
    layers, place = [], 0
    for i, o in pairwise(sizes):
        W, b = np.split(theta[..., place : place + (i + 1) * o], [i * o], axis=-1)
        layers.append((W.reshape(*theta.shape[:-1], i, o), b[..., None, :]))
        place += (i + 1) * o
    return layers


def textbook_outputs(theta, sizes, x):
    """The activations of every layer of the network: the last are the outputs (*B, N, 1)."""
    *hidden, (W, b) = textbook_layers(theta, sizes)
    activations = [x]
    for weights, biases in hidden:
        activations.append(np.tanh(activations[-1] @ weights + biases))
    return [*activations, activations[-1] @ W + b]


def textbook_network(theta, sizes, x, y, epochs, lr=0.075, decay=0.998):
    """Gradient descent on the mean squared error of a tanh network, from theta (*B, D)."""
    thetas, values, grads, outputs = [], [], [], []
    for _ in range(epochs + 1):
        activations = textbook_outputs(theta, sizes, x)
        error, parts = activations[-1] - y, []
        back = 2 * error / len(x)
        for (W, _), a in zip(textbook_layers(theta, sizes)[::-1], activations[-2::-1]):
            parts += [back.sum(-2), (np.swapaxes(a, -1, -2) @ back).reshape(*theta.shape[:-1], -1)]
            back = back @ np.swapaxes(W, -1, -2) * (1 - a**2)
        g = np.concatenate(parts[::-1], axis=-1)
        thetas.append(theta)
        values.append(np.mean(error**2, axis=(-2, -1)))
        grads.append(g)
        outputs.append(activations[-1])
        lr *= decay
        theta = theta - lr * g
    return np.array(thetas), np.array(values), np.array(grads), np.array(outputs)


def textbook_slice(center, u, v, sizes, x, y):
    alpha, beta = np.meshgrid(np.linspace(-1, 1, 51), np.linspace(-1, 1, 51))
    theta = center + alpha[..., None] * u + beta[..., None] * v
    return np.mean((textbook_outputs(theta, sizes, x)[-1] - y) ** 2, axis=(-2, -1))


# ---- the race


def race(*runners, turns, clock=time.perf_counter):
    """The fastest of several turns of each, in seconds, taking turns; one turn before the start is for nothing."""
    best = [np.inf] * len(runners)
    for turn in range(turns + 1):
        for place, run in enumerate(runners):
            start = clock()
            run()
            elapsed = clock() - start
            best[place] = min(best[place], elapsed) if turn else np.inf
    return best


def agree(ours, theirs):
    """Both computed the same numbers (a few paths along ridges amplify their rounding)."""
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-3)


def compare(what, goal, engine, textbook, turns=7, same=None, simple=None):
    """A row of the table; ``simple`` is the same textbook as most would write it, coordinates on the last axis."""
    if same:
        agree(*same(engine(), textbook()))
    ours, theirs, *others = race(engine, textbook, *([simple] if simple else []), turns=turns)
    ratio = theirs / ours
    book = f"{1e3 * theirs:.1f} ms" + "".join(f" ({1e3 * other:.1f} ms)" for other in others)
    shown = f"{ratio:.2f}×" + "".join(f" ({other / ours:.2f}×)" for other in others)
    row(what, f"{1e3 * ours:.1f} ms", book, shown, f"≥ {goal}×", ratio >= goal)


def row(*cells):
    *cells, reached = cells
    print("|", " | ".join([*map(str, cells), "yes" if reached else "**no**"]), "|", flush=True)


def paths(run, book):
    """x and value of both."""
    return (run.x[..., 0], run.x[..., 1], run.value), book[:3]


def surfaces():
    rosen, hill = LANDSCAPES["rosenbrock"], LANDSCAPES["himmelblau"]
    for whose, x, y in (("NumPy's", np.array(-1.5), np.array(2.0)), ("Python's", -1.5, 2.0)):
        compare(
            f"one path, 1,000 Adam steps, Rosenbrock; the textbook on {whose} numbers", SLOWEST,
            lambda: descend(rosen, adam(0.05), [-1.5, 2.0], 1000),
            lambda x=x, y=y: textbook_adam(rosenbrock, x, y, 0.05, 1000), turns=40, same=paths,
        )  # fmt: skip
    starts = np.random.default_rng(0).uniform(-5, 5, (10_000, 2))
    x, y = starts.T.copy()
    for rule, textbook in ((gd, textbook_gd), (adam, textbook_adam)):
        compare(
            f"10,000 starts × 500 steps, Himmelblau, {rule.__name__}", SLOWEST,
            lambda rule=rule: descend(hill, rule(0.005), starts, 500),
            lambda textbook=textbook: textbook(himmelblau, x, y, 0.005, 500), same=paths,
        )  # fmt: skip
    rates = np.linspace(0.0001, 0.01, 1000)
    compare(
        "1,000 rates × 200 steps, Himmelblau, gd", SLOWEST,
        lambda: sweep(hill, gd, [0.5, 0.5], rates, 200),
        lambda: textbook_rates(rates, 200), turns=20, same=paths,
    )  # fmt: skip


def ends_only():
    """Nothing is recorded: the textbook keeps x alone and works out slopes alone."""
    few, many = (np.random.default_rng(0).uniform(-5, 5, (n, 2)) for n in (10_000, 160_000))
    hill, pits = ("himmelblau", himmelblau_slope), ("rastrigin", rastrigin_slope)
    tangents = ("rastrigin", rastrigin_slope_by_tangents)
    for what, goal, (name, slope), rule, lr, starts, steps in (
        ("10,000 starts × 500 steps, Himmelblau, gd", 2, hill, gd, 0.005, few, 500),
        ("10,000 starts × 500 steps, Himmelblau, adam", 1.8, hill, adam, 0.005, few, 500),
        ("160,000 starts × 200 steps, Himmelblau, gd", 2, hill, gd, 0.005, many, 200),
        ("10,000 starts × 200 steps, Rastrigin, the textbook by sines, gd", 1.5, pits, gd, 0.001, few / 2, 200),
        ("10,000 starts × 200 steps, Rastrigin, both by tangents, gd", 1.5, tangents, gd, 0.001, few / 2, 200),
    ):
        split, together = (textbook_ends_gd, stacked_ends_gd) if rule is gd else (textbook_ends_adam, stacked_ends_adam)
        x, y = starts.T.copy()
        compare(
            f"{what}, ends only", goal,
            lambda name=name, rule=rule, lr=lr, starts=starts, steps=steps: descend(
                LANDSCAPES[name], rule(lr), starts, steps, history=False
            ),
            lambda: split(slope, x, y, lr, steps),  # noqa: B023
            same=lambda run, book: ((run.x[0, :, 0], run.x[0, :, 1]), book),
            simple=lambda: together(stacked(slope), starts, lr, steps),  # noqa: B023
        )  # fmt: skip


def maps():
    hill, starts = LANDSCAPES["misty_mountain"], np.stack(np.meshgrid(*[np.linspace(-4, 4, 150)] * 2), -1)
    took = 1e3 * fastest(lambda: descend(hill, gd(0.1), starts, 300, history=False), 5, time.process_time)
    what = "map of starts, misty mountain, 150 × 150 × 300, ends only (CPU)"
    row(what, f"{took:.0f} ms", "", "", "≤ 120 ms", took <= 120)


def regression():
    x = np.random.default_rng(0).uniform(-1, 1, 100_000)
    X, y = np.column_stack([np.ones_like(x), x]), 2 * x - 1 + np.random.default_rng(1).normal(size=x.size)
    line = least_squares(X, y)
    compare(
        "least squares, 100,000 points, 100 steps; the textbook asks all points at every step", 30,
        lambda: descend(line, gd(0.1), [0.0, 0.0], 100),
        lambda: textbook_points(X, y, 0.1, 100), turns=5, same=lambda run, book: (run[1:4], book),
    )  # fmt: skip
    compare(
        "… from the raw points, both ask them once", SLOWEST,
        lambda: descend(least_squares(X, y), gd(0.1), [0.0, 0.0], 100),
        lambda: textbook_regression(X, y, 0.1, 100), turns=20, same=lambda run, book: (run[1:4], book),
    )  # fmt: skip


def networks():
    x, y = network.sine_data()
    fit, column, target = mlp(x, y), x[:, None], y[:, None]
    rate = exponential(0.075, 0.998)
    starts = np.array([network.init(fit.sizes, seed) for seed in range(32)])

    def train(start):
        recorder = Recorder(fit)
        run = descend(recorder.objective, gd(rate), start, 250)
        return *run[1:4], recorder.predict(run.x)

    def book(start):
        return textbook_network(start, fit.sizes, column, target, 250)

    def one_by_one():
        return [np.stack(parts, axis=1) for parts in zip(*map(book, starts))]

    size = "1–20–20–1, 128 points, 250 epochs, outputs kept"
    for what, goal, start, textbook in (
        (f"one network, {size}", 2.2, starts[0], lambda: book(starts[0])),
        ("32 of them at once, against 32 runs", 2.8, starts, one_by_one),
        ("32 of them at once, against a batched textbook", 1, starts, lambda: book(starts)),
    ):
        compare(what, goal, lambda start=start: train(start), textbook, same=lambda run, book: (run, book))
    u, v = np.random.default_rng(0).standard_normal((2, fit.dim))
    compare(
        "a slice of its loss, 51 × 51", 2.8,
        lambda: loss_plane(fit, starts[0], u, v, 1.0).loss,
        lambda: textbook_slice(starts[0], u, v, fit.sizes, column, target),
        same=lambda loss, book: ([loss], [book]),
    )  # fmt: skip


def calls_of(run):
    """Every tanh and matrix product into a buffer that a run asks NumPy for, in order: a function, arguments, result.

    In a thread of its own, whose passes are built anew and so find what is put in NumPy's place.
    """
    calls, real = [], {name: getattr(np, name) for name in ("tanh", "matmul", "dot")}

    def noted(function):
        def call(*arguments, **named):
            if named.get("out") is not None:
                calls.append((function, arguments, named["out"]))
            return function(*arguments, **named)

        return call

    for name, function in real.items():
        setattr(np, name, noted(function))
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        for name, function in real.items():
            setattr(np, name, function)
    return calls


def again(calls):
    for function, arguments, into in calls:
        function(*arguments, out=into)


def no_more_than_the_mathematics():
    """What the network's page works out, beside the tanh calls and matrix products in it, made again by themselves."""
    record, across = SineMLP(), np.linspace(-3, 3, 80)
    net, rule, start, held = record.objective(), record.rule(), record.start(), record.held_out()
    starts = np.array([network.init(net.sizes, seed) for seed in range(16)])
    u, v = network.random_directions(start, net.sizes)
    for what, run, turns in (
        ("D1: 250 epochs, its curve, its losses", lambda: looked_at(net, rule, start, 250, across, held), 40),
        ("16 seeds × 250 epochs, each on its own points", lambda: Luck().seed_runs(record, across), 7),
        ("16 starts × 250 epochs, on the same points", lambda: descend(net, rule, starts, 250), 10),
        ("the loss at 51 × 51 points of a plane", lambda: loss_plane(net, start, u, v, 1.0), 20),
    ):
        calls = calls_of(run)
        ours, alone = race(run, lambda calls=calls: again(calls), turns=turns)
        ratio = ours / alone
        what = f"{what}, against {len(calls):,} tanh calls and products"
        row(what, f"{1e3 * ours:.1f} ms", f"{1e3 * alone:.1f} ms", f"{ratio:.2f}×", "≤ 1.6×", ratio <= 1.6)


FIRST = """
import time; start = time.process_time()
import gdengine
gdengine.descend(gdengine.LANDSCAPES["square"], gdengine.OPTIMIZERS["gd"](lr=0.05), [-4.0], 50)
print(time.process_time() - start)
"""


def first_result():
    command = [sys.executable, "-c", FIRST]
    seconds = min(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(7))
    row("import gdengine, first result (CPU)", f"{1e3 * seconds:.0f} ms", "", "", "≤ 120 ms", seconds <= 0.12)


def memory():
    starts = np.random.default_rng(0).uniform(-5, 5, (160_000, 2))
    tracemalloc.start()
    run = descend(LANDSCAPES["himmelblau"], gd(0.005), starts, 200, history=False)
    extra = tracemalloc.get_traced_memory()[1] - sum(part.nbytes for part in run)
    tracemalloc.stop()
    what = "160,000 starts × 200 steps, ends only: peak memory beyond the result"
    row(what, f"{extra / 2**20:.1f} MB", "", "", "≤ 4 MB", extra <= 2**22)


def flatness():
    counts, steps = (10_000, 100_000, 1_000_000), 50
    starts = np.random.default_rng(0).uniform(-5, 5, (counts[-1], 2))
    runners = [
        lambda n=n: descend(LANDSCAPES["himmelblau"], gd(0.005), starts[:n], steps, history=False) for n in counts
    ]
    each = [1e9 * seconds / count / steps for seconds, count in zip(race(*runners, turns=7), counts)]
    spread, costs = max(each) / min(each), " / ".join(f"{ns:.1f}" for ns in each)
    row("10⁴ / 10⁵ / 10⁶ starts: ns per start and step", costs, "", f"{spread:.2f}×", "≤ 1.3×", spread <= 1.3)


def verdicts():
    """The median cost of a diagnosis and of the offers with it, each the best of three."""
    groups = {"curves and surfaces": (SlopeExplorer, MistyMountain), "networks": (SineMLP,)}
    for what, kinds in groups.items():
        cases = [(record, next(iter(record.run().values()))) for record in presets_of(kinds)]
        costs = [fastest(lambda r=r, run=run: diagnose(run, r.objective(), r.rule())) for r, run in cases]
        goal = 20 if what == "networks" else 5
        median = 1e3 * float(np.median(costs))
        row(f"diagnosis of a run, {what} (median)", f"{median:.1f} ms", "", "", f"≤ {goal} ms", median <= goal)
        if what != "networks":
            median = 1e3 * float(np.median([fastest(lambda r=r: mends(r)) for r, _ in cases]))
            row(f"with what is offered, {what} (median)", f"{median:.1f} ms", "", "", "≤ 15 ms", median <= 15)


def offers():
    """What the offers cost on random records of which one run costs at most 5 ms: CPU time, each the best of two."""
    costs = []
    for record in records(200):
        if record.objective().dim <= 3 and fastest(record.run, 2, time.process_time) <= 5e-3:
            costs.append(1e3 * fastest(lambda record=record: mends(record), 2, time.process_time))
    median, high, most = np.percentile(costs, (50, 95, 100))
    what = f"what is offered, {len(costs)} random records whose run takes at most 5 ms: median / 95 % / most"
    row(what, f"{median:.0f} / {high:.0f} / {most:.0f} ms", "", "", "95 % ≤ 60 ms", high <= 60)
    above = float(np.mean(np.array(costs) > 60))
    row("… of which above 60 ms", f"{above:.1%}", "", "", "≤ 5 %", above <= 0.05)


def presets_of(kinds):
    return [preset.record for preset in PRESETS.values() if isinstance(preset.record, kinds)]


def fastest(run, turns=3, clock=time.perf_counter):
    return min(race(run, turns=turns, clock=clock))


def main():
    print("| what | engine | textbook | ratio | goal | reached |")
    print("|---|---:|---:|---:|---:|---|")
    for measure in (
        surfaces,
        ends_only,
        maps,
        regression,
        networks,
        no_more_than_the_mathematics,
        first_result,
        memory,
        flatness,
        verdicts,
        offers,
    ):
        measure()


if __name__ == "__main__":
    if "OPENBLAS_NUM_THREADS" not in os.environ:  # small matrices: threads only get into each other's way
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        sys.exit(subprocess.run([sys.executable, "-m", "tests.benchmark"], env=alone).returncode)
    main()
