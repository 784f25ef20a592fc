"""Records as arrays of numbers: each name part, place and date is coded once, so that pairs cost no text.

Slots of a name: given, first and second middle part, last part, an alternative last part (where a kunya
stands behind the family) and the kunya. Codes are places in the table of parts; -1 is missing. A record
whose name is given in a second spelling, or can be read in two ways (a kunya in front), has a second row
of slots.

Names are read word by word: most words stand for the same part wherever they stand, so the parts of a
name made of such words are looked up; only other names are parsed as a whole.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.folding import fold
from tawthiq.matching.named_places import PlaceTable, code_places
from tawthiq.matching.names import NamePart, NameParts, other_reading, parse_name, stands_alone
from tawthiq.matching.parts import Floats, Ints, PartTable, Words, pack_words, part_table
from tawthiq.matching.schema import read_partial

GIVEN, MIDDLE1, MIDDLE2, LAST, LAST_OTHER, KUNYA = range(6)
SLOTS = 6
NO_DAY = np.int32(-(2**30))
PLAIN_TEXTS = ("number", "contact", "address", "postcode", "occupation")
_TEXT_WIDTH = 24

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """The distinct values of a plain text field, folded, and the share of records with each."""

    values: tuple[str, ...]
    words: Words
    share: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """The records of a frame, sorted by id, as arrays; see the module for slots."""

    ids: pl.Series
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
    ages_told_on: int
    governorate: Ints
    town: Ints
    governorates: PlaceTable
    towns: PlaceTable
    texts: dict[str, tuple[Ints, TextTable]]

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.ids)

    @property
    def both_readings(self) -> Ints:
        """Both rows of slots of each record, one behind the other."""
        return np.stack([self.slots, self.slots_other], axis=1).reshape(-1, SLOTS)

    @property
    def years_of_birth(self) -> Ints:
        """Year of birth of each record, said or reckoned from the age; -1 where neither is known.

        An age is told on the day of death, or on the day on which the ages of this frame were told.
        """
        any_day = self.ages_told_on if self.ages_told_on != NO_DAY else 0  # the same for all: only differences matter
        told_on = np.where(self.death_from != NO_DAY, self.death_from, any_day)
        born = told_on.astype(np.float64) / 365.25 + 1970 - self.age - 0.5
        with np.errstate(invalid="ignore"):
            reckoned = np.where(np.isnan(born), -1, np.floor(born))
        year: Ints = np.where(self.birth[:, 0] > 0, self.birth[:, 0], reckoned).astype(np.int32)
        return year


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
    slots, reread = _slots(frame["name"], codes)
    other, _ = _slots(frame["name_other"], codes)
    has_other: NDArray[np.bool_] = np.any(other >= 0, axis=1)
    again = ~has_other & np.any(reread >= 0, axis=1)
    other = np.where(again[:, None], reread, other)
    has_other |= again
    no_name = ~np.any(slots >= 0, axis=1)
    slots = np.where(no_name[:, None], other, slots)
    has_other &= ~no_name
    list_names = sorted(frame["list"].unique().to_list())
    list_code = frame["list"].replace_strict(list_names, list(range(len(list_names))), return_dtype=pl.Int32)
    death_from = _days(frame["death_from"])
    death_to = _days(frame["death_to"])
    birth = _births(frame["birth"])
    birth_day = _birth_days(birth)
    age = _ages(frame)
    governorate, governorates = code_places(frame["governorate"], frame["governorate_id"])
    town, towns = code_places(frame["town"], frame["town_id"])
    return Encoded(
        ids=frame["record_id"],
        lists=list_names,
        list_code=list_code.to_numpy().astype(np.int32),
        slots=slots,
        slots_other=np.where(has_other[:, None], other, slots),
        has_other=has_other,
        parts=part_table(
            list(codes),
            lineage=slots[:, :LAST_OTHER].ravel(),
            given=slots[:, GIVEN],
            others=slots[:, MIDDLE1:LAST_OTHER].ravel(),
        ),
        sex=frame["sex"].replace_strict({"m": 1, "f": 2}, default=0, return_dtype=pl.Int8).fill_null(0).to_numpy(),
        age=age,
        birth=birth,
        birth_day=birth_day,
        death_from=death_from,
        death_to=death_to,
        day_share=_share_of(np.where(death_from == death_to, death_from, NO_DAY), NO_DAY),
        ages_told_on=_day_of_ages(birth_day, age, death_from),
        governorate=governorate,
        town=town,
        governorates=governorates,
        towns=towns,
        texts={field: _texts(frame[field]) for field in PLAIN_TEXTS},
    )


def distinct(series: pl.Series) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct values in order, and for each row the place of its value among them (-1 where missing)."""
    values = series.drop_nulls().unique().sort()
    places = pl.DataFrame({"value": values, "place": pl.Series(range(len(values)), dtype=pl.Int64)})
    joined = series.to_frame("value").join(places, on="value", how="left", maintain_order="left")
    return values.to_list(), joined["place"].fill_null(-1).to_numpy()


