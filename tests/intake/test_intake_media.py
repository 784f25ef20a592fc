"""Pictures and films: what they say of themselves is read, copies hold none of it, hostile ones are refused."""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import media_files as made
from tawthiq.intake.extracting import Extractor
from tawthiq.terms.errors import BadInputError

WHERE = {"latitude": 34.5, "longitude": -36.25}


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor() as one:
        yield one


def kept(folder: Path, data: bytes) -> Path:
    path = folder / "kept"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiff_says_when_where_and_with_what(extractor: Extractor, tmp_path: Path, order: str) -> None:
    facts = extractor.read_facts(kept(tmp_path, made.exif(order=order, tiff_size=(640, 480))))
    assert facts == {
        "kind": "tiff",
        "width": 640,
        "height": 480,
        "camera_make": "Invented Cameras",
        "camera_model": "Model 7",
        "orientation": 6,
        "taken_at": "2025:01:02 03:04:05",
        "altitude": 120.0,
        **WHERE,
    }


def test_a_jpeg_says_it_too_and_what_else_it_carries(extractor: Extractor, tmp_path: Path) -> None:
    facts = extractor.read_facts(kept(tmp_path, made.jpeg()))
    assert facts.items() >= {"kind": "jpeg", "width": 16, "height": 16, "camera_model": "Model 7", **WHERE}.items()
    assert facts["carries"] == ["comment", "exif", "iptc", "xmp"]


def test_a_png_says_it_in_texts_and_exif(extractor: Extractor, tmp_path: Path) -> None:
    facts = extractor.read_facts(kept(tmp_path, made.png()))
    assert facts.items() >= {"kind": "png", "width": 5, "height": 4, **WHERE}.items()
    assert facts["texts"] == {"Author": "Lina Haddad"}


@pytest.mark.parametrize("keyed", [False, True])
def test_a_film_says_its_length_moment_and_place(extractor: Extractor, tmp_path: Path, *, keyed: bool) -> None:
    facts = extractor.read_facts(kept(tmp_path, made.film(keyed=keyed)))
    told = {
        "kind": "film",
        "seconds": 2.5,
        "width": 640,
        "height": 480,
        "made_at": "2024-05-31T11:33:20+00:00",
        **WHERE,
    }
    assert facts.items() >= told.items()
    assert facts["tracks"] == ["soun", "vide"]
    assert keyed or facts["camera_make"] == "Invented"


@pytest.mark.parametrize("data", [b"plain words", b"%PDF-1.7", b"\x00\x00\x00\x18ftypheic", b""])
def test_other_files_say_nothing(extractor: Extractor, tmp_path: Path, data: bytes) -> None:
    assert extractor.read_facts(kept(tmp_path, data)) == {}


@pytest.mark.parametrize(
    "data", [made.jpeg(), made.png(), made.film(), made.film(keyed=True)], ids=["j", "p", "f", "k"]
)
def test_a_copy_holds_no_name_no_place_and_no_moment(extractor: Extractor, tmp_path: Path, data: bytes) -> None:
    path = kept(tmp_path, data)
    assert made.CANARY in data
    kind, copy = extractor.copy_bare(path)
    bare = copy.read_bytes()
    assert path.read_bytes() == data
    for told in (
        made.CANARY,
        b"Exif",
        b"Invented",
        b"2025:01:02",
        b"+34.5000",
        b"ns.adobe",
        struct.pack(">I", 3_800_000_000),
    ):
        assert told not in bare, told
    left = extractor.read_facts(copy)
    assert left["kind"] == kind
    assert not {"latitude", "longitude", "altitude", "taken_at", "made_at", "camera_make", "texts", "software"} & set(
        left
    )
    assert left.get("carries") == []


def test_a_copy_shows_the_same_picture(extractor: Extractor, tmp_path: Path) -> None:
    assert extractor.copy_bare(kept(tmp_path, made.jpeg()))[1].read_bytes() == made.jpeg(with_metadata=False)
    (tmp_path / "kept.copy").unlink()
    bare = extractor.copy_bare(kept(tmp_path, made.png()))[1].read_bytes()
    pixels = [zlib.decompress(file[file.index(b"IDAT") + 4 :][:-16]) for file in (bare, made.png(with_metadata=False))]
    assert pixels[0] == pixels[1]


def test_a_film_plays_from_the_same_places(extractor: Extractor, tmp_path: Path) -> None:
    data = made.film()
    bare = extractor.copy_bare(kept(tmp_path, data))[1].read_bytes()
    assert len(bare) == len(data)
    assert bare.index(b"pictures and sound") == data.index(b"pictures and sound")
    assert bare.count(b"stco") == data.count(b"stco") == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (made.jpeg()[:-400][:900], "damaged"),
        (made.jpeg(with_metadata=False)[:-2], "damaged"),
        (made.jpeg(width=60_000, height=60_000, with_metadata=False), "too_large"),
        (made.jpeg(width=0, with_metadata=False), "damaged"),
        (b"\xff\xd8\xff" + b"\x00" * 50, "damaged"),
        (made.png()[:60], "damaged"),
        (made.png(width=100_000, height=100_000, with_metadata=False, pixels=b"\x00"), "too_large"),
        (made.png(pixels=bytes(5_000_000), with_metadata=False), "damaged"),
        (made.png(pixels=b"\x00" * 10, with_metadata=False), "damaged"),
        (made.png().replace(b"IDAT", b"IDAX"), "damaged"),
        (made.film()[:-30], "damaged"),
        (made.film(handlers=(b"vide", b"meta")), "other_tracks"),
        (made.exif(tiff_size=(4, 4)), "not_copied"),
        (b"\x89PNG\r\n\x1a\n" + made.jpeg(), "damaged"),
        (b"plain words", "not_copied"),
    ],
)
def test_hostile_files_give_no_copy(extractor: Extractor, tmp_path: Path, data: bytes, reason: str) -> None:
    path = kept(tmp_path, data)
    with pytest.raises(BadInputError) as caught:
        extractor.copy_bare(path)
    assert caught.value.code == f"intake.{reason}"
    assert path.read_bytes() == data


def test_broken_exif_leaves_the_picture_readable(extractor: Extractor, tmp_path: Path) -> None:
    data = made.jpeg().replace(b"II*\x00\x08\x00\x00\x00", b"II*\x00\xff\xff\xff\x7f")
    facts = extractor.read_facts(kept(tmp_path, data))
    assert facts["exif_is_damaged"]
    assert facts["width"] == 16


def test_every_cut_and_every_flipped_byte_is_answered(tmp_path: Path) -> None:
    from tawthiq.intake import films, pictures
    from tawthiq.intake.exif import UnreadableError, read_exif

    for read, data in (
        (pictures.jpeg_copy, made.jpeg()),
        (pictures.png_copy, made.png()),
        (read_exif, made.exif()),
    ):
        for at in range(len(data)):
            for harmed in (data[:at], data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]):
                with contextlib.suppress(UnreadableError, pictures.TooLargeError):
                    read(harmed)
    data = made.film(keyed=True)
    path = tmp_path / "film"
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        with contextlib.suppress(UnreadableError, pictures.TooLargeError):
            films.film_facts(path)
