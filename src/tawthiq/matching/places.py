"""Which place of the gazetteer some words mean.

Rules, first that gives an answer:

1. The words are a spelling of a place (after folding), and the words for the place around it agree with it.
2. The words have the same consonant skeleton as a spelling of a place, and the place around it agrees.
3. Only the place around it is known: then that one is the answer, at its own level.

Two places that fit equally well are no answer at their level: then the place around both is, if it is one. A
town whose words contradict the governorate given is not forced into it; the town alone decides only when
its name is the only one in the gazetteer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from tawthiq.matching.folding import fold
from tawthiq.matching.names import split_parts


class Spelt(Protocol):
    """A place as the index needs it."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def parent_id(self) -> int | None:
        """The id of the place around it."""

    @property
    def level(self) -> str:
        """Its level."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling of its name."""


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """An index over a gazetteer; build it once with `index_places`, then `resolve` unique words."""

    by_words: dict[str, tuple[int, ...]]
    by_skeleton: dict[str, tuple[int, ...]]
    ancestors: dict[int, tuple[int, ...]]

    def resolve(self, words: str, *, part_of: str = "") -> int | None:
        """The id of the place that `words` (inside `part_of`, if given) mean, or None."""
        around = self._candidates(part_of)
        inside = self._candidates(words)
        if inside and around:
            fitting = [i for i in inside if i in around or any(a in around for a in self.ancestors[i])]
            if fitting:
                return self._one(fitting)
            return self._one(around)
        if inside:
            return self._one(inside)
        return self._one(around)

    def _candidates(self, words: str) -> tuple[int, ...]:
        folded = fold(words)
        if not folded:
            return ()
        return self.by_words.get(folded) or self.by_skeleton.get(_skeleton(words), ())

    def _one(self, candidates: Iterable[int]) -> int | None:
        """The only candidate, or the narrowest place that holds them all."""
        ids = sorted(set(candidates))
        if len(ids) == 1:
            return ids[0]
        chains = [(i, *self.ancestors[i]) for i in ids]
        shared = [place for place in chains[0] if all(place in chain for chain in chains[1:])] if chains else []
        return shared[0] if shared else None


def _skeleton(words: str) -> str:
    return " ".join(part.key for part in split_parts(words))


def index_places(places: Iterable[Spelt]) -> PlaceIndex:
    """Index a gazetteer by folded spelling and by consonant skeleton. Countries are left out: they decide nothing."""
    by_words: dict[str, set[int]] = defaultdict(set)
    by_skeleton: dict[str, set[int]] = defaultdict(set)
    parents: dict[int, int | None] = {}
    for place in places:
        parents[place.id] = place.parent_id
        if place.level == "country":
            continue
        for spelling in place.spellings:
            by_words[fold(spelling)].add(place.id)
            by_skeleton[_skeleton(spelling)].add(place.id)
    by_skeleton.pop("", None)
    by_words.pop("", None)
    return PlaceIndex(
        by_words={key: tuple(sorted(ids)) for key, ids in by_words.items()},
        by_skeleton={key: tuple(sorted(ids)) for key, ids in by_skeleton.items()},
        ancestors=chains(parents),
    )


def chains(parents: Mapping[int, int | None]) -> dict[int, tuple[int, ...]]:
    """For each place the places around it, the nearest first, from each place's parent."""
    return {place: _chain(place, parents) for place in parents}


def _chain(place: int, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    chain: list[int] = []
    above = parents[place]
    while above is not None and above not in chain:
        chain.append(above)
        above = parents.get(above)
    return tuple(chain)
