"""Persons from judgements alone: what counts, what gives way, and what is reported."""

from datetime import UTC, datetime, timedelta

from tawthiq.matching.persons import group
from tawthiq.terms.judgements import Basis, Decision, Judgement

START = datetime(2026, 1, 1, tzinfo=UTC)
IDS = ["r1", "r2", "r3", "r4", "r5"]


def judge(a: str, b: str, decision: Decision, *, hour: int = 0, accepted: float | None = None) -> Judgement:
    return Judgement(
        record_a=a,
        record_b=b,
        decision=decision,
        basis=Basis.REVIEWED if accepted is None else Basis.ACCEPTED,
        probability=accepted,
        at=START + timedelta(hours=hour),
        member_id="m",
    )


SAME, DIFFERENT, UNSURE = Decision.SAME, Decision.DIFFERENT, Decision.UNSURE


def test_without_judgements_everybody_is_a_person() -> None:
    assert group(IDS, []).roots == {r: r for r in IDS}


def test_joins_carry_over_and_the_first_record_is_the_root() -> None:
    roots = group(IDS, [judge("r4", "r3", SAME), judge("r3", "r2", SAME)]).roots
    assert roots == {"r1": "r1", "r2": "r2", "r3": "r2", "r4": "r2", "r5": "r5"}


def test_the_latest_reviewed_judgement_of_a_pair_counts_in_any_order_given() -> None:
    early, late = judge("r1", "r2", SAME, hour=1), judge("r2", "r1", DIFFERENT, hour=2)
    for order in ([early, late], [late, early]):
        persons = group(IDS, order)
        assert persons.roots["r2"] == "r2"
        assert persons.apart == (("r1", "r2"),)
        assert persons.conflicts == ()


def test_a_later_unsure_takes_back_the_decision() -> None:
    assert group(IDS, [judge("r1", "r2", SAME, hour=1), judge("r1", "r2", UNSURE, hour=2)]).roots["r2"] == "r2"


def test_reviewed_sets_aside_accepted_even_when_older() -> None:
    judgements = [judge("r1", "r2", DIFFERENT, hour=1), judge("r1", "r2", SAME, hour=9, accepted=0.99)]
    persons = group(IDS, judgements)
    assert persons.roots["r2"] == "r2"
    assert persons.conflicts == ()
    unsure = [judge("r1", "r2", UNSURE), judge("r1", "r2", SAME, accepted=0.99)]
    assert group(IDS, unsure).roots["r2"] == "r2"


def test_the_stronger_accepted_link_wins_where_two_would_join_what_is_apart() -> None:
    strong, weak = judge("r1", "r2", SAME, accepted=0.9), judge("r2", "r3", SAME, accepted=0.8)
    persons = group(IDS, [weak, strong, judge("r1", "r3", DIFFERENT)])
    assert persons.roots["r2"] == "r1"
    assert persons.roots["r3"] == "r3"
    assert persons.conflicts == (weak,)


def test_reviewed_links_come_before_stronger_accepted_ones() -> None:
    accepted = judge("r1", "r2", SAME, accepted=1.0)
    persons = group(IDS, [accepted, judge("r2", "r3", SAME), judge("r1", "r3", DIFFERENT)])
    assert persons.roots["r3"] == "r2"
    assert persons.conflicts == (accepted,)


def test_an_accepted_different_holds_nothing_apart() -> None:
    judgements = [judge("r1", "r2", DIFFERENT, accepted=0.9), judge("r1", "r2", SAME, accepted=0.7, hour=-1)]
    assert group(IDS, judgements).roots["r2"] == "r2"
    assert group(IDS, [*judgements, judge("r1", "r3", SAME), judge("r3", "r2", SAME)]).roots["r2"] == "r1"


def test_being_apart_moves_along_with_joined_records() -> None:
    judgements = [judge("r1", "r3", DIFFERENT), judge("r1", "r2", SAME, hour=1), judge("r3", "r4", SAME, hour=2)]
    blocked = judge("r2", "r4", SAME, hour=3)
    persons = group(IDS, [*judgements, blocked])
    assert persons.roots == {"r1": "r1", "r2": "r1", "r3": "r3", "r4": "r3", "r5": "r5"}
    assert persons.conflicts == (blocked,)


def test_judgements_about_unknown_records_are_left_aside() -> None:
    judgements = [judge("r1", "gone", SAME), judge("gone", "r2", SAME)]
    assert group(IDS, judgements).roots == {r: r for r in IDS}


def test_a_hundred_thousand_records_in_long_chains() -> None:
    ids = [f"r{n:06d}" for n in range(100_000)]
    judgements = [judge(ids[n], ids[n + 1], SAME, accepted=0.9) for n in range(99_999) if n % 1000 != 999]
    judgements += [judge(ids[0], ids[n], DIFFERENT) for n in range(1000, 100_000, 1000)]
    persons = group(ids, judgements)
    assert len(set(persons.roots.values())) == 100
    assert persons.roots[ids[99_999]] == ids[99_000]
