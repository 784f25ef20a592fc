"""Fuzzers of what reads notes, checkpoints, stamps, bags and backups.

Whatever comes in, the answer is a value or one of our own refusals; and nothing that was changed passes for whole.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from custody.authority import Authority, make_authority
from custody.bags import AT, KEY, Ledger, make_bag
from properties.damage import (
    damaged,
    damaged_text,
    damaged_zip,
    fuzzed,
    limited_memory,
)
from tawthiq.actions.restore_backup import restore
from tawthiq.custody import bag_verification
from tawthiq.custody.bag_packing import pack_bag, unpacked
from tawthiq.custody.bag_verification import verify_bag
from tawthiq.custody.checkpoints import open_checkpoint, read_checkpoint
from tawthiq.custody.holding import Handout, read_handout
from tawthiq.custody.ledger import EntryKind, check_chain
from tawthiq.keeping.copies import CONTENTS
from tawthiq.sealing.cosigning import cosign, cosigner_of, read_cosignatures, read_cosigner
from tawthiq.sealing.digests import digest_bytes, digest_text
from tawthiq.sealing.signing import SigningKey, open_note, read_public_pem, read_verifier
from tawthiq.sealing.timestamps import certificate_fingerprint, make_request, verify_token
from tawthiq.terms.errors import EvidenceError, TawthiqError

pytestmark = pytest.mark.usefixtures(limited_memory.__name__)
__all__ = ["limited_memory"]  # the fixture, for the tests of this module

HOLDER = SigningKey(name="partner.example", seed=bytes(range(32)))


@cache
def ledger() -> Ledger:
    made = Ledger()
    for _ in range(4):
        made.enter(EntryKind.RECEIVED)
    return made


NOTE = ledger().note()
HANDOUT = Handout(since=2, path=(bytes(32), bytes(range(32))), note=NOTE).text()
COSIGNED = cosign(NOTE, HOLDER, at=AT)


# --- notes


@fuzzed(400)
@given(damaged_text(NOTE, COSIGNED))
def test_any_note_is_opened_as_it_was_signed_or_refused(note: str) -> None:
    try:
        opened = open_note(note, [KEY.verifier()])
    except EvidenceError as refusal:
        event(refusal.code)
        return
    assert opened.text == NOTE[: NOTE.rindex("\n\n") + 1]
    assert open_checkpoint(note, [KEY.verifier()]).size == 4


@fuzzed(400)
@given(damaged_text(NOTE[: NOTE.rindex("\n\n") + 1]))
def test_any_checkpoint_is_written_back_as_it_was_read(text: str) -> None:
    try:
        assert read_checkpoint(text).text() == text
    except EvidenceError as refusal:
        event(refusal.code)


@fuzzed(400)
@given(damaged_text(HANDOUT, NOTE))
def test_any_handout_is_written_back_as_it_was_read(text: str) -> None:
    try:
        assert read_handout(text).text() == text
    except EvidenceError as refusal:
        event(refusal.code)


@fuzzed(400)
@given(damaged_text(COSIGNED))
def test_any_cosignature_is_the_one_that_was_made_or_none(note: str) -> None:
    try:
        found = read_cosignatures(note, [cosigner_of(HOLDER)])
    except EvidenceError as refusal:
        event(refusal.code)
        return
    assert {one.at for one in found} <= {AT}


@fuzzed(300)
@given(damaged_text(KEY.verifier().line(), cosigner_of(HOLDER).line(), KEY.verifier().pem()))
def test_any_public_key_is_read_back_or_refused(text: str) -> None:
    for read in (read_verifier, read_cosigner, lambda pem: read_public_pem(pem, name="x")):
        try:
            read(text)
        except EvidenceError as refusal:
            event(refusal.code)


@fuzzed(200)
@given(st.lists(st.tuples(st.integers(), damaged_text(*ledger().lines), st.text(max_size=64)), max_size=5))
def test_any_lines_of_a_ledger_are_judged(rows: list[tuple[int, str, str]]) -> None:
    whole = [(n, line, digest_text(line)) for n, line in enumerate(ledger().lines, start=1)]
    assert check_chain(whole) == []
    check_chain(rows)


# --- stamps


@cache
def stamping() -> tuple[Authority, bytes]:
    folder = tempfile.mkdtemp(prefix="tawthiq-test-")
    authority = make_authority(Path(folder) / "authority")
    return authority, authority.stamp(make_request(b"data"))


@pytest.fixture(scope="module", autouse=True)
def gone_afterwards() -> Iterator[None]:
    yield
    if stamping.cache_info().currsize:
        shutil.rmtree(stamping()[0].folder.parent, ignore_errors=True)
        stamping.cache_clear()


@fuzzed(25)
@given(st.data())
def test_any_token_holds_as_it_was_made_or_is_refused(data: st.DataObject) -> None:
    authority, token = stamping()
    given_token = data.draw(damaged(token))
    when = verify_token(token, b"data", root_pem=authority.root_pem).stamped_at
    try:
        # Parts of a token that no signature covers may change; its digest in the ledger is what covers them.
        assert verify_token(given_token, b"data", root_pem=authority.root_pem).stamped_at == when
    except EvidenceError as refusal:
        event(refusal.code)


@fuzzed(300)
@given(damaged_text("-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n"))
def test_any_certificate_has_a_fingerprint_or_none(pem: str) -> None:
    assert len(certificate_fingerprint(pem)) in {0, 64}


# --- bags and backups


@contextmanager
def bag_of_the_run() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(whole_bag(), Path(folder) / "bag")
        yield Path(folder) / "bag"


@cache
def whole_bag() -> Path:
    authority, _ = stamping()
    folder = authority.folder.parent / "bag"
    make_bag(folder, authority)
    return folder


@fuzzed(60)
@given(st.data())
def test_any_bag_is_judged_and_a_changed_one_never_holds(data: st.DataObject) -> None:
    with bag_of_the_run() as bag, pytest.MonkeyPatch.context() as patch:
        patch.setattr(bag_verification, "verify_token", once())
        files = sorted(path for path in bag.rglob("*") if path.is_file())
        path = data.draw(st.sampled_from(files))
        before = path.read_bytes()
        path.write_bytes(data.draw(damaged(before)))
        assert (verify_bag(bag).findings == ()) == (path.read_bytes() == before)


@cache
def once() -> Any:
    return lru_cache(verify_token)


@cache
def packed_bag() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        pack_bag(whole_bag(), Path(folder) / "bag.zip")
        return (Path(folder) / "bag.zip").read_bytes()


@fuzzed(80)
@given(st.data())
def test_any_packed_bag_is_judged_or_refused_and_nothing_is_left(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(bag_verification, "verify_token", once())
        path = Path(folder) / "bag.zip"
        path.write_bytes(data.draw(damaged_zip(packed_bag())))
        try:
            with unpacked(path) as unpacked_to:
                verify_bag(unpacked_to)
        except TawthiqError as refusal:
            event(refusal.code)
        assert [one.name for one in Path(folder).iterdir()] == ["bag.zip"]


@cache
def backup() -> bytes:
    members = {"mission.toml": b'name = "Invented"\n', f"exhibits/{'ab' * 1}/{'ab' * 32}": b"the bytes"}
    contents = {
        "version": "0",
        "made_at": AT.isoformat(),
        "ledger_seq": 1,
        "ledger_sha256": "0" * 64,
        "sha256": {name: digest_bytes(data) for name, data in members.items()},
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, data in members.items():
                out.writestr(name, data)
            out.writestr(CONTENTS, json.dumps(contents))
        return path.read_bytes()


@fuzzed(150)
@given(damaged_zip(backup()))
def test_any_backup_is_restored_whole_or_leaves_nothing(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "backup.zip").write_bytes(data)
        try:
            restored = restore(Path(folder) / "backup.zip", Path(folder) / "mission")
        except TawthiqError as refusal:
            event(refusal.code)
            assert [one.name for one in Path(folder).iterdir()] == ["backup.zip"]
            return
        assert restored.files == len([p for p in (Path(folder) / "mission").rglob("*") if p.is_file()])
        assert asdict(restored)
