"""The pure JavaScript of the parts: every test of ``tests/js``, run in a real Chromium and reported by its name."""

import re

import pytest
from browser import ROOT

FILES = sorted((ROOT / "tests" / "js").glob("*.test.js"))
NAMES = [name for file in FILES for name in re.findall(r'^test\("(.+?)", ', file.read_text("utf-8"), re.MULTILINE)]


@pytest.fixture(scope="module")
def outcome(modules):
    """Name of a test → what went wrong, "" for nothing."""
    paths = [f"/{file.relative_to(ROOT).as_posix()}" for file in FILES]
    return modules.evaluate(
        """async paths => {
            for (const path of paths) await import(path);
            return (await import('/tests/js/check.js')).tried();
        }""",
        paths,
    )


def test_every_test_is_run(outcome):
    assert sorted(outcome) == sorted(NAMES)
    assert len(FILES) > 4


@pytest.mark.parametrize("name", NAMES)
def test_javascript(outcome, name):
    assert outcome[name] == ""
