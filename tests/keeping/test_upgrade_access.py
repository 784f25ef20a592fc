"""An older mission gets compartments: everything lies in the common one, and every member sees it as before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from missions import ON_POSTGRESQL, opened

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE = ("keeping", "0004_incident_linking")


@pytest.mark.skipif(ON_POSTGRESQL, reason="an older mission of its own is made on SQLite")
def test_rows_of_the_schema_before(tmp_path: Path, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), opened(tmp_path):
        executor = MigrationExecutor(connection)
        executor.migrate([BEFORE])
        old = executor.loader.project_state([BEFORE]).apps
        member = old.get_model("keeping", "Member").objects.create(
            id=uuid4(), username="rima", role="coder", created_at=MOMENT, password="!"
        )
        exhibit = old.get_model("keeping", "Exhibit").objects.create(
            id=uuid4(),
            sha256="a" * 64,
            size=1,
            media_type="text/csv",
            original_name="list.csv",
            received_at=MOMENT,
            received_by=member,
        )
        source = old.get_model("keeping", "Source")(
            id=uuid4(), number=1, kind="list", title="A list", exhibit=exhibit, added_at=MOMENT, added_by=member
        )
        source.origin_id = source.id
        source.save()
        result = old.get_model("keeping", "Result").objects.create(
            id=uuid4(),
            kind="count",
            outcome="count",
            at=MOMENT,
            member=member,
            ledger_seq=1,
            version="0",
            inputs_sha256="0" * 64,
            data="{}",
            data_sha256="0" * 64,
        )
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

        from tawthiq.keeping.models import COMMON, Compartment, Member, Receipt, Source
        from tawthiq.keeping.queries import custody, results, sources
        from tawthiq.keeping.queries.members import viewer_of
        from tawthiq.keeping.queries.sight import sees_all

        viewer = viewer_of(Member.objects.get(id=member.id))
        assert Compartment.objects.get().id == COMMON
        assert sees_all(viewer)
        assert Source.objects.get().compartment_id == COMMON
        assert [row.id for row in sources.find_sources(viewer=viewer)] == [source.id]
        assert custody.exhibit(exhibit.id, viewer=viewer).original_name == "list.csv"
        assert Receipt.objects.get().member_id == member.id
        assert results.result(result.id, viewer=viewer).compartments == [str(COMMON)]
