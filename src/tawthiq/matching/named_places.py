"""Places of records as codes: by id where one is given, by the consonant key of their words elsewhere.

Words that stand with one id only in a frame mean that id everywhere in it. Names of one place that are no
spellings of each other (Aleppo, حلب) are brought together by a word list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.folding import fold
from tawthiq.matching.lexicon import load_lexicon
from tawthiq.matching.names import split_parts
from tawthiq.matching.parts import Floats, Ints, Words, pack_words

_WIDTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTable:
    """The distinct places of one level: key of their words, whether known by id, share of records with each."""

    keys: tuple[str, ...]
    words: Words
    has_id: NDArray[np.bool_]
    share: Floats


def place_key(text: str) -> str:
    """Return the consonant key of the words of a place, parts in their order."""
    parts = split_parts(text)
    return "".join(p.key for p in parts) or fold(text)


@cache
def _same_places() -> dict[str, str]:
    table: dict[str, str] = {}
    for names in load_lexicon("places")["same_place"]:
        for name in names:
            table.setdefault(place_key(name), place_key(names[0]))
    return table


def code_places(words: pl.Series, ids: pl.Series) -> tuple[Ints, PlaceTable]:
    """Code the places of records (-1 where none is said) and describe them."""
    read = read_places(words, ids, {})
    by_record = read.number({code: n for n, code in enumerate(read.codes)})
    return by_record, read.table(read.codes, np.bincount(by_record[by_record >= 0], minlength=len(read.codes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPlaces:
    """The places of records as texts: ``#id``, or the key of their words where no id is known.

    Args:
        rows: words and id of each record.
        distinct: the distinct rows, and the code of each ("" for none).
        codes: the distinct codes, in order of appearance.
        meaning: the ids that stand with the key of some words.
        spelt: the key of the words that stand with an id, the first in order.
    """

    rows: pl.DataFrame
    distinct: pl.DataFrame
    codes: tuple[str, ...]
    meaning: dict[str, set[str]]
    spelt: dict[str, str]

    def number(self, numbers: Mapping[str, int]) -> Ints:
        """For each record the number of its code, -1 where it has none."""
        numbered = self.distinct.with_columns(
            pl.Series("number", [numbers.get(code, -1) for code in self.distinct["code"].to_list()], dtype=pl.Int32)
        )
        joined = self.rows.join(numbered, on=["words", "id"], how="left", nulls_equal=True, maintain_order="left")
        by_record: Ints = joined["number"].to_numpy().astype(np.int32)
        return by_record

    def table(self, codes: Sequence[str], counts: NDArray[np.int64]) -> PlaceTable:
        """The table of these codes, of which ``counts`` records have each."""
        names = tuple(self.spelt.get(code, "" if code.startswith("#") else code) for code in codes)
        return PlaceTable(
            keys=names,
            words=pack_words(names, _WIDTH),
            has_id=np.array([code.startswith("#") for code in codes], dtype=np.bool_),
            share=counts.astype(np.float64) / max(1, int(counts.sum())),
        )


def read_places(words: pl.Series, ids: pl.Series, known: Mapping[str, set[str]]) -> ReadPlaces:
    """Read the places of records; ``known`` are meanings of words from elsewhere, by their key."""
    rows = pl.DataFrame({"words": words, "id": ids})
    distinct = rows.unique().sort("words", "id", nulls_last=False)
    same = _same_places()
    keys = [same.get(key, key) if text and (key := place_key(text)) else "" for text in distinct["words"].to_list()]
    given = [f"#{place_id}" if place_id else "" for place_id in distinct["id"].to_list()]
    meaning = {key: set(places) for key, places in known.items()}
    spelt: dict[str, str] = {}
    for key, place in sorted({(k, g) for k, g in zip(keys, given, strict=True) if k and g}):
        meaning.setdefault(key, set()).add(place)
        spelt.setdefault(place, key)
    codes = []
    for key, place in zip(keys, given, strict=True):
        meant = meaning.get(key, set())
        codes.append(place or (min(meant) if len(meant) == 1 else key))
    return ReadPlaces(
        rows=rows,
        distinct=distinct.with_columns(pl.Series("code", codes, dtype=pl.String)),
        codes=tuple(dict.fromkeys(code for code in codes if code)),
        meaning=meaning,
        spelt=spelt,
    )
