"""Compounds of a name and its article: what makes one part, however it is written.

1. Abd with a name of God, abu with a name, written as one word; abd alone takes the next word only when that has
   the article or is a name of God.
2. The second halves al-din, -allah, al-islam, al-abidin, al-huda and al-zaman; in front of them a feminine end is
   heard as t (هبة الله, Hibat Allah: the construct state).
3. The article goes from the front of a part, except from words of which it is a part (Elias, Ilham); behind abd it
   goes even in front of two letters (عبد الحي).

(A. Schimmel, Islamic Names, 1989, chapters 1-3; A. F. L. Beeston, Arabic Nomenclature, 1971.)
The words are in ``lexicon/names.yaml``.
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from tawthiq.matching.folding import WORDS_KEPT, fold, script_of
from tawthiq.matching.lexicon import load_lexicon
from tawthiq.matching.skeleton import Spelling, spell
from tawthiq.matching.slavic import reads_as_slavic

ARTICLES = frozenset({"al", "el", "ال", "ал", "ел"})
ARTICLES_INSIDE = frozenset({"ul", "il", "ул"})
ASSIMILATED = frozenset(v + c for v in "aeu" for c in ("r", "s", "sh", "d", "dh", "n", "t", "th", "z"))
_ABD_JOINED = re.compile(r"^(?:abd[aeiou]{1,2}([a-z]{2,})|абд[аеоу]([а-я]{2,}))$")
_ABU_JOINED = re.compile(
    r"^(?:ab(?:u|ou|oo|o)(?:[ae]l)?([bcdfghjklmnpqrstvwxyz][a-z]{3,}|[aeiou][a-z]{3,})|абу([а-я]{4,}))$"
)
_DIN_JOINED = re.compile(r"^([a-z]{2,}?)(?:[aeu]l|[aeu]d|[aeiu])?d(?:in|een|ine)$")
_DIN_SURE = re.compile(r"(?:[aeu]l|[aeu]d)d(?:in|een|ine)$")
_DIN_CYRILLIC = re.compile("^([а-я]{2,}?)[уае][лд]дин$")
_HALF_JOINED = re.compile(r"^([a-z]{2,}?)[aeu]l(?:(islam)|(abidine?|abideen)|(ho?u?da|huda)|(zaman))$")
_HALF_JOINED_CORES = ("islam", "abidin", "huda", "zaman")
_ALLAH_ENDS = frozenset({"lah", "llah", "lla", "la", "allah", "ullah", "лах", "ллах", "лла", "ла", "аллах", "уллах"})
ALLAH = {"arabic": "الله", "latin": "allah", "cyrillic": "аллах"}
_HEAD_WORDS = {
    "arabic": {"abd": "عبد", "abu": "ابو", "umm": "ام"},
    "cyrillic": {"abd": "абд", "abu": "абу", "umm": "умм"},
}
_PREFIX = {"plain": "", "abd": "bd+", "abu": "bu+", "umm": "um+"}


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part of a name: its kind (plain, abd, abu, umm), its folded core without article, and their key.

    ``spelling`` is skeleton and vowels of the core; ``key`` the skeleton of the whole part (kinds keep apart
    what their cores would join); ``text`` the part as one word or two, folded: ``abd rahman``, ``عبد رحمن``.
    """

    kind: str
    core: str
    spelling: Spelling = field(init=False, compare=False, repr=False)
    key: str = field(init=False, compare=False, repr=False)
    text: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out what the core sounds like, once."""
        spelling = spell(self.core)
        head = _HEAD_WORDS.get(spelling.script, {}).get(self.kind, self.kind)
        object.__setattr__(self, "spelling", spelling)
        object.__setattr__(self, "key", _PREFIX[self.kind] + spelling.skeleton)
        object.__setattr__(self, "text", self.core if self.kind == "plain" else f"{head} {self.core}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """The words of ``lexicon/names.yaml``, folded, as sets."""

    filiation: frozenset[str]
    honorifics: frozenset[str]
    honorifics_when_long: frozenset[str]
    suffixes: frozenset[str]
    heads: dict[str, str]
    heads_joined: frozenset[str]
    construct: frozenset[str]
    god: frozenset[str]
    god_keys: frozenset[str]
    al_kept_arabic: frozenset[str]
    al_kept_latin: frozenset[str]
    al_forced_latin: frozenset[str]
    din: frozenset[str]
    allah: frozenset[str]
    halves: dict[str, str]
    bound: frozenset[str]


@cache
def words_of_names() -> NameWords:
    """Read the words of ``lexicon/names.yaml``, and those of ``lexicon/slavic.yaml`` that are no names, once."""
    data, slavic = load_lexicon("names"), load_lexicon("slavic")

    def words(*names: str) -> frozenset[str]:
        return frozenset(fold(str(word)) for name in names for word in data[name])

    heads = {fold(word): kind for kind, listed in data["heads"].items() for word in listed}
    halves = {fold(word): fold(listed[0]) for listed in data["halves_with_article"].values() for word in listed}
    honorifics = words("honorifics") | {fold(word) for word in slavic["honorifics_cyrillic"]}
    filiation = words("filiation")
    sons_of = frozenset(fold(word) for word in slavic["patronymic_words"])
    lists = words(
        "honorifics_when_long", "suffixes", "heads_joined", "din_arabic", "din_latin", "allah_arabic", "allah_latin"
    )
    return NameWords(
        filiation=filiation | sons_of,
        honorifics=honorifics,
        honorifics_when_long=words("honorifics_when_long"),
        suffixes=words("suffixes") | sons_of,
        heads=heads,
        heads_joined=words("heads_joined"),
        construct=frozenset(spell(word).skeleton for word in words("construct")),
        god=words("theophoric_latin"),
        god_keys=frozenset(spell(word).skeleton for word in words("theophoric_latin")),
        al_kept_arabic=words("al_kept_arabic"),
        al_kept_latin=words("al_kept_latin"),
        al_forced_latin=words("al_forced_latin"),
        din=words("din_arabic", "din_latin"),
        allah=words("allah_arabic", "allah_latin"),
        halves=halves,
        bound=lists | filiation | sons_of | honorifics | heads.keys() | ARTICLES | ARTICLES_INSIDE | ASSIMILATED,
    )


@lru_cache(maxsize=WORDS_KEPT)
def part_of(kind: str, core: str) -> NamePart:
    """The part of this kind and core, remembered."""
    return NamePart(kind, core)


@lru_cache(maxsize=WORDS_KEPT)
def strip_article(word: str) -> str:
    """A folded word without the article in front of it; short words and words that begin so stay."""
    script = script_of(word)
    if script == "arabic":
        kept = word in words_of_names().al_kept_arabic or len(word) < 5
        return word[2:] if word.startswith("ال") and not kept else word
    if script != "latin":
        return word
    if word in words_of_names().al_forced_latin:
        return word[2:]
    joined = (
        word[:2] in ("al", "el")
        and len(word) >= 6
        and not reads_as_slavic(word)
        and word not in words_of_names().al_kept_latin
    )
    return word[2:] if joined and not word.startswith(("alex", "aleks", "alaa")) else word


def _abd_core(rest: str) -> str | None:
    """Core of a joined abd-compound: ``ulrahman`` → ``rahman``; None when it is no such compound."""
    if rest in _ALLAH_ENDS:
        return ALLAH[script_of(rest)]
    short = rest[1:] if rest[0] in "lл" else rest
    for candidate in (short, rest):
        if (
            spell(candidate).skeleton in words_of_names().god_keys
            or spell(strip_article(candidate)).skeleton in words_of_names().god_keys
        ):
            return (candidate[1:] if candidate[:1] == candidate[1:2] else candidate) if len(candidate) > 2 else None
    return short if short != rest and len(rest) > 3 else None


def _joined_compound(word: str) -> NamePart | None:
    """A compound written as one word."""
    if script_of(word) == "arabic":
        return _joined_arabic(word)
    if (match := _ABD_JOINED.match(word)) and (core := _abd_core(match.group(1) or match.group(2))):
        return part_of("abd", core)
    if word.startswith("abd") and len(word) > 6 and spell(word[3:]).skeleton in words_of_names().god_keys:
        return part_of("abd", word[3:])
    if (match := _ABU_JOINED.match(word)) and len(word) >= 7:
        return part_of("abu", match.group(1) or match.group(2))
    return None


def after_abd(word: str) -> str:
    """A word behind "abd" without its article, which is sure there even in front of two letters (عبد الحي)."""
    short = word.startswith("ال") and len(word) == 4 and spell(word[2:]).skeleton in words_of_names().god_keys
    return word[2:] if short else strip_article(word)


def _joined_arabic(word: str) -> NamePart | None:
    if word == "عبدالله":
        return part_of("abd", "الله")
    if word == "عبدربه" or (word.startswith("عبدال") and len(word) > 6):
        return part_of("abd", after_abd(word[3:]))
    if word.startswith("ابو") and len(word) > 5:
        return part_of("abu", strip_article(word[3:]))
    return None


def second_half(bare: str, *, article: bool) -> str | None:
    """The core of a word that is only the second half of a compound: ``din``, ``allah``, ``islam`` and so on."""
    words = words_of_names()
    script = script_of(bare)
    if bare in words.din or (article and script == "arabic" and bare == "دين"):
        return {"arabic": "دين", "cyrillic": "дин"}.get(script, "din")
    if bare in words.allah or (article and bare == "له"):
        return ALLAH[script]
    core = words.halves.get(bare[2:] if script == "arabic" and bare.startswith("ال") else bare)
    if core and (article or bare not in words.halves):
        return bare[2:] if script == "arabic" and bare.startswith("ال") else bare
    return None


def construct(core: str) -> str:
    """A feminine first half before its second: heh as t."""
    if spell(core).skeleton not in words_of_names().construct:
        return core
    return (
        core.removesuffix("ه") + "ت" if core[-1] == "ه" else core.removesuffix("h") + ("t" if core[-1] in "ahe" else "")
    )


@lru_cache(maxsize=WORDS_KEPT)
def plain_part(word: str, *, article_seen: bool) -> NamePart:
    """The part that a folded word makes by itself; `article_seen` says that its article is off already."""
    if compound := _joined_compound(word):
        return compound
    core = word if article_seen else strip_article(word)
    if script_of(core) == "arabic":
        if core.endswith("الدين") and len(core) > 6:
            core = core[:-5] + "دين"
        elif core.endswith(("الاسلام", "العابدين")) and len(core) > 9:
            core = core[: core.rindex("ال")] + core[core.rindex("ال") + 2 :]
        elif core.endswith("الله") and len(core) > 6:
            core = construct(core[:-4]) + "الله"
    elif _DIN_SURE.search(core) and (match := _DIN_JOINED.match(core)):
        core = match.group(1) + "din"
    elif match := _DIN_CYRILLIC.match(core):
        core = match.group(1) + "дин"
    elif match := _HALF_JOINED.match(core):
        core = match.group(1) + _HALF_JOINED_CORES[(match.lastindex or 2) - 2]
    return part_of("plain", core)
