"""The rows of a list as given, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from tawthiq.keeping.models import ListRow
from tawthiq.keeping.queries.sight import as_uuid, found, sources_seen, visible
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRowView:
    """One row of a list and what became of it."""

    sheet: str
    row: int
    cells: dict[str, str]
    outcome: str
    problems: list[dict[str, Any]]
    record_id: UUID | None
    record_number: int | None
    person_id: UUID | None


def list_rows(
    source_id: str | UUID, *, viewer: Viewer, outcome: str = "", page: int = 1, size: int = 100
) -> tuple[list[ListRowView], int]:
    """One page of a list's rows in the order of the file, and how many there are; `outcome` narrows both."""
    held = found(sources_seen(viewer).filter(id=as_uuid(source_id)).values_list("id", flat=True).first())
    query = visible(viewer, ListRow).filter(source_id=held)
    if outcome:
        query = query.filter(outcome=outcome)
    start = (max(1, page) - 1) * size
    rows = query.select_related("record__membership").order_by("id")[start : start + size]
    views = [
        ListRowView(
            sheet=row.sheet,
            row=row.row,
            cells=row.cells,
            outcome=row.outcome,
            problems=row.problems,
            record_id=row.record_id,
            record_number=row.record.number if row.record else None,
            person_id=_person_of(row),
        )
        for row in rows
    ]
    return views, query.count()


def row_outcomes(source_id: str | UUID, *, viewer: Viewer) -> dict[str, int]:
    """How many rows of a list came to each outcome."""
    held = found(sources_seen(viewer).filter(id=as_uuid(source_id)).values_list("id", flat=True).first())
    rows = visible(viewer, ListRow).filter(source_id=held).values_list("outcome")
    return dict(rows.annotate(n=Count("id")).order_by("outcome"))


def rows_before(source_id: str | UUID, *, viewer: Viewer, row: int, sheet: str = "") -> int:
    """How many rows of a list stand before this one in the order of the file."""
    held = found(sources_seen(viewer).filter(id=as_uuid(source_id)).values_list("id", flat=True).first())
    rows = visible(viewer, ListRow).filter(source_id=held)
    wanted = rows.filter(row=row, **({"sheet": sheet} if sheet else {}))
    place = found(wanted.order_by("id").values_list("id", flat=True).first())
    return rows.filter(id__lt=place).count()


def _person_of(row: ListRow) -> UUID | None:
    membership = getattr(row.record, "membership", None) if row.record else None
    held: UUID | None = membership.person_id if membership else None
    return held
