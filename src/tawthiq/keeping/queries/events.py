"""Events that reports speak of, with what was decided on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import EventMention
from tawthiq.keeping.queries.sight import as_uuid, found, visible
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDecisionView:
    """One decision on an event."""

    decision: str
    day: date | None
    reason: str
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event mention; `sentence` as the report has it, `day` as a member gave it."""

    id: UUID
    source_id: UUID
    source_number: int
    source_title: str
    source_organisation: str
    origin_id: UUID
    published_on: date | None
    kind: str
    standing: str
    status: str
    day: date | None
    span_start: int
    span_end: int
    sentence: str
    speaker: str
    data: dict[str, Any]
    decisions: list[EventDecisionView]


def events_seen(viewer: Viewer) -> QuerySet[EventMention]:
    """Events of sources this viewer may read that are not withdrawn."""
    require_sight(viewer, Permission.READ_CONTENT)
    return visible(viewer, EventMention).filter(source__withdrawn_at__isnull=True)


def find_events(*, viewer: Viewer, status: str = "", kind: str = "", source_id: UUID | None = None) -> list[EventView]:
    """Events by status, kind and source, in the order of their reports and of the text."""
    exact = {"status": status, "kind": kind, "source_id": source_id}
    query = events_seen(viewer).filter(**{column: value for column, value in exact.items() if value})
    return [_view(row) for row in _related(query).order_by("source__number", "span_start", "span_end")]


def event(event_id: str | UUID, *, viewer: Viewer) -> EventView:
    """One event."""
    return _view(found(_related(events_seen(viewer)).filter(id=as_uuid(event_id)).first()))


def waiting_events(*, viewer: Viewer) -> int:
    """How many events nobody has decided on."""
    return events_seen(viewer).filter(status="pending").count()


def _related(query: QuerySet[EventMention]) -> QuerySet[EventMention]:
    return query.select_related("source__report").prefetch_related("decisions__member")


def _view(row: EventMention) -> EventView:
    source = row.source
    start, end = row.data.get("sentence") or (row.span_start, row.span_end)
    chain = row.data.get("speaker") or {}
    return EventView(
        id=row.id,
        source_id=source.id,
        source_number=source.number,
        source_title=source.title,
        source_organisation=source.organisation,
        origin_id=source.origin_id,
        published_on=source.published_on,
        kind=row.kind,
        standing=row.standing,
        status=row.status,
        day=row.day,
        span_start=row.span_start,
        span_end=row.span_end,
        sentence=source.report.text[start:end],
        speaker=str(chain.get("name") or chain.get("organisation") or chain.get("role") or ""),
        data=row.data,
        decisions=[
            EventDecisionView(
                decision=d.decision,
                day=d.day,
                reason=d.reason,
                at=d.at,
                member=d.member.display_name or d.member.username,
            )
            for d in sorted(row.decisions.all(), key=lambda d: d.id)
        ],
    )
