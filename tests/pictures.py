"""Every chart of every experiment, written down: so that a rebuilding can show which pictures it changed.

    python tests/pictures.py dump FOLDER     the pictures of the checkout one stands in, preset by preset
    python tests/pictures.py compare A B     every difference between two such folders but for ``renames.toml``

A folder has a JSON file for every preset (the spec of every chart, its words, its tables column by column, text as it
is and long texts by their digest) and beside it the numbers as they travel (npz).  Nothing of the tests is imported, so
the same script writes down any state of the project, however its modules are called.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

RENAMES = Path(__file__).with_name("renames.toml")
LONGEST_TEXT = 200  # characters: longer texts, the pictures of the ground, are told apart by their digest
SHOWN_DIFFERENCES = 8  # of one chart


# --- writing down -----------------------------------------------------------------------------------------------------


def dump(folder: Path, only: tuple[str, ...] = ()) -> None:
    """Open every preset (or ``only`` some) of the checkout in the working directory and write its charts down."""
    sys.path.insert(0, str(Path.cwd()))
    from gdengine import PRESETS

    folder.mkdir(parents=True, exist_ok=True)
    for name, preset in PRESETS.items():
        if not only or name in only:
            _write(folder, name, charts(preset.page, name))
            print(name, end=" ", flush=True)
    print()


def charts(page: str, preset: str) -> dict[str, Any]:
    """The pictures that a preset's page shows, by the key of their view; whatever went wrong is raised."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(Path.cwd() / "app.py"), default_timeout=120).switch_page(f"pages/{page}.py")
    app.query_params["preset"] = preset
    seen, draw = {}, st.altair_chart

    def drawn(picture: Any, **how: Any) -> Any:
        seen[how["key"]] = picture
        return draw(picture, **how)

    with mock.patch.object(st, "altair_chart", drawn):
        app.run()
    if app.exception:
        raise RuntimeError(f"{preset}: {app.exception[0].message}")
    return seen


