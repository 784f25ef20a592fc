"""The process that takes text out of documents, apart from the program: ``python -m tawthiq.intake.extractor``.

The rules kept here: documents are hostile. This process reads requests (one JSON object a line), answers each with
one line, and may be killed at any time: it holds nothing. Its memory is limited by the system where the system can;
the parent measures the time. Sizes are checked before anything is unpacked: pages, pixels, unpacked bytes, length of
the text. XML with a document type or entities is refused. Only text leaves, never a path or a piece of an error
message of a library; a working copy of a picture or film is written beside the file, where the parent made room.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 3 * 1024**3
MOST_PAGES = 2000
MOST_PIXELS = 40_000_000
MOST_SCANNED = 200
PAGE_SECONDS = 90
DOTS_PER_INCH = 200
LEAST_LETTERS = 15
MOST_PICTURE = 256 * 1024 * 1024
COPY = ".copy"
_LETTER = re.compile(r"[^\W\d_]")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OCR = {"ara": "ara", "eng": "eng", "fra": "fra", "spa": "spa", "rus": "rus", "ukr": "ukr"}


class RefusedError(Exception):
    """Why a document gives no text: a stable code."""


def main() -> None:
    """Answer requests until the input ends."""
    _limit_memory()
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict[str, Any]
        try:
            text, notes = EXTRACT[request["kind"]](Path(request["path"]), int(request["most"]))
            answer = {"text": text, "notes": notes}
            if len(text) > request["most"]:
                answer = {"refused": "too_large"}
        except RefusedError as refusal:
            answer = {"refused": str(refusal)}
        except MemoryError:
            answer = {"refused": "too_large"}
        except Exception:  # noqa: BLE001 (the outermost door of this process: libraries raise what they like)
            answer = {"refused": "damaged"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def html_text(path: Path, most: int) -> tuple[str, list[str]]:
    """Title and article of a web page without its menus; the whole of its text where no article is found."""
    import trafilatura

    raw = path.read_bytes()
    found: Any = trafilatura.bare_extraction(raw, include_comments=False, include_tables=True, favor_recall=True)
    body = (found.text or "") if found is not None else ""
    notes: list[str] = []
    if len(_LETTER.findall(body)) < LEAST_LETTERS:
        body = trafilatura.html2txt(raw)
        notes.append("html.no_article")
    title = " ".join((found.title or "").split()) if found is not None else ""
    if not body.strip():
        raise RefusedError("no_words")
    if title and title not in body[: len(title) + 40]:
        body = f"{title}\n\n{body}"
    return _spaced(body)[: most + 1], notes


def _spaced(text: str) -> str:
    """Paragraphs parted by an empty line, as in a report of plain text."""
    lines = [line.strip() for line in text.splitlines()]
    return "\n\n".join(line for line in lines if line)


def pdf_text(path: Path, most: int) -> tuple[str, list[str]]:
    """The text of a PDF page by page; pages that are pictures are read by OCR."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as failure:
        raise RefusedError("locked" if "assword" in str(failure) else "damaged") from failure
    if len(document) > MOST_PAGES:
        raise RefusedError("too_many_pages")
    pages: list[str] = []
    length = 0
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        words = text_page.get_text_range().replace("\r\n", "\n").replace("\ufffe\n", "").replace("\ufffe", "")
        text_page.close()
        page.close()
        length += len(words)
        if length > most:
            raise RefusedError("too_large")
        pages.append(words.replace("\x00", "").strip())
    if sum(len(_LETTER.findall(page)) for page in pages) >= LEAST_LETTERS * max(1, len(pages)):
        return "\n\n".join(page for page in pages if page), []
    return _scanned(document), ["ocr.read"]


def _scanned(document: Any) -> str:
    if len(document) > MOST_SCANNED:
        raise RefusedError("too_many_pages")
    pages = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        pages.append(_ocr(_grey_picture(bitmap)))
        page.close()
    return "\n\n".join(page for page in pages if page.strip())


def _grey_picture(bitmap: Any) -> bytes:
    """A bitmap of PDFium as a PGM picture, which needs no library to write."""
    array = bitmap.to_numpy()
    grey = array if array.ndim == 2 else array[:, :, 0]
    return b"P5\n%d %d\n255\n" % (grey.shape[1], grey.shape[0]) + bytes(grey.tobytes())


def picture_text(path: Path, most: int) -> tuple[str, list[str]]:
    """The words of a picture, by OCR."""
    return _ocr(path.read_bytes())[: most + 1], ["ocr.read"]


