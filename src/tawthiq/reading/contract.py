"""A reading as the JSON object that ``tawthiq read --json`` prints: docs/reference/reading.md says what each key means.

The rules kept here: every span is two numbers that count code points of the raw text; what is unknown is null, a list
that holds nothing is empty; days are ISO text at their own accuracy; keys are never left out. Programs of others read
this form: keys may be added, none is renamed or given another meaning.
"""

from collections.abc import Iterable
from typing import Any

from tawthiq.terms.figures import (
    FigureRelation,
    FigureTime,
    Quotation,
    Reading,
    ReportedFigure,
    SpeakerChain,
)
from tawthiq.terms.plain import Plain, Span, encode


def to_contract(reading: Reading, *, events: Iterable[Plain] = ()) -> dict[str, Any]:
    """The reading of one document as JSON-safe data.

    Args:
        reading: what was read.
        events: more event mentions of the same text, behind the reading's own.
    """
    return {
        "document": reading.document,
        "language": reading.language,
        "published": reading.published_on.isoformat() if reading.published_on else None,
        "credits": list(reading.credits),
        "figures": [_figure(figure) for figure in reading.figures],
        "quotations": [_quotation(quotation) for quotation in reading.quotations],
        "events": [event.to_dict() for event in (*reading.events, *events)],
        "relations": [_relation(relation) for relation in reading.relations],
        "layout": [{"kind": str(part.kind), "span": _span(part.span), "rule": part.rule} for part in reading.layout],
    }


def _figure(figure: ReportedFigure) -> dict[str, Any]:
    return {
        "value_min": encode(figure.value_min),
        "value_max": encode(figure.value_max),
        "vague": figure.vague or None,
        "hedge": str(figure.hedge),
        "hedge_word": figure.hedge_word or None,
        "unit": str(figure.unit),
        "household_size": encode(figure.household_size),
        "category": str(figure.category),
        "term": figure.term,
        "measure": str(figure.measure),
        "per": figure.per or None,
        "since": figure.since or None,
        "since_on": encode(figure.since_on),
        "modality": str(figure.modality),
        "group": figure.group or None,
        "speaker": _speaker(figure.speaker),
        "places": [
            {
                "words": place.words,
                "relation": str(place.relation),
                "precision": str(place.precision),
                "span": _span(place.span),
            }
            for place in figure.places
        ],
        "period": _time(figure.period),
        "period_words": figure.period.words if figure.period else None,
        "as_of": _time(figure.as_of),
        "as_of_words": figure.as_of.words or None if figure.as_of else None,
        "as_of_accuracy": str(figure.as_of.accuracy) if figure.as_of else None,
        "as_of_basis": str(figure.as_of.basis) if figure.as_of else None,
        "words": figure.words,
        "span": _span(figure.span),
        "spans": figure.spans.to_dict(),
        "rules": list(figure.rules),
        "key": figure.key,
    }


def _speaker(chain: SpeakerChain) -> dict[str, Any]:
    return {
        "name": chain.name or None,
        "role": chain.role or None,
        "organisation": chain.organisation or None,
        "via": chain.via or None,
        "how": str(chain.how),
        "addressee": chain.addressee or None,
        "said_on": encode(chain.said_on),
        "said_on_words": chain.said_on_words or None,
        "span": _span(chain.span),
    }


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return {
        "kind": str(quotation.kind),
        "span": _span(quotation.span),
        "speaker": _speaker(quotation.speaker),
        "addressee": quotation.speaker.addressee or None,
        "day": encode(quotation.speaker.said_on),
        "words": quotation.words,
        "rules": list(quotation.rules),
        "key": quotation.key,
    }


def _relation(relation: FigureRelation) -> dict[str, Any]:
    return {
        "kind": str(relation.kind),
        "total": relation.total,
        "parts": list(relation.parts),
        "signs": list(relation.signs),
        "arithmetic": relation.arithmetic or None,
        "note": relation.note or None,
        "rule": relation.rule,
    }


def _time(time: FigureTime | None) -> str | None:
    return time.text or None if time is not None else None


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
