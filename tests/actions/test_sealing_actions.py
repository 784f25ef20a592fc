"""Keeping, handing out and sealing again: what the actions refuse, and what stands in ledger and audit after."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from missions import TestMission
from sealing.ceremony import Ceremony, ceremony
from tawthiq.actions import open_sealed
from tawthiq.actions.drill_recovery import answer_drill, begin_drill, drill_standing
from tawthiq.actions.open_exhibit import open_exhibit
from tawthiq.actions.open_sealed import Standing, answer_request, ask_to_open, hand_out, hand_out_file
from tawthiq.actions.publish_key_list import publish_key_list
from tawthiq.actions.record_interview import record_interview
from tawthiq.actions.reseal import Resealed, keep_batch, take_batch
from tawthiq.actions.seal_items import add_sealed, add_sealed_file, seal_words_on_arrival
from tawthiq.keeping.models import AuditEntry, Exhibit, LedgerEntry, Opening, SealedItem, Source
from tawthiq.keeping.queries import sealed as queries
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.envelopes import open_item, open_unasked, seal
from tawthiq.sealing.recipients import Holder, sign_list
from tawthiq.terms.errors import (
    BadInputError,
    ConflictError,
    EvidenceError,
    NotAllowedError,
    NotFoundError,
    TawthiqError,
)
from tawthiq.terms.members import Role
from tawthiq.terms.sealed import SealedGiven

FORM = {"witness_code": "W-077", "narrative": "Three shells fell.", "consent": {"answers": []}}


@pytest.fixture
def held(mission: TestMission) -> Ceremony:
    made = ceremony()
    publish_key_list(made.signed, viewer=mission.viewer(Role.PROTECTION_OFFICER))
    return made


def given(held: Ceremony, record: UUID, field: str = "name", *, version: int = 1, **more: Any) -> SealedGiven:
    binding = Binding(mission=held.listed.mission, record=str(record), field=field, version=version)
    keys: Sequence[str] = more.get("keys", held.listed.keys)
    sealed = seal(f"the {field}, {version}".encode(), binding, keys)
    return SealedGiven(field=field, version=version, list_version=more.get("list_version", 1), sealed=sealed)


def hand_in(mission: TestMission, held: Ceremony, *fields: str) -> UUID:
    record = uuid4()
    sealed = [given(held, record, field) for field in fields]
    return record_interview(FORM, viewer=mission.viewer(Role.MONITOR), source_id=record, sealed=sealed).source_id


def test_what_a_monitor_sealed_is_kept_and_opens_with_a_key_holders_key(mission: TestMission, held: Ceremony) -> None:
    record = hand_in(mission, held, "name", "contact")
    for item in SealedItem.objects.all():
        expected = Binding(mission=held.listed.mission, record=str(record), field=item.field, version=1)
        assert open_item(bytes(item.content), expected, held.deputy)[1] == f"the {item.field}, 1".encode()
        assert LedgerEntry.objects.get(object_id=str(item.id)).line.count(item.sha256) == 1


def test_the_same_form_sent_twice_is_one_interview(mission: TestMission, held: Ceremony) -> None:
    record = hand_in(mission, held, "name")
    with pytest.raises(ConflictError):
        record_interview(FORM, viewer=mission.viewer(Role.MONITOR), source_id=record, sealed=[given(held, record)])
    assert SealedItem.objects.count() == Source.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda i, _h: replace(i, sealed=b"Salma Khoury"), "sealing.head"),
        (lambda i, _h: replace(i, sealed=b""), "sealing.head"),
        (lambda i, _h: replace(i, list_version=2), "sealing.list_moved"),
        (lambda i, _h: replace(i, version=2), "sealing.version"),
        (lambda i, _h: replace(i, field="voice"), "sealing.field"),
        (lambda i, _h: replace(i, field="nonsense"), "sealing.field"),
        (lambda i, _h: replace(i, sealed=i.sealed + bytes(70_000)), "sealing.field"),
        (lambda i, h: replace(i, sealed=given(h, uuid4(), keys=h.listed.keys[:2]).sealed), "sealing.head"),
    ],
)
def test_what_is_not_sealed_to_the_whole_list_is_refused_with_the_interview(
    mission: TestMission, held: Ceremony, change: Any, code: str
) -> None:
    record = uuid4()
    item = change(given(held, record), held)
    with pytest.raises(TawthiqError) as refused:
        record_interview(FORM, viewer=mission.viewer(Role.MONITOR), source_id=record, sealed=[item])
    assert refused.value.code == code
    assert not SealedItem.objects.exists()
    assert not Source.objects.exists()


def test_before_the_ceremony_nothing_sealed_is_taken(mission: TestMission) -> None:
    with pytest.raises(ConflictError) as refused:
        record_interview(FORM, viewer=mission.viewer(), source_id=uuid4(), sealed=[given(ceremony(), uuid4())])
    assert refused.value.code == "sealing.no_list"


def test_a_monitor_adds_to_their_own_interview_alone(mission: TestMission, held: Ceremony) -> None:
    own = hand_in(mission, held, "name")
    others = record_interview(FORM, viewer=mission.viewer()).source_id
    monitor = mission.viewer(Role.MONITOR)
    add_sealed(own, [given(held, own, version=2)], viewer=monitor)
    assert queries.newest_versions(own, viewer=monitor) == {"name": 2}
    for add in (
        lambda: add_sealed(others, [given(held, others)], viewer=monitor),
        lambda: seal_words_on_arrival(others, {"name": "x"}, viewer=monitor),
        lambda: add_sealed(uuid4(), [], viewer=monitor),
    ):
        with pytest.raises(NotFoundError):
            add()


def test_words_in_clear_are_sealed_on_arrival(mission: TestMission, held: Ceremony) -> None:
    record = hand_in(mission, held)
    kept = seal_words_on_arrival(record, {"home": "Alley 4", "contact": " ", "junk": "x"}, viewer=mission.viewer())
    item = SealedItem.objects.get()
    assert (kept, item.field, item.sealed_where) == (1, "home", "arrival")
    expected = Binding(mission=held.listed.mission, record=str(record), field="home", version=1)
    assert open_item(bytes(item.content), expected, held.officer)[1] == b"Alley 4"


def sealed_file(mission: TestMission, held: Ceremony, record: UUID, content: bytes) -> UUID:
    binding = Binding(mission=held.listed.mission, record=str(record), field="voice", version=1, kind="audio/ogg")
    stream = BytesIO(seal(content, binding, held.listed.keys))
    return add_sealed_file(
        record, stream, field="voice", version=1, list_version=1, viewer=mission.viewer(Role.MONITOR)
    )


def test_a_sealed_file_is_an_exhibit_that_leaves_for_a_reason_only(mission: TestMission, held: Ceremony) -> None:
    record = hand_in(mission, held)
    item_id = sealed_file(mission, held, record, b"a voice" * 1000)
    exhibit = Exhibit.objects.get(media_type="application/age")
    with pytest.raises(NotAllowedError) as refused:
        open_exhibit(exhibit.id, viewer=mission.viewer())
    assert refused.value.code == "sealing.exhibit"
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    opening = ask_to_open(viewer=officer, reason="protection", source_id=record)
    answer_request(opening, consents=True, viewer=mission.viewer(Role.CUSTODIAN))
    with hand_out_file(opening, item_id, viewer=officer) as stream:
        _binding, content = open_unasked(stream.read(), held.recovery)
    assert content == b"a voice" * 1000
    with pytest.raises(NotFoundError):
        hand_out_file(opening, uuid4(), viewer=officer)


def test_nothing_is_handed_out_before_a_second_member_consents(mission: TestMission, held: Ceremony) -> None:
    hand_in(mission, held, "name")
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    opening = ask_to_open(viewer=officer, reason="court")
    for wrong, code in (
        (lambda: hand_out(opening, viewer=officer, how="page"), "sealing.not_open"),
        (lambda: answer_request(opening, consents=True, viewer=officer), "sealing.own_request"),
        (lambda: answer_request(opening, consents=True, viewer=mission.viewer(Role.MONITOR)), "guarding.not_allowed"),
    ):
        with pytest.raises(NotAllowedError) as refused:
            wrong()
        assert refused.value.code == code
    answer_request(opening, consents=True, viewer=mission.viewer(Role.CUSTODIAN))
    handed = hand_out(opening, viewer=officer, how="page")
    assert [item.field for item in handed.items] == ["name"]
    assert Opening.objects.get().handed_out_at is not None
    entry = AuditEntry.objects.get(action="hand_out_sealed")
    assert entry.details == {"how": "page", "items": [str(handed.items[0].id)], "count": 1}
    assert LedgerEntry.objects.filter(object_id=str(opening)).count() == 1


def test_a_refused_request_stays_refused(mission: TestMission, held: Ceremony) -> None:
    hand_in(mission, held, "name")
    officer, custodian = mission.viewer(Role.PROTECTION_OFFICER), mission.viewer(Role.CUSTODIAN)
    opening = ask_to_open(viewer=officer, reason="court")
    answer_request(opening, consents=False, viewer=custodian)
    with pytest.raises(ConflictError):
        answer_request(opening, consents=True, viewer=custodian)
    with pytest.raises(NotAllowedError):
        hand_out(opening, viewer=officer, how="page")


def test_a_consent_is_good_for_a_day(mission: TestMission, held: Ceremony, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(mission, held, "name")
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    opening = ask_to_open(viewer=officer, reason="court")
    answer_request(opening, consents=True, viewer=mission.viewer(Role.CUSTODIAN))
    seen = queries.opening(opening, viewer=officer)
    assert seen.answered_at is not None
    assert open_sealed.standing(seen, at=seen.answered_at + timedelta(hours=23)) is Standing.OPEN
    assert open_sealed.standing(seen, at=seen.answered_at + timedelta(hours=25)) is Standing.OVER
    monkeypatch.setattr(open_sealed, "GOOD_FOR", timedelta(0))
    with pytest.raises(NotAllowedError):
        hand_out(opening, viewer=officer, how="page")


def test_a_mission_may_do_without_a_second_member(mission: TestMission, held: Ceremony) -> None:
    file = mission.folder / "mission.toml"
    text = file.read_text(encoding="utf-8")
    assert "opening_needs_second = true" in text
    file.write_text(text.replace("opening_needs_second = true", "opening_needs_second = false"), encoding="utf-8")
    hand_in(mission, held, "name")
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    assert hand_out(ask_to_open(viewer=officer, reason="recontact"), viewer=officer, how="page").items


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROTECTION_OFFICER])
def test_nobody_but_the_officer_asks(mission: TestMission, held: Ceremony, role: Role) -> None:
    hand_in(mission, held, "name")
    viewer = mission.viewer(role)
    with pytest.raises((NotAllowedError, NotFoundError)):
        ask_to_open(viewer=viewer, reason="court")
    for look in (
        lambda: queries.records(viewer=viewer),
        lambda: queries.item_ids(viewer=viewer),
        lambda: queries.to_reseal(viewer=viewer, below=9, most=9),
        lambda: queries.opening_items(uuid4(), viewer=viewer),
        lambda: queries.item(SealedItem.objects.get().id, viewer=viewer),
        lambda: queries.drills(viewer=viewer),
    ):
        with pytest.raises(NotFoundError):
            look()


@pytest.mark.parametrize("reason", ["", "curiosity"])
def test_opening_needs_a_reason_of_the_list(mission: TestMission, held: Ceremony, reason: str) -> None:
    hand_in(mission, held, "name")
    with pytest.raises(BadInputError):
        ask_to_open(viewer=mission.viewer(Role.PROTECTION_OFFICER), reason=reason)


def test_somebody_elses_request_is_not_used(mission: TestMission, held: Ceremony) -> None:
    hand_in(mission, held, "name")
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    opening = ask_to_open(viewer=officer, reason="court")
    answer_request(opening, consents=True, viewer=mission.viewer(Role.CUSTODIAN))
    from tawthiq.actions.manage_members import add_member

    other = add_member(
        viewer=mission.viewer(Role.ADMINISTRATOR),
        username="second-officer",
        passphrase="invented words for her",
        role=Role.PROTECTION_OFFICER,
    )
    with pytest.raises(NotAllowedError) as refused:
        hand_out(opening, viewer=other, how="page")
    assert refused.value.code == "sealing.others_request"


def next_list(held: Ceremony, **changed: Any) -> Any:
    return sign_list(replace(held.listed, **{"version": 2, **changed}), held.organisation_secret)


def test_the_server_publishes_what_a_client_would_take_and_nothing_else(mission: TestMission, held: Ceremony) -> None:
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    unsigned = replace(next_list(held), signature=base64.b64encode(bytes(64)).decode())
    for wrong in (unsigned, ceremony().signed, next_list(held, mission="f" * 32)):
        with pytest.raises(EvidenceError):
            publish_key_list(wrong, viewer=officer)
    with pytest.raises(ConflictError):
        publish_key_list(held.signed, viewer=officer)
    assert publish_key_list(next_list(held), viewer=officer).version == 2
    with pytest.raises(EvidenceError):
        publish_key_list(held.signed, viewer=officer)
    with pytest.raises(NotAllowedError):
        publish_key_list(next_list(held, version=3), viewer=mission.viewer(Role.ADMINISTRATOR))


def test_sealing_again_puts_new_bytes_in_the_old_ones_place(mission: TestMission, held: Ceremony) -> None:
    record = hand_in(mission, held, "name", "home")
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    lost = ceremony()
    recipients = tuple(
        replace(entry, key=lost.listed.recipients[1].key) if entry.holder is Holder.DEPUTY else entry
        for entry in held.listed.recipients
    )
    publish_key_list(next_list(held, recipients=recipients), viewer=officer)
    assert queries.count_to_reseal(viewer=officer, below=2) == (2, 0)
    batch = take_batch(viewer=officer)
    keys = [entry.key for entry in recipients]
    resealed = []
    for item in batch:
        expected = Binding(mission=held.listed.mission, record=str(record), field=item.field, version=1)
        binding, content = open_item(item.sealed, expected, held.recovery)
        resealed.append(Resealed(item_id=item.id, was_sha256=item.sha256, sealed=seal(content, binding, keys)))
    wrong = [replace(resealed[0], sealed=given(held, record, keys=keys[:2]).sealed)]
    with pytest.raises(BadInputError):
        keep_batch(wrong, list_version=2, viewer=officer)
    with pytest.raises(ConflictError):
        keep_batch(resealed, list_version=1, viewer=officer)
    keep_batch(resealed, list_version=2, viewer=officer)
    with pytest.raises(ConflictError):
        keep_batch(resealed, list_version=2, viewer=officer)
    assert queries.count_to_reseal(viewer=officer, below=2) == (0, 0)
    for item in SealedItem.objects.all():
        expected = Binding(mission=held.listed.mission, record=str(record), field=item.field, version=1)
        assert open_item(bytes(item.content), expected, lost.deputy)[1] == f"the {item.field}, 1".encode()
        with pytest.raises(EvidenceError):
            open_item(bytes(item.content), expected, held.deputy)
        kinds = [entry.line for entry in LedgerEntry.objects.filter(object_id=str(item.id))]
        assert sum('"kind":"resealed"' in line for line in kinds) == 1


def test_a_drill_is_passed_by_who_has_the_recovery_key(mission: TestMission, held: Ceremony) -> None:
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    assert drill_standing().is_overdue
    drill = begin_drill(viewer=officer)
    (begun,) = queries.drills(viewer=officer)
    with pytest.raises(EvidenceError):
        open_unasked(begun.sealed, held.officer)
    words = open_unasked(begun.sealed, held.recovery)[1].decode()
    with pytest.raises(BadInputError):
        answer_drill(drill, "eight words that somebody only guessed at", viewer=officer)
    assert drill_standing().is_overdue
    answer_drill(drill, f" {words.upper()} ", viewer=officer)
    assert not drill_standing().is_overdue
    assert words not in str(queries.drills(viewer=officer)[0])


def test_a_drill_is_overdue_after_the_missions_days(
    mission: TestMission, held: Ceremony, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tawthiq.actions import drill_recovery

    officer = mission.viewer(Role.PROTECTION_OFFICER)
    drill = begin_drill(viewer=officer)
    words = open_unasked(queries.drills(viewer=officer)[0].sealed, held.recovery)[1].decode()
    answer_drill(drill, words, viewer=officer)
    passed = drill_standing().last_passed_at
    assert passed is not None
    for days, overdue in ((179, False), (181, True)):
        monkeypatch.setattr(drill_recovery, "now", lambda days=days: passed + timedelta(days=days))
        assert drill_standing().is_overdue is overdue
