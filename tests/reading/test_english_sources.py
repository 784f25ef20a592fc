"""Who says it in English, where no plain "X said" stands: headlines, asides, participles, passives, inversions."""

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import QuotationKind


def speakers(text: str) -> list[str]:
    return [figure.speaker.label for figure in read_report(text).figures]


def quoted(text: str) -> list[str]:
    return [q.speaker.label for q in read_report(text).quotations if q.kind is not QuotationKind.INDIRECT]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 21 killed in the shelling of Marun, says official", ["official"]),
        ("Twelve dead in clash on the border: police", ["police"]),
        ("Governor: shelling kills 3 in the port of Marun", ["Governor"]),
        ("Sarra province, the Relief Agency says, hosts over 4,000 refugees in two camps.", ["Relief Agency"]),
        ("A councillor informed that 30 farmers were killed.", ["councillor"]),
        ("Marun police have confirmed the release of 14 students.", ["Marun police"]),
        ("Marun police confirmed on Monday more than 20 students had been freed.", ["Marun police"]),
        ("Rights groups estimate there are 4,000 disappearances.", ["Rights groups"]),
        ("The Health Ministry estimated the number of displaced people in the valley at about 40,000.",
         ["Health Ministry"]),
        ("The relief agency had earlier said 300 people had been killed.", ["relief agency"]),
        ("The ministry said in its daily report issued today that 26 people were killed.", ["ministry"]),
        ("Twenty people were wounded, confirmed a spokesman of the hospital on Sunday.", ["spokesman of the hospital"]),
        ("Ada Lind, a nurse at the clinic, feared the worst, saying 12 people had been injured.", ["Ada Lind"]),
        ("Omar Dal, mayor of Kesh, confirmed the raid and told reporters that 57 people were injured.", ["Omar Dal"]),
        ("Ada Lind, who had lost her home, wept as she said that ten people were killed.", ["Ada Lind"]),
        ("Residents pegged the toll in the valley at 54 dead.", ["Residents"]),
        ("Several media outlets reported 20 people were killed.", ["Several media outlets"]),
        ("The ministry reported a more conservative count of 65 dead.", ["ministry"]),
        ("Marun Online reported a staggering 2,200 deaths at the clinic.", ["Marun Online"]),
        ("Twelve people have died, the state government informed the High Court on Monday by filing a new report.",
         ["state government"]),
        ("36 villagers moved to relief camps, says govt", ["govt"]),
        ("At Least 12 Killed in Raid on the Old Town of Marun, Officials Say", ["Officials"]),
        ("Officials in Kesh, outside Marun, allege that 15 civilians were killed.", ["Officials in Kesh"]),
        ("The raids raised the risk for all and Omar Dal, a member of the council, said eight women were killed.",
         ["Omar Dal"]),
        ("According to estimates by the Marun Commission on Missing Persons, over 13,000 people are missing.",
         ["Marun Commission on Missing Persons"]),
        ("According to the deputy commissioner of Kesh, Omar Dal, 57 people were injured.", ["Omar Dal"]),
        ("Marun Rights Watch collected alarming accounts, stating that 24 people perished.", ["Marun Rights Watch"]),
        ("The harbour is shut, where activists reported at least six people died on Sunday.", ["activists"]),
    ],
)  # fmt: skip
def test_figures_have_their_source(text: str, expected: list[str]) -> None:
    assert [label.removeprefix("the ").removeprefix("The ") for label in speakers(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "An additional estimated 7,000 people have fled since Saturday.",
        "The blast claimed 53 lives and wounded 20 people.",
        "A bombing claimed by a small group killed at least 58 people.",
        "The attack claimed 30 people were killed.",
        "However, after new raids we went back to the camps and recorded 100,000 displaced people.",
    ],
)
def test_adjectives_passives_and_events_speak_for_nobody(text: str) -> None:
    assert set(speakers(text)) == {""}


def test_finding_bodies_is_no_report_of_them() -> None:
    assert speakers("Captain Omar Dal said security forces found four more bodies in the hotel.") == ["Omar Dal"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"I saw many dead on the street of the old town," a witness is quoted as saying.', "witness"),
        ('"We are shocked that the clinic was hit," Omar Dal, head of the delegation was quoted by a daily as saying.',
         "Omar Dal"),
        ('"We are worried about how they arrive," stated the agency\'s representative, Ada Lind.', "Ada Lind"),
        ('"The house was hit by two firebombs," said a resident who identified himself as Ko Marn.', "Ko Marn"),
        ('"Some of them drowned and some were saved," said Omar Dal of the Harbour Aid Station in Kesh.', "Omar Dal"),
        ('"My feet trembled and I fell to the ground," said 49-year-old Omar Dal.', "Omar Dal"),
        ('"We can never look into everything," concedes the prosecutor\'s deputy, Ada Lind.', "Ada Lind"),
        ('"It is worse than anything before," Johannes van der Kolk, the agency\'s envoy in Marun, told reporters.',
         "Johannes van der Kolk"),
        ('"From five in the morning we were overwhelmed", continued el-Din.', "el-Din"),
        ('"We share the grief of the families today," a ministry statement read.', "ministry statement"),
    ],
)  # fmt: skip
def test_quotations_have_their_speaker(text: str, expected: str) -> None:
    (label,) = quoted(text)
    assert expected in label


def test_the_agency_is_the_one_that_was_named() -> None:
    text = "The Marun Refugee Agency said 550 people were killed. More than 20 people were injured, the agency said."
    assert speakers(text) == ["Marun Refugee Agency", "Marun Refugee Agency"]


def test_a_report_is_not_the_group() -> None:
    text = "The report said 16 people were injured. The group also said it had killed 73 people."
    assert speakers(text)[1] != "report"
