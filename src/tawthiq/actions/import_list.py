"""A list becomes a source: every row is kept as given, and says what became of it.

The file is kept as an exhibit first; then it is read, and rows, records, persons and the ledger entry are
committed together. A file that is a source already is refused, so importing twice changes nothing. Undo is
withdrawing the source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from tawthiq.actions.file_limits import mission_limits
from tawthiq.actions.lay_down_persons import lay_down_new
from tawthiq.actions.performing import Deed, now, performing
from tawthiq.actions.receive_exhibit import receive_exhibit
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.intake.lists import ListReading, RowReading, read_list
from tawthiq.intake.mapping import Mapping
from tawthiq.intake.sheets import Sheets, open_list
from tawthiq.intake.suggestions import suggest_mapping
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.queries import custody
from tawthiq.keeping.queries import places as place_queries
from tawthiq.keeping.queries import sources as source_queries
from tawthiq.keeping.queries.sight import home_of
from tawthiq.keeping.writes import records, sources
from tawthiq.keeping.writes.records import NewPersonRecord
from tawthiq.keeping.writes.sources import NewRow, NewSource
from tawthiq.matching.places import index_places
from tawthiq.terms.errors import BadInputError, ConflictError, Problem
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import SourceKind

Progress = Callable[[float, str], None]
PREVIEWED = 20
SHOWN_PROBLEMS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """How a list would be read: nothing is written for it."""

    sheets: Sheets
    mapping: Mapping
    rows: tuple[RowReading, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImported:
    """What an import came to; `problem_counts` by code, `examples` the first problems by row and column."""

    source_id: UUID
    number: int
    rows: int
    records: int
    problems: int
    set_aside: int
    problem_counts: dict[str, int]
    examples: tuple[Problem, ...]


def preview_list(path: Path, *, mapping: Mapping | None = None) -> ListPreview:
    """Read the first rows of a list as an import would, with a mapping given or suggested; writes nothing."""
    sheets = _open(path, mapping)
    return _preview(sheets, mapping or suggest_mapping(sheets))


def _preview(sheets: Sheets, mapping: Mapping) -> ListPreview:
    """The first rows as read; without a column for a name no row can be read yet, and the preview says so."""
    try:
        reading = read_list(sheets, mapping, today=now().date())
    except BadInputError as error:
        unread = Problem(code=error.code, message=error.problem, next_step=error.next_step, fatal=True)
        return ListPreview(sheets=sheets, mapping=mapping, rows=(), problems=(*sheets.problems, unread))
    rows = tuple(islice((row for chunk in reading.chunks() for row in chunk), PREVIEWED))
    return ListPreview(sheets=sheets, mapping=mapping, rows=rows, problems=tuple(reading.problems))


def preview_kept_list(
    *,
    viewer: Viewer,
    exhibit_id: UUID | str,
    mapping: Mapping | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> ListPreview:
    """Preview a list that is kept as an exhibit; without a mapping one is suggested for the encoding, sheet and header.

    Refuses (BadInputError) what cannot be read as a list, naming the file as it was sent.
    """
    require(viewer, Permission.ADD_SOURCES)
    exhibit = custody.exhibit(exhibit_id, viewer=viewer)
    try:
        with exhibit_store().as_path(exhibit.sha256) as path:
            if mapping is not None:
                return preview_list(path, mapping=mapping)
            sheets = open_list(path, encoding=encoding, sheet=sheet, header_row=header_row, limits=mission_limits())
            return _preview(sheets, suggest_mapping(sheets))
    except BadInputError as error:
        problem = error.problem.replace(exhibit.sha256, exhibit.original_name)
        raise BadInputError(error.code, problem, error.next_step) from error


def save_mapping(name: str, mapping: Mapping, *, viewer: Viewer) -> None:
    """Keep a mapping under a name for the next edition of the list; one of that name is replaced."""
    with performing("save_mapping", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        sources.save_mapping(name=name.strip()[:200], mapping=mapping.to_dict(), at=deed.at, member_id=viewer.member_id)
        deed.note("mapping", "")


def _open(path: Path, mapping: Mapping | None) -> Sheets:
    if mapping is None:
        return open_list(path, limits=mission_limits())
    return open_list(
        path,
        encoding=mapping.encoding,
        sheet=mapping.sheet,
        header_row=mapping.header_row,
        limits=mission_limits(),
    )


def import_list(
    path: Path,
    *,
    viewer: Viewer,
    mapping: Mapping | None = None,
    title: str = "",
    original_name: str = "",
    progress: Progress | None = None,
) -> ListImported:
    """Keep a list file and import it with a mapping given or suggested.

    Refuses (BadInputError) what cannot be read as a list, before anything but the exhibit is kept; a broken file is
    kept as evidence too only once it can be read.
    """
    require(viewer, Permission.ADD_SOURCES)
    sheets = _open(path, mapping)
    chosen = mapping or suggest_mapping(sheets)
    read_list(sheets, chosen)
    with path.open("rb") as stream:
        exhibit_id = receive_exhibit(
            stream,
            viewer=viewer,
            media_type="application/octet-stream",
            original_name=original_name or path.name,
        )
    return import_kept_list(
        viewer=viewer,
        exhibit_id=exhibit_id,
        mapping=chosen.to_dict(),
        title=title,
        progress=progress,
    )


def import_kept_list(
    *,
    viewer: Viewer,
    exhibit_id: UUID | str,
    mapping: MappingOf[str, Any] | None = None,
    title: str = "",
    progress: Progress | None = None,
) -> ListImported:
    """Import a list that is kept as an exhibit already."""
    tell = progress or (lambda _share, _stage: None)
    exhibit = custody.exhibit(exhibit_id, viewer=viewer)
    held = source_queries.sources_of_exhibit(exhibit.id, viewer=viewer)
    if held:
        raise ConflictError(
            "list.known", f"This very file is source S-{held[0]} already.", "Open that source; nothing was changed."
        )
    given = None if mapping is None else Mapping.from_dict(dict(mapping))
    with exhibit_store().as_path(exhibit.sha256) as path:
        sheets = _open(path, given)
        chosen = given or suggest_mapping(sheets)
        total = max(1, sheets.row_count)
        reading = read_list(
            sheets, chosen, today=now().date(), progress=lambda done, _all: tell(min(0.5, 0.5 * done / total), "read")
        )
        rows = [row for chunk in reading.chunks() for row in chunk]
    tell(0.5, "write")
    name = title or chosen.title or Path(exhibit.original_name).stem
    with performing("import_list", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        return _keep(deed, reading, rows, chosen, exhibit_id=exhibit.id, title=name, tell=tell)


def _keep(
    deed: Deed,
    reading: ListReading,
    rows: list[RowReading],
    mapping: Mapping,
    *,
    exhibit_id: UUID,
    title: str,
    tell: Progress,
) -> ListImported:
    member_id = deed.viewer.member_id
    source_id = deed.new_id()
    number = sources.add_source(
        NewSource(
            id=source_id,
            kind=SourceKind.LIST,
            title=title[:300],
            exhibit_id=exhibit_id,
            compartment=home_of(deed.viewer),
            organisation=mapping.organisation[:200],
            language=mapping.language[:8],
        ),
        at=deed.at,
        member_id=member_id,
    )
    ids = {i: deed.new_id() for i, row in enumerate(rows) if row.claim is not None}
    records.add_person_records(source_id, _records(rows, ids, deed), at=deed.at, member_id=member_id)
    tell(0.7, "write")
    sources.add_rows(source_id, [_row(row, ids.get(i)) for i, row in enumerate(rows)])
    problems = [problem for row in rows for problem in row.problems]
    set_aside = len(rows) - len(ids)
    sources.add_list(
        source_id=source_id,
        mapping=mapping.to_dict(),
        one_per_person=mapping.one_per_person,
        rows=len(rows),
        records=len(ids),
        problems=len(problems),
        set_aside=set_aside,
    )
    tell(0.85, "persons")
    lay_down_new(source_id, viewer=deed.viewer)
    deed.enter(EntryKind.IMPORTED, source_id)
    deed.note("source", source_id, rows=len(rows), records=len(ids), set_aside=set_aside)
    tell(1.0, "done")
    return ListImported(
        source_id=source_id,
        number=number,
        rows=len(rows),
        records=len(ids),
        problems=len(problems),
        set_aside=set_aside,
        problem_counts=dict(Counter(problem.code for problem in [*reading.problems, *problems]).most_common()),
        examples=tuple([*reading.problems, *problems][:SHOWN_PROBLEMS]),
    )


def _records(rows: list[RowReading], ids: dict[int, UUID], deed: Deed) -> list[NewPersonRecord]:
    """Records of the rows that gave a claim; the words of each distinct place are resolved once."""
    index = index_places(place_queries.places(viewer=deed.viewer))
    resolved: dict[tuple[str, str], int | None] = {}
    kept = []
    for i, row in enumerate(rows):
        if row.claim is None:
            continue
        words = (row.claim.place, row.claim.place_part_of)
        if words not in resolved:
            resolved[words] = index.resolve(words[0], part_of=words[1]) if any(words) else None
        kept.append(NewPersonRecord(id=ids[i], claim=row.claim, place_id=resolved[words]))
    return kept


def _row(row: RowReading, record_id: UUID | None) -> NewRow:
    return NewRow(
        sheet=row.row.sheet,
        row=row.row.number,
        cells=row.row.cells,
        outcome=row.outcome,
        problems=[asdict(problem) for problem in row.problems],
        record_id=record_id,
    )
