"""Building the sample: a folder of input files as they would arrive, with the truth beside them.

The same seed and size give the same files, byte for byte (of compressed files: with the same zlib). What is in
``truth/`` is for measuring only; everything else is what a mission receives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tawthiq.sample.captures import count_overlaps
from tawthiq.sample.conflict import Conflict
from tawthiq.sample.geography import gazetteer_bytes
from tawthiq.sample.interviews import Interview
from tawthiq.sample.invention import Invention, invent
from tawthiq.sample.list_files import save_json, save_list, suggest_mapping
from tawthiq.sample.pictures import draw_pictures
from tawthiq.sample.population import Person
from tawthiq.sample.registers import Register
from tawthiq.sample.reports import Report
from tawthiq.sample.truth_files import save_truth
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
        registered: people of the registers by outcome, none of whom is in `outcomes`.
        interviews, reports, figures, pictures: how many there are.
        files: every file written, relative to the folder, sorted.
    """

    seed: int
    size: int
    killed: int
    on_no_list: int
    outcomes: Mapping[str, int]
    registered: Mapping[str, int]
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
    for name in ("lists", "registers", "interviews", "reports", "pictures", "truth"):
        (folder / name).mkdir(parents=True)
    invention = invent(seed=seed, size=size)
    _save_mission(folder, invention.conflict)
    _save_lists(folder, invention)
    _save_registers(folder, invention.registers)
    _save_interviews(folder, invention.interviews)
    _save_reports(folder, invention.reports)
    pictures = _save_pictures(folder, seed=seed)
    save_truth(folder / "truth", invention)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return _sum_up(invention, pictures=pictures, files=tuple(files))


def _sum_up(invention: Invention, *, pictures: int, files: tuple[str, ...]) -> SampleTruth:
    overlaps = count_overlaps(invention.population, invention.captured)
    list_killed = {
        key: sum(person.outcome == "killed" for person in people) for key, people in invention.captured.items()
    }
    return SampleTruth(
        seed=invention.seed,
        size=invention.size,
        killed=len(invention.population.killed()),
        on_no_list=overlaps.get("0" * len(invention.captured), 0),
        outcomes=MappingProxyType(_count_outcomes(invention.population.persons)),
        registered=MappingProxyType(_count_outcomes(invention.registered)),
        incidents=len(invention.population.incidents),
        list_rows=MappingProxyType({key: len(found) for key, found in invention.rows.items()}),
        list_killed=MappingProxyType(list_killed),
        overlaps=MappingProxyType(overlaps),
        interviews=len(invention.interviews),
        reports=len(invention.reports),
        figures=sum(len(report.figures) for report in invention.reports),
        pictures=pictures,
        files=files,
    )


def _count_outcomes(persons: Sequence[Person]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for person in persons:
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
                "policies": {
                    "standard_of_proof": "reasonable_grounds",
                    "origins_to_verify": 2,
                    "small_cells_below": 5,
                    "periods": [
                        f"first year={conflict.first_day.isoformat()}/2013-01-31",
                        f"after it=2013-02-01/{conflict.last_day.isoformat()}",
                    ],
                    "population": 21_400_000,
                    "population_source": "an invented census of Orontia, 2010",
                },
            },
            "mandate_ar": {"what": mission["what"]["ar"], "where": mission["where"]["ar"]},
            "period": {"first_day": conflict.first_day.isoformat(), "last_day": conflict.last_day.isoformat()},
            "country": conflict.country,
            "banner": conflict.banner,
        },
    )
    (folder / "gazetteer.csv").write_bytes(gazetteer_bytes())
    (folder / "README.txt").write_text(
        f"{conflict.banner['en']}\n{conflict.banner['ar']}\n\n{_FOLDERS}", encoding="utf-8", newline="\n"
    )


_FOLDERS = """\
mission.json   name, mandate, languages and policies of the mission
gazetteer.csv  the places, with names in two scripts and coordinates
lists/         four lists of victims as their keepers send them, and how to read each (mappings.json)
registers/     two registers of displaced, recruited, detained, abducted and violated people, and how to read each
interviews/    forty interviews, one file each
reports/       a dozen reports, and their outlets and days (index.json)
pictures/      pictures handed over with an interview or a list
truth/         what is true of all this: for measuring, never for importing
"""


def _save_lists(folder: Path, invention: Invention) -> None:
    plans = invention.conflict.lists
    for plan in plans:
        save_list(folder / "lists" / plan.file, plan, invention.rows[plan.key])
    save_json(folder / "lists" / "mappings.json", {plan.file: suggest_mapping(plan) for plan in plans})


def _save_registers(folder: Path, registers: Sequence[Register]) -> None:
    for register in registers:
        (folder / "registers" / register.file).write_bytes(register.content())
    save_json(folder / "registers" / "mappings.json", {one.file: one.mapping() for one in registers})


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
