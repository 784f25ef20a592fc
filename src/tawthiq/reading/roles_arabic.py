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
from tawthiq.reading.numerals_arabic import dual_nouns
from tawthiq.reading.quantities import Quantity, hedge_with
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Category, Hedge, Unit

_WORD = re.compile(r"(?:(?<=\d)[”\"])?\s*(?P<word>[\u0621-\u064a]+)")
_SEAMS = re.compile(r"[;“”\"،,]|\s(?=و\w)")
_BARRIER = re.compile(r"[;:“”]|\.\s|(?<!\w)(?:فيما|بينما|لكن|باستثناء|ما عدا|حيث|عندما|حين|بعد ان|الذي|التي)(?!\w)")
_AMONG = re.compile(r",?\s+(?:من\s+)?(?:بينهم|بينها|منهم|ضمنهم)\s+\S+\s+\S+(?:\s+و\S+(?:\s+\S+)?)??,?(?=\s)")
_AND_MORE = re.compile(
    r"\s+و(?:(?:اكثر من|نحو|حوالي|قرابه|زهاء|ما لا يقل عن)\s+)?\d[\d,.]*(?:\s+(?:الف|الفا|الاف|مليون|ملايين))?\s+\w+"
)
_SAME_AS = re.compile(
    r",?\s+(?:اي|او|ما يعادل|اي ما يعادل)\s+(?:نحو\s+|حوالي\s+)?\d[\d,.]*(?:\s+(?:الف|الفا|الاف))?\s+\w+,?"
)
_CASE = re.compile(
    r"حال(?:ه|ات)\s+(?:وفاه|اعدام|قتل|موت|اختناق|تسمم|اصابه|بتر|اعتقال|احتجاز|توقيف|اختفاء|اخفاء|اختطاف|خطف)(?:\s+قسري)?(?!\w)"
)
_ONE_OF_THEM = re.compile(r",?\s+(?:احدهم|احدهما|احداهما|احداهن)\s+\S+,?(?=\s)")
_AMONG_BEFORE = re.compile(r"(?:بينهم|بينها|منهم|ضمنهم)\s+$")
_AND_INJURED = re.compile(r"\s+و(?:ال)?(?:جرح|مصاب)")
_LABEL = re.compile(r"(?:\s+\w+)?\s*:\s*\Z")
_LED = re.compile(r"(?:بلغ|وصل|تجاوز|ارتفع|قدر|يبلغ|يتجاوز|يقدر|فاق)ت?\s+\Z")
_ABROAD = (
    r"(?:ال)?(?:دول|بلدان) (?:ال)?(?:مجاوره|جوار)|(?:ال)?(?:دول|بلدان) الجوار|الخارج|خارج (?:البلاد|بلادهم)|بلد مجاور"
    r"|اوروبا|المنفي"
)
#: "اثنين من رجال الامن": the people stand behind "of".
_AMONG_PEOPLE = re.compile(
    r"\s*من\s+(?:ال)?(?P<who>رجال|افراد|عناصر|جنود|ابناء|موظفي|موظفين|سكان|طلاب|مقاتلي|اطفال|نساء|عمال|مدنيين|صحفيين"
    r"|لاجئين|نازحين|ذكور|اناث|مسلحين|مواطنين|متظاهرين|ضباط|حراس|اعضاء|قاده|قيادات|جرحي|قتلي|مصابين|معتقلين|اسري|رهائن|مختطفين|ضحايا|مفقودين|محتجزين|رفاقه|زملائه|مرافقيه|اقاربه|افراد)(?:\s+(?!في|من|علي|ا[صعخ]|ق)\w+)?"
)
_EQUALS = re.compile(
    r"[\s,(]*(?:اي|او|بما يعادل|ما يعادل|يشكلون|يمثلون|موزعين علي)(?:\s+(?:ما\s+)?(?:يعادل|يقارب))?\s*\Z"
)
_PASSED = re.compile(r"(?<!\w)و?(?:ت|ي)?(?:تجاوز|فاق|تخطي|يتجاوز|يفوق)ت?\s+(?:ال)?(?:عدد|حصيله|اجمالي)[^\d,.؛]{0,60}\Z")
_OTHER_PLACE = re.compile(r"[^\d;:.]{0,40}?,?\s*و(?:في\s+|ب)(?:(?:محافظه|مدينه|ريف|بلده|ولايه)\s+)?\S+(?:\s\S+)?\s+")
_ADJECTIVE = re.compile(r"\A(?:\s+\w+)?,\s*\Z")
_GOES_ON = re.compile(r"(?:\s+[^\W\d]+)?\s*,?\s*و?\s*")
_THEY_ARE = re.compile(r",?\s*هم\s+")
_LISTED = re.compile(r"\s*(?:\([^)\d]*\)\s*)?(?:في|ب|من)\s?[^\d;:.]{2,40}?(?:,\s*)?(?:و|(?:الي جانب|اضافه الي)\s+)")
_PLACE_BEHIND = re.compile(r"\s+(?:في\s+\w|ب\w{3})")
_LEFT = 130
_CAME_BACK = re.compile(r"(?:\s+\w+)?\s+(?:ال)?(?:عائد|الذين عادوا|التي عادت|ممن عادوا)")
_FLIGHT = (Category.DISPLACED, Category.DISPLACED_INTERNAL, Category.REFUGEE)
_HELD = (*_FLIGHT, Category.DETAINED, Category.ABDUCTED, Category.TRAPPED)


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
        toll = quantity.year_like and _toll(view, sentence, quantity, counted, lexicon) is not None
        if counted.thing or (quantity.year_like and counted.unit is None and not toll):
            continue
        bound = _bind(view, sentence, quantity, counted, found, lexicon)
        part = _part(view, quantity, counted, found)
        if part is not None and bound is not None and bound.rule.endswith((".head", ".after")):
            bound = replace(bound, part_of=part.part_of)
        else:
            bound = part or bound
        if bound is None:
            bound = (
                _and_one_more(view, quantity, counted, found)
                or _that_is(view, quantity, counted, found)
                or _and_there(view, quantity, counted, found)
            )
        if bound is None:
            continue
        bound = _across(view, sentence, bound, lexicon)
        taken = counted.end
        found.append(_hedge_behind(view, replace(bound, unit=counted.unit or Unit.PERSON), lexicon))
    clauses = part_clauses(view, sentence.start, sentence.end, found, _SEAMS)
    return [replace(bound, clause=clause) for bound, clause in zip(found, clauses, strict=True)]