def _write(folder: Path, preset: str, seen: dict[str, Any]) -> None:
    told, numbers = {}, {}
    for key, picture in seen.items():
        spec = picture.to_dict()
        tables = spec.pop("datasets")
        told[key] = {"spec": spec, "alt": picture.alt, "tables": {}}
        for name, table in tables.items():
            columns = told[key]["tables"][name] = {}
            for column in table.column_names:
                values = table[column].to_numpy()
                columns[column] = _texts(values) if values.dtype == object else str(values.dtype)
                if values.dtype != object:
                    numbers[f"{key}|{name}|{column}"] = values
    (folder / f"{preset}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1, default=str))
    np.savez_compressed(folder / f"{preset}.npz", **numbers)


def _texts(values: np.ndarray) -> list[Any]:
    return [_digest(value) if isinstance(value, str) and len(value) > LONGEST_TEXT else value for value in values]


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


# --- comparing --------------------------------------------------------------------------------------------------------


def compare(old: Path, new: Path, renames: Path = RENAMES) -> list[str]:
    """Every difference between two folders, after what ``renames`` says about the old one: by preset and chart."""
    table = tomllib.loads(renames.read_text())
    presets = sorted({path.stem for folder in (old, new) for path in folder.glob("*.json")})
    if not presets:
        raise ValueError(f"neither {old} nor {new} holds a picture")
    return [line for preset in presets for line in _preset(old, new, preset, table)]


def _preset(old: Path, new: Path, preset: str, table: dict[str, Any]) -> Iterator[str]:
    missing = [folder for folder in (old, new) if not (folder / f"{preset}.json").exists()]
    if missing:
        yield f"{preset}: is not in {missing[0]}"
        return
    before, after = (_with_numbers_marked(_read(folder, preset), table.get("formats", {})) for folder in (old, new))
    before = {key: chart for name, chart in before.items() for key, chart in [_renamed(preset, name, chart, table)]}
    for key in sorted(before.keys() | after.keys()):
        if key not in before or key not in after:
            yield f"{preset} {key}: {'is new' if key in after else 'is gone'}"
            continue
        found = list(_differences(before[key], after[key]))
        yield from (f"{preset} {key}: {line}" for line in found[:SHOWN_DIFFERENCES])
        if len(found) > SHOWN_DIFFERENCES:
            yield f"{preset} {key}: … and {len(found) - SHOWN_DIFFERENCES} more"


def _read(folder: Path, preset: str) -> dict[str, Any]:
    told = json.loads((folder / f"{preset}.json").read_text())
    with np.load(folder / f"{preset}.npz") as numbers:
        for key, chart in told.items():
            for name, columns in chart["tables"].items():
                for column, kind in columns.items():
                    if isinstance(kind, str):
                        columns[column] = numbers[f"{key}|{name}|{column}"]
    return told


def _with_numbers_marked(told: dict[str, Any], formats: dict[str, Any]) -> dict[str, Any]:
    """The charts with every text of a number as its mark, so that it does not matter how numbers are written.

    ``expressions``: pairs of a pattern of an expression in the spec that writes a number and its mark; ``columns``:
    names of columns with sentences, in which whatever ``number`` fits becomes #.
    """
    for chart in told.values():
        chart["spec"] = _retold(chart["spec"], formats.get("expressions", []))
        for columns in chart["tables"].values():
            for name in columns.keys() & set(formats.get("columns", [])):
                columns[name] = [re.sub(formats["number"], "#", said) for said in columns[name]]
    return told


def _renamed(preset: str, key: str, chart: dict[str, Any], table: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """An old chart under its new names.

    ``charts``: patterns of a preset and an old key → the new key. ``[[in]]``: in the charts whose old key fits the
    pattern ``charts`` (and there only in the layers of these numbers, where ``layers`` is given) ``texts``, pairs of a
    pattern and what it becomes in every text and name of the spec; ``fields``, old column → new column, wherever the
    spec makes, draws or reads one; and ``tables.NAME``, pairs of patterns for the columns of a data set.
    """
    for rule in table.get("in", []):
        if re.fullmatch(rule["charts"], key):
            chart = _in_new_words(chart, rule)
    place = f"{preset} {key}"
    return next(
        (found.expand(new) for old, new in table["charts"].items() if (found := re.fullmatch(old, place))), key
    ), chart


def _in_new_words(chart: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    layers = [
        _with_fields(_retold(layer, rule.get("texts", [])), rule.get("fields", {}))
        if k in rule.get("layers", [k])
        else layer
        for k, layer in enumerate(chart["spec"]["layer"])
    ]
    spec = {**chart["spec"], "layer": layers}
    tables = {
        name: {_first(rule.get("tables", {}).get(name, []), old): values for old, values in columns.items()}
        for name, columns in chart["tables"].items()
    }
    return {**chart, "spec": spec, "tables": tables}


def _retold(part: Any, texts: list[list[str]]) -> Any:
    if isinstance(part, dict):
        return {_retold(name, texts): _retold(inner, texts) for name, inner in part.items()}
    if isinstance(part, list):
        return [_retold(inner, texts) for inner in part]
    for old, new in texts if isinstance(part, str) else []:
        part = re.sub(old, new, part)
    return part


def _with_fields(part: Any, fields: dict[str, str], key: str = "") -> Any:
    if isinstance(part, dict):
        return {name: _with_fields(inner, fields, name) for name, inner in part.items()}
    if isinstance(part, list):
        return [_with_fields(inner, fields, key) for inner in part]
    if key in ("field", "as"):
        return fields.get(part, part)
    if isinstance(part, str):
        return re.sub(r"\bdatum\.(\w+)", lambda said: f"datum.{fields.get(said[1], said[1])}", part)
    return part


def _first(pairs: list[list[str]], name: str) -> str:
    return next((re.sub(old, new, name) for old, new in pairs if re.fullmatch(old, name)), name)


def _differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    if isinstance(old, np.ndarray) or isinstance(new, np.ndarray):
        yield from _numbers(old, new, place)
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            inner = f"{place}.{name}" if place else name
            if name not in new or name not in old:
                yield f"{inner} {'is new' if name in new else 'is gone'}"
            else:
                yield from _differences(old[name], new[name], inner)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new)):
            yield from _differences(*pair, f"{place}[{index}]")
    elif old != new:
        yield f"{place} was {_short(old)}, is {_short(new)}"


def _numbers(old: Any, new: Any, place: str) -> Iterator[str]:
    if not (isinstance(old, np.ndarray) and isinstance(new, np.ndarray)):
        yield f"{place} was {_short(old)}, is {_short(new)}"
    elif old.dtype != new.dtype or old.shape != new.shape:
        yield f"{place} was {old.dtype}{list(old.shape)}, is {new.dtype}{list(new.shape)}"
    else:
        same = (old == new) | ((old != old) & (new != new))
        if not same.all():
            at = int(np.flatnonzero(~same)[0])
            said = f"first [{at}]: was {old[at]!r}, is {new[at]!r}"
            yield f"{place} differs in {(~same).sum()} of {old.size} rows, {said}"


def _short(value: Any) -> str:
    text = f"numbers {value.dtype}{list(value.shape)}" if isinstance(value, np.ndarray) else json.dumps(value)
    return text if len(text) <= 120 else f"{text[:117]}…"


def main(command: str = "", *arguments: str) -> int:
    """Run a command of the command line; the number of differences, at most 1."""
    if command == "dump" and arguments:
        dump(Path(arguments[0]), arguments[1:])
        return 0
    if command == "compare" and len(arguments) == 2:
        found = compare(*map(Path, arguments))
        print(*found, f"{len(found)} differences", sep="\n")
        return min(len(found), 1)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
