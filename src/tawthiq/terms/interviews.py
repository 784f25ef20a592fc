"""One sitting with one witness under one consent.

There is no field for a witness's name, contact or address: a witness stands here under a code, and the
identity is sealed apart (`terms.sealed`). Earlier accounts given elsewhere are asked for, because repeated interviewing
is the first harm the Murad Code (2022) names.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tawthiq.terms.dates import UNKNOWN_DATE, PartialDate
from tawthiq.terms.records import IncidentClaim, PersonClaim
from tawthiq.terms.vocabularies import ConsentAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFor:
    """One answer: for a purpose and a recipient (empty: any), with the witness's own condition."""

    purpose: str
    answer: ConsentAnswer
    recipient: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The consent of one witness for one interview. A purpose that is not answered counts as no."""

    given_by: str = "self"
    explained_in: str = ""
    method: str = ""
    on: PartialDate = UNKNOWN_DATE
    expires: PartialDate = UNKNOWN_DATE
    answers: tuple[ConsentFor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAccount:
    """An account this witness gave before, to whom, when and where, as far as the witness wants to say."""

    to: str
    when: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """All that one sitting gives: who, where, when, under which consent, the narrative, who is named."""

    witness_code: str
    title: str = ""
    interviewer: str = ""
    interpreter: str = ""
    held_on: PartialDate = UNKNOWN_DATE
    place: str = ""
    language: str = ""
    mode: str = "in_person"
    setting_safe: bool | None = None
    support_offered: bool | None = None
    read_back: bool | None = None
    earlier_accounts: tuple[EarlierAccount, ...] = ()
    consent: Consent = field(default_factory=Consent)
    narrative: str = field(default="", repr=False)
    persons: tuple[PersonClaim, ...] = ()
    incidents: tuple[IncidentClaim, ...] = ()
