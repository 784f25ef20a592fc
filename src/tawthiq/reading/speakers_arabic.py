"""Who is named by the words beside an Arabic verb of speech: a script without capitals.

The rules kept here: a role is a known word ("the minister", "the lawyer") with what belongs to it: words with
the article, portfolios ("of health"), organisations and prepositions. The name is what is left behind it, and
starts with a word without the article. A single word with the article is somebody only as the surname of a
person met before.
"""

import re
from dataclasses import replace

from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.memory import Memory
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.reading.titles_arabic import (
    KUNYA,
    is_place,
    only_place,
    organisation_of,
    organisation_test,
    role_end,
    role_test,
)
from tawthiq.terms.figures import How, SpeakerChain

_MOST = 6
_DOCUMENT_REACH = 4
_OFFICE_REACH = 3
_LATEST = ("احدث", "اخر", "اول")
_SHORTEST = 3
_COMMON_ENDINGS = ("ا", "ون", "ين", "ات", "ان", "يه", "ائه", "هم", "هن", "ها", "هما")


def name_arabic(words: str, speech: SpeechWords, memory: Memory) -> SpeakerChain:
    """The speaker that words such as "وزير الصحة خالد المصري" name; empty if unsure."""
    if words in speech.data["pronouns"]:
        return memory.pronoun(speech.data["pronouns"][words])
    pieces = [piece.strip() for piece in words.split(",") if piece.strip()]
    pieces = [piece for place, piece in enumerate(pieces) if not (place and piece.startswith(("واخر", "واخري")))]
    named = speech.pattern("named", r"(?:{})\s+(?P<name>\S+(?:\s+\S+){0,2})\Z")
    for piece in pieces[1:]:
        called = named.match(piece)
        if called is not None:
            return SpeakerChain(name=called["name"], role=pieces[0], how=How.APPOSITIVE)
    if pieces[1:] in (["وهي"], ["وهو"]):
        found = _known(_one(pieces[0].split(), speech), memory)
        alone = not found.known and " " not in pieces[0]
        return SpeakerChain(name=pieces[0], how=How.APPOSITIVE) if alone else found
    first = pieces[0].split()[0]
    if first.startswith("ال") and " " in pieces[0] and not role_test(speech)(first):
        before = memory.surname(first)  # "al-Shibli, who was there, added"
        if before is not None:
            return replace(before, how=How.CUE)
    if len(pieces) >= 2:
        return _apposition(pieces, speech, memory)
    return _single(pieces[0], speech, memory) or _known(_one(pieces[0].split(), speech), memory)


def _single(word: str, speech: SpeechWords, memory: Memory) -> SpeakerChain | None:
    """Somebody named with one word: the surname of a person met before, else a given name."""
    if " " in word:
        return None
    before = memory.surname(word)
    if before is not None:
        return replace(before, how=How.CUE)
    return SpeakerChain(name=word, how=How.CUE) if _is_single_name(word, speech) else None


def without_pointing(words: str) -> str:
    """The words without "this" ahead of a noun with the article: "this organisation"."""
    return re.sub(r"\A(?:هذه|هذا)\s+(?=ال)", "", words)


def mention_arabic(text: str, speech: SpeechWords) -> SpeakerChain:
    """Whom a sentence with a verb of taking a stand starts with: "Former detainee Fadwa Mahmoud criticised ..."."""
    named = speech.pattern(
        "mentioning", r"\W*[وف]?(?:{})\s+(?P<title>\w+(?: \w+){1,8}),\s(?P<name>\w+(?: \w+){1,3}),"
    ).match(text)
    if named is not None and role_test(speech)(named.group("title").split()[0]):
        name, title = named.group("name"), named.group("title")
        if not name.startswith("ال") and not any(_ends_name(token, speech) for token in name.split()):
            organisation = organisation_of(title.split(), speech)
            return SpeakerChain(name=name, role=title, organisation=organisation, how=How.APPOSITIVE)
    match = speech.pattern(
        "mentioning", r"\W*(?:[^,.\x01]{2,50},\s+){0,2}[وف]?(?:{})\s+(?P<who>\w+(?: \w+){0,7})"
    ).match(text)
    if match is None:
        return SpeakerChain()
    tokens = match.group("who").split()
    if not role_test(speech)(tokens[0]):
        return SpeakerChain()
    end = role_end(tokens, speech)
    stop = next(
        (
            place
            for place in range(end, len(tokens))
            if tokens[place].startswith("ال") or _ends_name(tokens[place], speech)
        ),
        len(tokens),
    )
    name = tokens[end:stop]
    if not 1 < len(name) < _MOST - 1:
        return SpeakerChain()
    chain = SpeakerChain(name=" ".join(name), role=" ".join(tokens[:end]), how=How.CUE)
    return replace(chain, organisation=organisation_of(tokens[:end], speech))


