"""A surface, a rule, an activation, a data set, a preset and a view are added in one place each, and all else follows.

The additions are made as a contributor would make them, in a copy of the project's files, and looked at from outside:
the engine by its records, the pages by a visitor, who finds them in menu, link, picture and script.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest
from browser import ROOT

ADDED = {  # file -> what is written below its last line
    "landscapes/surfaces.py": '''

@landscape("Oval", box=((-4, 4), (-4, 4)), minima=((0, 0),), formula="x^2+3y^2", gradient=r"(2x,\\;6y)")
def oval(m, x, y):
    """A bowl that is three times as steep one way as the other."""
    return x * x + 3 * y * y, (2 * x, 6 * y)
''',
    "rules/optimizers.py": '''

@rule("Root", formula=r"x-\\eta\\sqrt{g}", lesson="Steps of η times a root.", lines=("{next:position}",))
def root(lr: Any = 0.1, eps: Any = 1e-8) -> Optimizer:
    """Steps of η·g/√(|g| + ε)."""
    rate = schedule(lr)

    def update(g: Any, state: tuple, step: int) -> tuple[Any, tuple]:
        return -rate(step) * g / (abs(g) + eps) ** 0.5, state

    return optimizer(root, Nothing, update, lr=lr, eps=eps)
''',
    "network/activations.py": """

def _cube(z, out=None):
    return np.multiply(np.multiply(z, z), z, out=out)


def _cube_slope(z, a, out=None):
    return np.multiply(np.multiply(z, z), 3.0, out=out)


ACTIVATIONS["cube"] = Activation("cube", "cube", _cube, _cube_slope, "a = z^3")
""",
    "data/datasets.py": """
DATASETS["stairs"] = Dataset("Stairs", "made up", _fixed(range(6), (0, 0, 1, 1, 2, 2)))
""",
    "experiments/classics/network.py": """
_sine = Lesson(SineMLP, "Something new", "train")
_sine("D9", "A cube in every unit", activation="cube", width=3, layers=1, steps=3, optimizer="root", lr=0.01)
""",
}
MOUNTAIN = "pages/views/mountain/__init__.py"  # which declares its views
PALETTE = "pages/charts/kit/palette.py"
COLORS = {"OPTIMIZER_COLORS = {": '"root": "#777777",', "ACTIVATION_COLORS = {": '"cube": "#777777",'}  # besides
VIEW = '''

from pages.charts.kit.against_step import progress
from pages.ui.about import About
from pages.ui.scene import Scene
from pages.ui.results import family


def level(scene: Scene) -> About:
    """The height, and nothing else."""
    runs = family(scene.record)
    scene.show(progress(runs.run, runs.rows, title="height"), "level")
    return About(scene.record, walk=runs.chosen, rows=runs.rows, family=runs, coordinates=("x", "y"))


MOUNTAIN_PAGE.views["level"] = View("Level", "How high is it here?", level)
'''
VISIT = """
import json, sys
from visit import visit

def found(page, **link):
    seen = visit(page, **link)
    return {
        "wrong": seen.wrong + seen.said,
        "menus": [option for box in [*seen.app.selectbox, *seen.app.button_group] for option in box.options],
        "settings": {name: str(seen.settings.get(name)) for name in link},
        "address": seen.address,
        "pictures": sorted(seen.pictures),
        "script": "".join(seen.scripts),
        "said": " ".join(seen.words),
    }

print(json.dumps({
    "surface": found("misty_mountain", lens="descend", surface="oval"),
    "rule": found("misty_mountain", lens="descend", optimizer="root"),
    "racer": found("misty_mountain", lens="race", racers="gd root_0.1"),
    "activation": found("sine_mlp", activation="cube"),
    "data": found("regression", data="stairs"),
    "preset": found("sine_mlp", preset="D9"),
    "view": found("misty_mountain", lens="level"),
}))
"""
LOOK = """
import contextlib, io, json, sys
sys.path.insert(0, sys.argv[1])
import gdengine
from gdengine.experiments import MistyMountain, Race, Regression, SineMLP
from gdengine.experiments.presets import PRESETS, lessons_of

