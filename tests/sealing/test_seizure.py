"""The search for leaks finds every leak that is planted, in each dress, and nothing where there is none."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from sealing.seizure import Scan

WORDS = ["Zumurruda-7qx-Karkadan", "زمردة-كركدن-٧ق"]


def scanned(folder: Path) -> Scan:
    scan = Scan(WORDS)
    scan.tree(folder)
    return scan


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "dress",
    [
        lambda w: f"a name: {w}.".encode(),
        lambda w: f"a name: {w.lower()}.".encode(),
        lambda w: f"xx{w}yy".encode("utf-16-le"),
        lambda w: f"xx{w}yy".encode("utf-16-be"),
        lambda w: base64.b64encode(f"{w} and more of it".encode()),
        lambda w: base64.b64encode(f"x{w} and more of it".encode()),
        lambda w: base64.b64encode(f"xy{w} and more of it".encode()),
        lambda w: w.encode().hex().encode(),
        lambda w: f"/search?q={quote(w)}".encode(),
        lambda w: json.dumps({"name": w}).encode(),
        lambda w: b"before" + gzip.compress(f"more {w}".encode()) + b"after",
        lambda w: b"before" + zlib.compress(f"more {w}, and more of it".encode() * 3),
        lambda w: gzip.compress(base64.b64encode(f"{w} and more of it".encode())),
    ],
)
def test_a_planted_leak_is_found(tmp_path: Path, word: str, dress: object) -> None:
    (tmp_path / "file").write_bytes(dress(word))  # type: ignore[operator]
    assert {hit.word for hit in scanned(tmp_path).hits} == {word}


def test_a_deleted_row_is_found_in_the_free_pages_of_a_database(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as store:
        store.execute("PRAGMA secure_delete = OFF")
        store.execute("CREATE TABLE t (x TEXT)")
        store.execute("INSERT INTO t VALUES (?)", (WORDS[0] * 3,))
        store.commit()
        store.execute("DELETE FROM t")
    store.close()
    assert scanned(tmp_path).hits


def test_a_name_of_a_file_and_a_zip_are_looked_into(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", WORDS[1] * 9)
    assert {hit.word for hit in scanned(tmp_path).hits} == {WORDS[1]}
    (tmp_path / f"{WORDS[0]}.txt").touch()
    assert {hit.word for hit in scanned(tmp_path).hits} == set(WORDS)


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"Zumurruda, Karkadan and others" * 50)
    scan = scanned(tmp_path)
    assert scan.hits == []
    assert scan.looked_at > 1000
