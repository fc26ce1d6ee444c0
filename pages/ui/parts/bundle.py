"""All the parts' JavaScript as one script: each file once, in a scope of its own, run when it is first asked for.

A browser would fetch every module that another imports, one after the other.  ``bundled`` writes each as a function
that returns what the module exports, and turns its imports into questions to those functions; they are answered
in any order, since no module imports itself through others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function) )", re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)
MAIN = re.compile(r"^export default (.*);$", re.MULTILINE)
HEAD = """const made = {}, files = {};
const file = name => made[name] ??= files[name]();
export const part = name => file(name).main;
"""


def bundled(entries: Iterable[Path], folder: Path) -> str:
    """One module of the modules at ``entries``, in ``folder``, and all that they import.

    It exports ``part``: ``part("bar/bar.js")`` is the default export of that file.  ValueError where a file exports or
    imports in another way than by ``export`` before a declaration and ``import { names } from "./file.js"``.
    """
    files = dict.fromkeys(file for entry in entries for file in _in_order(entry.resolve()))
    return HEAD + "".join(_scope(file, folder.resolve()) for file in files)


def _in_order(file: Path) -> list[Path]:
    """The file behind all that it imports."""
    imports = IMPORT.findall(file.read_text("utf-8"))
    return [other for _, path in imports for other in _in_order((file.parent / path).resolve())] + [file]


def _scope(file: Path, folder: Path) -> str:
    """The file as a function that returns what it exports, by name; its default export as ``main``."""
    source = file.read_text("utf-8")

    def asked(match: re.Match[str]) -> str:
        other = (file.parent / match[2]).resolve().relative_to(folder).as_posix()
        return f'const {{{match[1].replace(" as ", ": ")}}} = file("{other}");\n'

    body = MAIN.sub("", EXPORT.sub("", IMPORT.sub(asked, source)))
    if left := re.search(r"^(?:import|export)\b.*", body, re.MULTILINE):
        raise ValueError(f"{file.name} says {left[0]!r}, which cannot be bundled")
    exports = EXPORTED.findall(source) + [f"main: {main}" for main in MAIN.findall(source)]
    return f'files["{file.relative_to(folder).as_posix()}"] = () => {{\n{body}return {{ {", ".join(exports)} }};\n}};\n'
