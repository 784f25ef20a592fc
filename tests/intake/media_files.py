"""Pictures and films made for the test, with places, devices and names in every corner that metadata is kept in."""

from __future__ import annotations

import struct
import zlib

CANARY = b"Lina Haddad"


def exif(*, order: str = "<", tiff_size: tuple[int, int] | None = None) -> bytes:
    """A TIFF structure: camera, moment, and a place at 34.5 north, 36.25 west, 120 m."""
    later = bytearray()

    def entry(tag: int, kind: int, count: int, raw: bytes, base: int) -> bytes:
        if len(raw) > 4:
            at = base + len(later)
            later.extend(raw + b"\x00" * (len(raw) % 2))
            raw = struct.pack(order + "I", at)
        return struct.pack(order + "HHI", tag, kind, count) + raw.ljust(4, b"\x00")

    def text(tag: int, words: bytes, base: int) -> bytes:
        return entry(tag, 2, len(words) + 1, words + b"\x00", base)

    def fractions(*pairs: tuple[int, int]) -> bytes:
        return b"".join(struct.pack(order + "II", *pair) for pair in pairs)

    base = 600
    sizes = tiff_size or (0, 0)
    first = []
    if tiff_size:
        first += [entry(0x100, 3, 1, struct.pack(order + "H", sizes[0]), base)]
        first += [entry(0x101, 3, 1, struct.pack(order + "H", sizes[1]), base)]
    first += [text(0x10F, b"Invented Cameras", base), text(0x110, b"Model 7", base)]
    first += [entry(0x112, 3, 1, struct.pack(order + "H", 6), base), text(0x13B, CANARY, base)]
    exif_at, gps_at = 200, 300
    first += [entry(0x8769, 4, 1, struct.pack(order + "I", exif_at), base)]
    first += [entry(0x8825, 4, 1, struct.pack(order + "I", gps_at), base)]
    inner = [text(0x9003, b"2025:01:02 03:04:05", base)]
    gps = [
        text(1, b"N", base),
        entry(2, 5, 3, fractions((34, 1), (30, 1), (0, 1)), base),
        text(3, b"W", base),
        entry(4, 5, 3, fractions((36, 1), (15, 1), (0, 1)), base),
        entry(6, 5, 1, fractions((1200, 10)), base),
    ]

    def directory(entries: list[bytes]) -> bytes:
        return struct.pack(order + "H", len(entries)) + b"".join(entries) + b"\x00" * 4

    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    body = (head + directory(first)).ljust(exif_at, b"\x00") + directory(inner)
    return (body.ljust(gps_at, b"\x00") + directory(gps)).ljust(base, b"\x00") + bytes(later)


def jpeg(*, width: int = 16, height: int = 16, with_metadata: bool = True) -> bytes:
    """A grey JPEG that decoders open; its metadata stand before and behind the picture."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body

    tables = segment(0xDB, b"\x00" + bytes([16] * 64))
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    codes = segment(0xC4, b"\x00" + bytes([1] + [0] * 15) + b"\x00") + segment(
        0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\x00"
    )
    blocks = min(max(-(-width // 8) * -(-height // 8), 1), 100)
    bits = "00" * blocks
    data = int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8))
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + data
    before = after = b""
    if with_metadata:
        before = segment(0xE1, b"Exif\x00\x00" + exif()) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + CANARY)
        before += segment(0xED, b"Photoshop 3.0\x00" + CANARY) + segment(0xFE, CANARY)
        after = jpeg(with_metadata=False) + CANARY
    return b"\xff\xd8" + before + tables + frame + codes + scan + b"\xff\xd9" + after


def png(*, width: int = 5, height: int = 4, with_metadata: bool = True, pixels: bytes | None = None) -> bytes:
    """A PNG in colour; its metadata are texts, EXIF, and bytes behind the end."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    if pixels is None:
        pixels = b"".join(b"\x00" + bytes((row * 40 + n) % 256 for n in range(3 * width)) for row in range(height))
    parts = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    if with_metadata:
        parts += (
            chunk(b"tEXt", b"Author\x00" + CANARY)
            + chunk(b"eXIf", exif())
            + chunk(b"tIME", b"\x07\xe9\x01\x02\x03\x04\x05")
        )
    parts += chunk(b"IDAT", zlib.compress(pixels) + (CANARY if with_metadata else b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts + (CANARY if with_metadata else b"")


def film(*, handlers: tuple[bytes, ...] = (b"vide", b"soun"), keyed: bool = False) -> bytes:
    """A film's boxes: a movie with its tracks, a place and a device, and data."""

    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    made = 3_800_000_000
    tracks = b""
    for handler in handlers:
        size = struct.pack(">II", 640 << 16, 480 << 16) if handler == b"vide" else bytes(8)
        head = box(b"tkhd", bytes(4) + struct.pack(">II", made, made) + bytes(64) + size)
        names = box(b"hdlr", bytes(4) + b"mhlr" + handler + bytes(12) + CANARY + b"\x00")
        described = (
            bytes(3) + b"\x00" + struct.pack(">I", 1) + box(b"avc1", bytes(42) + CANARY.ljust(32, b"\x00") + bytes(4))
        )
        table = box(b"stbl", box(b"stsd", described) + box(b"stco", bytes(4) + struct.pack(">II", 1, 24)))
        times = box(b"mdhd", bytes(4) + struct.pack(">IIII", made, made, 1000, 2500) + bytes(4))
        tracks += box(b"trak", head + box(b"udta", CANARY) + box(b"mdia", times + names + box(b"minf", table)))
    head = box(b"mvhd", bytes(4) + struct.pack(">IIII", made, made, 1000, 2500) + bytes(80))
    if keyed:
        place = b"com.apple.quicktime.location.ISO6709"
        names = bytes(4) + struct.pack(">I", 1) + struct.pack(">I", len(place) + 8) + b"mdta" + place
        value = b"+34.5000-036.2500+120.0/"
        values = struct.pack(">II", len(value) + 24, 1) + box(b"data", struct.pack(">II", 1, 0) + value)
        told = box(b"meta", box(b"keys", names) + box(b"ilst", values))
    else:
        words = b"+34.5000-036.2500/"
        told = box(
            b"udta",
            box(b"\xa9xyz", struct.pack(">HH", len(words), 0) + words)[0:]
            + box(b"\xa9mak", struct.pack(">HH", 8, 0) + b"Invented"),
        )
    return (
        box(b"ftyp", b"isom" + bytes(4) + b"isom")
        + box(b"mdat", b"pictures and sound")
        + box(b"uuid", CANARY)
        + box(b"moov", head + told + tracks)
        + box(b"free", CANARY)
    )
