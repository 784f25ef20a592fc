"""How long a sign-in name must wait after wrong passphrases. No address of anybody is kept or asked.

The first four mistakes cost nothing. From the fifth on, each doubles the wait: one minute, two, four, up to an hour.
While it waits, the right passphrase is answered like a wrong one. A name that nobody has waits just the same, so that
waiting tells nothing. A passkey does not wait: it cannot be guessed, and so nobody can shut out a member who has one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

FREE = 4
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)


def open_again_at(failures: int, last_at: datetime) -> datetime:
    """When the next attempt counts, after so many wrong ones in a row, the last at `last_at`."""
    if failures <= FREE:
        return last_at
    doubled: int = 1 << min(failures - FREE - 1, 10)
    return last_at + min(FIRST_WAIT * doubled, LONGEST_WAIT)


def must_wait(failures: int, last_at: datetime, *, at: datetime) -> bool:
    """Whether an attempt at `at` is not even looked at."""
    return at < open_again_at(failures, last_at)
