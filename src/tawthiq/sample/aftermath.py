"""What an invented incident brought besides deaths: how many had to flee, whether a school or hospital was hit.

Drawn for each incident from a stream of its own, so that every witness of it tells of the same aftermath, each as they
saw it: a witness gives a range around the truth, or only "at least".
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tawthiq.sample.chance import happens, open_stream
from tawthiq.sample.population import Event

#: Causes that can hit a building.
_FROM_AFAR = ("shelling", "air_strike")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """People who had to flee (0 where nobody had to), and ``school``, ``hospital`` or nothing that was hit."""

    displaced: int
    hit: str

    @property
    def kind(self) -> str:
        """The kind of the incident where a protected building was hit; empty otherwise."""
        return f"attack_on_{self.hit}" if self.hit else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fled:
    """How many fled as a witness says: at least so many, and at most so many where the witness dares to say."""

    least: int
    most: int | None


def aftermath_of(event: Event, *, seed: int) -> Aftermath:
    """The aftermath of an incident; what befell one person alone has none."""
    if not event.incident_id:
        return Aftermath(displaced=0, hit="")
    stream = open_stream(seed, f"aftermath/{event.incident_id}")
    draw = stream.random() if event.cause.code in _FROM_AFAR else 1.0
    hit = "school" if draw < 0.12 else "hospital" if draw < 0.2 else ""
    displaced = stream.randint(4, 120) * 5 if happens(stream, 0.45) else 0
    return Aftermath(displaced=displaced, hit=hit)


def tell_fled(stream: random.Random, aftermath: Aftermath) -> Fled:
    """What one witness says of how many fled."""
    true = aftermath.displaced
    least = max(5, 5 * round(true * stream.uniform(0.6, 1.0) / 5))
    most = 5 * round(true * stream.uniform(1.0, 1.4) / 5)
    return Fled(least=least, most=None if happens(stream, 0.2) else max(least, most))
