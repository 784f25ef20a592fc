"""Events kept before decisions on them wait for one; figures kept before have no place of the gazetteer yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from keeping.kept import old_source
from keeping.test_figure_record import MOMENT
from keeping.test_incident_linking_store import ON_POSTGRESQL, opened
from tawthiq.keeping.models import EventDecision, EventMention, FigurePlace, ModelSetting, Report


@pytest.mark.skipif(ON_POSTGRESQL, reason="an older store is made as a file of its own, on SQLite")
def test_old_events_wait_for_a_decision(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001
    from django.db.migrations.executor import MigrationExecutor

    from tawthiq.keeping.opening import migrate

    with django_db_blocker.unblock(), opened(tmp_path):
        from django.db import connections

        executor = MigrationExecutor(connections["default"])
        executor.migrate([("keeping", "0011_events")])
        old = executor.loader.project_state([("keeping", "0011_events")]).apps
        source_id = old_source(old)
        event_id = uuid4()
        old.get_model("keeping", "EventMention").objects.create(
            id=event_id, source_id=source_id, key="k", kind="ceasefire", standing="reported", span_start=0, span_end=9,
            data={"words": "ceasefire"}, proposed_at=MOMENT,
        )  # fmt: skip
        old.get_model("keeping", "Report").objects.create(source_id=source_id, text="ceasefire", layout=[])
        migrate()
        assert list(EventMention.objects.values_list("id", "status", "day", "data")) == [
            (event_id, "pending", None, {"words": "ceasefire"})
        ]
        assert Report.objects.get().asked_engine == ""
        for empty in (EventDecision, FigurePlace, ModelSetting):
            assert not empty._default_manager.exists()
