"""The tables of custody: their rules on both engines, and a store from before them brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from missions import MOMENT, ON_POSTGRESQL, TestMission, opened
from tawthiq.custody.ledger import EntryKind, check_chain
from tawthiq.keeping.models import LedgerEntry
from tawthiq.keeping.queries import custody as queries
from tawthiq.keeping.writes import custody as writes
from tawthiq.keeping.writes import ledger
from tawthiq.terms.errors import BadInputError

PROTECTED = {"keeping_ledgerkey": "origin", "keeping_checkpoint": "note", "keeping_handout": "at"}


def enter(viewer_id: str, salt: str = "0") -> int:
    return ledger.append_entry(EntryKind.RECEIVED, object_id="x", actor=viewer_id, at=MOMENT, salt=salt * 32)


@pytest.fixture
def filled(mission: TestMission) -> TestMission:
    enter(mission.viewer().member_id)
    key = writes.add_ledger_key(origin="tawthiq.invalid/x", public="00" * 32, at=MOMENT)
    checkpoint = writes.add_checkpoint(size=1, note="note", key_id=key, at=MOMENT)
    writes.add_handout(holder_id=writes.add_holder(name="One", at=MOMENT), checkpoint_id=checkpoint, at=MOMENT)
    return mission


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("table", sorted(PROTECTED))
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_was_signed_and_handed_out_stays(table: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=PROTECTED[table]))


def test_the_ledger_takes_only_its_next_entry(mission: TestMission) -> None:
    enter(mission.viewer().member_id)
    for seq in (1, 3, 99):
        with pytest.raises(IntegrityError), transaction.atomic():
            LedgerEntry(seq=seq, line="{}", entry_sha256=f"{seq:064d}", object_id="x").save(force_insert=True)
    assert enter(mission.viewer().member_id) == 2


@pytest.mark.usefixtures("filled")
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has INSERT OR REPLACE")
@pytest.mark.parametrize("table", ["keeping_ledgerentry", "keeping_ledgerkey", "keeping_checkpoint"])
def test_replacing_a_row_is_deleting_it_and_refused(table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


def test_a_name_is_taken_once(filled: TestMission) -> None:  # noqa: ARG001
    with pytest.raises(BadInputError):
        writes.add_holder(name="One", at=MOMENT)


@pytest.mark.skipif(ON_POSTGRESQL, reason="an older store is made as a file of its own, on SQLite")
def test_an_older_ledger_goes_on_after_the_upgrade(
    tmp_path: Path,
    django_db_setup: None,  # noqa: ARG001
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db.migrations.executor import MigrationExecutor

    from tawthiq.actions.sign_ledger import MISSION, make_checkpoint
    from tawthiq.actions.verify_mission import verify_mission
    from tawthiq.keeping.opening import migrate, pending_migrations

    monkeypatch.setenv("TAWTHIQ_LEDGER_KEYS", str(tmp_path / "keys"))
    with django_db_blocker.unblock(), opened(tmp_path):
        from django.db import connections

        store = connections["default"]
        MigrationExecutor(store).migrate([("keeping", "0004_incident_linking")])
        for salt in "123":
            enter("member", salt)
        before = list(LedgerEntry.objects.order_by("seq").values_list("seq", "line", "entry_sha256"))
        assert any("custody" in name for name in pending_migrations())
        migrate()
        assert pending_migrations() == []
        assert list(LedgerEntry.objects.order_by("seq").values_list("seq", "line", "entry_sha256")) == before
        enter("member", "4")
        assert check_chain(queries.ledger_rows(viewer=MISSION)) == []
        assert make_checkpoint(viewer=MISSION).size == 5, "four entries and the one of the new key"
        assert verify_mission(viewer=MISSION).holds
        with store.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'keeping_exhibit%'"
            )
            assert cursor.fetchone() == (4,)
