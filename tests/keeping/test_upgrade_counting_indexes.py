"""Indexes that end with the id change no row of an older store, and counting for a member stays inside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from keeping.kept import old_source
from missions import ON_POSTGRESQL, opened

BEFORE = ("keeping", "0013_holder_keys")


@pytest.mark.skipif(ON_POSTGRESQL, reason="an older mission of its own is made on SQLite")
def test_rows_of_the_schema_before(tmp_path: Path, django_db_blocker: Any) -> None:
    from tawthiq.keeping.models import COMMON, Compartment, Person
    from tawthiq.keeping.opening import migrate, pending_migrations
    from tawthiq.keeping.queries import sight
    from tawthiq.keeping.queries.inside import Granted
    from tawthiq.keeping.queries.overview import outcome_counts
    from tawthiq.terms.members import Role, Viewer

    with django_db_blocker.unblock(), opened(tmp_path), pytest.MonkeyPatch.context() as patch:
        executor = MigrationExecutor(connection)
        executor.migrate([("keeping", "0004_incident_linking")])
        old_source(executor.loader.project_state([("keeping", "0004_incident_linking")]).apps)
        executor = MigrationExecutor(connection)
        executor.migrate([BEFORE])
        old = executor.loader.project_state([BEFORE]).apps
        person = old.get_model("keeping", "Person").objects.create(
            id=uuid4(), number=1, name="Salim Haddad", outcome="killed", record_count=1, source_count=1, origin_count=1
        )
        migrate()
        assert pending_migrations() == []
        assert [(one.id, one.name) for one in Person.objects.all()] == [(person.id, "Salim Haddad")]
        assert Compartment.objects.filter(id=COMMON).exists()
        patch.setattr(sight, "granted_to", lambda _viewer: Granted(ids=(COMMON,), is_less=False))
        viewer = Viewer(member_id=str(uuid4()), role=Role.CODER, language="en")
        assert [(one.outcome, one.documented) for one in outcome_counts(viewer=viewer)] == [("killed", 1)]
        seen = sight.visible(viewer, Person).filter(outcome="killed").values("status").order_by()
        assert "COVERING INDEX person_by_" in seen.explain()
