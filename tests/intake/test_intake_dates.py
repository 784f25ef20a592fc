from datetime import date, datetime
from typing import Any

import pytest

from tawthiq.intake.dates import infer_order, read_date
from tawthiq.terms.dates import DateBasis, DatePrecision

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "order", "text"),
    [
        ("2012-03-13", None, "2012-03-13"),
        ("2014-03", None, "2014-03"),
        ("03/2014", None, "2014-03"),
        ("2012", None, "2012"),
        ("٢٠١٢", None, "2012"),
        ("18.05.2014", None, "2014-05-18"),
        ("05.01.2012", "dmy", "2012-01-05"),
        ("05/01/2012", "mdy", "2012-05-01"),
        ("٣١-٠٣-٢٠١٧", None, "2017-03-31"),
        ("۳۱/۰۳/۲۰۱۷", None, "2017-03-31"),
        ("13 March 2012", None, "2012-03-13"),
        ("Tuesday, March 13, 2012", None, "2012-03-13"),
        ("13-Mar-2012", None, "2012-03-13"),
        ("13 آذار 2012", None, "2012-03-13"),
        ("١٣ مارس ٢٠١٢", None, "2012-03-13"),
        ("آذار/مارس 2012", None, "2012-03"),
        ("كانون الثاني 2013", None, "2013-01"),
        ("كانون الأول 2013", None, "2013-12"),
        ("1er août 2013", None, "2013-08-01"),
        ("décembre 2013", None, "2013-12"),
        ("2012-03-13 14:30", None, "2012-03-13"),
        ("2012-03-13T14:30:00Z", None, "2012-03-13"),
        ("20120313", None, "2012-03-13"),
        ("between 3 and 5 March 2012", None, "2012-03-03/2012-03-05"),
        ("3-5/3/2012", "dmy", "2012-03-03/2012-03-05"),
        ("بين 3 و5 آذار 2012", None, "2012-03-03/2012-03-05"),
        ("28 Feb - 3 March 2012", None, "2012-02-28/2012-03-03"),
        ("2012-2013", None, "2012-01-01/2013-12-31"),
        ("2012-03-01/2012-03-05", None, "2012-03-01/2012-03-05"),
        ("late Aug 2012", None, "2012-08-21/2012-08-31"),
        ("أواخر آب 2012", None, "2012-08-21/2012-08-31"),
        (date(2012, 3, 4), None, "2012-03-04"),
        (datetime(2012, 3, 4, 10, 0), None, "2012-03-04"),  # noqa: DTZ001 - as a spreadsheet gives it
        (2012.0, None, "2012"),
    ],
)
def test_reads_what_sources_write(words: Any, order: Any, text: str) -> None:
    reading = read_date(words, order=order, today=TODAY)
    assert (reading.value.text(), reading.problem) == (text, None)


@pytest.mark.parametrize(
    "words",
    ["١٤٣٣/٤/٢٠ هـ", "20 Rabi II 1433", "20 ربيع الثاني 1433", "1433-04-20", "20/4/1433 AH", "٢٠ ربيع الآخر ١٤٣٣ هجري"],
)
def test_hijri_days_are_converted_and_say_so(words: Any) -> None:
    value = read_date(words, today=TODAY).value
    assert value.start == value.end == date(2012, 3, 13)
    assert value.basis is DateBasis.CONVERTED_HIJRI
    assert value.words == words


def test_hijri_months_and_years_become_ranges() -> None:
    month, year = read_date("رمضان 1433").value, read_date("١٤٣٣ هـ").value
    assert (month.start, month.end) == (date(2012, 7, 20), date(2012, 8, 18))
    assert month.precision is year.precision is DatePrecision.RANGE
    assert (year.start, year.end) == (date(2011, 11, 26), date(2012, 11, 14))


