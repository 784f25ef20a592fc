"""A mission made and served by the program itself, for journeys in a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

SOURCE = Path(__file__).resolve().parents[2] / "src"
PASSPHRASE = "invented for a journey"
GIVE_UP_AFTER = 60


def environment(folder: Path) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_URL", "DJANGO", "TAWTHIQ"))
    }
    return {
        **kept,
        "PYTHONPATH": str(SOURCE),
        "TAWTHIQ_PASSPHRASE": PASSPHRASE,
        "XDG_STATE_HOME": str(folder / "state"),
    }


def tawthiq(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "tawthiq", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment(folder), cwd=folder, timeout=120)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(folder: Path, mission: str, **settings: str) -> Iterator[str]:
    """Serve a mission with its worker, with settings of the environment; yields the address, leaves nothing running."""
    port = free_port()
    command = [sys.executable, "-m", "tawthiq", "--mission", mission, "serve", "--port", str(port)]
    server = subprocess.Popen(
        command,
        env=environment(folder) | settings,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + GIVE_UP_AFTER
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            with urlopen(f"{address}/sign-in/", timeout=2) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server did not answer in time")
