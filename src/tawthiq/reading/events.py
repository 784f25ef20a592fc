"""Events that a report mentions: a trigger that can be seen, and the parties named beside it.

The rules kept here: a mention is a proposal for the timeline, never a statement that the event took place. Words
of denial, demand or expectation right ahead of the trigger mark it as such. Parties are the countries, and in
scripts with capitals the names, that stand in the same sentence within reach of the trigger; they are pointed
at, and what part each played is for a member to say. The first word of a sentence on prices is no party. One
trigger is proposed once, under the first kind whose words it fits.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tawthiq.reading.attribution import Attribution
from tawthiq.reading.folding import Folded, fold_words
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.events import EventKind, EventMention, EventParty, EventStanding

_BESIDE = 160
_MOST_PARTIES = 6
_NAME = r"[A-ZÀ-ÞЀ-ЯҐ][\w'’-]*(?:(?:\s+|\s+(?:of|of the|for|de|des|du|del|la|al)\s+)[A-ZÀ-ÞЀ-ЯҐ][\w'’-]*)*"


@dataclass(frozen=True, slots=True)
class Triggers:
    """One language's triggers in one pattern, the kind told by the matched group; and what marks a standing."""

    pattern: re.Pattern[str]
    standings: tuple[tuple[EventStanding, re.Pattern[str]], ...]
    parties: re.Pattern[str]
    not_parties: frozenset[str]


def find_events(
    folded: Folded, document: str, sentences: list[Sentence], said: Attribution, language: str
) -> tuple[EventMention, ...]:
    """The events that the sentences of a report mention, in the order of the text.

    Args:
        folded: the report.
        document: its digest.
        sentences: its sentences.
        said: who says what.
        language: one of the languages with an event lexicon.
    """
    triggers = load_triggers(language)
    found = []
    for number, sentence in enumerate(sentences):
        for match in triggers.pattern.finditer(folded.view, sentence.start, sentence.end):
            kind = EventKind(str(match.lastgroup))
            span = folded.span(*match.span())
            found.append(
                EventMention(
                    document=document,
                    kind=kind,
                    span=span,
                    words=span.words(folded.raw),
                    sentence=folded.span(sentence.start, sentence.end),
                    standing=_standing(folded.view, sentence, match.start(), triggers),
                    parties=_parties(folded, sentence, match.span(), kind, triggers),
                    speaker=said.of_words(number, *match.span()),
                    rules=(f"event.{kind}",),
                )
            )
    return tuple(found)


@cache
def load_triggers(language: str) -> Triggers:
    """The triggers of one language."""
    file = resources.files("tawthiq.reading") / "lexicons" / f"events-{language}.yaml"
    data: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    prefix, suffix = (r"(?<!\w)[وفبل]?(?:ال)?", r"(?!\w)") if language == "ar" else (r"(?<![\w-])", r"(?![\w-])")
    groups = [f"(?P<{kind}>{'|'.join(fold_words(item) for item in data[kind])})" for kind in _ordered(data)]
    countries = load_lexicon(language).countries
    names = countries if language == "ar" else rf"(?:[A-Z]\.){{2,}}|{countries}|{_NAME}"
    return Triggers(
        pattern=re.compile(f"{prefix}(?:{'|'.join(groups)}){suffix}", re.IGNORECASE),
        standings=tuple(
            (standing, re.compile(fold_words(data[standing]), re.IGNORECASE))
            for standing in (EventStanding.DENIED, EventStanding.CALLED_FOR, EventStanding.EXPECTED)
        ),
        parties=re.compile(rf"(?<!\w)(?:{names})(?!\w)"),
        not_parties=frozenset(data["not_parties"]),
    )


def _ordered(data: dict[str, Any]) -> list[EventKind]:
    return [kind for kind in EventKind if kind in data and kind is not EventKind.DEMAND] + [EventKind.DEMAND]


def _standing(view: str, sentence: Sentence, place: int, triggers: Triggers) -> EventStanding:
    ahead = view[max(sentence.start, place - 90) : place]
    for standing, pattern in triggers.standings:
        if pattern.search(ahead):
            return standing
    return EventStanding.REPORTED


def _parties(
    folded: Folded, sentence: Sentence, trigger: tuple[int, int], kind: EventKind, triggers: Triggers
) -> tuple[EventParty, ...]:
    found = []
    for match in triggers.parties.finditer(folded.view, sentence.start, sentence.end):
        first, last = match.span()
        is_far = last <= trigger[0] - _BESIDE or first >= trigger[1] + _BESIDE
        if is_far or last - first == 1 or (first < trigger[1] and last > trigger[0]):
            continue
        words = match.group().removesuffix("'s").removesuffix("'")
        opening = words.split()[0]
        if opening.lower() in triggers.not_parties and " " in words:  # "The United Nations"
            first += len(opening) + 1
            words = words[len(opening) + 1 :]
        if words.lower() in triggers.not_parties or (first == sentence.start and kind is EventKind.PRICES):
            continue
        span = folded.span(first, first + len(words))
        found.append(EventParty(words=span.words(folded.raw), span=span, ahead=last <= trigger[0]))
    near = sorted(found, key=lambda party: min(abs(party.span.end - trigger[0]), abs(party.span.start - trigger[1])))
    return tuple(sorted(near[:_MOST_PARTIES], key=lambda party: party.span.start))
