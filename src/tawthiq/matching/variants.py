"""Spellings of one name that no rule of letters brings together, and given names in every romanisation.

Two lists feed one table from a folded word to the word whose key it shares:

1. ``lexicon/variants.yaml``: Turkish, Bedouin, Cyrillic and shortened spellings of Arabic names (Mehmet, Gasem,
   Mhd, Халид). The first word of each line gives the key.
2. ``lexicon/slavic.yaml``: Ukrainian and Russian forms of one given name (Микола, Николай), each written in
   Latin by every romanisation of its language in that file. The first form gives the key.

A word that stands in neither is read by its letters (`tawthiq.matching.skeleton`).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tawthiq.matching.folding import fold
from tawthiq.matching.lexicon import load_lexicon

_FRENCH_GU = re.compile("gu(?![eiy])")
_LAST_VOWELS = re.compile("(?:iy|ii|ij|yi|yy|yj)$")


def romanise(word: str, system: str) -> str:
    """Write a Ukrainian or Russian word in Latin letters by one of the systems of ``lexicon/slavic.yaml``.

    >>> romanise("Юрій", "ukrainian_2010"), romanise("Юрий", "german_russian")
    ('yurii', 'jurii')
    """
    table = load_lexicon("slavic")["romanisations"][system]
    letters: Mapping[str, str] = table["letters"]
    initial: Mapping[str, str] = table.get("initial", {})
    word = word.lower().replace("'", "").replace("’", "")
    if system == "ukrainian_2010":
        word = word.replace("зг", "зgh")
    written = [initial.get(c, letters.get(c, c)) if not at else letters.get(c, c) for at, c in enumerate(word)]
    return _FRENCH_GU.sub("g", "".join(written)) if system.startswith("french") else "".join(written)


@cache
def systems(language: str) -> tuple[str, ...]:
    """The names of the romanisations of a language (``uk`` or ``ru``)."""
    tables = load_lexicon("slavic")["romanisations"]
    return tuple(name for name, table in tables.items() if table["language"] == language)


def _forms(group: Mapping[str, Any]) -> Iterator[str]:
    """Every folded spelling of one given name."""
    for language in ("uk", "ru"):
        for word in group[language]:
            yield fold(word)
            if not group.get("cyrillic_only"):
                yield from _romanised(word, language)
    yield from (fold(word) for word in group.get("also", ()))


def _romanised(word: str, language: str) -> Iterator[str]:
    """A word in every romanisation of its language, and with the ends that the press makes of -iy."""
    not_slavic = load_lexicon("slavic")["given_names_not"]
    for system in systems(language):
        written = fold(romanise(word, system))
        stem = _LAST_VOWELS.sub("", written)
        spellings = (written,) if stem == written else (written, stem + "y", stem + "i", stem + "iy")
        yield from (spelling for spelling in spellings if spelling not in not_slavic)


@cache
def given_names() -> frozenset[str]:
    """Folded Ukrainian and Russian given names in Cyrillic."""
    groups = load_lexicon("slavic")["given_names"]
    return frozenset(fold(word) for group in groups for language in ("uk", "ru") for word in group[language])


@cache
def variants() -> Mapping[str, str]:
    """The folded word whose key each listed folded word shares."""
    table: dict[str, str] = {}
    for first, *others in load_lexicon("variants")["names"]:
        for word in others:
            table.setdefault(fold(str(word)), fold(str(first)))
    for group in load_lexicon("slavic")["given_names"]:
        first = fold(group.get("as") or group["uk"][0])
        for word in _forms(group):
            if word != first:
                table.setdefault(word, first)
    return table


def is_given_name(word: str) -> bool:
    """Whether a folded word is a listed Ukrainian or Russian given name, in Cyrillic or Latin letters."""
    return word in given_names() or variants().get(word, "") in given_names()


def father_named(stem: str) -> str:
    """The given name of which a stem is left when the end of a patronymic is taken off; else the stem."""
    known = variants()
    ends = ("", "и", "ии", "еи", "о", "а") if stem[:1] > "z" else ("", "i", "ii", "y", "iy", "ey", "ei", "o", "a")
    for end in ends:
        if stem + end in known or stem + end in given_names():
            return stem + end
    return stem
