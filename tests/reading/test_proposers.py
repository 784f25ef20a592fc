"""What an engine says is taken only where it stands in the report to the letter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from tawthiq.reading.proposers import Answer, propose_speakers
from tawthiq.reading.spacy_proposer import SpacyProposer, load_spacy
from tawthiq.terms.errors import SetupError
from tawthiq.terms.proposals import DropReason, Proposed

PASSAGE = "We buried 12 people behind the school, and 1,240 more are missing in the hills"
TEXT = f"The road was closed again.\n\nNobody knows the date. “{PASSAGE},” whispered the caretaker Ilan Berov.\n"


@dataclass
class Engine:
    """Says what it was told to say of the paragraph that holds the passage."""

    replies: Sequence[Answer | None]
    name: str = "llm:liar"
    asked: list[str] = field(default_factory=list)

    def answers(self, paragraph: str) -> Sequence[Answer | None]:
        self.asked.append(paragraph)
        return self.replies if "buried" in paragraph else []


def propose(*replies: Answer | None, text: str = TEXT) -> Proposed:
    return propose_speakers(text, Engine(replies))


def test_exact_words_become_a_proposal_with_our_own_value() -> None:
    (proposal,) = propose(Answer(PASSAGE, "Ilan Berov", "12 people")).proposals
    assert proposal.span.words(TEXT) == proposal.words == PASSAGE
    assert proposal.speaker_span.words(TEXT) == proposal.speaker == "Ilan Berov"
    assert proposal.quantity is not None
    assert (proposal.quantity.words(TEXT), proposal.value_min, proposal.value_max) == ("12", 12, 12)
    assert proposal.engine == "llm:liar"
    assert Proposed.from_dict(Proposed(proposals=(proposal,)).to_dict()).proposals == (proposal,)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(PASSAGE.replace("12", "13"), "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE.replace("1,240", "1,24"), "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE.replace("1,240", "1240"), "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer("They buried twelve people behind the school", "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE.lower(), "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE.replace("people", "peоple"), "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE + " tonight", "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE[1:], "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE[:-1], "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer("240 more are missing", "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer("The road was closed again.", "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE, "Ilan Berow"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE, "the caretaker, Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE, "lan Berov"), DropReason.NOT_VERBATIM),
        (Answer("the", "Ilan Berov"), DropReason.AMBIGUOUS),
        (Answer(PASSAGE, "Ilan Berov", "13 people"), DropReason.NOT_VERBATIM),
        (Answer(PASSAGE, "Ilan Berov", "behind the school"), DropReason.NO_QUANTITY),
        (Answer(PASSAGE, "Ilan Berov", PASSAGE), DropReason.NO_QUANTITY),
        (Answer(PASSAGE, "Ilan Berov", "12 people", value=1200), DropReason.OTHER_VALUE),
        (Answer(PASSAGE, "Ilan Berov", "", value=12), DropReason.NO_QUANTITY),
        (Answer("", "Ilan Berov"), DropReason.EMPTY),
        (Answer(PASSAGE, "  "), DropReason.EMPTY),
        (Answer("\u200b", "Ilan Berov"), DropReason.NOT_VERBATIM),
        (Answer("x" * 5000, "Ilan Berov"), DropReason.TOO_LONG),
        (Answer(PASSAGE, "y" * 500), DropReason.TOO_LONG),
        (None, DropReason.ANSWER),
    ],
)  # fmt: skip
def test_every_lie_is_dropped_and_said(answer: Answer | None, reason: DropReason) -> None:
    assert propose(answer) == Proposed(dropped=(reason,))


def test_every_single_changed_character_is_refused() -> None:
    lies = [Answer(PASSAGE[:at] + "#" + PASSAGE[at + 1 :], "Ilan Berov") for at in range(len(PASSAGE))]
    digits = [
        Answer(PASSAGE[:at] + digit + PASSAGE[at + 1 :], "Ilan Berov")
        for at, char in enumerate(PASSAGE)
        if char.isdigit()
        for digit in "0123456789"
        if digit != char
    ]
    found = [propose(lie) for lie in [*lies, *digits]]
    assert not any(item.proposals for item in found)
    assert len(digits) == 54


def test_folding_is_the_same_on_both_sides() -> None:
    text = "Nobody knows\u00a0it. «We buried ١٢ people behind the school,» the caretaker Ilan Berov has written."
    (proposal,) = propose(Answer("We buried 12 people behind the school", "Ilan Berov", "12"), text=text).proposals
    assert proposal.words == "We buried ١٢ people behind the school"
    assert proposal.value_min == 12


def test_one_paragraph_is_shown_at_a_time_and_repeats_are_one() -> None:
    engine = Engine([Answer(PASSAGE, "Ilan Berov")] * 3)
    assert len(propose_speakers(TEXT, engine).proposals) == 1
    assert len(engine.asked) == 2
    assert all("\n" not in paragraph for paragraph in engine.asked)


def test_a_flood_of_answers_is_cut() -> None:
    found = propose(*[Answer("nothing of it", "nobody")] * 10_000)
    assert found.proposals == ()
    assert len(found.dropped) == 51


class Word(SimpleNamespace):
    """A token as spaCy gives it."""


def test_spacy_names_subjects_of_verbs_of_speech_and_no_pronouns() -> None:
    paragraph = "Ilan Berov said the bridge was gone. He said so twice."
    berov = Word(text="Berov", idx=5, dep_="nsubj", pos_="PROPN")
    berov.subtree = [Word(text="Ilan", idx=0), berov]
    said = Word(text="said", idx=11, children=[berov])
    he = Word(text="He", idx=37, dep_="nsubj", pos_="PRON")
    he.subtree = [he]
    again = Word(text="said", idx=40, children=[he])

    class Sentence(list[Word]):
        text = ""

    first, second = Sentence([berov, said]), Sentence([he, again])
    first.text, second.text = "Ilan Berov said the bridge was gone.", "He said so twice."
    proposer = SpacyProposer(lambda _: SimpleNamespace(sents=[first, second]), name="test-1")
    assert proposer.answers(paragraph) == [Answer(first.text, "Ilan Berov")]
    (proposal,) = propose_speakers(paragraph, proposer).proposals
    assert (proposal.engine, proposal.speaker) == ("spacy:test-1", "Ilan Berov")


def test_a_pipeline_that_is_not_installed_is_said() -> None:
    with pytest.raises(SetupError) as refused:
        load_spacy("no_such_pipeline_here")
    assert refused.value.code == "model.spacy"
