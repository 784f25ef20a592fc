"""Where in a name as given each of its parts stands.

The parts of a name are found folded, without article, honorifics and "son of" (`tawthiq.matching.names`); who
reads two records side by side wants the words as they were written. A part stands in the shortest run of words
that gives this very part when it is read on its own, searched from left to right. A part that no run gives (a
rule of its own needed more of the name) has no place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tawthiq.matching.names import NamePart, parse_name, split_parts

FIELDS = ("given", "father", "grandfather", "family", "kunya")
_WORD = re.compile(r"[^\s()\[\]{}«»\"“”]+")
_LONGEST = 4


@lru_cache(maxsize=10_000)
def locate_parts(name: str) -> dict[str, tuple[int, int]]:
    """The places (start, end) in `name` of its given, father's, grandfather's and family name and kunya.

    >>> name = "Dr. Ahmad bin Khaled al-Masri (Abu Omar)"
    >>> {field: name[start:end] for field, (start, end) in locate_parts(name).items()}
    {'given': 'Ahmad', 'father': 'Khaled', 'family': 'al-Masri', 'kunya': 'Abu Omar'}
    """
    parts = parse_name(name)
    words = [(m.start(), m.end()) for m in _WORD.finditer(name)]
    places: dict[NamePart, list[tuple[int, int]]] = {}
    after = 0
    for part in parts.parts:
        run = _find(name, words, part, after)
        if run is not None:
            places.setdefault(part, []).append((words[run[0]][0], words[run[1] - 1][1]))
            after = run[1]
    found = {}
    for field in FIELDS:
        wanted: NamePart | None = getattr(parts, field)
        if wanted is None:
            continue
        held = places.get(wanted, [])
        if not held and (run := _find(name, words, wanted, 0)) is not None:
            held = [(words[run[0]][0], words[run[1] - 1][1])]
        if held:
            found[field] = held[-1] if field == "family" else held[min(_before(parts, field), len(held) - 1)]
    return found


def _before(parts: object, field: str) -> int:
    """How many of the fields before hold the same part (Ahmad Ahmad)."""
    wanted = getattr(parts, field)
    return sum(getattr(parts, earlier) == wanted for earlier in FIELDS[: FIELDS.index(field)])


def _find(name: str, words: list[tuple[int, int]], part: NamePart, after: int) -> tuple[int, int] | None:
    """The first and shortest run of words, from `after` on, that gives the part."""
    for end in range(after + 1, len(words) + 1):
        for start in range(end - 1, max(after, end - _LONGEST) - 1, -1):
            if split_parts(name[words[start][0] : words[end - 1][1]]) == (part,):
                return start, end
    return None
