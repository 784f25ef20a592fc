"""The letters of a word as written, and what it costs that one stands for another or for none.

What costs nothing or little is what writers change without meaning another name: hamza, teh marbuta, vowel
marks, doubled letters, the article, one Latin vowel for another that writes the same sound. Across scripts
consonants answer each other by their sound (`tawthiq.matching.skeleton`), a long vowel answers a vowel it can be
heard as, and short vowels, ayn, doubled letters and a final h need no answer, for the other script does not
write them. A Latin pair that writes a long vowel (ee, ei, oo …) needs one: it tells Hussein from Hassan.

The costs order alignments and nothing else: no weight of the match is made of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.matching.folding import fold, script_of
from tawthiq.matching.skeleton import spell

SAME, ALIKE, DIFFERS, ONLY, UNWRITTEN = "same", "alike", "differs", "only", "unwritten"

_PAIRS = ("kh", "sh", "gh", "th", "dh", "ph", "ch", "dj", "ee", "oo", "aa")
#: Latin pairs whose second letter is heard as a long vowel or a glide, which Arabic would write.
_GLIDES = ("ei", "ey", "ai", "ay")
_ARTICLE = re.compile(r"^(?:ال(?=\w{2})|[aeu](?:l|r|sh?|dh?|n|th?|z)-(?=\w{2})|[ae]l(?=\w{4}))")
_ARTICLES_ALONE = ("al", "el", "ال")
_ANCHORS = {"arabic": ("ا", "ب"), "latin": ("a", "b"), "cyrillic": ("а", "б")}
#: Letters that are a consonant or a vowel, as the name has it.
_HALF_VOWELS = {"و": ("w", 4), "ي": ("y", 2), "w": ("w", 4), "y": ("y", 2)}
_CONSONANT, _VOWEL, _SHORT_VOWEL, _FINAL_H, _MARK, _DOUBLED, _ARTICLE_LETTER = 1.0, 0.5, 0.25, 0.3, 0.15, 0.12, 0.1


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as written, with its marks, or a Latin pair that writes one sound.

    Args:
        start: its place in the text.
        end: the place after it.
        text: as written.
        folded: `tawthiq.matching.folding.fold` of it.
        sound: its consonant in the skeleton, or empty.
        vowels: the vowels it can be heard as (a bit set).
        leaving: what it costs when the other side has nothing for it.
    """

    start: int
    end: int
    text: str
    folded: str
    sound: str
    vowels: int
    leaving: float


@dataclass(frozen=True, slots=True)
class Step:
    """A letter of each side, or of one side alone, and what is said of them."""

    a: Letter | None
    b: Letter | None
    kind: str


def letters_of(word: str, at: int, *, across: bool) -> tuple[Letter, ...]:
    """The letters of one word that stands at `at` in its text; `across` when the other name is in another script."""
    return tuple(_letters(word, at, across=across))


def _letters(word: str, at: int, *, across: bool) -> Iterator[Letter]:
    clusters = _clusters(word)
    folded = [fold(cluster) for _, _, cluster in clusters]
    whole = "".join(folded)
    article = _ARTICLE.match(whole)
    article_ends = len(article.group()) if article else len(whole) if whole in _ARTICLES_ALONE else 0
    n = seen = 0
    previous = ""
    while n < len(clusters):
        letters = folded[n]
        width = 2 if across and n + 1 < len(clusters) and letters + folded[n + 1] in _PAIRS else 1
        letters = "".join(folded[n : n + width])
        start, end = clusters[n][0], clusters[n + width - 1][1]
        sound, vowels = _sound(letters)
        is_last = n + width == len(clusters)
        is_glide = across and previous + letters in _GLIDES
        leaving = (
            _ARTICLE_LETTER
            if seen < article_ends
            else _DOUBLED
            if letters and letters == previous
            else _FINAL_H
            if sound == "h" and is_last
            else _VOWEL
            if is_glide
            else _leaving(letters, sound, vowels, across=across)
        )
        yield Letter(at + start, at + end, word[start:end], letters, sound, vowels, leaving)
        seen += len(letters)
        previous = letters
        n += width


