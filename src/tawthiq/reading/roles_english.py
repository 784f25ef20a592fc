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
from tawthiq.reading.counted import Counted
from tawthiq.reading.counted_english import AGENT, bind_head, count_people
from tawthiq.reading.happened_english import FLIGHT, happened, is_near
from tawthiq.reading.hedges_english import hedge_behind, shared_hedge
from tawthiq.reading.left_english import HELD, bind_left
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.parts_english import (
    apposed,
    bind_ellipsis,
    distributed,
    explains,
    in_brackets,
    is_part,
    of_these,
    only_one,
    other_count,
    rival,
)
from tawthiq.reading.quantities import Quantity, unhedged
from tawthiq.reading.right_english import bind_right, is_age
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.tolls_english import bind_toll
from tawthiq.terms.figures import Category, Hedge, Unit

_RELATIVE = re.compile(r"\s+(?:they|he|who|that|held|captured|kidnapped)\b")
_ESCAPED = re.compile(r"\s+(?:have |had |who |that )?(?:escaped|broke (?:out|free)|absconded)\b")
_WHERE = re.compile(r"\b(?:in|across|from|of|at|over|within|on|aboard)\s+(?:the\s+)?$", re.IGNORECASE)
_TIME = re.compile(r"\s+(?:hour|day|week|month|year|decade)s?\b")
_MEMBERS_OF = re.compile(
    r"\b(?:members|people|persons|individuals|relatives|children|men|women|residents) of (?:at least )?\Z"
)
_MONTH_YEAR = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?\Z"
)
_POPULATION = re.compile(r"(?<!displaced )(?<!refugee )(?<!IDP )\bpopulation of \Z")
_SEAMS = re.compile(r"\b(?:and|but|while|whereas|with)\b|[;“”\"]", re.IGNORECASE)
_KIDNAPPED = re.compile(r"\b(?:kidnap|abduct|hostage|captors?\b|ransom)", re.IGNORECASE)
#: What never happens to things, so that an unknown noun before it is one for people.
_OF_PEOPLE_ONLY = frozenset(
    {Category.KILLED, Category.INJURED, Category.KILLED_OR_INJURED, Category.DETAINED, Category.ABDUCTED}
) | {Category.DISPLACED, Category.REFUGEE, Category.DISPLACED_INTERNAL, Category.HOMELESS, Category.MISSING}
#: "131,000 arrivals" are whoever the number before them is of.
_FORCED = "en.forced.left"
_ARRIVALS = "en.displacements.noun"


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
        if quantity.year_like and _bare_year(view, quantity, counted, sentence, lexicon):
            continue
        later = _blocking(view, sentence, counted, quantities[index + 1 : index + 6], lexicon)
        first = found[-1] if found else None
        of_things = things == index - 1 >= 0 and counted.unit is None  # "50 ambulances, including 25 that ..."
        around = [] if of_things else found
        bound = _alone(view, sentence, quantity, counted, lexicon, later, first or before)
        if first is not None and _same_verb(view, first, quantity, counted, bound):
            bound = replace(first, quantity=quantity, counted=(quantity.end, max(quantity.end, counted.end)))
        bound = bound or bind_ellipsis(view, sentence, quantity, counted, around, lexicon)
        bound = bound or apposed(view, sentence, quantity, counted, lexicon)
        bound = bound or distributed(view, sentence, quantity, counted, lexicon)
        if bound is not None and first is not None:
            if counted.unit is None and explains(first, bound, counted):
                continue
            bound = _after(view, quantity, counted, bound, first)
        bound = bound or _other(view, sentence, quantity, counted, first, before, lexicon)
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


def _alone(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: Counted,
    lexicon: Lexicon,
    later: list[Quantity],
    before: Bound | None,
) -> Bound | None:
    """The figure by its own words, or by its place in a list of places with numbers."""
    found = _bind(view, sentence, quantity, counted, lexicon, later)
    return found or in_brackets(view, sentence, quantity, before)


