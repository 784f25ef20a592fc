"""Compiled comparisons of spellings: Jaro-Winkler, edits, vowels, and the grade of two name parts.

Jaro-Winkler is Winkler's (1990), boosted by up to four first letters where Jaro's likeness is above .7.
Edits count insertions, deletions, substitutions and neighbours that changed places (optimal string
alignment). Two name parts are graded by the rules in `tawthiq.matching.comparing`.

Words are rows of a table of code points, from column ``at`` on; few arrays are passed, because every array
that is passed to an inner function costs time.
"""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled
from tawthiq.matching.levels import ALIKE, CLOSE, DIFFERENT, EQUAL, SOUND, TWO_NAMES
from tawthiq.matching.parts import (
    CORE,
    CORE_KEY,
    COUNT,
    KIND,
    LENGTH,
    SCRIPT,
    SKELETON,
    SKELETON_LENGTH,
    SPELT,
    VOWELS,
)

Table = NDArray[np.int32]
Signatures = NDArray[np.uint64]
_I, _A = 2, 1
_ARABIC = 0
_COMMON_COUNT = 5
_COMMON_RATIO = 0.04
_SCATTER = np.uint64(0x9E3779B97F4A7C15)


@compiled
def _bits(word: int) -> int:
    """Number of bits set in 64 (Warren, Hacker's Delight, section 5-1)."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def likeness_bound(signature_a: int, length_a: int, signature_b: int, length_b: int) -> float:
    """Jaro's likeness at most, from the letters two words can share.

    A signature counts each letter up to twice: what two words have beyond that, they may share as well.
    """
    beyond = min(length_a - _bits(signature_a), length_b - _bits(signature_b))
    shared = min(_bits(signature_a & signature_b) + beyond, length_a, length_b)
    if shared <= 0:
        return 0.0
    return (shared / length_a + shared / length_b + 1.0) / 3.0


@compiled
def _out_of_order(table: Table, at: int, a: int, used_a: int, b: int, used_b: int) -> int:
    """Number of matched letters (bits of ``used``) that stand at another place in the other word's matches."""
    moved, i, j = 0, 0, 0
    while (used_a >> i) > 0:
        if (used_a >> i) & 1:
            while not (used_b >> j) & 1:
                j += 1
            moved += table[a, at + i] != table[b, at + j]
            j += 1
        i += 1
    return moved