def _ends_name(token: str, speech: SpeechWords) -> bool:
    """Whether a word can be no part of a name: it has the article, a preposition, or is one."""
    return token.startswith("لل") or speech.pattern("stops", r"(?:{})\Z").match(token) is not None


def _is_single_name(word: str, speech: SpeechWords) -> bool:
    """Whether one word is a given name: none of the words that stand for people in general, and of no such form."""
    if not word.isalpha() or len(word) < _SHORTEST or word.startswith("ال") or word.endswith(_COMMON_ENDINGS):
        return False
    lists = ("roles", "organisation_words", "nobody", "portfolios", "products", "place_nouns", "towns")
    known = any(speech.listed(name)(word) for name in lists)
    if known or re.fullmatch(load_lexicon("ar").countries, word) or word in load_lexicon("ar").words("persons"):
        return False
    return (
        speech.pattern("stops", r"(?:{})\Z").match(word) is None
        and speech.pattern("complement", r"(?:{})\Z").match(word) is None
    )


def _apposition(pieces: list[str], speech: SpeechWords, memory: Memory) -> SpeakerChain:
    first, second = _one(pieces[0].split(), speech), _one(pieces[1].split(), speech)
    part = " " not in first.name or re.search(r"[“”\"]", first.name) is not None  # of the title, not of a name
    if first.role and part and second.name and not second.role:
        first = SpeakerChain(role=pieces[0], organisation=first.organisation, how=How.CUE)
    for name, other in ((first, second), (second, first)):
        if name.name:
            role = name.role or other.role
            organisation = name.organisation or other.organisation
            return replace(_known(name, memory), role=role, organisation=organisation, how=How.APPOSITIVE)
    return _known(first, memory)


def _one(tokens: list[str], speech: SpeechWords) -> SpeakerChain:
    if not tokens:
        return SpeakerChain()
    if tokens[0] in KUNYA:
        return SpeakerChain(name=" ".join(tokens[:3]), how=How.CUE)
    tokens = _issuer(tokens, speech)
    if speech.listed("mere_counts")(tokens[0].removeprefix("ال")) and len(tokens) > 1:
        return SpeakerChain()  # "the earlier toll", "estimates": nobody says whose
    if _speaks_as_one(tokens, speech):
        return SpeakerChain(organisation=" ".join(tokens), how=How.CUE)
    return _titled(tokens, speech) if role_test(speech)(tokens[0]) else _name_first(tokens, speech)


def _speaks_as_one(tokens: list[str], speech: SpeechWords) -> bool:
    """Whether the words are an organisation, its statement, or a country."""
    if speech.listed("documents")(tokens[0]) or re.fullmatch(load_lexicon("ar").countries, " ".join(tokens)):
        return True
    return organisation_test(speech)(tokens[0]) and not role_test(speech)(tokens[0])


def _titled(tokens: list[str], speech: SpeechWords) -> SpeakerChain:
    """A role with the name behind it, if there is one."""
    if speech.listed("nameless")(tokens[0]):
        return SpeakerChain(role=" ".join(tokens), organisation=organisation_of(tokens, speech), how=How.CUE)
    if (
        tokens[1:2] == ["في"]
        and 3 <= len(tokens) <= 4
        and not tokens[0].startswith("ال")
        and only_place(tokens, speech)
    ):
        return SpeakerChain(role=" ".join(tokens), how=How.CUE)
    end = role_end(tokens, speech)
    name = tokens[end:]
    role = " ".join(tokens[:end])
    if len(name) >= _MOST or (name and (is_place(name[0], speech) or _goes_on(name, tokens[:end]))):
        return SpeakerChain(role=" ".join(tokens), how=How.CUE)
    return SpeakerChain(name=" ".join(name), role=role, organisation=organisation_of(tokens[:end], speech), how=How.CUE)


