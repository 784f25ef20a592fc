"""Who is named by the words beside an Arabic verb of speech: a script without capitals.

The rules kept here: a role is a known word ("the minister", "the lawyer") with what belongs to it: words with
the article, portfolios ("of health"), organisations and prepositions. The name is what is left behind it, and
starts with a word without the article. A single word with the article is somebody only as the surname of a
person met before.
"""

from collections.abc import Callable
from dataclasses import replace

from tawthiq.reading.memory import Memory
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.terms.figures import How, SpeakerChain

_KUNYA = ("ابو", "ام", "ابن", "عبد", "بن", "ابا")
_MOST = 6


def name_arabic(words: str, speech: SpeechWords, memory: Memory) -> SpeakerChain:
    """The speaker that words such as "وزير الصحة خالد المصري" name; empty if unsure."""
    if words in speech.data["pronouns"]:
        return memory.pronoun(speech.data["pronouns"][words])
    pieces = [piece.strip() for piece in words.split(",") if piece.strip()]
    named = speech.pattern("named", r"(?:{})\s+(?P<name>\S+(?:\s+\S+){0,2})\Z")
    for piece in pieces[1:]:
        called = named.match(piece)
        if called is not None:
            return SpeakerChain(name=called["name"], role=pieces[0], how=How.APPOSITIVE)
    if pieces[1:] in (["وهي"], ["وهو"]):
        found = _known(_one(pieces[0].split(), speech), memory)
        alone = not found.known and " " not in pieces[0]
        return SpeakerChain(name=pieces[0], how=How.APPOSITIVE) if alone else found
    if len(pieces) >= 2:
        return _apposition(pieces, speech, memory)
    if " " not in pieces[0] and (before := memory.surname(pieces[0])) is not None:
        return replace(before, how=How.CUE)
    return _known(_one(pieces[0].split(), speech), memory)


def _apposition(pieces: list[str], speech: SpeechWords, memory: Memory) -> SpeakerChain:
    first, second = _one(pieces[0].split(), speech), _one(pieces[1].split(), speech)
    for name, other in ((first, second), (second, first)):
        if name.name:
            role = name.role or other.role
            organisation = name.organisation or other.organisation
            return replace(_known(name, memory), role=role, organisation=organisation, how=How.APPOSITIVE)
    return _known(first, memory)


def _one(tokens: list[str], speech: SpeechWords) -> SpeakerChain:
    is_role, is_organisation = _role_test(speech), speech.listed("organisation_words")
    if not tokens:
        return SpeakerChain()
    if tokens[0] in _KUNYA:
        return SpeakerChain(name=" ".join(tokens[:3]), how=How.CUE)
    if is_organisation(tokens[0]):
        return SpeakerChain(organisation=" ".join(tokens), how=How.CUE)
    if not is_role(tokens[0]):
        fits = 1 < len(tokens) < _MOST and not tokens[0].startswith("ال")
        return SpeakerChain(name=" ".join(tokens), how=How.CUE) if fits else SpeakerChain()
    end = _role_end(tokens, speech)
    name = tokens[end:]
    role = " ".join(tokens[:end])
    if len(name) >= _MOST:
        return SpeakerChain(role=" ".join(tokens), how=How.CUE)
    return SpeakerChain(name=" ".join(name), role=role, organisation=_organisation(tokens[:end], speech), how=How.CUE)


def _role_test(speech: SpeechWords) -> Callable[[str], bool]:
    """Roles with the article or without it."""
    listed = speech.listed("roles")
    return lambda token: listed(token) or (token.startswith("ال") and listed(token.removeprefix("ال")))


def _role_end(tokens: list[str], speech: SpeechWords) -> int:
    """How many words belong to the role: the name starts at the first word that can be none of it."""
    is_role, is_organisation = _role_test(speech), speech.listed("organisation_words")
    is_portfolio = speech.listed("portfolios")
    inside = speech.pattern("inside")
    end = 1
    while end < len(tokens):
        token = tokens[end]
        bare = token.removeprefix("و")
        held = token.startswith("ال") or inside.fullmatch(token) or is_role(token) or is_organisation(token)
        if token not in _KUNYA and (held or is_portfolio(token) or is_portfolio(bare) or bare.startswith("ال")):
            end += 1
            continue
        if inside.fullmatch(tokens[end - 1]) and not tokens[end - 1].startswith(("لل", "ل")):
            end += 1  # "in Aleppo", "in the name of ..."
            continue
        break
    return end


def _organisation(role: list[str], speech: SpeechWords) -> str:
    is_organisation = speech.listed("organisation_words")
    at = next((place for place, token in enumerate(role) if place and is_organisation(token)), -1)
    if at > 0:
        return " ".join(role[at:])
    united = next((place for place, word in enumerate(role) if word == "للامم"), -1)
    return "الامم المتحده" if united > 0 else ""


def _known(chain: SpeakerChain, memory: Memory) -> SpeakerChain:
    """The fuller form of somebody met before."""
    if chain.name and not chain.role:
        before = memory.surname(chain.name)
        return replace(before, how=How.CUE) if before is not None else chain
    if chain.role and not chain.name:
        described = memory.described(chain.role)
        return replace(described, how=How.DESCRIPTION) if described is not None else chain
    if chain.organisation:
        known = memory.organisation(chain.organisation)
        return replace(known, how=How.DESCRIPTION) if known is not None else chain
    return chain
