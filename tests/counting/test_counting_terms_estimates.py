"""The forms of a result: what they refuse to hold, and how they speak."""

import pytest

from tawthiq.counting.cautioning import cautions_on_checks
from tawthiq.terms.estimate_checks import Checks, Predicted
from tawthiq.terms.estimate_words import tell
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


CHECKS = Checks(
    rows=(
        SensitivityRow(
            kind="missed_links", changed="0.02", method="nhoi", median=1_060, interval=None, reference=1_000
        ),
        SensitivityRow(kind="cap", changed="10", method="lcm", median=1_400, interval=None, reference=1_000),
        SensitivityRow(kind="without_list", changed="B", method="", median=None, interval=None, reference=1_000),
        SensitivityRow(
            kind="without_unlinkable",
            changed="30",
            method="pool_of_lcm_and_nhoi",
            median=800,
            interval=None,
            reference=1_000,
        ),
    ),
    predicted=(
        Predicted(name="A", known=600, median=700, interval=Interval(lower=650, upper=900)),
        Predicted(name="B", known=500, median=510, interval=Interval(lower=450, upper=700)),
        Predicted(name="C", known=400, median=None, interval=None),
    ),
)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_that_was_tried_is_told_in_either_language(language: str) -> None:
    found = Estimate(
        median=1_000,
        interval=Interval(lower=950, upper=1_200),
        method="pool",
        assumption="either",
        made=MADE,
        cautions=(Caution(code="unlinkable_matter", params={"records": 30, "without": 800, "with_all": 1_000}),),
        sensitivity=(
            SensitivityRow(kind="xi", changed="2", method="nhoi", median=1_090, interval=None, reference=1_000),
        ),
        diagnostics={"checks": CHECKS.to_dict()},
    )
    lines = found.explain(language).translate(dict.fromkeys(map(ord, "\u2068\u2069"))).splitlines()
    assert len(lines) == 10
    assert lines[-1] == tell("told", "unreachable", language=language)
    # The same numbers stand in the same lines of both languages.
    for line, numbers in zip(
        lines,
        [
            ("880", "120", "1,000", "950", "1,200", "95%"),
            ("30", "800", "1,000"),
            (),
            ("1,090",),
            ("2%", "1,060"),
            ("10", "1,400"),
            ("30", "800"),
            ("2", "1"),
            ("600", "650", "900"),
            (),
        ],
        strict=True,
    ):
        assert all(number in line for number in numbers), line
    assert ("لو فات الربط" in found.explain(language)) == (language == "ar")


def test_a_code_of_a_later_version_keeps_its_english_words() -> None:
    refused = Refusal(reasons=(Reason(code="of_later", words="Why.", what_would_help="More."),), made=MADE)
    assert "Why." in refused.explain("ar")
    assert "السبب" in refused.explain("ar")


def test_a_name_cannot_turn_its_arabic_sentence() -> None:
    words = tell("cautions", "strata_joined", language="ar", strata="A\u202eB")
    assert "\u202e" not in words
    assert "\u2068AB\u2069" in words


def test_checks_that_move_the_answer_bring_cautions() -> None:
    found = {caution.code: dict(caution.params) for caution in cautions_on_checks(CHECKS)}
    assert found["settings_matter"] == {"lower": 1_400, "upper": 1_400, "with_all": 1_000}
    assert found["unlinkable_matter"] == {"records": 30, "without": 800, "with_all": 1_000}
    assert found["lists_not_predicted"] == {"missed": 1, "tried": 2}
    assert cautions_on_checks(Checks()) == ()
