"""The consonant skeleton: one key for one name across scripts and spellings.

Arabic writes consonants and long vowels; Latin spellings guess at the short ones. So vowels go (an initial
one leaves the mark ``a``, initial waw and yeh stay as ``w`` and ``y``), ayn goes, letters that Latin
spellings mix become one (t ط ث, s ص, d ض ذ, z ظ, h ه, k ق, p as b, v as f, g as j), kh sh gh count as one
letter each, a final h goes, and doubled letters become single. (A final h is one with no vowel after it.)
Two random name parts agree on it in some 2% of pairs: it is a key to look under and one piece of evidence,
never the decision.

The vowels taken out are kept beside the key, one set for each consonant, so that Mahmoud and Muhammad
(both ``mhmd``) can still be told apart by `vowel_conflicts`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.matching.folding import script_of

_A, _I, _U = 1, 2, 4
_ARABIC_CONSONANTS = {
    "ب": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "ح": "h", "ه": "h", "خ": "x", "د": "d",
    "ض": "d", "ذ": "d", "ر": "r",
    "ز": "z", "ظ": "z", "س": "s", "ص": "s", "ش": "c", "غ": "g", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
_ARABIC_VOWELS = {"ا": _A, "و": _U, "ي": _I, "ع": 0}
_LATIN_UNITS = {
    "kh": "x",
    "sh": "c",
    "ch": "c",
    "gh": "g",
    "th": "t",
    "dh": "d",
    "ph": "f",
    "dj": "j",
    "ck": "k",
}
_LATIN_CONSONANTS = dict(zip("bcdfghjklmnpqrstvxz", "bkdfjhjklmnbkrstfsz", strict=True))
_LATIN_VOWELS = {"a": _A, "e": _A | _I, "i": _I, "y": _I, "o": _U, "u": _U, "w": _U}
_LATIN_SPLIT = re.compile("|".join([*_LATIN_UNITS, "."]))
_W_INITIAL = re.compile(r"^ou(?=[aeiy])")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A skeleton with the vowels before, between and after its consonants (bit sets, one per gap)."""

    skeleton: str
    vowels: tuple[int, ...]
    script: str


def _arabic_letters(word: str) -> list[tuple[str, int]]:
    letters = [(_ARABIC_CONSONANTS.get(c, ""), _ARABIC_VOWELS.get(c, 0)) for c in word]
    if word[0] in "وي" and len(word) > 1:
        letters[0] = ("w" if word[0] == "و" else "y", 0)
    return letters


def _latin_letters(word: str) -> list[tuple[str, int]]:
    word = _W_INITIAL.sub("w", word)
    units = _LATIN_SPLIT.findall(word)
    letters = [(_LATIN_UNITS.get(u) or _LATIN_CONSONANTS.get(u, ""), _LATIN_VOWELS.get(u, 0)) for u in units]
    if word[0] in "wy" and len(word) > 1:
        letters[0] = (word[0], 0)
    return letters


def _assemble(letters: list[tuple[str, int]]) -> tuple[str, tuple[int, ...]]:
    """Consonants and the vowels of the gaps; doubled consonants become one."""
    key: list[str] = []
    gaps = [0]
    for consonant, vowel in letters:
        if not consonant:
            gaps[-1] |= vowel
        elif not key or key[-1] != consonant:
            key.append(consonant)
            gaps.append(0)
    if len(key) > 1 and key[-1] == "h" and not gaps[-1]:
        key.pop()
        gaps.pop()
    return "".join(key), tuple(gaps)


@lru_cache(maxsize=200_000)
def spell(folded: str) -> Spelling:
    """Return skeleton and vowels of one folded word (see `tawthiq.matching.folding.fold`)."""
    script = script_of(folded)
    if script == "other" or not folded:
        return Spelling(folded, (0,) * (len(folded) + 1), script)
    letters = _arabic_letters(folded) if script == "arabic" else _latin_letters(folded)
    key, vowels = _assemble(letters)
    initial_vowel = folded[0] in "اع" if script == "arabic" else not letters[0][0]
    if initial_vowel:
        key, vowels = "a" + key, (0, *vowels)
    return Spelling(key, vowels, script)


def vowel_conflicts(one: Spelling, other: Spelling) -> int:
    """Count the gaps in which two spellings of one skeleton cannot be the same word.

    A long vowel written in Arabic must be heard in the Latin spelling (a final yeh may be an alef maqsura:
    Mustafa); two Arabic spellings must write the same long vowels; two Latin spellings conflict where both
    write a vowel and none is shared (e may stand for a or i). The vowel before the first consonant is not
    compared: every spelling guesses there.
    """
    if one.skeleton != other.skeleton or len(one.vowels) != len(other.vowels):
        return len(one.vowels)
    start = 2 if one.skeleton[:1] == "a" else 1
    gaps = list(zip(one.vowels, other.vowels, strict=True))[start:]
    if one.script == other.script == "arabic":
        return sum(a != b for a, b in gaps)
    if one.script == other.script:
        return sum(bool(a and b and not a & b) for a, b in gaps)
    if one.script == "latin":
        gaps = [(b, a) for a, b in gaps]
    if gaps and gaps[-1][0] == _I:
        gaps[-1] = (_I | _A, gaps[-1][1])
    return sum(bool(arabic and not arabic & latin) for arabic, latin in gaps)
