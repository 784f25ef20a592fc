"""Our own table of places: id, parent, level, name_en, name_ar, other_names (separated by |), lat, lon.

``other_names`` may carry a language before a colon (``ku:Efrîn``). The level is one of `PlaceLevel`. Only
``id``, ``level`` and one name are needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from tawthiq.intake.folding import clean_text, fold, plain_digits
from tawthiq.intake.sheets import Sheets
from tawthiq.terms.errors import Problem
from tawthiq.terms.places import GazetteerPlace, PlaceLevel, PlaceName

_NAME = re.compile(r"name_([a-z]{2,3})")


def is_own_table(headers: Iterable[str]) -> bool:
    """Whether the table has the columns a place needs."""
    known = {header.strip().lower() for header in headers}
    return {"id", "level"} <= known and any(_NAME.fullmatch(header) for header in known)


def own_places(sheets: Sheets) -> Iterator[tuple[int, GazetteerPlace | Problem]]:
    """Places of our own table with their row."""
    for row in sheets.rows():
        if row.blank:
            continue
        cells = {header.strip().lower(): clean_text(words) for header, words in row.cells.items()}
        level = fold(cells.get("level", ""))
        names = tuple(_names(cells))
        if not cells["id"] or level not in set(PlaceLevel) or not names:
            message = "The place lacks its id, a name, or a known level; it is left out."
            step = f"Use one of the levels: {', '.join(PlaceLevel)}."
            yield row.number, Problem(code="gazetteer.row", message=message, next_step=step, row=row.number)
            continue
        try:
            latitude, longitude = _number(cells.get("lat", "")), _number(cells.get("lon", ""))
        except ValueError:
            message = "The coordinates are not numbers; they are left out."
            yield row.number, Problem(code="gazetteer.point", message=message, row=row.number)
            latitude = longitude = None
        yield (
            row.number,
            GazetteerPlace(
                key=cells["id"],
                level=PlaceLevel(level),
                names=names,
                parent=cells.get("parent", ""),
                latitude=latitude,
                longitude=longitude,
            ),
        )


def _names(cells: Mapping[str, str]) -> Iterator[PlaceName]:
    for header, words in cells.items():
        if words and (found := _NAME.fullmatch(header)):
            yield PlaceName(text=words, language=found.group(1))
    for part in cells.get("other_names", "").split("|"):
        language, mark, text = part.partition(":")
        known = bool(mark) and re.fullmatch(r"[a-z]{2,3}", language.strip()) is not None
        if name := (text if known else part).strip():
            yield PlaceName(text=name, language=language.strip() if known else "")


def _number(words: str) -> float | None:
    return float(plain_digits(words).replace(",", ".")) if words else None
