"""Which figures of a report belong together, and which never do."""

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import FigureRelation, RelationKind


def related(text: str) -> list[tuple[RelationKind, list[float | None], float | None]]:
    reading = read_report(text)
    values = [figure.value for figure in reading.figures]
    return [(found.kind, [values[part] for part in found.parts], values[found.total]) for found in reading.relations]


def sums(text: str) -> tuple[FigureRelation, ...]:
    return tuple(found for found in read_report(text).relations if found.kind is not RelationKind.SUBSET)


def test_parts_abroad_and_within_add_up_and_the_arithmetic_is_shown() -> None:
    text = (
        "Some 230,000 people have fled their homes, the agency said. It said 30,000 people have fled to Jordan and "
        "at least 200,000 people are displaced within the country."
    )
    (found,) = sums(text)
    assert (found.kind, found.total, found.parts, found.signs) == (RelationKind.SUM, 0, (1, 2), (1, 1))
    assert found.arithmetic == "30,000 + 200,000 = 230,000"
    assert found.note == "bounds"


def test_parts_before_their_total() -> None:
    text = "Shells killed 12 people in Kesh and 9 people in Baro. In all 21 people were killed."
    assert related(text) == [(RelationKind.SUM, [12, 9], 21)]


def test_a_rounded_total_is_met_within_its_last_digit() -> None:
    text = "About 12,700 people fled, the agency said. Some 8,512 people fled to Kesh and 4,170 people fled to Baro."
    (found,) = sums(text)
    assert found.note == "rounded"
    assert found.arithmetic == "8,512 + 4,170 = 12,682"
    exact = text.replace("About 12,700", "Exactly 12,700").replace("Some 8,512", "8,512")
    assert sums(exact) == ()


def test_a_signed_sum_takes_away_those_who_returned() -> None:
    text = (
        "The estimate of 232,700 internally displaced people is reached by deducting from the government figure of "
        "262,704 displaced people at least 45,000 people who returned and adding 15,000 displaced people."
    )
    (found,) = sums(text)
    assert (found.kind, found.parts, found.signs) == (RelationKind.SIGNED_SUM, (1, 2, 3), (1, -1, 1))
    assert found.arithmetic == "262,704 - 45,000 + 15,000 = 232,704"
    assert found.note == "rounded"


@pytest.mark.parametrize(
    "text",
    [
        # a rate and a count
        "Some 500 people fled. Each day 200 people fled to Jordan. On Monday 300 people fled to Iraq.",
        # households and persons
        "Some 500 people were displaced. In Kesh 200 families were displaced and in Baro 300 people were displaced.",
        # a population of its own
        (
            "Some 340,000 people have fled. It said 230,000 people fled to Jordan. Some 110,000, mostly Malan "
            "refugees living in Sara, face rising prices."
        ),
        # feared, not known
        "In all 30 people were killed. In Kesh 20 people were killed; another 10 people are feared dead.",
        # days that differ
        (
            "As of 3 May 2019, 500 people were displaced. As of 9 May 2019, 200 people were displaced in Kesh. "
            "As of 9 May 2019, 300 people were displaced in Baro."
        ),
        # an order of magnitude
        "In all 500 people fled. Hundreds fled to Jordan and 300 people fled to Iraq.",
        # killed and displaced
        "In all 30 people were killed. Some 10 people were killed in Kesh. Some 20 people fled.",
        # the numbers do not add up
        "In all 31 people were killed. In Kesh 20 people were killed and in Baro 10 people were killed.",
    ],
)
def test_nothing_is_added_up_across_what_differs(text: str) -> None:
    assert sums(text) == ()


@pytest.mark.parametrize(
    ("text", "part", "total"),
    [
        ("The attack killed 37 people, including 9 children.", 9, 37),
        ("Some 40,000 people fled, 16,000 of whom crossed into Chad.", 16000, 40000),
        ("Of the 230 people arrested, 60 were released.", None, None),
        ("قُتل 37 مدنيا بينهم 9 أطفال.", 9, 37),
        ("L'attaque a tué 14 civils, dont cinq enfants, dans la ville.", 5, 14),
    ],
)
def test_subsets_are_parts_and_never_added(text: str, part: float | None, total: float | None) -> None:
    subsets = [found for found in related(text) if found[0] is RelationKind.SUBSET]
    assert subsets == ([] if part is None else [(RelationKind.SUBSET, [part], total)])
    assert sums(text) == ()
