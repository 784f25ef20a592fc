"""For any text: exact spans, nothing raised but a clear refusal, and the same result every time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.reading import copies, read_report
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.figures import Reading

PIECES = st.sampled_from(
    [
        *(
            "killed",
            "were killed",
            "at least",
            "some",
            "12",
            "3,400",
            "7,500",
            "hundreds",
            "people",
            "families",
        ),
        *("refugees", "of whom", "and", ",", ".", "said", "told reporters that", "according to", "Ada Lind"),
        *("the UN", "He", "Monday", '"', "“", "”", "«", "»", "‘", "’", "(", ")", "-", "–", "\n", "\n\n"),
        *("\u00a0", "\u00ad", "\u200f", "\u202e", "\x00", "ﬁ", "قتل", "مقتل", "١٢", "ألف", "شخصًا", "وجرح"),
        *("آخرين", "قال", "إن", "على الأقل", "fled to Chad", "daily", "death toll", "rose to", "1990", "$"),
        *("displaced within the country", "million", "400-500", "½", "İ", "شخصين", "مئات"),
    ]
)
NOISE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.lists(PIECES | NOISE, min_size=1, max_size=40).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_spans_are_exact_and_in_the_text(text: str) -> None:
    try:
        reading = read_report(text)
    except BadInputError:
        return
    for figure in reading.figures:
        assert figure.span.words(text) == figure.words
        assert figure.spans.trigger is not None
        assert figure.spans.trigger.words(text) == figure.term
        assert figure.spans.quantity.words(text)
        assert figure.spans.clause.start <= figure.span.start <= figure.spans.quantity.start
        assert figure.spans.quantity.end <= figure.span.end <= figure.spans.clause.end <= len(text)
        assert all(place.span.words(text) == place.words for place in figure.places)
        assert (figure.value is None) == bool(figure.vague)
    for quotation in reading.quotations:
        assert quotation.span.words(text) == quotation.words
        assert quotation.span.end <= len(text)
    for relation in reading.relations:
        assert relation.total not in relation.parts
        assert max(relation.total, *relation.parts) < len(reading.figures)


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_reading_twice_and_through_json_is_the_same(text: str) -> None:
    try:
        first = read_report(text)
    except BadInputError:
        return
    assert read_report(text) == first
    assert Reading.from_dict(first.to_dict()) == first


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["one two three four five six", "a b c d e", "x", "a b c d e f g"]), max_size=6))
def test_every_text_is_in_exactly_one_origin(texts: list[str]) -> None:
    groups = copies(texts)
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
