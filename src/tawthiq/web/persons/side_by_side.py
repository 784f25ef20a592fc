"""A person's records side by side: a row for each field, a column for each record, and what the mission reports.

The rules:

* A cell shows the words as the source has them, linked to their place, and under them how they were read where
  that says something else.
* A row is a conflict where a record gives something that does not fit the reported value; that record's cell is
  underlined. What is only wider (a month around the day, a governorate around the town) fits.
* Names are never in conflict, since spellings differ; only the parts that the reported name lacks are underlined.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tawthiq.keeping.queries.persons import PersonView
from tawthiq.keeping.queries.records import PlaceSeen, RecordView
from tawthiq.matching.names import name_keys
from tawthiq.publishing.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE, isolate
from tawthiq.terms.dates import DatePrecision, PartialDate
from tawthiq.terms.places import LEVEL_ORDER, PlaceLevel
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.addresses import address_of_words
from tawthiq.web.formats import write_number, write_partial_date
from tawthiq.web.wording import FIELDS, WHY, word_code

CODES = ("sex", "outcome", "civilian_status", "cause", "perpetrator_kind")
NAMES = ("name", "name_other")
#: Fields that the mission reports a value for, in the order of the page.
REPORTED = (
    "name", "name_other", "outcome", "event", "place", "sex", "age", "birth", "civilian_status", "cause",
    "perpetrator_kind",
)  # fmt: skip
#: Fields that only records have.
SAID = ("residence", "occupation", "relation", "remarks", "external_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one record says in one field; `number` is the record's.

    `parts` are its words in order, each with whether it differs; `read_as` is how they were read, where the words
    do not say it already; `where` names the column they stand in.
    """

    number: int
    parts: tuple[tuple[str, bool], ...] = ()
    read_as: str = ""
    where: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field: the reported value, why it is reported, and each record's cell (empty parts where it says nothing)."""

    key: str
    label: str
    reported: str
    why: str
    in_conflict: bool
    cells: tuple[Cell, ...]


def compare_records(person: PersonView, *, language: str) -> list[FieldRow]:
    """The rows of a person's page; fields of which nothing is said are left out."""
    rows = [_reported_row(key, person, language=language) for key in REPORTED]
    rows += [_said_row(key, person.records, language=language) for key in SAID]
    return [row for row in rows if row.reported or any(cell.parts for cell in row.cells)]


def write_value(record: RecordView | PersonView, key: str, *, language: str) -> str:
    """A field's value as read, in the language of the page; empty where nothing is known."""
    held = record if isinstance(record, RecordView) else record.row
    if key in CODES:
        code = str(getattr(record if key not in {"sex", "outcome"} else held, key))
        return "" if code in {"", "unknown"} else vocabulary(key).label(code, language)
    if key == "age":
        return write_age(held.age_low, held.age_high, language=language)
    if key in {"event", "birth"}:
        return _write_days(record, key, language=language)
    if key == "place":
        return write_place(held.place, language=language)
    return str(getattr(held, key, ""))


def write_age(low: float | None, high: float | None, *, language: str) -> str:
    """An age or a band of ages in years; months are said as a part of a year only for infants."""
    if low is None or high is None:
        return ""
    ends = [write_number(end, language=language, places=1 if end < 3 else 0) for end in dict.fromkeys((low, high))]
    return isolate("–".join(ends))


def write_place(place: PlaceSeen | None, *, language: str) -> str:
    """A place with the governorate around it."""
    if place is None:
        return ""
    around = (place.admin1_ar if language == "ar" else "") or place.admin1_en
    name = place.name(language)
    separator = "، " if language == "ar" else ", "
    return f"{name}{separator}{around}" if around and around != name else name


def _write_days(record: RecordView | PersonView, key: str, *, language: str) -> str:
    if isinstance(record, PersonView):
        if key == "event":
            days = (record.row.event_start, record.row.event_end, record.row.event_precision)
        else:
            days = (record.birth_start, record.birth_end, precision_of(record.birth_start, record.birth_end))
    elif key == "event":
        days = (record.event_start, record.event_end, record.event_precision)
    else:
        days = (record.birth_start, record.birth_end, record.birth_precision)
    return write_days(*days, language=language)


def write_days(start: date | None, end: date | None, precision: str, *, language: str) -> str:
    """A partial date from its columns; empty where nothing is known."""
    if start is None or end is None or precision == "unknown":
        return ""
    return write_partial_date(PartialDate(start=start, end=end, precision=DatePrecision(precision)), language=language)


def precision_of(start: date | None, end: date | None) -> str:
    """The precision that two days speak of, for columns that keep none."""
    if start is None or end is None:
        return "unknown"
    if start == end:
        return "day"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return "year"
    return "range"


