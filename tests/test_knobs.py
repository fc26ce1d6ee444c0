"""Every knob says what it is; whatever a link says, the answer is a record and sentences, never a surprise."""

import abc
import dataclasses
import inspect
import math
import re
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from visit import PAGES, ROOT

from gdengine.experiments import (
    EXPERIMENTS,
    Backprop,
    Batches,
    Hike,
    Inside,
    LossPlane,
    Luck,
    MistyMountain,
    OneNeuron,
    Pins,
    Race,
    Regression,
    Secant,
    SineMLP,
    SlopeExplorer,
)
from gdengine.experiments.knobs import Codec, Knob, knob
from gdengine.experiments.numbers import read_number, write_number
from gdengine.experiments.presets import PRESETS
from gdengine.experiments.records import KNOB_GROUPS, Experiment, Record
from gdengine.expression import parse
from pages.ui import permalink
from pages.ui.page import KNOB_ROLES

NETWORK = [Inside, OneNeuron, Backprop, LossPlane, Luck, Pins]
MAY_BE_EMPTY = ("racers", "trail", "walks", "weights", "off", "node", "pinned")
OWN = {page: PAGES[page].records()[1:] for page in EXPERIMENTS}  # what views ask for besides
RECORDS = [*EXPERIMENTS.values(), *(own for page in OWN.values() for own in page)]
EVERY_KNOB = [
    pytest.param(record, name, knob, id=f"{record.__name__}-{name}")
    for record in RECORDS
    for name, knob in record.knobs().items()
]
NONSENSE = {
    "banana": "banana",
    "nan": "nan",
    "inf": "inf",
    "minus infinity": "-Infinity",
    "negative": "-3",
    "huge": "1e999",
    "empty": "",
    "long": "9" * 5000,
    "unicode": "½ · ∇f 🏔️",
    "null": "\x00",
    "markup": "<script>alert(1)</script>",
    "call": "__import__('os').getcwd()",
}


def same(spec, one, other):
    """Whether two settings are one: a formula's blanks are no part of it, and a link has none."""
    return spec.write(one) == spec.write(other)


# --- what a knob says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("record", "name", "spec"), EVERY_KNOB)
def test_a_knob_has_words_a_group_and_a_possible_default(record, name, spec):
    assert spec.label.strip()
    assert spec.help.strip().endswith((".", "?", ")"))
    assert spec.group in KNOB_GROUPS
    assert (spec.group == "view") == (record not in EXPERIMENTS.values())
    default = getattr(record(), name)
    assert type(default) is spec.kind
    assert spec.fits(default)
    assert same(spec, spec.read(spec.write(default)), default)


@pytest.mark.parametrize(("record", "name", "spec"), EVERY_KNOB)
def test_a_knob_is_one_of_three_kinds(record, name, spec):
    if spec.choices:
        assert len({*map(str, spec.choices)}) == len(spec.choices) > 1
    elif spec.codec:
        assert spec.kind is str
        assert spec.codec.longest <= 3000
    else:
        assert spec.low < spec.high
        assert spec.kind in (int, float)
        assert spec.step is None or 0 < spec.step <= spec.high - spec.low


@pytest.mark.parametrize(("record", "name", "spec"), EVERY_KNOB)
def test_a_condition_names_a_knob_and_values_it_can_have(record, name, spec):
    if spec.when:
        other, values = spec.when
        assert values
        chooser = record.knobs()[other]
        assert all(chooser.fits(value) for value in values)
        assert {*values} != {*(chooser.choices or (chooser.low,))}


def test_a_knob_matters_where_its_condition_holds():
    assert not SlopeExplorer().matters("mass")
    assert SlopeExplorer(optimizer="momentum").matters("mass")
    assert not MistyMountain().matters("formula")
    assert MistyMountain(surface="formula").matters("formula")
    assert [name for name in ("n", "noise") if Regression(data="sine").matters(name)] == ["n"]
    assert SineMLP().matters("noise")


OWN_KEY = re.compile(r'\bkey\((?:[\w.]*page\.name, )?"(\w+)"\)')  # of something on a page that is no knob


@pytest.mark.parametrize("page", PAGES)
def test_no_name_of_a_link_means_two_knobs_of_a_page_and_no_key_of_a_page_is_a_knob_s(page):
    names = [name for record in PAGES[page].records() for name in record.knobs()]
    assert len({*names}) == len(names)
    reserved = {permalink.PRESET, permalink.VIEW, permalink.MOMENT, permalink.FLOOR, *permalink.VISITOR}
    sources = [file.read_text("utf-8") for file in (ROOT / "pages").rglob("*.py")]
    taken = {name for source in sources for name in OWN_KEY.findall(source)}
    assert {"kept", "answers", "found"} <= taken
    taken.discard("formula")  # the box of that very knob
    assert not (reserved | taken) & {*names}


