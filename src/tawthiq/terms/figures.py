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
import types
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

from tawthiq.terms.errors import BadInputError


class Unit(StrEnum):
    """What is counted."""

    PERSON = "person"
    HOUSEHOLD = "household"


class Hedge(StrEnum):
    """How firmly the number is given. The class of the hedge word; ``exact`` where there is none."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    ABOUT = "about"
    ESTIMATED = "estimated"
    OFFICIAL = "official"
    CONFIRMED = "confirmed"


class Category(StrEnum):
    """What happened to the people counted; each is defined in ``reading/lexicons/categories.yaml``."""

    KILLED = "killed"
    INJURED = "injured"
    KILLED_OR_INJURED = "killed_or_injured"
    MISSING = "missing"
    DETAINED = "detained"
    ABDUCTED = "abducted"
    RELEASED = "released"
    DISPLACED = "displaced"
    DISPLACED_INTERNAL = "displaced_internal"
    REFUGEE = "refugee"
    RETURNED = "returned"
    EVACUATED = "evacuated"
    SHELTERED = "sheltered"
    HOMELESS = "homeless"
    RESCUED = "rescued"
    STRANDED = "stranded"
    IN_NEED = "in_need"
    AFFECTED = "affected"


class Measure(StrEnum):
    """Whether the number is a state, events, events per period, or events since a start."""

    STOCK = "stock"
    FLOW = "flow"
    RATE = "rate"
    CUMULATIVE = "cumulative"


class Modality(StrEnum):
    """Whether the speaker says it is so. Only asserted and verified figures may enter arithmetic."""

    ASSERTED = "asserted"
    VERIFIED = "verified"
    POSSIBLE = "possible"
    FEARED = "feared"
    PROJECTED = "projected"
    PLANNED = "planned"
    ORDERED = "ordered"
    COUNTERFACTUAL = "counterfactual"


class PlaceRelation(StrEnum):
    """What a place is to the people counted."""

    AT = "at"
    FROM = "from"
    TO = "to"


class How(StrEnum):
    """How the speaker was found, so that a member can judge it at a glance."""

    NONE = "none"
    CUE = "cue"
    APPOSITIVE = "appositive"
    PRONOUN = "pronoun"
    DESCRIPTION = "description"
    NEXT_NAMING = "next_naming"
    CONTINUATION = "continuation"
    PARENTHESIS = "parenthesis"
    LABEL = "label"
    CREDIT = "credit"


class QuotationKind(StrEnum):
    """Direct: a quoted sentence. Mixed: quoted words inside reported speech. Indirect: reported speech."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class LayoutKind(StrEnum):
    """Parts of a page. Furniture, bylines and credits are never read as content; nothing is ever deleted."""

    TITLE = "title"
    DATELINE = "dateline"
    BYLINE = "byline"
    CREDIT = "credit"
    CAPTION = "caption"
    FURNITURE = "furniture"


class RelationKind(StrEnum):
    """How figures of one report belong together."""

    SUM = "sum"
    SIGNED_SUM = "signed_sum"
    SUBSET = "subset"


