"""The mission's gazetteer: places in a hierarchy, with all their names and the keys they are found by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tawthiq.keeping.models.fields import code_field, one_of
from tawthiq.terms.places import PlaceLevel


class Place(models.Model):
    """A place of the gazetteer. `admin1` repeats the ancestor at that level so that counts need no walk."""

    id = models.BigAutoField(primary_key=True)
    gazetteer = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    level = code_field(PlaceLevel)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    admin1 = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("place", "level", PlaceLevel),
            UniqueConstraint(fields=["gazetteer", "key"], name="place_key_once_per_gazetteer"),
            CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="place_latitude_on_earth",
            ),
            CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="place_longitude_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en


class PlaceName(models.Model):
    """One spelling of a place's name."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["place", "text", "language"], name="place_name_once"),
        ]

    def __str__(self) -> str:
        return self.text
