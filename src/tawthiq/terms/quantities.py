"""Ages and numbers of people as they are told: a number, a band, a range with a hedge, or unknown."""

from __future__ import annotations

from dataclasses import dataclass

from tawthiq.terms.figures import Hedge

OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Age in completed years at the time of the event, as a closed band; a single number has equal ends.

    Refuses (ValueError) a negative age, one above 120, or ends out of order.
    """

    low: float | None = None
    high: float | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            msg = "an age has both ends or none"
            raise ValueError(msg)
        if self.low is not None and self.high is not None and not 0 <= self.low <= self.high <= OLDEST:
            msg = "an age lies between 0 and 120, low end first"
            raise ValueError(msg)

    @property
    def is_known(self) -> bool:
        """Whether a number or band is known."""
        return self.low is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """A number of people, from `low` to `high`; an open upper end (None) means "at least".

    Refuses (ValueError) negative numbers and ends out of order.
    """

    low: int | None = None
    high: int | None = None
    hedge: Hedge = Hedge.EXACT
    words: str = ""

    def __post_init__(self) -> None:
        if self.low is None and self.high is not None:
            msg = "a range with an upper end has a lower one, zero if need be"
            raise ValueError(msg)
        if self.low is not None and self.low < 0:
            msg = "a number of people is never negative"
            raise ValueError(msg)
        if self.low is not None and self.high is not None and self.high < self.low:
            msg = "a range runs from its low to its high end"
            raise ValueError(msg)

    @property
    def is_known(self) -> bool:
        """Whether any number was given."""
        return self.low is not None
