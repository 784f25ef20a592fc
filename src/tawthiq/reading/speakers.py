"""Who is named by the words beside a verb of speech, and the memory of who spoke before.

The rules kept here: a name is a run of capitalised words that is neither a role nor an organisation; a
surname alone means the person last introduced under it; "he" and "she" mean the last person who spoke, "it"
the last organisation; "the minister" the last person with that role. What cannot be resolved stays a role
or stays empty.
"""

import re
from dataclasses import dataclass, field, replace

from tawthiq.reading.lexicon import Lexicon
from tawthiq.terms.figures import How, SpeakerChain

_CAPITAL = re.compile(r"(?:(?:al|el|an|ar|as|ash)-)?[A-ZÀ-Þ]|(?:bin|ibn|de|van|von|al|el|der)\Z")
_TAIL = re.compile(r"\s+(?:in|on|at|from)\s+.*\Z")
_POSSESSIVE = re.compile(r"\A(?:[Tt]he\s+)?(?P<owner>[^,]{2,60}?)(?:'s|s')\s")
_OF = re.compile(
    r"\b(?:of|for|from|at|with)\s+(?:the\s+)?(?P<owner>[^,]*[A-Z][^,]*|[^,]*\b(?:agency|ministry|office|police|army)\b[^,]*)\Z"
)
_ARTICLE = re.compile(r"\A(?:the|a|an|one|both)\s+", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\([^)]*\)\s*")


@dataclass(slots=True)
class Memory:
    """Who has spoken so far. Lives for one reading only."""

    persons: dict[str, SpeakerChain] = field(default_factory=dict)
    person: SpeakerChain | None = None
    organisation: SpeakerChain | None = None

    def keep(self, chain: SpeakerChain) -> None:
        """Remember a speaker for later pronouns and surnames."""
        if chain.name:
            self.person = chain
            self.persons[chain.name.split()[-1].lower()] = chain
        elif chain.role and not chain.organisation:
            self.person = chain
        elif chain.organisation:
            self.organisation = chain


def name_speaker(words: str, lexicon: Lexicon, memory: Memory) -> SpeakerChain:
    """The speaker that words such as "Deputy Defence Minister Anna Berg" or "she" name; empty if unsure."""
    plain = _BRACKET.sub(" ", words).strip(" ,'\"“”")
    if not plain:
        return SpeakerChain()
    if lexicon.language == "ar":
        return _arabic(plain, lexicon)
    low = plain.lower()
    pronouns: dict[str, str] = lexicon.data["speech"]["pronouns"]
    if low in pronouns:
        return _pronoun(pronouns[low], memory)
    pieces = [piece.strip() for piece in plain.split(",") if piece.strip()]
    if len(pieces) >= 2:
        return _apposition(pieces, lexicon, memory)
    return _known(_one(plain, lexicon), plain, memory)


def _pronoun(kind: str, memory: Memory) -> SpeakerChain:
    if kind == "person" and memory.person is not None:
        return replace(memory.person, how=How.PRONOUN)
    if kind == "organisation" and memory.organisation is not None:
        return replace(memory.organisation, how=How.PRONOUN)
    return SpeakerChain()


def _apposition(pieces: list[str], lexicon: Lexicon, memory: Memory) -> SpeakerChain:
    pieces = [piece for piece in pieces if not piece.isdigit()]
    first, second = pieces[0], pieces[-1]
    for name, other in ((first, second), (second, first)):
        chain = _one(name, lexicon)
        if chain.name and not chain.organisation:
            role = _ARTICLE.sub("", other)
            return replace(
                _known(chain, name, memory),
                role=chain.role or role,
                organisation=_owner(role, lexicon) or chain.organisation,
                how=How.APPOSITIVE,
            )
    return _known(_one(second, lexicon), second, memory)


def _one(words: str, lexicon: Lexicon) -> SpeakerChain:
    """One noun phrase without commas."""
    plain = _ARTICLE.sub("", words)
    tokens = plain.split()
    roles = lexicon.pattern("speech.roles", r"(?:{})\Z")
    titles = lexicon.pattern("speech.titles", r"(?:{})\.?\Z")
    while tokens and titles.match(tokens[0].lower()):
        tokens = tokens[1:]
    is_role = [roles.match(token.lower().removesuffix("'s")) is not None for token in tokens]
    run = len(tokens)
    while run > 0 and _CAPITAL.match(tokens[run - 1]) and not is_role[run - 1]:
        run -= 1
    name = tokens[run:]
    if any(is_role[:run]):
        return _with_role(tokens, run, is_role, lexicon)
    if name and run == 0 and not _organised(name, lexicon):
        return SpeakerChain(name=" ".join(name), how=How.CUE) if len(name) < 6 else SpeakerChain()
    if _organised(tokens, lexicon) or (name and run == 0):
        return SpeakerChain(organisation=_TAIL.sub("", plain), how=How.CUE)
    return SpeakerChain(role=plain, how=How.CUE) if tokens and len(tokens) <= 4 and not name else SpeakerChain()


