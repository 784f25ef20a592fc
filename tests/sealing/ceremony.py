"""A key ceremony for tests: three key-holders and the organisation's key, all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tawthiq.sealing.keys import make_identity
from tawthiq.sealing.recipients import (
    Holder,
    Recipient,
    RecipientList,
    SignedList,
    make_organisation_key,
    public_organisation_key,
    sign_list,
)


@dataclass(frozen=True)
class Ceremony:
    """What came out of it, the private keys among it."""

    officer: str
    deputy: str
    recovery: str
    organisation_secret: str
    listed: RecipientList

    @property
    def signed(self) -> SignedList:
        return sign_list(self.listed, self.organisation_secret)


def ceremony(*, mission: str = "0123456789abcdef" * 2, version: int = 1) -> Ceremony:
    """Make fresh keys and the list of them."""
    made = {holder: make_identity() for holder in (Holder.OFFICER, Holder.DEPUTY, Holder.RECOVERY)}
    secret = make_organisation_key()
    listed = RecipientList(
        mission=mission,
        version=version,
        made_on=date(2026, 3, 1),
        organisation=public_organisation_key(secret),
        recipients=tuple(Recipient(holder=h, label=h.value, key=key) for h, (_identity, key) in made.items()),
    )
    return Ceremony(
        officer=made[Holder.OFFICER][0],
        deputy=made[Holder.DEPUTY][0],
        recovery=made[Holder.RECOVERY][0],
        organisation_secret=secret,
        listed=listed,
    )
