"""Incidents are recomputed from judgements on incident records alone, by the rules persons are (`matching.persons`).

The id of an incident follows from its earliest record, so a re-run gives the same ids, a merge keeps the earlier
incident, and a split gives the part without the earliest record an id of its own.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from tawthiq.keeping.queries import incident_frames, places
from tawthiq.keeping.walls import the_whole
from tawthiq.keeping.writes import incidents
from tawthiq.keeping.writes.incidents import NewIncident
from tawthiq.matching.incidents.portrait import portray_incident
from tawthiq.matching.persons import group
from tawthiq.matching.places import chains
from tawthiq.terms.judgements import Judgement
from tawthiq.terms.members import Viewer

INCIDENTS = UUID("6f0c2b0e-6d5b-5a0e-9d0c-7461777468ac")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidIncidents:
    """How many incidents were laid down, and how many joins were refused because judgements contradict them."""

    incidents: int
    conflicts: int


def lay_down_incidents(*, viewer: Viewer) -> LaidIncidents:
    """Recompute every incident of the mission."""
    with the_whole(viewer) as house:
        rows = incident_frames.incident_rows(viewer=house)
        judgements = incident_frames.effective_incident_judgements(viewer=house)
        found, conflicts = compute_incidents(rows, judgements, viewer=house)
        incidents.replace_incidents(found)
    return LaidIncidents(incidents=len(found), conflicts=conflicts)


def compute_incidents(
    rows: list[dict[str, Any]], judgements: Sequence[Judgement], *, viewer: Viewer
) -> tuple[list[NewIncident], int]:
    """The incidents that records and judgements make, and how many joins are contradicted; nothing is written."""
    ordered = [row["lineage"] for row in sorted(rows, key=lambda row: row["lineage_number"])]
    known = set(ordered)
    grouping = group(ordered, [j for j in judgements if j.record_a in known and j.record_b in known])
    clusters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        clusters[grouping.roots[row["lineage"]]].append(row)
    held = {row["place_id"] for row in rows if row["place_id"] is not None}
    ancestors = chains(places.parents_around(held, viewer=viewer))
    return [_incident(root, members, ancestors) for root, members in clusters.items()], len(grouping.conflicts)


def _incident(root: str, rows: list[dict[str, Any]], ancestors: Mapping[int, Sequence[int]]) -> NewIncident:
    rows.sort(key=lambda row: row["lineage_number"])
    return NewIncident(
        id=uuid.uuid5(INCIDENTS, root),
        number=rows[0]["lineage_number"],
        record_ids=tuple(UUID(row["record_id"]) for row in rows),
        **asdict(portray_incident(rows, ancestors=ancestors)),
    )
