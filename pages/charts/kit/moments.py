"""Moments: what a chart shows of a family of runs when the bar stands at one row of its record.

The bar sets ``t``, a row of the record, 0 … K − 1; the live knob sets ``r``, the member of the family.  What lies ahead
of t is never drawn.  Two tables hold the numbers (K, M) of a family:

``every``   a row for every recorded row, of the member in force alone: i the row, step, home_x, home_y, …, and which
            member that is (``home``, and ``twin``, one that walks as it does); rows after its end are ``over``, and
            repeat the last one walked;
``path``    only some of the rows (``thinned``), but a column for every member: i, step, x0, x1, … (``Members``)

So every step of the run in force can be shown, and other members, over which the knob is dragged, at the rows sent.
``path`` is not one of the chart's data sets.  It is the same whatever the rate in force, for several charts too, and
travels once, apart from them (``ui.parts.family``), to the parameter ``family``: family[key].x[r][row], where ``key``
stands in the column ``members`` of ``every``.  A chart whose members have not come shows the member in force.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from string import Formatter
from types import MappingProxyType
from typing import Any

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.analysis.walks import ends
from gdengine.core import Array
from pages.charts.kit.columns import Columns
from pages.charts.kit.spec import HOME_SHOWN, MEMBERS_SENT, Description, row, source

MEMBER_ROWS = 90  # recorded rows of which every member is sent, at most
FIRST_ROWS = 12  # of these the first ones, without a gap: a walk begins with its longest steps
HOME = -1  # the member in force: the last of its family, wherever its rate lies
IN_FORCE = "home_"  # what the columns of the member in force begin with
MEMBERS = MEMBERS_SENT["name"]
SHOWS_HOME = HOME_SHOWN["name"]  # the member in force is shown, not one that is dragged over
DOTTED = "datum.kept || t - datum.i < 12"  # the rows that have a dot: a thousand would be a thick line
HERE = row("every", "t")  # the row of ``every`` at which the bar stands
REACHED = "datum.after <= t"  # the row of the record from which on something is shown has been reached


def thinned(count: int, most: int = MEMBER_ROWS) -> Array:
    """Of so many recorded rows those of which every member is sent: all, or about ``most``.

    The first ones, and then pairs of neighbors spread evenly to the last: so a zigzag is seen to be one.
    """
    if count <= most:
        return np.arange(count)
    pairs = np.linspace(FIRST_ROWS, count - 2, (most - FIRST_ROWS) // 2).round().astype(int)
    return np.unique(np.concatenate([np.arange(FIRST_ROWS), pairs, pairs + 1]))


class Members(Columns):
    """The table ``path``, which travels apart from its chart.

    ``numbers``: name → (M − 1, F), of F rows of the members without the one in force, of which every row is at hand.
    ``key``: a number that is another one when these are.
    """

    __slots__ = ("key", "numbers")
    apart = True

    def __init__(self, rows: Array, step: Array, numbers: Mapping[str, Array]) -> None:
        sent: dict[str, Array] = {}
        table = {"i": np.asarray(rows).astype(np.int16), "step": step[rows].astype(np.int32)}
        for name, values in numbers.items():
            with np.errstate(over="ignore"):
                block = values[rows].astype(np.float32)
            table |= {f"{name}{m}": block[:, m] for m in range(block.shape[1])}
            sent[name] = np.ascontiguousarray(block[:, :HOME].T)
        super().__init__(table)
        self.numbers = sent
        self.key = zlib.crc32(b"".join(name.encode() + block.tobytes() for name, block in sent.items()))


def tables(run: Trajectory, rows: Array, **numbers: Array) -> dict[str, Columns]:
    """The tables ``path`` and ``every`` of a family: ``numbers`` (K, M) by name."""
    members = Members(rows, run.step, numbers)
    every = _every(run, rows, numbers)
    return {"path": members, "every": every.assign(members=np.full(len(every), members.key, np.uint32))}


def alone(run: Trajectory, **numbers: Array) -> dict[str, Columns]:
    """The data set ``every`` of a single run: ``numbers`` (K,) by name."""
    lone = {name: np.asarray(values)[:, None] for name, values in numbers.items()}
    return {"every": _every(run, np.arange(len(run.step)), lone)}


def _every(run: Trajectory, rows: Array, numbers: dict[str, Array]) -> Columns:
    i = np.arange(len(run.step))
    table = {"i": i.astype(np.int16), "step": run.step.astype(np.int32 if run.step[-1] > 32767 else np.int16)}
    table |= {"row": (np.searchsorted(rows, i, side="right") - 1).astype(np.int16), "kept": np.isin(i, rows)}
    end = int(ends(run)[HOME] if run.last.ndim else ends(run)[0])
    with np.errstate(over="ignore"):
        table |= {
            IN_FORCE + name: values[np.minimum(i, end), HOME].astype(np.float32) for name, values in numbers.items()
        }
    table["over"] = i > end
    members = {"home": next(iter(numbers.values())).shape[1] + HOME, "twin": _twin(numbers)}
    return Columns(table | {name: np.int16(member) for name, member in members.items()})


def _twin(numbers: dict[str, Array]) -> int:
    """The first member that walks as the one in force does: it may be shown in its place."""
    same = [((v == v[:, [HOME]]) | (np.isnan(v) & np.isnan(v[:, [HOME]]))).all(0) for v in numbers.values()]
    return int(np.all(same, axis=0).argmax())


def described(
    template: str,
    every: Columns,
    *,
    spans: Mapping[str, float] = MappingProxyType({}),
    falls: Collection[str] = (),
    exact: Mapping[str, Array] = MappingProxyType({}),
    **more: Array,
) -> Description:
    """What is shown of the member in force: the template's names are those of its numbers, and of ``more`` (K,).

    ``spans``: name → the width of the range on which a number is seen: less than a millionth of it is 0 · ``falls``:
    the names of those that are seen on the way down from where they began, as in a verdict · ``exact``: name → its
    numbers (K,), told where those drawn, which have half the room, are beyond it.
    """
    every = every.rows(~every["over"])
    named = [name for _, name, *_ in Formatter().parse(template) if name and name != "k"]
    numbers = {name: more[name][: len(every)] if name in more else every[IN_FORCE + name] for name in named}
    for name, full in exact.items():
        drawn = numbers[name]
        numbers[name] = np.where(np.isfinite(drawn), drawn, full[: len(drawn)])
    begun = {name: abs(float(numbers[name][0])) for name in falls if np.isfinite(numbers[name][0])}
    return Description(template, every["step"], numbers, {**spans, **begun})


def found(goals: Array, walks: Sequence[Array], reach: float) -> Array:
    """From which row of the record on each of the goals (G, D) is shown: the first at which one of the ``walks`` (K, D)
    is within ``reach`` of it, else the last."""
    last = max(len(walk) for walk in walks) - 1
    first = np.full(len(goals), last, np.int16)
    for walk in walks:
        with np.errstate(all="ignore"):
            near = np.linalg.norm(walk[:, None] - goals, axis=-1) <= reach
        first = np.where(near.any(0), np.minimum(first, near.argmax(0)), first)
    return first.astype(np.int16)


# --- the layers -------------------------------------------------------------------------------------------------------


def shown(*names: str) -> alt.Chart:
    """The rows of the member shown, with these of its numbers: all of the one in force, of another those sent."""
    rows = alt.Chart(source("every")).transform_filter(f"{SHOWS_HOME} ? !datum.over : datum.kept")
    return rows.transform_calculate(**{name: pick(name) for name in names})


def own(*names: str) -> alt.Chart:
    """The rows of the only run, or of the member in force, with these of its numbers."""
    walked = alt.Chart(source("every")).transform_filter("!datum.over")
    return walked.transform_calculate(**{name: f"datum.{IN_FORCE}{name}" for name in names})


def pick(name: str) -> str:
    """The expression, in a row of ``every``, for a number of the member shown."""
    return f"({SHOWS_HOME} ? datum.{IN_FORCE}{name} : {MEMBERS}.{name}[r][datum.row])"


def current(name: str) -> str:
    """The expression, in a row of any table, for a number of the member shown where the bar stands."""
    return f"({SHOWS_HOME} ? {HERE}.{IN_FORCE}{name} : {MEMBERS}.{name}[r][{HERE}.row])"


def until_now(path: alt.Chart) -> alt.Chart:
    """Of these rows those up to the one at which the bar stands."""
    return path.transform_filter("datum.i <= t")


def now(path: alt.Chart, of: str | None = None, by: str = "i") -> alt.Chart:
    """Of these rows the one at which the bar stands, or the last there is; ``of`` every member that a column tells.

    ``by``: the column that orders the rows, no two of a member alike.
    """
    groups: dict[str, Any] = {} if of is None else {"groupby": [of]}
    last = until_now(path).transform_joinaggregate(end=f"max({by})", **groups)
    return last.transform_filter(f"datum.{by} == datum.end")


def titled(members: alt.Chart) -> alt.Chart:
    """These rows with the title of the member in each, which its number ``who`` has in the data set ``names``."""
    return members.transform_lookup("who", alt.LookupData(source("names"), "who", ["title"]))


def keep(*names: str) -> list[alt.Chart]:
    """Marks that nobody sees, for the tables that only expressions read."""
    return [alt.Chart(source(name)).transform_filter("false").mark_point(tooltip=None) for name in names]