@pytest.mark.parametrize("role", KNOB_ROLES)
def test_a_view_that_names_what_is_no_knob_is_refused(role):
    page = PAGES["regression"]
    view = dataclasses.replace(page.views["scale"], **{role: ("lr", "lrr")})
    with pytest.raises(ValueError, match=f"'regression' has no knob 'lrr', named in {role} of the view 'scale'"):
        dataclasses.replace(page, views={**page.views, "scale": view})


def test_what_suits_no_knob_is_refused():
    with pytest.raises(ValueError, match="'regression' has no knob 'date', named in suits"):
        dataclasses.replace(PAGES["regression"], suits={"date": dict})


def test_every_own_record_of_a_preset_is_known_here():
    assert {(preset.page, type(preset.own)) for preset in PRESETS.values() if preset.own} <= {
        (page, own) for page, several in OWN.items() for own in several
    }


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("record", RECORDS)
def test_nonsense_in_a_link_leaves_the_record_as_it_was_and_says_so(record, text):
    for name, spec in record.knobs().items():
        read, complaints = record.read({name: text, "preset": "zz", "utm_source": text})
        empty = name in MAY_BE_EMPTY and not text
        if empty or (text == "-3" and (spec.low <= -3 or name in ("formula", "weights"))):
            assert complaints == []
            assert spec.write(getattr(read, name)) == text
        else:
            assert read == record()
            assert len(complaints) == 1
            assert complaints[0].startswith(f"{spec.label} “{text[:40]}")
            assert complaints[0].endswith(".")
            assert spec.write(getattr(record(), name)) in complaints[0]
            assert len(complaints[0]) < 400


@given(
    record=st.sampled_from(RECORDS),
    link=st.dictionaries(
        st.sampled_from(sorted({name for record in RECORDS for name in record.knobs()})),
        st.one_of(st.text(), st.integers().map(str), st.floats().map(str), st.sampled_from(["gd", "adam", "tanh"])),
    ),
)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_link_gives_a_possible_record(record, link):
    read, complaints = record.read(link)
    for name, spec in record.knobs().items():
        value = getattr(read, name)
        assert spec.accept(value) == value
        assert type(value) is spec.kind
        assert value == getattr(record(), name) or name in link
    assert len(complaints) <= len(link)
    assert written(record.read(written(read))[0]) == written(read)
    assert record.read(written(read))[1] == []


def written(record):
    """The link of a record: every knob as it writes itself."""
    return {name: spec.write(getattr(record, name)) for name, spec in record.knobs().items()}


@pytest.mark.parametrize(("record", "name", "spec"), EVERY_KNOB)
def test_a_value_of_the_wrong_kind_is_a_value_error(record, name, spec):
    for value in (None, [], {}, object(), 1j, 10**400, math.nan, -math.inf, b"x", "0x10" * 200, "1,5" * 200):
        assert not spec.fits(value)
        with pytest.raises(ValueError, match=f"^{name} = .*: (it (is|can be|names)|.* is no walk) "):
            record(**{name: value})


def test_reading_is_exact_at_the_ends_and_just_beyond():
    for record in RECORDS:
        for name, spec in record.knobs().items():
            if spec.is_number:
                for end in (spec.low, spec.high):
                    assert getattr(record(**{name: end}), name) == end
                beyond = [math.nextafter(spec.low, -math.inf), math.nextafter(spec.high, math.inf)]
                for value in beyond if spec.kind is float else (spec.low - 1, spec.high + 1, spec.low + 0.5):
                    assert not spec.fits(value)
                    with pytest.raises(ValueError, match=name):
                        record(**{name: value})


def test_a_preset_is_the_base_that_a_link_changes():
    base = SlopeExplorer(curve="kink", lr=0.7)
    read, complaints = SlopeExplorer.read({"x0": "2", "lr": "nonsense"}, base)
    assert read == SlopeExplorer(curve="kink", lr=0.7, x0=2.0)
    assert complaints == ["Learning rate η “nonsense” was left at 0.7: it is a number from 1e-6 to 100."]


def test_whole_numbers_stay_whole():
    assert type(SlopeExplorer(steps="30").steps) is int
    assert type(SlopeExplorer(lr=1).lr) is float
    with pytest.raises(ValueError, match="whole number"):
        SlopeExplorer(steps=2.5)


