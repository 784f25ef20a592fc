"""Which reports are copies of one wire story, however they were cut, merged or led anew.

The rules kept here: papers cut, merge and lead a dispatch anew, so copies are found by containment: of the
five-word shingles of the smaller text, the share that stands in the other (Broder, "On the resemblance and
containment of documents", 1997). From 0.2 on two texts are linked, if at least eight shingles are shared;
unrelated reports on one subject stay under 0.04. Below that, down to 0.1, two reports that credit the same wire
are linked. Linked reports are one origin. Page furniture, bylines and credit lines are no content. A passage
that stands in many reports of which each is mostly its own words (a paper's closing line, a background
paragraph) links nothing.

No pair of texts is compared unless they share a shingle: an index of hashed shingles finds the pairs, so
thousands of reports take seconds.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tawthiq.reading.folding import fold
from tawthiq.reading.layout import read_layout
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.terms.origins import OriginBasis, OriginLink

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

SHINGLE = 5
THRESHOLD = 0.2
CREDITED = 0.1
_LEAST_SHARED = 8
_WORD = re.compile(r"\w+")
_PRIME = 0x100000001B3
_MANY = 5
_OWN = 0.6
_LONG_RUN = 24
_LEAST_SEEN = 2
_LEAST_PART = 0.04


def copies(texts: Sequence[str], *, threshold: float = THRESHOLD) -> tuple[tuple[int, ...], ...]:
    """Group reports that carry one story: tuples of places as given, each place in exactly one group.

    A text shorter than five words is a group of its own. The result depends on the texts only.

    Raises:
        BadInputError: one of the texts is empty or no text.
    """
    return grouped(len(texts), copy_links(texts, threshold=threshold))


def copy_links(
    texts: Sequence[str], *, wires: Sequence[Sequence[str]] = (), threshold: float = THRESHOLD
) -> tuple[OriginLink, ...]:
    """Every two reports found to carry one story, with the share they have in common, in the order given.

    Args:
        texts: the raw texts.
        wires: the wires each report credits (`Reading.credits`), or nothing.
        threshold: the least share of the smaller text.

    Raises:
        BadInputError: one of the texts is empty or no text.
    """
    sets = [shingle_hashes(text) for text in texts]
    named = [frozenset(item) for item in wires] or [frozenset()] * len(sets)
    common = _passages_of_many(sets)
    links = []
    for first, second in _candidates(sets):
        shared, smaller = _in_common(sets[first], sets[second], common)
        share = shared / smaller if smaller else 0.0
        if shared < _LEAST_SHARED:
            continue
        if share >= threshold:
            links.append(_link(first, second, OriginBasis.COPY, share, shared))
        elif share >= CREDITED and named[first] & named[second]:
            links.append(_link(first, second, OriginBasis.CREDIT, share, shared))
    return tuple(links)


def text_links(texts: Sequence[str], threshold: float, least: int) -> tuple[OriginLink, ...]:
    """As `copy_links`, for short texts that are no pages: quoted words.

    Args:
        texts: the words.
        threshold: the least share of the shorter text.
        least: the least number of shingles shared.
    """
    sets = [_hashes(fold(text).view if text.strip() else "") for text in texts]
    links = []
    for first, second in _candidates(sets):
        shared, smaller = _in_common(sets[first], sets[second], sets[first][:0])
        if shared >= least and shared >= threshold * smaller:
            links.append(_link(first, second, OriginBasis.STATEMENT, shared / smaller, shared))
    return tuple(links)


def grouped(count: int, links: Sequence[OriginLink]) -> tuple[tuple[int, ...], ...]:
    """The places from 0 to `count` in groups held together by links, by their first member."""
    parent = list(range(count))
    for link in links:
        first, second = sorted((_root(parent, link.first), _root(parent, link.second)))
        parent[second] = first
    groups: dict[int, list[int]] = {}
    for place in range(count):
        groups.setdefault(_root(parent, place), []).append(place)
    return tuple(tuple(group) for _, group in sorted(groups.items()))


def containment(first: str, second: str) -> float:
    """The share of the shorter text's shingles that stand in the other, from 0 to 1."""
    import numpy as np

    one, other = shingle_hashes(first), shingle_hashes(second)
    smaller = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / smaller if smaller else 0.0


