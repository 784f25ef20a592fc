"""How much of a file is taken, checked before it is read.

Every limit is a number of this dataclass, so that a mission which needs more says so once; every refusal
names the limit that stopped it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tawthiq.terms.errors import BadInputError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may need.

    Args:
        file_bytes: size of the file itself.
        workbook_bytes: size of all parts of a workbook when unpacked.
        packed_ratio: how many times a part of a workbook may grow when unpacked (parts above one megabyte).
        workbook_cells: cells of the rectangle from A1 to the last used cell of any sheet.
        columns: columns of a sheet.
        header_rows: rows looked at for the header.
        text_bytes: size of a report's text.
        document_seconds: how long the text of one PDF, web page, DOCX or scan may take.
    """

    file_bytes: int = 256 * MEGABYTE
    workbook_bytes: int = 512 * MEGABYTE
    packed_ratio: int = 250
    workbook_cells: int = 40_000_000
    columns: int = 2_000
    header_rows: int = 40
    text_bytes: int = 20 * MEGABYTE
    document_seconds: int = 120


def check_size(path: Path, *, most: int, name: str) -> int:
    """The size of the file in bytes; refuses (BadInputError) a missing, empty or too large one, unread."""
    try:
        size = path.stat().st_size
    except OSError as failure:
        raise BadInputError(
            "intake.not_found", f"{path.name} cannot be opened.", "Check the path and the rights to read it."
        ) from failure
    if not path.is_file():
        raise BadInputError("intake.not_a_file", f"{path.name} is not a file.", "Choose one file.")
    if size == 0:
        raise BadInputError("intake.empty", f"{path.name} is empty: it holds no bytes.", "Ask for the file again.")
    if size > most:
        raise BadInputError(
            "intake.too_large",
            f"{path.name} has {size / MEGABYTE:.1f} MB; the limit {name} is {most / MEGABYTE:.1f} MB.",
            f"Split the file, or raise {name} under [limits] in mission.toml.",
        )
    return size
