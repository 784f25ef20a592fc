"""English: which quantities count people, and what happened to them.

The rules kept here, in the order they are tried:

1. ``toll``: "the death toll in the province rose to 217".
2. ``left``: an active verb or a noun with "of" right before the quantity: "killed at least 58", "the arrest
   of 12".
3. ``right``: a passive, intransitive or adjective after the people, in the same clause: "74 were injured",
   "30 dead". A verb that takes an object of its own ("two gunmen killed five") says nothing about the
   people before it.
4. ``head``: the word for the people says it: "58 refugees", "120 bodies", "6,500 displaced people". A word
   for refugees or displaced people outranks a verb of flight; other events outrank the word.
5. ellipsis: "and eight more in the next town", "16,000 of whom", "including 12 children" take the event of
   the quantity before them.

A quantity of things, a bare year, and a number held against the facts ("rather than thousands") is no figure.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from tawthiq.reading.binding import Bound, bound_by, counted_unit, part_clauses
from tawthiq.reading.lexicon import Lexicon, TriggerSet
from tawthiq.reading.quantities import Quantity, hedge_with
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Category, Hedge, Unit

_WORD = re.compile(r"\s*(?P<comma>,)?\s*(?P<word>[A-Za-zÀ-ɏ][\w'’-]*)")
_OF = re.compile(
    r"\s+of\s+(?:the\s+|its\s+|their\s+|his\s+|our\s+|these\s+)?"
    r"(?:(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty)\s+)?(?=\w)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:(?:\s+(?:the|an?|his|her|its|their)(?:\s+[\w'’-]+){1,4}?"
    r"\s*(?:,(?:\s+and)?|\s(?:and|as well as|along with))))+\s*\Z",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:\s+(?:an? (?:\w+ )?(?:family|group|crew|party|gang) of"
    r"|the|a|an|another|other|further|its|their|his|all|altogether|reportedly|also))*\s*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\([^)]{0,120}\)|,\s(?:including|among them|mostly|most of them|many of them|both|all)\b[^,;]{0,90},"
    r"|,\s(?:[^,;:.“”\"]|(?<=\d)[,.](?=\d)){1,90}?,(?=\s(?:were|was|are|is|have|has|had|remain|died|fled)\b)"
    r"|\s[–—-]{1,2}\s[^–—;]{1,90}?\s[–—-]{1,2}\s",
    re.IGNORECASE,
)
_TRANSITIVE = re.compile(
    r"(?:killed|murdered|massacred|executed|slaughtered|beheaded|assassinated|wounded|injured|hurt|maimed|arrested"
    r"|detained|imprisoned|jailed|abducted|kidnapped|released|freed|evacuated|rescued|saved|displaced|uprooted"
    r"|besieged|affected|trapped|shot dead|gunned down|repatriated|relocated)$",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\s+(?:the|a|an|his|her|their|its|our|them|him|us|people|civilians|another|several|many|dozens|hundreds"
    r"|thousands|scores|(?:at least|more than|about|around|up to|some"
    r"|over(?!\s+\w+\s+(?:days|weeks|months|years|hours|nights)))"
    r"\s+\w+|\d|[A-Z][a-z]+\s)(?![a-z])",
)
_FINITE_TRIGGER = re.compile(
    r"(?:(?:were|was|are|is|have|has|had|went|returned|died|fled|crossed|came|arrived|left|perished|drowned|headed"
    r"|disappeared|remain(?:ed)?|live|need)\b)"
)
_CERTAIN = re.compile(
    r"(?:arrest|detain|abduct|kidnap|imprison|jail|rescu|evacuat|repatriat)(?:ed|ing|s)\Z", re.IGNORECASE
)
#: "1,293 civilian casualties: 503 killed" labels nothing, "casualties" has its own number.
_SUM_OF = re.compile(r"(?<![\w.,])\d[\d,]*\s+(?:[a-z-]+\s+){0,2}\Z")
_PUT_AT = re.compile(
    r"\b(?:(?:put|puts|place|placed|gave) (?:the|that|this) (?:(?:real|true|actual) )?(?:death )?"
    r"(?:figure|number|toll|total|count) (?:at|as)|the (?:(?:real|true|actual|final) )?(?:figure|number|toll|total)"
    r" (?:was|is|stood at|stands at|could be"
    r"|may be|is likely|was likely))\s+\Z",
    re.IGNORECASE,
)
#: Between two numbers that one verb is said of: "1,872 persons belonging to 416 families took shelter".
_SAME_PEOPLE = re.compile(
    r"\s*(?:,|and|or|as well as|belonging to|comprising|consisting of|representing|made up of|making up|grouped in)\s"
)
_ESCAPED = re.compile(r"\s+(?:have |had |who |that )?(?:escaped|broke (?:out|free)|absconded)\b")
_KIND_BEHIND = re.compile(r"\s*(?:people |civilians |persons )?(?:dead|killed|deaths|wounded|injured|hurt|missing)\b")
_JOINED_VERB = re.compile(r"\b(?:people|persons|civilians|families|households)\b[^.;]{0,80}?\band\s+\Z", re.IGNORECASE)
_SHARE = re.compile(
    r"(?:\b|(?<=%))(?:per ?cent|%|percent|half|thirds?|quarters?|majority|most|many|some|none|few"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
    r" of (?:the|its|their|these|those)"
    r"(?: [\w'’-]+){0,2}\s+\Z",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:they|he|she|it|who|that) (?:had|have|has|were|was|are)\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:were|was|are|is|have|has|had|been|remain)\b", re.IGNORECASE)
_PART = re.compile(r"(?:\b(?:including|among them|of whom|of them|among whom|of which))\s*$", re.IGNORECASE)
_OF_WHOM = re.compile(r"\s*(?:who\b|of\s+(?:them|whom|those|these|the)|were|are|among them)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\s+(?:in|at|near|to|from)\s+(?:the\s+)?[A-Z]")
_COORDINATE = re.compile(r"(?:\band|,|\bor|\bplus|\bas well as|\balong with|\bwith|[-–—(])\s*$", re.IGNORECASE)
_WHERE = re.compile(r"\b(?:in|across|from|of|at|over|within)\s+$", re.IGNORECASE)
_OF_THESE = re.compile(
    r"(?:of|among) (?:these|them|those|that (?:number|total)|the total)(?: \w+)?,?\s*\Z", re.IGNORECASE
)
_SEAMS = re.compile(r"\b(?:and|but|while|whereas|with)\b|[;“”\"]", re.IGNORECASE)
_SETTLED = frozenset({Category.KILLED, Category.INJURED, Category.KILLED_OR_INJURED})
_HELD = frozenset({Category.DETAINED, Category.ABDUCTED})
_KIDNAPPED = re.compile(r"\b(?:kidnap|abduct|hostage|captors?\b|ransom)", re.IGNORECASE)
_FLIGHT = frozenset({Category.DISPLACED, Category.REFUGEE, Category.DISPLACED_INTERNAL, Category.SHELTERED})


@dataclass(frozen=True, slots=True)
class _Counted:
    """The words for the people behind a quantity: their end, and what they are."""

    end: int
    words: tuple[str, ...]
    unit: Unit | None
    thing: bool


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
    for index, quantity in enumerate(quantities):
        counted = _counted(view, quantity, sentence.end, lexicon)
        if counted.thing or _counterfactual(view, quantity, sentence, lexicon):
            continue
        if quantity.year_like and counted.unit is None and _bare_year(view, quantity, sentence, lexicon):
            continue
        later = _blocking(view, sentence, counted, quantities[index + 1 : index + 6], lexicon)
        first = found[-1] if found else None
        bound = _bind(view, sentence, quantity, counted, lexicon, later) or _ellipsis(
            view, sentence, quantity, counted, found, lexicon
        )
        if bound is not None and first is not None and counted.unit is None and _explains(first, bound, counted):
            continue
        if bound is not None and found and counted.unit is None and _given_back(bound, found[-1]):
            bound = replace(bound, category=Category.RELEASED)
        if bound is not None and bound.part_of is None and found and _is_part(view, quantity, found[-1]):
            bound = replace(bound, part_of=found[-1].quantity)
        if bound is None and found:
            bound = _other_count(view, quantity, found[-1], lexicon)
        if bound is None and before is not None and not found and not counted.thing:
            bound = _of_these(view, sentence, quantity, counted, before) or _rival(view, quantity, counted, before)
        if bound is not None and not _only_one(view, quantity, counted, bound):
            bound = _whither(
                view,
                sentence,
                replace(bound, unit=counted.unit or bound.unit, named=counted.unit is not None),
                later,
                lexicon,
            )
            found.append(_hedge_behind(view, bound, lexicon))
    found = [_shared_hedge(view, found[:index], bound) for index, bound in enumerate(found)]
    clauses = part_clauses(view, sentence.start, sentence.end, found, _SEAMS)
    return [replace(bound, clause=clause) for bound, clause in zip(found, clauses, strict=True)]


def _given_back(bound: Bound, before: Bound) -> bool:
    """Whether those who "were returned" are the captives of the number before."""
    return bound.category is Category.RETURNED and before.category in _HELD


def _blocking(
    view: str, sentence: Sentence, counted: _Counted, later: list[Quantity], lexicon: Lexicon
) -> list[Quantity]:
    """The numbers ahead that may be the subject instead; "8,000 people in 22 districts were hit" has one subject."""
    if counted.unit is None:
        return later
    return [
        item
        for item in later
        if not _WHERE.search(view, max(sentence.start, item.begin - 8), item.begin)
        or not _counted(view, item, sentence.end, lexicon).thing
    ]


def _bind(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: _Counted,
    lexicon: Lexicon,
    later: list[Quantity],
) -> Bound | None:
    found = _toll(view, sentence, quantity, counted, lexicon) or _strong_left(
        view, sentence, quantity, counted, lexicon
    )
    if found is not None:
        return found
    right = _right(view, sentence, quantity, counted, lexicon, later)
    head = _head(view, quantity, counted, lexicon)
    if right is None:
        fled = head is not None and head.category in _HELD and _ESCAPED.match(view, counted.end) is not None
        return None if fled else head
    if right.category in _FLIGHT and lexicon.words("sent_not_fled").intersection(counted.words):
        return head
    if right.rule == "en.held.right" and _KIDNAPPED.search(view, sentence.start, sentence.end):
        right = replace(right, category=Category.ABDUCTED)
    if head is not None:
        return _happened(view, right, head, counted)
    return right if counted.unit is not None or right.trigger[0] - counted.end < 40 else None


def _strong_left(
    view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, lexicon: Lexicon
) -> Bound | None:
    """The verb ahead, unless it may take things too and nothing says that the number is one of people."""
    left = _left(view, sentence, quantity, counted, lexicon)
    if left is None:
        return None
    if left.rule in ("en.hosts.left", "en.camp-holds.left", "en.sheltered.left"):
        left = _head(view, quantity, counted, lexicon) or left
    if left.rule not in lexicon.words("weak_triggers") or quantity.vague or counted.unit is not None:
        return left
    joined = not counted.words and _JOINED_VERB.search(view, sentence.start, left.trigger[0]) is not None
    certain = joined or (_CERTAIN.match(view[left.trigger[0] : left.trigger[1]]))
    return left if certain or "more" in counted.words else None


def _happened(view: str, right: Bound, head: Bound, counted: _Counted) -> Bound | None:
    """What is told of the people against the word for them."""
    if head.category in _SETTLED and right.category != head.category:
        return head
    if head.category in _HELD and right.category in (Category.RETURNED, Category.RELOCATED):
        return replace(right, category=Category.RELEASED) if right.category is Category.RETURNED else head
    if head.category is Category.RETURNED and right.category in _FLIGHT:
        return head
    if _outranks(view, right, head):
        return replace(head, measure=right.measure)
    return right if counted.unit is not None or right.trigger[0] - counted.end < 40 else head


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


def _counted(view: str, quantity: Quantity, end: int, lexicon: Lexicon) -> _Counted:
    of = _OF.match(view, quantity.end, end)
    at = of.end() if of else quantity.end
    words: list[str] = []
    place = adverb = at
    last_person = -1
    person = lexicon.pattern("persons", r"(?:{}|famil(?:y|ies)|households?)\Z")
    while len(words) < 7:
        match = _WORD.match(view, at, min(end, at + 60))
        if match is None or (match.group("comma") and not _list_goes_on(view, match, words, lexicon)):
            break
        word = match.group("word").lower()
        if word in ("and", "or") and not _joins_people(view, match.end(), end, lexicon):
            break
        if word in lexicon.words("counted_stops") or _is_verb(view, match, word, end, person, lexicon):
            break
        at = match.end()
        adverb = adverb if word.endswith("ly") else at
        words.append(word.removesuffix("'s"))
        if person.match(words[-1]):
            last_person, place = len(words), at
    if last_person < 0:
        place = adverb if words else quantity.end
    kept = words[:last_person] if last_person > 0 else words
    unit = counted_unit(kept, lexicon)
    things = lexicon.pattern("not_persons", r"(?:{})\Z")
    return _Counted(place, tuple(kept), unit, unit is None and any(things.match(word) for word in kept))


def _is_verb(view: str, match: re.Match[str], word: str, end: int, person: re.Pattern[str], lexicon: Lexicon) -> bool:
    """Whether the next word is a trigger or an -ing form rather than a word before the people counted."""
    begin = match.start("word")
    if not lexicon.triggers("right").pattern.match(view, begin, end) and not word.endswith("ing"):
        return False
    following = _WORD.match(view, match.end(), min(end, match.end() + 40))
    if following is None or following.group("comma"):
        return not person.match(word) or word in ("missing", "dead", "injured", "wounded", "displaced")
    return person.match(following.group("word").lower()) is None


def _list_goes_on(view: str, match: re.Match[str], words: list[str], lexicon: Lexicon) -> bool:
    """One phrase goes on over the comma: "110,000, mostly Iraqi refugees", "men, women and children"."""
    if not words and lexicon.pattern("group_words", r"(?:{})\Z").match(match.group("word").lower()):
        return True
    person = lexicon.pattern("persons", r"(?:{})(?=,? (?:and|or) )")
    return bool(words) and person.match(view, match.start("word")) is not None


def _joins_people(view: str, at: int, end: int, lexicon: Lexicon) -> bool:
    people = lexicon.pattern("persons", r"\s+(?:[A-Za-z][\w-]+\s+)?(?:{})\b")
    match = people.match(view, at, end)
    counts = match is not None and match.group().split()[0].lower() in lexicon.data["numbers"]["units"]
    return match is not None and not counts and not lexicon.triggers("right").pattern.match(view, at + 1, end)


def _counterfactual(view: str, quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> bool:
    left = view[max(sentence.start, quantity.begin - 30) : quantity.begin]
    return lexicon.pattern("counterfactual_before", "{}").search(left) is not None


def _bare_year(view: str, quantity: Quantity, sentence: Sentence, lexicon: Lexicon) -> bool:
    if quantity.hedge is not Hedge.EXACT:
        return False
    left = view[max(sentence.start, quantity.start - 30) : quantity.start]
    return not left.strip() or lexicon.pattern("year_before", "{}").search(left) is not None


def _toll(view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    start = max(sentence.start, quantity.begin - 170)
    left = view[start : quantity.begin]
    tolls = lexicon.triggers("toll")
    reach = lexicon.pattern("toll_reach", r"(?P<mid>[^;\d“”]{0,110}?)(?:(?<!\w)|(?=:)){}\s*(?:about\s+|to\s+)?$")
    verbs = lexicon.hedges("hedging_verbs")
    for match in reversed(list(tolls.pattern.finditer(left))):
        reached = reach.match(left, match.end()) or _verb_reach(left, match.end(), verbs.source)
        if reached is None or not _whole_label(match, reached) or _SUM_OF.search(left, 0, match.start()):
            continue
        if tolls.which(match).category is Category.KILLED_OR_INJURED and _KIND_BEHIND.match(view, quantity.end):
            continue
        place = (start + match.start(), start + match.end())
        bound = bound_by(tolls.which(match), quantity, place, (quantity.end, max(quantity.end, counted.end)))
        if counted.unit is None and lexicon.pattern("households", r"\b(?:{})\b").search(left, match.start()):
            bound = replace(bound, unit=Unit.HOUSEHOLD)
        return _toll_hedge(bound, left, start, match.start(), match.end(), lexicon)
    return None


def _verb_reach(left: str, at: int, verbs: str) -> re.Match[str] | None:
    return re.compile(rf"(?P<mid>[^;\d“”]{{0,110}}?)(?<!\w)(?:{verbs})\s*$", re.IGNORECASE).match(left, at)


def _whole_label(match: re.Match[str], reached: re.Match[str]) -> bool:
    """A lone "deaths" or "injured" is a toll only as a label ("Injured: 30") or with a verb close by."""
    if re.search(r"toll|number|count|figure", match.group(), re.IGNORECASE):
        return True
    tail = reached.group()[len(reached.group("mid")) :].strip().lower()
    return len(reached.group("mid").strip()) <= 12 and tail not in ("of", "to", "at", "as", "was")


def _toll_hedge(bound: Bound, left: str, start: int, first: int, last: int, lexicon: Lexicon) -> Bound:
    """The verb ("surpassed 500") or the toll's adjective ("the official death toll") hedges the number."""
    verbs = lexicon.hedges("hedging_verbs")
    verb = re.search(rf"(?<!\w)(?P<verb>{verbs.source})\s*$", left[last:], re.IGNORECASE)
    if verb is not None:
        place = (start + last + verb.start("verb"), start + last + verb.end("verb"))
        quantity = hedge_with(bound.quantity, verbs.classify(verb.group("verb")), *place)
        return replace(bound, quantity=quantity)
    kinds = lexicon.hedges("toll_hedges")
    word = re.search(rf"(?<!\w)(?P<word>{kinds.source})\s+$", left[:first], re.IGNORECASE)
    if word is None:
        return bound
    place = (start + word.start("word"), start + word.end("word"))
    return replace(bound, quantity=hedge_with(bound.quantity, kinds.classify(word.group("word")), *place))


