"""Killed before every step that reaches the disk, a checkpoint, a bag and a backup are whole or not there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tawthiq
from missions import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="the children work on copies of SQLite's file")

#: The steps that must be among those killed at: a deed whose steps are no longer met is not tested.
STEPS = {
    "checkpoint": {
        "fsync in keeping.ledger_key.store_key",
        "replace in keeping.ledger_key.store_key",
        "commit in actions.sign_ledger._new_key",
        "commit in actions.sign_ledger.make_checkpoint",
    },
    "bag": {
        "commit in actions.performing.performing",
        "commit in actions.sign_ledger.make_checkpoint",
        "fsync in keeping.durable.flush_file",
        "replace in actions.make_bag.make_bag",
        "fsync in custody.bag_packing.pack_bag",
        "replace in actions.make_bag.make_packed_bag",
        "fsync in keeping.durable.flush_folder",
    },
    "backup": {
        "commit in actions.performing.performing",
        "fsync in keeping.durable.flush_file",
        "replace in actions.back_up.back_up",
        "fsync in keeping.durable.flush_folder",
    },
}


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    source, tests = Path(tawthiq.__file__).parents[1], Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "keeping.kill_points", str(tmp_path_factory.mktemp("kills"))],
        env={**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{tests}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("deed", sorted(STEPS))
def test_a_kill_leaves_nothing_half_visible_and_the_deed_works_again(kills: list[dict[str, Any]], deed: str) -> None:
    mine = [kill for kill in kills if kill["deed"] == deed]
    assert {kill["step"] for kill in mine} >= STEPS[deed]
    for kill in mine:
        assert kill["was_killed"], kill
        assert kill["left"]["findings"] == [], kill
        assert kill["left"]["exhibits"] == 1, kill
        assert kill["left"]["entries"] >= 1, kill
        assert kill["again"]["findings"] == [], kill
        assert kill["again"]["entries"] >= kill["left"]["entries"], kill


def test_what_was_made_again_is_there(kills: list[dict[str, Any]]) -> None:
    made = {"checkpoint": [], "bag": ["bag", "bag.zip"], "backup": ["backup"]}
    for kill in kills:
        assert kill["again"]["visible"] == made[kill["deed"]], kill
        assert kill["again"]["checkpoints"] >= (0 if kill["deed"] == "backup" else 1), kill


def test_before_its_last_rename_nothing_is_visible(kills: list[dict[str, Any]]) -> None:
    backups = [kill for kill in kills if kill["deed"] == "backup"]
    renamed = next(n for n, kill in enumerate(backups) if kill["step"].startswith("replace"))
    assert all(kill["left"]["visible"] == [] for kill in backups[: renamed + 1])
    assert all(kill["left"]["visible"] == ["backup"] for kill in backups[renamed + 1 :])


def test_what_a_kill_leaves_hidden_the_doctor_knows(kills: list[dict[str, Any]]) -> None:
    assert all(kill["left"]["unknown"] == [] for kill in kills)
    assert any(kill["left"]["hidden"] for kill in kills), "nothing was left: the test shows nothing"
