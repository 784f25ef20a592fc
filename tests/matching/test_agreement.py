"""Kappa as published, and no kappa where it would say nothing."""

from __future__ import annotations

import pytest

from tawthiq.matching.agreement import measure_agreement


def answers(*, both: int, first: int, second: int, neither: int) -> list[tuple[str, str]]:
    return (
        [("same", "same")] * both
        + [("same", "different")] * first
        + [("different", "same")] * second
        + [("different", "different")] * neither
    )


def test_kappa_of_fifty_proposals_by_two_readers() -> None:
    found = measure_agreement(answers(both=20, first=5, second=10, neither=15))
    assert (found.n, found.alike, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)
    # Worked by hand from Fleiss, Cohen and Everitt (1969), formula 13: the standard error is 0.1270.
    assert (found.lower, found.upper) == (pytest.approx(0.1511, abs=1e-4), pytest.approx(0.6489, abs=1e-4))


def test_the_same_share_of_agreement_can_mean_less() -> None:
    even, skewed = answers(both=45, first=15, second=25, neither=15), answers(both=25, first=35, second=5, neither=35)
    one, other = measure_agreement(even), measure_agreement(skewed)
    assert one.share == other.share == 0.6
    assert one.kappa == pytest.approx(0.1304, abs=1e-4)
    assert other.kappa == pytest.approx(0.2593, abs=1e-4)


def test_three_answers_count_and_full_agreement_is_one() -> None:
    found = measure_agreement([("same", "same"), ("different", "different"), ("unsure", "unsure")] * 5)
    assert (found.kappa, found.lower, found.upper) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [([], "few"), ([("same", "same")] * 9, "few"), ([("same", "same")] * 40, "one_answer")],
)
def test_no_kappa_where_it_would_say_nothing(given: list[tuple[str, str]], refusal: str) -> None:
    found = measure_agreement(given)
    assert (found.kappa, found.refusal) == (None, refusal)
