"""Who may import whom.  No arrow points upward: engine, charts, what touches Streamlit's state, views, pages, app.

Read from the syntax tree of every file, imports inside functions included.  The engine's rooms stand in an order of
their own (``ENGINE``, from the door down): each may use those below it.  The rooms above the engine may use NumPy,
because arrays pass through their hands; ``pages/ui`` may use ``pages/charts``, because it shows pictures and knows
colors, and pandas, because it shows tables and reads files.  A page's charts and views never use another page's.
"""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINE = (
    "experiments",
    "activities",
    "analysis",
    "loop",
    "regression",
    "rules",
    "expression",
    "network",
    "landscapes",
    "data",
    "core",
)
PAGES = ("mountain", "network", "regression", "slope")
CHARTS = {"altair", "pandas", "pyarrow", "numpy", "PIL", "gdengine", "pages.charts.kit", "pages.charts.surface"}
VIEWS = {"streamlit", "numpy", "pandas", "gdengine", "pages.ui", "pages.charts", "pages.views"}
OF_PAGES = {"pages.charts.kit", "pages.charts.surface", "pages.views.valleys_guessed", "pages.views.who_is_first"}
ALLOWED = (  # the longest that fits counts; every file may use the standard library
    {"gdengine/": {"numpy", "gdengine"}}
    | {f"gdengine/{room}": {"numpy", *(f"gdengine.{below}" for below in ENGINE[i:])} for i, room in enumerate(ENGINE)}
    | {"pages/charts/kit/": CHARTS - {"pages.charts.surface"}, "pages/charts/surface/": CHARTS}
    | {f"pages/charts/{page}/": CHARTS | {f"pages.charts.{page}"} for page in PAGES}
    | {
        f"pages/views/{page}/": VIEWS - {"pages.charts", "pages.views"}
        | OF_PAGES
        | {f"pages.charts.{page}", f"pages.views.{page}"}
        for page in PAGES
    }
    | {
        "pages/ui/": {"streamlit", "numpy", "pandas", "gdengine", "pages.ui", "pages.charts"},
        "pages/ui/compression.py": {"uvicorn"},  # the web server's own settings, which Streamlit does not hand on
        "pages/views/": VIEWS,
        "pages/": VIEWS,
        "app.py": {"streamlit", "starlette", "pages.ui", "pages.views"},
    }
)
STATE = {"session_state", "query_params", "experimental_user"}
CACHE = {"cache_data", "cache_resource"}  # nobody's: ``pages.ui.memory`` is the only cache of results
MAY_SAY = {r"pages/ui/.*|pages/views/\w+/\w+_state\.py": STATE}  # what is said nowhere else
EVALUATION = {"eval", "exec", "__import__", "import_module"}
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for top in ("gdengine/**/*.py", "pages/**/*.py", "app.py")
    for path in ROOT.glob(top)
)


def violations(path: str, source: str) -> list[str]:
    """A sentence for everything in the file at ``path`` that its room may not do."""
    room = max((room for room in ALLOWED if path.startswith(room)), key=len)
    tree = ast.parse(source)
    found = [f"imports {name}" for name in _imported(tree) if not _may(name, ALLOWED[room])]
    said = _names(tree)
    for where, names in MAY_SAY.items():
        if not re.fullmatch(where, path):
            found += [f"says {name}" for name in sorted(said & names)]
    return found + [f"says {name}" for name in sorted(said & (EVALUATION | CACHE))]


def _may(name, allowed) -> bool:
    top = name.partition(".")[0]
    return top in sys.stdlib_module_names or any(name == way or name.startswith(way + ".") for way in allowed)


def _imported(tree):
    """Every module that is imported, by its full name; ``from a import b`` may mean the module a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _names(tree) -> set[str]:
    """Every name that is said: variables, attributes, what is imported and as what."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.alias):
            names.add(node.name)
    return names


def test_every_room_is_read():
    rooms = {path.rpartition("/")[0] for path in FILES}
    assert {"", "gdengine", "gdengine/experiments", "pages", "pages/charts/kit", "pages/ui"} <= rooms


def test_the_engine_has_eleven_rooms_and_the_door():
    tops = {path.split("/")[1].removesuffix(".py") for path in FILES if path.startswith("gdengine/")}
    assert tops == {*ENGINE, "__init__"}


@pytest.mark.parametrize("path", FILES)
def test_a_file_imports_only_what_its_room_may(path):
    assert violations(path, (ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("gdengine/core.py", "import numpy as np, streamlit", ["imports streamlit"]),
        ("gdengine/core.py", "def f():\n    from pandas import DataFrame", ["imports pandas.DataFrame"]),
        ("gdengine/network/mlp.py", "from pages.charts.kit import palette", ["imports pages.charts.kit.palette"]),
        ("gdengine/loop/descend.py", "from gdengine.analysis import basins", ["imports gdengine.analysis.basins"]),
        ("gdengine/analysis/basins.py", "from gdengine.loop.descend import descend", []),
        ("gdengine/core.py", "from . import knobs", ["imports ..knobs"]),
        ("gdengine/core.py", "import numpyro", ["imports numpyro"]),
        ("gdengine/expression/program.py", "f = eval('1')", ["says eval"]),
        ("gdengine/core.py", "import builtins\nbuiltins.exec('')", ["says exec"]),
        ("pages/charts/slope/curve.py", "import streamlit as st", ["imports streamlit"]),
        ("pages/charts/slope/curve.py", "from pages.ui.results import family", ["imports pages.ui.results.family"]),
        ("pages/charts/slope/curve.py", "import PIL.Image, altair as alt, pages.charts.kit.spec", []),
        ("pages/views/slope/slope.py", "import pages.charts.mountain.race", ["imports pages.charts.mountain.race"]),
        ("pages/ui/titles.py", "import pages.regression", ["imports pages.regression"]),
        ("pages/ui/titles.py", "from pages import regression, ui", ["imports pages.regression"]),
        ("pages/ui/titles.py", "import streamlit as st\nst.session_state['a'] = st.query_params", []),
        ("pages/ui/titles.py", "import altair", ["imports altair"]),
        ("pages/home.py", "import streamlit as st\nst.session_state['a'] = 1", ["says session_state"]),
        ("pages/home.py", "from streamlit import cache_data", ["says cache_data"]),
        ("pages/home.py", "import streamlit as st\n@st.cache_resource\ndef f(): pass", ["says cache_resource"]),
        ("pages/ui/results.py", "import streamlit as st\nst.cache_data", ["says cache_data"]),
        ("pages/home.py", "import altair", ["imports altair"]),
        ("app.py", "from gdengine import PRESETS", ["imports gdengine.PRESETS"]),
        ("app.py", "import json\nfrom pages.ui.site import serve", []),
    ],
)
def test_the_reader_finds_what_is_forbidden_and_only_that(path, source, found):
    assert violations(path, source) == found
