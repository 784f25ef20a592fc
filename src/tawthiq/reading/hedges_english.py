"""English: hedges that stand elsewhere than right before the number.

The rules kept here: behind the people ("200 people or more"), in the verb ("estimated that 1,000"), and one for
two numbers without verbs ("at least 40 dead and 30 wounded").
"""

import re
from dataclasses import replace

from tawthiq.reading.binding import Bound
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import hedge_with
from tawthiq.terms.figures import Hedge

_ESTIMATED = re.compile(r"\b(?:is|are|was|were|been) (?:now |currently )?(?P<hedge>estimated) to\b", re.IGNORECASE)

_TOLD = re.compile(r"\b(?:were|was|are|is|have|had|suffered|sustained)\b")


def hedge_behind(view: str, bound: Bound, lexicon: Lexicon) -> Bound:
    """A hedge behind the people ("200 people or more") or in the verb before ("estimated that 1,000")."""
    hedges = lexicon.hedges("hedges_after")
    after = re.compile(rf"\s*(?P<hedge>{hedges.source})(?!\w)", re.IGNORECASE)
    for place in (bound.quantity.end, bound.counted[1]):
        match = after.match(view, place)
        if match is not None:
            kind = hedges.classify(match.group("hedge"))
            return replace(bound, quantity=hedge_with(bound.quantity, kind, match.start("hedge"), match.end("hedge")))
    passive = _ESTIMATED.search(view, bound.counted[1], max(bound.counted[1], bound.trigger[0]))
    if passive is not None:
        return replace(bound, quantity=hedge_with(bound.quantity, Hedge.ESTIMATED, *passive.span("hedge")))
    verbs = lexicon.hedges("hedging_verbs")
    left_start = max(0, bound.quantity.begin - 40)
    verb = re.compile(rf"(?<!\w)(?P<hedge>{verbs.source})\s*$", re.IGNORECASE).search(
        view[left_start : bound.quantity.begin]
    )
    if verb is None:
        return bound
    place_of = (left_start + verb.start("hedge"), left_start + verb.end("hedge"))
    return replace(bound, quantity=hedge_with(bound.quantity, verbs.classify(verb.group("hedge")), *place_of))


def shared_hedge(view: str, before: list[Bound], bound: Bound) -> Bound:
    """In "at least 40 dead and 30 wounded" one hedge stands before both."""
    if not before or bound.quantity.hedge is not Hedge.EXACT or not bound.rule.endswith(".right"):
        return bound
    first = before[-1]
    between = view[first.end : bound.quantity.begin]
    if first.quantity.hedge is not Hedge.AT_LEAST or not first.rule.endswith(".right") or between.strip() != "and":
        return bound
    told = any(_TOLD.search(view[item.counted[1] : item.trigger[1]]) for item in (first, bound))
    if told or view[first.trigger[0] : first.trigger[1]].lower() in ("died", "perished", "fled"):
        return bound
    place = (first.quantity.hedge_start, first.quantity.hedge_end)
    return replace(bound, quantity=hedge_with(bound.quantity, first.quantity.hedge, *place))
