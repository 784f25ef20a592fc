"""How long a newcomer waits: a fresh clone, ``python3 run.py demo``, until the first page is served.

    python3 run.py benchmark first_minute [--port 8799]

The clone has no virtual environment; what the package installer keeps in its own cache is used, so the first run on a
machine is slower by the download. Prints seconds; asserts nothing.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent.parent
GIVE_UP_AFTER = 600


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the address answers; stop when the process ends or the time is up."""
    deadline = time.monotonic() + GIVE_UP_AFTER
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"run.py ended with {process.returncode} before a page was served")
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("no page was served in time")


def main() -> None:
    """Clone, start, wait, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--port", type=int, default=8799)
    port = parser.parse_args().port
    scratch = Path(tempfile.mkdtemp())
    clone = scratch / "tawthiq"
    subprocess.run(["git", "clone", "--quiet", str(HERE), str(clone)], check=True)
    start = time.perf_counter()
    command = [sys.executable, "run.py", "demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=clone, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        installer = "uv" if shutil.which("uv") else "pip"
        print(f"{time.perf_counter() - start:6.1f} s from a clone to a served page, installed with {installer}")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