def seen(record, **link):
    read, complaints = type(record).read(link)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(read.code(), "script", "exec"), {})
    value = next(iter(read.run().values())).value
    return {
        "choices": [name for name in link if link[name] in read.knobs()[name].choices],
        "complaints": complaints,
        "script": f"f = {float(value[-1])!r}" in out.getvalue(),
        "learns": bool(value[-1] < value[0]),
    }

report = {
    "surface": seen(MistyMountain(), surface="oval"),
    "rule": seen(MistyMountain(), optimizer="root", lr="0.01", eps="1e-6"),
    "activation": seen(SineMLP(), activation="cube", width="3", layers="1", steps="5", lr="0.01"),
    "data": seen(Regression(), data="stairs", lr="0.01"),
}
report["settings"] = MistyMountain(optimizer="root").settings()
report["racers"] = list(Race("gd root_0.1").runs(MistyMountain()))
report["words"] = [gdengine.RULES["root"].title, gdengine.LANDSCAPES["oval"].title]
report["lessons"] = lessons_of("sine_mlp")["Something new"]
report["preset"] = [len(run.x) for run in PRESETS["D9"].run().values()]
report["script"] = [part for part in ('OPTIMIZERS["root"]', "eps=1e-08", "('cube',)") if part in PRESETS["D9"].code()]
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project's files, with the additions."""
    place = tmp_path_factory.mktemp("copy")
    for folder in ("gdengine", "pages", "tests"):
        shutil.copytree(ROOT / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__", "test_*"))
    shutil.copy(ROOT / "app.py", place)
    for path, text in {f"gdengine/{path}": text for path, text in ADDED.items()}.items() | {MOUNTAIN: VIEW}.items():
        with (place / path).open("a", encoding="utf-8") as file:
            file.write(text)
    palette = (place / PALETTE).read_text("utf-8")
    for head, entry in COLORS.items():
        assert head in palette
        palette = palette.replace(head, f"{head}\n    {entry}")
    (place / PALETTE).write_text(palette, "utf-8")
    return place


def look(copy, script, *arguments):
    """What a script finds in the copy."""
    environment = {**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{copy / 'tests'}"}
    command = [sys.executable, "-W", "ignore", "-c", script, *arguments]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def report(copy):
    """What is found in the engine, after the additions."""
    return look(copy, LOOK, str(copy))


@pytest.fixture(scope="module")
def visited(copy):
    """What a visitor finds, after the additions."""
    return look(copy, VISIT)


KNOBS = {"surface": "surface", "rule": "optimizer", "activation": "activation", "data": "data"}


@pytest.mark.parametrize(("what", "knob"), KNOBS.items())
def test_what_was_added_is_a_choice_a_link_and_a_script(report, what, knob):
    assert report[what] == {"choices": [knob], "complaints": [], "script": True, "learns": True}


def test_a_rule_brings_its_knobs_its_words_and_its_racer(report):
    assert report["settings"] == {"eps": 1e-8}
    assert report["racers"] == ["gd", "root"]
    assert report["words"] == ["Root", "Oval"]


def test_a_preset_is_in_its_lesson_and_has_its_script(report):
    assert report["lessons"] == ["D9"]
    assert report["preset"] == [4]
    assert len(report["script"]) == 3


@pytest.mark.parametrize(
    ("what", "menu", "picture", "script"),
    [
        ("surface", "Oval", "map", 'LANDSCAPES["oval"]'),
        ("rule", "Root", "map", 'OPTIMIZERS["root"]'),
        ("racer", None, "field", 'OPTIMIZERS["root"]'),
        ("activation", "cube", "fit_cube", "'cube'"),
        ("data", "Stairs", "line", '"stairs"'),
        ("preset", "A cube in every unit", "fit_cube", "'cube'"),
        ("view", "Level", "level", "misty_mountain"),
    ],
)
def test_a_visitor_finds_it_in_menu_link_picture_and_script(visited, what, menu, picture, script):
    seen = visited[what]
    assert seen["wrong"] == []
    assert menu is None or menu in seen["menus"]
    assert all(value == seen["settings"][name] for name, value in seen["address"].items() if name != "racers")
    assert picture in seen["pictures"]
    assert script in seen["script"]


def test_a_view_brings_its_question(visited):
    assert "How high is it here?" in visited["view"]["said"]
