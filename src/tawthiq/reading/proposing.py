"""One proposed figure out of a bound quantity: its value, hedge, unit, group, surroundings, speaker and spans.

The rules kept here: everything is told by words of the report and points at them; a part that has no words stays
empty. A household size is given only if the report states one. The rules that found each part are named.
"""

import re
from dataclasses import dataclass
from datetime import date

from tawthiq.reading.binding import Bound
from tawthiq.reading.folding import Folded
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.surroundings import Around, look_around
from tawthiq.terms.figures import FigureSpans, Hedge, ReportedFigure, Span, SpeakerChain, Unit

_CAPITAL_WORD = re.compile(r"[A-ZÀ-Þ][\w'-]+")
_MOST_GROUP = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: its sentence, and the stretch of it that is what was said."""

    sentence: tuple[int, int]
    scope: tuple[int, int]


def propose(
    folded: Folded,
    digest: str,
    bound: Bound,
    place: Place,
    speaker: SpeakerChain,
    published_on: date | None,
    lexicon: Lexicon,
) -> ReportedFigure:
    """The figure of one bound quantity."""
    quantity = bound.quantity
    around = look_around(folded, bound, place.scope, speaker, published_on, lexicon)
    span = folded.span(bound.start, bound.end)
    hedge = folded.span(quantity.hedge_start, quantity.hedge_end) if quantity.hedge_start >= 0 else None
    trigger = folded.span(*bound.trigger)
    group = _group(folded.view, bound, lexicon)
    group_span = folded.span(*group) if group else None
    return ReportedFigure(
        document=digest,
        span=span,
        spans=_spans(folded, bound, trigger, hedge, speaker.cue, group_span, around),
        words=span.words(folded.raw),
        category=bound.category,
        term=trigger.words(folded.raw),
        value_min=quantity.low,
        value_max=quantity.high,
        vague=quantity.vague,
        hedge=quantity.hedge,
        hedge_word=hedge.words(folded.raw) if hedge else "",
        unit=bound.unit,
        household_size=_household_size(folded.view, bound, place.sentence, lexicon),
        measure=around.measure,
        per=around.per,
        since=around.since,
        since_on=around.since_on,
        modality=around.modality,
        group=group_span.words(folded.raw) if group_span else "",
        places=around.places,
        period=around.period,
        as_of=around.as_of,
        speaker=speaker,
        rules=_rules(quantity, bound, around, speaker.how),
    )


def _spans(
    folded: Folded,
    bound: Bound,
    trigger: Span | None,
    hedge: Span | None,
    cue: Span | None,
    group: Span | None,
    around: Around,
) -> FigureSpans:
    start = min(bound.clause[0], bound.start)
    end = max(bound.clause[1], bound.end)
    while start < bound.start and folded.view[start] in " ,;\n":
        start += 1
    while end > bound.end and folded.view[end - 1] in " ,;\n":
        end -= 1
    counted = bound.counted
    return FigureSpans(
        quantity=folded.span(bound.quantity.start, bound.quantity.end),
        clause=folded.span(start, end),
        trigger=trigger,
        counted=folded.span(*counted) if counted[1] > counted[0] else None,
        hedge=hedge,
        cue=cue,
        group=group,
        since=around.since_span,
        rate=around.rate,
    )


def _rules(quantity: Quantity, bound: Bound, around: Around, how: str) -> tuple[str, ...]:
    found = [bound.rule]
    if quantity.hedge is not Hedge.EXACT:
        found.append(f"hedge.{quantity.hedge}")
    found += [f"measure.{around.measure}", f"modality.{around.modality}"]
    if around.as_of is not None:
        found.append(f"as-of.{around.as_of.basis}")
    if how != "none":
        found.append(f"speaker.{how}")
    return tuple(found)


def _household_size(view: str, bound: Bound, sentence: tuple[int, int], lexicon: Lexicon) -> float | None:
    source = lexicon.data.get("household_size")
    if bound.unit is not Unit.HOUSEHOLD or source is None:
        return None
    match = lexicon.pattern("household_size", "{}").search(view, *sentence)
    return float(match.group("size").replace(",", ".")) if match else None


def _group(view: str, bound: Bound, lexicon: Lexicon) -> tuple[int, int] | None:
    """The population a figure is about, where the words for the people name one ("mostly Iraqi refugees")."""
    if "groups" in lexicon.data:
        return _named_group(view, bound, lexicon)
    start, end = bound.counted
    while start < end and view[start] in " ,":
        start += 1
    while end > start and view[end - 1] in " ,":
        end -= 1
    of = re.match(r"of\s+", view[start:end])
    start += of.end() if of else 0
    words = view[start:end]
    named = _CAPITAL_WORD.search(words) or lexicon.pattern("group_words").search(words)
    if not named or len(words) > _MOST_GROUP:
        return None
    living = re.match(r"\s+(?:living|staying|residing|based) in (?:[A-Z][\w-]+ ?)+", view[end : end + 60])
    return start, end + (len(living.group().rstrip()) if living else 0)


def _named_group(view: str, bound: Bound, lexicon: Lexicon) -> tuple[int, int] | None:
    """A people or faith of the lexicon's list among the words for the people, or right behind them."""
    start = bound.quantity.start if bound.quantity.noun else bound.quantity.end
    reach = max(bound.counted[1], start)
    pattern = lexicon.pattern("groups", r"(?<!\w)(?:{})(?!\w)")
    match = pattern.search(view, start, reach) or pattern.match(view, reach + 1)
    return match.span() if match else None
