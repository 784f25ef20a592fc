"""Judgements on incident records stay as written on both engines, and an older store gains them and loses no row."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from keeping.kept import keep_source
from missions import MOMENT, ON_POSTGRESQL, TestMission, opened
from tawthiq.actions.lay_down_incidents import lay_down_incidents
from tawthiq.keeping.models import Incident, IncidentJudgement
from tawthiq.keeping.queries.incident_frames import effective_incident_judgements, incident_rows
from tawthiq.keeping.writes import incidents, records
from tawthiq.keeping.writes.identity import NewJudgement
from tawthiq.keeping.writes.records import NewIncidentRecord
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.members import Viewer
from tawthiq.terms.records import IncidentClaim

TABLE = "keeping_incidentjudgement"


def keep_incidents(viewer: Viewer, titles: list[str]) -> list[UUID]:
    new = [NewIncidentRecord(id=uuid4(), claim=IncidentClaim(key=title, title=title)) for title in titles]
    records.add_incident_records(keep_source(viewer), new, at=MOMENT, member_id=viewer.member_id)
    return [one.id for one in new]


def judge(viewer: Viewer, one: UUID, other: UUID, *, undoes: UUID | None = None) -> UUID:
    judgement_id = uuid4()
    new = NewJudgement(
        id=judgement_id, record_a=one, record_b=other, decision=Decision.SAME, basis=Basis.REVIEWED, undoes=undoes
    )
    incidents.add_incident_judgements([new], batch=uuid4(), at=MOMENT, member_id=viewer.member_id)
    return judgement_id


@pytest.fixture
def judged(mission: TestMission) -> tuple[UUID, UUID]:
    one, other = keep_incidents(mission.viewer(), ["Strike on the mill", "Mill hit"])
    judge(mission.viewer(), one, other)
    return one, other


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET reason = 'rewritten'",  # noqa: S608
        f"DELETE FROM {TABLE}",  # noqa: S608
        pytest.param(
            f"TRUNCATE {TABLE} CASCADE",
            marks=pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has TRUNCATE"),
        ),
    ],
)
def test_a_judgement_on_incidents_is_written_once(statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert IncidentJudgement.objects.get().reason == ""


def test_a_judgement_is_about_two_records_and_is_undone_once(mission: TestMission) -> None:
    viewer = mission.viewer()
    one, other = keep_incidents(viewer, ["Strike on the mill", "Mill hit"])
    with pytest.raises(IntegrityError), transaction.atomic():
        judge(viewer, one, one)
    first = judge(viewer, one, other)
    judge(viewer, one, other, undoes=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        judge(viewer, one, other, undoes=first)
    assert effective_incident_judgements(viewer=viewer) == []


def test_incidents_follow_from_judgements_on_either_engine(judged: tuple[UUID, UUID], mission: TestMission) -> None:
    viewer = mission.viewer()
    laid = lay_down_incidents(viewer=viewer)
    assert (laid.incidents, laid.conflicts) == (1, 0)
    found = Incident.objects.get()
    assert (found.record_count, found.source_count, found.title) == (2, 1, "Strike on the mill")
    assert set(found.records.values_list("id", flat=True)) == set(judged)


def test_the_first_version_of_a_corrected_record_carries_its_judgements(
    judged: tuple[UUID, UUID], mission: TestMission
) -> None:
    from tawthiq.keeping.models import IncidentRecord

    viewer = mission.viewer()
    old = IncidentRecord.objects.get(id=judged[1])
    IncidentRecord.objects.create(
        id=uuid4(),
        number=99,
        source=old.source,
        version=2,
        supersedes=old,
        kept_at=MOMENT,
        kept_by=old.kept_by,
        key=old.key,
        title="The mill was hit",
    )
    rows = incident_rows(viewer=viewer)
    assert [row["lineage"] for row in rows] == [str(judged[0]), str(judged[1])]
    assert lay_down_incidents(viewer=viewer).incidents == 1


@pytest.mark.skipif(ON_POSTGRESQL, reason="an older store is made as a file of its own, on SQLite")
def test_an_older_store_is_brought_up_to_date(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001
    from django.db.migrations.executor import MigrationExecutor

    from tawthiq.keeping.opening import migrate, pending_migrations

    with django_db_blocker.unblock(), opened(tmp_path):
        from django.db import connections

        store = connections["default"]
        executor = MigrationExecutor(store)
        executor.migrate([("keeping", "0002_append_only")])
        old = executor.loader.project_state([("keeping", "0002_append_only")]).apps
        incident = old.get_model("keeping", "Incident").objects.create(
            id=uuid4(), number=7, title="Strike on the mill", kind="air_strike", record_count=1
        )
        assert any("incident_linking" in name for name in pending_migrations())
        migrate()
        assert pending_migrations() == []
        kept = Incident.objects.get(id=incident.id)
        assert (kept.number, kept.title, kept.source_count, kept.origin_count) == (7, "Strike on the mill", 1, 1)
        with store.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            assert {name for (name,) in cursor.fetchall()} == {f"{TABLE}_no_update", f"{TABLE}_no_delete"}
