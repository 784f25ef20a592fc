"""Where things are opened: the words of a record in their source, and pages of other slices.

Every value on a page leads to the words it was read from: the row of a list, or the span in an interview or report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import NoReverseMatch, reverse


def address_of(name: str, *args: object) -> str:
    """The path of a named page, empty where that slice is not installed: the words then stand without a link."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def address_of_words(source_id: UUID, location: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> str:
    """Where the words stand in their source.

    Args:
        source_id: the source.
        location: of the record: ``sheet`` and ``row``, or ``start`` and ``end`` in the text.
        given: of one value, whose own span is more exact than the record's.
    """
    span = given if given and given.get("start") is not None else location
    if span.get("start") is not None:
        page = address_of("sources:source", source_id)
        return f"{page}#span-{span['start']}-{span['end']}" if page else ""
    if location.get("row") is not None:
        page = address_of("sources:rows", source_id)
        asked = {"row": location["row"]} | ({"sheet": location["sheet"]} if location.get("sheet") else {})
        return f"{page}?{urlencode(asked)}#row-{location['row']}" if page else ""
    return address_of("sources:source", source_id)
