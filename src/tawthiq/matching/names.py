"""The parts of a personal name by their place: given name, father, grandfather, family, kunya.

The rules, in order:

1. What stands in brackets or quotes is taken off: a kunya (Abu Ali, Umm Omar) is kept as kunya, anything else is
   left out of the parts.
2. The words are taken apart and compounds joined (`tawthiq.matching.splitting`).
3. The parts are brought into the order given, father, grandfather, family where the name shows another one: a
   comma, a family name in capitals, a patronymic (`tawthiq.matching.ordering`).
4. The first part is the given name, the last the family; between them father and grandfather. With two
   parts the second may be father or family: it is kept as family, unless it is a daughter's patronymic.
5. A kunya in front of at most two parts stands instead of the given name; in front of more it precedes it. A
   kunya at the end cannot be told from a family name and is kept as both.

The name as given is always kept beside its parts by those who call this.
"""

import re
from typing import NamedTuple

from tawthiq.matching.compounds import NamePart
from tawthiq.matching.ordering import arrange
from tawthiq.matching.splitting import UNUSUAL, regular_parts, skeleton, split_parts, stands_alone

__all__ = [
    "NamePart",
    "NameParts",
    "name_keys",
    "other_reading",
    "parse_name",
    "skeleton",
    "split_parts",
    "stands_alone",
]

_NAMES_FIRST = ("plain", "abd")
_BRACKETS = re.compile(r"[(\[{«\"“](.*?)[)\]}»\"”]")


class NameParts(NamedTuple):
    """The parts of one name; None where the name does not say. ``parts`` has them in the order of their places.

    A named tuple and no frozen dataclass: a million are made in one run, and these take a fifth of the time.
    """

    given: NamePart | None = None
    father: NamePart | None = None
    grandfather: NamePart | None = None
    family: NamePart | None = None
    kunya: NamePart | None = None
    others: tuple[NamePart, ...] = ()
    parts: tuple[NamePart, ...] = ()
    kunya_first: bool = False


def parse_name(text: str) -> NameParts:
    """Return the parts of a personal name in Arabic, Latin or Cyrillic letters; see the rules of this module.

    >>> parts = parse_name("Ahmad bin Khaled Abdul-Rahman al-Masri (Abu Omar)")
    >>> [p.text for p in (parts.given, parts.father, parts.grandfather, parts.family, parts.kunya)]
    ['ahmad', 'khaled', 'abd rahman', 'masri', 'abu omar']
    >>> parts = parse_name("Шевченко Тарас Григорович")
    >>> [p.text for p in (parts.given, parts.father, parts.family)]
    ['тарас', 'григории', 'шевченко']
    """
    parts = regular_parts(text)
    if parts is None:
        return _parse_unusual(text)
    if parts and parts[0].kind in _NAMES_FIRST and parts[-1].kind != "abu":
        return _in_place(parts)
    return _with_kunya(parts, None)


def _in_place(parts: tuple[NamePart, ...]) -> NameParts:
    """Rule 4 for parts without kunya; the usual lengths first, for this runs a million times."""
    count = len(parts)
    if count == 3:
        return NameParts(parts[0], parts[1], None, parts[2], None, (), parts, False)
    if count == 4:
        return NameParts(parts[0], parts[1], parts[2], parts[3], None, (), parts, False)
    return _placed(parts, named=True, kunya=None, parts=parts, kunya_first=False)


def _parse_unusual(text: str) -> NameParts:
    """Rules 1 and 3, for a name that is not read word by word."""
    kunya, bare = None, text
    if UNUSUAL.search(text):
        bracketed = [p for inside in _BRACKETS.findall(text) for p in split_parts(inside)[:1]]
        kunya = next((p for p in bracketed if p.kind in ("abu", "umm")), None)
        bare = _BRACKETS.sub(" ", text)
    parts, father = arrange(bare)
    if not parts:
        parts = split_parts(text)
    if father is not None and len(parts) == 2:
        return NameParts(given=parts[0], father=father, kunya=kunya, parts=parts)
    return _with_kunya(parts, kunya)


def _with_kunya(parts: tuple[NamePart, ...], kunya: NamePart | None) -> NameParts:
    """Rules 4 and 5."""
    kunya_first = len(parts) > 1 and parts[0].kind in ("abu", "umm")
    kunya = kunya or (parts[0] if kunya_first else None)
    rest = parts[1:] if kunya_first else parts
    if len(rest) > 2 and rest[-1].kind == "abu":
        kunya = kunya or rest[-1]
    named = not kunya_first or len(rest) > 2
    return _placed(rest, named=named, kunya=kunya, parts=parts, kunya_first=kunya_first)


def other_reading(name: NameParts) -> NameParts | None:
    """Return the other reading of a name with a kunya in front (given name left out or not), or None."""
    if not name.kunya_first:
        return None
    rest = name.parts[1:]
    return _placed(rest, named=name.given is None, kunya=name.kunya, parts=name.parts, kunya_first=True)


def _placed(
    rest: tuple[NamePart, ...],
    *,
    named: bool,
    kunya: NamePart | None,
    parts: tuple[NamePart, ...],
    kunya_first: bool,
) -> NameParts:
    lineage = rest[1:] if named else rest
    length = len(lineage)
    return NameParts(
        rest[0] if named and rest else None,
        lineage[0] if length > 1 else None,
        lineage[1] if length > 2 else None,
        lineage[-1] if length else None,
        kunya,
        lineage[2:-1],
        parts,
        kunya_first,
    )


def name_keys(text: str) -> tuple[str, ...]:
    """Return the keys under which a name is found: of its parts, then of the cores of its compounds.

    Store them with a record and look for those of the question: Arabic, Latin and Cyrillic spellings find each
    other. A patronymic is found under the father's name as well.

    >>> set(name_keys("محمد قاسم")) == set(name_keys("Muhammad Kassem"))
    True
    """
    inside = " ".join(_BRACKETS.findall(text))
    bare = _BRACKETS.sub(" ", text)
    parts = (*split_parts(bare), *(split_parts(inside) if inside else ()))
    keys = [p.key for p in parts] + [p.spelling.skeleton for p in parts if p.kind != "plain"]
    keys += [p.key for p in arrange(bare)[0]]
    return tuple(dict.fromkeys(k for k in keys if k))
