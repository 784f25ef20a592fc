"""MP4 and MOV: what they say of themselves, and copies whose boxes of metadata are blanked.

A copy keeps the layout of the file, so that the positions of pictures and sound still hold; every box that does not
serve playing becomes an empty ``free`` box of the same length, and moments, names of devices and names of encoders
are zeroed. A film with a track that is neither picture nor sound (phones keep places in such tracks) is refused: what
lies in its data cannot be told apart. What an encoder hides inside pictures or sound is not looked for.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from tawthiq.intake.exif import UnreadableError, clean
from tawthiq.intake.pictures import TooLargeError

MOST_MOVIE = 64 * 1024 * 1024
MOST_BOXES = 100_000
_INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts"})
_TOP = frozenset({b"ftyp", b"moov", b"mdat"})
_PLAYS = _INSIDE | {b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"vmhd", b"smhd", b"dref", b"elst", b"stsd", b"stts", b"stss"}
_PLAYS |= {b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sdtp", b"sgpd", b"sbgp", b"cslg", b"gmhd"}
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"([+-]\d{1,3}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_TEXTS = {b"\xa9mak": "camera_make", b"\xa9mod": "camera_model", b"\xa9swr": "software", b"\xa9day": "taken_at"}
_KEYS = {
    "com.apple.quicktime.make": "camera_make",
    "com.apple.quicktime.model": "camera_model",
    "com.apple.quicktime.software": "software",
    "com.apple.quicktime.creationdate": "taken_at",
    "com.apple.quicktime.location.ISO6709": "place",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its kind, where its body begins and ends, and the kinds it lies in."""

    kind: bytes
    start: int
    body: int
    end: int
    path: tuple[bytes, ...]


def film_facts(path: Path) -> dict[str, Any]:
    """Length, size, moment, device and place that a film tells."""
    with path.open("rb") as file:
        _, movie = _movie(file)
    facts: dict[str, Any] = {"kind": "film"}
    carries: set[str] = set()
    for box in _boxes(movie, 0, len(movie), ()):
        body = movie[box.body : box.end]
        if box.kind == b"mvhd":
            facts |= _times(body)
        elif box.kind == b"tkhd" and len(body) >= 8:
            width, height = (number >> 16 for number in struct.unpack(">II", body[-8:]))
            if width and height:
                facts["width"], facts["height"] = width, height
        elif box.kind in {b"udta", b"meta", b"uuid"}:
            carries.add(box.kind.decode())
            facts |= _told(body)
    return {**facts, "tracks": sorted(_tracks(movie)), "carries": sorted(carries)}