def _ocr(picture: bytes) -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise RefusedError("no_ocr")
    held = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=PAGE_SECONDS, check=False
    ).stdout.split()
    languages = "+".join(code for code in _OCR if code in held)
    if not languages:
        raise RefusedError("no_ocr")
    try:
        done = subprocess.run(
            [program, "stdin", "stdout", "-l", languages],
            input=picture,
            capture_output=True,
            timeout=PAGE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as failure:
        raise RefusedError("too_slow") from failure
    if done.returncode != 0:
        raise RefusedError("damaged")
    return done.stdout.decode("utf-8", "replace").replace("\x0c", "\n").strip()


def docx_text(path: Path, most: int) -> tuple[str, list[str]]:
    """The paragraphs of a DOCX document in order; what was deleted in it is left out."""
    from xml.etree.ElementTree import ParseError

    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("word/document.xml")
        if info.flag_bits & 1:
            raise RefusedError("locked")
        with archive.open(info) as part:
            raw = part.read(8 * most + 1)
    if len(raw) > 8 * most:
        raise RefusedError("too_large")
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise RefusedError("damaged")
    try:
        return "\n\n".join(_paragraphs(raw)), []
    except ParseError as failure:
        raise RefusedError("damaged") from failure


def _paragraphs(raw: bytes) -> list[str]:
    from xml.etree.ElementTree import fromstring

    found: list[str] = []
    for paragraph in fromstring(raw).iter(f"{_W}p"):  # noqa: S314 (no document type, no entities: refused before)
        words = "".join(_runs(paragraph))
        if words.strip():
            found.append(words.strip())
    return found


def _runs(element: Any) -> list[str]:
    """The text of a paragraph's own runs; paragraphs of text boxes inside it come by themselves."""
    found: list[str] = []
    for child in element:
        if child.tag in (f"{_W}p", f"{_W}del", f"{_W}instrText", f"{_W}moveFrom") or child.tag.endswith("}Fallback"):
            continue
        if child.tag == f"{_W}t":
            found.append(child.text or "")
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            found.append("\t" if child.tag == f"{_W}tab" else "\n")
        else:
            found += _runs(child)
    return found


def media_facts(path: Path, most: int) -> tuple[str, list[str]]:
    """What a picture or film says of itself, as JSON; an empty object for any other file."""
    from tawthiq.intake import exif, films, pictures

    kind = media_kind(path)
    try:
        if kind == "film":
            facts = films.film_facts(path)
        elif not kind:
            facts = {}
        else:
            data = _picture(path)
            if kind == "tiff":
                facts = {"kind": "tiff", **exif.read_exif(data, is_tiff=True)}
            else:
                facts = {"jpeg": pictures.jpeg_facts, "png": pictures.png_facts}[kind](data)
    except pictures.TooLargeError as failure:
        raise RefusedError("too_large") from failure
    return json.dumps(facts)[: most + 1], []


def media_kind(path: Path) -> str:
    """``jpeg``, ``png``, ``tiff``, ``film``, or an empty text: by the first bytes, never by the name."""
    with path.open("rb") as file:
        head = file.read(12)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    still = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"crx ", b"jxl ", b"jp2 ")
    if head[4:8] == b"moov" or (head[4:8] == b"ftyp" and head[8:12] not in still):
        return "film"
    return ""


def _picture(path: Path) -> bytes:
    if path.stat().st_size > MOST_PICTURE:
        raise RefusedError("too_large")
    return path.read_bytes()


def working_copy(path: Path, most: int) -> tuple[str, list[str]]:  # noqa: ARG001 (the text is short)
    """Write a copy without metadata beside the file, as ``NAME.copy``; the text is its kind."""
    from tawthiq.intake import films, pictures

    kind = media_kind(path)
    target = path.with_name(path.name + COPY)
    try:
        if kind == "film":
            with target.open("xb") as out:
                films.film_copy(path, out)
        elif kind in {"jpeg", "png"}:
            make = pictures.jpeg_copy if kind == "jpeg" else pictures.png_copy
            target.write_bytes(make(_picture(path)))
        else:
            raise RefusedError("not_copied")
    except pictures.TooLargeError as failure:
        raise RefusedError("too_large") from failure
    except ValueError as failure:
        raise RefusedError("other_tracks") from failure
    return kind, []


EXTRACT: dict[str, Callable[[Path, int], tuple[str, list[str]]]] = {
    "html": html_text,
    "pdf": pdf_text,
    "docx": docx_text,
    "picture": picture_text,
    "facts": media_facts,
    "copy": working_copy,
}

if __name__ == "__main__":
    main()
