"""Numbers as Arabic writes them: digits with a scale and its rest, number words, and nouns that are numbers themselves.

The rules kept here: "816 ألفا و700" is one number; the article before a number is no part of it; a dual ("قتيلان") is
two people and a singular beside a number one; "two" behind a dual only repeats it.
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
    regular = {dual: single for dual, single in found.items() if dual not in data["persons"]}
    return {**regular, **data["duals"]}


@cache
def arabic_numbers(digits: str) -> re.Pattern[str]:
    """The pattern of every number; `digits` is that of figures. Its groups say what kind of number was found."""
    from tawthiq.reading.lexicon import load_lexicon

    data = load_lexicon("ar").data
    numbers = data["numbers"]
    units, scales, teens, vague = ("|".join(longest(numbers[key])) for key in ("units", "scales", "teens", "vague"))
    nouns = "|".join(longest(list(dual_nouns())))
    singles = "|".join(longest(data["singles"]))
    more = rf"(?:\s+و?(?:{units}|{scales})(?!\w))*"
    return re.compile(
        rf"(?<!\w)(?:[وفبلك]|لل)?(?:(?P<vague>(?:{vague})(?!\w))"
        rf"|(?<![/.,])(?:ال)?(?P<digits>\d+,\d{{1,2}}(?=\s+(?:{scales})(?!\w))|{digits})(?:\s+(?P<scale>{scales})(?!\w)(?:\s+و(?P<rest>\d{{1,3}})(?![.,]?\d|\w|\s+(?:{scales})(?!\w)))?)?(?![\w%/]|:\d|[.,]\d)"
        rf"|(?:ال(?=\w+\s+(?:الاف|الف|مليون|ملايين|عشر|عشره)(?!\w)))?(?P<words>(?:(?:{teens})\s+(?=عشر)|(?:{units}|الف|مليون)(?!\w)){more}(?:(?:{units})(?!\w))?{more})"
        rf"(?:(?<=الاف)\s+و(?P<added>\d{{1,3}})(?![.,]?\d|\w|\s+(?:{scales})(?!\w)))?"
        rf"|(?P<dual>(?:{nouns})(?!\w))|(?P<single>(?:{singles})(?!\w)))"
    )


def rest(words: str | None) -> int:
    """What is added behind a scale: "816 ألفا و700"."""
    return int(words) if words else 0
