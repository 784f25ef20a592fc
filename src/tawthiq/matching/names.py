"""The parts of an Arabic personal name, in Arabic or Latin letters.

The rules, in order:

1. The letters are folded (`tawthiq.matching.folding`). What stands in brackets is taken off: a kunya (Abu
   Ali, Umm Omar) is kept as kunya, anything else is left out of the parts.
2. Honorifics at the front go. "Son of" and "daughter of" go.
3. Compounds become one part however they are written: abd + a name of God, abu + name, umm + name at the
   front, and the second halves al-din, -allah, al-islam.
4. The article al- goes from the front of a part (el-, and the assimilated ar- as- ash- ad- an- at- az- in
   Latin), except from words of which it is a part (Elias, Ilham).
5. The first part is the given name, the last the family; between them father and grandfather. With two
   parts the second may be father or family: it is kept as family. A kunya in front of at most two parts
   stands instead of the given name; in front of more it precedes it. A kunya at the end cannot be told
   from a family name and is kept as both.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tawthiq.matching.folding import fold, script_of
from tawthiq.matching.lexicon import load_lexicon
from tawthiq.matching.skeleton import Spelling, spell

_BRACKETS = re.compile(r"[(\[{«\"“](.*?)[)\]}»\"”]")
_ARTICLE_HYPHEN = re.compile(
    r"\b(?:[aeu]l|[aeu]r(?=-r)|[aeu]sh?(?=-s)|[aeu]dh?(?=-d)|[aeu]n(?=-n)|[aeu]th?(?=-t)|[aeu]z(?=-z))-\s*(?=[a-z]{2})"
)
_ABD_JOINED = re.compile(r"^abd[aeou]{1,2}([a-z]{2,})$")
_ABU_JOINED = re.compile(r"^ab(?:u|ou|oo|o)(?:[ae]l)?([bcdfghjklmnpqrstvwxyz][a-z]{3,}|[aeiou][a-z]{3,})$")
_DIN_JOINED = re.compile(r"^([a-z]{2,}?)(?:[aeu]l|[aeu]d|[aeiu])?d(?:in|een|ine)$")
_DIN_SURE = re.compile(r"(?:[aeu]l|[aeu]d)d(?:in|een|ine)$")
_JOINER = "\u0001"
_ARABIC_HEADS = {"abd": "عبد", "abu": "ابو", "umm": "ام"}


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part of a name: its kind (plain, abd, abu, umm), its folded core without article, and their key."""

    kind: str
    core: str

    @property
    def text(self) -> str:
        """The part as one word or two, folded: ``abd rahman``, ``عبد رحمن``."""
        if self.kind == "plain":
            return self.core
        head = _ARABIC_HEADS[self.kind] if self.spelling.script == "arabic" else self.kind
        return f"{head} {self.core}"

    @property
    def spelling(self) -> Spelling:
        """Skeleton and vowels of the core."""
        return spell(self.core)

    @property
    def key(self) -> str:
        """Skeleton of the whole part; kinds keep apart what their cores would join."""
        prefix = {"plain": "", "abd": "bd+", "abu": "bu+", "umm": "um+"}[self.kind]
        return prefix + self.spelling.skeleton


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """The parts of one name; None where the name does not say."""

    given: NamePart | None = None
    father: NamePart | None = None
    grandfather: NamePart | None = None
    family: NamePart | None = None
    kunya: NamePart | None = None
    others: tuple[NamePart, ...] = ()
    parts: tuple[NamePart, ...] = ()
    kunya_first: bool = False


@cache
def _words(field: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in load_lexicon("names")[field])


@cache
def _heads() -> dict[str, str]:
    return {fold(w): kind for kind, words in load_lexicon("names")["heads"].items() for w in words}


@cache
def _god_keys() -> frozenset[str]:
    return frozenset(spell(w).skeleton for w in _words("theophoric_latin"))


def skeleton(token: str) -> str:
    """Return the consonant skeleton of one part of a name in either script.

    >>> skeleton("قاسم"), skeleton("Qassem"), skeleton("Kasim")
    ('ksm', 'ksm', 'ksm')
    """
    parts = split_parts(token)
    return "".join(p.key for p in parts) if parts else ""


@lru_cache(maxsize=200_000)
def _strip_article(word: str) -> str:
    if script_of(word) == "arabic":
        kept = word in _words("al_kept_arabic") or len(word) < 5
        return word[2:] if word.startswith("ال") and not kept else word
    if word in _words("al_forced_latin"):
        return word[2:]
    joined = word[:2] in ("al", "el") and len(word) >= 6 and word not in _words("al_kept_latin")
    return word[2:] if joined and not word.startswith(("alex", "aleks", "alaa")) else word