def shingle_hashes(text: str) -> "Hashes":
    """The five-word shingles of a report's content as sorted 64-bit numbers, the same on every machine.

    Words are folded and in lower case; furniture, bylines and credit lines are left out.

    Raises:
        BadInputError: the text is empty or no text.
    """
    folded = fold(text)
    page = read_layout(folded, load_lexicon("en"))
    return _hashes("\n".join(folded.view[item.start : item.end] for item in page.paragraphs))


def _hashes(view: str) -> "Hashes":
    import numpy as np

    numbers = np.array([_number(word) for word in _WORD.findall(view.lower())], dtype=np.uint64)
    if len(numbers) < SHINGLE:
        return np.empty(0, dtype=np.uint64)
    found = np.zeros(len(numbers) - SHINGLE + 1, dtype=np.uint64)
    prime = np.uint64(_PRIME)
    for at in range(SHINGLE):  # wraps at 64 bits: that is the hash
        found = found * prime + numbers[at : len(numbers) - SHINGLE + 1 + at]
    return np.unique(found)


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")


def credited_wires(text: str, *, language: str = "en") -> tuple[str, ...]:
    """The wires a report names in its dateline, byline and credit lines, in order."""
    return read_layout(fold(text), load_lexicon(language)).credits


def _link(first: int, second: int, basis: OriginBasis, share: float, shared: int) -> OriginLink:
    return OriginLink(first=first, second=second, basis=basis, share=round(share, 4), shared=shared)


def _in_common(one: "Hashes", other: "Hashes", common: "Hashes") -> tuple[int, int]:
    """How many shingles two texts share and the smaller one has, passages of many left out."""
    import numpy as np

    shared = np.intersect1d(one, other, assume_unique=True)
    smaller = min(len(one), len(other))
    if not len(common) or not len(shared):
        return len(shared), smaller
    several = int(np.isin(shared, common).sum())
    return len(shared) - several, smaller


def _passages_of_many(sets: list["Hashes"]) -> "Hashes":
    """Shingles in five reports or more that are mostly made of words of their own: they tell no origin."""
    import numpy as np

    filled = [item for item in sets if len(item)]
    if len(filled) < _MANY:
        return np.empty(0, dtype=np.uint64)
    sizes = np.array([len(item) for item in filled])
    _, where, counts = np.unique(np.concatenate(filled), return_inverse=True, return_counts=True)
    alone = np.add.reduceat((counts[where] == 1).astype(np.int64), np.concatenate([[0], np.cumsum(sizes)[:-1]]))
    own = [item for item, share in zip(filled, alone / sizes, strict=True) if share >= _OWN]
    if len(own) < _MANY:
        return np.empty(0, dtype=np.uint64)
    repeated, times = np.unique(np.concatenate(own), return_counts=True)
    return repeated[times >= _MANY]


def _candidates(sets: list["Hashes"]) -> list[tuple[int, int]]:
    """The pairs that share enough shingles to be looked at, by an index of hashed shingles."""
    import numpy as np

    sizes = np.array([len(item) for item in sets], dtype=np.int64)
    if sizes.sum() == 0:
        return []
    hashes = np.concatenate(sets)
    owners = np.repeat(np.arange(len(sets), dtype=np.int64), sizes)
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    lengths = np.diff(np.append(starts, len(hashes)))
    codes = [_pairs(owners, starts[lengths == size], int(size), len(sets)) for size in np.unique(lengths) if size > 1]
    if not codes:
        return []
    pairs, counts = np.unique(np.concatenate(codes), return_counts=True)
    firsts, seconds = pairs // len(sets), pairs % len(sets)
    enough = counts >= np.maximum(_LEAST_SEEN, _LEAST_PART * np.minimum(sizes[firsts], sizes[seconds]))
    return list(zip(firsts[enough].tolist(), seconds[enough].tolist(), strict=True))


def _pairs(owners: "NDArray[np.int64]", starts: "NDArray[np.int64]", size: int, count: int) -> "NDArray[np.int64]":
    """The pairs of owners in all runs of one size, as numbers; long runs as a chain, which holds them together."""
    import numpy as np

    rows = owners[starts[:, None] + np.arange(size)]
    if size <= _LONG_RUN:
        firsts, seconds = np.triu_indices(size, 1)
    else:
        firsts = np.concatenate([np.zeros(size - 1, dtype=np.int64), np.arange(size - 1)])
        seconds = np.concatenate([np.arange(1, size), np.arange(1, size)])
    return np.concatenate([rows[:, a] * count + rows[:, b] for a, b in zip(firsts, seconds, strict=True)])


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place
