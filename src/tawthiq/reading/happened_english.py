"""English: what is told of the people against the word for them: "ten hostages ... have been released".

The rules kept here: death, injury and release outrank the word for those held or hurt; otherwise the word for people
who were killed, held or set free stands. A word for refugees or displaced people outranks a verb of flight.
"""

from dataclasses import replace

from tawthiq.reading.binding import Bound
from tawthiq.reading.counted import Counted
from tawthiq.reading.left_english import HELD, SETTLED
from tawthiq.terms.figures import Category

FLIGHT = frozenset({Category.DISPLACED, Category.REFUGEE, Category.DISPLACED_INTERNAL, Category.SHELTERED})


def is_near(view: str, right: Bound, counted: Counted) -> bool:
    """Whether a number is surely the one a verb behind it is told of: one of people, or close by."""
    named = counted.unit is not None or view.startswith(" who ", counted.end)
    return named or right.trigger[0] - counted.end < 40


def happened(view: str, right: Bound, head: Bound, counted: Counted) -> Bound:
    """The figure of a number that has both a verb behind its people and a word for them that tells what happened."""
    if _told_of_them(right, head):
        return right
    if _word_stands(view, right, head):
        return head
    if head.category in HELD and right.category is Category.RETURNED:
        return replace(right, category=Category.RELEASED)
    if _outranks(view, right, head):
        return replace(head, measure=right.measure)
    return right if is_near(view, right, counted) else head


def _told_of_them(right: Bound, head: Bound) -> bool:
    """Whether the verb counts: "three of the wounded died", "ten hostages kidnapped in 1998 have been released"."""
    if head.category in HELD:
        return right.category in (*SETTLED, Category.RELEASED)
    if head.category is Category.INJURED:
        return right.category is Category.KILLED
    return head.category is Category.KILLED_OR_INJURED and right.category in SETTLED


def _word_stands(view: str, right: Bound, head: Bound) -> bool:
    """Whether the word counts: "120 bodies were moved", "prisoners in captivity", "the released hostages flew home"."""
    if head.category in SETTLED:
        return right.category != head.category
    if head.category in HELD:
        held = head.category is Category.DETAINED and view.startswith("in ", right.trigger[0])
        return held or right.category is Category.RELOCATED
    if head.category is Category.RETURNED:
        return right.category in FLIGHT
    return head.category is Category.RELEASED and right.category not in SETTLED


def _outranks(view: str, right: Bound, head: Bound) -> bool:
    if head.category in (Category.REFUGEE, Category.DISPLACED_INTERNAL) and right.category in FLIGHT:
        return not (head.category is Category.DISPLACED_INTERNAL and right.category is Category.REFUGEE)
    return view.count(" ", head.counted[1], right.trigger[0]) > 8 or right.category is Category.IN_NEED
