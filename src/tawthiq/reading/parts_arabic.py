"""Arabic numbers that go on with one before them: parts of a whole, lists, the same people counted otherwise.

The rules kept here:

- "بينهم 41 طفلا و28 امرأة", "بمن فيهم 1500 شخص", "هم 20 طفلا", "ثلاثة منهم" are parts of the number before; a list
  of parts goes on over where its people come from ("و18 بنغاليا").
- "من بين المعتقلين 350 طفلا" and "قتلى بينهم 5 أطفال" are parts of a whole without a number: its word says
  what happened.
- "إلى جانب طفلين", "بالإضافة إلى 10", "مقابل 900" and "وفي إدلب ثمانية أشخاص" go on with what happened before.
- Of "3000 شخص في الشمال، و1200 شخص في الجنوب، نزحوا" both have the verb.
- "العدد بلغ 40" and "عددهم ..." count the people named last.
- A number of people that was left aside (those aboard a boat) parts what stands before it from what stands behind.
"""

import re
from dataclasses import replace

from tawthiq.reading.binding import Bound, bound_by
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Unit

#: "Besides", "in addition to", "as against": what joins a number to the one before it.
JOINS = r"(?:و?(?:الي جانب|بجانب|(?:ب?ال|ب)?اضافه (?:الي|ل)|فضلا عن|علاوه علي|مقابل|عدا عن|ناهيك عن|زياده علي|كذلك)\s*)"
_AMONG_BEFORE = re.compile(
    r"(?:بينهم|بينها|بينهن|منهم|منهن|منها|ضمنهم|ضمنها|ضمنهن|فيهم|فيهن|بما في ذلك|بما فيها|هولاء"
    r"|شملوا|شملت|يشملون|ضموا)\s*:?\s+$"
)
_THEY_ARE = re.compile(r"[^\d.;:“”]{0,24}?,?\s*و?(?:هم|هن)\s+")
_GOES_ON = re.compile(
    r"(?:\s+[^\W\d]+)?\s*,?\s*و?\s*"
    rf"|(?:\s+[^\W\d]+){{0,5}}?\s*(?:\([^)\d]{{0,40}}\)\s*)?,?\s*(?:و\s*|{JOINS})"
)
_OTHERS = ("اخرين", "اخرون", "اخريات", "اخرى")
_EQUALS = re.compile(
    r"[\s,(]*(?:اي|او|بما يعادل|ما يعادل|يشكلون|يمثلون|موزعين علي|بواقع)(?:\s+(?:ما\s+)?(?:يعادل|يقارب))?\s*\Z"
)
#: "8684 اسره نازحه - 56 الف شخص -": households, and how many people they are.
_DASHED = re.compile(r"(?:\s+\w+)?\s*[-–(]\s*")
_OTHER_PLACE = re.compile(r"[^\d;:.]{0,40}?,?\s*و(?:في\s+|ب)(?:(?:محافظه|مدينه|ريف|بلده|ولايه)\s+)?\S+(?:\s\S+)?\s+")
_NEXT_PLACE = re.compile(rf"[^\d.;“”]{{0,70}}?(?:و|[,:]\s+|{JOINS})\s*")
_PLACE_BEHIND = re.compile(
    r"\s+(?:في\s+(?!المئه|المايه|المائه|اليوم|الاسبوع|الشهر|عام|شهر|يوم|حين|ظل|حال)[^\W\d]|ب(?!عد|سبب|ين|دون|شكل)[^\W\d]{3})"
)
_JOINED = re.compile(rf"[^\d.;:“”]{{0,70}}?,?\s*{JOINS}")
_SHARED = re.compile(r"[^\d.;:“”]{0,70}?,?\s*و\s*")
_THEIR_NUMBER = re.compile(
    r"(?<!\w)[وف]?(?P<number>العدد|عددهم|عددهن|الرقم)(?:\s+(?:الاجمالي|الكلي|قد|الان|حاليا))*\s*[“\"]?\s*"
    r"[^\d.;:]{0,24}?(?:بلغ|وصل|ارتفع|لا يقل|يقل|يتجاوز|تجاوز|يصل|يقدر|ناهز|يناهز|يبلغ|فاق|يفوق|كان)[^\d.;:،,]{0,24}\Z"
)
_WHOLE = (
    r"(?:من\s+)?(?:بين|ضمن)\s+{}(?:\s+ال\w+){{0,2}}"
    r"(?:\s*,\s*(?:وفق|بحسب|حسب|وفقا ل|استنادا الي)[^,\d]{{2,40}})?\s*,?\s*\Z"
)
_FAR = 130
_HUNDRED = 100
_NAMED = "ar.part.named"


