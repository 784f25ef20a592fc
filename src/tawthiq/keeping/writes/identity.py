"""Keeps judgements, link runs and verification decisions, and lays down the persons that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from tawthiq.keeping.models import (
    Judgement,
    LinkPair,
    LinkRun,
    Person,
    PersonRecord,
    PersonToken,
    Settlement,
    VerificationDecision,
)
from tawthiq.keeping.writes.bulk import insert_rows
from tawthiq.keeping.writes.numbering import next_number
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.vocabularies import VerificationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJudgement:
    """One judgement to keep."""

    id: UUID
    record_a: UUID
    record_b: UUID
    decision: Decision
    basis: Basis
    probability: float | None = None
    reason: str = ""
    run_id: UUID | None = None
    undoes: UUID | None = None
    settles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPair:
    """One pair the linker proposes or doubts; `persons_change` and `opinions_wanted` as in `LinkPair`."""

    record_a: UUID
    record_b: UUID
    weight: float
    probability: float
    urgency: float = 0.0
    persons_change: float | None = None
    opinions_wanted: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """One person as recomputed: the records (and the source of each), the reported values, the keys it is found by."""

    id: UUID
    number: int
    record_ids: tuple[UUID, ...]
    source_ids: tuple[UUID, ...]
    name: str
    name_other: str
    sex: str
    age_low: float | None
    age_high: float | None
    birth_start: date | None
    birth_end: date | None
    outcome: str
    event_start: date | None
    event_end: date | None
    event_precision: str
    event_month: str
    place_id: int | None
    admin1_id: int | None
    civilian_status: str
    cause: str
    perpetrator_kind: str
    status: str
    source_count: int
    origin_count: int
    conflict_count: int
    portrait: dict[str, Any]
    tokens: tuple[str, ...] = field(default=())


def hold_judgements() -> None:
    """Let nobody else judge or link until this transaction ends; they wait and then see what it wrote.

    SQLite has one writer at a time by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE keeping_judgement IN SHARE ROW EXCLUSIVE MODE")


