"""The places of the sample: governorates and towns with their names in both scripts and their coordinates.

Facts of geography only, in ``gazetteer.csv`` beside this module. A governorate has level ``admin1`` and no
parent, a town has level ``town`` and its governorate's id as parent. Coordinates are degrees (WGS 84) of about the
middle of the built-up area.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One row of the gazetteer; `other_names` holds spellings in either script."""

    place_id: str
    parent: str
    level: str
    name_en: str
    name_ar: str
    other_names: tuple[str, ...]
    lat: float
    lon: float

    def spellings(self, *, arabic: bool) -> tuple[str, ...]:
        """Return the name and its other spellings in one script, the usual one first."""
        first = self.name_ar if arabic else self.name_en
        return (first, *(name for name in self.other_names if is_arabic(name) == arabic))


def is_arabic(text: str) -> bool:
    """Say whether the text is written in Arabic letters (judged by its first letter of either script)."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def gazetteer_bytes() -> bytes:
    """Return the gazetteer file as it stands, to be copied into the sample folder."""
    return resources.files("tawthiq.sample").joinpath("gazetteer.csv").read_bytes()


@cache
def places() -> dict[str, Place]:
    """Return every place by its id, governorates first."""
    rows = csv.DictReader(gazetteer_bytes().decode("utf-8").splitlines())
    return {
        row["id"]: Place(
            place_id=row["id"],
            parent=row["parent"],
            level=row["level"],
            name_en=row["name_en"],
            name_ar=row["name_ar"],
            other_names=tuple(name for name in row["other_names"].split("|") if name),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
        )
        for row in rows
    }


@cache
def towns_of(governorate: str) -> tuple[Place, ...]:
    """Return the towns of one governorate in the order of the gazetteer (the earlier, the larger)."""
    return tuple(place for place in places().values() if place.parent == governorate)
