"""English grammar around a number of people: one sentence or more a rule, written for these tests."""

from typing import Any

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import Category, Hedge, Unit

C = Category


def found(text: str) -> list[tuple[float | str | None, Category]]:
    return [(f.vague or f.value, f.category) for f in read_report(text).figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a part set off by "including" stands between the people and their verb
        ("Fourteen villagers, including six elders and three teachers were killed in Tamra.",
         [(14, C.KILLED), (6, C.KILLED), (3, C.KILLED)]),
        ("Nine farmers including two brothers were arrested at the mill.", [(9, C.DETAINED), (2, C.DETAINED)]),
        ("At least 90 people including 12 children, have been injured.", [(90, C.INJURED), (12, C.INJURED)]),
        # a reduced relative is left for the main verb
        ("More than 20 pupils abducted from a school in the north of Sarra province have been released.",
         [(20, C.RELEASED)]),
        ("Seven more people injured in the blast at the market succumbed to their wounds.", [(7, C.KILLED)]),
        # two participles share one auxiliary
        ("Hundreds of men were hunted down and killed in the old town.", [("hundreds", C.KILLED)]),
        # whose homes; burials; the verb of a list
        ("Shelter is needed for about 9,000 people whose homes have been destroyed.", [(9000, C.HOMELESS)]),
        ("On Friday 11 people will be buried at the memorial.", [(11, C.KILLED)]),
        ("Thirty-nine students were declared missing by the governor.", [(39, C.MISSING)]),
        # somebody else's clause in between
        ("The army fears for 4,000 people aid groups say are trapped in Kesh.", [(4000, C.TRAPPED)]),
        # other words around people, and other words of need and flight
        ("Some 5 million people are projected to suffer severe food scarcity.", [(5_000_000, C.IN_NEED)]),
        ("More than 50,000 people risk famine this year.", [(50000, C.IN_NEED)]),
        ("About 17 million people live in the affected areas of the basin.", [(17_000_000, C.AFFECTED)]),
        ("This is half of the 250,000 or more people who could yet be displaced from the west of Marun.",
         [(250000, C.DISPLACED)]),
        ("Nearly 400 families (2,400 individuals) were forced to escape the eastern district.",
         [(400, C.DISPLACED), (2400, C.DISPLACED)]),
        ("Some 6,700 people were put under preventive detention.", [(6700, C.DETAINED)]),
        ("Doctors said 28 who were hurt during the attack on the market had been rushed to hospitals.",
         [(28, C.INJURED)]),
        ("The relief team finished the evacuation of 400 sick and wounded civilians.", [(400, C.EVACUATED)]),
        ("About 700 people still remain in the peacekeepers' camp.", [(700, C.SHELTERED)]),
        ("Hundreds of fighters, security force members, and civilians have been killed.", [("hundreds", C.KILLED)]),
        ("Militias have killed 30 civilians and six U.N. peacekeepers.", [(30, C.KILLED), (6, C.KILLED)]),
        ("Another 10 people on the same boat were found deceased.", [(10, C.KILLED)]),
        # of those already called dead or wounded
        ("Three of the dead were members of a militia.", [(3, C.KILLED)]),
        ("Two of the wounded died overnight.", [(2, C.KILLED)]),
        ("Four medics were among the six people killed in the raid.", [(4, C.KILLED), (6, C.KILLED)]),
    ],
)  # fmt: skip
def test_verbs_reach_their_people(text: str, expected: list[Any]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The death toll since 7 October has risen to over 12,200.", [(12200, C.KILLED)]),
        ("The death toll from the 30-hour siege of the hotel by armed men in the port of Marun has climbed to 21.",
         [(21, C.KILLED)]),
        ("More bodies were found, bringing to 20 the number of known victims.", [(20, C.KILLED)]),
        ("Reports on the death toll in the valley range from 20 to 54.", [(20, C.KILLED)]),
        ("Government casualties as of this morning have risen to 59.", [(59, C.KILLED_OR_INJURED)]),
        ("Among the dead were 12 children.", [(12, C.KILLED)]),
        ("Among those released were also 42 miners.", [(42, C.RELEASED)]),
        ("The deceased included three police officers.", [(3, C.KILLED)]),
        ("The releases included 50 detainees from Marun prison and an additional 20 from three other centres.",
         [(50, C.RELEASED), (20, C.RELEASED)]),
        ("Civilians rescued – 1,730", [(1730, C.RESCUED)]),
        ("The team put the number of people missing at 385 in 2020 and 410 in 2021.",
         [(385, C.MISSING), (410, C.MISSING)]),
        ("The unit recorded 52 deaths in the first camp, six in the second.", [(52, C.KILLED), (6, C.KILLED)]),
        ("The attack claimed over 53 lives.", [(53, C.KILLED)]),
        ("The civilian death toll in the clashes has gone up to 168 since July.", [(168, C.KILLED)]),
        ("The graves of about 150 victims are empty.", [(150, C.KILLED)]),
        ("The bodies of around two and a half thousand people were found.", [(2500, C.KILLED)]),
        ("Since May, forty (40) people were abducted.", [(40, C.ABDUCTED)]),
        ("The group released 153 “conflict-related” detainees.", [(153, C.RELEASED)]),
        ("“106 people including children” had been rescued by noon.", [(106, C.RESCUED)]),
        ("Police reported dozens of arrested protesters.", [("dozens", C.DETAINED)]),
        ("Gunmen Release Over 100 Students In Kesh", [(100, C.RELEASED)]),
        ("The number of people in need of aid in the valley increases from 340,000 to 408,000.", [(408000, C.IN_NEED)]),
        ("The total number of people killed in the districts of Kesh, Marun and Tamra were 101.", [(101, C.KILLED)]),
        ("There were new displacements in recent months of 100,000 people in the valley.", [(100000, C.DISPLACED)]),
        ("The bones of 1,153 people were found in a pit.", [(1153, C.KILLED)]),
        ("Police reported detaining “14 wanted men” at the gate.", [(14, C.DETAINED)]),
        ("The army said it had eliminated 10 gunmen.", [(10, C.KILLED)]),
        ("Governor: shelling kills 1, injures 2 in Kesh", [(1, C.KILLED), (2, C.INJURED)]),
        ("Thousands sought refuge in Uganda, with the numbers reaching over 6,500 by Monday.",
         [("thousands", C.REFUGEE), (6500, C.REFUGEE)]),
        ("Soldiers drove 400 families, some 2,000 people in all, to flee their homes.",
         [(400, C.DISPLACED), (2000, C.DISPLACED)]),
    ],
)  # fmt: skip
def test_tolls_nouns_and_lists(text: str, expected: list[Any]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "On October 7, the war began and soldiers were killed.",
        "The war began on Oct. 7 and many were killed.",
        "The country hosts refugees in 10 refugee camps and 4 police stations.",
        "The storm hit and 591 municipalities and 12,129 hamlets were affected.",
        "More than 100 people rallied and about 50 guards arrived in a heavy rain.",
        "Around 100 soldiers were airlifted into the town.",
        "The mosque held up to 400 worshippers.",
        "They built a centre to accommodate a few hundred people.",
        "The government rejects blame for the 14 February deaths.",
        "Some 5,668 arms were lost and 50 lorries were stranded.",
        "They come out of a population of 20.1 million living in areas affected by violence.",
        "The cook is 34 and his guests were over 60.",
    ],
)
def test_days_things_and_deployments_are_no_figures(text: str) -> None:
    assert read_report(text).figures == ()


