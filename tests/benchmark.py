"""How fast the engine is against a textbook: ``python -m tests.benchmark`` prints a Markdown table.

The textbook is the plain NumPy anyone would write: coordinates on the last axis, so that one program serves any number
of starts, a loop over the steps, lists appended to and turned into arrays at the end.  Both record the same things: x,
value and gradient of every step (networks: the outputs too).  They are timed in turns within one process; what counts
is the fastest of several turns each, with one thread.  Run it on a quiet machine: the ratios vary by about a tenth.
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

# ---- the textbook


def rosenbrock(x):
    a, b = 1 - x[..., 0], x[..., 1] - x[..., 0] ** 2
    return a**2 + 100 * b**2, np.stack([-2 * a - 400 * x[..., 0] * b, 200 * b], axis=-1)


def himmelblau(x):
    a, b = x[..., 0] ** 2 + x[..., 1] - 11, x[..., 0] + x[..., 1] ** 2 - 7
    return a**2 + b**2, np.stack([4 * x[..., 0] * a + 2 * b, 2 * a + 4 * x[..., 1] * b], axis=-1)


def textbook_gd(value_and_grad, x, lr, steps):
    xs, values, grads = [], [], []
    for _ in range(steps + 1):
        value, g = value_and_grad(x)
        xs.append(x)
        values.append(value)
        grads.append(g)
        x = x - lr * g
    return np.array(xs), np.array(values), np.array(grads)


def textbook_adam(value_and_grad, x, lr, steps, b1=0.9, b2=0.999, eps=1e-8):
    xs, values, grads = [], [], []
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 2):
        value, g = value_and_grad(x)
        xs.append(x)
        values.append(value)
        grads.append(g)
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
        x = x - lr * m_hat / (np.sqrt(v_hat) + eps)
    return np.array(xs), np.array(values), np.array(grads)


def textbook_rates(rates, steps):
    return [textbook_gd(himmelblau, np.array([0.5, 0.5]), lr, steps) for lr in rates]


def textbook_regression(X, y, lr, steps):
    def mse(beta):
        residual = X @ beta - y
        return np.mean(residual**2), 2 / len(y) * X.T @ residual

    return textbook_gd(mse, np.zeros(2), lr, steps)


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


def compare(what, goal, engine, textbook, turns=7, same=None):
    if same:
        agree(*same(engine(), textbook()))
    ours, theirs = race(engine, textbook, turns=turns)
    ratio = theirs / ours
    row(what, f"{1e3 * ours:.1f} ms", f"{1e3 * theirs:.1f} ms", f"{ratio:.1f}×", f"≥ {goal}×", ratio >= goal)


def row(*cells):
    *cells, reached = cells
    print("|", " | ".join([*map(str, cells), "yes" if reached else "**no**"]), "|", flush=True)


def paths(run, book):
    return run[1:3], book[:2]


def surfaces():
    compare(
        "one path, 1,000 Adam steps, Rosenbrock", 7,
        lambda: descend(LANDSCAPES["rosenbrock"], adam(0.05), [-1.5, 2.0], 1000),
        lambda: textbook_adam(rosenbrock, np.array([-1.5, 2.0]), 0.05, 1000), turns=40, same=paths,
    )  # fmt: skip
    starts = np.random.default_rng(0).uniform(-5, 5, (10_000, 2))
    for goal, rule, textbook in ((1.5, gd, textbook_gd), (1.8, adam, textbook_adam)):
        compare(
            f"10,000 starts × 500 steps, Himmelblau, {rule.__name__}", goal,
            lambda rule=rule: descend(LANDSCAPES["himmelblau"], rule(0.005), starts, 500),
            lambda textbook=textbook: textbook(himmelblau, starts, 0.005, 500), same=paths,
        )  # fmt: skip
    rates = np.linspace(0.0001, 0.01, 1000)
    compare(
        "1,000 rates × 200 steps, Himmelblau, gd", 50,
        lambda: sweep(LANDSCAPES["himmelblau"], gd, [0.5, 0.5], rates, 200),
        lambda: textbook_rates(rates, 200), turns=3,
        same=lambda run, book: (run.x[:, -1:], book[-1][0][:, None]),
    )  # fmt: skip


def regression():
    x = np.random.default_rng(0).uniform(-1, 1, 100_000)
    X, y = np.column_stack([np.ones_like(x), x]), 2 * x - 1 + np.random.default_rng(1).normal(size=x.size)
    line = least_squares(X, y)
    compare(
        "least squares, 100,000 points, 100 steps", 30,
        lambda: descend(line, gd(0.1), [0.0, 0.0], 100),
        lambda: textbook_regression(X, y, 0.1, 100), turns=5, same=paths,
    )  # fmt: skip
    compare(
        "… from the raw points", 1,
        lambda: descend(least_squares(X, y), gd(0.1), [0.0, 0.0], 100),
        lambda: textbook_regression(X, y, 0.1, 100), turns=5,
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
        ("16 seeds × 250 epochs, each on its own points", lambda: Luck().tried(record, across), 7),
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
