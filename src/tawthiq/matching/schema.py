"""The one shape of the frame that matching works on, and how other headings are brought to it.

Every record has an id, the list it stands in and a name; everything else may be missing, and what is
missing says nothing for or against. Dates may be partial (``2014``, ``2014-03``, ``2014-03-18``); a date
of death is kept as the first and last day it can mean. Text that cannot be read as a date, an age or a sex
becomes missing here: reporting it to whoever sent it is the work of intake, before.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from tawthiq.terms.errors import BadInputError

SCHEMA: dict[str, pl.DataType] = {
    "record_id": pl.String(),
    "list": pl.String(),
    "name": pl.String(),
    "name_other": pl.String(),
    "sex": pl.String(),
    "age": pl.Float64(),
    "age_min": pl.Float64(),
    "age_max": pl.Float64(),
    "birth": pl.String(),
    "death_from": pl.Date(),
    "death_to": pl.Date(),
    "governorate": pl.String(),
    "town": pl.String(),
    "governorate_id": pl.String(),
    "town_id": pl.String(),
    "number": pl.String(),
    "contact": pl.String(),
    "address": pl.String(),
    "postcode": pl.String(),
    "occupation": pl.String(),
}
_HEADINGS: dict[str, tuple[str, ...]] = {
    "record_id": ("record_id", "id", "no", "الرقم", "رقم"),
    "list": ("list", "source_list", "source"),
    "name": ("name", "full_name", "person", "victim", "الاسم الكامل", "الاسم"),
    "name_other": ("name_other", "name_alt", "name_latin", "name_ar", "name_en", "الكنية"),
    "sex": ("sex", "gender", "الجنس"),
    "age": ("age", "العمر"),
    "age_min": ("age_min",),
    "age_max": ("age_max",),
    "birth": ("birth", "dob", "date_of_birth", "birth_date", "تاريخ الولادة"),
    "death": ("death", "dod", "date_of_death", "killed on", "date", "تاريخ الوفاة"),
    "death_from": ("death_from",),
    "death_to": ("death_to",),
    "governorate": ("governorate", "admin1", "province", "state", "المحافظة"),
    "town": ("town", "place", "city", "suburb", "birth_place", "المدينة"),
    "governorate_id": ("governorate_id",),
    "town_id": ("town_id",),
    "number": ("number", "id_number", "national_id", "identity_number", "soc_sec_id", "رقم الهوية"),
    "contact": ("contact", "email", "phone", "الهاتف"),
    "address": ("address", "address_1", "العنوان"),
    "postcode": ("postcode", "postcode_fake", "postal_code"),
    "occupation": ("occupation", "profession", "المهنة"),
}
_NAMES_APART: tuple[tuple[str, ...], ...] = (
    ("given_name", "first_name", "given", "الاسم الأول"),
    ("father_name", "father", "اسم الأب", "الأب"),
    ("grandfather_name", "grandfather", "اسم الجد", "الجد"),
    ("surname", "family_name", "last_name", "family", "العائلة", "اسم العائلة", "الكنية"),
)
OLDEST = 125
"""Ages beyond are slips of the pen and become missing, in years."""
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[./](\d{1,2})[./](\d{1,2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[./-](\d{4})$")
_SEX = {"m": "m", "male": "m", "ذكر": "m", "f": "f", "female": "f", "أنثى": "f", "انثى": "f", "انثي": "f"}
_AGE = re.compile(r"^\s*(\d{1,3}(?:\.\d+)?)\s*$")


@lru_cache(maxsize=200_000)
def read_partial(text: str) -> tuple[int, int, int] | None:
    """Read a whole or partial date, day before month where the order is open; 0 stands for a part not given.

    >>> read_partial("18.05.2014"), read_partial("2014-03"), read_partial("no date")
    ((2014, 5, 18), (2014, 3, 0), None)
    """
    text = text.strip().translate(_DIGITS)
    if match := _ISO.match(text) or _COMPACT.match(text) or _YEAR_FIRST.match(text):
        year, month, day = (int(g) if g else 0 for g in match.groups())
    elif match := _DAY_FIRST.match(text):
        day, month, year = (int(g) for g in match.groups())
        if month > 12 >= day:
            day, month = month, day
    elif match := _MONTH_YEAR.match(text):
        (month, year), day = (int(g) for g in match.groups()), 0
    else:
        return None
    if not (1 <= year <= 9999 and 0 <= month <= 12 and (month or not day)):
        return None
    if day and day > calendar.monthrange(year, month)[1]:
        return None
    return year, month, day


def partial_text(parts: tuple[int, int, int] | None) -> str | None:
    """Write a partial date: ``2014``, ``2014-03`` or ``2014-03-18``."""
    if parts is None:
        return None
    year, month, day = parts
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def partial_span(parts: tuple[int, int, int] | None) -> tuple[date | None, date | None]:
    """First and last day that a partial date can mean."""
    if parts is None:
        return None, None
    year, month, day = parts
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last_day)


def find_columns(headings: Iterable[str]) -> dict[str, str]:
    """Which heading gives each field, of headings that lists commonly have; capital letters aside.

    A column that is called only ``number`` numbers the records where nothing else does; beside ids it holds
    identity numbers. ``الكنية`` is another name beside a full name, and the family name beside a given name.

    >>> find_columns(["ID", "full_name", "DOB", "remarks"])
    {'record_id': 'ID', 'name': 'full_name', 'birth': 'DOB'}
    >>> find_columns(["number", "name"])
    {'record_id': 'number', 'name': 'name'}
    """
    by_heading = {str(c).strip().lower(): c for c in headings}
    found = {
        field: by_heading[next(h for h in known if h in by_heading)]
        for field, known in _HEADINGS.items()
        if any(h in by_heading for h in known)
    }
    if "record_id" not in found and "number" in by_heading:
        found = {"record_id": by_heading["number"]} | {f: c for f, c in found.items() if f != "number"}
    if "name" not in found and found.get("name_other", "").strip() in _NAMES_APART[-1]:
        del found["name_other"]
    return found


def conform(frame: pl.DataFrame, *, list_name: str = "list") -> pl.DataFrame:
    """Bring a frame with headings that lists commonly have to the canonical shape (see `SCHEMA`).

    Understands the headings of this package's own imports and of common linkage data sets (``name_alt``,
    ``dob``, ``dod``, ``given_name`` with ``surname`` …), capital letters aside. Columns it does not know
    are left out.

    Args:
        frame: one row a record.
        list_name: name of the list when the frame has no column for it.

    Raises:
        BadInputError: no column of ids or of names.
    """
    by_heading = {str(c).strip().lower(): c for c in frame.columns}
    found = find_columns(frame.columns)
    columns = {field: frame[column] for field, column in found.items()}
    if "name" not in columns:
        columns |= _joined_name(frame, by_heading)
    for needed in ("record_id", "name"):
        if needed not in columns:
            raise BadInputError(
                "matching.column", f"There is no column for {needed}.", f"Name one of the columns {needed}."
            )
    columns.setdefault("list", pl.Series([list_name] * frame.height, dtype=pl.String))
    return check(_read_columns(columns, frame.height))


def _joined_name(frame: pl.DataFrame, by_heading: dict[str, str]) -> dict[str, pl.Series]:
    """The name from its parts, in the order in which they are said; nothing without given name or family."""
    apart = [next((by_heading[h] for h in known if h in by_heading), None) for known in _NAMES_APART]
    if apart[0] is None or apart[-1] is None:
        return {}
    parts = [pl.col(column).cast(pl.String) for column in apart if column is not None]
    return {"name": frame.select(pl.concat_str(parts, separator=" ", ignore_nulls=True)).to_series()}


def _read_columns(columns: dict[str, pl.Series], height: int) -> pl.DataFrame:
    out: dict[str, pl.Series] = {}
    for field, dtype in SCHEMA.items():
        if field in columns and not field.startswith(("age", "death", "birth", "sex")):
            out[field] = _text(columns[field])
        else:
            out[field] = pl.Series([None] * height, dtype=dtype)
    for field in ("age", "age_min", "age_max"):
        if field in columns:
            out[field] = _mapped(_text(columns[field]), _read_age, pl.Float64())
    if "sex" in columns:
        out["sex"] = _mapped(_text(columns["sex"]), lambda s: _SEX.get(s.lower()), pl.String())
    if "birth" in columns:
        out["birth"] = _mapped(_text(columns["birth"]), lambda s: partial_text(read_partial(s)), pl.String())
    for side, which in (("death_from", 0), ("death_to", 1)):
        source = columns.get(side, columns.get("death"))
        if source is not None:
            out[side] = _spans(_text(source), which)
    return pl.DataFrame({field: series.alias(field) for field, series in out.items()})


def _spans(texts: pl.Series, which: int) -> pl.Series:
    return _mapped(texts, lambda s: partial_span(read_partial(s))[which], pl.Date())


def _text(series: pl.Series) -> pl.Series:
    text = series.cast(pl.String).str.strip_chars()
    return text.replace("", None)


def _mapped(series: pl.Series, read: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """Apply a reader to the distinct values of a column."""
    values = series.drop_nulls().unique().to_list()
    read_values = pl.Series([read(v) for v in values], dtype=dtype)
    return series.replace_strict(pl.Series(values, dtype=pl.String), read_values, default=None, return_dtype=dtype)


def _read_age(text: str) -> float | None:
    match = _AGE.match(text.translate(_DIGITS))
    age = float(match.group(1)) if match else None
    return age if age is not None and age <= OLDEST else None


def check(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the columns of `SCHEMA`, sorted by record id; refuse what cannot be linked.

    A span of death that stands the wrong way round is turned; ages no one reaches and blank names are missing.

    Raises:
        BadInputError: a required column is missing, a column has the wrong type, an id is missing or
            stands twice, or no record has a name.
    """
    frame = in_columns(frame, SCHEMA, needed=("record_id", "list", "name"), shaped_by="conform()")
    frame = tidy(frame)
    refuse_records(
        frame.height,
        with_id=frame["record_id"].count(),
        ids=frame["record_id"].n_unique(),
        named=frame.filter(pl.any_horizontal(pl.col("name", "name_other").is_not_null())).height,
    )
    return frame.sort("record_id")


