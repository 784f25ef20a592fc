"""What journeys against Django's own test server share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tawthiq.keeping.append_only import MESSAGE, SQLITE

TABLE = "keeping_auditentry"


@pytest.fixture
def audit_emptied(transactional_db: None) -> Iterator[None]:  # noqa: ARG001
    """Signing in writes the audit, which refuses to be emptied, rightly: the test database is emptied by this alone."""
    from django.db import connection

    yield
    verbs = ("update", "delete")
    with connection.cursor() as cursor:
        for verb in verbs:
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}")
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - a fixed name
        for verb in verbs:
            cursor.execute(SQLITE.format(table=TABLE, verb=verb, VERB=verb.upper(), message=MESSAGE))
