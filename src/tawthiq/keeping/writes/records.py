"""Keeps claims. They are written once; a correction is a new claim that names the one it supersedes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import IncidentRecord, Record
from tawthiq.keeping.writes.bulk import insert_rows
from tawthiq.keeping.writes.numbering import next_number
from tawthiq.terms.records import IncidentClaim, PersonClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPersonRecord:
    """A claim about a person with the id it gets, its place in the gazetteer and its incident record."""

    id: UUID
    claim: PersonClaim
    place_id: int | None = None
    incident_id: UUID | None = None
    supersedes: UUID | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncidentRecord:
    """A claim about an incident with the id it gets and its place in the gazetteer."""

    id: UUID
    claim: IncidentClaim
    place_id: int | None = None


def add_person_records(
    source_id: UUID, records: Sequence[NewPersonRecord], *, at: datetime, member_id: str, start: int | None = None
) -> int:
    """Keep claims about persons, numbered in the order given; returns the number after the last one."""
    first = next_number(Record) if start is None else start
    insert_rows(Record, COLUMNS, (_row(new, source_id, first + i, at, member_id) for i, new in enumerate(records)))
    return first + len(records)


COLUMNS = (
    "id",
    "number",
    "source_id",
    "version",
    "supersedes_id",
    "kept_at",
    "kept_by_id",
    "event_start",
    "event_end",
    "event_precision",
    "event_basis",
    "place_id",
    "place_words",
    "place_part_of",
    "perpetrator_kind",
    "location",
    "given",
    "external_id",
    "name",
    "name_other",
    "sex",
    "age_low",
    "age_high",
    "birth_start",
    "birth_end",
    "birth_precision",
    "birth_basis",
    "outcome",
    "residence",
    "civilian_status",
    "cause",
    "perpetrator_link",
    "occupation",
    "relation",
    "remarks",
    "incident_id",
)


def _row(new: NewPersonRecord, source_id: UUID, number: int, at: datetime, member_id: str) -> tuple[Any, ...]:
    """The values of one record in the order of `COLUMNS`."""
    claim = new.claim
    return (
        new.id,
        number,
        source_id,
        new.version,
        new.supersedes,
        at,
        UUID(member_id),
        claim.event.start,
        claim.event.end,
        claim.event.precision.value,
        claim.event.basis.value,
        new.place_id,
        claim.place,
        claim.place_part_of,
        claim.perpetrator_kind,
        claim.location.to_dict(),
        {key: value.to_dict() for key, value in claim.given.items()},
        claim.external_id,
        claim.name,
        claim.name_other,
        claim.sex.value,
        claim.age.low,
        claim.age.high,
        claim.birth.start,
        claim.birth.end,
        claim.birth.precision.value,
        claim.birth.basis.value,
        claim.outcome.value,
        claim.residence,
        claim.civilian_status,
        claim.cause,
        claim.perpetrator_link,
        claim.occupation,
        claim.relation,
        claim.remarks,
        new.incident_id,
    )


def add_incident_records(
    source_id: UUID, records: Sequence[NewIncidentRecord], *, at: datetime, member_id: str
) -> None:
    """Keep claims about incidents, numbered in the order given."""
    first = next_number(IncidentRecord)
    IncidentRecord.objects.bulk_create(
        IncidentRecord(
            id=new.id,
            number=first + i,
            source_id=source_id,
            kept_at=at,
            kept_by_id=member_id,
            event_start=new.claim.event.start,
            event_end=new.claim.event.end,
            event_precision=new.claim.event.precision.value,
            event_basis=new.claim.event.basis.value,
            place_id=new.place_id,
            place_words=new.claim.place,
            place_part_of=new.claim.place_part_of,
            perpetrator_kind=new.claim.perpetrator_kind,
            location=new.claim.location.to_dict(),
            given={key: value.to_dict() for key, value in new.claim.given.items()},
            key=new.claim.key,
            title=new.claim.title,
            kind=new.claim.kind,
            weapon=new.claim.weapon,
            killed_min=new.claim.killed.low,
            killed_max=new.claim.killed.high,
            injured_min=new.claim.injured.low,
            injured_max=new.claim.injured.high,
            missing_min=new.claim.missing.low,
            missing_max=new.claim.missing.high,
            displaced_min=new.claim.displaced.low,
            displaced_max=new.claim.displaced.high,
            account=new.claim.account,
        )
        for i, new in enumerate(records)
    )