def _slots(names: pl.Series, codes: dict[NamePart, int]) -> tuple[Rows, Rows]:
    """Slots of each record's name and of its other reading, if any; new parts are added to ``codes``."""
    values, place = distinct(names)
    rows = np.full((len(values) + 1, SLOTS), -1, dtype=np.int32)
    again = np.full((len(values) + 1, SLOTS), -1, dtype=np.int32)
    whole = _read_words(values, rows, codes)
    for at in np.flatnonzero(whole).tolist():
        parsed = parse_name(values[at])
        for out, reading in ((rows, parsed), (again, other_reading(parsed))):
            if reading is not None:
                for slot, part in enumerate(name_slots(reading)):
                    if part is not None:
                        out[at, slot] = codes.setdefault(part, len(codes))
    return rows[place], again[place]


def _read_words(values: list[str], rows: Rows, codes: dict[NamePart, int]) -> NDArray[np.bool_]:
    """Fill the slots of names made of words that stand alone, in place; say which names must be parsed whole."""
    if not values:
        return np.zeros(0, dtype=np.bool_)
    split = pl.Series(values, dtype=pl.String).str.split(" ")
    words, place = distinct(split.explode())
    coded = np.full(len(words) + 1, -1, dtype=np.int32)
    for at, word in enumerate(words):
        part = stands_alone(word)
        if part is not None:
            coded[at] = codes.setdefault(part, len(codes))
    by_word = coded[place]
    count = split.list.len().to_numpy().astype(np.int64)
    start = np.cumsum(count) - count
    alone = np.minimum.reduceat(by_word, start) >= 0
    for slot, needed, word_at in (
        (GIVEN, 1, start),
        (LAST, 2, start + count - 1),
        (MIDDLE1, 3, start + 1),
        (MIDDLE2, 4, start + 2),
    ):
        fill = np.flatnonzero(alone & (count >= needed))
        rows[fill, slot] = by_word[word_at[fill]]
    return ~alone


def _texts(series: pl.Series) -> tuple[Ints, TextTable]:
    """Code a plain text field: folded, without punctuation and spaces."""
    values, place = distinct(series)
    codes: dict[str, int] = {}
    coded = [
        codes.setdefault(text, len(codes)) if (text := "".join(c for c in fold(value) if c.isalnum())) else -1
        for value in values
    ]
    by_record = np.array([*coded, -1], dtype=np.int32)[place]
    counts = np.bincount(by_record[by_record >= 0], minlength=len(codes))
    table = TextTable(
        values=tuple(codes),
        words=pack_words(list(codes), _TEXT_WIDTH),
        share=counts.astype(np.float64) / max(1, int(counts.sum())),
    )
    return by_record, table


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


def _day_of_ages(birth_day: Ints, age: Floats, death: Ints) -> int:
    """The day on which ages were told where no death is dated, as records with both birth and age say; or NO_DAY."""
    both = (birth_day != NO_DAY) & ~np.isnan(age) & (death == NO_DAY)
    if not both.any():
        return int(NO_DAY)
    return int(np.median(birth_day[both] + (age[both] + 0.5) * 365.25))


def _births(series: pl.Series) -> Ints:
    """Year, month and day of each birth; 0 where not given."""
    values, place = distinct(series)
    rows = [read_partial(text) or (0, 0, 0) for text in values]
    return np.array([*rows, (0, 0, 0)], dtype=np.int32)[place]


def _birth_days(birth: Ints) -> Ints:
    """Day of birth since 1970, the middle of the year or month where that is all that is given."""
    year, month, day = (birth[:, i].astype(np.int64) for i in range(3))
    months = (np.maximum(year, 1) - 1970) * 12 + np.where(month > 0, month - 1, 6)
    start = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = start + np.where(day > 0, day - 1, np.where(month > 0, 14, 0))
    return np.where(year > 0, days, NO_DAY).astype(np.int32)
