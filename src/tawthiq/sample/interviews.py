"""Forty interviews: what invented witnesses told, with every person and incident marked where it is told.

The rules: no witness has a name, only a code; the narrative holds nothing that leads to the witness; a person or an
incident is written with the exact span in the narrative where it is named; what a witness says may be rough or
wrong, and is kept as said. Several witnesses may tell of one incident.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tawthiq.sample.aftermath import Aftermath, aftermath_of, tell_fled
from tawthiq.sample.chance import happens, open_stream
from tawthiq.sample.conflict import load_yaml
from tawthiq.sample.drafting import Draft
from tawthiq.sample.population import Event, Person, Population
from tawthiq.sample.spelling import Hand, governorate_of, write_arabic, write_latin
from tawthiq.sample.told import tell_age, tell_day

COUNT = 40
_ARABIC_COUNT = 18
_LATEST = dt.date(2013, 9, 30)
_SPOKEN = Hand(hamza=0.05, joined=0.1, father=0.75, grandfather=0.1)
_PURPOSES = (
    ("internal_analysis", ""),
    ("anonymous_publication", ""),
    ("named_publication", ""),
    ("partner", "Orontian Families Abroad"),
    ("national_prosecutor", ""),
    ("international_body", ""),
    ("journalists", ""),
    ("research", ""),
    ("recontact", ""),
)


EVENT_KEY = "1"
"""Each sitting tells of one event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One interview as the file holds it, and the people it truly speaks of, in the order it names them."""

    code: str
    content: dict[str, Any]
    person_ids: tuple[str, ...]


def hold_interviews(population: Population, *, seed: int) -> list[Interview]:
    """Hold the interviews: most on incidents, some on a person detained or missing."""
    words = load_yaml("interviews.yaml")
    stream = open_stream(seed, "interviews")
    by_event = _people_by_event(population)
    events = list(by_event)
    weights = [min(len(people), 12) for people in by_event.values()]
    lone = [person for person in population.persons if person.outcome in ("detained", "missing")]
    languages = ["ar"] * _ARABIC_COUNT + ["en"] * (COUNT - _ARABIC_COUNT)
    stream.shuffle(languages)
    interviews = []
    for number, language in enumerate(languages, start=1):
        if number % 6 == 0:
            people: Sequence[Person] = [lone.pop(stream.randrange(len(lone)))]
        else:
            people = _known_people(stream, by_event[stream.choices(events, weights)[0]])
        beside = _Beside(
            stream=open_stream(seed, f"interviews: aftermath {number}"),
            aftermath=aftermath_of(people[0].event, seed=seed),
        )
        interviews.append(_Sitting(stream, words, language, people, by_event, beside).hold(f"W-{number:03d}"))
    return interviews


def _people_by_event(population: Population) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {event.incident_id: [] for event in population.incidents}
    for person in population.persons:
        if person.event.incident_id:
            found[person.event.incident_id].append(person)
    return {incident: people for incident, people in found.items() if people}


def _known_people(stream: random.Random, people: Sequence[Person]) -> list[Person]:
    """The few a witness knew: somebody and others of the same house, then perhaps one or two more."""
    first = stream.choice([person for person in people if person.outcome == "killed"])
    known = [person for person in people if person.household == first.household][:4]
    others = [person for person in people if person.household != first.household]
    return known + stream.sample(others, min(len(others), stream.randrange(3)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What is told beside the deaths, from a stream of its own: nothing else of a sitting changes with it."""

    stream: random.Random
    aftermath: Aftermath


