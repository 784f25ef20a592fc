"""Figures as the displacement monitoring centre's record, and back."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tawthiq.reading import read_report
from tawthiq.reading.helix import HelixFigure, from_helix, helix_fields, to_helix
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.figures import Category, Hedge, Measure, PlaceRelation, ReportedFigure, Unit


def figure(text: str) -> ReportedFigure:
    return read_report(text, published_on=date(2019, 6, 10)).figures[0]


def test_a_stock_of_displaced_people() -> None:
    found = to_helix(
        figure("More than 312,000 people remain internally displaced in Kasai Province as of 31 May 2018.")
    )
    assert (found.quantifier, found.reported, found.unit, found.category) == ("MORE_THAN", 312000, "PERSON", "IDPS")
    assert (found.start_date, found.start_date_accuracy, found.role) == (date(2018, 5, 31), "DAY", "TRIANGULATION")
    assert [(p.name, p.identifier, p.accuracy) for p in found.geo_locations] == [
        ("Kasai Province", "DESTINATION", "ADM1")
    ]
    assert found.total_figures == 312000
    assert "internally displaced" in found.calculation_logic
    assert json.loads(json.dumps(helix_fields(found)))["start_date"] == "2018-05-31"


@pytest.mark.parametrize(
    ("text", "category", "term"),
    [
        ("Floods displaced 4,000 people.", "NEW_DISPLACEMENT", "DISPLACED"),
        ("Some 2,000 people crossed the border into Chad.", "CROSS_BORDER_FLIGHT", "FORCED_TO_FLEE"),
        ("Some 900 people returned home on Monday.", "RETURN", "RETURNS"),
        ("Police evacuated 300 villagers.", "NEW_DISPLACEMENT", "EVACUATED"),
        ("Shelling killed 58 people.", "DEATHS", "MULTIPLE_OR_OTHER"),
    ],
)
def test_events_have_their_category_and_term(text: str, category: str, term: str) -> None:
    found = to_helix(figure(text))
    assert (found.category, found.term) == (category, term)


def test_a_range_is_told_by_its_lower_end_and_in_words() -> None:
    found = to_helix(figure("Floods displaced 400-500 people."))
    assert (found.quantifier, found.reported) == ("MORE_THAN", 400)
    assert "range: 400 to 500" in found.calculation_logic


def test_households_have_a_total_only_with_a_stated_size() -> None:
    plain = figure("Floods displaced 200 families.")
    assert (to_helix(plain).unit, to_helix(plain).total_figures) == ("HOUSEHOLD", None)
    assert to_helix(replace(plain, household_size=5.0)).total_figures == 1000


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested 12 people.",
        "Hundreds of people fled.",
        "About 900 people cross the border into Chad every day.",
        "Authorities plan to evacuate 15,000 residents.",
    ],
)
def test_what_helix_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="no place"):
        to_helix(figure(text))


def test_back_again_gives_what_helix_holds() -> None:
    given = to_helix(
        figure("More than 312,000 people remain internally displaced in Kasai Province as of 31 May 2018.")
    )
    back = from_helix(given, document="d" * 64)
    assert (back.category, back.measure, back.hedge) == (Category.DISPLACED_INTERNAL, Measure.STOCK, Hedge.AT_LEAST)
    assert (back.value_min, back.value_max, back.unit) == (312000, None, Unit.PERSON)
    assert back.as_of is not None
    assert back.as_of.text == "2018-05-31"
    assert [(p.words, p.relation) for p in back.places] == [("Kasai Province", PlaceRelation.TO)]
    assert to_helix(back).category == given.category


@pytest.mark.parametrize(
    "changed", [{"category": "BIRTH"}, {"quantifier": "SOME"}, {"unit": "HOUSE"}, {"reported": -1}]
)
def test_a_helix_record_that_cannot_be_is_refused(changed: dict[str, object]) -> None:
    good = to_helix(figure("Floods displaced 4,000 people."))
    bad = HelixFigure(**{**{name: getattr(good, name) for name in HelixFigure.__dataclass_fields__}, **changed})
    with pytest.raises(BadInputError, match="no place"):
        from_helix(bad, document="d" * 64)
