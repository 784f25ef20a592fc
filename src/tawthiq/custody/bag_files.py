"""The files of an evidence bag: their names, and how proofs and lists are written.

A bag is a BagIt 1.0 bag (RFC 8493). BagIt is packaging: whoever changes a file can write the lists anew. What makes it
evidence is in ``proof/``: the SHA-256 of ``manifest-sha256.txt`` stands in a ledger entry, every entry is proved to be
in the ledger that a checkpoint signs, and an authority outside stamped that checkpoint or a later one.

::

    bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt  README.txt  verify.sh
    data/index.html             what is in the bag, in the court's language
    data/index.json             the same for machines, with consent and what was withheld and why
    data/history.jsonl          who viewed, received and disclosed each exhibit
    data/exhibits/DIGEST        the files themselves, each under its SHA-256
    data/extracts/DIGEST.json   rows of lists that were not asked for as a whole
    proof/entries.jsonl         ledger lines, exactly as they were digested
    proof/inclusion.txt         for each of them: its number and the hashes beside its path to the root
    proof/checkpoint.txt        the signed checkpoint that all of them lead to
    proof/key.pem               the ledger's public key
    proof/stamped-SIZE.txt      earlier checkpoints that were stamped, with
    proof/stamped-SIZE-consistency.txt   the proof that the last one continues them, and
    proof/stamped-SIZE-N.tsr    the token of authority N
    proof/authority-N.pem       its root, and -chain.pem what leads to it
    proof/cosigned-SIZE-N.txt   an earlier checkpoint as holder N outside signed it, with
    proof/cosigned-SIZE-consistency.txt  the proof that the last one continues it
    proof/holder-N.pem          that holder's public key

Names hold digests and numbers only: a file's first name may be a witness's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tawthiq.sealing.digests import digest_file

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
BAGIT = "bagit.txt"
INFO = "bag-info.txt"
ENTRIES = "proof/entries.jsonl"
INCLUSION = "proof/inclusion.txt"
CHECKPOINT = "proof/checkpoint.txt"
KEY = "proof/key.pem"
EXHIBITS = "data/exhibits"
NEEDED = (BAGIT, MANIFEST, CHECKPOINT, KEY, ENTRIES, INCLUSION)
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SAFE = re.compile(r"[A-Za-z0-9._/-]+")
NUMBER = re.compile(r"[1-9][0-9]{0,14}")
HASH = re.compile(r"[0-9a-f]{64}")


def is_safe(path: str) -> bool:
    """Whether a listed path is a plain one below the bag's folder."""
    return SAFE.fullmatch(path) is not None and not any(part in {"", ".", ".."} for part in path.split("/"))


def files_under(folder: Path) -> list[str]:
    """Every path below `folder` that is no folder, with ``/`` between its parts, in order; links are not followed."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def write_inclusion(proofs: Iterable[tuple[int, Sequence[bytes]]]) -> str:
    """Inclusion proofs, one line each: the entry's number from 1, and the hashes of its path in hex."""
    return "".join(" ".join([str(seq), *(step.hex() for step in path)]) + "\n" for seq, path in proofs)


def write_consistency(path: Sequence[bytes]) -> str:
    """A consistency proof, one hash in hex on each line."""
    return "".join(f"{step.hex()}\n" for step in path)


def write_manifest(folder: Path) -> str:
    """Write the list of everything under ``data/`` and return its text."""
    paths = [path for path in files_under(folder) if path.startswith("data/")]
    return _write_list(folder, MANIFEST, paths)


def write_tag_manifest(folder: Path) -> str:
    """Write the list of everything else and return its text."""
    paths = [path for path in files_under(folder) if not path.startswith("data/") and path != TAG_MANIFEST]
    return _write_list(folder, TAG_MANIFEST, paths)


def _write_list(folder: Path, name: str, paths: Sequence[str]) -> str:
    text = "".join(f"{digest_file(folder / path)}  {path}\n" for path in paths)
    (folder / name).write_text(text, encoding="ascii")
    return text


def write_info(facts: Mapping[str, str]) -> str:
    """The text of ``bag-info.txt``."""
    return "".join(f"{label}: {value}\n" for label, value in facts.items())
