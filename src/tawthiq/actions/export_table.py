"""A member takes a table of a kept count out of the mission: all its counts, small ones too. The audit says who."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.actions.second_person import ask as ask_another
from tawthiq.actions.second_person import holds_consent, take_consent
from tawthiq.actions.table_of_count import Asked, table_of_count
from tawthiq.guarding.roles import Permission, may, require_sight
from tawthiq.guarding.second_person import Step
from tawthiq.keeping.queries import results
from tawthiq.keeping.queries.places import places_named
from tawthiq.keeping.queries.publication import counted_sources, is_withdrawn_since
from tawthiq.keeping.writes.access import note_copies
from tawthiq.publishing.release.displacement import DISPLACED_NUMBERS, displaced_heading
from tawthiq.publishing.release.telling import word_value
from tawthiq.publishing.tables import Column, Table, write_csv, write_xlsx
from tawthiq.publishing.wording import say
from tawthiq.terms.errors import BadInputError, ConflictError, NotFoundError
from tawthiq.terms.members import Viewer

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


#: Columns of reported displacement: by place and day, and from where to where.
DISPLACED = {
    "by_place": ("measure", "category", "unit", "place", "as_of", "low", "high", "voices"),
    "matrix": ("measure", "category", "unit", "origin_place", "destination", "low", "high", "voices"),
}
NUMBERS = ("low", "high", "voices")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTable:
    """A table as a file."""

    name: str
    media_type: str
    data: bytes


def may_export(viewer: Viewer) -> bool:
    """Whether the viewer may take tables out: whoever counts, and whoever exports."""
    return may(viewer, Permission.COUNT) or may(viewer, Permission.EXPORT)


def ask_second(result_id: UUID, *, reason: str, viewer: Viewer) -> UUID:
    """Ask another member to consent to taking tables of just this count out.

    Refuses (NotFoundError) a result the viewer does not see, (BadInputError) where no consent is needed, or one that
    holds is there.
    """
    kept = results.result(result_id, viewer=viewer)
    if holds_consent(Step.EXPORT, object_id=str(kept.id), viewer=viewer):
        raise BadInputError("export.no_second", "These tables wait for nobody's consent.", "Take them.")
    return ask_another(Step.EXPORT, object_id=str(kept.id), reason=reason, viewer=viewer)


def _permission(viewer: Viewer) -> Permission:
    return Permission.COUNT if may(viewer, Permission.COUNT) else Permission.EXPORT


def export_table(
    result_id: UUID, place: int, *, kind: str, viewer: Viewer, ready: str = "tables", asked: Asked | None = None
) -> ExportedTable:
    """The table at `place` (from 0) of a kept count as ``csv`` or ``xlsx``, in the viewer's language.

    `ready` names the group of tables: ``tables``, ``sdg``, ``mrm``, ``by_place`` and ``matrix`` of reported
    displacement (place 0 by totals, 1 by parts), or ``displaced`` (place 0), the documented. `asked` makes a table of
    the count instead.

    Refuses (NotFoundError) a result that is no count, a table that is not there and another kind of file.
    """
    require_sight(viewer, Permission.READ_NUMBERS)
    results.result(result_id, viewer=viewer)
    with performing("export_table", viewer=viewer, permission=_permission(viewer)) as deed:
        kept = results.result(result_id, viewer=viewer)
        if kept.kind != "count" or kind not in MEDIA_TYPES:
            raise _no_table()
        if is_withdrawn_since(kept.ledger_seq, viewer=viewer):
            raise ConflictError(
                "export.withdrawn_since",
                "A source or a consent was withdrawn after this count was made; what was withdrawn may stand in it.",
                "Count again, and take that table.",
            )
        if ready in DISPLACED:
            table = _displacement(kept.data, ready, place, language=viewer.language)
        elif ready == "displaced":
            table = _displaced(kept.data, place, viewer=viewer)
        else:
            held = table_of_count(result_id, asked, viewer=viewer) if asked else _kept_table(kept.data, ready, place)
            table = _table(held, places=place_names(held, viewer=viewer), language=viewer.language)
        # Asked again after the work: who was taken out of a compartment meanwhile gets nothing.
        results.result(result_id, viewer=viewer)
        take_consent(Step.EXPORT, object_id=str(kept.id), deed=deed)
        note_copies(
            counted_sources(viewer=viewer, parts=kept.compartments),
            kind="table",
            copy_id=kept.id,
            member_id=viewer.member_id,
            at=deed.at,
        )
        deed.note("result", kept.id, table=table.name, format=kind, rows=len(table.rows))
    if kind == "csv":
        data = write_csv(table)
    else:
        target = io.BytesIO()
        write_xlsx(table, target, right_to_left=viewer.language == "ar", created_at=kept.at)
        data = target.getvalue()
    return ExportedTable(name=f"count-{kept.at:%Y-%m-%d}-{table.name}.{kind}", media_type=MEDIA_TYPES[kind], data=data)


def place_names(table: Mapping[str, Any], *, viewer: Viewer) -> dict[str, tuple[str, str]]:
    """English and Arabic name of every place that a table of a count names, by its id."""
    at = [i for i, name in enumerate(table["by"]) if name.startswith("place_")]
    ids = {int(row["keys"][i]) for row in table["rows"] for i in at if row["keys"][i].isdigit()}
    return {str(i): (place.name_en, place.name_ar) for i, place in places_named(ids, viewer=viewer).items()}


def _no_table() -> NotFoundError:
    return NotFoundError("export.no_table", "There is no such table.", "Look at the count again.")


def _kept_table(data: Mapping[str, Any], ready: str, place: int) -> Mapping[str, Any]:
    tables = data.get(ready, []) if ready in {"tables", "sdg", "mrm"} else []
    if not 0 <= place < len(tables):
        raise _no_table()
    found: Mapping[str, Any] = tables[place]
    return found


def _displacement(data: Mapping[str, Any], ready: str, place: int, *, language: str) -> Table:
    """Reported displacement, a line for each thing said; open ends are empty cells."""
    if not 0 <= place < 2 or "displacement" not in data:
        raise _no_table()
    rows = data["displacement"][("totals", "parts")[place]][ready]
    names = DISPLACED[ready]
    columns = tuple(
        Column(name=name, label=say("headings", name, language=language), kind="number" if name in NUMBERS else "text")
        for name in names
    )
    lines = tuple(
        tuple("" if row[name] is None and name not in NUMBERS else row[name] for name in names) for row in rows
    )
    return Table(
        name=f"displacement_{ready}", title=say("titles", ready, language=language), columns=columns, rows=lines
    )


def _displaced(data: Mapping[str, Any], place: int, *, viewer: Viewer) -> Table:
    """The documented displaced by place; open ends are empty cells."""
    if place or "displaced" not in data:
        raise _no_table()
    rows = data["displaced"]
    places = place_names(displaced_as_table(rows), viewer=viewer)
    language = viewer.language
    return Table(
        name="displaced_by_place_admin1",
        title=say("titles", "displaced", language=language),
        columns=(
            Column(name="place_admin1", label=say("headings", "place_admin1", language=language)),
            *(Column(name=n, label=displaced_heading(n, language=language), kind="count") for n in DISPLACED_NUMBERS),
        ),
        rows=tuple(
            (
                word_value("place_admin1", row["place"], language=language, places=places),
                *(row[name] for name in DISPLACED_NUMBERS),
            )
            for row in rows
        ),
        note=say("table_notes", "displaced", language=language),
    )


def displaced_as_table(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The documented displaced in the shape of a table of a count, for the names of its places."""
    return {"by": ["place_admin1"], "rows": [{"keys": [row["place"]]} for row in rows]}


def _table(kept: Mapping[str, Any], *, places: dict[str, tuple[str, str]], language: str) -> Table:
    by = tuple(kept["by"])
    groups = tuple(Column(name=name, label=say("headings", name, language=language)) for name in by)
    counts = tuple(
        Column(name=name, label=say("headings", name, language=language), kind="count")
        for name in ("verified", "documented")
    ) + tuple(
        Column(name=name, label=say("headings", name, language=language), kind="count")
        for name in ("documented_min", "documented_max")
    )
    rows: list[tuple[str | float | None, ...]] = []
    for row in kept["rows"]:
        keys = zip(by, row["keys"], strict=True)
        words = (word_value(name, key, language=language, places=places) for name, key in keys)
        least, most = row.get("reported_range", (None, None))
        rows.append((*words, _plain(row["verified"]), _plain(row["reported"]), least, most))
    title = " · ".join(say("headings", name, language=language) for name in by)
    return Table(name="by_" + "_".join(by), title=title, columns=(*groups, *counts), rows=tuple(rows))


def _plain(count: float) -> float:
    return int(count) if float(count).is_integer() else count
