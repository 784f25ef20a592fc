"""A proposed or decided figure as its card shows it: value, category, measure, who said it through whom, rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from tawthiq.keeping.queries.figures import FigureView
from tawthiq.terms.vocabularies import DecisionOnProposal
from tawthiq.web.figures import words

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeShown:
    """A time as the report words it, the days it means, and what these rest on."""

    words: str
    start: date | None
    end: date | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCard:
    """What a card shows; `facts` are pairs of name and value, `sums` the figures it is the total of."""

    figure: FigureView
    value: str
    category: str
    measure: str
    hedge: str
    unit: str
    modality: str
    status: str
    speaker: str
    name: str
    role: str
    organisation: str
    via: str
    addressee: str
    how: str
    said: str
    said_on: date | None
    places: tuple[Pair, ...]
    group: str
    since: str
    happened: TimeShown | None
    holds_for: TimeShown | None
    rules: tuple[str, ...]
    url: str
    anchor: str
    parts: tuple[tuple[UUID, str, str, str], ...]
    is_current: bool

    @property
    def is_pending(self) -> bool:
        """Whether nobody has decided yet."""
        return self.figure.status == DecisionOnProposal.PENDING

    @property
    def chip(self) -> Pair:
        """Kind of the chip for the status, and its symbol."""
        return {
            "pending": ("conflict", "unsure"),
            "confirmed": ("agree", "check"),
            "edited": ("agree", "check"),
            "rejected": ("", "cross"),
        }[self.figure.status]


def figure_address(figure: FigureView) -> str:
    """The address of the words of a figure in their report."""
    page = reverse("sources:source", args=[figure.source_id])
    return f"{page}?figure={figure.id}#span-{figure.span_start}-{figure.span_end}"


def make_cards(
    figures: Iterable[FigureView],
    *,
    language: str,
    known: Mapping[UUID, FigureView] | None = None,
    current: UUID | None = None,
) -> list[FigureCard]:
    """Cards in the order given; `known` are the figures that sums may name."""
    held = list(figures)
    by_id = dict(known or {figure.id: figure for figure in held})
    return [_card(figure, by_id, language=language, current=current) for figure in held]


def _card(figure: FigureView, known: Mapping[UUID, FigureView], *, language: str, current: UUID | None) -> FigureCard:
    chain: Mapping[str, Any] = figure.data.get("speaker") or {}
    said_on = chain.get("said_on")
    return FigureCard(
        figure=figure,
        value=words.value_of(figure, language=language),
        category=words.word(words.CATEGORIES, figure.category),
        measure=words.word(words.MEASURES, figure.measure),
        hedge=words.word(words.HEDGES, "vague" if figure.data.get("vague") else figure.hedge),
        unit=words.word(words.UNITS, figure.unit),
        modality=words.word(words.MODALITIES, figure.modality),
        status=words.word(words.STATUSES, figure.status),
        speaker=figure.speaker or str(chain.get("name") or ""),
        name=str(chain.get("name") or ""),
        role=str(chain.get("role") or ""),
        organisation=str(chain.get("organisation") or ""),
        via=str(chain.get("via") or ""),
        addressee=str(chain.get("addressee") or ""),
        how=words.word(words.HOWS, str(chain.get("how") or "none")),
        said=str(chain.get("said_on_words") or ""),
        said_on=date.fromisoformat(said_on) if said_on else None,
        places=tuple(
            (words.word(words.PLACE_RELATIONS, place["relation"]), place["words"])
            for place in figure.data.get("places") or ()
        ),
        group=str(figure.data.get("group") or ""),
        since=str(figure.data.get("since") or ""),
        happened=_time(figure.data.get("period")),
        holds_for=_time(figure.data.get("as_of")),
        rules=tuple(figure.data.get("rules") or ()),
        url=figure_address(figure),
        anchor=f"span-{figure.span_start}-{figure.span_end}",
        parts=tuple(_part(known[part], language) for part in figure.total_of if part in known),
        is_current=figure.id == current,
    )


def _time(data: Any) -> TimeShown | None:
    if not isinstance(data, dict):
        return None
    start, end = data.get("start"), data.get("end")
    return TimeShown(
        words=str(data.get("words") or ""),
        start=date.fromisoformat(start) if start else None,
        end=date.fromisoformat(end) if end else None,
        basis=words.word(words.TIME_BASES, str(data.get("basis") or "unknown")),
    )


def _part(figure: FigureView, language: str) -> tuple[UUID, str, str, str]:
    return (
        figure.id,
        words.value_of(figure, language=language),
        words.word(words.CATEGORIES, figure.category),
        figure_address(figure),
    )
