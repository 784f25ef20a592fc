"""What was written once stays as it was written, whoever asks: the database itself refuses, on both engines."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from keeping.kept import keep_judgement, keep_records, keep_source
from missions import MOMENT, TestMission
from tawthiq.custody.ledger import EntryKind
from tawthiq.keeping.writes import identity, ledger
from tawthiq.terms.vocabularies import VerificationStatus

PROTECTED = {
    "keeping_exhibit": "original_name",
    "keeping_ledgerentry": "line",
    "keeping_auditentry": "action",
    "keeping_record": "name",
    "keeping_judgement": "reason",
    "keeping_verificationdecision": "reason",
}


@pytest.fixture
def filled(mission: TestMission) -> TestMission:
    viewer = mission.viewer()
    one, other = keep_records(viewer, keep_source(viewer), ["Salim Haddad", "Samira Haddad"])
    keep_judgement(viewer, one, other)
    ledger.append_entry(EntryKind.RECEIVED, object_id="x", actor=viewer.member_id, at=MOMENT, salt="0" * 32)
    ledger.note_audit(
        at=MOMENT, member_id=viewer.member_id, action="test", object_kind="x", object_id="x", batch=None, details={}
    )
    identity.add_verifications(
        [one],
        status=VerificationStatus.VERIFIED,
        standard="reasonable_grounds",
        reason="",
        batch=uuid4(),
        at=MOMENT,
        member_id=viewer.member_id,
    )
    return mission


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("table", sorted(PROTECTED))
def test_a_row_cannot_be_changed(table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {PROTECTED[table]} = 'rewritten'")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {PROTECTED[table]} = 'rewritten'")  # noqa: S608
        assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("table", sorted(PROTECTED))
def test_a_row_cannot_be_deleted(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        before = cursor.fetchone()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        assert cursor.fetchone() == before
        assert before > (0,)


@pytest.mark.usefixtures("filled")
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has TRUNCATE")
@pytest.mark.parametrize("table", sorted(PROTECTED))
def test_a_table_cannot_be_emptied(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
