"""Writes the proofs of an evidence bag, its lists and the script that checks them.

The content under ``data/`` is there first and its list is entered in the ledger; only then is the checkpoint made that
everything here leads to. So nothing in the bag can be newer than what its proofs cover.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path

from tawthiq.custody import bag_files as names
from tawthiq.custody.bag_cosignatures import CosignedCheckpoint, HolderFile
from tawthiq.custody.checkpoints import Checkpoint
from tawthiq.custody.merkle import Tree, leaf_hash
from tawthiq.sealing.signing import Verifier, public_pem, split_note


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityFiles:
    """One timestamp authority as a bag shows it: its number there, its root, and what leads from it to the signer."""

    number: int
    root_pem: str
    chain_pem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedCheckpoint:
    """An earlier checkpoint and its tokens, each with the number of its authority."""

    size: int
    note: str
    tokens: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """What the bag proves, and with what: entries by number, the last checkpoint, stamped and co-signed ones, keys."""

    entries: tuple[int, ...]
    checkpoint: Checkpoint
    note: str
    verifier: Verifier
    stamped: tuple[StampedCheckpoint, ...] = ()
    authorities: tuple[AuthorityFiles, ...] = ()
    cosigned: tuple[CosignedCheckpoint, ...] = ()
    holders: tuple[HolderFile, ...] = ()


def write_proofs(folder: Path, lines: Iterable[str], proofs: Proofs) -> None:
    """Write ``proof/`` into `folder`; `lines` is the whole ledger in order, read once and not held.

    Refuses (ValueError) entries that are not in it.
    """
    size = proofs.checkpoint.size
    wanted = sorted(set(proofs.entries))
    entries = dict.fromkeys(wanted, "")
    tree = Tree(_leaves(islice(lines, size), entries))
    inclusion = [(seq, tree.prove_inclusion(seq - 1, size)) for seq in wanted]
    texts = {
        names.ENTRIES: "".join(f"{entries[seq]}\n" for seq in wanted),
        names.INCLUSION: names.write_inclusion(inclusion),
        names.CHECKPOINT: proofs.note,
        names.KEY: proofs.verifier.pem(),
    }
    for stamped in proofs.stamped:
        stem = f"proof/stamped-{stamped.size}"
        texts[f"{stem}.txt"] = stamped.note
        texts[f"{stem}-consistency.txt"] = names.write_consistency(tree.prove_consistency(stamped.size, size))
    for held in proofs.cosigned:
        stem = f"proof/cosigned-{held.size}"
        for number, line in held.lines:
            texts[f"{stem}-{number}.txt"] = f"{split_note(held.note)[0]}\n{line}\n"
        texts[f"{stem}-consistency.txt"] = names.write_consistency(tree.prove_consistency(held.size, size))
    for holder in proofs.holders:
        texts[f"proof/holder-{holder.number}.pem"] = public_pem(holder.cosigner.public)
    for authority in proofs.authorities:
        texts[f"proof/authority-{authority.number}.pem"] = authority.root_pem
        if authority.chain_pem:
            texts[f"proof/authority-{authority.number}-chain.pem"] = authority.chain_pem
    (folder / "proof").mkdir()
    for path, text in texts.items():
        (folder / path).write_bytes(text.encode("utf-8"))
    for stamped in proofs.stamped:
        for number, token in stamped.tokens:
            (folder / f"proof/stamped-{stamped.size}-{number}.tsr").write_bytes(token)


def _leaves(lines: Iterable[str], held: dict[int, str]) -> Iterator[bytes]:
    """The leaf of each line; the lines whose numbers are in `held` are put there."""
    for seq, line in enumerate(lines, start=1):
        if seq in held:
            held[seq] = line
        yield leaf_hash(line.encode("utf-8"))


def close_bag(folder: Path, *, facts: Mapping[str, str], readme: str) -> str:
    """Write what stands beside ``data/`` and ``proof/`` and list it; returns the text of the tag manifest."""
    (folder / names.BAGIT).write_text(names.DECLARATION, encoding="ascii")
    (folder / names.INFO).write_text(names.write_info(facts), encoding="utf-8")
    (folder / "README.txt").write_text(readme, encoding="utf-8")
    with as_file(files("tawthiq.custody") / "verify.sh") as script:
        shutil.copyfile(script, folder / "verify.sh")
    return names.write_tag_manifest(folder)
