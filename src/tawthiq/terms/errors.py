"""What goes wrong, said in three parts: a stable code, the problem with its place, and the next step.

The command line maps a kind to an exit status, the pages map it to an HTTP status. No message ever holds
testimony, a name or a key: ids, file names as the member typed them, row and column numbers only.
"""

from dataclasses import dataclass, field


class TawthiqError(Exception):
    """A failure a member can understand and act on.

    Args:
        code: stable dotted code, such as ``intake.encoding``; documented in the error reference.
        problem: what is wrong and where.
        next_step: what to do about it.
    """

    exit_status = 1
    http_status = 500

    def __init__(self, code: str, problem: str, next_step: str) -> None:
        super().__init__(f"{problem} {next_step}")
        self.code = code
        self.problem = problem
        self.next_step = next_step


class BadInputError(TawthiqError):
    """What arrived cannot be taken as it is: nothing of it was kept as records."""

    exit_status = 2
    http_status = 400


class NotAllowedError(TawthiqError):
    """The member may not do this. Where even existence is hidden, `NotFoundError` is raised instead."""

    exit_status = 3
    http_status = 403


class NotFoundError(TawthiqError):
    """There is no such thing, or none this member may know of."""

    exit_status = 4
    http_status = 404


class ConflictError(TawthiqError):
    """Somebody else decided first, or the store is busy: look again and repeat."""

    exit_status = 5
    http_status = 409


class EvidenceError(TawthiqError):
    """Kept evidence is missing, changed or out of order. The action stops; nothing goes on."""

    exit_status = 6
    http_status = 500


class SetupError(TawthiqError):
    """The mission folder, the database or this machine is not as it must be."""

    exit_status = 7
    http_status = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with one place of what arrived; a list of these goes back to whoever sent it.

    Args:
        code: stable code, such as ``date.unreadable``.
        message: what is wrong, in words, without the content of other cells.
        next_step: what to do.
        sheet: name of the sheet, where there is one.
        row: 1-based row as the member sees it in the file.
        column: header or letter of the column.
        value: the offending words as given, shortened; shown to the member, never logged.
        fatal: whether the row (or, without a row, the file) could not be taken.
    """

    code: str
    message: str
    next_step: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = field(default="", repr=False)
    fatal: bool = False
