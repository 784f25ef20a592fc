"""Persons: found by filter and name in either script, and opened with all that is known and decided of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import NullIf

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Judgement, Person, PersonRecord, PersonToken, Source, VerificationDecision
from tawthiq.keeping.queries.records import RELATED, PlaceSeen, RecordView, place_seen, view_of
from tawthiq.keeping.queries.sight import as_uuid, found, records_seen
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
CHILD_UNDER = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFilter:
    """Which persons are asked for; an empty part asks for all.

    Args:
        name_keys: keys of the searched name (consonant skeletons); a person must have all of them.
        number: the running number of a person (P-…).
        counted: ``verified`` (verified only), ``documented`` (all that are not discounted) or empty.
        month: ``2012-03``, or ``unknown`` for persons whose date does not fall into one month.
        admin1: id of a place at the first level, or ``unknown``.
        age_band: ``child``, ``adult`` or ``unknown`` (a band that straddles 18 is unknown).
        list_pattern: source ids that must all hold the person, and no other list may.
        source_kind: kind of a source that holds the person, such as ``list``.
        lacking: ``date`` or ``place``: persons of whom that is not known at all.
    """

    name_keys: tuple[str, ...] = ()
    number: int | None = None
    outcome: str = ""
    counted: str = ""
    status: str = ""
    sex: str = ""
    age_band: str = ""
    civilian_status: str = ""
    cause: str = ""
    perpetrator_kind: str = ""
    month: str = ""
    date_from: date | None = None
    date_to: date | None = None
    admin1: str = ""
    place_id: int | None = None
    source_id: UUID | None = None
    source_kind: str = ""
    list_pattern: tuple[UUID, ...] = ()
    origins: str = ""
    incident_id: UUID | None = None
    with_conflicts: bool = False
    lacking: str = ""
    sort: str = "name"


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
    return Person.objects.all()


def find_persons(wanted: PersonFilter, *, viewer: Viewer, page: int = 1, size: int = PAGE_SIZE) -> PersonPage:
    """One page of the persons that fit the filter, and how many fit in all."""
    query = narrow(persons_seen(viewer), wanted)
    total = _count(query, wanted)
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
    shown = {row.id: row for row in Person.objects.select_related("place__admin1").defer("portrait").filter(id__in=ids)}
    return PersonPage(rows=[row_of(shown[i]) for i in ids], total=total, page=page, pages=pages)


def _as_is(column: str) -> NullIf:
    """A column's value as an expression, which no index is used for: the store then walks the index of the order."""
    return NullIf(F(column), Value(None))


def _by_itself(column: str) -> OrderBy:
    """An order that the few who fit are sorted by after they were found, instead of walking all persons in it."""
    return OrderBy(_as_is(column.removeprefix("-")), descending=column.startswith("-"))


def _count(query: QuerySet[Person], wanted: PersonFilter) -> int:
    """How many fit; where only a name is asked for, the index of name keys alone can say."""
    only_names = replace(wanted, name_keys=(), sort="name") == PersonFilter()
    if not wanted.name_keys or not only_names:
        return query.count()
    first, *others = wanted.name_keys
    tokens = PersonToken.objects.filter(token=first)
    for key in others:
        tokens = tokens.filter(person_id__in=PersonToken.objects.filter(token=key).values("person_id"))
    return tokens.count()


