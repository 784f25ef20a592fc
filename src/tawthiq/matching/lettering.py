"""Two names as they are written, laid side by side letter by letter, in one script or across two.

The rules, in order:

1. The words of the two names are aligned in their order; one word may answer two (Abdulrahman, عبد الرحمن),
   and a word may answer none. A word left over on both sides is the same word in another place when its
   letters agree well (`MOVED_WITHIN`).
2. Within words that answer each other the letters are aligned so that the difference is least
   (`tawthiq.matching.letters`).
3. Words whose letters differ in more than half (`ANOTHER_WORD`) are two words: they are marked whole.

Marks are places in the very text that was given; nothing is folded away. They show and never weigh: what a
difference means for the match is said by the comparison levels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tawthiq.matching.folding import fold, script_of
from tawthiq.matching.letters import ALIKE, DIFFERS, ONLY, SAME, UNWRITTEN, Letter, Step, align, letters_of

MOVED = "moved"
ANOTHER_WORD = 0.5
MOVED_WITHIN = 0.25
_WORD = re.compile(r"\S+")
_WORD_ALONE = 0.6
_JOINED = 0.02

Word = tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is said of the letters from `start` to `end` (not included) of a text as given.

    Args:
        start: first place.
        end: place after the last.
        kind: ``same`` (the other has the same letter or sound), ``alike`` (another writing of it),
            ``differs`` (another letter stands there), ``only`` (nothing stands there) or ``unwritten`` (the
            other script does not write it).
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPair:
    """A word (or two joined) of the one name and what answers it in the other.

    Args:
        a: the words of the one, empty where it has none.
        b: of the other.
        kind: ``same``, ``alike``, ``differs`` (some letters, or all when `changes` is empty), ``only`` (the
            other name does not have it) or ``moved`` (it stands elsewhere).
        changes: the letters that differ, as (of the one, of the other); either may be empty.
    """

    a: str
    b: str
    kind: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """Two names letter by letter: marks that cover every word of each, and the words that answer each other."""

    marks_a: tuple[Mark, ...]
    marks_b: tuple[Mark, ...]
    words: tuple[WordPair, ...]
    across_scripts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """The words of the one name and of the other (by their places) that answer each other, letters aligned."""

    places_a: range
    places_b: range
    steps: tuple[Step, ...]
    distance: float

    @property
    def is_another_word(self) -> bool:
        return self.distance > ANOTHER_WORD


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """The least cost of coming so far, the words before, and the match that was made last."""

    cost: float
    before: tuple[int, int]
    match: _Match | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    """The words of two names, and whether they are in two scripts."""

    a: list[Word]
    b: list[Word]
    across: bool

    def compare(self, places_a: range, places_b: range) -> _Match:
        one = [letter for i in places_a for letter in self.a[i]]
        other = [letter for j in places_b for letter in self.b[j]]
        cost, steps = align(one, other, across=self.across)
        weight = max(sum(x.leaving for x in one), sum(x.leaving for x in other), 0.5)
        return _Match(places_a=places_a, places_b=places_b, steps=steps, distance=cost / weight)

    def answer_each_other(self, match: _Match) -> bool:
        """Whether in words joined to answer one each has its part: at least half of its letters agree."""
        for side, words, places in (("a", self.a, match.places_a), ("b", self.b, match.places_b)):
            agreeing = {getattr(s, side) for s in match.steps if s.kind in {SAME, ALIKE} and s.a and s.b}
            for place in places:
                letters = [x for x in words[place] if x.folded.isalpha()]
                if len(letters) < 2 or 2 * sum(x in agreeing for x in letters) < len(letters):
                    return False
        return match.distance <= ANOTHER_WORD


def mark_letters(a: str, b: str) -> Lettering:
    """Lay two names as given side by side, letter by letter; see the rules of this module.

    >>> found = mark_letters("Mahmoud Naji", "Mahmud Naji")
    >>> [(m.start, m.end, m.kind) for m in found.marks_a]
    [(0, 4, 'same'), (4, 5, 'only'), (5, 7, 'same'), (8, 12, 'same')]
    """
    across = script_of(fold(a)) != script_of(fold(b))
    names = _Names(_split(a, across=across), _split(b, across=across), across)
    matches = _align_words(names)
    left_a = [i for i in range(len(names.a)) if not any(i in m.places_a for m in matches)]
    left_b = [j for j in range(len(names.b)) if not any(j in m.places_b for m in matches)]
    moved = _moved(names, left_a, left_b)
    pairs = sorted([*matches, *moved], key=lambda m: m.places_a.start)
    alone_a = [names.a[i] for i in left_a if not any(i in m.places_a for m in moved)]
    alone_b = [names.b[j] for j in left_b if not any(j in m.places_b for m in moved)]
    return Lettering(
        marks_a=_joined([*_marks(pairs, "a"), *_whole(alone_a)]),
        marks_b=_joined([*_marks(pairs, "b"), *_whole(alone_b)]),
        words=(
            *(_said(a, b, match, is_moved=match in moved) for match in pairs),
            *(WordPair(a=_text(a, word), b="", kind=ONLY) for word in alone_a),
            *(WordPair(a="", b=_text(b, word), kind=ONLY) for word in alone_b),
        ),
        across_scripts=across,
    )


def _split(text: str, *, across: bool) -> list[Word]:
    return [letters_of(m.group(), m.start(), across=across) for m in _WORD.finditer(text)]


def _align_words(names: _Names) -> list[_Match]:
    """The words that answer each other, in their order, at least cost."""
    best: dict[tuple[int, int], _Way] = {(0, 0): _Way(cost=0.0, before=(0, 0))}
    for i in range(len(names.a) + 1):
        for j in range(len(names.b) + 1):
            if (i, j) != (0, 0):
                best[i, j] = min(_ways(names, i, j, best), key=lambda way: way.cost)
    found: list[_Match] = []
    at = (len(names.a), len(names.b))
    while at != (0, 0):
        way = best[at]
        at = way.before
        if way.match is not None:
            found.append(way.match)
    return found[::-1]


def _ways(names: _Names, i: int, j: int, best: dict[tuple[int, int], _Way]) -> Iterator[_Way]:
    """All ways to have read `i` words of the one and `j` of the other: a pair, one against two, one alone."""
    for width_a, width_b in ((1, 1), (2, 1), (1, 2)):
        before = (i - width_a, j - width_b)
        if min(before) < 0:
            continue
        match = names.compare(range(before[0], i), range(before[1], j))
        if width_a == width_b:
            yield _Way(cost=best[before].cost + min(match.distance, 1.0), before=before, match=match)
        elif names.answer_each_other(match):
            yield _Way(cost=best[before].cost + match.distance + _JOINED, before=before, match=match)
    if i:
        yield _Way(cost=best[i - 1, j].cost + _WORD_ALONE, before=(i - 1, j))
    if j:
        yield _Way(cost=best[i, j - 1].cost + _WORD_ALONE, before=(i, j - 1))


def _moved(names: _Names, left_a: Sequence[int], left_b: Sequence[int]) -> list[_Match]:
    """Words left over on both sides that are the same word in another place."""
    found: list[_Match] = []
    for i in left_a:
        free = [j for j in left_b if not any(j in m.places_b for m in found)]
        tried = [names.compare(range(i, i + 1), range(j, j + 1)) for j in free]
        near = min(tried, key=lambda m: m.distance, default=None)
        if near is not None and near.distance <= MOVED_WITHIN:
            found.append(near)
    return found


def _marks(matches: Sequence[_Match], side: str) -> Iterator[Mark]:
    for match in matches:
        for step in match.steps:
            letter: Letter | None = getattr(step, side)
            if letter is not None:
                yield Mark(start=letter.start, end=letter.end, kind=DIFFERS if match.is_another_word else step.kind)


def _whole(words: Sequence[Word]) -> Iterator[Mark]:
    for word in words:
        yield Mark(start=word[0].start, end=word[-1].end, kind=ONLY)


def _joined(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks in order, neighbours of one kind as one."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda m: m.start):
        if found and found[-1].end == mark.start and found[-1].kind == mark.kind:
            found[-1] = Mark(start=found[-1].start, end=mark.end, kind=mark.kind)
        else:
            found.append(mark)
    return tuple(found)


def _text(text: str, letters: Sequence[Letter]) -> str:
    return text[letters[0].start : letters[-1].end]


def _said(a: str, b: str, match: _Match, *, is_moved: bool) -> WordPair:
    """What is to be said of two words that answer each other."""
    one = _text(a, [s.a for s in match.steps if s.a])
    other = _text(b, [s.b for s in match.steps if s.b])
    if match.is_another_word:
        return WordPair(a=one, b=other, kind=DIFFERS)
    kinds = {step.kind for step in match.steps}
    kind = DIFFERS if kinds & {DIFFERS, ONLY} else ALIKE if ALIKE in kinds else SAME
    return WordPair(a=one, b=other, kind=MOVED if is_moved else kind, changes=_changes(match.steps))


def _changes(steps: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    """Runs of letters that are not the same, as written on either side."""
    runs: list[list[str]] = []
    is_open = False
    for step in steps:
        is_change = step.kind not in {SAME, UNWRITTEN}
        if is_change and not is_open:
            runs.append(["", ""])
        if is_change:
            runs[-1][0] += step.a.text if step.a else ""
            runs[-1][1] += step.b.text if step.b else ""
        is_open = is_change
    return tuple((one, other) for one, other in runs)
