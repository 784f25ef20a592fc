"""French, Spanish, Russian and Ukrainian: which quantities count people, and what happened to them.

These languages put the event before or behind the people with equal ease ("погибли 12 человек", "12 человек
погибли"), so the rules look on both sides of the quantity within its clause. In the order they are tried:

1. ``head``: the word for the people says it: "57 blessés", "30 тысяч беженцев". A word for refugees or displaced
   people gives way to an event that is said of them.
2. ``after`` and ``before``: the nearest trigger behind the people or ahead of the quantity, the side that touches
   first. Nothing that opens another clause, and no other number, may stand between.
3. ``toll``: "число погибших выросло до 217", "la cifra de muertos ascendió a 212": the number without people.
4. ellipsis: "et 57 autres à", "dont cinq enfants" take the event of the quantity before them.

All words are in the language's lexicon. A trigger without people needs to touch the number.
"""

import re
from dataclasses import dataclass, replace

from tawthiq.reading.binding import Bound, bound_by, counted_unit, part_clauses
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity, hedge_with, unhedged
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Category, Hedge, Unit

_WORD = re.compile(r"\s*(?P<word>[^\W\d_][\w'’-]*)")
_FLIGHT = frozenset({Category.DISPLACED, Category.REFUGEE, Category.DISPLACED_INTERNAL, Category.SHELTERED})
_ASIDE = re.compile(r",[^,;.]{1,90},|\([^)]{0,120}\)|\s[–—]\s[^–—;]{1,90}\s[–—]\s")
_LEFT = 140
_RIGHT = 120
_MOST_WORDS = 9


@dataclass(frozen=True, slots=True)
class _Counted:
    start: int
    end: int
    words: tuple[str, ...]
    unit: Unit | None
    thing: bool


def bind_european(view: str, sentence: Sentence, quantities: list[Quantity], lexicon: Lexicon) -> list[Bound]:
    """The figures of one sentence, in order, each with its clause."""
    found: list[Bound] = []
    for index, quantity in enumerate(quantities):
        counted = _counted(view, quantity, sentence.end, lexicon)
        if counted.thing or (quantity.year_like and counted.unit is None):
            continue
        later = [item.begin for item in quantities[index + 1 :]]
        bound = _bind(view, sentence, quantity, counted, found, later, lexicon)
        if bound is None or (quantity.one and counted.unit is None):
            continue
        if found and bound.part_of is None and _is_part(view, found[-1], quantity, lexicon):
            bound = replace(bound, part_of=found[-1].quantity)
        found.append(_hedge_around(view, sentence, replace(bound, unit=counted.unit or bound.unit), lexicon))
    clauses = part_clauses(view, sentence.start, sentence.end, found, lexicon.pattern("seams", "{}"))
    return [replace(bound, clause=clause) for bound, clause in zip(found, clauses, strict=True)]


def _counted(view: str, quantity: Quantity, end: int, lexicon: Lexicon) -> _Counted:
    """Up to five words behind the number, as far as the word for the people."""
    at = quantity.end
    words: list[str] = []
    place = quantity.end
    persons = lexicon.pattern("persons", r"(?:{})\Z")
    households = lexicon.pattern("households", r"(?:{})\Z")
    fillers = lexicon.pattern("counted_fillers", r"(?:{})\Z")
    while len(words) < 5:
        match = _WORD.match(view, at, end)
        if match is None:
            break
        word = match.group("word").lower()
        at = match.end()
        if fillers.match(word):
            continue
        if lexicon.pattern("counted_stops", r"(?:{})\Z").match(word):
            break
        words.append(word)
        place = at
        if persons.match(word) or households.match(word):
            break
    unit = counted_unit(words, lexicon)
    things = lexicon.pattern("not_persons", r"(?:{})\Z")
    thing = unit is None and any(things.match(word) for word in words[:2])
    return _Counted(quantity.end, place if unit is not None else quantity.end, tuple(words), unit, thing)


def _bind(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: _Counted,
    found: list[Bound],
    later: list[int],
    lexicon: Lexicon,
) -> Bound | None:
    head = _head(view, quantity, counted, lexicon)
    if head is not None and head.category not in _FLIGHT:
        return head
    after, gap_after = _after(view, sentence, quantity, counted, later, lexicon)
    before, gap_before = _before(view, sentence, quantity, counted, found, lexicon)
    best = _nearer(after, gap_after, before, gap_before)
    if best is not None and head is not None:
        return head if best.category in _FLIGHT else best
    return best or head or _ellipsis(view, quantity, counted, found, lexicon)


def _nearer(after: Bound | None, gap_after: int, before: Bound | None, gap_before: int) -> Bound | None:
    if after is None or before is None:
        return after or before
    return before if gap_before < gap_after else after


