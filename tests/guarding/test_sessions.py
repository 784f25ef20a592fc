"""How long a session lasts, and how fresh a proof is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tawthiq.guarding.sessions import FRESH, IDLE, LONGEST, SessionTimes, is_fresh, is_over

BEGUN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SESSION = SessionTimes(begun_at=BEGUN, seen_at=BEGUN, proved_at=BEGUN)
SECOND = timedelta(seconds=1)


def test_the_bars_are_those_of_the_mission() -> None:
    assert (timedelta(minutes=15), timedelta(hours=12), timedelta(minutes=5)) == (IDLE, LONGEST, FRESH)


@pytest.mark.parametrize(("after", "over"), [(IDLE - SECOND, False), (IDLE, False), (IDLE + SECOND, True)])
def test_a_session_ends_by_idleness(after: timedelta, *, over: bool) -> None:
    assert is_over(SESSION, at=BEGUN + after) is over


def test_a_session_in_use_ends_by_age_all_the_same() -> None:
    at = BEGUN + LONGEST
    assert not is_over(replace(SESSION, seen_at=at), at=at)
    assert is_over(replace(SESSION, seen_at=at + SECOND), at=at + SECOND)


def test_an_ended_session_is_over_at_once_and_proves_nothing() -> None:
    ended = replace(SESSION, ended_at=BEGUN)
    assert is_over(ended, at=BEGUN)
    assert not is_fresh(ended, at=BEGUN)


@pytest.mark.parametrize(("after", "fresh"), [(FRESH, True), (FRESH + SECOND, False)])
def test_a_proof_grows_old(after: timedelta, *, fresh: bool) -> None:
    assert is_fresh(replace(SESSION, seen_at=BEGUN + after), at=BEGUN + after) is fresh
