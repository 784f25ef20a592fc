"""Looks for words in everything that somebody who takes a machine would have, in every dress that words are kept in.

Each word is looked for as UTF-8, UTF-16 of both orders, base64 in its three alignments, hex, percent encoding and JSON
escapes, in lower case too; in the raw bytes of every file (a database's free pages, its log and its journal are such
bytes), and in whatever of it is gzip, zlib or zip, unpacked.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

GZIP = re.compile(rb"\x1f\x8b\x08")
ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
MOST_STREAMS = 400
DEEPEST = 3


@dataclass(frozen=True)
class Hit:
    """One finding: which word, in which dress, where."""

    word: str
    dress: str
    where: str


def dresses(word: str) -> dict[str, bytes]:
    """The byte strings a word may stand as."""
    plain = word.encode("utf-8")
    found = {"utf-8": plain, "utf-16-le": word.encode("utf-16-le"), "utf-16-be": word.encode("utf-16-be")}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        found[f"base64+{shift}"] = coded[-(-shift * 8 // 6) : len(coded) // 4 * 4 - 4]
    found["hex"] = plain.hex().encode()
    found["percent"] = quote(word).encode()
    found["percent-lower"] = quote(word).lower().encode()
    found["json"] = json.dumps(word)[1:-1].encode()
    return {dress: data for dress, data in found.items() if len(data) >= 6}


class Scan:
    """A search for several words at once; `hits` grows, `looked_at` counts bytes, packed ones too."""

    def __init__(self, words: list[str]) -> None:
        self._wanted = [
            (word, dress, data)
            for word in words
            for dress, data in {**dresses(word), **{f"{d} lower": b for d, b in dresses(word.lower()).items()}}.items()
        ]
        self.hits: list[Hit] = []
        self.looked_at = 0
        self.files = 0

    def tree(self, root: Path) -> None:
        """Every file below `root`, whatever its name; one that a running server has taken away is in nobody's hands."""
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                with suppress(FileNotFoundError):
                    self.data(path.read_bytes(), str(path.relative_to(root)))
                    self.files += 1
                self.data(path.name.encode("utf-8", "surrogateescape"), f"name of {path.relative_to(root)}")

    def data(self, data: bytes, where: str, *, depth: int = 0) -> None:
        """Some bytes, and what is packed in them."""
        self.looked_at += len(data)
        self.hits += [Hit(word, dress, where) for word, dress, wanted in self._wanted if wanted in data]
        if depth < DEEPEST:
            for unpacked in _unpacked(data):
                self.data(unpacked, f"{where} (unpacked)", depth=depth + 1)

    def memory(self, process: int) -> None:
        """What a running process holds in memory that it may write, in the dresses that text has in memory."""
        wanted_here = [entry for entry in self._wanted if entry[1] in {"utf-8", "utf-16-le", "base64+0"}]
        with Path(f"/proc/{process}/maps").open() as maps, Path(f"/proc/{process}/mem").open("rb", 0) as memory:
            for line in maps:
                span, rights, *_rest = line.split()
                start, end = (int(part, 16) for part in span.split("-"))
                if not rights.startswith("rw") or end - start > 2**30:
                    continue
                try:
                    memory.seek(start)
                    held = memory.read(end - start)
                except (OSError, ValueError, OverflowError):
                    continue
                self.looked_at += len(held)
                self.hits += [Hit(w, d, f"memory of {process}") for w, d, wanted in wanted_here if wanted in held]


def _unpacked(data: bytes) -> Iterator[bytes]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
        return
    starts = [(found.start(), 31) for found in list(GZIP.finditer(data))[:MOST_STREAMS]]
    starts += [(found.start(), 15) for found in list(ZLIB.finditer(data))[:MOST_STREAMS]]
    for start, kind in starts:
        try:
            given = zlib.decompressobj(kind).decompress(data[start:], 2**26)
        except zlib.error:
            continue
        if len(given) > 8:
            yield given
