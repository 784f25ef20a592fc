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
from dataclasses import replace

from tawthiq.reading.binding import Bound, part_clauses
from tawthiq.reading.counted import Counted
from tawthiq.reading.counted_arabic import counted_words, is_aboard, real_numbers
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.parts_arabic import (
    and_besides,
    and_one_more,
    and_there,
    is_among,
    number_of_them,
    part_of,
    part_of_named,
    shared_verb,
    that_is,
)
from tawthiq.reading.quantities import Quantity, hedge_with
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.tolls_arabic import ABROAD, arrived, inside_toll, said_by_toll
from tawthiq.reading.verbs_arabic import BARRIER, FLIGHT, is_described, said_ahead, said_behind, said_by_noun
from tawthiq.terms.figures import Category, Hedge, Unit

_SEAMS = re.compile(r"[;“”\"،,]|\s(?=و\w)")
_AND_INJURED = re.compile(r"\s+و(?:ال)?(?:جرح|مصاب)")
_PASSED = re.compile(
    r"(?<!\w)و?(?:(?:ت|ي)?(?:تجاوز|فاق|تخطي|يتجاوز|يفوق|زاد)ت?|لا [يت]قل|[يت]زيد|[يت]ربو|[يت]نيف)\s+"
    r"(?:ال)?(?:عدد|حصيله|اجمالي)[^\d,.؛]{0,60}\Z"
)
_CHANGE = re.compile(r"(?<!\w)[وب]?(?:زياده|ارتفاع|انخفاض|تراجع|نقص)(?:\s+قدرها?)?\s+\Z")
_DIED = re.compile(r"[وف]?[بل]?(?:توفي|توفيت|وفاه|استشهد|استشهاد|مات|ماتت|موت|قضي|لفظ)")
_DRIVEN = re.compile(r"[وف]?[بل]?(?:تشريد|[يت]?شرد|شردت|تهجير|[يت]?هجر|هجرت|نزوح|اجبار|اجبرت?|ارغام|ارغمت?)")
_STILL_ABROAD = (Category.REFUGEE, Category.DISPLACED)
_HELD = (*FLIGHT, Category.DETAINED, Category.ABDUCTED, Category.TRAPPED)


def bind_arabic(view: str, sentence: Sentence, quantities: list[Quantity], lexicon: Lexicon) -> list[Bound]:
    """The figures of one sentence, in order, each with its clause."""
    found: list[Bound] = []
    left_open: list[tuple[Quantity, Counted]] = []
    taken = aside = -1
    for quantity in real_numbers(view, quantities, lexicon):
        if quantity.start < taken:
            continue
        counted = counted_words(view, quantity, sentence.end, lexicon)
        toll = quantity.year_like and said_by_toll(view, sentence, quantity, counted, lexicon) is not None
        if counted.thing or (quantity.year_like and counted.unit is None and not toll):
            continue
        bound = _bound(view, sentence, quantity, counted, found, aside, lexicon)
        if bound is None:
            if counted.unit is not None and not (quantity.noun and quantity.one) and not _is_change(view, quantity):
                aside = quantity.end
                left_open.append((quantity, counted))
            continue
        if bound.category is Category.INJURED and _is_infection(view, sentence, bound, lexicon):
            aside = quantity.end
            continue
        bound = _across(view, sentence, bound, lexicon)
        taken = counted.end
        found += shared_verb(view, left_open, bound)
        left_open = []
        found.append(_hedge_behind(view, replace(bound, unit=counted.unit or Unit.PERSON), lexicon))
    clauses = part_clauses(view, sentence.start, sentence.end, found, _SEAMS)
    return [replace(bound, clause=clause) for bound, clause in zip(found, clauses, strict=True)]


def _bound(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: Counted,
    found: list[Bound],
    aside: int,
    lexicon: Lexicon,
) -> Bound | None:
    """What happened to the people of a number, by its own words or by those of the number before."""
    if is_aboard(view, sentence.start, quantity):
        return said_behind(view, sentence, quantity, counted, lexicon)
    bound = _bind(view, sentence, quantity, counted, found, lexicon)
    part = part_of(view, quantity, counted, found, aside)
    own = bound is not None and bound.rule.endswith((".head", ".after"))
    last = found[-1].quantity.end if found else -1
    if part is None and not own and aside > last and is_among(view, sentence.start, quantity):
        return None  # a part of people who are no figure
    if part is not None and bound is not None and (part.category, bound.category) == _STILL_ABROAD:
        own = False  # "13 ألفا لجأوا إلى لبنان، بمن فيهم 3000 فروا مؤخرا"
    if part is not None and bound is not None and own and not (bound.category in _HELD and part.category not in _HELD):
        return replace(bound, part_of=part.part_of, rule=part.rule if part.part_of is None else bound.rule)
    if part is None and bound is None:
        bound = part_of_named(view, sentence, quantity, counted, lexicon)
    return (
        part
        or bound
        or and_one_more(view, quantity, counted, found)
        or number_of_them(view, sentence, quantity, counted, found, lexicon)
        or that_is(view, quantity, counted, found)
        or and_there(view, quantity, counted, found)
        or and_besides(view, quantity, counted, found)
    )


