"""What a class talks to: one server, or replicas behind the proxy that is deployed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pages.ui.watching import WHOLLY_READY
from tests.browser import ROOT, free_port
from tests.load.server import APP, Server, served, wait_for

DEPLOY = ROOT / "deploy"
PROXIES = {"nginx": DEPLOY / "nginx.conf", "caddy": DEPLOY / "Caddyfile"}
WARM_SECONDS = 180.0  # within which a server has drawn everything beforehand
MOST_REPLICAS = 2  # that the deployed configurations name
PORTS = ("8500", "8501", "8502")  # in them: the proxy's and the replicas'


class Hosted:
    """Servers that are called by one address, ``host``; what they use is summed, and a proxy's part is left out."""

    def __init__(self, host: str, servers: Sequence[Server]) -> None:
        self.host, self.servers = host, servers

    def processor_seconds(self) -> float:
        return sum(server.processor_seconds() for server in self.servers)

    def megabytes(self) -> float:
        return sum(server.megabytes() for server in self.servers)

    def log(self) -> str:
        """All that they wrote."""
        return "\n".join(server.log.read_text("utf-8", "replace") for server in self.servers)


def environment() -> dict[str, str]:
    """What the container sets."""
    (said,) = re.findall(r"^ENV (.*)$", (ROOT / "Containerfile").read_text("utf-8"), re.MULTILINE)
    return dict(pair.split("=") for pair in said.split())


@contextlib.contextmanager
def hosted(replicas: int = 1, script: Path = APP, *, warm: bool = False) -> Iterator[Hosted]:
    """The script on so many servers until the block ends, behind nginx where they are two.

    ``warm``: in the environment of the container, in which they draw everything once beforehand, and have done so.
    """
    asked = environment() if warm else {}
    with contextlib.ExitStack() as running:
        servers = [running.enter_context(served(script, **asked)) for _ in range(replicas)]
        for server in servers if warm else ():
            wait_for(f"http://{server.host}/ready", server.process, seconds=WARM_SECONDS, says=WHOLLY_READY)
        host = servers[0].host
        if replicas > 1:
            folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
            host = running.enter_context(proxied("nginx", servers, folder))
        yield Hosted(host, servers)


@contextlib.contextmanager
def proxied(kind: str, servers: Sequence[Server], folder: Path, *, framed: bool = False) -> Iterator[str]:
    """The address of a proxy before two servers, by the configuration that is deployed with their ports in it.

    ``framed``: with the lines for who shows the app in a frame of another site's page.
    """
    door = free_port()
    ports = dict(zip(PORTS, (str(door), *[server.host.rpartition(":")[2] for server in servers]), strict=True))
    text = PROXIES[kind].read_text("utf-8")
    assert all(port in text for port in PORTS)
    text = re.sub("|".join(PORTS), lambda port: ports[port[0]], text)
    text = text.replace("# framed:", "") if framed else text
    file = folder / PROXIES[kind].name
    file.write_text(text.replace("/tmp/", f"{folder}/"), "utf-8")
    command = {
        "nginx": ["-c", str(file), "-g", "daemon off;"],
        "caddy": ["run", "--adapter", "caddyfile", "--config", str(file)],
    }[kind]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [_program(kind), *command], stdout=log, stderr=log, env={**os.environ, "HOME": str(folder)}
        ) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{door}/_stcore/health", process)
            yield f"127.0.0.1:{door}"
        finally:
            process.terminate()


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, f"{name} is missing: sh tests/proxies.sh"
    return found
