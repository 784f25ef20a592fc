"""Runs Tawthiq from a clone, on a machine that has Python 3.11 or newer and nothing else.

    python3 run.py demo              make the sample mission and serve it on http://127.0.0.1:8765
    python3 run.py test [ARGS]       run the tests (ARGS go to pytest)
    python3 run.py lint              run every check that is not a test
    python3 run.py benchmark [NAME]  print what something costs, and say which can be asked
    python3 run.py tawthiq [ARGS]    any command of Tawthiq, such as: python3 run.py tawthiq --help

The first run makes a virtual environment in .venv beside this file and installs the exact versions of the lock
file into it, each checked against its digest; later runs start at once. It installs with uv where uv is on the
PATH, else with pip. Nothing is installed outside .venv, and the network is used for nothing else.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    # Before anything that an older Python could not even read.
    sys.exit(
        "Tawthiq needs Python 3.11 or newer; this is {}.\n".format(sys.version.split()[0])  # noqa: UP032
        + "Run it with a newer one, for example: python3.12 run.py demo"
    )

HERE = Path(__file__).resolve().parent
HOUSE = HERE / ".venv"
PYTHON = HOUSE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = HOUSE / "installed.json"
RUN = "requirements.lock"
DEV = "requirements-dev.lock"

#: What each command starts, and the lock it needs.
COMMANDS = {
    "demo": (["-m", "tawthiq", "demo"], RUN),
    "tawthiq": (["-m", "tawthiq"], RUN),
    "test": (["scripts/test.py"], DEV),
    "lint": (["scripts/lint.py"], DEV),
    "benchmark": (["scripts/benchmark.py"], DEV),
}


def main(arguments: list[str]) -> int:
    """Install what the command needs, then become the command."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments[:1] in ([], ["-h"], ["--help"]) else 2
    start, lock = COMMANDS[arguments[0]]
    if not is_installed(lock):
        status = install(lock)
        if status:
            return status
    return become([str(PYTHON), *(resolve(part) for part in start), *arguments[1:]])


def resolve(part: str) -> str:
    """A script by its full path, so that the command works from any folder."""
    return str(HERE / part) if part.endswith(".py") else part


def digest(lock: str) -> str:
    """What a lock file says, in one value."""
    return hashlib.sha256((HERE / lock).read_bytes()).hexdigest()


def is_installed(lock: str) -> bool:
    """Whether the environment holds what this lock asks for. What the longer lock asks for holds the shorter one."""
    if not PYTHON.exists() or not STAMP.exists():
        return False
    return json.loads(STAMP.read_text(encoding="utf-8")).get(lock) == digest(lock)


def install(lock: str) -> int:
    """Make or renew the environment; returns the exit status."""
    uv = shutil.which("uv")
    say(f"Installing the exact versions of {lock} into .venv, with {'uv' if uv else 'pip'} (once).")
    STAMP.unlink(missing_ok=True)
    for command in uv_commands(uv, lock) if uv else pip_commands(lock):
        if subprocess.run(command, cwd=HERE, check=False).returncode:
            return fail(f"This did not work: {' '.join(command)}", advice(command))
    # The development lock pins the same versions as the other one and more (scripts/lock.py checks it).
    done = {name: digest(name) for name in ((RUN, DEV) if lock == DEV else (RUN,))}
    STAMP.write_text(json.dumps(done), encoding="utf-8")
    return 0


def uv_commands(uv: str, lock: str) -> list[list[str]]:
    """With uv: an environment of this very Python, holding what is locked and nothing else."""
    make = [] if PYTHON.exists() else [[uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(HOUSE)]]
    return [*make, [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), lock]]


def pip_commands(lock: str) -> list[list[str]]:
    """With pip, which the environment brings along."""
    make = [] if has_pip() else [[sys.executable, "-m", "venv", str(HOUSE)]]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    return [*make, [*pip, "install", "--quiet", "--require-hashes", "--no-deps", "-r", lock]]


def has_pip() -> bool:
    """Whether the environment is there and has pip: an interrupted run, or uv, leaves it without."""
    command = [str(PYTHON), "-m", "pip", "--version"]
    return PYTHON.exists() and subprocess.run(command, check=False, capture_output=True).returncode == 0


def advice(command: list[str]) -> str:
    """What to do about a command that failed."""
    if command[1:3] != ["-m", "venv"]:
        return "See what it says above; when the network or the disk was at fault, run the same command again."
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        "This Python cannot make virtual environments. On Debian and Ubuntu install the package for it:\n"
        f"  sudo apt install python{version}-venv     (or python3-venv)\n"
        "and run the same command again; or install uv and have it on the PATH."
    )


def become(command: list[str]) -> int:
    """Run the command in place of this script, with the package found in the clone."""
    environment = {**os.environ, "PYTHONPATH": str(HERE / "src")}
    environment.pop("PYTHONHOME", None)
    if os.name == "nt":
        return subprocess.run(command, env=environment, check=False).returncode
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(command[0], command, environment)  # noqa: S606 - a fixed list, no shell wanted
    raise AssertionError("a process that became another one does not come back")


def fail(problem: str, next_step: str) -> int:
    """Say what is wrong and what to do; returns the exit status for set-up."""
    say(problem)
    say(next_step)
    return 7


def say(words: str) -> None:
    """Talk on stderr: stdout is the command's."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
