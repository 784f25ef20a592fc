"""One origin or several: copies however cut, shared statements, one speaker quoted by many."""

import itertools
import random
from datetime import date

import pytest

from tawthiq.reading import containment, copies, read_report
from tawthiq.reading.claims import figure_origins, speaker_key, statement_links, statement_origins
from tawthiq.reading.origins import copy_links, grouped
from tawthiq.terms.figures import SpeakerChain
from tawthiq.terms.origins import OriginBasis, OriginLink

LETTERS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z")
FOOT = "This newspaper belongs to its readers and keeps no record of who they are or what they read at night."


class Press:
    """An invented press: stories of invented words, and what papers make of them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.words = [
            "".join(self.dice.choice(LETTERS) + self.dice.choice("aeiou") for _ in range(2)) for _ in range(900)
        ]

    def paragraph(self) -> str:
        return " ".join(self.dice.choices(self.words, k=self.dice.randint(30, 60))).capitalize() + "."

    def story(self, length: int = 9) -> list[str]:
        return [self.paragraph() for _ in range(length)]

    def variants(self, story: list[str], other: list[str]) -> list[list[str]]:
        """As sent; cut; led anew; its middle in a longer piece; merged with another story's end; each line shuffled."""
        return [
            story,
            story[:3],
            [self.paragraph(), *story[1:]],
            [*self.story(4), *story[3:6], *self.story(3)],
            [*story[:5], *other[6:8]],
            self.dice.sample(story, len(story)),
        ]


@pytest.mark.parametrize("seed", range(4))
def test_every_copy_is_linked_and_nothing_else(seed: int) -> None:
    press = Press(seed)
    stories = [press.story() for _ in range(25)]
    truth, texts = [], []
    for number, story in enumerate(stories):
        for variant in press.variants(story, press.story()):
            truth.append(number)
            texts.append("\n\n".join(variant))
    order = press.dice.sample(range(len(texts)), len(texts))
    groups = copies([texts[place] for place in order])
    found = sorted(sorted(truth[order[place]] for place in group) for group in groups)
    assert found == [[number] * 6 for number in range(25)]


def test_a_closing_line_of_many_papers_links_nothing() -> None:
    press = Press(9)
    texts = ["\n\n".join([*press.story(1), FOOT]) for _ in range(12)]
    assert containment(texts[0], texts[1]) > 0.2
    assert copies(texts) == tuple((place,) for place in range(12))


def test_a_hundred_copies_are_one_origin() -> None:
    press = Press(5)
    story = press.story()
    texts = ["\n\n".join([press.paragraph(), *story]) for _ in range(100)]
    assert copies([*texts, "\n\n".join(press.story())]) == (tuple(range(100)), (100,))


def test_no_two_texts_are_compared_that_share_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    from tawthiq.reading import origins

    real = origins._in_common
    monkeypatch.setattr(
        origins, "_in_common", lambda one, other, common: compared.append(1) or real(one, other, common)
    )
    press = Press(7)
    texts = ["\n\n".join(press.story(4)) for _ in range(300)]
    copies([*texts, texts[0]])
    assert len(compared) < 10


def test_one_wire_credited_by_two_lowers_the_share_that_links() -> None:
    press = Press(11)
    story = press.story()
    one = "\n\n".join(story)
    other = "\n\n".join([*story[:1], *press.story(8)])
    assert 0.1 <= containment(one, other) < 0.2
    assert copy_links([one, other]) == ()
    assert copy_links([one, other], wires=[("AP",), ("Reuters",)]) == ()
    (link,) = copy_links([one, other], wires=[("AP", "AFP"), ("AFP",)])
    assert (link.first, link.second, link.basis) == (0, 1, OriginBasis.CREDIT)
    assert OriginLink.from_dict(link.to_dict()) == link


