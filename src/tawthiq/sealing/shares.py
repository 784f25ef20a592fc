"""The recovery key as three shares of 33 words, of which any two bring it back (SLIP-39, `shamir-mnemonic`).

One share alone tells nothing of the key. They are printed and held by three people in different countries; the key file
of the recovery key is destroyed after the ceremony where the mission so decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.sealing.keys import identity_from_bytes, identity_to_bytes
from tawthiq.terms.errors import BadInputError

NEEDED = 2
MADE = 3


def split(identity: str) -> tuple[str, ...]:
    """Three shares of a private key, two of which `combine` needs."""
    from shamir_mnemonic import generate_mnemonics

    (shares,) = generate_mnemonics(1, [(NEEDED, MADE)], identity_to_bytes(identity), b"")
    return tuple(shares)


def combine(shares: Sequence[str]) -> str:
    """The private key of two shares; refuses (BadInputError) one alone, mistyped ones and those of two keys."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    distinct = {" ".join(share.lower().split()) for share in shares}
    try:
        return identity_from_bytes(combine_mnemonics(list(distinct), b""))
    except MnemonicError as error:
        raise BadInputError(
            "sealing.shares",
            "These shares do not make a key: there are too few, a word is wrong, or they are not of one key.",
            "Compare each word with the paper; two different shares of the same ceremony are needed.",
        ) from error
