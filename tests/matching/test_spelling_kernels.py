"""Compiled comparisons of spellings against the plain ones of rapidfuzz, and the grades of name parts."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Jaro, JaroWinkler

from tawthiq.matching.levels import ALIKE, CLOSE, DIFFERENT, EQUAL, SOUND, TWO_NAMES
from tawthiq.matching.names import NamePart, split_parts
from tawthiq.matching.parts import PartTable, pack_words, part_table
from tawthiq.matching.skeleton import spell
from tawthiq.matching.skeleton import vowel_conflicts as conflicts_of_spellings
from tawthiq.matching.spelling_kernels import edits, grade_parts, jaro_winkler, likeness_bound, vowel_conflicts

# Few letters, so that words share many; ا and ى, a and 0 and others fall into one bit of a signature.
WORD = st.text(st.sampled_from("ab0حمدا1@\u0100"), max_size=12) | st.text(
    st.characters(exclude_characters="\0"), max_size=20
)
NONE = np.zeros(0, dtype=np.int64)


@given(WORD, WORD)
@example("martha", "marhta")
@example("ab", "ba")
@example("", "")
def test_jaro_winkler_is_that_of_rapidfuzz(a: str, b: str) -> None:
    words = pack_words([a, b], 20).letters
    found = jaro_winkler(words, 0, 0, len(a), 1, len(b))
    expected = JaroWinkler.similarity(a, b) if a and b else 0.0
    assert found == pytest.approx(expected, abs=1e-9)


@given(WORD, WORD)
@example("ca", "abc")
@example("abcdefgh", "badcfehg")
def test_edits_are_those_of_optimal_string_alignment_up_to_two(a: str, b: str) -> None:
    words = pack_words([a, b], 20).letters
    assert edits(words, 0, 0, len(a), 1, len(b)) == min(3, OSA.distance(a, b))


@given(WORD, WORD)
@example("1111111112", "1111111113")
@example("اااببب", "بببااا")
@example("aaaa", "aaaa")
def test_the_bound_is_never_below_the_likeness(a: str, b: str) -> None:
    words = pack_words([a, b], 20)
    bound = likeness_bound(words.signature[0], words.length[0], words.signature[1], words.length[1])
    assert bound >= (Jaro.similarity(a, b) if a and b else 0.0) - 1e-12
    assert bound <= 1.0


def test_the_bound_rejects_words_that_share_no_letter() -> None:
    words = pack_words(["abc", "def"], 5)
    assert likeness_bound(words.signature[0], 3, words.signature[1], 3) == 0.0


@pytest.mark.parametrize(
    ("a", "b", "conflicts"),
    [
        ("محمد", "Mohammed", 0),  # Arabic writes no short vowel
        ("محمد", "Mahmoud", 0),
        ("محمود", "Mahmoud", 0),
        ("محمود", "Mohammed", 1),  # a long u that is not heard
        ("محمود", "محمد", 1),  # two Arabic spellings write the same long vowels
        ("مصطفى", "Mustafa", 0),  # a final yeh may be an alef maqsura
        ("Mohammed", "Mahmoud", 2),
        ("Mohammed", "Muhammad", 0),  # o and u, e and a
        ("سعيد", "سعد", 1),
        ("Omar", "Amar", 0),  # every spelling guesses at the vowel in front
    ],
)
def test_vowels_tell_words_of_one_skeleton_apart(a: str, b: str, conflicts: int) -> None:
    table = table_of(a, b).rows
    assert vowel_conflicts(table, 0, 1) == vowel_conflicts(table, 1, 0) == conflicts


WRITTEN = st.text(st.sampled_from("محمودسعيا"), min_size=1, max_size=8) | st.text(
    st.sampled_from("mhdsaeiou"), min_size=1, max_size=8
)


@given(WRITTEN, WRITTEN)
def test_vowels_are_compared_as_the_spellings_say(a: str, b: str) -> None:
    one, two = split_parts(a), split_parts(b)
    if len(one) == len(two) == 1 and one[0].spelling.skeleton == two[0].spelling.skeleton != "":
        table = part_table([one[0], two[0]], lineage=np.array([0, 1], np.int32), given=NO, others=NO).rows
        assert vowel_conflicts(table, 0, 1) == conflicts_of_spellings(one[0].spelling, two[0].spelling)


NO = np.zeros(0, dtype=np.int32)


def table_of(*words: str, times: int = 1) -> PartTable:
    parts = [part for word in words for part in split_parts(word)]
    assert len(parts) == len(words)
    stand = np.tile(np.arange(len(parts), dtype=np.int32), times)
    return part_table(parts, lineage=stand, given=stand, others=NO)


def grade(a: str, b: str, *, times: int = 1, equivalents: np.ndarray = NONE) -> int:
    table = table_of(a, b, times=times)
    there = grade_parts(table.rows, table.signatures, equivalents, 0, 1)
    assert there == grade_parts(table.rows, table.signatures, equivalents, 1, 0)
    return int(there)


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("سعيد", "Said", EQUAL),
        ("Said", "Saeed", SOUND),
        ("مصطفى", "مصظفى", CLOSE),
        ("عبد الرحمن", "رحمن", CLOSE),  # a compound and its core
        ("عبد الرحمن", "ابو رحمن", DIFFERENT),  # abd and abu are two names
        ("سعيد", "خالد", DIFFERENT),
        ("Haddad", "Hadad", SOUND),
        ("Christopher", "Christohper", CLOSE),
        ("Marzouk", "Marouk", CLOSE),
        ("ناجي", "ناجح", CLOSE),
    ],
)
def test_grades_of_two_parts(a: str, b: str, level: int) -> None:
    assert grade(a, b) == level


def test_common_names_that_are_nearly_the_same_are_two_names() -> None:
    assert grade("حامد", "حمد", times=10) == TWO_NAMES
    assert grade("حامد", "حمد") != TWO_NAMES


def test_nothing_is_graded_where_a_part_is_missing() -> None:
    table = table_of("سعيد")
    assert grade_parts(table.rows, table.signatures, NONE, 0, -1) == 0
    assert grade_parts(table.rows, table.signatures, NONE, 0, 0) == EQUAL


def test_equivalents_sound_the_same() -> None:
    table = table_of("مدحت", "Medo")
    keys = sorted(int(k) for k in table.core_key)
    found = np.array([keys[0] * 2**32 + keys[1]])
    assert grade("مدحت", "Medo") <= ALIKE
    assert grade("مدحت", "Medo", equivalents=found) == SOUND


def test_a_skeleton_longer_than_the_table_is_cut_and_still_compared() -> None:
    long = "mstkbrdflnmstkbrdfln"
    assert len(spell(long).skeleton) > 12
    table = part_table([NamePart("plain", long), NamePart("plain", long + "a")], lineage=NO, given=NO, others=NO)
    assert table.rows.shape[0] == 2
    assert grade_parts(table.rows, table.signatures, NONE, 0, 1) in (SOUND, CLOSE)
