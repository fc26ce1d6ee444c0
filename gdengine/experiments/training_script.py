"""The lines of a script that train the sine page's network, for its own script and for those of its views.

They make ``x`` and ``y``, ``start``, ``objective``, and walk ``path``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdengine.experiments.landscape import OWN_FORMULA
from gdengine.experiments.scripts import rule_code, script, walk_code

if TYPE_CHECKING:
    from gdengine.experiments.sine import SineMLP


def data_code(record: SineMLP, seed: str = "") -> list[str]:
    """Lines of a script that make ``x`` and ``y``; ``seed`` is its name in the script, if it has one there."""
    drawn = f"n={record.n}, noise={record.noise!r}, seed={seed or record.seed}"
    if record.target == "sine" and not record.reach:
        return [f"x, y = gdengine.network.sine_data({drawn})"]
    curve, lines = f'gdengine.network.TARGETS["{record.target}"].f', []
    if record.target == OWN_FORMULA:
        lines = [f"formula = gdengine.expression.parse({record.formula!r}, dim=1)"]
        curve = "lambda x: formula(x[:, None])"
    return [*lines, f"x, y, *_ = gdengine.network.samples({curve}, {drawn}, reach={record.reach!r})"]


def start_code(record: SineMLP, seed: str = "") -> str:
    """The line of a script that makes ``start``; ``seed`` as in ``data_code``."""
    if record.typed():
        return f"start = {record.start().tolist()}"
    return f'start = gdengine.network.init({record.sizes()}, seed={seed or record.seed}, scheme="{record.scheme}")'


def looked_into(record: SineMLP, *lines: str) -> str:
    """A script that trains the first of the networks, then has ``lines`` about its last finite weights, theta."""
    bend, batch = record.activation, record.mini_batch()
    return script(
        *data_code(record),
        start_code(record),
        f'sizes, activation = {record.sizes()}, "{bend}"',
        f"objective = gdengine.network.mlp(x, y, {record.hidden()}, activation, batch={batch}, seed={record.seed})",
        f"optimizer = {rule_code(record)}",
        *walk_code(record, places=False),
        "theta = path.x[path.step <= path.last][-1]",
        *lines,
    )


def training_code(record: SineMLP, title: str, activation: str = "activation", seed: str = "") -> list[str]:
    """Lines of a script that print ``title`` and train one network; title, activation and seed are expressions."""
    batch = record.mini_batch()
    arguments = f"hidden={record.hidden()}, activation={activation}, batch={batch}, seed={seed or record.seed}"
    return [
        f"print({title})",
        f"objective = gdengine.network.mlp(x, y, {arguments})",
        *walk_code(record, places=False),
    ]
