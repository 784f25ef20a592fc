"""Places as a gazetteer knows them: a hierarchy of levels, names in several languages, a point."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaceLevel(StrEnum):
    """How wide a place is, widest first."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    ADMIN3 = "admin3"
    TOWN = "town"
    NEIGHBOURHOOD = "neighbourhood"
    SITE = "site"


LEVEL_ORDER = {level: rank for rank, level in enumerate(PlaceLevel)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """One name of a place, as written in one language (empty: not known)."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerPlace:
    """One place as a gazetteer file gives it; `parent` is the key of the place around it."""

    key: str
    level: PlaceLevel
    names: tuple[PlaceName, ...]
    parent: str = ""
    latitude: float | None = None
    longitude: float | None = None

    def name(self, language: str) -> str:
        """The name in `language`, else English, else the first there is."""
        for wanted in (language, "en"):
            for name in self.names:
                if name.language == wanted:
                    return name.text
        return self.names[0].text
