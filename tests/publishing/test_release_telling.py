"""What a release says of its estimate, and what subtracting one number from another would tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tawthiq.publishing.release.cells import protect_counts
from tawthiq.publishing.release.contents import build_parts
from tawthiq.publishing.release.pictures import shows_overlap
from tawthiq.publishing.release.telling import Facts, observed_of
from tawthiq.publishing.tables import SUPPRESSED
from tawthiq.terms.estimates import Estimate, Interval, Provenance

COUNT = {
    "by": ["outcome"],
    "rows": [
        {"keys": ["killed"], "verified": 60, "reported": 100},
        {"keys": ["missing"], "verified": 0, "reported": 20},
    ],
}
LISTS = {"Register": 70, "Committee": 60}


def facts(observed: int, *, smallest: int = 20) -> Facts:
    answer = Estimate(
        median=150.0,
        interval=Interval(lower=120.0, upper=180.0),
        method="lcm",
        assumption="either_of_several",
        made=Provenance(n_observed=observed, seed=1, version="0", lists=LISTS),
    )
    overlap = ((("Register",), 40), (("Committee",), smallest), (("Committee", "Register"), 30))
    return Facts(
        counts=protect_counts([COUNT], below=5),
        counted_on=date(2026, 1, 1),
        ledger_seq=7,
        standard="reasonable_grounds",
        purpose="anonymous_publication",
        answer=answer,
        overlap=overlap,
    )


@pytest.mark.parametrize(("observed", "is_shown"), [(100, True), (98, False), (96, False), (95, True), (3, False)])
def test_how_many_are_on_lists_is_withheld_where_the_rest_would_be_few(observed: int, *, is_shown: bool) -> None:
    told = facts(observed)
    assert observed_of(told) == (observed if is_shown else SUPPRESSED)
    parts = build_parts(told, language="en")
    estimate = next(table for table in parts.tables if table.name == "estimate")
    assert (SUPPRESSED in estimate.rows[0]) is not is_shown
    assert any(f"\u2068{observed}\u2069 of them are documented" in words for words in parts.summary) is is_shown
    assert any(picture.name == "overlap" for picture in parts.pictures) is is_shown


def test_a_small_combination_keeps_the_picture_of_lists_back() -> None:
    assert shows_overlap(facts(100))
    assert not shows_overlap(facts(100, smallest=4))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_lists_go_by_numbers_and_never_by_their_titles(language: str) -> None:
    parts = build_parts(facts(100), language=language)
    everything = repr(parts)
    assert "Register" not in everything
    assert "Committee" not in everything


def test_a_release_without_an_estimate_says_so() -> None:
    parts = build_parts(replace(facts(100), answer=None), language="en")
    assert "No estimate has been made." in parts.summary
    assert [table.name for table in parts.tables] == ["by_outcome"]
