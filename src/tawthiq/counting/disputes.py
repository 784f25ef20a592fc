"""What to do with a person of whom sources say different things: sex, age, status, cause or alleged perpetrator.

After the Standards for Casualty Recording (Every Casualty, 2016) there are four ways, and a mission chooses one:

- ``state``: the person stands in a row ``ambiguous`` of its own.
- ``hold``: the person is held back from the table; the row ``held`` says how many are.
- ``unknown``: the person stands in the row ``unknown``, with those of whom nothing is said.
- ``known_only``: only known and undisputed values have rows; the row ``remainder`` is the rest of the total.

When a value is disputed is chosen too: ``majority`` takes a value that more independent origins give than any other,
so that only ties are disputed; ``agreement`` calls it disputed as soon as two origins differ.

Whatever is chosen, every row tells from how many to how many it may hold: at least those of whom no source says
anything else, at most those of whom any source says it.
"""

from dataclasses import dataclass
from typing import Final

from tawthiq.terms.errors import BadInputError

AMBIGUOUS: Final = "ambiguous"
HELD: Final = "held"
REMAINDER: Final = "remainder"
UNKNOWN: Final = "unknown"
TREATMENTS: Final = ("state", "hold", "unknown", "known_only")
DECIDED_BY: Final = ("majority", "agreement")
#: Values of a row that stand for no value of the field; they come last, in this order.
NO_VALUE: Final = (AMBIGUOUS, HELD, UNKNOWN, REMAINDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputes:
    """How disputed values are counted.

    Args:
        treatment: ``state``, ``hold``, ``unknown`` or ``known_only``.
        decided_by: ``majority`` or ``agreement``.
    """

    treatment: str = "state"
    decided_by: str = "majority"

    def __post_init__(self) -> None:
        if self.treatment not in TREATMENTS or self.decided_by not in DECIDED_BY:
            raise BadInputError(
                "counting.disputes",
                "That is not a way to count what sources differ about.",
                f"Choose one of {', '.join(TREATMENTS)}, decided by {' or '.join(DECIDED_BY)}.",
            )


def read_said(said: str | None) -> tuple[tuple[str, int], ...]:
    """What is said of one field, with the number of origins behind each value.

    >>> read_said("civilian:3|participating:1")
    (('civilian', 3), ('participating', 1))
    """
    if not said:
        return ()
    pairs = (part.rpartition(":") for part in said.split("|"))
    return tuple((value, int(origins)) for value, _, origins in pairs)


def is_disputed(said: str | None, *, decided_by: str) -> bool:
    """Whether the sources leave the value open, by this rule.

    >>> is_disputed("civilian:3|participating:1", decided_by="majority")
    False
    """
    voices = sorted((origins for _, origins in read_said(said)), reverse=True)
    if len(voices) < 2:
        return False
    return decided_by == "agreement" or voices[0] == voices[1]
