import hashlib
from pathlib import Path

import pytest

from sample.conftest import Built
from sample.reading_back import read_json, read_table
from tawthiq.sample import build
from tawthiq.sample.geography import places
from tawthiq.terms.errors import BadInputError, ConflictError


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_same_seed_gives_same_bytes(small: Built, tmp_path: Path) -> None:
    again = build(tmp_path / "again", seed=7, size=200)
    assert again == small.truth
    assert _digests(tmp_path / "again") == _digests(small.folder)


def test_another_seed_gives_other_people_lists_and_pictures(small: Built, tmp_path: Path) -> None:
    build(tmp_path / "other", seed=8, size=200)
    one, other = _digests(small.folder), _digests(tmp_path / "other")
    same = {file for file in one if one[file] == other.get(file)}
    assert {file for file in one if file.startswith(("lists/", "registers/", "pictures/", "interviews/"))} & same == {
        "lists/mappings.json",
        "registers/mappings.json",
        "pictures/index.json",
    }


def test_every_file_written_is_named(small: Built) -> None:
    assert set(small.truth.files) == set(_digests(small.folder))


def test_the_folder_says_itself_that_it_is_invented(small: Built) -> None:
    banner = read_json(small.folder / "mission.json")["banner"]
    readme = (small.folder / "README.txt").read_text(encoding="utf-8")
    assert banner["en"].startswith("Invented")
    assert banner["en"] in readme
    assert banner["ar"] in readme


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(ConflictError) as refused:
        build(tmp_path, size=200)
    assert refused.value.code == "sample.folder"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_too_few_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        build(tmp_path / "tiny", size=99)
    assert not (tmp_path / "tiny").exists()


def test_smallest_size_builds(tmp_path: Path) -> None:
    assert build(tmp_path / "smallest", size=100).killed == 100


def test_truth_adds_up(full: Built) -> None:
    truth = full.truth
    assert truth.killed == truth.size == sum(truth.overlaps.values()) == truth.outcomes["killed"]
    assert truth.incidents == 150
    assert (truth.interviews, truth.reports) == (40, 12)
    for position, key in enumerate(truth.list_killed):
        on_list = sum(count for history, count in truth.overlaps.items() if history[position] == "1")
        assert on_list == truth.list_killed[key]


def test_a_quarter_to_a_third_is_on_no_list_and_every_pair_of_lists_overlaps(full: Built) -> None:
    truth = full.truth
    assert 0.25 <= truth.on_no_list / truth.killed <= 0.30
    for first in range(4):
        for second in range(first + 1, 4):
            shared = sum(n for history, n in truth.overlaps.items() if history[first] == history[second] == "1")
            assert shared >= 50


def test_lists_nearly_independent_so_that_pairs_estimate_the_truth(full: Built) -> None:
    """Each pair of lists, taken alone, estimates the killed within a fifth (Lincoln and Petersen)."""
    truth = full.truth
    sizes = list(truth.list_killed.values())
    for first in range(4):
        for second in range(first + 1, 4):
            shared = sum(n for history, n in truth.overlaps.items() if history[first] == history[second] == "1")
            assert abs(sizes[first] * sizes[second] / shared / truth.killed - 1) < 0.2


def test_truth_tables_agree_with_each_other(small: Built) -> None:
    persons = {row["person_id"]: row for row in read_table(small.folder / "truth" / "persons.csv")}
    assert len(persons) == sum(small.truth.outcomes.values())
    registered = {row["person_id"]: row for row in read_table(small.folder / "truth" / "registered.csv")}
    assert len(registered) == sum(small.truth.registered.values())
    assert not persons.keys() & registered.keys()
    persons |= registered
    records = read_table(small.folder / "truth" / "records.csv")
    assert {row["person_id"] for row in records} <= set(persons)
    for row in records:
        if row["list"] != "interviews":
            assert persons[row["person_id"]][f"on_{row['list']}"] == "1"
    incidents = read_table(small.folder / "truth" / "incidents.csv")
    for incident in incidents:
        dead = [p for p in persons.values() if p["incident_id"] == incident["incident_id"] and p["outcome"] == "killed"]
        assert len(dead) == int(incident["killed"]) >= 2
        assert {p["town"] for p in dead} == {incident["town"]}
        assert {p["day"] for p in dead} == {incident["day"]}


def test_no_required_field_of_a_person_is_empty(small: Built) -> None:
    required = ("name_ar", "name_en", "sex", "born_on", "age", "outcome", "day", "governorate", "town", "status")
    for person in read_table(small.folder / "truth" / "persons.csv"):
        assert all(person[field] for field in required)
        assert 0 <= int(person["age"]) < 100


def test_gazetteer_is_a_hierarchy_inside_the_region(small: Built) -> None:
    rows = {row["id"]: row for row in read_table(small.folder / "gazetteer.csv")}
    assert set(rows) == set(places())
    assert sum(row["level"] == "admin1" for row in rows.values()) == 14
    for row in rows.values():
        assert bool(row["parent"]) == (row["level"] == "town")
        assert not row["parent"] or rows[row["parent"]]["level"] == "admin1"
        assert 32 < float(row["lat"]) < 37.4
        assert 35.5 < float(row["lon"]) < 42.4
