from datetime import date

import pytest

from tawthiq.publishing.bidi import (
    direction_of,
    format_date,
    format_number,
    format_partial_date,
    isolate,
    month_names,
)

DAY = date(2012, 3, 13)
END = date(2012, 4, 2)


def test_a_value_is_wrapped_in_isolates() -> None:
    assert isolate("2014-Q2") == "\u20682014-Q2\u2069"


def test_nothing_stays_nothing() -> None:
    assert isolate("") == ""


def test_a_value_cannot_turn_or_leave_what_stands_around_it() -> None:
    assert isolate("a\u202eb") == "\u2068ab\u2069"
    assert isolate("a\u2069b") == "\u2068ab\u2069"
    assert isolate("\u2067a") == "\u2068\u2067a\u2069\u2069"


@pytest.mark.parametrize(
    ("value", "locale", "digits", "written"),
    [
        (12345, "en", "latn", "12,345"),
        (12345, "ar", "latn", "12,345"),
        (12345, "ar", "arab", "١٢٬٣٤٥"),
        (0.5, "en", "latn", "0.5"),
        (-3, "en", "latn", "-3"),
    ],
)
def test_numbers_are_grouped_with_latin_digits_unless_asked(
    value: float, locale: str, digits: str, written: str
) -> None:
    assert format_number(value, locale=locale, digits=digits) == written


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en", "13 March 2012"), ("ar", "13 آذار 2012"), ("ar_EG", "13 مارس 2012"), ("ar-SY", "13 آذار 2012")],
)
def test_days_go_by_the_names_of_the_place(locale: str, written: str) -> None:
    assert format_date(DAY, locale=locale) == written


def test_arabic_indic_digits_reach_dates() -> None:
    assert format_date(DAY, locale="ar", digits="arab") == "١٣ آذار ٢٠١٢"


@pytest.mark.parametrize(
    ("precision", "written"),
    [("day", "13 آذار 2012"), ("month", "آذار 2012"), ("year", "2012"), ("unknown", "—")],
)
def test_a_partial_date_shows_no_more_than_is_known(precision: str, written: str) -> None:
    assert format_partial_date(DAY, END, precision=precision, locale="ar") == written


def test_a_range_isolates_both_ends() -> None:
    assert (
        format_partial_date(DAY, END, precision="range", locale="en")
        == "\u206813 March 2012\u2069 – \u20682 April 2012\u2069"
    )


def test_a_date_without_days_is_unknown() -> None:
    assert format_partial_date(None, None, precision="day", locale="en", unknown="not known") == "not known"


def test_an_unknown_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        format_partial_date(DAY, END, precision="fortnight", locale="en")


def test_months_of_the_levant() -> None:
    assert month_names(locale="ar")[7] == "آب"
    assert len(month_names(locale="en", short=True)) == 12


@pytest.mark.parametrize(("locale", "direction"), [("ar", "rtl"), ("ar_SY", "rtl"), ("en", "ltr"), ("uk", "ltr")])
def test_direction_follows_the_language(locale: str, direction: str) -> None:
    assert direction_of(locale) == direction
