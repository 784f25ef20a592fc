"""An old count gives the old number, whatever was corrected, merged, split, verified and withdrawn since."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from missions import TestMission
from tawthiq.actions.correct_record import correct_record
from tawthiq.actions.count_documented import count_as_of, count_documented, recount
from tawthiq.actions.frames_to_count import CountedFrames, frames_as_of, frames_now
from tawthiq.actions.judge_pair import judge_pair, undo_judgement
from tawthiq.actions.verify_persons import verify_person
from tawthiq.actions.withdraw import say_repeats, withdraw_source
from tawthiq.keeping.models import PersonRecord, Source
from tawthiq.keeping.queries import results
from tawthiq.keeping.queries.custody import ledger_head
from tawthiq.terms.errors import ConflictError, NotFoundError
from tawthiq.terms.judgements import Decision
from tawthiq.terms.vocabularies import VerificationStatus


def _singles() -> list[tuple[UUID, UUID]]:
    """(person, record) of persons of one record, in order."""
    rows = PersonRecord.objects.filter(person__record_count=1, person__outcome="killed").order_by("person__number")
    return list(rows.values_list("person_id", "record_id"))


def test_the_frames_as_of_now_are_the_frames_now(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    seq, _ = ledger_head(viewer=viewer)
    again = frames_as_of(seq, viewer=viewer)
    now = frames_now(viewer=viewer)
    assert again.persons.equals(now.persons)
    assert again.incidents.equals(now.incidents)


def test_an_old_count_gives_the_old_number(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    kept = count_documented(viewer=viewer)
    before = results.result(kept.result_id, viewer=viewer)
    (_, a), (_, b), (person, c), (_, d), *_ = _singles()
    split = PersonRecord.objects.filter(person__record_count=2).order_by("record__number").first()
    assert split is not None
    together = list(PersonRecord.objects.filter(person_id=split.person_id).values_list("record_id", flat=True))
    judge_pair(a, b, Decision.SAME, viewer=viewer)
    undone = judge_pair(c, d, Decision.SAME, viewer=viewer)
    undo_judgement(undone, viewer=viewer)
    judge_pair(together[0], together[1], Decision.DIFFERENT, viewer=viewer)
    correct_record(a, {"outcome": "injured", "age": "7"}, viewer=viewer, reason="misread")
    verify_person(person, VerificationStatus.DISCOUNTED, viewer=viewer)
    lists = list(Source.objects.filter(kind="list").order_by("number").values_list("id", flat=True))
    say_repeats(lists[1], lists[0], viewer=viewer)
    withdraw_source(lists[2], viewer=viewer)

    now = count_documented(viewer=viewer)
    assert now.data["tables"] != kept.data["tables"]
    again = recount(kept.result_id, viewer=viewer)
    assert (again.same_persons, again.same_numbers) == (True, True)
    assert again.data["tables"] == before.data["tables"]
    assert results.result(kept.result_id, viewer=viewer) == before
    assert count_as_of(kept.ledger_seq, viewer=viewer)[0] == before.inputs_sha256


def test_a_recount_says_when_it_does_not_come_out_the_same(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    kept = count_documented(viewer=viewer)
    # What no ledger entry tells of cannot be taken back.
    Source.objects.filter(kind="list").update(
        withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC), withdrawn_by=viewer.member_id
    )
    again = recount(kept.result_id, viewer=viewer)
    assert (again.same_persons, again.same_numbers) == (False, False)


def test_a_count_keeps_what_it_was_made_from(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    kept = count_documented(viewer=viewer)
    held = CountedFrames.unpack(results.counted_frames(kept.result_id, viewer=viewer))
    assert held.digest == results.result(kept.result_id, viewer=viewer).inputs_sha256


def test_a_position_that_is_not_there_and_a_changed_frame_are_refused(
    small_mission: TestMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = small_mission.viewer()
    with pytest.raises(NotFoundError):
        count_as_of(10**6, viewer=viewer)
    kept = count_documented(viewer=viewer)
    monkeypatch.setattr(results, "digest_bytes", lambda _: "0" * 64)
    with pytest.raises(ConflictError):
        results.counted_frames(kept.result_id, viewer=viewer)
