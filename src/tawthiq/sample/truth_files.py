"""The truth as tables, kept beside the input so that accuracy is measured and not claimed.

``persons.csv`` has everybody and who is on which list, ``registered.csv`` the people of the registers;
``records.csv`` says whom each row of a list or register and each person of an interview is truly about (`row` counts
from 1 as the reader of the file sees it); ``incidents.csv`` the incidents, with how many people had to flee;
``figures.csv`` where each figure of a report stands (half-open character offsets); ``origins.csv`` which reports carry
one story.
"""

from collections.abc import Sequence
from pathlib import Path

from tawthiq.sample.aftermath import aftermath_of
from tawthiq.sample.invention import Invention
from tawthiq.sample.list_files import LAYOUTS, save_table
from tawthiq.sample.population import Person, Population
from tawthiq.sample.reports import Report


def save_truth(folder: Path, invention: Invention) -> None:
    """Write the tables of the truth into `folder`."""
    members = {key: {person.person_id for person in people} for key, people in invention.captured.items()}
    save_table(
        folder / "persons.csv",
        (*_PERSON_COLUMNS, *(f"on_{key}" for key in members)),
        [
            (*_person_cells(person), *(int(person.person_id in on_list) for on_list in members.values()))
            for person in invention.population.persons
        ],
    )
    on_register = {one.key: {row.person_id for row in one.rows} for one in invention.registers}
    save_table(
        folder / "registered.csv",
        (*_PERSON_COLUMNS, *(f"on_{key}" for key in on_register)),
        [
            (*_person_cells(person), *(int(person.person_id in held) for held in on_register.values()))
            for person in invention.registered
        ],
    )
    save_table(folder / "incidents.csv", _INCIDENT_COLUMNS, _incident_rows(invention.population, seed=invention.seed))
    save_table(folder / "records.csv", ("file", "list", "row_id", "row", "person_id"), _record_rows(invention))
    save_table(folder / "figures.csv", ("file", *_FIGURE_COLUMNS), _figure_rows(invention.reports))
    origins = [(report.file, report.origin) for report in invention.reports]
    save_table(folder / "origins.csv", ("file", "origin"), origins)


def _record_rows(invention: Invention) -> list[tuple[object, ...]]:
    listed: list[tuple[object, ...]] = [
        (f"lists/{plan.file}", plan.key, row.cells["external_id"], LAYOUTS[plan.key].first_row + number, row.person_id)
        for plan in invention.conflict.lists
        for number, row in enumerate(invention.rows[plan.key])
    ]
    told = [
        (f"interviews/{interview.code}.json", "interviews", f"{interview.code}/{number}", number, person_id)
        for interview in invention.interviews
        for number, person_id in enumerate(interview.person_ids, start=1)
    ]
    registered = [
        (f"registers/{one.file}", one.key, row.cells["external_id"], 2 + number, row.person_id)
        for one in invention.registers
        for number, row in enumerate(one.rows)
    ]
    return [*listed, *told, *registered]


_INCIDENT_COLUMNS = (
    "incident_id",
    "governorate",
    "town",
    "lat",
    "lon",
    "day",
    "kind",
    "cause",
    "killed",
    "injured",
    "displaced",
    "hit",
)

_PERSON_COLUMNS = (
    "person_id",
    "name_ar",
    "name_en",
    "given",
    "father",
    "grandfather",
    "family",
    "sex",
    "born_on",
    "age",
    "outcome",
    "day",
    "governorate",
    "town",
    "kind",
    "cause",
    "status",
    "incident_id",
    "household",
)


def _person_cells(person: Person) -> tuple[object, ...]:
    event = person.event
    return (
        person.person_id,
        person.name.arabic(),
        person.name.latin(),
        *(part.ar for part in person.name.parts()),
        person.sex,
        person.born_on.isoformat(),
        person.age,
        person.outcome,
        event.day.isoformat(),
        event.governorate,
        event.town.place_id,
        person.cause.code if person.cause else "",
        person.cause.cause_class if person.cause else "",
        person.status,
        event.incident_id,
        person.household,
    )


def _incident_rows(population: Population, *, seed: int) -> list[tuple[object, ...]]:
    tolls: dict[tuple[str, str], int] = {}
    for person in population.persons:
        key = (person.event.incident_id, person.outcome)
        tolls[key] = tolls.get(key, 0) + 1
    return [
        (
            event.incident_id,
            event.governorate,
            event.town.place_id,
            event.town.lat,
            event.town.lon,
            event.day.isoformat(),
            event.cause.code,
            event.cause.cause_class,
            tolls.get((event.incident_id, "killed"), 0),
            tolls.get((event.incident_id, "injured"), 0),
            after.displaced,
            after.hit,
        )
        for event in population.incidents
        for after in (aftermath_of(event, seed=seed),)
    ]


_FIGURE_COLUMNS = (
    "quantity",
    "category",
    "measure",
    "hedge",
    "speaker",
    "value_min",
    "value_max",
    "start",
    "end",
)


def _figure_rows(reports: Sequence[Report]) -> list[tuple[object, ...]]:
    return [
        (
            report.file,
            figure.words,
            figure.category,
            figure.measure,
            figure.hedge,
            figure.speaker,
            "" if figure.value_min is None else figure.value_min,
            "" if figure.value_max is None else figure.value_max,
            figure.start,
            figure.end,
        )
        for report in reports
        for figure in report.figures
    ]
