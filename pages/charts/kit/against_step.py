"""A number against the step: the loss curve of every page, and the names of several runs on one scale.

The axes are those of the whole run, so that nothing jumps; what is drawn ends where the bar stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.core import Array
from pages.charts.kit import border, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import said

LATE = f"datum.step > {scales.end('step', 'hi')} / 2"  # where words at a step have more room before it than after
NAME_GAP_PX = 16  # from one name to the next
OFF_SCALE_ARROW_AREA = 130
HALFWAY_ASIDE_PX = 9  # of the words at the step that is halfway down, from the top of the plot or from its foot


def progress(
    run: Trajectory,
    rows: Array,
    *,
    title: str,
    what: str = "v",
    log: bool = False,
    ends: tuple[float, float] | None = None,
    half: Array | None = None,
) -> spec.Picture:
    """A number of a family (K, M), with the walker where the bar stands; every member is sent at ``rows``.

    ``what``: v, the value, or x, the first coordinate · ``ends``: of the axis, by default those of the run in force
    · ``half`` (M,): a step that is marked as halfway down once it is reached, or nan.
    """
    numbers = {"v": run.value, "x": run.x[..., 0]}[what]
    mine = numbers[:, moments.HOME]
    low, high = ends or (scales.log_range(mine) if log else scales.not_narrow(scales.padded(mine)))
    data = moments.tables(run, rows, **{what: numbers}) | {
        "view": spec.view(step=scales.steps(int(run.step[-1])), y=(low, high)),
    }
    if half is not None:
        data["half"] = Columns({"m": np.arange(len(half), dtype=np.int16), "step": half.astype(np.float32)})
    words = f"{title} against the step, with a dot at the step shown."
    halves = half is not None and bool(np.isfinite(half).any())
    signs = (spec.Sign("dashes", palette.CURVE, "halfway down, once there"),) if halves else ()
    look: dict[str, Any] = {"falls": (what,) if what == "v" else (), "exact": {what: mine}}
    now = moments.described(f"{title} at step {{k}}: {{{what}}}.", data["every"], **look)
    return spec.Picture(_progress_spec(title, what, log, half is not None), data, words, signs, now)


def _numbers() -> alt.Axis:
    return scales.axis("y", **scales.SAME_ROOM)


@lru_cache
def _progress_spec(title: str, what: str, log: bool, half: bool) -> dict[str, Any]:
    scale = scales.log("y") if log else scales.linear("y", type="linear")
    x = scales.over_steps()
    axis = scales.log_axis("y", **scales.SAME_ROOM) if log else _numbers()
    y = alt.Y("y:Q", title=title, scale=scale, axis=axis)
    keep = "isFinite(datum.y)" + (" && datum.y > 0" if log else "")
    path = moments.shown(what).transform_calculate(y=f"datum.{what}").transform_filter(keep)
    now = moments.now(path)
    there = now.transform_filter(f"datum.y >= {scales.end('y', 'lo')} && datum.y <= {scales.end('y', 'hi')}")
    tips = [alt.Tooltip("step:Q"), alt.Tooltip("y:Q", title=title, format=".5~g")]
    line, words = _halfway(x)
    drawn = [
        *([line] if half else []),
        marks.so_far(_near(path), palette.POSITION).encode(x=x, y=y),
        *(words if half else []),
        marks.ball(there, area=sizes.SMALL_BALL_AREA, clip=False).encode(x=x, y=y, tooltip=tips),  # whole at the edge
        *_beyond(now, x, scale, title),
    ]
    return spec.moving(*drawn, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX)


def _halfway(x: alt.X) -> tuple[alt.Chart, list[alt.Chart]]:
    """A line at the step that is halfway down, once it is reached; and its number where the walk seldom is: after it at
    the top, before it at the foot.  A halo parts it from a walk that is there all the same."""
    reached = f"datum.m == r && isFinite(datum.step) && datum.step <= {moments.HERE}.step"
    at = alt.Chart(spec.source("half")).transform_filter(reached)
    line = at.mark_rule(color=palette.CURVE, strokeDash=[3, 3], tooltip=None)
    words = at.transform_calculate(words="'halfway down: ' + datum.step").encode(x=x, y=alt.value(0))
    looks: dict[str, Any] = {"fontSize": sizes.TICK_WORDS, "fontWeight": 400, "halo": palette.PAPER}
    below = f"{HALFWAY_ASIDE_PX} * scale"
    looks |= {"dy": {"expr": f"{LATE} ? height - {below} : {below}"}, **marks.aside(LATE, 6)}
    return line.encode(x=x), marks.label(words, "words", palette.CURVE, **looks)


def _near(path: alt.Chart) -> alt.Chart:
    """The path without the parts of it that are wholly off the scale, where a line would only hatch the picture."""
    off = f"datum.y < {scales.end('y', 'lo')} || datum.y > {scales.end('y', 'hi')}"
    beside = [alt.WindowFieldDef(op=op, field="off", **{"as": op}) for op in ("lag", "lead")]
    flagged = path.transform_calculate(off=f"({off}) ? 1 : 0").transform_window(window=beside, sort=[{"field": "i"}])
    return flagged.transform_calculate(y="datum.off && datum.lag !== 0 && datum.lead !== 0 ? null : datum.y")


def _beyond(now: alt.Chart, x: alt.X, scale: alt.Scale, title: str) -> list[alt.Chart]:
    """While the number is off the scale: an arrow at the edge it left through, and what it is."""
    low = f"datum.y < {scales.end('y', 'lo')}"
    gone = now.transform_filter(f"{low} || datum.y > {scales.end('y', 'hi')}").transform_calculate(
        side=f"{low} ? -1 : 1", edge=f"data('view')[0][{low} ? 'y_lo' : 'y_hi']", words=said("datum.y", 4)
    )
    y = alt.Y("edge:Q", title=title, scale=scale)
    shape, inward = {"expr": "datum.side < 0 ? 'triangle-down' : 'triangle-up'"}, {"expr": "7 * datum.side"}
    arrow = border.pointer(gone, shape, OFF_SCALE_ARROW_AREA, palette.POSITION, yOffset=inward)
    words = gone.mark_text(
        **marks.aside(LATE, 11),
        dy={"expr": "8 * datum.side * scale"},
        color=palette.words(palette.POSITION),
        fontSize=sizes.WORDS,
        fontWeight=600,
    )
    return [arrow.encode(x=x, y=y), words.encode(x=x, y=y, text="words:N")]


def end_names(
    now: alt.Chart, place: dict[str, Any], colors: Mapping[Any, str], of: str = "name", name: str = "name"
) -> list[alt.Chart]:
    """The name of every run beside its ball, moved apart where they meet, before the ball where it is late.

    A run that is lower than the scale goes has none: among the others it would be read as one of their heights.
    ``colors`` of the values of the column ``of``, which tells runs apart · ``name``: the column of what is written.
    """
    here = now.transform_filter(f"!(datum.y < {scales.end('y', 'lo')})")
    apart = marks.moved_apart(here, "scale('y', datum.y)", NAME_GAP_PX)
    return marks.label(
        apart.transform_calculate(ink=marks.inks(colors, of, palette.words)).encode(**place),
        name,
        marks.INK_OF_EACH,
        halo=palette.PAPER,
        around=sizes.WIDE_HALO_PX,
        dy={"expr": "datum.dy"},
        **marks.aside(LATE, 9),
    )
