"""A report is kept as an exhibit, read, and its figures and quotations proposed. Reading again never asks again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.file_limits import mission_limits
from tawthiq.actions.performing import performing
from tawthiq.actions.receive_exhibit import receive
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.intake.extracting import Extractor
from tawthiq.intake.reports import open_report
from tawthiq.keeping.queries import sources as queries
from tawthiq.keeping.writes import figures as figure_writes
from tawthiq.keeping.writes import sources
from tawthiq.keeping.writes.figures import NewFigure, NewQuotation
from tawthiq.keeping.writes.sources import NewSource
from tawthiq.reading import read_report as read_text
from tawthiq.reading.origins import copies
from tawthiq.terms.errors import ConflictError
from tawthiq.terms.figures import Quotation, Reading, ReportedFigure
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRead:
    """What reading a report came to; `repeats` is the number of the source it was found to repeat."""

    source_id: UUID
    number: int
    figures: int
    quotations: int
    repeats: int | None
    reading: Reading


def add_report(
    path: Path,
    *,
    viewer: Viewer,
    title: str = "",
    organisation: str = "",
    published_on: date | None = None,
    kind: SourceKind = SourceKind.REPORT,
    extractor: Extractor | None = None,
) -> ReportRead:
    """Keep one report file and propose what it says. Refuses (ConflictError) a file that is a source already.

    `extractor` is the process that takes text out of documents, shared when many are added.
    """
    report = open_report(path, limits=mission_limits(), extractor=extractor)
    reading = read_text(report.text, published_on=published_on)
    with performing("read_report", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        with path.open("rb") as stream:
            exhibit_id, sha256 = receive(deed, stream, media_type=report.kind.media_type, original_name=path.name)
        _refuse_known(exhibit_id, viewer=viewer)
        repeats = _repeated_source(report.text, viewer=viewer)
        source_id = deed.new_id()
        number = sources.add_source(
            NewSource(
                id=source_id,
                kind=kind,
                title=(title or _title(report.text, reading) or path.stem)[:300],
                exhibit_id=exhibit_id,
                organisation=organisation,
                language=reading.language,
                published_on=published_on,
                repeats=repeats,
            ),
            at=deed.at,
            member_id=viewer.member_id,
        )
        sources.add_report(
            source_id=source_id,
            text=report.text,
            layout=[part.to_dict() for part in reading.layout],
            credit=_part(report.text, reading, "credit"),
            version=__version__,
        )
        _propose(source_id, reading, at=deed.at, published_on=published_on)
        deed.enter(EntryKind.IMPORTED, source_id, sha256=sha256)
        deed.note("source", source_id, figures=len(reading.figures), quotations=len(reading.quotations))
    return ReportRead(
        source_id=source_id,
        number=number,
        figures=len(reading.figures),
        quotations=len(reading.quotations),
        repeats=None if repeats is None else queries.source(repeats, viewer=viewer).row.number,
        reading=reading,
    )


def _refuse_known(exhibit_id: UUID, *, viewer: Viewer) -> None:
    held = queries.sources_of_exhibit(exhibit_id, viewer=viewer)
    if held:
        raise ConflictError(
            "report.known", f"This very file is source S-{held[0]} already.", "Open that source; nothing was changed."
        )


def _repeated_source(text: str, *, viewer: Viewer) -> UUID | None:
    """The earliest kept report that this text is a copy of, cut or merged."""
    known = queries.report_texts(viewer=viewer)
    groups = copies([kept for _, kept in known] + [text])
    mine = next((group for group in groups if len(known) in group), None)
    if mine is None or len(mine) == 1:
        return None
    return known[min(mine)][0]


def _part(text: str, reading: Reading, kind: str) -> str:
    part = next((p for p in reading.layout if p.kind == kind), None)
    return "" if part is None else " ".join(text[part.span.start : part.span.end].split())[:300]


def _title(text: str, reading: Reading) -> str:
    return _part(text, reading, "title")


def _propose(source_id: UUID, reading: Reading, *, at: Any, published_on: date | None) -> None:
    ids = figure_writes.add_figures(
        source_id, [_figure(figure, published_on=published_on) for figure in reading.figures], at=at
    )
    keys = [figure.key for figure in reading.figures]
    figure_writes.add_relations(
        [
            (ids[keys[relation.total]], ids[keys[part]], relation.kind.value)
            for relation in reading.relations
            for part in relation.parts
        ]
    )
    figure_writes.add_quotations(source_id, [_quotation(q, reading.document) for q in reading.quotations])


def _figure(figure: ReportedFigure, *, published_on: date | None) -> NewFigure:
    return NewFigure(
        id=uuid.uuid4(),
        key=figure.key,
        category=figure.category.value,
        measure=figure.measure.value,
        unit=figure.unit.value,
        hedge=figure.hedge.value,
        modality=figure.modality.value,
        value_min=figure.value_min,
        value_max=figure.value_max,
        speaker=_speaker(figure.speaker),
        place_words=", ".join(place.words for place in figure.places)[:300],
        as_of=figure.as_of.end if figure.as_of is not None and figure.as_of.end else published_on,
        span=(figure.span.start, figure.span.end),
        data=figure.to_dict(),
    )


def _speaker(speaker: Any) -> str:
    named = speaker.organisation or speaker.name or speaker.role
    return str(named or "")[:300]


def _quotation(quotation: Quotation, document: str) -> NewQuotation:
    return NewQuotation(
        id=uuid.uuid4(),
        key=f"{document[:24]}:{quotation.span.start}:{quotation.span.end}:{quotation.kind.value}"[:64],
        kind=quotation.kind.value,
        speaker=str(quotation.speaker.name or quotation.speaker.organisation or quotation.speaker.role or "")[:300],
        span=(quotation.span.start, quotation.span.end),
        data=quotation.to_dict(),
    )


def propose_again(source_ids: Sequence[UUID], *, viewer: Viewer) -> int:
    """Read kept reports again with this version's rules; only proposals not made before are added."""
    added = 0
    for source_id in source_ids:
        with performing("read_again", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
            source = queries.source(source_id, viewer=viewer)
            if source.report is None:
                continue
            before = len(source.report.figures)
            reading = read_text(source.report.text, published_on=source.row.published_on)
            _propose(source_id, reading, at=deed.at, published_on=source.row.published_on)
            after = queries.source(source_id, viewer=viewer)
            added += len(after.report.figures) - before if after.report else 0
            deed.note("source", source_id)
    return added
