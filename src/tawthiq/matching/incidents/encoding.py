"""Records of incidents as arrays: days, codes of places, kinds and actors, ranges of numbers, words by their rarity.

Places are one when their ids are; words without an id mean the id that other records of the frame give the same words
(by consonant skeleton, so across scripts), where they give one only. Words of a title are compared by skeleton too,
words for kinds of place (a market, a hospital) by what they mean in either language (``sites.yaml``); those of the
record's own place say nothing new and are left out. A victim is known by first and last name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tawthiq.matching.folding import fold, script_of
from tawthiq.matching.incidents.levels import NUMBERS
from tawthiq.matching.names import split_parts

NO_DAY = np.iinfo(np.int32).min
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
_APART = re.compile(r"\s*[;؛|]\s*")
_COMMON_WORD = 0.1
"""Words in a larger share of the titles (and in more than `_FEW_TITLES`) tell nothing of which incident is meant."""
_FEW_TITLES = 6
_SITE = "site:"
FEW_RECORDS = 5
"""A list of fewer records (an interview, a report) does not show what else happened on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedIncidents:
    """The records, one position each, in the order of their ids.

    Args:
        ids: record ids.
        lists: names of the lists; `list_code` says which one a record stands in.
        list_code: list of each record.
        day_from: first day as days since 1970, or `NO_DAY`.
        day_to: last day.
        governorate: code, -1 where missing.
        town: code, -1 where missing.
        place_point: latitude and longitude of the middle of each town by code, NaN where no record gives any.
        point: latitude and longitude of each record, NaN where missing.
        kind: code, -1 where missing; `kinds` holds their folded words.
        kinds: see `kind`.
        weapon: code, -1 where missing.
        actors: code of the set of actors, -1 where missing; `actor_sets` holds the sets.
        actor_sets: see `actors`.
        numbers: by field the lowest and the highest (two columns), NaN where missing.
        words: records by words of titles (1 where the title has the word); `word_share` is the share of titles.
        word_share: see `words`.
        has_arabic: the title is in Arabic letters.
        victims: records by names of victims.
    """

    ids: list[str]
    lists: list[str]
    list_code: Ints
    day_from: Ints
    day_to: Ints
    governorate: Ints
    town: Ints
    place_point: Floats
    point: Floats
    kind: Ints
    kinds: list[str]
    weapon: Ints
    actors: Ints
    actor_sets: list[frozenset[str]]
    numbers: dict[str, Floats]
    words: Any
    word_share: Floats
    has_arabic: NDArray[np.bool_]
    victims: Any

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.ids)

    def are_few(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        """For each pair of records, whether both stand in lists of fewer than `FEW_RECORDS`."""
        sizes = np.bincount(self.list_code, minlength=len(self.lists))[self.list_code]
        out: NDArray[np.bool_] = np.maximum(sizes[left], sizes[right]) < FEW_RECORDS
        return out


def encode_incidents(frame: pl.DataFrame) -> EncodedIncidents:
    """Code a frame that `tawthiq.matching.incidents.schema.check` has passed."""
    list_code, lists = _codes(frame["list"].to_list(), str)
    governorate, town, spelt = _places(frame)
    point = frame.select("latitude", "longitude").to_numpy().astype(np.float64).reshape(-1, 2)
    kind, kinds = _codes(frame["kind"].to_list(), _fold_kind)
    weapon, _ = _codes(frame["weapon"].to_list(), _fold_kind)
    actors, actor_sets = _codes(frame["perpetrators"].to_list(), _actor_set)
    words, share = _words(frame["title"].to_list(), spelt)
    return EncodedIncidents(
        ids=frame["record_id"].to_list(),
        lists=lists,
        list_code=list_code,
        day_from=_days(frame["day_from"]),
        day_to=_days(frame["day_to"]),
        governorate=governorate,
        town=town,
        place_point=_middles(town, point),
        point=point,
        kind=kind,
        kinds=kinds,
        weapon=weapon,
        actors=actors,
        actor_sets=actor_sets,
        numbers={
            n: frame.select(f"{n}_low", f"{n}_high").to_numpy().astype(np.float64).reshape(-1, 2) for n in NUMBERS
        },
        words=words,
        word_share=share,
        has_arabic=np.array(
            [script_of(fold(title or "")) == "arabic" for title in frame["title"].to_list()], dtype=bool
        ),
        victims=_victims(frame["victims"].to_list()),
    )


def _codes(values: Sequence[str | None], read: Callable[[str], Any]) -> tuple[Ints, list[Any]]:
    """A code for each value as read, -1 where it is missing or reads as nothing; and what the codes stand for."""
    readings = {value: read(value) for value in dict.fromkeys(values) if value is not None}
    known = sorted({r for r in readings.values() if r or r == ""}, key=_sort_key)
    if "" in known and read is not str:
        known.remove("")
    at = {reading: n for n, reading in enumerate(known)}
    return np.array([-1 if v is None else at.get(readings[v], -1) for v in values], dtype=np.int32), known


def _sort_key(reading: Any) -> tuple[str, ...]:
    return (reading,) if isinstance(reading, str) else tuple(sorted(reading))


@cache
def load_kinds() -> dict[str, Any]:
    """Families of kinds that sources take for one another, and the words that say nothing."""
    data = yaml.safe_load(files("tawthiq.matching.incidents").joinpath("kinds.yaml").read_text(encoding="utf-8"))
    return {
        "families": [frozenset(_plain(kind) for kind in kinds) for kinds in data["families"].values()],
        "unknown": frozenset(_plain(word) for word in data["unknown"]),
    }


def _plain(words: str) -> str:
    return fold(words.replace("_", " "))


def _fold_kind(words: str) -> str:
    plain = _plain(words)
    return "" if plain in load_kinds()["unknown"] else plain


def _actor_set(words: str) -> frozenset[str]:
    return frozenset(actor for part in _APART.split(words) if (actor := _fold_kind(part)))


def _days(series: pl.Series) -> Ints:
    return series.cast(pl.Int32).fill_null(int(NO_DAY)).to_numpy().astype(np.int32)


def _key(words: str | None) -> str:
    return " ".join(part.key for part in split_parts(words)) if words else ""


def _places(frame: pl.DataFrame) -> tuple[Ints, Ints, list[frozenset[str]]]:
    """Codes of governorate and town, and for each record the keys of the words of its place."""
    columns = [frame[c].to_list() for c in ("governorate_id", "governorate", "town_id", "town")]
    rows = list(zip(*columns, strict=True))
    keys = {row: (_key(row[1]), _key(row[3])) for row in dict.fromkeys(rows)}
    governorates: dict[str, set[str]] = defaultdict(set)
    towns: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (governorate_id, _, town_id, _), (governorate, town) in keys.items():
        if governorate_id and governorate:
            governorates[governorate].add(governorate_id)
        if town_id and town:
            towns[governorate, town].add(town_id)
            towns["", town].add(town_id)
    read = {row: _read_place(row, keys[row], governorates, towns) for row in keys}
    codes = []
    for side in (0, 1):
        at = {place: n for n, place in enumerate(sorted({found[side] for found in read.values() if found[side]}))}
        codes.append(np.array([at.get(read[row][side], -1) for row in rows], dtype=np.int32))
    spelt = {row: frozenset(word for key in keys[row] for word in key.split()) for row in keys}
    return codes[0], codes[1], [spelt[row] for row in rows]


def _read_place(
    row: tuple[str | None, ...],
    keys: tuple[str, str],
    governorates: dict[str, set[str]],
    towns: dict[tuple[str, str], set[str]],
) -> tuple[str, str]:
    """What stands for governorate and town: the id, the only id the frame knows for the words, or the words."""

    def only(known: set[str] | None) -> str:
        return next(iter(known)) if known and len(known) == 1 else ""

    governorate = row[0] or only(governorates.get(keys[0])) or (f"words:{keys[0]}" if keys[0] else "")
    if not row[2] and not keys[1]:
        return governorate, ""
    town = row[2] or only(towns.get(keys)) or only(None if keys[0] else towns.get(("", keys[1])))
    return governorate, town or f"words:{keys[0]}/{keys[1]}"


def _middles(town: Ints, point: Floats) -> Floats:
    """Median coordinates of the records of each town."""
    out = np.full((int(town.max(initial=-1)) + 1, 2), np.nan)
    known = (town >= 0) & ~np.isnan(point).any(axis=1)
    frame = pl.DataFrame({"town": town[known], "lat": point[known, 0], "lon": point[known, 1]})
    for code, lat, lon in frame.group_by("town").agg(pl.col("lat", "lon").median()).iter_rows():
        out[code] = lat, lon
    return out


def _words(titles: Sequence[str | None], spelt: Sequence[frozenset[str]]) -> tuple[Any, Floats]:
    """Telling words of the titles by record, and the share of titles that have each word."""
    keys = {title: _title_words(title) for title in dict.fromkeys(titles) if title}
    counts = Counter(word for title in titles if title for word in keys[title])
    written = max(1, sum(1 for title in titles if title))
    common = max(_FEW_TITLES, _COMMON_WORD * written)
    telling = sorted(w for w, count in counts.items() if count <= common and (count > 1 or w.startswith(_SITE)))
    at = {word: n for n, word in enumerate(telling)}
    held = [
        [at[word] for word in sorted(keys[title] - places) if word in at] if title else []
        for title, places in zip(titles, spelt, strict=True)
    ]
    return _incidence(held, len(telling)), np.array([counts[word] / written for word in telling])


def _title_words(title: str) -> frozenset[str]:
    """Keys of the words of a title; words for kinds of place by what they mean."""
    sites, silent = _site_words()
    words = [word.removeprefix("ال") for word in fold(title).split() if word not in silent]
    rest = " ".join(word for word in words if word not in sites)
    return frozenset(_key(rest).split()) | {sites[word] for word in words if word in sites}


@cache
def _site_words() -> tuple[dict[str, str], frozenset[str]]:
    """What a word for a kind of place means, by the word as folded without its article; and words that name nothing."""
    data = yaml.safe_load(files("tawthiq.matching.incidents").joinpath("sites.yaml").read_text(encoding="utf-8"))
    sites = {fold(w).removeprefix("ال"): f"{_SITE}{site}" for site, words in data["sites"].items() for w in words}
    return sites, frozenset(fold(word) for word in data["silent"])


def _victims(texts: Sequence[str | None]) -> Any:
    names: dict[str, int] = {}
    held = []
    for text in texts:
        keys = {key for name in _APART.split(text or "") if (key := _name_key(name))}
        held.append([names.setdefault(key, len(names)) for key in sorted(keys)])
    return _incidence(held, len(names))


@cache
def _name_key(name: str) -> str:
    """First and last part of a name by skeleton; empty for a single word, which is no name of a person."""
    parts = split_parts(name)
    return f"{parts[0].key} {parts[-1].key}" if len(parts) > 1 else ""


def _incidence(held: list[list[int]], width: int) -> Any:
    rows = np.repeat(np.arange(len(held)), [len(some) for some in held])
    columns = np.array([column for some in held for column in some], dtype=np.int64)
    return csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(held), max(1, width)))
