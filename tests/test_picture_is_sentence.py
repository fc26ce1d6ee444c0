"""Picture = sentence: every number in a step's sentence and in a verdict is the one that the chart beside it draws.

A page is opened with a random record; what its charts are given to draw and what its sentences are made of are both
caught on their way to the browser.  From the first every number of the second is worked out again.

Charts have their numbers in single precision: a number agrees if it is the one printed, as far as that can be known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
import pytest
from number_cases import read
from visit import Visit, visit

from gdengine.analysis.ratios import SIZE_NAMES, sized
from gdengine.analysis.step_words import FALL_WORDS, LENGTH_WORDS, SLOPE_WORDS
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from pages.charts.kit.numbers import number
from pages.charts.kit.spec import Picture
from pages.ui.parts.tables import DECIMAL_BITS, FEWEST_DECIMALS, NOT_FINITE_CODE, Coded, Table
from tests.random_records import COUNT, records, told

PAGES = {  # page: its records, the view, the chart of values, the chart of places and the names of their coordinates
    "slope_explorer": (SlopeExplorer, "descend", "value", "curve", ("x",)),
    "misty_mountain": (MistyMountain, "descend", "height", "map", ("x", "y")),
    "regression": (Regression, "descend", "loss", "bowl", ("x", "y")),
    "sine_mlp": (SineMLP, "train", "loss", "", ()),
}
RECORDS = 300 if COUNT > 300 else max(COUNT // 25, 4)  # a page: a few in an ordinary run
DRAWN_FROM = 40  # so many records are drawn for one of a page, at most
NUMBER = r"(−?(?:∞|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d[\d\u202f]*(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?))"
LARGEST_SINGLE = 3e38
MILLIONTH = 1e-6  # of where a walk began: what is smaller is told as 0
SINGLE = 2.0**-23  # of a number: how far one of single precision may be off
SMALLEST_SINGLE = 2.0**-149  # below 10⁻³⁸ it has ever fewer digits, and is off by so much


class Seen(NamedTuple):
    """A page as it is drawn: what stands in its charts, and in its sentences."""

    name: str
    visit: Visit
    part: dict[str, Any]  # the data of the sentence's part
    value: np.ndarray  # (K,) drawn
    place: np.ndarray  # (K, D) drawn; without columns where none is
    slope: np.ndarray  # (K, D) drawn, or without columns
    step: np.ndarray  # (K,)

    def sentences(self) -> list[str]:
        """What is told of the member in force, row by row."""
        return [*said(self.part, len(self.part["which"]) - 1)]

    def others(self) -> Iterator[tuple[int, list[str], np.ndarray]]:
        """Of every other member: its index, its sentences, its values at the rows told."""
        _, _, values, *_ = PAGES[self.visit.page]
        if len(self.part["which"]) > 1:
            path = self.visit.pictures[values].data["path"].frame()
            for m in range(len(self.part["which"]) - 1):
                yield m, [*said(self.part, m)], path[f"v{m}"].to_numpy(float)


def listed(table: Table) -> list[list[float | None]]:
    """The rows of a table as the browser reads them (``folding.js``)."""
    if not isinstance(table, Coded):
        return table
    decimals = (table.codes & ((1 << DECIMAL_BITS) - 1)) + FEWEST_DECIMALS
    numbers = (table.codes >> DECIMAL_BITS) / 10.0**decimals
    return np.where(table.codes == NOT_FINITE_CODE, None, numbers).tolist()


def said(part: dict[str, Any], member: int) -> Iterator[str]:
    numbers = [row for table in part["numbers"] for row in listed(table)]
    for letter, change in zip(part["which"][member], numbers[member]):
        yield part["templates"][part["letters"].index(letter)].replace("{change}", number(change))


def seen(page: str) -> Iterator[Seen]:
    """The page with random records of its own."""
    kind, view, *_ = PAGES[page]
    mine = (record for record in records(RECORDS * DRAWN_FROM, seed=23) if isinstance(record, kind))
    for _, record in zip(range(RECORDS), mine):
        link = {name: knob.write(getattr(record, name)) for name, knob in type(record).knobs().items()}
        with mock.patch("pages.ui.parts.telling._telling") as shown:
            drawn = visit(page, lens=view, **link)
        assert drawn.wrong == [], told(record)
        yield _seen(f"{page} {told(record)}", drawn, shown.call_args.kwargs["data"])


def _seen(name: str, drawn: Visit, part: dict[str, Any]) -> Seen:
    _, _, values, places, letters = PAGES[drawn.page]
    if not places:
        runs = drawn.pictures[values].data["runs"].frame()
        mine = runs[runs["name"] == runs["name"].iloc[0]]
        empty = np.empty((len(mine), 0))
        return Seen(name, drawn, part, mine["y"].to_numpy(float), empty, empty, mine["step"].to_numpy())
    rows, ground = drawn.pictures[values].data["every"].frame(), _named(drawn, places).data["every"].frame()
    place = ground[[f"home_{letter}" for letter in letters]].to_numpy(float)
    slopes = [name for letter in letters if (name := f"home_g{letter}") in ground]
    value = rows["home_v"].to_numpy(float)
    return Seen(name, drawn, part, value, place, ground[slopes].to_numpy(float), rows["step"].to_numpy())


def _named(drawn: Visit, chart: str) -> Picture:
    """The chart of this name, or of the one that it has in other units."""
    return next(picture for name, picture in drawn.pictures.items() if name == chart or name.startswith(f"{chart}_"))


# ---- reading


def agrees(text: str, drawn: float, off: float) -> bool:
    """Whether the text is how a number is written that is as good as the one drawn, which may be ``off`` by so much."""
    if not np.isfinite(drawn) or abs(read(text)) > LARGEST_SINGLE:
        return True  # beyond what single precision holds
    off = max(off, SMALLEST_SINGLE)
    if text in {number(drawn - off), number(drawn), number(drawn + off)}:
        return True
    low, high = sorted((drawn - off, drawn + off))
    return low <= read(text) <= high


def unfit(page: Seen) -> Iterator[str]:
    """The sentences with a number that the charts do not have."""
    value, texts = page.value, page.sentences()
    for row, text in enumerate(texts):
        changes = [*re.findall(rf"(?:by|By) {NUMBER}[.:,]", text)]
        if row and changes:
            off = 4 * SINGLE * np.abs(value[row - 1 : row + 1]).max()
            if not agrees(changes[0], abs(value[row] - value[row - 1]), off):
                yield f"row {row}: {text} · {value[row - 1 : row + 1]}"
    start = re.search(rf" is {NUMBER} at the start", texts[0])
    if start and not agrees(start[1], value[0], SINGLE * abs(value[0])):
        yield f"{texts[0]} · {value[0]}"


def unlike(page: Seen) -> Iterator[str]:
    """The sentences whose next step, or whose fall, is not in the ratio that is told."""
    with np.errstate(all="ignore"):
        length = np.linalg.norm(np.diff(page.place, axis=0, prepend=np.nan), axis=1)
        away = 8 * SINGLE * np.abs(page.place).max(axis=1, initial=0)  # how far single precision moves a step's end
        fall = np.append(np.nan, -np.diff(page.value))
    for row, text in enumerate(page.sentences()[: len(page.value) - 1]):  # the bar goes no farther than the picture
        for words, numbers in ((LENGTH_WORDS, length), (FALL_WORDS, fall)):
            named = [k for k in range(len(SIZE_NAMES)) if _names(text, k, words)]
            now, after = (row, row + 1) if words is LENGTH_WORDS else (row - 1, row)
            blur = away[row] if words is LENGTH_WORDS else 8 * SINGLE * abs(page.value[row])
            if named and not any(_near(k, numbers[now], numbers[after], blur) for k in named):
                yield f"row {row}: {text} · {numbers[after] / numbers[now]}"


def _names(text: str, size: int, words: tuple[str, str, str]) -> bool:
    said_so = {LENGTH_WORDS: "next step will be (?:about )?{}\\.", FALL_WORDS: ", (?:about )?{} (?:as|than) in"}[words]
    return bool(re.search(said_so.format(re.escape(sized(size, words))), text))


def _near(size: int, now: float, after: float, blur: float) -> bool:
    """Whether the ratio of two lengths, each known to within ``blur``, can be nearest to this size."""
    if not (np.isfinite(now) and np.isfinite(after)):
        return True
    nominal = np.log([each.ratio for each in SIZE_NAMES])
    low, high = max(after - blur, 1e-300) / (now + blur), (after + blur) / max(now - blur, 1e-300)
    below = nominal[size] - (np.diff(nominal)[size - 1] / 2 if size else np.inf)
    above = nominal[size] + (np.diff(nominal)[size] / 2 if size < len(nominal) - 1 else np.inf)
    return bool(np.log(low) <= above + 1e-9 and np.log(high) >= below - 1e-9)


def openings(page: Seen) -> Iterator[str]:
    """The first sentence: its slope and the length of the first step are those drawn."""
    text = page.sentences()[0]
    length = re.search(rf"first step will be {NUMBER} long", text)
    if length and page.place.shape[1]:
        drawn, off = np.linalg.norm(page.place[1] - page.place[0]), 8 * SINGLE * np.abs(page.place[:2]).max()
        if not agrees(length[1], drawn, off):
            yield f"{text} · {drawn}"
    slope = re.search(rf"slope(?: of the loss)? is {NUMBER}: times", text)
    if slope and page.slope.shape[1]:
        drawn = page.slope[0, 0] if page.slope.shape[1] == 1 else np.linalg.norm(page.slope[0])
        if not agrees(slope[1], float(drawn), 2 * SINGLE * abs(drawn)):
            yield f"{text} · {drawn}"


# ---- the verdict


def end(page: Seen) -> int:
    """The last row with a number."""
    return int(np.flatnonzero(np.isfinite(page.value))[-1])


def went(page: Seen, first: str, last: str, steps: str) -> bool:
    value, off = page.value, SINGLE * np.abs(page.value[[0, end(page)]])
    nothing = last == "0" and abs(value[end(page)]) <= MILLIONTH * abs(value[0]) + off[1]
    shown = agrees(first, value[0], off[0]) and (nothing or agrees(last, value[end(page)], off[1]))
    return shown and read(steps.replace(",", "")) <= page.step[-1]


def climbed(page: Seen, climb: str) -> bool:
    value = page.value[: end(page) + 1]
    drawn = float((value - np.minimum.accumulate(value)).max())
    return agrees(climb, drawn, 4 * SINGLE * np.abs(value).max())


def threw(page: Seen, step: str) -> bool:
    rise = np.diff(page.value[: end(page) + 1])
    return bool(np.isclose(rise[np.searchsorted(page.step, read(step.replace(",", ""))) - 1], rise.max()))


def stays(page: Seen, height: str) -> bool:
    return agrees(height, page.value[end(page)], SINGLE * abs(page.value[end(page)]))


def rounds(page: Seen, places: str, apart: str) -> bool:
    last = page.place[end(page) - int(places) : end(page) + 1]
    return agrees(apart, float(np.linalg.norm(last - last[-1], axis=1).max()), 8 * SINGLE * np.abs(last).max())


VERDICTS: tuple[tuple[str, Callable[..., bool]], ...] = (
    ("went from # to # in (.*?) (?:step|epoch)s?", went),
    ("climbed by #", climbed),
    ("(?:Step|Epoch) (.*?) threw", threw),
    ("never moved from its start, where .* is #", stays),
    (" is # at the start and after", stays),
    ("a round of (\\d+) places, at most # apart", rounds),
)


def unfounded(page: Seen) -> Iterator[str]:
    """The numbers of the verdict that the charts do not have."""
    verdict = page.part["verdicts"][-1]
    for pattern, holds in VERDICTS:
        found = re.search(pattern.replace("#", NUMBER), verdict["rest"])
        if found and not holds(page, *found.groups()):
            yield f"{found[0]}: {verdict['rest']}"


@pytest.mark.parametrize("page", PAGES)
def test_every_number_told_is_drawn(page: str) -> None:
    faults, count = [], 0
    for drawn in seen(page):
        count += 1
        wrong = [*unfit(drawn), *unlike(drawn), *openings(drawn), *unfounded(drawn), *of_others(drawn)]
        faults += [f"{fault} · {drawn.name}" for fault in wrong[:5]]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:40])
    assert count == RECORDS


def of_others(page: Seen) -> Iterator[str]:
    """Of the other members, where two rows that are neighbors are drawn."""
    rows = np.array(page.part["rows"])
    for member, texts, value in page.others():
        for k in np.flatnonzero(np.diff(rows) == 1) + 1:
            changes = re.findall(rf"by {NUMBER}[.:,]", texts[k])
            off = 4 * SINGLE * np.abs(value[k - 1 : k + 1]).max()
            if changes and not agrees(changes[0], abs(value[k] - value[k - 1]), off):
                yield f"member {member}, row {rows[k]}: {texts[k]} · {value[k - 1 : k + 1]}"


def test_a_number_that_is_not_drawn_is_seen() -> None:
    """The same with a wrong number in the sentence, in the ratio and in the verdict."""
    page = next(each for each in seen("slope_explorer") if any("next step" in text for text in each.sentences()))
    doubled = page._replace(value=2 * page.value + 1)
    assert [*unfit(doubled)]
    assert [*unfounded(doubled)]
    assert [*openings(page._replace(place=2 * page.place))]
    assert [*unlike(page._replace(place=page.place**3))]


def test_numbers_are_read_as_they_are_written() -> None:
    for value in (0.0, 0.333, -3.0, 268370.4, 1.2e-5, 1e20, -1e20, 10.0, 110.0, 1010.0, np.inf, 5e-324, 0.00010):
        assert number(read(number(value))) == number(value)
    assert {*SLOPE_WORDS} & {*LENGTH_WORDS} == set()


def test_numbers_too_small_for_single_precision_are_drawn_as_nothing() -> None:
    assert agrees("2.15·10⁻⁴⁵", 1.4e-45, 0.0)
    assert agrees("6.2·10⁻¹⁷⁸", 0.0, 0.0)
    assert not agrees("6.2·10⁻¹⁷⁸", 1e-30, 0.0)
    assert not agrees("6.2·10⁻⁸", 0.0, 0.0)
