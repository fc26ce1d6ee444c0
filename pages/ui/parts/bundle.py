"""One script from a part's JavaScript and all that it imports.

Streamlit takes a part's script as one text, so what modules import cannot be fetched: ``bundled`` puts it in front,
each file once and after what it builds on itself, and takes the words ``import`` and ``export`` away.  All files of a
bundle thus share one scope: a name that two of them give at the top level is an error.
"""

from __future__ import annotations

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)


def bundled(entry: Path) -> str:
    """The script of the module at ``entry`` with everything it imports in front of it.

    ValueError where two files give the same name at their top level, or where one imports under another name.
    """
    files = list(dict.fromkeys(_in_order(entry.resolve())))
    sources = {file: file.read_text("utf-8") for file in files}
    owners: dict[str, Path] = {}
    for file, source in sources.items():
        for name in TOP_LEVEL.findall(source):
            if owners.setdefault(name, file) != file:
                raise ValueError(f"{name} stands in {owners[name].name} and in {file.name}: one scope holds both")
    return "\n".join(EXPORT.sub("", IMPORT.sub("", source)) for source in sources.values())


def _in_order(file: Path) -> list[Path]:
    """The file behind all that it imports."""
    imports = IMPORT.findall(file.read_text("utf-8"))
    if renamed := [names for names, _ in imports if " as " in names]:
        raise ValueError(f"{file.name} imports {renamed[0].strip()}: names are kept in a bundle")
    return [other for _, path in imports for other in _in_order((file.parent / path).resolve())] + [file]
