"""The process that draws a preview of one kept file: ``python -m tawthiq.intake.previewer``.

The rules kept here: the file is hostile. It comes as the standard input, and one line of JSON goes out; this process
knows no path, no mission and no secret of the environment. All that is needed is loaded first, then the process shuts
itself in (`tawthiq.intake.seclusion`), and only then is the first byte read. Sizes are checked before anything is
unpacked or drawn. What goes out is a picture drawn anew, or a piece of text: never a part of the file.
"""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from html.parser import HTMLParser
from typing import Any, ClassVar

from tawthiq.intake.encodings import likely_encoding
from tawthiq.intake.pictures import JPEG, PNG, TooLargeError, jpeg_facts, png_parts
from tawthiq.intake.seclusion import NotSecludedError, Walls, seclude

MOST_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_TEXT = 6_000
HEAD = 64 * 1024
MOST_UNPACKED = 4 * 1024 * 1024
WIDEST = 1000
TALLEST = 1400
LONGEST_SIDE = 20_000.0

#: A page of our own, drawn before anything hostile is read, so that all that drawing loads is there by then.
_TRUSTED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 50 50]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 30>>stream\nBT /F 9 Tf 5 5 Td (Aa) Tj ET   \nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
)
_HTML = re.compile(rb"^\s*(?:<!--.{0,4000}?-->\s*)?<(?:!doctype\s+html|html|head|body)", re.IGNORECASE | re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class NotShownError(Exception):
    """Why no preview is drawn: a stable code."""


def main() -> None:
    """Answer one request: load, shut in, read, draw, say."""
    walls = Walls(seconds=int(sys.argv[1]), memory=int(sys.argv[2]))
    _load()
    try:
        held = seclude(walls)
    except NotSecludedError as missing:
        _say({"refused": "no_limits", "missing": str(missing)})
        return
    try:
        answer = draw(sys.stdin.buffer.read(MOST_BYTES + 1))
    except NotShownError as refusal:
        answer = {"refused": str(refusal)}
    except (MemoryError, TooLargeError):
        answer = {"refused": "too_large"}
    except Exception:  # noqa: BLE001 (the outermost door of this process: libraries raise what they like)
        answer = {"refused": "damaged"}
    _say({**answer, "held": held})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _load() -> None:
    """Load what drawing and reading need: afterwards no file can be opened any more."""
    import pypdfium2

    _render(pypdfium2.PdfDocument(_TRUSTED))
    for name in ("utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1256", "cp1251", "cp1252"):
        b"ab\x00\x00".decode(name)  # an empty text would look nothing up
    base64.b64encode(zlib.compress(b"x"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f'<x xmlns:w="{_W[1:-1]}"><w:p/></x>')
    docx_words(packed.getvalue())
    html_words("<p>x</p>&amp;")


def draw(data: bytes) -> dict[str, Any]:
    """A preview of these bytes: ``{"picture": BASE64 of a PNG, "pages": N}`` or ``{"text": …, "is_cut": …}``.

    Refuses (NotShownError): ``too_large``, ``damaged``, ``locked``, ``empty``, or ``kind`` for what is not shown.
    """
    if len(data) > MOST_BYTES:
        raise NotShownError("too_large")
    if not data:
        raise NotShownError("empty")
    if data.startswith(JPEG):
        return _picture(_jpeg_page(data))
    if data.startswith(PNG):
        return _picture(_png_page(data))
    if b"%PDF-" in data[:1024]:
        return _first_page(data)
    if data.startswith(b"PK\x03\x04"):
        return _text(docx_words(data))
    head = data[:HEAD]
    encoding = likely_encoding(head)
    words = head.decode(encoding, errors="replace")
    if _is_binary(words):
        raise NotShownError("kind")
    text = html_words(words) if _HTML.match(head) else words
    return _text(text, is_cut=len(data) > HEAD)


def _is_binary(words: str) -> bool:
    controls = sum(1 for c in words if ord(c) < 9 or 13 < ord(c) < 32)
    return controls + words.count("\ufffd") > max(16, len(words) // 20)


def _text(words: str, *, is_cut: bool = False) -> dict[str, Any]:
    """A piece of text without controls; what turns the order of letters round by force is shown as a sign."""
    plain = words.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _CONTROLS.sub("\ufffd", plain).strip()
    if not cleaned:
        raise NotShownError("empty")
    return {"text": cleaned[:MOST_TEXT], "is_cut": is_cut or len(cleaned) > MOST_TEXT}


# --- pictures and pages, all drawn by PDFium


def _picture(page: bytes) -> dict[str, Any]:
    import pypdfium2

    return {"picture": _render(pypdfium2.PdfDocument(page), largest_scale=1.0), "pages": 0}


def _first_page(data: bytes) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as failure:
        raise NotShownError("locked" if "assword" in str(failure) else "damaged") from failure
    if not len(document):
        raise NotShownError("empty")
    return {"picture": _render(document), "pages": len(document)}


def _render(document: Any, *, largest_scale: float = 4.0) -> str:
    """The first page as a PNG in base64, no larger than it is shown; forms, their scripts and notes are not drawn."""
    page = document[0]
    width, height = page.get_size()
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise NotShownError("too_large")
    scale = min(WIDEST / width, TALLEST / height, largest_scale)
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True, prefer_bgrx=False)
    channels = bitmap.n_channels
    rows = bytes(bitmap.buffer)
    colour = {1: 0, 3: 2}[channels]
    across = bitmap.width * channels
    lines = b"".join(b"\x00" + rows[at : at + across] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    header = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    picture = PNG + b"".join(
        len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4) for name, body in parts
    )
    return base64.b64encode(picture).decode("ascii")


def _jpeg_page(data: bytes) -> bytes:
    """A page that is this JPEG, turned as the camera was held."""
    facts = jpeg_facts(data)
    width, height = _checked(facts["width"], facts["height"])
    frame = re.search(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..[\x08\x0c]....(.)", data, re.DOTALL)
    colours = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}.get(frame[1][0] if frame else 0)
    if colours is None:
        raise NotShownError("damaged")
    decode = b"/Decode[1 0 1 0 1 0 1 0]" if colours == b"/DeviceCMYK" else b""
    about = b"/ColorSpace %b/BitsPerComponent 8/Filter/DCTDecode%b" % (colours, decode)
    return _page_of(data, width, height, about, turned=facts.get("orientation", 1))


def _png_page(data: bytes) -> bytes:
    """A page that is this PNG; the see-through part of its colours is left out."""
    parts = png_parts(data)
    width, height = _checked(parts.width, parts.height)
    if parts.in_passes:
        raise NotShownError("kind")
    bits = parts.bits
    space = {
        0: b"/DeviceGray",
        2: b"/DeviceRGB",
        3: b"[/Indexed/DeviceRGB %d<%b>]" % (len(parts.palette) // 3 - 1, parts.palette.hex().encode()),
        4: b"[/DeviceN[/G/A]/DeviceGray 6 0 R]",
        6: b"[/DeviceN[/R/G/B/A]/DeviceRGB 6 0 R]",
    }[parts.colour]
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[parts.colour]
    about = b"/ColorSpace %b/BitsPerComponent %d/Filter/FlateDecode/DecodeParms<</Predictor 15" % (space, bits)
    about += b"/Colors %d/BitsPerComponent %d/Columns %d>>" % (channels, bits, width)
    return _page_of(parts.packed, width, height, about, opaque=channels if channels in {2, 4} else 0)


def _checked(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise NotShownError("damaged")
    if width * height > MOST_PIXELS:
        raise NotShownError("too_large")
    return width, height


#: How a page is turned for each way a camera was held (EXIF orientation); mirrored ones are shown as they are.
_TURNS = {3: 180, 6: 90, 8: 270}


def _page_of(stream: bytes, width: int, height: int, about: bytes, *, turned: int = 1, opaque: int = 0) -> bytes:
    """A PDF of one page that holds just this picture; `opaque` colours of which the last is dropped."""
    scale = min(1.0, 5000 / max(width, height))
    across, down = max(1.0, width * scale), max(1.0, height * scale)
    drawn = b"q %.3f 0 0 %.3f 0 0 cm /I Do Q" % (across, down)
    tint = b"{pop}"
    domain = b"0 1 " * opaque
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]/Rotate %d/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>" % (across, down, _TURNS.get(turned, 0)),
        b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/Length %d%b>>stream\n%b\nendstream"
        % (width, height, len(stream), about, stream),
        b"<</FunctionType 4/Domain[%b]/Range[%b]/Length %d>>stream\n%b\nendstream"
        % (domain, b"0 1 " * max(0, opaque - 1), len(tint), tint),
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj%b endobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


# --- words


class _Words(HTMLParser):
    """The words of a web page; scripts, styles and what is only for machines are left out."""

    HIDDEN: ClassVar = frozenset({"script", "style", "template", "noscript", "svg", "math", "head"})
    BREAKS: ClassVar = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "article", "section", "td"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if not self._hidden and tag in self.HIDDEN:
            self._hidden = tag
        elif tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def html_words(page: str) -> str:
    """The words of a web page, in lines."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    lines = ("".join(reader.words)).split("\n")
    return "\n".join(line for raw in lines if (line := " ".join(raw.split())))


def docx_words(data: bytes) -> str:
    """The paragraphs at the beginning of a DOCX document; refuses other archives (``kind``) and locked ones."""
    from xml.etree.ElementTree import fromstring

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "word/document.xml" not in archive.namelist():
            raise NotShownError("kind")
        info = archive.getinfo("word/document.xml")
        if info.flag_bits & 1:
            raise NotShownError("locked")
        with archive.open(info) as part:
            raw = part.read(MOST_UNPACKED + 1)
    if len(raw) > MOST_UNPACKED:
        raise NotShownError("too_large")
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise NotShownError("damaged")
    lines = []
    for paragraph in fromstring(raw).iter(f"{_W}p"):  # noqa: S314 (no document type, no entities: refused before)
        words = "".join(part.text or "" for part in paragraph.iter(f"{_W}t"))
        lines.append(words)
    return "\n".join(line for line in lines if line.strip())


if __name__ == "__main__":
    main()
