"""English: quantities that take what happened from the one before: parts, more elsewhere, and other counts.

The rules kept here: "and eight more in the next town", "16,000 of whom", "including 12 children" and "of these,
2,615" go on with the event of the quantity before; "activists put the number at 12,000" counts the same people
again. A number that only parts the one before by an adjective ("two Kenyan and one Ugandan") is no figure.
"""

import re
from dataclasses import replace

from tawthiq.reading.binding import Bound, bound_by
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Hedge

_PUT_AT = re.compile(
    r"\b(?:(?:put|puts|place|placed|gave) (?:the|that|this) (?:(?:real|true|actual) )?(?:death )?"
    r"(?:figure|number|toll|total|count) (?:at|as)|the (?:(?:real|true|actual|final) )?(?:figure|number|toll|total)"
    r" (?:was|is|stood at|stands at|could be"
    r"|may be|is likely|was likely))\s+\Z",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:\b(?:including|among them|of whom|of them|among whom|of which))\s*$", re.IGNORECASE)
_OF_WHOM = re.compile(r"\s*(?:who\b|of\s+(?:them|whom|those|these|the)|were|are|among them)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\s+(?:(?:in|at|near|to|from|outside|around)\s+(?:the\s+)?[A-Z]|(?:in|at|near|on|along|outside|across|over)\s+the\s+\w|since\b|in\s+(?:19|20)\d\d\b"
    r"|(?:last|this|the previous|the following)\s(?:week|month|year|weekend|\w+day)"
    r"|the (?:day|week|month|year) (?:before|after)|(?:elsewhere|yesterday|today)\b)"
)
_TOLD_OF = re.compile(r"\A\s*(?:were|was|are|have been|has been|had been)\s+\w+(?:ed|en|wn|nd)\b")
_MORE = re.compile(r"\b(?:another|an additional|a further|additional|further)\s+\Z", re.IGNORECASE)
_COORDINATE = re.compile(
    r"(?:\band|,|\bor|\bplus|\bas well as|\balong with|\bin addition to|\bon top of|\bwith|[-–—(])\s*$", re.IGNORECASE
)
#: "..., three residents of the town maintained that ...": who speaks is no part of what happened.
_SPEAKS = re.compile(
    r"(?:\s+[\w'-]+){0,8}?\s+(?:said|say|told|maintain(?:ed)?|claim(?:ed)?|insist(?:ed)?|report(?:ed)?|confirmed|alleged?"
    r"|described|recounted|testified|stated|complained?)\b"
)
_PLACED = re.compile(
    r"(?-i:[A-Z])[\w'-]+(?: [\w'-]+){0,3}"
    r"(?: (?:province|governorate|district|county|state|region|city|town|camp|oblast|municipality))?"
    r" \((?P<count>\d[\d,]*|[a-z]+(?:-[a-z]+)?)"
    r"(?= ?\)| (?:people|persons|individuals|IDPs|households|families|dead|killed|deaths|injured)\b)"
)
_SPREAD = re.compile(r"(?<![\w.,])\d[\d,]* (?:in|at|from) (?:the )?[A-Z]")
_LEAST = 2
_LONG = 14
_AS_WELL = re.compile(r",\s(?:as well as|along with|in addition to)\s+(?:the\s+)?\Z", re.IGNORECASE)
_OF_THESE = re.compile(
    r"(?:(?:of|among) (?:these|them|those|that (?:number|total)|the total)(?: \w+)?,?"
    r"|(?:this|that|these|those|it|they|(?:the|this|that) (?:figure|number|total|toll|count|tally)s?)"
    r" (?:also )?(?:includ(?:es?|ed)|comprise[sd]?))\s*\Z",
    re.IGNORECASE,
)


