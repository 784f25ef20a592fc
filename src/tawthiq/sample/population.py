"""The truth: who was killed, injured, detained or went missing, with whom, where, when and how.

About seven in ten of the killed die in incidents that take several people, often a household at once; the others die
alone. An incident has one place, one day and one cause, and everybody in it shares them. Incident sizes are
long-tailed: many take two or three people, a few take dozens.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace

from tawthiq.sample.chance import Weighted, happens, open_stream
from tawthiq.sample.conflict import Cause, Conflict
from tawthiq.sample.geography import Place, towns_of
from tawthiq.sample.naming import FullName, NameStock


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A place, a day and a cause; `incident_id` is empty for what befell one person alone."""

    incident_id: str
    governorate: str
    town: Place
    day: dt.date
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person and what truly happened; `household` is shared by relatives hit together."""

    person_id: str
    name: FullName
    sex: str
    born_on: dt.date
    outcome: str
    status: str
    event: Event
    household: int
    visibility: float

    @property
    def cause(self) -> Cause | None:
        """What killed or hurt the person; None for who was detained or went missing."""
        return self.event.cause if self.outcome in ("killed", "injured") else None

    @property
    def age(self) -> int:
        """Age in completed years on the day of the event."""
        before_birthday = (self.event.day.month, self.event.day.day) < (self.born_on.month, self.born_on.day)
        return self.event.day.year - self.born_on.year - before_birthday


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody, and the incidents that took several; persons stand in the order of the day it happened."""

    persons: tuple[Person, ...]
    incidents: tuple[Event, ...]

    def killed(self) -> tuple[Person, ...]:
        """Return the people who were killed."""
        return tuple(person for person in self.persons if person.outcome == "killed")


def invent_population(conflict: Conflict, names: NameStock, *, seed: int, size: int) -> Population:
    """Invent `size` people killed and, in proportion, people injured, detained and missing."""
    maker = PersonMaker(conflict, names, open_stream(seed, "population"))
    incidents = [maker.event(f"i{number:04d}", many=True) for number in range(_incident_count(conflict, size))]
    people = maker.fill_incidents(incidents, target=round(size * conflict.share_in_incidents))
    while len(people) < size:
        people.append(maker.lone_person("killed"))
    for outcome, share in conflict.others_per_killed.items():
        people += maker.other_people(outcome, round(size * share), incidents)
    people.sort(key=lambda person: (person.event.day, person.event.incident_id, person.household))
    numbered = (replace(person, person_id=f"p{number:05d}") for number, person in enumerate(people, start=1))
    return Population(tuple(numbered), tuple(sorted(incidents, key=lambda event: event.incident_id)))


def _incident_count(conflict: Conflict, size: int) -> int:
    return max(3, round(size * conflict.incidents_per_killed))


