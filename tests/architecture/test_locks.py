"""The lock files fit pyproject.toml, agree with each other and name no host."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "constraints.txt")


@pytest.fixture(scope="module")
def lock() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lock", ROOT / "scripts" / "lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_fit(lock: ModuleType) -> None:
    assert list(lock.faults(ROOT)) == []


@pytest.mark.parametrize("name", FILES[1:])
def test_no_file_names_a_host_or_a_folder(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for sign in ("://", "www.", "index-url", "find-links", "/home/", "/root/", "#"):
        assert sign not in text
    assert text.count("==") > 30


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "requirements.lock",
            "rich==",
            "# from https://packages.example\nrich==",
            "requirements.lock names a host or an index",
        ),
        ("requirements.lock", "waitress==", "waitrose==", "requirements.lock does not lock waitress"),
        (
            "constraints.txt",
            "waitress==",
            "waitress==0",
            "constraints.txt and requirements-dev.lock disagree on waitress",
        ),
        (
            "pyproject.toml",
            '"waitress>=3.0",',
            '"waitress>=3.0", "newcomer",',
            "requirements.lock does not lock newcomer",
        ),
    ],
)
def test_a_fault_is_found(lock: ModuleType, copied: Path, name: str, old: str, new: str, fault: str) -> None:
    file = copied / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert fault in list(lock.faults(copied))


def test_a_missing_file_is_found(lock: ModuleType, copied: Path) -> None:
    (copied / "constraints.txt").unlink()
    assert list(lock.faults(copied)) == ["constraints.txt is missing"]


def test_no_index_is_locked_elsewhere() -> None:
    assert not (ROOT / "uv.lock").exists() or "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
