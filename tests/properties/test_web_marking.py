"""Whatever the spans, the words of a marked text are the words of the text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.web.sources.marking import KINDS, Mark, cut_pieces, mark_text

#: Line separators other than these are rewritten by no browser, and lone surrogates never reach a text.
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
MARKS = st.lists(
    st.builds(
        Mark,
        start=st.integers(0, 70),
        end=st.integers(0, 70),
        kind=st.sampled_from(KINDS),
        target=st.sampled_from(["", "t"]),
    ),
    max_size=8,
)


@given(TEXTS, MARKS)
def test_pieces_joined_are_the_text(text: str, marks: list[Mark]) -> None:
    pieces = cut_pieces(text, marks)
    assert "".join(piece.words for piece in pieces) == text
    at = 0
    for piece in pieces:
        over = {id(m) for m in marks if m.start <= at < min(m.end, len(text))}
        assert {id(m) for m in piece.marks} == over
        at += len(piece.words)


@given(TEXTS, MARKS)
def test_markup_without_its_tags_is_the_text(text: str, marks: list[Mark]) -> None:
    bare = re.sub(r"</?(?:mark|span|a)\b[^>]*>", "", mark_text(text, marks))
    unescaped = bare.replace("&#13;", "\r").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert unescaped.replace("&#x27;", "'").replace("&amp;", "&") == text
