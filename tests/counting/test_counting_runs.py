"""How the two default answers are pooled: the range holds both, the middle sides with the surer one."""

import numpy as np
import pytest

from tawthiq.counting.estimators.draws import Answer, answer_from_draws
from tawthiq.counting.runs import middle_of, pool


def answer(median: float, ratio: float) -> Answer:
    """Draws of a log-normal whose 95 % range is `ratio` from end to end."""
    spread = np.log(ratio) / (2 * 1.959964)
    draws = np.exp(np.log(median) + spread * np.random.default_rng(3).standard_normal(40_001))
    return answer_from_draws(draws, method="some", assumption="some")


def test_answers_that_are_equally_sure_meet_half_way_on_the_log_scale() -> None:
    assert middle_of(answer(1_000, 2.0), answer(4_000, 2.0)) == pytest.approx(2_000, rel=0.01)


def test_the_surer_answer_has_more_say() -> None:
    # Widths of log 1.2 and log 4 weigh as 58 to 1.
    assert middle_of(answer(1_000, 1.2), answer(3_000, 4.0)) == pytest.approx(1_019, rel=0.01)


def test_an_answer_without_any_doubt_leaves_a_number() -> None:
    certain = answer_from_draws(np.full(100, 250.0), method="some", assumption="some")
    assert middle_of(certain, answer(300, 1.5)) == pytest.approx(250, rel=0.001)
    assert middle_of(certain, certain) == pytest.approx(250)


def test_the_range_holds_both_answers_and_the_middle_lies_inside() -> None:
    low, high = answer(1_000, 1.2), answer(3_000, 4.0)
    pooled = pool(low, high, high)
    assert pooled.interval.lower < 950
    assert pooled.interval.upper > 5_000
    assert pooled.interval.lower <= pooled.median <= pooled.interval.upper
    assert pool(low, high, high).median == pool(low, high, high).median == pytest.approx(middle_of(low, high))
