"""Figures to and from the record of the displacement monitoring centre (Helix, ``apps/entry/models.py``).

The rules kept here: Helix counts displaced people, returns and deaths. What it has no category for (detained,
injured, in need) is refused rather than bent; so is a number without a value ("hundreds") and what is only feared,
planned or projected, which Helix does not hold. Helix has one number and one quantifier: a range is told by its lower
end as "more than", with both ends in the calculation. What Helix cannot hold (speaker chain, modality, spans) is
written into ``calculation_logic`` in words; reading back gives the fields that Helix does hold.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tawthiq.terms.dates import DatePrecision
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.figures import (
    Category,
    FigurePlace,
    FigureSpans,
    FigureTime,
    Hedge,
    Measure,
    Modality,
    PlacePrecision,
    PlaceRelation,
    ReportedFigure,
    Span,
    TimeBasis,
    Unit,
)

_QUANTIFIERS = {
    Hedge.AT_LEAST: "MORE_THAN",
    Hedge.UP_TO: "LESS_THAN",
    Hedge.EXACT: "EXACT",
    Hedge.ABOUT: "APPROXIMATELY",
    Hedge.ESTIMATED: "APPROXIMATELY",
}
_HEDGES = {
    "MORE_THAN": Hedge.AT_LEAST,
    "LESS_THAN": Hedge.UP_TO,
    "EXACT": Hedge.EXACT,
    "APPROXIMATELY": Hedge.ABOUT,
}
_STOCKS = {
    Category.DISPLACED: "IDPS",
    Category.DISPLACED_INTERNAL: "IDPS",
    Category.EVACUATED: "IDPS",
    Category.SHELTERED: "IDPS",
    Category.HOMELESS: "IDPS",
    Category.REFUGEE: "PEOPLE_DISPLACED_ACROSS_BORDERS",
    Category.RETURNED: "RETURNEES",
    Category.RELOCATED: "IDPS_SETTLED_ELSEWHERE",
}
_FLOWS = {
    Category.DISPLACED: "NEW_DISPLACEMENT",
    Category.DISPLACED_INTERNAL: "NEW_DISPLACEMENT",
    Category.EVACUATED: "NEW_DISPLACEMENT",
    Category.SHELTERED: "NEW_DISPLACEMENT",
    Category.HOMELESS: "NEW_DISPLACEMENT",
    Category.REFUGEE: "CROSS_BORDER_FLIGHT",
    Category.RETURNED: "RETURN",
    Category.RELOCATED: "RELOCATION_ELSEWHERE",
    Category.KILLED: "DEATHS",
}
_TERMS = {
    Category.DISPLACED: "DISPLACED",
    Category.DISPLACED_INTERNAL: "DISPLACED",
    Category.REFUGEE: "FORCED_TO_FLEE",
    Category.EVACUATED: "EVACUATED",
    Category.RELOCATED: "RELOCATED",
    Category.SHELTERED: "SHELTERED",
    Category.HOMELESS: "HOMELESS",
    Category.RETURNED: "RETURNS",
    Category.KILLED: "MULTIPLE_OR_OTHER",
}
#: What a Helix term says beside its category, most telling first.
_BY_TERM = {
    "EVACUATED": Category.EVACUATED,
    "RELOCATED": Category.RELOCATED,
    "SHELTERED": Category.SHELTERED,
    "IN_RELIEF_CAMP": Category.SHELTERED,
    "HOMELESS": Category.HOMELESS,
}
_BY_CATEGORY = {
    "IDPS": (Category.DISPLACED_INTERNAL, Measure.STOCK),
    "RETURNEES": (Category.RETURNED, Measure.STOCK),
    "RETURN": (Category.RETURNED, Measure.FLOW),
    "IDPS_SETTLED_ELSEWHERE": (Category.RELOCATED, Measure.STOCK),
    "PEOPLE_DISPLACED_ACROSS_BORDERS": (Category.REFUGEE, Measure.STOCK),
    "NEW_DISPLACEMENT": (Category.DISPLACED_INTERNAL, Measure.FLOW),
    "CROSS_BORDER_FLIGHT": (Category.REFUGEE, Measure.FLOW),
    "CROSS_BORDER_RETURN": (Category.RETURNED, Measure.FLOW),
    "RELOCATION_ELSEWHERE": (Category.RELOCATED, Measure.FLOW),
    "DEATHS": (Category.KILLED, Measure.FLOW),
}
_ACCURACY = {DatePrecision.DAY: "DAY", DatePrecision.MONTH: "MONTH", DatePrecision.YEAR: "YEAR"}
_PRECISIONS = {
    PlacePrecision.COUNTRY: "ADM0",
    PlacePrecision.PROVINCE: "ADM1",
    PlacePrecision.DISTRICT: "ADM2",
    PlacePrecision.TOWN: "POINT",
    PlacePrecision.SITE: "POINT",
}
_PLACES = {"ADM0": PlacePrecision.COUNTRY, "ADM1": PlacePrecision.PROVINCE, "ADM2": PlacePrecision.DISTRICT}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelixPlace:
    """A location of a Helix figure: its name, whether people left or reached it, and its accuracy (None: unknown)."""

    name: str
    identifier: str
    accuracy: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelixFigure:
    """The fields of a Helix figure that a report's words can fill; names and codes are Helix' own."""

    quantifier: str
    reported: int
    unit: str
    household_size: float | None
    total_figures: int | None
    category: str
    term: str
    role: str
    start_date: date | None
    start_date_accuracy: str | None
    end_date: date | None
    end_date_accuracy: str | None
    geo_locations: tuple[HelixPlace, ...]
    source_excerpt: str
    calculation_logic: str
    sources: tuple[str, ...]


def to_helix(figure: ReportedFigure) -> HelixFigure:
    """A figure as Helix holds it; ``role`` is TRIANGULATION until a person recommends it.

    Raises:
        BadInputError: Helix has no place for it: no value, a rate, an event it does not count, or not asserted.
    """
    value = figure.value
    if value is None or figure.measure is Measure.RATE:
        raise _refused("a number without a value, or a rate")
    if figure.modality not in (Modality.ASSERTED, Modality.VERIFIED):
        raise _refused(f"what is only {figure.modality}")
    stock = figure.measure is Measure.STOCK
    category = (_STOCKS if stock and figure.category is not Category.KILLED else _FLOWS).get(figure.category)
    if category is None:
        raise _refused(f"people {figure.category}")
    ranged = figure.value_min is not None and figure.value_max not in (None, figure.value_min)
    size = figure.household_size
    time = figure.as_of if stock else figure.period or figure.as_of
    return HelixFigure(
        quantifier="MORE_THAN" if ranged else _QUANTIFIERS[figure.hedge],
        reported=round(value),
        unit=figure.unit.value.upper(),
        household_size=size,
        total_figures=_total(figure.unit, value, size),
        category=category,
        term=_TERMS[figure.category],
        role="TRIANGULATION",
        start_date=time.start if time else None,
        start_date_accuracy=_accuracy(time),
        end_date=time.end if time else None,
        end_date_accuracy=_accuracy(time),
        geo_locations=tuple(_place(place) for place in figure.places),
        source_excerpt=figure.words,
        calculation_logic=_logic(figure),
        sources=tuple(filter(None, (figure.speaker.organisation or figure.speaker.label, figure.speaker.via))),
    )


def from_helix(data: HelixFigure, *, document: str) -> ReportedFigure:
    """A figure of ours from a Helix record: what it holds and no more; the excerpt is its only text.

    Args:
        data: the Helix record.
        document: the digest of the document that the excerpt stands for.

    Raises:
        BadInputError: a category, quantifier or unit that is not known, or one that a report's words cannot carry.
    """
    if data.category not in _BY_CATEGORY:
        raise _refused(f"the category {data.category}")
    if data.quantifier not in _HEDGES or data.unit not in ("PERSON", "HOUSEHOLD") or data.reported < 0:
        raise _refused("this quantifier, unit or number")
    category, measure = _BY_CATEGORY[data.category]
    hedge = _HEDGES[data.quantifier]
    span = Span(0, len(data.source_excerpt))
    time = _time(data)
    return ReportedFigure(
        document=document,
        span=span,
        spans=FigureSpans(quantity=span, clause=span),
        words=data.source_excerpt,
        category=_BY_TERM.get(data.term, category) if category is not Category.KILLED else category,
        term=data.term.lower().replace("_", " "),
        value_min=None if hedge is Hedge.UP_TO else data.reported,
        value_max=None if hedge is Hedge.AT_LEAST else data.reported,
        hedge=hedge,
        unit=Unit(data.unit.lower()),
        household_size=data.household_size,
        measure=measure,
        period=None if measure is Measure.STOCK else time,
        as_of=time if measure is Measure.STOCK else None,
        places=tuple(_from_place(place, span) for place in data.geo_locations),
        rules=("helix.imported",),
    )


def _refused(what: str) -> BadInputError:
    return BadInputError(
        "helix.no_place", f"The monitoring centre's record has no place for {what}.", "Leave this figure out."
    )


def _total(unit: Unit, value: float, size: float | None) -> int | None:
    if unit is Unit.PERSON:
        return round(value)
    return None if size is None else round(value * size)


def _accuracy(time: FigureTime | None) -> str | None:
    if time is None or time.start is None or time.end is None:
        return None
    return _ACCURACY.get(time.accuracy, "DAY" if (time.end - time.start).days < 7 else "MONTH")


def _place(place: FigurePlace) -> HelixPlace:
    """Helix knows origin and destination only; where people are is where they arrived."""
    identifier = "ORIGIN" if place.relation is PlaceRelation.FROM else "DESTINATION"
    return HelixPlace(name=place.words, identifier=identifier, accuracy=_PRECISIONS.get(place.precision))


def _from_place(place: HelixPlace, span: Span) -> FigurePlace:
    return FigurePlace(
        words=place.name,
        relation=PlaceRelation.FROM if place.identifier == "ORIGIN" else PlaceRelation.TO,
        span=span,
        precision=_PLACES.get(place.accuracy or "", PlacePrecision.UNKNOWN),
    )


def _time(data: HelixFigure) -> FigureTime | None:
    if data.start_date is None:
        return None
    names: dict[str | None, DatePrecision] = {code: precision for precision, code in _ACCURACY.items()}
    accuracy = names.get(data.start_date_accuracy, DatePrecision.RANGE)
    end = data.end_date or data.start_date
    if accuracy is DatePrecision.DAY and end != data.start_date:
        accuracy = DatePrecision.RANGE
    return FigureTime(start=data.start_date, end=end, accuracy=accuracy, basis=TimeBasis.STATED)


def _logic(figure: ReportedFigure) -> str:
    """In words what Helix has no field for."""
    parts = [f"as written: {figure.term}", f"measure: {figure.measure}", f"modality: {figure.modality}"]
    if figure.value_min is not None and figure.value_max not in (None, figure.value_min):
        parts.append(f"range: {figure.value_min:g} to {figure.value_max:g}")
    if figure.hedge_word:
        parts.append(f"hedge: {figure.hedge_word}")
    speaker = figure.speaker
    said = [speaker.name, speaker.role, speaker.organisation, f"through {speaker.via}" if speaker.via else ""]
    if speaker.known:
        parts.append("said by: " + ", ".join(filter(None, said)))
    if figure.group:
        parts.append(f"group: {figure.group}")
    return "; ".join(parts)


def helix_fields(figure: HelixFigure) -> dict[str, Any]:
    """The record as JSON-safe data under Helix' own field names, for its import."""
    days = {name: day.isoformat() if (day := getattr(figure, name)) else None for name in ("start_date", "end_date")}
    return {
        **{name: getattr(figure, name) for name in HelixFigure.__dataclass_fields__},
        **days,
        "sources": list(figure.sources),
        "geo_locations": [
            {"name": place.name, "identifier": place.identifier, "accuracy": place.accuracy}
            for place in figure.geo_locations
        ],
    }
