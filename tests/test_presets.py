"""The table of presets: every classic experiment is there, possible as it stands, and one link."""

import numpy as np
import pytest

from gdengine.experiments import EXPERIMENTS, SineMLP
from gdengine.experiments.presets import PRESETS, TITLES, preset, presets_of

EVERY = pytest.mark.parametrize("name", PRESETS)
CLASSICS = [f"{page}{i}" for page, count in zip("ABCD", (9, 7, 9, 8)) for i in range(1, count + 1)]
PAGES = dict(zip("ABCD", EXPERIMENTS))


def test_every_classic_experiment_is_a_preset_on_its_page():
    assert [name for name in CLASSICS if name not in PRESETS] == []
    for name, record in PRESETS.items():
        assert name[:2] in CLASSICS
        assert record.page == PAGES[name[0]]
    assert TITLES.keys() == PRESETS.keys()
    assert len({(record.page, TITLES[name]) for name, record in PRESETS.items()}) == len(PRESETS)
    assert all(0 < len(title) <= 45 for title in TITLES.values())


def test_a_page_opens_with_its_first_preset_which_is_the_record_as_it_is_born():
    assert [presets_of(page)[0] for page in EXPERIMENTS] == ["A4", "B1", "C3", "D1"]
    for page, record in EXPERIMENTS.items():
        assert PRESETS[presets_of(page)[0]] == record()
    assert sorted(name for page in EXPERIMENTS for name in presets_of(page)) == sorted(PRESETS)


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="'A4': choose another name"):
        preset("A4", "again", PRESETS["A4"])


@EVERY
def test_a_preset_survives_its_own_link(name):
    record = PRESETS[name]
    link = {knob: str(value) for knob, value in vars(record).items()}
    assert type(record).read(link) == (record, [])
    changed = {knob: text for knob, text in link.items() if getattr(record, knob) != getattr(type(record)(), knob)}
    assert type(record).read(changed) == (record, [])


@EVERY
def test_a_preset_is_within_its_ranges_and_starts_on_its_map(name):
    record = PRESETS[name]
    assert record.settled() == (record, [])
    for (kind, spec), value in zip(record.knobs().values(), vars(record).values()):
        assert spec.read(value, kind) == value
    objective = record.objective()
    assert len(objective.box) == (0 if isinstance(record, SineMLP) else len(record.start()))
    for value, (low, high) in zip(record.start(), objective.box):
        assert low <= value <= high
    assert np.isfinite(objective(record.start()))


@EVERY
def test_knobs_without_effect_are_at_their_defaults(name):
    record = PRESETS[name]
    born = type(record)()
    assert [knob for knob in vars(record) if not record.matters(knob) and vars(record)[knob] != vars(born)[knob]] == []
