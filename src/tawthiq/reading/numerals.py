"""How numbers are written in each language: digits with marks and scales, words, orders of magnitude.

Arabic has a module of its own, `numerals_arabic`.

The rules kept here: digits glued to a letter, a sign or another number are none, except behind a hedge that a PDF
glued to them ("at least140,000"); a number word is a whole word.
"""

import re
from functools import cache

from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.numerals_arabic import arabic_numbers, longest

_DIGITS = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?![\d.])|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)?"
_BEFORE = (
    r"(?:(?<![\w.,/$€£¥₹%:#+])(?<!(?<!\d)[-–])|(?<=\bleast)|(?<=\bthan)|(?<=\babout)|(?<=\bsome)|(?<=\bover)"
    r"|(?<=\n[-–]))"
)
_AFTER = (
    r"(?![\w%/]|:\d|[.,]\d"
    r"|-(?:year|day|month|week|hour|minute|metre|meter|km|mile|foot|storey|strong|member))"
)
#: One person beside a number: "two militants and a soldier were killed".
_ONE_MORE = (
    "soldier|civilian|policeman|policewoman|police officer|officer|child|boy|girl|woman|man|guard|militant|rebel"
    "|fighter|gunman|journalist|teacher|doctor|nurse|worker|driver|baby|peacekeeper|bystander|protester|villager|farmer"
)


@cache
def number_pattern(language: str) -> re.Pattern[str]:
    """What a number looks like; its named groups say how it is written."""
    if language == "ar":
        return arabic_numbers(_DIGITS)
    return _english_numbers(language) if language == "en" else _european_numbers(language)


def _english_numbers(language: str) -> re.Pattern[str]:
    numbers = load_lexicon(language).data["numbers"]
    units, scales, vague = ("|".join(longest(numbers[key])) for key in ("units", "scales", "vague"))
    joined = r"(?:[\s-]+|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+|(?<=million)\s+and\s+)"
    words = (
        rf"(?:half|(?:a )?quarter of)\s+an?\s+(?:{scales})"
        rf"|(?:{units})\s+and\s+a\s+half\s+(?:{scales})"
        rf"|an?\s+(?:{scales})(?:{joined}(?:{units}|{scales}))*"
        rf"|(?:{units})(?:{joined}(?:{units}|{scales}))*"
    )
    return re.compile(
        rf"(?P<vague>(?<![\w-])(?:{vague})(?![\w-]))"
        rf"|{_BEFORE}(?P<digits>{_DIGITS})(?:(?P<short>(?:k|m|mn|bn)|\s(?-i:M))\b|[\s-]?(?P<scale>{scales})\b)?{_AFTER}"
        rf"|(?<![\w'-])(?P<words>{words})(?![\w']|-(?!{scales}))"
        rf"|(?<=\band )(?P<single>an?)(?=\s(?:[\w-]+\s)?(?:{_ONE_MORE})\b)",
        re.IGNORECASE,
    )


def _european_numbers(language: str) -> re.Pattern[str]:
    """Digits with a decimal comma, scales behind them, and number words in any order they are written in."""
    numbers = load_lexicon(language).data["numbers"]
    units, scales, vague = ("|".join(longest(numbers[key])) for key in ("units", "scales", "vague"))
    joined = rf"(?:[\s-]+(?:(?:{numbers['and']})[\s-]+)?)"
    words = rf"(?:{units}|{scales})(?!\w)(?:{joined}(?:{units}|{scales})(?!\w))*"
    digits = rf"\d+,\d{{1,2}}(?=\s*(?:{scales})(?!\w))|{_DIGITS}"
    return re.compile(
        rf"(?P<vague>(?<![\w-])(?:{vague})(?![\w-]))"
        rf"|{_BEFORE}(?P<digits>{digits})(?:\s*(?P<scale>{scales})(?!\w))?{_AFTER}"
        rf"|(?<![\w'-])(?P<words>{words})(?![\w'-])",
        re.IGNORECASE,
    )
