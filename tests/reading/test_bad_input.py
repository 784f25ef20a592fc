from typing import Any

import pytest

from tawthiq.reading import read_report
from tawthiq.reading.folding import fold
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.figures import Category, Reading, ReportedFigure, SpeakerChain


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reading.empty"),
        (" \n\t\u00a0\ufeff", "reading.empty"),
        ("\x00" * 40, "reading.empty"),
        ("a\x00\x00\x00" * 40, "reading.not_text"),
        ("12 people \ud800 were killed", "reading.broken_unicode"),
    ],
)
def test_what_is_no_text_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_report(text)
    assert refused.value.code == code
    assert refused.value.next_step


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("At least\u00a012\u00a0people were killed.", "At least\u00a012\u00a0people were killed"),
        ("\u202bAt least 12\u202c pe\u00adople were killed.", "At least 12\u202c pe\u00adople were killed"),
        ("At least 12 people\x00were killed.", "At least 12 people\x00were killed"),
        ("At least ١٢ people were killed.", "At least ١٢ people were killed"),
        ("At least 12 o\ufb03cers were killed.", "At least 12 o\ufb03cers were killed"),
    ],
)
def test_marks_digits_and_ligatures_fold_and_spans_stay_raw(text: str, words: str) -> None:
    (figure,) = read_report(text).figures
    assert (figure.value, figure.category, figure.words) == (12, Category.KILLED, words)


def test_a_line_of_five_million_characters_is_read() -> None:
    line = "The market stayed open and people went about their day in the old town. " * 69_000
    reading = read_report(line + "At least 12 people were killed.")
    assert [figure.value for figure in reading.figures] == [12]
    assert len(line) > 4_900_000


def test_other_languages_give_no_figures() -> None:
    text = (
        "Gestern wurden bei einem Angriff auf das Dorf mindestens 12 Menschen getötet und 30 weitere schwer verletzt."
    )
    reading = read_report(text)
    assert (reading.language, reading.figures) == ("und", ())


def test_folding_keeps_the_way_back() -> None:
    folded = fold("a\u00adb\ufb01c")
    assert folded.view == "abfic"
    assert folded.span(0, 2).words(folded.raw) == "a\u00adb"
    assert folded.span(2, 4).words(folded.raw) == "\ufb01"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        {},
        {"document": "x", "language": 3},
        {"document": "x", "language": "en", "figures": [{"span": [3, 1]}]},
        {"document": "x", "language": "en", "layout": [{"kind": "nonsense", "span": [0, 1]}]},
        {"document": "x", "language": "en", "published_on": "13/3"},
    ],
)
def test_a_broken_kept_reading_is_refused(broken: Any) -> None:
    with pytest.raises(BadInputError):
        Reading.from_dict(broken)


def test_a_key_holds_when_only_rules_or_speaker_change() -> None:
    (figure,) = read_report("Shelling killed 58 people.").figures
    data = figure.to_dict()
    again = ReportedFigure.from_dict({**data, "rules": ["better"], "speaker": SpeakerChain(name="A").to_dict()})
    other = ReportedFigure.from_dict({**data, "category": "injured"})
    assert again.key == figure.key
    assert other.key != figure.key
