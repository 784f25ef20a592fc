"""English: releases, lists by place, people named without a number, long subjects, and who may speak."""

import pytest

from tawthiq.reading import read_report


def read(text: str) -> list[tuple[float | str, str]]:
    return [(figure.vague or figure.value or 0, str(figure.category)) for figure in read_report(text).figures]


def speaker(text: str) -> str:
    return read_report(text).figures[-1].speaker.label


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # releases
        ("Rebels free 10 hostages.", [(10, "released")]),
        ("The group freed on 15 May two policemen and five contractors they held hostage.",
         [(2, "released"), (5, "released")]),
        ("Two orders led to the release of 73 and 247 political prisoners.", [(73, "released"), (247, "released")]),
        ("Ten hostages kidnapped in 1998 by the rebels of Kesh have been released.", [(10, "released")]),
        ("The two released hostages were flown to the capital.", [(2, "released")]),
        ("Four detained Red Banner leaders were freed on Monday.", [(4, "released")]),
        ("The bandits released only 18 of the 51 people they kidnapped.", [(18, "released"), (51, "abducted")]),
        ("The rebels freed four Keshi geologists who had been kidnapped in May.", [(4, "released")]),
        # taken
        ("The gang took away 52 people from Ada. Then 20 members of his household were taken.",
         [(52, "abducted"), (20, "abducted")]),
        ("Police put the number of people kidnapped at only five.", [(5, "abducted")]),
        ("Red Cross delegates visited more than 300 prisoners of war in captivity.", [(300, "detained")]),
        # tolls
        ("The toll from the attacks of the day before jumped past 70.", [(70, "killed")]),
        ("The number of people killed or injured by the army rose to 1,397.", [(1397, "killed_or_injured")]),
        ("Officials put the toll at 40, while residents put it at 60.", [(40, "killed"), (60, "killed")]),
        ("The strikes killed 420 people. This includes at least 170 children and more than 110 women.",
         [(420, "killed"), (170, "killed"), (110, "killed")]),
        # places
        ("Clashes killed 20 people in Kesh (12), Ada (5) and Bor province (3).",
         [(20, "killed"), (12, "killed"), (5, "killed"), (3, "killed")]),
        ("People in Kesh fled. 932 families or 3,830 persons in Regions I, II, Kesh, Ada, and Bor were affected.",
         [(932, "affected"), (3830, "affected")]),
        ("About 750 people were displaced in Kesh and more than 110 across the border into Chad.",
         [(750, "displaced"), (110, "refugee")]),
        # words about the people
        ("A total of (2,702) people have been killed.", [(2702, "killed")]),
        ("An inquiry found that 131 people were “arbitrarily executed” in Ada.", [(131, "killed")]),
        ("At least 35 of the casualties were found shot.", [(35, "killed")]),
        ("They saw dozens of dead.", [("dozens", "killed")]),
        ("My six sisters were all killed.", [(6, "killed")]),
        ("Soldiers killed, captured and enslaved thousands of villagers.", [("thousands", "killed")]),
        ("At least 400 men were dragged, some in their shirts, and brutally executed.", [(400, "killed")]),
        ("Six million people, or a third of all, will require humanitarian assistance.", [(6_000_000, "in_need")]),
        ("Close to 200 people, mainly teachers and pupils, sheltered in the church.", [(200, "sheltered")]),
        ("Twenty-one of the pupils kidnapped more than two years ago were freed.", [(21, "released")]),
        ("Two of the 200 pupils who were abducted in May have been released.", [(2, "released"), (200, "abducted")]),
        ("Among the victims of the raid on the village were ten women and three infants.",
         [(10, "killed"), (3, "killed")]),
        ("The remains of five children were among those found, as well as six men.", [(5, "killed"), (6, "killed")]),
        ("Kesh hosts most of the refugees, around 400,000.", [(400_000, "refugee")]),
        ("More than 140 skeletons were dug up.", [(140, "killed")]),
        ("17 of her colleagues went missing.", [(17, "missing")]),
        ("Six soldiers and at least 34 army auxiliaries were killed.", [(6, "killed"), (34, "killed")]),
        ("The fire burned to death more than 50 villagers.", [(50, "killed")]),
        ("The displaced people are in two places: 3,000 in Ada and 6,000 in Kesh.",
         [(3000, "displaced"), (6000, "displaced")]),
        ("More than 30 people including men, women and children were killed.", [(30, "killed")]),
        ("It was the massacre of between 100 and 200 civilians.", [(100, "killed")]),
        ("The number of people who have disappeared, for whatever reason, stands at 360.", [(360, "missing")]),
        ("The total number of the dead is now 28.", [(28, "killed")]),
        ("At least 12 people were burned alive in their huts.", [(12, "killed")]),
        ("Hundreds of villagers are evacuating the area.", [("hundreds", "displaced")]),
        ("Three gunmen were killed and two others blew themselves up.", [(3, "killed"), (2, "killed")]),
        ("The death toll also includes the six attackers.", [(6, "killed")]),
        ("Some 300 refugee families and 102 families of Keshi returnees were registered.",
         [(300, "refugee"), (102, "returned")]),
        ("The war forced about 4,000 villagers to cross into neighbouring countries.", [(4000, "refugee")]),
        ("The war forced over 600,000 refugees to flee.", [(600_000, "refugee")]),
        ("Reports were received of the arrival in Chad of 1,600 people.", [(1600, "displaced")]),
        ("Refugees arrived between June 15 and 18 in Ada.", []),
        ("Some 4,800 people crossed to northern Albania.", [(4800, "refugee")]),
    ],
)  # fmt: skip
def test_values_and_categories(text: str, figures: list[tuple[float | str, str]]) -> None:
    assert read(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "The army moved against a crowd of 5,000 trying to flee.",
        "Their captain, 52, drowned.",
        "The court sentenced 12 activists to three years in prison.",
        "The pit lies beside six burial sites and the ruins.",
        "The storm hit 39 affected districts.",
        "Nearly half of Kesh's 11 million people in need of food live here.",
        "All new arrivals before Dec 2013 arrivals were counted.",
        "More than 100 new patients arrived in the hospital each day.",
    ],
)
def test_no_figure(text: str) -> None:
    assert read(text) == []


