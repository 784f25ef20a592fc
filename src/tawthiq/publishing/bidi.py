"""Numbers, dates and values that read rightly in either direction.

Three rules. A value put into a sentence of the other direction is isolated (U+2068 … U+2069), or its
parts change places with those of the sentence. Digits are Latin unless the reader chose Arabic-Indic
ones, because a table of mixed digits cannot be scanned. A partial date is shown exactly as precise as it
is known: never a day for a month.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
# Marks that would reach out of the value and turn what stands around it; isolates inside are balanced.
_REACHING_OUT = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))
_OPENERS = "\u2066\u2067\u2068"

# Months go by their Levantine names in Arabic and the day comes first in English, unless a country is named.
DEFAULT_COUNTRY = {"ar": "ar_SY", "en": "en_GB"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ckb", "ps", "ug", "yi"})


def isolate(value: object) -> str:
    """Wrap a value so that neither its direction nor its direction marks touch the text around it.

    Embeddings and overrides inside the value are dropped and unclosed isolates are closed: a name cannot turn
    the sentence it stands in. An empty value stays empty.
    """
    text = str(value).translate(_REACHING_OUT)
    if not text:
        return ""
    depth = 0
    kept: list[str] = []
    for letter in text:
        if letter in _OPENERS:
            depth += 1
        elif letter == POP_ISOLATE:
            if depth == 0:
                continue
            depth -= 1
        kept.append(letter)
    return f"{FIRST_STRONG_ISOLATE}{''.join(kept)}{POP_ISOLATE * depth}{POP_ISOLATE}"


def direction_of(locale: str) -> str:
    """``rtl`` or ``ltr`` for a locale such as ``ar`` or ``en_GB``."""
    return "rtl" if locale.replace("-", "_").split("_")[0] in RIGHT_TO_LEFT else "ltr"


def format_number(value: float, *, locale: str, digits: str = "latn") -> str:
    """A number with the locale's grouping; ``digits`` is a CLDR numbering system (``latn`` or ``arab``).

    Whole numbers show no decimals, others at most two.
    """
    pattern = "#,##0" if float(value).is_integer() else "#,##0.##"
    written = format_decimal(value, format=pattern, locale=find_locale(locale), numbering_system=digits)
    return written.translate(_to_digits(digits))


def number_formatter(*, locale: str, digits: str = "latn") -> Callable[[float], str]:
    """The function of one number that charts and maps ask for."""

    def formatted(value: float) -> str:
        return format_number(value, locale=locale, digits=digits)

    return formatted


def format_date(value: date, *, locale: str, digits: str = "latn") -> str:
    """A day in full: ``13 March 2012``, ``13 آذار 2012``."""
    return _write_date(value, "d MMMM y", locale, digits)


def format_partial_date(
    start: date | None,
    end: date | None,
    *,
    precision: str,
    locale: str,
    unknown: str = "—",
    digits: str = "latn",
) -> str:
    """A partial date at its own precision: day, month, year, or both ends of a range.

    Args:
        start: first day on which it may have been.
        end: last day on which it may have been.
        precision: ``day``, ``month``, ``year``, ``range`` or ``unknown``.
        locale: such as ``ar`` (Levantine months), ``ar_EG`` (Gregorian names), ``en``.
        unknown: what stands for a date nobody knows, already translated.
        digits: CLDR numbering system.

    Refuses (ValueError) a precision it does not know.
    """
    patterns = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}
    if precision == "unknown" or start is None or end is None:
        return unknown
    if precision in patterns:
        return _write_date(start, patterns[precision], locale, digits)
    if precision != "range":
        raise ValueError(f"unknown precision of a date: {precision}")
    first, last = (isolate(_write_date(day, "d MMMM y", locale, digits)) for day in (start, end))
    return f"{first} – {last}"


def month_names(*, locale: str, short: bool = False) -> tuple[str, ...]:
    """The twelve names of the Gregorian months, as axes of a chart write them."""
    months = find_locale(locale).months["stand-alone"]["abbreviated" if short else "wide"]
    return tuple(months[number] for number in range(1, 13))


@lru_cache(maxsize=32)
def find_locale(name: str) -> Locale:
    """Babel's locale of that name, with this house's country where only a language is named."""
    plain = name.replace("-", "_")
    return Locale.parse(DEFAULT_COUNTRY.get(plain, plain))


def _write_date(value: date, pattern: str, locale: str, digits: str) -> str:
    day = value.date() if isinstance(value, datetime) else value
    written = babel_date(day, pattern, locale=find_locale(locale))
    return written.translate(_to_digits(digits))


def _to_digits(digits: str) -> dict[int, str]:
    """Translation of any decimal digits to the wished ones: Babel writes dates in the locale's own choice."""
    wished = "٠١٢٣٤٥٦٧٨٩" if digits == "arab" else "0123456789"
    given = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    return {ord(letter): wished[place] for script in given for place, letter in enumerate(script)}
