"""Nothing a member meets is undocumented: commands, options, settings, errors, words. And the pages are current."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def commands() -> dict[str, Any]:
    from tawthiq.cli.app import app

    group: Any = typer.main.get_command(app)
    return dict(_of(group))


def _of(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _of(command, f"{before}{name} ")
        elif not command.hidden:
            yield f"{before}{name}", command


def test_every_command_and_option_is_documented() -> None:
    written = page("commands.md")
    assert commands()
    for name, command in commands().items():
        assert f"\n## {name}\n" in written
        section = written.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name} has no help"
            if parameter.param_type_name == "option":
                assert f"`{parameter.opts[0]}`" in section


def test_every_error_that_is_raised_is_documented() -> None:
    written = page("errors.md")
    raised = set()
    for file in (ROOT / "src" / "tawthiq").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        raised |= set(re.findall(r"\w+Error\(\s*\"([a-z]+(?:\.[a-z_]+)+)\"", text))
    assert len(raised) > 50
    assert sorted(code for code in raised if f"`{code}`" not in written) == []


def test_every_variable_of_the_environment_is_documented() -> None:
    written = page("settings.md")
    used = set()
    for file in (ROOT / "src" / "tawthiq").rglob("*.py"):
        used |= set(re.findall(r"\"((?:TAWTHIQ_|DATABASE_)[A-Z_]+)\"", file.read_text(encoding="utf-8")))
    assert "DATABASE_URL" in used
    assert sorted(name for name in used if f"`{name}`" not in written) == []


def test_every_setting_of_a_mission_is_documented() -> None:
    from dataclasses import fields

    from tawthiq.intake.limits import Limits
    from tawthiq.keeping.opening import Mandate, Mission, Policies

    kinds = (Mission, Mandate, Policies, Limits)
    names = {field.name for kind in kinds for field in fields(kind)} - {"mandate", "policies", "limits"}
    assert sorted(name for name in names if f"| `{name}` |" not in page("settings.md")) == []


def test_every_code_of_every_word_list_is_documented() -> None:
    from tawthiq.terms.vocabularies import VOCABULARIES, vocabulary

    written = page("vocabularies.md")
    codes = {code for name in VOCABULARIES for code in vocabulary(name).codes()}
    assert sorted(code for code in codes if f"| `{code}` |" not in written) == []


@pytest.mark.parametrize("script", ["reference.py", "lock.py"])
def test_what_a_script_writes_is_current(script: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / script), "--check"]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": ""}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 0, ended.stderr


LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
WRITTEN = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


@pytest.mark.parametrize("file", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_in_a_page_leads_somewhere(file: Path) -> None:
    targets = [target for target in LINK.findall(file.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (file.parent / target).exists()] == []
