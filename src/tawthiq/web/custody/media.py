"""Pictures and films on the page of an exhibit: what they say of themselves in words, and what is shown of them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tawthiq.keeping.queries import custody as queries
from tawthiq.keeping.queries.custody import ExhibitView
from tawthiq.terms.members import Viewer

SHOWN_TYPES = frozenset({"image/jpeg", "image/png"})
COPIED_KINDS = frozenset({"jpeg", "png", "film"})
LARGEST_SHOWN = 40 * 1024 * 1024

WORDS: dict[str, str | Promise] = {
    "unread": _("Could not be read"),
    "left_out": _("Left out"),
    "taken_at": _("Taken, by the device's clock"),
    "taken_offset": _("Offset of that clock"),
    "made_at": _("Made, by the device's clock"),
    "gps_day": _("Day, by satellite"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "altitude": _("Altitude in metres"),
    "camera_make": _("Maker of the device"),
    "camera_model": _("Device"),
    "camera_serial": _("Serial number of the device"),
    "software": _("Program"),
    "changed_at": _("Changed, by the program's clock"),
    "width": _("Width in pixels"),
    "height": _("Height in pixels"),
    "seconds": _("Length in seconds"),
    "orientation": _("How the camera was held (1: upright)"),
    "tracks": _("Tracks"),
    "carries": _("Also carries"),
    "exif_is_damaged": _("Its EXIF is damaged"),
}
_ALL_METADATA = _("all metadata")


def tell_facts(facts: dict[str, Any]) -> list[tuple[str | Promise, object]]:
    """(words, value) of what a file says of itself, in a fixed order; texts of its own making stand last."""
    told: list[tuple[str | Promise, object]] = []
    for name, words in WORDS.items():
        value = facts.get(name)
        if value in (None, "", []):
            continue
        told.append(
            (words, _ALL_METADATA if name == "left_out" else ", ".join(value) if isinstance(value, list) else value)
        )
    return [*told, *facts.get("texts", {}).items()]


def is_copied(exhibit: ExhibitView) -> bool:
    """Whether a working copy can be made: of an original picture or film of a kind that is copied."""
    return exhibit.derived_from is None and exhibit.facts.get("kind") in COPIED_KINDS


def is_shown(exhibit: ExhibitView) -> bool:
    """Whether a browser is given this file to show: a picture of a working copy, and nothing else."""
    is_picture = exhibit.media_type in SHOWN_TYPES and exhibit.size <= LARGEST_SHOWN
    return is_picture and exhibit.derived_from is not None


def shown_instead(exhibit: ExhibitView, *, viewer: Viewer) -> ExhibitView | None:
    """What is shown on the page of an exhibit: itself or its working copy, where that is a picture."""
    if is_shown(exhibit):
        return exhibit
    return next((one for c in exhibit.copies if is_shown(one := queries.exhibit(c, viewer=viewer))), None)
