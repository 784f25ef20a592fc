"""Places of records as codes: by id where one is given, by the consonant key of their words elsewhere.

Words that stand with one id only in a frame mean that id everywhere in it. Names of one place that are no
spellings of each other (Aleppo, حلب) are brought together by a word list.
"""

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
    frame = pl.DataFrame({"words": words, "id": ids})
    distinct = frame.unique().sort("words", "id", nulls_last=False)
    same = _same_places()
    keys = [same.get(key, key) if text and (key := place_key(text)) else "" for text in distinct["words"].to_list()]
    given = [f"#{place_id}" if place_id else "" for place_id in distinct["id"].to_list()]
    meaning: dict[str, set[str]] = {}
    spelt: dict[str, str] = {}
    for key, place in sorted({(k, g) for k, g in zip(keys, given, strict=True) if k and g}):
        meaning.setdefault(key, set()).add(place)
        spelt.setdefault(place, key)
    table: dict[str, int] = {}
    codes = []
    for key, place in zip(keys, given, strict=True):
        known = meaning.get(key, set())
        code = place or (min(known) if len(known) == 1 else key)
        codes.append(table.setdefault(code, len(table)) if code else -1)
    coded = distinct.with_columns(pl.Series("code", codes, dtype=pl.Int32))
    joined = frame.join(coded, on=["words", "id"], how="left", nulls_equal=True, maintain_order="left")
    by_record: Ints = joined["code"].to_numpy().astype(np.int32)
    counts = np.bincount(by_record[by_record >= 0], minlength=len(table))
    names = tuple(spelt.get(code, "" if code.startswith("#") else code) for code in table)
    return by_record, PlaceTable(
        keys=names,
        words=pack_words(names, _WIDTH),
        has_id=np.array([code.startswith("#") for code in table], dtype=np.bool_),
        share=counts.astype(np.float64) / max(1, int(counts.sum())),
    )