def in_columns(
    frame: pl.DataFrame, schema: Mapping[str, pl.DataType], *, needed: Iterable[str], shaped_by: str
) -> pl.DataFrame:
    """Return exactly the columns of a schema, in its types; columns that are not there are all missing.

    Raises:
        BadInputError: a needed column is missing, or a column has the wrong type; ``shaped_by`` is what mends it.
    """
    for name in needed:
        if name not in frame.columns:
            raise BadInputError(
                "matching.column", f"The column {name} is missing.", f"Bring the frame to shape with {shaped_by}."
            )
    try:
        return frame.select(
            (pl.col(c) if c in frame.columns else pl.lit(None)).cast(dtype).alias(c) for c, dtype in schema.items()
        )
    except pl.exceptions.PolarsError as error:
        raise BadInputError(
            "matching.type", "A column holds values of another type than declared.", f"Use {shaped_by} to read them."
        ) from error


def refuse_records(records: int, *, with_id: int, ids: int, named: int) -> None:
    """Refuse records that cannot be linked, from how many there are, have an id, have different ids and have a name.

    Raises:
        BadInputError: an id is missing or stands twice, or no record has a name.
    """
    refuse_ids(records, with_id=with_id, ids=ids)
    if records and not named:
        raise BadInputError("matching.no_names", "No record has a name.", "Say which column holds the names.")


def refuse_ids(records: int, *, with_id: int, ids: int) -> None:
    """Refuse records of which one has no id, or two have the same (BadInputError)."""
    if with_id < records:
        raise BadInputError("matching.id_missing", "A record has no id.", "Give every record an id of its own.")
    if ids != records:
        raise BadInputError(
            "matching.id_twice", "An id stands at more than one record.", "Make the ids unique, list by list."
        )


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Return records in shape with spans turned the right way round, blank names and ages no one reaches missing."""
    frame = frame.with_columns(pl.col("name", "name_other").str.strip_chars().replace("", None))
    spans = pl.min_horizontal("death_from", "death_to"), pl.max_horizontal("death_from", "death_to").alias("death_to")
    ages = [pl.when(pl.col(c).is_between(0, OLDEST)).then(pl.col(c)).alias(c) for c in ("age", "age_min", "age_max")]
    return frame.with_columns(pl.col("list").fill_null(""), *spans, *ages)
