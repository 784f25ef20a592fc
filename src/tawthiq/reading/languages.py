"""Which language a report is in, by its script and its small words.

The rule kept here: the beginning of the text decides. A text whose script and words fit none of the languages
with a lexicon is ``und``: no figures are looked for rather than wrong ones found.
"""

import re
from functools import cache

from tawthiq.reading.lexicon import load_marks

LANGUAGES = ("en", "ar", "fr", "es", "ru", "uk")
_SAMPLE = 4000
_LATIN = ("en", "fr", "es")
_RUSSIAN = frozenset("ыэъё")
_UKRAINIAN = frozenset("іїєґ")
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0621-\u064a]")
_ASCII = re.compile("[A-Za-z]")
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)


def tell_language(view: str) -> str:
    """``en``, ``ar``, ``fr``, ``es``, ``ru``, ``uk``, or ``und``."""
    sample = view[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    arabic = len(_ARABIC.findall(sample))
    if arabic * 2 > letters:
        return "ar"
    if len(_CYRILLIC.findall(sample)) * 2 > letters:
        return _tell_cyrillic(sample.lower())
    latin = len(_ASCII.findall(sample))
    return _tell_latin(sample) if latin * 2 > letters else "und"


def _tell_cyrillic(sample: str) -> str:
    russian = sum(char in _RUSSIAN for char in sample)
    ukrainian = sum(char in _UKRAINIAN for char in sample)
    if russian == ukrainian:
        marks = {language: len(_marks(language).findall(sample)) for language in ("ru", "uk")}
        return "uk" if marks["uk"] > marks["ru"] else "ru"
    return "uk" if ukrainian > russian else "ru"


def _tell_latin(sample: str) -> str:
    words = sample.count(" ") + 1
    marks = {language: len(_marks(language).findall(sample)) for language in _LATIN}
    best = max(_LATIN, key=lambda language: marks[language])
    if marks[best] * 14 >= words and marks[best]:
        return best
    return "en" if words < 12 else "und"


@cache
def _marks(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{load_marks()[language]})(?!\w)", re.IGNORECASE)