def _bind(
    view: str, sentence: Sentence, quantity: Quantity, counted: Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    after = said_behind(view, sentence, quantity, counted, lexicon)
    described = after is not None and is_described(view, counted, after)
    if after is not None and after.category is Category.KILLED_OR_INJURED:
        return after
    before = said_ahead(view, sentence, quantity, counted, found, lexicon)
    head = said_by_noun(view, quantity, counted, lexicon)
    if quantity.noun and quantity.one and (head is None or not _counted_one(view, quantity)):
        near = before is not None and not view[before.trigger[1] : quantity.start].strip()
        return before if near or (before is not None and _counted_one(view, quantity)) else None
    toll = said_by_toll(view, sentence, quantity, counted, lexicon)
    if head is not None:
        came_back = head.category in FLIGHT and toll is not None and toll.category is Category.RETURNED
        return toll if came_back else _event_of(view, head, before, after) or _both(view, head)
    if toll is not None and before is not None and inside_toll(view, quantity, before, toll):
        return toll
    if before is not None and after is not None and not described:
        return _nearer(view, quantity, counted, before, after)
    if described:
        after = before or toll or after  # "يؤوي المركز 120 عائلة نازحة": who they are, not what happened
    return after or before or toll or arrived(view, sentence, quantity, counted, lexicon)


def _is_change(view: str, quantity: Quantity) -> bool:
    """Whether the number only says by how much another grew: "بزيادة 500 ألف شخص"."""
    return _CHANGE.search(view[max(0, quantity.begin - 30) : quantity.begin]) is not None


def _is_infection(view: str, sentence: Sentence, bound: Bound, lexicon: Lexicon) -> bool:
    """Whether "إصابة" means a case of an epidemic the words around speak of, not an injury."""
    words = view[bound.start : max(bound.end, bound.trigger[1])]
    if re.search(r"(?<!\w)(?:ال|وال|و|لل)?اصاب(?:ه|ات)(?!\w)", words) is None:
        return False
    return (
        lexicon.pattern("epidemic", r"(?<!\w)(?:{})(?!\w)").search(view, max(0, sentence.start - 300), sentence.end)
        is not None
    )


def _counted_one(view: str, quantity: Quantity) -> bool:
    """Whether the one person is counted in words: "قتيل واحد"."""
    return view[quantity.start : quantity.end].endswith(("واحد", "واحده"))


def _nearer(view: str, quantity: Quantity, counted: Counted, before: Bound, after: Bound) -> Bound:
    """The nearer of a verb ahead and one behind; some behind say what the one ahead only began."""
    moved = before.category is Category.EVACUATED and after.category is Category.INJURED
    if moved or after.category is Category.HOMELESS or after.rule == "ar.killed.lost":
        return after  # "نقل 30 شخصا الى المستشفى", "فقدت 15 عائلة منازلها"
    gap = len(view[before.trigger[1] : quantity.begin].split())
    return before if gap < len(view[counted.end : after.trigger[0]].split()) + 1 else after


def _event_of(view: str, head: Bound, before: Bound | None, after: Bound | None) -> Bound | None:
    """What is said of refugees, displaced or held people: "عاد 5 آلاف نازح" are returned, not displaced."""
    again = _once_more(view, head, before, after)
    if again is not None or head.category not in _HELD:
        return again
    held = head.category is Category.ABDUCTED  # hostages are held, and stay hostages
    after = None if held and after is not None and after.category is Category.DETAINED else after
    before = None if held and before is not None and before.category is Category.DETAINED else before
    if before is not None and before.category is Category.RELEASED and before.trigger[1] >= head.quantity.begin - 1:
        return before
    if (
        after is not None
        and after.category not in (*FLIGHT, head.category, Category.INJURED)  # a prisoner in hospital is a prisoner
        and not (head.category is Category.REFUGEE and after.category is Category.SHELTERED)
        and len(view[head.counted[1] : after.trigger[0]].split()) <= 3
    ):
        return after
    if before is None or before.category in (*FLIGHT, head.category, Category.MISSING, Category.SHELTERED):
        return None
    return before if len(view[before.trigger[1] : head.quantity.begin].split()) <= 3 else None


def _once_more(view: str, head: Bound, before: Bound | None, after: Bound | None) -> Bound | None:
    """What happened next to the injured or to refugees: "توفي 3 جرحى", "تشريد 9 آلاف لاجئ من المخيم"."""
    near = before is not None and not view[before.trigger[1] : head.quantity.begin].strip()
    if head.category is Category.INJURED:
        if after is not None and after.rule == "ar.killed.breath.after":
            return after
        return before if near and before is not None and _DIED.fullmatch(view, *before.trigger) else None
    driven = near and before is not None and _DRIVEN.fullmatch(view, *before.trigger) is not None
    return before if driven and head.category is Category.REFUGEE else None


def _both(view: str, head: Bound) -> Bound:
    """Killed and injured in one number: "مئات القتلى والجرحى"."""
    if head.category is not Category.KILLED or not _AND_INJURED.match(view, head.counted[1]):
        return head
    return replace(head, category=Category.KILLED_OR_INJURED, rule="ar.casualties.head")


def _across(view: str, sentence: Sentence, bound: Bound, lexicon: Lexicon) -> Bound:
    """A flight to a country by name is over a border: "نزح 3000 شخص إلى تركيا"."""
    if bound.category not in (Category.DISPLACED, Category.DISPLACED_INTERNAL):
        return bound
    behind = view[bound.counted[1] : min(sentence.end, bound.counted[1] + 60)]
    barrier = re.search(rf"{BARRIER.pattern}|\d", behind)
    behind = behind[: barrier.start()] if barrier else behind
    toward = lexicon.pattern("places.to", rf"(?<!\w)(?:{{}})\s+(?:{lexicon.countries}|{ABROAD})(?!\w)")
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
        start = max(0, bound.quantity.begin - 90)
        passed = _PASSED.search(view[start : bound.quantity.begin])
        if passed is None or "\n" in passed.group():
            return bound
        return replace(
            bound, quantity=hedge_with(bound.quantity, Hedge.AT_LEAST, start + passed.start(), start + passed.end())
        )
    kind = hedges.classify(match.group("hedge"))
    return replace(bound, quantity=hedge_with(bound.quantity, kind, match.start("hedge"), match.end("hedge")))
