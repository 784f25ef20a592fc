"""Sealed backups: what does not open is told apart from a disk that fails."""

from __future__ import annotations

import errno
import io

import pyrage
import pytest

from tawthiq.sealing.backups import check_recipients, open_stream, seal_stream
from tawthiq.terms.errors import BadInputError, EvidenceError

WORDS = b"a mission, packed" * 20_000


class FullDisk(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, _data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def sealed_to(identity: pyrage.x25519.Identity) -> bytes:
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(WORDS), sealed, [str(identity.to_public())])
    return sealed.getvalue()


def test_a_backup_opens_and_leaves_its_source_open() -> None:
    identity = pyrage.x25519.Identity.generate()
    source, opened = io.BytesIO(sealed_to(identity)), io.BytesIO()
    open_stream(source, opened, str(identity))
    assert opened.getvalue() == WORDS
    assert not source.closed


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-5], lambda b: b[:100_000], lambda b: b[:-3] + b"zzz", lambda b: b[:40]]
)
def test_what_is_cut_or_changed_is_refused(spoil: object) -> None:
    identity = pyrage.x25519.Identity.generate()
    assert callable(spoil)
    with pytest.raises(EvidenceError) as refused:
        open_stream(io.BytesIO(spoil(sealed_to(identity))), io.BytesIO(), str(identity))
    assert refused.value.code == "backup.sealed"


def test_another_key_does_not_open_it() -> None:
    sealed = sealed_to(pyrage.x25519.Identity.generate())
    with pytest.raises(EvidenceError):
        open_stream(io.BytesIO(sealed), io.BytesIO(), str(pyrage.x25519.Identity.generate()))


def test_a_full_disk_is_not_called_a_wrong_key() -> None:
    identity = pyrage.x25519.Identity.generate()
    with pytest.raises(OSError, match="No space left") as failed:
        open_stream(io.BytesIO(sealed_to(identity)), io.BufferedWriter(FullDisk(), 1), str(identity))
    assert failed.value.errno == errno.ENOSPC


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(BadInputError):
        check_recipients(["age1nothing"])
    with pytest.raises(BadInputError):
        open_stream(io.BytesIO(b""), io.BytesIO(), "AGE-SECRET-KEY-NOTHING")
    with pytest.raises(BadInputError):
        open_stream(io.BytesIO(b""), io.BytesIO(), "no key at all")
