"""Consent lets out what was said yes to, to whom, and as long as it holds; anything else is a no."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tawthiq.guarding.disclosure import consent_for
from tawthiq.terms.dates import day
from tawthiq.terms.interviews import Consent, ConsentFor
from tawthiq.terms.vocabularies import ConsentAnswer

TODAY = date(2026, 3, 1)
YES, NO, ASK = ConsentAnswer.YES, ConsentAnswer.NO, ConsentAnswer.ASK_FIRST


def consent(*answers: tuple[str, str, ConsentAnswer], expires: date | None = None) -> Consent:
    given = tuple(ConsentFor(purpose=p, recipient=r, answer=a) for p, r, a in answers)
    return Consent(answers=given) if expires is None else Consent(answers=given, expires=day(expires))


def test_what_was_not_asked_is_a_no() -> None:
    assert consent_for(consent(), purpose="report", on=TODAY) is NO
    assert consent_for(consent(("court", "", YES)), purpose="report", on=TODAY) is NO


def test_a_yes_is_for_its_purpose_and_recipient() -> None:
    held = consent(("court", "", NO), ("court", "the special court", YES))
    assert consent_for(held, purpose="court", recipient="the special court", on=TODAY) is YES
    assert consent_for(held, purpose="court", recipient="another court", on=TODAY) is NO
    assert consent_for(held, purpose="court", on=TODAY) is NO


@pytest.mark.parametrize(
    ("answers", "strictest"), [((YES, ASK), ASK), ((YES, NO), NO), ((ASK, NO), NO), ((YES, YES), YES)]
)
def test_of_two_answers_the_stricter_holds(answers: tuple[ConsentAnswer, ...], strictest: ConsentAnswer) -> None:
    held = consent(*(("report", "", answer) for answer in answers))
    assert consent_for(held, purpose="report", on=TODAY) is strictest


def test_withdrawn_is_a_no_to_all() -> None:
    held = consent(("report", "", YES))
    assert consent_for(held, purpose="report", on=TODAY, is_withdrawn=True) is NO


def test_it_holds_through_its_last_day_and_not_after() -> None:
    held = consent(("report", "", YES), expires=TODAY)
    assert consent_for(held, purpose="report", on=TODAY) is YES
    assert consent_for(held, purpose="report", on=TODAY + timedelta(days=1)) is NO
