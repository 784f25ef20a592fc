"""Building the sample: a folder of input files as they would arrive, with the truth beside them.

The same seed and size give the same files, byte for byte (of compressed files: with the same zlib). What is in
``truth/`` is for measuring only; everything else is what a mission receives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tawthiq.sample.captures import capture, count_overlaps
from tawthiq.sample.conflict import Conflict, load_conflict
from tawthiq.sample.geography import gazetteer_bytes
from tawthiq.sample.interviews import Interview, hold_interviews
from tawthiq.sample.list_files import LAYOUTS, save_json, save_list, save_table, suggest_mapping
from tawthiq.sample.lists import Row, write_list
from tawthiq.sample.naming import load_names
from tawthiq.sample.pictures import draw_pictures
from tawthiq.sample.population import Person, Population, invent_population
from tawthiq.sample.reports import Report, write_reports
from tawthiq.terms.errors import BadInputError, ConflictError

SMALLEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTruth:
    """What is true of a sample, to compare counts and estimates with.

    Args:
        seed, size: what it was built from.
        killed: people killed, the number an estimate should come near.
        on_no_list: of these, how many are on none of the lists.
        outcomes: number of people by outcome (killed, injured, detained, missing).
        incidents: incidents that took several people.
        list_rows: rows of each list, by its key in the order of the capture histories.
        list_killed: people killed on each list.
        overlaps: people killed by capture history, such as ``"1010"``; all zeros are those on no list.
        interviews, reports, figures, pictures: how many there are.
        files: every file written, relative to the folder, sorted.
    """

    seed: int
    size: int
    killed: int
    on_no_list: int
    outcomes: Mapping[str, int]
    incidents: int
    list_rows: Mapping[str, int]
    list_killed: Mapping[str, int]
    overlaps: Mapping[str, int]
    interviews: int
    reports: int
    figures: int
    pictures: int
    files: tuple[str, ...]


def build(folder: Path, *, seed: int = 20120313, size: int = 2000) -> SampleTruth:
    """Write the sample mission's input files into `folder` and return what is true of them.

    Args:
        folder: a new or empty folder.
        seed: the same seed gives the same files.
        size: people killed; injured, detained and missing people come in proportion.

    Refuses a folder that holds something (`ConflictError`) and fewer than 100 people (`BadInputError`): with fewer
    there are not enough incidents to tell of.
    """
    if size < SMALLEST:
        raise BadInputError("sample.size", f"A sample of {size} people is too small.", f"Ask for {SMALLEST} or more.")
    if folder.exists() and any(folder.iterdir()):
        raise ConflictError(
            "sample.folder", f"The folder {folder.name} already holds something.", "Name a new or empty folder."
        )
    for name in ("lists", "interviews", "reports", "pictures", "truth"):
        (folder / name).mkdir(parents=True)
    conflict = load_conflict()
    population = invent_population(conflict, load_names(), seed=seed, size=size)
    captured = capture(population, conflict.lists, seed=seed)
    rows = {plan.key: write_list(plan, captured[plan.key], conflict, seed=seed) for plan in conflict.lists}
    interviews = hold_interviews(population, seed=seed)
    reports = write_reports(population)
    _save_mission(folder, conflict)
    _save_lists(folder, conflict, rows)
    _save_interviews(folder, interviews)
    _save_reports(folder, reports)
    pictures = _save_pictures(folder, seed=seed)
    _save_truth(folder / "truth", conflict, population, captured, rows, interviews, reports)
    overlaps = count_overlaps(population, captured)
    return SampleTruth(
        seed=seed,
        size=size,
        killed=len(population.killed()),
        on_no_list=overlaps.get("0" * len(conflict.lists), 0),
        outcomes=MappingProxyType(_count_outcomes(population)),
        incidents=len(population.incidents),
        list_rows=MappingProxyType({key: len(found) for key, found in rows.items()}),
        list_killed=MappingProxyType(
            {key: sum(person.outcome == "killed" for person in people) for key, people in captured.items()}
        ),
        overlaps=MappingProxyType(overlaps),
        interviews=len(interviews),
        reports=len(reports),
        figures=sum(len(report.figures) for report in reports),
        pictures=pictures,
        files=tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())),
    )


def _count_outcomes(population: Population) -> dict[str, int]:
    counts: dict[str, int] = {}
    for person in population.persons:
        counts[person.outcome] = counts.get(person.outcome, 0) + 1
    return dict(sorted(counts.items()))


def _save_mission(folder: Path, conflict: Conflict) -> None:
    mission = conflict.mission
    save_json(
        folder / "mission.json",
        {
            "mission": {
                "name": mission["name"]["en"],
                "name_ar": mission["name"]["ar"],
                "is_demo": True,
                "languages": ["en", "ar"],
                "mandate": {
                    "what": mission["what"]["en"],
                    "where": mission["where"]["en"],
                    "since": conflict.first_day.isoformat(),
                },
                "policies": {"standard_of_proof": "reasonable_grounds", "origins_to_verify": 2, "small_cells_below": 5},
            },
            "mandate_ar": {"what": mission["what"]["ar"], "where": mission["where"]["ar"]},
            "period": {"first_day": conflict.first_day.isoformat(), "last_day": conflict.last_day.isoformat()},
            "country": conflict.country,
            "banner": conflict.banner,
        },
    )
    (folder / "gazetteer.csv").write_bytes(gazetteer_bytes())


def _save_lists(folder: Path, conflict: Conflict, rows: dict[str, list[Row]]) -> None:
    for plan in conflict.lists:
        save_list(folder / "lists" / plan.file, plan, rows[plan.key])
    save_json(folder / "lists" / "mappings.json", {plan.file: suggest_mapping(plan) for plan in conflict.lists})


def _save_interviews(folder: Path, interviews: Sequence[Interview]) -> None:
    for interview in interviews:
        save_json(folder / "interviews" / f"{interview.code}.json", interview.content)


def _save_reports(folder: Path, reports: Sequence[Report]) -> None:
    for report in reports:
        (folder / "reports" / report.file).write_text(report.text, encoding="utf-8", newline="\n")
    save_json(folder / "reports" / "index.json", [report.index for report in reports])


def _save_pictures(folder: Path, *, seed: int) -> int:
    pictures = draw_pictures(seed=seed)
    for picture in pictures:
        (folder / "pictures" / picture.file).write_bytes(picture.content)
    described = [{"file": one.file, "title": one.title, "description": one.description} for one in pictures]
    save_json(folder / "pictures" / "index.json", described)
    return len(pictures)


def _save_truth(
    folder: Path,
    conflict: Conflict,
    population: Population,
    captured: dict[str, tuple[Person, ...]],
    rows: dict[str, list[Row]],
    interviews: Sequence[Interview],
    reports: Sequence[Report],
) -> None:
    members = {key: {person.person_id for person in people} for key, people in captured.items()}
    save_table(
        folder / "persons.csv",
        (*_PERSON_COLUMNS, *(f"on_{key}" for key in members)),
        [
            (*_person_cells(person), *(int(person.person_id in on_list) for on_list in members.values()))
            for person in population.persons
        ],
    )
    save_table(
        folder / "incidents.csv",
        ("incident_id", "governorate", "town", "lat", "lon", "day", "kind", "cause", "killed", "injured"),
        _incident_rows(population),
    )
    records = [
        (f"lists/{plan.file}", plan.key, row.cells["external_id"], LAYOUTS[plan.key].first_row + number, row.person_id)
        for plan in conflict.lists
        for number, row in enumerate(rows[plan.key])
    ]
    records += [
        (f"interviews/{interview.code}.json", "interviews", f"{interview.code}/{number}", number, person_id)
        for interview in interviews
        for number, person_id in enumerate(interview.person_ids, start=1)
    ]
    save_table(folder / "records.csv", ("file", "list", "row_id", "row", "person_id"), records)
    save_table(folder / "figures.csv", ("file", *_FIGURE_COLUMNS), _figure_rows(reports))
    save_table(folder / "origins.csv", ("file", "origin"), [(report.file, report.origin) for report in reports])


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
        event.cause.code,
        event.cause.cause_class,
        person.status,
        event.incident_id,
        person.household,
    )


def _incident_rows(population: Population) -> list[tuple[object, ...]]:
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
        )
        for event in population.incidents
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
