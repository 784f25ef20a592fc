"""Records one at a time: each value with its words, where they stand, and the exhibit they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import Person, Place, Record
from tawthiq.keeping.queries.sight import as_uuid, found, records_seen, sees_all, visible
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSeen:
    """A place of the gazetteer, with its name in both languages and the one around it."""

    id: int
    name_en: str
    name_ar: str
    level: str
    admin1_en: str = ""
    admin1_ar: str = ""

    def name(self, language: str) -> str:
        """The name in a language, in English where there is none."""
        return (self.name_ar if language == "ar" else "") or self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One record as pages show it. `given` maps a field to {"words", "column" or "start"/"end"}."""

    id: UUID
    number: int
    version: int
    source_id: UUID
    source_number: int
    source_kind: str
    source_title: str
    source_withdrawn: bool
    origin_id: UUID
    reliability: str
    exhibit_id: UUID
    exhibit_sha256: str
    person_id: UUID | None
    external_id: str
    name: str
    name_other: str
    sex: str
    age_low: float | None
    age_high: float | None
    birth_start: date | None
    birth_end: date | None
    birth_precision: str
    outcome: str
    event_start: date | None
    event_end: date | None
    event_precision: str
    event_basis: str
    place: PlaceSeen | None
    place_words: str
    place_part_of: str
    residence: str
    civilian_status: str
    cause: str
    perpetrator_kind: str
    perpetrator_link: str
    occupation: str
    relation: str
    remarks: str
    incident_id: UUID | None
    incident_title: str
    location: dict[str, Any]
    given: dict[str, dict[str, Any]]
    kept_at: datetime
    supersedes_id: UUID | None
    superseded_by_id: UUID | None


def place_seen(place: Place | None) -> PlaceSeen | None:
    """A place fetched together with its `admin1`, as pages show it."""
    if place is None:
        return None
    return PlaceSeen(
        id=place.id,
        name_en=place.name_en,
        name_ar=place.name_ar,
        level=place.level,
        admin1_en=place.admin1.name_en if place.admin1 else "",
        admin1_ar=place.admin1.name_ar if place.admin1 else "",
    )


RELATED = (
    "source__exhibit",
    "place__admin1",
    "incident",
    "membership",
    "superseded_by",
)


def view_of(row: Record) -> RecordView:
    """The view of a record fetched together with `RELATED`."""
    later = getattr(row, "superseded_by", None)
    membership = getattr(row, "membership", None)
    source = row.source
    return RecordView(
        id=row.id,
        number=row.number,
        version=row.version,
        source_id=source.id,
        source_number=source.number,
        source_kind=source.kind,
        source_title=source.title,
        source_withdrawn=source.withdrawn_at is not None,
        origin_id=source.origin_id,
        reliability=source.reliability,
        exhibit_id=source.exhibit_id,
        exhibit_sha256=source.exhibit.sha256,
        person_id=membership.person_id if membership else None,
        external_id=row.external_id,
        name=row.name,
        name_other=row.name_other,
        sex=row.sex,
        age_low=row.age_low,
        age_high=row.age_high,
        birth_start=row.birth_start,
        birth_end=row.birth_end,
        birth_precision=row.birth_precision,
        outcome=row.outcome,
        event_start=row.event_start,
        event_end=row.event_end,
        event_precision=row.event_precision,
        event_basis=row.event_basis,
        place=place_seen(row.place),
        place_words=row.place_words,
        place_part_of=row.place_part_of,
        residence=row.residence,
        civilian_status=row.civilian_status,
        cause=row.cause,
        perpetrator_kind=row.perpetrator_kind,
        perpetrator_link=row.perpetrator_link,
        occupation=row.occupation,
        relation=row.relation,
        remarks=row.remarks,
        incident_id=row.incident_id,
        incident_title=row.incident.title if row.incident else "",
        location=row.location,
        given=row.given,
        kept_at=row.kept_at,
        supersedes_id=row.supersedes_id,
        superseded_by_id=later.id if later else None,
    )


def record(record_id: str | UUID, *, viewer: Viewer) -> RecordView:
    """One record."""
    row = records_seen(viewer).select_related(*RELATED).filter(id=as_uuid(record_id)).first()
    return _told([view_of(found(row))], viewer)[0]


def records(record_ids: Iterable[UUID], *, viewer: Viewer) -> list[RecordView]:
    """Several records, in the order of their numbers."""
    rows = records_seen(viewer).select_related(*RELATED).filter(id__in=list(record_ids)).order_by("number")
    return _told([view_of(row) for row in rows], viewer)


def _told(views: list[RecordView], viewer: Viewer) -> list[RecordView]:
    """These records, without the person where that is put together from records the viewer does not see too."""
    if sees_all(viewer):
        return views
    persons = visible(viewer, Person).filter(id__in=[view.person_id for view in views])
    seen = set(persons.values_list("id", flat=True))
    return [view if view.person_id in seen else replace(view, person_id=None) for view in views]


def record_versions(record_id: str | UUID, *, viewer: Viewer) -> list[RecordView]:
    """All versions of the record this one belongs to, first to last."""
    seen = records_seen(viewer).select_related(*RELATED)
    row = found(seen.filter(id=as_uuid(record_id)).first())
    while row.supersedes_id is not None:
        row = seen.get(id=row.supersedes_id)
    versions = [row]
    while (later := getattr(versions[-1], "superseded_by", None)) is not None:
        versions.append(seen.get(id=later.id))
    return _told([view_of(version) for version in versions], viewer)
