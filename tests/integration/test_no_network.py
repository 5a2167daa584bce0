"""A whole run, from dump to report, with every way out of the machine closed."""

import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLE, Run

# Loaded by every Python that the run starts, dbt's among them.
BLOCKED = """
import os
import socket

LOCAL = {"localhost", "127.0.0.1", "::1", "", None}


def refuse(*where):
    with open(os.environ["BLOCKED_LOG"], "a") as log:
        log.write(repr(where) + "\\\\n")
    raise OSError(f"the network is blocked in this test: {where}")


look_up, connect = socket.getaddrinfo, socket.socket.connect


def getaddrinfo(host, *rest, **options):
    return look_up(host, *rest, **options) if host in LOCAL else refuse(host)


def connect_locally(self, address):
    if self.family == socket.AF_UNIX or address[0] in LOCAL:
        return connect(self, address)
    return refuse(address)


socket.getaddrinfo = getaddrinfo
socket.socket.connect = connect_locally
""".replace("\\\\n", "\\n")


class BlockedRun(Run):
    """A run whose processes cannot reach the network, and note every attempt."""

    @property
    def attempts(self) -> Path:
        return self.data / "attempts.log"

    def environment(self) -> dict[str, str]:
        folder = self.data / "blocked"
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(BLOCKED)
        return super().environment() | {
            "PYTHONPATH": str(folder),
            "BLOCKED_LOG": str(self.attempts),
        }


def test_the_block_works(tmp_path: Path) -> None:
    import subprocess

    run = BlockedRun(tmp_path)
    code = "import urllib.request as u; u.urlopen('http://example.invalid')"
    tried = subprocess.run(
        [sys.executable, "-c", code], env=run.environment(), capture_output=True, check=False
    )
    assert b"the network is blocked" in tried.stderr
    assert "example.invalid" in run.attempts.read_text()


def test_a_run_does_not_try_to_reach_the_network(tmp_path: Path) -> None:
    if not SAMPLE.is_dir():
        pytest.fail("data/sample is missing; make it with `make sample`")
    run = BlockedRun(tmp_path)
    done = run.command(SAMPLE)
    assert done.returncode == 0, f"{done.stdout}\n{run.log()}"
    assert not run.attempts.exists(), run.attempts.read_text()
