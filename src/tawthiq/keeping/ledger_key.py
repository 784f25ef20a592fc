"""Where the private key that signs checkpoints lies: with the account that runs the server, never in the mission.

One file per ledger, readable by that account alone, made once and never written over. A mission that is moved to
another machine gets a new key there, which the ledger says. ``TAWTHIQ_LEDGER_KEYS`` names another folder for them.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

from tawthiq.keeping.durable import flush_folder
from tawthiq.sealing.signing import SigningKey
from tawthiq.terms.errors import SetupError


def key_file(origin: str) -> Path:
    """The file of the key for the ledger of this name."""
    named = os.environ.get("TAWTHIQ_LEDGER_KEYS")
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "tawthiq"
    return (Path(named) if named else state) / f"{sha256(origin.encode()).hexdigest()[:16]}.ledger"


def load_key(origin: str) -> SigningKey | None:
    """The private key for this ledger, or None where this account has none.

    Refuses (SetupError) one that other accounts can read, and a file that holds no key.
    """
    file = key_file(origin)
    if not file.is_file():
        return None
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise SetupError(
            "ledger_key.open",
            "Other accounts of this machine can read the key that signs the ledger.",
            "Take the rights away (chmod 600), and change the key: `tawthiq checkpoint --new-key`.",
        )
    try:
        seed = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise _unreadable() from error
    if len(seed) != 32:
        raise _unreadable()
    return SigningKey(name=origin, seed=seed)


def store_key(key: SigningKey, *, replacing: bool) -> None:
    """Keep a private key, on the disk before this returns; `replacing` puts it in the place of an older one."""
    file = key_file(key.name)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(key.seed.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())
    if replacing:
        beside.replace(file)
    else:
        try:
            os.link(beside, file)
        finally:
            beside.unlink()
    flush_folder(file.parent)


def _unreadable() -> SetupError:
    return SetupError(
        "ledger_key.unreadable",
        "The file of the ledger's key holds none.",
        "Change it: `tawthiq checkpoint --new-key`.",
    )
