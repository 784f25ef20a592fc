"""Arabic: what the words next to the people of a number say of them.

The rules kept here:

- The counted word itself says it: "68 قتيلا", "40 ألف نازح".
- A verb or participle behind the people, few words on: "سبعة أشخاص قتلوا". One that starts with "and" belongs to
  the next number.
- The nearest verb or verbal noun ahead in the same clause: "مقتل 30", "قتلت القوات 11 مسلحا".
"""

import re
from dataclasses import replace

from tawthiq.reading.binding import Bound, bound_by
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.numerals_arabic import dual_nouns
from tawthiq.reading.parts_arabic import JOINS
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Category, Measure

BARRIER = re.compile(
    r"[;“”]|:(?!\s*\Z)|\.\s|(?<!\w)(?:فيما|بينما|لكن|باستثناء|ما عدا|حيث|عندما|حين|بعد ان|ان|الذي|التي)(?!\w)"
)
_SAME_AS = re.compile(
    r",?\s+(?:اي|او|ما يعادل|اي ما يعادل)\s+(?:نحو\s+|حوالي\s+)?\d[\d,.]*(?:\s+(?:الف|الفا|الاف))?\s+\w+,?"
    r"|,\s+(?:اي|يمثلون|يشكلون|ويمثلون|ما يمثل|ما يعادل|وهو ما يعادل)\s+(?:(?:نحو|حوالي|قرابه|اكثر من)\s+)?"
    r"(?:ثلث|ثلثا|ثلثي|نصف|ربع|خمس|معظم|غالبيه|ثلاثه ارباع|\d+ ?%(?: من)?)\s+\w+(?:\s+\w+){0,2},"
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
_LEFT = 150
_JOINED = re.compile(rf"(?:و|{JOINS})\s*\Z")
#: Words of time and date between the verb and its number: "اعتقلت القوات منذ مساء امس وحتي صباح اليوم 26 مواطنا".
_TIME = re.compile(
    r"[وف]?(?:منذ|حتي|في|من|خلال|ليل|ليله|مساء|صباح|فجر|ظهر|عصر|يوم|اليوم|امس|السبت|الاحد|الاثنين|الثلاثاء|الاربعاء"
    r"|الخميس|الجمعه|الماضي|الماضيه|الجاري|بدايه|مطلع|نهايه|العام|الشهر|الاسبوع|الساعات|الايام|الاول|وقت|سابق|ايضا),?"
)
_KIN = re.compile(r"\s+(?:\w+\s+)?من (?:افراد|ابناء|اقارب|اهل|اقرباء|جنود|عناصر|مقاتلي|ضباط)\w*")
_WHERE = re.compile(r"(?:في|داخل|تحت|بلا|دون|من|الي|علي)\s")
#: Adjectives that only say who the people are.
_ATTRIBUTE = re.compile(
    r"(?:نازح|لاجي|مهجر|مشرد|محاصر|عالق|متضرر|محتاج|معتقل|محتجز|مختطف|مخطوف|مخفي|عائد|متاثر)(?:ا|ه|ين|ون|ات)?"
)
#: Behind a number these name no things: "2480 جزئيا", "80 منها".
_NO_THINGS = frozenset(
    {"كليا", "جزئيا", "طوعا", "طوعيا", "قسرا", "قسريا", "فقط", "يوميا", "شهريا", "حاليا", "تقريبا"}
    | {"منهم", "منها", "منهن"}
)
#: What happened to a number of nobody knows what ("تحتاج المدينة إلى 30 مولدا") is no figure.
_OF_PEOPLE = (
    Category.IN_NEED,
    Category.AFFECTED,
    Category.TRAPPED,
    Category.RESCUED,
    Category.RETURNED,
    Category.RELEASED,
    Category.STRANDED,
)
FLIGHT = (Category.DISPLACED, Category.DISPLACED_INTERNAL, Category.REFUGEE)


def said_by_noun(view: str, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """What the counted word itself says: "68 قتيلا", "قتيلان"."""
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


def said_behind(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """What a verb or participle behind the people says: "سبعة أشخاص قتلوا"."""
    triggers = lexicon.triggers("after")
    end = min(sentence.end, counted.end + 110)
    described: Bound | None = None
    for match in triggers.pattern.finditer(view, counted.end, end):
        between = view[counted.end : match.start()]
        if view[match.start()] in "وف" and match.group()[1:] and not _owns(match.group(), lexicon):
            return described
        many = match.group().endswith("وا")  # a plural verb: its subject is the number, a comma or not
        between = _ONE_OF_THEM.sub(" ", _AT_LEAST.sub(" ", between))
        between = _SAME_AS.sub(" ", _AND_MORE.sub(" ", _AMONG.sub(" ", between)))
        inside = (_FINAL_COMMA if many else _ADJECTIVE).sub("", between)
        if BARRIER.search(between) or re.search(r"\d|,", inside) or len(between.split()) > (9 if many else 6):
            return described
        if match.group() in ("قتل", "بجروح") and between.strip():
            continue
        needed = triggers.which(match).after
        if needed is not None and not needed.search(view[max(sentence.start, quantity.begin - 40) : quantity.begin]):
            continue
        bound = bound_by(triggers.which(match), quantity, match.span(), (quantity.end, counted.end))
        if _of_nobody(counted, bound, lexicon):
            continue
        if described is None and is_described(view, counted, bound):
            described = bound
            continue
        if described is not None and _WHERE.match(match.group()):
            return described  # "محاصرون في مخيم": where they are besieged
        return _came_home(view, match.end(), sentence.end, bound) if bound.category in FLIGHT else bound
    return described


def said_ahead(
    view: str, sentence: Sentence, quantity: Quantity, counted: Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    """What the nearest verb or verbal noun ahead says: "مقتل 30"."""
    start = max(sentence.start, quantity.begin - _LEFT)
    left = view[start : quantity.begin]
    offset = max((match.end() for match in BARRIER.finditer(left)), default=0)
    triggers = lexicon.triggers("before")
    best = max(triggers.pattern.finditer(left, offset), key=lambda match: match.start(), default=None)
    if best is None or not _within_reach(left, best, counted, other=_other_number(found, start + best.end(), quantity)):
        return None
    place = (start + best.start(), start + best.end())
    if found and found[-1].quantity.end <= place[0] < found[-1].counted[1]:
        return None  # "9 حالات وفاة و40 حالة اعتقال": these deaths are counted already
    bound = bound_by(triggers.which(best), quantity, place, (quantity.end, counted.end))
    wanted = bound.category is Category.IN_NEED and left.endswith(" الي ")  # "يحتاج المصنع إلى 40 عاملا"
    if wanted or _of_nobody(counted, bound, lexicon):
        return None
    if bound.category is Category.MISSING and _KIN.match(view, quantity.end):
        return replace(bound, category=Category.KILLED, rule="ar.killed.lost")  # "فقدت 23 من أفرادها"
    ahead = left[: best.start()].split()
    if bound.category is Category.KILLED_OR_INJURED and ahead and ahead[-1] in lexicon.words("persons"):
        return replace(bound, category=Category.INJURED, rule="ar.injured.before")  # "مدنيا قتل وأصيب 12"
    return bound


def _of_nobody(counted: Counted, bound: Bound, lexicon: Lexicon) -> bool:
    """Whether a verb is said of things nobody knows ("ضبط 45", "تحتاج المدينة إلى 30 مولدا") or of a journey."""
    if counted.unit is None:
        unknown = bool(counted.words) and counted.words[0] not in _NO_THINGS and bound.category in _OF_PEOPLE
        return unknown or bound.rule in lexicon.words("needs_people")
    return bound.category in (Category.DISPLACED, Category.RETURNED) and are_travellers(counted, lexicon)


def is_described(view: str, counted: Counted, after: Bound) -> bool:
    """Whether the word behind the people is an adjective that only says who they are: "120 عائلة نازحة"."""
    adjacent = len(view[counted.end : after.trigger[0]].split()) <= 1
    return adjacent and _ATTRIBUTE.fullmatch(view, *after.trigger) is not None


def are_travellers(counted: Counted, lexicon: Lexicon) -> bool:
    """Whether the people come and go for their work or a visit, so that their way is no flight."""
    return bool(counted.words) and counted.words[0] in lexicon.words("travellers")


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


def _within_reach(left: str, best: re.Match[str], counted: Counted, *, other: bool) -> bool:
    """Whether few enough words stand between a verb and its number, those of time aside."""
    words = [word for word in left[best.end() :].split() if not _TIME.fullmatch(word)]
    if len(words) > (12 if other else 8) or (counted.unit is None and len(words) > 3):
        return False
    return not other or _JOINED.search(left) is not None


def _other_number(found: list[Bound], place: int, quantity: Quantity) -> bool:
    return any(place <= bound.quantity.start < quantity.start for bound in found)
