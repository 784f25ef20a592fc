"""Whose words, and whose figures: passages in six languages, written before the rules were tried on them."""

import itertools

import pytest

from reading.passages import Passage, Said, load
from tawthiq.reading import read_report
from tawthiq.terms.figures import Quotation, QuotationKind, Reading

ENGLISH = load("english_first", "english_second", "english_third")
ARABIC = load("arabic", "arabic_second", "arabic_third", "arabic_fourth", "arabic_fifth")
OTHERS = load("others", "others_second")
ALL = [*ENGLISH, *ARABIC, *OTHERS]


def fits(label: str, accepted: tuple[str, ...]) -> bool:
    """Whether a label is one accepted, or more or less of its words ("Odeh" for "Samir Odeh")."""
    if not label:
        return "-" in accepted
    said = set(label.lower().split())
    return any(said <= set(name.lower().split()) or said >= set(name.lower().split()) for name in accepted)


def quoted(reading: Reading, said: Said) -> Quotation | None:
    """The quotation with exactly these words (a comma before the closing mark may belong to it)."""
    for quotation in reading.quotations:
        if quotation.kind is QuotationKind.INDIRECT or quotation.span.start != said.start:
            continue
        if quotation.span.end in (said.end, said.end + 1) or quotation.words.rstrip(",") == said.words:
            return quotation
    return None


@pytest.mark.parametrize("passage", ALL, ids=lambda passage: passage.name)
def test_every_quotation_has_its_exact_words_and_its_speaker(passage: Passage) -> None:
    reading = read_report(passage.text)
    for said in passage.quotes:
        quotation = quoted(reading, said)
        assert quotation is not None, said.words
        assert fits(quotation.speaker.label, said.speakers), (said.words, quotation.speaker.label)


@pytest.mark.parametrize("passage", [item for item in ALL if item.figures], ids=lambda passage: passage.name)
def test_every_figure_has_its_speaker_or_none(passage: Passage) -> None:
    reading = read_report(passage.text)
    for said in passage.figures:
        found = [f for f in reading.figures if f.spans.quantity.start < said.end and f.spans.quantity.end > said.start]
        for figure in found:
            assert fits(figure.speaker.label, said.speakers), (figure.words, figure.speaker.label)


def test_nothing_else_is_quoted() -> None:
    """Of all words in marks longer than a term, those not marked in the passages are few."""
    surplus = [
        (passage.name, quotation.words)
        for passage in ALL
        for quotation in read_report(passage.text).quotations
        if quotation.kind is not QuotationKind.INDIRECT
        and len(quotation.words) >= 25
        and not any(said.start <= quotation.span.start < said.end for said in passage.quotes)
    ]
    assert surplus == []


def test_the_passages_are_many_enough_to_mean_something() -> None:
    assert len(ALL) >= 80
    assert sum(len(passage.quotes) for passage in ALL) >= 150
    names = [passage.name for passage in ALL]
    assert len(set(names)) == len(names)
    assert {name.split("-")[0] for name in names} >= {"wire", "un", "ngo", "interview", "ar", "fr", "es", "ru", "uk"}


def test_spans_never_overlap_within_a_kind() -> None:
    for passage in ALL:
        direct = [q.span for q in read_report(passage.text).quotations if q.kind is not QuotationKind.INDIRECT]
        assert all(one.end <= two.start for one, two in itertools.pairwise(direct)), passage.name
