"""The limits that are promised in words hold to the second and to the letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tawthiq.guarding.attempts import FORGOTTEN_AFTER
from tawthiq.guarding.passphrases import check_passphrase
from tawthiq.guarding.second_person import RequestTimes, Standing, standing
from tawthiq.guarding.sessions import SEEN_EVERY
from tawthiq.terms.errors import BadInputError

ASKED = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_request_waits_for_a_day_and_a_consent_is_good_for_an_hour() -> None:
    waiting = RequestTimes(asked_at=ASKED)
    assert standing(waiting, at=ASKED + timedelta(hours=24)) is Standing.WAITING
    assert standing(waiting, at=ASKED + timedelta(hours=24) + SECOND) is Standing.VOID
    consented = RequestTimes(asked_at=ASKED, answered_at=ASKED, consented=True)
    assert standing(consented, at=ASKED + timedelta(hours=1)) is Standing.CONSENTED
    assert standing(consented, at=ASKED + timedelta(hours=1) + SECOND) is Standing.VOID


def test_a_passphrase_has_twelve_characters() -> None:
    check_passphrase("x" * 12)
    with pytest.raises(BadInputError):
        check_passphrase("x" * 11)


def test_wrong_attempts_are_forgotten_after_a_day_and_signs_of_life_are_written_each_minute() -> None:
    assert timedelta(days=1) == FORGOTTEN_AFTER
    assert timedelta(minutes=1) == SEEN_EVERY
