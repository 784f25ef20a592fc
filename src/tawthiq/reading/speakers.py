"""Who is named by the words beside a verb of speech, in languages that write names with capitals.

The rules kept here: a name is the last run of capitalised words that is neither a role nor an organisation;
words before it are the role ("shopkeeper Fadi Rahal"). A surname alone means the person last brought in under
it. "His deputy", "its director" take the organisation from what "its" means. What cannot be resolved stays a
role, or stays empty. Arabic has rules of its own (`speakers_arabic`).
"""

import re
from dataclasses import replace

from tawthiq.reading.memory import Memory
from tawthiq.reading.speakers_arabic import name_arabic, without_pointing
from tawthiq.reading.speech_words import SpeechWords, countries
from tawthiq.terms.figures import How, SpeakerChain

_CAPITAL = re.compile(r"(?:(?:al|el|an|ar|as|ash|at|ad|d'|l'|o')-?)?[A-ZÀ-ÞĀ-ŽЀ-Я҆Ґ]")
_TAIL = re.compile(
    r"\s+(?:in|on(?!\s+(?!\w+day\b|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z])|at|from|dans|à|en|в|у)\s+.*\Z"
)
#: "estimates by the Commission", "figures from the ministry": who made them speaks.
_MADE_BY = re.compile(
    r"\A(?:the |its |a )?(?:(?:latest|recent|official|initial|preliminary|new|early) )*"
    r"(?:estimates?|figures?|data|numbers|statistics|tally|tallies|counts?|records) "
    r"(?:by|from|of|compiled by|released by|provided by|published by) (?:the )?(?=[A-Z])"
)
_POSSESSIVE = re.compile(r"\A(?:[Tt]he\s+)?(?P<owner>[^,]{2,60}?)(?:'s|s')\s")
_OF = re.compile(
    r"\b(?:of|for|from|at|with|by|de|du|des|del|de la)\s+(?:the\s+|la\s+|l'|el\s+)?(?P<owner>[^,]*[A-ZÀ-Þ][^,]*"
    r"|[^,]*\b(?:agency|ministry|office|police|army|rebels)\b[^,]*)\Z"
)
_BRACKET = re.compile(r"\s*\([^)]*\)\s*")
_AGE = re.compile(r"\A(?:aged )?\d{1,3}(?: ?(?:ans|años|лет|років|years old))?\Z")
_ELISION = re.compile(r"\A(?:l'|d'|L'|D')(?=\w)")
_AGED = re.compile(r"\A\d{1,3}-year-old\Z")
_RELATIVE = re.compile(r"\A(?:who|whose|which|that|qui|dont|que|quien|котор\w+|як(?:ий|а|і))\b", re.IGNORECASE)
_PLACED = re.compile(r"\A(?:outside|inside|near|just|north|south|east|west) ")
_NAME_OF = re.compile(
    r"(?P<name>[A-ZÀ-Þ][\w'-]+(?: (?:(?:al|el|de|bin|van|von|da) )?[A-ZÀ-Þ][\w'-]+){1,3})"
    r" (?:of|from|at|with|for) (?:the )?(?P<owner>[A-ZÀ-Þ].*"
    r"|(?:[a-z]+ )?(?:hospital|clinic|ministry|police|army|agency|group|office|university|observatory|council)\b.*)\Z"
)
_NAME_IN = re.compile(r"\bname(?: only)?(?: as)?,?\s+(?P<name>[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+){0,2})\Z")
_FIELDS = frozenset({"defence", "defense", "civil", "rights", "human", "international", "news", "press", "service"})
_MARKS = ("“", '"')
_SMALL = frozenset({"and", "of", "for", "the", "against", "in", "on", "to", "with", "without", "by"})
_TITLE_LEAST = 3
_MOST = 6


def name_speaker(words: str, speech: SpeechWords, memory: Memory) -> SpeakerChain:
    """The speaker that words such as "Deputy Defence Minister Anna Berg" or "she" name; empty if unsure."""
    plain = _BRACKET.sub(" ", words).strip(" ,'\"“”–—-\x01\n")
    if speech.language == "ar":
        plain = without_pointing(plain)
        if words[:1] in _MARKS and plain:
            return SpeakerChain(organisation=plain, how=How.CUE)
    if not plain or speech.pattern("own_words").search(plain):
        return SpeakerChain()
    if speech.language == "en":
        plain = _MADE_BY.sub("", plain)
    if speech.language == "ar":
        return name_arabic(plain, speech, memory)
    pronouns: dict[str, str] = speech.data["pronouns"]
    if plain.lower() in pronouns:
        return memory.pronoun(pronouns[plain.lower()])
    pieces = [piece.strip() for piece in plain.split(",") if piece.strip()]
    if len(pieces) >= 2:
        return _apposition(pieces, speech, memory)
    return _known(_one(plain, speech, memory), plain, speech, memory)


