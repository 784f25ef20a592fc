"""The mission's gazetteer."""

from __future__ import annotations

from collections.abc import Iterable
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


def gazetteer_state(*, viewer: Viewer) -> tuple[int, int]:
    """How many places there are and the last one's number: changes whenever some are added."""
    del viewer  # names of places are for every member
    last = Place.objects.order_by("-id").values_list("id", flat=True).first()
    return Place.objects.count(), last or 0


def parents_around(place_ids: Iterable[int], *, viewer: Viewer) -> dict[int, int | None]:
    """The parent of each of these places and of every place around them, climbing level by level."""
    del viewer  # names of places are for every member
    parents: dict[int, int | None] = {}
    wanted = set(place_ids)
    while wanted:
        found = dict(Place.objects.filter(id__in=list(wanted)).values_list("id", "parent_id"))
        parents |= found
        wanted = {parent for parent in found.values() if parent is not None} - set(parents)
    return parents


def places_named(place_ids: Iterable[int], *, viewer: Viewer) -> dict[int, PlaceEntry]:
    """These places by id, without their other spellings: for charts and maps."""
    del viewer  # names of places are for every member
    return {
        row.id: PlaceEntry(
            id=row.id,
            level=row.level,
            parent_id=row.parent_id,
            admin1_id=row.admin1_id,
            name_en=row.name_en,
            name_ar=row.name_ar,
            latitude=row.latitude,
            longitude=row.longitude,
            spellings=(),
        )
        for row in Place.objects.filter(id__in=list(place_ids))
    }


def admin1_choices(*, viewer: Viewer) -> list[tuple[int, str, str]]:
    """(id, English, Arabic) of the places at the first level, by English name: for filters."""
    del viewer  # names of places are for every member
    return list(Place.objects.filter(level="admin1").order_by("name_en").values_list("id", "name_en", "name_ar"))
