"""Every picture of every experiment: valid, small, and with a spec that no run can change.

A view lives as long as its spec, the words for screen readers and the names of its data stay the same (the browser
compares exactly these); then new data are swapped in place.  So the pages are visited and what they draw is compared.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qsl

import numpy as np
import pytest
from altair.vegalite.v6.schema.core import load_schema
from browser import some
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from streamlit.dataframe_util import convert_arrow_table_to_arrow_bytes
from visit import PAGES, guess_of, opened

from gdengine import PRESETS
from gdengine.experiments import Hike, MistyMountain
from gdengine.experiments.presets import presets_of
from pages.charts.kit import spec
from pages.charts.kit.spec import Picture
from pages.ui import permalink

ASKED = [f"{name} asked" for name in PRESETS if guess_of(name)[0]]  # as it opens where one learns, before the guess
ASKED_BY_DAY = ["A8 asked", "B5 asked", "C7 asked", "C2h asked", "C6o asked"]
CHOSEN = [  # what may be chosen in a view, which no experiment needs to show
    f"{presets_of(page)[0]} lens={view}&{name}={choice}"
    for page in PAGES
    for view, shown in PAGES[page].views.items()
    for name, knob in (shown.own.knobs() if shown.own else {}).items()
    for choice in knob.choices
]
EVERY = pytest.mark.parametrize(
    "name", [*PRESETS, *some(ASKED, *ASKED_BY_DAY), *some(CHOSEN, "C3 lens=descend&beside=pulls")]
)
LAYERED = Draft7Validator({**load_schema(), "$ref": "#/definitions/TopLevelLayerSpec"})  # Altair's objects take longer
MOST_BYTES = 300_000  # of a page's data, as it travels
KINDS = {
    "activation",
    "versus",
    "lens",
    "beside",
    "below",
    "log",
    "predict",
    "scale",
    "unit",
    "data",
}  # knobs that decide which pictures there are
KNOBS = [(name, knob) for name, page in PAGES.items() for knob in [*page.knobs(), "lens"]]


def drawn(page, *link) -> dict[str, Picture]:
    """The pictures of a page opened by a link."""
    seen = opened(page, *link)
    assert seen.wrong == []
    return seen.pictures


def pictures(name):
    preset, _, asked = name.partition(" ")
    return drawn(
        PRESETS[preset].page, ("preset", preset), *(parse_qsl(asked) or ([("floor", "learn")] if asked else []))
    )


def skeleton(picture: Picture) -> str:
    """All that makes the browser build a new view when it changes, but for the words."""
    return json.dumps([picture.spec, list(picture.data)], sort_keys=True)


def rebuilt(before: dict[str, Picture], after: dict[str, Picture], words: bool = True) -> set[str]:
    """The keys of the pictures whose views would not live on; the ``words`` count, unless one says otherwise."""
    same = {
        key
        for key in before.keys() & after.keys()
        if skeleton(before[key]) == skeleton(after[key]) and (before[key].alt == after[key].alt or not words)
    }
    return (before.keys() | after.keys()) - same


# --- what is drawn ----------------------------------------------------------------------------------------------------


@EVERY
def test_every_experiment_has_pictures_with_words_and_data(name):
    assert pictures(name)
    for picture in pictures(name).values():
        assert len(picture.alt.split()) >= 5
        assert picture.alt.endswith(".")
        for table, frame in picture.data.items():
            assert len(frame) or table in ("minima", "field") or name in ASKED  # what is asked is in none


@EVERY
def test_specs_are_valid_vega_lite(name):
    for picture in pictures(name).values():
        _validate(skeleton(picture))


@cache
def _validate(text):
    spec, tables = json.loads(text)
    for parameter in spec["params"]:
        if "select" not in parameter:
            parameter.pop("on", None)  # handed on to Vega, which knows it; Vega-Lite's schema does not
    for layer in spec["layer"]:
        for encoded in layer.get("encoding", {}).values():
            if isinstance(encoded, dict) and isinstance((encoded.get("axis") or {}).get("title"), dict):
                encoded["axis"].pop("title")  # likewise
    assert best_match(LAYERED.iter_errors({**spec, "datasets": {table: [] for table in tables}})) is None


@EVERY
def test_every_axis_reads_as_a_sentence_does(name):
    """1000 and 10 000, not 1,000; 2, not 2.0.  Where a picture asks for no axis, or for a format, Vega has its own."""
    for picture in pictures(name).values():
        for channel in "xy":
            placed = [each[channel] for each in _encodings(picture.spec) if "field" in each.get(channel, {})]
            asked = [place["axis"] for place in placed if "axis" in place]
            assert asked or not placed, (picture.alt, channel)
            for axis in filter(None, asked):
                assert "split(format(" in axis["labelExpr"], (picture.alt, channel)
                assert "format" not in axis


@EVERY
def test_every_axis_says_what_it_counts(name):
    """With its title and its numbers, whatever stands under or beside it: on a tablet the same picture stands alone."""
    for picture in pictures(name).values():
        for channel in "xy":
            placed = [each[channel] for each in _encodings(picture.spec) if "field" in each.get(channel, {})]
            axes = [place["axis"] for place in placed if place.get("axis")]
            assert all(axis.get("labels", True) and axis.get("title", True) for axis in axes), (picture.alt, channel)
            titles = {place["title"] for place in placed if place.get("title")}
            assert titles or not placed or any("title" in axis for axis in axes) or _without(placed), (
                picture.alt,
                channel,
            )


def _without(placed):
    """Whether no axis is wanted."""
    return any("axis" in place and place["axis"] is None for place in placed)


@EVERY
def test_what_layers_say_alike_of_an_axis_is_said_once(name):
    """But for the ends of its scale, which are those of all layers together, and that an axis is not to be there."""
    for picture in pictures(name).values():
        for channel in "xy":
            placed = [each[channel] for each in _encodings(picture.spec) if each.get(channel, {}).get("scale")]
            assert all(place["scale"].keys() & {"domain", "domainMin"} for place in placed), (picture.alt, channel)
            for part in ("axis", "title"):
                said = [json.dumps(place[part]) for place in placed if place.get(part) is not None]
                assert len(said) == len(set(said)), (picture.alt, channel, part)


def _encodings(node) -> Iterator[dict]:
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict) and "encoding" in node:
        yield node["encoding"]
    for part in parts:
        yield from _encodings(part)


@EVERY
def test_a_spec_reads_only_tables_that_arrive(name):
    for picture in pictures(name).values():
        assert _tables(picture.spec) == {name for name, table in picture.data.items() if not table.apart}


def _tables(node) -> set[str]:
    """The names of the data a spec asks for."""
    if isinstance(node, list):
        return set().union(*map(_tables, node))
    if not isinstance(node, dict):
        return set()
    own = {node["data"]["name"]} if isinstance(node.get("data"), dict) and "name" in node["data"] else set()
    return own.union(*map(_tables, node.values()))


@EVERY
def test_columns_named_in_expressions_exist(name):
    """``['x' + r]`` needs x0 … x41, and the scales read the ends of every axis from ``view``."""
    for picture in pictures(name).values():
        text = json.dumps(picture.spec)
        for letter in re.findall(r"\['(\w+)' \+ r\]", text):
            columns = {f"{letter}{member}" for member in range(spec.RATES + 1)}
            assert any(columns <= {*frame} for frame in picture.data.values()), letter
        for column in re.findall(r"datum\.(home_\w+)", text):
            assert column in picture.data["every"].frame().columns
        for column in re.findall(r"data\('view'\)\[0\]\.(\w+)", text):
            assert column in picture.data["view"].frame().columns


# --- how much is sent -------------------------------------------------------------------------------------------------


@EVERY
def test_a_page_s_data_are_light(name):
    sizes = {
        (key, table): len(convert_arrow_table_to_arrow_bytes(frame.arrow()))
        for key, picture in pictures(name).items()
        for table, frame in picture.data.items()
    }
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@EVERY
def test_long_tables_are_narrow(name):
    for key, picture in pictures(name).items():
        for table, frame in picture.data.items():
            wide = [name for name, column in frame.items() if column.dtype.kind in "fiu" and column.itemsize > 4]
            assert len(frame) <= 25 or not wide, (key, table, wide)


@EVERY
def test_the_ends_of_scales_are_numbers_in_order(name):
    told = {key: picture.data["view"] for key, picture in pictures(name).items() if "view" in picture.data}
    for key, view in told.items():  # the others are as wide as what they show of a step
        ends = view.frame().iloc[0]
        assert np.isfinite(ends.to_numpy()).all(), key
        for scale in {column[:-3] for column in ends.index if column.endswith(("_lo", "_hi"))}:
            still = scale == "row" or (scale == "frame" and name in ASKED)  # nothing plays before the guess
            assert ends[f"{scale}_lo"] < ends[f"{scale}_hi"] or still, (key, scale)


def overwritten(node, told: frozenset[str]) -> list[str]:
    """The formulas, anywhere in a spec, that write into a field which they read, and follow what it is ``told``."""
    if isinstance(node, list):
        return [formula for part in node for formula in overwritten(part, told)]
    if not isinstance(node, dict):
        return []
    formula, field = str(node.get("calculate", "")), str(node.get("as", ""))
    itself = re.search(rf"datum\.{re.escape(field)}\b", formula) and told & {*re.findall(r"(?<![.\w])\w+", formula)}
    return [formula] * bool(itself) + overwritten([*node.values()], told)


def test_formulas_that_overwrite_are_found():
    def spec(formula: str) -> dict:
        return {"layer": [{"transform": [{"calculate": formula, "as": "x"}]}]}

    assert overwritten(spec("held[0] > 0 ? 1 : datum.x"), frozenset({"held"}))
    for fine in ("held[0] > 0 ? 1 : datum.x_0 + datum.y", "isFinite(datum.x) ? datum.x : null", "datum.held + datum.x"):
        assert not overwritten(spec(fine), frozenset({"held"}))


@EVERY
def test_no_formula_writes_over_what_it_reads(name):
    """It is worked out anew whenever something is dragged: from what was worked out before, and not from the data."""
    for key, picture in pictures(name).items():
        told = frozenset(each["name"] for each in picture.spec.get("params", ()))
        assert overwritten(picture.spec, told) == [], key


# --- views live on ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "knob"), some(KNOBS, *KNOBS[::3]))
def test_turning_a_knob_keeps_every_view(page, knob):
    """The words may name the landscape and the networks; the networks decide which pictures there are."""
    before = drawn(page)
    for value in _others(page, knob):
        after = drawn(page, (knob, value))
        changed = rebuilt(before, after, words=knob not in KINDS and not _named(page, knob))
        if knob in KINDS:
            changed &= before.keys() & after.keys()
        assert changed == set(), (value, [after[key].alt for key in changed & after.keys()])


def _named(page, knob):
    """Whether the words for screen readers may tell what the knob says: which ground or data there are, no network."""
    return page != "sine_mlp" and PAGES[page].knobs()[knob].group in ("ground", "data")


def _others(page, knob):
    """One or two other values for the knob, as a link says them."""
    now = permalink.first(PAGES[page])
    if knob == "lens":
        return [view for view in PAGES[page].views if view != now.view]
    spec = PAGES[page].knobs()[knob]
    value = now.values[knob]
    if spec.choices:
        return [spec.write(choice) for choice in spec.choices if choice not in (value, "formula")][-1:]
    if knob in TEXTS:
        return TEXTS[knob](now)
    return [*map(spec.write, [spec.low, min(spec.high, 2 * value + 1)] if spec.high > value else [spec.low])]


def _trails(now):
    mountain = now.record(MistyMountain)
    return [Hike().hiked(mountain, [mountain.start(), mountain.start() + 0.1 * k]) for k in (1, 2)]


TEXTS = {
    "formula": lambda _: ["x^2 + 1"],
    "racers": lambda _: ["gd_0.2 sgd adam"],
    "trail": _trails,
    "pinned": lambda _: ["activation~relu~steps~5"],
    "weights": lambda _: ["1_2"],
    "off": lambda _: ["1.2"],
    "node": lambda _: ["w1_1_1"],
    "xy": lambda _: ["0_1~1_3~2_2"],
    "walks": lambda _: ["all 1"],
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_s_charts_of_one_name_share_one_spec(page):
    """Between two experiments or views the ground may change, and which pictures there are, but no spec."""
    seen = [pictures(name) for name in presets_of(page)] + [drawn(page, ("lens", view)) for view in PAGES[page].views]
    specs: dict[str, set[str]] = {}
    for shown in seen:
        for name, picture in shown.items():
            specs.setdefault(name, set()).add(skeleton(picture))
    assert [name for name, several in specs.items() if len(several) > 1] == []


def test_a_picture_that_holds_a_number_of_its_run_is_caught():
    before, after = drawn("slope_explorer"), drawn("slope_explorer", ("lr", "0.3"))
    (key, one), other = next(iter(before.items())), after[next(iter(before))]
    assert rebuilt({key: one}, {key: other}) == set()
    for mutant in (
        lambda p: p._replace(spec={**p.spec, "title": f"arrived at {p.data['path'].frame()['v41'].iloc[-1]}"}),
        lambda p: p._replace(alt=f"It ends at {p.data['path'].frame()['v41'].iloc[-1]}."),
        lambda p: p._replace(
            data={f"{name}-{p.data['path'].frame()['v41'].iloc[-1]}": table for name, table in p.data.items()}
        ),
    ):
        assert rebuilt({key: mutant(one)}, {key: mutant(other)}) == {key}


# --- runs that end badly ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("slope_explorer", {"lr": "100", "steps": "500"}),
        ("slope_explorer", {"curve": "formula", "formula": "1/x", "x0": "0"}),
        ("slope_explorer", {"curve": "formula", "formula": "sqrt(x)", "x0": "-1"}),
        ("slope_explorer", {"curve": "formula", "formula": "e^(x^4)", "steps": "1"}),
        ("misty_mountain", {"surface": "rosenbrock", "lr": "100", "x0": "2", "y0": "-1"}),
        ("misty_mountain", {"surface": "formula", "formula": "ln(x*y)", "x0": "-1", "y0": "1"}),
        ("misty_mountain", {"surface": "formula", "formula": "3", "steps": "1"}),
        ("regression", {"lr": "100", "steps": "2000"}),
        ("regression", {"data": "years"}),
        ("sine_mlp", {"lr": "100"}),
    ],
    ids=str,
)
def test_a_run_that_ends_badly_is_a_picture_like_any_other(page, link):
    good, bad = drawn(page), drawn(page, *link.items())
    words = not {"curve", "surface", "data"} & link.keys()
    assert rebuilt(good, bad, words=words) == set()
    for picture in bad.values():
        assert np.isfinite(picture.data["view"].frame().to_numpy(float)).all()
        for frame in picture.data.values():
            assert convert_arrow_table_to_arrow_bytes(frame.arrow())


def test_what_is_gone_is_nan_in_the_picture():
    path = drawn("regression", ("lr", "100"))["line"].data["path"].frame()
    gone = ~np.isfinite(path["intercept41"].to_numpy())
    assert not gone[0]
    assert gone[-1]
    assert (np.diff(gone.astype(int)) >= 0).all()
    assert np.isfinite(path["intercept0"]).all()  # the slowest of the family has not


def test_a_walk_that_hardly_falls_is_drawn_level_between_ticks_that_part():
    """Of 1.8·10⁻⁸ that falls by its fifty millionth every tick read the same, up to its title."""
    seen = drawn("misty_mountain", ("surface", "formula"), ("formula", "1e-9*(x^2+y^2)"), ("lens", "descend"))
    views = [picture.data["view"].frame().iloc[0] for name, picture in seen.items() if "height" in name]
    assert views
    for view in views:
        assert view["y_hi"] - view["y_lo"] >= 0.99e-3 * view["y_hi"]