def _apposition(pieces: list[str], speech: SpeechWords, memory: Memory) -> SpeakerChain:
    hidden = next((found.group("name") for piece in pieces[1:] if (found := _NAME_IN.search(piece))), "")
    bare = [piece for piece in pieces if not (_AGE.match(piece) or _RELATIVE.match(piece) or _PLACED.match(piece))]
    if not bare:
        return SpeakerChain()
    if len(bare) == 1:
        chain = _known(_one(bare[0], speech, memory), bare[0], speech, memory)
        return replace(chain, name=hidden, how=How.APPOSITIVE) if hidden and not chain.name else chain
    if speech.listed("others")(bare[0].lower().split()[0]):
        return _one(bare[-1], speech, memory)
    chains = [_one(piece, speech, memory) for piece in bare]
    for place, chain in enumerate(chains):
        if chain.name and not (chain.organisation and not chain.role):
            others = [item for item in range(len(bare)) if item != place]
            other = next((item for item in others if chains[item].role), others[0])
            return _with_apposed(chain, bare[place], bare[other], chains[other], speech, memory)
    first, last = chains[0], chains[-1]
    if not first.known or (not first.organisation and last.organisation and bare[-1][:1].isupper()):
        return _known(last, bare[-1], speech, memory)
    return _known(first, bare[0], speech, memory)


def _with_apposed(
    chain: SpeakerChain, words: str, other: str, apposed: SpeakerChain, speech: SpeechWords, memory: Memory
) -> SpeakerChain:
    known = _known(chain, words, speech, memory)
    role = apposed.role or _without_article(other, speech)
    joined = chain.role if chain.role and apposed.role == "" else role
    return replace(
        known,
        role=joined or known.role,
        organisation=apposed.organisation or _owner(role, speech, memory) or chain.organisation or known.organisation,
        how=How.APPOSITIVE,
    )


def _without_article(words: str, speech: SpeechWords) -> str:
    tokens = _ELISION.sub("", words).split()
    is_article, possessives = speech.listed("articles"), speech.data["possessives"]
    while len(tokens) > 1 and (is_article(tokens[0].lower()) or tokens[0].lower() in possessives):
        tokens = tokens[1:]
    return " ".join(tokens)


def _one(words: str, speech: SpeechWords, memory: Memory) -> SpeakerChain:
    """One noun phrase without commas."""
    plain = _without_article(words, speech)
    tokens = plain.split()
    is_title, is_role = speech.listed("titles"), speech.listed("roles")
    titled = False
    while len(tokens) > 1 and (is_title(tokens[0].lower().rstrip(".")) or _AGED.match(tokens[0])):
        titled = titled or not _AGED.match(tokens[0])
        tokens = tokens[1:]
    plain = " ".join(tokens)
    belongs = _NAME_OF.match(plain) if speech.language == "en" else None
    if belongs is not None and not _titled(belongs.group("name").split(), speech):
        return SpeakerChain(name=belongs.group("name"), organisation=_TAIL.sub("", belongs.group("owner")), how=How.CUE)
    roles = [is_role(token.lower().removesuffix("'s").strip("“”\"'")) for token in tokens]
    run = _name_start(tokens, roles, speech)
    name = tokens[run:]
    owner = _owned(tokens, run, speech)
    if owner:
        return SpeakerChain(name=" ".join(name), organisation=owner, how=How.CUE)
    return _unowned(tokens, run, roles, words, speech, memory, titled=titled)


def _titled(tokens: list[str], speech: SpeechWords) -> bool:
    """Whether words before "of the ..." are more than a bare name: a role, a title, an organisation."""
    is_title, is_role = speech.listed("titles"), speech.listed("roles")
    known = any(is_title(token.lower().rstrip(".")) or is_role(token.lower().removesuffix("'s")) for token in tokens)
    return known or _organised(tokens, speech)


