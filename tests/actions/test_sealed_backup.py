"""The smallest way there and back: a sealed backup of a small mission, restored and verified."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from missions import ON_POSTGRESQL, TestMission, receive_bytes
from tawthiq.actions.back_up import back_up
from tawthiq.actions.restore_backup import restore
from tawthiq.terms.errors import EvidenceError


@pytest.mark.skipif(ON_POSTGRESQL, reason="tests/keeping/test_carrying.py is PostgreSQL's")
def test_there_and_back(shared_mission: TestMission, tmp_path: Path) -> None:
    receive_bytes(b"a photograph", viewer=shared_mission.viewer())
    holder, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    made = back_up(tmp_path / "b.age", viewer=shared_mission.viewer(), recipients=[str(holder.to_public())])
    assert b"SQLite format" not in made.path.read_bytes()
    restored = restore(made.path, tmp_path / "again", identity=str(holder))
    assert (restored.ledger_seq, restored.ledger_sha256) == (made.ledger_seq, made.ledger_sha256)
    with pytest.raises(EvidenceError):
        restore(made.path, tmp_path / "never", identity=str(stranger))
    assert not (tmp_path / "never").exists()
