"""Ages and numbers of people keep their ends, and say so when they cannot be."""

from __future__ import annotations

import pytest

from tawthiq.terms.quantities import OLDEST, Age, NumberRange


def test_unknown_is_a_value() -> None:
    assert not Age().is_known
    assert not NumberRange().is_known
    assert NumberRange(low=0).is_known
    assert Age(low=0, high=0).is_known


@pytest.mark.parametrize(("low", "high"), [(30, None), (None, 30), (-1, 3), (5, 4), (1, OLDEST + 1)])
def test_an_age_that_cannot_be_is_refused(low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError, match="an age"):
        Age(low=low, high=high)


@pytest.mark.parametrize(("low", "high"), [(None, 3), (-1, 3), (5, 4)])
def test_a_number_of_people_that_cannot_be_is_refused(low: int | None, high: int | None) -> None:
    with pytest.raises(ValueError, match=r"a range|a number of people"):
        NumberRange(low=low, high=high)


def test_at_least_has_an_open_end() -> None:
    assert NumberRange(low=12).high is None
