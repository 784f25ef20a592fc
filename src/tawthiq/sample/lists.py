"""The four lists as their keepers would send them: different scripts, hands, fields, orders and mistakes.

A row says what its list knows; nothing here is read back as truth. Fields go by their canonical names
(`external_id`, `name`, `name_other`, `sex`, `age`, `birth`, `death`, `governorate`, `town`, `cause`, `status`,
`outcome`, `remarks`); ``list_files`` puts the keepers' own headers above them.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tawthiq.sample.chance import happens, open_stream
from tawthiq.sample.conflict import Conflict, ListPlan
from tawthiq.sample.population import Person
from tawthiq.sample.spelling import (
    Hand,
    eastern,
    governorate_of,
    off_by_days,
    rounded_age,
    write_arabic,
    write_latin,
    write_place,
)

Cell = str | int | dt.date
_COMMITTEE = Hand(hamza=0.12, marbuta=0.06, yeh=0.05, joined=0.15, slip=0.006, father=0.99, grandfather=0.95)
_NETWORK = Hand(hamza=0.5, marbuta=0.3, yeh=0.2, joined=0.4, bin=0.03, slip=0.015, father=0.97, grandfather=0.45)
_DIASPORA = Hand(slip=0.05, father=0.85, grandfather=0.15)
_HOSPITAL = Hand(hamza=0.8, marbuta=0.5, yeh=0.35, joined=0.6, slip=0.025, father=0.6, grandfather=0.05)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its cells by canonical field, and whom it is truly about."""

    person_id: str
    cells: dict[str, Cell]


def write_list(plan: ListPlan, people: Sequence[Person], conflict: Conflict, *, seed: int) -> list[Row]:
    """Write one list: a row for each person on it, a second one for some, in the keeper's order."""
    stream = open_stream(seed, f"list/{plan.key}")
    entries = [person for person in people for _ in range(1 + happens(stream, plan.duplicates))]
    compose, order, numbering = _KEEPERS[plan.key]
    rows = [Row(person.person_id, compose(stream, person, conflict)) for person in entries]
    stream.shuffle(rows)
    if order:
        rows.sort(key=lambda row: str(row.cells[order]))
    for number, row in enumerate(rows, start=1):
        row.cells["external_id"] = numbering.format(number)
        row.cells.pop("order", None)
    return rows


def _blank(stream: random.Random, cell: Cell, *, share: float) -> Cell:
    return "" if happens(stream, share) else cell


def _committee(stream: random.Random, person: Person, conflict: Conflict) -> dict[str, Cell]:
    day = off_by_days(stream, person.event.day, share=0.04, most=2)
    written: Cell = day if happens(stream, 0.3) else eastern(day.strftime("%d/%m/%Y"))
    if happens(stream, 0.015):
        written = eastern(day.strftime("%m/%Y"))
    town = person.event.town
    return {
        "order": day.isoformat(),
        "name": write_arabic(stream, person.name, _COMMITTEE),
        "sex": conflict.words["sexes"][person.sex]["ar"][0],
        "age": eastern(rounded_age(stream, person.age, exact=0.92)),
        "event": written,
        "place_part_of": write_place(stream, governorate_of(town), arabic=True, usual=0.95),
        "place": _blank(stream, write_place(stream, town, arabic=True, usual=0.9), share=0.06),
        "cause": _blank(stream, person.event.cause.ar[0], share=0.05),
        "civilian_status": conflict.words["statuses"][person.status]["ar"],
        "remarks": _remark(stream, _COMMITTEE_REMARKS, share=0.06),
    }