def _with_role(tokens: list[str], run: int, is_role: list[bool], lexicon: Lexicon) -> SpeakerChain:
    name = tokens[run:]
    if name and tokens[run - 1] in ("named", "called"):
        return SpeakerChain(name=" ".join(name), role=" ".join(tokens[: run - 1]), how=How.CUE)
    if (
        (name and tokens[run - 1].lower() in ("for", "of", "to", "in", "at", "the", "and", "from", "on"))
        or (name and not is_role[run - 1] and len(name) < 2)
        or _organised(name, lexicon)
    ):
        name, run = [], len(tokens)
    role = " ".join(tokens[:run])
    return SpeakerChain(name=" ".join(name), role=role, organisation=_owner(role, lexicon), how=How.CUE)


def _owner(role: str, lexicon: Lexicon) -> str:
    """The organisation in a role: "the agency's coordinator", "spokesman of the agency", "UN envoy"."""
    possessive = _POSSESSIVE.match(role)
    if possessive is not None:
        owner = possessive.group("owner")
        return owner + "s" if role[possessive.end("owner") :].startswith("s'") else owner
    of = _OF.search(role)
    if of is not None and _organised(of.group("owner").split(), lexicon):
        return of.group("owner").strip()
    ahead = []
    for token in role.split():
        if not _CAPITAL.match(token) or lexicon.pattern("speech.roles", r"(?:{})\Z").match(token.lower()):
            break
        ahead.append(token)
    return " ".join(ahead) if ahead and _organised(ahead, lexicon) else ""


def _organised(tokens: list[str], lexicon: Lexicon) -> bool:
    words = lexicon.pattern("speech.organisation_words", r"(?:{})\Z")
    parts = [part for token in tokens for part in re.split(r"[-/]", token)]
    if any(words.match(part.lower().removesuffix("'s").strip(".,")) for part in parts):
        return True
    if len(tokens) == 1 and len(tokens[0]) > 1 and tokens[0].isupper():
        return True
    return re.fullmatch(lexicon.countries, " ".join(tokens)) is not None


def _known(chain: SpeakerChain, words: str, memory: Memory) -> SpeakerChain:
    """The fuller form of somebody met before."""
    if chain.name and not chain.role:
        before = memory.persons.get(chain.name.split()[-1].lower())
        if before is not None and (chain.name in before.name or before.name in chain.name):
            longer = chain.name if len(chain.name) > len(before.name) else before.name
            return replace(before, name=longer, how=How.CUE)
    definite = words.lower().startswith("the ")
    if definite and chain.role and not chain.name and memory.person is not None and memory.person.name:
        head = chain.role.split()[-1].lower()
        if head in memory.person.role.lower().split() or chain.role.lower() in memory.person.role.lower():
            return replace(memory.person, how=How.DESCRIPTION)
    if definite and chain.organisation and len(chain.organisation.split()) == 1 and memory.organisation:
        whole = memory.organisation.organisation.lower().split()
        return replace(memory.organisation, how=How.DESCRIPTION) if chain.organisation.lower() in whole else chain
    return chain


def _arabic(words: str, lexicon: Lexicon) -> SpeakerChain:
    tokens = words.split()
    roles = lexicon.pattern("speech.roles", r"(?:{})\Z")
    groups = lexicon.pattern("speech.organisation_words", r"(?:{})\Z")
    if groups.match(tokens[0]):
        return SpeakerChain(organisation=words, how=How.CUE)
    count = 0
    while count < len(tokens) and roles.match(tokens[count]):
        count += 1
    if count == 0:
        return SpeakerChain(name=words, how=How.CUE) if 1 < len(tokens) <= 5 else SpeakerChain()
    rest = tokens[count:]
    titled = rest and 2 <= len(rest) <= 4 and tokens[count - 1].startswith("ال") and "في" not in rest
    if titled:
        return SpeakerChain(name=" ".join(rest), role=" ".join(tokens[:count]), how=How.CUE)
    return SpeakerChain(role=words, how=How.CUE)
