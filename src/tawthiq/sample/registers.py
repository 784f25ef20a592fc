"""Two registers of people who were displaced, recruited, detained, abducted or violated, with their known truth.

The rules: the killed are on neither, so that capture histories of the killed stay those of the four lists. The people
are drawn from a stream of their own, so that nobody else changes with them. Many are children. Of people who suffered
sexual violence only the protection desk keeps a line, and it holds no name, no town and no day: a code, the sex, a
band of ages, the governorate and the month. What a desk like this one knows besides stays sealed with it.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, replace
from typing import Any

from tawthiq.sample.chance import happens, open_stream
from tawthiq.sample.conflict import Conflict, load_yaml
from tawthiq.sample.lists import Cell, Row
from tawthiq.sample.naming import NameStock
from tawthiq.sample.population import Person, PersonMaker
from tawthiq.sample.spelling import Hand, eastern, governorate_of, off_by_days, write_arabic, write_latin, write_place

#: Of whom no name is written.
UNNAMED = "sexual_violence"
_FEWEST = 3
_BANDS = ((60, "60-79"), (30, "30-59"), (18, "18-29"), (12, "12-17"), (0, "0-11"))
_DESK = Hand(slip=0.02, father=0.97, grandfather=0.3)
_SHELTER = Hand(hamza=0.4, marbuta=0.2, yeh=0.2, joined=0.3, slip=0.01, father=0.97, grandfather=0.5)
COLUMNS = {
    "en": {
        "external_id": "Ref",
        "name": "Name",
        "sex": "Sex",
        "age": "Age",
        "event": "Date",
        "place_part_of": "Governorate",
        "place": "Town",
        "outcome": "What happened",
        "civilian_status": "Status",
    },
    "ar": {
        "external_id": "الرقم",
        "name": "الاسم",
        "sex": "الجنس",
        "age": "العمر",
        "event": "التاريخ",
        "place_part_of": "المحافظة",
        "place": "البلدة",
        "outcome": "ما حدث",
        "civilian_status": "الصفة",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register: its file, whose it is, its language and its rows, each with whom it is truly about."""

    key: str
    file: str
    organisation: str
    title: str
    language: str
    rows: tuple[Row, ...]

    def content(self) -> bytes:
        """The file as its keeper sends it: CSV in UTF-8."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        columns = COLUMNS[self.language]
        writer.writerow(columns.values())
        writer.writerows([row.cells.get(field, "") for field in columns] for row in self.rows)
        return text.getvalue().encode("utf-8-sig" if self.language == "ar" else "utf-8")

    def mapping(self) -> dict[str, object]:
        """What an importer should be told about the file."""
        return {
            "organisation": self.organisation,
            "title": self.title,
            "language": self.language,
            "header_row": 1,
            "date_order": "ymd",
            "encoding": None,
            "one_per_person": True,
            "outcome": "unknown",
            "columns": COLUMNS[self.language],
        }


def invent_registered(conflict: Conflict, names: NameStock, *, seed: int, size: int) -> tuple[Person, ...]:
    """Invent the people of the registers for a conflict in which `size` people were killed; three of each at least."""
    maker = PersonMaker(conflict, names, open_stream(seed, "registers: people"))
    people: list[Person] = []
    for outcome, plan in load_yaml("registers.yaml")["people"].items():
        for _ in range(max(_FEWEST, round(size * plan["share"]))):
            sex = "female" if happens(maker.stream, plan["female"]) else "male"
            is_child = happens(maker.stream, plan["child"])
            years = (
                maker.stream.randint(7 if outcome != "displaced" else 0, 16)
                if is_child
                else maker.stream.randint(18, 60)
            )
            name = names.draw_name(maker.stream, sex=sex)
            event = maker.event("", many=False)
            people.append(maker.person(event, name, sex=sex, years=years, seen=0.0, outcome=outcome))
    people.sort(key=lambda person: (person.event.day, person.household))
    return tuple(replace(person, person_id=f"r{number:05d}") for number, person in enumerate(people, start=1))


def write_registers(people: tuple[Person, ...], conflict: Conflict, *, seed: int) -> tuple[Register, ...]:
    """Write both registers in the order of the day."""
    plan = load_yaml("registers.yaml")
    return tuple(
        _write(key, one, plan["outcomes"], people, conflict, open_stream(seed, f"registers: {key}"))
        for key, one in plan["registers"].items()
    )


def _write(
    key: str,
    plan: dict[str, Any],
    outcomes: dict[str, dict[str, str]],
    people: tuple[Person, ...],
    conflict: Conflict,
    stream: random.Random,
) -> Register:
    language = plan["language"]
    rows: list[Row] = []
    for person in people:
        if not happens(stream, plan["covers"][person.outcome]):
            continue
        number = len(rows) + 1
        words = outcomes[person.outcome][language]
        cells = _unnamed(person, number) if person.outcome == UNNAMED else _named(stream, person, language)
        sex = conflict.words["sexes"][person.sex][language]
        cells |= {
            "external_id": f"{key[0].upper()}{number:04d}",
            "sex": sex[1] if language == "en" else sex[0],
            "place_part_of": write_place(stream, governorate_of(person.event.town), arabic=language == "ar", usual=1.0),
            "outcome": words,
            "civilian_status": conflict.words["statuses"]["civilian"][language],
        }
        rows.append(Row(person.person_id, cells))
    return Register(
        key=key,
        file=plan["file"],
        organisation=plan["organisation"]["en"],
        title=plan["title"]["en"],
        language=language,
        rows=tuple(rows),
    )


def _named(stream: random.Random, person: Person, language: str) -> dict[str, Cell]:
    day = off_by_days(stream, person.event.day, share=0.06, most=2)
    is_arabic = language == "ar"
    return {
        "name": write_arabic(stream, person.name, _SHELTER) if is_arabic else write_latin(stream, person.name, _DESK),
        "age": eastern(person.age) if is_arabic else str(person.age),
        "event": day.isoformat(),
        "place": write_place(stream, person.event.town, arabic=is_arabic, usual=0.9),
    }


def _unnamed(person: Person, number: int) -> dict[str, Cell]:
    """A line that leads to nobody: a code in the name's place, a band of ages, the month, no town."""
    band = next(words for least, words in _BANDS if person.age >= least)
    return {"name": f"Sealed {number:03d}", "age": band, "event": person.event.day.isoformat()[:7], "place": ""}
