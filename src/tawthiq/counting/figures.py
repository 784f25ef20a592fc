"""Reported figures: what others said how many there were, side by side and never averaged.

- A figure is what one speaker said: a category, a range of numbers (equal ends for one number) with its
  hedge, a day it was said of, a place, and a measure. Only figures a member has confirmed belong here.
- **Stock, flow, rate and running total are different things.** A number of people who are displaced, a number
  newly displaced, a number a day and a number since the start are never put in one series nor set against
  each other.
- Claims that repeat one origin with the same number for the same day are one claim with several reports.
- So are persons and households, different population groups, and what is said to be so and what is only feared,
  planned or projected.
- A later state or running total of the same speaker on the same thing takes the place of the earlier one, which is
  kept: an update. Events and rates of different days are different events and update nothing.
- Claims compete where measure, category, place and day agree. They are shown as ranges from the lowest to the
  highest that was said; no middle is taken, for a mean of two claims is a number nobody said.
- A figure without a day or a speaker is kept, under ``unknown``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tawthiq.terms.errors import BadInputError

MEASURES: Final = ("stock", "flow", "rate", "cumulative")
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One number or range, said by one speaker of one origin about one day.

    Args:
        measure: ``stock``, ``flow``, ``rate`` or ``cumulative``.
        category: killed, injured, missing, detained, displaced, refugees, returned…
        place: id of the place, or ``unknown``.
        as_of: the day it was said of, or None.
        speaker: who said it, or ``unknown``.
        origin: who first said it, or ``unknown``.
        value_min: least number meant, or None where it has no lower end.
        value_max: greatest number meant, or None where it has no upper end ("more than").
        hedge: stable code such as ``exact``, ``about``, ``more_than``; empty where there is none.
        unit: ``person`` or ``household``.
        group: the population counted, or empty.
        modality: ``asserted``, ``verified``, or what is not said to be so (``feared``, ``planned`` ...).
        figure_ids: ids of the figures that carry the claim, one for each report.
    """

    measure: str
    category: str
    place: str
    as_of: date | None
    speaker: str
    origin: str
    value_min: float | None
    value_max: float | None
    hedge: str
    unit: str = "person"
    group: str = ""
    modality: str = "asserted"
    figure_ids: tuple[str, ...] = ()

    @property
    def thing(self) -> tuple[str, ...]:
        """What the number counts: only claims of one thing are ever set beside or after each other."""
        firm = "said" if self.modality in ("asserted", "verified") else self.modality
        return (self.measure, self.category, self.unit, self.group.casefold(), self.place, firm)

    @property
    def n_reports(self) -> int:
        """How many reports carry the claim."""
        return len(self.figure_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What one speaker of one origin said of one thing over time, in order of days, days unknown last."""

    measure: str
    category: str
    place: str
    speaker: str
    origin: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Claims about the same thing on the same day, side by side.

    Args:
        claims: the claims, lowest first.
        n_origins: different origins among them.
        lowest: least number anyone said, or None where a claim has no lower end.
        highest: greatest number anyone said, or None where a claim has no upper end.
        agree: whether one number lies within all claims.
    """

    measure: str
    category: str
    place: str
    as_of: date | None
    claims: tuple[Claim, ...]
    n_origins: int
    lowest: float | None
    highest: float | None
    agree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A later number of the same speaker on the same thing; `old` is kept and shown as superseded."""

    old: Claim
    new: Claim


def read_claims(figures: Iterable[Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Claims from confirmed figures, those that repeat one origin joined.

    Args:
        figures: mappings with ``category``, ``measure``, ``value_min``, ``value_max`` and, where known,
            ``id``, ``hedge``, ``speaker``, ``origin``, ``as_of``, ``place``, ``unit``, ``group``, ``modality``.

    Raises:
        BadInputError: for a measure that is not known, no category, no number, a negative one, or a range
            whose ends are the wrong way round.
    """
    joined: dict[Claim, list[str]] = {}
    for number, figure in enumerate(figures, start=1):
        claim, figure_id = _claim(figure, number)
        joined.setdefault(claim, []).append(figure_id)
    claims = (
        Claim(**{name: getattr(claim, name) for name in _FIELDS}, figure_ids=tuple(ids))
        for claim, ids in joined.items()
    )
    return tuple(sorted(claims, key=_order))


def series_by_speaker(claims: Iterable[Claim]) -> tuple[Series, ...]:
    """One series for each speaker, origin, measure, category and place."""
    groups: dict[tuple[tuple[str, ...], str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.thing, claim.speaker, claim.origin), []).append(claim)
    return tuple(
        Series(
            measure=found[0].measure,
            category=found[0].category,
            place=found[0].place,
            speaker=found[0].speaker,
            origin=found[0].origin,
            claims=tuple(sorted(found, key=_order)),
        )
        for _, found in sorted(groups.items())
    )


def updates(claims: Iterable[Claim]) -> tuple[Update, ...]:
    """Each stock or running total that its speaker replaced later, with the number that follows it at once.

    Unknown speakers and unknown days update nothing, and neither do two numbers of one day.
    """
    groups: dict[tuple[tuple[str, ...], str], list[Claim]] = {}
    for claim in claims:
        if claim.measure in ("stock", "cumulative") and claim.speaker != UNKNOWN and claim.as_of is not None:
            groups.setdefault((claim.thing, claim.speaker.casefold()), []).append(claim)
    found: list[Update] = []
    for _, same in sorted(groups.items()):
        ordered = sorted(same, key=_order)
        for claim in ordered:
            later = next((other for other in ordered if _day(other) > _day(claim)), None)
            if later is not None:
                found.append(Update(old=claim, new=later))
    return tuple(found)


def current(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims without those that their own speaker replaced."""
    held = tuple(claims)
    replaced = {update.old for update in updates(held)}
    return tuple(claim for claim in held if claim not in replaced)


def competing(claims: Iterable[Claim]) -> tuple[Contest, ...]:
    """Claims of two speakers or origins, or more, about the same thing on the same day.

    Unknown days do not compete.
    """
    groups: dict[tuple[tuple[str, ...], date], list[Claim]] = {}
    for claim in claims:
        if claim.as_of is not None:
            groups.setdefault((claim.thing, claim.as_of), []).append(claim)
    return tuple(
        _contest(found)
        for _, found in sorted(groups.items())
        if len({(claim.speaker, claim.origin) for claim in found}) > 1
    )


def to_rows(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Claims as plain rows, days as ISO text, ready for a table or JSON."""
    return [
        {
            **{name: getattr(claim, name) for name in _FIELDS},
            "as_of": claim.as_of.isoformat() if claim.as_of else None,
            "n_reports": claim.n_reports,
            "figure_ids": list(claim.figure_ids),
        }
        for claim in claims
    ]


_FIELDS: Final = (
    "measure",
    "category",
    "place",
    "as_of",
    "speaker",
    "origin",
    "value_min",
    "value_max",
    "hedge",
    "unit",
    "group",
    "modality",
)


def _claim(figure: Mapping[str, Any], number: int) -> tuple[Claim, str]:
    low, high = figure.get("value_min"), figure.get("value_max")
    measure, category = figure.get("measure"), figure.get("category")
    if measure not in MEASURES or not category:
        raise BadInputError(
            "counting.figure_kind",
            f"Figure {number} has no category, or a measure that is not known.",
            f"Give a category, and one of {', '.join(MEASURES)}.",
        )
    ends = [float(end) for end in (low, high) if end is not None]
    if not ends or min(ends) < 0 or ends != sorted(ends):
        raise BadInputError(
            "counting.figure_range",
            f"Figure {number} has no number, a negative one, or ends the wrong way round.",
            "Give the least and the greatest number meant.",
        )
    as_of = figure.get("as_of")
    claim = Claim(
        measure=str(measure),
        category=str(category),
        place=str(figure.get("place") or UNKNOWN),
        as_of=date.fromisoformat(as_of) if isinstance(as_of, str) else as_of,
        speaker=str(figure.get("speaker") or UNKNOWN),
        origin=str(figure.get("origin") or UNKNOWN),
        value_min=None if low is None else float(low),
        value_max=None if high is None else float(high),
        hedge=str(figure.get("hedge") or ""),
        unit=str(figure.get("unit") or "person"),
        group=str(figure.get("group") or ""),
        modality=str(figure.get("modality") or "asserted"),
    )
    return claim, str(figure.get("id") or number)


def _contest(claims: list[Claim]) -> Contest:
    lows, highs = [c.value_min for c in claims], [c.value_max for c in claims]
    known_lows, known_highs = [x for x in lows if x is not None], [x for x in highs if x is not None]
    # Where every claim leaves the same end open, one number lies within all of them.
    agree = max(known_lows, default=0.0) <= min(known_highs, default=float("inf"))
    first = claims[0]
    return Contest(
        measure=first.measure,
        category=first.category,
        place=first.place,
        as_of=first.as_of,
        claims=tuple(sorted(claims, key=_by_size)),
        n_origins=len({claim.origin for claim in claims}),
        lowest=None if None in lows else min(known_lows),
        highest=None if None in highs else max(known_highs),
        agree=agree,
    )


def _day(claim: Claim) -> date:
    return claim.as_of or date.max


def _order(claim: Claim) -> tuple[Any, ...]:
    day = claim.as_of or date.max
    return (claim.measure, claim.category, claim.place, day, claim.speaker, claim.origin, *_by_size(claim))


def _by_size(claim: Claim) -> tuple[float, float, str, str]:
    low = claim.value_min if claim.value_min is not None else -1.0
    high = claim.value_max if claim.value_max is not None else float("inf")
    return low, high, claim.speaker, claim.origin
