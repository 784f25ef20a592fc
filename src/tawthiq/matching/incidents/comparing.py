"""Two records of incidents, field by field, as comparison levels.

Missing is never disagreement: a number not given, a town not named, a title in the other script. Ranges agree where
they overlap; otherwise the nearer ends are compared, half a person added to both so that none and one can be.
Distance inside a town counts only between two points that are both given and not the same (lists that give the middle
of the town give it to every record).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.incidents.encoding import NO_DAY, EncodedIncidents, Floats, Ints, load_kinds
from tawthiq.matching.incidents.levels import (
    ACTOR,
    COMPANY,
    DAY,
    MEANS,
    NUMBER,
    NUMBERS,
    PLACE,
    VICTIMS,
    WORDS,
)

Levels = NDArray[np.int8]
NEARBY_KM = 15.0
SPOT_KM, APART_KM = 1.0, 2.5
_MIDDLE, _LARGE = 3, 10
_RARE_WORD = 0.01
_CHUNK = 200_000


def compare_incidents(data: EncodedIncidents, left: Ints, right: Ints) -> dict[str, Levels]:
    """Return the level of each field (but ``rival``) for the pairs of records at `left` and `right`."""
    levels = {
        "day": compare_days(data, left, right),
        "place": _compare_places(data, left, right),
        "means": _compare_means(data, left, right),
        "actor": _compare_actors(data, left, right),
    }
    levels |= {name: compare_numbers(data.numbers[name][left], data.numbers[name][right]) for name in NUMBERS}
    levels["words"] = _compare_words(data, left, right)
    shared, least = _shared(data.victims, left, right)
    levels["victims"] = _chosen(
        VICTIMS, [(least == 0, "missing"), (shared >= 2, "several_shared"), (shared >= 1, "one_shared")], "none_shared"
    )
    levels["company"] = _compare_company(data, left, right)
    two_lists = data.list_code[left] != data.list_code[right]
    levels["lists"] = (np.where(two_lists, 2, 1) if len(data.lists) > 1 else np.zeros(len(left))).astype(np.int8)
    return levels


def _chosen(names: tuple[str, ...], cases: list[tuple[NDArray[np.bool_], str]], otherwise: str) -> Levels:
    """The level of the first case that holds."""
    conditions, codes = [case for case, _ in cases], [names.index(name) for _, name in cases]
    return np.select(conditions, codes, default=names.index(otherwise)).astype(np.int8)


def compare_days(data: EncodedIncidents, left: Ints, right: Ints) -> Levels:
    """Levels of the days: how two spans lie to each other, and whether day and month are swapped."""
    a, b = (data.day_from[left].astype(np.int64), data.day_to[left].astype(np.int64)), (
        data.day_from[right].astype(np.int64), data.day_to[right].astype(np.int64)
    )  # fmt: skip
    missing = (a[0] == NO_DAY) | (b[0] == NO_DAY)
    gap = np.maximum(0, np.maximum(a[0], b[0]) - np.minimum(a[1], b[1]))
    width = np.maximum(a[1] - a[0], b[1] - b[0])
    single = width == 0
    swapped = single & (swap_day_month(a[0]) == b[0]) & (a[0] != b[0])
    return _chosen(
        DAY,
        [
            (missing, "missing"),
            ((gap == 0) & single, "same_day"),
            ((gap == 0) & (width <= 7), "overlap"),
            (gap == 0, "inside_span"),
            (gap == 1, "next_day"),
            (swapped, "day_month_swapped"),
            (gap <= 3, "days_apart"),
            (gap <= 7, "within_week"),
            (gap <= 31, "within_month"),
        ],
        "different",
    )


def swap_day_month(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """The days with day and month in each other's place; where that is no date, the days as they are."""
    at = np.where(days == NO_DAY, 0, days).astype("datetime64[D]")
    month, year = at.astype("datetime64[M]"), at.astype("datetime64[Y]")
    day_of_month = (at - month).astype(np.int64)
    month_of_year = (month - year.astype("datetime64[M]")).astype(np.int64)
    other = (year.astype("datetime64[M]") + day_of_month).astype("datetime64[D]") + month_of_year
    return np.where((day_of_month < 12) & (days != NO_DAY), other.astype(np.int64), days)


def _compare_places(data: EncodedIncidents, left: Ints, right: Ints) -> Levels:
    governorates = data.governorate[left], data.governorate[right]
    towns = data.town[left], data.town[right]
    around = (governorates[0] >= 0) & (governorates[1] >= 0)
    inside = (towns[0] >= 0) & (towns[1] >= 0)
    points = data.point[left], data.point[right]
    own = distance_km(points[0], points[1])
    middle = [
        data.place_point[np.maximum(t, 0)] if len(data.place_point) else np.full((len(t), 2), np.nan) for t in towns
    ]
    far = distance_km(*(np.where(np.isnan(p), m, p) for p, m in zip(points, middle, strict=True)))
    same_town = inside & (towns[0] == towns[1])
    is_point = own > 0.0
    near = far <= NEARBY_KM
    with np.errstate(invalid="ignore"):
        return _chosen(
            PLACE,
            [
                (same_town & is_point & (own <= SPOT_KM), "same_spot"),
                (same_town & is_point & (own > APART_KM), "apart_in_town"),
                (same_town, "same_town"),
                (is_point & (own <= SPOT_KM), "same_spot"),
                (inside & near, "nearby"),
                (around & (governorates[0] != governorates[1]), "different"),
                (inside & around, "same_governorate"),
                (inside, "different"),
                (around, "inside_place"),
            ],
            "missing",
        )


