"""What each kind is called: the one table of the words for how a run ended, in the verdict, in short, and in a race."""

from __future__ import annotations

from typing import NamedTuple

from gdengine.analysis.endings import Ended


class Words(NamedTuple):
    """How one kind is told."""

    good: bool | None  # arrived, in trouble, or neither
    head: str  # the verdict's first words
    detail: str  # what that means
    short: str  # for one of several pictures side by side
    race: str  # for a racer who is not there


ENDED: dict[Ended, Words] = {
    Ended.DEEPEST: Words(True, "Arrived.", "", "Arrives.", "rests higher"),  # not there: others came lower
    Ended.HIGHER: Words(
        False,
        "At rest in a valley that is not the deepest.",
        "All around it the ground goes up, and downhill is all a slope can tell.",
        "In a valley, not the deepest.",
        "rests in another valley",
    ),
    Ended.LEVEL: Words(
        False,
        "Stopped on level ground that is no valley.",
        "Lower ground is close by, but where the slope is 0 there is no step.",
        "Stops on level ground.",
        "stopped on level ground",
    ),
    Ended.FLAT: Words(
        False,
        "On flat ground.",
        "There is next to no slope to go by.",
        "On flat ground.",
        "on flat ground",
    ),
    Ended.CORNER: Words(
        None,
        "At a corner.",
        "The slope does not fade there but jumps from down to up, so steps get no shorter by themselves.",
        "At a corner.",
        "at a corner",
    ),
    Ended.OUTSIDE: Words(
        False,
        "Left the ground.",
        "On its way it met a place where the function has no value or jumps.",
        "Leaves the ground.",
        "left the ground",
    ),
    Ended.INFINITY: Words(False, "Diverges.", "It gets farther and farther away.", "Leaves for good.", "diverges"),
    Ended.BOTTOMLESS: Words(
        False,
        "There is no bottom.",
        "From where it is the ground goes down forever.",
        "Down without end.",
        "falls forever",
    ),
    Ended.UNDEFINED: Words(
        False, "Nowhere to start.", "There is no value or no slope at the start.", "No value at the start.", "no start"
    ),
}
HOVERS_HIGHER = ENDED[Ended.HIGHER]._replace(
    head="In a valley that is not the deepest.", race="stays in another valley"
)  # HIGHER, of a walk that never rests
WHILE_IT_SHRINKS = ENDED[Ended.INFINITY]._replace(
    detail="So far it gets farther and farther away; η shrinks, so it may yet turn back.",
    short="Leaves, so far.",
)  # INFINITY, of a walk that still has numbers, and whose rate shrinks
ABOUT_CORNER = ENDED[Ended.CORNER]._replace(
    head="Back and forth over a corner.", short="Back and forth over a corner.", race="hops about a corner"
)  # CORNER, of a walk that hops or overshoots there
SETTLED = Words(None, "The loss no longer changes.", "", "No longer changes.", "no longer changes")  # LEVEL, not placed
HARDLY_CHANGES = Words(
    None, "Hardly changes anymore.", "", "Hardly changes anymore.", "hardly changes"
)  # crawling, not placed
DEAD = Words(False, "Its units are dead.", "Nothing it learns gets past them.", "Dead units.", "dead units")  # FLAT
UNFINISHED: dict[str, Words] = {  # the first that holds tells of a walk that has ended nowhere yet
    "hopping": Words(False, "Bounces forever.", "", "Bounces forever.", "bounces"),
    "wandering": Words(False, "Wanders.", "It jumps about without settling or leaving.", "Wanders.", "wanders"),
    "hovering": Words(None, "Hovers.", "", "Never comes to rest.", "hovers"),
    "faded": Words(
        False, "Stopped on a slope.", "Its steps have shrunk to nothing before it was down.", "Fades out.", "faded out"
    ),
    "crawling": Words(None, "Crawls.", "", "Crawls.", "crawls"),
    "patience": Words(False, "Gave up on the way.", "", "Gives up.", "gave up"),
    "overshooting": Words(None, "Overshoots.", "", "Over it, back and forth.", "zigzags"),
    "thrown": Words(None, "Thrown off its way.", "", "Thrown far off.", "thrown off"),
    "budget": Words(None, "Still on its way down.", "", "Still on its way down.", "on its way"),
    "climbing": Words(None, "Not there yet.", "", "Not there yet.", "not there yet"),
    "": Words(None, "Not there yet.", "", "Not there yet.", "not there yet"),
}
