"""What is sealed, on both engines: lists stay as written, and an older store gains the tables and loses no row."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from keeping.kept import keep_source, old_source
from missions import MOMENT, ON_POSTGRESQL, TestMission, opened
from sealing.ceremony import ceremony
from tawthiq.keeping.models import Opening, RecipientList, SealedItem, Source
from tawthiq.keeping.writes import sealed as writes
from tawthiq.terms.sealed import SealedGiven, SealedWhere


@pytest.fixture
def kept(mission: TestMission) -> SealedItem:
    viewer = mission.viewer()
    writes.add_list(ceremony().signed, version=1, at=MOMENT, member_id=viewer.member_id)
    given = SealedGiven(field="name", version=1, list_version=1, sealed=b"age-encryption.org/v1")
    item_id = uuid4()
    source = keep_source(viewer)
    writes.add_words(item_id, given, source_id=source, where=SealedWhere.DEVICE, at=MOMENT, member_id=viewer.member_id)
    found: SealedItem = SealedItem.objects.get(id=item_id)
    return found


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE keeping_recipientlist SET text = 'another'", "DELETE FROM keeping_recipientlist WHERE version = 1"],
)
def test_a_list_of_key_holders_is_written_once(statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert RecipientList.objects.get().version == 1


@pytest.mark.parametrize(
    "change",
    [
        {"field": "shoe_size"},
        {"version": 0},
        {"content": None},
        {"sealed_where": "elsewhere"},
    ],
)
def test_the_database_refuses_what_is_no_sealed_item(kept: SealedItem, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedItem.objects.filter(id=kept.id).update(**change)


def test_one_version_of_a_field_stands_once(kept: SealedItem) -> None:
    kept.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_bytes_are_replaced_only_where_they_are_the_known_ones_of_an_older_list(
    mission: TestMission, kept: SealedItem
) -> None:
    member = mission.viewer().member_id
    writes.add_list(ceremony().signed, version=2, at=MOMENT, member_id=member)
    assert not writes.replace_words(kept.id, was_sha256="0" * 64, sealed=b"new", list_version=2)
    assert not writes.replace_words(kept.id, was_sha256=kept.sha256, sealed=b"new", list_version=1)
    assert writes.replace_words(kept.id, was_sha256=kept.sha256, sealed=b"new", list_version=2)
    assert bytes(SealedItem.objects.get().content) == b"new"


def test_the_database_refuses_a_second_member_who_is_the_first(mission: TestMission, kept: SealedItem) -> None:
    member = mission.viewer().member_id
    opening = uuid4()
    writes.add_opening(opening, [kept.id], reason="court", needs_second=True, at=MOMENT, member_id=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        writes.answer_opening(opening, consented=True, at=MOMENT, member_id=member)
    assert Opening.objects.get().answered_by_id is None


@pytest.mark.skipif(ON_POSTGRESQL, reason="makes a database file of its own")
def test_an_older_store_gains_sealing_and_keeps_its_rows(tmp_path: Path, django_db_blocker: Any) -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from tawthiq.keeping.opening import migrate

    before = [("keeping", "0004_incident_linking")]
    with django_db_blocker.unblock(), opened(tmp_path):
        executor = MigrationExecutor(connections["default"])
        executor.migrate(before)
        source = old_source(executor.loader.project_state(before).apps)
        migrate()
        member_id = str(Source.objects.get().added_by_id)
        assert Source.objects.get().id == source
        writes.add_list(ceremony().signed, version=1, at=MOMENT, member_id=member_id)
        given = SealedGiven(field="name", version=1, list_version=1, sealed=b"sealed")
        writes.add_words(uuid4(), given, source_id=source, where=SealedWhere.DEVICE, at=MOMENT, member_id=member_id)
        assert SealedItem.objects.get().source_id == source
