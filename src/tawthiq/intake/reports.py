"""A report opened: its text, from plain text with its encoding, a web page, a PDF, a DOCX document or a scan.

Spans in later work count code points of exactly this text. Plain text is decoded once, line ends stay as they
are, and only a byte-order mark is taken off. The text of other documents is taken out by a process of its own
(`extracting`) and kept beside the original, which stays the exhibit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.intake.encodings import EncodingFinding, find_encoding
from tawthiq.intake.extracting import Extractor
from tawthiq.intake.limits import Limits, check_size
from tawthiq.intake.report_kinds import ReportKind, find_report_kind
from tawthiq.terms.errors import BadInputError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText:
    """The text of a report, how it was decoded, and what is not quite right about it."""

    text: str = field(repr=False)
    kind: ReportKind = ReportKind.TEXT
    encoding: EncodingFinding | None = None
    problems: tuple[Problem, ...] = ()


def open_report(
    path: Path, *, encoding: str | None = None, limits: Limits | None = None, extractor: Extractor | None = None
) -> ReportText:
    """Read a report of any kind that is read.

    Args:
        path: the file.
        encoding: of plain text, where it is known.
        limits: what one file may need.
        extractor: the process for documents, shared when many are opened; else one is started and ended.

    Refuses (BadInputError) what is no such document (``intake.not_readable``), one that is damaged, locked, too
    large or too slow, a scan where no program reads scans (``intake.no_ocr``), binary content, an encoding the
    bytes contradict, text garbled before it was saved, and no words at all.
    """
    limits = limits or Limits()
    check_size(path, most=limits.file_bytes, name="file_bytes")
    kind = find_report_kind(path)
    if kind is ReportKind.TEXT:
        return _open_text(path, encoding, limits)
    if extractor is not None:
        return _open_document(path, kind, extractor)
    with Extractor(limits) as own:
        return _open_document(path, kind, own)


def _open_text(path: Path, encoding: str | None, limits: Limits) -> ReportText:
    check_size(path, most=limits.text_bytes, name="text_bytes")
    finding = find_encoding(path, given=encoding)
    with path.open(encoding=finding.name, errors="replace", newline="") as file:
        text = file.read().removeprefix("\ufeff")
    if not text.strip():
        raise _empty(path)
    return ReportText(text=text.replace("\x00", ""), encoding=finding, problems=tuple(_problems(text, finding)))


def _open_document(path: Path, kind: ReportKind, extractor: Extractor) -> ReportText:
    text, notes = extractor.extract(path, kind)
    if not text.strip():
        raise _empty(path)
    return ReportText(text=text, kind=kind, problems=tuple(_problem(note, _NOTES[note]) for note in notes))


def _empty(path: Path) -> BadInputError:
    return BadInputError("intake.empty", f"{path.name} holds no words.", "Ask for the file again.")


_NOTES = {
    "ocr.read": "The words were read from a scan; letters and digits may be wrong.",
    "html.no_article": "No article was found on the web page; all of its text was taken, menus too.",
}


def _problems(text: str, finding: EncodingFinding) -> list[Problem]:
    problems = []
    if finding.certainty == "guess":
        problems.append(_problem("encoding.guessed", f"The encoding is probably {finding.name}, but not surely."))
    if (at := text.find("\ufffd")) >= 0:
        lines = text[:at].count("\n") + 1
        count = text.count("\ufffd")
        problems.append(
            _problem(
                "text.unreadable_characters",
                f"{count} characters could not be read, the first in line {lines}.",
            )
        )
    if "\x00" in text:
        problems.append(_problem("text.zero_bytes", "Zero bytes were taken out."))
    return problems


def _problem(code: str, message: str) -> Problem:
    return Problem(code=code, message=message, next_step="Compare the text with the source.")
