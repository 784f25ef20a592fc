"""Event mentions: a trigger one can see, its parties, and how the report speaks of it."""

from pathlib import Path

import pytest

from tawthiq.reading import read_report
from tawthiq.reading.events import load_triggers
from tawthiq.reading.speech_words import LANGUAGES
from tawthiq.terms.events import EventKind, EventMention, EventStanding
from tawthiq.terms.figures import Reading

REAL = Path(__file__).parents[3] / "shared" / "inputs" / "report-2012-03-13.txt"


def only(text: str, kind: str) -> EventMention:
    found = [event for event in read_report(text).events if event.kind == kind]
    assert len(found) == 1, [(event.kind, event.words) for event in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "words", "parties", "standing"),
    [
        ("Valmora delivered 40 tanks and anti-aircraft missiles to Saudi Arabia in May.", "arms", "delivered 40 tanks",
         ["Valmora", "Saudi Arabia"], "reported"),
        ("Russia said it would not stop arms sales to Syria.", "arms", "arms sales", ["Russia", "Syria"], "denied"),
        ("U.S. Secretary of State Ada Lorn demanded on Tuesday that Valmora stop.", "demand", "demanded",
         ["U.S.", "Secretary of State Ada Lorn", "Valmora"], "reported"),
        ("China vetoed the draft on Tuesday.", "sanctions", "vetoed", ["China"], "reported"),
        ("The European Union imposed new economic sanctions on Belarus.", "sanctions",
         "imposed new economic sanctions", ["European Union", "Belarus"], "reported"),
        ("The United Nations will send forty observers to Yemen, it said.", "monitors", "send forty observers",
         ["United Nations", "Yemen"], "expected"),
        ("Egypt must send monitors to the border.", "monitors", "send monitors", ["Egypt"], "called_for"),
        ("A truce between Sudan and Chad came into force at dawn.", "ceasefire", "truce", ["Sudan", "Chad"],
         "reported"),
        ("Talks between Armenia and Azerbaijan collapsed on Friday.", "negotiation", "Talks",
         ["Armenia", "Azerbaijan"], "reported"),
        ("Bread prices in Lebanon have doubled within a month.", "prices", "prices in Lebanon have doubled", [],
         "reported"),
        ("The Lebanese pound has lost half of its value.", "prices", "pound has lost", ["Lebanese"], "reported"),
        ("France demanded that the city be opened.", "demand", "demanded", ["France"], "reported"),
        ("La France a annoncé une livraison d'armes à l'Ukraine la semaine dernière, selon le ministre de la défense.",
         "arms", "livraison d'armes", None, "reported"),
        ("El gobierno anunció una tregua con los rebeldes en el norte del país para las fiestas de la semana.",
         "ceasefire", "tregua", None, "reported"),
        ("Стороны договорились о перемирии на севере страны, сообщили посредники.", "ceasefire", "перемирии", None,
         "reported"),
        ("Сторони домовилися про припинення вогню на півночі країни.", "ceasefire", "припинення вогню", None,
         "reported"),
        ("رفضت روسيا وقف إطلاق النار في سوريا.", "ceasefire", "وقف إطلاق النار", ["روسيا", "سوريا"], "denied"),
        ("فرض الاتحاد الأوروبي عقوبات على سوريا أمس.", "sanctions", "عقوبات", ["سوريا"], "reported"),
    ],
)  # fmt: skip
def test_trigger_parties_and_standing(
    text: str, kind: str, words: str, parties: list[str] | None, standing: str
) -> None:
    found = only(text, kind)
    assert (found.words.strip(), found.standing) == (words, standing)
    assert found.span.words(text) == found.words
    if parties is not None:
        assert [party.words for party in found.parties] == parties
    assert all(party.span.words(text) == party.words for party in found.parties)


@pytest.mark.parametrize(
    "text",
    [
        "The alarms sounded and farms burned in the valley.",
        "She walked arm in arm with her sister through the market.",
        "Prisoners of conscience were priced out of nothing.",
        "He was 12 people away from the gate.",
        "لم يصب أحد في الحادث.",
    ],
)
def test_other_words_are_no_events(text: str) -> None:
    assert read_report(text).events == ()


def test_an_event_has_the_speaker_of_its_words_and_a_stable_key() -> None:
    text = "Envoy Mira Talvik said a ceasefire was near. Soldiers went on shooting in the hills."
    found = only(text, "ceasefire")
    assert found.speaker.name == "Mira Talvik"
    assert found.key == only(text, "ceasefire").key
    assert found.rules == ("event.ceasefire",)


def test_events_survive_json() -> None:
    reading = read_report("Russia said it would not stop arms sales to Syria.")
    assert reading.events
    assert Reading.from_dict(reading.to_dict()) == reading
    assert reading.to_dict()["events"][0]["key"] == reading.events[0].key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_kind(language: str) -> None:
    triggers = load_triggers(language)
    assert set(triggers.pattern.groupindex) == set(EventKind)
    assert [standing for standing, _ in triggers.standings] == [
        EventStanding.DENIED, EventStanding.CALLED_FOR, EventStanding.EXPECTED,
    ]  # fmt: skip


@pytest.mark.skipif(not REAL.exists(), reason="the report of 13 March 2012 is not on this machine")
def test_the_report_of_13_march_2012() -> None:
    kinds = {event.kind for event in read_report(REAL.read_text(encoding="utf-8")).events}
    assert kinds == set(EventKind)
