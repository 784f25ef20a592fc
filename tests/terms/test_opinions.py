"""What several members' judgements of one pair come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tawthiq.terms.judgements import Basis, Decision, Judgement
from tawthiq.terms.opinions import holding, may_settle, opinions, waits_for_another, wants_second, weigh

START = datetime(2026, 3, 1, tzinfo=UTC)
S, D, U = Decision.SAME, Decision.DIFFERENT, Decision.UNSURE


def judged(
    *given: tuple[str, Decision] | tuple[str, Decision, str], pair: tuple[str, str] = ("1", "2")
) -> list[Judgement]:
    """Judgements of members on one pair, oldest first; a third word makes one that settles."""
    return [
        Judgement(
            record_a=pair[0],
            record_b=pair[1],
            decision=one[1],
            basis=Basis.REVIEWED,
            probability=None,
            at=START + timedelta(minutes=n),
            member_id=one[0],
            settles=len(one) > 2,
        )
        for n, one in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("given", "decision", "contested"),
    [
        ([], None, False),
        ([("rima", S)], S, False),
        ([("rima", S), ("rima", D)], D, False),  # one's own later word counts
        ([("rima", S), ("omar", S)], S, False),
        ([("rima", S), ("omar", D)], U, True),
        ([("rima", D), ("omar", U)], D, False),  # unsure contradicts nobody
        ([("rima", U), ("omar", U)], U, False),
        ([("rima", S), ("omar", D), ("lina", D, "settles")], D, False),
        ([("rima", S), ("omar", D), ("rima", D)], D, False),  # one of the two came round
        ([("rima", S), ("omar", D), ("lina", D, "settles"), ("omar", S)], U, True),
    ],
)
def test_what_opinions_come_to(given: list[tuple[str, Decision]], decision: Decision | None, contested: bool) -> None:  # noqa: FBT001
    verdict = weigh(opinions(judged(*given)))
    assert (verdict.decision, verdict.is_contested) == (decision, contested)


@pytest.mark.parametrize(
    ("given", "wanted", "waits"),
    [
        ([], 1, True),
        ([("rima", S)], 1, False),
        ([("rima", S)], 2, True),
        ([("rima", S), ("omar", D)], 2, False),
        ([("rima", U)], 1, True),  # somebody with more sources can decide
        ([("rima", U), ("omar", U)], 1, False),
        ([("rima", S), ("omar", D), ("lina", U, "settles")], 3, False),
    ],
)
def test_who_is_still_asked(given: list[tuple[str, Decision]], wanted: int, waits: bool) -> None:  # noqa: FBT001
    assert waits_for_another(opinions(judged(*given)), wanted=wanted) is waits


def test_a_third_settles_and_the_two_do_not_unless_their_role_does() -> None:
    contested = opinions(judged(("rima", S), ("omar", D)))
    assert may_settle(contested, member_id="lina", settles_own=False)
    assert not may_settle(contested, member_id="omar", settles_own=False)
    assert may_settle(contested, member_id="omar", settles_own=True)
    assert not may_settle(contested[:1], member_id="lina", settles_own=True)


def test_what_is_contested_holds_nothing_and_accepted_links_stay_beside() -> None:
    accepted = Judgement(
        record_a="1", record_b="2", decision=S, basis=Basis.ACCEPTED, probability=0.9, at=START, member_id="rima"
    )
    held = holding([accepted, *judged(("rima", S), ("omar", D)), *judged(("rima", S), pair=("3", "4"))])
    assert sorted((j.pair, j.basis.value, j.decision.value) for j in held) == [
        (("1", "2"), "accepted", "same"),
        (("1", "2"), "reviewed", "unsure"),
        (("3", "4"), "reviewed", "same"),
    ]


def test_the_doubled_share_is_drawn_from_the_ids() -> None:
    drawn = [wants_second(f"a{n}", f"b{n}", share=0.1) for n in range(5000)]
    assert 0.07 < sum(drawn) / len(drawn) < 0.13
    assert wants_second("x", "y", share=0.5) == wants_second("y", "x", share=0.5)
