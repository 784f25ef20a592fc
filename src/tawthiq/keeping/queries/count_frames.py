"""What counts are made from, as rows: persons, what their records say, decisions and incidents.

Every query asks for the right to read numbers, and what the viewer sees: a person, an incident counts for whoever sees
all its records. Rows hold ids and codes, never a name or a word of a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Incident, PersonRecord, Place, VerificationDecision
from tawthiq.keeping.queries.frames import first_versions
from tawthiq.keeping.queries.persons import PersonRow, persons_seen, row_of
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.members import Viewer

PERSON_COLUMNS = (
    "id",
    "outcome",
    "status",
    "sex",
    "age_low",
    "age_high",
    "event_start",
    "event_end",
    "civilian_status",
    "cause",
    "perpetrator_kind",
    "origin_count",
    "place_id",
)
_RECORD_COLUMNS = (
    "person_id",
    "record_id",
    "record__number",
    "record__source__origin_id",
    "record__outcome",
    "record__sex",
    "record__age_low",
    "record__age_high",
    "record__civilian_status",
    "record__cause",
    "record__perpetrator_kind",
    "record__incident_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRows:
    """The rows, in the order of the columns that `tawthiq.counting.assembling` names, and the places around places."""

    persons: list[tuple[Any, ...]]
    records: list[tuple[Any, ...]]
    decisions: list[tuple[Any, ...]]
    incidents: list[tuple[Any, ...]]
    members: list[tuple[Any, ...]]
    around: dict[int, dict[str, int]]


def raw_rows(*, viewer: Viewer) -> RawRows:
    """The mission as it stands now."""
    require_sight(viewer, Permission.READ_NUMBERS)
    persons = [(str(row[0]), *row[1:]) for row in persons_seen(viewer).values_list(*PERSON_COLUMNS)]
    records = visible(viewer, PersonRecord).values_list(*_RECORD_COLUMNS).iterator(chunk_size=5000)
    decided = visible(viewer, VerificationDecision).order_by("id")
    decisions = decided.values_list("record_id", "standard", "at")
    incidents, members = _incidents(viewer)
    return rows_of(persons, list(records), list(decisions), incidents, members, viewer=viewer)


def rows_of(
    persons: list[tuple[Any, ...]],
    records: list[tuple[Any, ...]],
    decisions: list[tuple[Any, ...]],
    incidents: list[tuple[Any, ...]],
    members: list[tuple[Any, ...]],
    *,
    viewer: Viewer,
) -> RawRows:
    """Rows as read, ids as text, records with their first version and the decision that stands for each."""
    firsts = first_versions(viewer=viewer)
    named = []
    for person, record, number, origin, *said, incident in records:
        first = firsts.get(str(record), (str(record), number))
        named.append((str(person), str(record), number, str(origin), *said, _text(incident), *first))
    latest = {firsts.get(str(i), (str(i), 0))[0]: (standard, at.date()) for i, standard, at in decisions}
    place_ids = {row[-1] for row in persons} | {row[6] for row in incidents}
    return RawRows(
        persons=persons,
        records=named,
        decisions=[(i, *decision) for i, decision in latest.items()],
        incidents=incidents,
        members=members,
        around=places_around({i for i in place_ids if i is not None}),
    )


def places_around(place_ids: set[int]) -> dict[int, dict[str, int]]:
    """For each place the id of the place at its own level and at every wider one."""
    known = {i: (level, parent) for i, level, parent in Place.objects.values_list("id", "level", "parent_id")}
    found: dict[int, dict[str, int]] = {}
    for place in sorted(place_ids):
        at: dict[str, int] = {}
        step: int | None = place
        while step is not None:
            level, parent = known[step]
            at.setdefault(level, step)
            step = parent
        found[place] = at
    return found


def _incidents(viewer: Viewer) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    seen = visible(viewer, Incident)
    rows = seen.order_by("number").values_list(
        "id", "number", "kind", "event_start", "event_end", "origin_count", "place_id"
    )
    joined = seen.filter(records__isnull=False)
    members = [(record, i, number) for i, number, record in joined.values_list("id", "number", "records__id")]
    numbers: dict[Any, list[tuple[int | None, int | None]]] = {}
    said = seen.values_list("id", "records__displaced_min", "records__displaced_max")
    for incident, low, high in said:
        numbers.setdefault(incident, []).append((low, high))
    incidents = [(str(row[0]), *row[1:], *span_of(numbers.get(row[0], []))) for row in rows]
    return incidents, [(str(record), str(incident), number) for record, incident, number in members]


def span_of(said: list[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """From the least to the greatest number that any record gives."""
    lows = [low for low, _ in said if low is not None]
    highs = [high for _, high in said if high is not None]
    return min(lows, default=None), max(highs, default=None)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def persons_listed(person_ids: list[str], *, viewer: Viewer) -> dict[str, PersonRow]:
    """These persons by id, as far as they are still there and the viewer may read them."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = persons_seen(viewer).select_related("place__admin1").defer("portrait").filter(id__in=person_ids)
    return {str(row.id): row_of(row) for row in rows}
