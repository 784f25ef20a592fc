from collections import Counter

import pytest

from tawthiq.sample.conflict import load_conflict
from tawthiq.sample.naming import load_names
from tawthiq.sample.population import Person, Population, invent_population
from tawthiq.terms.vocabularies import vocabulary


@pytest.fixture(scope="module")
def population() -> Population:
    return invent_population(load_conflict(), load_names(), seed=11, size=600)


def _houses(population: Population) -> list[list[Person]]:
    houses: dict[int, list[Person]] = {}
    for person in population.persons:
        houses.setdefault(person.household, []).append(person)
    return [members for members in houses.values() if len(members) > 1]


def test_siblings_share_all_but_the_given_name(population: Population) -> None:
    pairs = 0
    for members in _houses(population):
        by_father = [member.name.parts()[1:] for member in members]
        usual, count = Counter(by_father).most_common(1)[0]
        siblings = [member for member in members if member.name.parts()[1:] == usual]
        assert len({member.name.given.ar for member in siblings}) == len(siblings)
        pairs += count - 1
    assert pairs > 60


def test_relatives_die_in_one_place_on_one_day(population: Population) -> None:
    for members in _houses(population):
        assert len({(member.event.town.place_id, member.event.day) for member in members}) == 1


def test_everything_happens_inside_the_period(population: Population) -> None:
    conflict = load_conflict()
    assert all(conflict.first_day <= person.event.day <= conflict.last_day for person in population.persons)
    assert all(person.born_on < person.event.day for person in population.persons)


def test_incidents_are_long_tailed(population: Population) -> None:
    tolls = Counter(person.event.incident_id for person in population.killed() if person.event.incident_id)
    assert len(tolls) == len(population.incidents)
    assert min(tolls.values()) == 2
    assert max(tolls.values()) > 4 * sum(tolls.values()) / len(tolls)


def test_common_names_are_common(population: Population) -> None:
    given = Counter(person.name.given.ar for person in population.persons if person.sex == "male")
    assert given["محمد"] == given.most_common(1)[0][1]
    assert given["محمد"] / sum(given.values()) > 0.05


def test_only_those_killed_or_hurt_have_a_cause(population: Population) -> None:
    for person in population.persons:
        assert (person.cause is None) == (person.outcome in ("detained", "missing"))


def test_fighters_are_adults_and_never_of_a_house(population: Population) -> None:
    fighters = [person for person in population.persons if person.status == "participating"]
    assert fighters
    assert all(person.age >= 17 for person in fighters)
    at_home = {id(member) for members in _houses(population) for member in members}
    assert not at_home & {id(person) for person in fighters}


def test_codes_are_those_of_the_vocabularies(population: Population) -> None:
    assert {person.status for person in population.persons} <= set(vocabulary("civilian_status").codes())
    assert {person.outcome for person in population.persons} <= set(vocabulary("outcome").codes())
    assert {cause.cause_class for cause in load_conflict().causes.values()} <= set(vocabulary("cause").codes())
