"""Records as arrays of numbers: each name part, place and date is coded once, so that pairs cost no text.

Slots of a name: given, first and second middle part, last part, an alternative last part (where a kunya
stands behind the family) and the kunya. Codes are positions in the table of parts; -1 is missing. A record
whose name is given in a second spelling, or can be read in two ways (a kunya in front), has a second row
of slots.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.folding import fold
from tawthiq.matching.lexicon import load_lexicon
from tawthiq.matching.names import NamePart, NameParts, other_reading, parse_name, split_parts
from tawthiq.matching.schema import read_partial
from tawthiq.matching.skeleton import Spelling

GIVEN, MIDDLE1, MIDDLE2, LAST, LAST_OTHER, KUNYA = range(6)
SLOTS = 6
NO_DAY = np.int32(-(2**30))
KINDS = ("plain", "abd", "abu", "umm")

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTable:
    """The distinct name parts: texts, spellings, codes of keys, kinds, and how common they are.

    ``count`` is the number of records with the part anywhere; ``given_share`` and ``lineage_share`` are
    the shares of records whose given name, or one of whose other parts, has the part's key.
    """

    cores: list[str]
    spellings: list[Spelling]
    kind: NDArray[np.int8]
    key: Ints
    core_key: Ints
    is_arabic: NDArray[np.bool_]
    count: Ints
    given_share: Floats
    lineage_share: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTable:
    """The distinct places of one level: key of their words, whether known by id, share of records with each."""

    keys: list[str]
    has_id: NDArray[np.bool_]
    share: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """The records of a frame, sorted by id, as arrays; see the module for slots."""

    ids: list[str]
    lists: list[str]
    list_code: Ints
    slots: Ints
    slots_other: Ints
    has_other: NDArray[np.bool_]
    parts: PartTable
    sex: NDArray[np.int8]
    age: Floats
    birth: Ints
    birth_day: Ints
    death_from: Ints
    death_to: Ints
    day_share: Floats
    governorate: Ints
    town: Ints
    governorates: PlaceTable
    towns: PlaceTable

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.ids)


def name_slots(parts: NameParts) -> tuple[NamePart | None, ...]:
    """The six slots of a parsed name."""
    middles = [p for p in (parts.father, parts.grandfather) if p is not None]
    count = len(middles)
    other_last = None
    if parts.family is not None and parts.family.kind == "abu" and count:
        other_last = middles[-1]
    first = middles[0] if count else None
    second = middles[1] if count > 1 else None
    return (parts.given, first, second, parts.family, other_last, parts.kunya)


def encode(frame: pl.DataFrame) -> Encoded:
    """Code a checked frame (see `tawthiq.matching.schema.check`)."""
    codes: dict[NamePart, int] = {}
    slots = _slots(frame["name"], codes)
    other = _slots(frame["name_other"], codes)
    has_other: NDArray[np.bool_] = np.any(other >= 0, axis=1)
    kunya_first = _slots(frame["name"], codes, second_reading=True)
    reread = ~has_other & np.any(kunya_first >= 0, axis=1)
    other = np.where(reread[:, None], kunya_first, other)
    has_other |= reread
    no_name = ~np.any(slots >= 0, axis=1)
    slots = np.where(no_name[:, None], other, slots)
    has_other &= ~no_name
    list_names = sorted(frame["list"].unique().to_list())
    list_code = frame["list"].replace_strict(list_names, list(range(len(list_names))), return_dtype=pl.Int32)
    death_from = _days(frame["death_from"])
    death_to = _days(frame["death_to"])
    birth = _births(frame["birth"])
    governorate, governorates = _places(frame["governorate"], frame["governorate_id"])
    town, towns = _places(frame["town"], frame["town_id"])
    return Encoded(
        ids=frame["record_id"].to_list(),
        lists=list_names,
        list_code=list_code.to_numpy(),
        slots=slots,
        slots_other=np.where(has_other[:, None], other, slots),
        has_other=has_other,
        parts=_part_table(list(codes), slots),
        sex=frame["sex"].replace_strict({"m": 1, "f": 2}, default=0, return_dtype=pl.Int8).fill_null(0).to_numpy(),
        age=_ages(frame),
        birth=birth,
        birth_day=_birth_days(birth),
        death_from=death_from,
        death_to=death_to,
        day_share=_share_of(np.where(death_from == death_to, death_from, NO_DAY), NO_DAY),
        governorate=governorate,
        town=town,
        governorates=governorates,
        towns=towns,
    )


def _slots(names: pl.Series, codes: dict[NamePart, int], *, second_reading: bool = False) -> Ints:
    """Slots of each record's name, parsing each distinct name once; new parts are added to ``codes``."""
    distinct = names.unique().sort().to_list()
    rows = np.full((len(distinct), SLOTS), -1, dtype=np.int32)
    for row, name in zip(rows, distinct, strict=True):
        parsed = parse_name(name) if name is not None else None
        if parsed is not None and second_reading:
            parsed = other_reading(parsed)
        if parsed is not None:
            for slot, part in enumerate(name_slots(parsed)):
                if part is not None:
                    row[slot] = codes.setdefault(part, len(codes))
    position = names.rank("dense").cast(pl.Int32).fill_null(0).to_numpy() - 1
    has_null = distinct and distinct[0] is None
    return rows[np.where(position < 0, 0, position + bool(has_null))] if distinct else rows


