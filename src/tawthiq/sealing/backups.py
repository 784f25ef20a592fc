"""Backups sealed to the key-holders, in the age format, as they are written: nothing of them lies open on the way.

A backup goes to the recipients that the mission names (`age1…`); any one of their identities opens it. age says nothing
about who sealed: whether what comes out is a backup of this mission is checked afterwards, byte by byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BufferedReader
from typing import BinaryIO

from tawthiq.terms.errors import BadInputError, EvidenceError

READ_AT_ONCE = 1024 * 1024
MAGIC = b"age-encryption.org/v1\n"


def check_recipients(recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients, each one once; refuses (BadInputError) what is no public key of age."""
    import pyrage

    for recipient in recipients:
        try:
            pyrage.x25519.Recipient.from_str(recipient)
        except pyrage.RecipientError as error:
            raise BadInputError(
                "backup.recipient", "This is not the public key of a key-holder.", "It begins with age1."
            ) from error
    return tuple(dict.fromkeys(recipients))


def seal_stream(source: BinaryIO, target: BinaryIO, recipients: Sequence[str]) -> None:
    """Seal a stream to every one of `recipients` (at least one)."""
    import pyrage

    keys = [pyrage.x25519.Recipient.from_str(one) for one in check_recipients(recipients)]
    if not keys:
        raise BadInputError("backup.no_recipients", "Nobody could open this backup.", "Name a key-holder.")
    buffered = BufferedReader(source, READ_AT_ONCE)  # type: ignore[type-var]
    pyrage.encrypt_io(buffered, target, keys)
    buffered.detach()  # who opened the source closes it


def open_stream(source: BinaryIO, target: BinaryIO, identity: str) -> None:
    """Open a sealed stream with the text of an identity file.

    What is written before an error is found is not to be used. Refuses (BadInputError) a file without an identity,
    (EvidenceError) a stream that this identity does not open, or that is damaged or cut off. A disk that fails is an
    OSError.
    """
    import pyrage

    lines = [line.strip() for line in identity.splitlines()]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except pyrage.IdentityError as error:
        raise _no_identity() from error
    if not keys:
        raise _no_identity()
    buffered = BufferedReader(source, READ_AT_ONCE)  # type: ignore[type-var]
    try:
        pyrage.decrypt_io(buffered, target, keys)
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's own failure, such as no space left: the key and the backup may be sound
        raise EvidenceError(
            "backup.sealed", "This key does not open the backup, or the backup is damaged.", "Try another copy, or key."
        ) from error
    finally:
        buffered.detach()  # who opened the source closes it


def _no_identity() -> BadInputError:
    return BadInputError("backup.identity", "This file holds no key that opens backups.", "Give an age identity file.")
