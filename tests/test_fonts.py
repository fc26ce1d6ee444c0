"""The fonts that are served are a small part of Streamlit's, and all that a page shows is in it."""

from __future__ import annotations

import asyncio
import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from browser import some
from fontTools.ttLib import TTFont
from subset_fonts import FOLDER, MADE, icons_named, ligatures, original, sources

from pages.ui.fonts import FILES, TAGS, Fonts

REMADE = "run `python -m tests.subset_fonts`"
MOST_BYTES = 75_000  # of the fonts that a page asks for, without those of its formulas
ICON = "[data-testid=stIconMaterial]"
# Of every icon to be seen, how wide it is by the size of its letters: 1 where there is such a sign, else 0.
ICON_WIDTHS = f"""() => Object.fromEntries([...document.querySelectorAll("{ICON}")].filter(
    icon => icon.checkVisibility() && icon.clientWidth
).map(icon => {{
    const range = document.createRange();
    range.selectNodeContents(icon);
    return [icon.textContent, range.getBoundingClientRect().width / parseFloat(getComputedStyle(icon).fontSize)];
}}))"""


def room(font: TTFont) -> dict[str, int]:
    """What a font has: every character, and every word that is a ligature, by the room that it takes."""
    widths = font["hmtx"]
    return {
        **{chr(code): widths[glyph][0] for code, glyph in font.getBestCmap().items()},
        **{word: widths[one.LigGlyph][0] for word, _, one in ligatures(font) if "?" not in word},
    }


@pytest.mark.parametrize("name", some(MADE, next(iter(MADE))))
def test_each_is_what_would_be_cut_out_of_streamlits_today(name):
    assert room(TTFont(FOLDER / f"{name}.woff2")) == room(MADE[name](name)), REMADE


@pytest.mark.parametrize("name", MADE)
def test_what_it_has_takes_the_room_that_it_takes_in_the_whole_one(name):
    part, whole = room(TTFont(FOLDER / f"{name}.woff2")), room(original(name))
    assert part.items() <= whole.items()
    assert len(part) < len(whole)


def test_every_letter_that_the_site_is_written_with_is_in_those_of_words():
    for name in ("SourceSansVF-Upright", "SourceSansVF-Italic", "SourceCodeVF-Upright"):
        missing = original(name).getBestCmap().keys() & set(map(ord, sources()))
        missing -= TTFont(FOLDER / f"{name}.woff2").getBestCmap().keys()
        assert not missing, (REMADE, name, sorted(map(chr, missing)))


def test_every_icon_that_is_named_anywhere_is_there():
    there, whole = (
        {word for word, _, _ in ligatures(font)}
        for font in (TTFont(FOLDER / "MaterialSymbols-Rounded.woff2"), original("MaterialSymbols-Rounded"))
    )
    assert len(icons_named()) > 80
    assert icons_named() & whole == there, REMADE
    ours = set(re.findall(r":material/(\w+)", sources()))
    assert ours <= there, "the whole font has no such icon"


def test_an_icon_is_named_as_a_whole():
    """Who cuts the font finds it by its name: one that is put together while the page is drawn would not be in it."""
    assert not re.findall(r":material/[^\w\\].*", sources())


@pytest.mark.parametrize("name", MADE)
def test_a_part_is_not_called_as_the_whole(name):
    names = TTFont(FOLDER / f"{name}.woff2")["name"]
    called = {str(record) for record in names.names if record.nameID in (1, 4)}
    assert called == {f"Downhill {name}"}
    assert "icense" in f"{names.getDebugName(13)} {names.getDebugName(0)} {names.getDebugName(14)}"


def got(path, method="GET", **asked):
    """What is answered for a path: its status, its headers and its body."""
    heard = []

    async def send(message):
        heard.append(message)

    async def streamlit(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"the whole one"})

    headers = [(name.replace("_", "-").encode(), said) for name, said in asked.items()]
    visit = Fonts(streamlit)({"type": "http", "method": method, "path": path, "headers": headers}, None, send)
    with ThreadPoolExecutor(1) as thread:  # the browser of the other tests has an event loop in this one
        thread.submit(asyncio.run, visit).result()
    return heard[0]["status"], dict(heard[0]["headers"]), heard[1]["body"]


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("before", ["", "/school/downhill"])
def test_each_is_served_in_place_of_streamlits(name, before):
    path = f"{before}/static/media/{name}.ttf.Ab-1_x.woff2"
    status, said, body = got(path)
    assert (status, body) == (200, FILES[name])
    assert said[b"content-length"] == str(len(body)).encode()
    assert said[b"cache-control"] == b"no-cache", "an icon that is new would be its name in letters until it ended"
    assert got(path, "HEAD") == (200, said, b"")
    assert got(path, if_none_match=TAGS[name])[::2] == (304, b"")
    assert got(path, if_none_match=b'"older", ' + TAGS[name])[0] == 304
    assert got(path, if_none_match=b'"older"')[::2] == (200, FILES[name])


@pytest.mark.parametrize(
    "path",
    ["KaTeX_Main-Regular.B2.woff2", "SourceSerifVariable-Roman.ttf.md.woff2", "balloon-0.Cz.png", "../../app.woff2"],
)
def test_all_else_is_streamlits(path):
    assert got(f"/static/media/{path}")[2] == b"the whole one"


def test_the_server_serves_the_one_that_the_document_asks_for_first(app):
    with urllib.request.urlopen(urllib.request.Request(app, headers={"accept": "text/html"})) as answered:
        (name,) = re.findall(r'href="\./(static/media/[^"]*\.woff2)"', answered.read().decode())
    with urllib.request.urlopen(f"{app}/{name}") as answered:
        assert answered.read() == FILES["SourceSansVF-Upright"]
        known = {"if-none-match": answered.headers["etag"]}
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(urllib.request.Request(f"{app}/{name}", headers=known))


LINKS = ["misty_mountain?lens=hike", "", "regression?preset=C4&present=1", "misty_mountain?preset=B4&lens=descend"]


@pytest.mark.parametrize("link", some(LINKS, *LINKS[:2]))
def test_a_page_fetches_little_and_shows_its_icons(tab, app, link):
    fonts, page = {}, tab()
    page.page.on("response", lambda said: fonts.setdefault(said.url, said))
    page.open(f"{app}/{link}")
    sizes = {
        url.rsplit("/", 1)[-1]: len(said.body())
        for url, said in fonts.items()
        if url.endswith(".woff2") and "KaTeX" not in url
    }
    widths = page.page.evaluate(ICON_WIDTHS)
    assert len(sizes) >= 2
    assert sum(size for name, size in sizes.items() if "Italic" not in name) < MOST_BYTES, sizes
    assert len(widths) >= 2
    assert not {name: width for name, width in widths.items() if not 0.9 < width < 1.1}
