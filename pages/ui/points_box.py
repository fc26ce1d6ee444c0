"""The learner's own points: a table to edit, text to paste, or a file; and what of it was left out.

What the columns are called is told on the axes, and forgotten after the visit.  A link carries as many points as
``points.MOST_POINTS``.  More are held for the visit, and the box says that the link does not carry them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from gdengine.data import points as texts
from gdengine.experiments.chosen_points import OWN_POINTS
from pages.charts.kit.numbers import counted
from pages.ui import address
from pages.ui.keys import VISIT, key
from pages.ui.points_file import FilePoints, points_of
from pages.ui.table_file import TableFile, read_table
from pages.ui.titles import plain
from pages.ui.touched import drawn, touched

if TYPE_CHECKING:
    from pages.ui.page import Page
    from pages.ui.permalink import Standing

FILE_TYPES = ["csv", "tsv", "txt", "dat"]
LARGEST_MEGABYTES = 3  # of a file
UNNAMED = ("x", "y")
MADE_UP_NAME = re.compile(r"column \d+( \(\d+\))?|row")
NAMED_SETS_KEPT = 20  # sets of points whose names are kept: Back may lead to each of them
MOST_POINTS_HELD = 200_000  # of all sets that a visit has brought and Back may lead to, 16 bytes each
EXAMPLE_LINES = "x;y\n0;1,2\n1;2,9"


def names_of(text: str) -> tuple[str, str]:
    """What the two columns are called that these points were read from in this visit; x and y where nobody knows."""
    return st.session_state.get(key(VISIT, "point_names"), {}).get(text, UNNAMED)


def name_points(text: str, names: tuple[str, str]) -> None:
    """These points are called so, as long as the visit lasts; names that were made up here are none."""
    if names == UNNAMED or any(map(MADE_UP_NAME.fullmatch, names)):
        return
    known = {**st.session_state.get(key(VISIT, "point_names"), {}), text: names}
    st.session_state[key(VISIT, "point_names")] = dict([*known.items()][-NAMED_SETS_KEPT:])


def ask_points(page: Page, now: Standing) -> None:
    """The box for the learner's own points."""
    _forget_others(page, now)
    _edit(page, now)
    pasted, file = _box(page, "pasted"), _box(page, "file")
    st.text_area(
        "Paste points",
        key=pasted,
        placeholder=EXAMPLE_LINES,
        on_change=touched(pasted, _pasted),
        args=(page, now),
        help="Rows of numbers, as a spreadsheet or a file has them: with commas, semicolons, tabs, decimal commas.",
    )
    drawn(pasted)
    st.file_uploader(
        "Or a file",
        type=FILE_TYPES,
        key=file,
        on_change=touched(file, _uploaded),
        args=(page, now),
        max_upload_size=LARGEST_MEGABYTES,
    )
    drawn(file)
    _columns(page, now)
    _say(page, now)


def _edit(page: Page, now: Standing) -> None:
    """The table, as long as a link carries it; a new one for every other set of points."""
    text = now.values["xy"]
    if texts.HELD_POINTS.fullmatch(text):
        return
    x, y = texts.read(text)
    mine = key(page.name, "table", text)
    how: dict[str, Any] = {"num_rows": "dynamic", "hide_index": True, "args": (page, mine, text)}
    st.data_editor(pd.DataFrame({"x": x, "y": y}), key=mine, on_change=touched(mine, _edited), **how)
    drawn(mine)


def _edited(page: Page, mine: str, text: str) -> None:
    """The table after an edit: rows with a gap in them wait until they are whole."""
    table = pd.DataFrame(dict(zip("xy", texts.read(text)))).astype(float)
    edit = st.session_state[mine]
    for row, cells in edit["edited_rows"].items():
        for column, value in cells.items():
            table.loc[int(row), column] = np.nan if value is None else float(value)
    table = table.drop(index=edit["deleted_rows"])
    added = pd.DataFrame(edit["added_rows"], columns=["x", "y"], dtype=float)
    whole = pd.concat([table, added] if len(added) else [table]).dropna()
    _take(page, whole["x"].to_numpy(), whole["y"].to_numpy(), names=names_of(text))


def _pasted(page: Page, now: Standing) -> None:
    _empty(page, "file")  # the points are no longer those of the file
    _read(page, now, st.session_state[_box(page, "pasted")].encode())


def _uploaded(page: Page, now: Standing) -> None:
    file = st.session_state[_box(page, "file")]
    if file is not None:
        _empty(page, "pasted")  # nor those that were pasted
        _read(page, now, file.getvalue())


