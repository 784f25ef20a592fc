"""The forms of a result: what they refuse to hold, and how they speak."""

import pytest

from tawthiq.terms.estimates import (
    UNREACHABLE,
    Caution,
    Estimate,
    Interval,
    Provenance,
    Reason,
    Refusal,
    SensitivityRow,
    result_from_dict,
)

MADE = Provenance(n_observed=880, seed=1, version="0.1.0", lists={"A": 600, "B": 500, "C": 400})


def test_an_interval_has_its_ends_in_order_and_a_level() -> None:
    assert Interval(lower=10, upper=30).ratio == 3
    assert Interval(lower=0, upper=30).ratio == float("inf")
    with pytest.raises(ValueError, match="not an interval"):
        Interval(lower=2, upper=1)
    with pytest.raises(ValueError, match="not an interval"):
        Interval(lower=1, upper=2, level=1.0)


def test_an_estimate_says_documented_estimated_and_range_with_its_cautions() -> None:
    found = Estimate(
        median=1_000,
        interval=Interval(lower=950, upper=1_200),
        method="pool",
        assumption="either",
        made=MADE,
        cautions=(Caution(code="x", words="Mind the gap."),),
    )
    assert found.undocumented == 120
    assert found.explain() == (
        "880 people are documented on 3 lists. About 120 more are estimated to be on none of them, which "
        "makes about 1,000 in all; the answers that fit the lists run from 950 to 1,200 (95% of them lie in "
        "this range).\n"
        "Caution: Mind the gap.\n" + UNREACHABLE
    )


def test_a_refusal_has_a_reason_and_names_no_number_but_the_documented() -> None:
    with pytest.raises(ValueError, match="has a reason"):
        Refusal(reasons=(), made=MADE)
    words = Refusal(reasons=(Reason(code="x", words="Why.", what_would_help="More."),), made=MADE).explain()
    assert words.startswith("880 people are documented. How many more there were cannot be estimated")
    assert "Reason: Why. What would help: More." in words
    assert UNREACHABLE in words


def test_how_far_an_answer_moved() -> None:
    row = SensitivityRow(kind="xi", changed="2", method="nhoi", median=150, interval=None, reference=100)
    assert row.moved == 0.5
    assert SensitivityRow.from_dict(row.to_dict()) == row
    empty = SensitivityRow(kind="xi", changed="2", method="nhoi", median=None, interval=None, reference=100)
    assert empty.moved is None


def test_what_is_neither_is_not_read() -> None:
    with pytest.raises(ValueError, match="neither"):
        result_from_dict({"kind": "guess"})
