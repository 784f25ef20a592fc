"""A member takes a table of a kept count out of the mission: all its counts, small ones too. The audit says who."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.actions.second_person import take_consent
from tawthiq.guarding.roles import Permission, may, require_sight
from tawthiq.guarding.second_person import Step
from tawthiq.keeping.queries import results
from tawthiq.keeping.queries.places import admin1_choices
from tawthiq.keeping.queries.publication import counted_sources, is_withdrawn_since
from tawthiq.keeping.writes.access import note_copies
from tawthiq.publishing.release.telling import word_value
from tawthiq.publishing.tables import Column, Table, write_csv, write_xlsx
from tawthiq.publishing.wording import say
from tawthiq.terms.errors import ConflictError, NotFoundError
from tawthiq.terms.members import Viewer

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTable:
    """A table as a file."""

    name: str
    media_type: str
    data: bytes


def may_export(viewer: Viewer) -> bool:
    """Whether the viewer may take tables out: whoever counts, and whoever exports."""
    return may(viewer, Permission.COUNT) or may(viewer, Permission.EXPORT)


def export_table(result_id: UUID, place: int, *, kind: str, viewer: Viewer) -> ExportedTable:
    """The table at `place` (from 0) of a kept count as ``csv`` or ``xlsx``, in the viewer's language.

    Refuses (NotFoundError) a result that is no count, a table that is not there and another kind of file.
    """
    require_sight(viewer, Permission.READ_NUMBERS)
    permission = Permission.COUNT if may(viewer, Permission.COUNT) else Permission.EXPORT
    with performing("export_table", viewer=viewer, permission=permission) as deed:
        kept = results.result(result_id, viewer=viewer)
        tables = kept.data.get("tables", [])
        if kept.kind != "count" or not 0 <= place < len(tables) or kind not in MEDIA_TYPES:
            raise NotFoundError("export.no_table", "There is no such table.", "Look at the count again.")
        if is_withdrawn_since(kept.ledger_seq, viewer=viewer):
            raise ConflictError(
                "export.withdrawn_since",
                "A source or a consent was withdrawn after this count was made; what was withdrawn may stand in it.",
                "Count again, and take that table.",
            )
        places = {str(i): (english, arabic) for i, english, arabic in admin1_choices(viewer=viewer)}
        table = _table(tables[place], places=places, language=viewer.language)
        # Asked again after the work: who was taken out of a compartment meanwhile gets nothing.
        results.result(result_id, viewer=viewer)
        take_consent(Step.EXPORT, object_id=str(kept.id), deed=deed)
        note_copies(
            counted_sources(viewer=viewer), kind="table", copy_id=kept.id, member_id=viewer.member_id, at=deed.at
        )
        deed.note("result", kept.id, table=table.name, format=kind, rows=len(table.rows))
    if kind == "csv":
        data = write_csv(table)
    else:
        target = io.BytesIO()
        write_xlsx(table, target, right_to_left=viewer.language == "ar", created_at=kept.at)
        data = target.getvalue()
    return ExportedTable(name=f"count-{kept.at:%Y-%m-%d}-{table.name}.{kind}", media_type=MEDIA_TYPES[kind], data=data)


def _table(kept: Mapping[str, Any], *, places: dict[str, tuple[str, str]], language: str) -> Table:
    by = tuple(kept["by"])
    groups = tuple(Column(name=name, label=say("headings", name, language=language)) for name in by)
    counts = tuple(
        Column(name=name, label=say("headings", name, language=language), kind="count")
        for name in ("verified", "documented")
    )
    rows: list[tuple[str | float, ...]] = []
    for row in kept["rows"]:
        keys = zip(by, row["keys"], strict=True)
        words = (word_value(name, key, language=language, places=places) for name, key in keys)
        rows.append((*words, _plain(row["verified"]), _plain(row["reported"])))
    title = " · ".join(say("headings", name, language=language) for name in by)
    return Table(name="by_" + "_".join(by), title=title, columns=(*groups, *counts), rows=tuple(rows))


def _plain(count: float) -> float:
    return int(count) if float(count).is_integer() else count
