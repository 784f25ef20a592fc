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

_LETTERS = str.maketrans(
    {
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
)
_MARKS = {"Mn", "Cf", "Cc"}


def plain_digits(text: str) -> str:
    """The same text with every decimal digit of any script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def clean_text(text: str) -> str:
    """One line without direction marks, control characters or doubled spaces; letters are left alone."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in {"Cf", "Cc"}
    )
    return " ".join("".join(kept).split())


def fold(text: str) -> str:
    """The comparable form of a word or phrase.

    >>> fold("  ٣ أشْهُر ") == fold("3 اشهر")
    True
    >>> fold("Décédé")
    'decede'
    """
    text = " ".join(text.split())
    if text.isascii():
        return text.casefold() if text.isprintable() else _strip(text.casefold())
    return _strip(unicodedata.normalize("NFKD", text).casefold())


def _strip(text: str) -> str:
    kept = "".join(c for c in text if unicodedata.category(c) not in _MARKS)
    return " ".join(plain_digits(kept.translate(_LETTERS)).split())


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
