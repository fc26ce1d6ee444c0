"""A constant's name means one thing in the whole project: no two modules give it different values."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")


def constants(source: str) -> Iterator[tuple[str, str]]:
    """The constants of a module and their values as they are written: names in capitals, assigned at its top level."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        else:
            continue
        for target in targets:
            several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            pairs = zip(target.elts, node.value.elts) if several else [(target, node.value)]
            for name, value in pairs:
                if isinstance(name, ast.Name) and CONSTANT.fullmatch(name.id):
                    yield name.id, ast.unparse(value)


def ambiguous(sources: dict[str, str]) -> dict[str, dict[str, str]]:
    """The names that have several values in these modules: name → module → value."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for module, source in sources.items():
        for name, value in constants(source):
            found[name][module] = value
    return {name: values for name, values in found.items() if len({*values.values()}) > 1}


def test_no_constant_s_name_has_two_values():
    paths = sorted(path for top in ("gdengine", "pages") for path in (ROOT / top).rglob("*.py"))
    assert len(paths) > 100
    assert ambiguous({path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}) == {}


def test_two_values_are_seen_and_one_is_not():
    one = "STEPS, _FAR = 3, 4\nSTEPS_KEPT: int = 5\nsteps = 3\ndef f():\n    LOCAL = 1\n"
    other = "STEPS = 4\n_FAR: float = 4\nSTEPS_KEPT = 5\nsteps = 9\nLOCAL = 2\n"
    assert ambiguous({"one": one, "other": other}) == {"STEPS": {"one": "3", "other": "4"}}