# --- numbers as people type them --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,35", 0.35),
        ("0.35", 0.35),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5),
        ("1/8", 0.125),
        ("1 / 8", 0.125),
        ("-1/3", -1 / 3),
        ("½", 0.5),
        ("−½", -0.5),
        ("1½", 1.5),
        ("1 1/2", 1.5),
        ("1⁄8", 0.125),
        ("2,5/5", 0.5),
        ("1e-3", 0.001),
        ("1E-3", 0.001),
        ("1e−3", 0.001),
        ("1e 3", 1000),  # what a link makes of 1e+3
        ("10^-3", 0.001),
        ("10^(-3)", 0.001),
        ("10**-3", 0.001),
        ("10⁻³", 0.001),
        ("2·10⁻³", 0.002),
        ("−2,5 × 10^-3", -0.0025),
        ("−4", -4),
        ("–4", -4),
        ("- 4", -4),
        ("+4", 4),
        (" 4 ", 4),
        ("10 000", 10_000),
        ("10\u2009000,5", 10_000.5),
        ("10'000", 10_000),
        ("1.000,5", 1000.5),
        ("1,000.5", 1000.5),
        ("1,234,567.5", 1_234_567.5),
        ("１２", 12),
        ("٣", 3),
    ],
)
def test_numbers_as_people_type_them(text, number):
    assert read_number(text) == number
    assert SlopeExplorer.knobs()["x0"].read(text) == number if abs(number) <= 100 else True


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "x",
            "1 2",
            "1,2,3",
            "1.2.3",
            "1//2",
            "1/0",
            "5-3",
            "1e",
            "e3",
            "--4",
            "0x10",
            "1_000",
            "nan",
            "inf",
        ],
        *["1/2/3", "10^", "3^2", "½½", "1..5", "(4)", "4 m", "9" * 61, "1 000 00", "1;5"],
    ],
)
def test_what_is_no_number(text):
    with pytest.raises(ValueError, match=r"it is a number|nothing can be divided by 0"):
        read_number(text)


@given(st.text(alphabet="0123456789.,/ -+eE^*½¼⅒⁻³·×−()'\u2009", max_size=12))
@settings(deadline=None, derandomize=True, max_examples=1000)
def test_any_text_is_a_number_or_a_sentence(text):
    try:
        number = read_number(text)
    except ValueError:
        return
    assert any(character.isnumeric() for character in text)
    assert isinstance(number, float)


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e-6)
@example(1e22)
@settings(deadline=None, derandomize=True)
def test_what_is_written_is_read_back_exactly_in_any_of_its_ways(value):
    text = write_number(value)
    assert "+" not in text
    assert len(text) > 60 or (
        read_number(text)
        == read_number(text.replace("-", "−"))
        == read_number(text.replace(".", ","))
        == read_number(f" {text}\u2009")
        == value
    )


@given(st.integers(-999, 999), st.integers(1, 999))
@settings(deadline=None, derandomize=True)
def test_a_fraction_is_rounded_once(over, under):
    assert read_number(f"{over}/{under}") == float(Fraction(over, under))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.05, "0.05"),
        (30, "30"),
        (30.0, "30"),
        (-4.0, "-4"),
        (1e-6, "1e-6"),
        (2.5e-10, "2.5e-10"),
        (1e16, "1" + "0" * 16),
    ],
)
def test_a_number_is_written_short(value, text):
    assert write_number(value) == text
    assert Knob("x").write(value) == text


@pytest.mark.parametrize(("record", "name", "spec"), EVERY_KNOB)
def test_a_setting_is_written_and_read_back_and_a_range_is_named(record, name, spec):
    if spec.is_number:
        for value in (spec.low, spec.high, getattr(record(), name)):
            assert spec.read(spec.write(spec.kind(value))) == value
        ends = " to ".join(spec.write(end).replace("-", "−", end < 0) for end in (spec.low, spec.high))
        with pytest.raises(ValueError, match=f"from {ends}$"):
            spec.read(spec.write(spec.high + 1))
    for choice in spec.choices:
        assert spec.read(spec.write(choice)) == choice


# --- a number that is computed or clicked -----------------------------------------------------------------------------


