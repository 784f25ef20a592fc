"""Persons: found by filter and name in either script, and opened with all that is known and decided of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import OrderBy

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Judgement, Person, PersonToken, VerificationDecision
from tawthiq.keeping.queries.person_filter import PersonFilter, as_is, narrow
from tawthiq.keeping.queries.records import RELATED, PlaceSeen, RecordView, place_seen, view_of
from tawthiq.keeping.queries.sight import as_uuid, found, records_seen, seen_count, visible
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE_SIZE = 50
#: From so many persons on, the first page is found sooner by walking the order than by collecting all who fit.
COMMON = 5000
SORTS = {
    "name": ("name", "number"),
    "-name": ("-name", "-number"),
    "date": ("event_start", "number"),
    "-date": ("-event_start", "-number"),
    "number": ("number",),
    "-number": ("-number",),
    "origins": ("origin_count", "number"),
    "-origins": ("-origin_count", "-number"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One line of the persons page."""

    id: UUID
    number: int
    name: str
    name_other: str
    sex: str
    age_low: float | None
    age_high: float | None
    outcome: str
    status: str
    event_start: date | None
    event_end: date | None
    event_precision: str
    place: PlaceSeen | None
    record_count: int
    source_count: int
    origin_count: int
    conflict_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One page of persons; `total` counts all that fit the filter."""

    rows: list[PersonRow]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementView:
    """One judgement as pages show it; `undone` judgements stay visible."""

    id: UUID
    record_a: UUID
    record_a_number: int
    record_b: UUID
    record_b_number: int
    decision: str
    basis: str
    probability: float | None
    reason: str
    at: datetime
    member: str
    batch: UUID
    undone: bool
    is_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationView:
    """One verification decision as pages show it."""

    status: str
    standard: str
    reason: str
    at: datetime
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person's page. `portrait` maps a field to {"value", "why", "agree", "differ"} as the portrait rules made it."""

    row: PersonRow
    birth_start: date | None
    birth_end: date | None
    civilian_status: str
    cause: str
    perpetrator_kind: str
    portrait: dict[str, Any]
    records: list[RecordView]
    judgements: list[JudgementView] = field(default_factory=list)
    verifications: list[VerificationView] = field(default_factory=list)


def persons_seen(viewer: Viewer) -> QuerySet[Person]:
    """Persons this viewer may read."""
    require_sight(viewer, Permission.READ_CONTENT)
    return visible(viewer, Person)


def find_persons(wanted: PersonFilter, *, viewer: Viewer, page: int = 1, size: int = PAGE_SIZE) -> PersonPage:
    """One page of the persons that fit the filter, and how many fit in all."""
    query = narrow(persons_seen(viewer), wanted)
    total = _count(query, wanted, viewer)
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    if total == 0:
        return PersonPage(rows=[], total=0, page=1, pages=1)
    order: list[Any] = list(SORTS.get(wanted.sort, SORTS["name"]))
    if total > COMMON:
        query = narrow(persons_seen(viewer), wanted, by_row=True)
    elif wanted != PersonFilter(sort=wanted.sort):
        order = [_by_itself(column) for column in order]
    start = (page - 1) * size
    # Ids first: sorting and skipping then stay inside an index, and only one page of rows is read.
    ordered = query.order_by(*order).values_list("id", flat=True)
    ids = list(ordered[start : start + size])
    shown = {
        row.id: row
        for row in visible(viewer, Person).select_related("place__admin1").defer("portrait").filter(id__in=ids)
    }
    return PersonPage(rows=[row_of(shown[i]) for i in ids], total=total, page=page, pages=pages)


def _by_itself(column: str) -> OrderBy:
    """An order that the few who fit are sorted by after they were found, instead of walking all persons in it."""
    return OrderBy(as_is(column.removeprefix("-")), descending=column.startswith("-"))


def _count(query: QuerySet[Person], wanted: PersonFilter, viewer: Viewer) -> int:
    """How many fit; where only a name is asked for, the index of name keys alone can say."""
    if replace(wanted, sort="name") == PersonFilter():
        return seen_count(viewer, Person)
    only_names = replace(wanted, name_keys=(), sort="name") == PersonFilter()
    if not wanted.name_keys or not only_names:
        return query.count()
    first, *others = wanted.name_keys
    tokens = visible(viewer, PersonToken).filter(token=first)
    for key in others:
        tokens = tokens.filter(person_id__in=visible(viewer, PersonToken).filter(token=key).values("person_id"))
    return tokens.count()


