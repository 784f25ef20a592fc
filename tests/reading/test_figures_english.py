"""One sentence a rule: what is a figure, of what, how hedged, and what is none."""

from typing import Any

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import Category, Hedge, Measure, Modality, RelationKind, Unit

C = Category


def found(text: str) -> list[tuple[float | str | None, Category]]:
    return [(f.vague or f.value, f.category) for f in read_report(text).figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shelling killed at least 58 people, injured dozens and displaced more than 4,000.",
         [(58, C.KILLED), ("dozens", C.INJURED), (4000, C.DISPLACED)]),
        ("Fifty-one people were killed and 74 injured there.", [(51, C.KILLED), (74, C.INJURED)]),
        ("The death toll in the valley rose to 217.", [(217, C.KILLED)]),
        ("Soldiers arrested two suspected smugglers near the river.", [(2, C.DETAINED)]),
        ("Gunmen kidnapped 14 aid workers on the road.", [(14, C.ABDUCTED)]),
        ("About 3,57,243 people are sheltering in camps.", [(357243, C.SHELTERED)]),
        ("Nearly seven lakh people have been evacuated.", [(700000, C.EVACUATED)]),
        ("Half a million people fled to Chad.", [(500000, C.REFUGEE)]),
        ("Around 8,400 IDPs were still living in the valley.", [(8400, C.DISPLACED_INTERNAL)]),
        ("The attack left at least 40 people dead and 30 wounded.", [(40, C.KILLED), (30, C.INJURED)]),
        ("The blast killed and wounded at least 25 people.", [(25, C.KILLED_OR_INJURED)]),
        ("At least 10 soldiers and civilians have been killed.", [(10, C.KILLED)]),
        ("Rebels killed three villagers in Baro district and eight more in Kesh.",
         [(3, C.KILLED), (8, C.KILLED)]),
        ("Two gunmen killed five people.", [(5, C.KILLED)]),
        ("Some 24 million people are in need of aid.", [(24_000_000, C.IN_NEED)]),
        ("The army forced 5,000 people to flee from their homes.", [(5000, C.DISPLACED)]),
        ("Four people are missing.", [(4, C.MISSING)]),
        ("Injured: 12", [(12, C.INJURED)]),
        ("The agency had registered 14,700 refugees in Lebanon and 7,000 in Jordan.",
         [(14700, C.REFUGEE), (7000, C.REFUGEE)]),
        ("Some 2,000 Sarans crossed the border overnight.", [(2000, C.REFUGEE)]),
        ("Some 1.5 million people remain in need of shelter.", [(1_500_000, C.IN_NEED)]),
        ("The death toll has reached 62 till Thursday night.", [(62, C.KILLED)]),
        ("Some 3,000 farmers have left the camps and are headed for home.", [(3000, C.RETURNED)]),
        ("They said at least140,000 people fled.", [(140000, C.DISPLACED)]),
    ],
)  # fmt: skip
def test_figures_are_found(text: str, expected: list[Any]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The government paid $240,000 to the families of the killed.",
        "The village is 75 miles from the camp where people were killed.",
        "In 2012 the army killed the mayor.",
        "People were killed at 10:30 on 12 March.",
        "A 19-year-old man was killed.",
        "The shells hit six evacuation centres and 21 houses.",
        "Officials spoke of a few cases rather than thousands displaced.",
        "Some 55,000 volunteers were sent to the villages after the attack killed the chief.",
        "The magnitude 7 earthquake killed livestock.",
        "About 40 percent were displaced.",
    ],
)
def test_numbers_that_count_no_people_are_no_figures(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("words", "low", "high", "hedge"),
    [
        ("at least 30", 30, None, Hedge.AT_LEAST),
        ("up to 30", None, 30, Hedge.UP_TO),
        ("some 30", 30, 30, Hedge.ABOUT),
        ("an estimated 30", 30, 30, Hedge.ESTIMATED),
        ("30 to 40", 30, 40, Hedge.EXACT),
        ("between 30 and 40", 30, 40, Hedge.EXACT),
        ("2-3 million", 2_000_000, 3_000_000, Hedge.EXACT),
        ("30", 30, 30, Hedge.EXACT),
    ],
)
def test_a_hedge_opens_the_ends_it_should(words: str, low: float | None, high: float | None, hedge: Hedge) -> None:
    (figure,) = read_report(f"The army said {words} people were killed.").figures
    assert (figure.value_min, figure.value_max, figure.hedge) == (low, high, hedge)


