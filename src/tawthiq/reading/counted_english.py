"""English: the words behind a quantity that say what is counted: "58 refugees", "two senior police officers".

The rules kept here: the phrase goes on over adjectives and "and" to its last word for people or households, and
ends at a verb, a preposition or a comma. A word for things makes the number no number of people. The word itself
can tell what happened (rule ``head``): "120 bodies", "6,500 displaced people".
"""

import re

from tawthiq.reading.binding import Bound, bound_by, counted_unit
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity
from tawthiq.terms.figures import Unit

#: A word may stand in scare quotes: 153 "conflict-related" detainees.
_WORD = re.compile(
    r"\s*(?P<comma>,)?\s*(?P<scare>(?<=\s)[\"“”'])?(?P<word>(?:[A-Z]\.){2,}|[A-Za-zÀ-ɏ][\w’-]*(?:'\w+)*)(?(scare)[\"”'])"
)
#: Words for people that never stand before a thing as one compound noun; "refugee camps" and "police stations" do.
#: "250,000 or more people".
_HEDGED_BEHIND = re.compile(r"\s+or (?:more|so|fewer|less)(?=\s+\w)")
_MONTHS = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october"}
) | {"november", "december"}
#: How words for people end, where the word itself is unknown.
AGENT = re.compile(r"(?:ers|ors|ists|ees|men|women|ians|ants|folk|people|mates|kin|eers|goers)\Z")
_AS_NOUNS = frozenset({"dead", "wounded", "injured", "missing", "displaced", "killed", "arrested", "detained", "slain"})
_BARE_NOUN = re.compile(r"\s*(?:[.,;:!?\"”]|\Z|\n|\s(?:and|or|in|on|at|near|from|across)\b)")
#: "102 families of Keshi returnees".
_FAMILIES_OF = re.compile(r"\s+of\s+(?:(?-i:[A-Z])[\w-]+\s+)?[a-z]+s\b")
#: "four imprisoned Boko Haram fighters": names between the adjective and the people.
_NAMED_PEOPLE = re.compile(r"(?:\s+(?-i:[A-Z])[\w'-]+){1,3}\s+(?P<who>[a-z]+)")
_DEFINITE = frozenset({"the", "its", "their", "his", "our", "these", "those"})
_PLURAL = frozenset({"people", "men", "women", "children", "staff", "personnel", "troops", "crew", "dead", "wounded"})
_OF = re.compile(
    r"\s+of\s+(?:the\s+|its\s+|their\s+|his\s+|her\s+|my\s+|our\s+|these\s+)?"
    r"(?:(?:more than|at least|about|around|nearly|almost|some|over|an? estimated|estimated)\s+)?"
    r"(?:(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty)\s+)?(?=\w)",
    re.IGNORECASE,
)


def count_people(view: str, quantity: Quantity, end: int, lexicon: Lexicon) -> Counted:
    """The words for the people (or things) behind a quantity, up to a place of the view."""
    close = quantity.end + 1 if _bracketed(view, quantity) else quantity.end
    of = _OF.match(view, close, end)
    at = of.end() if of else close
    hedged = _HEDGED_BEHIND.match(view, at, end)
    at = hedged.end() if hedged else at
    words: list[str] = []
    place = adverb = at
    last_person = -1
    person = lexicon.pattern("persons", r"(?:{}|famil(?:y|ies)|households?)\Z")
    things = lexicon.pattern("not_persons", r"(?:{})\Z")
    while len(words) < 7:
        match = _WORD.match(view, at, min(end, at + 60))
        if match is None or (match.group("comma") and not _list_goes_on(view, match, words, end, lexicon)):
            break
        word = match.group("word").lower()
        if word in ("and", "or") and (
            (words and things.match(words[-1])) or not _joins_people(view, match.end(), end, lexicon)
        ):
            break
        noun = of is not None and not words and word in _AS_NOUNS and _stands_alone(view, of, match)
        stops = word in lexicon.words("counted_stops") and match.group("word") != "IS"  # the armed group
        if stops or (not noun and _is_verb(view, match, word, end, person, lexicon)):
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
    if words and words[0] in _MONTHS and view[quantity.end : place].lstrip()[:1].isupper() and of is None:
        return Counted(at, tuple(words), None, thing=True)  # "the 14 February deaths"
    if 0 < last_person < len(words) and _compound(words[last_person - 1]) and things.match(words[last_person]):
        return Counted(at, tuple(words), None, thing=True)
    return Counted(place, tuple(kept), unit, unit is None and any(things.match(word) for word in kept))


