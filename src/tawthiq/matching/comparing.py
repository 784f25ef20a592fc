"""Two records, field by field, as comparison levels.

Two parts of a name in one script are compared letter by letter, two parts across scripts by their skeletons
and vowels: there, sounding the same is the best agreement there can be and counts as equal. The grades are

* ``equal``: the same letters after folding, or across scripts the same skeleton without a vowel against it;
* ``sound``: within a script the same skeleton without a vowel against it (Mohammed, Muhammad);
* ``close``: one edit in three letters or more, two in eight or more, or the same skeleton with other vowels;
  a compound and a plain part with one core (abu or abd left out);
* ``alike``: a likeness of .84 or more by Jaro and Winkler;
* ``two_names``: what would be close or alike, but both are common: Hamid and Hamad are two names, not a slip.

Parts are aligned by position. Where the positions disagree the neighbours are tried (a part left out, a
kunya behind the family), because a missing part is no disagreement; a given name and a father's name that
changed places are ``swapped``. A name with two readings is compared in both, and the one that agrees more
counts, with all its fields together.

Pairs are compared by compiled loops over coded values (``*_kernels.py``), in slices on all threads.
"""

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.encoding import NO_DAY, PLAIN_TEXTS, Encoded
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.named_places import PlaceTable
from tawthiq.matching.parts import Ints

Levels = NDArray[np.int8]
Pairs = NDArray[np.int32]
_REMEMBERED = 2**13  # pairs of parts whose grade is kept at hand: so few that they stay in the fastest cache
COMPARED = tuple(f for f in FIELDS if f != "rival")


def compare(
    data: Encoded, left: Pairs, right: Pairs, *, equivalents: NDArray[np.int64] | None = None
) -> dict[str, Levels]:
    """Return the level of each field (but ``rival``) for the pairs of records at ``left`` and ``right``.

    ``equivalents`` are skeletons that count as one (see `tawthiq.matching.equivalents`).
    """
    from tawthiq.matching.compiling import over_slices
    from tawthiq.matching.name_kernels import rarity_band

    table = np.zeros((len(COMPARED), len(left)), dtype=np.int8)
    levels = dict(zip(COMPARED, table, strict=True))
    bands = np.stack([rarity_band(data.parts.given_share), rarity_band(data.parts.lineage_share)])
    names = bands, data.both_readings, np.zeros(0, dtype=np.int64) if equivalents is None else equivalents
    days = _date_parts(data.death_from)

    def one_slice(cut: slice) -> None:
        part = {field: values[cut] for field, values in levels.items()}
        _compare_slice(data, names, days, left[cut], right[cut], part, table[:, cut])

    over_slices(one_slice, len(left))
    return levels


def compare_again(
    data: Encoded, left: Pairs, right: Pairs, levels: dict[str, Levels], *, equivalents: NDArray[np.int64]
) -> int:
    """Compare the names anew where equivalents meet, in place; returns for how many pairs."""
    from tawthiq.matching.name_kernels import meet_as_equivalents

    varied = varied_parts(data.parts.core_key, equivalents)
    met = np.flatnonzero(
        meet_as_equivalents(data.parts.core_key, data.both_readings, data.has_other, varied, equivalents, left, right)
    )
    for field, values in compare(data, left[met], right[met], equivalents=equivalents).items():
        levels[field][met] = values
    return len(met)


def varied_parts(core_key: Ints, equivalents: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of which parts the skeleton has an equivalent."""
    ends = np.concatenate((equivalents >> 32, equivalents & (2**32 - 1)))
    found: NDArray[np.bool_] = np.isin(core_key, ends)
    return found


def _compare_slice(
    data: Encoded,
    names: tuple[Levels, Ints, NDArray[np.int64]],
    days: Ints,
    left: Pairs,
    right: Pairs,
    levels: dict[str, Levels],
    table: NDArray[np.int8],
) -> None:
    from tawthiq.matching import fact_kernels, name_kernels

    bands, slots, equivalents = names
    memory = np.zeros(_REMEMBERED, dtype=np.int64)
    parts = name_kernels.Names(data.parts.rows, data.parts.signatures, equivalents, memory, slots)
    name_kernels.compare_names(parts, bands, data.has_other, left, right, table)
    fact_kernels.compare_births(
        data.birth, data.birth_day, data.age, data.death_from, data.ages_told_on, left, right, levels["birth"]
    )
    fact_kernels.compare_deaths(data.death_from, data.death_to, days, data.day_share, left, right, levels["death"])
    _compare_places(data, left, right, levels["place"])
    levels["sex"][:] = _same_or_not(data.sex[left], data.sex[right])
    for field in PLAIN_TEXTS:
        codes, texts = data.texts[field]
        if texts.values:
            words = texts.words
            fact_kernels.compare_texts(
                words.letters, words.length, words.signature, texts.share, codes, left, right, levels[field]
            )
    if len(data.lists) > 1:
        levels["lists"][:] = np.where(data.list_code[left] != data.list_code[right], 2, 1)


def _same_or_not(a: NDArray[np.int8], b: NDArray[np.int8]) -> Levels:
    return np.where((a == 0) | (b == 0), 0, np.where(a == b, 2, 1)).astype(np.int8)


def _date_parts(days: Ints) -> Ints:
    """Year, month and day of days since 1970."""
    dates = np.where(days == NO_DAY, 0, days).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    serial = months.astype(np.int64)
    return np.stack([serial // 12, serial % 12 + 1, (dates - months).astype(np.int64) + 1], axis=1).astype(np.int32)


def _compare_places(data: Encoded, left: Pairs, right: Pairs, levels: Levels) -> None:
    from tawthiq.matching.fact_kernels import compare_places

    if not data.towns.keys and not data.governorates.keys:
        return
    governorate = _place_grades(data.governorates, data.governorate, left, right)
    town = _place_grades(data.towns, data.town, left, right)
    compare_places(governorate, town, data.town, data.towns.share, left, levels)


def _place_grades(table: PlaceTable, place: Ints, left: Pairs, right: Pairs) -> Levels:
    from tawthiq.matching.fact_kernels import grade_places

    grades = np.zeros(len(left), dtype=np.int8)
    if table.keys:
        words = table.words
        grade_places(words.letters, words.length, words.signature, table.has_id, place, left, right, grades)
    return grades
