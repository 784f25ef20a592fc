"""Keeps sources: exhibits, lists with every row, interviews with their consent, reports with their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from tawthiq.keeping.models import (
    Consent,
    ConsentAnswer,
    EarlierAccount,
    Exhibit,
    Interview,
    ListImport,
    ListRow,
    Receipt,
    Report,
    SavedMapping,
    Source,
    Witness,
)
from tawthiq.keeping.walls import house
from tawthiq.keeping.writes.bulk import insert_rows
from tawthiq.keeping.writes.numbering import next_number
from tawthiq.terms.interviews import Interview as InterviewGiven
from tawthiq.terms.vocabularies import RowOutcome, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """What is known of a source when it comes in.

    `repeats` is the id of the source it repeats, if any; `compartment` where it and all that is taken from it lie.
    """

    id: UUID
    kind: SourceKind
    title: str
    exhibit_id: UUID
    compartment: UUID
    organisation: str = ""
    language: str = ""
    reliability: str = "unknown"
    published_on: date | None = None
    repeats: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """One row of a list, what became of it, and the record it gave."""

    sheet: str
    row: int
    cells: dict[str, str]
    outcome: RowOutcome
    problems: list[dict[str, Any]]
    record_id: UUID | None


def add_exhibit(
    *,
    exhibit_id: UUID,
    sha256: str,
    size: int,
    media_type: str,
    original_name: str,
    acquired_how: str,
    at: datetime,
    member_id: str,
    derived_from: UUID | None = None,
) -> None:
    """Name a kept file as an exhibit."""
    Exhibit.objects.create(
        id=exhibit_id,
        sha256=sha256,
        size=size,
        media_type=media_type,
        original_name=original_name,
        acquired_how=acquired_how,
        derived_from_id=derived_from,
        received_at=at,
        received_by_id=member_id,
    )


def exhibit_id_of(sha256: str) -> UUID | None:
    """The exhibit that already holds these bytes, if any."""
    with house():
        found: UUID | None = Exhibit.objects.filter(sha256=sha256).values_list("id", flat=True).first()
    return found


def is_id_taken(source_id: UUID) -> bool:
    """Whether a source has this id already."""
    return Source.objects.filter(id=source_id).exists()


def add_source(source: NewSource, *, at: datetime, member_id: str) -> int:
    """Add a source and return its number. One that repeats another takes over that one's origin."""
    number = next_number(Source)
    origin = source.id
    if source.repeats is not None:
        origin = Source.objects.values_list("origin_id", flat=True).get(id=source.repeats)
    Source.objects.create(
        id=source.id,
        number=number,
        kind=source.kind.value,
        title=source.title,
        organisation=source.organisation,
        language=source.language,
        reliability=source.reliability,
        published_on=source.published_on,
        exhibit_id=source.exhibit_id,
        compartment_id=source.compartment,
        repeats_id=source.repeats,
        origin_id=origin,
        added_at=at,
        added_by_id=member_id,
    )
    _move_receipts(source.exhibit_id, source.compartment, member_id=member_id)
    return number


def add_receipt(
    *, receipt_id: UUID, exhibit_id: UUID, compartment: UUID, member_id: str, original_name: str, at: datetime
) -> None:
    """Keep into which compartment a file came, by whom, and under what name there."""
    Receipt.objects.get_or_create(
        exhibit_id=exhibit_id,
        compartment_id=compartment,
        member_id=member_id,
        defaults={"id": receipt_id, "original_name": original_name, "at": at},
    )


def is_copy_of(exhibit_id: UUID, original_id: UUID) -> bool:
    """Whether an exhibit was derived from this one."""
    with house():
        return Exhibit.objects.filter(id=exhibit_id, derived_from_id=original_id).exists()


def lay_beside(copy_id: UUID, original_id: UUID, *, home: UUID, member_id: str, at: datetime) -> None:
    """Put a working copy wherever the acting member sees its original; into `home` where that came in nowhere."""
    beside = set(Receipt.objects.filter(exhibit_id=original_id).values_list("compartment_id", "member_id"))
    name = Exhibit.objects.values_list("original_name", flat=True).get(id=copy_id)
    for compartment, member in beside or {(home, UUID(member_id))}:
        add_receipt(
            receipt_id=uuid4(),
            exhibit_id=copy_id,
            compartment=compartment,
            member_id=str(member),
            original_name=name,
            at=at,
        )


def _move_receipts(exhibit_id: UUID, compartment: UUID, *, member_id: str) -> None:
    """A file, and its working copy with it, follows the source taken from it: it lies no longer where it came in."""
    _move_receipts_of(exhibit_id, compartment, member_id=member_id)
    for copy_id in Exhibit.objects.filter(derived_from_id=exhibit_id).values_list("id", flat=True):
        _move_receipts_of(copy_id, compartment, member_id=member_id)


