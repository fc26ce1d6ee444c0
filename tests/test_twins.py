"""A number that JavaScript has from Python is the same there; which it is its comment says: ``see NAME in file.py``."""

import importlib
import re

import pytest
from browser import ROOT

NUMBER = re.compile(r"^const (\w+) = ([-\d._e*+() ]+);(.*)$", re.MULTILINE)  # arithmetic that both languages read alike
TWIN = re.compile(r"\bsee ([A-Z_]+) in ([\w/]+\.py)")
NUMBERS = [
    (file, *found.groups())
    for file in sorted((ROOT / "pages/ui/parts").rglob("*.js"))
    for found in NUMBER.finditer(file.read_text("utf-8"))
]
TWINS = {
    f"{file.parent.name}.{file.stem}.{name}": (value, *TWIN.search(comment).groups())
    for file, name, value, comment in NUMBERS
    if TWIN.search(comment)
}


def named(name, path):
    """The number of that name in the file that is so called, below ``pages`` or ``gdengine``."""
    (file,) = (
        file
        for top in ("pages", "gdengine")
        for file in (ROOT / top).rglob("*.py")
        if file.as_posix().endswith(f"/{path}")
    )
    module = file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("twin", TWINS)
def test_a_number_is_the_same_in_both_languages(twin):
    value, name, path = TWINS[twin]
    assert eval(value) == named(name, path)


def test_a_number_that_names_a_file_of_python_names_the_number_there():
    vague = [
        f"{file.name}: {name}" for file, name, _, comment in NUMBERS if ".py" in comment and not TWIN.search(comment)
    ]
    assert len(TWINS) > 8 and not vague