def _part(view: str, quantity: Quantity, counted: _Counted, found: list[Bound]) -> Bound | None:
    """A part of the number before: "بينهم 41 طفلا و28 امرأة", "ثلاثة منهم"."""
    if not found or quantity.one:
        return None
    last = found[-1]
    between = view[last.counted[1] : quantity.begin]
    theirs = counted.words[:1] in (("منهم",), ("منهن",))
    among = _AMONG_BEFORE.search(view[last.quantity.end : quantity.begin]) is not None
    goes_on = last.part_of is not None and _GOES_ON.fullmatch(between) is not None
    if not (among or theirs or goes_on) or (counted.unit is None and not among):
        return None
    if theirs and _ahead(view, last, quantity):
        return None
    whole = last.part_of or last.quantity
    place = (quantity.start, quantity.end)
    end = max(quantity.end, counted.end)
    return replace(last, quantity=quantity, rule="ar.part", trigger=place, counted=(place[1], end), part_of=whole)


def _ahead(view: str, last: Bound, quantity: Quantity) -> bool:
    """Whether a verb of another event stands right before "two of them": "توفي اثنان منهم"."""
    between = view[last.counted[1] : quantity.begin].split()
    return bool(between) and between[-1].removeprefix("و").startswith(
        ("توف", "قتل", "مات", "لق", "استشهد", "فارق", "افرج", "اطلق")
    )


def _and_one_more(view: str, quantity: Quantity, counted: _Counted, found: list[Bound]) -> Bound | None:
    """A single person joined to the number right before: "أصيب طفلان وامرأة"."""
    if not found or not (quantity.noun and quantity.one) or view[found[-1].end : quantity.start].strip() != "و":
        return None
    return replace(found[-1], quantity=quantity, rule="ar.ellipsis", counted=(quantity.end, counted.end), part_of=None)


