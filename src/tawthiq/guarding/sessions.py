"""How long a session lasts, and when somebody must prove anew that it is still they.

1. A session without a sign of its member for 15 minutes is over; so is one that is 12 hours old, whatever was done.
2. A session that was ended (by its member, by whoever looks after accounts, or because the account was locked) is over.
3. What cannot be taken back (opening what is sealed, taking many things out, changing roles) needs a proof of
   identity that is at most 5 minutes old. Signing in is such a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=5)
SEEN_EVERY = timedelta(seconds=60)
"""A sign of life is written at most this often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTimes:
    """When a session began, was last used, last saw its member proved, and was ended (None: it was not)."""

    begun_at: datetime
    seen_at: datetime
    proved_at: datetime
    ended_at: datetime | None = None


def is_over(session: SessionTimes, *, at: datetime) -> bool:
    """Whether the session counts no more (rules 1 and 2)."""
    return session.ended_at is not None or at - session.seen_at > IDLE or at - session.begun_at > LONGEST


def is_fresh(session: SessionTimes, *, at: datetime) -> bool:
    """Whether its member proved lately enough who they are (rule 3)."""
    return not is_over(session, at=at) and at - session.proved_at <= FRESH