def part_of(view: str, quantity: Quantity, counted: Counted, found: list[Bound], aside: int) -> Bound | None:
    """A part of the number before: "بينهم 41 طفلا و28 امرأة", "ثلاثة منهم". Nothing if people were left aside since."""
    if not found or (quantity.noun and quantity.one) or aside > found[-1].quantity.end:
        return None
    last = found[-1]
    between = view[last.counted[1] : quantity.begin]
    theirs = counted.words[:1] in (("منهم",), ("منهن",))
    opened = last.part_of is None and _THEY_ARE.fullmatch(between) is not None and counted.unit is not None
    among = opened or _AMONG_BEFORE.search(view[last.quantity.end : quantity.begin]) is not None
    listed = last.part_of is not None or last.rule == _NAMED
    told = counted.unit is not None and quantity.high is not None and last.quantity.low is not None
    apposed = told and last.part_of is None and between.strip() in (",", ":", "-", "(") and not quantity.vague
    opened = opened or (apposed and (quantity.high or 0) < (last.quantity.low or 0))
    among = among or opened
    goes_on = listed and _GOES_ON.fullmatch(between) is not None
    if not (among or theirs or goes_on) or (counted.unit is None and not among):
        return None
    if theirs and _ahead(between):
        return None
    place = (quantity.start, quantity.end)
    end = max(quantity.end, counted.end)
    whole: Quantity | None = last.part_of or last.quantity
    rule = _NAMED if last.rule == _NAMED else "ar.part"
    if rule == _NAMED or (goes_on and not among and set(counted.words) & set(_OTHERS)):
        whole = None  # "others" are no part of those before
    return replace(last, quantity=quantity, rule=rule, trigger=place, counted=(place[1], end), part_of=whole)


def is_among(view: str, start: int, quantity: Quantity) -> bool:
    """Whether "among them" stands right before a number."""
    return _AMONG_BEFORE.search(view[max(start, quantity.begin - 20) : quantity.begin]) is not None


def part_of_named(
    view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon
) -> Bound | None:
    """A part of people who are named without a number: "من بين المعتقلين 350 طفلا", "قتلى بينهم خمسة أطفال"."""
    start = max(sentence.start, quantity.begin - _FAR)
    left = view[start : quantity.begin]
    among = _AMONG_BEFORE.search(left)
    if among is None and not re.search(r"(?<!\w)[وف]?(?:من )?(?:بين|ضمن) \w", left[-60:]):
        return None
    heads = lexicon.triggers("head")
    named = None
    for match in heads.pattern.finditer(left):
        near = re.fullmatch(_WHOLE.format(re.escape(match.group())), left[_lead(left, match.start()) :]) is not None
        if near or (among is not None and not re.search(r"\d|[.;]", left[match.end() : among.start()])):
            named = match
    if named is None or (among is None and counted.unit is None):
        return None
    place = (start + named.start(), start + named.end())
    return replace(bound_by(heads.which(named), quantity, place, (quantity.end, counted.end)), rule=_NAMED)


def _lead(left: str, place: int) -> int:
    """Where "from among" starts that stands right before a place."""
    match = re.search(r"(?<!\w)(?:[وف]?من\s+)?(?:بين|ضمن)\s+\Z", left[:place])
    return match.start() + (left[match.start()] in "وف") if match is not None else place


def _ahead(between: str) -> bool:
    """Whether a verb of another event stands right before "two of them": "توفي اثنان منهم"."""
    words = between.split()
    return bool(words) and words[-1].removeprefix("و").startswith(
        ("توف", "قتل", "مات", "لق", "استشهد", "فارق", "افرج", "اطلق")
    )