def _bracketed(view: str, quantity: Quantity) -> bool:
    """Whether a number alone stands in brackets: "a total of (2702) people"."""
    return view[quantity.start - 1 : quantity.start] == "(" and view[quantity.end : quantity.end + 1] == ")"


def _stands_alone(view: str, of: re.Match[str], match: re.Match[str]) -> bool:
    """Whether "dead" in "of the dead" or "dozens of dead." is whom the number counts."""
    return of.group().split()[-1] in _DEFINITE or _BARE_NOUN.match(view, match.end()) is not None


def _compound(word: str) -> bool:
    """Whether a word for a person can stand before a thing as one noun with it."""
    return not word.endswith("s") and word not in _PLURAL


def _is_verb(view: str, match: re.Match[str], word: str, end: int, person: re.Pattern[str], lexicon: Lexicon) -> bool:
    """Whether the next word is a trigger or an -ing form rather than a word before the people counted."""
    begin = match.start("word")
    if not lexicon.triggers("right").pattern.match(view, begin, end) and not word.endswith("ing"):
        return False
    following = _WORD.match(view, match.end(), min(end, match.end() + 40))
    if following is None or following.group("comma"):
        return not person.match(word) or word in ("missing", "dead", "injured", "wounded", "displaced")
    noun = following.group("word").lower()
    if person.match(noun) or AGENT.search(noun) or lexicon.pattern("not_persons", r"(?:{})\Z").match(noun):
        return False  # "39 affected districts"
    named = _NAMED_PEOPLE.match(view, match.end(), end)
    return named is None or person.match(named.group("who").lower()) is None


def _list_goes_on(view: str, match: re.Match[str], words: list[str], end: int, lexicon: Lexicon) -> bool:
    """One phrase goes on over the comma: "110,000, mostly Iraqi refugees", "men, women and children"."""
    if words and match.group("word").lower() == "and":
        return _joins_people(view, match.end(), end, lexicon)  # "soldiers, guards, and civilians"
    if not words and lexicon.pattern("group_words", r"(?:{})\Z").match(match.group("word").lower()):
        return True
    person = lexicon.pattern("persons", r"(?:[a-z][\w-]*\s){0,2}?(?:{})(?=,? (?:and|or) )")
    return bool(words) and person.match(view, match.start("word")) is not None


def _joins_people(view: str, at: int, end: int, lexicon: Lexicon) -> bool:
    people = lexicon.pattern("persons", r"\s+(?:[A-Za-z][\w-]+\s+)?(?:{})\b")
    match = people.match(view, at, end)
    counts = match is not None and match.group().split()[0].lower() in lexicon.data["numbers"]["units"]
    if match is None or counts:
        return False
    if not lexicon.triggers("right").pattern.match(view, at + 1, end):
        return True
    return (
        lexicon.pattern("persons", r"\s+\w+\s+(?:{})\b").match(view, at, end) is not None
    )  # "sick and wounded civilians"


def bind_head(view: str, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """The figure whose word for the people says what happened to them, or None."""
    if not counted.words:
        return None
    triggers = lexicon.triggers("head")
    best: re.Match[str] | None = None
    whose = _FAMILIES_OF.match(view, counted.end) if counted.unit is Unit.HOUSEHOLD else None
    for match in triggers.pattern.finditer(view, quantity.end, whose.end() if whose is not None else counted.end):
        best = match
    if best is None:
        return None
    place = (best.start(), best.end())
    return bound_by(triggers.which(best), quantity, place, (quantity.end, counted.end))