def _left(view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    if view[quantity.begin].isupper() and quantity.begin > sentence.start and "and" not in _words(view, quantity):
        return None  # a new line without a full stop: "evacuated / Hundreds of firefighters"
    start = max(sentence.start, quantity.begin - 80)
    left = view[start : quantity.begin]
    left = left[: _FILLER.search(left).start()] if _FILLER.search(left) else left  # type: ignore[union-attr]
    triggers = lexicon.triggers("left")
    match = triggers.pattern.search(left) or _over_a_list(left, counted, triggers)
    if match is None:
        return None
    trigger = triggers.which(match)
    behind = min(sentence.end, quantity.end + 110)
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


def _of_the_share(tail: str, main: re.Match[str]) -> bool:
    """Whether a verb is told of the share, not of all: "half of the 28,000 inhabitants fled"."""
    told = _TOLD.search(_RELATIVE.sub(" ", tail[: main.end()])) is not None
    relative = _RELATIVE.search(tail, 0, main.start()) or re.search(r"\b(?:who|that)\b", tail[: main.start()])
    return told or (relative is None and _FINITE_TRIGGER.match(main.group()) is not None)


def _over_a_list(left: str, counted: _Counted, triggers: TriggerSet) -> re.Match[str] | None:
    """The verb before others named without a number: "killing the headmaster, two teachers and five pupils"."""
    listed = _LISTED.search(left)
    if listed is None or counted.unit is None:
        return None
    match = triggers.pattern.search(left[: listed.start()])
    return match if match is not None and triggers.which(match).category in (*_SETTLED, *_HELD) else None


def _words(view: str, quantity: Quantity) -> list[str]:
    return view[quantity.start : quantity.end].split()


def _head(view: str, quantity: Quantity, counted: _Counted, lexicon: Lexicon) -> Bound | None:
    if not counted.words:
        return None
    triggers = lexicon.triggers("head")
    best: re.Match[str] | None = None
    for match in triggers.pattern.finditer(view, quantity.end, counted.end):
        best = match
    if best is None:
        return None
    place = (best.start(), best.end())
    return bound_by(triggers.which(best), quantity, place, (quantity.end, counted.end))


def _right(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: _Counted,
    lexicon: Lexicon,
    later: list[Quantity],
) -> Bound | None:
    end = _clause_end(view, counted.end, min(sentence.end, counted.end + 240), lexicon)
    tail = view[counted.end : end]
    for aside in _ASIDE.finditer(tail):
        tail = tail[: aside.start()] + " " * (aside.end() - aside.start()) + tail[aside.end() :]
    share = _SHARE.search(view, max(sentence.start, quantity.begin - 40), quantity.begin) is not None
    triggers = lexicon.triggers("right")
    starts = [item.start for item in later if tail[item.start - counted.end : item.end - counted.end].strip()]
    at = 0
    while (match := triggers.pattern.search(tail, at)) is not None:
        at = match.start() + 1
        trigger = triggers.which(match)
        between = tail[: match.start()]
        if between.rstrip().lower().endswith((" the", " a", " of", " for")) or between.strip().lower() == "the":
            continue
        if trigger.after is not None and not trigger.after.search(
            view[max(sentence.start, quantity.begin - 40) : quantity.begin]
        ):
            continue
        if not _reaches(between, starts, counted.end, lexicon) or _active(tail, match, between, lexicon):
            return None
        if _counts_its_object(view, counted.end + match.end(), match.group(), between, later):
            return None
        main = _main_verb(tail, match, between, counted, triggers) or match
        if share and _of_the_share(tail, main):
            return None  # "40 per cent of the 25,000 inhabitants have left" says nothing of the 25,000
        place = (counted.end + main.start(), counted.end + main.end())
        return bound_by(triggers.which(main), quantity, place, (quantity.end, max(quantity.end, counted.end)))
    return None


def _main_verb(
    tail: str, match: re.Match[str], between: str, counted: _Counted, triggers: TriggerSet
) -> re.Match[str] | None:
    """What is said of "the 2,300 people who had taken shelter at the stadium", or of "ten of those arrested"."""
    those = counted.words[-1:] == ("those",) and not between.strip()
    if not those and not re.match(r"\s*(?:who|that)\b", between):
        return None
    later = triggers.pattern.search(tail, match.end())
    if later is None or triggers.which(later).after is not None:
        return None
    gap = tail[match.end() : later.start()]
    if len(gap.split()) > 8 or re.search(r"\b(?:and|or|who|to|that)\b", gap):
        return None
    told = re.search(
        r"\b(?:were|was|are|is|have|has|had|been)(?:\s+(?:\w+ly|later|then|since|also|soon|found))?\s*\Z", gap
    )
    return later if told is not None or _FINITE_TRIGGER.match(later.group()) else None


def _clause_end(view: str, start: int, end: int, lexicon: Lexicon) -> int:
    tail = view[start:end]
    for aside in _ASIDE.finditer(tail):
        tail = tail[: aside.start()] + " " * (aside.end() - aside.start()) + tail[aside.end() :]
    barrier = lexicon.pattern(
        "barriers", r"[;:“”\"]|,(?!\d|\s(?:have|has|had|were|was|are|is|remain|died|fled)\b)|\b(?:{})\b"
    ).search(tail)
    return start + barrier.start() if barrier else end


def _reaches(between: str, later: list[int], start: int, lexicon: Lexicon) -> bool:
    """No other people and no other finite verb stand between the people and the trigger."""
    words = between.split()
    if len(words) > 14:
        return False
    other = bisect_right(later, start - 1)
    if other < len(later) and later[other] < start + len(between):
        return _SAME_PEOPLE.match(between) is not None
    finite = lexicon.pattern("finite", r"\b(?:{})\b").search(between)
    if finite is None:
        return True
    if re.search(r"\band (?:is|are|was|were|has|have|had)(?: been)?\s*\Z", between):
        return True
    rest = between[finite.start() :]
    return lexicon.pattern("auxiliaries", r"(?:\s*(?:{})\b)*\s*\Z").match(rest) is not None


def _active(tail: str, match: re.Match[str], between: str, lexicon: Lexicon) -> bool:
    if not _TRANSITIVE.match(match.group()):
        return False
    near = between[-40:]
    if lexicon.pattern("be_forms", r"\b(?:{})\b(?:\s+\w+ly|\s+also|\s+since|\s+then)*\s*\Z").search(near):
        return False
    if re.search(r"\b(?:has|have|had)\s+(?:also\s+|already\s+)?\Z", near, re.IGNORECASE):
        return True
    if re.search(r"\b(?:who|that|which)\s+\Z", near, re.IGNORECASE):
        return True
    return _OBJECT.match(tail, match.end()) is not None


def _counts_its_object(view: str, end: int, words: str, between: str, later: list[Quantity]) -> bool:
    """Whether a bare verb is followed by the number of those it was done to: "two gunmen killed five"."""
    if between.strip() or not _TRANSITIVE.match(words):
        return False
    behind = [item.begin for item in later if item.begin >= end and not view[item.begin].isupper()]
    return any(not view[end:begin].strip(" ") for begin in behind)


def _ellipsis(
    view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, found: list[Bound], lexicon: Lexicon
) -> Bound | None:
    if not found:
        return None
    before = found[-1]
    part = _is_part(view, quantity, before)
    left = view[before.counted[1] if part else before.end : quantity.begin]
    bare = not counted.words and _ELSEWHERE.match(view, quantity.end) is not None
    goes_on_here = counted.unit is not None or bare or _OF_WHOM.match(view, quantity.end) or "more" in counted.words
    if not part and not goes_on_here:
        return None
    if len(left) > 160 or not (part or _COORDINATE.search(left)):
        return None
    finite = lexicon.pattern("finite", r"\s*(?:{})\b")
    goes_on = finite.match(view, counted.end, sentence.end) is not None
    if not part and (goes_on or lexicon.pattern("finite", r"\b(?:{})\b").search(left)):
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


def _only_one(view: str, quantity: Quantity, counted: _Counted, bound: Bound) -> bool:
    """Whether "one" is a pronoun rather than a number of people; "and one in Cuba" is one more."""
    if not quantity.one or (counted.unit is not None and not bound.rule.endswith(".head")):
        return False
    return bound.rule != "en.ellipsis" or _ELSEWHERE.match(view, quantity.end) is None


def _explains(first: Bound, bound: Bound, counted: _Counted) -> bool:
    """Whether a number only parts the one before it: "Three aid workers, two Kenyan and one Ugandan, were ...".

    Nouns ("nine Pakistanis") are figures of their own.
    """
    same = first.trigger == bound.trigger and first.rule == bound.rule and bound.rule.endswith(".right")
    adjective = bool(counted.words) and not counted.words[0].endswith("s")
    return same and first.counted[1] > first.quantity.end and first.named and adjective


def _is_part(view: str, quantity: Quantity, before: Bound) -> bool:
    if re.match(r"\s*of\s+(?:them|whom)\b", view[quantity.end : quantity.end + 12]):
        return True
    return _PART.search(view[before.counted[1] : quantity.begin]) is not None


def _other_count(view: str, quantity: Quantity, before: Bound, lexicon: Lexicon) -> Bound | None:
    """The same people counted by somebody else: "activists put the true number at 12,000"."""
    left = view[before.end : quantity.begin]
    if len(left) > 140 or not lexicon.pattern("other_counts", r"(?:{})\s*\Z").search(left):
        return None
    return replace(before, quantity=quantity, rule="en.other-count", part_of=None, counted=(quantity.end, quantity.end))


def _rival(view: str, quantity: Quantity, counted: _Counted, before: Bound) -> Bound | None:
    """The count of the sentence before, given by somebody else: "Hospital sources put the number at 17."."""
    put = _PUT_AT.search(view, before.end, quantity.begin)
    if counted.words or put is None or quantity.begin - before.end > 160:
        return None
    return replace(
        before, quantity=quantity, rule="en.other-count", part_of=None, trigger=put.span(), counted=(quantity.end,) * 2
    )


def _of_these(view: str, sentence: Sentence, quantity: Quantity, counted: _Counted, before: Bound) -> Bound | None:
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


def _hedge_behind(view: str, bound: Bound, lexicon: Lexicon) -> Bound:
    """A hedge behind the people ("200 people or more") or in the verb before ("estimated that 1,000")."""
    hedges = lexicon.hedges("hedges_after")
    after = re.compile(rf"\s*(?P<hedge>{hedges.source})(?!\w)", re.IGNORECASE)
    for place in (bound.quantity.end, bound.counted[1]):
        match = after.match(view, place)
        if match is not None:
            kind = hedges.classify(match.group("hedge"))
            return replace(bound, quantity=hedge_with(bound.quantity, kind, match.start("hedge"), match.end("hedge")))
    verbs = lexicon.hedges("hedging_verbs")
    left_start = max(0, bound.quantity.begin - 40)
    verb = re.compile(rf"(?<!\w)(?P<hedge>{verbs.source})\s*$", re.IGNORECASE).search(
        view[left_start : bound.quantity.begin]
    )
    if verb is None:
        return bound
    place_of = (left_start + verb.start("hedge"), left_start + verb.end("hedge"))
    return replace(bound, quantity=hedge_with(bound.quantity, verbs.classify(verb.group("hedge")), *place_of))


def _shared_hedge(view: str, before: list[Bound], bound: Bound) -> Bound:
    """In "at least 40 dead and 30 wounded" one hedge stands before both."""
    if not before or bound.quantity.hedge is not Hedge.EXACT or not bound.rule.endswith(".right"):
        return bound
    first = before[-1]
    between = view[first.end : bound.quantity.begin]
    if first.quantity.hedge is not Hedge.AT_LEAST or not first.rule.endswith(".right") or between.strip() != "and":
        return bound
    told = re.search(r"\b(?:were|was|are|is|have|had|suffered|sustained)\b", view[bound.counted[1] : bound.trigger[1]])
    if told or view[first.trigger[0] : first.trigger[1]].lower() in ("died", "perished", "fled"):
        return bound
    place = (first.quantity.hedge_start, first.quantity.hedge_end)
    return replace(bound, quantity=hedge_with(bound.quantity, first.quantity.hedge, *place))
