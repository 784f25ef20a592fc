"""SHA-256, the one digest of the house: courts know it, and every machine can check it."""

from __future__ import annotations

from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

CHUNK = 1024 * 1024


def digest_bytes(data: bytes) -> str:
    """SHA-256 of bytes, in lower-case hex."""
    return sha256(data).hexdigest()


def digest_text(text: str) -> str:
    """SHA-256 of the UTF-8 form of `text`, in lower-case hex."""
    return sha256(text.encode("utf-8")).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file, streamed; memory stays flat whatever its size."""
    with path.open("rb") as handle:
        return digest_stream(handle)


def digest_stream(stream: BufferedReader) -> str:
    """SHA-256 of what is left to read of a stream of a file."""
    return file_digest(stream, "sha256").hexdigest()


def copy_and_digest(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy a stream and return its SHA-256 and size in bytes: the digest is of the very bytes written."""
    running = sha256()
    size = 0
    while block := source.read(CHUNK):
        running.update(block)
        target.write(block)
        size += len(block)
    return running.hexdigest(), size


def measure(source: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size in bytes of what is left to read of any stream."""
    running = sha256()
    size = 0
    while block := source.read(CHUNK):
        running.update(block)
        size += len(block)
    return running.hexdigest(), size
