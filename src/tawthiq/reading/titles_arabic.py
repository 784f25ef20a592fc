"""Arabic titles: which words behind a role belong to it, and which organisation it names.

The rules kept here: words with the article, portfolios ("of health"), organisations, prepositions and the places they
lead to belong to the role; the name starts at the first word that can be none of it.
"""

import re
from collections.abc import Callable

from tawthiq.reading.speech_words import SpeechWords

KUNYA = ("ابو", "ام", "ابن", "عبد", "بن", "ابا")


def organisation_test(speech: SpeechWords) -> Callable[[str], bool]:
    """Organisations with the article or without it."""
    listed = speech.listed("organisation_words")
    return lambda token: listed(token) or (token.startswith("ال") and listed(token.removeprefix("ال")))


def role_test(speech: SpeechWords) -> Callable[[str], bool]:
    """Roles with the article or without it."""
    listed = speech.listed("roles")
    return lambda token: listed(token) or (token.startswith("ال") and listed(token.removeprefix("ال")))


def is_place(token: str, speech: SpeechWords) -> bool:
    """Whether a word with an attached preposition names a place: "in Gaza", "in the province of"."""
    if len(token) < 4 or token[0] not in "بل":
        return False
    return speech.listed("towns")(token[1:]) or speech.listed("place_nouns")(token[1:])


def _names_place(before: str, speech: SpeechWords) -> bool:
    """Whether the word before asks for the name of a place: "in the province of", "north of"."""
    is_noun = speech.listed("place_nouns")
    return is_noun(before) or (before[:1] in "بلو" and is_noun(before[1:]))


def only_place(tokens: list[str], speech: SpeechWords) -> bool:
    """Whether only the name of a place stands behind "in": "a medic in Khan Sheikhoun"."""
    rest = tokens[2:]
    is_role, is_organisation, is_portfolio = role_test(speech), organisation_test(speech), speech.listed("portfolios")
    return not any(is_role(token) or is_organisation(token) or is_portfolio(token.removeprefix("ال")) for token in rest)


def role_end(tokens: list[str], speech: SpeechWords) -> int:
    """How many words belong to the role: the name starts at the first word that can be none of it."""
    is_role, is_organisation = role_test(speech), organisation_test(speech)
    is_portfolio = speech.listed("portfolios")
    inside = speech.pattern("inside")
    end = 1
    while end < len(tokens):
        token = tokens[end]
        bare = token.removeprefix("و")
        held = (
            token.startswith("ال")
            or inside.fullmatch(token)
            or is_role(token)
            or is_role(bare)
            or is_organisation(token)
        )
        held = held or is_portfolio(token) or is_portfolio(bare) or bare.startswith("ال")
        if token not in KUNYA and (held or is_place(token, speech) or _names_place(tokens[end - 1], speech)):
            end += 1
            continue
        before = tokens[end - 1]
        if inside.fullmatch(before) and not before.startswith(("لل", "ل")) and not re.match(r"ب\w*ال", before):
            end += 1  # "in Aleppo", "in the name of ..."
            continue
        break
    return end


def organisation_of(role: list[str], speech: SpeechWords) -> str:
    """The organisation a role names: "head of the Red Crescent"."""
    is_organisation = organisation_test(speech)
    at = next((place for place, token in enumerate(role) if place and is_organisation(token)), -1)
    if at > 0:
        return " ".join(role[at:])
    united = next((place for place, word in enumerate(role) if word == "للامم"), -1)
    return "الامم المتحده" if united > 0 else ""
