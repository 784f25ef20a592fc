"""What consent lets out: a purpose that was not answered is a no, a withdrawn or expired consent is a no to all."""

from __future__ import annotations

from datetime import date

from tawthiq.terms.interviews import Consent
from tawthiq.terms.vocabularies import ConsentAnswer


def consent_for(
    consent: Consent, *, purpose: str, recipient: str = "", on: date, is_withdrawn: bool = False
) -> ConsentAnswer:
    """The answer that holds for `purpose` and `recipient` on the day `on`.

    An answer for the very recipient goes before one for any recipient; among several that fit equally the
    strictest holds. Nothing answered, withdrawn or expired: no.
    """
    if is_withdrawn or (consent.expires.end is not None and on > consent.expires.end):
        return ConsentAnswer.NO
    fitting = [a for a in consent.answers if a.purpose == purpose and a.recipient in {recipient, ""}]
    exact = [a for a in fitting if a.recipient == recipient]
    answers = {a.answer for a in (exact or fitting)}
    for strictest in (ConsentAnswer.NO, ConsentAnswer.ASK_FIRST, ConsentAnswer.YES):
        if strictest in answers:
            return strictest
    return ConsentAnswer.NO
