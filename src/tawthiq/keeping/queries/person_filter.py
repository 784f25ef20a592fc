"""Which persons are asked for, and how a query is narrowed to them: a count and its list go through the same rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import NullIf

from tawthiq.keeping.models import Person, PersonRecord, PersonToken, Source

if TYPE_CHECKING:
    from django.db.models import QuerySet

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


def as_is(column: str) -> NullIf:
    """A column's value as an expression, which no index is used for: the store then walks the index of the order."""
    return NullIf(F(column), Value(None))


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
        query = query.alias(**{f"{column}as_is": as_is(column) for column in asked})
        asked = {f"{column}as_is": value for column, value in asked.items()}
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