def _clusters(word: str) -> list[tuple[int, int, str]]:
    """Letters with the marks that belong to them, as (start, end, text)."""
    found: list[tuple[int, int]] = []
    for n, sign in enumerate(word):
        if found and (unicodedata.combining(sign) or sign == "ـ"):
            found[-1] = (found[-1][0], n + 1)
        else:
            found.append((n, n + 1))
    return [(start, end, word[start:end]) for start, end in found]


@lru_cache(maxsize=4096)
def _sound(letters: str) -> tuple[str, int]:
    """Consonant of the skeleton and vowels (bit set) that letters can be heard as."""
    if letters in _HALF_VOWELS:
        return _HALF_VOWELS[letters]
    anchors = _ANCHORS.get(script_of(letters)) if letters.isalpha() else None
    if anchors is None:
        return "", 0
    vowel, consonant = anchors
    sound = spell(vowel + letters + vowel).skeleton[1:]
    if sound:
        return sound, 0
    gaps = spell(consonant + letters + consonant).vowels
    return "", gaps[1] if len(gaps) > 1 else 0


def _leaving(letters: str, sound: str, vowels: int, *, across: bool) -> float:
    if not letters.isalpha():
        return _MARK if not letters else 0.02
    if sound and not vowels:
        return _CONSONANT
    if not vowels:
        return _MARK if across else _CONSONANT
    if not across or script_of(letters) == "arabic" or len(letters) > 1:
        return _VOWEL
    return _SHORT_VOWEL


def _replacing(a: Letter, b: Letter, *, across: bool) -> tuple[float, str]:
    """What it costs that one letter stands for another, and what is said of it."""
    if a.folded == b.folded:
        return 0.0, SAME if a.text.casefold() == b.text.casefold() else ALIKE
    if not a.folded.isalpha() or not b.folded.isalpha():
        return 2.0, DIFFERS
    if (a.sound and a.sound == b.sound) or a.vowels & b.vowels:
        if across:
            return 0.05, SAME
        return 0.4, ALIKE if script_of(a.folded) == "latin" else DIFFERS
    if a.vowels and b.vowels:
        return 0.7, DIFFERS
    return (1.2, DIFFERS) if a.sound and b.sound else (1.6, DIFFERS)


def align(a: Sequence[Letter], b: Sequence[Letter], *, across: bool) -> tuple[float, tuple[Step, ...]]:
    """Letters aligned at least cost (Needleman and Wunsch 1970), and that cost."""
    costs = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, letter in enumerate(a):
        costs[i + 1][0] = costs[i][0] + letter.leaving
    for j, letter in enumerate(b):
        costs[0][j + 1] = costs[0][j] + letter.leaving
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            costs[i + 1][j + 1] = min(
                costs[i][j] + _replacing(one, other, across=across)[0],
                costs[i][j + 1] + one.leaving,
                costs[i + 1][j] + other.leaving,
            )
    return costs[-1][-1], tuple(_walk(a, b, costs, across=across))


def _walk(a: Sequence[Letter], b: Sequence[Letter], costs: list[list[float]], *, across: bool) -> list[Step]:
    """The way back through the costs."""
    steps: list[Step] = []
    i, j = len(a), len(b)
    while i or j:
        if i and j:
            cost, kind = _replacing(a[i - 1], b[j - 1], across=across)
            if abs(costs[i][j] - costs[i - 1][j - 1] - cost) < 1e-9:
                steps.append(Step(a[i - 1], b[j - 1], kind))
                i, j = i - 1, j - 1
                continue
        if i and abs(costs[i][j] - costs[i - 1][j] - a[i - 1].leaving) < 1e-9:
            steps.append(Step(a[i - 1], None, _alone(a[i - 1], across=across)))
            i -= 1
        else:
            steps.append(Step(None, b[j - 1], _alone(b[j - 1], across=across)))
            j -= 1
    return steps[::-1]


def _alone(letter: Letter, *, across: bool) -> str:
    """What is said of a letter that the other side has nothing for."""
    if not letter.text[0].isalpha() or (across and letter.leaving < _VOWEL):
        return UNWRITTEN
    return ONLY if letter.folded and letter.leaving != _DOUBLED else ALIKE
