"""One invented wire story from end to end, and the real report where it lies beside the checkout."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from reading.reports import STORY
from tawthiq.reading import read_report
from tawthiq.terms.figures import (
    Category,
    Hedge,
    How,
    LayoutKind,
    Measure,
    PlacePrecision,
    PlaceRelation,
    QuotationKind,
    Reading,
    RelationKind,
)

MONDAY = date(2026, 6, 8)
REAL = Path(__file__).parents[3] / "shared" / "inputs" / "report-2012-03-13.txt"


@pytest.fixture(scope="module")
def story() -> Reading:
    return read_report(STORY, published_on=date(2026, 6, 10))


def test_every_figure_of_the_story_is_proposed_and_nothing_else(story: Reading) -> None:
    assert [(f.value_min, f.value_max, f.vague, f.category) for f in story.figures] == [
        (4300, 4300, "", Category.KILLED),
        (120000, 120000, "", Category.DISPLACED),
        (40000, 40000, "", Category.REFUGEE),
        (None, None, "dozens", Category.REFUGEE),
        (80000, None, "", Category.DISPLACED_INTERNAL),
        (65000, 65000, "", Category.REFUGEE),
    ]


def test_hedges_and_measures(story: Reading) -> None:
    assert [f.hedge for f in story.figures] == [
        Hedge.ESTIMATED,
        Hedge.ABOUT,
        Hedge.EXACT,
        Hedge.EXACT,
        Hedge.AT_LEAST,
        Hedge.ABOUT,
    ]
    assert [f.measure for f in story.figures][1:] == [
        Measure.CUMULATIVE,
        Measure.CUMULATIVE,
        Measure.RATE,
        Measure.STOCK,
        Measure.STOCK,
    ]
    assert story.figures[1].since == "since the start of the unrest last spring"
    assert [f.per for f in story.figures] == ["", "", "", "day", "", ""]


def test_speaker_chains_say_how_they_were_found(story: Reading) -> None:
    narrator, agency, coordinator, _, relayed, pronoun = (f.speaker for f in story.figures)
    assert not narrator.known
    assert narrator.how is How.NONE
    assert (agency.organisation, agency.said_on_words, agency.said_on) == (
        "UN refugee agency",
        "Monday",
        MONDAY,
    )
    assert (coordinator.name, coordinator.organisation) == ("Mira Talvik", "Relief Agency")
    assert coordinator.how is How.NEXT_NAMING
    assert (relayed.organisation, relayed.via, relayed.addressee) == (
        "Saran Red Crescent",
        "Mira Talvik",
        "reporters",
    )
    assert (pronoun.name, pronoun.how) == ("Mira Talvik", How.PRONOUN)


def test_places_belong_to_the_clause(story: Reading) -> None:
    _, _, abroad, rate, within, hosted = story.figures
    assert [(p.words, p.relation) for p in abroad.places] == [
        ("Jordan", PlaceRelation.TO),
        ("Lebanon", PlaceRelation.TO),
        ("Egypt", PlaceRelation.TO),
    ]
    assert [(p.words, p.relation) for p in rate.places] == [("neighbouring countries", PlaceRelation.TO)]
    assert [(p.words, p.relation) for p in within.places] == [("the country", PlaceRelation.AT)]
    assert ("Sara", PlaceRelation.AT) in [(p.words, p.relation) for p in hosted.places]


def test_the_sum_covers_its_parts_and_nothing_else_adds_up(story: Reading) -> None:
    assert hosted_group(story) == "mostly Malan refugees living in Sara"
    (total,) = story.relations
    assert (total.kind, total.total, total.parts) == (RelationKind.SUM, 1, (2, 4))
    assert total.arithmetic == "40,000 + 80,000 = 120,000"


def hosted_group(story: Reading) -> str:
    return story.figures[5].group


def test_page_furniture_is_labelled_and_not_read(story: Reading) -> None:
    labels = {part.span.words(STORY): part.kind for part in story.layout}
    assert labels == {
        "Support the Northern Courier!": LayoutKind.FURNITURE,
        "Contribute today": LayoutKind.FURNITURE,
        "Valmora Rejects Calls to Halt Shipments": LayoutKind.TITLE,
        "(AP, Reuters)": LayoutKind.CREDIT,
        "Read more": LayoutKind.FURNITURE,
    }
    assert story.credits == ("AP", "Reuters")


def test_statements_have_their_speakers(story: Reading) -> None:
    said = [(q.kind, q.speaker.label) for q in story.quotations]
    assert said == [
        (QuotationKind.INDIRECT, "senior trade official"),
        (QuotationKind.INDIRECT, "Ilan Berov"),
        (QuotationKind.MIXED, "Ilan Berov"),
        (QuotationKind.INDIRECT, "UN refugee agency"),
        (QuotationKind.MIXED, "Mira Talvik"),
        (QuotationKind.INDIRECT, "Saran Red Crescent"),
        (QuotationKind.INDIRECT, "Mira Talvik"),
    ]


def test_words_are_the_words_at_their_spans(story: Reading) -> None:
    for figure in story.figures:
        assert figure.span.words(STORY) == figure.words
        assert figure.spans.trigger.words(STORY) == figure.term
    assert story.figures[1].words == "some\u00a0120,000 Sarans have fled"


def test_reading_survives_json(story: Reading) -> None:
    assert Reading.from_dict(story.to_dict()) == story
    assert story.figures[0].to_dict()["key"] == story.figures[0].key


def test_reading_is_the_same_every_time(story: Reading) -> None:
    assert read_report(STORY, published_on=date(2026, 6, 10)).to_dict() == story.to_dict()


@pytest.mark.skipif(not REAL.exists(), reason="the report of 13 March 2012 does not lie beside this checkout")
def test_the_report_of_13_march_2012() -> None:
    text = REAL.read_text(encoding="utf-8")
    reading = read_report(text, published_on=date(2012, 3, 13))
    found = [(f.value, f.vague, f.category, f.hedge, f.measure) for f in reading.figures]
    assert found == [
        (7500, "", Category.KILLED, Hedge.ESTIMATED, Measure.CUMULATIVE),
        (230000, "", Category.DISPLACED, Hedge.ABOUT, Measure.CUMULATIVE),
        (30000, "", Category.REFUGEE, Hedge.EXACT, Measure.CUMULATIVE),
        (None, "hundreds", Category.REFUGEE, Hedge.EXACT, Measure.RATE),
        (200000, "", Category.DISPLACED_INTERNAL, Hedge.AT_LEAST, Measure.STOCK),
        (110000, "", Category.REFUGEE, Hedge.ABOUT, Measure.STOCK),
    ]
    assert [f.speaker.label for f in reading.figures] == [
        "",
        "UN refugee agency",
        "Panos Moumtzis",
        "Panos Moumtzis",
        "Syrian Arab Red Crescent",
        "Panos Moumtzis",
    ]
    assert reading.figures[4].speaker.via == "Panos Moumtzis"
    assert reading.figures[5].group.startswith("mostly Iraqi refugees")
    assert [f.as_of.text for f in reading.figures if f.as_of] == ["2012-03-13"] * 6
    assert all(f.places for f in reading.figures)
    abroad = [(p.words, p.relation, p.precision) for p in reading.figures[2].places]
    assert abroad == [(name, PlaceRelation.TO, PlacePrecision.COUNTRY) for name in ("Turkey", "Lebanon", "Jordan")]
    assert reading.figures[3].per == "day"
    assert reading.figures[1].since == "since the outbreak of violence last year"
    assert hashlib.sha256(text.encode()).hexdigest() == reading.document
    assert [(r.total, r.parts) for r in reading.relations] == [(1, (2, 4))]
    assert reading.credits == ("AP", "Reuters")
    assert len(reading.quotations) == 15
    assert all(q.speaker.known for q in reading.quotations)
    furniture = [p.span.words(text) for p in reading.layout if p.kind is LayoutKind.FURNITURE]
    assert len(furniture) == 4
