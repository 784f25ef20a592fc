"""Words in place of digits where people compare or write down: fingerprints, passphrases, shares.

The 1,024 words are those of SLIP-39 (10 bits each, no two alike in their first four letters), in English because shares
are made of them too; the same list is in the browser (`static/tawthiq/sealing/words.js`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256

BITS = 10
FINGERPRINT_WORDS = 6
PASSPHRASE_WORDS = 8


@cache
def word_list() -> tuple[str, ...]:
    """The 1,024 words in their order."""
    from shamir_mnemonic.wordlist import WORDLIST

    return tuple(WORDLIST)


def fingerprint(key: str) -> str:
    """Six words for a public key (60 bits of its SHA-256): printed on the card of each monitor, compared by eye.

    Sixty bits are enough against somebody who must hit one given key; nobody gains from two keys of their own alike.
    """
    number = int.from_bytes(sha256(key.encode("ascii")).digest()[:8], "big") >> (64 - BITS * FINGERPRINT_WORDS)
    places = [(number >> (BITS * place)) & 1023 for place in reversed(range(FINGERPRINT_WORDS))]
    return " ".join(word_list()[place] for place in places)


def passphrase(draw: Callable[[int], int]) -> str:
    """Eight random words (80 bits). `draw(n)` gives a secret random number below n."""
    return " ".join(word_list()[draw(len(word_list()))] for _ in range(PASSPHRASE_WORDS))
