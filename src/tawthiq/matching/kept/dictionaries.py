"""The words of kept records, each with its code and in how many records it stands; new records bring new words.

A code once given stays: what comes later is numbered behind. So the keys of kept records stay true, and a new
record is coded without reading the kept ones again. How common a name, a place or a day is follows all records,
the new ones too: shares are worked out from the counts.

Words of a place that stood for one id only, in what was kept or in what is new, mean that id. An id that was not
known before takes over the code of its words, where kept records had nothing but the words.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.encoding import GIVEN, LAST, LAST_OTHER, MIDDLE1, NO_DAY, PLAIN_TEXTS, Encoded, TextTable
from tawthiq.matching.named_places import PlaceTable, ReadPlaces, read_places
from tawthiq.matching.names import NamePart
from tawthiq.matching.parts import CORE, CORE_KEY, COUNT, Floats, Ints, PartTable, Words

Counts = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]
LEVELS = ("governorate", "town")
_UNREAD = NamePart("plain", "")
_SMOOTHED = 1.0, 50.0  # as in `tawthiq.matching.parts`


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The distinct name parts; rows, signatures and key as in `tawthiq.matching.parts.PartTable`.

    Args:
        words: ``kind``, ``core`` and ``skeleton`` of each part.
        rows: see `PartTable`; the column of counts holds those of all records.
        signatures: see `PartTable`.
        key: see `PartTable`.
        given: by key, how many given names have it.
        others: by key, how many other parts have it.
        rare_given: by skeleton, how many records have it as given name (for the rule of rare names).
        rare_last: by skeleton, how many have it as last part.
    """

    words: pl.DataFrame
    rows: Ints
    signatures: NDArray[np.uint64]
    key: Ints
    given: Counts
    others: Counts
    rare_given: Counts
    rare_last: Counts

    def table(self, used: NDArray[np.integer]) -> PartTable:
        """The table of some parts, numbered as they are given here; the parts themselves are not read again."""
        key = self.key[used]
        return PartTable(
            parts=(_UNREAD,) * len(used),
            rows=np.array(self.rows[used]),
            signatures=np.array(self.signatures[used]),
            key=np.array(key),
            given_share=_smooth(self.given, key),
            lineage_share=_smooth(self.others, key),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The distinct places of one level: code texts and counts, and what words mean (`ReadPlaces`)."""

    codes: tuple[str, ...]
    counts: Counts
    table: PlaceTable
    meaning: dict[str, set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The distinct values of a plain text field, and how many records have each."""

    values: pl.Series
    words: Words
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionaries:
    """All words of kept records; ``days`` are exact days of death (``day_counts``: of how many records)."""

    lists: tuple[str, ...]
    parts: Parts
    places: dict[str, Places]
    texts: dict[str, Texts]
    days: Ints
    day_counts: Counts

    def day_share(self, start: Ints, end: Ints) -> Floats:
        """For each record the share of dated records that died on its day; 0 where the day is not exact."""
        known = (start == end) & (start != NO_DAY)
        at = np.minimum(np.searchsorted(self.days, start), max(0, len(self.days) - 1))
        share: Floats = self.day_counts.astype(np.float64) / max(1, int(self.day_counts.sum()))
        out: Floats = np.where(known, share[at], 0.0) if len(share) else np.zeros(len(start))
        return out


def _smooth(counts: Counts, key: Ints) -> Floats:
    one, all_ = _SMOOTHED
    out: Floats = (counts[key].astype(np.float64) + one) / (int(counts.sum()) + all_)
    return out


def columns_of(data: Encoded) -> Columns:
    """The columns of coded records, by name; texts under ``text_`` and their field."""
    names = ("list_code", "slots", "slots_other", "has_other", "sex", "age", "birth", "birth_day", "death_from")
    found: Columns = {name: getattr(data, name) for name in (*names, "death_to", *LEVELS)}
    return found | {f"text_{field}": codes for field, (codes, _) in data.texts.items()}


def dictionaries_of(data: Encoded, frame: pl.DataFrame) -> Dictionaries:
    """The words of coded records; ``frame`` are the same records before they were coded."""
    table = data.parts
    words = pl.DataFrame(
        [(part.kind, part.core, part.spelling.skeleton) for part in table.parts],
        schema={"kind": pl.String, "core": pl.String, "skeleton": pl.String},
        orient="row",
    )
    parts = Parts(
        words=words,
        rows=_without_counts(table.rows),
        signatures=table.signatures,
        key=table.key,
        **{name: np.zeros(0, dtype=np.int64) for name in ("given", "others", "rare_given", "rare_last")},
    )
    days, day_counts = _days(data)
    return Dictionaries(
        lists=tuple(data.lists),
        parts=_counted(parts, data.slots),
        places={level: _places(data, frame, level) for level in LEVELS},
        texts={field: _texts(*data.texts[field]) for field in PLAIN_TEXTS},
        days=days,
        day_counts=day_counts,
    )


def _without_counts(rows: Ints) -> Ints:
    rows = rows.copy()
    rows[:, COUNT] = 0
    return rows


def _counted(parts: Parts, slots: Ints) -> Parts:
    """The parts with the counts of these names added."""
    rows = parts.rows.copy()
    keys = int(parts.key.max(initial=-1)) + 1
    skeletons = int(rows[:, CORE_KEY].max(initial=-1)) + 1
    rows[:, COUNT] += _count(slots[:, :LAST_OTHER], None, len(rows)).astype(np.int32)
    return replace(
        parts,
        rows=rows,
        given=_sum(parts.given, _count(slots[:, GIVEN], parts.key, keys)),
        others=_sum(parts.others, _count(slots[:, MIDDLE1:LAST_OTHER], parts.key, keys)),
        rare_given=_sum(parts.rare_given, _count(slots[:, GIVEN], rows[:, CORE_KEY], skeletons)),
        rare_last=_sum(parts.rare_last, _count(slots[:, LAST], rows[:, CORE_KEY], skeletons)),
    )


def _count(codes: Ints, meaning: Ints | None, size: int) -> Counts:
    """How often each code, or what it means, stands."""
    known = codes[codes >= 0]
    return np.bincount(known if meaning is None else meaning[known], minlength=size)


def _sum(before: Counts, added: Counts) -> Counts:
    """Both counts together; those added are at least as many."""
    total = added.copy()
    total[: len(before)] += before
    return total


def _days(data: Encoded) -> tuple[Ints, Counts]:
    exact = data.death_from[(data.death_from == data.death_to) & (data.death_from != NO_DAY)]
    days, counts = np.unique(exact, return_counts=True)
    return days.astype(np.int32), counts.astype(np.int64)


def _places(data: Encoded, frame: pl.DataFrame, level: str) -> Places:
    read = read_places(frame[level], frame[f"{level}_id"], {})
    codes: Ints = getattr(data, level)
    table: PlaceTable = getattr(data, f"{level}s")
    counts = np.bincount(codes[codes >= 0], minlength=len(read.codes))
    return Places(codes=read.codes, counts=counts, table=table, meaning=read.meaning)


def _texts(codes: Ints, table: TextTable) -> Texts:
    counts = np.bincount(codes[codes >= 0], minlength=len(table.values))
    return Texts(values=pl.Series(table.values, dtype=pl.String), words=table.words, counts=counts)


def extend(known: Dictionaries, fresh: Encoded, frame: pl.DataFrame) -> tuple[Dictionaries, Columns]:
    """The dictionaries with the words of new records, and the columns of these in the codes of all.

    Args:
        known: of the kept records.
        fresh: the new records, coded on their own.
        frame: the new records before they were coded.
    """
    columns = columns_of(fresh)
    lists = (*known.lists, *(name for name in fresh.lists if name not in known.lists))
    columns["list_code"] = _renumber(fresh.list_code, [lists.index(name) for name in fresh.lists])
    parts, numbers = _with_parts(known.parts, fresh.parts)
    for slots in ("slots", "slots_other"):
        columns[slots] = _renumber(columns[slots], numbers)
    places, texts = {}, {}
    for level in LEVELS:
        places[level], columns[level] = _with_places(known.places[level], frame, level)
    for field in PLAIN_TEXTS:
        codes, table = fresh.texts[field]
        texts[field], columns[f"text_{field}"] = _with_texts(known.texts[field], codes, table)
    more, more_counts = _days(fresh)
    days = np.union1d(known.days, more).astype(np.int32)
    day_counts = np.zeros(len(days), dtype=np.int64)
    day_counts[np.searchsorted(days, known.days)] += known.day_counts
    day_counts[np.searchsorted(days, more)] += more_counts
    extended = Dictionaries(
        lists=lists,
        parts=_counted(parts, np.asarray(columns["slots"], dtype=np.int32)),
        places=places,
        texts=texts,
        days=days,
        day_counts=day_counts,
    )
    return extended, columns


def _renumber(codes: NDArray[np.generic], numbers: Sequence[int] | Ints) -> Ints:
    """Codes in other numbers; -1 stays."""
    table = np.append(np.asarray(numbers, dtype=np.int32), np.int32(-1))
    out: Ints = table[codes]
    return out


class _Codes:
    """Codes of words; a word that has none gets the next."""

    def __init__(self, codes: Ints) -> None:
        self.known: dict[Hashable, int] = {}
        self.end = int(codes.max(initial=-1)) + 1

    def of(self, word: Hashable) -> int:
        if word not in self.known:
            self.known[word] = self.end
            self.end += 1
        return self.known[word]


def _with_parts(known: Parts, fresh: PartTable) -> tuple[Parts, Ints]:
    """The kept parts with the new ones behind; and the number of each new part among them."""
    cores = pl.Series([part.core for part in fresh.parts], dtype=pl.String)
    skeletons = pl.Series([part.spelling.skeleton for part in fresh.parts], dtype=pl.String)
    near = known.words.with_row_index("at").filter(
        pl.col("core").is_in(cores.unique().implode()) | pl.col("skeleton").is_in(skeletons.unique().implode())
    )
    by_part: dict[tuple[str, str], int] = {}
    by_core, by_skeleton, by_key = _Codes(known.rows[:, CORE]), _Codes(known.rows[:, CORE_KEY]), _Codes(known.key)
    for at, kind, core, skeleton in near.iter_rows():
        by_part[kind, core] = at
        by_core.known[core] = int(known.rows[at, CORE])
        by_skeleton.known[skeleton] = int(known.rows[at, CORE_KEY])
        by_key.known[kind, skeleton] = int(known.key[at])
    numbers = np.zeros(len(fresh.parts), dtype=np.int32)
    added: list[tuple[int, int, int, int]] = []
    for n, part in enumerate(fresh.parts):
        skeleton = part.spelling.skeleton
        if (part.kind, part.core) not in by_part:
            by_part[part.kind, part.core] = known.words.height + len(added)
            added.append((n, by_core.of(part.core), by_skeleton.of(skeleton), by_key.of((part.kind, skeleton))))
        numbers[n] = by_part[part.kind, part.core]
    new = np.array(added, dtype=np.int32).reshape(-1, 4)
    rows = _without_counts(fresh.rows[new[:, 0]])
    rows[:, CORE], rows[:, CORE_KEY] = new[:, 1], new[:, 2]
    words = pl.DataFrame(
        [(fresh.parts[n].kind, fresh.parts[n].core, fresh.parts[n].spelling.skeleton) for n in new[:, 0].tolist()],
        schema=known.words.schema,
        orient="row",
    )
    parts = replace(
        known,
        words=pl.concat([known.words, words]),
        rows=np.concatenate((known.rows, rows)),
        signatures=np.concatenate((known.signatures, fresh.signatures[new[:, 0]])),
        key=np.concatenate((known.key, new[:, 3])),
    )
    return parts, numbers


def _with_places(known: Places, frame: pl.DataFrame, level: str) -> tuple[Places, Ints]:
    read = read_places(frame[level], frame[f"{level}_id"], known.meaning)
    numbers = {code: n for n, code in enumerate(known.codes)}
    codes = list(known.codes)
    for code in read.codes:
        if code in numbers:
            continue
        said = _kept_words_of(code, read, numbers)
        if said is None:
            numbers[code] = len(codes)
            codes.append(code)
        else:
            numbers[code] = numbers[said]
    by_record = read.number(numbers)
    table = read.table(codes[len(known.codes) :], np.zeros(0, dtype=np.int64))
    counts = _sum(known.counts, np.bincount(by_record[by_record >= 0], minlength=len(codes)))
    joined = PlaceTable(
        keys=(*known.table.keys, *table.keys),
        words=_joined_words(known.table.words, table.words),
        has_id=np.concatenate((known.table.has_id, table.has_id)),
        share=counts.astype(np.float64) / max(1, int(counts.sum())),
    )
    return Places(codes=tuple(codes), counts=counts, table=joined, meaning=read.meaning), by_record


def _kept_words_of(code: str, read: ReadPlaces, numbers: dict[str, int]) -> str | None:
    """The words that kept records have for a place whose id is new, where they mean nothing else."""
    fitting = [key for key, ids in read.meaning.items() if ids == {code} and key in numbers]
    return min(fitting, default=None)


def _with_texts(known: Texts, codes: Ints, fresh: TextTable) -> tuple[Texts, Ints]:
    values = pl.Series(fresh.values, dtype=pl.String)
    held = pl.DataFrame({"value": known.values}).with_row_index("at").filter(pl.col("value").is_in(values.implode()))
    at = dict(held.select("value", "at").iter_rows())
    new = [n for n, value in enumerate(fresh.values) if value not in at]
    at |= {fresh.values[n]: len(known.values) + place for place, n in enumerate(new)}
    by_record = _renumber(codes, [at[value] for value in fresh.values])
    size = len(known.values) + len(new)
    words = Words(
        letters=fresh.words.letters[new], length=fresh.words.length[new], signature=fresh.words.signature[new]
    )
    texts = Texts(
        values=pl.concat([known.values, values.gather(new)]),
        words=_joined_words(known.words, words),
        counts=_sum(known.counts, np.bincount(by_record[by_record >= 0], minlength=size)),
    )
    return texts, by_record


def _joined_words(one: Words, two: Words) -> Words:
    return Words(
        letters=np.concatenate((one.letters, two.letters)),
        length=np.concatenate((one.length, two.length)),
        signature=np.concatenate((one.signature, two.signature)),
    )