def test_a_household_said_to_report_is_not_killed() -> None:
    assert read("Thirty people have died and 12 people report losses.") == [(30, "killed")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Twelve people died, according to Dr. Omar Dal of the clinic.", "Omar Dal"),
        ("In Geneva, the Relief Committee said 12 people died.", "Relief Committee"),
        ("The Kesh Network for Rights released its report, documenting the deaths of 50 people.",
         "Kesh Network for Rights"),
        ("The Kesh Network has published a report in which it documented the killing of 14 people.", "Kesh Network"),
        ("Over 260 people lost their lives, estimates human rights organisation Open Watch.",
         "human rights organisation Open Watch"),
        ("At least 13 killed in wedding bombing: medic", "medic"),
        ("Al-Sabah, the station of the movement which holds much of the north, said 33 people had died.", "Al-Sabah"),
        ("The Armed Forces of Kesh (FAK), the last rebel movement, said 12 people died.", "Armed Forces of Kesh"),
        ("A statement from the Aid Association — a group of doctors — has claimed that 12 people died.", "statement"),
        ("An IS statement on 24 May claimed three people were killed.", "IS statement"),
        ("“Twelve people died,” the Collective Against Silence and Fear of Communities said.",
         "Collective Against Silence and Fear of Communities"),
        ("“We lost 12 people,” said the nurse who asked to be identified as Rabe.", "Rabe"),
        ("“They killed 12 people!” Sara Haddad screamed in the street.", "Sara Haddad"),
        ("“They killed 12 people,” Omar Dal, owner of Dal Guards (DG), a firm hired to guard the port, told AFP.",
         "Omar Dal"),
        ("Some 80 girls were freed on Monday, confirmed the Keshi presidency.", "Keshi presidency"),
        ("At least 85 people have been killed in Kesh, say reports.", "reports"),
        ("Ten officers were rescued, authorities said, with two officers missing.", "authorities"),
        ("Residents said the men came at dawn. They said 12 people were killed.", "Residents"),
        ("Head of the Red Cross in Colombia Anna Berg said 12 people died.", "Anna Berg"),
        ("According to the MoH in Kesh, 12 people died.", "MoH"),
    ],
)  # fmt: skip
def test_the_speaker(text: str, label: str) -> None:
    assert speaker(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "The United States and United Nations have called for calm after 200 people were killed.",
        "But on Friday only 18 captives came back and reported the killing of 33 others.",
        "Omar Dal and Sara Haddad wept. Residents fled. They said 12 people were killed.",
        "The period saw 1,692 deaths, the highest number recorded since 2009.",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert speaker(text) == ""


def test_one_hedge_is_shared_by_two_numbers_without_verbs_only() -> None:
    shared = read_report("Clashes left at least 40 dead and 30 wounded.").figures
    told = read_report("At least 40 people were killed and 30 wounded.").figures
    assert [str(item.hedge) for item in shared] == ["at_least", "at_least"]
    assert [str(item.hedge) for item in told] == ["at_least", "exact"]