def _that_is(view: str, quantity: Quantity, counted: _Counted, found: list[Bound]) -> Bound | None:
    """The same people in another unit: "805 آلاف لاجئ، أي ما يعادل 180 ألف أسرة"."""
    if not found or counted.unit is None or not _EQUALS.match(view[found[-1].end : quantity.begin]):
        return None
    return replace(found[-1], quantity=quantity, rule="ar.that-is", counted=(quantity.end, counted.end), part_of=None)


def _and_there(view: str, quantity: Quantity, counted: _Counted, found: list[Bound]) -> Bound | None:
    """The same at another place: "قتل 12 شخصا في حمص، وفي إدلب ثمانية أشخاص", "30 في حلب و2 في إدلب"."""
    if not found or quantity.noun or found[-1].part_of is not None:
        return None
    between = view[found[-1].counted[1] : quantity.begin]
    other = _OTHER_PLACE.fullmatch(between) and counted.unit is not None
    opened = _THEY_ARE.fullmatch(between) is not None
    listed = (opened or _LISTED.fullmatch(between)) and _PLACE_BEHIND.match(view, quantity.end)
    if not (other or (listed and counted.unit is None)):
        return None
    whole = found[-1].quantity if opened else None
    place = (quantity.end, counted.end)
    return replace(found[-1], quantity=quantity, rule="ar.ellipsis.place", counted=place, part_of=whole)


