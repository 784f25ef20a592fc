"""Runs a benchmark by its name, with the package found in the clone; without a name, says which there are.

``python3 run.py benchmark`` lists them, ``python3 run.py benchmark custody --megabytes 100`` runs one. They print what
they measure and never fail for being slow; each says at its top what it needs and which bars it is held to.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "benchmarks"


def main(arguments: list[str]) -> int:
    """Run the benchmark that is named first, with the other arguments; 2 where there is none of that name."""
    known = {path.stem: purpose(path) for path in sorted(FOLDER.glob("*.py"))}
    named = {name: words for name, words in known.items() if words}
    if not arguments or arguments[0] not in named:
        for name, words in named.items():
            print(f"{name:<16} {words}")
        return 2 if arguments and arguments[0] not in ("-h", "--help") else 0
    command = [sys.executable, str(FOLDER / f"{arguments[0]}.py"), *arguments[1:]]
    # Some borrow what they measure on from the tests.
    paths = os.pathsep.join(str(ROOT / name) for name in ("src", "tests"))
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode


def purpose(path: Path) -> str:
    """The first line of what a benchmark says of itself; empty for a helper that cannot be run."""
    text = path.read_text(encoding="utf-8")
    if '__name__ == "__main__"' not in text:
        return ""
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
