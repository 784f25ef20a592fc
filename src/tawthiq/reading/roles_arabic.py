"""Arabic: which quantities count people, and what happened to them.

The rules kept here, in the order they are tried:

1. ``between``: "مئات الأشخاص بين قتيل وجريح" is killed and injured in one number.
2. ``head``: the counted word says it: "68 قتيلا", "163 جريحا", "40 ألف نازح".
3. ``after``: a verb right behind the people: "سبعة أشخاص قتلوا". The verb of the next clause ("وجرح 55") is
   not theirs.
4. ``before``: the nearest verb or verbal noun ahead in the same clause ("مقتل 30", "قتلت القوات 11 مسلحا");
   an attached و before the next number goes on with a new verb or, without one, with the last.
5. ``toll``: "حصيلة ... إلى 73", "عدد القتلى ... 38".

Units, dates, ages and things are no people.
"""

import re
from dataclasses import dataclass, replace

from tawthiq.reading.binding import Bound, bound_by, counted_unit, part_clauses
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity, hedge_with
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Category, Hedge, Unit

_WORD = re.compile(r"\s*(?P<word>[\u0621-\u064a]+)")
_SEAMS = re.compile(r"[;“”\"،,]|\s(?=و\w)")
_BARRIER = re.compile(r"[;:“”]|\.\s|(?<!\w)(?:فيما|بينما|لكن|حيث|عندما|حين|بعد ان|الذي|التي)(?!\w)")
_AMONG = re.compile(r"\s+(?:من\s+)?(?:بينهم|بينها|منهم|ضمنهم)\s+\S+\s+\S+(?:\s+و\S+(?:\s+\S+)?)??(?=\s)")
_AMONG_BEFORE = re.compile(r"(?:بينهم|بينها|منهم|ضمنهم)\s+$")
_LEFT = 130


@dataclass(frozen=True, slots=True)
class _Counted:
    end: int
    words: tuple[str, ...]
    unit: Unit | None
    thing: bool


def bind_arabic(view: str, sentence: Sentence, quantities: list[Quantity], lexicon: Lexicon) -> list[Bound]:
    """The figures of one sentence, in order, each with its clause."""
    found: list[Bound] = []
    taken = -1
    for quantity in quantities:
        if quantity.start < taken:
            continue
        counted = _counted(view, quantity, sentence.end, lexicon)
        if counted.thing or (quantity.year_like and counted.unit is None):
            continue
        bound = _bind(view, sentence, quantity, counted, found, lexicon)
        among = found and _AMONG_BEFORE.search(view[found[-1].quantity.end : quantity.begin])
        if bound is None and among and counted.unit is not None and not quantity.one:
            place = (quantity.start, quantity.end)
            bound = replace(
                found[-1], quantity=quantity, rule="ar.part", trigger=place, counted=(place[1], counted.end)
            )
        if bound is None:
            continue
        if among:
            bound = replace(bound, part_of=found[-1].quantity)
        bound = _across(view, sentence, bound, lexicon)
        taken = counted.end
        found.append(_hedge_behind(view, replace(bound, unit=counted.unit or Unit.PERSON), lexicon))
    clauses = part_clauses(view, sentence.start, sentence.end, found, _SEAMS)
    return [replace(bound, clause=clause) for bound, clause in zip(found, clauses, strict=True)]