def _box(page: Page, name: str) -> str:
    """The key of the box for a text, or for a file: after every emptying it is a new one, which holds nothing."""
    return key(page.name, name, str(st.session_state.get(key(page.name, name, "emptied"), 0)))


def _empty(page: Page, name: str) -> None:
    counted_under = key(page.name, name, "emptied")
    st.session_state[counted_under] = st.session_state.get(counted_under, 0) + 1


def _forget_others(page: Page, now: Standing) -> None:
    """What was read, and what was said of it, is about the points that came of it: not those after Back, or an edit."""
    if st.session_state.get(key(page.name, "points_read")) in (None, now.values["xy"]):
        return
    for name in ("points_read", "read", "found"):
        st.session_state.pop(key(page.name, name), None)
    _empty(page, "pasted")
    _empty(page, "file")


def _read(page: Page, now: Standing, data: bytes) -> None:
    """A table that was pasted or read: kept, so that other columns can be chosen."""
    table = read_table(data)
    st.session_state[key(page.name, "read")] = table
    _use(page, now, points_of(table))


def _columns(page: Page, now: Standing) -> None:
    """Which two columns are x and y, where there is a choice."""
    table: TableFile | None = st.session_state.get(key(page.name, "read"))
    found: FilePoints | None = st.session_state.get(key(page.name, "found"))
    if table is None or found is None or len(table.choices()) < 2:
        return
    for place, name, chosen in zip(st.columns(2), "xy", (found.x_name, found.y_name)):
        options = table.choices()
        how: dict[str, Any] = {"index": options.index(chosen) if chosen in options else 0, "args": (page, now)}
        mine = key(page.name, "column", name, chosen)
        place.selectbox(f"{name} is", options, key=mine, on_change=touched(mine, _choose), **how)
        drawn(mine)


def _choose(page: Page, now: Standing) -> None:
    """Two other columns."""
    found: FilePoints = st.session_state[key(page.name, "found")]
    table: TableFile = st.session_state[key(page.name, "read")]
    names = [st.session_state[key(page.name, "column", name, chosen)]
             for name, chosen in zip("xy", (found.x_name, found.y_name))]  # fmt: skip
    _use(page, now, points_of(table, *names))


def _use(page: Page, now: Standing, found: FilePoints) -> None:
    st.session_state[key(page.name, "found")] = found
    if len(found.x):
        _take(page, found.x, found.y, now, (found.x_name, found.y_name))
    st.session_state[key(page.name, "points_read")] = address.standing(page).values["xy"]


def _take(
    page: Page,
    x: np.ndarray,
    y: np.ndarray,
    now: Standing | None = None,
    names: tuple[str, str] = UNNAMED,
) -> None:
    """These are the points now; of new ones (``now``) rate, scale and start are such as suit them."""
    if not len(x):
        return
    try:
        text = texts.write(x, y) if len(x) <= texts.MOST_POINTS else _held(page, x, y)
    except ValueError as error:
        st.session_state[key(page.name, "found")] = FilePoints(x, y, "", "", (f"{error}.",))
        return
    name_points(text, names)
    points = {"data": OWN_POINTS, "xy": text}
    address.put(page, points if now is None else points | dict(page.suits["data"](now.replace(points))))


def _held(page: Page, x: np.ndarray, y: np.ndarray) -> str:
    """The text under which more points than a link carries are held, for as long as the visit lasts or others come."""
    held = texts.hold(x, y)
    known: dict[str, texts.Held] = st.session_state.get(key(page.name, "more_points"), {})
    kept = [*(other for text, other in known.items() if text != held.text), held]
    while len(kept) > 1 and sum(len(each.x) for each in kept) > MOST_POINTS_HELD:
        del kept[0]  # Back leads no farther
    st.session_state[key(page.name, "more_points")] = {each.text: each for each in kept}
    return held.text


def _say(page: Page, now: Standing) -> None:
    """What was left out, and what the link does not carry."""
    found: FilePoints | None = st.session_state.get(key(page.name, "found"))
    for sentence in () if found is None else found.said:
        st.caption(f":material/rule: {plain(sentence)}")
    if match := texts.HELD_POINTS.fullmatch(now.values["xy"]):
        count = counted(int(match[1]), "point")
        st.caption(
            f":material/link_off: {count} are held for this visit. A link carries up to {texts.MOST_POINTS}, so it "
            "does not carry these."
        )
