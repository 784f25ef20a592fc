"""How long somebody has been reading in one sitting, and when a pause is offered.

A sitting is a run of judgements with no break as long as `BREAK` between two. After each `SPELL` the page says once
that a pause is due and that nothing is lost by one. It never counts against anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BREAK = timedelta(minutes=20)
SPELL = timedelta(minutes=45)
OFFERED_FOR = timedelta(minutes=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Judgements of this sitting, minutes since its first, and whether to offer a pause now."""

    judged: int
    minutes: int
    offers_pause: bool


def sitting(times: Sequence[datetime], *, now: datetime) -> Sitting:
    """The sitting that is under way at `now`, from the times of somebody's judgements, newest first."""
    later, held = now, 0
    for at in times:
        if later - at >= BREAK:
            break
        later = at
        held += 1
    length = now - later if held else timedelta(0)
    into_spell = length % SPELL
    return Sitting(
        judged=held,
        minutes=int(length.total_seconds() // 60),
        offers_pause=length >= SPELL and into_spell < OFFERED_FOR,
    )
