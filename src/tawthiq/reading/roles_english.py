"""English: which quantities count people, and what happened to them.

The rules kept here, in the order they are tried:

1. ``toll``: "the death toll in the province rose to 217" (`tolls_english`).
2. ``left``: an active verb or a noun with "of" right before the quantity: "killed at least 58", "the arrest
   of 12" (`left_english`).
3. ``right``: a passive, intransitive or adjective after the people, in the same clause: "74 were injured",
   "30 dead" (`right_english`).
4. ``head``: the word for the people says it: "58 refugees", "120 bodies" (`counted_english`). A word for refugees or
   displaced people outranks a verb of flight; other events outrank the word.
5. ellipsis: "and eight more in the next town", "16,000 of whom", "including 12 children" take the event of
   the quantity before them (`parts_english`).

A quantity of things, a bare year, and a number held against the facts ("rather than thousands") is no figure.
"""

import re
from dataclasses import replace

from tawthiq.reading.binding import Bound, part_clauses
from tawthiq.reading.counted_english import Counted, bind_head, count_people
from tawthiq.reading.hedges_english import hedge_behind, shared_hedge
from tawthiq.reading.left_english import HELD, SETTLED, bind_left
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.parts_english import bind_ellipsis, explains, is_part, of_these, only_one, other_count, rival
from tawthiq.reading.quantities import Quantity, unhedged
from tawthiq.reading.right_english import bind_right
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.tolls_english import bind_toll
from tawthiq.terms.figures import Category, Hedge, Unit

_ESCAPED = re.compile(r"\s+(?:have |had |who |that )?(?:escaped|broke (?:out|free)|absconded)\b")
_WHERE = re.compile(r"\b(?:in|across|from|of|at|over|within)\s+$", re.IGNORECASE)
_MEMBERS_OF = re.compile(
    r"\b(?:members|people|persons|individuals|relatives|children|men|women|residents) of (?:at least )?\Z"
)
_POPULATION = re.compile(r"(?<!displaced )(?<!refugee )(?<!IDP )\bpopulation of \Z")
_SEAMS = re.compile(r"\b(?:and|but|while|whereas|with)\b|[;“”\"]", re.IGNORECASE)
_KIDNAPPED = re.compile(r"\b(?:kidnap|abduct|hostage|captors?\b|ransom)", re.IGNORECASE)
#: What never happens to things, so that an unknown noun before it is one for people.
_OF_PEOPLE_ONLY = frozenset(
    {Category.KILLED, Category.INJURED, Category.KILLED_OR_INJURED, Category.DETAINED, Category.ABDUCTED}
) | {Category.DISPLACED, Category.REFUGEE, Category.DISPLACED_INTERNAL, Category.HOMELESS, Category.MISSING}
_AGENT = re.compile(r"(?:ers|ors|ists|ees|men|women|ians|ants|folk|people|mates|kin|eers|goers)\Z")
#: "131,000 arrivals" are whoever the number before them is of.
_ARRIVALS = "en.displacements.noun"
_FLIGHT = frozenset({Category.DISPLACED, Category.REFUGEE, Category.DISPLACED_INTERNAL, Category.SHELTERED})


