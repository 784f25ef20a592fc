"""A bag under examination: what was found so far, and how its files are read.

The place of a finding is a file, or a line of one. Nothing of what a file says stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.custody import bag_files as names
from tawthiq.custody.checkpoints import Checkpoint, read_checkpoint
from tawthiq.custody.ledger import Finding
from tawthiq.custody.merkle import is_consistent
from tawthiq.terms.errors import EvidenceError

WORDS = {
    "bag.missing": "The file is not there.",
    "bag.changed": "The file is not the one that is listed.",
    "bag.extra": "The file is not listed.",
    "bag.special": "This is no ordinary file.",
    "bag.manifest": "The line is not one of a list of files.",
    "bag.checkpoint": "The checkpoint is not signed as it stands, or is not continued by the last one.",
    "bag.entry": "The entry is not proved to be in the signed ledger.",
    "bag.exhibit": "No proved entry says that this file was received.",
    "bag.not_entered": "No proved entry says that this list of content was exported.",
    "bag.timestamp": "The token does not hold.",
    "bag.timestamp_not_entered": "No proved entry says that this token came in.",
    "bag.cosignature": "The holder's signature does not hold, or no key for it is there.",
    "bag.cosignature_not_entered": "No proved entry says that this signature, or the holder's key, came in.",
    "bag.key": "The ledger's key is not the one that was published.",
    "bag.root": "The authority's root is not one of those that were published.",
    "bag.holder": "The holder's key is not one of those that were published.",
}


@dataclass(slots=True)
class Examined:
    """The bag in `folder`; `proved` are sizes by kind and digest of the entries that are proved."""

    folder: Path
    findings: list[Finding] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    proved: dict[tuple[str, str], int] = field(default_factory=dict)

    def fail(self, code: str, where: str) -> None:
        """Note that something does not hold."""
        shown = "".join(c if " " <= c <= "~" else "?" for c in where)
        self.findings.append(Finding(code=code, where=shown, words=WORDS[code]))

    def read(self, path: str) -> bytes | None:
        """The bytes of an ordinary file; None where there is none."""
        return (self.folder / path).read_bytes() if self.is_file(path) else None

    def is_file(self, path: str) -> bool:
        """Whether this is an ordinary file, not a link to one."""
        file = self.folder / path
        return file.is_file() and not file.is_symlink()

    def read_note(self, path: str) -> Checkpoint | None:
        """The checkpoint in a note of exactly seven lines; None for any other file."""
        data = self.read(path)
        if data is None or data.count(b"\n") != 7 or not data.endswith(b"\n") or b"\0" in data:
            return None
        text, empty, _ = data.partition(b"\n\n")
        try:
            return read_checkpoint(text.decode("utf-8") + "\n") if empty and text.count(b"\n") == 4 else None
        except (UnicodeDecodeError, EvidenceError):
            return None

    def continues(self, final: Checkpoint | None, earlier: Checkpoint | None, proof: str) -> bool:
        """Whether the last checkpoint continues an earlier one, by the consistency proof in the file `proof`."""
        data = self.read(proof)
        if final is None or earlier is None or data is None or final.origin != earlier.origin:
            return False
        if data and not data.endswith(b"\n"):
            return False
        steps = [line.decode("latin-1") for line in lines_of(data)]
        if any(names.HASH.fullmatch(step) is None for step in steps):
            return False
        return is_consistent(
            first=earlier.size,
            first_root=earlier.root,
            second=final.size,
            second_root=final.root,
            path=[bytes.fromhex(step) for step in steps],
        )


def lines_of(data: bytes | None) -> list[bytes]:
    """The lines of a file that ends with a newline; none for any other."""
    return data.split(b"\n")[:-1] if data and data.endswith(b"\n") else []
