"""JPEG and PNG: what they say of themselves, and copies that hold the picture and nothing beside it.

A copy is built anew from the parts that draw the picture; everything else is left out, known or not: EXIF, XMP,
IPTC, thumbnails, comments, texts, colour profiles, a second picture behind the first, bytes after the end. A JPEG's
compressed picture is taken over as it is, so that no detail is lost; a PNG's is unpacked, measured and packed again.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tawthiq.intake.exif import UnreadableError, clean, read_exif

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MOST_PIXELS = 200_000_000
MOST_UNPACKED = 1024**3
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_DRAWS = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDD}
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_SOS, _EOI, _ADOBE, _COMMENT = 0xDA, 0xD9, 0xEE, 0xFE
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_INDEXED = 3
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


class TooLargeError(Exception):
    """The picture is larger than anything that is opened here."""


def jpeg_facts(data: bytes) -> dict[str, Any]:
    """Size of a JPEG, what its EXIF says, and which other kinds of metadata it carries."""
    facts: dict[str, Any] = {"kind": "jpeg"}
    carries = set()
    for marker, part in _segments(data):
        if marker in _FRAMES:
            facts["height"], facts["width"] = struct.unpack_from(">HH", part, 1) if len(part) >= 5 else (0, 0)
        elif marker == 0xE1 and part.startswith(b"Exif\x00\x00"):
            carries.add("exif")
            facts |= _exif_or_note(part[6:])
        elif name := _carried(marker, part):
            carries.add(name)
    if "width" not in facts:
        raise UnreadableError
    return {**facts, "carries": sorted(carries)}


def _exif_or_note(raw: bytes) -> dict[str, Any]:
    """EXIF that is broken does not make the picture unreadable; that it is broken is a fact."""
    try:
        return read_exif(raw)
    except UnreadableError:
        return {"exif_is_damaged": True}


def _carried(marker: int, part: bytes) -> str:
    heads = {b"http://ns.adobe.com/xap/": "xmp", b"http://ns.adobe.com/xmp/": "xmp", b"Photoshop 3.0": "iptc"}
    heads |= {b"ICC_PROFILE": "icc", b"JP": "c2pa", b"MPF\x00": "more_pictures"}
    if marker == _COMMENT:
        return "comment"
    return next((name for head, name in heads.items() if 0xE1 <= marker <= 0xEF and part.startswith(head)), "")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment; that of the scan includes its compressed data."""
    if not data.startswith(JPEG):
        raise UnreadableError
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise UnreadableError
        marker = data[at + 1]
        at += 1 if marker == 0xFF else 2
        if marker == 0xFF or marker in _STANDALONE:
            continue
        if marker == _EOI:
            return
        if at + 2 > len(data):
            raise UnreadableError
        end = at + int.from_bytes(data[at : at + 2])
        if end < at + 2 or end > len(data):
            raise UnreadableError
        if marker == _SOS:
            end = _scan_end(data, end)
        yield marker, data[at + 2 : end]
        at = end
    raise UnreadableError


