"""What kind of document a report file is, by its content and never by its name."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from tawthiq.terms.errors import BadInputError

_HTML = re.compile(
    rb"^\s*(?>(?:<!--(?>.*?-->)\s*)*)(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html|head|body)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 4096


class ReportKind(StrEnum):
    """The kinds of document that are read."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    PICTURE = "picture"

    @property
    def media_type(self) -> str:
        """As it is kept with the exhibit; of a picture its own is not told apart here."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    ReportKind.TEXT: "text/plain",
    ReportKind.HTML: "text/html",
    ReportKind.PDF: "application/pdf",
    ReportKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ReportKind.PICTURE: "application/octet-stream",
}
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BITMAP = re.compile(rb"P[56]\s+\d{1,6}\s+\d{1,6}\s+\d{1,5}\s|BM.{4}\x00\x00\x00\x00", re.DOTALL)
_REFUSED = (
    (bytes.fromhex("d0cf11e0"), "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
)


def find_report_kind(path: Path) -> ReportKind:
    """The kind of a report file; refuses (BadInputError, ``intake.not_readable``) what cannot be read as a report."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"%PDF") or b"%PDF-" in head[:1024]:
        return ReportKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(_PICTURES) or _BITMAP.match(head):
        return ReportKind.PICTURE
    what = next((name for mark, name in _REFUSED if head.startswith(mark)), "")
    if what:
        raise _not_readable(path, what)
    return ReportKind.HTML if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) else ReportKind.TEXT


def _packed(path: Path) -> ReportKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as failure:
        raise BadInputError(
            "intake.damaged",
            f"{path.name} is cut short or damaged: its parts cannot be read.",
            "Ask for the file again; compare its size with the sender's.",
        ) from failure
    if "word/document.xml" in names:
        return ReportKind.DOCX
    raise _not_readable(path, "a packed file that is no DOCX document")


def _not_readable(path: Path, what: str) -> BadInputError:
    return BadInputError(
        "intake.not_readable",
        f"{path.name} is {what}; text, HTML, PDF, DOCX and scans (PNG, JPEG, TIFF) are read.",
        "Save it as one of these, check that nothing is missing, keep the original as an exhibit.",
    )
