"""A judgement is about two records, at a known time, on a known basis."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tawthiq.terms.judgements import Basis, Decision, Judgement

GIVEN = Judgement(
    record_a="b",
    record_b="a",
    decision=Decision.SAME,
    basis=Basis.REVIEWED,
    probability=0.5,
    at=datetime(2026, 1, 1, tzinfo=UTC),
    member_id="m",
)


def test_the_pair_has_one_order() -> None:
    assert GIVEN.pair == replace(GIVEN, record_a="a", record_b="b").pair == ("a", "b")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"record_a": "a"}, "two records"),
        ({"at": datetime(2026, 1, 1)}, "aware"),  # noqa: DTZ001
        ({"basis": "guessed"}, "basis"),
        ({"probability": 1.2}, "between 0 and 1"),
    ],
)
def test_what_is_no_judgement_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(GIVEN, **change)  # type: ignore[arg-type]