def bind_english(
    view: str, sentence: Sentence, quantities: list[Quantity], lexicon: Lexicon, before: Bound | None = None
) -> list[Bound]:
    """The figures of one sentence, in order, each with its clause.

    Args:
        view: the folded report.
        sentence: where to look.
        quantities: its quantities, in order.
        lexicon: the English one.
        before: the last figure of the sentence before, which "Of these, 2,615 ..." takes a part of.
    """
    found: list[Bound] = []
    things = -1
    quantities = [
        unhedged(item, view[max(sentence.start, item.begin - 20) : item.begin], lexicon) for item in quantities
    ]
    for index, quantity in enumerate(quantities):
        counted = count_people(view, quantity, sentence.end, lexicon)
        counted = _within(view, sentence, quantity, counted)
        unknown = counted.thing or (counted.unit is None and bool(counted.words))
        things = index if unknown else things
        if counted.thing or _counterfactual(view, quantity, sentence, lexicon):
            continue
        if quantity.year_like and counted.unit is None and _bare_year(view, quantity, sentence, lexicon):
            continue
        later = _blocking(view, sentence, counted, quantities[index + 1 : index + 6], lexicon)
        first = found[-1] if found else None
        of_things = things == index - 1 >= 0 and counted.unit is None  # "50 ambulances, including 25 that ..."
        bound = _bind(view, sentence, quantity, counted, lexicon, later) or bind_ellipsis(
            view, sentence, quantity, counted, [] if of_things else found, lexicon
        )
        if bound is not None and first is not None and counted.unit is None and explains(first, bound, counted):
            continue
        if bound is not None and found and counted.unit is None and _given_back(bound, found[-1]):
            bound = replace(bound, category=Category.RELEASED)
        if bound is not None and bound.part_of is None and found and is_part(view, quantity, found[-1]):
            same = bound.rule == _ARRIVALS and found[-1].category in _FLIGHT
            category = found[-1].category if same else bound.category
            bound = replace(bound, part_of=found[-1].quantity, category=category)
        if bound is None and found:
            bound = other_count(view, quantity, found[-1], lexicon)
        if bound is None and before is not None and not found and not counted.thing:
            bound = of_these(view, sentence, quantity, counted, before) or rival(view, quantity, counted, before)
        if bound is not None and not only_one(view, quantity, counted, bound):
            bound = _whither(
                view,
                sentence,
                replace(bound, unit=counted.unit or bound.unit, named=counted.unit is not None),
                later,
                lexicon,
            )
            found.append(hedge_behind(view, bound, lexicon))
    found = [shared_hedge(view, found[:index], bound) for index, bound in enumerate(found)]
    clauses = part_clauses(view, sentence.start, sentence.end, found, _SEAMS)
    return [replace(bound, clause=clause) for bound, clause in zip(found, clauses, strict=True)]


def _people(view: str, quantity: Quantity, counted: Counted) -> bool:
    """Whether the words behind a number are people: known ones, by their ending, or a people's name ("Nagas")."""
    if counted.unit is not None or _AGENT.search(counted.words[-1]):
        return True
    last = view[quantity.end : counted.end].rsplit(maxsplit=1)[-1]
    return last[:1].isupper() and last.endswith("s")


def _within(view: str, sentence: Sentence, quantity: Quantity, counted: Counted) -> Counted:
    """Families that only say where people belong are not counted: "20 members of three families"."""
    if counted.unit is Unit.HOUSEHOLD and _MEMBERS_OF.search(view, sentence.start, quantity.begin):
        return replace(counted, unit=None, thing=True)
    return counted


def _given_back(bound: Bound, before: Bound) -> bool:
    """Whether those who "were returned" are the captives of the number before."""
    return bound.category is Category.RETURNED and before.category in HELD


def _blocking(
    view: str, sentence: Sentence, counted: Counted, later: list[Quantity], lexicon: Lexicon
) -> list[Quantity]:
    """The numbers ahead that may be the subject instead; "8,000 people in 22 districts were hit" has one subject."""
    if counted.unit is None:
        return later
    return [
        item
        for item in later
        if not _WHERE.search(view, max(sentence.start, item.begin - 8), item.begin)
        or not _within(view, sentence, item, count_people(view, item, sentence.end, lexicon)).thing
    ]


def _bind(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: Counted,
    lexicon: Lexicon,
    later: list[Quantity],
) -> Bound | None:
    found = bind_toll(view, sentence, quantity, counted, lexicon) or bind_left(
        view, sentence, quantity, counted, lexicon
    )
    if found is not None:
        return None if found.category is Category.EVACUATED and _sent(view, found, counted, lexicon) else found
    right = bind_right(view, sentence, quantity, counted, lexicon, later)
    if (
        right is not None
        and right.category not in _OF_PEOPLE_ONLY
        and counted.words
        and not _people(view, quantity, counted)
    ):
        right = None  # "591 municipalities were affected", "40 lorries are stranded"
    head = bind_head(view, quantity, counted, lexicon)
    if right is None:
        fled = head is not None and head.category in HELD and _ESCAPED.match(view, counted.end) is not None
        return None if fled else head
    if _sent(view, right, counted, lexicon):
        return head
    if right.rule == "en.held.right" and _KIDNAPPED.search(view, sentence.start, sentence.end):
        right = replace(right, category=Category.ABDUCTED)
    if head is not None:
        return _happened(view, right, head, counted)
    return right if _near(view, right, counted) else None