def _movie(file: BinaryIO) -> tuple[list[Box], bytes]:
    """The boxes of the file, and the bytes of the movie box."""
    file.seek(0, 2)
    size = file.tell()
    top, at = [], 0
    while at < size:
        file.seek(at)
        head = file.read(16)
        box = _box(head, at, size)
        top.append(box)
        if len(top) > MOST_BOXES:
            raise UnreadableError
        at = box.end
    movies = [box for box in top if box.kind == b"moov"]
    if len(movies) != 1 or not top or top[0].kind not in {b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip"}:
        raise UnreadableError
    if movies[0].end - movies[0].start > MOST_MOVIE:
        raise TooLargeError
    file.seek(movies[0].start)
    return top, file.read(movies[0].end - movies[0].start)


def _box(head: bytes, at: int, end: int, path: tuple[bytes, ...] = ()) -> Box:
    if len(head) < 8:
        raise UnreadableError
    length, kind, skipped = int.from_bytes(head[:4]), head[4:8], 8
    if length == 1:
        length, skipped = int.from_bytes(head[8:16]), 16
    elif length == 0:
        length = end - at
    if length < skipped or at + length > end:
        raise UnreadableError
    return Box(kind, at, at + skipped, at + length, path)


def _boxes(data: bytes, at: int, end: int, path: tuple[bytes, ...]) -> Iterator[Box]:
    """Every box, those inside others after them."""
    while at < end:
        if end - at == 4 and not any(data[at:end]):  # QuickTime ends lists with four zeros
            return
        box = _box(data[at : at + 16], at, end, path)
        yield box
        if box.kind in _INSIDE and len(path) < 8:
            yield from _boxes(data, box.body, box.end, (*path, box.kind))
        at = box.end


def _times(body: bytes) -> dict[str, Any]:
    wide = body[:1] == b"\x01"
    try:
        made, _, scale, length = struct.unpack_from(">QQIQ" if wide else ">IIII", body, 4)
    except struct.error as error:
        raise UnreadableError from error
    facts: dict[str, Any] = {}
    if scale and length < 2**40:
        facts["seconds"] = round(length / scale, 3)
    if 0 < made < 2**33:
        facts["made_at"] = (_EPOCH + timedelta(seconds=made)).isoformat()
    return facts


def _told(body: bytes) -> dict[str, Any]:
    """Texts that a film tells of itself, in the two ways phones write them."""
    facts: dict[str, Any] = {}
    for code, name in _TEXTS.items():
        at = body.find(code)
        if at >= 0 and (value := clean(body[at + 8 : at + 8 + int.from_bytes(body[at + 4 : at + 6])])):
            facts[name] = value
    facts |= _keyed(body)
    at = body.find(b"\xa9xyz")
    told = facts.pop("place", "") or (clean(body[at + 8 : at + 72]) if at >= 0 else "")
    if (place := _PLACE.match(told)) is not None:
        facts["latitude"], facts["longitude"] = float(place[1]), float(place[2])
    return facts


def _keyed(body: bytes) -> dict[str, Any]:
    """Values that stand under named keys, as Apple's phones write them: a list of names, then a list of values."""
    names, values = body.find(b"keys"), body.find(b"ilst")
    if min(names, values) < 0:
        return {}
    known, at = [], names + 12
    for _ in range(min(int.from_bytes(body[names + 8 : names + 12]), 64)):
        end = at + max(8, int.from_bytes(body[at : at + 4]))
        known.append(clean(body[at + 8 : end]))
        at = end
    facts: dict[str, Any] = {}
    at = values + 4
    for _ in known:
        length, number = int.from_bytes(body[at : at + 4]), int.from_bytes(body[at + 4 : at + 8])
        value = clean(body[at + 24 : at + length])
        if 1 <= number <= len(known) and known[number - 1] in _KEYS and value:
            facts[_KEYS[known[number - 1]]] = value
        at += max(8, length)
    return facts


def _tracks(movie: bytes) -> list[str]:
    handlers = [b for b in _boxes(movie, 0, len(movie), ()) if b.kind == b"hdlr" and b.path[-1:] == (b"mdia",)]
    return [clean(movie[b.body + 8 : b.body + 12]) for b in handlers]


def film_copy(path: Path, target: BinaryIO) -> None:
    """Write the copy of a film; refuses a broken one (UnreadableError) and one with other tracks (ValueError)."""
    with path.open("rb") as file:
        top, movie = _movie(file)
        if any(box.kind == b"moof" for box in top) or set(_tracks(movie)) - {"vide", "soun"}:
            raise ValueError("tracks")
        made = bytearray(movie)
        for box in _boxes(movie, 0, len(movie), ()):
            _blank_box(made, box)
        for box in top:
            if box.kind == b"moov":
                target.write(made)
            elif box.kind in _TOP:
                file.seek(box.start)
                _pour(file, target, box.end - box.start)
            else:
                file.seek(box.start)
                head = file.read(box.body - box.start)
                target.write(head[:4] + b"free" + head[8:])
                _pour_zeros(target, box.end - box.body)


def _blank_box(made: bytearray, box: Box) -> None:
    if box.kind not in _PLAYS:
        made[box.start + 4 : box.start + 8] = b"free"
        made[box.body : box.end] = bytes(box.end - box.body)
    elif box.kind in {b"mvhd", b"tkhd", b"mdhd"}:
        width = 16 if made[box.body] == 1 else 8
        _zero(made, box, 4, 4 + width)
    elif box.kind == b"hdlr":
        _zero(made, box, 4, 8)
        _zero(made, box, 12, box.end - box.body)
    elif box.kind == b"stsd" and bytes(made[box.body + 12 : box.body + 16]) in (
        b"avc1",
        b"hvc1",
        b"hev1",
        b"mp4v",
        b"jpeg",
    ):
        _zero(made, box, 58, 90)  # the encoder's name, in the first picture description


def _zero(made: bytearray, box: Box, start: int, end: int) -> None:
    stop = min(box.body + end, box.end)
    if box.body + start < stop:
        made[box.body + start : stop] = bytes(stop - box.body - start)


def _pour(file: BinaryIO, target: BinaryIO, left: int) -> None:
    while left and (block := file.read(min(left, 1024 * 1024))):
        target.write(block)
        left -= len(block)


def _pour_zeros(target: BinaryIO, left: int) -> None:
    while left:
        target.write(bytes(min(left, 1024 * 1024)))
        left -= min(left, 1024 * 1024)
