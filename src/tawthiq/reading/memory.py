"""Who has spoken or was spoken of so far in a report, for "he", "she", "it", "the minister" and surnames.

The rules kept here:

- "He" and "she" are the last person who spoke or began a sentence, unless that person is known to be of the
  other sex; then only somebody known to be of the right one. A pronoun teaches the sex of who it was found to
  mean. Nobody is remembered for more than eight sentences: what cannot be resolved stays empty.
- "It" is the last organisation, never a person. "They" are the several who spoke last, in the sentence before at most
  and with nobody heard since; else nobody.
- "The minister" is the last person whose role holds all these words. A surname is the person last brought in
  under it. "The agency" is the last organisation only where nothing in its name says that it is another sort.
- Somebody who is only quoted by another ("according to ...") is never remembered.
"""

import re
from dataclasses import dataclass, field, replace

from tawthiq.reading.speech_words import SpeechWords
from tawthiq.terms.figures import How, SpeakerChain

_REACH = 8
_AND = re.compile(r"\sand (?:the |a )?[A-Z]")
_KEPT = 12
_GROUP_REACH = 1


@dataclass(slots=True)
class Heard:
    """Somebody heard of: the speaker, the number of the sentence, and the sex where it is known."""

    chain: SpeakerChain
    sentence: int
    sex: str = ""
    order: int = 0


