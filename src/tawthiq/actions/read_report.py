"""A report is kept as an exhibit, read, and its figures, quotations and events proposed.

Of many at once the texts are read first, a batch at a time, and copies of one story are looked for once a batch, among
all kept reports and the batch together: nothing of a batch is kept before its copies are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.file_limits import mission_limits
from tawthiq.actions.performing import performing
from tawthiq.actions.propose import propose
from tawthiq.actions.receive_exhibit import receive
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.intake.extracting import Extractor
from tawthiq.intake.reports import open_report
from tawthiq.keeping.queries import sources as queries
from tawthiq.keeping.queries.sight import home_of
from tawthiq.keeping.writes import sources
from tawthiq.keeping.writes.sources import NewSource
from tawthiq.reading import read_report as read_text
from tawthiq.reading.origins import copies
from tawthiq.terms.errors import BadInputError, ConflictError, TawthiqError
from tawthiq.terms.figures import Reading
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import SourceKind

#: So many reports are read before their copies are looked for and they are kept.
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of the files that are added."""

    title: str
    organisation: str
    published_on: date | None
    kind: SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A report's text and reading, not kept yet."""

    path: Path
    text: str
    media_type: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Found:
    """What looking for copies came to: the earlier source of the same story, or none."""

    source_id: UUID | None


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
    about = About(title=title, organisation=organisation, published_on=published_on, kind=kind)
    opened = _open(path, about, extractor)
    return _keep(opened, about, viewer=viewer, repeats=None)


def add_reports(
    paths: Iterable[Path],
    *,
    viewer: Viewer,
    title: str = "",
    organisation: str = "",
    published_on: date | None = None,
    extractor: Extractor | None = None,
    batch: int = BATCH,
    on_reading: Callable[[Path], None] | None = None,
) -> Iterator[tuple[Path, ReportRead | TawthiqError]]:
    """Keep many report files; for each what came of it, or why it was refused: a bad file stops no other.

    `on_reading` is told each file before it is read. Copies are looked for once a batch. A run that is stopped has
    kept whole reports only, each with its origin.
    """
    about = About(title=title, organisation=organisation, published_on=published_on, kind=SourceKind.REPORT)
    waiting = iter(paths)
    while chosen := list(islice(waiting, batch)):
        opened: list[_Opened] = []
        for path in chosen:
            if on_reading is not None:
                on_reading(path)
            try:
                opened.append(_open(path, about, extractor))
            except TawthiqError as error:
                yield path, error
        yield from _keep_batch(opened, about, viewer=viewer)


def _keep_batch(
    opened: Sequence[_Opened], about: About, *, viewer: Viewer
) -> Iterator[tuple[Path, ReportRead | TawthiqError]]:
    """Keep a batch in its order, each report under the earliest one that carries its story."""
    known = queries.report_texts(viewer=viewer)
    stories = copies([text for _, text in known] + [one.text for one in opened])
    story = {place: number for number, group in enumerate(stories) for place in group}
    first = {story[place]: source_id for place, (source_id, _) in reversed(list(enumerate(known)))}
    for place, one in enumerate(opened, start=len(known)):
        try:
            kept = _keep(one, about, viewer=viewer, repeats=_Found(first.get(story[place])))
        except TawthiqError as error:
            yield one.path, error
            continue
        first.setdefault(story[place], kept.source_id)
        yield one.path, kept


def _open(path: Path, about: About, extractor: Extractor | None) -> _Opened:
    try:
        report = open_report(path, limits=mission_limits(), extractor=extractor)
    except OSError as error:
        raise BadInputError(
            "intake.not_found", f"{path.name} cannot be opened.", "Check the rights to read it."
        ) from error
    reading = read_text(report.text, published_on=about.published_on)
    return _Opened(path=path, text=report.text, media_type=report.kind.media_type, reading=reading)


def _keep(opened: _Opened, about: About, *, viewer: Viewer, repeats: _Found | None) -> ReportRead:
    """Keep one report that was read; without `repeats` it is compared with all that are kept."""
    path, reading = opened.path, opened.reading
    with performing("read_report", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        with path.open("rb") as stream:
            exhibit_id, sha256 = receive(deed, stream, media_type=opened.media_type, original_name=path.name)
        _refuse_known(exhibit_id, viewer=viewer)
        origin = _repeated_source(opened.text, viewer=viewer) if repeats is None else repeats.source_id
        source_id = deed.new_id()
        number = sources.add_source(
            NewSource(
                id=source_id,
                kind=about.kind,
                title=(about.title or _title(opened.text, reading) or path.stem)[:300],
                exhibit_id=exhibit_id,
                compartment=home_of(viewer),
                organisation=about.organisation,
                language=reading.language,
                published_on=about.published_on,
                repeats=origin,
            ),
            at=deed.at,
            member_id=viewer.member_id,
        )
        sources.add_report(
            source_id=source_id,
            text=opened.text,
            layout=[part.to_dict() for part in reading.layout],
            credit=_part(opened.text, reading, "credit"),
            version=__version__,
        )
        propose(source_id, reading, at=deed.at, published_on=about.published_on, viewer=viewer)
        deed.enter(EntryKind.IMPORTED, source_id, sha256=sha256)
        deed.note("source", source_id, figures=len(reading.figures), quotations=len(reading.quotations))
    return ReportRead(
        source_id=source_id,
        number=number,
        figures=len(reading.figures),
        quotations=len(reading.quotations),
        repeats=None if origin is None else queries.source(origin, viewer=viewer).row.number,
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
