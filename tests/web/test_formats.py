"""Numbers and dates as readers of English and Arabic write them."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.publishing import bidi
from tawthiq.terms import dates
from tawthiq.web import formats


def test_the_examples_in_the_module_hold() -> None:
    result = doctest.testmod(formats)
    assert result.attempted >= 4
    assert result.failed == 0


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        (dates.day(date(2012, 8, 26)), "en", "26 August 2012"),
        (dates.day(date(2012, 8, 26)), "ar", "26 آب 2012"),
        (dates.month(2012, 3), "en", "March 2012"),
        (dates.month(2012, 3), "ar", "آذار 2012"),
        (dates.year(2012), "ar", "2012"),
        (dates.between(date(2012, 8, 24), date(2012, 8, 28)), "en", "24 – 28 August 2012"),
        (dates.between(date(2012, 8, 30), date(2012, 9, 2)), "en", "30 August – 2 September 2012"),
        (dates.between(date(2011, 12, 30), date(2012, 1, 2)), "ar", "30 كانون الأول 2011 – 2 كانون الثاني 2012"),
        (dates.UNKNOWN_DATE, "en", "—"),
        (None, "ar", "—"),
    ],
)
def test_a_date_is_written_at_its_own_precision(value: dates.PartialDate | None, language: str, words: str) -> None:
    assert formats.write_partial_date(value, language=language) == words


def test_digits_are_latin_unless_asked() -> None:
    assert formats.write_number(12345, language="ar") == "12,345"
    assert formats.write_number(12345, language="ar", digits="arab") == "١٢٬٣٤٥"
    assert formats.write_day(date(2012, 8, 26), language="ar", digits="arab") == "٢٦ آب ٢٠١٢"


@given(st.integers(min_value=-(10**9), max_value=10**9), st.sampled_from(["en", "ar"]))
def test_a_written_number_reads_back_and_holds_no_space_that_would_reverse(value: int, language: str) -> None:
    written = formats.write_number(value, language=language)
    assert not any(sign.isspace() for sign in written)
    bare = "".join(sign for sign in written if sign in "-0123456789")
    assert int(bare) == value


def test_a_moment_says_its_zone() -> None:
    assert formats.write_moment(datetime(2014, 6, 3, 14, 5, tzinfo=UTC), language="en") == "3 June 2014 14:05 UTC"
    damascus = timezone(timedelta(hours=3))
    moment = datetime(2014, 6, 3, 14, 5, tzinfo=damascus)
    assert formats.write_moment(moment, language="en") == "3 June 2014 14:05 UTC+03:00"


@given(st.text())
def test_an_isolated_value_is_closed(text: str) -> None:
    isolated = bidi.isolate(text)
    assert isolated == "" if not text else isolated[0] + isolated[-1] == "\u2068\u2069"


def test_a_digest_is_shortened_for_the_eye() -> None:
    assert formats.shorten_digest("sha256:" + "ab" * 32) == "abababababab…"