def _scan_end(data: bytes, at: int) -> int:
    """Where compressed data end: at a marker that is no restart and no escaped byte."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0 and data[at + 1] not in _STANDALONE:
            return at
        at += 2
    raise UnreadableError


def jpeg_copy(data: bytes) -> bytes:
    """The picture of a JPEG alone; refuses (UnreadableError, TooLargeError) what is cut short or far too large."""
    facts = jpeg_facts(data)
    _check_size(facts["width"], facts["height"])
    parts = [b"\xff\xd8"]
    scans = 0
    for marker, body in _segments(data):
        if marker == _ADOBE and body.startswith(b"Adobe") and len(body) >= 12:
            parts.append(b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + body[11:12])  # how its colours are meant
        elif marker in _DRAWS:
            parts.append(bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body)
        elif marker == _SOS:
            scans += 1
            head = 1 + 2 * body[0] + 3 if body else 0
            parts.append(b"\xff\xda" + (head + 2).to_bytes(2) + body)
    if not scans:
        raise UnreadableError
    return b"".join([*parts, b"\xff\xd9"])


def png_facts(data: bytes) -> dict[str, Any]:
    """Size of a PNG, its texts, and what its EXIF says."""
    facts: dict[str, Any] = {"kind": "png"}
    carries: set[str] = set()
    texts: dict[str, str] = {}
    for name, body in _chunks(data):
        if name == b"IHDR":
            facts["width"], facts["height"] = _header(body)[:2]
        elif name == b"eXIf":
            carries.add("exif")
            facts |= _exif_or_note(body)
        elif name == b"tEXt" and len(texts) < 20:
            key, _, value = body.partition(b"\x00")
            texts[clean(key)] = clean(value)
        if name in {b"tEXt", b"zTXt", b"iTXt"}:
            carries.add("xmp" if body.startswith(b"XML:com.adobe.xmp") else "text")
        elif name in {b"iCCP", b"caBX", b"tIME"}:
            carries.add({b"iCCP": "icc", b"caBX": "c2pa", b"tIME": "time"}[name])
    return {**facts, **({"texts": texts} if texts else {}), "carries": sorted(carries)}


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(PNG) or data[12:16] != b"IHDR":
        raise UnreadableError
    at = len(PNG)
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body, end = data[at + 8 : at + 8 + length], at + 12 + length
        if end > len(data) or zlib.crc32(name + body) != int.from_bytes(data[end - 4 : end]):
            raise UnreadableError
        yield name, body
        if name == b"IEND":
            return
        at = end
    raise UnreadableError


def _header(body: bytes) -> tuple[int, int, int, int, int]:
    """Width, height, bits of a pixel, whether it is laid out in passes, and kind of colour."""
    if (
        len(body) != 13
        or body[9] not in _CHANNELS
        or body[8] not in {1, 2, 4, 8, 16}
        or body[12] > 1
        or any(body[10:12])
    ):
        raise UnreadableError
    width, height = struct.unpack(">II", body[:8])
    return width, height, body[8] * _CHANNELS[body[9]], body[12], body[9]


def png_copy(data: bytes) -> bytes:
    """The picture of a PNG alone (of a moving one the still); refuses what is cut short or far too large."""
    chunks = list(_chunks(data))
    width, height, bits, in_passes, _ = _header(chunks[0][1])
    _check_size(width, height)
    size = _unpacked_size(width, height, bits, in_passes=bool(in_passes))
    if size > MOST_UNPACKED:
        raise TooLargeError
    packed = b"".join(body for name, body in chunks if name == b"IDAT")
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(packed, size + 1)
    except zlib.error as error:
        raise UnreadableError from error
    if len(pixels) != size:
        raise UnreadableError
    kept = [(name, body) for name, body in chunks if name in {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB"}]
    parts = [*kept, (b"IDAT", zlib.compress(pixels, 6)), (b"IEND", b"")]
    return PNG + b"".join(_chunk(name, body) for name, body in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PngParts:
    """What draws a PNG: its size, bits of one channel, kind of colour, palette, and packed rows with their filters."""

    width: int
    height: int
    bits: int
    colour: int
    in_passes: bool
    palette: bytes
    packed: bytes


def png_parts(data: bytes) -> PngParts:
    """The parts of a PNG that draw it, not unpacked; refuses (UnreadableError) what is cut short or broken."""
    chunks = list(_chunks(data))
    width, height, bits, in_passes, colour = _header(chunks[0][1])
    palette = next((body for name, body in chunks if name == b"PLTE"), b"")
    if colour == _INDEXED and (not palette or len(palette) % 3 or len(palette) > 3 * 256):
        raise UnreadableError
    return PngParts(
        width=width,
        height=height,
        bits=bits // _CHANNELS[colour],
        colour=colour,
        in_passes=bool(in_passes),
        palette=palette,
        packed=b"".join(body for name, body in chunks if name == b"IDAT"),
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def _unpacked_size(width: int, height: int, bits: int, *, in_passes: bool) -> int:
    def rows(across: int, down: int) -> int:
        return down * (1 + (across * bits + 7) // 8) if across and down else 0

    if not in_passes:
        return rows(width, height)
    return sum(
        rows(-((x - width) // dx), -((y - height) // dy)) for x, y, dx, dy in _PASSES if width > x and height > y
    )


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise UnreadableError
    if width * height > MOST_PIXELS:
        raise TooLargeError
