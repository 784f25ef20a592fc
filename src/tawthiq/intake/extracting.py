"""Text out of documents by another process, so that a hostile file can end that process and nothing else.

The rule kept here: one process is started when the first document comes and serves the following ones. A document
that takes longer than the limit, or ends the process, is refused by name; the next one gets a new process. Nothing
of a document reaches this process but text of a limited length.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from tawthiq.intake.extractor import COPY
from tawthiq.intake.limits import Limits
from tawthiq.intake.report_kinds import ReportKind
from tawthiq.terms.errors import BadInputError

SERVED = 500
PACKAGE = str(Path(__file__).resolve().parents[2])
"""Where this package lies: the other process must find it where no installation tells."""
_WORDS = {
    "damaged": ("cannot be opened: it is cut short or damaged", "Ask for the file again."),
    "locked": ("is locked with a password", "Ask for a copy without a password, keep the original as an exhibit."),
    "no_words": ("holds no words", "Ask for the file again."),
    "too_large": ("holds more text than the limit text_bytes", "Split it, or raise text_bytes in mission.toml."),
    "too_many_pages": ("has too many pages", "Split it into its reports."),
    "too_slow": ("took too long to read", "Split it, or save its text as plain text."),
    "no_ocr": (
        "is a scan, and there is no program to read scans",
        "Install Tesseract with its language models (Debian: tesseract-ocr, tesseract-ocr-ara), or type its text.",
    ),
    "other_tracks": (
        "has tracks that are neither picture nor sound, which may hold places",
        "Make the working copy with a film program, and keep it as an exhibit of its own.",
    ),
    "not_copied": (
        "is of a kind of which no working copy is made",
        "Working copies are made of JPEG, PNG, MP4 and MOV. Save it as one of these, and keep that as an exhibit.",
    ),
    "ended": ("made the reading process end", "Save its text as plain text, keep the original as an exhibit."),
}


class Extractor:
    """Takes text out of documents, one after the other; a context manager that leaves no process behind."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was not sent to a process that is gone
                    stream.close()
        self._process = None

    def extract(self, path: Path, kind: ReportKind) -> tuple[str, tuple[str, ...]]:
        """The text of a document and notes on how it was read (``ocr.read``, ``html.no_article``).

        Refuses (BadInputError) what is damaged, locked, without words, too large, too slow, or a scan where no
        program reads scans; the code is ``intake.`` and the reason.
        """
        answer = self._ask(path, kind.value)
        return answer["text"], tuple(answer["notes"])

    def read_facts(self, path: Path) -> dict[str, Any]:
        """What a picture or film says of itself (empty for other files); refuses (BadInputError) as `extract` does."""
        facts: dict[str, Any] = json.loads(self._ask(path, "facts")["text"])
        return facts

    def copy_bare(self, path: Path) -> tuple[str, Path]:
        """Make a copy of a picture or film without its metadata, beside `path`; returns ``jpeg``, ``png`` or ``film``.

        Refuses (BadInputError) what is damaged or too large, films with other tracks than picture and sound
        (``intake.other_tracks``), and kinds of files of which no such copy is made (``intake.not_copied``).
        """
        kind: str = self._ask(path, "copy")["text"]
        return kind, path.with_name(path.name + COPY)

    def _ask(self, path: Path, kind: str) -> dict[str, Any]:
        process = self._start()
        request = {"kind": kind, "path": str(path.resolve()), "most": self._limits.text_bytes}
        try:
            stdin = process.stdin
            if stdin is not None:
                stdin.write(json.dumps(request) + "\n")
                stdin.flush()
            line = self._answers.get(timeout=self._limits.document_seconds)
        except (queue.Empty, OSError) as failure:
            self.close()
            reason = "too_slow" if isinstance(failure, queue.Empty) else "ended"
            raise refusal(path, reason) from failure
        if not line:
            self.close()
            raise refusal(path, "ended")
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise refusal(path, answer["refused"])
        return answer

    def _start(self) -> subprocess.Popen[str]:
        if self._served >= SERVED:
            self.close()
        if self._process is None:
            self._answers = queue.Queue()
            self._served = 0
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tawthiq.intake.extractor"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=os.environ | {"PYTHONPATH": os.pathsep.join([PACKAGE, *sys.path])},
            )
            threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        self._served += 1
        return self._process


def _listen(stream: IO[str] | None, answers: queue.Queue[str]) -> None:
    """Pass answers on; an empty one says that the process has ended."""
    if stream is None:
        return
    try:
        for line in stream:
            answers.put(line)
    except ValueError:  # closed while listening
        pass
    answers.put("")


def refusal(path: Path, reason: str) -> BadInputError:
    """The refusal of a document for a reason of this module."""
    problem, next_step = _WORDS.get(reason, _WORDS["damaged"])
    return BadInputError(f"intake.{reason}", f"{path.name} {problem}.", next_step)
