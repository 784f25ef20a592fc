"""What holders sign comes back into the mission, is verified with all else, and shows when it does not fit."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from typer.testing import CliRunner

from missions import TestMission, receive_bytes
from tawthiq.actions import performing
from tawthiq.actions.manage_holders import add_holder, end_holder
from tawthiq.actions.sign_ledger import hand_out, make_checkpoint
from tawthiq.actions.take_cosignatures import add_holder_key, take_cosignatures
from tawthiq.actions.verify_mission import verify_mission
from tawthiq.cli.app import app
from tawthiq.custody.checkpoints import open_checkpoint, sign_checkpoint
from tawthiq.keeping import ledger_key
from tawthiq.keeping.models import AuditEntry, Cosignature, HolderKey, LedgerEntry
from tawthiq.keeping.queries import ledger
from tawthiq.sealing.cosigning import cosign, cosigner_of
from tawthiq.sealing.signing import SigningKey
from tawthiq.terms.errors import NotAllowedError, NotFoundError, TawthiqError
from tawthiq.terms.members import Role, Viewer

HOLDER = SigningKey(name="partner.example", seed=bytes(range(32)))
OTHER = SigningKey(name="lawyer.example", seed=bytes(range(32, 64)))


@pytest.fixture(autouse=True)
def keys_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_LEDGER_KEYS", str(tmp_path / "keys"))


@pytest.fixture
def custodian(mission: TestMission) -> Viewer:
    receive_bytes(b"a photograph", viewer=mission.viewer())
    return mission.viewer(Role.CUSTODIAN)


@pytest.fixture
def holder(custodian: Viewer) -> int:
    made = add_holder("Partner", viewer=custodian)
    add_holder_key(made, cosigner_of(HOLDER).line(), viewer=custodian)
    return made


def now() -> datetime:
    return performing.now().replace(microsecond=0)


def refused(step: Any) -> str:
    with pytest.raises(TawthiqError) as refusal:
        step()
    return refusal.value.code


def test_a_signed_checkpoint_comes_back_and_is_shown(custodian: Viewer, holder: int) -> None:
    given = hand_out(holder, viewer=custodian)
    signed_at = now()
    (taken,) = take_cosignatures(cosign(given.note, HOLDER, at=signed_at), viewer=custodian)
    size = open_checkpoint(given.note, [key.verifier for key in ledger.keys(viewer=custodian)]).size
    assert (taken.holder, taken.size, taken.signed_at) == ("Partner", size, signed_at)
    assert '"cosigned"' in LedgerEntry.objects.latest("seq").line
    verdict = verify_mission(viewer=custodian, held_notes=(cosign(given.note, HOLDER, at=signed_at),))
    assert verdict.holds
    assert verdict.cosignatures == 1
    assert [(one.holder, one.size, one.at) for one in verdict.cosigned] == [("Partner", size, signed_at.isoformat())]
    assert take_cosignatures(cosign(given.note, HOLDER, at=signed_at), viewer=custodian) == ()
    assert Cosignature.objects.count() == 1
    assert {one.details.get("holder_key") for one in AuditEntry.objects.filter(action="take_cosignature")} == {
        HolderKey.objects.get().id
    }


def test_two_holders_may_sign_one_after_the_other(custodian: Viewer, holder: int) -> None:
    lawyer = add_holder("Lawyer", viewer=custodian)
    add_holder_key(lawyer, cosigner_of(OTHER).line(), viewer=custodian)
    note = hand_out(holder, viewer=custodian).note
    both = cosign(cosign(note, HOLDER, at=now()), OTHER, at=now())
    assert {taken.holder for taken in take_cosignatures(both, viewer=custodian)} == {"Partner", "Lawyer"}
    assert verify_mission(viewer=custodian).cosignatures == 2


def test_what_does_not_fit_is_refused_by_name(custodian: Viewer, holder: int) -> None:
    note = hand_out(holder, viewer=custodian).note
    signed = cosign(note, HOLDER, at=now())
    body = signed.removeprefix(note).split(" ")[2]
    broken = signed.replace(body, ("A" if body[20] != "A" else "B").join((body[:20], body[21:])))
    expected = {
        "note.unreadable": "no note",
        "cosignature.none": cosign(note, OTHER, at=now()),
        "cosignature.signature": broken,
        "cosignature.clock": cosign(note, HOLDER, at=now() - timedelta(days=2)),
        "note.signature": cosign(note.replace("prefix", "prefiy"), HOLDER, at=now()),
    }
    for code, text in expected.items():
        assert refused(lambda text=text: take_cosignatures(text, viewer=custodian)) == code, code
    assert refused(lambda: take_cosignatures(cosign(note, HOLDER, at=now() + timedelta(days=1)), viewer=custodian)) == (
        "cosignature.clock"
    )
    assert not Cosignature.objects.exists()


def test_a_checkpoint_that_this_mission_never_made_shows_a_split_view(custodian: Viewer, holder: int) -> None:
    """Somebody with the key signed another ledger of the same size, and a holder brings it back."""
    from dataclasses import replace

    note = hand_out(holder, viewer=custodian).note
    keys = ledger.keys(viewer=custodian)
    held = ledger_key.load_key(keys[-1].verifier.name)
    assert held is not None
    other = replace(open_checkpoint(note, [keys[-1].verifier]), root=bytes(32))
    forged = cosign(sign_checkpoint(other, held), HOLDER, at=now())
    assert refused(lambda: take_cosignatures(forged, viewer=custodian)) == "cosignature.unknown_checkpoint"
    found = verify_mission(viewer=custodian, held_notes=(forged,)).findings
    assert [one.code for one in found] == ["checkpoint.rewritten"]


def test_keys_are_those_of_holders_and_of_nobody_else(custodian: Viewer, holder: int, mission: TestMission) -> None:
    make_checkpoint(viewer=custodian)
    own = ledger_key.load_key(ledger.keys(viewer=custodian)[-1].verifier.name)
    assert own is not None
    lines = {
        "cosigner.own": cosigner_of(own).line(),
        "cosigner.taken": cosigner_of(HOLDER).line(),
        "cosigner.name": cosigner_of(SigningKey(name="x" * 101, seed=bytes(32))).line(),
        "note.key": HOLDER.verifier().line(),
    }
    for code, line in lines.items():
        assert refused(lambda line=line: add_holder_key(holder, line, viewer=custodian)) == code, code
    with pytest.raises(NotFoundError):
        add_holder_key(holder + 99, cosigner_of(OTHER).line(), viewer=custodian)
    end_holder(holder, viewer=custodian)
    with pytest.raises(NotFoundError):
        add_holder_key(holder, cosigner_of(OTHER).line(), viewer=custodian)
    for role in (Role.CODER, Role.AUDITOR):
        with pytest.raises(NotAllowedError):
            add_holder_key(holder, cosigner_of(OTHER).line(), viewer=mission.viewer(role))
        with pytest.raises(NotAllowedError):
            take_cosignatures("anything", viewer=mission.viewer(role))


@pytest.mark.parametrize("table", ["keeping_holderkey", "keeping_cosignature"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 99", "DELETE FROM {}"])
def test_what_holders_signed_stays(custodian: Viewer, holder: int, table: str, statement: str) -> None:
    take_cosignatures(cosign(hand_out(holder, viewer=custodian).note, HOLDER, at=now()), viewer=custodian)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def drop_rules() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE keeping_cosignature DISABLE TRIGGER USER")
            return
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER keeping_cosignature_no_{verb}")


@pytest.mark.parametrize(
    ("column", "changed", "code"),
    [
        ("line", lambda one: one.line[:-20] + ("A" if one.line[-20] != "A" else "B") + one.line[-19:], "signature"),
        ("signed_at", lambda one: one.signed_at - timedelta(days=400), "signature"),
        ("seq", lambda _one: 1, "not_entered"),
        ("seq", lambda _one: 9999, "not_entered"),
        ("line", lambda _one: "— partner.example AAAA", "unreadable"),
    ],
)
def test_a_changed_one_is_found_by_verify(custodian: Viewer, holder: int, column: str, changed: Any, code: str) -> None:
    take_cosignatures(cosign(hand_out(holder, viewer=custodian).note, HOLDER, at=now()), viewer=custodian)
    drop_rules()
    one = Cosignature.objects.get()
    Cosignature.objects.update(**{column: changed(one)})
    findings = verify_mission(viewer=custodian).findings
    assert any(found.code.endswith(code) and "signature of Partner" in found.where for found in findings), findings


def test_a_forged_signature_under_what_was_held_is_found(custodian: Viewer, holder: int) -> None:
    note = hand_out(holder, viewer=custodian).note
    line = cosign(note, HOLDER, at=now()).removeprefix(note)
    forged = note + line.replace(line[40:44], "AAAA" if line[40:44] != "AAAA" else "BBBB")
    codes = {found.code for found in verify_mission(viewer=custodian, held_notes=(forged,)).findings}
    assert codes <= {"cosignature.signature", "note.unreadable"}
    assert codes


def test_a_clock_that_is_read_once(custodian: Viewer, holder: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the deed, not of the holder, decides what is the future."""
    note = hand_out(holder, viewer=custodian).note
    later = now() + timedelta(days=1)
    monkeypatch.setattr(performing, "now", lambda: later)
    assert take_cosignatures(cosign(note, HOLDER, at=later), viewer=custodian)


