"""The key-holders of the sample mission: keys that everybody knows, so that sealing and opening can be tried.

Their private keys stand in this package, under a passphrase that the program prints. Nothing real may ever be sealed to
them; a real mission holds its own ceremony and shares no key with this one. Witnesses' names here are invented.
"""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from importlib.resources import files

from tawthiq.sealing.recipients import SignedList

_DATA = json.loads((files("tawthiq.sample") / "key_holders.json").read_text(encoding="utf-8"))

SIGNED_LIST = SignedList(text=_DATA["list"], signature=_DATA["signature"])
KEY_FILES: dict[str, bytes] = {name: base64.b64decode(data) for name, data in _DATA["key_files"].items()}

_GIVEN = ("سلمى / Salma", "كريم / Karim", "هدى / Huda", "يوسف / Yusuf", "رنا / Rana", "سامر / Samer", "ليلى / Layla")
_FAMILY = ("الخوري / al-Khouri", "حدّاد / Haddad", "النجار / al-Najjar", "درويش / Darwish", "منصور / Mansour")


def invent_identity(witness_code: str) -> dict[str, str]:
    """An invented name and number for a witness of the sample, the same for the same code."""
    drawn = int.from_bytes(sha256(witness_code.encode()).digest()[:4], "big")
    given, family = _GIVEN[drawn % len(_GIVEN)], _FAMILY[drawn // 7 % len(_FAMILY)]
    return {"name": f"{given} {family} (invented)", "contact": f"+000 {drawn % 10**7:07d} (invented)"}
