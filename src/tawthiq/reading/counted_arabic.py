"""Arabic: what a number counts, and which nouns are numbers at all.

The rules kept here:

- The words right behind a number say whom it counts, up to the first preposition, conjunction or verb.
- "18 حالة وفاة" counts people; "اثنين من رجال الأمن" counts the men behind "of".
- A plural that looks like a dual ("مقتل مدنيين") is two people only beside a number that shares its event ("مقتل
  مدنيين وإصابة ثلاثة"), or where "two" or "at least" follows; one with the article ("إصابة الطفلين") only right
  behind a verb or verbal noun of harm or capture.
- Those aboard a boat or a bus ("قارب كان يقل 55 شخصا") and those who gather are no figure by that alone.
"""

import re

from tawthiq.reading.binding import counted_unit
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity
from tawthiq.terms.figures import Category, Unit

_WORD = re.compile(r"(?:(?<=\d)[”\"])?\s*[“\"]?(?P<word>[\u0621-\u064a]+)")
_CASE = re.compile(
    r"(?:حال(?:ه|ات)|واقعه|وقائع|حادثه|حوادث)\s+(?:وفاه|اعدام|قتل|موت|اختناق|تسمم|اصابه|بتر|اعتقال|احتجاز|توقيف|اختفاء|اخفاء|اختطاف|خطف)(?:\s+قسري)?(?!\w)"
)
#: "اثنين من رجال الامن": the people stand behind "of".
_AMONG_PEOPLE = re.compile(
    r"\s*من\s+(?:ال)?(?P<who>رجال|افراد|عناصر|جنود|ابناء|موظفي|موظفين|سكان|طلاب|مقاتلي|اطفال|نساء|عمال|مدنيين|صحفيين"
    r"|لاجئين|نازحين|ذكور|اناث|مسلحين|مواطنين|متظاهرين|ضباط|حراس|اعضاء|قاده|قيادات|جرحي|قتلي|مصابين|معتقلين|اسري|رهائن"
    r"|مختطفين|ضحايا|مفقودين|محتجزين|رفاقه|زملائه|مرافقيه|اقاربه|افراد|اهالي|قوات|عائلات|اسر|مهاجرين|عاملين|طواقم|كوادر)"
    r"(?:\s+(?!في|من|علي|ا[صعخ]|ق|و)\w+)?"
)
_TWO_BEHIND = re.compile(r"\s+(?:اثنين|اثنتين)(?!\w)")
_LEAST_BEHIND = re.compile(r"\s+علي الاقل(?!\w)")
_SHARED_EVENT = re.compile(
    r"(?:\s+[^\W\d]+){0,4}?\s+و[بل]?(?:اصابه|جرح|مقتل|قتل|استشهاد|مصرع|اعتقال|فقدان|اختطاف|خطف|اصيب|اصيبت|جرحت)\s+"
)
_ABOARD = re.compile(
    r"(?<!\w)(?:قارب|القارب|مركب|المركب|زورق|الزورق|سفينه|السفينه|عباره|العباره|حافله|الحافله|طائره|الطائره|سياره|السياره"
    r"|شاحنه|الشاحنه|قطار|القطار|مركبه|المركبه|باص|الباص)(?!\w)[^.;:\d]{0,70}?(?<!\w)(?:(?:[يت](?:قل|حمل|نقل|ضم)|اقلت?|حملت?|نقلت?)"
    r"|علي متن\w*(?:\s+\w+){0,3}?|بحموله|[يت]تسع ل)\s*\Z"
)
#: Who gathers is no figure: "خرج حوالي عشرة الاف متظاهر".
_GATHERED = re.compile(
    r"(?<!\w)[وف]?(?:[يت]?(?:خرج|شارك|تظاهر|تجمع|حضر|شيع|احتشد|اجتمع|صوت)(?:ت|وا)?|بمشاركه|بحضور|مشاركه|حضور)\s+\Z"
)
#: "خروج نحو 50 سيدة" is no flight beside a protest.
_CAME_OUT = re.compile(r"(?<!\w)[وف]?ب?خروج\s+\Z")
_PROTEST = re.compile(r"(?:مظاهر|تظاهر|احتجاج|مسيره|هتاف|اعتصام)")
#: "The case of the abduction of the two young men": told before, and only pointed to.
_KNOWN_CASE = re.compile(r"(?<!\w)(?:قضيه|جريمه|حادثه|ملف|واقعه|ذكري|خلفيه)\s+\w+\Z")
_ABOARD_LEFT = 120
_HARM = (
    Category.KILLED,
    Category.INJURED,
    Category.KILLED_OR_INJURED,
    Category.DETAINED,
    Category.ABDUCTED,
    Category.MISSING,
)