def _network(stream: random.Random, person: Person, conflict: Conflict) -> dict[str, Cell]:
    day = off_by_days(stream, person.event.day, share=0.12, most=4)
    town = person.event.town
    born = person.born_on if happens(stream, 0.93) else person.born_on.replace(month=1, day=1)
    draw = stream.random()
    written = day.strftime("%m.%Y" if draw < 0.04 else "00.%m.%Y" if draw < 0.045 else "%d.%m.%Y")
    return {
        "name": write_arabic(stream, person.name, _NETWORK),
        "name_other": write_latin(stream, person.name, _DIASPORA) if happens(stream, 0.3) else "",
        "sex": _blank(stream, conflict.words["sexes"][person.sex]["en"][0], share=0.02),
        "birth": _blank(stream, born.strftime("%d.%m.%Y"), share=0.3),
        "event": written,
        "place_part_of": write_place(stream, governorate_of(town), arabic=True, usual=0.8),
        "place": _blank(stream, write_place(stream, town, arabic=True, usual=0.7), share=0.1),
        "cause": _blank(stream, stream.choice(person.event.cause.ar), share=0.1 if person.cause else 1.0),
        "civilian_status": conflict.words["statuses"][person.status]["ar"],
        "outcome": conflict.words["outcomes"][person.outcome]["ar"],
        "remarks": _remark(stream, _NETWORK_REMARKS, share=0.08),
    }


def _diaspora(stream: random.Random, person: Person, conflict: Conflict) -> dict[str, Cell]:
    day = off_by_days(stream, person.event.day, share=0.15, most=6)
    town = person.event.town
    draw = stream.random()
    written = day.isoformat()[:7] if draw < 0.07 else "" if draw < 0.09 else day.isoformat()
    return {
        "name": (name := write_latin(stream, person.name, _DIASPORA)),
        "order": name.casefold(),
        "sex": _blank(stream, conflict.words["sexes"][person.sex]["en"][2], share=0.05),
        "age": "unknown" if happens(stream, 0.25) else str(rounded_age(stream, person.age, exact=0.7)),
        "event": written,
        "place_part_of": write_place(stream, governorate_of(town), arabic=False, usual=0.6),
        "place": _blank(stream, write_place(stream, town, arabic=False, usual=0.6), share=0.15),
        "cause": _blank(stream, stream.choice(person.event.cause.en), share=0.2),
        "remarks": _remark(stream, _DIASPORA_REMARKS, share=0.1),
    }


def _hospital(stream: random.Random, person: Person, conflict: Conflict) -> dict[str, Cell]:
    day = off_by_days(stream, person.event.day, share=0.1, most=2)
    town = person.event.town
    return {
        "order": day.isoformat(),
        "name": write_arabic(stream, person.name, _HOSPITAL),
        "sex": conflict.words["sexes"][person.sex]["ar"][0],
        "age": _blank(stream, str(rounded_age(stream, person.age, exact=0.6)), share=0.06),
        "event": day.strftime("%d-%m-%Y"),
        "place_part_of": write_place(stream, governorate_of(town), arabic=True, usual=0.7),
        "place": _blank(stream, write_place(stream, town, arabic=True, usual=0.7), share=0.08),
        "cause": stream.choice(person.event.cause.ar),
        "outcome": conflict.words["outcomes"][person.outcome]["ar"],
        "remarks": _remark(stream, _HOSPITAL_REMARKS, share=0.07),
    }


def _remark(stream: random.Random, remarks: tuple[str, ...], *, share: float) -> str:
    return stream.choice(remarks) if happens(stream, share) else ""


_COMMITTEE_REMARKS = ("بشهادة أحد الجيران", "التاريخ تقريبي", "بانتظار الوثائق", "من سجل المختار")
_NETWORK_REMARKS = ("مصدران", "بانتظار التأكيد", "صورة محفوظة", "نقلا عن العائلة")
_DIASPORA_REMARKS = ("told by a cousin", "family asks for privacy", "date from memory", "see also brother")
_HOSPITAL_REMARKS = ("نقل من مشفى آخر", "بلا أوراق", "تعرف عليه قريب")

_Compose = Callable[[random.Random, Person, Conflict], dict[str, Cell]]
# Who composes the row, by what the rows are sorted, how they are numbered.
_KEEPERS: dict[str, tuple[_Compose, str, str]] = {
    "committee": (_committee, "order", "{:04d}"),
    "network": (_network, "", "SN-{:05d}"),
    "diaspora": (_diaspora, "order", "F{:04d}"),
    "hospital": (_hospital, "order", "1{:05d}"),
}
