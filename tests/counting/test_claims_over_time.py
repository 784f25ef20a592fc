"""Updates and rivals: a speaker replaces a number of its own, another speaker's stands beside it."""

from datetime import date
from typing import Any

from tawthiq.counting.figures import competing, current, read_claims, updates

FIRST, SECOND = date(2012, 3, 13), date(2012, 4, 2)


def claim(value: float, day: date | None = FIRST, **changed: Any) -> dict[str, Any]:
    row = {"category": "refugee", "measure": "cumulative", "value_min": value, "value_max": value, "as_of": day}
    return {**row, "speaker": "UNHCR", "origin": "a", "place": "Turkey", "id": f"{value}", **changed}


def test_a_later_total_of_the_same_speaker_replaces_the_earlier_one_which_is_kept() -> None:
    claims = read_claims([claim(30000), claim(36000, SECOND, origin="b")])
    (found,) = updates(claims)
    assert (found.old.value_min, found.new.value_min) == (30000, 36000)
    assert [item.value_min for item in current(claims)] == [36000]
    assert len(claims) == 2


def test_another_speaker_competes_and_replaces_nothing() -> None:
    claims = read_claims([claim(30000), claim(25000, speaker="Red Crescent", origin="b")])
    assert updates(claims) == ()
    (contest,) = competing(claims)
    assert (contest.lowest, contest.highest, contest.agree) == (25000, 30000, False)


def test_what_differs_in_kind_neither_replaces_nor_competes() -> None:
    for changed in (
        {"unit": "household"},
        {"group": "Iraqi refugees"},
        {"modality": "feared"},
        {"place": "Jordan"},
        {"measure": "stock"},
    ):
        claims = read_claims([claim(30000), claim(36000, SECOND, **changed)])
        assert updates(claims) == ()
        rivals = read_claims([claim(30000), claim(25000, speaker="Red Crescent", **changed)])
        assert competing(rivals) == ()


def test_events_rates_and_what_has_no_day_or_speaker_update_nothing() -> None:
    for changed in ({"measure": "flow"}, {"measure": "rate"}, {"speaker": ""}):
        assert updates(read_claims([claim(10, **changed), claim(12, SECOND, **changed)])) == ()
    assert updates(read_claims([claim(10), claim(12, None)])) == ()
    assert updates(read_claims([claim(10), claim(12)])) == ()


def test_three_totals_are_a_chain() -> None:
    third = date(2012, 5, 1)
    claims = read_claims([claim(10), claim(12, SECOND), claim(15, third)])
    assert [(item.old.value_min, item.new.value_min) for item in updates(claims)] == [(10, 12), (12, 15)]
    assert [item.value_min for item in current(claims)] == [15]
