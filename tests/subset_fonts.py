"""``python -m tests.subset_fonts``: cut Streamlit's fonts down to what this site shows, into ``pages/ui/fonts``.

Of 4,000 icons a page shows twenty, of 2,500 glyphs it needs a third.  To be run again when Streamlit's fonts or icons
have changed, or the site shows an icon that is new: a test says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import streamlit
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

import pages.ui.fonts

OURS, FOLDER = Path(__file__).parents[1], Path(pages.ui.fonts.__file__).parent
STATIC = Path(streamlit.__file__).with_name("static") / "static"
WRITTEN = (".py", ".js", ".html", ".css")
NAMED = re.compile(r":material/(\w+)")
ITS_NAMES = (1, 3, 4, 6, 16)  # a part of a font may not be called as the whole (SIL Open Font License)
POSTSCRIPT_NAME = 6  # which has no spaces
LICENSE = 13
TYPED = (  # codes of what somebody may type, the last of each included: Latin as most of Europe writes it, Greek, signs
    (0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x304), (0x308, 0x308), (0x370, 0x3FF),
    (0x2010, 0x2027), (0x202F, 0x203A), (0x2070, 0x209C), (0x20AC, 0x20AC),
    (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF),
)  # fmt: skip


def original(name: str) -> TTFont:
    """The font so called as Streamlit has it."""
    (file,) = STATIC.glob(f"media/{name}.*woff2")
    return TTFont(file)


def sources() -> str:
    """All that this site's pages and its engine are written with."""
    files = [file for room in ("pages", "gdengine") for file in OURS.glob(f"{room}/**/*") if file.suffix in WRITTEN]
    return "".join(file.read_text("utf-8") for file in files)


def icons_named() -> set[str]:
    """The icons that this site names, and those that Streamlit's own scripts do."""
    return {name for text in (sources(), *map(Path.read_text, STATIC.glob("js/*.js"))) for name in NAMED.findall(text)}


def ligatures(font: TTFont) -> Iterator[tuple[str, list, object]]:
    """Every ligature of a font: what is written for it, the list that it stands in, and itself."""
    letters = {glyph: chr(code).lower() for code, glyph in font.getBestCmap().items() if code < 128}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, those in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).items():
                for one in those:
                    yield "".join(letters.get(glyph, "?") for glyph in (first, *one.Component)), those, one


def icons(name: str) -> TTFont:
    """The icons that are named anywhere, each a ligature of the letters of its name."""
    font, kept = original(name), icons_named()
    font["name"].setName("Licensed under the Apache License, Version 2.0", LICENSE, 3, 1, 0x409)
    for written, those, one in [*ligatures(font)]:
        if written not in kept:
            those.remove(one)
    return _cut(font, set(map(ord, "".join(kept))), f"Downhill {name}")


def letters(name: str) -> TTFont:
    """What this site is written with and what may be typed, in every weight."""
    codes = {code for first, last in TYPED for code in range(first, last + 1)}
    return _cut(original(name), codes | set(map(ord, sources())), f"Downhill {name}")


def _cut(font: TTFont, codes: set[int], called: str) -> TTFont:
    options = Options()
    options.layout_features += ["tnum"]  # what a style may ask for beyond what is on anyway
    options.name_IDs = ["*"]
    cut = Subsetter(options)
    cut.populate(unicodes=codes)
    cut.subset(font)
    for record in font["name"].names:
        if record.nameID in ITS_NAMES:
            record.string = called.replace(" ", "") if record.nameID == POSTSCRIPT_NAME else called
    font.flavor = "woff2"
    return font


MADE: dict[str, Callable[[str], TTFont]] = {
    "MaterialSymbols-Rounded": icons,
    "SourceSansVF-Upright": letters,
    "SourceSansVF-Italic": letters,
    "SourceCodeVF-Upright": letters,
}


def main() -> None:
    for name, make in MADE.items():
        file = FOLDER / f"{name}.woff2"
        make(name).save(file)
        print(f"{file.name}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
