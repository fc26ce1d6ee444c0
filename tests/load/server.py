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

APP = ROOT / "app.py"
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60.0


class Server:
    """A server at ``host``, once it has been started; ``log``: what it writes."""

    def __init__(self, host: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.host, self.log = host, log
        self._command, self._environment = command, environment
        self._spent = 0.0  # processor seconds of its processes that have ended

    def start(self) -> None:
        """Start it, also again, and wait until it answers.  RuntimeError where it does not."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command, cwd=ROOT, stdout=log, stderr=log, env=self._environment)
        wait_for(f"http://{self.host}/_stcore/health", self.process)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """At once, as where a machine is lost."""
        self._spent = self.processor_seconds()
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As whoever hosts it stops it."""
        self.process.terminate()
        self.process.wait()

    def processor_seconds(self) -> float:
        """What its process, and those before it, have used so far."""
        if not self.alive:
            return self._spent
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        return self._spent + (int(fields[11]) + int(fields[12])) / TICKS

    def megabytes(self) -> float:
        """What it holds in memory."""
        if not self.alive:
            return 0.0
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextlib.contextmanager
def served(
    script: Path = APP, *, port: int | None = None, record: Path | None = None, **environment: str
) -> Iterator[Server]:
    """The script, served on the loopback alone until the block ends.

    ``record``: a file for what the server does to the machine (``watched.py``) · ``environment``: besides this one's.
    """
    port = port or free_port()
    watched = [str(Path(__file__).with_name("watched.py")), str(record)] if record else ["-m", "streamlit"]
    command = [sys.executable, *watched, "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    around = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    with tempfile.NamedTemporaryFile() as log:
        server = Server(f"127.0.0.1:{port}", command, around, Path(log.name))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def wait_for(address: str, process: subprocess.Popen, *, seconds: float = START_SECONDS, says: bytes = b"") -> None:
    """Until the process answers there, with these words if they are given.  RuntimeError where it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1) as answer:
            if answer.read() == says or not says:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")
