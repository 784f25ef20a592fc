"""The mission's gazetteer."""

from __future__ import annotations

from dataclasses import dataclass

from tawthiq.keeping.models import Place
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """A place with all its spellings, for resolving words and for maps."""

    id: int
    level: str
    parent_id: int | None
    admin1_id: int | None
    name_en: str
    name_ar: str
    latitude: float | None
    longitude: float | None
    spellings: tuple[str, ...]

    def name(self, language: str) -> str:
        """The name in a language, in English where there is none."""
        return (self.name_ar if language == "ar" else "") or self.name_en


def places(*, viewer: Viewer) -> list[PlaceEntry]:
    """Every place of the gazetteer, wider ones first; names of places are for every member."""
    del viewer
    rows = Place.objects.prefetch_related("names").order_by("id")
    return [
        PlaceEntry(
            id=row.id,
            level=row.level,
            parent_id=row.parent_id,
            admin1_id=row.admin1_id,
            name_en=row.name_en,
            name_ar=row.name_ar,
            latitude=row.latitude,
            longitude=row.longitude,
            spellings=tuple(sorted({name.text for name in row.names.all()})),
        )
        for row in rows
    ]


def admin1_choices(*, viewer: Viewer) -> list[tuple[int, str, str]]:
    """(id, English, Arabic) of the places at the first level, by English name: for filters."""
    del viewer  # names of places are for every member
    return list(Place.objects.filter(level="admin1").order_by("name_en").values_list("id", "name_en", "name_ar"))