def counted_words(view: str, quantity: Quantity, end: int, lexicon: Lexicon) -> Counted:
    """What a number counts; a number without people behind it has no unit."""
    at = quantity.start if quantity.noun else quantity.end
    words: list[str] = []
    place = quantity.end
    among_people = False
    while len(words) < 4:
        match = _WORD.match(view, at, end)
        if match is None:
            break
        word = match.group("word")
        if word in ("حاله", "حالات", "واقعه", "وقائع", "حادثه", "حوادث") and not words:
            case = _CASE.match(view, match.start("word"), end)  # "18 حاله وفاه"
            if case is not None and quantity.end == at:
                return Counted(case.end(), (word,), Unit.PERSON, thing=False)
            if not word.startswith("حال"):
                break
            at = match.end()
            continue
        if word == "من" and not words and (among := _AMONG_PEOPLE.match(view, at, end)):
            at = place = among.end()
            words.append(among.group("who"))
            among_people = True
            break
        behind = lexicon.triggers("after").pattern.match(view, match.start("word"), end)
        if (
            word in lexicon.words("counted_stops")
            or (words and (word.startswith("و") or behind))
            or (behind and not words and not quantity.noun and word not in lexicon.words("persons"))
        ):
            break
        words.append(word.removeprefix("ال") if quantity.vague else word)
        at = place = match.end()
        if counted_unit(words, lexicon) is not None:
            break
    unit = Unit.PERSON if quantity.noun else counted_unit(words, lexicon)
    unit = Unit.PERSON if among_people and unit is None else unit  # "257 من القوات الحكومية"
    things = lexicon.words("not_persons")
    thing = unit is None and any(word in things or word.removeprefix("ال") in things for word in words[:2])
    if unit is None:
        place = quantity.end
    return Counted(max(place, quantity.end) if quantity.noun else place, tuple(words), unit, thing)


def real_numbers(view: str, quantities: list[Quantity], lexicon: Lexicon) -> list[Quantity]:
    """The quantities of a sentence without nouns that only look like a dual, or only point back to people."""
    found = []
    for place, quantity in enumerate(quantities):
        following = quantities[place + 1] if place + 1 < len(quantities) else None
        if not quantity.noun or quantity.one or _is_dual(view, quantity, following, lexicon):
            found.append(quantity)
    return found


def _is_dual(view: str, quantity: Quantity, following: Quantity | None, lexicon: Lexicon) -> bool:
    word = view[quantity.start : quantity.end]
    pointed = view[max(0, quantity.start - 2) : quantity.start] == "ال"
    alike = word.endswith("ين") and word in lexicon.words("persons")
    if not pointed and not alike:
        return True
    if word == "اخرين":
        return False
    if alike and _TWO_BEHIND.match(view, quantity.end):
        return True
    left = view[max(0, quantity.start - 40) : quantity.start - 2 * pointed].rstrip()
    triggers = lexicon.triggers("before")
    ahead = [triggers.which(match) for match in triggers.pattern.finditer(left) if match.end() == len(left)]
    known = pointed and _KNOWN_CASE.search(left) is not None
    if known or not any(trigger.category in _HARM for trigger in ahead) or (pointed and alike):
        return False
    shared = _LEAST_BEHIND.match(view, quantity.end) is not None
    shared = shared or (
        following is not None and _SHARED_EVENT.fullmatch(view[quantity.end : following.begin]) is not None
    )
    return pointed or shared


def is_aboard(view: str, start: int, quantity: Quantity) -> bool:
    """Whether the number only says how many a boat or a bus carried, or how many gathered."""
    left = view[max(start, quantity.begin - _ABOARD_LEFT) : quantity.begin]
    if _CAME_OUT.search(left):
        return _PROTEST.search(view, max(start, quantity.begin - _ABOARD_LEFT), quantity.end + _ABOARD_LEFT) is not None
    return _ABOARD.search(left) is not None or _GATHERED.search(left) is not None
