"""What a report says in numbers and in quoted words, as plain frozen values.

The rules kept here:

- Every span counts Unicode code points into the raw text of the report, never into a cleaned copy.
- A figure says what was written, not what is true: its category, hedge and speaker come from the words, and
  the spans and rule ids show which. "At least 200,000" is 200,000 or more, "some 230,000" is about 230,000,
  "up to 890" has no lower end, "hundreds" is an order of magnitude: it has no value, never enters arithmetic.
- A figure's key is made of the document's digest, the span of the quantity and the meaning (values, unit,
  category), so what a member decided holds when better rules read the same report again.
- An empty speaker means "the report itself, or unknown": it is cheaper than a wrong one.

All values turn into JSON-safe dictionaries and back (`to_dict`, `from_dict`) without loss.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tawthiq.terms.dates import DatePrecision
from tawthiq.terms.events import EventMention
from tawthiq.terms.figure_kinds import (
    Category,
    Hedge,
    How,
    LayoutKind,
    Measure,
    Modality,
    PlacePrecision,
    PlaceRelation,
    QuotationKind,
    RelationKind,
    TimeBasis,
    Unit,
)
from tawthiq.terms.plain import Plain, Span, whole
from tawthiq.terms.speech import SpeakerChain

__all__ = [
    "Category",
    "FigurePlace",
    "FigureRelation",
    "FigureSpans",
    "FigureTime",
    "Hedge",
    "How",
    "LayoutKind",
    "LayoutPart",
    "Measure",
    "Modality",
    "PlacePrecision",
    "PlaceRelation",
    "Quotation",
    "QuotationKind",
    "Reading",
    "RelationKind",
    "ReportedFigure",
    "Span",
    "SpeakerChain",
    "TimeBasis",
    "Unit",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePlace(Plain):
    """A place as written, and what it is to the people counted.

    ``place_id`` names it in a loaded gazetteer; empty without one, or where the words fit several places.
    """

    words: str
    relation: PlaceRelation
    span: Span
    precision: PlacePrecision = PlacePrecision.UNKNOWN
    place_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTime(Plain):
    """When something was so: the words, and the days they mean where these are known.

    Both ends are closed, and empty where the words cannot be resolved: a weekday without a day of publication
    stays words. ``words`` is empty where the day is taken from the speaker's or the publication's day.
    """

    words: str = ""
    start: date | None = None
    end: date | None = None
    accuracy: DatePrecision = DatePrecision.UNKNOWN
    basis: TimeBasis = TimeBasis.UNKNOWN
    span: Span | None = None

    @property
    def text(self) -> str:
        """ISO form at its own accuracy: ``2012``, ``2012-03``, ``2012-03-13``, ``start/end``, or empty."""
        if self.start is None or self.end is None:
            return ""
        if self.accuracy is DatePrecision.YEAR:
            return f"{self.start.year:04d}"
        if self.accuracy is DatePrecision.MONTH:
            return f"{self.start:%Y-%m}"
        first, last = self.start.isoformat(), self.end.isoformat()
        return first if first == last else f"{first}/{last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpans(Plain):
    """Where each part of a figure stands in the raw text; None where the report has no such part."""

    quantity: Span
    clause: Span
    trigger: Span | None = None
    counted: Span | None = None
    hedge: Span | None = None
    cue: Span | None = None
    group: Span | None = None
    since: Span | None = None
    rate: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFigure(Plain):
    """An attributed quantity of people in a report, as proposed by named rules.

    ``value_min`` and ``value_max`` are inclusive; None is an open end. ``vague`` holds the order of magnitude
    ("hundreds") and then both values are None. ``category`` is our word, ``term`` the report's own.
    ``per`` (hour, day, week, month, year) belongs to a rate, ``since`` to a cumulative figure: the words of its
    start, and in ``since_on`` the day where it is known. ``household_size`` only if stated. ``period`` is when
    the counted events happened, ``as_of`` the day for which a state or a total holds.
    """

    document: str
    span: Span
    spans: FigureSpans
    words: str
    category: Category
    term: str
    value_min: float | None = None
    value_max: float | None = None
    vague: str = ""
    hedge: Hedge = Hedge.EXACT
    hedge_word: str = ""
    unit: Unit = Unit.PERSON
    household_size: float | None = None
    measure: Measure = Measure.FLOW
    per: str = ""
    since: str = ""
    since_on: date | None = None
    modality: Modality = Modality.ASSERTED
    group: str = ""
    places: tuple[FigurePlace, ...] = ()
    period: FigureTime | None = None
    as_of: FigureTime | None = None
    speaker: SpeakerChain = field(default_factory=SpeakerChain)
    rules: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Stable name of this proposal: digest, span of the quantity and meaning, not wording of rules."""
        meaning = (self.value_min, self.value_max, self.vague, str(self.unit), str(self.category))
        return key_of_figure(self.document, self.spans.quantity, meaning)

    @property
    def value(self) -> float | None:
        """The number as written (lower end of a range), or None for an order of magnitude."""
        return self.value_min if self.value_min is not None else self.value_max

    def to_dict(self) -> dict[str, Any]:
        """As every value here, with the ``key`` beside the fields."""
        return {**Plain.to_dict(self), "key": self.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Plain):
    """Direct or reported speech: the span of the words, without quotation marks, and who said them."""

    document: str
    kind: QuotationKind
    span: Span
    words: str
    speaker: SpeakerChain = field(default_factory=SpeakerChain)
    rules: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Stable name of this proposal: digest, span and kind."""
        raw = f"{self.document}\x1f{self.span.start}\x1f{self.span.end}\x1f{self.kind}"
        return hashlib.sha256(raw.encode()).hexdigest()[:32]

    def to_dict(self) -> dict[str, Any]:
        """As every value here, with the ``key`` beside the fields."""
        return {**Plain.to_dict(self), "key": self.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutPart(Plain):
    """A labelled part of the page."""

    kind: LayoutKind
    span: Span
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRelation(Plain):
    """Figures that belong together, as indexes into the reading's figures.

    ``signs`` has one entry a part (1 or -1). ``arithmetic`` shows the sum in numbers, ``note`` is a stable
    code of what was tolerated (``exact``, ``bounds``, ``rounded``).
    """

    kind: RelationKind
    total: int
    parts: tuple[int, ...]
    signs: tuple[int, ...] = ()
    arithmetic: str = ""
    note: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Plain):
    """Everything proposed about one report. ``document`` is the SHA-256 of its text in UTF-8.

    ``credits`` are the wires named in credit lines and datelines: the origin of the story.
    ``language`` is ``en``, ``ar``, ``fr``, ``es``, ``ru``, ``uk`` or ``und`` (no figures are looked for).
    """

    document: str
    language: str
    published_on: date | None = None
    layout: tuple[LayoutPart, ...] = ()
    credits: tuple[str, ...] = ()
    figures: tuple[ReportedFigure, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    relations: tuple[FigureRelation, ...] = ()
    events: tuple[EventMention, ...] = ()


def key_of_figure(document: str, quantity: Span, meaning: Sequence[float | str | None]) -> str:
    """The key of a figure: `meaning` is its least and greatest value, vague word, unit and category."""
    raw = "\x1f".join([document, str(quantity.start), str(quantity.end), *map(_meaning, meaning)])
    return hashlib.sha256(raw.encode()).hexdigest()[:32]


def _meaning(value: float | str | None) -> str:
    return f"{value:.6g}" if isinstance(value, float) and not value.is_integer() else str(whole(value))