def test_two_calendars_side_by_side_give_the_stated_day_or_both() -> None:
    agreed = read_date("20 ربيع الثاني 1433 هـ الموافق 13 مارس 2012")
    assert agreed.value.text() == "2012-03-13"
    assert agreed.problem is None
    apart = read_date("20 ربيع الثاني 1433 هـ الموافق 23 مارس 2012")
    assert apart.value.text() == "2012-03-13/2012-03-23"
    assert apart.problem.code == "date.dual_disagrees"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("31/02/2013", "date.impossible"),
        ("2012-13-45", "date.impossible"),
        ("00/00/2012", "date.impossible"),
        ("1433/13/01", "date.impossible"),
        ("30/02/1433", "date.impossible"),
        ("before 2012", "date.open_ended"),
        ("منذ 2012", "date.open_ended"),
        ("13 آذار", "date.no_year"),
        ("۱۳۹۱/۰۲/۰۳", "date.calendar_unclear"),
        ("2030-01-01", "date.future"),
        ("somewhere", "date.unreadable"),
        ("9" * 5000, "date.unreadable"),
        (7.0, "date.unreadable"),
        (float("nan"), "date.unreadable"),
    ],
)
def test_what_is_no_date_keeps_its_words_and_says_why(words: Any, code: str) -> None:
    reading = read_date(words, order="dmy", today=TODAY)
    assert reading.problem.code == code
    assert not reading.value.is_known
    assert reading.value.words == (words if isinstance(words, str) else reading.value.words)
    assert reading.value.words


@pytest.mark.parametrize("words", ["", "  ", "unknown", "غير معروف", "-", "N/A"])
def test_unknown_is_a_value_and_no_problem(words: Any) -> None:
    reading = read_date(words)
    assert not reading.value.is_known
    assert reading.problem is None


def test_an_ambiguous_day_keeps_its_year_only() -> None:
    reading = read_date("03/04/2012")
    assert reading.value.text() == "2012"
    assert reading.problem.code == "date.ambiguous"


def test_a_day_against_the_columns_order_is_read_and_told() -> None:
    reading = read_date("03/25/2012", order="dmy")
    assert reading.value.text() == "2012-03-25"
    assert reading.problem.code == "date.against_order"


def test_two_digit_years_need_today() -> None:
    assert read_date("3/4/12", order="dmy").problem.code == "date.two_digit_year"
    told = read_date("3/4/12", order="dmy", today=TODAY)
    assert (told.value.text(), told.problem.code) == ("2012-04-03", "date.two_digit_year")
    assert read_date("3/4/45", order="dmy", today=TODAY).value.text() == "1945-04-03"


def test_serial_days_are_read_and_told() -> None:
    for words in (41000, 41000.0, "41000"):
        reading = read_date(words)
        assert (reading.value.text(), reading.problem.code) == ("2012-04-01", "date.serial")


def test_about_widens_and_never_narrows() -> None:
    exact, about = read_date("3 March 2012").value, read_date("about 3 March 2012").value
    assert about.start < exact.start
    assert about.end > exact.end
    assert about.basis is DateBasis.ESTIMATED
    assert read_date("حوالي 2012").value.start == date(2011, 1, 1)


@pytest.mark.parametrize(
    ("values", "order", "ambiguous"),
    [
        (["05.01.2012", "18.05.2014", "2014-03"], "dmy", False),
        (["05/01/2012", "05/18/2014"], "mdy", False),
        (["05.01.2012"], None, True),
        (["18.05.2014", "05/18/2014"], None, True),
        (["2012-03-04", "2013-01-02"], "ymd", False),
        (["٣١-٠٣-٢٠١٧"], "dmy", False),
        (["", "unknown"], None, False),
    ],
)
def test_a_column_shows_its_order_or_says_that_it_does_not(values: Any, order: Any, ambiguous: Any) -> None:
    finding = infer_order(values)
    assert (finding.order, finding.ambiguous) == (order, ambiguous)


def test_days_swapped_by_a_spreadsheet_are_suspected() -> None:
    values = [*[date(2012, 3, n) for n in range(1, 13)], *[f"{n}/3/2012" for n in range(13, 29)]]
    assert infer_order(values).written_differently
    assert not infer_order([*values, date(2012, 3, 20)]).written_differently
