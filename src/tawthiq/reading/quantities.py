"""Numbers as reports write them: digits, words, ranges, orders of magnitude, and the hedge in front.

The rules kept here:

- "3,57,243", "seven lakh", "1.2 million", "half a million", "twelve" and "17 ألف" have one value; "400-500"
  is a range; "hundreds" has none.
- Money, clock times, dates, ages, percentages and numbered things ("category 4") are no quantities at all.
  Whether a quantity counts people is decided later, by the words around it.
- A hedge belongs to the number it stands right before, glued or not ("at least140,000").
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.reading.numerals import number_pattern
from tawthiq.reading.numerals_arabic import lone_person, point_first, rest
from tawthiq.terms.figures import Hedge

_RANGE = re.compile(r"\s*(?:-|–|—|to|and|or|الي|و|او|à|et|ou|a|y|o|до|и|та|і|or)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\bbetween|بين|ما بين|\bentre|\bмежду|\bміж|\bfrom|\bde|\bот|\bвід)\s+$", re.IGNORECASE)
#: "at least 13 and as many as 46" is one range.
_UP_TO = re.compile(
    r"\s+(?:and|or|but|and possibly|and perhaps)\s+(?:as many as|up to|perhaps|possibly|at most)\s+", re.IGNORECASE
)
_NEEDS_BETWEEN = frozenset({"and", "و", "et", "y", "и", "та", "і", "a", "до"})
_MONTH_BEFORE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s*(?:\d{1,2}\s*(?:and|or|to|-|–|,)\s*)?\Z"
)
_NUMBER_AND = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)(?: [\w-]+){1,3},? and \Z", re.IGNORECASE
)
_ARABIC_SHARE = re.compile(r"\s*(?:%|(?:في\s+ال|بال|في\s+)(?:مئه|مائه|ميه)(?!\w))")
_RATIO_AHEAD = re.compile(
    r"\s+(?:out of|in)(?: every)? (?:two|three|four|five|six|seven|eight|nine|ten|\d{1,3})"
    r" (?:people|persons|children|women|men|families|households|residents|civilians|refugees|families)\b",
    re.IGNORECASE,
)
_RATIO_BEHIND = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|\d+) (?:out of|in)(?: every)? \Z", re.IGNORECASE
)
#: Groups that only add to a number of digits or of words.
_BELONGS = {"scale": "digits", "short": "digits", "rest": "digits", "added": "words"}
_LEFT = 60
_MOST_DIGITS = 12
_LAST_DAY = 31
_OLDEST = 100


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in the view. ``noun`` marks an Arabic dual or singular: the counted word is the number."""

    start: int
    end: int
    low: float | None
    high: float | None
    vague: str = ""
    hedge: Hedge = Hedge.EXACT
    hedge_start: int = -1
    hedge_end: int = -1
    year_like: bool = False
    one: bool = False
    noun: bool = False

    @property
    def begin(self) -> int:
        """Where the quantity starts with its hedge, if one stands right before it."""
        near = 0 <= self.hedge_start < self.start and self.start - self.hedge_end <= 24
        return self.hedge_start if near else self.start


def find_quantities(view: str, start: int, end: int, lexicon: Lexicon) -> list[Quantity]:
    """The quantities between two places of the view, ranges joined, hedges bound, in order."""
    found: list[Quantity] = []
    for match in number_pattern(lexicon.language).finditer(view, start, end):
        quantity = _measure(match, lexicon)
        if quantity is not None and quantity.low and quantity.low == quantity.high and not quantity.vague:
            quantity = _with_family(view, quantity, start, lexicon)
        if quantity is None or _refused(view, quantity, start, lexicon):
            continue
        if found and _said_again(view, found[-1], quantity):
            found[-1] = replace(found[-1], end=quantity.end + 1)
            continue
        joined = _joined(view, found[-1], quantity, start) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(quantity)
    if lexicon.language == "ar":
        found = [_marked(view, quantity, end) for quantity in found]
        found = [item for place, item in enumerate(found) if not (place and _repeats(view, found[place - 1], item))]
    hedged = [_hedged(view, quantity, start, lexicon) for quantity in found]
    return [_one_of(view, _no_year(quantity, lexicon), lexicon) for quantity in hedged]


