"""Marks stand at their exact spans, and the text stays what it was, character for character."""

from __future__ import annotations

import html
import re

from tawthiq.web.sources.marking import Mark, cut_pieces, mark_text

TEXT = "The <ministry> said 20 & 30\r\npeople died."


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_words_are_escaped_and_come_back_unchanged() -> None:
    markup = mark_text(
        TEXT, [Mark(start=4, end=14, kind="quoted"), Mark(start=20, end=22, kind="pending", target="f1")]
    )
    assert shown(markup) == TEXT
    assert "<ministry>" not in markup
    assert '<mark class="quoted">&lt;ministry&gt;</mark>' in markup
    assert (
        '<a id="span-20-22" class="span-start"></a><mark class="pending"><a href="#f1" title="">20</a></mark>' in markup
    )


def test_a_carriage_return_survives_the_browser() -> None:
    assert "30&#13;\n" in mark_text(TEXT, [])


def test_overlapping_spans_share_their_common_words() -> None:
    marks = [Mark(start=0, end=6, kind="quoted"), Mark(start=4, end=9, kind="pending")]
    pieces = cut_pieces("abcdefghijk", marks)
    assert [(piece.words, len(piece.marks)) for piece in pieces] == [("abcd", 1), ("ef", 2), ("ghi", 1), ("jk", 0)]
    assert pieces[1].top is marks[1]
    assert pieces[1].starting == ("span-4-9",)


def test_of_nested_spans_of_one_kind_the_inner_one_leads() -> None:
    outer, inner = Mark(start=0, end=9, kind="pending", target="o"), Mark(start=2, end=4, kind="pending", target="i")
    pieces = cut_pieces("abcdefghi", [outer, inner])
    assert [piece.top.target for piece in pieces if piece.top] == ["o", "i", "o"]


def test_two_marks_on_one_span_have_one_name() -> None:
    marks = [Mark(start=1, end=3, kind="pending", target="a"), Mark(start=1, end=3, kind="confirmed", target="b")]
    assert mark_text("abcd", marks).count('id="span-1-3"') == 1


def test_spans_outside_the_text_do_no_harm() -> None:
    marks = [
        Mark(start=2, end=99, kind="quoted"),
        Mark(start=7, end=8, kind="quoted"),
        Mark(start=3, end=3, kind="quoted"),
    ]
    assert shown(mark_text("abcd", marks)) == "abcd"


def test_furniture_is_no_mark() -> None:
    markup = mark_text("Support us! Text", [Mark(start=0, end=11, kind="layout", title="furniture")])
    assert "<mark" not in markup
    assert 'class="layout"' in markup
