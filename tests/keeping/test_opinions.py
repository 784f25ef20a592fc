"""Several members judge one pair: nothing is lost, nobody is led, and earlier missions keep what they held."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from keeping.kept import keep_judgement, keep_records, keep_source
from missions import MOMENT, TestMission
from tawthiq.actions.correct_record import correct_record
from tawthiq.actions.judge_pair import ask_second_opinion, judge_pair, settle_pair, undo_judgement
from tawthiq.custody.ledger import check_chain
from tawthiq.keeping.models import Judgement, LinkPair, Settlement
from tawthiq.keeping.queries import custody, review
from tawthiq.keeping.queries.frames import effective_judgements
from tawthiq.keeping.queries.opinions import conflict_count, conflicts, independent_opinions, open_for, opinions_on
from tawthiq.keeping.writes import identity
from tawthiq.keeping.writes.identity import NewPair
from tawthiq.terms.errors import ConflictError, NotAllowedError, NotFoundError
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role, Viewer

NAMES = ["Salim Haddad", "Salem Hadad", "Karim Nassar", "Kareem Naser"]


def propose(viewer: Viewer, *pairs: tuple[UUID, UUID], wanted: int = 1) -> UUID:
    run_id = uuid4()
    identity.add_run(run_id=run_id, at=MOMENT, member_id=viewer.member_id, seed=0, version="t", settings={}, report={})
    identity.replace_pairs(
        run_id,
        [
            NewPair(record_a=a, record_b=b, weight=1.0, probability=0.7, urgency=1 - n / 10, opinions_wanted=wanted)
            for n, (a, b) in enumerate(pairs)
        ],
    )
    return run_id


def fill(mission: TestMission, *, wanted: int = 1) -> list[UUID]:
    viewer = mission.viewer()
    with transaction.atomic():
        records = keep_records(viewer, keep_source(viewer), NAMES)
        propose(viewer, (records[0], records[1]), (records[2], records[3]), wanted=wanted)
    return records


def judge_all(viewer: Viewer, start: Barrier, pairs: list[tuple[UUID, UUID]], decision: Decision) -> None:
    try:
        start.wait(timeout=20)
        for a, b in pairs:
            judge_pair(a, b, decision, viewer=viewer, reason=f"as {viewer.role.value} saw it")
    finally:
        connection.close()


def test_two_who_judge_one_pair_at_once_are_both_kept(shared_mission: TestMission) -> None:
    records = fill(shared_mission)
    pairs = [(a, b) for n, a in enumerate(records) for b in records[n + 1 :]]
    one, other = shared_mission.viewer(Role.CODER), shared_mission.viewer(Role.COORDINATOR)
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        doing = [
            pool.submit(judge_all, one, start, pairs, Decision.SAME),
            pool.submit(judge_all, other, start, pairs, Decision.DIFFERENT),
        ]
        for done in doing:
            done.result()
    rows = list(Judgement.objects.order_by("number").values_list("number", "member_id", "decision"))
    assert [number for number, _, _ in rows] == list(range(1, 2 * len(pairs) + 1))
    for member, decision in ((one, "same"), (other, "different")):
        assert sum((str(m), d) == (member.member_id, decision) for _, m, d in rows) == len(pairs)
    assert conflict_count(viewer=one) == len(pairs)
    assert {j.decision for j in effective_judgements(viewer=one)} == {Decision.UNSURE}
    assert check_chain(list(custody.ledger_rows(viewer=other))) == []


def test_one_decision_sent_twice_at_once_is_one(shared_mission: TestMission) -> None:
    a, b, *_ = fill(shared_mission)
    viewer = shared_mission.viewer(Role.CODER)
    start = Barrier(3)
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(judge_all, viewer, start, [(a, b)], Decision.SAME) for _ in range(3)]:
            done.result()
    assert Judgement.objects.count() == 1


def test_a_pair_waits_for_its_second_opinion_and_never_for_the_first_reader(mission: TestMission) -> None:
    a, b, *_ = fill(mission, wanted=2)
    first, second = mission.viewer(Role.CODER), mission.viewer(Role.COORDINATOR)
    pair = review.pair_of_records(a, b, viewer=first)
    judge_pair(a, b, Decision.SAME, viewer=first)
    assert pair not in open_for(first).values_list("id", flat=True)
    assert pair in open_for(second).values_list("id", flat=True)
    judge_pair(a, b, Decision.SAME, viewer=second)
    assert not LinkPair.objects.get(id=pair).is_open
    assert [(one.decision, other.decision) for one, other in independent_opinions(viewer=first)] == [("same", "same")]


def test_unsure_goes_to_somebody_else_and_anybody_can_be_asked_too(mission: TestMission) -> None:
    a, b, c, d = fill(mission)
    first, second = mission.viewer(Role.CODER), mission.viewer(Role.COORDINATOR)
    judge_pair(a, b, Decision.UNSURE, viewer=first)
    judge_pair(c, d, Decision.SAME, viewer=first)
    assert open_for(second).count() == 1
    ask_second_opinion(c, d, viewer=first)
    assert open_for(second).count() == 2
    assert open_for(first).count() == 0
    assert review.queue(viewer=first).waiting_for_others == 2


def test_a_conflict_is_settled_by_a_third_or_the_coordinator(mission: TestMission) -> None:
    a, b, *_ = fill(mission)
    coder, lead = mission.viewer(Role.CODER), mission.viewer(Role.COORDINATOR)
    third = Viewer(member_id=mission.viewer(Role.LAWYER).member_id, role=Role.CODER, holds_folder=True)
    judge_pair(a, b, Decision.SAME, viewer=coder, reason="one name")
    judge_pair(a, b, Decision.DIFFERENT, viewer=third, reason="two fathers")
    (conflict,) = conflicts(viewer=lead)
    assert [(o.decision, o.reason) for o in conflict.opinions] == [("same", "one name"), ("different", "two fathers")]
    assert conflict.may_settle
    assert not conflicts(viewer=coder)[0].may_settle
    with pytest.raises(NotAllowedError):
        settle_pair(a, b, Decision.SAME, viewer=coder, newest=conflict.newest)
    with pytest.raises(ConflictError, match="judged again"):
        settle_pair(a, b, Decision.SAME, viewer=lead, newest=conflict.newest - 1)
    settled = settle_pair(a, b, Decision.DIFFERENT, viewer=lead, newest=conflict.newest, reason="the register says so")
    assert conflicts(viewer=lead) == []
    assert [(j.decision, j.settles) for j in effective_judgements(viewer=lead)] == [(Decision.DIFFERENT, True)]
    assert Settlement.objects.count() == 1
    with pytest.raises(ConflictError, match="contradicts"):
        settle_pair(a, b, Decision.SAME, viewer=lead, newest=conflict.newest)
    undo_judgement(settled, viewer=lead)
    assert conflict_count(viewer=lead) == 1


def test_who_does_not_judge_sees_no_conflicts(mission: TestMission) -> None:
    for role in (Role.LAWYER, Role.INTAKE, Role.ADMINISTRATOR, Role.MONITOR):
        with pytest.raises(NotFoundError):
            conflicts(viewer=mission.viewer(role))


def test_a_new_run_keeps_what_was_judged_and_replaces_the_rest(mission: TestMission) -> None:
    a, b, c, d = fill(mission)
    viewer = mission.viewer(Role.CODER)
    judged = review.pair_of_records(a, b, viewer=viewer)
    judgement = judge_pair(a, b, Decision.UNSURE, viewer=viewer)
    propose(viewer, (a, b), (b, c))
    assert review.pair_of_records(a, b, viewer=viewer) == judged
    assert review.pair_of_records(c, d, viewer=viewer) is None
    assert LinkPair.objects.count() == 2
    undo_judgement(judgement, viewer=viewer)
    propose(viewer, (a, b))
    assert review.pair_of_records(a, b, viewer=viewer) not in {judged, None}


def test_the_number_of_a_pair_says_nothing_of_its_place_in_the_queue(mission: TestMission) -> None:
    viewer = mission.viewer()
    records = sorted(keep_records(viewer, keep_source(viewer), [f"Salim Number{n}" for n in range(9)]))
    pairs = [(records[0], other) for other in records[1:]]
    propose(viewer, *reversed(pairs))
    by_number = list(LinkPair.objects.order_by("id").values_list("record_a_id", "record_b_id"))
    assert by_number == sorted(by_number)


def test_what_a_pair_is_joined_to_is_told_without_its_own_judgements(mission: TestMission) -> None:
    a, b, c, _ = fill(mission)
    coder, lead = mission.viewer(Role.CODER), mission.viewer()
    judge_pair(a, b, Decision.SAME, viewer=coder)
    assert review.joined_to(a, b, viewer=lead) == ([], [], False)
    judge_pair(b, c, Decision.SAME, viewer=coder)
    others_a, others_b, is_joined = review.joined_to(a, b, viewer=lead)
    assert ([r.id for r in others_a], [r.id for r in others_b], is_joined) == ([], [c], False)
    judge_pair(a, c, Decision.SAME, viewer=coder)
    others_a, others_b, is_joined = review.joined_to(a, b, viewer=lead)
    assert ([r.id for r in others_a], [r.id for r in others_b], is_joined) == ([c], [c], True)


def test_opinions_follow_a_corrected_record(mission: TestMission) -> None:
    a, b, *_ = fill(mission)
    coder, lead = mission.viewer(Role.CODER), mission.viewer()
    judge_pair(a, b, Decision.SAME, viewer=coder)
    later = correct_record(a, {"age": "41"}, viewer=lead, reason="the scan says so")
    assert [o.decision for o in opinions_on(b, later, viewer=lead)] == ["same"]
    judge_pair(later, b, Decision.DIFFERENT, viewer=lead)
    (conflict,) = conflicts(viewer=lead)
    assert [o.decision for o in conflict.opinions] == ["same", "different"]
    assert conflict_count(viewer=coder) == 1


def test_upgrading_keeps_pairs_and_judgements(shared_mission: TestMission) -> None:
    a, b, c, d = fill(shared_mission)
    viewer = shared_mission.viewer()
    with transaction.atomic():
        kept = keep_judgement(viewer, a, b)
    before = list(
        LinkPair.objects.order_by("id").values_list("id", "record_a_id", "record_b_id", "probability", "is_open")
    )
    MigrationExecutor(connection).migrate([("keeping", "0002_append_only")])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM keeping_linkpair")
            assert cursor.fetchone() == (2,)
    finally:
        newest = MigrationExecutor(connection).loader.graph.leaf_nodes("keeping")
        MigrationExecutor(connection).migrate(newest)
    rows = LinkPair.objects.order_by("id")
    assert list(rows.values_list("id", "record_a_id", "record_b_id", "probability", "is_open")) == before
    assert set(rows.values_list("opinions_wanted", "persons_change")) == {(1, None)}
    assert [o.id for o in opinions_on(a, b, viewer=viewer)] == [kept]
    assert opinions_on(c, d, viewer=viewer) == []
