"""Persons are recomputed from judgements alone, whole or around the records that a decision touched.

The id of a person follows from its earliest record, so a re-run gives the same ids, a merge keeps the earlier
person, and a split gives the part without the earliest record an id of its own.

That is the house's work: all records take part, whoever judged, and nothing of them is returned.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tawthiq.actions.lay_down_incidents import lay_down_incidents
from tawthiq.keeping.queries import frames, places
from tawthiq.keeping.queries.verification import statuses_by_record
from tawthiq.keeping.walls import the_whole
from tawthiq.keeping.writes import identity
from tawthiq.keeping.writes.identity import NewPerson
from tawthiq.matching.names import name_keys
from tawthiq.matching.persons import group
from tawthiq.matching.places import chains
from tawthiq.matching.portrait import portray
from tawthiq.terms.members import Viewer

PERSONS = UUID("6f0c2b0e-6d5b-5a0e-9d0c-7461777468ab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """How many persons were laid down, and how many joins were refused because judgements contradict them."""

    persons: int
    conflicts: int


def lay_down_all(*, viewer: Viewer) -> Laid:
    """Recompute every person and incident of the mission."""
    with the_whole(viewer) as house:
        rows = frames.record_rows(viewer=house)
        judgements = frames.effective_judgements(viewer=house)
        laid = _lay_down(rows, judgements, viewer=house, of_records=None)
        lay_down_incidents(viewer=house)
    return laid


def lay_down_around(record_ids: Sequence[UUID], *, viewer: Viewer) -> Laid:
    """Recompute the persons that these records hang together with; all others stay as they are."""
    with the_whole(viewer) as house:
        reached = frames.records_joined_to(list(record_ids), viewer=house)
        rows = frames.record_rows(viewer=house, only=reached)
        judgements = frames.effective_judgements(viewer=house, touching=reached)
        return _lay_down(rows, judgements, viewer=house, of_records=reached)


def lay_down_new(source_id: UUID, *, viewer: Viewer) -> Laid:
    """Lay down the persons of a source just kept: nothing is judged of its records yet, so each is a person."""
    with the_whole(viewer) as house:
        rows = frames.record_rows(viewer=house, source_id=source_id)
        ancestors = _ancestors(rows, viewer=house)
        persons = [_person(row["lineage"], [row], ancestors, {}) for row in rows]
        identity.add_persons(persons)
        lay_down_incidents(viewer=house)
    return Laid(persons=len(persons), conflicts=0)


def _lay_down(
    rows: list[dict[str, Any]], judgements: Sequence[Any], *, viewer: Viewer, of_records: Sequence[UUID] | None
) -> Laid:
    statuses = statuses_by_record(viewer=viewer, of_records=of_records)
    persons, conflicts = compute_persons(rows, judgements, statuses, viewer=viewer)
    identity.replace_persons(persons, of_records=of_records)
    return Laid(persons=len(persons), conflicts=conflicts)


def compute_persons(
    rows: list[dict[str, Any]], judgements: Sequence[Any], statuses: Mapping[str, str], *, viewer: Viewer
) -> tuple[list[NewPerson], int]:
    """The persons that records and judgements make, and how many joins judgements contradict; nothing is written.

    `statuses` are the verification decisions by the first version of the record they are pinned to.
    """
    known = {row["lineage"] for row in rows}
    grouping = group(
        [row["lineage"] for row in sorted(rows, key=lambda row: row["lineage_number"])],
        [j for j in judgements if j.record_a in known and j.record_b in known],
    )
    clusters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        clusters[grouping.roots[row["lineage"]]].append(row)
    ancestors = _ancestors(rows, viewer=viewer)
    persons = [_person(root, members, ancestors, statuses) for root, members in clusters.items()]
    return persons, len(grouping.conflicts)


def _ancestors(rows: Sequence[Mapping[str, Any]], *, viewer: Viewer) -> dict[int, tuple[int, ...]]:
    """For each place in the rows the places around it."""
    held = {row["place_id"] for row in rows if row["place_id"] is not None}
    return chains(places.parents_around(held, viewer=viewer))


def _person(
    root: str,
    rows: list[dict[str, Any]],
    ancestors: Mapping[int, tuple[int, ...]],
    statuses: Mapping[str, str],
) -> NewPerson:
    rows.sort(key=lambda row: row["lineage_number"])
    portrait = portray(rows, ancestors=ancestors)
    event: tuple[date | None, date | None] = portrait["event"] or (None, None)
    birth = portrait["birth"] or (None, None)
    age = portrait["age"] or (None, None)
    chosen = {row["record_id"]: row for row in rows}
    event_row = chosen.get(portrait.choices["event"].record_id)
    place_row = chosen.get(portrait.choices["place"].record_id)
    names = {row[column] for row in rows for column in ("name", "name_other") if row[column]}
    return NewPerson(
        id=uuid.uuid5(PERSONS, root),
        number=rows[0]["lineage_number"],
        record_ids=tuple(UUID(row["record_id"]) for row in rows),
        source_ids=tuple(UUID(row["source_id"]) for row in rows),
        name=portrait["name"] or "",
        name_other=portrait["name_other"] or "",
        sex=portrait["sex"] or "unknown",
        age_low=age[0],
        age_high=age[1],
        birth_start=birth[0],
        birth_end=birth[1],
        outcome=portrait["outcome"] or "unknown",
        event_start=event[0],
        event_end=event[1],
        event_precision=event_row["event_precision"] if event_row else "unknown",
        event_month=_month(*event),
        place_id=portrait["place"],
        admin1_id=place_row["admin1_id"] if place_row else None,
        civilian_status=portrait["civilian_status"] or "unknown",
        cause=portrait["cause"] or "unknown",
        perpetrator_kind=portrait["perpetrator_kind"] or "unknown",
        status=next((statuses[r["lineage"]] for r in rows if r["lineage"] in statuses), "reported"),
        source_count=len({row["source_id"] for row in rows}),
        origin_count=len({row["origin_id"] for row in rows}),
        conflict_count=portrait.conflict_count,
        portrait=portrait.to_dict(),
        tokens=tuple(sorted({key for name in names for key in name_keys(name)})),
    )


def _month(start: date | None, end: date | None) -> str:
    """The month that holds the whole range, or empty."""
    if start is None or end is None or (start.year, start.month) != (end.year, end.month):
        return ""
    return f"{start:%Y-%m}"
