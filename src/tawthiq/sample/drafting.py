"""Text that knows where its parts stand: sentences are filled in one after another, marked parts keep their spans.

A span is the half-open pair of offsets, in characters (code points), of the marked words in the finished text. It is
taken while the text is written and so is exact; nothing is searched for afterwards.
"""

import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{(\w+)\}")


class Draft:
    """A text being written."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.spans: dict[str, tuple[int, int]] = {}

    def add(self, words: str, *, mark: str = "") -> None:
        """Append words as they are; with `mark`, keep their span under that name (the first one stands)."""
        if mark:
            self.spans.setdefault(mark, (self._length, self._length + len(words)))
        self._parts.append(words)
        self._length += len(words)

    def say(self, template: str, slots: Mapping[str, str], *, marks: Mapping[str, str] | None = None) -> None:
        """Append a template with its ``{slots}`` filled; `marks` names the span to keep for a slot.

        A slot written with a capital, such as ``{When}``, is filled with its value capitalised.
        """
        marks = marks or {}
        for number, piece in enumerate(_SLOT.split(template)):
            if number % 2 == 0:
                self.add(piece)
                continue
            value = slots[piece.lower()]
            self.add(value[:1].upper() + value[1:] if piece[0].isupper() else value, mark=marks.get(piece.lower(), ""))

    def text(self) -> str:
        """Return the text written so far."""
        return "".join(self._parts)
