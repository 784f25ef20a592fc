"""Numbers and dates as a reader of the language writes them, through Babel and never Django's formats.

The rule: digits are Latin unless the member asks for Arabic-Indic ones, thousands are grouped with a sign that
does not reverse in right-to-left text, Arabic months carry their Levantine names, and a date is never shown
more precisely than it is known. Nothing here reads a setting or a request: the language is passed in.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from tawthiq.terms.dates import DatePrecision, PartialDate

#: Interface language to the locale whose conventions it follows.
LOCALES = {"en": "en_GB", "ar": "ar_SY"}

NO_VALUE = "—"
_TO_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
#: Shown for a range of days; a plain hyphen would be read as a minus sign beside numbers.
_RANGE_SIGN = " – "


def locale_of(language: str) -> str:
    """The Babel locale for an interface language; English conventions where there is none.

    >>> locale_of("ar")
    'ar_SY'
    """
    return LOCALES.get(language.split("-", maxsplit=1)[0], "en_GB")


def shape_digits(text: str, *, digits: str) -> str:
    """Latin digits turned to Arabic-Indic ones when `digits` is ``arab``; unchanged for ``latn``."""
    return text.translate(_TO_ARABIC_INDIC) if digits == "arab" else text


def write_number(value: float | Decimal | None, *, language: str, places: int = 0, digits: str = "latn") -> str:
    """A number with its thousands grouped and at most `places` decimals; a dash for None.

    >>> write_number(12345.6, language="ar", places=1)
    '12,345.6'
    """
    if value is None:
        return NO_VALUE
    pattern = "#,##0" + ("." + "#" * places if places else "")
    text = format_decimal(value, format=pattern, locale=locale_of(language), numbering_system=digits)
    return shape_digits(text, digits=digits)


def write_share(value: float | None, *, language: str, places: int = 0, digits: str = "latn") -> str:
    """A share between 0 and 1 in per cent; a dash for None.

    >>> write_share(0.275, language="en", places=1)
    '27.5%'
    """
    if value is None:
        return NO_VALUE
    pattern = "#,##0" + ("." + "#" * places if places else "") + "%"
    text = format_percent(value, format=pattern, locale=locale_of(language), numbering_system=digits)
    return shape_digits(text, digits=digits)


def write_day(value: date | None, *, language: str, digits: str = "latn") -> str:
    """One calendar day with the month in words; a dash for None.

    >>> write_day(date(2012, 8, 26), language="ar")
    '26 آب 2012'
    """
    if value is None:
        return NO_VALUE
    return shape_digits(format_date(value, "d MMMM y", locale=locale_of(language)), digits=digits)


def write_moment(value: datetime | None, *, language: str, digits: str = "latn") -> str:
    """A moment to the minute, in the zone it comes in, with the zone's offset said; a dash for None."""
    if value is None:
        return NO_VALUE
    text = format_datetime(value, "d MMMM y HH:mm 'UTC'", locale=locale_of(language))
    offset = value.strftime("%z")
    return shape_digits(text if offset in {"", "+0000"} else f"{text}{offset[:3]}:{offset[3:5]}", digits=digits)


def write_partial_date(value: PartialDate | None, *, language: str, digits: str = "latn") -> str:
    """A date at the precision it is known: a day, a month, a year or a range; a dash where nothing is known.

    >>> from tawthiq.terms.dates import month
    >>> write_partial_date(month(2012, 3), language="en")
    'March 2012'
    """
    if value is None or value.start is None or value.end is None:
        return NO_VALUE
    locale = locale_of(language)
    if value.precision is DatePrecision.YEAR:
        text = f"{value.start.year}"
    elif value.precision is DatePrecision.MONTH:
        text = format_date(value.start, "LLLL y", locale=locale)
    elif value.precision is DatePrecision.DAY:
        text = format_date(value.start, "d MMMM y", locale=locale)
    else:
        text = _write_range(value.start, value.end, locale=locale)
    return shape_digits(text, digits=digits)


def _write_range(start: date, end: date, *, locale: str) -> str:
    """A range that says the month or the year once when both ends share it."""
    last = format_date(end, "d MMMM y", locale=locale)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{_RANGE_SIGN}{last}"
    first = format_date(start, "d MMMM" if start.year == end.year else "d MMMM y", locale=locale)
    return f"{first}{_RANGE_SIGN}{last}"


def shorten_digest(digest: str, *, length: int = 12) -> str:
    """The first characters of a digest, enough to compare by eye; never to be used as an identity."""
    bare = digest.removeprefix("sha256:")
    return bare if len(bare) <= length else f"{bare[:length]}…"
