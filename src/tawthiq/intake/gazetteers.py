"""Places from the gazetteers missions have: GeoNames dumps, OCHA boundaries (COD-AB), our own table.

Every reader gives places parents first and problems by row. A place without a name, with a key used twice,
with coordinates outside the globe or with a parent that is missing, not wider or part of a circle is a
problem; the place is still given where it can stand without what is wrong (without its point, or without
its parent).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tawthiq.intake.admin_boundaries import boundary_features, boundary_rows, is_boundary_table
from tawthiq.intake.geonames import geonames_places, is_geonames
from tawthiq.intake.limits import Limits, check_size
from tawthiq.intake.own_gazetteer import is_own_table, own_places
from tawthiq.intake.sheets import open_list
from tawthiq.terms.errors import BadInputError, Problem
from tawthiq.terms.places import LEVEL_ORDER, GazetteerPlace

Found = tuple[int, GazetteerPlace | Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerReading:
    """Places, parents before their children, and every problem met."""

    kind: str
    places: tuple[GazetteerPlace, ...]
    problems: tuple[Problem, ...]


def read_gazetteer(
    path: Path, *, alternate_names: Path | None = None, limits: Limits | None = None
) -> GazetteerReading:
    """Read a gazetteer of any known kind, told by its content.

    Args:
        path: the file.
        alternate_names: GeoNames' ``alternateNamesV2`` file for the languages of the names.
        limits: how much is taken.

    Raises:
        BadInputError: ``gazetteer.unknown_kind``, ``gazetteer.empty``, and what `open_list` refuses.
    """
    limits = limits or Limits()
    check_size(path, most=limits.file_bytes, name="file_bytes")
    with path.open("rb") as file:
        head = file.read(4096).removeprefix(b"\xef\xbb\xbf")
    if head.lstrip().startswith(b"{"):
        kind, found = "geojson", boundary_features(path)
    elif is_geonames(head):
        kind, found = "geonames", geonames_places(path, alternate_names=alternate_names)
    else:
        sheets = open_list(path, limits=limits)
        if is_boundary_table(sheets.headers):
            kind, found = "cod-ab", boundary_rows(sheets)
        elif is_own_table(sheets.headers):
            kind, found = "tawthiq", own_places(sheets)
        else:
            raise BadInputError(
                "gazetteer.unknown_kind",
                f"{path.name} is not a gazetteer this version knows.",
                "Use a GeoNames dump, OCHA COD-AB table or GeoJSON, or a table with id, level, name_en.",
            )
    reading = arrange(found, kind=kind)
    if not reading.places:
        raise BadInputError("gazetteer.empty", f"{path.name} holds no place.", "Check that it is the right file.")
    return reading


def arrange(found: Iterable[Found], *, kind: str) -> GazetteerReading:
    """Check keys, points and parents, and put parents before children."""
    problems: list[Problem] = []
    places: dict[str, GazetteerPlace] = {}
    rows: dict[str, int] = {}
    for row, item in found:
        if isinstance(item, Problem):
            problems.append(item)
        elif item.key in places:
            problems.append(_problem("gazetteer.repeated_key", "The key is used twice; the first place is kept.", row))
        else:
            places[item.key] = _pointed(item, row, problems)
            rows[item.key] = row
    for key, place in list(places.items()):
        if (why := _wrong_parent(place, places)) is not None:
            problems.append(_problem(*why, rows[key]))
            places[key] = replace(place, parent="")
    ordered = sorted(places.values(), key=lambda p: LEVEL_ORDER[p.level])
    return GazetteerReading(kind=kind, places=tuple(_parents_first(ordered, places)), problems=tuple(problems))


def _pointed(place: GazetteerPlace, row: int, problems: list[Problem]) -> GazetteerPlace:
    latitude, longitude = place.latitude, place.longitude
    if latitude is None and longitude is None:
        return place
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        problems.append(_problem("gazetteer.point", "The coordinates are not on the globe; they are left out.", row))
        return replace(place, latitude=None, longitude=None)
    return place


def _wrong_parent(place: GazetteerPlace, places: dict[str, GazetteerPlace]) -> tuple[str, str] | None:
    if not place.parent:
        return None
    parent = places.get(place.parent)
    if parent is None:
        return "gazetteer.no_parent", "The place around it is not in the file; it stands alone."
    if LEVEL_ORDER[parent.level] > LEVEL_ORDER[place.level]:
        return "gazetteer.parent_level", "The place around it is not wider; it stands alone."
    seen = {place.key}
    while parent is not None:
        if parent.key in seen:
            return "gazetteer.circle", "The places around it form a circle; it stands alone."
        seen.add(parent.key)
        parent = places.get(parent.parent)
    return None


def _parents_first(ordered: list[GazetteerPlace], places: dict[str, GazetteerPlace]) -> Iterator[GazetteerPlace]:
    given: set[str] = set()
    for place in ordered:
        chain: list[GazetteerPlace] = []
        here: GazetteerPlace | None = place
        while here is not None and here.key not in given:
            chain.append(here)
            given.add(here.key)
            here = places.get(here.parent)
        yield from reversed(chain)


def _problem(code: str, message: str, row: int) -> Problem:
    return Problem(code=code, message=message, next_step="Correct the row, or load the file as it is.", row=row)
