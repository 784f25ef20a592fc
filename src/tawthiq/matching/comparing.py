"""Two records, field by field, as comparison levels.

Name parts are compared once for each distinct pair of parts that occurs, not for each pair of records. Two
parts in one script are compared letter by letter, two parts across scripts by their skeletons and vowels:
there, sounding the same is the best agreement there can be and counts as equal. Two names that are both
common and differ by a letter are two names (Hamid, Hamad), not a slip of the pen.

Parts are aligned by position. Where the positions disagree the neighbours are tried (a part left out, a
kunya behind the family), because a missing part is no disagreement; a given name and a father's name that
changed places are ``swapped``.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from tawthiq.matching.encoding import (
    GIVEN,
    KUNYA,
    LAST,
    LAST_OTHER,
    MIDDLE1,
    MIDDLE2,
    NO_DAY,
    Encoded,
    Floats,
    Ints,
    PartTable,
    PlaceTable,
)
from tawthiq.matching.levels import ALIKE, CLOSE, DIFFERENT, EQUAL, RARITY, SOUND, SWAPPED, TWO_NAMES
from tawthiq.matching.skeleton import vowel_conflicts

Levels = NDArray[np.int8]
_COMMON_COUNT = 5
_COMMON_RATIO = 0.04


def compare(data: Encoded, left: Ints, right: Ints) -> dict[str, Levels]:
    """Return the level of each field (but ``rival``) for the pairs of records at ``left`` and ``right``."""
    levels = _compare_names(data, data.slots[left], data.slots[right])
    second = data.has_other[left] | data.has_other[right]
    if second.any():
        at = np.flatnonzero(second)
        for one, two in (
            (data.slots_other, data.slots),
            (data.slots, data.slots_other),
            (data.slots_other, data.slots_other),
        ):
            _take_better(levels, _compare_names(data, one[left[at]], two[right[at]]), at)
    levels["birth"] = _compare_births(data, left, right)
    levels["death"] = _compare_deaths(data, left, right)
    levels["place"] = _compare_places(data, left, right)
    levels["sex"] = _same_or_not(data.sex[left], data.sex[right])
    two_lists = data.list_code[left] != data.list_code[right]
    levels["lists"] = (np.where(two_lists, 2, 1) if len(data.lists) > 1 else np.zeros(len(left))).astype(np.int8)
    return levels


def _take_better(levels: dict[str, Levels], other: dict[str, Levels], at: NDArray[np.intp]) -> None:
    """Take the reading of the two names under which more agrees, all fields of it together."""

    def merit(found: dict[str, Levels]) -> NDArray[np.int64]:
        fields = [np.minimum(found[f], EQUAL).astype(np.int64) for f in ("given", "father", "grandfather", "family")]
        return 2 * fields[0] + fields[1] + fields[2] + fields[3]

    current = {field: values[at] for field, values in levels.items()}
    better = merit(other) > merit(current)
    for field, values in levels.items():
        values[at[better]] = other[field][better]


def _compare_names(data: Encoded, a: Ints, b: Ints) -> dict[str, Levels]:
    table = data.parts
    slots = (GIVEN, MIDDLE1, MIDDLE2, LAST, KUNYA)
    base = _grade(table, np.concatenate([a[:, s] for s in slots]), np.concatenate([b[:, s] for s in slots]))
    given, first, second, last, kunya = np.split(base, len(slots))
    _try_neighbours(table, a, b, first, second, last)
    _try_swaps(table, a, b, given, first, last)
    shares = table.given_share, table.lineage_share
    return {
        "given": _with_rarity(given, a[:, GIVEN], b[:, GIVEN], shares[0]),
        "father": _with_rarity(first, a[:, MIDDLE1], b[:, MIDDLE1], shares[1]),
        "grandfather": _with_rarity(second, a[:, MIDDLE2], b[:, MIDDLE2], shares[1]),
        "family": _with_rarity(last, a[:, LAST], b[:, LAST], shares[1]),
        "kunya": _with_rarity(kunya, a[:, KUNYA], b[:, KUNYA], shares[1]),
    }


def _try_neighbours(table: PartTable, a: Ints, b: Ints, first: Levels, second: Levels, last: Levels) -> None:
    """Where the last or the first middle parts differ, look for the part one place further; in place."""
    at = np.flatnonzero((last > 0) & (last <= ALIKE))
    if at.size:
        for one, two in ((LAST_OTHER, LAST), (LAST, LAST_OTHER), (LAST_OTHER, LAST_OTHER)):
            last[at] = np.maximum(last[at], _grade(table, a[at, one], b[at, two]))
        at = at[last[at] <= ALIKE]
        _try_father_for_family(table, a, b, first, last, at)
        _try_father_for_family(table, b, a, first, last, at)
        _try_family_left_out(table, a, b, last, at)
    at = np.flatnonzero((first > 0) & (first <= ALIKE))
    if at.size:
        shifted = np.maximum(
            _grade(table, a[at, MIDDLE1], b[at, MIDDLE2]), _grade(table, a[at, MIDDLE2], b[at, MIDDLE1])
        )
        one_short = (a[at, MIDDLE2] < 0) | (b[at, MIDDLE2] < 0)
        good = (shifted >= CLOSE) & one_short
        first[at[good]] = 0
        second[at[good]] = shifted[good]


def _try_father_for_family(
    table: PartTable, a: Ints, b: Ints, first: Levels, last: Levels, at: NDArray[np.intp]
) -> None:
    """A name of two parts whose second is the other's father says nothing of the family."""
    at = at[(a[at, MIDDLE1] < 0) & (b[at, MIDDLE1] >= 0)]
    grade = _grade(table, a[at, LAST], b[at, MIDDLE1])
    good = grade >= CLOSE
    first[at[good]] = grade[good]
    last[at[good]] = 0


