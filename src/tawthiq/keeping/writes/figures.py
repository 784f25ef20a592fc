"""Keeps proposed figures and quotations, and what members decide about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tawthiq.keeping.models import Figure, FigureDecision, FigureRelation, Quotation
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


def add_figures(source_id: UUID, figures: Sequence[NewFigure], *, at: datetime) -> dict[str, UUID]:
    """Keep proposals not proposed before; returns the id by key for all of them, old and new."""
    known: dict[str, UUID] = dict(Figure.objects.filter(source_id=source_id).values_list("key", "id"))
    fresh = [new for new in figures if new.key not in known]
    Figure.objects.bulk_create(
        Figure(
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
        for new in fresh
    )
    return known | {new.key: new.id for new in fresh}


def add_relations(relations: Sequence[tuple[UUID, UUID, str]]) -> None:
    """Keep (total, part, kind); a relation known already is left as it is."""
    for total, part, kind in relations:
        FigureRelation.objects.get_or_create(total_id=total, part_id=part, kind=kind)


def add_quotations(source_id: UUID, quotations: Sequence[NewQuotation]) -> None:
    """Keep quotations not proposed before."""
    known = set(Quotation.objects.filter(source_id=source_id).values_list("key", flat=True))
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
        for new in quotations
        if new.key not in known
    )


def decide_figure(
    figure_id: UUID,
    decision: DecisionOnProposal,
    *,
    changes: dict[str, Any],
    reason: str,
    at: datetime,
    member_id: str,
) -> None:
    """Keep the decision and show it on the figure; an edit's changed columns take the place of the proposal's."""
    FigureDecision.objects.create(
        figure_id=figure_id, decision=decision.value, changes=changes, reason=reason, at=at, member_id=member_id
    )
    Figure.objects.filter(id=figure_id).update(status=decision.value, **changes)
