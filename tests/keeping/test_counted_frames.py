"""What counts were made from is written once, and an older store keeps its rules when outcomes are added."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from missions import ON_POSTGRESQL, TestMission
from tawthiq.keeping.models import COMMON, CountedFrame, Record
from tawthiq.keeping.queries.results import counted_frames
from tawthiq.keeping.writes.results import add_frames, add_result


def _keep(mission: TestMission) -> object:
    result_id = uuid4()
    add_result(
        result_id=result_id,
        kind="count",
        outcome="count",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        member_id=mission.viewer().member_id,
        ledger_seq=1,
        seed=0,
        version="0.1.0",
        settings={},
        inputs_sha256="a" * 64,
        data="{}",
        compartments=[str(COMMON)],
    )
    add_frames(result_id, {"persons": b"frame"})
    return result_id


def test_a_frame_is_kept_once_and_never_changed(mission: TestMission) -> None:
    result_id = _keep(mission)
    assert counted_frames(result_id, viewer=mission.viewer()) == {"persons": b"frame"}  # type: ignore[arg-type]
    assert CountedFrame.objects.get().sha256 == hashlib.sha256(b"frame").hexdigest()
    for change in (lambda: CountedFrame.objects.update(name="other"), lambda: CountedFrame.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite makes a table anew to change it; PostgreSQL keeps its rules")
def test_an_older_store_keeps_its_records_and_their_rules(
    tmp_path: Path, small_mission: TestMission, django_db_blocker: object
) -> None:
    from django.db.migrations.executor import MigrationExecutor

    del tmp_path, django_db_blocker
    before = list(Record.objects.order_by("number").values_list("id", "name", "outcome"))
    MigrationExecutor(connection).migrate([("keeping", "0004_incident_linking")])
    MigrationExecutor(connection).migrate([("keeping", "0009_counts")])
    assert list(Record.objects.order_by("number").values_list("id", "name", "outcome")) == before
    with sqlite3.connect(small_mission.folder / "mission.db") as store:
        rules = {name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {"keeping_record_no_update", "keeping_record_no_delete", "keeping_countedframe_no_update"} <= rules
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.update(outcome="recruited")