def _after(view: str, quantity: Quantity, counted: Counted, bound: Bound, first: Bound) -> Bound:
    """A figure that takes its category or its whole from the one before it in the sentence."""
    if _more_refugees(view, quantity, bound, first):
        bound = replace(bound, category=Category.REFUGEE)
    if counted.unit is None and _given_back(bound, first):
        bound = replace(bound, category=Category.RELEASED)
    if bound.part_of is None and is_part(view, quantity, first):
        same = bound.rule == _ARRIVALS and first.category in FLIGHT
        bound = replace(bound, part_of=first.quantity, category=first.category if same else bound.category)
    return bound


def _other(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: Counted,
    first: Bound | None,
    before: Bound | None,
    lexicon: Lexicon,
) -> Bound | None:
    """Another count of the figure before, or a part of the last one of the sentence before."""
    if first is not None:
        return other_count(view, quantity, first, lexicon)
    if before is None:
        return None
    return of_these(view, sentence, quantity, counted, before) or rival(view, quantity, counted, before)


def _more_refugees(view: str, quantity: Quantity, bound: Bound, before: Bound) -> bool:
    """Whether "another 15,000 had arrived" goes on with the refugees of the number before it."""
    more = re.search(r"\b(?:another|a further|an additional)\s+\Z", view[max(0, quantity.begin - 20) : quantity.begin])
    return more is not None and before.category is Category.REFUGEE and bound.category is Category.DISPLACED


def _same_verb(view: str, before: Bound, quantity: Quantity, counted: Counted, bound: Bound | None) -> bool:
    """Whether two numbers share the verb ahead of both.

    "The release of 73 and 247 prisoners", "freed two policemen and five contractors they held hostage".
    """
    if not before.rule.endswith(".left") or before.trigger[1] > before.quantity.begin:
        return False
    if re.fullmatch(r"\s*,?\s+and\s+", view[before.quantity.end : quantity.begin]):
        return True
    joined = re.fullmatch(r"\s*,?\s+and\s+", view[before.counted[1] : quantity.begin]) is not None
    aside = bound is not None and bound.rule.endswith(".right") and _RELATIVE.match(view, counted.end) is not None
    return joined and aside and before.named


def _people(view: str, quantity: Quantity, counted: Counted) -> bool:
    """Whether the words behind a number are people: known ones, by their ending, or a people's name ("Nagas")."""
    if counted.unit is not None or AGENT.search(counted.words[-1]):
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
        if not (_WHERE.search(view, max(sentence.start, item.begin - 12), item.begin) or _TIME.match(view, item.end))
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
        if found.rule == _FORCED:
            head = bind_head(view, quantity, counted, lexicon)
            found = replace(found, category=head.category) if head is not None and head.category in FLIGHT else found
        return None if found.category is Category.EVACUATED and _sent(view, found, counted, lexicon) else found
    aged = is_age(view, quantity, counted)
    right = None if aged else bind_right(view, sentence, quantity, counted, lexicon, later)
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
        return happened(view, right, head, counted)
    return right if is_near(view, right, counted) else None


def _sent(view: str, bound: Bound, counted: Counted, lexicon: Lexicon) -> bool:
    """Whether people go by profession or order: "500 soldiers arrived", "100 troops were airlifted into the town"."""
    moved = bound.category in FLIGHT or (
        bound.category in (Category.EVACUATED, Category.RELOCATED)
        and not view.startswith("evacuat", bound.trigger[0], bound.trigger[1])
    )
    return moved and not lexicon.words("sent_not_fled").isdisjoint(counted.words)


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


def _counterfactual(view: str, quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> bool:
    left = view[max(sentence.start, quantity.begin - 40) : quantity.begin]
    if _POPULATION.search(left):
        return True  # "out of a population of 20.1 million living in areas ..."
    return lexicon.pattern("counterfactual_before", "{}").search(left) is not None


def _bare_year(view: str, quantity: Quantity, counted: Counted, sentence: Sentence, lexicon: Lexicon) -> bool:
    if quantity.hedge is not Hedge.EXACT:
        return False
    left = view[max(sentence.start, quantity.start - 30) : quantity.start]
    if _MONTH_YEAR.search(left):
        return True
    if counted.unit is not None:
        return False
    return not left.strip() or lexicon.pattern("year_before", "{}").search(left) is not None
