"""Which places of the gazetteer the words of a report may mean, with nothing guessed.

Rules:

1. Words mean the places that are spelt exactly so, after folding. Likeness is no spelling.
2. A word for a kind of place beside a name narrows it: "Aleppo governorate", "city of Aleppo", "محافظة حلب". Where no
   place of that kind has the name, nothing is meant. "Rural Aleppo" is not Aleppo, so it is left as it is.
3. Where several have the name, those inside a place that is named beside it remain, if there are any.
4. One place left is the meaning. Several are candidates, for a member to choose from; none is no answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tawthiq.matching.folding import fold
from tawthiq.matching.places import Spelt, chains
from tawthiq.terms.places import LEVEL_ORDER, PlaceLevel

_TOWN = frozenset({PlaceLevel.TOWN.value})
_FIRST = frozenset({PlaceLevel.ADMIN1.value})
_SECOND = frozenset({PlaceLevel.ADMIN2.value})
_THIRD = frozenset({PlaceLevel.ADMIN3.value})
_SITE = frozenset({PlaceLevel.SITE.value, PlaceLevel.NEIGHBOURHOOD.value, PlaceLevel.TOWN.value})
_QUARTER = frozenset({PlaceLevel.NEIGHBOURHOOD.value})
_KINDS = {
    "governorate": _FIRST,
    "province": _FIRST,
    "state": _FIRST,
    "oblast": _FIRST,
    "district": _SECOND | _THIRD,
    "subdistrict": _THIRD,
    "sub-district": _THIRD,
    "city": _TOWN,
    "town": _TOWN,
    "village": _TOWN,
    "neighbourhood": _QUARTER,
    "neighborhood": _QUARTER,
    "quarter": _QUARTER,
    "camp": _SITE,
    "محافظة": _FIRST,
    "ولاية": _FIRST,
    "قضاء": _SECOND,
    "ناحية": _THIRD,
    "مديرية": _SECOND | _THIRD,
    "محلية": _SECOND | _THIRD,
    "مدينة": _TOWN,
    "بلدة": _TOWN,
    "قرية": _TOWN,
    "حي": _QUARTER,
    "مخيم": _SITE,
    "معسكر": _SITE,
}
_BY_WORD = {fold(word): levels for word, levels in _KINDS.items()}
_BETWEEN = frozenset({"of", "the"})


@dataclass(frozen=True, slots=True)
class Spellings:
    """A gazetteer by folded spelling, countries among them; build it once with `index_spellings`."""

    by_words: dict[str, tuple[int, ...]]
    levels: dict[int, str]
    ancestors: dict[int, tuple[int, ...]]

    def meanings(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """For each of the words that stand together, the ids that it may mean, wider places first."""
        alone = [self._spelt(each) for each in words]
        sure = {ids[0] for ids in alone if len(ids) == 1}
        return [ids if len(ids) < 2 else self._inside(ids, sure) for ids in alone]

    def _spelt(self, words: str) -> tuple[int, ...]:
        folded = fold(words)
        exact = self.by_words.get(folded, ())
        if exact:
            return exact
        name, levels = _kind_apart(folded.split())
        return tuple(place for place in self.by_words.get(name, ()) if self.levels[place] in levels)

    def _inside(self, ids: tuple[int, ...], sure: Iterable[int]) -> tuple[int, ...]:
        within = tuple(place for place in ids if any(around in self.ancestors[place] for around in sure))
        return within or ids


def _kind_apart(tokens: list[str]) -> tuple[str, frozenset[str]]:
    """The name without the word for its kind, and the levels that word allows; none without such a word."""
    if len(tokens) > 1 and tokens[0] in _BY_WORD:
        rest = tokens[1:]
        while len(rest) > 1 and rest[0] in _BETWEEN:
            rest = rest[1:]
        return " ".join(rest), _BY_WORD[tokens[0]]
    if len(tokens) > 1 and tokens[-1] in _BY_WORD:
        return " ".join(tokens[:-1]), _BY_WORD[tokens[-1]]
    return "", frozenset()


def index_spellings(places: Iterable[Spelt]) -> Spellings:
    """Index a gazetteer by folded spelling."""
    by_words: dict[str, set[int]] = defaultdict(set)
    parents: dict[int, int | None] = {}
    levels: dict[int, str] = {}
    for place in places:
        parents[place.id] = place.parent_id
        levels[place.id] = place.level
        for spelling in place.spellings:
            by_words[fold(spelling)].add(place.id)
    by_words.pop("", None)
    order = {level.value: rank for level, rank in LEVEL_ORDER.items()}
    return Spellings(
        by_words={
            words: tuple(sorted(ids, key=lambda one: (order[levels[one]], one))) for words, ids in by_words.items()
        },
        levels=levels,
        ancestors=chains(parents),
    )
