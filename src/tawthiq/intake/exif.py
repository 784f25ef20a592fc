"""What a camera wrote beside a picture: the few facts of EXIF that say when, where and with what it was taken.

Read strictly: every offset and length is held against the bytes that are there, and the number of directories and
entries is limited. Anything else than the tags below is passed over, except that its presence may be noted.
"""

from __future__ import annotations

import struct
from typing import Any

MOST_ENTRIES = 512
LONGEST = 200
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_TEXTS = {0x010F: "camera_make", 0x0110: "camera_model", 0x0131: "software", 0x0132: "changed_at"}
_IN_EXIF = {0x9003: "taken_at", 0x9011: "taken_offset", 0xA431: "camera_serial"}
_SIZE = {0x0100: "width", 0x0101: "height"}
_EXIF, _GPS, _ORIENTATION = 0x8769, 0x8825, 0x0112


class UnreadableError(Exception):
    """The bytes are not what they say they are."""


def read_exif(data: bytes, *, is_tiff: bool = False) -> dict[str, Any]:
    """Facts of a TIFF structure, as it stands in EXIF or is a TIFF file itself; refuses (UnreadableError) a broken one.

    Latitude and longitude are degrees (north and east positive), altitude metres above sea level; moments are the text
    that stands there, since a camera's clock has seldom a time zone.
    """
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(data[:4])
    if order is None:
        raise UnreadableError
    first = _directory(data, _number(data, 4, order), order)
    facts: dict[str, Any] = {
        name: clean(first[tag]) for tag, name in _TEXTS.items() if isinstance(first.get(tag), bytes)
    }
    if is_tiff:
        facts |= {name: first[tag][0] for tag, name in _SIZE.items() if _is_numbers(first.get(tag))}
    if _is_numbers(first.get(_ORIENTATION)) and 1 <= first[_ORIENTATION][0] <= 8:
        facts["orientation"] = first[_ORIENTATION][0]
    if _is_numbers(first.get(_EXIF)):
        inner = _directory(data, first[_EXIF][0], order)
        facts |= {name: clean(inner[tag]) for tag, name in _IN_EXIF.items() if isinstance(inner.get(tag), bytes)}
    if _is_numbers(first.get(_GPS)):
        facts |= _place(_directory(data, first[_GPS][0], order))
    return {name: value for name, value in facts.items() if value != ""}


def clean(raw: bytes) -> str:
    """Text out of a file: one line without control characters, of limited length."""
    text = raw.split(b"\x00")[0].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST]


def _is_numbers(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) > 0 and isinstance(value[0], int)


def _number(data: bytes, at: int, order: str, code: str = "I") -> int:
    try:
        return int(struct.unpack_from(order + code, data, at)[0])
    except struct.error as error:
        raise UnreadableError from error


def _directory(data: bytes, at: int, order: str) -> dict[int, Any]:
    """Tag to bytes (texts) or a tuple of numbers; a fraction is a float, or None where it divides by nothing."""
    count = _number(data, at, order, "H")
    if count > MOST_ENTRIES:
        raise UnreadableError
    found: dict[int, Any] = {}
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind = _number(data, entry, order, "H"), _number(data, entry + 2, order, "H")
        values = _number(data, entry + 4, order)
        size = _SIZES.get(kind, 0) * values
        if size == 0 or size > len(data):
            continue
        start = entry + 8 if size <= 4 else _number(data, entry + 8, order)
        if start + size > len(data):
            raise UnreadableError
        found[tag] = _values(data[start : start + size], kind, order)
    return found


def _values(raw: bytes, kind: int, order: str) -> Any:
    if kind in {1, 2, 7}:
        return raw
    if kind in {5, 10}:
        parts = struct.unpack(f"{order}{len(raw) // 4}{'I' if kind == 5 else 'i'}", raw)
        return tuple(a / b if b else None for a, b in zip(parts[::2], parts[1::2], strict=True))
    code = {3: "H", 4: "I", 9: "i"}[kind]
    return struct.unpack(f"{order}{len(raw) // _SIZES[kind]}{code}", raw)


def _place(tags: dict[int, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, mark, at, most in (("latitude", 1, 2, 90), ("longitude", 3, 4, 180)):
        parts, side = tags.get(at), tags.get(mark)
        if isinstance(parts, tuple) and len(parts) == 3 and None not in parts and isinstance(side, bytes):
            degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
            if 0 <= degrees <= most:
                found[name] = round(-degrees if side[:1] in b"SW" and side[:1] else degrees, 7)
    height = tags.get(6)
    if isinstance(height, tuple) and height[0] is not None:
        found["altitude"] = round(-height[0] if tags.get(5, b"\x00")[:1] == b"\x01" else height[0], 1)
    if isinstance(tags.get(29), bytes) and (day := clean(tags[29])):
        found["gps_day"] = day
    return found
