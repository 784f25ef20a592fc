"""The mission as it stood at a position of the ledger.

Every deed writes its moment into all its rows and into its ledger entry. So a row is of the past exactly where its
moment is not that of an entry after the position: clocks that run apart, and long deeds that end late, change nothing.
What is not written into the ledger is as it is now: the gazetteer, and who a source's keeper is. Figures, quotations
and event mentions of reports enter no count of persons, so nothing here reads them.

Persons follow from all records, so they are made with the sight of the house; `parts_of_sources` says where each
source lay, for leaving out whatever lay elsewhere than a count reached.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import (
    AuditEntry,
    IncidentJudgement,
    IncidentRecord,
    Judgement,
    LedgerEntry,
    Record,
    Source,
    VerificationDecision,
)
from tawthiq.keeping.queries.frames import held_judgements, rows_of
from tawthiq.keeping.queries.incident_frames import first_incident_versions, rows_of_incidents
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.judgements import Judgement as JudgementTerm
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A position of the ledger, and the moments of all that was entered after it."""

    seq: int
    later: frozenset[datetime]

    def holds(self, moment: datetime | None) -> bool:
        """Whether what was done at this moment was done by then."""
        return moment is not None and moment not in self.later


def position(seq: int, *, viewer: Viewer) -> Position:
    """A position of the ledger; refuses (NotFoundError) one that the ledger does not have."""
    require_sight(viewer, Permission.COUNT)
    if not LedgerEntry.objects.filter(seq=seq).exists():
        raise NotFoundError("count.no_position", "The ledger has no such position.", "Give one from 1 to its newest.")
    lines = LedgerEntry.objects.filter(seq__gt=seq).values_list("line", flat=True)
    return Position(seq=seq, later=frozenset(datetime.fromisoformat(json.loads(line)["at"]) for line in lines))


def record_rows_as_of(at: Position, *, viewer: Viewer) -> list[dict[str, Any]]:
    """Records that counted then, with the origins their sources had then, as `frames.record_rows` gives them."""
    kept = _standing(Record, at, viewer=viewer)
    origins = _origins(at, viewer=viewer)
    rows = [row for row in rows_of(visible(viewer, Record), viewer=viewer) if row["record_id"] in kept]
    return [{**row, "origin_id": origins[row["source_id"]]} for row in rows]


def incident_of_record(*, viewer: Viewer) -> dict[str, str]:
    """The incident record that each record names."""
    rows = visible(viewer, Record).filter(incident__isnull=False).values_list("id", "incident_id")
    return {str(record): str(incident) for record, incident in rows}


def incident_rows_as_of(at: Position, *, viewer: Viewer) -> list[dict[str, Any]]:
    """Incident records that counted then, as `incident_frames.incident_rows` gives them."""
    kept = _standing(IncidentRecord, at, viewer=viewer)
    origins = _origins(at, viewer=viewer)
    seen = visible(viewer, IncidentRecord)
    rows = [row for row in rows_of_incidents(seen, viewer=viewer) if row["record_id"] in kept]
    return [{**row, "origin_id": origins[row["source_id"]]} for row in rows]


def judgements_as_of(at: Position, *, viewer: Viewer) -> list[JudgementTerm]:
    """Judgements that held then."""
    columns = ("record_a_id", "record_b_id", "decision", "basis", "probability", "at", "member_id", "settlement")
    return held_judgements(_not_undone(Judgement, columns, at, viewer=viewer), viewer=viewer)


def incident_judgements_as_of(at: Position, *, viewer: Viewer) -> list[JudgementTerm]:
    """Judgements on incident records that stood then."""
    firsts = first_incident_versions(viewer=viewer)
    columns = ("record_a_id", "record_b_id", "decision", "basis", "probability", "at", "member_id")
    return [
        JudgementTerm(
            record_a=firsts.get(str(a), (str(a), 0))[0],
            record_b=firsts.get(str(b), (str(b), 0))[0],
            decision=Decision(decision),
            basis=Basis(basis),
            probability=probability,
            at=moment,
            member_id=str(member),
        )
        for a, b, decision, basis, probability, moment, member in _not_undone(
            IncidentJudgement, columns, at, viewer=viewer
        )
    ]


def decisions_as_of(at: Position, *, viewer: Viewer) -> list[tuple[str, str, str, datetime]]:
    """(record, status, standard, moment) of verification decisions made by then, oldest first."""
    made = visible(viewer, VerificationDecision).order_by("id")
    rows = made.values_list("record_id", "status", "standard", "at")
    return [(str(record), status, standard, moment) for record, status, standard, moment in rows if at.holds(moment)]


def parts_of_sources(at: Position, *, viewer: Viewer) -> dict[str, tuple[str, str]]:
    """The compartments in which each source lay then, and lies now."""
    now = {str(i): str(part) for i, part in visible(viewer, Source).values_list("id", "compartment_id")}
    then = dict(now)
    since = AuditEntry.objects.filter(action="move_source").order_by("-id").values_list("object_id", "details", "at")
    for source, details, moment in since:
        if not at.holds(moment) and source in then:
            then[source] = str(details["moved_from"])
    return {source: (then[source], part) for source, part in now.items()}


def _standing(model: Any, at: Position, *, viewer: Viewer) -> set[str]:
    """Ids of records kept by then, not corrected by then, of sources not withdrawn by then."""
    rows = list(visible(viewer, model).values_list("id", "supersedes_id", "kept_at", "source__withdrawn_at"))
    kept = [row for row in rows if at.holds(row[2])]
    corrected = {row[1] for row in kept}
    return {str(row[0]) for row in kept if row[0] not in corrected and not at.holds(row[3])}


def _not_undone(model: Any, columns: tuple[str, ...], at: Position, *, viewer: Viewer) -> list[tuple[Any, ...]]:
    rows = visible(viewer, model).order_by("number").values_list("id", "undoes_id", *columns)
    place = columns.index("at") + 2
    made = [row for row in rows if at.holds(row[place])]
    undone = {row[1] for row in made}
    return [row[2:] for row in made if row[1] is None and row[0] not in undone]


def _origins(at: Position, *, viewer: Viewer) -> dict[str, str]:
    """The origin of each source then: what was said since of who repeats whom is taken back."""
    repeats = {str(i): str(r) if r else "" for i, r in visible(viewer, Source).values_list("id", "repeats_id")}
    since = AuditEntry.objects.filter(action="say_repeats").order_by("-id").values_list("object_id", "details", "at")
    for source, details, moment in since:
        if not at.holds(moment) and source in repeats:
            repeats[source] = details.get("before") or ""
    origins = {}
    for source in repeats:
        step = source
        while repeats.get(step):
            step = repeats[step]
        origins[source] = step
    return origins
