"""Compiled comparison of what is said besides the name: births and ages, deaths, places, plain texts."""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.compiling import compiled
from tawthiq.matching.spelling_kernels import edits, jaro_winkler, likeness_bound

NO_DAY = -(2**30)
_BUSY_DAY = 0.002
_COMMON_TOWN = 0.005
_DAYS_IN_YEAR = 365.25
_HOPELESS = 0.6  # of Jaro's likeness: no two words this far apart are one edit apart or alike


@compiled
def _age_on(age: float, birth_year: int, birth_day: int, day: int) -> float:
    """The age said, else the whole years from birth to a day; NaN if neither is known."""
    if not np.isnan(age):
        return age
    known = birth_year > 0 and day != NO_DAY
    return np.floor((day - birth_day) / _DAYS_IN_YEAR) if known else np.nan


@compiled
def _level_of_dates(birth: NDArray[np.int32], i: int, j: int, days: int) -> int:
    a, b = (birth[i, 0], birth[i, 1], birth[i, 2]), (birth[j, 0], birth[j, 1], birth[j, 2])
    whole = a[1] > 0 and a[2] > 0 and b[1] > 0 and b[2] > 0
    agree = (a[0] == b[0]) + (a[1] == b[1]) + (a[2] == b[2])
    if whole and agree == 3:
        return 9
    if whole and a[0] == b[0] and a[1] == b[2] and a[2] == b[1]:
        return 8
    if whole and agree == 2:
        return 7
    level = _level_of_years(days / _DAYS_IN_YEAR)
    rough = not whole or (a[1] == 1 and a[2] == 1) or (b[1] == 1 and b[2] == 1)
    if level >= 3 and a[0] == b[0] and rough:
        return 7
    return level


@compiled
def _level_of_years(years: float) -> int:
    if years > 10:
        return 1
    if years > 5:
        return 2
    if years > 2.5:
        return 3
    return 4 if years > 1.5 else 5


@compiled
def compare_births(
    birth: NDArray[np.int32],
    birth_day: NDArray[np.int32],
    age: NDArray[np.float64],
    death: NDArray[np.int32],
    told_on: int,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    levels: NDArray[np.int8],
) -> None:
    """Compare dates of birth; else ages at death, or on the day ages were told, reckoned from a birth where need be."""
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if birth[i, 0] > 0 and birth[j, 0] > 0:
            levels[pair] = _level_of_dates(birth, i, j, abs(birth_day[i] - birth_day[j]))
            continue
        day = death[i] if death[i] != NO_DAY else death[j] if death[j] != NO_DAY else told_on
        other_day = death[j] if death[j] != NO_DAY else day
        gap = abs(
            _age_on(age[i], birth[i, 0], birth_day[i], day) - _age_on(age[j], birth[j, 0], birth_day[j], other_day)
        )
        levels[pair] = 0 if np.isnan(gap) else 6 if gap == 0 else _level_of_years(gap)


@compiled
def _level_of_deaths(from_a: int, to_a: int, from_b: int, to_b: int, share: float, swapped: bool) -> int:
    exact = from_a == to_a and from_b == to_b
    gap = max(0, from_a - to_b, from_b - to_a)
    if gap == 0:
        return (7 if share >= _BUSY_DAY else 8) if exact else 6
    if gap <= 5:
        return 4
    if exact and swapped:
        return 5
    if gap <= 45:
        return 3
    return 2 if gap <= 366 else 1


@compiled
def compare_deaths(
    start: NDArray[np.int32],
    end: NDArray[np.int32],
    parts: NDArray[np.int32],
    day_share: NDArray[np.float64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    levels: NDArray[np.int8],
) -> None:
    """Compare days or spans of death; ``parts`` are year, month and day of ``start``."""
    for pair in range(len(left)):
        i, j = left[pair], right[pair]
        if start[i] == NO_DAY or start[j] == NO_DAY:
            levels[pair] = 0
            continue
        swapped = parts[i, 0] == parts[j, 0] and parts[i, 1] == parts[j, 2] and parts[i, 2] == parts[j, 1]
        levels[pair] = _level_of_deaths(start[i], end[i], start[j], end[j], day_share[i], swapped)


@compiled
def _place_grade(
    letters: NDArray[np.int32],
    length: NDArray[np.int8],
    signature: NDArray[np.uint64],
    has_id: NDArray[np.bool_],
    a: int,
    b: int,
) -> int:
    """0 missing, 1 different, 2 alike, 3 same; places known by id are the same or different.

    A place of which only the id is known has no words that could differ from another's.
    """
    if a < 0 or b < 0:
        return 0
    if a == b:
        return 3
    if has_id[a] and has_id[b]:
        return 1
    n, m = length[a], length[b]
    if likeness_bound(signature[a], n, signature[b], m) < _HOPELESS:
        return 1 if n > 0 and m > 0 else 0
    if max(n, m) >= 3 and edits(letters, 0, a, n, b, m) <= 1:
        return 2
    return 2 if jaro_winkler(letters, 0, a, n, b, m) >= 0.9 else 1


@compiled
def grade_places(
    letters: NDArray[np.int32],
    length: NDArray[np.int8],
    signature: NDArray[np.uint64],
    has_id: NDArray[np.bool_],
    place: NDArray[np.int32],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    grades: NDArray[np.int8],
) -> None:
    """Grade the places of pairs at one level of the hierarchy."""
    for pair in range(len(left)):
        grades[pair] = _place_grade(letters, length, signature, has_id, place[left[pair]], place[right[pair]])


@compiled
def compare_places(
    governorate: NDArray[np.int8],
    town: NDArray[np.int8],
    place: NDArray[np.int32],
    share: NDArray[np.float64],
    left: NDArray[np.int32],
    levels: NDArray[np.int8],
) -> None:
    """Join the grades of both levels of the hierarchy into one level."""
    for pair in range(len(left)):
        outer, inner = governorate[pair], town[pair]
        if inner == 3 and outer != 1:
            levels[pair] = 6 if share[place[left[pair]]] >= _COMMON_TOWN else 7
        elif inner >= 2:
            levels[pair] = 4 if outer == 1 else 5
        elif outer >= 2:
            levels[pair] = 2 if inner == 1 else 3
        else:
            levels[pair] = 1 if inner == 1 or outer == 1 else 0


@compiled
def compare_texts(
    letters: NDArray[np.int32],
    length: NDArray[np.int8],
    signature: NDArray[np.uint64],
    share: NDArray[np.float64],
    value: NDArray[np.int32],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    levels: NDArray[np.int8],
) -> None:
    """Compare plain texts: 1 different, 2 alike, 3 close (an edit, or two), 4 same but common, 5 same.

    Close are texts of three letters or more one edit apart, of eight or more two edits apart.
    """
    for pair in range(len(left)):
        a, b = value[left[pair]], value[right[pair]]
        if a < 0 or b < 0:
            levels[pair] = 0
        elif a == b:
            levels[pair] = 4 if share[a] >= _COMMON_TOWN else 5
        else:
            n, m = length[a], length[b]
            if likeness_bound(signature[a], n, signature[b], m) < _HOPELESS:
                levels[pair] = 1
                continue
            apart = edits(letters, 0, a, n, b, m)
            if (apart <= 1 and max(n, m) >= 3) or (apart <= 2 and max(n, m) >= 8):
                levels[pair] = 3
            else:
                levels[pair] = 2 if jaro_winkler(letters, 0, a, n, b, m) >= 0.88 else 1