def add_judgements(judgements: Sequence[NewJudgement], *, batch: UUID, at: datetime, member_id: str) -> None:
    """Keep judgements; a pair is stored with its smaller id first, so that it is found either way round."""
    hold_judgements()
    first = next_number(Judgement)
    Judgement.objects.bulk_create(
        [
            Judgement(
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
    Settlement.objects.bulk_create([Settlement(judgement_id=new.id) for new in judgements if new.settles])


def add_run(
    *,
    run_id: UUID,
    at: datetime,
    member_id: str,
    seed: int,
    version: str,
    settings: dict[str, Any],
    report: dict[str, Any],
) -> None:
    """Keep what a link run was asked and what it said of itself."""
    LinkRun.objects.create(
        id=run_id, at=at, member_id=member_id, seed=seed, version=version, settings=settings, report=report
    )


def replace_pairs(
    run_id: UUID, pairs: Sequence[NewPair], *, settled: Callable[[UUID, UUID], bool] | None = None
) -> None:
    """Put this run's pairs in place of those of earlier runs that nobody has judged.

    `settled` says of two records whether this run looked at them; without it, it looked at all.

    A judged pair stays with what its run thought of it: it may wait for a second opinion, stand in a conflict, or
    open again when its judgement is taken back. Rows are written in the order of the records, so that the number
    in a pair's address says nothing of its place in the queue.
    """
    hold_judgements()
    standing = Judgement.objects.filter(
        record_a_id=OuterRef("record_a_id"),
        record_b_id=OuterRef("record_b_id"),
        basis=Basis.REVIEWED.value,
        undone_by__isnull=True,
        undoes__isnull=True,
    )
    unjudged = LinkPair.objects.filter(~Exists(standing))
    if settled is None:
        unjudged.delete()
    else:
        rows = unjudged.values_list("id", "record_a_id", "record_b_id")
        gone = [number for number, a, b in rows if settled(a, b)]
        for start in range(0, len(gone), 500):
            LinkPair.objects.filter(id__in=gone[start : start + 500]).delete()
    kept = set(LinkPair.objects.values_list("record_a_id", "record_b_id"))
    ordered = sorted(pairs, key=lambda new: sorted((new.record_a, new.record_b)))
    LinkPair.objects.bulk_create(
        [
            LinkPair(
                run_id=run_id,
                record_a_id=min(new.record_a, new.record_b),
                record_b_id=max(new.record_a, new.record_b),
                weight=new.weight,
                probability=new.probability,
                urgency=new.urgency,
                persons_change=new.persons_change,
                opinions_wanted=new.opinions_wanted,
            )
            for new in ordered
            if tuple(sorted((new.record_a, new.record_b))) not in kept
        ],
        batch_size=2000,
    )


def set_pair_open(record_a: UUID, record_b: UUID, *, is_open: bool) -> None:
    """Close a pair that needs no further opinion, or open it again after an undo."""
    a, b = sorted((record_a, record_b))
    LinkPair.objects.filter(record_a_id=a, record_b_id=b).update(is_open=is_open)


def want_opinions(record_a: UUID, record_b: UUID, *, wanted: int) -> None:
    """Say how many members are to judge a pair."""
    a, b = sorted((record_a, record_b))
    LinkPair.objects.filter(record_a_id=a, record_b_id=b).update(opinions_wanted=wanted)


def replace_persons(persons: Sequence[NewPerson], *, of_records: Sequence[UUID] | None) -> None:
    """Lay down persons anew: all of them, or (with `of_records`) those that hold these records."""
    if of_records is None:
        PersonToken.objects.all().delete()
        PersonRecord.objects.all().delete()
        Person.objects.all().delete()
    else:
        held = list(
            PersonRecord.objects.filter(record_id__in=of_records).values_list("person_id", flat=True).distinct()
        )
        ids = [*held, *(person.id for person in persons)]
        PersonToken.objects.filter(person_id__in=ids).delete()
        PersonRecord.objects.filter(person_id__in=ids).delete()
        Person.objects.filter(id__in=ids).delete()
    add_persons(persons)


def add_persons(persons: Sequence[NewPerson]) -> None:
    """Lay down persons whose records no person holds yet, such as those of a list just imported."""
    insert_rows(Person, PERSON_COLUMNS, (_person(new) for new in persons))
    held = (
        (record, new.id, source)
        for new in persons
        for record, source in zip(new.record_ids, new.source_ids, strict=True)
    )
    insert_rows(PersonRecord, ("record_id", "person_id", "source_id"), held)
    insert_rows(PersonToken, ("person_id", "token"), ((new.id, token) for new in persons for token in new.tokens))


PERSON_COLUMNS = (
    "id",
    "number",
    "name",
    "name_other",
    "sex",
    "age_low",
    "age_high",
    "birth_start",
    "birth_end",
    "outcome",
    "event_start",
    "event_end",
    "event_precision",
    "event_month",
    "place_id",
    "admin1_id",
    "civilian_status",
    "cause",
    "perpetrator_kind",
    "status",
    "record_count",
    "source_count",
    "origin_count",
    "conflict_count",
    "portrait",
)


def _person(new: NewPerson) -> tuple[Any, ...]:
    """The values of one person in the order of `PERSON_COLUMNS`."""
    return (
        new.id,
        new.number,
        new.name,
        new.name_other,
        new.sex,
        new.age_low,
        new.age_high,
        new.birth_start,
        new.birth_end,
        new.outcome,
        new.event_start,
        new.event_end,
        new.event_precision,
        new.event_month,
        new.place_id,
        new.admin1_id,
        new.civilian_status,
        new.cause,
        new.perpetrator_kind,
        new.status,
        len(new.record_ids),
        new.source_count,
        new.origin_count,
        new.conflict_count,
        new.portrait,
    )


def add_verifications(
    record_ids: Sequence[UUID],
    *,
    status: VerificationStatus,
    standard: str,
    reason: str,
    batch: UUID,
    at: datetime,
    member_id: str,
) -> None:
    """Keep a decision on the persons whose earliest records these are."""
    VerificationDecision.objects.bulk_create(
        [
            VerificationDecision(
                record_id=record_id,
                status=status.value,
                standard=standard,
                reason=reason,
                batch=batch,
                at=at,
                member_id=member_id,
            )
            for record_id in record_ids
        ],
        batch_size=2000,
    )


def set_status(person_ids: Sequence[UUID], status: VerificationStatus) -> None:
    """Show the decision on the persons' pages and in the counts."""
    for start in range(0, len(person_ids), 500):
        Person.objects.filter(id__in=person_ids[start : start + 500]).update(status=status.value)
