"""The head of an age file, looked at before any library is: what it may hold, and how much of it.

Rules:

1. A sealed item has one to forty X25519 stanzas; stanzas whose name ends in ``-grease`` are there to be ignored and
   are. A passphrase or any other stanza is refused: nobody seals an identity to a passphrase.
2. A key file under a passphrase has exactly one scrypt stanza, with a work factor of at most 2^20, so that
   no file can make a browser or a server compute for hours.
3. A head of more than 64 KiB, with lines that no age file has, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tawthiq.terms.errors import BadInputError

FIRST = b"age-encryption.org/v1"
LONGEST = 64 * 1024
MOST_RECIPIENTS = 40
MOST_WORK = 20

_STANZA = re.compile(rb"-> (?P<kind>[!-~]+)(?P<more>(?: [!-~]+)*)")
_BODY = re.compile(rb"[A-Za-z0-9+/]{0,64}")
_MAC = re.compile(rb"--- [A-Za-z0-9+/]{43}")
_KEY = re.compile(rb" [A-Za-z0-9+/]{43}")
_SCRYPT = re.compile(rb" [A-Za-z0-9+/]{22} (?P<work>[1-9][0-9]?)")


def check_item(head: bytes, *, recipients: int | None = None) -> None:
    """Refuse (BadInputError) what does not begin like a sealed item, or is sealed to another number of key-holders.

    `head`: at least the first 64 KiB, or all.
    """
    kinds = [(kind, more) for kind, more in _stanzas(head) if not kind.endswith(b"-grease")]
    fits = all(kind == b"X25519" and _KEY.fullmatch(more) for kind, more in kinds)
    if not fits or not 1 <= len(kinds) <= MOST_RECIPIENTS or recipients not in (None, len(kinds)):
        raise _refusal("The sealed item is not sealed to key-holders alone.")


def check_key_file(head: bytes) -> None:
    """Refuse (BadInputError) what does not begin like a key under a passphrase of bearable work."""
    kinds = list(_stanzas(head))
    found = _SCRYPT.fullmatch(kinds[0][1]) if len(kinds) == 1 and kinds[0][0] == b"scrypt" else None
    if found is None or int(found["work"]) > MOST_WORK:
        raise _refusal("This is not a key file under one passphrase, or it asks for far too much work.")


def _stanzas(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    lines = iter(head[:LONGEST].split(b"\n"))
    if next(lines) != FIRST:
        raise _refusal("This is not an age file.")
    line = next(lines, b"")
    while not line.startswith(b"---"):
        found = _STANZA.fullmatch(line)
        if found is None:
            raise _refusal("The head of the age file is malformed.")
        yield found["kind"], found["more"]
        body = b"0" * 64
        while len(body) == 64:
            body = next(lines, b"!")
            if _BODY.fullmatch(body) is None:
                raise _refusal("The head of the age file is malformed.")
        line = next(lines, b"!")
    if _MAC.fullmatch(line) is None:
        raise _refusal("The head of the age file is malformed.")


def _refusal(words: str) -> BadInputError:
    return BadInputError("sealing.head", words, "Take the file from where it was sealed once more.")