class _Sitting:
    """Writes one interview."""

    def __init__(
        self,
        stream: random.Random,
        words: dict[str, Any],
        language: str,
        people: Sequence[Person],
        by_event: dict[str, list[Person]],
        beside: _Beside,
    ) -> None:
        self.stream = stream
        self.beside = beside
        self.aftermath = beside.aftermath
        self.fled = tell_fled(beside.stream, self.aftermath) if self.aftermath.displaced else None
        self.words = words
        self.language = language
        self.people = people
        self.event: Event = people[0].event
        dead = [one for one in by_event.get(self.event.incident_id, []) if one.outcome == "killed"]
        self.few = max(1, len(dead) - stream.randrange(3), sum(one.outcome == "killed" for one in people))
        self.many = max(len(dead), self.few) + stream.randint(1, 4)
        governorate = governorate_of(self.event.town)
        arabic = language == "ar"
        self.place = self.event.town.name_ar if arabic else self.event.town.name_en
        self.part_of = governorate.name_ar if arabic else governorate.name_en
        self.when, self.date = tell_day(stream, self.event.day, language=language, words=words)
        self.draft = Draft()
        self.decks: dict[str, list[str]] = {}
        self.relation_of: dict[tuple[int, str], str] = {}
        self.persons: list[dict[str, Any]] = []

    def hold(self, code: str) -> Interview:
        """Write the narrative first, then everything that is noted about the sitting."""
        self._narrate()
        held_on = min(self.event.day + dt.timedelta(days=self.stream.randint(14, 220)), _LATEST)
        content = {
            "witness_code": code,
            "title": self._title(),
            "interviewer": self.stream.choice(self.words["interviewers"]),
            "interpreter": self.stream.choice(self.words["interpreters"]) if self.language == "ar" else "",
            "held_on": held_on.isoformat(),
            "place": self.stream.choice(self.words["places"][self.language]),
            "language": self.language,
            "mode": self.stream.choice(self.words["modes"]),
            "setting_safe": happens(self.stream, 0.92),
            "support_offered": happens(self.stream, 0.9),
            "earlier_accounts": self._earlier_accounts(held_on),
            "consent": self._consent(held_on),
            "narrative": self.draft.text(),
            "persons": self.persons,
            "incidents": self._incidents(),
        }
        return Interview(code=code, content=content, person_ids=tuple(one.person_id for one in self.people))

    def _narrate(self) -> None:
        slots = {"town": self.place, "when": self.when}
        self._say("opening", slots)
        self.draft.add("\n\n")
        if self.event.incident_id:
            event = self.stream.choice(self.words["events"][self.language][self.event.cause.code])
            slots["event"] = event.format(town=self.place)
            self._say("day", slots, marks={"event": "event"})
            if self.aftermath.hit:
                self._say_beside(f"hit_{self.aftermath.hit}", slots)
            self.draft.add("\n\n")
        for number, person in enumerate(self.people):
            self.draft.add(" " if number else "")
            self._tell_of(person, number, slots)
        self.draft.add("\n\n")
        if self.event.incident_id:
            self._say("count", {"few": str(self.few), "many": str(self.many)})
            if self.fled:
                kind = "fled_at_least" if self.fled.most is None else "fled"
                self._say_beside(kind, slots | {"few": str(self.fled.least), "many": str(self.fled.most)})
            self.draft.add(" ")
            self._say("knowledge", slots)
            self.draft.add("\n\n")
            self._say("after", slots)
        else:
            self._say("waiting", slots)
        self.draft.add("\n\n")
        self._say("closing", slots)

    def _say(self, kind: str, slots: dict[str, str], *, marks: dict[str, str] | None = None) -> None:
        """Say a sentence of this kind; none comes twice before all have come."""
        deck = self.decks.setdefault(kind, [])
        if not deck:
            deck += self.words[self.language][kind]
            self.stream.shuffle(deck)
        self.draft.say(deck.pop(), slots, marks=marks)

    def _say_beside(self, kind: str, slots: dict[str, str]) -> None:
        """Say a sentence of what is told beside the deaths."""
        self.draft.add(" ")
        self.draft.say(self.beside.stream.choice(self.words[self.language][kind]), slots)

    def _relation(self, person: Person) -> str:
        """What the person was to the witness: the same for all of one house, of their age group and sex."""
        group = "ar" if self.language == "ar" else "en"
        group += "_child" if person.age < 16 else ""
        group += f"_{person.sex}" if self.language == "ar" else ""
        key = (person.household, group)
        if key not in self.relation_of:
            self.relation_of[key] = self.stream.choice(self.words["relations"][group])
        return self.relation_of[key]

    def _tell_of(self, person: Person, number: int, slots: dict[str, str]) -> None:
        """Say one person's sentence and note what it states."""
        female = person.sex == "female"
        arabic, latin = write_arabic(self.stream, person.name, _SPOKEN), write_latin(self.stream, person.name, _SPOKEN)
        in_arabic = self.language == "ar"
        name, other = (arabic, latin) if in_arabic else (latin, arabic)
        age_words, _ = tell_age(self.stream, person.age, sex=person.sex, language=self.language)
        relation = self._relation(person)
        told = slots | {"name": name, "age": age_words, "relation": relation}
        told |= {"he": "she", "him": "her"} if female else {"he": "he", "him": "him"}
        kind = f"{person.outcome}_{person.sex}" if in_arabic else person.outcome
        self._say(kind, told, marks={"name": f"person {number}"})
        self.persons.append(
            {
                "name": name,
                "name_other": other if happens(self.stream, 0.6) else "",
                "sex": person.sex,
                "age": age_words,
                "relation": relation,
                "outcome": person.outcome,
                "date": self.date,
                "place": self.place,
                "place_part_of": self.part_of,
                "cause": person.cause.cause_class if person.cause else "",
                "incident": EVENT_KEY if self.event.incident_id else "",
                "quote_span": list(self.draft.spans[f"person {number}"]),
            }
        )

    def _title(self) -> str:
        kind = "killed" if self.event.incident_id else self.people[0].outcome
        text: str = self.words["titles"][self.language][kind]
        return text.format(event=self._event_words(), town=self.place)

    def _event_words(self) -> str:
        start, end = self.draft.spans.get("event", (0, 0))
        return self.draft.text()[start:end]

    def _incidents(self) -> list[dict[str, Any]]:
        if not self.event.incident_id:
            return []
        return [
            {
                "key": EVENT_KEY,
                "title": self._event_words(),
                "kind": self.aftermath.kind or self.event.cause.code,
                "date": self.date,
                "place": self.place,
                "place_part_of": self.part_of,
                "killed_min": self.few,
                "killed_max": self.many,
                **self._displaced(),
                "weapon": self.event.cause.cause_class,
                "quote_span": list(self.draft.spans["event"]),
            }
        ]

    def _displaced(self) -> dict[str, int]:
        if self.fled is None:
            return {}
        most = {} if self.fled.most is None else {"displaced_max": self.fled.most}
        return {"displaced_min": self.fled.least, **most}

    def _earlier_accounts(self, held_on: dt.date) -> list[dict[str, str]]:
        if not happens(self.stream, 0.3):
            return []
        between = max(1, (held_on - self.event.day).days - 1)
        earlier = self.event.day + dt.timedelta(days=self.stream.randint(1, between))
        return [self.stream.choice(self.words["earlier"]) | {"when": earlier.isoformat()[:7]}]

    def _consent(self, held_on: dt.date) -> dict[str, Any]:
        answers = []
        for purpose, recipient in _PURPOSES:
            likely = 0.97 if purpose == "internal_analysis" else 0.08 if purpose == "named_publication" else 0.6
            draw = self.stream.random()
            answer = "yes" if draw < likely else "ask_first" if draw < likely + 0.2 else "no"
            condition = self.stream.choice(self.words["conditions"]) if answer == "ask_first" else ""
            answers.append({"purpose": purpose, "recipient": recipient, "answer": answer, "condition": condition})
        return {
            "given_by": "self",
            "explained_in": self.language,
            "method": self.stream.choice(("written", "oral_witnessed", "audio")),
            "on": held_on.isoformat(),
            "answers": answers,
            "expires": held_on.replace(year=held_on.year + 5).isoformat() if happens(self.stream, 0.2) else "",
        }
