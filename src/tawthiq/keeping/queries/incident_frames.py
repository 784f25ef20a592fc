"""Incident records and the judgements on them as rows and frames: what linking and laying down incidents work on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import IncidentJudgement, IncidentRecord
from tawthiq.keeping.queries.sight import current_incident_records, current_records, visible
from tawthiq.terms.judgements import Basis, Decision, Judgement
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

INCIDENT_COLUMNS: dict[str, str] = {
    "record_id": "id",
    "number": "number",
    "source_id": "source_id",
    "origin_id": "source__origin_id",
    "title": "title",
    "kind": "kind",
    "weapon": "weapon",
    "perpetrator_kind": "perpetrator_kind",
    "event_start": "event_start",
    "event_end": "event_end",
    "event_precision": "event_precision",
    "place_id": "place_id",
    "admin1_id": "place__admin1_id",
    "place_words": "place_words",
    "place_part_of": "place_part_of",
    "killed_min": "killed_min",
    "killed_max": "killed_max",
    "injured_min": "injured_min",
    "injured_max": "injured_max",
    "missing_min": "missing_min",
    "missing_max": "missing_max",
    "displaced_min": "displaced_min",
    "displaced_max": "displaced_max",
}


def incident_rows(*, viewer: Viewer) -> list[dict[str, Any]]:
    """Current incident records as dictionaries with the keys of `INCIDENT_COLUMNS`, by number; ids are text.

    ``lineage`` and ``lineage_number`` are those of the first version: judgements and incidents follow it.
    """
    return rows_of_incidents(current_incident_records(viewer), viewer=viewer)


def rows_of_incidents(query: QuerySet[IncidentRecord], *, viewer: Viewer) -> list[dict[str, Any]]:
    """These incident records as `incident_rows` gives them."""
    rows = query.order_by("number").values_list(*INCIDENT_COLUMNS.values())
    found = [dict(zip(INCIDENT_COLUMNS, row, strict=True)) for row in rows]
    firsts = first_incident_versions(viewer=viewer)
    for row in found:
        row |= {key: str(row[key]) for key in ("record_id", "source_id", "origin_id")}
        row["lineage"], row["lineage_number"] = firsts.get(row["record_id"], (row["record_id"], row["number"]))
    return found


def victims_named(*, viewer: Viewer) -> dict[str, list[str]]:
    """Names of the persons that each incident record names, by its id."""
    rows = current_records(viewer).filter(incident__isnull=False).order_by("number")
    names: dict[str, list[str]] = defaultdict(list)
    for incident_id, name in rows.values_list("incident_id", "name"):
        if name:
            names[str(incident_id)].append(name)
    return names


def first_incident_versions(*, viewer: Viewer) -> dict[str, tuple[str, int]]:
    """Id and number of the first version, by id, of every incident record that corrects another."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, IncidentRecord).filter(supersedes__isnull=False).order_by("version", "number")
    firsts: dict[str, tuple[str, int]] = {}
    for record_id, earlier, number in rows.values_list("id", "supersedes_id", "supersedes__number"):
        firsts[str(record_id)] = firsts.get(str(earlier), (str(earlier), number))
    return firsts


def effective_incident_judgements(*, viewer: Viewer) -> list[Judgement]:
    """Judgements on incident records that stand, oldest first; records are named by their first version."""
    require_sight(viewer, Permission.READ_CONTENT)
    firsts = first_incident_versions(viewer=viewer)
    rows = visible(viewer, IncidentJudgement).filter(undone_by__isnull=True, undoes__isnull=True).order_by("number")
    columns = ("record_a_id", "record_b_id", "decision", "basis", "probability", "at", "member_id")
    return [
        Judgement(
            record_a=firsts.get(str(a), (str(a), 0))[0],
            record_b=firsts.get(str(b), (str(b), 0))[0],
            decision=Decision(decision),
            basis=Basis(basis),
            probability=probability,
            at=at,
            member_id=str(member),
        )
        for a, b, decision, basis, probability, at, member in rows.values_list(*columns)
    ]


def accepted_incident_judgements(*, viewer: Viewer, run_id: UUID | None = None) -> dict[frozenset[str], UUID]:
    """The id of the standing accepted judgement by pair; of one run, if one is asked for."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = (
        visible(viewer, IncidentJudgement)
        .filter(undone_by__isnull=True, undoes__isnull=True, basis="accepted", decision="same")
        .order_by("number")
    )
    if run_id is not None:
        rows = rows.filter(run_id=run_id)
    return {frozenset((str(a), str(b))): i for i, a, b in rows.values_list("id", "record_a_id", "record_b_id")}


def last_accepting_incident_run(*, viewer: Viewer) -> UUID | None:
    """The newest run whose accepted links of incidents still stand, at least one of them."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, IncidentJudgement).filter(
        undone_by__isnull=True, undoes__isnull=True, basis="accepted", decision="same"
    )
    held: UUID | None = rows.order_by("-run__at").values_list("run_id", flat=True).first()
    return held
