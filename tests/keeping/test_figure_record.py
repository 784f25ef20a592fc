"""Figures kept by an older version take the form of the full record; decisions stay as they were made."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from keeping.kept import old_source
from keeping.test_incident_linking_store import ON_POSTGRESQL, opened
from tawthiq.keeping.models import Figure
from tawthiq.terms.figures import ReportedFigure

MOMENT = datetime(2026, 11, 1, 12, tzinfo=UTC)
SPANS = {"quantity": [0, 2], "clause": [0, 9], "trigger": None, "hedge": None, "cue": None}


def old_figure(**changed: Any) -> dict[str, Any]:
    """What version 0.1 kept of a figure before."""
    data = {
        "document": "d",
        "span": [0, 9],
        "spans": SPANS,
        "words": "58 killed",
        "category": "killed",
        "term": "killed",
        "value_min": 58,
        "value_max": 58,
        "hedge": "exact",
        "modality": "asserted",
        "period": "",
        "as_of": "",
        "rules": [],
    }
    return {**data, **changed}


@pytest.mark.skipif(ON_POSTGRESQL, reason="an older store is made as a file of its own, on SQLite")
def test_old_figures_take_the_new_form(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001
    from django.db.migrations.executor import MigrationExecutor

    from tawthiq.keeping.opening import migrate

    with django_db_blocker.unblock(), opened(tmp_path):
        from django.db import connections

        store = connections["default"]
        executor = MigrationExecutor(store)
        executor.migrate([("keeping", "0004_incident_linking")])
        old = executor.loader.project_state([("keeping", "0004_incident_linking")]).apps
        source_id = old_source(old)
        ids = [uuid4() for _ in range(3)]
        rows = [
            old_figure(hedge="confirmed"),
            old_figure(hedge="official", period="in March"),
            old_figure(modality="possible", as_of="as of Monday"),
        ]
        for number, (figure_id, data) in enumerate(zip(ids, rows, strict=True)):
            old.get_model("keeping", "Figure").objects.create(
                id=figure_id, source_id=source_id, key=f"k{number}", category="killed", measure="flow", unit="person",
                hedge=data["hedge"], modality=data["modality"], value_min=58, value_max=58, span_start=0, span_end=9,
                status="pending", data=data, proposed_at=MOMENT,
            )  # fmt: skip
        migrate()
        kept = [Figure.objects.get(id=figure_id) for figure_id in ids]
        assert [(f.hedge, f.modality) for f in kept] == [
            ("exact", "verified"),
            ("exact", "asserted"),
            ("exact", "feared"),
        ]
        read = [ReportedFigure.from_dict(f.data) for f in kept]
        assert [(f.hedge, f.modality) for f in read] == [(f.hedge, f.modality) for f in kept]
        assert read[0].period is None
        assert read[1].period is not None
        assert read[1].period.words == "in March"
        assert read[2].as_of is not None
        assert read[2].as_of.text == ""
