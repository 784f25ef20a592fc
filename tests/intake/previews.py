"""Files to draw previews of: pictures in every form of PNG, and hostile ones of each kind."""

from __future__ import annotations

import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
RED, GREEN = (200, 10, 30), (10, 200, 30)
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def png(colour: int, bits: int, width: int, height: int, pixels: bytes, *, palette: bytes = b"") -> bytes:
    """A PNG of these pixels; `pixels` holds the rows one after the other."""
    across = (width * CHANNELS[colour] * bits + 7) // 8
    rows = b"".join(b"\x00" + pixels[y * across : (y + 1) * across] for y in range(height))
    return raw_png(colour, bits, width, height, zlib.compress(rows, 9), palette=palette)


def raw_png(colour: int, bits: int, width: int, height: int, packed: bytes, *, palette: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    parts = [(b"IHDR", header), *([(b"PLTE", palette)] if palette else []), (b"IDAT", packed), (b"IEND", b"")]
    return PNG + b"".join(chunk(name, body) for name, body in parts)


def halves(*pixels: bytes, width: int = 8, height: int = 8) -> bytes:
    """The upper half of one pixel, the lower of another."""
    return b"".join(pixel * (width * height // 2) for pixel in pixels)


def pdf(content: bytes, *, box: bytes = b"0 0 500 500", about: bytes = b"", more: bytes = b"") -> bytes:
    """A PDF of one page; `about` stands in the dictionary of its content, `more` are further objects, from number 5."""
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length %d%b>>stream\n%b\nendstream endobj\n%b\ntrailer<</Root 1 0 R>>\n"
    ) % (box, len(content), about, content, more)


def form(number: int, within: int, content: bytes) -> bytes:
    """A drawing, as an object of a PDF, that may draw another one."""
    return (
        b"%d 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 500 500]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>"
        b"stream\n%b\nendstream endobj\n"
    ) % (number, within, len(content), content)


def endless_pdf() -> bytes:
    """A page that draws a drawing twice, which draws another one twice, sixty times over: 2 to the 60th."""
    return pdf(b"/X Do", more=b"".join(form(5 + n, 6 + n, b"/X Do /X Do ") for n in range(60)))


def round_pdf() -> bytes:
    """Two drawings that draw each other."""
    return pdf(b"/X Do", more=form(5, 6, b"/X Do ") + form(6, 5, b"/X Do "))
