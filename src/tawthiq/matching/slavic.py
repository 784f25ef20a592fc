"""Ukrainian and Russian names: the sound of Cyrillic letters, and of Latin words that were Cyrillic once.

One key must meet every romanisation (the Ukrainian table of 2010, BGN/PCGN, ISO 9, GOST, ICAO, the habits of
the French and German press: Шевченко, Shevchenko, Chevtchenko, Ševčenko, Schewtschenko) and both languages,
for a person of Ukraine stands in Ukrainian on one list and in Russian on the next:

1. г, ґ and х are one letter (Ukrainian г is h, Russian г is g, ISO 9 writes х as h): h. With it ح and ه of
   Arabic names written in Cyrillic are met as well (Хасан, Ибрагим). A final г is kept, a final х goes like
   the final h of Arabic.
2. ч, ш and щ are one letter, ж is z, ц is t and s, в and ф are f, дж is j.
3. е in front of a word is a vowel in both languages (Єфименко, Ефименко, Yefymenko, Efimenko); я, ю and йо
   are y and a vowel.
4. A Latin word is read by these rules, and not as Arabic, when its end is one of a Slavic family name or
   patronymic (``latin_endings``), or when it is a given name that a romanisation table makes of a Ukrainian or
   Russian one (`tawthiq.matching.variants`).
5. A patronymic says the father's name: its end is taken off (Іванович, Іванівна, Ivanovich → Іван).

German s for з and z for ц are not told from s and z: there the keys differ, except in given names.
The tables and lists with their sources are in ``lexicon/slavic.yaml``.
"""

import re
from functools import cache

from tawthiq.matching.folding import fold
from tawthiq.matching.lexicon import load_lexicon

A, I, U = 1, 2, 4  # noqa: E741
Letters = list[tuple[str, int]]
KEPT_H = "H"
"""An h that stays at the end of a word."""

_CONSONANTS = {
    "б": "b", "в": "f", "г": KEPT_H, "д": "d", "ж": "z", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n", "п": "b",
    "р": "r", "с": "s", "т": "t", "ф": "f", "х": "h", "ц": "ts", "ч": "c", "ш": "c", "щ": "c", "дж": "j",
}  # fmt: skip
_VOWELS = {"а": A, "е": A | I, "и": I, "о": U, "у": U, "ю": U | I, "я": A | I}
_CYRILLIC_UNIT = re.compile("дж|.")
_LATIN_UNITS = {
    "schtsch": "c", "shtch": "c", "chtch": "c", "shch": "c", "dsch": "j", "tsch": "c", "tch": "c",
    "sch": "c", "dzh": "j", "shh": "c", "sh": "c", "ch": "c", "cz": "c", "sz": "c", "zh": "z", "kh": "h",
    "gh": KEPT_H, "th": "t", "ph": "f", "ts": "ts", "tz": "ts", "c": "ts", "x": "ks", "w": "f", "v": "f", "g": KEPT_H,
    "h": KEPT_H, "q": "k", "p": "b",
}  # fmt: skip
_LATIN_UNITS |= {letter: letter for letter in "bdfklmnrstz"}
_LATIN_VOWELS = {"a": A, "e": A | I, "i": I, "j": I, "y": I, "o": U, "u": U}
_LATIN_UNIT = re.compile("schtsch|shtch|chtch|shch|dsch|tsch|tch|sch|dzh|shh|sh|ch|cz|sz|zh|kh|gh|th|ph|ts|tz|.")
_FRENCH_ZH = re.compile("^j(?=ou|[bcdfghklmnpqrstvwz])")


def _sounds(units: list[str], consonants: dict[str, str], vowels: dict[str, int]) -> Letters:
    letters: Letters = []
    for unit in units:
        sound = consonants.get(unit, "")
        if len(sound) == 2:
            letters += [(sound[0], 0), (sound[1], 0)]
        else:
            letters.append((sound, vowels.get(unit, 0)))
    return letters


def cyrillic_letters(word: str) -> Letters:
    """The consonants of a folded Cyrillic word, each with the vowels it stands for."""
    letters = _sounds(_CYRILLIC_UNIT.findall(word), _CONSONANTS, _VOWELS)
    if word[0] in "юя" or (word[0] == "и" and word[1:2] in {"о", "у", "а", "ю", "я"}):
        letters[:1] = [("y", 0), letters[0]] if word[0] in "юя" else [("y", 0)]
    return letters


def slavic_letters(word: str) -> Letters:
    """The same for a folded Latin word that is read as a Slavic one."""
    word = _FRENCH_ZH.sub("zh", word)
    letters = _sounds(_LATIN_UNIT.findall(word), _LATIN_UNITS, _LATIN_VOWELS)
    if word[0] in "yij" and word[1:2] in {"a", "o", "u"}:
        letters[0] = ("y", 0)
    return letters


@cache
def _ending() -> re.Pattern[str]:
    lexicon = load_lexicon("slavic")
    ends = sorted({fold(str(end)) for end in lexicon["latin_endings"]}, key=len, reverse=True)
    return re.compile(f"[a-z]{{2,}}(?:{'|'.join(ends)})")


@cache
def _not_endings() -> frozenset[str]:
    return frozenset(load_lexicon("slavic")["latin_endings_not"])


def reads_as_slavic(word: str) -> bool:
    """Whether a folded Latin word ends as a Ukrainian or Russian family name or patronymic does."""
    return len(word) > 4 and bool(_ending().fullmatch(word)) and word not in _not_endings()


@cache
def _patronymic_ends() -> tuple[tuple[str, ...], ...]:
    lexicon = load_lexicon("slavic")

    def ends(*fields: str) -> tuple[str, ...]:
        words = {fold(str(end)) for field in fields for end in lexicon[field]}
        return tuple(sorted(words, key=lambda end: (-len(end), end)))

    return (
        ends("patronymic_male_sure", "patronymic_latin_male"),
        ends("patronymic_female", "patronymic_latin_female"),
        ends("patronymic_male_whole"),
    )


def is_patronymic(word: str) -> bool:
    """Whether a folded word has the end of a patronymic (a family name may have it too)."""
    male, female, whole = _patronymic_ends()
    return (len(word) > 5 and word.endswith((*male, *female))) or word in whole


def is_daughter_of(word: str) -> bool:
    """Whether a folded word is a patronymic of a woman: no family name looks so."""
    return len(word) > 5 and word.endswith(_patronymic_ends()[1])


def father_of(patronymic: str) -> str:
    """What is left of a folded patronymic without its end: the father's name or its stem.

    >>> father_of("иванович"), father_of("сергиивна"), father_of("ivanovich")
    ('иван', 'серги', 'ivan')
    """
    male, female, whole = _patronymic_ends()
    if patronymic in whole:
        return patronymic.removesuffix("ич")
    for end in sorted((*male, *female), key=len, reverse=True):
        stem = patronymic.removesuffix(end)
        if stem != patronymic and len(stem) > 1:
            return stem
    return patronymic
