"""A proposed or decided figure as its card shows it: value, category, measure, who said it through whom, rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from tawthiq.keeping.queries.figures import FigureView
from tawthiq.keeping.queries.models import SuggestionView
from tawthiq.keeping.queries.places import PlaceEntry
from tawthiq.terms.vocabularies import DecisionOnProposal
from tawthiq.web.figures import words
from tawthiq.web.figures.definitions import define
from tawthiq.web.figures.sums import Part, SumShown, figure_address, show_part, show_sums

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeShown:
    """A time as the report words it, the days it means, and what these rest on."""

    words: str
    start: date | None
    end: date | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """Words for a place, and the place of the gazetteer they mean; `choices` where several fit and nobody chose.

    `is_none`: a member said that it is none of the gazetteer's.
    """

    position: int
    relation: str
    words: str
    name: str
    level: str
    by: str
    is_none: bool
    choices: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCard:
    """What a card shows; `sums` are the ways it is made up of others, `following` the next figure that waits."""

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
    places: tuple[PlaceShown, ...]
    suggested: tuple[Pair, ...]
    group: str
    since: str
    happened: TimeShown | None
    holds_for: TimeShown | None
    rules: tuple[str, ...]
    url: str
    anchor: str
    occasion: str
    outlet: str
    wire: str
    definition: str
    sums: tuple[SumShown, ...]
    split_into: tuple[Part, ...]
    is_current: bool
    following: UUID | None

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
            "split": ("", "differ"),
        }[self.figure.status]


def make_cards(
    figures: Iterable[FigureView],
    *,
    language: str,
    known: Mapping[UUID, FigureView] | None = None,
    current: UUID | None = None,
    choices: Mapping[tuple[UUID, int], Sequence[PlaceEntry]] | None = None,
    suggestions: Iterable[SuggestionView] = (),
) -> list[FigureCard]:
    """Cards in the order given; `known` are the figures that sums may name.

    `choices` are the places that fit the words of a figure, `suggestions` whom models name in its report.
    """
    named = list(suggestions)
    held = list(figures)
    by_id = dict(known or {figure.id: figure for figure in held})
    waiting = [figure.id for figure in held if figure.status == DecisionOnProposal.PENDING]
    return [
        replace(
            _card(figure, by_id, language=language, current=current, following=_following(held, place, waiting)),
            places=_places(figure, choices or {}, language),
            suggested=_suggested(figure, named),
        )
        for place, figure in enumerate(held)
    ]


def _following(held: list[FigureView], place: int, waiting: list[UUID]) -> UUID | None:
    """The next figure that waits, from the beginning again after the last; None where no other does."""
    order = [figure.id for figure in held[place + 1 :]] + [figure.id for figure in held[:place]]
    still = set(waiting)
    return next((one for one in order if one in still), None)


def _card(
    figure: FigureView,
    known: Mapping[UUID, FigureView],
    *,
    language: str,
    current: UUID | None,
    following: UUID | None,
) -> FigureCard:
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
        places=(),
        suggested=(),
        group=str(figure.data.get("group") or ""),
        since=str(figure.data.get("since") or ""),
        happened=_time(figure.data.get("period")),
        holds_for=_time(figure.data.get("as_of")),
        rules=tuple(figure.data.get("rules") or ()),
        url=figure_address(figure),
        anchor=f"span-{figure.span_start}-{figure.span_end}",
        occasion=str(chain.get("occasion") or ""),
        outlet=str(chain.get("outlet") or ""),
        wire=str(chain.get("wire") or ""),
        definition=define(figure.category, language=language),
        sums=show_sums(figure, known, language=language),
        split_into=tuple(show_part(known[part], 1, language=language) for part in figure.split_into if part in known),
        is_current=figure.id == current,
        following=following,
    )


def _places(
    figure: FigureView, choices: Mapping[tuple[UUID, int], Sequence[PlaceEntry]], language: str
) -> tuple[PlaceShown, ...]:
    shown = []
    for position, place in enumerate(figure.data.get("places") or ()):
        held = figure.placed.get(position)
        shown.append(
            PlaceShown(
                position=position,
                relation=words.word(words.PLACE_RELATIONS, place["relation"]),
                words=place["words"],
                name="" if held is None else held.name(language),
                level="" if held is None else words.word(words.LEVELS, held.level),
                by="" if held is None else held.member,
                is_none=held is not None and held.place_id is None,
                choices=tuple(
                    (one.id, f"{one.name(language)} · {words.word(words.LEVELS, one.level)}")
                    for one in choices.get((figure.id, position), ())
                ),
            )
        )
    return tuple(shown)


def _suggested(figure: FigureView, suggestions: Sequence[SuggestionView]) -> tuple[Pair, ...]:
    """Whom models name for the words around a figure that has no speaker: name and engine, each once."""
    if figure.speaker or (figure.data.get("speaker") or {}).get("name"):
        return ()
    around = [one for one in suggestions if one.span_start <= figure.span_start and figure.span_end <= one.span_end]
    around += [one for one in suggestions if one.span_start < figure.span_end and figure.span_start < one.span_end]
    return tuple(dict.fromkeys((one.speaker, one.engine) for one in around))


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
