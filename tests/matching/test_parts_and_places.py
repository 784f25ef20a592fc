"""The table of name parts, packed words, and places by id, by words and by what their words mean."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.named_places import code_places
from tawthiq.matching.names import NamePart
from tawthiq.matching.parts import (
    CORE,
    CORE_KEY,
    COUNT,
    KIND,
    KINDS,
    LENGTH,
    LETTERS,
    SCRIPT,
    SCRIPTS,
    SPELT,
    pack_words,
    part_table,
)

NONE = np.zeros(0, dtype=np.int32)


def codes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int32)


@given(st.lists(st.text(st.characters(exclude_characters="\0"), max_size=9), max_size=6), st.integers(1, 6))
def test_packed_words_are_cut_at_the_width(texts: list[str], width: int) -> None:
    words = pack_words(texts, width)
    assert words.letters.shape == (len(texts), width)
    assert words.length.tolist() == [min(len(text), width) for text in texts]
    back = ["".join(map(chr, row[row > 0])) for row in words.letters]
    assert back == [text[:width] for text in texts]


def test_the_table_says_kind_script_core_and_how_often() -> None:
    parts = [NamePart("plain", "رحمن"), NamePart("abd", "رحمن"), NamePart("plain", "rahman"), NamePart("plain", "иван")]
    table = part_table(parts, lineage=codes(0, 0, 1, -1), given=codes(0, 0, -1), others=codes(1, 2))
    rows = table.rows
    assert [KINDS[k] for k in rows[:, KIND]] == ["plain", "abd", "plain", "plain"]
    assert [SCRIPTS[s] for s in rows[:, SCRIPT]] == ["arabic", "arabic", "latin", "cyrillic"]
    assert rows[:, COUNT].tolist() == [2, 1, 0, 0]
    assert rows[0, CORE] == rows[1, CORE] != rows[2, CORE]
    assert rows[0, CORE_KEY] == rows[1, CORE_KEY] == rows[2, CORE_KEY] != rows[3, CORE_KEY]
    assert table.core_key.tolist() == rows[:, CORE_KEY].tolist()
    assert table.key[0] == table.key[2] != table.key[1]
    assert rows[0, LENGTH] == 4
    assert [chr(c) for c in rows[0, SPELT : SPELT + 4]] == list("رحمن")


def test_shares_are_of_the_key_whatever_the_spelling_and_never_nought() -> None:
    parts = [NamePart("plain", "خالد"), NamePart("plain", "khaled"), NamePart("plain", "نزار")]
    table = part_table(parts, lineage=NONE, given=codes(0, 0, 1), others=codes(2))
    assert table.given_share[0] == table.given_share[1] == pytest.approx(4 / 53)
    assert table.given_share[2] == pytest.approx(1 / 53)
    assert table.lineage_share[2] == pytest.approx(2 / 51)


def test_a_table_of_no_parts_and_a_part_longer_than_the_table() -> None:
    empty = part_table([], lineage=NONE, given=NONE, others=NONE)
    assert len(empty.rows) == len(empty.given_share) == len(empty.key) == 0
    long = part_table([NamePart("plain", "m" * 40 + "a")], lineage=NONE, given=NONE, others=NONE)
    assert long.rows[0, LENGTH] == LETTERS


def places(*rows: tuple[str | None, str | None]) -> tuple[list[int], list[str]]:
    coded, table = code_places(
        pl.Series([w for w, _ in rows], dtype=pl.String), pl.Series([i for _, i in rows], dtype=pl.String)
    )
    assert len(table.keys) == len(table.has_id) == len(table.share) == len(table.words.length)
    assert table.share.sum() == pytest.approx(1.0 if (coded >= 0).any() else 0.0)
    return coded.tolist(), list(table.keys)


def test_places_are_one_by_id_by_words_and_by_what_they_mean() -> None:
    coded, _ = places(("دوما", None), ("Douma", None), ("حلب", None), ("Aleppo", None), (None, None), ("", ""))
    assert coded[0] == coded[1] != coded[2] == coded[3]
    assert coded[4:] == [-1, -1]
    coded, _ = places(("Halab", "3"), ("written otherwise", "3"), ("Halab", None), ("حلب", None))
    assert len(set(coded)) == 1


def test_words_that_stand_with_two_ids_mean_neither() -> None:
    coded, _ = places(("Halab", "3"), ("Halab", "4"), ("Halab", None))
    assert len(set(coded)) == 3


def test_a_place_known_by_id_only_has_no_words() -> None:
    coded, keys = places((None, "3"), ("Homs", None))
    assert keys[coded[0]] == ""
    assert keys[coded[1]] != ""
