"""What the tests of the classic experiments share: a preset's run, and numbers as they are printed in a book."""

import dataclasses
from functools import cache

from gdengine.experiments.presets import PRESETS


@cache
def path(name, **changes):
    """The only run of a preset, perhaps with some knobs set otherwise."""
    (run,) = dataclasses.replace(PRESETS[name].record, **changes).run().values()
    return run


def printed(value, text):
    """Whether a number rounds to what is printed: as many decimals as ``text`` has."""
    return f"{value:.{len(text.partition('.')[2])}f}" == text
