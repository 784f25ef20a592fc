"""The tutorial is true: its blocks of commands run, one after the other, on a small sample mission."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUICK = "tawthiq demo --no-serve --size 200"


def blocks(page: str) -> list[str]:
    return BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `tawthiq` is this clone's."""
    binary = tmp_path / "bin" / "tawthiq"
    binary.parent.mkdir()
    binary.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tawthiq "$@"\n', encoding="utf-8")
    binary.chmod(0o755)
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TAWTHIQ_", "DATABASE_URL", "DJANGO_"))
    }
    return clean | {
        "PATH": f"{binary.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }


def test_the_tutorial_runs(shell: dict[str, str], tmp_path: Path) -> None:
    commands = blocks("tutorial.md")
    assert commands[0].strip() == "tawthiq demo"
    # The demo serves until it is stopped; here it is only made, and small.
    script = "set -eu\n" + "\n".join([QUICK, *commands[1:]])
    ended = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=shell, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    said = ended.stdout
    assert "3 rows, 3 records, 0 rows set aside, 2 problems" in said
    assert "2 figures and" in said
    refused, _, estimated = said.partition("S-59 is withdrawn.")
    assert "cannot be estimated honestly" in refused
    assert "are estimated to be on none of them" in estimated
    assert said.count("Everything holds.") == 3  # the mission, what is restored, and the restored mission
    assert "Release 1" in said
