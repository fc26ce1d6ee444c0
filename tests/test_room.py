"""The room around the pictures: whatever a view asks for has its rule in the style that comes first."""

import itertools

import pytest
from browser import Tab, some

from pages.ui.room import room, room_style
from pages.views.registry import PAGES

SHOWN = "name => getComputedStyle(document.documentElement).getPropertyValue(name)"
VIEWS = [view for page in PAGES.values() for view in page.views.values()]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.title)
def test_all_room_that_a_view_keeps_has_its_rule(view):
    style = room_style(VIEWS)
    for asked, answered, turned, presenting in itertools.product((False, True), repeat=4):
        kept = room(view, asked=asked, answered=answered, turned=turned, presenting=presenting)
        named = "--".join(f"{name}-{value:g}" for name, value in kept.items()).replace(".", "-")
        _, found, rule = style.partition(f":root:has(.st-key-frame-room-{named}) {{ ")
        assert found
        said = dict(part.split(": ") for part in rule.partition(" }")[0].removesuffix(";").split("; "))
        assert {name.removeprefix("--"): float(value.removesuffix("rem")) for name, value in said.items()} == kept


@pytest.mark.parametrize("view", [view for view in VIEWS if view.guesses], ids=lambda view: view.title)
def test_what_can_be_guessed_and_how_good_it_was_have_their_place(view):
    """The buttons stand in the row of the bar, also where nothing plays; a remark does so there, else under the bar."""
    assert "bar" not in room(view, asked=True)
    kept, more = room(view), room(view, answered=True)
    if view.plays:
        assert more["told"] + more["ending"] > kept["told"] + kept.get("ending", 0)
    else:
        assert kept["bar"] == 0 and "bar" not in more


@pytest.mark.parametrize("presenting", some(["", "&present=1"], "&present=1"))
def test_the_page_has_the_room_that_its_view_keeps(browser, app, presenting):
    tab = Tab(browser).open(f"{app}/sine_mlp?lens=luck{presenting}")
    (named,) = tab.page.evaluate("""() => [...document.querySelectorAll('[class*="st-key-frame-room-"]')].map(
        (one) => one.className.match(/st-key-frame-room-([a-z0-9-]+)/)[1]
    )""")
    kept = dict(part.split("-", 1) for part in named.split("--"))
    assert {*kept} >= {"told", "first"}
    for name, value in kept.items():
        shown = tab.page.evaluate(
            "name => getComputedStyle(document.documentElement).getPropertyValue(name)", f"--{name}"
        )
        assert float(shown.strip().removesuffix("rem")) == float(value.replace("-", ".")), name
    tab.close()