def row_of(person: Person) -> PersonRow:
    """The line of a person fetched together with its place."""
    return PersonRow(
        id=person.id,
        number=person.number,
        name=person.name,
        name_other=person.name_other,
        sex=person.sex,
        age_low=person.age_low,
        age_high=person.age_high,
        outcome=person.outcome,
        status=person.status,
        event_start=person.event_start,
        event_end=person.event_end,
        event_precision=person.event_precision,
        place=place_seen(person.place),
        record_count=person.record_count,
        source_count=person.source_count,
        origin_count=person.origin_count,
        conflict_count=person.conflict_count,
    )


def person(person_id: str | UUID, *, viewer: Viewer) -> PersonView:
    """One person with records, judgements and verification decisions."""
    row = found(persons_seen(viewer).select_related("place__admin1").filter(id=as_uuid(person_id)).first())
    members = records_seen(viewer).filter(membership__person_id=row.id)
    record_ids = list(members.values_list("id", flat=True))
    return PersonView(
        row=row_of(row),
        birth_start=row.birth_start,
        birth_end=row.birth_end,
        civilian_status=row.civilian_status,
        cause=row.cause,
        perpetrator_kind=row.perpetrator_kind,
        portrait=row.portrait,
        records=[view_of(r) for r in members.select_related(*RELATED).order_by("number")],
        judgements=judgements_on(record_ids, viewer=viewer),
        verifications=_verifications(record_ids, viewer),
    )


def judgements_on(record_ids: list[UUID], *, viewer: Viewer) -> list[JudgementView]:
    """Every judgement that touches one of these records, newest first."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = (
        visible(viewer, Judgement)
        .filter(Q(record_a_id__in=record_ids) | Q(record_b_id__in=record_ids))
        .select_related("record_a", "record_b", "member", "undone_by")
        .order_by("-number")
    )
    return [judgement_view(row) for row in rows]


def judgement_view(row: Judgement) -> JudgementView:
    """The view of a judgement fetched with both records, its member and what undid it."""
    return JudgementView(
        id=row.id,
        record_a=row.record_a_id,
        record_a_number=row.record_a.number,
        record_b=row.record_b_id,
        record_b_number=row.record_b.number,
        decision=row.decision,
        basis=row.basis,
        probability=row.probability,
        reason=row.reason,
        at=row.at,
        member=row.member.display_name or row.member.username,
        batch=row.batch,
        undone=getattr(row, "undone_by", None) is not None,
        is_undo=row.undoes_id is not None,
    )


def _verifications(record_ids: list[UUID], viewer: Viewer) -> list[VerificationView]:
    rows = (
        visible(viewer, VerificationDecision).filter(record_id__in=record_ids).select_related("member").order_by("-id")
    )
    return [
        VerificationView(
            status=row.status,
            standard=row.standard,
            reason=row.reason,
            at=row.at,
            member=row.member.display_name or row.member.username,
        )
        for row in rows
    ]


def person_of_record(record_id: str | UUID, *, viewer: Viewer) -> UUID | None:
    """The person a record belongs to now."""
    seen = records_seen(viewer).filter(id=as_uuid(record_id))
    held: UUID | None = seen.values_list("membership__person_id", flat=True).first()
    return held


def person_by_number(number: int, *, viewer: Viewer) -> UUID | None:
    """The id of the person with this running number (P-…)."""
    held: UUID | None = persons_seen(viewer).filter(number=number).values_list("id", flat=True).first()
    return held


def record_by_number(number: int, *, viewer: Viewer) -> UUID | None:
    """The id of the record with this running number (R-…)."""
    held: UUID | None = records_seen(viewer).filter(number=number).values_list("id", flat=True).first()
    return held


def fitting_rule(*, origins: int, viewer: Viewer) -> dict[UUID, UUID]:
    """Undecided persons with enough origins, a month, a place, an outcome and a name of two parts.

    Returns the earliest record of each by the person's id.
    """
    rows = persons_seen(viewer).filter(
        status="reported", origin_count__gte=origins, place__isnull=False, name__contains=" "
    )
    rows = rows.exclude(event_month="").exclude(outcome="unknown")
    numbers = dict(rows.values_list("number", "id"))
    earliest = dict(records_seen(viewer).filter(membership__person__in=rows.values("id")).values_list("number", "id"))
    return {person: earliest[number] for number, person in numbers.items()}