def _goes_on(name: list[str], role: list[str]) -> bool:
    """Whether one word behind a role is more of it, no name: "a Tunisian official", "one in the guard at Jerjis"."""
    if len(name) != 1:
        return False
    return name[0] in load_lexicon("ar").words("persons") or ("في" in role and name[0].startswith("ب"))


def _name_first(tokens: list[str], speech: SpeechWords) -> SpeakerChain:
    """A name, alone or with a role right behind it: "Husain Badawi, the head of the centre"."""
    if tokens[0].startswith("ال"):
        return SpeakerChain()
    is_role, is_organisation = role_test(speech), organisation_test(speech)
    at = next((place for place in range(2, len(tokens)) if is_role(tokens[place])), len(tokens))
    name, role = tokens[:at], tokens[at:]
    if not 1 < len(name) < _MOST or any(is_organisation(token) or token.endswith("وا") for token in name):
        return SpeakerChain()
    if name[0].endswith(_COMMON_ENDINGS[-4:]) or _ends_name(name[1], speech):
        return SpeakerChain()
    return SpeakerChain(
        name=" ".join(name), role=" ".join(role), organisation=organisation_of(role, speech), how=How.CUE
    )


def _issuer(tokens: list[str], speech: SpeechWords) -> list[str]:
    """Who stands behind "the data of", "the latest count announced by": the words for themselves."""
    first = 1 if tokens[0] in _LATEST and len(tokens) > 1 else 0
    if not speech.listed("products")(tokens[first]):
        return tokens
    is_role, is_organisation = role_test(speech), organisation_test(speech)
    for place in range(first + 1, min(first + _MOST, len(tokens))):
        token = tokens[place]
        if token.startswith("لل"):
            token = "ا" + token[1:]
        elif token.startswith("ل") and is_organisation(token[1:]):
            token = token[1:]
        if is_organisation(token) or is_role(token):
            return [token, *tokens[place + 1 :]]
    return tokens


def _known(chain: SpeakerChain, memory: Memory) -> SpeakerChain:
    """The fuller form of somebody met before."""
    if chain.name and not chain.role:
        before = memory.surname(chain.name)
        return replace(before, how=How.CUE) if before is not None else chain
    if chain.role and not chain.name:
        described = _described(chain.role, memory)
        return replace(described, how=How.DESCRIPTION) if described is not None else chain
    if chain.organisation:
        known = _heard_organisation(chain.organisation, memory)
        if known is not None and (chain.name or chain.role):
            return replace(chain, organisation=known.organisation)
        return replace(known, how=How.DESCRIPTION) if known is not None else chain
    return chain


def _bare(words: str) -> list[str]:
    return [word.removeprefix("ال") for word in words.split()]


def _described(role: str, memory: Memory) -> SpeakerChain | None:
    """The last person whose role holds all words of "the source", the article aside."""
    if not role.startswith("ال"):
        return memory.described(role)
    wanted = _bare(role)
    found = next((heard.chain for heard in reversed(memory.persons) if _holds(heard.chain.role, wanted)), None)
    if found is None and memory.words.listed("any_office")(wanted[0]) and memory.persons:
        last = memory.persons[-1]  # "the UN official": whoever with an office spoke right before
        near = memory.sentence - last.sentence <= _OFFICE_REACH
        found = last.chain if near and last.chain.name and last.chain.role else None
    return found


def _heard_organisation(words: str, memory: Memory) -> SpeakerChain | None:
    """The last organisation that "the ministry", "the network" or, for its statement, "the statement" may mean."""
    if memory.words.listed("documents")(words):
        last = memory.organisations[-1] if memory.organisations else None
        return last.chain if last is not None and memory.sentence - last.sentence <= _DOCUMENT_REACH else None
    wanted = _bare(words)
    for heard in reversed(memory.organisations):
        if len(heard.chain.organisation.split()) > len(wanted) and _holds(heard.chain.organisation, wanted):
            return heard.chain
    found = memory.organisation(words)
    is_sort = memory.words.pattern("named_sorts", r"(?:{})\Z").match
    other = found is not None and any(is_sort(word) and word not in wanted for word in _bare(found.organisation))
    return None if other else found


def _holds(words: str, wanted: list[str]) -> bool:
    held = _bare(words)
    return bool(held) and all(word in held for word in wanted)