def _unowned(
    tokens: list[str], run: int, roles: list[bool], words: str, speech: SpeechWords, memory: Memory, *, titled: bool
) -> SpeakerChain:
    """A role with or without a name, a name alone, an organisation, or a trade with a name."""
    name, plain = tokens[run:], " ".join(tokens)
    if any(roles[:run]) and not _headed_by_organisation(tokens, run, roles, speech):
        return _with_role(tokens, run, roles, words, speech, memory)
    if name and run == 0 and (titled or not _organised(name, speech)):
        return SpeakerChain(name=" ".join(name), how=How.CUE) if len(name) < _MOST else SpeakerChain()
    if (name and run == 0) or _organised(tokens, speech):
        return SpeakerChain(organisation=_TAIL.sub("", plain), how=How.CUE)
    if name and _describes(tokens[:run], speech):
        return SpeakerChain(name=" ".join(name), role=" ".join(tokens[:run]), how=How.CUE)
    return _described(plain, tokens, name, speech)


def _described(plain: str, tokens: list[str], name: list[str], speech: SpeechWords) -> SpeakerChain:
    """A few words without a name: a role of their own kind, or a work and who made it."""
    made_by = _OF.search(plain)
    maker = _TAIL.sub("", made_by.group("owner")) if made_by is not None and not name else ""
    if maker and _organised(maker.split(), speech):
        return SpeakerChain(role=plain, organisation=maker, how=How.CUE)
    if speech.language == "en" and _title_run(tokens):
        return SpeakerChain(organisation=plain, how=How.CUE)
    short = tokens and len(tokens) <= 4 and not name
    return SpeakerChain(role=plain, how=How.CUE) if short else SpeakerChain()


def _title_run(tokens: list[str]) -> bool:
    """Whether words are one long proper name: "Collective Against Impunity and Silence in Kesh"."""
    small = all(token[:1].isupper() or token in _SMALL for token in tokens)
    capitals = sum(token[:1].isupper() for token in tokens)
    return small and tokens[0][:1].isupper() and capitals >= _TITLE_LEAST and tokens[0] not in ("The", "A")


def _headed_by_organisation(tokens: list[str], run: int, roles: list[bool], speech: SpeechWords) -> bool:
    """Whether a role word only describes an organisation: "UN refugee agency", "miners' union"."""
    is_preposition = speech.listed("prepositions")
    end = next((place for place, token in enumerate(tokens) if place and is_preposition(token.lower())), len(tokens))
    head = tokens[end - 1].lower()
    if run < end and not (end - run == 1 and speech.listed("generic_organisations")(head)):
        return False  # a name stands last; "UN Refugee Agency" is none
    return not roles[end - 1] and speech.listed("organisation_words")(head) and not tokens[0].endswith("'s")


def _name_start(tokens: list[str], roles: list[bool], speech: SpeechWords) -> int:
    is_particle = speech.listed("particles")
    run = len(tokens)
    while run > 0 and not roles[run - 1] and (_CAPITAL.match(tokens[run - 1]) or _joins(tokens, run, is_particle)):
        run -= 1
    return run


def _joins(tokens: list[str], run: int, is_particle: object) -> bool:
    """A particle within a name: "Abdel bin Omar", never at its start unless it is written large."""
    before = run - 2
    while before > 0 and callable(is_particle) and is_particle(tokens[before].lower()) and tokens[before].islower():
        before -= 1
    inside = run < len(tokens) and before >= 0 and _CAPITAL.match(tokens[before])
    return bool(inside) and callable(is_particle) and bool(is_particle(tokens[run - 1].lower()))


def _owned(tokens: list[str], run: int, speech: SpeechWords) -> str:
    """The organisation in "WHO's Dr. Priya Raman"; the run then starts behind it."""
    if run == 0 and len(tokens) > 2 and tokens[0].endswith("'s"):
        owner = tokens[0].removesuffix("'s")
        rest = [token for token in tokens[1:] if not speech.listed("titles")(token.lower().rstrip("."))]
        if _organised([owner], speech) and len(rest) >= 2 and not _organised(rest, speech):
            tokens[:] = rest
            return owner
    return ""


def _describes(tokens: list[str], speech: SpeechWords) -> bool:
    """Whether lower-case words before a name can be a trade or a relation: "shopkeeper", "retired tailor"."""
    last = tokens[-1].lower()
    is_preposition = speech.listed("prepositions")
    plain = all(token[:1].islower() and token.replace("-", "").isalpha() for token in tokens)
    return plain and len(tokens) <= 3 and not any(is_preposition(token.lower()) for token in tokens) and last != "-"