@compiled
def jaro_winkler(table: Table, at: int, a: int, length_a: int, b: int, length_b: int) -> float:
    """Likeness of the words in two rows, between 0 and 1."""
    if length_a == 0 or length_b == 0:
        return 0.0
    window = max(max(length_a, length_b) // 2 - 1, 0)
    used_a, used_b, matches = 0, 0, 0
    for i in range(length_a):
        for j in range(max(0, i - window), min(length_b, i + window + 1)):
            if table[a, at + i] == table[b, at + j] and not (used_b >> j) & 1:
                used_a |= 1 << i
                used_b |= 1 << j
                matches += 1
                break
    if matches == 0:
        return 0.0
    moved = _out_of_order(table, at, a, used_a, b, used_b)
    jaro = (matches / length_a + matches / length_b + (matches - moved // 2) / matches) / 3.0
    if jaro <= 0.7:
        return jaro
    prefix = 0
    while prefix < min(4, length_a, length_b) and table[a, at + prefix] == table[b, at + prefix]:
        prefix += 1
    return jaro + prefix * 0.1 * (1.0 - jaro)


@compiled
def edits(table: Table, at: int, a: int, length_a: int, b: int, length_b: int) -> int:
    """Edits between the words in two rows, of at most 31 letters; 3 where there are more than two."""
    if abs(length_a - length_b) > 2:
        return 3
    rows = np.zeros((3, 32), dtype=np.int32)
    for j in range(length_b + 1):
        rows[1, j] = j
    before, last, row = 0, 1, 2
    for i in range(1, length_a + 1):
        rows[row, 0] = i
        least = i
        for j in range(1, length_b + 1):
            best = rows[last, j - 1] + (table[a, at + i - 1] != table[b, at + j - 1])
            best = min(best, rows[last, j] + 1, rows[row, j - 1] + 1)
            crossed = i > 1 and j > 1 and table[a, at + i - 1] == table[b, at + j - 2]
            if crossed and table[a, at + i - 2] == table[b, at + j - 1]:
                best = min(best, rows[before, j - 2] + 1)
            rows[row, j] = best
            least = min(least, best)
        if least > 3:
            return 3
        before, last, row = last, row, before
    return min(3, rows[last, length_b])


@compiled
def vowel_conflicts(table: Table, a: int, b: int) -> int:
    """Count the gaps between consonants in which two spellings of one skeleton cannot be the same word.

    A long vowel written in Arabic must be heard in the other script (a final yeh may be an alef maqsura:
    Mustafa); two Arabic spellings must write the same long vowels; two spellings in scripts that write
    short vowels conflict where both write one and none is shared (e may stand for a or i). The vowel before
    the first consonant is not compared: every spelling guesses there.
    """
    if table[b, SCRIPT] == _ARABIC and table[a, SCRIPT] != _ARABIC:
        a, b = b, a
    arabic_a, arabic_b = table[a, SCRIPT] == _ARABIC, table[b, SCRIPT] == _ARABIC
    last = table[a, SKELETON_LENGTH]
    start = 2 if table[a, SKELETON] == 97 else 1  # the mark a of an initial vowel
    conflicts = 0
    for gap in range(start, last + 1):
        one, two = table[a, VOWELS + gap], table[b, VOWELS + gap]
        if arabic_a and arabic_b:
            conflicts += one != two
        elif arabic_a:
            if gap == last and one == _I:
                one = _I | _A
            conflicts += one != 0 and (one & two) == 0
        else:
            conflicts += one != 0 and two != 0 and (one & two) == 0
    return conflicts


@compiled
def _grade_spelling(table: Table, signatures: Signatures, a: int, b: int) -> int:
    """Grade two different cores by letters within a script, by skeletons across."""
    same_script = table[a, SCRIPT] == table[b, SCRIPT]
    same_key = table[a, CORE_KEY] == table[b, CORE_KEY]
    which, at, long = (0, SPELT, LENGTH) if same_script else (1, SKELETON, SKELETON_LENGTH)
    n, m = table[a, long], table[b, long]
    if same_key:
        conflicts = vowel_conflicts(table, a, b)
        if conflicts == 0:
            return SOUND if same_script else EQUAL
        grade = ALIKE if table[a, SKELETON_LENGTH] < 2 and conflicts > 1 else CLOSE
    else:
        near = 0.5 if max(n, m) <= 3 else 0.7  # under this no two words are an edit apart
        if likeness_bound(signatures[a, which], n, signatures[b, which], m) < near:
            return DIFFERENT
        likeness = jaro_winkler(table, at, a, n, b, m)
        grade = ALIKE if likeness >= 0.84 else DIFFERENT
        if likeness >= near and max(n, m) >= 3:
            apart = edits(table, at, a, n, b, m)
            if apart <= 1 or (apart <= 2 and max(n, m) >= 8):
                grade = CLOSE
    if grade == DIFFERENT:
        return grade
    common, most = min(table[a, COUNT], table[b, COUNT]), max(table[a, COUNT], table[b, COUNT])
    if common >= _COMMON_COUNT and (not same_script or common >= _COMMON_RATIO * most):
        return TWO_NAMES
    return grade


@compiled
def are_equivalent(equivalents: NDArray[np.int64], key_a: int, key_b: int) -> bool:
    """Whether two skeletons were found to be equivalents of one name (see `tawthiq.matching.equivalents`)."""
    code = np.int64(min(key_a, key_b)) * np.int64(2**32) + np.int64(max(key_a, key_b))
    at = np.searchsorted(equivalents, code)
    return bool(at < len(equivalents) and equivalents[at] == code)


@compiled
def grade_parts(table: Table, signatures: Signatures, equivalents: NDArray[np.int64], a: int, b: int) -> int:
    """Grade two name parts: 0 missing, different, two_names, alike, close, sound or equal (before rarity)."""
    if a < 0 or b < 0:
        return 0
    if a == b:
        return EQUAL
    same_kind = table[a, KIND] == table[b, KIND]
    if not same_kind and table[a, KIND] != 0 and table[b, KIND] != 0:
        return DIFFERENT
    grade = EQUAL if table[a, CORE] == table[b, CORE] else _grade_spelling(table, signatures, a, b)
    if grade < SOUND and len(equivalents) > 0 and are_equivalent(equivalents, table[a, CORE_KEY], table[b, CORE_KEY]):
        grade = SOUND
    if same_kind:
        return grade
    return CLOSE if grade >= SOUND else DIFFERENT


@compiled
def grade_remembered(
    table: Table, signatures: Signatures, equivalents: NDArray[np.int64], memory: NDArray[np.int64], a: int, b: int
) -> int:
    """The same as `grade_parts`, looked up where these two were graded not long ago.

    Names repeat: most pairs of records ask for a pair of parts that others have asked for. ``memory`` has a power of
    two of places, each for the parts and the grade last seen there (28 bits, 28 bits, 4 bits); it starts as zeros.
    """
    if a < 0 or b < 0:
        return 0
    if a == b:
        return EQUAL
    code = (np.int64(min(a, b)) << np.int64(28)) | np.int64(max(a, b))
    place = np.int64((np.uint64(code) * _SCATTER) >> np.uint64(40)) & np.int64(len(memory) - 1)
    held = memory[place]
    if held >> np.int64(4) == code:
        return int(held & np.int64(15))
    grade = grade_parts(table, signatures, equivalents, a, b)
    memory[place] = (code << np.int64(4)) | np.int64(grade)
    return grade
