"""The consonant skeleton: one key for one name across scripts and spellings.

Arabic writes consonants and long vowels; Latin spellings guess at the short ones. So vowels go (an initial
one leaves the mark ``a``, initial waw and yeh stay as ``w`` and ``y``), ayn goes, letters that Latin
spellings mix become one (t ط ث, s ص, d ض ذ, z ظ, h ه, k ق, p as b, v as f, g as j), kh sh gh count as one
letter each, a final h goes, and doubled letters become single. (A final h is one with no vowel after it.)
Two random name parts agree on it in some 2% of pairs: it is a key to look under and one piece of evidence,
never the decision.

Latin letters are read as the languages of the lists write Arabic (ALA-LC 2012, UNGEGN 1972 and 2007, and the
habits of Maghrebi civil registers and of the German press): sh, ch, sch and tch are one letter; dj, dsch, dzh
and g (Egypt) are j; c is s before e, i and y (Hocine, Kacem, Youcef) and k elsewhere; x is kh in front of a
word (Kurdish Xalid) and ks inside; ou before a vowel is w. Words of a Slavic shape and Cyrillic words
follow `tawthiq.matching.slavic`; spellings that no rule reaches share the key of their name by
`tawthiq.matching.variants`.

The vowels taken out are kept beside the key, one set for each consonant, so that Mahmoud and Muhammad
(both ``mhmd``) can still be told apart by `vowel_conflicts`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.matching.folding import WORDS_KEPT, script_of
from tawthiq.matching.slavic import KEPT_H, A, I, Letters, U, cyrillic_letters, reads_as_slavic, slavic_letters
from tawthiq.matching.variants import variants

_ARABIC_CONSONANTS = {
    "ب": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "ح": "h", "ه": "h", "خ": "x", "د": "d",
    "ض": "d", "ذ": "d", "ر": "r",
    "ز": "z", "ظ": "z", "س": "s", "ص": "s", "ش": "c", "غ": "g", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
_ARABIC_VOWELS = {"ا": A, "و": U, "ي": I, "ع": 0}
_LATIN_UNITS = {
    "tsch": "c", "dsch": "j", "tch": "c", "sch": "c", "dzh": "j", "kh": "x", "sh": "c", "ch": "c", "gh": "g", "th": "t",
    "dh": "d", "ph": "f", "dj": "j", "ck": "k",
}  # fmt: skip
_LATIN_CONSONANTS = dict(zip("bcdfghjklmnpqrstvxz", "bkdfjhjklmnbkrstfsz", strict=True))
_LATIN_VOWELS = {"a": A, "e": A | I, "i": I, "y": I, "o": U, "u": U, "w": U}
_LATIN_SPLIT = re.compile("|".join([*_LATIN_UNITS, "."]))
_W_INITIAL = re.compile(r"^ou(?=[aeiy])")
_SOFT_C = re.compile("(?<!c)c(?=[eiy])")
_HARD_CH = re.compile("^ch(?=r[iy]s)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A skeleton with the vowels before, between and after its consonants (bit sets, one per gap)."""

    skeleton: str
    vowels: tuple[int, ...]
    script: str


def _arabic_letters(word: str) -> Letters:
    letters = [(_ARABIC_CONSONANTS.get(c, ""), _ARABIC_VOWELS.get(c, 0)) for c in word]
    if word[0] in "وي" and len(word) > 1:
        letters[0] = ("w" if word[0] == "و" else "y", 0)
    return letters


def _latin_letters(word: str) -> Letters:
    word = _W_INITIAL.sub("w", word)
    if "c" in word:
        word = _HARD_CH.sub("k", _SOFT_C.sub("s", word))
    if "x" in word:
        word = ("kh" if word[0] == "x" else word[0]) + word[1:].replace("x", "ks")
    units = _LATIN_SPLIT.findall(word)
    letters = [(_LATIN_UNITS.get(u) or _LATIN_CONSONANTS.get(u, ""), _LATIN_VOWELS.get(u, 0)) for u in units]
    if word[0] in "wy" and len(word) > 1:
        letters[0] = (word[0], 0)
    return letters


def _assemble(letters: Letters) -> tuple[str, tuple[int, ...]]:
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


@lru_cache(maxsize=WORDS_KEPT)
def spell(folded: str) -> Spelling:
    """Return skeleton and vowels of one folded word (see `tawthiq.matching.folding.fold`)."""
    script = script_of(folded)
    if script == "other":
        return Spelling(folded, (0,) * (len(folded) + 1), script)
    if shared := variants().get(folded):
        name = _by_letters(shared, script_of(shared))
        return Spelling(name.skeleton, name.vowels, script)
    return _by_letters(folded, script)


def _by_letters(word: str, script: str) -> Spelling:
    if script == "arabic":
        letters, initial_vowel = _arabic_letters(word), word[0] in "اع"
    else:
        if script == "cyrillic":
            letters = cyrillic_letters(word)
        else:
            letters = slavic_letters(word) if reads_as_slavic(word) else _latin_letters(word)
        initial_vowel = not letters[0][0]
    key, vowels = _assemble(letters)
    key = key.replace(KEPT_H, "h")
    return Spelling("a" + key, (0, *vowels), script) if initial_vowel else Spelling(key, vowels, script)


def vowel_conflicts(one: Spelling, other: Spelling) -> int:
    """Count the gaps in which two spellings of one skeleton cannot be the same word.

    A long vowel written in Arabic must be heard in the Latin or Cyrillic spelling (a final yeh may be an alef
    maqsura: Mustafa); two Arabic spellings must write the same long vowels; two others conflict where both
    write a vowel and none is shared (e may stand for a or i). The vowel before the first consonant is not
    compared: every spelling guesses there.
    """
    if one.skeleton != other.skeleton or len(one.vowels) != len(other.vowels):
        return len(one.vowels)
    start = 2 if one.skeleton[:1] == "a" else 1
    gaps = list(zip(one.vowels, other.vowels, strict=True))[start:]
    if one.script == other.script == "arabic":
        return sum(a != b for a, b in gaps)
    if "arabic" not in (one.script, other.script):
        return sum(bool(a and b and not a & b) for a, b in gaps)
    if other.script == "arabic":
        gaps = [(b, a) for a, b in gaps]
    if gaps and gaps[-1][0] == I:
        gaps[-1] = (I | A, gaps[-1][1])
    return sum(bool(arabic and not arabic & latin) for arabic, latin in gaps)