def and_one_more(view: str, quantity: Quantity, counted: Counted, found: list[Bound]) -> Bound | None:
    """A single person joined to the number right before: "أصيب طفلان وامرأة"."""
    if not found or not (quantity.noun and quantity.one) or view[found[-1].end : quantity.start].strip() != "و":
        return None
    if (found[-1].quantity.high or found[-1].quantity.low or 0) >= _HUNDRED:
        return None  # "6300 امرأة وطفل" are 6300 together
    rule = _NAMED if found[-1].rule == _NAMED else "ar.ellipsis"
    return replace(found[-1], quantity=quantity, rule=rule, counted=(quantity.end, counted.end))


def that_is(view: str, quantity: Quantity, counted: Counted, found: list[Bound]) -> Bound | None:
    """The same people in another unit: "805 آلاف لاجئ، أي ما يعادل 180 ألف أسرة"."""
    if not found or counted.unit is None:
        return None
    between = view[found[-1].end : quantity.begin]
    unit = found[-1].unit or Unit.PERSON
    if not (_EQUALS.match(between) or (unit is not counted.unit and _DASHED.fullmatch(between))):
        return None
    last = found[-1]
    shares = unit is counted.unit and re.search(r"بواقع|موزعين", between) is not None
    whole = (last.part_of or last.quantity) if shares else None
    return replace(last, quantity=quantity, rule="ar.that-is", counted=(quantity.end, counted.end), part_of=whole)


def and_there(view: str, quantity: Quantity, counted: Counted, found: list[Bound]) -> Bound | None:
    """The same at another place: "قتل 12 شخصا في حمص، وفي إدلب ثمانية أشخاص", "30 في حلب و2 في إدلب"."""
    if not found or (quantity.noun and not quantity.one):
        return None
    between = view[found[-1].counted[1] : quantity.begin]
    opened = _THEY_ARE.fullmatch(between) is not None
    listed = (opened or _NEXT_PLACE.fullmatch(between)) and _PLACE_BEHIND.match(view, quantity.end)
    if quantity.noun and not (listed and found[-1].part_of is not None):
        return None
    other = _OTHER_PLACE.fullmatch(between) and counted.unit is not None
    if not (other or (listed and (counted.unit is None or quantity.noun))):
        return None
    whole = found[-1].quantity if opened else found[-1].part_of
    place = (quantity.end, counted.end)
    return replace(found[-1], quantity=quantity, rule="ar.ellipsis.place", counted=place, part_of=whole)


def number_of_them(
    view: str, sentence: Sentence, quantity: Quantity, counted: Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    """A number of people named before: "العائدون ... عددهم وصل إلى 21 ألفا", "قتل 42، وتقول منظمات إن العدد بلغ 40"."""
    start = max(sentence.start, quantity.start - _FAR)
    left = view[start : quantity.start]
    match = _THEIR_NUMBER.search(left)
    if match is None:
        return None
    place = (start + match.start("number"), start + match.end("number"))
    if found:
        last = found[-1]
        return replace(
            last, quantity=quantity, rule="ar.number", trigger=place, counted=(quantity.end, counted.end), part_of=None
        )
    heads = lexicon.triggers("head")
    named = max(heads.pattern.finditer(left, 0, match.start()), key=lambda item: item.start(), default=None)
    if named is None:
        return None
    return replace(bound_by(heads.which(named), quantity, place, (quantity.end, counted.end)), rule="ar.number")


def and_besides(view: str, quantity: Quantity, counted: Counted, found: list[Bound]) -> Bound | None:
    """More people to whom the same happened: "قتل سبعة أشخاص، إلى جانب طفلين"."""
    if not found or counted.unit is None or not _JOINED.fullmatch(view[found[-1].counted[1] : quantity.begin]):
        return None
    return replace(found[-1], quantity=quantity, rule="ar.ellipsis", counted=(quantity.end, counted.end))


def shared_verb(view: str, open_ones: list[tuple[Quantity, Counted]], bound: Bound) -> list[Bound]:
    """Numbers ahead of another whose verb is theirs too: "3000 شخص في الشمال، و1200 في الجنوب نزحوا"."""
    if not bound.rule.endswith((".after", ".roof")) or bound.trigger[0] < bound.quantity.end:
        return []
    found: list[Bound] = []
    begin = bound.quantity.begin
    for quantity, counted in reversed(open_ones):
        if not _SHARED.fullmatch(view[counted.end : begin]):
            break
        whole = replace(bound, quantity=quantity, counted=(quantity.end, counted.end), unit=counted.unit or Unit.PERSON)
        found.insert(0, whole)
        begin = quantity.begin
    return found
