"""Who says what: cues, pronouns, appositions, continuations, and the silence where nobody is named."""

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import How, QuotationKind, SpeakerChain


def speaker(text: str) -> SpeakerChain:
    return read_report(text).figures[-1].speaker


@pytest.mark.parametrize(
    ("text", "label", "how"),
    [
        ("Twelve people were killed, authorities said today.", "authorities", How.CUE),
        ("According to the Health Ministry, 12 people were killed.", "Health Ministry", How.CUE),
        ("Twelve people were killed, according to Amnesty International.", "Amnesty International", How.CUE),
        ("Nine people died, Ada Lind, spokeswoman of the relief agency, told a news briefing.",
         "Ada Lind", How.APPOSITIVE),
        ("“We counted 40 people killed,” said Ada Lind, a doctor.", "Ada Lind", How.APPOSITIVE),
        ("Doctor Ada Lind said nobody slept. She said 12 people were killed.", "Ada Lind", How.PRONOUN),
        ("Ada Lind, 54, a farmer said 12 people were killed.", "Ada Lind", How.APPOSITIVE),
        ("At least 10,000 people were displaced in the north (UNHCR, June 2009).", "UNHCR", How.PARENTHESIS),
        ("General Ada Lind said they held. “They killed 12 people,” Lind said.", "Ada Lind", How.CUE),
    ],
)  # fmt: skip
def test_the_speaker_and_how_it_was_found(text: str, label: str, how: How) -> None:
    found = speaker(text)
    assert (found.label, found.how) == (label, how)


@pytest.mark.parametrize(
    "text",
    [
        "Twelve people were killed in the town.",
        "Ada Lind said nobody slept. Twelve people were killed in the town.",
        "He said 12 people were killed.",
        "The toll rose to 217, the Lusa agency reported, and in Kesh at least 56 people were killed.",
    ],
)
def test_unsure_is_empty(text: str) -> None:
    assert not speaker(text).known


def test_relayed_words_have_both_speakers() -> None:
    found = speaker("The WFP said the government had reported more than 920,000 people were affected.")
    assert (found.label, found.via) == ("government", "WFP")


def test_a_quotation_goes_on_over_paragraphs() -> None:
    text = (
        "The village head, Ilan Berov, said: “Over one hundred households are now homeless.\n\n"
        "“Our food has been burnt to ashes just like that.”"
    )
    first, second = read_report(text).quotations
    assert (first.kind, first.speaker.name) == (QuotationKind.DIRECT, "Ilan Berov")
    assert (second.speaker.name, second.speaker.how) == ("Ilan Berov", How.CONTINUATION)
    assert first.words == "Over one hundred households are now homeless."


def test_cues_inside_quotation_marks_are_not_the_reports() -> None:
    text = '"My brother said that 12 people were killed," Ada Lind said.'
    assert speaker(text).label == "Ada Lind"


def test_an_odd_quotation_mark_opens_nothing() -> None:
    assert read_report('He said "nothing of it is true and twelve people were killed.').quotations == ()


def test_scare_quotes_are_no_quotation() -> None:
    quotations = read_report("The UN said it would collect testimony on “atrocities” in the country.").quotations
    assert [quotation.kind for quotation in quotations] == [QuotationKind.INDIRECT]
