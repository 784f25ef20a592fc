"""A full or failing disk, and a process killed at every durable step: nothing acknowledged is lost or half there."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tawthiq.keeping import blobs
from tawthiq.terms.errors import SetupError

WORDS = b"the bytes of a photograph"

#: Runs an ingest and kills it with SIGKILL before the step whose number is given; prints the steps and what was kept.
KILLED = """
import io, os, signal, sys
from pathlib import Path
from tawthiq.keeping import blobs
steps, at = [], int(sys.argv[2])
def watched(name, real):
    def call(*a, **k):
        if len(steps) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        steps.append(name)
        return real(*a, **k)
    return call
os.fsync = watched("fsync", os.fsync)
Path.chmod = watched("chmod", Path.chmod)
Path.replace = watched("rename", Path.replace)
Path.mkdir = watched("mkdir", Path.mkdir)
kept = blobs.keep(Path(sys.argv[1]), io.BytesIO(b"the bytes of a photograph"))
print(kept.sha256, *steps)
"""


def ingest(root: Path, at: int) -> subprocess.CompletedProcess[str]:
    source = Path(blobs.__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(root), str(at)],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_killed_before_every_step_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    whole = ingest(tmp_path / "whole", at=99)
    sha256, *steps = whole.stdout.split()
    assert steps == ["mkdir", "fsync", "mkdir", "chmod", "rename", "fsync", "fsync"]
    for at in range(len(steps)):
        root = tmp_path / str(at)
        done = ingest(root, at)
        assert done.returncode == -9
        assert done.stdout == "", "nothing was acknowledged"
        for found in blobs.kept_digests(root):
            assert found == sha256
            assert blobs.read(root, found) == WORDS
        again = blobs.keep(root, io.BytesIO(WORDS))
        assert again.sha256 == sha256
        assert blobs.read(root, sha256) == WORDS


def failing(real: Callable[..., Any], at: int, code: int) -> tuple[Callable[..., Any], list[int]]:
    calls: list[int] = []

    def call(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == at:
            raise OSError(code, os.strerror(code))
        return real(*given)

    return call, calls


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_failing_flush_stops_and_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, code: int
) -> None:
    call, calls = failing(os.fsync, at, code)
    monkeypatch.setattr(os, "fsync", call)
    with pytest.raises(SetupError) as refused:
        blobs.keep(tmp_path, io.BytesIO(WORDS))
    assert refused.value.code == "evidence.disk"
    assert len(calls) == at, "nothing was flushed after the flush that failed"
    assert list(blobs.kept_digests(tmp_path)) == []
    assert list(tmp_path.glob(".incoming-*")) == []


def test_a_file_that_a_killed_process_left_is_flushed_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs.keep(tmp_path, io.BytesIO(WORDS))
    call, calls = failing(os.fsync, 99, errno.EIO)
    monkeypatch.setattr(os, "fsync", call)
    assert not blobs.keep(tmp_path, io.BytesIO(WORDS)).was_new
    assert len(calls) == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fdopen

    def full(handle: int, *given: Any, **named: Any) -> Any:
        os.close(handle)
        return real(os.open("/dev/full", os.O_WRONLY), *given, **named)

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(SetupError) as refused:
        blobs.keep(tmp_path, io.BytesIO(WORDS * 200_000))
    assert refused.value.code == "evidence.disk"
    assert list(blobs.kept_digests(tmp_path)) == []
