"""Kept and new records side by side, one number for each: kept ones first, as they came, new ones behind.

Only the records that are needed are laid out as `Encoded`, with the words they use: of a million kept records a
few thousand are ever read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.encoding import PLAIN_TEXTS, Encoded, TextTable
from tawthiq.matching.kept.dictionaries import Columns, Dictionaries, Texts
from tawthiq.matching.kept.index import distinct
from tawthiq.matching.parts import Ints, Words

Rows = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Records:
    """Records in the codes of ``words``.

    Args:
        ids: ids of the kept records, then of the new ones.
        kept: columns of the kept records.
        new: columns of the new records.
        words: the dictionaries of both.
        told_on: the day on which ages were told (`Encoded.ages_told_on`).
    """

    ids: pl.Series
    kept: Columns
    new: Columns
    words: Dictionaries
    told_on: int

    @cached_property
    def kept_size(self) -> int:
        """How many are kept."""
        return len(self.kept["list_code"])

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.ids)

    def column(self, name: str, rows: Rows) -> NDArray[Any]:
        """One column of some records."""
        old = rows < self.kept_size
        kept, new = self.kept[name], self.new[name]
        out = np.empty((len(rows), *new.shape[1:]), dtype=new.dtype)
        out[old] = kept[rows[old]]
        out[~old] = new[rows[~old] - self.kept_size]
        return out

    def take(self, rows: Rows, *, for_keys: bool = False) -> Encoded:
        """Some records, numbered in the order given.

        Args:
            rows: numbers of records.
            for_keys: texts keep the codes of all records, as blocking needs them, and have no tables; otherwise
                they are numbered anew, with their words, as comparing needs them.
        """
        held = {name: self.column(name, rows) for name in self.new if not name.startswith("text_")}
        slots, other = held.pop("slots"), held.pop("slots_other")
        both = np.stack([slots, other])
        used = distinct(both[both >= 0])
        numbered = np.where(both >= 0, np.searchsorted(used, both), -1).astype(np.int32)
        start, end = np.asarray(held["death_from"], np.int32), np.asarray(held["death_to"], np.int32)
        return Encoded(
            ids=self.ids.gather(rows),
            lists=list(self.words.lists),
            slots=numbered[0],
            slots_other=numbered[1],
            parts=self.words.parts.table(used),
            day_share=self.words.day_share(start, end),
            ages_told_on=self.told_on,
            governorates=self.words.places["governorate"].table,
            towns=self.words.places["town"].table,
            texts={field: self._texts(field, rows, for_keys=for_keys) for field in PLAIN_TEXTS},
            **held,
        )

    def _texts(self, field: str, rows: Rows, *, for_keys: bool) -> tuple[Ints, TextTable]:
        codes = np.asarray(self.column(f"text_{field}", rows), dtype=np.int32)
        texts = self.words.texts[field]
        if for_keys:
            return codes, _text_table(texts, np.zeros(0, dtype=np.int64))
        used = distinct(codes[codes >= 0])
        return np.where(codes >= 0, np.searchsorted(used, codes), -1).astype(np.int32), _text_table(texts, used)


def _text_table(texts: Texts, used: NDArray[np.integer]) -> TextTable:
    """The table of some values, numbered as they are given here."""
    words = texts.words
    return TextTable(
        values=tuple(texts.values.gather(used).to_list()),
        words=Words(
            letters=np.array(words.letters[used]),
            length=np.array(words.length[used]),
            signature=np.array(words.signature[used]),
        ),
        share=texts.counts[used] / max(1, int(texts.counts.sum())),
    )
