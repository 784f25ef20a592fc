"""Key figures and tables: numbers beside, below and above their labels, and items under headings."""

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import Unit


def read(text: str) -> list[tuple[float | None, str]]:
    return [(figure.value, str(figure.category)) for figure in read_report(text).figures]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("4,310 Total number of refugees registered in Kesh.", [(4310, "refugee")]),
        ("2.3 M Internally displaced people (as at May 2031) Source: ministry", [(2_300_000, "displaced_internal")]),
        ("1.46 million Number of internally displaced persons in Kesh, 12% of whom stay in camps.",
         [(1_460_000, "displaced_internal")]),
        ("83 Number of Keshi refugees who have returned this year", [(83, "returned")]),
        ("KEY FIGURES\n12,400\nPeople killed\n31,000\nPeople injured\n2,050\nMissing persons",
         [(12_400, "killed"), (31_000, "injured"), (2050, "missing")]),
        ("Refugees\n7,200\nIDPs\n1,200,000\nReturnees\n310",
         [(7200, "refugee"), (1_200_000, "displaced_internal"), (310, "returned")]),
        ("18,300\n\nEstimated refugee outflows\nto neighbouring countries\nsince 1 May 2031", [(18_300, "refugee")]),
        (
            "The toll for May is as follows:\n\nCivilian fatalities\n\n65 civilians.\n\n-40 teachers and pupils:",
            [(65, "killed"), (40, "killed")],
        ),
    ],
)  # fmt: skip
def test_a_label_counts_its_number(text: str, figures: list[tuple[float, str]]) -> None:
    assert read(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "1.1 M Planning figure of refugees by December 2031.",
        "40 per cent\nof the appeal for refugees is funded",
        "12,000\nRefugees reached with food",
        "312\nHouses destroyed",
        "2031\nRefugees in Kesh",
    ],
)
def test_what_is_planned_given_or_a_thing_has_no_figure(text: str) -> None:
    assert read(text) == []


def test_the_label_says_households_and_guesses() -> None:
    (found,) = read_report("5,200\nEstimated number of displaced families").figures
    assert (found.unit, str(found.hedge), str(found.category)) == (Unit.HOUSEHOLD, "estimated", "displaced")


def test_a_number_that_opens_a_sentence_is_read_by_its_grammar() -> None:
    assert read("12 Keshi refugees died when their boat sank.") == [(12, "killed")]


def test_the_span_holds_number_and_label() -> None:
    text = "PEOPLE\n4,310\nTotal number of refugees"
    (found,) = read_report(text).figures
    assert text[found.span.start : found.span.end] == "4,310\nTotal number of refugees"
    assert found.rules[0] == "en.dashboard.refugees"
