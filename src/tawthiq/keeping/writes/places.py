"""Loads a gazetteer."""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.keeping.models import Place, PlaceName
from tawthiq.terms.places import LEVEL_ORDER, GazetteerPlace, PlaceLevel


def add_places(gazetteer: str, places: Sequence[GazetteerPlace]) -> int:
    """Add the places of one gazetteer that are not there yet, wider ones first; returns how many were new."""
    known: dict[str, Place] = {place.key: place for place in Place.objects.filter(gazetteer=gazetteer)}
    fresh = sorted((p for p in places if p.key not in known), key=lambda p: LEVEL_ORDER[p.level])
    for level in PlaceLevel:
        rows = [_row(gazetteer, place, known) for place in fresh if place.level is level]
        Place.objects.bulk_create(rows, batch_size=2000)
        known |= {row.key: row for row in rows}
    _set_own_admin1(gazetteer)
    PlaceName.objects.bulk_create(
        [
            PlaceName(place=known[place.key], text=name.text[:200], language=name.language)
            for place in fresh
            for name in dict.fromkeys(place.names)
        ],
        batch_size=5000,
        ignore_conflicts=True,
    )
    return len(fresh)


def _row(gazetteer: str, place: GazetteerPlace, known: dict[str, Place]) -> Place:
    parent = known.get(place.parent)
    return Place(
        gazetteer=gazetteer,
        key=place.key,
        level=place.level.value,
        parent=parent,
        admin1_id=None if parent is None else (parent.admin1_id or _id_if_admin1(parent)),
        name_en=place.name("en")[:200],
        name_ar=next((name.text for name in place.names if name.language == "ar"), "")[:200],
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _id_if_admin1(place: Place) -> int | None:
    return place.id if place.level == PlaceLevel.ADMIN1.value else None


def _set_own_admin1(gazetteer: str) -> None:
    from django.db.models import F

    Place.objects.filter(gazetteer=gazetteer, level=PlaceLevel.ADMIN1.value, admin1__isnull=True).update(
        admin1_id=F("id")
    )
