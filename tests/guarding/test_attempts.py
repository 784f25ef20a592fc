"""Wrong passphrases make a name wait, longer each time, and never for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tawthiq.guarding.attempts import FREE, LONGEST_WAIT, must_wait, open_again_at

LAST = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(1, 0), (FREE, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (10**9, 60)]
)
def test_how_long_a_name_waits(failures: int, minutes: int) -> None:
    assert open_again_at(failures, LAST) == LAST + timedelta(minutes=minutes)


def test_the_wait_ends() -> None:
    assert must_wait(5, LAST, at=LAST + timedelta(seconds=59))
    assert not must_wait(5, LAST, at=LAST + timedelta(seconds=60))
    assert not must_wait(10**9, LAST, at=LAST + LONGEST_WAIT)
