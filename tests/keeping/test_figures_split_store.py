"""Figures and sums kept before splits and signs stay as they were, and decisions stay written once."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from keeping.test_figure_record import MOMENT, old_figure, old_source
from keeping.test_incident_linking_store import ON_POSTGRESQL, opened
from tawthiq.keeping.models import EventMention, Figure, FigureDecision, FigureRelation


@pytest.mark.skipif(ON_POSTGRESQL, reason="an older store is made as a file of its own, on SQLite")
def test_old_rows_stay_and_take_the_new_columns(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001
    from django.db.migrations.executor import MigrationExecutor

    from tawthiq.keeping.opening import migrate

    with django_db_blocker.unblock(), opened(tmp_path):
        from django.db import connections

        executor = MigrationExecutor(connections["default"])
        executor.migrate([("keeping", "0009_counts")])
        old = executor.loader.project_state([("keeping", "0009_counts")]).apps
        source_id = old_source(old)
        ids = [uuid4(), uuid4()]
        for number, figure_id in enumerate(ids):
            old.get_model("keeping", "Figure").objects.create(
                id=figure_id, source_id=source_id, key=f"k{number}", category="killed", measure="flow", unit="person",
                hedge="exact", modality="asserted", value_min=58, value_max=58, span_start=0, span_end=9,
                status="confirmed", data=old_figure(), proposed_at=MOMENT,
            )  # fmt: skip
        member_id = old.get_model("keeping", "Member").objects.values_list("id", flat=True).get()
        old.get_model("keeping", "FigureDecision").objects.create(
            figure_id=ids[0], decision="confirmed", changes={}, at=MOMENT, member_id=member_id
        )
        old.get_model("keeping", "FigureRelation").objects.create(total_id=ids[0], part_id=ids[1], kind="sum")
        migrate()
        assert list(Figure.objects.values_list("status", "split_from")) == [("confirmed", None)] * 2
        assert list(FigureRelation.objects.values_list("way", "sign")) == [(0, 1)]
        assert not EventMention.objects.exists()
        assert FigureDecision.objects.get().decision == "confirmed"
        for change in (FigureDecision.objects.all().delete, lambda: FigureDecision.objects.update(reason="other")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
