"""Every knob says what it is; whatever a link says, the answer is a record and sentences, never a surprise."""

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.experiments import EXPERIMENTS, MistyMountain, Regression, SineMLP, SlopeExplorer
from gdengine.experiments.knobs import Experiment, Knob, knob

RECORDS = list(EXPERIMENTS.values())
EVERY_KNOB = [
    pytest.param(record, name, *knob, id=f"{record.page}-{name}")
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


# --- what a knob says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("record", "name", "kind", "spec"), EVERY_KNOB)
def test_a_knob_has_words_and_a_possible_default(record, name, kind, spec):
    assert spec.label.strip()
    assert spec.help.strip().endswith((".", "?", ")"))
    default = getattr(record(), name)
    assert type(default) is kind
    assert spec.read(str(default), kind) == default


@pytest.mark.parametrize(("record", "name", "kind", "spec"), EVERY_KNOB)
def test_a_knob_is_one_of_three_kinds(record, name, kind, spec):
    if spec.choices:
        assert len({*map(str, spec.choices)}) == len(spec.choices) > 1
    else:
        assert spec.low < spec.high
        assert kind in (int, float, str)
        assert spec.step is None or 0 < spec.step <= spec.high - spec.low


@pytest.mark.parametrize(("record", "name", "kind", "spec"), EVERY_KNOB)
def test_a_condition_names_a_knob_and_values_it_can_have(record, name, kind, spec):
    if spec.when:
        other, values = spec.when
        assert {*values} < {*record.knobs()[other][1].choices}


def test_a_knob_matters_where_its_condition_holds():
    assert not SlopeExplorer().matters("mass")
    assert SlopeExplorer(optimizer="momentum").matters("mass")
    assert not MistyMountain().matters("formula")
    assert MistyMountain(surface="formula").matters("formula")
    assert [name for name in ("n", "noise") if Regression(data="sine").matters(name)] == ["n"]
    assert SineMLP().matters("noise")


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("record", RECORDS)
def test_nonsense_in_a_link_leaves_the_record_as_it_was_and_says_so(record, text):
    for name, (kind, spec) in record.knobs().items():
        read, complaints = record.read({name: text, "preset": "zz", "utm_source": text})
        fits = (kind is str and not spec.choices and len(text) <= spec.high) or (text == "-3" and spec.low <= -3)
        if fits:
            assert complaints == []
            assert str(getattr(read, name)).startswith(text)
        else:
            assert read == record()
            assert len(complaints) == 1
            assert complaints[0].startswith(f"{name} = “{text[:40]}")
            assert complaints[0].endswith(".")
            assert str(getattr(record(), name)) in complaints[0]
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
    for name, (kind, spec) in record.knobs().items():
        value = getattr(read, name)
        assert value == spec.read(value, kind)
        assert type(value) is kind
        assert value == getattr(record(), name) or name in link
    assert len(complaints) <= len(link)
    assert record.read({name: str(value) for name, value in vars(read).items()}) == (read, [])


@pytest.mark.parametrize(("record", "name", "kind", "spec"), EVERY_KNOB)
def test_a_value_of_the_wrong_kind_is_a_value_error(record, name, kind, spec):
    for value in (None, [], {}, object(), 1j, 10**400, math.nan, -math.inf, b"x", "0x10" * 200, "1,5" * 200):
        with pytest.raises(ValueError, match=f"^{name} = .*: it (is|can be) "):
            record(**{name: value})


def test_reading_is_exact_at_the_ends_and_just_beyond():
    for record in RECORDS:
        for name, (kind, spec) in record.knobs().items():
            if kind in (int, float):
                for end in (spec.low, spec.high):
                    assert getattr(record(**{name: end}), name) == end
                beyond = [math.nextafter(spec.low, -math.inf), math.nextafter(spec.high, math.inf)]
                for value in beyond if kind is float else (spec.low - 1, spec.high + 1, spec.low + 0.5):
                    with pytest.raises(ValueError, match=name):
                        record(**{name: value})


def test_a_preset_is_the_base_that_a_link_changes():
    base = SlopeExplorer(curve="kink", lr=0.7)
    read, complaints = SlopeExplorer.read({"x0": "2", "lr": "nonsense"}, base)
    assert read == SlopeExplorer(curve="kink", lr=0.7, x0=2.0)
    assert complaints == ["lr = “nonsense” was left at 0.7: it is a number from 1e-06 to 100."]


def test_whole_numbers_stay_whole():
    assert type(SlopeExplorer(steps="30").steps) is int
    assert type(SlopeExplorer(lr=1).lr) is float
    with pytest.raises(ValueError, match="whole number"):
        SlopeExplorer(steps=2.5)


# --- records ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_is_flat_frozen_and_a_key(record):
    one, other = record(), record()
    assert one == other
    assert hash(one) == hash(other)
    assert all(isinstance(value, (int, float, str)) for value in vars(one).values())
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.lr = 1.0


def test_an_experiment_that_says_nothing_cannot_be_made():
    @dataclasses.dataclass(frozen=True)
    class Silent(Experiment):
        size: float = knob(1.0, "Size", 0.0, 2.0)

    with pytest.raises(TypeError, match="abstract"):
        Silent()


def test_a_choice_is_found_by_its_name():
    spec = Knob("Size", choices=(1, 2.5, "large"))
    assert [spec.read(asked, str) for asked in ("1", 2.5, "large")] == [1, 2.5, "large"]
    with pytest.raises(ValueError, match=r"it can be 1, 2\.5, large"):
        spec.read("small", str)