def narrow(query: QuerySet[Person], wanted: PersonFilter, *, by_row: bool = False) -> QuerySet[Person]:
    """The persons of `query` that fit the filter.

    `by_row` asks of each person whether it fits, instead of collecting all who do first: faster where many fit,
    since the first page of them fills at once.
    """
    exact = {
        "number": wanted.number,
        "outcome": wanted.outcome,
        "status": wanted.status,
        "sex": wanted.sex,
        "civilian_status": wanted.civilian_status,
        "cause": wanted.cause,
        "perpetrator_kind": wanted.perpetrator_kind,
        "place_id": wanted.place_id,
    }
    asked = {column: value for column, value in exact.items() if value not in ("", None)}
    if by_row:
        query = query.alias(**{f"{column}_as_is": _as_is(column) for column in asked})
        asked = {f"{column}_as_is": value for column, value in asked.items()}
    query = query.filter(**asked)
    query = _narrow_by_count(query, wanted)
    query = _narrow_by_time_and_place(query, wanted)
    query = _narrow_by_age(query, wanted.age_band)
    query = _narrow_by_sources(query, wanted)
    for key in wanted.name_keys:
        having = PersonToken.objects.filter(token=key)
        if by_row:
            query = query.filter(Exists(having.filter(person_id=OuterRef("id"))))
        else:
            query = query.filter(id__in=having.values("person_id"))
    if wanted.with_conflicts:
        query = query.filter(conflict_count__gt=0)
    return query


def _narrow_by_count(query: QuerySet[Person], wanted: PersonFilter) -> QuerySet[Person]:
    if wanted.counted == "verified":
        query = query.filter(status="verified")
    elif wanted.counted == "documented":
        query = query.exclude(status="discounted")
    if wanted.origins == "3+":
        return query.filter(origin_count__gte=3)
    if wanted.origins.isdigit():
        return query.filter(origin_count=int(wanted.origins))
    return query


def _narrow_by_time_and_place(query: QuerySet[Person], wanted: PersonFilter) -> QuerySet[Person]:
    if wanted.month:
        query = query.filter(event_month="" if wanted.month == "unknown" else wanted.month)
    if wanted.date_from:
        query = query.filter(event_end__gte=wanted.date_from)
    if wanted.date_to:
        query = query.filter(event_start__lte=wanted.date_to)
    if wanted.admin1 == "unknown":
        query = query.filter(admin1__isnull=True)
    elif wanted.admin1.isdigit():
        query = query.filter(admin1_id=int(wanted.admin1))
    if wanted.lacking == "date":
        query = query.filter(event_start__isnull=True)
    elif wanted.lacking == "place":
        query = query.filter(place__isnull=True)
    return query


def _narrow_by_age(query: QuerySet[Person], band: str) -> QuerySet[Person]:
    if band == "child":
        return query.filter(age_high__lt=CHILD_UNDER)
    if band == "adult":
        return query.filter(age_low__gte=CHILD_UNDER)
    if band == "unknown":
        return query.filter(Q(age_low__isnull=True) | Q(age_low__lt=CHILD_UNDER, age_high__gte=CHILD_UNDER))
    return query


def _narrow_by_sources(query: QuerySet[Person], wanted: PersonFilter) -> QuerySet[Person]:
    members = PersonRecord.objects.filter(person_id=OuterRef("id"))
    if wanted.source_id:
        query = query.filter(Exists(members.filter(source_id=wanted.source_id)))
    if wanted.source_kind:
        query = query.filter(Exists(members.filter(source_id__in=_sources_of(wanted.source_kind))))
    if wanted.incident_id:
        query = query.filter(Exists(members.filter(record__incident__incidents__id=wanted.incident_id)))
    if wanted.list_pattern:
        for source_id in wanted.list_pattern:
            query = query.filter(Exists(members.filter(source_id=source_id)))
        others = [i for i in _sources_of("list") if i not in wanted.list_pattern]
        query = query.filter(~Exists(members.filter(source_id__in=others)))
    return query


def _sources_of(kind: str) -> list[UUID]:
    """Ids of the sources of one kind, few beside persons: looked up once, not for each person."""
    return list(Source.objects.filter(kind=kind).order_by("number").values_list("id", flat=True))


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
        verifications=_verifications(record_ids),
    )


def judgements_on(record_ids: list[UUID], *, viewer: Viewer) -> list[JudgementView]:
    """Every judgement that touches one of these records, newest first."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = (
        Judgement.objects.filter(Q(record_a_id__in=record_ids) | Q(record_b_id__in=record_ids))
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


def _verifications(record_ids: list[UUID]) -> list[VerificationView]:
    rows = VerificationDecision.objects.filter(record_id__in=record_ids).select_related("member").order_by("-id")
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
