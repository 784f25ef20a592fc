"""Keeps claims. They are written once; a correction is a new claim that names the one it supersedes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tawthiq.keeping.models import IncidentRecord, Record
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
    Record.objects.bulk_create(
        [_row(new, source_id, first + i, at, member_id) for i, new in enumerate(records)], batch_size=1000
    )
    return first + len(records)


def _row(new: NewPersonRecord, source_id: UUID, number: int, at: datetime, member_id: str) -> Record:
    claim = new.claim
    return Record(
        id=new.id,
        number=number,
        source_id=source_id,
        version=new.version,
        supersedes_id=new.supersedes,
        kept_at=at,
        kept_by_id=member_id,
        event_start=claim.event.start,
        event_end=claim.event.end,
        event_precision=claim.event.precision.value,
        event_basis=claim.event.basis.value,
        place_id=new.place_id,
        place_words=claim.place,
        place_part_of=claim.place_part_of,
        perpetrator_kind=claim.perpetrator_kind,
        location=claim.location.to_dict(),
        given={key: value.to_dict() for key, value in claim.given.items()},
        external_id=claim.external_id,
        name=claim.name,
        name_other=claim.name_other,
        sex=claim.sex.value,
        age_low=claim.age.low,
        age_high=claim.age.high,
        birth_start=claim.birth.start,
        birth_end=claim.birth.end,
        birth_precision=claim.birth.precision.value,
        birth_basis=claim.birth.basis.value,
        outcome=claim.outcome.value,
        residence=claim.residence,
        civilian_status=claim.civilian_status,
        cause=claim.cause,
        perpetrator_link=claim.perpetrator_link,
        occupation=claim.occupation,
        relation=claim.relation,
        remarks=claim.remarks,
        incident_id=new.incident_id,
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
