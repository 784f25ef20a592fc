"""Keeps proposed figures, quotations and events, and what members decide about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import EventMention, Figure, FigureDecision, FigurePlace, FigureRelation, Quotation
from tawthiq.terms.errors import ConflictError
from tawthiq.terms.figure_kinds import RelationKind
from tawthiq.terms.vocabularies import DecisionOnProposal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """A proposed figure: the columns that queries need, and the whole of it as data."""

    id: UUID
    key: str
    category: str
    measure: str
    unit: str
    hedge: str
    modality: str
    value_min: float | None
    value_max: float | None
    speaker: str
    place_words: str
    as_of: date | None
    span: tuple[int, int]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuotation:
    """A proposed quotation."""

    id: UUID
    key: str
    kind: str
    speaker: str
    span: tuple[int, int]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelation:
    """A total and the parts that make it up, each with its sign."""

    total: UUID
    kind: str
    parts: dict[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """A proposed tag for the timeline."""

    id: UUID
    key: str
    kind: str
    standing: str
    span: tuple[int, int]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigurePlace:
    """Which place of the gazetteer the words at a position of a figure mean; None for none of them."""

    figure_id: UUID
    position: int
    place_id: int | None


def add_figure_places(new: Sequence[NewFigurePlace], *, at: datetime, member_id: str | None) -> None:
    """Keep what words for places mean, as a member says or, without one, as the spelling alone does."""
    FigurePlace.objects.bulk_create(
        FigurePlace(figure_id=one.figure_id, position=one.position, place_id=one.place_id, at=at, member_id=member_id)
        for one in new
    )


def add_figures(
    source_id: UUID, figures: Sequence[NewFigure], *, at: datetime, decided: dict[str, UUID]
) -> dict[str, UUID]:
    """Keep proposals not proposed before; returns the id by key for all of them, old and new.

    `decided` are keys that say what a member has made of a figure: what is proposed under them is that figure.
    """
    known: dict[str, UUID] = decided | dict(Figure.objects.filter(source_id=source_id).values_list("key", "id"))
    fresh = {new.key: new for new in figures if new.key not in known}
    Figure.objects.bulk_create(_row(source_id, new, at=at) for new in fresh.values())
    return known | {key: new.id for key, new in fresh.items()}


def _row(source_id: UUID, new: NewFigure, *, at: datetime) -> Figure:
    return Figure(
        id=new.id,
        source_id=source_id,
        key=new.key,
        category=new.category,
        measure=new.measure,
        unit=new.unit,
        hedge=new.hedge,
        modality=new.modality,
        value_min=new.value_min,
        value_max=new.value_max,
        speaker=new.speaker,
        place_words=new.place_words,
        as_of=new.as_of,
        span_start=new.span[0],
        span_end=new.span[1],
        data=new.data,
        proposed_at=at,
    )


def add_relations(relations: Sequence[NewRelation]) -> None:
    """Keep how totals are made up; what is known already stays, with its signs as now given.

    Two sums of one total are two ways. Parts that are only some of a total have no way of their own.
    """
    for new in relations:
        held: dict[int, dict[UUID, int]] = {}
        rows = FigureRelation.objects.filter(total_id=new.total, kind=new.kind)
        for way, part, sign in rows.values_list("way", "part_id", "sign"):
            held.setdefault(way, {})[part] = sign
        way = _way(new, held)
        for part, sign in new.parts.items():
            FigureRelation.objects.update_or_create(
                total_id=new.total, part_id=part, kind=new.kind, way=way, defaults={"sign": sign}
            )


def _way(new: NewRelation, held: dict[int, dict[UUID, int]]) -> int:
    """The number of this way of making up the total: that of the same parts, else the next."""
    if new.kind == RelationKind.SUBSET:
        return 0
    known = next((way for way, parts in held.items() if parts.keys() == new.parts.keys()), None)
    return max(held, default=-1) + 1 if known is None else known


def add_events(source_id: UUID, events: Sequence[NewEvent], *, at: datetime) -> int:
    """Keep event mentions not proposed before; returns how many these were."""
    known = set(EventMention.objects.filter(source_id=source_id).values_list("key", flat=True))
    fresh = {new.key: new for new in events if new.key not in known}
    EventMention.objects.bulk_create(
        EventMention(
            id=new.id,
            source_id=source_id,
            key=new.key,
            kind=new.kind,
            standing=new.standing,
            span_start=new.span[0],
            span_end=new.span[1],
            data=new.data,
            proposed_at=at,
        )
        for new in fresh.values()
    )
    return len(fresh)


def add_quotations(source_id: UUID, quotations: Sequence[NewQuotation]) -> int:
    """Keep quotations not proposed before; returns how many these were."""
    known = set(Quotation.objects.filter(source_id=source_id).values_list("key", flat=True))
    fresh = {new.key: new for new in quotations if new.key not in known}
    Quotation.objects.bulk_create(
        Quotation(
            id=new.id,
            source_id=source_id,
            key=new.key,
            kind=new.kind,
            speaker=new.speaker,
            span_start=new.span[0],
            span_end=new.span[1],
            data=new.data,
        )
        for new in fresh.values()
    )
    return len(fresh)


def note_decision(
    figure_id: UUID,
    decision: DecisionOnProposal,
    *,
    changes: dict[str, Any],
    reason: str,
    at: datetime,
    member_id: str,
) -> None:
    """Keep the decision and show it on the figure; an edit's changed columns take the place of the proposal's.

    The changes of a split name its parts.
    """
    FigureDecision.objects.create(
        figure_id=figure_id, decision=decision.value, changes=changes, reason=reason, at=at, member_id=member_id
    )
    columns = changes if decision is DecisionOnProposal.EDITED else {}
    Figure.objects.filter(id=figure_id).update(status=decision.value, **columns)


def add_parts(figure_id: UUID, parts: Sequence[NewFigure], *, at: datetime) -> tuple[UUID, ...]:
    """Keep the figures that a figure was split into; those of a split that was taken back before are used again.

    Refuses (ConflictError) a part that stands as a figure of its own in this report.
    """
    source_id = Figure.objects.values_list("source_id", flat=True).get(id=figure_id)
    ids = []
    for new in parts:
        held = Figure.objects.filter(source_id=source_id, key=new.key).values_list("id", "split_from_id").first()
        if held is not None and held[1] != figure_id:
            raise ConflictError(
                "figure.already_there",
                "One of the parts is a figure of this report already.",
                "Reject this figure, and decide on the one that is there.",
            )
        if held is None:
            row = _row(source_id, new, at=at)
            row.split_from_id = figure_id
            row.save(force_insert=True)
        ids.append(new.id if held is None else held[0])
    return tuple(ids)