@given(st.floats(-1e6, 1e6), st.sampled_from([case.values[2] for case in EVERY_KNOB if case.values[2].is_number]))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_the_nearest_setting_is_one_and_is_near(value, spec):
    near = spec.nearest(value)
    assert type(near) is spec.kind
    assert spec.fits(near)
    assert len(spec.write(near).lstrip("-").replace(".", "").split("e")[0].strip("0")) <= 6
    inside = min(max(value, spec.low), spec.high)
    assert abs(near - inside) <= (0.5 if spec.kind is int else 1e-5 * abs(inside))
    assert spec.nearest(near) == near


# --- switches and texts -----------------------------------------------------------------------------------------------


def test_a_switch_is_written_true_or_false():
    @dataclasses.dataclass(frozen=True)
    class Switched(Record):
        fog: bool = knob(True, "Fog", help="Is there any?")

    spec = Switched.knobs()["fog"]
    assert (spec.kind, spec.choices) == (bool, (False, True))
    assert [spec.write(value) for value in (True, False)] == ["true", "false"]
    assert Switched.read({"fog": "false"}) == (Switched(fog=False), [])
    assert Switched.read({"fog": "maybe"})[1] == ["Fog “maybe” was left at true: it can be false, true."]
    assert not spec.fits("yes")


def test_a_text_has_one_length_rule_one_check_and_one_repair():
    def check(text):
        if "x" not in text:
            raise ValueError("it has no x")

    codec = Codec(5, check, repair=lambda text: text.replace("_", "+"), code=lambda text: text.replace("+", "_"))
    assert codec.read("x_1") == "x+1"
    assert codec.write("x+1") == "x_1"
    assert codec.accept("x_1") == "x_1", "what is in a record already needs no repair"
    for wrong, sentence in (("y", "it has no x"), ("x" * 6, "at most 5 characters"), (7, "it is a text")):
        with pytest.raises(ValueError, match=sentence):
            codec.read(wrong)


