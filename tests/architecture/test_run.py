"""`run.py` starts the right thing, installs only when something changed, and speaks plainly to an old Python."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"loaded_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as it stands, pointed at an empty clone with two locks."""
    module = load(ROOT / "run.py")
    for name in (module.RUN, module.DEV):
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "HOUSE", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "installed.json")
    return module


@pytest.fixture
def commands(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Every command that would have been run; the environment then is there."""
    seen: list[list[str]] = []

    def pretend(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        seen.append(command)
        run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        run.PYTHON.touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(run.subprocess, "run", pretend)
    monkeypatch.setattr(run, "become", lambda command: seen.append(command) or 0)
    return seen


def test_an_old_python_can_read_it() -> None:
    text = (ROOT / "run.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))
    assert "from __future__" not in text
    assert text.index("sys.version_info") < text.index("def ")


def test_it_says_what_it_can_do() -> None:
    asked = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "--help"], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0
    assert "python3 run.py demo" in asked.stdout
    unknown = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "dmeo"], capture_output=True, text=True, check=False
    )
    assert unknown.returncode == 2


@pytest.mark.parametrize("uv", ["/usr/bin/uv", None])
def test_it_installs_once_with_digests(
    run: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, uv: str | None
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _name: uv)
    assert run.main(["demo", "--port", "9"]) == 0
    assert commands[-1] == [str(run.PYTHON), "-m", "tawthiq", "demo", "--port", "9"]
    (installing,) = [command for command in commands if "--require-hashes" in command]
    assert installing[-1] == run.RUN
    assert (installing[0] == uv) is (uv is not None)
    commands.clear()
    run.main(["tawthiq", "--help"])
    assert commands == [[str(run.PYTHON), "-m", "tawthiq", "--help"]]


def test_the_tests_need_more_and_what_they_need_holds_the_demo(run: ModuleType, commands: list[list[str]]) -> None:
    run.main(["demo"])
    commands.clear()
    run.main(["test", "-x"])
    assert [command[-1] for command in commands if "--require-hashes" in command] == [run.DEV]
    assert commands[-1] == [str(run.PYTHON), str(run.HERE / "scripts" / "test.py"), "-x"]
    commands.clear()
    run.main(["demo"])
    assert len(commands) == 1


def test_a_changed_lock_is_installed_anew(run: ModuleType, commands: list[list[str]]) -> None:
    run.main(["demo"])
    (run.HERE / run.RUN).write_text("changed\n", encoding="utf-8")
    commands.clear()
    run.main(["demo"])
    assert any("--require-hashes" in command for command in commands)


def test_a_failed_install_is_said_and_tried_again(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _name: None)
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(run.subprocess, "run", lambda *_args, **_named: failed)
    assert run.main(["demo"]) == 7
    assert "-venv" in capsys.readouterr().err
    assert not run.is_installed(run.RUN)


def test_the_stamp_names_both_locks(run: ModuleType, commands: list[list[str]]) -> None:
    run.main(["lint"])
    assert commands
    assert set(json.loads(run.STAMP.read_text(encoding="utf-8"))) == {run.RUN, run.DEV}


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        (
            "postgresql://postgres:@/postgres?host=/tmp/tawthiq-pg-x/data",
            "postgresql://postgres:@%2Ftmp%2Ftawthiq-pg-x%2Fdata/postgres",
        ),
        ("postgresql://postgres:@127.0.0.1:5433/postgres", "postgresql://postgres:@127.0.0.1:5433/postgres"),
    ],
)
def test_a_servers_address_is_what_the_settings_read(uri: str, address: str) -> None:
    from tawthiq.settings import database

    assert load(ROOT / "scripts" / "test.py").address_of(uri) == address
    assert database(address, None)["HOST"] in {"/tmp/tawthiq-pg-x/data", "127.0.0.1"}  # noqa: S108
