"""Passages written for this project, with their truth marked in them: whose words, whose figures.

In the files ``⟪A|B⟫words⟪/⟫`` marks quoted words of A (B is accepted too, ``-`` is nobody) and ``12⟦A⟧`` a
figure said by A. They were written before the rules were tried on them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "spoken"
_LEAST = 20
_NUMBER = re.compile(r"[\w,.-]+\s*(?:more|ألف)?\Z")
_SEAM = re.compile(r'[”"],? [^“"]*[“"]|\n\n[“"]')
_MARK = re.compile(r"⟪(?P<quote>[^⟫]*)⟫|⟦(?P<figure>[^⟧]*)⟧")


@dataclass(frozen=True)
class Said:
    """A stretch of a passage and who is accepted as its speaker."""

    start: int
    end: int
    speakers: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Passage:
    """One passage without its marks."""

    name: str
    text: str
    quotes: tuple[Said, ...]
    figures: tuple[Said, ...]


def load(*files: str) -> list[Passage]:
    found = []
    for file in files:
        for part in (_FOLDER / f"{file}.txt").read_text(encoding="utf-8").split("=== ")[1:]:
            name, body = part.split("\n", 1)
            found.append(parse(name, body.strip("\n")))
    return found


def parse(name: str, body: str) -> Passage:
    pieces: list[str] = []
    quotes, figures = [], []
    opened: list[tuple[int, tuple[str, ...]]] = []
    at = 0
    for match in _MARK.finditer(body):
        pieces = ["".join([*pieces, body[at : match.start()]])]
        at = match.end()
        so_far = pieces[0]
        if match["figure"] is not None:
            number = _NUMBER.search(so_far)
            assert number is not None, name
            figures.append(Said(number.start(), len(so_far), tuple(match["figure"].split("|")), number.group()))
        elif match["quote"] == "/":
            start, speakers = opened.pop()
            quotes += _pieces(so_far, start, speakers)
        else:
            opened.append((len(so_far), tuple(match["quote"].split("|"))))
    assert not opened, name
    return Passage(name, "".join([*pieces, body[at:]]), tuple(quotes), tuple(figures))


def _pieces(text: str, start: int, speakers: tuple[str, ...]) -> list[Said]:
    """One marked stretch may run over an inserted speaker or a paragraph that opens its marks again."""
    words = text[start:]
    found = []
    at = 0
    for match in _SEAM.finditer(words):
        found.append((at, match.start()))
        at = match.end()
    found.append((at, len(words)))
    return [Said(start + a, start + b, speakers, words[a:b]) for a, b in found if b - a >= _LEAST]