def _try_family_left_out(table: PartTable, a: Ints, b: Ints, last: Levels, at: NDArray[np.intp]) -> None:
    """A name that ends with the other's grandfather leaves the family out (three parts against four)."""
    for one, two in ((a, b), (b, a)):
        longer = at[(one[at, MIDDLE2] < 0) & (one[at, MIDDLE1] >= 0) & (two[at, MIDDLE2] >= 0)]
        grade = _grade(table, one[longer, LAST], two[longer, MIDDLE2])
        last[longer[grade >= CLOSE]] = 0


def _try_swaps(table: PartTable, a: Ints, b: Ints, given: Levels, first: Levels, last: Levels) -> None:
    """Give neighbouring parts that changed places the level ``swapped`` in the first field; in place."""

    def crossed(at: NDArray[np.intp], one: int, two: int) -> NDArray[np.intp]:
        grade = np.minimum(_grade(table, a[at, one], b[at, two]), _grade(table, a[at, two], b[at, one]))
        return at[grade >= CLOSE]

    at = np.flatnonzero((given > 0) & (given <= ALIKE))
    with_father = crossed(at, GIVEN, MIDDLE1)
    two_parts = at[(a[at, MIDDLE1] < 0) & (b[at, MIDDLE1] < 0)]
    with_family = crossed(two_parts, GIVEN, LAST)
    given[with_father] = given[with_family] = SWAPPED
    first[with_father] = last[with_family] = 0
    at = np.flatnonzero((first > 0) & (first <= ALIKE) & (last > 0) & (last <= ALIKE))
    father_family = crossed(at, MIDDLE1, LAST)
    first[father_family] = SWAPPED
    last[father_family] = 0


def _with_rarity(level: Levels, a: Ints, b: Ints, share: Floats) -> Levels:
    """Split the levels of agreement by the rarity of the commoner of the two parts."""
    if not len(share):
        return level
    commoner = np.maximum(share[np.maximum(a, 0)], share[np.maximum(b, 0)])
    band = np.searchsorted(np.array(RARITY), commoner).astype(np.int8)
    level = np.where((level == EQUAL) | (level == SOUND), level + band, level)
    level = np.where(level == CLOSE, level + (band >= 2), level)
    return level.astype(np.int8)