def _move_receipts_of(exhibit_id: UUID, compartment: UUID, *, member_id: str) -> None:
    others = Receipt.objects.filter(exhibit_id=exhibit_id, member_id=member_id).exclude(compartment_id=compartment)
    kept = Receipt.objects.filter(exhibit_id=exhibit_id, member_id=member_id, compartment_id=compartment).exists()
    if kept:
        others.delete()
    elif (first := others.order_by("at", "id").first()) is not None:
        others.exclude(id=first.id).delete()
        Receipt.objects.filter(id=first.id).update(compartment_id=compartment)


def move_source(*, source_id: UUID, compartment: UUID) -> None:
    """Put a source, all that is taken from it and its file into another compartment."""
    held = Source.objects.values("exhibit_id", "added_by_id", "compartment_id").get(id=source_id)
    Source.objects.filter(id=source_id).update(compartment_id=compartment)
    _move_receipts(held["exhibit_id"], compartment, member_id=str(held["added_by_id"]))


def set_repeats(*, source_id: UUID, repeats: UUID | None) -> None:
    """Say that a source repeats another (or nothing): it and all that repeat it share the origin from then on."""
    origin = source_id if repeats is None else Source.objects.values_list("origin_id", flat=True).get(id=repeats)
    Source.objects.filter(id=source_id).update(repeats_id=repeats, origin_id=origin)
    heirs = list(Source.objects.filter(repeats_id=source_id).values_list("id", flat=True))
    while heirs:
        Source.objects.filter(id__in=heirs).update(origin_id=origin)
        heirs = list(Source.objects.filter(repeats_id__in=heirs).values_list("id", flat=True))


def withdraw_source(*, source_id: UUID, at: datetime, member_id: str) -> None:
    """Mark a source as withdrawn: it stays as evidence, and its records stop counting."""
    Source.objects.filter(id=source_id).update(withdrawn_at=at, withdrawn_by_id=member_id)


def add_list(
    *,
    source_id: UUID,
    mapping: dict[str, Any],
    one_per_person: bool,
    rows: int,
    records: int,
    problems: int,
    set_aside: int,
) -> None:
    """Say how a list was read, and what became of its rows in numbers."""
    ListImport.objects.create(
        source_id=source_id,
        mapping=mapping,
        one_per_person=one_per_person,
        row_count=rows,
        record_count=records,
        problem_count=problems,
        set_aside_count=set_aside,
    )


def add_rows(source_id: UUID, rows: Sequence[NewRow]) -> None:
    """Keep rows of a list as given."""
    columns = ("source_id", "sheet", "row", "cells", "outcome", "problems", "record_id")
    insert_rows(
        ListRow,
        columns,
        ((source_id, r.sheet, r.row, r.cells, r.outcome.value, r.problems, r.record_id) for r in rows),
    )


def save_mapping(*, name: str, mapping: dict[str, Any], at: datetime, member_id: str) -> None:
    """Keep a mapping under a name; one of that name is replaced."""
    SavedMapping.objects.update_or_create(
        name=name, defaults={"mapping": mapping, "saved_at": at, "saved_by_id": member_id}
    )


def witness_id_for(code: str, *, new_id: UUID) -> UUID:
    """The witness under this code, made when there is none."""
    witness, _ = Witness.objects.get_or_create(code=code, defaults={"id": new_id})
    found: UUID = witness.id
    return found


def add_interview(given: InterviewGiven, *, source_id: UUID, witness_id: UUID) -> None:
    """Keep one interview with its consent and the earlier accounts."""
    interview = Interview.objects.create(
        source_id=source_id,
        witness_id=witness_id,
        interviewer=given.interviewer,
        interpreter=given.interpreter,
        held_start=given.held_on.start,
        held_end=given.held_on.end,
        held_words=given.held_on.words,
        place_words=given.place,
        mode=given.mode,
        setting_safe=given.setting_safe,
        support_offered=given.support_offered,
        read_back=given.read_back,
        narrative=given.narrative,
    )
    EarlierAccount.objects.bulk_create(
        EarlierAccount(interview=interview, given_to=a.to, when_words=a.when, where_words=a.where)
        for a in given.earlier_accounts
    )
    consent = Consent.objects.create(
        interview=interview,
        given_by=given.consent.given_by,
        explained_in=given.consent.explained_in,
        method=given.consent.method,
        on_start=given.consent.on.start,
        on_end=given.consent.on.end,
        expires_on=given.consent.expires.end,
    )
    ConsentAnswer.objects.bulk_create(
        ConsentAnswer(
            consent=consent, purpose=a.purpose, recipient=a.recipient, answer=a.answer.value, condition=a.condition
        )
        for a in given.consent.answers
    )


def withdraw_consent(*, source_id: UUID, at: datetime) -> None:
    """Write that the witness has withdrawn the consent."""
    Consent.objects.filter(interview_id=source_id, withdrawn_at__isnull=True).update(withdrawn_at=at)


def add_report(*, source_id: UUID, text: str, layout: Iterable[dict[str, Any]], credit: str, version: str) -> None:
    """Keep a report's text, into which every span points."""
    Report.objects.create(source_id=source_id, text=text, layout=list(layout), credit=credit, reader_version=version)


def note_reader(*, source_id: UUID, version: str) -> None:
    """Write which version of the rules has read a report last."""
    Report.objects.filter(source_id=source_id).update(reader_version=version)