def test_an_order_of_magnitude_has_no_value() -> None:
    (figure,) = read_report("Tens of thousands of people fled the town.").figures
    assert (figure.value, figure.vague) == (None, "tens of thousands")


def test_households_are_not_persons() -> None:
    (figure,) = read_report("Over one hundred families were displaced.").figures
    assert (figure.unit, figure.value_min, figure.value_max) == (Unit.HOUSEHOLD, 100, None)


def test_a_rate_is_one_clause_only() -> None:
    first, second = read_report("Some 300 people were killed and every day 20 people are arrested.").figures
    assert (first.measure, first.per) == (Measure.FLOW, "")
    assert (second.measure, second.per) == (Measure.RATE, "day")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Hundreds more are feared dead.", Modality.FEARED),
        ("The army ordered 450,000 people to flee.", Modality.ORDERED),
        ("The team documented that 12 people were killed.", Modality.VERIFIED),
        ("Some 350 people may have died.", Modality.FEARED),
    ],
)
def test_what_is_not_simply_so_is_marked(text: str, modality: Modality) -> None:
    assert [figure.modality for figure in read_report(text).figures] == [modality]


def test_parts_of_a_whole() -> None:
    text = "An estimated 19,000 people were displaced in May, 16,000 of whom crossed the river into Chad."
    reading = read_report(text)
    (part,) = reading.relations
    assert (part.kind, part.total, part.parts) == (RelationKind.SUBSET, 0, (1,))
    assert read_report("The toll passed 500, with hundreds more feared dead.").relations == ()
    of_these = read_report("Around 8,400 IDPs live there. Of these, 2,615 were from the north.")
    assert [(r.kind, r.total, r.parts) for r in of_these.relations] == [(RelationKind.SUBSET, 0, (1,))]


@pytest.mark.parametrize(
    "text",
    [
        "In all 910 people were rescued. Boats rescued 700 people. Each day 210 people are rescued.",
        "In all 910 families were rescued. Boats rescued 700 people. Helicopters rescued 210 people.",
        "In all 910 people were killed. Shelling killed 700 people. Snipers may have killed 210 people.",
        "In all 910 Sarans were killed. Shelling killed 700 Sarans. Snipers killed 210 Malans.",
        "In all 910 people were killed. Shelling wounded 700 people. Snipers killed 210 people.",
        "In all 910 people were killed. Shelling killed hundreds. Snipers killed 210 people.",
    ],
)
def test_no_sum_across_rates_units_modality_groups_or_events(text: str) -> None:
    assert read_report(text).relations == ()


def test_a_sum_shows_its_arithmetic() -> None:
    text = "In all 910 people were rescued. Boats rescued 700 people and helicopters rescued 210 people."
    (total,) = read_report(text).relations
    assert (total.total, total.parts, total.note) == (0, (1, 2), "exact")
    assert total.arithmetic == "700 + 210 = 910"


def test_every_figure_names_its_rule_and_categories_are_defined() -> None:
    from tawthiq.reading.lexicon import load_categories

    (figure,) = read_report("Shelling killed 58 people.").figures
    assert figure.rules[0] == "en.killed.left"
    assert set(load_categories()) == {str(category) for category in Category}
    assert all(row["means_en"] and row["means_ar"] for row in load_categories().values())
