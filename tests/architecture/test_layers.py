"""The rooms know only those below them, the core loads no Django, and modules stay short."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tawthiq"
CORE = ("terms", "sealing", "custody", "guarding", "intake", "reading", "matching", "counting", "publishing", "sample")
LONGEST = 400


def run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(SOURCE.parent), "PATH": "", "HOME": "/nonexistent"}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


def test_the_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ended = run(str(linter), "--no-cache")
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert re.search(r"Contracts: \d+ kept, 0 broken", ended.stdout)


def modules_of(room: str) -> list[str]:
    files = sorted((SOURCE / room).rglob("*.py"))
    names = [".".join(file.relative_to(SOURCE.parent).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names]


@pytest.mark.parametrize("room", CORE)
def test_a_room_of_the_core_loads_no_django_and_no_database(room: str) -> None:
    program = (
        "import importlib, sys\n"
        f"for name in {modules_of(room)!r}: importlib.import_module(name)\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'django', 'psycopg', 'typer'}))\n"
    )
    ended = run(sys.executable, "-c", program)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "[]"


@pytest.mark.parametrize("room", CORE)
def test_a_room_opens_without_its_heavy_libraries(room: str) -> None:
    program = (
        f"import sys, tawthiq.{room}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'scipy', 'polars', 'rapidfuzz'}))\n"
    )
    ended = run(sys.executable, "-c", program)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "[]"


def test_no_module_is_longer_than_a_reader_bears() -> None:
    long = {}
    for file in sorted(SOURCE.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        lines = file.read_text(encoding="utf-8").count("\n")
        if lines > LONGEST:
            long[file.relative_to(SOURCE).as_posix()] = lines
    assert long == {}


def test_no_package_is_called_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers"}
    names = {part.stem for part in SOURCE.rglob("*") if part.is_dir() or part.suffix == ".py"}
    assert names & nothing == set()


def test_every_module_says_what_it_is() -> None:
    import ast

    silent = [
        file.relative_to(SOURCE).as_posix()
        for file in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in file.parts and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []
