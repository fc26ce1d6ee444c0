"""The one play, pause, step, scrub and speed bar of a page.  It drives every chart in the browser and sends nothing.

The bar sets the frame ``t`` of the page's bus (see ``pages.ui.parts``).  It opens at the first frame, unless told
otherwise, and plays to where the walk comes to rest: then the last frame is shown, and play starts again from the
first.  On a rerun it keeps its frame, its speed and whether it plays, and a bar that stood at the end stays at the end;
but another ``run`` begins at its start.  While another member of the family is dragged to, the bar stands at the end.

Who has asked their system for less motion sees one step a second, and nothing plays that was not asked to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from numpy.typing import ArrayLike

from pages.ui.parts import mount
from pages.ui.parts.sound import SILENT, Tune
from pages.ui.parts.tables import count, table

_bar = mount("bar")
USUAL_FRAMES_PER_SECOND = 36.0  # each of a few hundred is seen, and they flow
SHORTEST_PLAY_SECONDS, LONGEST_PLAY_SECONDS = 3.0, 9.0  # a run takes at 1×, played evenly
GATHERING_SECONDS = 8.0  # that the steps after a slow start take at 1×


def frame_rate(frames: int) -> float:
    """Frames per second at 1×: 36, unless the run would then take less than 3 or more than 9 seconds."""
    seconds = min(max(frames / USUAL_FRAMES_PER_SECOND, SHORTEST_PLAY_SECONDS), LONGEST_PLAY_SECONDS)
    return frames / seconds


class Pace(NamedTuple):
    """How a run is played, in step numbers and seconds at 1×: ``even`` steps at ``speed``, then faster and faster."""

    even: int
    speed: float  # steps per second
    gain: float  # of speed, in steps per second every second


def pace(steps: Sequence[int], *, fps: float | None = None, slow_start: int = 0) -> Pace:
    """The pace of a run whose frames are these steps.

    Evenly, ``fps`` frames per second (``frame_rate`` by default); with ``slow_start`` so many steps at one a second and
    the rest within T = 8 seconds more, or at one a second too where that is soon enough: T + gain·T²/2 steps.
    """
    length = steps[-1] - steps[0]
    if not slow_start:
        return Pace(0, (fps or frame_rate(len(steps))) * max(length, 1) / max(len(steps) - 1, 1), 0.0)
    left = length - slow_start - GATHERING_SECONDS
    return Pace(slow_start, 1.0, max(0.0, 2 * left / GATHERING_SECONDS**2))


def player(
    steps: Sequence[int],
    values: ArrayLike | None = None,
    *,
    fps: float | None = None,
    slow_start: int = 0,
    label: str = "step",
    quantity: str = "loss",
    start: int = 0,
    rest: int | None = None,
    run: str = "",
    rolls: bool = False,
    beyond: int | None = None,
    tune: Tune = SILENT,
    key: str = "bar",
) -> None:
    """Draw the bar for K frames.

    ``steps`` (K,): the step number of every frame, increasing, shown as "step 12 of 50"; play goes by step numbers, so
    that a thinned run keeps its time · ``values`` (K,): the loss of every frame of the committed run,
    or (M, K) of every member of the family, or none to be shown; nan reads "diverged", and "no value" where there was
    none to begin with · ``fps``: frames per second at 1×, ``frame_rate(K)`` by default · ``slow_start``: the steps that
    are played at one a second before it gathers speed, none by default: see ``pace`` · ``label``: "step" or "epoch" ·
    ``quantity``: what the values are called ·
    ``start``: the frame to open at · ``rest``: the frame from which on nothing is seen to move, the last by default ·
    ``run``: a name for what is walked, however fast: where it changes the bar begins anew, and with ``rolls`` plays.
    ``beyond``: the ``t`` of the bus while the bar stands at its last frame, that frame by default: runs that go on
    where the one in force has ended are shown to their own ends · ``tune``: what is heard besides the values.

    Keys, anywhere but in an input: space plays and pauses, ← → step, Home and End.  ValueError where steps and values
    differ in length.
    """
    numbers, losses = [int(step) for step in steps], [] if values is None else table(values)
    if values is not None and (told := count(losses)[1]) != len(numbers):
        raise ValueError(f"there are {len(numbers)} steps but {told} values: expected one value per step")
    played = pace(numbers, fps=fps, slow_start=slow_start)._asdict()
    walk: dict[str, Any] = {
        "run": run,
        "rolls": rolls,
        "start": int(start),
        "rest": len(numbers) - 1 if rest is None else int(rest),
    }
    words = {"label": label, "quantity": quantity, "tune": tune.told()}
    walk["beyond"] = len(numbers) - 1 if beyond is None else int(beyond)
    _bar(key=key, data={"steps": table(numbers), "values": losses, "pace": played, **walk, **words})
