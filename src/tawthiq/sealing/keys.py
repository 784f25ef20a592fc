"""Keys of key-holders: made, kept under a passphrase, and as the 32 bytes that shares are made of.

A private key is an age identity (``AGE-SECRET-KEY-1…``, X25519). It lives in a key file: an age file under a passphrase
of eight words (scrypt, work 2^18). The organisation's signing key (Ed25519) lives in such a file too, and once more
sealed to the recovery key, so that two shares bring both back.
"""

from __future__ import annotations

from tawthiq.sealing.headers import check_key_file
from tawthiq.terms.errors import BadInputError, EvidenceError

IDENTITY_PREFIX = "age-secret-key-"
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def make_identity() -> tuple[str, str]:
    """A new private key and its public key, from the system's secure randomness."""
    import pyrage

    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def public_of(identity: str) -> str:
    """The public key (``age1…``) of a private one; refuses (BadInputError) what is none."""
    import pyrage

    try:
        return str(pyrage.x25519.Identity.from_str(identity.strip()).to_public())
    except pyrage.IdentityError as error:
        raise BadInputError("sealing.identity", "This is not a private age key.", "Give the key file.") from error


def protect(secret: str, passphrase: str) -> bytes:
    """A key file: `secret` under a passphrase."""
    import pyrage

    protected: bytes = pyrage.passphrase.encrypt(secret.encode("ascii") + b"\n", passphrase)
    return protected


def unprotect(key_file: bytes, passphrase: str) -> str:
    """The secret of a key file; refuses (BadInputError) a wrong passphrase and a file that is none."""
    import pyrage

    check_key_file(key_file)
    try:
        secret: bytes = pyrage.passphrase.decrypt(key_file, passphrase)
        return secret.decode("ascii").strip()
    except (pyrage.DecryptError, UnicodeDecodeError) as error:
        raise BadInputError(
            "sealing.passphrase", "The passphrase does not open this key file.", "Look at the words once more."
        ) from error


def identity_to_bytes(identity: str) -> bytes:
    """The 32 bytes of a private key, for shares (Bech32, BIP-173); refuses (EvidenceError) one that was mistyped."""
    lowered = identity.strip().lower()
    prefix, _one, letters = lowered.rpartition("1")
    values = [_LETTERS.find(letter) for letter in letters]
    if prefix != IDENTITY_PREFIX or -1 in values or _checksum(prefix, values) != 1:
        raise EvidenceError("sealing.identity", "This is not a private age key.", "Give the key file.")
    number = 0
    for value in values[:-6]:
        number = number << 5 | value
    return (number >> 4).to_bytes(32, "big")


def identity_from_bytes(secret: bytes) -> str:
    """The private key of 32 bytes."""
    if len(secret) != 32:
        raise EvidenceError("sealing.identity", "A private key has 32 bytes.", "Look at the shares once more.")
    number = int.from_bytes(secret, "big") << 4
    values = [(number >> (5 * place)) & 31 for place in reversed(range(52))]
    check = _checksum(IDENTITY_PREFIX, [*values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(check >> (5 * place)) & 31 for place in reversed(range(6))]
    return (IDENTITY_PREFIX + "1" + "".join(_LETTERS[value] for value in values)).upper()


def _checksum(prefix: str, values: list[int]) -> int:
    """The checksum of Bech32, 1 for a string that is right."""
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = 1
    for value in expanded + values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if (top >> place) & 1 else 0
    return check