def _no_year(quantity: Quantity, lexicon: Lexicon) -> Quantity:
    """In Arabic a year never stands right behind a hedge: "أكثر من 1900" counts something."""
    hedged = lexicon.language == "ar" and quantity.year_like and quantity.hedge is not Hedge.EXACT
    return replace(quantity, year_like=False) if hedged and quantity.begin < quantity.start else quantity


def _marked(view: str, quantity: Quantity, end: int) -> Quantity:
    """A number of its own in brackets or quotation marks, with them: "أكثر من «200» شخص"."""
    pair = view[max(0, quantity.start - 1) : quantity.start] + view[quantity.end : min(end, quantity.end + 1)]
    if pair not in ("()", "“”", '""', '“"', '"”') or quantity.noun:
        return quantity
    left = view[max(0, quantity.start - 1 - _LEFT) : quantity.start - 1]
    if quantity.year_like and _hedge_pattern("ar").search(left) is None:
        return quantity
    return replace(quantity, start=quantity.start - 1, end=quantity.end + 1)


def _repeats(view: str, before: Quantity, quantity: Quantity) -> bool:
    """Whether "two" only repeats the dual right before it: "شخصين اثنين"."""
    twice = before.noun and before.low == quantity.low == 2
    return twice and not quantity.noun and not view[before.end : quantity.start].strip()


def _measure(match: re.Match[str], lexicon: Lexicon) -> Quantity | None:
    numbers = lexicon.data["numbers"]
    kind = _BELONGS.get(str(match.lastgroup), str(match.lastgroup))
    start, end = match.start(kind), match.end()
    words = re.sub(r"\s+", " ", match.group(kind).lower())
    if kind == "vague":
        return Quantity(start, end, None, None, vague=str(numbers["vague"][words]))
    if kind in ("dual", "single"):
        count = 2 if kind == "dual" else 1
        return Quantity(start, end, count, count, noun=True, one=count == 1)
    if kind == "lone":
        return _lone(match)
    if kind == "words":
        number = _count(words.replace("-", " "), lexicon.language) + rest(match.groupdict().get("added"))
        return Quantity(start, end, number, number, one=number == 1)
    words = point_first(words)
    plain_value = _digits(words.replace(",", ".") if _comma_is_point(words) else words)
    if plain_value is None:
        return None
    value = _scaled(plain_value, match.groupdict().get("short"), match.groupdict().get("scale"), numbers)
    value += rest(match.groupdict().get("rest"))
    plain = words.isdigit() and end == match.end("digits")
    return Quantity(start, end, value, value, year_like=plain and 1900 <= value <= 2099, one=value == 1)


def _lone(match: re.Match[str]) -> Quantity | None:
    """One person in Arabic words, "قتيل واحد"; "هجوم واحد" counts nobody."""
    start, end = match.span("lone")
    kind = lone_person(match.group("lone"))
    if kind is None:
        return None
    start = start if kind == "noun" else match.string.index("واحد", start)
    return Quantity(start, end, 1, 1, noun=kind == "noun", one=True)


def _comma_is_point(words: str) -> bool:
    """Whether the comma is a point: "1,5" is one and a half, "1,500" fifteen hundred."""
    return re.fullmatch(r"\d+,\d{1,2}", words) is not None


def _digits(words: str) -> float | None:
    plain = words.replace(",", "").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain) and not plain.startswith("0"):
        plain = plain.replace(".", "")
    if len(plain) > _MOST_DIGITS:
        return None
    return float(plain) if "." in plain else int(plain)


def _scaled(value: float, short: str | None, scale: str | None, numbers: dict[str, dict[str, int]]) -> float:
    times = 1
    if short:
        times = {"k": 1000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}[short.strip().lower()]
    elif scale:
        times = numbers["scales"][scale.lower()]
    return _whole(value * times)


def _whole(value: float) -> float:
    near = round(value)
    return near if abs(value - near) < 1e-6 else round(value, 6)


def _count(words: str, language: str) -> float:
    numbers = load_numbers(language)
    total: float = 0
    current: float = 0
    half = words.startswith("half ")
    quarter = "quarter of" in words
    if " and a half " in words:  # "two and a half thousand"
        ones, scale = words.split(" and a half ")
        return _whole((numbers["units"][ones] + 0.5) * numbers["scales"][scale])
    for match in _number_words(language).finditer(words):
        word = match.group()
        if word in numbers["scales"] and (current or word not in numbers["units"]):
            times = numbers["scales"][word]
            current = max(current, 1) * times
            if times >= 1000:
                total, current = total + current, 0
        else:
            current += numbers["units"].get(word, numbers.get("teens", {}).get(word, 0))
    value = total + current
    return _whole(value / 2 if half else value / 4 if quarter else value)


