"""A report opened: plain text with its encoding; everything that is not text is refused by what it is.

Spans in later work count code points of exactly this text, so it is decoded once, line ends stay as they
are, and only a byte-order mark is taken off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.intake.encodings import EncodingFinding, find_encoding
from tawthiq.intake.limits import Limits, check_size
from tawthiq.terms.errors import BadInputError, Problem

_KINDS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a DOCX, ODT or other packed document"),
    (bytes.fromhex("d0cf11e0"), "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_HTML = re.compile(
    rb"^\s*(?>(?:<!--(?>.*?-->)\s*)*)<(?:!doctype\s+html|html|head|body|\?xml)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText:
    """The text of a report, how it was decoded, and what is not quite right about it."""

    text: str = field(repr=False)
    encoding: EncodingFinding
    problems: tuple[Problem, ...] = ()


def open_report(path: Path, *, encoding: str | None = None, limits: Limits | None = None) -> ReportText:
    """Read a report in plain text.

    Refuses (BadInputError) other kinds of document (``intake.not_plain_text``), binary content, text above
    the limit ``text_bytes``, an encoding the bytes contradict, text garbled before it was saved, and no
    words at all.
    """
    limits = limits or Limits()
    check_size(path, most=limits.text_bytes, name="text_bytes")
    _refuse_documents(path)
    finding = find_encoding(path, given=encoding)
    with path.open(encoding=finding.name, errors="replace", newline="") as file:
        text = file.read().removeprefix("\ufeff")
    if not text.strip():
        raise BadInputError("intake.empty", f"{path.name} holds no words.", "Ask for the file again.")
    return ReportText(text=text.replace("\x00", ""), encoding=finding, problems=tuple(_problems(text, finding)))


def _refuse_documents(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(2048)
    what = next((name for mark, name in _KINDS if head.startswith(mark)), "")
    if not what and _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        what = "a web page (HTML)"
    if what:
        raise BadInputError(
            "intake.not_plain_text",
            f"{path.name} is {what}; this version reads plain text only.",
            "Save it as plain text (UTF-8), check that nothing is missing, keep the original as an exhibit.",
        )


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
