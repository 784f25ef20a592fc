"""Previews of kept files, drawn by a process that is shut in and ends with each of them.

The rules kept here: a preview is drawn within all the limits of `tawthiq.intake.seclusion` or not at all. What comes
back is checked: which limits held, how long it is, that a picture is a PNG. Nothing is kept anywhere. At most
`AT_ONCE` are drawn at a time, so that whoever looks at many hostile files takes no more of the machine than that.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any, BinaryIO

from tawthiq.intake.extracting import PACKAGE
from tawthiq.intake.seclusion import REQUIRED, Walls
from tawthiq.terms.errors import BadInputError, ConflictError, SetupError

AT_ONCE = 2
WAIT_SECONDS = 20.0
#: Wall time beside the processor seconds: a busy machine is no reason to refuse.
SECONDS_MORE = 40
MOST_ANSWER = 24 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_seats = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is shown of a file: a PNG drawn anew of its picture or first page, or a piece of its text.

    Args:
        picture: the PNG; empty where it is text.
        text: the beginning of the text; empty where it is a picture.
        pages: of how many pages the first is shown; 0 where there are none.
        is_cut: whether the text goes on.
        held: the limits that held while it was drawn.
    """

    picture: bytes = b""
    text: str = ""
    pages: int = 0
    is_cut: bool = False
    held: tuple[str, ...] = ()


def draw_preview(file: BinaryIO, *, walls: Walls | None = None) -> Preview:
    """Draw a preview of an open file (JPEG, PNG, PDF, DOCX, web page or text), read from where it stands.

    Refuses (SetupError, ``preview.no_limits``) where this machine cannot hold one of the limits; (BadInputError) what
    is of another kind, damaged, locked, empty, too large or too slow, and what made the process end; (ConflictError,
    ``preview.busy``) while too many are drawn.
    """
    if not _seats.acquire(timeout=WAIT_SECONDS):
        raise ConflictError("preview.busy", "Other previews are being drawn.", "Try again in a minute.")
    try:
        answer = _ask(file, walls or Walls())
    finally:
        _seats.release()
    if answer.get("refused") == "no_limits":
        raise no_limits(str(answer.get("missing", "")))
    if "refused" in answer:
        raise _refusal(str(answer["refused"]))
    held = tuple(str(name) for name in answer.get("held", ()))
    if missing := [name for name in REQUIRED if name not in held]:
        raise no_limits(missing[0])
    return _checked(answer, held)


def no_limits(missing: str) -> SetupError:
    """The refusal where a limit cannot be had; `missing` is its name."""
    return SetupError(
        "preview.no_limits",
        f"This machine cannot shut in the process that draws previews (limit: {missing}), so none is drawn.",
        "Serve the mission from Linux on x86-64 or 64-bit ARM, where system calls can be filtered (seccomp).",
    )


def _refusal(reason: str) -> BadInputError:
    """The refusal for a reason of the process, or of this module."""
    known = (
        BadInputError(
            "preview.kind", "No preview is drawn of files of this kind.", "Download it where nothing else is at risk."
        ),
        BadInputError(
            "preview.too_large", "The file is too large to be drawn here.", "Download it where nothing else is at risk."
        ),
        BadInputError(
            "preview.too_slow",
            "Drawing the file took too long and was stopped.",
            "Do not open it where anything is at risk.",
        ),
        BadInputError(
            "preview.ended", "The file made the process that draws it end.", "Do not open it where anything is at risk."
        ),
        BadInputError(
            "preview.damaged", "The file is cut short or damaged: it cannot be drawn.", "Ask for the file again."
        ),
        BadInputError("preview.locked", "The file is locked with a password.", "Ask for a copy without a password."),
        BadInputError("preview.empty", "There is nothing in the file to show.", "Ask for the file again."),
    )
    by_code = {refusal.code: refusal for refusal in known}
    return by_code.get(f"preview.{reason}", by_code["preview.damaged"])


def _ask(file: BinaryIO, walls: Walls) -> dict[str, Any]:
    """Run the process; it gets the file as its input, and of the environment only where our package lies."""
    command = [sys.executable, "-B", "-m", "tawthiq.intake.previewer", str(walls.seconds), str(walls.memory)]
    environment = {"PYTHONPATH": os.pathsep.join([PACKAGE, *sys.path]), "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/"
    )
    clock = threading.Timer(walls.seconds + SECONDS_MORE, process.kill)
    clock.start()
    try:
        said = process.stdout.read(MOST_ANSWER + 1) if process.stdout else b""
    finally:
        process.kill()
        status = process.wait()
        was_stopped = not clock.is_alive()
        clock.cancel()
        if process.stdout:
            process.stdout.close()
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        is_slow = was_stopped or status in {-signal.SIGXCPU, -signal.SIGKILL}
        raise _refusal("too_slow" if is_slow and not said else "ended")
    return answer


def _checked(answer: dict[str, Any], held: tuple[str, ...]) -> Preview:
    """What came back, held to what it may be: the process may have been taken over by the file."""
    if "text" in answer:
        return Preview(text=str(answer["text"]), is_cut=bool(answer.get("is_cut")), held=held)
    try:
        picture = base64.b64decode(str(answer.get("picture", "")), validate=True)
    except binascii.Error as failure:
        raise _refusal("ended") from failure
    pages = answer.get("pages", 0)
    if not picture.startswith(_PNG) or not isinstance(pages, int):
        raise _refusal("ended")
    return Preview(picture=picture, pages=pages, held=held)