@cache
def _number_words(language: str) -> re.Pattern[str]:
    numbers = load_numbers(language)
    known = [*numbers["units"], *numbers["scales"], *numbers.get("teens", {})]
    prefix = r"(?:(?<!\w)|(?<=(?<!\w)و))" if language == "ar" else r"(?<!\w)"
    return re.compile(
        rf"{prefix}(?:{'|'.join(re.escape(word) for word in sorted(known, key=len, reverse=True))})(?!\w)"
    )


def load_numbers(language: str) -> dict[str, dict[str, int]]:
    """The number words of a language: units, scales and, in Arabic, the ones before ten."""
    found: dict[str, dict[str, int]] = load_lexicon(language).data["numbers"]
    return found


def _refused(view: str, quantity: Quantity, start: int, lexicon: Lexicon) -> bool:
    left = view[max(start, quantity.start - _LEFT) : quantity.start]
    if lexicon.language == "ar":
        share = _ARABIC_SHARE.match(view, quantity.end) is not None
        return share or lexicon.pattern("number_before_reject", r"(?<!\w){}").search(left) is not None
    if _piece(view, quantity, left) or (lexicon.language == "en" and _refused_english(view, quantity, left, lexicon)):
        return True
    return (
        lexicon.pattern("money_before", "{}").search(left) is not None
        or lexicon.pattern("ordinal_words_before", "{}").search(left) is not None
    )


def _piece(view: str, quantity: Quantity, left: str) -> bool:
    """Whether the digits are a piece of a date or code, a share, degrees or an age."""
    right = view[quantity.end : quantity.end + 12].lower()
    if re.match(r"-\d+-", right) or re.search(r"\d+-\d+-$", left) or (re.search(r"\d-$", left) and right[:1] == "-"):
        return True
    return re.match(r"\s*(?:%|per ?cent|°|-?years?-old)", right) is not None


def _people_next(view: str, end: int, lexicon: Lexicon) -> bool:
    """Whether the number is one of people, not an age or a day: "over 53 lives", "on 3 March 15 villagers"."""
    people = r"\s+(?:more|killed|arrested|detained|feared|(?:[\w'-]+\s+){0,2}?(?:{}))\b"
    return lexicon.pattern("persons", people).match(view, end, end + 60) is not None


def _refused_english(view: str, quantity: Quantity, left: str, lexicon: Lexicon) -> bool:
    """A share ("nine out of ten people"), "a soldier" that stands beside no number, an age, a day of a month."""
    if quantity.noun:
        return _NUMBER_AND.search(left) is None
    if _RATIO_AHEAD.match(view, quantity.end) or _RATIO_BEHIND.search(left):
        return True
    low = quantity.low
    age = low is not None and low < _OLDEST and lexicon.pattern("under_age", "{}").search(left) is not None
    day = low is not None and low <= _LAST_DAY and _MONTH_BEFORE.search(left) is not None
    return (age or day) and not _people_next(view, quantity.end, lexicon)


def _with_family(view: str, quantity: Quantity, start: int, lexicon: Lexicon) -> Quantity:
    """One number for "a mother and her three children": the one who is named without a number is counted too."""
    if "family_before" not in lexicon.data:
        return quantity
    first = max(start, quantity.start - _LEFT)
    match = lexicon.pattern("family_before", "{}").search(view[first : quantity.start])
    behind = lexicon.pattern("family_behind", "{}").match(view, quantity.end)
    if match is None and behind is not None and quantity.low is not None:
        more = quantity.low + (2 if behind.group("pair") else 1)
        return replace(quantity, low=more, high=more)
    if match is None or quantity.low is None:
        return quantity
    more = quantity.low + (2 if match.group("pair") else 1)
    return replace(quantity, start=first + match.start("who"), low=more, high=more)