def _grade(table: PartTable, a: Ints, b: Ints) -> Levels:
    """Grade pairs of parts: 0 missing, different, two_names, alike, close, sound or equal (before rarity)."""
    out = np.zeros(len(a), dtype=np.int8)
    both = (a >= 0) & (b >= 0)
    out[both & (a == b)] = EQUAL
    at = np.flatnonzero(both & (a != b))
    if not at.size:
        return out
    low, high = np.minimum(a[at], b[at]).astype(np.int64), np.maximum(a[at], b[at]).astype(np.int64)
    codes, inverse = np.unique(low * len(table.cores) + high, return_inverse=True)
    out[at] = _grade_parts(table, codes // len(table.cores), codes % len(table.cores))[inverse]
    return out


def _grade_parts(table: PartTable, a: NDArray[np.int64], b: NDArray[np.int64]) -> Levels:
    same_script = table.is_arabic[a] == table.is_arabic[b]
    words_a, words_b = _compared_words(table, a, b, same_script)
    likeness = process.cpdist(words_a, words_b, scorer=JaroWinkler.similarity, dtype=np.float32)
    near = likeness >= 0.7
    grade = np.full(len(a), DIFFERENT, dtype=np.int8)
    grade[likeness >= 0.84] = ALIKE
    same_key = table.core_key[a] == table.core_key[b]
    at = np.flatnonzero(near | same_key)
    grade[at] = np.maximum(grade[at], _close_or_not([words_a[i] for i in at], [words_b[i] for i in at]))
    for i in np.flatnonzero(same_key):
        conflict = vowel_conflicts(table.spellings[a[i]], table.spellings[b[i]])
        short = len(table.spellings[a[i]].skeleton) < 2
        agree = SOUND if same_script[i] else EQUAL
        grade[i] = agree if not conflict else ALIKE if short and conflict > 1 else CLOSE
    common = np.minimum(table.count[a], table.count[b])
    ratio = common / np.maximum(1, np.maximum(table.count[a], table.count[b]))
    two_names = (common >= _COMMON_COUNT) & (ratio >= _COMMON_RATIO) & same_script | (
        ~same_script & (common >= _COMMON_COUNT)
    )
    grade[two_names & ((grade == CLOSE) | (grade == ALIKE))] = TWO_NAMES
    return _with_kinds(table, a, b, grade, table.cores)


def _with_kinds(
    table: PartTable, a: NDArray[np.int64], b: NDArray[np.int64], grade: Levels, cores: list[str]
) -> Levels:
    """A compound and a plain part with one core are close (abu or abd left out); two kinds differ."""
    mixed = table.kind[a] != table.kind[b]
    one_plain = (table.kind[a] == 0) | (table.kind[b] == 0)
    agree = grade >= SOUND
    agree |= np.fromiter((cores[i] == cores[j] for i, j in zip(a, b, strict=True)), np.bool_, len(a))
    out = np.where(mixed & one_plain & agree, CLOSE, np.where(mixed, DIFFERENT, grade))
    return out.astype(np.int8)


def _compared_words(
    table: PartTable, a: NDArray[np.int64], b: NDArray[np.int64], same_script: NDArray[np.bool_]
) -> tuple[list[str], list[str]]:
    """Letters within a script, skeletons across scripts."""

    def words(codes: NDArray[np.int64]) -> list[str]:
        return [
            table.cores[i] if same else table.spellings[i].skeleton
            for i, same in zip(codes.tolist(), same_script.tolist(), strict=True)
        ]

    return words(a), words(b)


def _close_or_not(a: list[str], b: list[str]) -> Levels:
    """Close: one edit in words of four letters or more, two in words of eight."""
    if not a:
        return np.zeros(0, dtype=np.int8)
    edits = process.cpdist(a, b, scorer=Levenshtein.distance, score_cutoff=2, dtype=np.int32)
    length = np.fromiter((max(len(x), len(y)) for x, y in zip(a, b, strict=True)), np.int32, len(a))
    close = ((edits <= 1) & (length >= 4)) | ((edits <= 2) & (length >= 8))
    return np.where(close, CLOSE, 0).astype(np.int8)


def _same_or_not(a: NDArray[np.int8], b: NDArray[np.int8]) -> Levels:
    return np.where((a == 0) | (b == 0), 0, np.where(a == b, 2, 1)).astype(np.int8)


def _compare_births(data: Encoded, left: Ints, right: Ints) -> Levels:
    """Compare dates of birth; else ages at death, computed where one side has only a date of birth."""
    a, b = data.birth[left], data.birth[right]
    days = np.abs(data.birth_day[left].astype(np.int64) - data.birth_day[right])
    both = (a[:, 0] > 0) & (b[:, 0] > 0)
    whole = both & (a > 0).all(axis=1) & (b > 0).all(axis=1)
    agree = (a == b).sum(axis=1)
    swapped = whole & (a[:, 0] == b[:, 0]) & (a[:, 1] == b[:, 2]) & (a[:, 2] == b[:, 1])
    same_year = both & (a[:, 0] == b[:, 0])
    first_january = ((a[:, 1] == 1) & (a[:, 2] == 1)) | ((b[:, 1] == 1) & (b[:, 2] == 1)) | ~whole
    years = np.where(both, days / 365.25, _age_gap(data, left, right, whole=both))
    level = np.select(
        [np.isnan(years), years > 10, years > 5, years > 2.5, years > 1.5],
        [0, 1, 2, 3, 4],
        default=5,
    )
    level = np.where(~both & (years == 0), 6, level)
    level = np.where(both & (level >= 3) & same_year & first_january, 7, level)
    level = np.where(whole & (agree == 2), 7, level)
    level = np.where(swapped, 8, level)
    return np.where(whole & (agree == 3), 9, level).astype(np.int8)


def _age_gap(data: Encoded, left: Ints, right: Ints, *, whole: NDArray[np.bool_]) -> Floats:
    """Years between the ages at death; NaN where an age cannot be said."""

    def age_of(one: Ints, other: Ints) -> Floats:
        death = np.where(data.death_from[one] == NO_DAY, data.death_from[other], data.death_from[one])
        known = (data.birth[one, 0] > 0) & (death != NO_DAY)
        with np.errstate(invalid="ignore"):
            from_birth = np.floor((death.astype(np.float64) - data.birth_day[one]) / 365.25)
        return np.where(np.isnan(data.age[one]), np.where(known, from_birth, np.nan), data.age[one])

    gap: Floats = np.abs(age_of(left, right) - age_of(right, left))
    return np.where(whole, np.nan, gap)


def _compare_deaths(data: Encoded, left: Ints, right: Ints) -> Levels:
    from_a, to_a = data.death_from[left], data.death_to[left]
    from_b, to_b = data.death_from[right], data.death_to[right]
    known = (from_a != NO_DAY) & (from_b != NO_DAY)
    exact = known & (from_a == to_a) & (from_b == to_b)
    gap = np.maximum(0, np.maximum(from_a.astype(np.int64) - to_b, from_b.astype(np.int64) - to_a))
    level = np.select([gap == 0, gap <= 5, gap <= 45, gap <= 366], [6, 4, 3, 2], default=1)
    busy = data.day_share[left] >= 0.002
    level = np.where(exact & (gap == 0), np.where(busy, 7, 8), level)
    at = np.flatnonzero(exact & (level <= 3))
    level[at[_day_month_swapped(from_a[at], from_b[at])]] = 5
    return np.where(known, level, 0).astype(np.int8)


def _day_month_swapped(a: Ints, b: Ints) -> NDArray[np.bool_]:
    def split(days: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        dates = days.astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        serial = months.astype(np.int64)
        return serial // 12, serial % 12 + 1, (dates - months).astype(np.int64) + 1

    (year_a, month_a, day_a), (year_b, month_b, day_b) = split(a), split(b)
    swapped: NDArray[np.bool_] = (year_a == year_b) & (month_a == day_b) & (day_a == month_b)
    return swapped


def _compare_places(data: Encoded, left: Ints, right: Ints) -> Levels:
    governorate = _place_grade(data.governorates, data.governorate[left], data.governorate[right])
    town = _place_grade(data.towns, data.town[left], data.town[right])
    common = data.towns.share[np.maximum(data.town[left], 0)] >= 0.005 if data.towns.keys else False
    level = np.select(
        [
            (town == 3) & (governorate != 1),
            (town == 2) & (governorate != 1),
            town >= 2,
            (town == 1) & (governorate >= 2),
            town == 1,
            governorate >= 2,
            governorate == 1,
        ],
        [7, 5, 4, 2, 1, 3, 1],
        default=0,
    )
    return np.where((level == 7) & common, 6, level).astype(np.int8)


def _place_grade(table: PlaceTable, a: Ints, b: Ints) -> Levels:
    """0 missing, 1 different, 2 alike, 3 same; ids are the same or different."""
    out = np.zeros(len(a), dtype=np.int8)
    both = (a >= 0) & (b >= 0)
    out[both & (a == b)] = 3
    at = np.flatnonzero(both & (a != b))
    if not at.size:
        return out
    codes, inverse = np.unique(a[at].astype(np.int64) * len(table.keys) + b[at], return_inverse=True)
    words_a = [table.keys[i] for i in codes // len(table.keys)]
    words_b = [table.keys[i] for i in codes % len(table.keys)]
    likeness = process.cpdist(words_a, words_b, scorer=JaroWinkler.similarity, dtype=np.float32)
    ids = table.has_id[codes // len(table.keys)] & table.has_id[codes % len(table.keys)]
    close = process.cpdist(words_a, words_b, scorer=Levenshtein.distance, score_cutoff=1, dtype=np.int32) <= 1
    longest = np.fromiter((max(len(x), len(y)) for x, y in zip(words_a, words_b, strict=True)), np.int32, len(codes))
    alike = ((likeness >= 0.9) | (close & (longest >= 3))) & ~ids
    out[at] = np.where(alike, 2, 1)[inverse]
    return out


def levels_frame(levels: dict[str, Levels], names: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    """The levels as columns of words."""
    return pl.DataFrame({
        field: pl.Series(np.array(names[field], dtype=object)[values], dtype=pl.Enum(names[field]))
        for field, values in levels.items()
    })  # fmt: skip