def _bind(
    view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    after = _after(view, sentence, quantity, counted, lexicon)
    if after is not None and after.category is Category.KILLED_OR_INJURED:
        return after
    before = _before(view, sentence, quantity, counted, found, lexicon)
    if quantity.noun and quantity.one:
        near = before is not None and not view[before.trigger[1] : quantity.start].strip()
        return before if near else None
    head = _head(view, quantity, counted, lexicon)
    toll = _toll(view, sentence, quantity, counted, lexicon)
    if head is not None:
        came_back = head.category in _FLIGHT and toll is not None and toll.category is Category.RETURNED
        return toll if came_back else _event_of(view, head, before, after) or _both(view, head)
    if before is not None and after is not None:
        return _nearer(view, quantity, counted, before, after)
    return after or before or toll


def _nearer(view: str, quantity: Quantity, counted: _Counted, before: Bound, after: Bound) -> Bound:
    """The nearer of a verb ahead and one behind; some behind say what the one ahead only began."""
    moved = before.category is Category.EVACUATED and after.category is Category.INJURED
    if moved or after.category is Category.HOMELESS or after.rule == "ar.killed.lost":
        return after  # "نقل 30 شخصا الى المستشفى", "فقدت 15 عائلة منازلها"
    gap = len(view[before.trigger[1] : quantity.begin].split())
    return before if gap < len(view[counted.end : after.trigger[0]].split()) + 1 else after


def _event_of(view: str, head: Bound, before: Bound | None, after: Bound | None) -> Bound | None:
    """What is said of refugees, displaced or held people: "عاد 5 آلاف نازح" are returned, not displaced."""
    if head.category not in _HELD:
        return None
    if (
        after is not None
        and after.category not in _FLIGHT
        and not (head.category is Category.REFUGEE and after.category is Category.SHELTERED)
        and len(view[head.counted[1] : after.trigger[0]].split()) <= 3
    ):
        return after
    if before is None or before.category in (*_FLIGHT, head.category, Category.MISSING, Category.SHELTERED):
        return None
    return before if len(view[before.trigger[1] : head.quantity.begin].split()) <= 3 else None


def _both(view: str, head: Bound) -> Bound:
    """Killed and injured in one number: "مئات القتلى والجرحى"."""
    if head.category is not Category.KILLED or not _AND_INJURED.match(view, head.counted[1]):
        return head
    return replace(head, category=Category.KILLED_OR_INJURED, rule="ar.casualties.head")


def _counted(view: str, quantity: Quantity, end: int, lexicon: Lexicon) -> _Counted:
    at = quantity.start if quantity.noun else quantity.end
    words: list[str] = []
    place = quantity.end
    while len(words) < 4:
        match = _WORD.match(view, at, end)
        if match is None:
            break
        word = match.group("word")
        if word in ("حاله", "حالات") and not words:
            case = _CASE.match(view, match.start("word"), end)  # "18 حاله وفاه"
            if case is not None and quantity.end == at:
                return _Counted(case.end(), (word,), Unit.PERSON, thing=False)
            at = match.end()
            continue
        if word == "من" and not words and (among := _AMONG_PEOPLE.match(view, at, end)):
            at = place = among.end()
            words.append(among.group("who"))
            break
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
        dual = dual_nouns().get(view[quantity.start : quantity.end], "")
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
        between = _ONE_OF_THEM.sub(" ", between)
        between = _SAME_AS.sub(" ", _AND_MORE.sub(" ", _AMONG.sub(" ", between)))
        if _BARRIER.search(between) or re.search(r"\d|,", _ADJECTIVE.sub("", between)) or len(between.split()) > 6:
            return None
        if match.group() in ("قتل", "بجروح") and between.strip():
            continue
        needed = triggers.which(match).after
        if needed is not None and not needed.search(view[max(sentence.start, quantity.begin - 40) : quantity.begin]):
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
    place = (start + best.start(), start + best.end())
    if found and found[-1].quantity.end <= place[0] < found[-1].counted[1]:
        return None  # "9 حالات وفاة و40 حالة اعتقال": these deaths are counted already
    bound = bound_by(triggers.which(best), quantity, place, (quantity.end, counted.end))
    ahead = left[: best.start()].split()
    if bound.category is Category.KILLED_OR_INJURED and ahead and ahead[-1] in lexicon.words("persons"):
        return replace(bound, category=Category.INJURED, rule="ar.injured.before")  # "مدنيا قتل وأصيب 12"
    return bound


def _other_number(found: list[Bound], place: int, quantity: Quantity) -> bool:
    return any(place <= bound.quantity.start < quantity.start for bound in found)


def _toll(view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    start = max(sentence.start, quantity.begin - 170)
    left = view[start : quantity.begin]
    tolls = lexicon.triggers("toll")
    reach = lexicon.pattern(
        "toll_reach",
        r"(?P<mid>.{0,130}?)(?<!\w)[وف]?{}(?:\s+(?:اليوم|امس|بالفعل|حاجز|عتبه|سقف|حتي [^\d]{2,28}?,?))?\s*(?:ال)?\s*$",
    )
    reached = view[start : quantity.start]  # "exceeded" is a hedge, and the verb of the toll
    for match in reversed(list(tolls.pattern.finditer(left))):
        label = _LABEL.match(left, match.end()) is not None
        led = _LED.search(left[: match.start()]) is not None and len(left[match.end() :].split()) <= 6
        met = reach.match(left, match.end()) or reach.match(reached, match.end())
        if met or label or led or not left[match.end() :].strip():
            place = (start + match.start(), start + match.end())
            bound = bound_by(tolls.which(match), quantity, place, (quantity.end, counted.end))
            came_back = bound.category in _FLIGHT and _CAME_BACK.match(left, match.end()) is not None
            return replace(bound, category=Category.RETURNED, rule="ar.returned.toll") if came_back else bound
    return None


def _across(view: str, sentence: Sentence, bound: Bound, lexicon: Lexicon) -> Bound:
    """A flight to a country by name is over a border: "نزح 3000 شخص إلى تركيا"."""
    if bound.category not in (Category.DISPLACED, Category.DISPLACED_INTERNAL):
        return bound
    behind = view[bound.counted[1] : min(sentence.end, bound.counted[1] + 60)]
    barrier = re.search(rf"{_BARRIER.pattern}|\d", behind)
    behind = behind[: barrier.start()] if barrier else behind
    toward = lexicon.pattern("places.to", rf"(?<!\w)(?:{{}})\s+(?:{lexicon.countries}|{_ABROAD})(?!\w)")
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