def _joined(view: str, before: Quantity, after: Quantity, start: int) -> Quantity | None:
    """One range out of two numbers: "400-500", "400 to 500", "between 400 and 500"."""
    between = view[before.end : after.start]
    if _UP_TO.fullmatch(between) and before.low is not None and before.low == before.high and after.high is not None:
        return replace(before, end=after.end, high=after.high) if before.low < after.high else None
    if before.low is None or after.high is None or before.low != before.high or before.noun or after.noun:
        return None
    if len(between) > 6 or not between or not _RANGE.match(between) or before.low >= after.high:
        return None
    if between.strip().lower() in _NEEDS_BETWEEN:
        hedge = view[max(start, before.start - 24) : before.start]
        if not _BETWEEN.search(hedge):
            return None
    low = before.low
    scale = _lent_scale(view, before, after)
    return replace(
        before,
        end=after.end,
        low=low * scale,
        high=after.high,
        year_like=before.year_like and after.year_like,
    )


def _said_again(view: str, before: Quantity, after: Quantity) -> bool:
    """Whether a number in brackets only repeats the one before it: "forty (40) people"."""
    bracketed = view[before.end : after.start] == " (" and view[after.end : after.end + 1] == ")"
    return bracketed and before.low is not None and before.low == after.low


def _lent_scale(view: str, before: Quantity, after: Quantity) -> int:
    """In "2 to 3 million" and "20-30,000" the first number borrows the scale of the second."""
    if before.low is None or after.high is None or not view[before.start : before.end].isdigit():
        return 1
    for scale in (1_000_000, 1000):
        if after.high >= scale and before.low < 1000 and before.low * scale < after.high:
            return scale
    return 1


def _hedged(view: str, quantity: Quantity, start: int, lexicon: Lexicon) -> Quantity:
    hedges = lexicon.hedges("hedges")
    left_start = max(start, quantity.start - _LEFT)
    left = view[left_start : quantity.start]
    found: Hedge | None = None
    at = len(left)
    pattern = _hedge_pattern(lexicon.language)
    for _ in range(2):
        match = pattern.search(left[:at])
        if match is None:
            break
        hedge = hedges.classify(match.group("hedge"))
        if found is None or found is Hedge.ABOUT:
            found = hedge
        at = match.start("hedge")
    if found is not None:
        end = left_start + len(left.rstrip())
        return _bounded(replace(quantity, hedge=found, hedge_start=left_start + at, hedge_end=end))
    return quantity


@cache
def _hedge_pattern(language: str) -> re.Pattern[str]:
    source = load_lexicon(language).hedges("hedges").source
    prefix = r"(?<!\w)[وفبل]?" if language == "ar" else r"(?<!\w)"
    filler = r"\s*[وب]?" if language == "ar" else r"\s*(?:(?:another|a further|an additional|the|a)\s+)?"
    return re.compile(rf"{prefix}(?P<hedge>{source}){filler}$", re.IGNORECASE)


def _one_of(view: str, quantity: Quantity, lexicon: Lexicon) -> Quantity:
    """In Russian and Ukrainian "около тысячи" is about a thousand, though "тысячи" alone are thousands."""
    if not quantity.vague or quantity.hedge is Hedge.EXACT:
        return quantity
    value = lexicon.data["numbers"].get("one_of", {}).get(view[quantity.start : quantity.end].lower())
    return quantity if value is None else _bounded(replace(quantity, vague="", low=value, high=value))


def unhedged(quantity: Quantity, between: str, lexicon: Lexicon) -> Quantity:
    """The quantity without an upper bound that only leads up to it: "the toll rose to", "выросло до"."""
    leads = lexicon.data.get("leads_to")
    if leads is None or quantity.hedge is not Hedge.UP_TO or quantity.high is None:
        return quantity
    if not re.search(rf"(?<!\w)(?:{leads})\s*\Z", between, re.IGNORECASE):
        return quantity
    return replace(quantity, low=quantity.high, hedge=Hedge.EXACT, hedge_start=-1, hedge_end=-1)


def hedge_with(quantity: Quantity, hedge: Hedge, start: int, end: int) -> Quantity:
    """The quantity under a hedge found elsewhere (after it, or in the verb), unless it has its own."""
    if quantity.hedge is not Hedge.EXACT:
        return quantity
    return _bounded(replace(quantity, hedge=hedge, hedge_start=start, hedge_end=end))


def _bounded(quantity: Quantity) -> Quantity:
    """A lower bound has no upper end, an upper bound no lower one; a range keeps both."""
    if quantity.low is None or quantity.low != quantity.high:
        return quantity
    if quantity.hedge is Hedge.AT_LEAST:
        return replace(quantity, high=None)
    if quantity.hedge is Hedge.UP_TO:
        return replace(quantity, low=None)
    return quantity
