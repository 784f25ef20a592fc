"""Incidents and the records that speak of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Incident, IncidentRecord, Person
from tawthiq.keeping.queries.persons import PersonRow, row_of
from tawthiq.keeping.queries.records import PlaceSeen, place_seen
from tawthiq.keeping.queries.sight import as_uuid, found, visible
from tawthiq.terms.members import Viewer

RELATED = ("source", "place__admin1")
#: Numbers of people that a record of an incident may give.
NUMBERS = ("killed", "injured", "missing", "displaced")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One line of the incidents page; numbers are the span of what the records say."""

    id: UUID
    number: int
    title: str
    kind: str
    event_start: date | None
    event_end: date | None
    event_precision: str
    place: PlaceSeen | None
    record_count: int
    source_count: int
    origin_count: int
    killed_min: int | None
    killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    missing_min: int | None
    missing_max: int | None
    displaced_min: int | None
    displaced_max: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRecordView:
    """What one source says about the incident."""

    id: UUID
    number: int
    source_id: UUID
    source_number: int
    source_title: str
    origin_id: UUID
    title: str
    kind: str
    event_start: date | None
    event_end: date | None
    event_precision: str
    place: PlaceSeen | None
    place_words: str
    weapon: str
    perpetrator_kind: str
    killed_min: int | None
    killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    missing_min: int | None
    missing_max: int | None
    displaced_min: int | None
    displaced_max: int | None
    account: str
    location: dict[str, Any]
    given: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """An incident's page."""

    row: IncidentRow
    records: list[IncidentRecordView]
    persons: list[PersonRow]


def incidents(*, viewer: Viewer, page: int = 1, size: int = 50) -> tuple[list[IncidentRow], int]:
    """One page of incidents by date, and how many there are."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, Incident).select_related("place__admin1").prefetch_related("records")
    start = (max(1, page) - 1) * size
    shown = rows.order_by("event_start", "number")[start : start + size]
    return [_row(row) for row in shown], visible(viewer, Incident).count()


def incident_title(incident_id: UUID, *, viewer: Viewer) -> str:
    """What an incident is called; empty where there is none."""
    require_sight(viewer, Permission.READ_CONTENT)
    return visible(viewer, Incident).filter(id=incident_id).values_list("title", flat=True).first() or ""


def incident_of_record(record_id: UUID, *, viewer: Viewer) -> UUID | None:
    """The incident that an incident record belongs to now."""
    require_sight(viewer, Permission.READ_CONTENT)
    return visible(viewer, Incident).filter(records__id=record_id).values_list("id", flat=True).first()


def incident(incident_id: str | UUID, *, viewer: Viewer) -> IncidentView:
    """One incident with its records and the persons named in them."""
    require_sight(viewer, Permission.READ_CONTENT)
    row = found(visible(viewer, Incident).select_related("place__admin1").filter(id=as_uuid(incident_id)).first())
    records = list(row.records.select_related(*RELATED).order_by("number"))
    persons = (
        visible(viewer, Person)
        .filter(memberships__record__incident__in=records)
        .select_related("place__admin1")
        .distinct()
        .order_by("number")
    )
    return IncidentView(
        row=_row(row),
        records=[incident_record_view(r) for r in records],
        persons=[row_of(person) for person in persons],
    )


def incident_record(record_id: str | UUID, *, viewer: Viewer) -> IncidentRecordView:
    """One incident record."""
    return incident_records([as_uuid(record_id)], viewer=viewer)[as_uuid(record_id)]


def incident_records(record_ids: Iterable[UUID], *, viewer: Viewer) -> dict[UUID, IncidentRecordView]:
    """Several incident records by id; refuses (NotFoundError) where one of them is not there."""
    require_sight(viewer, Permission.READ_CONTENT)
    ids = set(record_ids)
    rows = visible(viewer, IncidentRecord).select_related(*RELATED).filter(id__in=ids)
    views = {row.id: incident_record_view(row) for row in rows}
    found(views if len(views) == len(ids) else None)
    return views


def incident_record_view(r: IncidentRecord) -> IncidentRecordView:
    """The view of an incident record fetched with its source and its place."""
    return IncidentRecordView(
        id=r.id,
        number=r.number,
        source_id=r.source_id,
        source_number=r.source.number,
        source_title=r.source.title,
        origin_id=r.source.origin_id,
        title=r.title,
        kind=r.kind,
        event_start=r.event_start,
        event_end=r.event_end,
        event_precision=r.event_precision,
        place=place_seen(r.place),
        place_words=r.place_words,
        weapon=r.weapon,
        perpetrator_kind=r.perpetrator_kind,
        killed_min=r.killed_min,
        killed_max=r.killed_max,
        injured_min=r.injured_min,
        injured_max=r.injured_max,
        missing_min=r.missing_min,
        missing_max=r.missing_max,
        displaced_min=r.displaced_min,
        displaced_max=r.displaced_max,
        account=r.account,
        location=r.location,
        given=r.given,
    )


def _row(row: Incident) -> IncidentRow:
    records = list(row.records.all())
    spans = {
        f"{number}_{end}": value
        for number in NUMBERS
        for end, value in zip(
            ("min", "max"),
            widest([(getattr(r, f"{number}_min"), getattr(r, f"{number}_max")) for r in records]),
            strict=True,
        )
    }
    return IncidentRow(
        id=row.id,
        number=row.number,
        title=row.title,
        kind=row.kind,
        event_start=row.event_start,
        event_end=row.event_end,
        event_precision=row.event_precision,
        place=place_seen(row.place),
        record_count=row.record_count,
        source_count=row.source_count,
        origin_count=row.origin_count,
        **spans,
    )


def widest(said: list[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """From the least to the greatest number that any record gives; an end that none gives is open.

    A record that gives one number gives both its ends.
    """
    lows = [low for low, _ in said if low is not None]
    highs = [high for _, high in said if high is not None]
    return min(lows, default=None), max([*highs, *lows]) if highs else None
