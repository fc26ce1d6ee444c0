"""The server that is measured: started as it is hosted, its processor time and memory read from the system."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.browser import ROOT, free_port

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60.0


class Server:
    """A running server, at ``host``; ``log``: what it writes."""

    def __init__(self, host: str, process: subprocess.Popen, log: Path) -> None:
        self.host, self.process, self.log = host, process, log

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """At once, as where a machine is lost."""
        self.process.kill()
        self.process.wait()

    def processor_seconds(self) -> float:
        """What its process has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def megabytes(self) -> float:
        """What it holds in memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextlib.contextmanager
def served(
    script: Path = ROOT / "app.py", *, port: int | None = None, record: Path | None = None, **environment: str
) -> Iterator[Server]:
    """The script, served on the loopback alone until the block ends.

    ``record``: a file for what the server does to the machine (``watched.py``) · ``environment``: besides this one's.
    """
    port = port or free_port()
    watched = [str(Path(__file__).with_name("watched.py")), str(record)] if record else ["-m", "streamlit"]
    command = [sys.executable, *watched, "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    around = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    with (
        tempfile.NamedTemporaryFile("w+b") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=around) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield Server(f"127.0.0.1:{port}", process, Path(log.name))
        finally:
            process.terminate()


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Until the process answers there.  RuntimeError where it does not."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")
