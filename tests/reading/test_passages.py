"""Passages written for this project, with their truth marked in them: whose words, whose figures.

In the files ``⟪A|B⟫words⟪/⟫`` marks quoted words of A (B is accepted too, ``-`` is nobody) and ``12⟦A⟧`` a
figure said by A. They were written before the rules were tried on them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "passages"
_MARK = re.compile(r"⟪(?P<quote>[^⟫]*)⟫|⟦(?P<figure>[^⟧]*)⟧")


@dataclass(frozen=True)
class Said:
    """A stretch of a passage and who is accepted as its speaker."""

    start: int
    end: int
    speakers: tuple[str, ...]


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
    pieces, quotes, figures = [], [], []
    at = length = 0
    opened: tuple[int, tuple[str, ...]] | None = None
    for match in _MARK.finditer(body):
        piece = body[at : match.start()]
        pieces.append(piece)
        length += len(piece)
        at = match.end()
        if match["figure"] is not None:
            start = re.search(r"[\w,.-]+\s*(?:more|ألف)?\Z", "".join(pieces)).start()
            figures.append(Said(start, length, tuple(match["figure"].split("|"))))
        elif match["quote"] == "/":
            quotes.append(Said(opened[0], length, opened[1]))
            opened = None
        else:
            opened = (length, tuple(match["quote"].split("|")))
    pieces.append(body[at:])
    assert opened is None, name
    return Passage(name, "".join(pieces), tuple(quotes), tuple(figures))