def _part_table(parts: list[NamePart], slots: Ints) -> PartTable:
    keys = {key: n for n, key in enumerate(dict.fromkeys(p.key for p in parts))}
    core_keys = {key: n for n, key in enumerate(dict.fromkeys(p.spelling.skeleton for p in parts))}
    key = np.array([keys[p.key] for p in parts], dtype=np.int32)
    named = slots[:, :LAST_OTHER]
    count = np.bincount(named[named >= 0], minlength=len(parts)).astype(np.int32)
    return PartTable(
        cores=[p.core for p in parts],
        spellings=[p.spelling for p in parts],
        kind=np.array([KINDS.index(p.kind) for p in parts], dtype=np.int8),
        key=key,
        core_key=np.array([core_keys[p.spelling.skeleton] for p in parts], dtype=np.int32),
        is_arabic=np.array([p.spelling.script == "arabic" for p in parts], dtype=np.bool_),
        count=count,
        given_share=_key_share(slots[:, GIVEN], key, len(keys)),
        lineage_share=_key_share(slots[:, MIDDLE1:LAST_OTHER].ravel(), key, len(keys)),
    )


def _key_share(codes: Ints, key: Ints, keys: int) -> Floats:
    """Share of the given codes that have each part's key; smoothed so that few records do not look rare."""
    known = codes[codes >= 0]
    if not len(key):
        return np.zeros(0)
    counts = np.bincount(key[known], minlength=keys)
    share: Floats = ((counts.astype(np.float64) + 1.0) / (len(known) + 50.0))[key]
    return share


def _share_of(values: Ints, missing: np.int32) -> Floats:
    distinct, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    known = np.where(distinct == missing, 0, counts)
    share: Floats = (known.astype(np.float64) / max(1, int(known.sum())))[inverse]
    return share


def _days(series: pl.Series) -> Ints:
    days: Ints = series.cast(pl.Int32).fill_null(int(NO_DAY)).to_numpy().astype(np.int32)
    return days


def _ages(frame: pl.DataFrame) -> Floats:
    middle = pl.when((pl.col("age_max") - pl.col("age_min")).abs() <= 5).then(
        (pl.col("age_min") + pl.col("age_max")) / 2
    )
    ages: Floats = frame.select(pl.coalesce("age", middle).fill_null(float("nan"))).to_series().to_numpy()
    return ages


def _births(series: pl.Series) -> Ints:
    """Year, month and day of each birth; 0 where not given."""
    distinct = {text: read_partial(text) or (0, 0, 0) for text in series.drop_nulls().unique().to_list()}
    rows = [distinct[text] if text is not None else (0, 0, 0) for text in series.to_list()]
    return np.array(rows, dtype=np.int32).reshape(-1, 3)


def _birth_days(birth: Ints) -> Ints:
    """Day of birth since 1970, the middle of the year or month where that is all that is given."""
    year, month, day = (birth[:, i].astype(np.int64) for i in range(3))
    months = (np.maximum(year, 1) - 1970) * 12 + np.where(month > 0, month - 1, 6)
    start = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = start + np.where(day > 0, day - 1, np.where(month > 0, 14, 0))
    return np.where(year > 0, days, NO_DAY).astype(np.int32)


def _place_key(text: str) -> str:
    parts = split_parts(text)
    return "".join(p.key for p in parts) or fold(text)


def _same_places() -> dict[str, str]:
    table: dict[str, str] = {}
    for names in load_lexicon("places")["same_place"]:
        for name in names:
            table.setdefault(_place_key(name), _place_key(names[0]))
    return table


def _places(words: pl.Series, ids: pl.Series) -> tuple[Ints, PlaceTable]:
    """Code places by id where one is given, by the key of their words elsewhere.

    Words that stand with one id only in this frame mean that id everywhere in it.
    """
    same = _same_places()
    distinct = words.drop_nulls().unique().sort().to_list()
    by_words = {text: same.get(key, key) for text in distinct if (key := _place_key(text))}
    keys = [by_words.get(text, "") if text else "" for text in words.to_list()]
    given = [f"#{place_id}" if place_id else "" for place_id in ids.to_list()]
    meaning: dict[str, set[str]] = {}
    spelt: dict[str, str] = {}
    for key, place in sorted({(k, g) for k, g in zip(keys, given, strict=True) if k and g}):
        meaning.setdefault(key, set()).add(place)
        spelt.setdefault(place, key)
    table: dict[str, int] = {}
    codes = np.full(len(keys), -1, dtype=np.int32)
    for row, (key, place) in enumerate(zip(keys, given, strict=True)):
        known = meaning.get(key, set())
        code = place or (min(known) if len(known) == 1 else key)
        if code:
            codes[row] = table.setdefault(code, len(table))
    counts = np.bincount(codes[codes >= 0], minlength=len(table))
    return codes, PlaceTable(
        keys=[spelt.get(code, code) for code in table],
        has_id=np.array([code.startswith("#") for code in table], dtype=np.bool_),
        share=counts.astype(np.float64) / max(1, int(counts.sum())),
    )
