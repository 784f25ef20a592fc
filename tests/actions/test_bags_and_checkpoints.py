"""Checkpoints, tokens, holders and bags of a real mission: made by the actions, checked by both verifiers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from custody.authority import Authority, make_authority
from custody.bags import by_python, by_script
from missions import TestMission, receive_bytes
from tawthiq.actions.make_bag import BagRequest, make_bag, plan
from tawthiq.actions.manage_holders import add_authority, add_holder
from tawthiq.actions.performing import now
from tawthiq.actions.record_interview import record_interview
from tawthiq.actions.sign_ledger import change_key, hand_out, make_checkpoint, sign_when_due, stamp_checkpoint
from tawthiq.actions.take_cosignatures import add_holder_key, take_cosignatures
from tawthiq.actions.verify_mission import verify_exhibit, verify_mission
from tawthiq.actions.withdraw import withdraw_consent
from tawthiq.custody.bag_verification import verify_bag
from tawthiq.custody.checkpoints import open_checkpoint
from tawthiq.custody.holding import check_handout
from tawthiq.keeping.models import Checkpoint, LedgerEntry, Source
from tawthiq.keeping.queries import ledger as queries
from tawthiq.sealing.cosigning import cosign, cosigner_of
from tawthiq.sealing.signing import SigningKey
from tawthiq.terms.errors import BadInputError, EvidenceError, NotAllowedError
from tawthiq.terms.members import Role

Ask = Callable[[str, bytes], bytes]


@pytest.fixture(autouse=True)
def keys_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAWTHIQ_LEDGER_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority") / "a")


@pytest.fixture
def ask(authority: Authority) -> Ask:
    return lambda _url, request: authority.stamp(request)


def nobody(_url: str, _request: bytes) -> bytes:
    raise EvidenceError("timestamp.no_answer", "The authority did not answer.", "Ask again.")


@pytest.fixture
def stamped_mission(mission: TestMission, authority: Authority) -> TestMission:
    add_authority("Invented", "http://127.0.0.1:1/", root_pem=authority.root_pem, viewer=mission.viewer())
    return mission


def interview(code: str, answer: str, *, name: str = "Lina Haddad", outcome: str = "killed") -> dict[str, Any]:
    return {
        "witness_code": code,
        "title": f"Account {code}",
        "held_on": "2025-01-05",
        "language": "en",
        "consent": {"given_by": "self", "answers": [{"purpose": "international_body", "answer": answer}]},
        "narrative": f"Account of {code}: the shell fell on Rastan.",
        "incidents": [],
        "persons": [{"name": name, "sex": "female", "outcome": outcome, "date": "2024-11", "place": "Rastan"}],
    }


def keep_interview(mission: TestMission, code: str, answer: str, **told: str) -> tuple[UUID, UUID]:
    """(source, exhibit) of an interview."""
    kept = record_interview(interview(code, answer, **told), viewer=mission.viewer())
    return kept.source_id, Source.objects.get(id=kept.source_id).exhibit_id


def asked_for(*exhibits: UUID, language: str = "en", purpose: str = "international_body") -> BagRequest:
    return BagRequest(
        exhibit_ids=exhibits, recipient="An invented court", purpose=purpose, reason="It asked.", language=language
    )


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_bag_holds_for_both_verifiers(stamped_mission: TestMission, ask: Ask, tmp_path: Path, language: str) -> None:
    viewer = stamped_mission.viewer(Role.LAWYER)
    photo = receive_bytes(b"the bytes of a photograph", viewer=stamped_mission.viewer(), name="Salma Haddad.jpg")
    _, told = keep_interview(stamped_mission, "W-001", "yes")
    made = make_bag(asked_for(photo, told, language=language), tmp_path / "bag", viewer=viewer, ask=ask)
    assert made.stamps == 1
    assert made.not_stamped == ()
    assert by_python(made.folder, key=made.key_fingerprint) == set()
    assert by_script(made.folder, "--key", made.key_fingerprint) == set()
    assert (
        by_python(made.folder, key="0" * 64)
        == {("bag.key", "proof/key.pem")}
        == by_script(made.folder, "--key", "0" * 64)
    )
    page = (made.folder / "data/index.html").read_text()
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    for path in made.folder.rglob("*"):
        assert "Salma" not in path.name
        if path.is_file() and "exhibits" not in path.parts:
            assert b"Salma" not in path.read_bytes(), path
            assert b"W-001" not in path.read_bytes(), path
    kinds = [json.loads(line)["kind"] for line in LedgerEntry.objects.order_by("seq").values_list("line", flat=True)]
    assert kinds.count("disclosed") == 2
    assert kinds.count("exported") == 1
    assert verify_mission(viewer=stamped_mission.viewer()).holds


def test_a_bag_that_no_authority_stamped_says_so_and_holds(mission: TestMission, tmp_path: Path) -> None:
    photo = receive_bytes(b"a photograph", viewer=mission.viewer())
    made = make_bag(asked_for(photo), tmp_path / "bag", viewer=mission.viewer(), ask=nobody)
    assert made.stamps == 0
    assert "No independent authority has stamped" in (made.folder / "data/index.html").read_text()
    assert by_python(made.folder) == set() == by_script(made.folder)


def test_what_holders_outside_signed_goes_into_the_bag(mission: TestMission, tmp_path: Path) -> None:
    """The first that covers the file, and the newest; not those between, nor one from before the file came in."""
    custodian, viewer = mission.viewer(Role.CUSTODIAN), mission.viewer()
    key = SigningKey(name="partner.example", seed=bytes(range(32)))
    receive_bytes(b"something else", viewer=viewer)
    holder = add_holder("The mission's own name for a partner", viewer=custodian)
    add_holder_key(holder, cosigner_of(key).line(), viewer=custodian)
    idle = SigningKey(name="unused.example", seed=bytes(32))
    add_holder_key(holder, cosigner_of(idle).line(), viewer=custodian)
    sizes = []
    for turn in range(4):
        if turn == 1:
            photo = receive_bytes(b"a photograph", viewer=viewer)
        given = hand_out(holder, viewer=custodian)
        (taken,) = take_cosignatures(cosign(given.note, key, at=now()), viewer=custodian)
        sizes.append(taken.size)
    made = make_bag(asked_for(photo), tmp_path / "bag", viewer=viewer, ask=nobody)
    verdict = verify_bag(made.folder, holders=(cosigner_of(key).fingerprint(),))
    assert verdict.holds
    assert [(one.name, one.size) for one in verdict.cosigned] == [
        ("partner.example", sizes[1]),
        ("partner.example", sizes[3]),
    ]
    done = subprocess.run(["sh", "verify.sh"], cwd=made.folder, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
    assert f"the first {sizes[1]} entries were held" in done.stdout
    assert sorted(path.name for path in (made.folder / "proof").glob("holder-*")) == ["holder-1.pem"]
    page = (made.folder / "data/index.html").read_text(encoding="utf-8")
    assert "Who outside signed that they hold this ledger" in page
    assert page.count(cosigner_of(key).fingerprint()) == 2
    data = json.loads((made.folder / "data/index.json").read_text(encoding="utf-8"))
    assert [one["size"] for one in data["held_outside"]] == [sizes[1], sizes[3]]
    everything = "".join(p.read_text("utf-8", "replace") for p in made.folder.rglob("*") if p.is_file())
    assert "own name for a partner" not in everything


def test_a_bag_says_so_where_nobody_outside_signed(mission: TestMission, tmp_path: Path) -> None:
    photo = receive_bytes(b"a photograph", viewer=mission.viewer())
    for language, words in (
        ("en", "Nobody outside has signed"),
        ("ar", "لم يوقّع أحد من الخارج"),
        ("fr", "Personne à l"),
    ):
        made = make_bag(asked_for(photo, language=language), tmp_path / language, viewer=mission.viewer(), ask=nobody)
        assert words in (made.folder / "data/index.html").read_text(encoding="utf-8")
        assert verify_bag(made.folder).cosigned == ()


def test_an_authority_that_fails_is_named_and_not_fatal(stamped_mission: TestMission, tmp_path: Path) -> None:
    photo = receive_bytes(b"a photograph", viewer=stamped_mission.viewer())
    made = make_bag(asked_for(photo), tmp_path / "bag", viewer=stamped_mission.viewer(), ask=nobody)
    assert made.not_stamped == (("Invented", "timestamp.no_answer", "The authority did not answer."),)


def test_what_speaks_of_the_same_person_comes_whether_it_agrees_or_not(mission: TestMission, tmp_path: Path) -> None:
    from tawthiq.actions.judge_pair import judge_pair
    from tawthiq.keeping.models import Record
    from tawthiq.terms.judgements import Decision

    viewer = mission.viewer()
    _, told = keep_interview(mission, "W-001", "yes")
    _, against = keep_interview(mission, "W-002", "yes", name="Lina Hadad", outcome="injured")
    _, refused = keep_interview(mission, "W-003", "no", name="Lina Hadadd", outcome="missing")
    one, two, three = Record.objects.order_by("number").values_list("id", flat=True)
    judge_pair(one, two, Decision.SAME, viewer=viewer)
    judge_pair(one, three, Decision.SAME, viewer=viewer)
    made = make_bag(asked_for(told), tmp_path / "bag", viewer=viewer, ask=nobody)
    index = json.loads((made.folder / "data/index.json").read_text())
    items = {item["exhibit"]: item for item in index["items"]}
    assert items[str(told)]["why"] == "asked"
    assert items[str(against)]["why"] == "same_matter"
    assert "outcome" in items[str(against)]["differs"]
    assert [(h["exhibit"], h["reason"]) for h in index["withheld"]] == [(str(refused), "consent_no")]
    assert "outcome" in index["withheld"][0]["differs"]
    assert not (made.folder / "data/exhibits" / index["withheld"][0]["sha256"]).exists()
    assert by_python(made.folder) == set()


@pytest.mark.parametrize("answer", ["no", "ask_first"])
def test_nothing_leaves_against_the_witness(mission: TestMission, tmp_path: Path, answer: str) -> None:
    _, told = keep_interview(mission, "W-001", answer)
    with pytest.raises(BadInputError) as refused:
        make_bag(asked_for(told), tmp_path / "bag", viewer=mission.viewer(), ask=nobody)
    assert refused.value.code == "bag.nothing_may_leave"
    assert not (tmp_path / "bag").exists()
    assert not LedgerEntry.objects.filter(line__contains="disclosed").exists()


def test_a_withdrawn_consent_holds_for_the_next_bag(mission: TestMission) -> None:
    source_id, told = keep_interview(mission, "W-001", "yes")
    assert plan(asked_for(told), viewer=mission.viewer()).withheld == ()
    withdraw_consent(source_id, viewer=mission.viewer())
    with pytest.raises(BadInputError):
        plan(asked_for(told), viewer=mission.viewer())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "bag.reason"),
        ({"recipient": ""}, "bag.recipient"),
        ({"purpose": "curiosity"}, "bag.purpose"),
        ({"language": "tlh"}, "bag.language"),
    ],
)
def test_a_bag_says_for_whom_and_why(mission: TestMission, change: dict[str, str], code: str) -> None:
    from dataclasses import replace

    photo = receive_bytes(b"a photograph", viewer=mission.viewer())
    with pytest.raises(BadInputError) as refused:
        plan(replace(asked_for(photo), **change), viewer=mission.viewer())  # type: ignore[arg-type]
    assert refused.value.code == code


def test_who_may_not_export_makes_no_bag(mission: TestMission) -> None:
    photo = receive_bytes(b"a photograph", viewer=mission.viewer())
    for role in (Role.AUDITOR, Role.MONITOR, Role.CODER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            plan(asked_for(photo), viewer=mission.viewer(role))


def test_the_key_lies_outside_the_mission_and_can_be_changed(
    stamped_mission: TestMission, ask: Ask, tmp_path: Path, keys_of_the_test: Path
) -> None:
    viewer = stamped_mission.viewer()
    photo = receive_bytes(b"a photograph", viewer=viewer)
    first = make_checkpoint(viewer=viewer)
    stamp_checkpoint(first, viewer=viewer, ask=ask)
    (held,) = keys_of_the_test.iterdir()
    assert held.stat().st_mode & 0o077 == 0
    seed = held.read_text().strip()
    assert not any(seed.encode() in p.read_bytes() for p in stamped_mission.folder.rglob("*") if p.is_file())
    change_key(viewer=viewer)
    assert held.read_text().strip() != seed
    made = make_bag(asked_for(photo), tmp_path / "bag", viewer=viewer, ask=nobody)
    assert made.stamps == 1, "a stamp from before the change still dates the exhibit"
    assert by_python(made.folder) == set() == by_script(made.folder)
    assert verify_mission(viewer=viewer).holds


def test_a_key_that_others_can_read_signs_nothing(mission: TestMission, keys_of_the_test: Path) -> None:
    from tawthiq.terms.errors import SetupError

    receive_bytes(b"one", viewer=mission.viewer())
    make_checkpoint(viewer=mission.viewer())
    next(keys_of_the_test.iterdir()).chmod(0o644)
    receive_bytes(b"two", viewer=mission.viewer())
    with pytest.raises(SetupError) as refused:
        make_checkpoint(viewer=mission.viewer())
    assert refused.value.code == "ledger_key.open"


def test_holders_get_what_continues_theirs(mission: TestMission) -> None:
    viewer = mission.viewer()
    holder = add_holder("A partner organisation", viewer=viewer)
    receive_bytes(b"one", viewer=viewer)
    first = hand_out(holder, viewer=viewer)
    receive_bytes(b"two", viewer=viewer)
    receive_bytes(b"three", viewer=viewer)
    second = hand_out(holder, viewer=viewer)
    verifiers = [key.verifier for key in queries.keys(viewer=viewer)]
    held = open_checkpoint(first.note, verifiers)
    assert second.since == held.size
    assert check_handout(second, held, verifiers) == []
    assert verify_mission(viewer=viewer, held_notes=(first.note, second.note)).holds


def test_one_exhibit_is_verified_with_its_proof(stamped_mission: TestMission, ask: Ask) -> None:
    viewer = stamped_mission.viewer()
    photo = receive_bytes(b"a photograph", viewer=viewer)
    assert verify_exhibit(photo, viewer=viewer).checkpoint == 0
    stamp_checkpoint(make_checkpoint(viewer=viewer), viewer=viewer, ask=ask)
    verdict = verify_exhibit(photo, viewer=stamped_mission.viewer(Role.AUDITOR))
    assert verdict.holds
    assert verdict.stamped_at
    assert len(verdict.entries) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="drops SQLite's rules to tamper")
def test_a_rewritten_line_is_found_by_the_checkpoint(mission: TestMission) -> None:
    viewer = mission.viewer()
    for i in range(5):
        receive_bytes(f"file {i}".encode(), viewer=viewer)
    checkpoint = make_checkpoint(viewer=viewer)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER keeping_ledgerentry_no_update")
        cursor.execute("UPDATE keeping_ledgerentry SET line = replace(line, 'received', 'derived') WHERE seq = 3")
    codes = {(f.code, f.where) for f in verify_mission(viewer=viewer).findings}
    assert ("checkpoint.rewritten", f"checkpoint {checkpoint.size}") in codes
    assert ("ledger.changed", "ledger entry 3") in codes


def test_the_server_signs_each_hour_and_has_it_stamped_each_day(stamped_mission: TestMission, ask: Ask) -> None:
    from datetime import timedelta

    from tawthiq.actions.performing import now

    receive_bytes(b"one", viewer=stamped_mission.viewer())
    done = sign_when_due(ask=ask)
    assert done is not None
    assert done.stamped == ("Invented",)
    count = Checkpoint.objects.count()
    receive_bytes(b"two", viewer=stamped_mission.viewer())
    assert sign_when_due(ask=ask) is None
    assert Checkpoint.objects.count() == count, "not before an hour has gone"
    assert sign_when_due(ask=ask, at=now() + timedelta(hours=2)) is None
    assert Checkpoint.objects.count() == count + 1
    receive_bytes(b"three", viewer=stamped_mission.viewer())
    again = sign_when_due(ask=ask, at=now() + timedelta(hours=30))
    assert again is not None
    assert again.stamped == ("Invented",)