def _with_role(
    tokens: list[str], run: int, roles: list[bool], words: str, speech: SpeechWords, memory: Memory
) -> SpeakerChain:
    name = tokens[run:]
    if name and speech.pattern("named").fullmatch(tokens[run - 1].lower()):
        return SpeakerChain(name=" ".join(name), role=" ".join(tokens[: run - 1]), how=How.CUE)
    if len(name) > 2 and speech.listed("prepositions")(tokens[run - 1].lower()) and name[0] in countries():
        name, run = name[1:], run + 1  # "head of the Red Cross in Colombia Anna Berg"
        return SpeakerChain(name=" ".join(name), role=" ".join(tokens[:run]), how=How.CUE)
    ends_open = bool(name) and speech.listed("prepositions")(tokens[run - 1].lower())
    single = bool(name) and not roles[run - 1] and len(name) < 2 and not _CAPITAL.match(tokens[0])
    if ends_open or (single and not _describes(tokens[:run], speech)) or (name and _organised(name, speech)):
        name, run = [], len(tokens)
    role = " ".join(tokens[:run])
    role = _TAIL.sub("", role) if not name and len(role.split()) > 6 else role
    organisation = _owner(role, speech, memory) or _possessed(words, speech, memory)
    return SpeakerChain(name=" ".join(name), role=role, organisation=organisation, how=How.CUE)


def _possessed(words: str, speech: SpeechWords, memory: Memory) -> str:
    """The organisation that "its" means in "its director"."""
    first = words.split(maxsplit=1)[0].lower()
    if speech.data["possessives"].get(first) != "organisation":
        return ""
    return memory.pronoun("organisation").organisation


def _owner(role: str, speech: SpeechWords, memory: Memory) -> str:
    """The organisation in a role: "the agency's coordinator", "spokesman of the agency", "UN envoy"."""
    possessive = _POSSESSIVE.match(role)
    if possessive is not None:
        owner = possessive.group("owner")
        owner = owner + "s" if role[possessive.end("owner") :].startswith("s'") else owner
        known = memory.organisation(_without_article(owner, speech))
        return known.organisation if known is not None else owner
    of = _OF.search(role)
    if of is not None and _belonging(of.group("owner").split(), speech):
        return of.group("owner").strip()
    letters = next((token for token in role.split() if len(token) > 1 and token.isalpha() and token.isupper()), "")
    if letters and letters != role.split(maxsplit=1)[0] and _organised([letters], speech):
        return letters
    ahead: list[str] = []
    for token in role.split():
        if not _CAPITAL.match(token) or speech.listed("roles")(token.lower()):
            break
        ahead.append(token)
    return " ".join(ahead) if ahead and _belonging(ahead, speech) else ""


def _belonging(tokens: list[str], speech: SpeechWords) -> bool:
    """Whether words in a role name an organisation and not a field ("defence", "human rights")."""
    return _organised([token for token in tokens if token.lower() not in _FIELDS], speech)


def _organised(tokens: list[str], speech: SpeechWords) -> bool:
    if not tokens:
        return False
    is_organisation = speech.listed("organisation_words")
    parts = [part for token in tokens for part in re.split(r"[-/]", token)]
    if any(is_organisation(part.lower().removesuffix("'s").strip('.,"“”')) for part in [*parts, *tokens]):
        return True
    if len(tokens) == 1 and len(tokens[0]) > 1 and tokens[0].isupper() and tokens[0].isalpha():
        return True
    return " ".join(tokens) in countries()


def _known(chain: SpeakerChain, words: str, speech: SpeechWords, memory: Memory) -> SpeakerChain:
    """The fuller form of somebody met before."""
    if chain.name and not chain.role:
        before = memory.surname(chain.name)
        if before is not None:
            longer = chain.name if len(chain.name) > len(before.name) else before.name
            return replace(before, name=longer, organisation=chain.organisation or before.organisation, how=How.CUE)
    definite = words[:4].lower() == "the " or speech.language in ("fr", "es", "ru", "uk")
    if definite and chain.role and not chain.name:
        described = memory.described(chain.role)
        if described is not None:
            return replace(described, how=How.DESCRIPTION)
    if definite and chain.organisation and not chain.role and not chain.name:
        known = memory.organisation(chain.organisation)
        if known is not None:
            return replace(known, how=How.DESCRIPTION)
    return chain
