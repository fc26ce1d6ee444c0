"""``python tests/load/watched.py RECORD run app.py …``: Streamlit, with what it does to the machine written down.

Every file that it opens, removes or renames, every program that it starts and every address that it calls is one line
of the file RECORD: "read", "write", "start" or "call", a tab, and which.
"""

from __future__ import annotations

import os
import sys
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link", "os.symlink")
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")


def what_is_done(event: str, args: tuple[Any, ...]) -> str | None:
    """The line that tells of an audited event; None for one that leaves the machine alone."""
    if event == "open":
        path, _, flags = args
        return None if isinstance(path, int) else f"{'write' if flags & WRITES else 'read'}\t{os.fsdecode(path)}"
    if event in CHANGES:
        return f"write\t{args[0]!s}"
    if event in STARTS:
        return f"start\t{args[0]!s}" if args else "start\t"
    return f"call\t{args[1]!r}" if event == "socket.connect" else None


def main() -> None:
    record = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if (line := what_is_done(event, args)) is not None:
            os.write(record, f"{line}\n".encode("utf-8", "replace"))

    sys.addaudithook(hear)
    sys.argv = ["streamlit", *sys.argv[2:]]
    from streamlit.web.cli import main as streamlit

    streamlit()


if __name__ == "__main__":
    main()