def run(folder: Path, *command: str, asked: str = "") -> Any:
    """A holder's own machine: no mission, no database."""
    done = subprocess.run(
        [sys.executable, "-m", "tawthiq", "--json", *command],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"), "PATH": "/usr/bin:/bin"},
        input=asked,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_the_way_of_a_holder_by_commands(mission: TestMission, custodian: Viewer, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()

    def inside(*command: str) -> Any:
        done = CliRunner().invoke(app, ["--as", "custodian", "--json", "--mission", str(mission.folder), *command])
        if isinstance(done.exception, TawthiqError):
            return done.exception.code
        assert done.exception is None, done.output
        return json.loads(done.stdout.splitlines()[-1])

    status, made = run(outside, "hold-key", "mine.key", "--name", "partner.example/ledger")
    assert status == 0
    assert (outside / "mine.key").stat().st_mode & 0o077 == 0
    assert made["passphrase"].encode() not in (outside / "mine.key").read_bytes()
    assert run(outside, "hold-key", "mine.key", "--name", "partner.example/ledger")[1]["error"]["code"] == "keys.exists"
    assert run(outside, "hold-key", "other.key", "--name", "a person")[1]["error"]["code"] == "cosigner.name"

    inside("holder", "--add", "Partner")
    assert inside("holder-key", "Nobody", made["key"]) == "holder.unknown"
    assert inside("holder-key", "Partner", made["key"])["fingerprint"] == made["fingerprint"]
    inside("holder", "--give", "Partner", "--to", str(outside / "given.txt"))
    public = ledger.keys(viewer=custodian)[-1].verifier.line()
    hold = ("hold", "given.txt", "kept", "--key", public)
    status, refusal = run(outside, *hold, "--sign", "mine.key", asked="other words\n")
    assert (status, refusal["error"]["code"]) == (2, "sealing.passphrase")
    status, kept = run(outside, *hold, "--sign", "mine.key", asked=made["passphrase"] + "\n")
    assert (status, kept["findings"]) == (0, [])
    signed = outside / "kept" / kept["file"]
    assert [one["holder"] for one in inside("holder-signature", str(signed))] == ["Partner"]
    assert inside("holder-signature", str(signed)) == []
    verdict = inside("verify", "--held", str(signed))
    assert verdict["findings"] == []
    assert [one["holder"] for one in verdict["cosigned"]] == ["Partner"]
    # The next one must continue what is held, whoever signed it.
    receive_bytes(b"another photograph", viewer=mission.viewer())
    inside("holder", "--give", "Partner", "--to", str(outside / "next.txt"))
    status, kept = run(outside, "hold", "next.txt", "kept", "--sign", "mine.key", asked=made["passphrase"] + "\n")
    assert (status, kept["findings"]) == (0, [])


def test_a_holder_signs_nothing_that_does_not_continue(mission: TestMission, custodian: Viewer, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    holder_id = add_holder("Partner", viewer=custodian)
    first = hand_out(holder_id, viewer=custodian)
    receive_bytes(b"another photograph", viewer=mission.viewer())
    second = hand_out(holder_id, viewer=custodian)
    _, made = run(outside, "hold-key", "mine.key", "--name", "partner.example")
    public = ledger.keys(viewer=custodian)[-1].verifier.line()
    for name, handout in (("second", second), ("first", first)):
        (outside / f"{name}.txt").write_text(handout.text(), encoding="utf-8")
    assert run(outside, "hold", "second.txt", "kept", "--key", public)[0] == 0
    status, kept = run(outside, "hold", "first.txt", "kept", "--sign", "mine.key", asked=made["passphrase"] + "\n")
    assert (status, [one["code"] for one in kept["findings"]]) == (6, ["checkpoint.rolled_back"])
    assert kept["file"].startswith("refused-")
    assert "partner.example" not in (outside / "kept" / kept["file"]).read_text()


def test_a_file_that_is_another_key_signs_nothing(custodian: Viewer, tmp_path: Path) -> None:
    from tawthiq.sealing.keys import protect

    handout = hand_out(add_holder("Partner", viewer=custodian), viewer=custodian)
    (tmp_path / "given.txt").write_text(handout.text(), encoding="utf-8")
    (tmp_path / "other.key").write_bytes(protect("AGE-SECRET-KEY", "eight words"))
    public = ledger.keys(viewer=custodian)[-1].verifier.line()
    status, refusal = run(
        tmp_path, "hold", "given.txt", "kept", "--key", public, "--sign", "other.key", asked="eight words\n"
    )
    assert (status, refusal["error"]["code"]) == (2, "cosigner.file")
    assert not list((tmp_path / "kept").glob("checkpoint-*.txt"))
