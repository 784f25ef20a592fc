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

from tawthiq.reading.binding import Bound, bound_by, part_clauses
from tawthiq.reading.counted_arabic import Counted, counted_words, is_aboard, real_numbers
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.numerals_arabic import dual_nouns
from tawthiq.reading.parts_arabic import (
    JOINS,
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
from tawthiq.terms.figures import Category, Hedge, Measure, Unit

_SEAMS = re.compile(r"[;“”\"،,]|\s(?=و\w)")
_BARRIER = re.compile(
    r"[;“”]|:(?!\s*\Z)|\.\s|(?<!\w)(?:فيما|بينما|لكن|باستثناء|ما عدا|حيث|عندما|حين|بعد ان|ان|الذي|التي)(?!\w)"
)
_SAME_AS = re.compile(
    r",?\s+(?:اي|او|ما يعادل|اي ما يعادل)\s+(?:نحو\s+|حوالي\s+)?\d[\d,.]*(?:\s+(?:الف|الفا|الاف))?\s+\w+,?"
)
_AMONG = re.compile(
    r",?\s+(?:و?من\s+)?(?:بينهم|بينها|بينهن|منهم|منهن|ضمنهم|فيهم)\s+"
    r"(?:\S+\s+\S+(?:\s+و\S+(?:\s+\S+)?)??,?|[^\s,]+,)(?=\s)"
)
_AND_MORE = re.compile(
    r"\s+و(?:(?:اكثر من|نحو|حوالي|قرابه|زهاء|ما لا يقل عن)\s+)?\d[\d,.]*(?:\s+(?:الف|الفا|الاف|مليون|ملايين))?\s+\w+"
)
_ADJECTIVE = re.compile(r"\A(?:\s+\w+)?,\s*\Z")
_FINAL_COMMA = re.compile(r",\s*(?:ممن\s+|من الذين\s+)?\Z")
_AT_LEAST = re.compile(r",\s*(?:علي الاقل|تقريبا)(?!\w),?")
_HOME = re.compile(r"(?:(?![.;:“”]|\sو)[^\d]){0,90}?(?<!\w)(?P<home>عادوا|رجعوا|اعيدوا)(?!\w)")
_ONE_OF_THEM = re.compile(r",?\s+(?:احدهم|احدهما|احداهما|احداهن)\s+\S+,?(?=\s)")
_AND_INJURED = re.compile(r"\s+و(?:ال)?(?:جرح|مصاب)")
_LABEL = re.compile(r"(?:\s+\w+)?\s*:\s*\Z")
_LED = re.compile(r"(?:بلغ|وصل|تجاوز|ارتفع|قدر|يبلغ|يتجاوز|يقدر|فاق)ت?\s+\Z")
_ABROAD = (
    r"(?:ال)?(?:دول|بلدان) (?:ال)?(?:مجاوره|جوار)|(?:ال)?(?:دول|بلدان) الجوار|الخارج|خارج (?:البلاد|بلادهم)|بلد مجاور"
    r"|اوروبا|المنفي"
)
_PASSED = re.compile(r"(?<!\w)و?(?:ت|ي)?(?:تجاوز|فاق|تخطي|يتجاوز|يفوق)ت?\s+(?:ال)?(?:عدد|حصيله|اجمالي)[^\d,.؛]{0,60}\Z")
_LEFT = 150
_JOINED = re.compile(rf"(?:و|{JOINS})\s*\Z")
#: Words of time and date between the verb and its number: "اعتقلت القوات منذ مساء امس وحتي صباح اليوم 26 مواطنا".
_TIME = re.compile(
    r"[وف]?(?:منذ|حتي|في|من|خلال|ليل|ليله|مساء|صباح|فجر|ظهر|عصر|يوم|اليوم|امس|السبت|الاحد|الاثنين|الثلاثاء|الاربعاء"
    r"|الخميس|الجمعه|الماضي|الماضيه|الجاري|بدايه|مطلع|نهايه|العام|الشهر|الاسبوع|الساعات|الايام|الاول|وقت|سابق|ايضا),?"
)
_CAME_BACK = re.compile(r"(?:\s+\w+)?\s+(?:ال)?(?:عائد|الذين عادوا|التي عادت|ممن عادوا)")
_CHANGE = re.compile(r"(?<!\w)[وب]?(?:زياده|ارتفاع|انخفاض|تراجع|نقص)(?:\s+قدرها?)?\s+\Z")
_ARRIVED = re.compile(r"(?<!\w)[وف]?(?:وصل|وصلت|دخل|دخلت|وصول|دخول|بوصول|بدخول)\s+\Z")
#: Years and things counted on the way to a total: "عدد القتلى المسجلين في 12 نزاعا عام 2022 نحو 17 الفا".
_NO_TOTAL = re.compile(r"(?:عام|سنه|العام)\s+\d{4}|\d+\s+(?:نزاع|دول|بلد|محافظ|ولاي|يوم|شهر|منطق|مدين)\w*")
_REACHED = re.compile(r"(?<!\w)(?:الي|بلغ|بلغت|وصل|تجاوز|يبلغ|يصل)\s+(?:نحو\s+|حوالي\s+)?\Z")
_KIN = re.compile(r"\s+(?:\w+\s+)?من (?:افراد|ابناء|اقارب|اهل|اقرباء)\w*")
_FLIGHT = (Category.DISPLACED, Category.DISPLACED_INTERNAL, Category.REFUGEE)
_HELD = (*_FLIGHT, Category.DETAINED, Category.ABDUCTED, Category.TRAPPED)


def bind_arabic(view: str, sentence: Sentence, quantities: list[Quantity], lexicon: Lexicon) -> list[Bound]:
    """The figures of one sentence, in order, each with its clause."""
    found: list[Bound] = []
    left_open: list[tuple[Quantity, Counted]] = []
    taken = aside = -1
    for quantity in real_numbers(view, quantities, lexicon):
        if quantity.start < taken:
            continue
        counted = counted_words(view, quantity, sentence.end, lexicon)
        toll = quantity.year_like and _toll(view, sentence, quantity, counted, lexicon) is not None
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
        return _after(view, sentence, quantity, counted, lexicon)
    bound = _bind(view, sentence, quantity, counted, found, lexicon)
    part = part_of(view, quantity, counted, found, aside)
    own = bound is not None and bound.rule.endswith((".head", ".after"))
    last = found[-1].quantity.end if found else -1
    if part is None and not own and aside > last and is_among(view, sentence.start, quantity):
        return None  # a part of people who are no figure
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
    after = _after(view, sentence, quantity, counted, lexicon)
    if after is not None and after.category is Category.KILLED_OR_INJURED:
        return after
    before = _before(view, sentence, quantity, counted, found, lexicon)
    head = _head(view, quantity, counted, lexicon)
    if quantity.noun and quantity.one and (head is None or not _counted_one(view, quantity)):
        near = before is not None and not view[before.trigger[1] : quantity.start].strip()
        return before if near or (before is not None and _counted_one(view, quantity)) else None
    toll = _toll(view, sentence, quantity, counted, lexicon)
    if head is not None:
        came_back = head.category in _FLIGHT and toll is not None and toll.category is Category.RETURNED
        return toll if came_back else _event_of(view, head, before, after) or _both(view, head)
    if toll is not None and before is not None and _inside_toll(view, quantity, before, toll):
        return toll
    if before is not None and after is not None:
        return _nearer(view, quantity, counted, before, after)
    return after or before or toll or _arrived(view, sentence, quantity, counted, lexicon)


def _inside_toll(view: str, quantity: Quantity, before: Bound, toll: Bound) -> bool:
    """Whether a verb only says who is counted: "عدد اللاجئين المجبرين على مغادرة منازلهم وصل إلى 100 مليون"."""
    behind = view[before.trigger[1] : quantity.begin]
    first = toll.trigger[0] < before.trigger[0] and "," not in view[toll.trigger[1] : before.trigger[0]]
    return first and _REACHED.search(behind) is not None


def _arrived(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """People who reached a country by name: "وصل نحو 500 ألف من الروهينغا إلى بنغلادش"."""
    match = _ARRIVED.search(view, max(sentence.start, quantity.begin - 30), quantity.begin)
    behind = view[counted.end : min(sentence.end, counted.end + 90)]
    stop = re.search(r"[.;:\d]", behind)
    behind = behind[: stop.start()] if stop else behind
    toward = lexicon.pattern("places.to", rf"(?<!\w)(?:{{}})\s+(?:{lexicon.countries}|{_ABROAD})(?!\w)")
    if match is None or toward.search(behind) is None:
        return None
    return Bound(quantity, Category.REFUGEE, "ar.refugee.arrived", match.span(), (quantity.end, counted.end))


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
    if head.category not in _HELD:
        return None
    if before is not None and before.category is Category.RELEASED and before.trigger[1] >= head.quantity.begin - 1:
        return before
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


def _head(view: str, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    triggers = lexicon.triggers("head")
    joined = quantity.noun and view[quantity.start - 1 : quantity.start] in ("و", "ف")  # "وقتيل واحد"
    match = triggers.pattern.search(view, quantity.start - joined if quantity.noun else quantity.end)
    match = match if match is not None and match.end() <= counted.end else None
    if match is None and quantity.noun:
        dual = dual_nouns().get(view[quantity.start : quantity.end], "")
        match_dual = triggers.pattern.fullmatch(dual) if dual else None
        if match_dual is not None:
            place = (quantity.start, quantity.end)
            return bound_by(triggers.which(match_dual), quantity, place, place)
    if match is None:
        return None
    return bound_by(triggers.which(match), quantity, match.span(), (quantity.end, counted.end))


def _after(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    triggers = lexicon.triggers("after")
    end = min(sentence.end, counted.end + 110)
    for match in triggers.pattern.finditer(view, counted.end, end):
        between = view[counted.end : match.start()]
        if view[match.start()] in "وف" and match.group()[1:] and not _owns(match.group(), lexicon):
            return None
        many = match.group().endswith("وا")  # a plural verb: its subject is the number, a comma or not
        between = _ONE_OF_THEM.sub(" ", _AT_LEAST.sub(" ", between))
        between = _SAME_AS.sub(" ", _AND_MORE.sub(" ", _AMONG.sub(" ", between)))
        inside = (_FINAL_COMMA if many else _ADJECTIVE).sub("", between)
        if _BARRIER.search(between) or re.search(r"\d|,", inside) or len(between.split()) > (9 if many else 6):
            return None
        if match.group() in ("قتل", "بجروح") and between.strip():
            continue
        needed = triggers.which(match).after
        if needed is not None and not needed.search(view[max(sentence.start, quantity.begin - 40) : quantity.begin]):
            continue
        bound = bound_by(triggers.which(match), quantity, match.span(), (quantity.end, counted.end))
        return _came_home(view, match.end(), sentence.end, bound) if bound.category in _FLIGHT else bound
    return None


def _came_home(view: str, at: int, end: int, bound: Bound) -> Bound:
    """People told by their flight who went home: "1.8 مليون ممن نزحوا، عادوا الى مناطقهم"."""
    home = _HOME.match(view, at, min(end, at + 110))
    if home is None:
        return bound
    return replace(
        bound, category=Category.RETURNED, rule="ar.returned.after", trigger=home.span("home"), measure=Measure.FLOW
    )


def _owns(word: str, lexicon: Lexicon) -> bool:
    """Whether the first letter belongs to the word itself (وجد) rather than being "and"."""
    return lexicon.triggers("after").pattern.fullmatch(word[1:]) is None


def _before(
    view: str, sentence: Sentence, quantity: Quantity, counted: Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    start = max(sentence.start, quantity.begin - _LEFT)
    left = view[start : quantity.begin]
    offset = max((match.end() for match in _BARRIER.finditer(left)), default=0)
    triggers = lexicon.triggers("before")
    best = max(triggers.pattern.finditer(left, offset), key=lambda match: match.start(), default=None)
    if best is None or not _within_reach(left, best, counted, other=_other_number(found, start + best.end(), quantity)):
        return None
    place = (start + best.start(), start + best.end())
    if found and found[-1].quantity.end <= place[0] < found[-1].counted[1]:
        return None  # "9 حالات وفاة و40 حالة اعتقال": these deaths are counted already
    bound = bound_by(triggers.which(best), quantity, place, (quantity.end, counted.end))
    if bound.category is Category.MISSING and _KIN.match(view, quantity.end):
        return replace(bound, category=Category.KILLED, rule="ar.killed.lost")  # "فقدت 23 من أفرادها"
    ahead = left[: best.start()].split()
    if bound.category is Category.KILLED_OR_INJURED and ahead and ahead[-1] in lexicon.words("persons"):
        return replace(bound, category=Category.INJURED, rule="ar.injured.before")  # "مدنيا قتل وأصيب 12"
    return bound


def _within_reach(left: str, best: re.Match[str], counted: Counted, *, other: bool) -> bool:
    """Whether few enough words stand between a verb and its number, those of time aside."""
    words = [word for word in left[best.end() :].split() if not _TIME.fullmatch(word)]
    if len(words) > (12 if other else 8) or (counted.unit is None and len(words) > 3):
        return False
    return not other or _JOINED.search(left) is not None


def _other_number(found: list[Bound], place: int, quantity: Quantity) -> bool:
    return any(place <= bound.quantity.start < quantity.start for bound in found)


def _toll(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    start = max(sentence.start, quantity.begin - 280)
    left = view[start : quantity.begin]
    tolls = lexicon.triggers("toll")
    reach = lexicon.pattern(
        "toll_reach",
        r"(?P<mid>.{0,190}?|[^\d.;:]{0,240}?)(?<!\w)[وف]?{}"
        r"(?:\s+(?:اليوم|امس|بالفعل|حاجز|عتبه|سقف|حتي [^\d]{2,28}?,?))?\s*(?:ال)?\s*$",
    )
    reached = view[start : quantity.start]  # "exceeded" is a hedge, and the verb of the toll
    for match in reversed(list(tolls.pattern.finditer(left))):
        label = _LABEL.match(left, match.end()) is not None
        behind = left[match.end() :]
        led = _LED.search(left[: match.start()]) is not None and len(behind.split()) <= 12
        led = led and re.search(r"\d", _NO_TOTAL.sub(" ", behind)) is None
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
