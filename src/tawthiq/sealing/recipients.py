"""Whom everything is sealed to: a signed, numbered list, and the rule by which a client takes or refuses one.

Rules:

1. The list names the mission, its own version, the suite of its keys, and the key-holders: at least one protection
   officer, one deputy and the recovery key. An administrator or the server is never on it.
2. The organisation's key (Ed25519) signs exactly the text of the list. That key is kept with the recovery key, offline.
3. A client pins the mission's id and the organisation's key when a person has compared its six words with the printed
   card, and remembers the newest version it has seen with its digest. It refuses a list that is unsigned, signed by
   another key, of another mission, older than the one it has seen, or of the same version with another text.
   So a server cannot add itself, drop a holder, or bring back a list with a lost key.
4. The suite is a number, so that keys safe against quantum computers can take over (2) when all libraries read them.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tawthiq.sealing.digests import digest_text
from tawthiq.terms.errors import BadInputError, EvidenceError

FORMAT = "tawthiq-recipients-1"
SUITE_X25519 = 1
CONTEXT = b"tawthiq recipient list 1\n"
LONGEST = 64 * 1024

_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_MISSION = re.compile(r"[0-9a-f]{32}")
_LABEL = re.compile(r"[\w .-]{1,40}")


class Holder(StrEnum):
    """What a key on the list is for."""

    OFFICER = "officer"
    DEPUTY = "deputy"
    RECOVERY = "recovery"
    CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One key-holder: what for, under which label (a code, never a name), and the public key."""

    holder: Holder
    label: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientList:
    """One version of the list, as its text says."""

    mission: str
    version: int
    made_on: date
    organisation: str
    recipients: tuple[Recipient, ...]
    suite: int = SUITE_X25519

    @property
    def keys(self) -> tuple[str, ...]:
        """Every public key to seal to."""
        return tuple(recipient.key for recipient in self.recipients)

    def text(self) -> str:
        """The text that is signed."""
        data = {"format": FORMAT, **asdict(self), "made_on": self.made_on.isoformat()}
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A list's text and the signature over it (base64)."""

    text: str
    signature: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the text."""
        return digest_text(self.text)

    def to_json(self) -> str:
        """As it is kept in a file and sent."""
        return json.dumps({"list": self.text, "signature": self.signature}, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What a client holds on to: mission and organisation's key, and the newest list seen (version 0: none yet)."""

    mission: str
    organisation: str
    version: int = 0
    sha256: str = ""


def read_signed(data: str | bytes) -> SignedList:
    """A signed list from its file; refuses (BadInputError) what is none."""
    try:
        given = json.loads(data if len(data) <= LONGEST else "{}")
        return SignedList(text=_text(given["list"]), signature=_text(given["signature"]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _malformed() from error


def sign_list(listed: RecipientList, organisation_secret: str) -> SignedList:
    """Sign a list; refuses (BadInputError) a secret that is not the key the list names, and an incomplete list."""
    text = listed.text()
    read_list(text)
    secret = _private(organisation_secret)
    if public_organisation_key(organisation_secret) != listed.organisation:
        raise BadInputError("sealing.organisation", "The list names another organisation's key.", "Take the right key.")
    signature = secret.sign(CONTEXT + text.encode("utf-8"))
    return SignedList(text=text, signature=base64.b64encode(signature).decode("ascii"))


def make_organisation_key() -> str:
    """A new signing key: 32 bytes in base64, from the system's secure randomness."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode("ascii")


def public_organisation_key(secret: str) -> str:
    """The public key of a signing key, in base64."""
    return base64.b64encode(_private(secret).public_key().public_bytes_raw()).decode("ascii")


def check_list(signed: SignedList, pin: Pin) -> tuple[RecipientList, Pin]:
    """The list, and the pin to hold from now on; refuses (EvidenceError) by rule 3, the reason in the error's code."""
    if not _is_signed_by(signed, pin.organisation):
        raise _refused("unsigned", "The list of key-holders is not signed by the organisation's key.")
    listed = read_list(signed.text)
    if listed.organisation != pin.organisation:
        raise _refused("other_key", "The list of key-holders names another organisation's key.")
    if listed.mission != pin.mission:
        raise _refused("other_mission", "The list of key-holders is another mission's.")
    if listed.version < pin.version:
        raise _refused("older", "The list of key-holders is older than the one seen before.")
    if listed.version == pin.version and pin.sha256 not in ("", signed.sha256):
        raise _refused("changed", "The list of key-holders has the same number as one seen before, and differs.")
    seen = Pin(mission=pin.mission, organisation=pin.organisation, version=listed.version, sha256=signed.sha256)
    return listed, seen


def read_list(text: str) -> RecipientList:
    """What a list's text says; refuses (BadInputError) one by rule 1. Says nothing about its signature."""
    try:
        data = json.loads(text)
        if data.pop("format") != FORMAT or data["suite"] != SUITE_X25519 or type(data["version"]) is not int:
            raise _malformed()
        recipients = tuple(_recipient(entry) for entry in data.pop("recipients"))
        listed = RecipientList(**{**data, "made_on": date.fromisoformat(data["made_on"]), "recipients": recipients})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _malformed() from error
    _require_complete(listed)
    return listed


def _recipient(entry: Mapping[str, Any]) -> Recipient:
    made = Recipient(**{**entry, "holder": Holder(entry["holder"])})
    if not _KEY.fullmatch(made.key) or not _LABEL.fullmatch(made.label):
        raise _malformed()
    return made


def _require_complete(listed: RecipientList) -> None:
    holders: Sequence[Holder] = [recipient.holder for recipient in listed.recipients]
    whole = {Holder.OFFICER, Holder.DEPUTY, Holder.RECOVERY} <= set(holders)
    single = len(set(listed.keys)) == len(listed.keys) and holders.count(Holder.RECOVERY) == 1
    if not (whole and single and listed.version >= 1 and _MISSION.fullmatch(listed.mission)):
        raise BadInputError(
            "sealing.list_incomplete",
            "The list needs an officer, a deputy and one recovery key, all different, and the mission's id.",
            "Hold the ceremony with all of them.",
        )


def _is_signed_by(signed: SignedList, organisation: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(organisation, validate=True))
        key.verify(base64.b64decode(signed.signature, validate=True), CONTEXT + signed.text.encode("utf-8"))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _private(secret: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret, validate=True))
    except (ValueError, binascii.Error) as error:
        raise BadInputError("sealing.organisation", "This is not a signing key.", "Give the key file.") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _malformed() -> BadInputError:
    return BadInputError("sealing.list", "This is not a list of key-holders.", "Take the file of the ceremony.")


def _refused(reason: str, words: str) -> EvidenceError:
    return EvidenceError(
        f"sealing.list_{reason}", words, "Seal nothing to it. Ask the protection officer by another way."
    )
