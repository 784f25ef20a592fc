"""GeoNames dumps: tab-separated, nineteen columns, no header (after the readme of the dump).

Administrative divisions (class A) and populated places (class P) are taken, abandoned and destroyed places
too: people died in them. Historical divisions are left out, because their codes repeat those in force. The
place around another follows from the administrative codes. A dump's own list of other names does not say
languages; names in Arabic letters without letters foreign to Arabic are taken for Arabic, others stay
without a language, unless the file of alternate names is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tawthiq.terms.errors import Problem
from tawthiq.terms.places import GazetteerPlace, PlaceLevel, PlaceName

COLUMNS = 19
MOST_NAMES = 60
_LEVELS = {
    "PCLI": PlaceLevel.COUNTRY,
    "PCLD": PlaceLevel.COUNTRY,
    "PCLS": PlaceLevel.COUNTRY,
    "PCL": PlaceLevel.COUNTRY,
    "TERR": PlaceLevel.COUNTRY,
    "ADM1": PlaceLevel.ADMIN1,
    "ADM2": PlaceLevel.ADMIN2,
    "ADM3": PlaceLevel.ADMIN3,
}
_ARABIC = re.compile("[\u0600-\u06ff\\s.'()-]+")
_FOREIGN = re.compile("[پچژگکیێۆەڕڵټډړښڼ]")


def is_geonames(head: bytes) -> bool:
    """Whether the first line looks like a line of a dump."""
    line = head.split(b"\n", 1)[0].rstrip(b"\r").split(b"\t")
    return len(line) == COLUMNS and line[0].isdigit() and len(line[6]) == 1


def geonames_places(
    path: Path, *, alternate_names: Path | None = None
) -> Iterator[tuple[int, GazetteerPlace | Problem]]:
    """Places of a dump with their line; two passes, the first for the divisions' codes."""
    divisions = {}
    for _, line in _lines(path):
        if len(line) == COLUMNS and line[6] == "A" and line[7] in _LEVELS:
            divisions[_codes(line, _LEVELS[line[7]])] = line[0]
    names = _alternates(alternate_names) if alternate_names else {}
    for number, line in _lines(path):
        if len(line) != COLUMNS:
            message = f"The line has {len(line)} columns instead of {COLUMNS}."
            yield (
                number,
                Problem(code="gazetteer.columns", message=message, next_step="Load the dump again.", row=number),
            )
        elif (level := _level(line[6], line[7])) is not None:
            yield number, _place(line, level, divisions, names)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line.rstrip("\r\n").removeprefix("\ufeff").split("\t")


def _level(feature_class: str, code: str) -> PlaceLevel | None:
    if feature_class == "A":
        return _LEVELS.get(code, PlaceLevel.TOWN if code in {"ADM4", "ADM5"} else None)
    if feature_class == "P":
        return PlaceLevel.NEIGHBOURHOOD if code == "PPLX" else PlaceLevel.TOWN
    return None


def _codes(line: list[str], level: PlaceLevel) -> tuple[str, ...]:
    depth = {PlaceLevel.COUNTRY: 0, PlaceLevel.ADMIN1: 1, PlaceLevel.ADMIN2: 2, PlaceLevel.ADMIN3: 3}[level]
    return (line[8], *line[10 : 10 + depth])


def _place(
    line: list[str],
    level: PlaceLevel,
    divisions: dict[tuple[str, ...], str],
    names: dict[str, list[PlaceName]],
) -> GazetteerPlace:
    parent = ""
    for depth in range(3, -1, -1):
        codes = (line[8], *line[10 : 10 + depth])
        found = divisions.get(codes, "") if all(codes) else ""
        if found and found != line[0]:
            parent = f"geonames:{found}"
            break
    return GazetteerPlace(
        key=f"geonames:{line[0]}",
        level=level,
        names=_names(line, names.get(line[0], [])),
        parent=parent,
        latitude=_number(line[4]),
        longitude=_number(line[5]),
    )


def _names(line: list[str], more: list[PlaceName]) -> tuple[PlaceName, ...]:
    main = PlaceName(text=line[1] or line[2] or line[0], language="en")
    others = more or [PlaceName(text=name, language=_language(name)) for name in line[3].split(",")]
    found = dict.fromkeys([main, *(name for name in others if name.text and name.text != main.text)])
    return tuple(found)[:MOST_NAMES]


def _language(name: str) -> str:
    return "ar" if _ARABIC.fullmatch(name) and not _FOREIGN.search(name) else ""


def _alternates(path: Path) -> dict[str, list[PlaceName]]:
    """Names by place, preferred ones first; links, postcodes and the like are left out."""
    found: dict[str, list[PlaceName]] = {}
    for _, line in _lines(path):
        if len(line) < 4 or not line[3] or len(line[2]) > 3 or line[2] in {"iata", "icao"}:
            continue
        name = PlaceName(text=line[3], language=line[2])
        names = found.setdefault(line[1], [])
        if len(line) > 4 and line[4] == "1":
            names.insert(0, name)
        else:
            names.append(name)
    return found


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
