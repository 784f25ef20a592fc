"""Which reports are copies of one wire story, and which wires a report credits.

The rule kept here: papers cut, merge and lead a dispatch anew, so copies are found by containment: of the
five-word shingles of the shorter text, the share that stands in the longer one (Broder, "On the resemblance
and containment of documents", 1997). From 0.2 on two texts are linked; unrelated reports on one subject
stay under 0.04. Linked reports are one origin, however many papers printed it. Shingles that stand in many
texts (a page's furniture) link nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence

from tawthiq.reading.folding import fold
from tawthiq.reading.layout import read_layout
from tawthiq.reading.lexicon import load_lexicon

SHINGLE = 5
THRESHOLD = 0.2
_WORD = re.compile(r"\w+")
_COMMON = 0.5


def copies(texts: Sequence[str], *, threshold: float = THRESHOLD) -> tuple[tuple[int, ...], ...]:
    """Group reports that carry one story: tuples of places as given, each place in exactly one group.

    A text shorter than five words is a group of its own. The result depends on the texts only.

    Raises:
        BadInputError: one of the texts is empty or no text.
    """
    sets = _without_furniture([shingles(text) for text in texts])
    parent = list(range(len(texts)))
    for pair, shared in sorted(_shared(sets).items()):
        smaller = min(len(sets[pair[0]]), len(sets[pair[1]]))
        if smaller and shared / smaller >= threshold:
            first, second = sorted((_root(parent, pair[0]), _root(parent, pair[1])))
            parent[second] = first
    groups: dict[int, list[int]] = {}
    for place in range(len(texts)):
        groups.setdefault(_root(parent, place), []).append(place)
    return tuple(tuple(group) for _, group in sorted(groups.items()))


def containment(first: str, second: str) -> float:
    """The share of the shorter text's shingles that stand in the other, from 0 to 1."""
    one, other = shingles(first), shingles(second)
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def shingles(text: str) -> frozenset[str]:
    """The five-word shingles of a text, folded and in lower case."""
    words = _WORD.findall(fold(text).view.lower())
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def credited_wires(text: str, *, language: str = "en") -> tuple[str, ...]:
    """The wires a report names in its dateline, byline and credit lines, in order."""
    return read_layout(fold(text), load_lexicon(language)).credits


def _without_furniture(sets: list[frozenset[str]]) -> list[frozenset[str]]:
    """With twenty texts or more, shingles of more than half of them say nothing about origin."""
    if len(sets) < 20:
        return sets
    seen = Counter(shingle for found in sets for shingle in found)
    common = {shingle for shingle, count in seen.items() if count > _COMMON * len(sets)}
    return [found - common for found in sets]


def _shared(sets: list[frozenset[str]]) -> Counter[tuple[int, int]]:
    where: dict[str, list[int]] = {}
    for place, found in enumerate(sets):
        for shingle in found:
            where.setdefault(shingle, []).append(place)
    pairs: Counter[tuple[int, int]] = Counter()
    for places in where.values():
        for index, first in enumerate(places):
            for second in places[index + 1 :]:
                pairs[first, second] += 1
    return pairs


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place
