"""A date is never narrower than what was said."""

from __future__ import annotations

from datetime import date

import pytest

from tawthiq.terms.dates import UNKNOWN_DATE, DateBasis, DatePrecision, PartialDate, between, day, month, year


def test_each_precision_is_written_at_its_own_precision() -> None:
    assert day(date(2012, 3, 13)).text() == "2012-03-13"
    assert month(2012, 2).text() == "2012-02"
    assert (month(2012, 2).start, month(2012, 2).end) == (date(2012, 2, 1), date(2012, 2, 29))
    assert year(2012).text() == "2012"
    assert between(date(2012, 3, 1), date(2012, 4, 2)).text() == "2012-03-01/2012-04-02"
    assert between(date(2012, 3, 1), date(2012, 3, 1)) == day(date(2012, 3, 1))
    assert UNKNOWN_DATE.text() == ""
    assert not UNKNOWN_DATE.is_known


@pytest.mark.parametrize(
    "one",
    [day(date(2012, 3, 13), basis=DateBasis.CONVERTED_HIJRI, words="20 ربيع الآخر 1433"), month(2012, 3), UNKNOWN_DATE],
)
def test_what_is_written_is_read_back(one: PartialDate) -> None:
    assert PartialDate.from_dict(one.to_dict()) == one


@pytest.mark.parametrize(
    "parts",
    [
        {"start": date(2012, 3, 1), "precision": DatePrecision.DAY},
        {"end": date(2012, 3, 1), "precision": DatePrecision.DAY},
        {"start": date(2012, 3, 2), "end": date(2012, 3, 1), "precision": DatePrecision.RANGE},
        {"start": date(2012, 3, 1), "end": date(2012, 3, 1)},
        {"precision": DatePrecision.DAY},
    ],
)
def test_a_date_that_cannot_be_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"partial date|precision"):
        PartialDate(**parts)  # type: ignore[arg-type]
