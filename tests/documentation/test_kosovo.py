"""The tutorial on the Kosovo table is true: its blocks run one after the other, and say what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "estimating-the-dead-of-kosovo.md").read_text(encoding="utf-8")
    held: dict[str, Any] = {}
    for number, block in enumerate(BLOCK.findall(page), start=1):
        exec(compile(block, f"block {number}", "exec"), held)  # noqa: S102 - the page is ours
    said = capsys.readouterr().out
    assert "4400" in said
    assert "10,356.5" in said
    assert held["table"].on_several == 1_182
    # What was later documented name by name lies in the range.
    assert held["found"].interval.lower < 10_401 < held["found"].interval.upper
    assert "without EXH" in said
    assert "EXH: 1910 people; the other lists say" in said
    assert "cannot be estimated honestly" in held["refused"].explain()
