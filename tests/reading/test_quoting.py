"""Quotation marks of every kind, nested, left open, odd: exact words, and never an error."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.reading import read_report
from tawthiq.reading.folding import fold
from tawthiq.reading.layout import Paragraph
from tawthiq.reading.quoting import Places, find_quoted
from tawthiq.terms.figures import How, QuotationKind


def words(text: str) -> list[str]:
    folded = fold(text)
    found, at = [], 0
    for line in text.split("\n\n"):
        found.append(Paragraph(at, at + len(line)))
        at += len(line) + 2
    return [folded.view[item.start : item.end] for item in find_quoted(folded, tuple(found))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "we will not go back there" twice.', ["we will not go back there"]),
        ("He said “we will not go back there” twice.", ["we will not go back there"]),
        ("„Wir gehen nicht dorthin zurück“, sagte er.", ["Wir gehen nicht dorthin zurück"]),
        ("« Nous n'y retournerons pas », dit-il.", ["Nous n'y retournerons pas"]),
        ("»Wir gehen nicht dorthin«, sagte er.", ["Wir gehen nicht dorthin"]),
        ("”Vi går inte tillbaka dit”, sade han.", ["Vi går inte tillbaka dit"]),
        ("'We will not go back there,' he said.", ["We will not go back there,"]),
        ("‘We don’t go back there,’ he said.", ["We don't go back there,"]),
        ("“She told me ‘never go back there’ and left,” he said.", ["She told me ‘never go back there' and left,"]),
        ("«Он сказал «никогда не вернусь» и ушёл», — вспоминает она.", ["Он сказал “никогда не вернусь” и ушёл"]),
        ("«Мы ушли, — сказала она. — Никто не вернулся».", ["Мы ушли", "Никто не вернулся"]),
        ('He said "we will not go back there.” Then he left.', ["we will not go back there."]),
        ("The farmers' union and the miners' union met the ministers' aides.", []),
        ('A 5" pipe and nothing else.', []),
        ('He said "we will not go.', []),
        ('"One is open.\n\n"Two is open.\n\n"Three closes," he said.',
         ["One is open.", "Two is open.", "Three closes,"]),
        ('"', []),
        ('قال لـ"الجزيرة نت" إنه باق.', ["الجزيره نت"]),
    ],
)  # fmt: skip
def test_marks_are_paired_by_their_kind(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text(alphabet=" ab.,\n\"'“”„«»‘’`<>", max_size=80))
def test_no_run_of_marks_ever_raises_or_overlaps(text: str) -> None:
    padded = "x " + text.replace("\n", "\n\n")
    folded = fold(padded)
    found = find_quoted(folded, (Paragraph(0, len(folded.view)),))
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all(0 <= item.start < item.end <= len(folded.view) for item in found)
    places = Places(found)
    assert all(places.at(item.start) == item for item in found)


def test_the_chain_says_to_whom_where_when_and_through_whom() -> None:
    text = (
        "KESH (Reuters) - The town was quiet.\n\n“Nobody has slept here for a week,” Mira Talvik, an aid worker, "
        "told the BBC on Monday in an interview at the hospital.\n\nState news agency SANA, quoting a military "
        "source, said 40 people were killed."
    )
    reading = read_report(text)
    direct = next(item for item in reading.quotations if item.kind is QuotationKind.DIRECT)
    chain = direct.speaker
    assert (chain.name, chain.role, chain.how) == ("Mira Talvik", "aid worker", How.APPOSITIVE)
    assert (chain.addressee, chain.outlet, chain.wire) == ("the BBC", "BBC", "Reuters")
    assert chain.said_on_words == "on Monday"
    assert chain.occasion.startswith("in an interview")
    (figure,) = reading.figures
    assert (figure.speaker.label, figure.speaker.via) == ("military source", "State news agency SANA")


@pytest.mark.parametrize(
    ("text", "label", "how"),
    [
        ("“We left everything behind us there.” — Rima Saleh, teacher", "Rima Saleh", How.CREDIT),
        ("From Rima Saleh, a teacher: “We left everything behind us there.”", "Rima Saleh", How.LABEL),
        ("Rima Saleh: “We left everything behind us there.”", "Rima Saleh", How.LABEL),
        ("Note: “We left everything behind us there.”", "", How.NONE),
        ("“We left everything behind us there,” it said on a wall.", "", How.NONE),
        ("Ada Lind said nothing. Her sister was older. “We left everything behind us there.”", "", How.NONE),
        ("Mrs Ada Lind said it was late. “We left all of it,” he said.", "", How.NONE),
    ],
)  # fmt: skip
def test_names_without_verbs_and_nobody_where_nobody_is_named(text: str, label: str, how: How) -> None:
    direct = [item for item in read_report(text).quotations if item.kind is not QuotationKind.INDIRECT]
    assert [(item.speaker.label, item.speaker.how) for item in direct] == [(label, how)]
