"""A constant's name means one thing in the whole project, and a docstring that names something names what there is."""

import ast
import importlib
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


NAMED = re.compile(r"``((?:gdengine|pages|tests)(?:\.\w+)+)``")


def exists(name: str) -> bool:
    """Whether a dotted name leads to a module, or to something in one."""
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:k]))
        except ImportError:
            continue
        for part in parts[k:]:
            thing = getattr(thing, part, None)
        return thing is not None
    return False


def test_what_docstrings_name_is_there():
    paths = [path for top in ("gdengine", "pages", "tests") for path in (ROOT / top).rglob("*.py")]
    named = {(path.name, name) for path in paths for name in NAMED.findall(path.read_text("utf-8"))}
    assert len(named) > 20
    assert sorted(each for each in named if not exists(each[1])) == []
    assert not exists("gdengine.optimizers") and not exists("gdengine.loop.descend.ascend")
