"""Words made comparable: what differs only by keyboard, font or habit becomes the same.

Folding is for looking words up, never for keeping them: a record holds the words as given. Digits of any
script become ASCII, Latin loses case and accents, Arabic loses vowel signs, stretching and hamza seats, and
the Persian forms of yeh and kaf become the Arabic ones.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

_LETTERS = {
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ة": "ه",
    "ۀ": "ه",
    "ک": "ك",
    "گ": "ك",
    "ـ": "",
    "ٱ": "ا",
    "٫": ".",
    "٬": "",
}
_MARKS = {"Mn", "Cf", "Cc"}


class _Digits(dict[int, str]):
    """Translation of one character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = self.of(chr(code))
        return found

    def of(self, letter: str) -> str:
        return str(unicodedata.digit(letter)) if letter.isdecimal() else letter


class _Cleaned(_Digits):
    def of(self, letter: str) -> str:
        if letter.isspace():
            return " "
        return "" if unicodedata.category(letter) in {"Cf", "Cc"} else letter


class _Folded(_Digits):
    def of(self, letter: str) -> str:
        if letter.isspace():
            return " "
        if unicodedata.category(letter) in _MARKS:
            return ""
        return _LETTERS.get(letter, super().of(letter))


_DIGITS, _CLEANED, _FOLDED = _Digits(), _Cleaned(), _Folded()


def plain_digits(text: str) -> str:
    """The same text with every decimal digit of any script as 0-9."""
    return text if text.isascii() else text.translate(_DIGITS)


def clean_text(text: str) -> str:
    """One line without direction marks, control characters or doubled spaces; letters are left alone."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(text.translate(_CLEANED).split())


def fold(text: str) -> str:
    """The comparable form of a word or phrase.

    >>> fold("  ٣ أشْهُر ") == fold("3 اشهر")
    True
    >>> fold("Décédé")
    'decede'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(plain.translate(_FOLDED).split())


@cache
def lexicon(name: str) -> dict[str, Any]:
    """A shipped word list of this room, parsed; callers treat it as read-only."""
    import yaml

    text = (files("tawthiq.intake") / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def folded(words: list[Any]) -> tuple[str, ...]:
    """Folded forms of a list from a lexicon, longest first, so that the longest match wins."""
    return tuple(sorted({fold(str(word)) for word in words}, key=lambda w: (-len(w), w)))