def _split_words(folded: str) -> list[str]:
    """Words of a folded name; a Latin article is taken off where a hyphen or space shows it."""
    folded = re.sub(r"[‐-―−]", "-", folded)
    folded = re.sub(r"\s*-\s*", "-", folded)
    folded = _ARTICLE_HYPHEN.sub(_JOINER, folded)
    folded = re.sub(r"\b(?:al|el|ال)\s+(?=\w{2})", _JOINER, folded)
    folded = folded.replace(_JOINER, " " + _JOINER)
    return [w for w in re.split(r"[^\w\u0001]+|[\d_]+", folded) if w.strip(_JOINER)]


def _abd_core(rest: str) -> str | None:
    """Core of a joined Latin abd-compound: ``ulrahman`` → ``rahman``; None when it is no such compound."""
    if rest in ("lah", "llah", "lla", "la", "allah", "ullah"):
        return "allah"
    for candidate in (rest.removeprefix("l"), rest):
        if spell(candidate).skeleton in _god_keys() or spell(_strip_article(candidate)).skeleton in _god_keys():
            return candidate if len(candidate) > 2 else None
    return rest[1:] if rest.startswith("l") and len(rest) > 3 else None


def _joined_compound(word: str) -> NamePart | None:
    """A compound written as one word."""
    if script_of(word) == "arabic":
        return _joined_arabic(word)
    if (match := _ABD_JOINED.match(word)) and (core := _abd_core(match.group(1))):
        return NamePart("abd", core)
    if word.startswith("abd") and len(word) > 6 and spell(word[3:]).skeleton in _god_keys():
        return NamePart("abd", word[3:])
    if (match := _ABU_JOINED.match(word)) and len(word) >= 7:
        return NamePart("abu", match.group(1))
    return None


def _joined_arabic(word: str) -> NamePart | None:
    if word == "عبدالله":
        return NamePart("abd", "الله")
    if word == "عبدربه" or (word.startswith("عبدال") and len(word) > 6):
        return NamePart("abd", _strip_article(word[3:]))
    if word.startswith("ابو") and len(word) > 5:
        return NamePart("abu", _strip_article(word[3:]))
    return None


def _second_half(word: str, bare: str) -> str | None:
    """``din``, ``allah`` or ``islam`` when a word is only the second half of a compound."""
    if word in _words("din_arabic") or bare in _words("din_latin"):
        return "دين" if script_of(bare) == "arabic" else "din"
    if word in _words("allah_arabic") or bare in _words("allah_latin"):
        return "الله" if script_of(bare) == "arabic" else "allah"
    if word in _words("islam_arabic"):
        return "اسلام"
    return None


@lru_cache(maxsize=200_000)
def _plain(word: str, *, article_seen: bool) -> NamePart:
    if compound := _joined_compound(word):
        return compound
    core = word if article_seen else _strip_article(word)
    if script_of(core) == "arabic":
        if core.endswith("الدين") and len(core) > 6:
            core = core[:-5] + "دين"
    elif _DIN_SURE.search(core) and (match := _DIN_JOINED.match(core)):
        core = match.group(1) + "din"
    return NamePart("plain", core)


def _headed(kind: str, words: list[str], at: int, *, first: bool) -> NamePart | None:
    """The compound that starts with the head at this place, if the next word belongs to it."""
    if at + 1 >= len(words) or (kind == "umm" and not first):
        return None
    core = words[at + 1]
    article = core.startswith(_JOINER)
    core = core.lstrip(_JOINER)
    if core in ("allah", "lah", "llah", "الله", "لله"):
        return NamePart(kind, "الله" if script_of(core) == "arabic" else "allah")
    return NamePart(kind, core if article else _strip_article(core))


@lru_cache(maxsize=100_000)
def split_parts(text: str) -> tuple[NamePart, ...]:
    """Split a name (without brackets) into its parts, compounds joined; rules 2 to 4 of this module."""
    words = _split_words(fold(text))
    words = _without_honorifics(words)
    parts: list[NamePart] = []
    at = 0
    while at < len(words):
        word = words[at]
        bare = word.lstrip(_JOINER)
        at += 1
        if bare in _words("filiation") and parts and at < len(words):
            continue
        half = _second_half("ال" + bare if word != bare and script_of(bare) == "arabic" else bare, bare)
        if half and parts and parts[-1].kind in ("plain", "abu"):
            parts[-1] = NamePart(parts[-1].kind, parts[-1].core + half)
            continue
        kind = _heads().get(bare) or ("abd" if bare == "abed" and _god_follows(words, at) else None)
        if kind and (compound := _headed(kind, words, at - 1, first=not parts)):
            parts.append(compound)
            at += 1
            continue
        parts.append(_plain(bare, article_seen=word != bare))
    return tuple(parts)