def _bind(
    view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    after = _after(view, sentence, quantity, counted, lexicon)
    if after is not None and after.category is Category.KILLED_OR_INJURED:
        return after
    head = None if quantity.noun and quantity.one else _head(view, quantity, counted, lexicon)
    before = _before(view, sentence, quantity, counted, found, lexicon)
    if quantity.noun and quantity.one:
        near = before is not None and not view[before.trigger[1] : quantity.start].strip()
        return before if near else None
    return head or after or before or _toll(view, sentence, quantity, counted, lexicon)


def _counted(view: str, quantity: Quantity, end: int, lexicon: Lexicon) -> _Counted:
    at = quantity.start if quantity.noun else quantity.end
    words: list[str] = []
    place = quantity.end
    while len(words) < 4:
        match = _WORD.match(view, at, end)
        if match is None:
            break
        word = match.group("word")
        behind = lexicon.triggers("after").pattern.match(view, match.start("word"), end)
        if (
            word in lexicon.words("counted_stops")
            or (words and (word.startswith("و") or behind))
            or (behind and not words and not quantity.noun)
        ):
            break
        words.append(word.removeprefix("ال") if quantity.vague else word)
        at = place = match.end()
        if counted_unit(words, lexicon) is not None:
            break
    unit = Unit.PERSON if quantity.noun else counted_unit(words, lexicon)
    things = lexicon.words("not_persons")
    thing = unit is None and any(word in things or word.removeprefix("ال") in things for word in words[:2])
    if unit is None:
        place = quantity.end
    return _Counted(place, tuple(words), unit, thing)


def _head(view: str, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    triggers = lexicon.triggers("head")
    match = triggers.pattern.search(view, quantity.start if quantity.noun else quantity.end, counted.end)
    if match is None and quantity.noun:
        dual = lexicon.data["duals"].get(view[quantity.start : quantity.end], "")
        match_dual = triggers.pattern.fullmatch(dual) if dual else None
        if match_dual is not None:
            place = (quantity.start, quantity.end)
            return bound_by(triggers.which(match_dual), quantity, place, place)
    if match is None:
        return None
    return bound_by(triggers.which(match), quantity, match.span(), (quantity.end, counted.end))


def _after(view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    triggers = lexicon.triggers("after")
    end = min(sentence.end, counted.end + 90)
    for match in triggers.pattern.finditer(view, counted.end, end):
        between = view[counted.end : match.start()]
        if view[match.start()] in "وف" and match.group()[1:] and not _owns(match.group(), lexicon):
            return None
        between = _AMONG.sub(" ", between)
        if _BARRIER.search(between) or re.search(r"\d|,", between) or len(between.split()) > 6:
            return None
        if match.group() in ("قتل", "بجروح") and between.strip():
            continue
        return bound_by(triggers.which(match), quantity, match.span(), (quantity.end, counted.end))
    return None


def _owns(word: str, lexicon: Lexicon) -> bool:
    """Whether the first letter belongs to the word itself (وجد) rather than being "and"."""
    return lexicon.triggers("after").pattern.fullmatch(word[1:]) is None


def _before(
    view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    start = max(sentence.start, quantity.begin - _LEFT)
    left = view[start : quantity.begin]
    offset = max((match.end() for match in _BARRIER.finditer(left)), default=0)
    triggers = lexicon.triggers("before")
    best = max(triggers.pattern.finditer(left, offset), key=lambda match: match.start(), default=None)
    if best is None:
        return None
    between = left[best.end() :]
    if len(between.split()) > 8 or (counted.unit is None and len(between.split()) > 3):
        return None
    if _other_number(found, start + best.end(), quantity) and not re.search(r"و\s*$", left):
        return None
    return bound_by(
        triggers.which(best),
        quantity,
        (start + best.start(), start + best.end()),
        (quantity.end, counted.end),
    )


def _other_number(found: list[Bound], place: int, quantity: Quantity) -> bool:
    return any(place <= bound.quantity.start < quantity.start for bound in found)


def _toll(view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    start = max(sentence.start, quantity.begin - 170)
    left = view[start : quantity.begin]
    tolls = lexicon.triggers("toll")
    reach = lexicon.pattern("toll_reach", r"(?P<mid>.{0,130}?)(?<!\w){}\s*$")
    for match in reversed(list(tolls.pattern.finditer(left))):
        if reach.match(left, match.end()) or not left[match.end() :].strip():
            place = (start + match.start(), start + match.end())
            return bound_by(tolls.which(match), quantity, place, (quantity.end, counted.end))
    return None


def _across(view: str, sentence: Sentence, bound: Bound, lexicon: Lexicon) -> Bound:
    """A flight to a country by name is over a border: "نزح 3000 شخص إلى تركيا"."""
    if bound.category not in (Category.DISPLACED, Category.DISPLACED_INTERNAL):
        return bound
    behind = view[bound.counted[1] : min(sentence.end, bound.counted[1] + 60)]
    barrier = re.search(rf"{_BARRIER.pattern}|\d", behind)
    behind = behind[: barrier.start()] if barrier else behind
    toward = lexicon.pattern("places.to", rf"(?<!\w)(?:{{}})\s+(?:{lexicon.countries})(?!\w)")
    if toward.search(behind) is None:
        return bound
    return replace(bound, category=Category.REFUGEE, rule="ar.refugee.across")


def _hedge_behind(view: str, bound: Bound, lexicon: Lexicon) -> Bound:
    """The hedge behind the people, at most two words on: "ثمانية أشخاص على الأقل"."""
    if bound.quantity.hedge is not Hedge.EXACT:
        return bound
    hedges = lexicon.hedges("hedges_after")
    pattern = re.compile(rf"(?:\s+(?!و)\w+){{0,2}}?\s+(?P<hedge>{hedges.source})(?!\w)")
    match = pattern.match(view, bound.counted[1]) or pattern.match(view, bound.quantity.end)
    if match is None:
        return bound
    kind = hedges.classify(match.group("hedge"))
    return replace(bound, quantity=hedge_with(bound.quantity, kind, match.start("hedge"), match.end("hedge")))
