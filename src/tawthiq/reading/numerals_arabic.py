"""Numbers as Arabic writes them: digits with a scale and its rest, number words, and nouns that are numbers themselves.

The rules kept here: "816 ألفا و700" is one number; the article before a number is no part of it; a dual ("قتيلان") is
two people and a singular beside a number one, as is "قتيل واحد"; "two" behind a dual only repeats it; "هجوم واحد"
counts nobody; "8ر1 مليون" is 1.8 million, the point typed from right to left.
"""

import re
from functools import cache


def longest(words: dict[str, object] | list[str]) -> list[str]:
    """The words as patterns, the longest first, any space between their parts."""
    return [re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=lambda word: (-len(word), word))]


@cache
def dual_nouns() -> dict[str, str]:
    """Arabic words for two people and the word for one: the lexicon's, and the regular dual of every person."""
    from tawthiq.reading.lexicon import load_lexicon

    data = load_lexicon("ar").data
    found: dict[str, str] = {}
    for word in data["persons"]:
        if word.endswith("ه"):
            found |= {word[:-1] + "تان": word, word[:-1] + "تين": word}
        elif word.endswith("ي") or len(word) > 2:
            found[word + "ان"] = word
    del found["طالبان"]  # the Taliban, not two students
    regular = {dual: single for dual, single in found.items() if dual not in data["persons"]}
    return {**regular, **data["duals"]}


@cache
def arabic_numbers(digits: str) -> re.Pattern[str]:
    """The pattern of every number; `digits` is that of figures. Its groups say what kind of number was found."""
    from tawthiq.reading.lexicon import load_lexicon

    data = load_lexicon("ar").data
    numbers = data["numbers"]
    units, scales, teens, vague = ("|".join(longest(numbers[key])) for key in ("units", "scales", "teens", "vague"))
    alike = [word for word in data["persons"] if word.endswith("ين")]
    nouns = "|".join(longest([*dual_nouns(), *alike]))
    singles = "|".join(longest(data["singles"]))
    tens = "(?:عشر|ثلاث|اربع|خمس|ست|سبع|ثمان|تسع)(?:ون|ين)"  # "مقتل واحد وستين"
    alone = rf"(?:(?<!\w)واحده?(?!\w)(?!\s+و{tens}))"  # "one and three wounded" are not four
    # "مقتل جندي وإصابة آخر": one more, but not "آخر الجنود", the last of them.
    other = r"(?<=\s)(?:اخر|اخري)(?=\s*(?:[.,;]|\Z)|\s+(?:في|ب\w+|علي|خلال|اثر|جراء|و\w+)(?!\w))"
    thousands = r"(?:\s+(?:الف|الفا)(?!\w))?"
    large = "|".join(
        f"(?<={word})" for word in ("الاف", "الف", "الفا", "الفين", "الفان", "مليون", "ملايين", "مليونين", "مليوني")
    )
    more = rf"(?:\s+و?(?:{units}|{scales})(?!\w))*"
    return re.compile(
        rf"(?<!\w)(?:[وفبلك]|لل)?(?:(?P<vague>(?:{vague})(?!\w))"
        rf"|(?<![/.,])(?:ال)?(?P<digits>\d+[,ر]\d{{1,2}}(?=\s+(?:{scales})(?!\w))|{digits})(?:\s+(?P<scale>{scales})(?!\w)(?:(?:\s+|(?<=الفا),\s+(?=و\d{{3}}\s))و(?P<rest>\d{{1,3}}{thousands})(?![.,]?\d|\w|\s+(?:{scales})(?!\w)))?)?(?![\w%/]|:\d|[.,]\d)"
        rf"|(?:ال(?=\w+\s+(?:الاف|الف|مليون|ملايين|عشر|عشره)(?!\w)|(?:مئ|مائ)\w+\s+و|الفين(?!\w)|مئتين(?!\w)|مليونين(?!\w)))?(?P<words>{alone}|(?:(?:{teens})\s+(?=عشر)|(?:{units}|الف|مليون)(?!\w)){more}(?:(?:{units})(?!\w))?{more})"
        rf"(?:(?:{large})\s+و(?P<added>\d{{1,3}}{thousands})(?![.,]?\d|\w|\s+(?:{scales})(?!\w)))?"
        rf"|(?P<lone>\w{{2,10}}\s+واحده?(?!\w)(?!\s+و(?:{tens})))"
        rf"|(?:ال)?(?P<dual>(?:{nouns})(?!\w))|(?P<single>(?:{singles})(?!\w)|{other}))"
    )


def rest(words: str | None) -> int:
    """What is added behind a scale: "816 ألفا و700", "مليون و200 ألف"."""
    if not words:
        return 0
    digits, *scale = words.split()
    return int(digits) * (1000 if scale else 1)


def point_first(words: str) -> str:
    """A decimal as typed from right to left: "8ر1" is 1.8."""
    part, point, whole = words.partition("ر")
    return f"{whole}.{part}" if point else words


def lone_person(words: str) -> str | None:
    """Whether "X one" counts a person (``noun``) or stands behind a verb of an event (``one``); else None."""
    from tawthiq.reading.lexicon import load_lexicon

    lexicon = load_lexicon("ar")
    word = words.split(maxsplit=1)[0]
    persons = lexicon.words("persons")
    if word in persons or word in lexicon.data["singles"]:
        return "noun"
    event = lexicon.triggers("before").pattern.fullmatch(word) or word in ("سوي", "الا", "منهم", "بينهم")
    return "one" if event else None