def _sent(view: str, bound: Bound, counted: Counted, lexicon: Lexicon) -> bool:
    """Whether people go by profession or order: "500 soldiers arrived", "100 troops were airlifted into the town"."""
    moved = bound.category in _FLIGHT or (
        bound.category in (Category.EVACUATED, Category.RELOCATED)
        and not view.startswith("evacuat", bound.trigger[0], bound.trigger[1])
    )
    return moved and not lexicon.words("sent_not_fled").isdisjoint(counted.words)


def _near(view: str, right: Bound, counted: Counted) -> bool:
    """Whether a number is surely the one a verb behind it is told of: one of people, or close by."""
    named = counted.unit is not None or view.startswith(" who ", counted.end)
    return named or right.trigger[0] - counted.end < 40


def _happened(view: str, right: Bound, head: Bound, counted: Counted) -> Bound | None:
    """What is told of the people against the word for them."""
    if head.category is Category.INJURED and right.category is Category.KILLED:
        return right  # "three of the wounded died"
    if head.category in SETTLED and right.category != head.category:
        return head
    if head.category in HELD and right.category in (Category.RETURNED, Category.RELOCATED):
        return replace(right, category=Category.RELEASED) if right.category is Category.RETURNED else head
    if head.category is Category.RETURNED and right.category in _FLIGHT:
        return head
    if _outranks(view, right, head):
        return replace(head, measure=right.measure)
    return right if _near(view, right, counted) else head


def _whither(view: str, sentence: Sentence, bound: Bound, later: list[Quantity], lexicon: Lexicon) -> Bound:
    """Displaced people who are said to be within the country or over a border: "displaced six million inside it"."""
    if bound.category not in (Category.DISPLACED, Category.REFUGEE) or bound.rule.endswith((".head", ".toll")):
        return bound
    first = max(bound.counted[1], bound.trigger[1])
    last = min(sentence.end, first + 70, *(item.begin for item in later if item.begin >= first))
    stop = re.search(r"[,;:.“”]|\b(?:and|but|while|after|when)\b", view[first:last])
    behind = view[first : first + stop.start() if stop else last]
    if bound.category is Category.DISPLACED and lexicon.pattern("across_behind", "{}").search(behind):
        return replace(bound, category=Category.REFUGEE, rule=f"{bound.rule}.across")
    if bound.category is Category.DISPLACED and lexicon.pattern("within_behind", "{}").search(behind):
        return replace(bound, category=Category.DISPLACED_INTERNAL, rule=f"{bound.rule}.within")
    return bound


def _outranks(view: str, right: Bound, head: Bound) -> bool:
    if head.category in (Category.REFUGEE, Category.DISPLACED_INTERNAL) and right.category in _FLIGHT:
        return not (head.category is Category.DISPLACED_INTERNAL and right.category is Category.REFUGEE)
    return view.count(" ", head.counted[1], right.trigger[0]) > 8 or right.category is Category.IN_NEED


def _counterfactual(view: str, quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> bool:
    left = view[max(sentence.start, quantity.begin - 40) : quantity.begin]
    if _POPULATION.search(left):
        return True  # "out of a population of 20.1 million living in areas ..."
    return lexicon.pattern("counterfactual_before", "{}").search(left) is not None


def _bare_year(view: str, quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> bool:
    if quantity.hedge is not Hedge.EXACT:
        return False
    left = view[max(sentence.start, quantity.start - 30) : quantity.start]
    return not left.strip() or lexicon.pattern("year_before", "{}").search(left) is not None