class PersonMaker:
    """Holds the stream and the stocks while people are invented."""

    def __init__(self, conflict: Conflict, names: NameStock, stream: random.Random) -> None:
        self.stream = stream
        self.names = names
        self.first_day = conflict.first_day
        self.last_day = conflict.last_day
        self.governorates = Weighted(list(conflict.governorates), list(conflict.governorates.values()))
        self.months = Weighted(range(len(conflict.months)), conflict.months)
        causes = list(conflict.causes.values())
        self.causes = Weighted(causes, [cause.weight for cause in causes])
        mass_causes = [cause for cause in causes if cause.many]
        self.mass_causes = Weighted(mass_causes, [cause.weight for cause in mass_causes])
        self.households = 0

    def event(self, incident_id: str, *, many: bool) -> Event:
        """A place, a day and a cause; of those that take many, where `many`."""
        governorate = self.governorates.draw(self.stream)
        towns = towns_of(governorate)
        town = Weighted(towns, [1 / (rank + 1.5) for rank in range(len(towns))]).draw(self.stream)
        month = self.first_day.month - 1 + self.months.draw(self.stream)
        start = dt.date(self.first_day.year + month // 12, month % 12 + 1, 1)
        day = start + dt.timedelta(days=self.stream.randrange(28))
        cause = (self.mass_causes if many else self.causes).draw(self.stream)
        return Event(incident_id=incident_id, governorate=governorate, town=town, day=day, cause=cause)

    def fill_incidents(self, incidents: list[Event], *, target: int) -> list[Person]:
        """Share `target` deaths among the incidents, long-tailed, two or more each, by house or singly."""
        pulls = [min(self.stream.paretovariate(1.1) - 1, 15.0) for _ in incidents]
        room = target - 2 * len(incidents)
        people: list[Person] = []
        for event, pull in zip(incidents, pulls, strict=True):
            wanted = 2 + round(room * pull / sum(pulls))
            seen = self.stream.gauss(0, 1)
            here: list[Person] = []
            while len(here) < wanted:
                here += self.group(event, most=wanted - len(here), seen=seen)
            people += here
        return people

    def group(self, event: Event, *, most: int, seen: float) -> list[Person]:
        """One household, or one person, hit by the event: at most `most` people."""
        if most >= 2 and happens(self.stream, 0.45):
            return self.household(event, count=min(most, self.stream.randint(2, 6)), seen=seen)
        return [self.single(event, "killed", seen=seen)]

    def single(self, event: Event, outcome: str, *, seen: float = 0.0) -> Person:
        """One person of no household."""
        sex = "male" if happens(self.stream, 0.78) else "female"
        years = self.stream.choice(
            (self.stream.randint(18, 40), self.stream.randint(1, 17), self.stream.randint(18, 78))
        )
        if event.cause.code == "custody" or outcome in ("detained", "missing"):
            sex, years = ("male" if happens(self.stream, 0.92) else "female"), self.stream.randint(17, 60)
        fighting = sex == "male" and 17 < years < 50 and event.cause.code in ("gunfire", "shelling", "sniper")
        draw = self.stream.random()
        status = "participating" if fighting and draw < 0.3 else "unknown" if draw > 0.95 else "civilian"
        name = self.names.draw_name(self.stream, sex=sex)
        return self.person(event, name, sex=sex, years=years, seen=seen, outcome=outcome, status=status)

    def household(self, event: Event, *, count: int, seen: float) -> list[Person]:
        """A mother or father and children of one house; `count` of them."""
        father = self.names.draw_name(self.stream, sex="male")
        father_years = self.stream.randint(27, 58)
        members: list[Person] = []
        if happens(self.stream, 0.55):
            members.append(self.person(event, father, sex="male", years=father_years, seen=seen))
        if happens(self.stream, 0.6):
            mother = self.names.draw_name(self.stream, sex="female")
            years = max(19, father_years - self.stream.randint(0, 9))
            members.append(self.person(event, mother, sex="female", years=years, seen=seen))
        taken: set[str] = {father.given.ar}
        while len(members) < count:
            sex = self.stream.choice(("male", "female"))
            given = self.names.draw_given(self.stream, sex=sex, taken=taken)
            taken.add(given.ar)
            name = FullName(given=given, father=father.given, grandfather=father.father, family=father.family)
            years = self.stream.randint(0, max(1, min(father_years - 20, 24)))
            members.append(self.person(event, name, sex=sex, years=years, seen=seen))
        self.households += 1
        return [replace(member, household=self.households) for member in members[:count]]

    def person(
        self,
        event: Event,
        name: FullName,
        *,
        sex: str,
        years: int,
        seen: float,
        outcome: str = "killed",
        status: str = "civilian",
    ) -> Person:
        """A person of this name, sex and age in years, whose visibility leans on `seen`."""
        born_on = event.day - dt.timedelta(days=round(years * 365.25) + self.stream.randrange(1, 365))
        self.households += 1
        return Person(
            person_id="",
            name=name,
            sex=sex,
            born_on=born_on,
            outcome=outcome,
            status=status,
            event=event,
            household=self.households,
            visibility=0.6 * seen + 0.8 * self.stream.gauss(0, 1),
        )

    def lone_person(self, outcome: str) -> Person:
        """One person whom something befell alone."""
        return self.single(self.event("", many=False), outcome, seen=self.stream.gauss(0, 1))

    def other_people(self, outcome: str, count: int, incidents: list[Event]) -> list[Person]:
        """People injured in incidents, or detained or missing one by one."""
        if outcome == "injured":
            return [self.single(self.stream.choice(incidents), outcome) for _ in range(count)]
        return [self.lone_person(outcome) for _ in range(count)]
