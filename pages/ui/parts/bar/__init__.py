"""The one play, pause, step, scrub and speed bar of a page.  It drives every chart in the browser and sends nothing.

The bar sets the frame ``t`` of the page's bus (see ``pages.ui.browser``).  It opens at the last frame, so that a page
shows a complete picture; play starts again from the first.  On a rerun it keeps its frame, its speed and whether it
plays, and a bar that stood at the end stays at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.parts import mount, table

_bar = mount("bar")
USUAL = 36.0  # frames per second: each of a few hundred is seen, and they flow
SHORTEST, LONGEST = 3.0, 9.0  # seconds a run takes at 1×


def frame_rate(frames: int) -> float:
    """Frames per second at 1×: 36, unless the run would then take less than 3 or more than 9 seconds."""
    return frames / min(max(frames / USUAL, SHORTEST), LONGEST)


def player(
    steps: Sequence[int],
    values=None,
    *,
    fps: float | None = None,
    label: str = "step",
    quantity: str = "loss",
    start: int | None = None,
    key: str = "bar",
) -> None:
    """Draw the bar for K frames.

    ``steps`` (K,): the step number of every frame, shown as "step 12 of 50" · ``values`` (K,): the loss of every frame
    of the committed run, or (M, K) of every member of the family, or none to be shown; nan reads "diverged" ·
    ``fps``: frames per second at 1×, ``frame_rate(K)`` by default · ``label``: "step" or "epoch" · ``quantity``: what
    the values are called · ``start``: the frame to open at, the last by default.

    Keys, anywhere but in an input: space plays and pauses, ← → step, Home and End.  The link button copies the page's
    address with ``step=<step number>`` in it.  ValueError where steps and values differ in length.
    """
    numbers, losses = [int(step) for step in steps], [] if values is None else table(values)
    if losses and len(losses[0]) != len(numbers):
        raise ValueError(f"there are {len(numbers)} steps but {len(losses[0])} values: expected one value per step")
    rate = frame_rate(len(numbers)) if fps is None else float(fps)
    opening = None if start is None else int(start)
    words = {"label": label, "quantity": quantity}
    _bar(key=key, data={"steps": numbers, "values": losses, "fps": rate, "start": opening, **words})
