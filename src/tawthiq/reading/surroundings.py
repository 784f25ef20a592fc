"""What stands around a figure: rate or stock, since when, in which period, for which day, and how surely.

The rules kept here:

- The scope of "daily", "since ..." or a period is the figure's own clause, never the sentence: a daily number
  beside a standing one must not make it a rate.
- A number is cumulative where words count it since a start or "so far"; a stock where it says how many people are
  in a state; else events: a flow.
- Time words are kept as written; days are given only where they follow (`times`). Where no day is named, a figure
  holds for the day its speaker said it, else for the day of publication, and says so.
"""

import re
from dataclasses import dataclass
from datetime import date

from tawthiq.reading.binding import Bound
from tawthiq.reading.folding import Folded
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.places import find_places
from tawthiq.reading.times import read_time, resolve
from tawthiq.terms.dates import DatePrecision
from tawthiq.terms.figures import (
    Category,
    FigurePlace,
    FigureTime,
    Measure,
    Modality,
    Span,
    SpeakerChain,
    TimeBasis,
)

_FLIGHT = (Category.DISPLACED, Category.DISPLACED_INTERNAL, Category.REFUGEE)
_MOVING = (*_FLIGHT, Category.RETURNED)
_FAR = 400
_OWN_STORY = re.compile(r"[.;:“”\"]|\b(?:said|says|while|but|who|were|was|are|is|had)\b")
_FINAL = re.compile(r"[\s,.;:'’“”\"]+\Z")


@dataclass(frozen=True, slots=True)
class Around:
    """What the words around a figure say; spans are raw."""

    measure: Measure
    modality: Modality
    per: str
    rate: Span | None
    since: str
    since_span: Span | None
    since_on: date | None
    period: FigureTime | None
    as_of: FigureTime | None
    places: tuple[FigurePlace, ...]


def look_around(
    folded: Folded,
    bound: Bound,
    scope: tuple[int, int],
    said: SpeakerChain,
    published_on: date | None,
    lexicon: Lexicon,
) -> Around:
    """The surroundings of a figure within its clause, less the words that only name the speaker.

    Args:
        folded: the report.
        bound: the figure's quantity and trigger.
        scope: the stretch of the view that is content of the figure's sentence (the speaker's cue left out).
        said: the speaker, whose day is that of the figure where no other is named.
        published_on: the day of publication, or None.
        lexicon: the language.
    """
    start, end = max(bound.clause[0], scope[0]), min(bound.clause[1], scope[1])
    if start > bound.quantity.start or end < bound.quantity.end:
        start, end = bound.clause
    quantity = bound.quantity  # a page on one line is one long sentence: nothing far off belongs to the figure
    start, end = max(start, quantity.start - _FAR), min(end, quantity.end + _FAR)
    scope = (max(scope[0], quantity.start - _FAR), min(scope[1], quantity.end + _FAR))
    rate = lexicon.pattern("rate", r"(?<!\w)(?:{})(?!\w)").search(folded.view, start, end)
    counted_since = lexicon.pattern("since", "{}")
    since = _stretch(
        counted_since.search(folded.view, start, end)
        or counted_since.match(folded.view, scope[0], start)
        or _shared_since(folded.view, bound, scope[1], lexicon)
    )
    words = folded.view[slice(*since)] if since else ""
    began = resolve(words, published_on, lexicon.language) if since else None
    clause = folded.view[max(quantity.start - _FAR, min(start, bound.clause[0])) : max(end, quantity.end)]
    return Around(
        measure=Measure.RATE if rate else _measure(folded.view, bound, clause, words, lexicon),
        modality=_modality(folded.view, bound, start, lexicon),
        per=_per(rate.group(), lexicon) if rate else "",
        rate=folded.span(*rate.span()) if rate else None,
        since=words,
        since_span=folded.span(*since) if since else None,
        since_on=began.start if began else None,
        period=_period(folded, (start, end), scope, since, published_on, lexicon),
        as_of=_as_of(folded, (start, end), scope, said, published_on, lexicon),
        places=find_places(folded, bound, (start, end), scope, lexicon),
    )


def _shared_since(view: str, bound: Bound, end: int, lexicon: Lexicon) -> re.Match[str] | None:
    """The start that two numbers joined by "and" share: "has killed 135 and wounded 365 since April"."""
    if lexicon.language != "en" or end <= bound.end:
        return None
    match = lexicon.pattern("since", "{}").search(view, bound.end, end)
    between = view[bound.end : match.start()] if match is not None else ""
    joined = re.match(r"\s*,?\s*and\b", between) is not None and len(between) < 80
    return match if joined and not _OWN_STORY.search(between) else None


def resolve_day(words: str, published_on: date | None, lexicon: Lexicon) -> date | None:
    """The single day that "Tuesday" or "yesterday" means in a report published on a day; None if unsure."""
    found = resolve(words, published_on, lexicon.language)
    return found.start if found is not None and found.accuracy is DatePrecision.DAY else None