def _head(view: str, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    triggers = lexicon.triggers("head")
    start = quantity.start if quantity.noun else quantity.end
    end = counted.end
    if counted.unit is None:  # "57 blessées": the participle itself, right behind the number
        match = triggers.pattern.match(view, _skip(view, quantity.end))
        if match is None:
            return None
        return bound_by(triggers.which(match), quantity, match.span(), (quantity.end, match.end()))
    match = next((item for item in triggers.pattern.finditer(view, start, end + 24) if item.start() < end), None)
    if match is None:  # "personnes déplacées", "hommes blessés": the adjective behind the people
        match = triggers.pattern.match(view, _skip(view, end))
        if match is None or not lexicon.pattern("adjectives", r"(?:{})\Z").match(match.group().lower()):
            return None
        end = match.end()
    return bound_by(triggers.which(match), quantity, match.span(), (quantity.end, max(end, match.end())))


def _skip(view: str, at: int) -> int:
    while at < len(view) and view[at] == " ":
        at += 1
    return at


def _after(
    view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, later: list[int], lexicon: Lexicon
) -> tuple[Bound | None, int]:
    tail = view[counted.end : min(sentence.end, counted.end + _RIGHT)]
    tail = _ASIDE.sub(lambda match: " " * len(match.group()), tail)
    shown = [at - counted.end for at in later if tail[at - counted.end : at - counted.end + 1].strip()]
    tail = tail[: min(shown, default=len(tail))]
    barrier = lexicon.pattern("barriers", r"[;:“”]|,|(?<!\w)(?:{})(?!\w)").search(tail)
    tail = tail[: barrier.start()] if barrier else tail
    triggers = lexicon.triggers("after")
    match = triggers.pattern.search(tail)
    if match is None:
        return None, 0
    gap = len(tail[: match.start()].split())
    if gap > _MOST_WORDS or (counted.unit is None and gap > 2):
        return None, 0
    place = (counted.end + match.start(), counted.end + match.end())
    return bound_by(triggers.which(match), quantity, place, (quantity.end, counted.end)), gap


def _before(
    view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, found: list[Bound], lexicon: Lexicon
) -> tuple[Bound | None, int]:
    start = max(sentence.start, quantity.begin - _LEFT)
    if found:
        start = max(start, found[-1].end)
    left = view[start : quantity.begin]
    cut = max(
        (item.end() for item in lexicon.pattern("openers", r"[;“”]|(?<!\w)(?:{})(?!\w)").finditer(left)), default=0
    )
    start, left = start + cut, left[cut:]
    for position in ("before", "toll"):
        triggers = lexicon.triggers(position)
        match = max(triggers.pattern.finditer(left), key=lambda item: item.start(), default=None)
        if match is None:
            continue
        between = view[start + match.end() : quantity.start]
        gap = len(between.split())
        if position == "toll":
            reach = lexicon.pattern("toll_reach", r"(?:{})").search(between)
            if reach is None and between.strip(" :"):
                continue
        elif gap > _MOST_WORDS or (counted.unit is None and gap > 2):
            continue
        place = (start + match.start(), start + match.end())
        if position == "toll":  # "выросло до 217": the word leads to the number, it does not hedge it
            quantity = unhedged(quantity, between, lexicon)
        return bound_by(triggers.which(match), quantity, place, (quantity.end, counted.end)), gap
    return None, 0


def _ellipsis(view: str, quantity: Quantity, counted: _Counted, found: list[Bound], lexicon: Lexicon) -> Bound | None:
    if not found:
        return None
    before = found[-1]
    left = view[before.end : quantity.begin]
    part = _is_part(view, before, quantity, lexicon)
    goes_on = lexicon.pattern("coordinates", r"(?:{})\s*\Z").search(left)
    more = lexicon.pattern("more_words", r"(?:{})\Z")
    if len(left) > 120 or not (part or (goes_on and (counted.unit or any(more.match(word) for word in counted.words)))):
        return None
    return Bound(
        quantity=quantity,
        category=before.category,
        rule=f"{lexicon.language}.part" if part else f"{lexicon.language}.ellipsis",
        trigger=(quantity.start, quantity.end) if part else before.trigger,
        counted=(quantity.end, max(quantity.end, counted.end)),
        measure=before.measure,
        modality=before.modality,
        part_of=before.quantity if part else None,
    )


def _is_part(view: str, before: Bound, quantity: Quantity, lexicon: Lexicon) -> bool:
    between = view[before.quantity.end : quantity.begin]
    return lexicon.pattern("part_words", r"(?<!\w)(?:{})\s*\Z").search(between) is not None


def _hedge_around(view: str, sentence: Sentence, bound: Bound, lexicon: Lexicon) -> Bound:
    """A hedge behind the people, or "estimates" ahead in the sentence, for a number without one of its own."""
    if bound.quantity.hedge is not Hedge.EXACT:
        return bound
    hedges = lexicon.hedges("hedges_after")
    after = re.compile(rf"\s*(?P<hedge>{hedges.source})(?!\w)", re.IGNORECASE)
    for place in (bound.quantity.end, bound.counted[1]):
        match = after.match(view, place)
        if match is not None:
            kind = hedges.classify(match.group("hedge"))
            return replace(bound, quantity=hedge_with(bound.quantity, kind, *match.span("hedge")))
    far = lexicon.pattern("estimates", r"(?<!\w)(?:{})(?!\w)")
    first = max(sentence.start, bound.quantity.begin - 70)
    match = far.search(view, first, bound.quantity.begin)
    if match is None:
        return bound
    return replace(bound, quantity=hedge_with(bound.quantity, Hedge.ESTIMATED, *match.span()))