TEXTS = {
    (SlopeExplorer, "formula"): st.sampled_from(["x^2 + x", "2x", "x^4/4 - x^2 + x/3", "3 sin(x) - 1", "|x| + e^-x"]),
    (Race, "racers"): st.lists(st.sampled_from(["gd", "sgd_0.1", "adam_1e-05", "nesterov_100"]), max_size=12).map(
        " ".join
    ),
    (Hike, "trail"): st.lists(st.floats(-9, 9).map("{:.3f}".format), max_size=40).map(
        lambda numbers: "_".join(["abcd", *numbers[: len(numbers) // 2 * 2]]) if len(numbers) > 1 else ""
    ),
}


@given(data=st.data(), where=st.sampled_from(list(TEXTS)))
@settings(deadline=None, derandomize=True)
def test_a_text_survives_its_own_link(data, where):
    record, name = where
    text = data.draw(TEXTS[where])
    codec = record.knobs()[name].codec
    link = codec.write(text)
    assert codec.read(link) == (link if name == "formula" else text)
    if name == "formula":
        assert parse(link).name == parse(text).name


@pytest.mark.parametrize(
    ("record", "link", "sentence"),
    [
        (SlopeExplorer, {"formula": "x^2 + y"}, "this formula has one variable only"),
        (MistyMountain, {"formula": "x +"}, "found the end of the formula"),
        (Race, {"racers": "gd zzz"}, "it names racers: gd, sgd, momentum"),
        (Race, {"racers": "gd_0"}, "the rate of gd is a number above 0"),
        (Race, {"racers": "gd_x"}, "the rate of gd is a number above 0"),
        (Race, {"racers": "adam_1000"}, "the rate of adam is a number from 1e-6 to 100"),
        (Hike, {"trail": "abcd_1_2_3"}, "is no walk"),
        (Hike, {"trail": "abcd" + "_1_1" * 41}, "it is a trail of at most 40 steps"),
        (Hike, {"trail": "a" * 645}, "it is a text of at most 644 characters"),
        (Regression, {"xy": "1_2~3"}, "it is a list of points x_y, such as 2_3.5~4_1, and “3” is no point"),
        (Regression, {"xy": "1_2~3_4_5"}, "“3_4_5” is no point"),
        (Regression, {"xy": "1_2~nan_4"}, "“nan_4” is no point"),
        (Regression, {"xy": "~".join(["1_2"] * 61)}, "a link carries at most 60 points, not 61"),
        (Regression, {"xy": "1_2e13"}, "every coordinate of a point is a number from −1e12 to 1e12"),
        (Regression, {"xy": f"held-100000-{'0' * 32}"}, "a link does not carry 100000 points"),
        (Batches, {"walks": "all 0"}, "it is walks: all, online, or points a step"),
        (Batches, {"walks": "1_0.5"}, "and not “1_0.5”"),
        (Batches, {"walks": "513"}, "a step sees at most 512 points, not 513"),
        (Batches, {"walks": "1 2 3 4 5 6 7"}, "at most 6 walks fit into one picture"),
    ],
)
def test_a_text_that_cannot_be_is_left_out_with_a_sentence(record, link, sentence):
    read, complaints = record.read(link)
    assert read == record()
    assert len(complaints) == 1
    assert sentence in complaints[0]


def test_a_plus_that_a_link_has_lost_is_put_back():
    assert SlopeExplorer.read({"formula": "x^2 x"})[0].formula == "x^2+x"
    assert SlopeExplorer.read({"formula": "x^2 + x"})[0].formula == "x^2 + x"


# --- records ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_is_flat_frozen_and_a_key(record):
    one, other = record(), record()
    assert one == other
    assert hash(one) == hash(other)
    assert all(isinstance(value, (int, float, str)) for value in vars(one).values())
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.lr = 1.0


def kinds(base=Record):
    """Every class of records of the engine, the base first."""
    found = [each for each in base.__subclasses__() if each.__module__.startswith("gdengine")]
    return [base, *(kind for each in found for kind in kinds(each))]


def overridden(kind):
    """What a class defines anew that a class above it has defined already, and not as abstract."""
    above = [vars(parent) for parent in kind.__mro__[1:] if issubclass(parent, Record)]
    return [
        name
        for name, own in vars(kind).items()
        if not name.startswith("__") and (callable(own) or isinstance(own, (classmethod, staticmethod, property)))
        for parent in above
        if name in parent and not getattr(parent[name], "__isabstractmethod__", False)
    ]


def test_the_records_are_final_single_and_override_nothing():
    engines = [record for record in RECORDS if record.__module__.startswith("gdengine")]
    assert {*engines} <= {*kinds()}
    for kind in kinds():
        bases = [base for base in kind.__bases__ if base not in (object, abc.ABC)]
        assert len(bases) <= 1, kind
        assert overridden(kind) == [], kind
        leaf = not kind.__subclasses__()
        assert leaf == (kind in RECORDS), kind
        assert leaf == vars(kind).get("__final__", False), f"{kind}: what is not final is a base, and abstract"
        assert leaf != inspect.isabstract(kind) or kind is Record


def test_an_override_would_be_found():
    class Louder(Secant):  # not of the engine: only looked at here
        def matters(self, name):
            return True

    assert overridden(Louder) == ["matters"]
    assert overridden(Secant) == []


def test_an_experiment_that_says_nothing_cannot_be_made():
    @dataclasses.dataclass(frozen=True)
    class Silent(Experiment):
        size: float = knob(1.0, "Size", 0.0, 2.0)

    with pytest.raises(TypeError, match="abstract"):
        Silent()


# --- one way of cutting a record down ---------------------------------------------------------------------------------


def everything_changed(record):
    """A record none of whose knobs is at its default."""
    changed = {}
    for name, spec in record.knobs().items():
        default = getattr(record(), name)
        texts = {
            "formula": "x + 1",
            "racers": "gd",
            "trail": "abcd_1_1",
            "weights": "1_-2",
            "off": "1.2",
            "node": "z1_1",
            "pinned": "activation~relu",
            "xy": "1_2~3_4",
            "walks": "1",
        }
        others = spec.choices or ((texts[name],) if spec.codec else (spec.low, spec.high))
        changed[name] = next(other for other in others if other != default)
    return record(**changed)


@pytest.mark.parametrize("groups", [(), *((group,) for group in KNOB_GROUPS), ("ground", "data"), ("ground", "walk")])
@pytest.mark.parametrize("record", RECORDS)
def test_only_keeps_the_groups_it_is_asked_for(record, groups):
    changed, born = everything_changed(record), record()
    cut = changed.only(*groups)
    for name, spec in record.knobs().items():
        assert getattr(cut, name) == getattr(changed if spec.group in groups else born, name)
    assert cut.only(*groups) == cut
    assert changed.only(*KNOB_GROUPS) == changed


def test_only_knows_its_groups():
    with pytest.raises(ValueError, match="a group of knobs is one of ground, data, walk, view, not 'rule'"):
        SlopeExplorer().only("ground", "rule")


def test_a_choice_is_found_by_its_name():
    spec = Knob("Size", choices=(1, 2.5, "large"))
    assert [spec.read(asked) for asked in ("1", 2.5, "large")] == [1, 2.5, "large"]
    with pytest.raises(ValueError, match=r"it can be 1, 2\.5, large"):
        spec.read("small")
