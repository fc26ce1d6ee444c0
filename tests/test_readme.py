"""What the README promises is true: its code runs, its pages and commands exist."""

import re

import pytest
from browser import ROOT
from gradients import assert_gradient, places

from gdengine import LANDSCAPES
from gdengine.landscapes import landscape, registry
from pages.ui import site
from pages.ui.page import PARTS

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.S)


def test_the_notebook_lines_run(capsys):
    (lines,) = [block for block in BLOCKS if "import gdengine" in block]
    notebook: dict = {}
    exec(lines, notebook)
    assert notebook["path"].x[-1] == pytest.approx([3, 2], abs=1e-6)
    diverged = re.search(r"(\d+) of 1000 rates diverged", capsys.readouterr().out)
    assert 0 < int(diverged[1]) < 1000


def test_a_surface_is_six_lines_in_one_place(monkeypatch):
    (lines,) = [block for block in BLOCKS if "@landscape" in block]
    for part in ("_dims", "_entries"):  # whatever runs after it has the landscapes that there were
        there = {name: entry for name, entry in getattr(LANDSCAPES, part).items() if name != "matyas"}
        monkeypatch.setattr(LANDSCAPES, part, there)  # without it, should somebody have done what README says
    exec(lines, vars(registry) | {"landscape": landscape})
    added = LANDSCAPES["matyas"]
    assert "matyas" in LANDSCAPES.of(2)
    assert_gradient(added, places(added, (20,)))
    assert abs(added.grad(added.minima)).max() == 0


@pytest.mark.parametrize("page", [page for page in site.MENU if page != "home"])
def test_every_page_is_told_of(page):
    assert f"| `/{page}` |" in README


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.M))
def test_every_command_is_there(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_every_part_that_a_link_can_take_away_is_told_of():
    told = README.partition("<!-- parts")[2].partition("<!-- /parts -->")[0]
    assert re.findall(r"^\| `(\w+)` \| (.+) \|$", told, re.M) == list(PARTS.items())
