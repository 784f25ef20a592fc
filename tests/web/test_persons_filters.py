"""The filter of the persons page, from an address and into one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.keeping.queries.person_filter import PersonFilter
from tawthiq.web.persons.filters import (
    PARAMETERS,
    Numbered,
    filter_from_query,
    numbered,
    persons_address,
    read_day,
    without,
)

ID = UUID("0a8d4c7e-0000-4000-8000-000000000001")
OTHER = UUID("0a8d4c7e-0000-4000-8000-000000000002")


def test_an_address_comes_back_as_the_filter_it_was_written_from() -> None:
    address = persons_address(
        outcome="killed", counted="verified", month="2012-03", admin1="7", list=[ID, OTHER], with_conflicts=True
    )
    read = filter_from_query(QueryDict(address.split("?")[1]))
    assert read == PersonFilter(
        outcome="killed",
        counted="verified",
        month="2012-03",
        admin1="7",
        list_pattern=(ID, OTHER),
        with_conflicts=True,
    )


def test_empty_values_are_left_out_of_an_address() -> None:
    assert persons_address(outcome="", month=None, with_conflicts=False).endswith("/persons/")


def test_an_address_with_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        persons_address(colour="blue")


def test_both_scripts_ask_for_the_same_name() -> None:
    arabic = filter_from_query(QueryDict("q=محمد قاسم"))
    latin = filter_from_query(QueryDict("q=Muhammad Kassem"))
    assert set(arabic.name_keys) == set(latin.name_keys) != set()


@pytest.mark.parametrize(
    "query",
    [
        "outcome=dead", "month=2012-13", "month=x", "admin1=abc", "admin1=99999999999999999999999", "place_id=-1",
        "source=nope", "list=nope", "origins=7", "counted=all", "sort=;drop", "date_from=2012-02-31", "lacking=name",
        "status=maybe", "age_band=old", "place_id=٣",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out(query: str) -> None:
    assert filter_from_query(QueryDict(query)) == PersonFilter()


@given(st.sampled_from([*PARAMETERS, "sort"]), st.text(max_size=40))
def test_no_value_of_a_parameter_fails(name: str, value: str) -> None:
    query = QueryDict(mutable=True)
    query[name] = value
    assert isinstance(filter_from_query(query), PersonFilter)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("P-12", Numbered(kind="P", number=12)),
        ("r 7", Numbered(kind="R", number=7)),
        ("S-٠٠٣", Numbered(kind="S", number=3)),
        ("p0012", Numbered(kind="P", number=12)),
        ("12", None),
        ("Paul", None),
        ("P-12 b", None),
    ],
)
def test_numbers_are_told_from_names(words: str, found: Numbered | None) -> None:
    assert numbered(words) == found


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2012-02-03", date(2012, 2, 3), date(2012, 2, 3)),
        ("", None, None),
        ("2012-00", None, None),
        ("0000", None, None),
    ],
)
def test_a_day_is_read_from_a_month_or_a_year(words: str, first: date | None, last: date | None) -> None:
    assert read_day(words, is_end=False) == first
    assert read_day(words, is_end=True) == last


def test_one_filter_is_taken_out_and_the_others_stay() -> None:
    address = without(QueryDict(f"outcome=killed&list={ID}&list={OTHER}&page=3&month=2012-03"), "month")
    assert address.endswith(f"?outcome=killed&list={ID}&list={OTHER}")
