import struct
import zlib
from pathlib import Path

from sample.conftest import Built
from sample.reading_back import read_json


def _decode(path: Path) -> tuple[int, int, bytes]:
    raw = path.read_bytes()
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    chunks: dict[bytes, bytes] = {}
    place = 8
    while place < len(raw):
        (length,) = struct.unpack(">I", raw[place : place + 4])
        kind, body = raw[place + 4 : place + 8], raw[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", raw[place + 8 + length : place + 12 + length])
        assert check == zlib.crc32(kind + body)
        chunks[kind] = body
        place += 12 + length
    width, height, *kind_of = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kind_of == [8, 0, 0, 0, 0]
    return width, height, zlib.decompress(chunks[b"IDAT"])


def test_pictures_decode_and_have_ink_on_paper(small: Built) -> None:
    described = read_json(small.folder / "pictures" / "index.json")
    assert len(described) == small.truth.pictures == 4
    for picture in described:
        width, height, rows = _decode(small.folder / "pictures" / picture["file"])
        assert len(rows) == height * (width + 1)
        inked = sum(value < 100 for value in rows) / len(rows)
        assert 0.002 < inked < 0.2
        assert picture["title"]
        assert picture["description"]


def test_two_pages_of_the_register_differ(small: Built) -> None:
    first, second = (small.folder / "pictures" / f"register-page-{page}.png" for page in (1, 2))
    assert _decode(first)[2] != _decode(second)[2]
