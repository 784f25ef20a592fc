"""The wall for events changes no row of an older store: what was kept before it is there, and seen as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from keeping.kept import old_source
from missions import MOMENT, ON_POSTGRESQL, opened

BEFORE = ("keeping", "0011_events")


@pytest.mark.skipif(
    ON_POSTGRESQL, reason="makes a database file of its own; tests/keeping/test_wall.py is PostgreSQL's"
)
def test_rows_of_the_schema_before(tmp_path: Path, django_db_blocker: Any) -> None:
    from tawthiq.keeping.models import EventMention, Member
    from tawthiq.keeping.opening import migrate, pending_migrations
    from tawthiq.keeping.queries.members import viewer_of
    from tawthiq.keeping.queries.sight import visible

    with django_db_blocker.unblock(), opened(tmp_path):
        executor = MigrationExecutor(connection)
        executor.migrate([("keeping", "0004_incident_linking")])
        source = old_source(executor.loader.project_state([("keeping", "0004_incident_linking")]).apps)
        executor = MigrationExecutor(connection)
        executor.migrate([BEFORE])
        old = executor.loader.project_state([BEFORE]).apps
        kept = old.get_model("keeping", "EventMention").objects.create(
            id=uuid4(),
            source_id=source,
            key="k",
            kind="ceasefire",
            standing="reported",
            span_start=0,
            span_end=4,
            data={},
            proposed_at=MOMENT,
        )
        migrate()
        assert pending_migrations() == []
        member = Member.objects.get()
        Member.objects.filter(id=member.id).update(role="coder")
        viewer = viewer_of(Member.objects.get())
        assert list(visible(viewer, EventMention).values_list("id", flat=True)) == [kept.id]
