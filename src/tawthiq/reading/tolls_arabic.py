"""Arabic tolls: "حصيلة ... إلى 73", "عدد القتلى ... 38", and people who reached a country by name.

The rules kept here: a word for a toll reaches its number over a verb of counting ("بلغ", "ارتفع إلى"), a colon, or
nothing; another number on the way is no obstacle if it is a year or counts months or towns.
"""

import re
from dataclasses import replace

from tawthiq.reading.binding import Bound, bound_by
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.verbs_arabic import FLIGHT, are_travellers
from tawthiq.terms.figures import Category

ABROAD = (
    r"(?:ال)?(?:دول|بلدان) (?:ال)?(?:مجاوره|جوار)|(?:ال)?(?:دول|بلدان) الجوار|الخارج|خارج (?:البلاد|بلادهم)|بلد مجاور"
    r"|اوروبا|المنفي"
)
_LABEL = re.compile(r"(?:\s+\w+)?\s*:\s*\Z")
_LED = re.compile(r"(?:بلغ|وصل|تجاوز|ارتفع|قدر|يبلغ|يتجاوز|يقدر|فاق|ناهز|قارب|تخطي|زاد)ت?\s+\Z")
_CAME_BACK = re.compile(r"(?:\s+\w+)?\s+(?:ال)?(?:عائد|الذين عادوا|التي عادت|ممن عادوا)")
_ARRIVED = re.compile(r"(?<!\w)[وف]?(?:وصل|وصلت|دخل|دخلت|وصول|دخول|بوصول|بدخول)\s+\Z")
#: Years and things counted on the way to a total: "عدد القتلى المسجلين في 12 نزاعا عام 2022 نحو 17 الفا".
_NO_TOTAL = re.compile(r"(?:عام|سنه|العام)\s+\d{4}|\d+\s+(?:نزاع|دول|بلد|محافظ|ولاي|يوم|شهر|منطق|مدين)\w*")
#: "لا يقل عدد القتلى عن 55", "زاد عدد المفقودين على 150": a verb ahead of the toll whose preposition comes behind it.
_OVER = re.compile(r"(?<!\w)[وف]?(?:[لم]ا )?(?:[يت]قل|[يت]زيد|زادت?|[يت]ربو|[يت]نيف|[يت]نقص)\s+\Z")
_THAN = re.compile(r"[^\d.;:]{0,70}?\s(?:عن|علي)\s+\Z")
#: "عدد اللاجئين السوريين في الأردن 9 آلاف": only a place stands between.
_IN_PLACE = re.compile(r"(?:\s+ال\w+){0,2}\s+في\s+(?!عام|سنه|شهر|يوم|حين|ظل)\w{2,}(?:\s+ال\w+)?\s+\Z")
_REACHED = re.compile(r"(?<!\w)(?:الي|بلغ|بلغت|وصل|تجاوز|يبلغ|يصل)\s+(?:نحو\s+|حوالي\s+)?\Z")


def said_by_toll(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """What a word for a toll says of the number it reaches: "ارتفعت حصيلة القتلى إلى 73"."""
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
        over = _OVER.search(left[: match.start()]) is not None and _THAN.match(behind) is not None
        over = over or (not quantity.year_like and _IN_PLACE.fullmatch(behind) is not None)
        if met or label or led or over or not left[match.end() :].strip():
            place = (start + match.start(), start + match.end())
            bound = bound_by(tolls.which(match), quantity, place, (quantity.end, counted.end))
            came_back = bound.category in FLIGHT and _CAME_BACK.match(left, match.end()) is not None
            return replace(bound, category=Category.RETURNED, rule="ar.returned.toll") if came_back else bound
    return None


def inside_toll(view: str, quantity: Quantity, before: Bound, toll: Bound) -> bool:
    """Whether a verb only says who is counted: "عدد اللاجئين المجبرين على مغادرة منازلهم وصل إلى 100 مليون"."""
    behind = view[before.trigger[1] : quantity.begin]
    first = toll.trigger[0] < before.trigger[0] and "," not in view[toll.trigger[1] : before.trigger[0]]
    return first and _REACHED.search(behind) is not None


def arrived(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """People who reached a country by name: "وصل نحو 500 ألف من الروهينغا إلى بنغلادش"."""
    match = _ARRIVED.search(view, max(sentence.start, quantity.begin - 30), quantity.begin)
    behind = view[counted.end : min(sentence.end, counted.end + 90)]
    stop = re.search(r"[.;:\d]", behind)
    behind = behind[: stop.start()] if stop else behind
    toward = lexicon.pattern("places.to", rf"(?<!\w)(?:{{}})\s+(?:{lexicon.countries}|{ABROAD})(?!\w)")
    if match is None or are_travellers(counted, lexicon) or toward.search(behind) is None:
        return None
    return Bound(quantity, Category.REFUGEE, "ar.refugee.arrived", match.span(), (quantity.end, counted.end))