class _Plain:
    """JSON-safe dictionaries for the frozen values below."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Every field as JSON-safe data; days in ISO form, spans as two numbers."""
        return {item.name: _encode(getattr(self, item.name)) for item in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The value that `to_dict` made the data from; unknown keys are ignored.

        Raises:
            BadInputError: a field is missing or of the wrong kind.
        """
        if not isinstance(data, dict):
            raise _malformed(cls.__name__)
        found: dict[str, Any] = {}
        hints = _hints(cls.__name__)
        for item in fields(cls):  # type: ignore[arg-type]
            if item.name in data:
                found[item.name] = _decode(hints[item.name], data[item.name], f"{cls.__name__}.{item.name}")
            elif item.default is MISSING and item.default_factory is MISSING:
                raise _malformed(f"{cls.__name__}.{item.name}")
        return cls(**found)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the raw text: from ``start`` up to but not including ``end``, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise BadInputError("figures.span", "A span ends before it starts.", "Read the report again.")

    def words(self, text: str) -> str:
        """The words at this span of the raw text."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerChain(_Plain):
    """Who says it, through whom, to whom and when, and how that was found.

    Empty strings are unknown. ``via`` is who relayed the words of the first speaker. ``said_on_words`` are
    kept as written; ``said_on`` only where a publication day was given to resolve them against. ``occasion`` is
    the speech, statement or interview; ``outlet`` the paper or station it was given to or carried by; ``wire``
    the agencies the report credits.
    """

    name: str = ""
    role: str = ""
    organisation: str = ""
    via: str = ""
    addressee: str = ""
    how: How = How.NONE
    said_on_words: str = ""
    said_on: date | None = None
    occasion: str = ""
    outlet: str = ""
    wire: str = ""
    span: Span | None = None
    cue: Span | None = None

    @property
    def label(self) -> str:
        """The shortest words that tell this speaker from others: name, else role, else organisation."""
        return self.name or self.role or self.organisation

    @property
    def known(self) -> bool:
        """Whether anybody at all is named."""
        return bool(self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePlace(_Plain):
    """A place as written, and what it is to the people counted."""

    words: str
    relation: PlaceRelation
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpans(_Plain):
    """Where each part of a figure stands in the raw text; None where the report has no such part."""

    quantity: Span
    clause: Span
    trigger: Span | None = None
    hedge: Span | None = None
    cue: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFigure(_Plain):
    """An attributed quantity of people in a report, as proposed by named rules.

    ``value_min`` and ``value_max`` are inclusive; None is an open end. ``vague`` holds the order of magnitude
    ("hundreds") and then both values are None. ``category`` is our word, ``term`` the report's own.
    ``per`` belongs to a rate, ``since`` to a cumulative figure. ``household_size`` only if stated.
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
    modality: Modality = Modality.ASSERTED
    group: str = ""
    places: tuple[FigurePlace, ...] = ()
    period: str = ""
    as_of: str = ""
    speaker: SpeakerChain = field(default_factory=SpeakerChain)
    rules: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Stable name of this proposal: digest, span of the quantity and meaning, not wording of rules."""
        quantity = self.spans.quantity
        meaning = (self.value_min, self.value_max, self.vague, str(self.unit), str(self.category))
        raw = "\x1f".join([self.document, str(quantity.start), str(quantity.end), *map(_meaning, meaning)])
        return hashlib.sha256(raw.encode()).hexdigest()[:32]

    @property
    def value(self) -> float | None:
        """The number as written (lower end of a range), or None for an order of magnitude."""
        return self.value_min if self.value_min is not None else self.value_max

    def to_dict(self) -> dict[str, Any]:
        """As every value here, with the ``key`` beside the fields."""
        return {**_Plain.to_dict(self), "key": self.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(_Plain):
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
        return {**_Plain.to_dict(self), "key": self.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutPart(_Plain):
    """A labelled part of the page."""

    kind: LayoutKind
    span: Span
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRelation(_Plain):
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
class Reading(_Plain):
    """Everything proposed about one report. ``document`` is the SHA-256 of its text in UTF-8.

    ``credits`` are the wires named in credit lines and datelines: the origin of the story.
    ``language`` is ``en``, ``ar`` or ``und`` (no figures are looked for).
    """

    document: str
    language: str
    published_on: date | None = None
    layout: tuple[LayoutPart, ...] = ()
    credits: tuple[str, ...] = ()
    figures: tuple[ReportedFigure, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    relations: tuple[FigureRelation, ...] = ()


def _malformed(where: str) -> BadInputError:
    return BadInputError("figures.malformed", f"A kept reading is broken at {where}.", "Read the report again.")


def _meaning(value: float | str | None) -> str:
    return f"{value:.6g}" if isinstance(value, float) and not value.is_integer() else str(_whole(value))


def _whole(value: float | str | None) -> int | float | str | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _encode(value: Any) -> Any:
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, _Plain):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return _whole(value)


@cache
def _hints(name: str) -> dict[str, Any]:
    return get_type_hints(globals()[name])


def _decode(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(item for item in get_args(hint) if item is not type(None))
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise _malformed(where)
        return tuple(_decode(get_args(hint)[0], item, where) for item in value)
    return _decode_one(hint, value, where)


def _decode_one(hint: Any, value: Any, where: str) -> Any:
    try:
        if hint is Span:
            start, end = value
            return Span(int(start), int(end))
        if issubclass(hint, _Plain):
            return hint.from_dict(value)
        if issubclass(hint, StrEnum):
            return hint(value)
        if hint is date:
            return date.fromisoformat(value)
    except (TypeError, ValueError) as problem:
        raise _malformed(where) from problem
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if type(value) is not hint:
        raise _malformed(where)
    return value
