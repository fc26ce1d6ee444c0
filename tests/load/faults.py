"""What goes wrong in a class: pages are loaded anew, networks are lost, students leave, servers die.

Afterwards a page must be what it was.  Its address is its whole state, so of any page it can be asked whether it holds
what its address says; and of one that nobody touched meanwhile, whether address, widgets and pictures are the same.
What belongs to the visit alone, a guess for example, may be gone with the visit: then the page has other buttons, and
its pictures are not compared.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from websockets.exceptions import WebSocketException

from gdengine.experiments.knobs import Knob
from pages.ui.permalink import PRESET, VIEW, Standing, read
from pages.ui.titles import say_choice
from tests.load import student as at
from tests.load.deeds import PAGES
from tests.load.hosting import Hosted
from tests.load.student import Answer, Student, key_of

LOST = (OSError, WebSocketException)  # raised where the network or the server is gone
AWAY_SECONDS = (0.5, 2.0)  # for which the network is gone
# After a deed was asked for, the network is lost within so many: at once, or while the answer comes.
INTO_SECONDS = (0.002, 0.2)


class Stand(NamedTuple):
    """A page as it stands before a student."""

    session: str
    page: str
    query: str
    keys: frozenset[str]  # of all its widgets
    held: dict[str, Any]  # what those hold that can be set, by key
    pictures: dict[str, Any]  # the messages of its charts and parts


def stand(student: Student) -> Stand:
    widgets = student.widgets.values()
    settable = [widget for widget in widgets if widget.id in student.held and widget.kind != at.CHART]
    pictures = {widget.key: widget.element for widget in widgets if widget.kind == at.PART}
    pictures |= {f"chart {number}": chart for number, chart in enumerate(student.charts, 1)}
    keys = frozenset(widget.key for widget in widgets)
    held = {widget.key: student.held[widget.id][1] for widget in settable}
    return Stand(student.session, student.page, student.query, keys, held, pictures)


def says(page: str, query: str) -> Standing:
    """The settings that an address means."""
    return read(PAGES[page], dict(parse_qsl(query, keep_blank_values=True)))[0]


def changes(before: Stand, after: Stand) -> list[str]:
    """A sentence for everything that is not as it was."""
    wrong = []
    if (after.page, says(after.page, after.query)) != (before.page, says(before.page, before.query)):
        wrong.append(f"the address is {after.page}?{after.query}, and was {before.page}?{before.query}")
    for key in sorted(before.held.keys() & after.held.keys()):
        if after.held[key] != before.held[key]:
            wrong.append(f"{key} holds {after.held[key]!r}, and held {before.held[key]!r}")
    if after.keys == before.keys:
        wrong += [f"{name} is another" for name, shown in before.pictures.items() if after.pictures.get(name) != shown]
    elif after.session == before.session:
        wrong.append(f"other widgets are there: {', '.join(sorted(after.keys ^ before.keys))}")
    return wrong


def unlike_address(now: Stand) -> list[str]:
    """A sentence for every widget on the page that does not show what its address says."""
    standing, page = says(now.page, now.query), PAGES[now.page]
    titles = {PRESET: standing.preset.title, VIEW: page.views[standing.view].title}
    wrong = []
    for key, held in now.held.items():
        name = key.partition(".")[2]
        if name in titles:
            shown = held in (titles[name], [titles[name]])
        elif name in page.knobs():
            shown = _shows(held, page.knobs()[name], standing.values[name])
        else:
            continue
        if not shown:
            wrong.append(f"{key} holds {held!r}, and the address says {now.query!r}")
    return wrong


def _shows(held: Any, knob: Knob, value: Any) -> bool:
    """Whether what a knob's widget holds is this value: a choice is held as it is called."""
    if knob.kind is bool:
        return bool(held == value)
    if knob.choices:
        return held in (say_choice(value), [say_choice(value)])
    with contextlib.suppress(ValueError):  # a box that holds no number
        return bool(knob.accept(held) == value)
    return False


async def reload(student: Student) -> tuple[Answer, list[str]]:
    """The page is loaded anew; the answer, and what is not as it was."""
    before = stand(student)
    answer = await student.reload()
    after = stand(student)
    return answer, [*changes(before, after), *unlike_address(after)]


async def lose_network(student: Student, rng: random.Random) -> tuple[Answer, list[str]]:
    """The network is gone while nothing is asked for, and comes back; the answer, and what is not as it was."""
    before = stand(student)
    student.lose()
    await asyncio.sleep(rng.uniform(*AWAY_SECONDS))
    answer = await student.come_back()
    after = stand(student)
    wrong = [] if after.session == before.session else ["the visit is another"]
    return answer, [*wrong, *changes(before, after), *unlike_address(after)]


async def lose_answer(
    student: Student, rng: random.Random, do: Callable[[], Awaitable[Answer]]
) -> tuple[Answer, list[str]]:
    """The network is gone before a deed is answered.  What was set is set all the same, unless it never arrived."""
    before = stand(student)
    deed = asyncio.ensure_future(do())
    await asyncio.wait([deed], timeout=rng.choice((INTO_SECONDS[0], rng.uniform(*INTO_SECONDS))))
    held = {key_of(name): value for name, (_, value) in student.held.items()}
    touched = {key: held[key] for key, value in before.held.items() if held.get(key, value) != value}
    page = student.page
    student.lose()
    with contextlib.suppress(*LOST):
        await deed
    await asyncio.sleep(rng.uniform(*AWAY_SECONDS))
    answer = await student.come_back()
    wrong = await student.settle()
    after = stand(student)
    if (after.session, after.page) != (before.session, page):
        wrong.append("the visit is another, or the page")
    for key, value in touched.items():
        if after.held.get(key, value) != value:
            wrong.append(f"{key} holds {after.held[key]!r}, and was set to {value!r}")
    return answer, [*wrong, *unlike_address(after)]


@dataclass
class Outage:
    """The end of a server in the middle of the lesson, and how the class comes back from it."""

    began: float | None = None
    lost: int = 0  # students who noticed
    back: list[float] = field(default_factory=list)  # seconds after which each of them had a page again

    async def strike(self, hosted: Hosted) -> None:
        """Kill a server; the only one is started again, of two the other has to do."""
        self.began = time.perf_counter()
        hosted.servers[0].kill()
        if len(hosted.servers) == 1:
            await asyncio.to_thread(hosted.servers[0].start)

    async def return_from(self, student: Student, before: Stand) -> tuple[Answer, list[str]]:
        """A student comes back by themselves; the answer, and what is not as it was when the server was last heard."""
        assert self.began is not None, "nothing has been lost"
        self.lost += 1
        now = stand(student)
        answer = await student.persist()
        self.back.append(time.perf_counter() - self.began)
        after = stand(student)
        if now == before:
            return answer, [*changes(before, after), *unlike_address(after)]
        wrong = unlike_address(after)  # something was asked for and not answered: the address alone is sure
        if (now.page, says(now.page, now.query)) != (after.page, says(after.page, after.query)):
            wrong.append(f"the address is {after.page}?{after.query}, and was {now.page}?{now.query}")
        return answer, wrong