def _reported_row(key: str, person: PersonView, *, language: str) -> FieldRow:
    portrait = person.portrait.get(key, {})
    fits = _FITS.get(key, _code_fits(key))
    keys = _keys_of_name(person) if key in NAMES else frozenset()
    cells = tuple(
        _cell(
            record, key, language=language, differs=key not in NAMES and not fits(person, record), name_keys_held=keys
        )
        for record in person.records
    )
    return FieldRow(
        key=key,
        label=word_code(FIELDS, key),
        reported=write_value(person, key, language=language),
        why=str(WHY.get(portrait.get("why", ""), "")) if len(person.records) > 1 else "",
        in_conflict=key not in NAMES and any(is_marked for cell in cells for _words, is_marked in cell.parts),
        cells=cells,
    )


def _said_row(key: str, records: Sequence[RecordView], *, language: str) -> FieldRow:
    cells = tuple(_cell(record, key, language=language) for record in records)
    return FieldRow(key=key, label=word_code(FIELDS, key), reported="", why="", in_conflict=False, cells=cells)


def _cell(
    record: RecordView,
    key: str,
    *,
    language: str,
    differs: bool = False,
    name_keys_held: frozenset[str] = frozenset(),
) -> Cell:
    value = write_value(record, key, language=language)
    given = record.given.get(key, {})
    words = str(given.get("words", "")) or str(record.place_words if key == "place" else "")
    around = str(record.given.get("place_part_of", {}).get("words", "")) if key == "place" else ""
    words = " · ".join(part for part in (words, around) if part)
    shown = words or value
    if not shown:
        return Cell(number=record.number)
    parts = _mark_names(shown, name_keys_held) if name_keys_held else ((shown, differs),)
    column = str(given.get("column", ""))
    return Cell(
        number=record.number,
        parts=parts,
        read_as=value if words and key not in NAMES and not _says_the_same(words, value) else "",
        where="" if is_of_form(column) else column,
        address=address_of_words(record.source_id, record.location, given),
    )


def is_of_form(column: str) -> bool:
    """Whether a value was given in the interview form, which has no columns; ``persons[1].name`` names its field."""
    return "[" in column or column == "narrative"


def _says_the_same(words: str, value: str) -> bool:
    """Whether a value adds nothing to the words, whatever digits and signs of direction they are written with."""
    bare = value.strip(FIRST_STRONG_ISOLATE + POP_ISOLATE)
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in words)
    return not bare or plain.strip().casefold() == bare.casefold()


def _keys_of_name(person: PersonView) -> frozenset[str]:
    return frozenset(name_keys(person.row.name)) | frozenset(name_keys(person.row.name_other))


def _mark_names(words: str, held: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """The parts of a name, each with whether the reported name lacks it."""
    parts = words.split()
    spaced = [part if place == len(parts) - 1 else f"{part} " for place, part in enumerate(parts)]
    return tuple(
        (shown, bool(keys := name_keys(part)) and held.isdisjoint(keys))
        for shown, part in zip(spaced, parts, strict=True)
    )


def _span_fits(start: date | None, end: date | None, inner_start: date | None, inner_end: date | None) -> bool:
    """Whether the first span is unknown or holds the second."""
    if start is None or end is None or inner_start is None or inner_end is None:
        return True
    return start <= inner_start and inner_end <= end


def _age_fits(person: PersonView, record: RecordView) -> bool:
    row = person.row
    if None in {record.age_low, record.age_high, row.age_low, row.age_high}:
        return True
    return (record.age_low or 0) - 1 <= (row.age_low or 0) and (row.age_high or 0) <= (record.age_high or 0) + 1


def _place_fits(person: PersonView, record: RecordView) -> bool:
    reported, said = person.row.place, record.place
    if reported is None or said is None or reported.id == said.id:
        return True
    if said.level == PlaceLevel.COUNTRY:
        return True
    is_wider = LEVEL_ORDER[PlaceLevel(said.level)] < LEVEL_ORDER[PlaceLevel(reported.level)]
    around = said.name_en if said.level == "admin1" else said.admin1_en
    return is_wider and around == reported.admin1_en


def _code_fits(key: str) -> Callable[[PersonView, RecordView], bool]:
    def fits(person: PersonView, record: RecordView) -> bool:
        said = str(getattr(record, key, ""))
        reported = str(getattr(person.row if key in {"sex", "outcome"} else person, key, ""))
        return said in {"", "unknown"} or reported in {"", "unknown"} or said == reported

    return fits


_FITS: dict[str, Callable[[PersonView, RecordView], bool]] = {
    "event": lambda p, r: _span_fits(r.event_start, r.event_end, p.row.event_start, p.row.event_end),
    "birth": lambda p, r: _span_fits(r.birth_start, r.birth_end, p.birth_start, p.birth_end),
    "age": _age_fits,
    "place": _place_fits,
    "name": lambda _p, _r: True,
    "name_other": lambda _p, _r: True,
}
