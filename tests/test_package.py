"""``pip install .`` gives the engine alone, on numpy alone, and a script copied from a page runs with it elsewhere."""

import doctest
import importlib
import pkgutil
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from browser import ROOT

import gdengine
from gdengine.experiments.presets import PRESETS

WHERE = "print(gdengine.__file__)\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder in which nothing but the package is installed, built from a copy: a build leaves files behind."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for name in ("pyproject.toml", "README.md", "app.py"):
        shutil.copy(ROOT / name, source)
    for name in ("gdengine", "pages"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    how = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target), str(source)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *how]
    done = subprocess.run(pip, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return target


def test_the_package_is_the_engine_and_needs_numpy_alone(installed):
    assert sorted(path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")) == ["gdengine"]
    modules = {path.relative_to(ROOT) for path in (ROOT / "gdengine").rglob("*.py")}
    assert {path.relative_to(installed) for path in (installed / "gdengine").rglob("*.py")} == modules
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    run_time = (ROOT / "requirements.txt").read_text("utf-8").split()
    assert [need.partition(">")[0] for need in project["dependencies"]] == ["numpy"]
    assert {*project["dependencies"]} < {*run_time}, "the same numpy as the app's"


@pytest.fixture
def alone(installed, tmp_path):
    """The folders of a Python in which nothing is installed but the package and numpy."""
    for part in Path(np.__file__).parents[1].glob("numpy*"):
        (tmp_path / part.name).symlink_to(part)
    return [str(installed), str(tmp_path)]


@pytest.mark.parametrize("name", ["A1", "A4", "B5", "C3", "D3"])
def test_a_copied_script_runs_elsewhere(alone, tmp_path, name):
    script = tmp_path / "copied.py"
    script.write_text(PRESETS[name].code() + WHERE)
    start = f"import sys, runpy; sys.path += {alone!r}; runpy.run_path({str(script)!r})"
    run = [sys.executable, "-I", "-S", "-c", start]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    *numbers, place = done.stdout.splitlines()
    assert place.startswith(alone[0])
    assert len(numbers) >= 5


def test_elsewhere_nothing_else_is_installed(alone):
    start = f"import sys; sys.path += {alone!r}; import gdengine, streamlit"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", start], capture_output=True, text=True, check=False)
    assert "No module named 'streamlit'" in done.stderr


def test_a_first_walk_imports_only_what_it_needs():
    walk = "gdengine.descend(gdengine.LANDSCAPES['square'], gdengine.OPTIMIZERS['gd'](0.1), [1], 5)"
    start = f"import sys, gdengine; {walk}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=True)
    rooms = {name.split(".")[1] for name in done.stdout.split() if name.startswith("gdengine.")}
    assert rooms == {"core", "landscapes", "loop", "rules"}


@pytest.mark.parametrize("name", gdengine.__all__)
def test_every_name_of_the_engine_is_there_when_it_is_asked_for(name):
    start = f"import gdengine; assert {name!r} in dir(gdengine); print(gdengine.{name} is not None)"
    done = subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "True", done.stderr


def test_a_name_that_the_engine_has_not_is_an_error():
    with pytest.raises(AttributeError, match="has no attribute 'gradient_descent'"):
        gdengine.gradient_descent  # noqa: B018


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("OPTIMIZERS", "no rule called 'adma': choose one of gd, momentum"),
        ("RULES", "no rule called 'adma': choose one of gd, momentum"),
        ("PRESETS", "no experiment called 'adma': choose one of A4, A1"),
        ("EXPERIMENTS", "no page called 'adma': choose one of slope_explorer, misty_mountain"),
    ],
)
def test_who_asks_for_a_name_that_is_none_is_told_which_there_are(names, sentence):
    with pytest.raises(KeyError, match=sentence):
        getattr(gdengine, names)["adma"]
    assert getattr(gdengine, names).get("adma") is None


def test_the_examples_in_the_engines_docstrings_are_true():
    modules = [
        gdengine,
        *(importlib.import_module(m.name) for m in pkgutil.walk_packages(gdengine.__path__, "gdengine.")),
    ]
    seen = {module.__name__: doctest.testmod(module) for module in modules}
    assert [name for name, result in seen.items() if result.failed] == []
    assert seen["gdengine"].attempted >= 3