def distance_km(one: Floats, other: Floats) -> Floats:
    """Distance on the ground in km by the haversine (rows latitude, longitude in degrees); NaN where one is missing."""
    a, b = np.radians(one), np.radians(other)
    half = (b - a) / 2
    square = np.sin(half[:, 0]) ** 2 + np.cos(a[:, 0]) * np.cos(b[:, 0]) * np.sin(half[:, 1]) ** 2
    out: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(square))
    return out


def _compare_means(data: EncodedIncidents, left: Ints, right: Ints) -> Levels:
    kinds, weapons = (data.kind[left], data.kind[right]), (data.weapon[left], data.weapon[right])
    families = load_kinds()["families"]
    related = _by_distinct(*kinds, lambda a, b: any({data.kinds[a], data.kinds[b]} <= family for family in families))
    has_kinds = (kinds[0] >= 0) & (kinds[1] >= 0)
    has_weapons = (weapons[0] >= 0) & (weapons[1] >= 0)
    same_weapon = has_weapons & (weapons[0] == weapons[1])
    return _chosen(
        MEANS,
        [
            (has_kinds & (kinds[0] == kinds[1]), "same"),
            (has_kinds & (related > 0), "related"),
            (has_kinds, "different"),
            (same_weapon, "same_weapon"),
            (has_weapons, "different"),
        ],
        "missing",
    )


def _compare_actors(data: EncodedIncidents, left: Ints, right: Ints) -> Levels:
    a, b = data.actors[left], data.actors[right]
    shared = _by_distinct(a, b, lambda i, j: bool(data.actor_sets[i] & data.actor_sets[j]))
    cases = [((a < 0) | (b < 0), "missing"), (a == b, "same"), (shared > 0, "some_shared")]
    return _chosen(ACTOR, cases, "different")


def _by_distinct(a: Ints, b: Ints, rule: Callable[[int, int], bool]) -> Levels:
    """A rule on two codes, asked once for each distinct pair of codes; 0 where a code is missing."""
    code = a.astype(np.int64) * (int(b.max(initial=0)) + 1) + b
    known = (a >= 0) & (b >= 0)
    _, first, inverse = np.unique(np.where(known, code, -1), return_index=True, return_inverse=True)
    answers = [bool(known[n]) and rule(int(a[n]), int(b[n])) for n in first.tolist()]
    return np.array(answers, dtype=np.int8)[inverse] if len(a) else np.zeros(0, dtype=np.int8)


def compare_numbers(one: Floats, other: Floats) -> Levels:
    """Levels of two ranges of numbers of people (rows lowest, highest; NaN where missing)."""
    missing = np.isnan(one[:, 0]) | np.isnan(other[:, 0])
    with np.errstate(invalid="ignore"):
        overlap = np.maximum(one[:, 0], other[:, 0]) <= np.minimum(one[:, 1], other[:, 1])
        exact = overlap & (one[:, 0] == one[:, 1]) & (other[:, 0] == other[:, 1])
        low = np.minimum(one[:, 1], other[:, 1])
        high = np.maximum(one[:, 0], other[:, 0])
        ratio = (high + 0.5) / (low + 0.5)
        return _chosen(
            NUMBER,
            [
                (missing, "missing"),
                (exact & (low >= _LARGE), "equal_large"),
                (exact & (low >= _MIDDLE), "equal_middle"),
                (exact, "equal_small"),
                (overlap, "overlap"),
                ((high <= 1.2 * low) & (low >= _LARGE), "near_large"),
                ((high - low <= 1) | (high <= 1.2 * low), "near_small"),
                (ratio <= 2, "factor_two"),
                (ratio <= 3, "apart"),
            ],
            "contradict",
        )


def _compare_words(data: EncodedIncidents, left: Ints, right: Ints) -> Levels:
    if not len(data.word_share):
        return np.zeros(len(left), dtype=np.int8)
    weights = -np.log(data.word_share)
    weighed = data.words.multiply(weights[None, :]).tocsr()
    shared, least = _shared(data.words, left, right, weighed=weighed)
    rare = data.words.multiply((data.word_share <= _RARE_WORD)[None, :]).tocsr()
    rare_shared, _ = _shared(rare, left, right)
    across = data.has_arabic[left] != data.has_arabic[right]
    share = np.divide(shared, least, out=np.zeros(len(left)), where=least > 0)
    return _chosen(
        WORDS,
        [
            (least == 0, "missing"),
            (across & (shared == 0), "missing"),
            (rare_shared > 0, "shared_rare"),
            (share >= 0.5, "shared"),
            (shared > 0, "few_shared"),
        ],
        "other_words",
    )


def _shared(table: Any, left: Ints, right: Ints, *, weighed: Any = None) -> tuple[Floats, Floats]:
    """What two rows of a table share, and the smaller of what each holds; by weight where one is given."""
    heavy = table if weighed is None else weighed
    totals = np.asarray(heavy.sum(axis=1)).ravel()
    shared = np.zeros(len(left))
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        shared[part] = np.asarray(heavy[left[part]].multiply(table[right[part]]).sum(axis=1)).ravel()
    return shared, np.minimum(totals[left], totals[right])


def _compare_company(data: EncodedIncidents, left: Ints, right: Ints) -> Levels:
    """How many records either list has in its record's town on its day."""
    known = (data.town >= 0) & (data.day_from != NO_DAY) & (data.day_from == data.day_to)
    key = np.stack([data.list_code, data.town, data.day_from], axis=1)
    _, inverse, counts = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    company = np.where(known, counts[inverse.ravel()], 0) if data.size else np.zeros(0, dtype=np.int64)
    most = np.maximum(company[left], company[right])
    missing = (np.minimum(company[left], company[right]) == 0) | data.are_few(left, right)
    return _chosen(COMPANY, [(missing, "missing"), (most == 1, "alone"), (most == 2, "two")], "many")