def _god_follows(words: list[str], at: int) -> bool:
    return at < len(words) and (words[at][0] == _JOINER or words[at] in _words("theophoric_latin"))


def _without_honorifics(words: list[str]) -> list[str]:
    while len(words) > 1:
        front = words[0].lstrip(_JOINER)
        full = "ال" + front if front != words[0] and script_of(front) == "arabic" else front
        sure = full in _words("honorifics")
        if not sure and not (full in _words("honorifics_when_long") and len(words) > 3):
            break
        words = words[1:]
    return words


@lru_cache(maxsize=400_000)
def stands_alone(word: str) -> NamePart | None:
    """The part that a word is wherever it stands, or None when that depends on its neighbours."""
    bare = fold(word)
    if not word.isalpha() or _heads().get(bare) or bare in ("abed", "al", "el", "ال"):
        return None
    if any(bare in _words(f) for f in ("filiation", "honorifics", "honorifics_when_long")) or _second_half(bare, bare):
        return None
    parts = split_parts(word)
    return parts[0] if len(parts) == 1 and parts[0].kind in ("plain", "abd") else None


@lru_cache(maxsize=100_000)
def parse_name(text: str) -> NameParts:
    """Return the parts of a personal name written in Arabic or Latin letters; see the rules of this module.

    >>> parts = parse_name("Ahmad bin Khaled Abdul-Rahman al-Masri (Abu Omar)")
    >>> [p.text for p in (parts.given, parts.father, parts.grandfather, parts.family, parts.kunya)]
    ['ahmad', 'khaled', 'abd rahman', 'masri', 'abu omar']
    """
    bracketed = [p for inside in _BRACKETS.findall(text) for p in split_parts(inside)[:1]]
    kunya = next((p for p in bracketed if p.kind in ("abu", "umm")), None)
    parts = split_parts(_BRACKETS.sub(" ", text))
    if not parts:
        parts = split_parts(text)
    kunya_first = len(parts) > 1 and parts[0].kind in ("abu", "umm")
    kunya = kunya or (parts[0] if kunya_first else None)
    rest = parts[1:] if kunya_first else parts
    if len(rest) > 2 and rest[-1].kind == "abu":
        kunya = kunya or rest[-1]
    named = not kunya_first or len(rest) > 2
    return _placed(rest, named=named, kunya=kunya, parts=parts, kunya_first=kunya_first)


def other_reading(name: NameParts) -> NameParts | None:
    """Return the other reading of a name with a kunya in front (given name left out or not), or None."""
    if not name.kunya_first:
        return None
    rest = name.parts[1:]
    return _placed(rest, named=name.given is None, kunya=name.kunya, parts=name.parts, kunya_first=True)


def _placed(
    rest: tuple[NamePart, ...],
    *,
    named: bool,
    kunya: NamePart | None,
    parts: tuple[NamePart, ...],
    kunya_first: bool,
) -> NameParts:
    lineage = rest[1:] if named else rest
    return NameParts(
        given=rest[0] if named and rest else None,
        father=lineage[0] if len(lineage) > 1 else None,
        grandfather=lineage[1] if len(lineage) > 2 else None,
        family=lineage[-1] if lineage else None,
        kunya=kunya,
        others=tuple(lineage[2:-1]),
        parts=parts,
        kunya_first=kunya_first,
    )


def name_keys(text: str) -> tuple[str, ...]:
    """Return the keys under which a name is found: of its parts, then of the cores of its compounds.

    Store them with a record and look for those of the question: Arabic and Latin spellings find each other.

    >>> set(name_keys("محمد قاسم")) == set(name_keys("Muhammad Kassem"))
    True
    """
    inside = " ".join(_BRACKETS.findall(text))
    parts = (*split_parts(_BRACKETS.sub(" ", text)), *(split_parts(inside) if inside else ()))
    keys = [p.key for p in parts] + [p.spelling.skeleton for p in parts if p.kind != "plain"]
    return tuple(dict.fromkeys(k for k in keys if k))
