"""What publishing must know of the store: whose consent does not reach, what was withdrawn since, how it was linked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from tawthiq.guarding.disclosure import consent_for
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Consent, Incident, LedgerEntry, LinkRun, PersonRecord, Source
from tawthiq.keeping.queries.count_frames import span_of
from tawthiq.keeping.queries.persons import persons_seen
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.dates import UNKNOWN_DATE, PartialDate, day
from tawthiq.terms.interviews import Consent as GivenConsent
from tawthiq.terms.interviews import ConsentFor
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import ConsentAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingView:
    """How the records were linked last."""

    seed: int
    version: str
    settings: dict[str, Any]


def interviews_not_for(purpose: str, *, on: date, viewer: Viewer) -> set[UUID]:
    """Ids of the interviews whose consent does not let anything out for `purpose` on the day `on`.

    An answer with "ask first" is no yes; an interview without a consent has none.
    """
    require_sight(viewer, Permission.PUBLISH)
    rows = visible(viewer, Consent).prefetch_related("answers")
    agreed = {
        row.interview_id
        for row in rows
        if consent_for(given_consent(row), purpose=purpose, on=on, is_withdrawn=row.withdrawn_at is not None)
        is ConsentAnswer.YES
    }
    interviews = visible(viewer, Source).filter(kind="interview").values_list("id", flat=True)
    return set(interviews) - agreed


def persons_only_from(source_ids: set[UUID], *, viewer: Viewer) -> set[str]:
    """Ids of the persons of whom nothing but these sources speaks."""
    require_sight(viewer, Permission.PUBLISH)
    if not source_ids:
        return set()
    theirs = visible(viewer, PersonRecord).filter(person_id=OuterRef("pk"))
    others = theirs.exclude(record__source_id__in=source_ids)
    rows = persons_seen(viewer).filter(Exists(theirs), ~Exists(others)).values_list("id", flat=True)
    return {str(i) for i in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsWithout:
    """Incidents without some sources.

    Args:
        only_from: ids of those of which nothing but these sources speaks.
        displaced: of the others that they speak of, how many people had to flee as the rest of the sources says.
    """

    only_from: set[str]
    displaced: dict[str, tuple[int | None, int | None]]


def incidents_without(source_ids: set[UUID], *, viewer: Viewer) -> IncidentsWithout:
    """What is left of the incidents that these sources speak of."""
    require_sight(viewer, Permission.PUBLISH)
    touched = visible(viewer, Incident).filter(records__source_id__in=source_ids).distinct()
    said: dict[str, list[tuple[int | None, int | None]]] = {str(row.id): [] for row in touched}
    rows = (
        visible(viewer, Incident)
        .filter(id__in=[row.id for row in touched])
        .values_list("id", "records__source_id", "records__displaced_min", "records__displaced_max")
    )
    for incident, source, low, high in rows:
        if source not in source_ids:
            said[str(incident)].append((low, high))
    return IncidentsWithout(
        only_from={i for i, numbers in said.items() if not numbers},
        displaced={i: span_of(numbers) for i, numbers in said.items() if numbers},
    )


def is_withdrawn_since(seq: int, *, viewer: Viewer) -> bool:
    """Whether a source or a consent was withdrawn after this position of the ledger."""
    require_sight(viewer, Permission.READ_NUMBERS)
    lines = LedgerEntry.objects.filter(seq__gt=seq, line__contains="withdrawn").values_list("line", flat=True)
    return any(json.loads(line)["kind"] == "withdrawn" for line in lines)


def counted_sources(*, viewer: Viewer, parts: Sequence[str] | None = None) -> list[UUID]:
    """Ids of the sources that stand in numbers now: those not withdrawn, as far as the viewer sees.

    `parts` narrows to the compartments that a kept number was computed from.
    """
    rows = visible(viewer, Source, permission=Permission.READ_NUMBERS).filter(withdrawn_at__isnull=True)
    if parts is not None:
        rows = rows.filter(compartment_id__in=list(parts))
    return list(rows.values_list("id", flat=True))


def entry_digest(seq: int, *, viewer: Viewer) -> str:
    """The digest of the ledger entry at this position; empty where none stands there."""
    require_sight(viewer, Permission.PUBLISH)
    return LedgerEntry.objects.filter(seq=seq).values_list("entry_sha256", flat=True).first() or ""


def last_linking(*, viewer: Viewer) -> LinkingView | None:
    """The newest run of the linker, or None."""
    require_sight(viewer, Permission.PUBLISH)
    row = LinkRun.objects.order_by("-at").first()
    return None if row is None else LinkingView(seed=row.seed, version=row.version, settings=row.settings)


def given_consent(row: Consent) -> GivenConsent:
    """The consent of a row fetched with its answers, as the rules of disclosure read it."""
    expires: PartialDate = day(row.expires_on) if row.expires_on else UNKNOWN_DATE
    answers = tuple(
        ConsentFor(purpose=a.purpose, recipient=a.recipient, answer=ConsentAnswer(a.answer)) for a in row.answers.all()
    )
    return GivenConsent(expires=expires, answers=answers)