def bind_ellipsis(
    view: str, sentence: Sentence, quantity: Quantity, counted: Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    """The figure that goes on with the event of the quantity before it in the sentence, or None."""
    if not found:
        return None
    before = found[-1]
    part = is_part(view, quantity, before)
    left = view[before.counted[1] if part else before.end : quantity.begin]
    more = _MORE.search(left)
    left = left[: more.start()] if more is not None else left
    bare = not counted.words and (more is not None or _ELSEWHERE.match(view, quantity.end) is not None)
    goes_on_here = counted.unit is not None or bare or _OF_WHOM.match(view, quantity.end) or "more" in counted.words
    if not part and not goes_on_here:
        return None
    if len(left) > 160 or not (part or _COORDINATE.search(left)):
        return None
    if before.rule.endswith(".head"):  # "52 deaths were recorded in one hospital, six in the other"
        left = _TOLD_OF.sub("", left)
    finite = lexicon.pattern("finite", r"\s*(?:{})\b")
    goes_on = finite.match(view, counted.end, sentence.end) is not None or _SPEAKS.match(view, counted.end) is not None
    strong = _AS_WELL.search(left) is not None
    if not part and (goes_on or (not strong and lexicon.pattern("finite", r"\b(?:{})\b").search(left))):
        return None
    return Bound(
        quantity=quantity,
        category=before.category,
        rule="en.part" if part else "en.ellipsis",
        trigger=before.trigger if not part else (quantity.start, quantity.end),
        counted=(quantity.end, max(quantity.end, counted.end)),
        measure=before.measure,
        modality=before.modality,
        part_of=before.quantity if part else None,
    )


def in_brackets(view: str, sentence: Sentence, quantity: Quantity, before: Bound | None) -> Bound | None:
    """The share of a place in a list behind a figure: "in Kesh (12), Ada (5) and the capital (3)", or None."""
    if before is None or quantity.low is None or quantity.low != quantity.high or quantity.end - quantity.start > _LONG:
        return None
    listed = [match.span("count") for match in _PLACED.finditer(view, before.quantity.end, sentence.end)]
    least = 1 if before.rule == "en.listed-place" else _LEAST
    if len(listed) < least or (quantity.start, quantity.end) not in listed:
        return None
    return replace(
        before,
        quantity=quantity,
        rule="en.listed-place",
        part_of=before.part_of or before.quantity,
        counted=(quantity.end, quantity.end),
    )


def apposed(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """A hedged number behind the people it counts: "hosts most of the refugees, around 400,000", or None."""
    if counted.words or quantity.hedge is Hedge.EXACT or quantity.hedge_start < 0:
        return None
    start = max(sentence.start, quantity.begin - 40)
    heads = lexicon.triggers("head")
    for match in heads.pattern.finditer(view, start, quantity.begin):
        if re.fullmatch(r",\s+", view[match.end() : quantity.begin]) and match.group().endswith("s"):
            return bound_by(heads.which(match), quantity, match.span(), (quantity.end, quantity.end))
    return None


def distributed(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """The first of a list of places behind a colon: "the displaced are in two camps: 300 in Ada and 60 in Kesh"."""
    colon = view.rfind(":", sentence.start, quantity.begin)
    if counted.words or colon < 0 or view[colon + 1 : quantity.begin].strip():
        return None
    if len(_SPREAD.findall(view, colon, sentence.end)) < _LEAST:
        return None
    heads = lexicon.triggers("head")
    match = heads.pattern.search(view, sentence.start, colon)
    if match is None:
        return None
    return bound_by(heads.which(match), quantity, match.span(), (quantity.end, quantity.end))


def only_one(view: str, quantity: Quantity, counted: Counted, bound: Bound) -> bool:
    """Whether "one" is a pronoun rather than a number of people; "and one in Cuba" is one more."""
    if not quantity.one or (counted.unit is not None and not bound.rule.endswith(".head")):
        return False
    if view[quantity.start].isdigit() and bound.rule.endswith(".left"):
        return False  # a headline: "kills 1, injures 1"
    return bound.rule != "en.ellipsis" or _ELSEWHERE.match(view, quantity.end) is None


def explains(first: Bound, bound: Bound, counted: Counted) -> bool:
    """Whether a number only parts the one before it: "Three aid workers, two Kenyan and one Ugandan, were ...".

    Nouns ("nine Pakistanis") are figures of their own.
    """
    same = first.trigger == bound.trigger and first.rule == bound.rule and bound.rule.endswith(".right")
    adjective = bool(counted.words) and not counted.words[-1].endswith(("s", "men", "people", "women", "children"))
    return same and first.counted[1] > first.quantity.end and first.named and adjective


def is_part(view: str, quantity: Quantity, before: Bound) -> bool:
    """Whether a quantity is taken from the one before: "including 12", "three of them"."""
    if re.match(r"\s*of\s+(?:them|whom)\b", view[quantity.end : quantity.end + 12]):
        return True
    return _PART.search(view[before.counted[1] : quantity.begin]) is not None


def other_count(view: str, quantity: Quantity, before: Bound, lexicon: Lexicon) -> Bound | None:
    """The same people counted by somebody else: "activists put the true number at 12,000"."""
    left = view[before.end : quantity.begin]
    if len(left) > 140 or not lexicon.pattern("other_counts", r"(?:{})[\s“\"]*\Z").search(left):
        return None
    return replace(before, quantity=quantity, rule="en.other-count", part_of=None, counted=(quantity.end, quantity.end))


def rival(view: str, quantity: Quantity, counted: Counted, before: Bound) -> Bound | None:
    """The count of the sentence before, given by somebody else: "Hospital sources put the number at 17."."""
    put = _PUT_AT.search(view, before.end, quantity.begin)
    if counted.words or put is None or quantity.begin - before.end > 160:
        return None
    return replace(
        before, quantity=quantity, rule="en.other-count", part_of=None, trigger=put.span(), counted=(quantity.end,) * 2
    )


def of_these(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, before: Bound) -> Bound | None:
    """A part of the last figure of the sentence before: "Of these, 2,615 were ...", or None."""
    if not _OF_THESE.match(view[sentence.start : quantity.begin]):
        return None
    return Bound(
        quantity=quantity,
        category=before.category,
        rule="en.of-these",
        trigger=(sentence.start, quantity.begin),
        counted=(quantity.end, max(quantity.end, counted.end)),
        measure=before.measure,
        modality=before.modality,
        part_of=before.quantity,
    )
