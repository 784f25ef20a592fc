"""One-time codes of an authenticator app: RFC 6238 over RFC 4226, six digits, 30 seconds, SHA-1 as the apps expect.

A code of the step before and the step after counts too: clocks of phones differ. Which step a code was of is
returned, and whoever keeps it refuses that step and all before it from then on.
"""

from __future__ import annotations

import base64
import hmac
import struct
from hashlib import sha1

from tawthiq.terms.errors import BadInputError

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20


def write_secret(raw: bytes) -> str:
    """A secret as people type it: base32 without padding."""
    return base64.b32encode(raw).decode("ascii").rstrip("=")


def code_at(secret: str, step: int) -> str:
    """The code of one step."""
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(raw, struct.pack(">Q", step), sha1).digest()
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, code: str, *, seconds: float) -> int:
    """The step whose code this is, at so many seconds since 1970; refuses (BadInputError) a code that is of none near.

    Spaces and digits of other scripts (٣٤٥) are read as what they are.
    """
    given = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in code if not letter.isspace())
    now = int(seconds) // STEP_SECONDS
    near = (now - 1, now, now + 1)
    right = [step for step in near if hmac.compare_digest(code_at(secret, step).encode(), given.encode())]
    if not right:
        raise BadInputError("code.wrong", "This code is not right, or no longer.", "Type the code the app shows now.")
    return right[-1]


def address_of_secret(secret: str, *, name: str, mission: str) -> str:
    """The address (otpauth:) that an authenticator app on this device opens."""
    label = _percent(f"{mission}:{name}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={_percent(mission)}"


def _percent(words: str) -> str:
    """Words as they stand in an address (RFC 3986): everything but letters, digits and ``-._~`` by its bytes."""
    plain = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in words.encode())
