"""Keeps judgements on incident records and runs of their linker, and lays down the incidents that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import Incident, IncidentJudgement, IncidentLinkRun, IncidentPair
from tawthiq.keeping.writes.identity import NewJudgement
from tawthiq.keeping.writes.numbering import next_number


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """One incident as recomputed from incident records."""

    id: UUID
    number: int
    record_ids: tuple[UUID, ...]
    title: str
    kind: str
    event_start: date | None
    event_end: date | None
    event_precision: str
    place_id: int | None
    source_count: int
    origin_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncidentPair:
    """One pair of incident records the linker proposes or doubts; `levels` says how each field compared."""

    record_a: UUID
    record_b: UUID
    weight: float
    probability: float
    levels: Mapping[str, str]
    urgency: float = 0.0


def add_incident_judgements(judgements: Sequence[NewJudgement], *, batch: UUID, at: datetime, member_id: str) -> None:
    """Keep judgements; a pair is stored with its smaller id first, so that it is found either way round."""
    first = next_number(IncidentJudgement)
    IncidentJudgement.objects.bulk_create(
        [
            IncidentJudgement(
                id=new.id,
                number=first + i,
                record_a_id=min(new.record_a, new.record_b),
                record_b_id=max(new.record_a, new.record_b),
                decision=new.decision.value,
                basis=new.basis.value,
                probability=new.probability,
                reason=new.reason,
                run_id=new.run_id,
                batch=batch,
                undoes_id=new.undoes,
                at=at,
                member_id=member_id,
            )
            for i, new in enumerate(judgements)
        ],
        batch_size=2000,
    )


def add_incident_run(
    *,
    run_id: UUID,
    at: datetime,
    member_id: str,
    seed: int,
    version: str,
    settings: dict[str, Any],
    report: dict[str, Any],
) -> None:
    """Keep what a run was asked and what it said of itself."""
    IncidentLinkRun.objects.create(
        id=run_id, at=at, member_id=member_id, seed=seed, version=version, settings=settings, report=report
    )


def replace_incident_pairs(run_id: UUID, pairs: Sequence[NewIncidentPair]) -> None:
    """Put this run's open pairs in place of those of earlier runs; decided pairs are kept as judgements anyway."""
    IncidentPair.objects.all().delete()
    IncidentPair.objects.bulk_create(
        [
            IncidentPair(
                run_id=run_id,
                record_a_id=min(new.record_a, new.record_b),
                record_b_id=max(new.record_a, new.record_b),
                weight=new.weight,
                probability=new.probability,
                levels=dict(new.levels),
                urgency=new.urgency,
            )
            for new in pairs
        ],
        batch_size=2000,
    )


def set_incident_pair_open(record_a: UUID, record_b: UUID, *, is_open: bool) -> None:
    """Close a pair that was judged, or open it again after an undo."""
    a, b = sorted((record_a, record_b))
    IncidentPair.objects.filter(record_a_id=a, record_b_id=b).update(is_open=is_open)


def replace_incidents(incidents: Sequence[NewIncident]) -> None:
    """Lay down all incidents anew."""
    Incident.objects.all().delete()
    Incident.objects.bulk_create(
        Incident(
            id=new.id,
            number=new.number,
            title=new.title,
            kind=new.kind,
            event_start=new.event_start,
            event_end=new.event_end,
            event_precision=new.event_precision,
            place_id=new.place_id,
            record_count=len(new.record_ids),
            source_count=new.source_count,
            origin_count=new.origin_count,
        )
        for new in incidents
    )
    through = Incident.records.through
    through.objects.bulk_create(
        through(incident_id=new.id, incidentrecord_id=record_id) for new in incidents for record_id in new.record_ids
    )
