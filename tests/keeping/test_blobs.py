"""A kept file lies under its own digest, whole or not at all, and is never changed without being noticed."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tawthiq.keeping import blobs
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import EvidenceError

WORDS = "شهادة: they came at dawn".encode()


def test_the_same_bytes_are_kept_once_and_read_back(tmp_path: Path) -> None:
    first = blobs.keep(tmp_path, io.BytesIO(WORDS))
    second = blobs.keep(tmp_path, io.BytesIO(WORDS))
    assert (first.sha256, first.size, first.was_new) == (digest_bytes(WORDS), len(WORDS), True)
    assert (second.sha256, second.was_new) == (first.sha256, False)
    assert blobs.read(tmp_path, first.sha256) == WORDS
    assert list(blobs.kept_digests(tmp_path)) == [first.sha256]


def test_a_kept_file_is_read_only(tmp_path: Path) -> None:
    kept = blobs.keep(tmp_path, io.BytesIO(WORDS))
    assert stat.S_IMODE(blobs.path_of(tmp_path, kept.sha256).stat().st_mode) == 0o444


def test_a_process_killed_before_the_rename_leaves_nothing_named(tmp_path: Path) -> None:
    program = (
        "import io, os, sys\n"
        "from pathlib import Path\n"
        "from tawthiq.keeping import blobs\n"
        "Path.replace = lambda *_: os._exit(9)\n"
        "blobs.keep(Path(sys.argv[1]), io.BytesIO(b'half'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environment, check=False)
    assert ended.returncode == 9
    assert list(blobs.kept_digests(tmp_path)) == []
    assert len(list(tmp_path.glob(".incoming-*"))) == 1
    kept = blobs.keep(tmp_path, io.BytesIO(b"half"))
    assert kept.was_new
    assert blobs.read(tmp_path, kept.sha256) == b"half"


class _Broken(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        part = super().read(size)
        if not part:
            raise OSError("the stick was pulled out")
        return part


def test_a_source_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="pulled out"):
        blobs.keep(tmp_path, _Broken(WORDS))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def changed(tmp_path: Path) -> str:
    kept = blobs.keep(tmp_path, io.BytesIO(WORDS))
    path = blobs.path_of(tmp_path, kept.sha256)
    path.chmod(0o644)
    path.write_bytes(WORDS.replace(b"dawn", b"dusk"))
    return kept.sha256


def test_a_changed_file_is_not_read(tmp_path: Path, changed: str) -> None:
    with pytest.raises(EvidenceError) as refused:
        blobs.read(tmp_path, changed)
    assert refused.value.code == "evidence.changed"


@pytest.mark.usefixtures("changed")
def test_a_changed_file_is_noticed_when_its_bytes_arrive_again(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as refused:
        blobs.keep(tmp_path, io.BytesIO(WORDS))
    assert refused.value.code == "evidence.changed"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as refused:
        blobs.read(tmp_path, digest_bytes(b"never kept"))
    assert refused.value.code == "evidence.missing"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 63 + "/"])
def test_only_a_digest_is_a_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvidenceError):
        blobs.path_of(tmp_path, name)
