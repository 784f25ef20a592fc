"""What both languages' role rules give back: a quantity bound to what happened to the people it counts."""

import itertools
import re
from dataclasses import dataclass

from tawthiq.reading.lexicon import Lexicon, Trigger
from tawthiq.reading.quantities import Quantity
from tawthiq.terms.figures import Category, Measure, Modality, Unit


@dataclass(frozen=True, slots=True)
class Bound:
    """A quantity of people with its trigger, in offsets of the view.

    ``counted`` are the words for the people, ``named`` says that one of them is a word for people. ``clause`` is
    the stretch that belongs to this quantity and to no other one of the sentence. ``part_of`` is the quantity
    this one is taken from.
    """

    quantity: Quantity
    category: Category
    rule: str
    trigger: tuple[int, int]
    counted: tuple[int, int]
    unit: Unit = Unit.PERSON
    measure: Measure | None = None
    modality: Modality | None = None
    clause: tuple[int, int] = (0, 0)
    part_of: Quantity | None = None
    named: bool = False

    @property
    def start(self) -> int:
        """Where the shortest phrase with quantity, people and trigger starts."""
        return min(self.quantity.begin, self.trigger[0])

    @property
    def end(self) -> int:
        """Where that phrase ends."""
        return max(self.quantity.end, self.quantity.hedge_end, self.counted[1], self.trigger[1])


def bound_by(trigger: Trigger, quantity: Quantity, place: tuple[int, int], counted: tuple[int, int]) -> Bound:
    """A quantity bound by one trigger of the lexicon."""
    return Bound(
        quantity=quantity,
        category=trigger.category,
        rule=trigger.id,
        trigger=place,
        counted=counted,
        measure=trigger.measure,
        modality=trigger.modality,
    )


def part_clauses(view: str, start: int, end: int, bounds: list[Bound], seams: re.Pattern[str]) -> list[tuple[int, int]]:
    """One stretch of the sentence for each bound quantity, so that a rate, time or place in it is its own.

    Neighbours part at the last "and", "but", "while" or quotation mark between them, else at a comma.
    """
    edges = [start]
    for before, after in itertools.pairwise(bounds):
        first = max(before.quantity.end, before.counted[1], before.trigger[1])
        last = after.start
        edges.append(_seam(view, first, last, after.quantity.begin, seams))
    edges.append(end)
    return [(edges[index], max(edges[index], edges[index + 1])) for index in range(len(bounds))]


def _seam(view: str, first: int, last: int, begin: int, seams: re.Pattern[str]) -> int:
    if first >= last:
        return begin
    found = list(seams.finditer(view, first, last))
    if found:
        return found[-1].start()
    comma = view.rfind(",", first, last)
    return comma if comma >= 0 else last


def counted_unit(words: list[str], lexicon: Lexicon) -> Unit | None:
    """Person, household, or None for things; unknown words are persons of an unknown kind to the caller."""
    persons = lexicon.pattern("persons", r"(?:{})\Z")
    if words and lexicon.pattern("households", r"(?:{})\Z").match(words[-1]):
        return Unit.HOUSEHOLD  # "2,145 displaced families"
    if any(persons.match(word) for word in words):
        return Unit.PERSON
    households = lexicon.pattern("households", r"(?:{})\Z")
    return Unit.HOUSEHOLD if any(households.match(word) for word in words) else None
