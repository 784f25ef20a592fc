"""The one shape of the frame that linking incidents works on, and how other headings are brought to it.

Every record has an id and the list it stands in; everything else may be missing, and what is missing says nothing for
or against. A date is kept as the first and last day it can mean, a number of people as the lowest and highest. Several
perpetrators or victims stand in one text, separated by semicolons. What cannot be read becomes missing here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from tawthiq.matching.incidents.levels import NUMBERS
from tawthiq.matching.schema import in_columns, partial_span, read_partial, refuse_ids
from tawthiq.terms.errors import BadInputError

TEXTS = (
    "record_id", "list", "governorate", "town", "governorate_id", "town_id", "kind", "weapon", "perpetrators", "title",
    "victims",
)  # fmt: skip
SCHEMA: dict[str, pl.DataType] = (
    dict.fromkeys(TEXTS, pl.String())
    | {"day_from": pl.Date(), "day_to": pl.Date(), "latitude": pl.Float64(), "longitude": pl.Float64()}
    | {f"{number}_{end}": pl.Int64() for number in NUMBERS for end in ("low", "high")}
)
_HEADINGS: dict[str, tuple[str, ...]] = {
    "record_id": ("record_id", "id", "incident_id", "event_id", "الرقم", "رقم"),
    "list": ("list", "source_list", "source"),
    "governorate": ("governorate", "admin1", "province", "state", "المحافظة"),
    "town": ("town", "place", "location", "city", "المدينة", "المكان"),
    "kind": ("kind", "incident_kind", "event_type", "type", "نوع الحادثة"),
    "weapon": ("weapon", "means", "السلاح"),
    "perpetrators": ("perpetrators", "perpetrator", "perpetrator_kind", "actor", "actors", "actor1", "الجهة الفاعلة"),
    "title": ("title", "description", "summary", "العنوان"),
    "victims": ("victims", "names", "names_of_victims", "أسماء الضحايا"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng"),
    "killed": ("killed", "fatalities", "deaths", "القتلى"),
    "injured": ("injured", "wounded", "الجرحى"),
    "detained": ("detained", "arrested", "المعتقلون"),
    "missing": ("missing", "المفقودون"),
    "displaced": ("displaced", "النازحون"),
    "day": ("day", "date", "event_date", "التاريخ"),
    "day_from": ("day_from", "date_from", "from"),
    "day_to": ("day_to", "date_to", "to"),
}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_RANGE = re.compile(r"^\s*(\d{1,7})(?:\s*[-–—]\s*(\d{1,7}))?\s*\+?\s*$")


def conform_incidents(frame: pl.DataFrame, *, list_name: str = "list") -> pl.DataFrame:
    """Bring a frame with headings that lists of incidents commonly have to the canonical shape (see `SCHEMA`).

    Dates may be partial (``2014-03``), numbers ranges (``10-15``), in Arabic digits too. Columns it does not know are
    left out.

    Args:
        frame: one row a record.
        list_name: name of the list when the frame has no column for it.

    Raises:
        BadInputError: no column of ids, or what `check` refuses.
    """
    by_heading = {str(c).strip().lower(): c for c in frame.columns}

    def column(field: str) -> pl.Series | None:
        heading = next((h for h in (field, *_HEADINGS.get(field, ())) if h in by_heading), None)
        if heading is None:
            return None
        return frame[by_heading[heading]].cast(pl.String).str.strip_chars().replace("", None)

    def read(reader: Callable[[str], object], *fields: str) -> Callable[[pl.DataType], pl.Series]:
        found = next((c for f in fields if (c := column(f)) is not None), None)
        values = [None] * frame.height if found is None else [None if v is None else reader(v) for v in found.to_list()]
        return lambda dtype: pl.Series(values, dtype=dtype)

    out = {c: read(str, c)(SCHEMA[c]) for c in TEXTS}
    if column("record_id") is None:
        raise BadInputError(
            "matching.column", "There is no column for record_id.", "Name one of the columns record_id."
        )
    if column("list") is None:
        out["list"] = pl.Series([list_name] * frame.height, dtype=pl.String)
    for c in ("latitude", "longitude"):
        out[c] = read(_read_degrees, c)(SCHEMA[c])
    out["day_from"] = read(lambda text: partial_span(read_partial(text))[0], "day_from", "day")(SCHEMA["day_from"])
    out["day_to"] = read(lambda text: partial_span(read_partial(text))[1], "day_to", "day", "day_from")(
        SCHEMA["day_to"]
    )
    for number in NUMBERS:
        out[f"{number}_low"] = read(lambda text: _read_range(text)[0], f"{number}_low", number)(pl.Int64())
        out[f"{number}_high"] = read(lambda text: _read_range(text)[1], f"{number}_high", number)(pl.Int64())
    return check(pl.DataFrame(out))


def _read_degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _read_range(text: str) -> tuple[int | None, int | None]:
    """Lowest and highest of a number of people.

    >>> _read_range("10-15"), _read_range("٧"), _read_range("dozens")
    ((10, 15), (7, 7), (None, None))
    """
    match = _RANGE.match(text.translate(_DIGITS))
    if match is None:
        return None, None
    low = int(match.group(1))
    return low, int(match.group(2) or low)


def check(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the columns of `SCHEMA`, sorted by record id; refuse what cannot be linked.

    One end of a date or number that is missing is taken from the other; ends the wrong way round are swapped.

    Raises:
        BadInputError: ``record_id`` or ``list`` is missing, a column has the wrong type, an id is missing or stands
            twice.
    """
    frame = in_columns(frame, SCHEMA, needed=("record_id", "list"), shaped_by="conform_incidents()")
    refuse_ids(frame.height, with_id=frame["record_id"].count(), ids=frame["record_id"].n_unique())
    ends = [("day_from", "day_to"), *((f"{number}_low", f"{number}_high") for number in NUMBERS)]
    ordered = [
        pick(pl.coalesce(low, high), pl.coalesce(high, low)).alias(name)
        for low, high in ends
        for name, pick in ((low, pl.min_horizontal), (high, pl.max_horizontal))
    ]
    return frame.with_columns(pl.col("list").fill_null(""), *ordered).sort("record_id")
