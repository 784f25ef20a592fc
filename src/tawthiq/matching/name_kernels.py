"""Compiled comparison of two names, slot by slot; the rules are in `tawthiq.matching.comparing`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled
from tawthiq.matching.encoding import GIVEN, KUNYA, LAST, LAST_OTHER, MIDDLE1, MIDDLE2
from tawthiq.matching.levels import ALIKE, BANDS, CLOSE, EQUAL, RARITY, SOUND, SWAPPED
from tawthiq.matching.spelling_kernels import Signatures, Table, are_equivalent, grade_remembered

Slots = NDArray[np.int32]
Found = NDArray[np.int8]
_COMMON = BANDS.index("common")
NAME_FIELDS = 5  # given, father, grandfather, family, kunya: the first rows of the levels


class Names(NamedTuple):
    """The parts of all names and where they stand.

    Args:
        table: letters of each part, with their skeleton (see `tawthiq.matching.parts`).
        signs: signatures of each part.
        equivalents: pairs of skeletons that were found to be one name, sorted.
        memory: grades that were worked out before (see `grade_remembered`).
        slots: part in each place of a name; reading r of record i is row 2 * i + r.
    """

    table: Table
    signs: Signatures
    equivalents: NDArray[np.int64]
    memory: NDArray[np.int64]
    slots: Slots


@compiled
def _grade(names: Names, a: int, one: int, b: int, two: int) -> int:
    """How far the part at place ``one`` of reading a is that at place ``two`` of reading b."""
    return grade_remembered(
        names.table, names.signs, names.equivalents, names.memory, names.slots[a, one], names.slots[b, two]
    )


@compiled
def _crossed(
    names: Names,
    a: int,
    b: int,
    one: int,
    two: int,
) -> bool:
    if _grade(names, a, one, b, two) < CLOSE:
        return False
    return _grade(names, a, two, b, one) >= CLOSE


@compiled
def _differs(level: int) -> bool:
    return 0 < level <= ALIKE


@compiled
def _look_beside_family(
    names: Names,
    a: int,
    b: int,
    found: Found,
) -> None:
    """Where the last parts differ, look for a kunya behind the family, a father or grandfather in its place."""
    last = found[3]
    for one, two in ((LAST_OTHER, LAST), (LAST, LAST_OTHER)):
        last = max(last, _grade(names, a, one, b, two))
    found[3] = last
    if last > ALIKE:
        return
    for one, two in ((a, b), (b, a)):
        if names.slots[one, MIDDLE1] < 0 <= names.slots[two, MIDDLE1]:
            father = _grade(names, one, LAST, two, MIDDLE1)
            if father >= CLOSE:
                found[1], found[3] = father, 0
        shorter = names.slots[one, MIDDLE2] < 0 <= names.slots[one, MIDDLE1] and names.slots[two, MIDDLE2] >= 0
        if shorter and _grade(names, one, LAST, two, MIDDLE2) >= CLOSE:
            found[3] = 0


@compiled
def _look_beside_father(
    names: Names,
    a: int,
    b: int,
    found: Found,
) -> None:
    """Where the fathers differ and one name lacks a part, the father may be left out."""
    if names.slots[a, MIDDLE2] >= 0 and names.slots[b, MIDDLE2] >= 0:
        return
    shifted = max(
        _grade(names, a, MIDDLE1, b, MIDDLE2),
        _grade(names, a, MIDDLE2, b, MIDDLE1),
    )
    if shifted >= CLOSE:
        found[1], found[2] = 0, shifted


@compiled
def _look_for_swaps(
    names: Names,
    a: int,
    b: int,
    found: Found,
) -> None:
    if _differs(found[0]):
        if _crossed(names, a, b, GIVEN, MIDDLE1):
            found[0], found[1] = SWAPPED, 0
        elif names.slots[a, MIDDLE1] < 0 and names.slots[b, MIDDLE1] < 0 and _crossed(names, a, b, GIVEN, LAST):
            found[0], found[3] = SWAPPED, 0
    if _differs(found[1]) and _differs(found[3]) and _crossed(names, a, b, MIDDLE1, LAST):
        found[1], found[3] = SWAPPED, 0


@compiled
def _banded(level: int, band: int) -> int:
    """Split the levels of agreement by the rarity of the commoner of the two parts."""
    if level in (EQUAL, SOUND):
        return level + band
    return level + (band >= _COMMON) if level == CLOSE else level


@compiled
def _compare_readings(
    names: Names,
    bands: NDArray[np.int8],
    a: int,
    b: int,
    found: Found,
) -> None:
    """Write the levels of given name, father, grandfather, family and kunya of two readings."""
    for field, slot in enumerate((GIVEN, MIDDLE1, MIDDLE2, LAST, KUNYA)):
        found[field] = _grade(names, a, slot, b, slot)
    if names.slots[a, KUNYA] == names.slots[a, LAST] and names.slots[b, KUNYA] == names.slots[b, LAST]:
        found[4] = 0  # both may be families: they agree as such
    if _differs(found[3]):
        _look_beside_family(names, a, b, found)
    if _differs(found[1]):
        _look_beside_father(names, a, b, found)
    _look_for_swaps(names, a, b, found)
    for field, slot in enumerate((GIVEN, MIDDLE1, MIDDLE2, LAST, KUNYA)):
        if found[field] >= CLOSE:
            band = 0
            for part in (names.slots[a, slot], names.slots[b, slot]):
                if part >= 0:  # one of the two may have been found at another place
                    band = max(band, bands[min(field, 1), part])
            found[field] = _banded(found[field], band)


@compiled
def _merit(found: Found) -> int:
    total = 2 * min(found[0], EQUAL)
    for field in range(1, 4):
        total += min(found[field], EQUAL)
    return total


@compiled
def compare_names(
    names: Names,
    bands: NDArray[np.int8],
    has_other: NDArray[np.bool_],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    levels: NDArray[np.int8],
) -> None:
    """Write the name levels of pairs (rows 0 to 4, one column a pair): of two readings the one that agrees more."""
    found = np.zeros(NAME_FIELDS, dtype=np.int8)
    best = np.zeros(NAME_FIELDS, dtype=np.int8)
    for pair in range(len(left)):
        a, b = 2 * left[pair], 2 * right[pair]
        _compare_readings(names, bands, a, b, best)
        if has_other[left[pair]] or has_other[right[pair]]:
            for one, two in ((1, 0), (0, 1), (1, 1)):
                _compare_readings(names, bands, a + one, b + two, found)
                if _merit(found) > _merit(best):
                    for field in range(NAME_FIELDS):
                        best[field] = found[field]
        for field in range(NAME_FIELDS):
            levels[field, pair] = best[field]


def rarity_band(share: NDArray[np.float64]) -> NDArray[np.int8]:
    """The band of each share: 0 rare to 3 very common (see `tawthiq.matching.levels.RARITY`)."""
    return np.searchsorted(np.array(RARITY), share).astype(np.int8)


@compiled
def meet_as_equivalents(
    keys: NDArray[np.int32],
    slots: Slots,
    has_other: NDArray[np.bool_],
    varied: NDArray[np.bool_],
    equivalents: NDArray[np.int64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Say for which pairs a part of one name is a variant of the part at the same place of the other.

    ``varied`` says of which parts the skeleton has an equivalent at all: few, so that most pairs are passed by.
    """
    out = np.zeros(len(left), dtype=np.bool_)
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        for one_reading in range(1 + has_other[i]):
            for two_reading in range(1 + has_other[j]):
                a, b = 2 * i + one_reading, 2 * j + two_reading
                for slot in (GIVEN, MIDDLE1, MIDDLE2, LAST):
                    one, two = slots[a, slot], slots[b, slot]
                    if one >= 0 and two >= 0 and varied[one] and varied[two] and keys[one] != keys[two]:
                        out[pair] |= are_equivalent(equivalents, keys[one], keys[two])
    return out
