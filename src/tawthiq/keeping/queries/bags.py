"""What an evidence bag may have to hold: the files asked for, and every other one that speaks of the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Model

from tawthiq.custody.bag_contents import Candidate, Why
from tawthiq.guarding.disclosure import consent_for
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.models import (
    AuditEntry,
    Bag,
    Consent,
    Exhibit,
    IncidentRecord,
    ListRow,
    PersonRecord,
    Record,
    Source,
)
from tawthiq.keeping.queries.publication import given_consent
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import ConsentAnswer

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row", bound=Model)

#: What two records of one person, or of one incident, are compared on.
PERSON_FIELDS = ("outcome", "sex", "event_start", "event_end", "place_id")
INCIDENT_FIELDS = ("kind", "event_start", "killed_min", "killed_max", "perpetrator_kind", "place_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class BagView:
    """A bag that left."""

    id: UUID
    made_at: datetime
    made_by: str
    recipient: str
    purpose: str
    reason: str
    language: str
    manifest_sha256: str
    contents: dict[str, Any]


def bags(*, viewer: Viewer) -> list[BagView]:
    """Every bag that left, newest first: those of which the viewer sees every file and every source taken along."""
    return [
        BagView(
            id=row.id,
            made_at=row.made_at,
            made_by=str(row.made_by_id),
            recipient=row.recipient,
            purpose=row.purpose,
            reason=row.reason,
            language=row.language,
            manifest_sha256=row.manifest_sha256,
            contents=row.contents,
        )
        for row in visible(viewer, Bag, permission=Permission.READ_LEDGER).order_by("-made_at", "id")
    ]


def candidates(
    exhibit_ids: Sequence[UUID], *, purpose: str, recipient: str, on: date, viewer: Viewer
) -> list[Candidate]:
    """Everything the rules of a bag decide over; refuses (NotFoundError) an exhibit that is not there.

    Whoever makes the bag sees all of it: what lies in compartments that they are not in is not among the candidates.
    """
    asked = {row.id: row for row in _see(viewer, Exhibit).filter(id__in=exhibit_ids)}
    if not asked or set(exhibit_ids) - set(asked):
        raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
    originals = {row.derived_from_id for row in asked.values() if row.derived_from_id}
    theirs = list(_see(viewer, Source).filter(exhibit_id__in=[*asked, *originals]))
    related, differs = _same_matter([source.id for source in theirs], viewer=viewer)
    whys: dict[UUID, Why] = dict.fromkeys(related_exhibits(related, viewer=viewer), Why.SAME_MATTER)
    whys.update(dict.fromkeys(originals, Why.ORIGINAL))
    whys.update(dict.fromkeys(asked, Why.ASKED))
    sources: dict[UUID, list[Source]] = {}
    for source in _see(viewer, Source).filter(exhibit_id__in=list(whys)):
        sources.setdefault(source.exhibit_id, []).append(source)
    answers = _answers(purpose=purpose, recipient=recipient, on=on, viewer=viewer)
    return [
        _candidate(row, whys[row.id], _sources_behind(row, sources), answers, differs)
        for row in _see(viewer, Exhibit).filter(id__in=list(whys))
    ]


def _sources_behind(row: Exhibit, sources: dict[UUID, list[Source]]) -> list[Source]:
    """The sources of a file, and of the file it was made from: a working copy stands under the same consent."""
    own = sources.get(row.id, [])
    return own + sources.get(row.derived_from_id, []) if row.derived_from_id else own


def related_exhibits(source_ids: Iterable[UUID], *, viewer: Viewer) -> set[UUID]:
    """The files that these sources were taken from."""
    return set(_see(viewer, Source).filter(id__in=list(source_ids)).values_list("exhibit_id", flat=True))


def sources_in(exhibit_ids: Sequence[str], *, viewer: Viewer) -> list[UUID]:
    """Ids of the sources that leave with these files: taken from them, or from the file that one was made from."""
    ids = [UUID(i) for i in exhibit_ids]
    made_from = _see(viewer, Exhibit).filter(id__in=ids, derived_from__isnull=False)
    files = [*ids, *made_from.values_list("derived_from_id", flat=True)]
    return list(_see(viewer, Source).filter(exhibit_id__in=files).values_list("id", flat=True))


def _see(viewer: Viewer, table: type[Row]) -> QuerySet[Row]:
    return visible(viewer, table, permission=Permission.EXPORT)


def _same_matter(source_ids: list[UUID], *, viewer: Viewer) -> tuple[set[UUID], dict[UUID, set[str]]]:
    """Other sources that speak of the same persons or incidents, and what they say otherwise."""
    persons = _see(viewer, PersonRecord).filter(source_id__in=source_ids).values("person_id")
    records = _see(viewer, Record).filter(membership__person_id__in=persons)
    incidents = _see(viewer, IncidentRecord).filter(source_id__in=source_ids).values("incidents")
    events = _see(viewer, IncidentRecord).filter(incidents__in=incidents)
    related: set[UUID] = set()
    differs: dict[UUID, set[str]] = {}
    for rows, cluster, fields in (
        (records, "membership__person_id", PERSON_FIELDS),
        (events, "incidents", INCIDENT_FIELDS),
    ):
        told: dict[UUID, list[tuple[Any, ...]]] = {}
        others: list[tuple[UUID, UUID, tuple[Any, ...]]] = []
        for source_id, cluster_id, *values in rows.values_list("source_id", cluster, *fields):
            if source_id in source_ids:
                told.setdefault(cluster_id, []).append(tuple(values))
            else:
                others.append((source_id, cluster_id, tuple(values)))
        for source_id, cluster_id, values in others:
            related.add(source_id)
            for said in told.get(cluster_id, []):
                differs.setdefault(source_id, set()).update(
                    name for name, one, other in zip(fields, said, values, strict=True) if one != other
                )
    return related, differs


def _answers(*, purpose: str, recipient: str, on: date, viewer: Viewer) -> dict[UUID, tuple[ConsentAnswer, bool]]:
    rows = _see(viewer, Consent).prefetch_related("answers")
    return {
        row.interview_id: (
            consent_for(given_consent(row), purpose=purpose, recipient=recipient, on=on),
            row.withdrawn_at is not None,
        )
        for row in rows
    }


def _candidate(
    row: Exhibit,
    why: Why,
    sources: list[Source],
    answers: dict[UUID, tuple[ConsentAnswer, bool]],
    differs: dict[UUID, set[str]],
) -> Candidate:
    """A file with the strictest answer of the interviews that were taken from it."""
    interviews = [source.id for source in sources if source.kind == "interview"]
    given = [answers.get(i, (ConsentAnswer.NO, False)) for i in interviews]
    strictness = (ConsentAnswer.NO, ConsentAnswer.ASK_FIRST, ConsentAnswer.YES)
    return Candidate(
        exhibit_id=str(row.id),
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        why=why,
        source_kind=sources[0].kind if sources else "",
        consent=min((answer for answer, _ in given), key=strictness.index, default=None),
        consent_withdrawn=any(withdrawn for _, withdrawn in given),
        source_withdrawn=bool(sources) and all(source.withdrawn_at is not None for source in sources),
        differs=tuple(sorted(set().union(*(differs.get(source.id, set()) for source in sources)))),
    )


def rows_about(asked: Sequence[UUID], exhibit_id: UUID, *, viewer: Viewer) -> list[dict[str, Any]]:
    """The rows of a list that speak of persons whom the sources of the `asked` files speak of, as given."""
    persons = _see(viewer, PersonRecord).filter(source__exhibit_id__in=list(asked)).values("person_id")
    wanted = set(
        _see(viewer, Record)
        .filter(membership__person_id__in=persons, source__exhibit_id=exhibit_id)
        .values_list("id", flat=True)
    )
    earlier = wanted
    while earlier:  # a row leads to the record's first version, the person to its last
        earlier = (
            set(_see(viewer, Record).filter(superseded_by__in=list(earlier)).values_list("id", flat=True)) - wanted
        )
        wanted |= earlier
    rows = _see(viewer, ListRow).filter(source__exhibit_id=exhibit_id, record_id__in=list(wanted)).order_by("id")
    return [{"sheet": row.sheet, "row": row.row, "cells": row.cells} for row in rows]


def consent_basis(exhibit_id: UUID, *, purpose: str, viewer: Viewer) -> list[dict[str, Any]]:
    """On which consent an interview leaves: how and when it was given, and the answers for this purpose."""
    found = _see(viewer, Exhibit).filter(id=exhibit_id).values_list("derived_from_id", flat=True).first()
    exhibits = [exhibit_id, found] if found else [exhibit_id]
    rows = _see(viewer, Consent).filter(interview__source__exhibit_id__in=exhibits).prefetch_related("answers")
    return [
        {
            "given_by": row.given_by,
            "method": row.method,
            "explained_in": row.explained_in,
            "given_from": row.on_start and row.on_start.isoformat(),
            "given_to": row.on_end and row.on_end.isoformat(),
            "expires_on": row.expires_on and row.expires_on.isoformat(),
            "answers": [
                {"purpose": a.purpose, "recipient": a.recipient, "answer": a.answer}
                for a in row.answers.order_by("id")
                if a.purpose == purpose
            ],
        }
        for row in rows
    ]


def accesses(exhibit_ids: Sequence[str], *, viewer: Viewer) -> list[dict[str, str]]:
    """Who opened these files according to the audit: moment, opaque id of the member, action."""
    seen = _see(viewer, Exhibit).filter(id__in=list(exhibit_ids)).values_list("id", flat=True)
    rows = AuditEntry.objects.filter(object_kind="exhibit", object_id__in=[str(i) for i in seen]).order_by("id")
    return [
        {"at": row.at.isoformat(), "member": str(row.member_id), "action": row.action, "exhibit": row.object_id}
        for row in rows
    ]
