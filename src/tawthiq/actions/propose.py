"""What a reading proposes, put before the members of a mission, and what a better reading of a kept report adds.

The rule kept here: reading again never asks again. A proposal is told by its document, its span and its meaning, so
one that was made before stays as it stands, with what was decided. A figure that a member has changed answers also for
the meaning it was given, and one that was split for its parts. What better rules no longer propose stays too.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.performing import performing
from tawthiq.actions.place_figures import place_by_spelling
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries import figures as figure_queries
from tawthiq.keeping.queries import sources as queries
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.keeping.writes import figures as writes
from tawthiq.keeping.writes import sources
from tawthiq.keeping.writes.figures import NewEvent, NewFigure, NewQuotation, NewRelation
from tawthiq.reading import read_report as read_text
from tawthiq.terms.errors import BadInputError, NotAllowedError, TawthiqError
from tawthiq.terms.events import EventMention
from tawthiq.terms.figures import FigureRelation, Quotation, Reading, ReportedFigure, key_of_figure
from tawthiq.terms.members import Viewer
from tawthiq.terms.plain import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What was proposed and had not been before: ids of figures, numbers of quotations and events."""

    figures: tuple[UUID, ...]
    quotations: int
    events: int


def propose(source_id: UUID, reading: Reading, *, at: Any, published_on: date | None, viewer: Viewer) -> Proposed:
    """Keep what a reading of a report proposes and was not proposed before; called within an action."""
    before = figure_queries.find_figures(viewer=viewer, source_id=source_id)
    new = [new_figure(figure, published_on=published_on) for figure in reading.figures]
    decided = {key: figure.id for figure in before if (key := decided_key(figure)) is not None}
    ids = writes.add_figures(source_id, new, at=at, decided=decided)
    writes.add_relations([_relation(relation, reading, ids) for relation in reading.relations])
    known = {figure.id for figure in before}
    place_by_spelling(source_id, at=at, viewer=viewer)
    return Proposed(
        figures=tuple(dict.fromkeys(ids[one.key] for one in new if ids[one.key] not in known)),
        quotations=writes.add_quotations(source_id, [_quotation(q, reading.document) for q in reading.quotations]),
        events=writes.add_events(source_id, [_event(event) for event in reading.events], at=at),
    )


def read_again(source_id: UUID, *, viewer: Viewer) -> Proposed:
    """Read a kept report with this version's rules and propose what is new; nothing decided is asked again.

    Refuses (BadInputError) a source that is no report and (NotFoundError) one that this member does not see.
    """
    with performing("read_again", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        source = queries.source(source_id, viewer=viewer)
        if source.report is None or source.row.withdrawn:
            raise BadInputError(
                "report.none", "This source is no report, or it is withdrawn.", "Choose a report that counts."
            )
        reading = read_text(source.report.text, published_on=source.row.published_on)
        proposed = propose(source_id, reading, at=deed.at, published_on=source.row.published_on, viewer=viewer)
        sources.note_reader(source_id=source_id, version=__version__)
        deed.enter(EntryKind.IMPORTED, source_id, sha256=source.row.exhibit_sha256)
        deed.note(
            "source",
            source_id,
            figures=len(proposed.figures),
            quotations=proposed.quotations,
            events=proposed.events,
        )
    return proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """What reading all reports again came to; `failed` are numbers of sources and codes of errors."""

    reports: int
    figures: int
    quotations: int
    events: int
    failed: tuple[tuple[int, str], ...]


def read_all_again(
    *, viewer: Viewer, progress: Callable[[float, str], None] = lambda _share, _stage: None
) -> ReadAgain:
    """Read every report this member sees with this version's rules; one that fails stops no other.

    Each report is a transaction of its own, so that a run that is stopped has done whole reports only; begun again it
    proposes nothing twice. Refuses (NotAllowedError) who may not add sources.
    """
    require(viewer, Permission.ADD_SOURCES)
    rows = queries.reports_seen(viewer=viewer)
    done: list[Proposed] = []
    failed: list[tuple[int, str]] = []
    for place, (source_id, number) in enumerate(rows):
        progress(place / len(rows), f"S-{number}")
        try:
            done.append(read_again(source_id, viewer=viewer))
        except NotAllowedError:
            raise
        except TawthiqError as error:
            failed.append((number, error.code))
    return ReadAgain(
        reports=len(done),
        figures=sum(len(one.figures) for one in done),
        quotations=sum(one.quotations for one in done),
        events=sum(one.events for one in done),
        failed=tuple(failed),
    )


def decided_key(figure: FigureView) -> str | None:
    """The key of what a member has made of a figure; None where nobody has changed it."""
    if figure.status != "edited":
        return None
    meaning = (figure.value_min, figure.value_max, figure.data.get("vague") or "", figure.unit, figure.category)
    start, end = figure.data["spans"]["quantity"]
    return key_of_figure(figure.data["document"], Span(start, end), meaning)


def _relation(relation: FigureRelation, reading: Reading, ids: dict[str, UUID]) -> NewRelation:
    keys = [figure.key for figure in reading.figures]
    signs = relation.signs or (1,) * len(relation.parts)
    total = ids[keys[relation.total]]
    parts = {ids[keys[part]]: sign for part, sign in zip(relation.parts, signs, strict=True)}
    return NewRelation(
        total=total,
        kind=relation.kind.value,
        parts={part: sign for part, sign in parts.items() if part != total},
    )


def _event(event: EventMention) -> NewEvent:
    return NewEvent(
        id=uuid.uuid4(),
        key=event.key,
        kind=event.kind.value,
        standing=event.standing.value,
        span=(event.span.start, event.span.end),
        data=event.to_dict(),
    )


def new_figure(figure: ReportedFigure, *, published_on: date | None) -> NewFigure:
    """A figure as it is kept: the columns that queries need beside the whole of it."""
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
