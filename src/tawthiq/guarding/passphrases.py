"""What a passphrase must be at least."""

from __future__ import annotations

from tawthiq.terms.errors import BadInputError

SHORTEST = 12


def check_passphrase(passphrase: str) -> None:
    """Refuse (BadInputError) a passphrase that is too short to be one."""
    if len(passphrase) < SHORTEST:
        raise BadInputError(
            "members.passphrase_short",
            f"A passphrase has at least {SHORTEST} characters.",
            "Take four or more words that nobody would put together.",
        )
