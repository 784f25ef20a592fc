"""The page on linking in a notebook is true: its blocks run one after the other, and say what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "linking-in-a-notebook.md").read_text(encoding="utf-8")
    held: dict[str, Any] = {}
    for number, block in enumerate(BLOCK.findall(page), start=1):
        exec(compile(block, f"block {number}", "exec"), held)  # noqa: S102 - the page is ours
    said = capsys.readouterr().out
    assert re.search(r"\d+ records in 2 lists\.", said)
    assert "before review: precision" in said
    reviewed, judgements = held["reviewed"], held["judgements"]
    put = dict(reviewed.clusters.select("record_id", "cluster_id").iter_rows())
    assert judgements
    assert all((put[j.record_a] == put[j.record_b]) == (j.decision == "same") for j in judgements)
