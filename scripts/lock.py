"""Writes the lock files: exact versions and digests of everything that is installed, and no address of anything.

``python scripts/lock.py`` resolves `pyproject.toml` for every Python and system the project supports and writes

* ``requirements.lock``      what runs the program, with digests: `run.py` and audited installs;
* ``requirements-dev.lock``  the same and what tests and checks it, with digests;
* ``constraints.txt``       the versions alone, for `pip -c`, `pipx` and `uv tool`.

Versions that are locked stay unless ``--upgrade`` is given. ``--check`` needs no network: it fails when a file names
a host, when a dependency of `pyproject.toml` is not locked, or when the files disagree on a version.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN = "requirements.lock"
DEV = "requirements-dev.lock"
CONSTRAINTS = "constraints.txt"
OLDEST_PYTHON = "3.11"

#: What each file holds: options of `uv pip compile` beside the common ones.
WANTED = {
    DEV: ["--all-extras", "--group", "dev", "--generate-hashes"],
    RUN: ["--generate-hashes", "--constraint", DEV],
    CONSTRAINTS: ["--all-extras", "--constraint", DEV],
}
COMMON = [
    "--universal",
    "--python-version",
    OLDEST_PYTHON,
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
]
ADDRESS = re.compile(r"https?:|file:|://|\bwww\.|@ |--(?:extra-)?index-url|--find-links")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def write_locks(*, upgrade: bool) -> int:
    """Resolve and write the three files; returns the exit status."""
    uv = shutil.which("uv")
    if uv is None:
        print("This script needs uv: see https://docs.astral.sh/uv, or `pipx install uv`.", file=sys.stderr)
        return 7
    for file, options in WANTED.items():
        command = [uv, "pip", "compile", "pyproject.toml", *COMMON, *options, "--output-file", file]
        if upgrade and file == DEV:
            command.append("--upgrade")
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        print(f"{file}: {len(pins((ROOT / file).read_text(encoding='utf-8')))} packages")
    return say(list(faults(ROOT)))


def pins(text: str) -> dict[str, set[str]]:
    """Locked versions by normalised name; several where Python versions need different ones."""
    found: dict[str, set[str]] = {}
    for name, version in PINNED.findall(text):
        found.setdefault(normal(name), set()).add(version)
    return found


def normal(name: str) -> str:
    """A package's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted_names(root: Path) -> dict[str, set[str]]:
    """The names that each lock must hold, from `pyproject.toml`."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    run = {_name(line) for line in project["project"]["dependencies"]}
    extras = {_name(line) for lines in project["project"]["optional-dependencies"].values() for line in lines}
    dev = {_name(line) for line in project["dependency-groups"]["dev"]}
    return {RUN: run, CONSTRAINTS: run | extras, DEV: run | extras | dev}


def _name(requirement: str) -> str:
    return normal(re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0])


def faults(root: Path) -> Iterator[str]:
    """Everything that is wrong with the lock files under `root`, in words."""
    locked: dict[str, dict[str, set[str]]] = {}
    for file, names in wanted_names(root).items():
        path = root / file
        if not path.is_file():
            yield f"{file} is missing"
            continue
        text = path.read_text(encoding="utf-8")
        if ADDRESS.search(text):
            yield f"{file} names a host or an index"
        locked[file] = pins(text)
        for name in sorted(names - set(locked[file])):
            yield f"{file} does not lock {name}"
        if file != CONSTRAINTS and text.count("--hash=sha256:") < len(locked[file]):
            yield f"{file} has packages without a digest"
    everything = locked.get(DEV, {})
    for file, held in locked.items():
        for name, versions in held.items():
            if versions != everything.get(name, versions):
                yield f"{file} and {DEV} disagree on {name}"


def say(found: list[str]) -> int:
    """Print what is wrong; returns the exit status."""
    for fault in found:
        print(f"{fault}; run scripts/lock.py", file=sys.stderr)
    return 1 if found else 0


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, fail where a lock does not fit")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    given = parser.parse_args()
    if given.check:
        found = list(faults(ROOT))
        if not found:
            print("The lock files fit pyproject.toml and name no host.")
        return say(found)
    return write_locks(upgrade=given.upgrade)


if __name__ == "__main__":
    raise SystemExit(main())
