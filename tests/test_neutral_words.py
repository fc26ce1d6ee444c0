"""What a view asks for is done by a mouse, a finger or a key: its words are for all of them."""

import ast
import re
from pathlib import Path

import pytest

VIEWS = Path(__file__).parents[1] / "pages" / "views"
FOR_A_MOUSE = re.compile(r"\b(click|mouse)s?\b", re.IGNORECASE)


def said(source: str) -> list[str]:
    """The texts of a module but its docstrings."""
    tree = ast.parse(source)
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in explained]
    return [node.value for node in texts if isinstance(node.value, str)]


@pytest.mark.parametrize("path", sorted(VIEWS.rglob("*.py")), ids=lambda path: path.relative_to(VIEWS).as_posix())
def test_a_view_asks_nobody_for_a_mouse(path):
    assert [text for text in said(path.read_text("utf-8")) if FOR_A_MOUSE.search(text)] == []


def test_docstrings_are_not_said():
    assert said('"""A click."""\ndef f():\n    """A click."""\n    return f"Click {1}."') == ["Click ", "."]