def test_groups_hold_every_place_once() -> None:
    links = [OriginLink(first=a, second=b, basis=OriginBasis.COPY) for a, b in ((1, 4), (4, 2), (0, 5))]
    assert grouped(6, links) == ((0, 5), (1, 2, 4), (3,))
    assert grouped(0, []) == ()


ALPHA = (
    "Fighting went on in the hills on Monday.\n\nAccording to the UN refugee agency 41,000 people have fled to Jordan."
    '\n\n"We have never seen so many people cross in a single night at this border," said Mira Talvik.'
)
BETA = (
    "The border post was crowded.\n\nUNHCR said 41,000 people have fled to Jordan.\n\nMira Talvik told reporters: "
    '"We have never seen so many people cross in a single night at this border, and we fear for them."'
)
GAMMA = "In all 41,000 people have fled to Jordan, the army said."


def test_one_speaker_quoted_by_two_reports_is_one_origin() -> None:
    readings = [read_report(text, published_on=date(2026, 6, 9)) for text in (ALPHA, BETA, GAMMA)]
    assert [len(reading.figures) for reading in readings] == [1, 1, 1]
    origins = figure_origins(readings, copies([ALPHA, BETA, GAMMA]))
    assert [[(claim.report, claim.number) for claim in item.claims] for item in origins] == [[(0, 0), (1, 0)], [(2, 0)]]
    assert [item.basis for item in origins] == [OriginBasis.CLAIM, OriginBasis.CLAIM]


def test_the_same_speaker_on_another_day_is_another_claim() -> None:
    readings = [read_report(ALPHA, published_on=date(2026, 6, day)) for day in (9, 20)]
    assert len(figure_origins(readings, ((0,), (1,)))) == 2
    undated = [read_report(ALPHA, published_on=date(2026, 6, 9)), read_report(ALPHA)]
    assert len(figure_origins(undated, ((0,), (1,)))) == 1


def test_what_reports_claim_themselves_has_the_story_for_its_origin() -> None:
    text = "Shelling killed 12 people in the old town of Kesh on Monday. Doctors ran out of blood before noon that day."
    readings = [read_report(text)] * 3
    assert len(figure_origins(readings, ((0, 1), (2,)))) == 2
    officials = [read_report("Shelling killed 12 people, officials said.")] * 2
    assert len(figure_origins(officials, ((0,), (1,)))) == 2


def test_shared_words_are_one_statement_unless_two_are_named() -> None:
    readings = [read_report(text) for text in (ALPHA, BETA, GAMMA)]
    (statement,) = statement_origins(readings)
    assert [claim.report for claim in statement.claims] == [0, 1]
    assert statement.speaker == "Mira Talvik"
    assert [(link.first, link.second) for link in statement_links(readings)] == [(0, 1)]
    other = read_report(BETA.replace("Mira Talvik", "Ilan Berov"))
    assert statement_origins([readings[0], other]) == ()


def test_one_organisation_has_many_names() -> None:
    names = ("UNHCR", "the UN refugee agency", "المفوضية السامية لشؤون اللاجئين")
    keys = {speaker_key(SpeakerChain(organisation=name)) for name in names}
    assert keys == {"unhcr"}
    assert speaker_key(SpeakerChain(role="officials")) == ""
    assert speaker_key(SpeakerChain(name="Mira Talvik", role="envoy")) == "talvik"


def test_links_are_the_same_in_any_order() -> None:
    press = Press(13)
    story = press.story()
    texts = ["\n\n".join(item) for item in press.variants(story, press.story())]
    shares = {frozenset((link.first, link.second)): link.share for link in copy_links(texts)}
    backwards = {frozenset((5 - link.first, 5 - link.second)): link.share for link in copy_links(list(reversed(texts)))}
    assert shares == backwards
    assert all(0.2 <= share <= 1 for share in shares.values())
    assert len(shares) == len(list(itertools.combinations(range(6), 2))) - sum(
        containment(texts[a], texts[b]) < 0.2 for a, b in itertools.combinations(range(6), 2)
    )
