"""Passkeys (WebAuthn, W3C Recommendation level 2): what a browser is asked, and whether its answer proves the member.

1. A passkey is discoverable and verifies its holder (PIN, finger, face): it stands for something held and something
   known, so it signs a member in by itself.
2. An answer counts for the very origin of these pages, for the challenge it was asked with, and once.
3. A counter that a device keeps must grow: one that does not may be a copied key, and is refused.
4. No attestation is asked for: it would tell which device a member holds.

The cryptography is that of `fido2` (Yubico).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

PRODUCT = "Tawthiq"
#: What the library raises over an answer of another shape; found by fuzzing it.
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, struct.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where these pages are served: `host` without a port, and the whole `origin` as a browser names it."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """The public half of a passkey; `credential_id` and `credential` are base64url."""

    credential_id: str
    credential: str
    sign_count: int


def ask_for_new(
    site: Site, *, member_id: str, name: str, known: Sequence[str] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a browser is asked to make a passkey, as plain values, and the state to keep until it answers.

    Args:
        site: where the pages are served.
        member_id: opaque id of the member.
        name: what the device calls the account.
        known: credentials the member has already; the same device makes no second one.
    """
    from fido2.webauthn import (
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=member_id.encode("ascii"), name=name, display_name=name),
        credentials=[_credential(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options)["publicKey"], dict(state)


def take_new(site: Site, state: Mapping[str, Any], answer: Mapping[str, Any]) -> NewPasskey:
    """The passkey that a browser made; refuses (BadInputError) an answer that does not fit what was asked."""
    from fido2.utils import websafe_encode

    try:
        made = _server(site).register_complete(dict(state), _in_texts(answer, ("clientDataJSON", "attestationObject")))
        credential = made.credential_data
    except _MALFORMED as error:
        raise _refused() from error
    if credential is None:
        raise _refused()
    return NewPasskey(
        credential_id=websafe_encode(credential.credential_id),
        credential=websafe_encode(bytes(credential)),
        sign_count=made.counter,
    )


def ask_for_proof(site: Site, *, known: Sequence[str] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a browser is asked to prove, and the state to keep; without `known` any passkey of this site may answer."""
    from fido2.webauthn import UserVerificationRequirement

    options, state = _server(site).authenticate_begin(
        [_credential(one) for one in known] or None, user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options)["publicKey"], dict(state)


def credential_named(answer: Mapping[str, Any]) -> str:
    """The id of the credential an answer says it is of (base64url, without padding); empty where it says none."""
    named = answer.get("id")
    return named.rstrip("=") if isinstance(named, str) else ""


def check_proof(
    site: Site, state: Mapping[str, Any], answer: Mapping[str, Any], *, credential: str, sign_count: int
) -> int:
    """The counter in a proof by this credential; refuses (BadInputError) every answer that does not prove it."""
    from fido2.webauthn import AuthenticationResponse

    try:
        proof = _in_texts(answer, ("clientDataJSON", "authenticatorData", "signature"))
        _server(site).authenticate_complete(dict(state), [_credential(credential)], proof)
        counter = AuthenticationResponse.from_dict(proof).response.authenticator_data.counter
    except _MALFORMED as error:
        raise _refused() from error
    if counter <= sign_count and (counter or sign_count):
        raise _refused()
    return int(counter)


def _in_texts(answer: Mapping[str, Any], needed: Sequence[str]) -> dict[str, Any]:
    """The parts of an answer that are looked at, each of them a text; refuses (BadInputError) any other.

    The library makes as many bytes as a number says where it expects a text: one short answer would take all memory.
    """
    told = answer.get("response")
    whole = {name: answer.get(name) for name in ("id", "rawId", "type")}
    parts = {name: told.get(name) for name in needed} if isinstance(told, Mapping) else {}
    if not parts or not all(isinstance(value, str) and value for value in (*whole.values(), *parts.values())):
        raise _refused()
    if isinstance(told, Mapping) and isinstance(told.get("userHandle"), str):
        parts["userHandle"] = told["userHandle"]
    return {**whole, "response": parts, "clientExtensionResults": {}}


def _server(site: Site) -> Fido2Server:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    place = PublicKeyCredentialRpEntity(id=site.host, name=PRODUCT)
    return Fido2Server(place, verify_origin=lambda origin: origin == site.origin)


def _credential(encoded: str) -> AttestedCredentialData:
    from fido2.utils import websafe_decode
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(websafe_decode(encoded))


def _refused() -> BadInputError:
    return BadInputError("passkey.refused", "This passkey was not accepted.", "Try again, or sign in in another way.")
