"""Co-signatures are those of the C2SP form, hold over the whole note and its time, and no changed bit passes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from custody.bags import AT, KEY, Ledger
from tawthiq.custody.ledger import EntryKind
from tawthiq.sealing.cosigning import Cosigner, cosign, cosigner_of, read_cosignatures, read_cosigner
from tawthiq.sealing.signing import SigningKey, open_note, read_verifier
from tawthiq.terms.errors import EvidenceError

HOLDER = SigningKey(name="partner.example/holder", seed=bytes(range(32, 64)))
OTHER = SigningKey(name="partner.example/holder", seed=bytes(range(64, 96)))
WHEN = AT + timedelta(hours=3, microseconds=5)


@pytest.fixture
def note() -> str:
    ledger = Ledger()
    for _ in range(3):
        ledger.enter(EntryKind.RECEIVED)
    return ledger.note()


def refused(note: str, cosigner: Cosigner) -> str:
    with pytest.raises(EvidenceError) as refusal:
        read_cosignatures(note, [cosigner])
    return refusal.value.code


def test_the_form_is_that_of_the_specification(note: str) -> None:
    """Worked out here once more from the words of C2SP tlog-cosignature, with another library's verifier alone."""
    signed = cosign(note, HOLDER, at=WHEN)
    assert signed.startswith(note)
    line = signed.removeprefix(note)
    name, body = line.removeprefix("— ").rstrip("\n").split(" ")
    raw = b64decode(body, validate=True)
    public = HOLDER.verifier().public
    assert name == HOLDER.name
    assert raw[:4] == sha256(HOLDER.name.encode() + b"\n\x04" + public).digest()[:4]
    seconds = int.from_bytes(raw[4:12], "big")
    assert datetime.fromtimestamp(seconds, tz=UTC) == WHEN.replace(microsecond=0)
    text = note[: note.rindex("\n\n") + 1]
    Ed25519PublicKey.from_public_bytes(public).verify(raw[12:], f"cosignature/v1\ntime {seconds}\n{text}".encode())


def test_what_was_signed_is_read_with_its_time_and_the_ledgers_own_signature_still_holds(note: str) -> None:
    twice = cosign(cosign(note, HOLDER, at=WHEN), OTHER, at=WHEN)
    assert open_note(twice, [KEY.verifier()]).signed_by == (KEY.name,)
    (one,) = read_cosignatures(twice, [cosigner_of(HOLDER)])
    assert (one.name, one.at) == (HOLDER.name, WHEN.replace(microsecond=0))
    assert f"{note}{one.line}\n" == cosign(note, HOLDER, at=WHEN)
    assert len(read_cosignatures(twice, [cosigner_of(HOLDER), cosigner_of(OTHER)])) == 2
    assert read_cosignatures(note, [cosigner_of(HOLDER)]) == ()
    assert read_cosignatures(cosign(note, OTHER, at=WHEN), [cosigner_of(HOLDER)]) == ()


def test_every_changed_bit_of_a_known_keys_line_or_of_the_text_shows(note: str) -> None:
    signed = cosign(note, HOLDER, at=WHEN)
    cosigner = cosigner_of(HOLDER)
    expected = read_cosignatures(signed, [cosigner])
    data = signed.encode()
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]
            try:
                found = read_cosignatures(changed.decode("utf-8"), [cosigner])
            except (EvidenceError, UnicodeDecodeError):
                continue
            if found == expected:  # the ledger's own signature line is not what the holder signed
                assert note.rindex("\n\n") + 2 <= len(changed[:at].decode("utf-8", "ignore")) < len(note)
            else:
                assert found == ()


def test_a_key_that_signs_notes_does_not_pass_for_one_that_cosigns(note: str) -> None:
    for line in (HOLDER.verifier().line(), "x", "", cosigner_of(HOLDER).line() + "x"):
        with pytest.raises(EvidenceError):
            read_cosigner(line)
    with pytest.raises(EvidenceError):
        read_verifier(cosigner_of(HOLDER).line())
    assert read_cosigner(cosigner_of(HOLDER).line()) == cosigner_of(HOLDER)
    with pytest.raises(EvidenceError):
        open_note(cosign(note, HOLDER, at=WHEN), [HOLDER.verifier()])


def test_a_key_with_anothers_id_is_refused() -> None:
    mine, other = cosigner_of(HOLDER), cosigner_of(OTHER)
    name, key_id, body = mine.line().split("+", 2)
    with pytest.raises(EvidenceError) as refusal:
        read_cosigner(f"{name}+{other.key_id.hex()}+{body}")
    assert refusal.value.code == "note.key"
    assert key_id == mine.key_id.hex()


@pytest.mark.parametrize("raw", [b"", b"\x00" * 8, b"\xff" * 72, b"\x00" * 71, b"\x00" * 73])
def test_a_known_keys_line_of_another_shape_is_refused(note: str, raw: bytes) -> None:
    cosigner = cosigner_of(HOLDER)
    line = f"— {HOLDER.name} {b64encode(cosigner.key_id + raw).decode()}\n"
    assert refused(note + line, cosigner) in {"cosignature.signature", "note.unreadable"}


@pytest.mark.parametrize("words", ["", "no note", "a\n\nb\n", "a\n\n— x y\n"])
def test_what_is_no_note_is_refused(words: str) -> None:
    assert refused(words, cosigner_of(HOLDER)) == "note.unreadable"
    with pytest.raises(EvidenceError):
        cosign("no note", HOLDER, at=WHEN)
