"""English: a verb or a noun with "of" right before the quantity: "killed at least 58", "the arrest of 12".

The rules kept here: a verb that may take things too ("seized three", "moved 40") needs words for people behind the
number. One verb may govern a list whose first members have no number ("killing the headmaster and two teachers").
"""

import re

from tawthiq.reading.binding import Bound, bound_by
from tawthiq.reading.counted import Counted
from tawthiq.reading.counted_english import AGENT, bind_head
from tawthiq.reading.lexicon import Lexicon, TriggerSet
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Category, Hedge

_LISTED = re.compile(
    r"(?:(?:\s+(?:the|an?|his|her|its|their)(?:\s+[\w'’-]+){1,4}?"
    r"\s*(?:,(?:\s+and)?|\s(?:and|as well as|along with))))+\s*\Z",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:\s+(?:on (?:\w+day|\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2})|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|yesterday"
    r"|today|overnight|last (?:week|month|night|year)|this (?:week|month|year)"
    r"|a (?:combined )?total of|an? (?:\w+ )?(?:family|group|crew|party|gang) of"
    r"|the|a|an|another|other|further|only|just|between|its|their|his|all|altogether|reportedly|also))*\s*$",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"(?:arrest|detain|abduct|kidnap|imprison|jail|rescu|evacuat|repatriat)(?:ed|ing|s)\Z"
    r"|(?:arrest|detention|abduction|kidnapping|release|rescue|evacuation|imprisonment|liberation)s? of\Z",
    re.IGNORECASE,
)
_JOINED_VERB = re.compile(r"\b(?:people|persons|civilians|families|households)\b[^.;]{0,80}?\band\s+\Z", re.IGNORECASE)
_VERBS = re.compile(r"(?:,\s+\w+(?:ed|ing))*,?\s+and\s+(?:\w+ly\s+)?\w+(?:ed|ing)\s*\Z", re.IGNORECASE)
HELD = frozenset({Category.DETAINED, Category.ABDUCTED})
SETTLED = frozenset({Category.KILLED, Category.INJURED, Category.KILLED_OR_INJURED})


def bind_left(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """The verb ahead, unless it may take things too and nothing says that the number is one of people."""
    left = _left(view, sentence, quantity, counted, lexicon)
    if left is None:
        return None
    if left.rule in ("en.hosts.left", "en.camp-holds.left", "en.sheltered.left"):
        if quantity.hedge is Hedge.UP_TO:
            return None  # what a place can hold, not whom it holds
        left = bind_head(view, quantity, counted, lexicon) or left
    if left.rule not in lexicon.words("weak_triggers") or quantity.vague or _people(counted):
        return left
    joined = not counted.words and _JOINED_VERB.search(view, sentence.start, left.trigger[0]) is not None
    certain = joined or (_CERTAIN.match(view[left.trigger[0] : left.trigger[1]]))
    return left if certain or "more" in counted.words else None


def _left(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    start = max(sentence.start, quantity.begin - 80)
    left = view[start : quantity.begin]
    left = left[:-1] if left.endswith(("“", '"')) else left  # detaining "14 wanted suspects"
    left = left[: _FILLER.search(left).start()] if _FILLER.search(left) else left  # type: ignore[union-attr]
    triggers = lexicon.triggers("left")
    match = triggers.pattern.search(left) or _over_verbs(left, triggers) or _over_a_list(left, counted, triggers)
    if match is None or (_opens_line(view, sentence, quantity) and not match.group()[0].isupper()):
        return None
    trigger = triggers.which(match)
    behind = min(sentence.end, quantity.end + 140)
    if trigger.then is not None and not trigger.then.match(view, quantity.end, behind):
        others = triggers.others(trigger, left)
        fit = [(other, found) for other, found in others if other.then and other.then.match(view, quantity.end, behind)]
        if not fit:
            return None
        trigger, match = fit[0]
    if (
        counted.unit is None
        and not counted.words
        and trigger.id in lexicon.words("weak_triggers")
        and not quantity.vague
        and not _CERTAIN.match(match.group())
        and not _JOINED_VERB.search(left, 0, match.start())
    ):
        return None
    place = (start + match.start(), start + match.end())
    return bound_by(trigger, quantity, place, (quantity.end, max(quantity.end, counted.end)))


def _over_verbs(left: str, triggers: TriggerSet) -> re.Match[str] | None:
    """The first of verbs that share their object: "killed, captured and enslaved thousands"."""
    more = _VERBS.search(left)
    match = triggers.pattern.search(left[: more.start()]) if more is not None else None
    return match if match is not None and triggers.which(match).category in (*SETTLED, *HELD) else None


def _people(counted: Counted) -> bool:
    """Whether words behind a number are people: known ones, or by their ending."""
    return counted.unit is not None or (bool(counted.words) and AGENT.search(counted.words[-1]) is not None)


def _over_a_list(left: str, counted: Counted, triggers: TriggerSet) -> re.Match[str] | None:
    """The verb before others named without a number: "killing the headmaster, two teachers and five pupils"."""
    listed = _LISTED.search(left)
    if listed is None or counted.unit is None:
        return None
    match = triggers.pattern.search(left[: listed.start()])
    return match if match is not None and triggers.which(match).category in (*SETTLED, *HELD) else None


def _opens_line(view: str, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a new line without a full stop begins here: "evacuated / Hundreds of firefighters"."""
    return (
        view[quantity.begin].isupper()
        and quantity.begin > sentence.start
        and " and " not in view[quantity.start : quantity.end]
    )