def _stretch(match: re.Match[str] | None) -> tuple[int, int] | None:
    if match is None:
        return None
    final = _FINAL.search(match.group())
    return match.start(), match.start() + final.start() if final else match.end()


def _per(words: str, lexicon: Lexicon) -> str:
    for name, source in lexicon.data["rate_words"].items():
        if re.search(source, words, re.IGNORECASE):
            return str(name)
    return ""


def _period(
    folded: Folded,
    clause: tuple[int, int],
    scope: tuple[int, int],
    since: tuple[int, int] | None,
    published_on: date | None,
    lexicon: Lexicon,
) -> FigureTime | None:
    """When it happened: the first time in the clause, else one that opens the sentence, since-words left out."""
    pattern = lexicon.pattern("period", r"(?<!\w)(?:{})(?!\w)")
    dated = lexicon.pattern("as_of", r"(?<!\w)(?:{})(?!\w)")
    for first, last in (clause, (scope[0], max(scope[0], min(clause[0], scope[0] + 90)))):
        for match in pattern.finditer(folded.view, first, last):
            inside = since is not None and since[0] <= match.start() < since[1]
            holds = any(
                found.start() < match.end() <= found.end() for found in dated.finditer(folded.view, first, last)
            )
            if not inside and not holds:
                return read_time(match.group(), folded.span(*match.span()), published_on, lexicon.language)
    return None


def _as_of(
    folded: Folded,
    clause: tuple[int, int],
    scope: tuple[int, int],
    said: SpeakerChain,
    published_on: date | None,
    lexicon: Lexicon,
) -> FigureTime | None:
    """The day for which the number holds: named in the clause, named for the sentence, said, or published."""
    pattern = lexicon.pattern("as_of", r"(?<!\w)(?:{})(?!\w)")
    match = pattern.search(folded.view, *clause) or pattern.search(folded.view, scope[0], max(scope))
    if match is not None:
        return read_time(match.group(), folded.span(*match.span()), published_on, lexicon.language)
    day, basis = (said.said_on, TimeBasis.SAID) if said.said_on else (published_on, TimeBasis.PUBLISHED)
    if day is None:
        return None
    return FigureTime(start=day, end=day, accuracy=DatePrecision.DAY, basis=basis)


def _measure(view: str, bound: Bound, clause: str, since: str, lexicon: Lexicon) -> Measure:
    if bound.measure is not None and bound.category not in _MOVING:
        return bound.measure
    if bound.category is not Category.KILLED and _stays(view, bound, lexicon):
        return Measure.STOCK
    stretch = lexicon.pattern("past_stretch", "{}").search(clause) if "past_stretch" in lexicon.data else None
    so_far = lexicon.pattern("cumulative", r"(?<!\w)(?:{})(?!\w)").search(clause) is not None
    total = bool(since) or (so_far and stretch is None)
    if bound.measure is Measure.STOCK and not total:
        return Measure.STOCK
    if bound.category in _FLIGHT and not since and _standing(view, bound, lexicon):
        return Measure.STOCK
    if bound.category in _FLIGHT and not total and _counted_on(clause, lexicon):
        return Measure.STOCK
    return Measure.CUMULATIVE if total else Measure.FLOW


def _counted_on(clause: str, lexicon: Lexicon) -> bool:
    """Whether the number is what stood on a day: "as of 30 September, 1.8 million were displaced"."""
    return lexicon.language == "en" and re.search(r"\bas (?:of|at)\s+[\w\d]", clause, re.IGNORECASE) is not None


def _stays(view: str, bound: Bound, lexicon: Lexicon) -> bool:
    """Whether people are said to be in the state still: "13 people remain hospitalised"."""
    if "stays" not in lexicon.data or bound.trigger[0] < bound.quantity.end:
        return False
    return lexicon.pattern("stays", r"\b(?:{})\b").search(view, bound.counted[1], bound.trigger[1]) is not None


def _standing(view: str, bound: Bound, lexicon: Lexicon) -> bool:
    """A state ("are displaced", "displaced by fighting"), not an event ("were displaced")."""
    if bound.rule.endswith(".head"):
        return True
    words = view[bound.trigger[0] : bound.trigger[1]]
    if lexicon.pattern("standing", r"(?<!\w)(?:{})(?!\w)").search(words):
        return True
    if bound.trigger[0] < bound.quantity.end or not lexicon.pattern("state_words", "{}").search(words):
        return False
    between = view[bound.counted[1] : bound.trigger[0]]
    return lexicon.pattern("event_marks", r"(?<!\w)(?:{})(?!\w)").search(between) is None


def _modality(view: str, bound: Bound, start: int, lexicon: Lexicon) -> Modality:
    if bound.modality is not None:
        return bound.modality
    for name in lexicon.data["modality"]:
        first = bound.clause[0] if name == "verified" else start
        last = max(bound.end, bound.clause[1]) if name == "verified" else bound.end
        near = view[max(first, bound.start - 60) : last]
        if lexicon.pattern(f"modality.{name}", r"(?<!\w)(?:{})(?!\w)").search(near):
            return Modality(name)
    return Modality.ASSERTED
