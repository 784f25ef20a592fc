"""Words of estimates and refusals by their codes, in English and Arabic.

The rule: a code with its parameters is what is kept; the sentence is made from it in the language of whoever
reads. The sentences are in ``estimate_words.yaml``. Numbers are written with Latin digits in both languages. In
Arabic every value stands in an isolate, so that a name in other letters cannot turn its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("en", "ar")
_TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
#: Parameters that are codes of methods.
METHODS = frozenset({"method", "high_method", "low_method"})
#: Parameters that are sentences of this list already.
_SENTENCES = frozenset({"words", "help", "rows", "assumption"})

Words = Mapping[str, Mapping[str, Mapping[str, str]]]


@cache
def estimate_words() -> Words:
    """All words: group, code, language."""
    return dict(yaml.safe_load(files("tawthiq.terms").joinpath("estimate_words.yaml").read_text(encoding="utf-8")))


def tell(group: str, code: str, *, language: str = "en", **params: object) -> str:
    """The sentence of a code with its values put in; the code itself where it has no words.

    >>> tell("told", "caution", words="Mind the gap.")
    'Caution: Mind the gap.'
    """
    entry = estimate_words()[group].get(code)
    if entry is None:
        return code
    spoken = "ar" if language.startswith("ar") else "en"
    shown = {name: _write(name, value, spoken) for name, value in params.items()}
    return entry[spoken].format_map(shown)


def has_words(group: str, code: str) -> bool:
    """Whether a code of this group has words."""
    return code in estimate_words()[group]


def write_number(value: float) -> str:
    """A number for reading: thousands apart, three digits where it is small and not whole.

    >>> write_number(12345.6), write_number(1.2345)
    ('12,346', '1.23')
    """
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:.3g}"


def _write(name: str, value: object, spoken: str) -> str:
    if name in METHODS:
        return tell("methods", str(value), language=spoken)
    words = write_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    if spoken == "en" or name in _SENTENCES:
        return words
    return f"\u2068{words.translate(_TURNING)}\u2069"
