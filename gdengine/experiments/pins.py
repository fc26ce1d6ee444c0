"""``Pins``: the network page's view of trainings that are set aside, to be compared with those that follow.

A pinned training is nothing but its settings, so it travels in the link: a network is trained again, to the same bit.
"""

from __future__ import annotations

import dataclasses
from typing import final

from gdengine.core import Trajectory
from gdengine.experiments.knobs import Codec, knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.scripts import rule_code
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.training_script import data_code, start_code, training_code

MOST_PINS = 3
LONGEST_PINS = 600  # characters
WORD_SEPARATOR = "~"  # between the names and values of a pin; two of them between pins
PIN_SEPARATOR = 2 * WORD_SEPARATOR


def write_pin(record: SineMLP) -> str:
    """What a record differs in from one as it is born, as a link says it; its activation always."""
    born, said = SineMLP(), []
    for name, spec in record.knobs().items():
        value = getattr(record, name)
        if name == "activation" or (name != "versus" and value != getattr(born, name)):
            said += [name, spec.write(value)]
    return WORD_SEPARATOR.join(said)


def read_pin(text: str) -> SineMLP:
    """The record that a pin says.  ValueError, with a sentence, if it says none."""
    words = text.split(WORD_SEPARATOR)
    settings = dict(zip(words[::2], words[1::2]))
    if len(words) % 2 or not settings.keys() <= SineMLP.knobs().keys():
        raise ValueError(f"it is a list of knobs and their settings, and “{text[:20]}” is none")
    record, complaints = SineMLP.read(settings)
    if complaints:
        raise ValueError(complaints[0])
    return dataclasses.replace(record.settled()[0], versus="none")


def _pins(text: str) -> list[str]:
    return [pin for pin in text.split(PIN_SEPARATOR) if pin]


def _check(text: str) -> None:
    if len(_pins(text)) > MOST_PINS:
        raise ValueError(f"at most {MOST_PINS} trainings are pinned")
    for pin in _pins(text):
        read_pin(pin)


def _again(pin: SineMLP, letter: str) -> str:
    """The lines of a script that train what is pinned, after another training."""
    rule = f"optimizer = {rule_code(pin)}"
    training = training_code(pin, f'"pinned {letter}"', f'"{pin.activation}"')
    return "".join(f"{line}\n" for line in (*data_code(pin), start_code(pin), rule, *training))


@final
@dataclasses.dataclass(frozen=True)
class Pins(ViewRecord):
    """The trainings that are pinned."""

    pinned: str = knob(
        "",
        "Pinned trainings",
        codec=Codec(LONGEST_PINS, check=_check),
        advanced=True,
        help="Settings of trainings that are drawn beside this one.",
        group="view",
    )

    def records(self) -> dict[str, SineMLP]:
        """The pinned trainings by their letters: A, B, C."""
        return {chr(ord("A") + k): read_pin(pin) for k, pin in enumerate(_pins(self.pinned))}

    def room(self, record: SineMLP) -> bool:
        """Whether this training can be pinned, too."""
        pins = [*_pins(self.pinned), write_pin(record)]
        return len(pins) == len(set(pins)) <= MOST_PINS and len(PIN_SEPARATOR.join(pins)) <= LONGEST_PINS

    def pinning(self, record: SineMLP) -> Pins:
        """With this training pinned, too.  ValueError where there is no room for it."""
        if not self.room(record):
            raise ValueError("there is no room for another pinned training, or it is pinned already")
        return Pins(PIN_SEPARATOR.join([*_pins(self.pinned), write_pin(record)]))

    def runs(self, record: SineMLP) -> dict[str, Trajectory]:
        pinned = {f"pinned {letter}": next(iter(pin.run().values())) for letter, pin in self.records().items()}
        return record.run() | pinned

    def code(self, record: SineMLP) -> str:
        """The script of every training that is drawn: of the page's own, then of those that are pinned."""
        return "\n".join([record.code(), *(_again(pin, letter) for letter, pin in self.records().items())])