def test_families_that_say_where_people_belong_are_not_counted() -> None:
    figures = read_report("Some 20 members of three families died in the fire.").figures
    assert [(f.value, f.unit) for f in figures] == [(20, Unit.PERSON)]


def test_a_part_of_things_is_no_part_of_the_people_before() -> None:
    text = "More than 100 medics were injured, while 50 ambulances were damaged, including 25 that were burnt out."
    assert found(text) == [(100, C.INJURED)]


def test_arrivals_are_whoever_the_number_before_is_of() -> None:
    text = "Some 328,000 people have sought refuge in Uganda, including some 131,000 arrivals in 2016."
    assert found(text) == [(328000, C.REFUGEE), (131000, C.REFUGEE)]


def test_two_bounds_make_one_range() -> None:
    (figure,) = read_report("Local sources said at least 13 and as many as 46 civilians were killed.").figures
    assert (figure.value_min, figure.value_max, figure.category) == (13, 46, C.KILLED)


def test_a_passive_estimate_is_a_hedge() -> None:
    (figure,) = read_report("Two million people are estimated to be in need of aid.").figures
    assert (figure.value, figure.category, figure.hedge) == (2_000_000, C.IN_NEED, Hedge.ESTIMATED)


def test_a_title_is_not_joined_to_the_longer_line_below() -> None:
    text = (
        "Over 33,000 people flee the old town of Marun in two days\n"
        "More than 12,000 residents were forced to leave Marun between Monday and Wednesday because of attacks by"
        " rebels, the Sarra Relief Agency reported."
    )
    first, second = read_report(text).figures
    assert (first.value, first.speaker.known) == (33000, False)
    assert (second.value, second.speaker.label) == (12000, "Sarra Relief Agency")


def test_bullets_are_lines_of_their_own() -> None:
    text = (
        "• About 10 people are dead, according to the Marun Relief Committees\n"
        "• The delivery of medical aid to the wounded is not possible"
    )
    (figure,) = read_report(text).figures
    assert figure.speaker.label == "Marun Relief Committees"