@dataclass(slots=True)
class Memory:
    """Who was heard of so far. Lives for one reading only."""

    words: SpeechWords
    sentence: int = 0
    persons: list[Heard] = field(default_factory=list)
    organisations: list[Heard] = field(default_factory=list)
    surnames: dict[str, Heard] = field(default_factory=dict)
    _count: int = 0
    _group: Heard | None = None

    def keep(self, chain: SpeakerChain, *, said_as: str = "") -> None:
        """Remember a speaker for later pronouns, descriptions and surnames."""
        if not chain.known:
            return
        if self.words.language == "en" and (_AND.search(chain.label) or self._many(chain)):
            self._group = Heard(chain, self.sentence)
            return  # two are neither "he" nor "it"
        self._group = None
        if chain.name or (chain.role and not self._several(chain.role)):
            self._keep_person(chain, self._sex(f"{said_as} {chain.role}", chain.role))
        elif chain.organisation:
            known = next((item for item in self.organisations if item.chain.label == chain.label), None)
            if known is not None:
                self.organisations.remove(known)
            self._count += 1
            self.organisations.append(Heard(chain, self.sentence, self._gender(chain.organisation), self._count))
            del self.organisations[:-_KEPT]

    def _keep_person(self, chain: SpeakerChain, sex: str) -> None:
        same = next((item for item in self.persons if _same(item.chain, chain)), None)
        sex = sex or (same.sex if same else "")
        if same is not None:
            self.persons.remove(same)
        self._count += 1
        heard = Heard(chain, self.sentence, sex, self._count)
        self.persons.append(heard)
        del self.persons[:-_KEPT]
        if chain.name:
            self.surnames[chain.name.split()[-1].lower()] = heard

    def pronoun(self, kind: str) -> SpeakerChain:
        """Who ``m``, ``f``, ``person``, ``organisation`` means; empty where nobody surely is meant."""
        if kind == "organisation":
            last = self.organisations[-1] if self.organisations else None
            near = last is not None and self.sentence - last.sentence <= _REACH
            return replace(last.chain, how=How.PRONOUN) if last and near else SpeakerChain()
        if kind == "group":
            near = self._group is not None and self.sentence - self._group.sentence <= _GROUP_REACH
            return replace(self._group.chain, how=How.PRONOUN) if self._group is not None and near else SpeakerChain()
        found = self._person(kind)
        if found is None:
            return SpeakerChain()
        found.sex = found.sex or (kind if kind in ("m", "f") else "")
        return replace(found.chain, how=How.PRONOUN)

    def either(self, kind: str) -> SpeakerChain:
        """As `pronoun`, for verbs without a subject: the last speaker of either sort, person or organisation."""
        heard = sorted([*self.persons, *self.organisations], key=lambda item: item.order)
        found = self._fitting([item for item in heard if self.sentence - item.sentence <= _REACH], kind)
        return replace(found.chain, how=How.PRONOUN) if found is not None else SpeakerChain()

    def _person(self, kind: str) -> Heard | None:
        return self._fitting([item for item in self.persons if self.sentence - item.sentence <= _REACH], kind)

    def _fitting(self, near: list[Heard], kind: str) -> Heard | None:
        if kind == "group" or not near:
            return None
        if kind == "person" or near[-1].sex in ("", kind):
            return near[-1]
        return next((item for item in reversed(near) if item.sex == kind), None)

    def surname(self, name: str) -> SpeakerChain | None:
        """The person last brought in under a surname that "Odeh" or "Samir Odeh" may mean."""
        heard = self.surnames.get(name.rsplit(maxsplit=1)[-1].lower())
        if heard is None or not (name in heard.chain.name or heard.chain.name in name):
            return None
        return heard.chain

    def described(self, role: str) -> SpeakerChain | None:
        """The last person whose role holds all words of "the village head"."""
        wanted = role.lower().split()
        for item in reversed(self.persons):
            held = item.chain.role.lower().split()
            if held and all(word in held for word in wanted):
                return item.chain
        return None

    def organisation(self, words: str) -> SpeakerChain | None:
        """The last organisation that "the agency" or "the Crescent" may mean."""
        wanted = words.lower().split()
        for item in reversed(self.organisations):
            held = item.chain.organisation.lower().split()
            if len(held) > len(wanted) and all(word in held for word in wanted):
                return item.chain
        if len(wanted) == 1 and self.words.listed("generic_organisations")(wanted[0]):
            fitting = [item for item in self.organisations if not self._typed(item.chain.organisation)]
            reach = _REACH if len(fitting) == 1 else _REACH // 2
            if fitting and fitting[-1] is self.organisations[-1] and self.sentence - fitting[-1].sentence <= reach:
                return fitting[-1].chain
        return None

    def _many(self, chain: SpeakerChain) -> bool:
        """Whether a speaker without a name is several people: "residents", "hospital officials", "police"."""
        if chain.name:
            return False
        return self._several(chain.role) if chain.role else chain.organisation.lower().split()[-1] == "police"

    def _typed(self, organisation: str) -> bool:
        """Whether its words say that it is of another sort ("interior ministry"): then "the group" is not it."""
        is_type = self.words.listed("fixed_sorts")
        return any(is_type(word.lower()) for word in organisation.split())

    def _gender(self, organisation: str) -> str:
        """The grammatical gender of an organisation in Arabic, by its first word; none in other languages."""
        if self.words.language != "ar":
            return ""
        first = organisation.split(maxsplit=1)[0]
        is_sort = self.words.listed("organisation_words")
        if not is_sort(first) and not is_sort(first.removeprefix("ال")):
            return ""
        return "f" if first.endswith(("ه", "ات")) or first in ("الامم", "قوات", "القوات", "رويترز", "سانا") else "m"

    def _several(self, role: str) -> bool:
        tokens = [token.lower() for token in role.split()]
        head = next((token for token in tokens if self.words.listed("roles")(token)), tokens[-1])
        return self.words.language == "en" and head.endswith("s") and not head.endswith(("ss", "us", "is"))

    def _sex(self, words: str, role: str = "") -> str:
        tokens = [token.strip(".,") for token in words.lower().split()]
        if self.words.language == "ar" and role:
            return self._sex_of_role(role.split(maxsplit=1)[0])
        for sex in ("female", "male"):
            if any(self.words.listed(sex)(token) for token in tokens):
                return "f" if sex == "female" else "m"
        return ""

    def _sex_of_role(self, word: str) -> str:
        """What the form of an Arabic role says: the feminine ending, or a role that has one and is without it."""
        is_role = self.words.listed("roles")
        if word.endswith("ه"):
            return "f" if is_role(word[:-1]) or is_role(word) else ""
        return "m" if is_role(word + "ه") or is_role(word.removeprefix("ال") + "ه") else ""


def _same(one: SpeakerChain, other: SpeakerChain) -> bool:
    if one.name and other.name:
        return one.name in other.name or other.name in one.name
    return not one.name and not other.name and one.role == other.role
