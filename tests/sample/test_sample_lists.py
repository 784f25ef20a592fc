import re
from datetime import datetime
from zipfile import ZipFile

import openpyxl
import pytest

from sample.conftest import Built
from sample.reading_back import read_json, read_list, read_table
from tawthiq.sample.geography import is_arabic

FILES = ("committee_victims.xlsx", "network_export.csv", "diaspora_hxl.tsv", "hospital_admissions_1256.csv")
CANONICAL = {
    "external_id",
    "name",
    "name_other",
    "sex",
    "age",
    "birth",
    "event",
    "place_part_of",
    "place",
    "cause",
    "civilian_status",
    "outcome",
    "remarks",
}


def _column(small: Built, file: str, field: str) -> list[object]:
    header, rows = read_list(small.folder, file)
    place = header.index(read_json(small.folder / "lists" / "mappings.json")[file]["columns"][field])
    return [row[place] for row in rows if not str(row[0]).startswith("#")]


@pytest.mark.parametrize("file", FILES)
def test_mapping_names_the_headers_of_the_file_in_order(small: Built, file: str) -> None:
    mapping = read_json(small.folder / "lists" / "mappings.json")[file]
    header, _ = read_list(small.folder, file)
    assert list(mapping["columns"].values()) == header
    assert set(mapping["columns"]) <= CANONICAL
    assert mapping["date_order"] in ("dmy", "ymd")
    assert mapping["organisation"]


@pytest.mark.parametrize("file", FILES)
def test_every_row_has_its_truth_at_the_row_a_reader_sees(small: Built, file: str) -> None:
    mapping = read_json(small.folder / "lists" / "mappings.json")[file]
    truth = [row for row in read_table(small.folder / "truth" / "records.csv") if row["file"] == f"lists/{file}"]
    _, rows = read_list(small.folder, file)
    assert len(truth) == small.truth.list_rows[truth[0]["list"]]
    for row in truth:
        assert rows[int(row["row"]) - mapping["header_row"] - 1][0] == row["row_id"]
    assert len({row["row_id"] for row in truth}) == len(truth)


@pytest.mark.parametrize("file", FILES)
def test_no_required_cell_is_empty(small: Built, file: str) -> None:
    for field in ("external_id", "name", "place_part_of"):
        assert all(_column(small, file, field))


@pytest.mark.parametrize("file", FILES)
def test_one_per_person_is_promised_only_where_it_holds(full: Built, file: str) -> None:
    promised = read_json(full.folder / "lists" / "mappings.json")[file]["one_per_person"]
    truth = [
        row["person_id"] for row in read_table(full.folder / "truth" / "records.csv") if row["file"].endswith(file)
    ]
    assert (len(set(truth)) == len(truth)) is promised


def test_committee_workbook_is_right_to_left_with_titles_above_the_header(small: Built) -> None:
    book = openpyxl.load_workbook(small.folder / "lists" / FILES[0])
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert [str(cells) for cells in sheet.merged_cells.ranges] == ["A1:J1"]
    assert sheet["A4"].value == "الرقم"
    assert len(book.worksheets) == 2


def test_committee_writes_ages_in_arabic_digits_and_mixes_real_and_written_dates(small: Built) -> None:
    assert all(re.fullmatch("[٠-٩]+", str(age)) for age in _column(small, FILES[0], "age"))
    days = _column(small, FILES[0], "event")
    assert any(isinstance(day, datetime) for day in days)
    assert any(re.fullmatch("[٠-٩]{2}/[٠-٩]{2}/[٠-٩]{4}", str(day)) for day in days)


def test_workbook_carries_no_time_of_its_making(small: Built) -> None:
    with ZipFile(small.folder / "lists" / FILES[0]) as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
        assert b"2013-10-01T08:00:00Z" in packed.read("docProps/core.xml")


def test_network_export_has_a_byte_order_mark_semicolons_and_births_day_first(small: Built) -> None:
    raw = (small.folder / "lists" / FILES[1]).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfno;full_name;")
    births = [str(day) for day in _column(small, FILES[1], "birth") if day]
    assert births
    assert all(re.fullmatch(r"\d{2}\.\d{2}\.\d{4}", day) for day in births)
    assert any(int(day[:2]) > 12 for day in births)


def test_diaspora_is_latin_only_with_a_row_of_hxl_tags(small: Built) -> None:
    text = (small.folder / "lists" / FILES[2]).read_bytes().decode("utf-8")
    assert not is_arabic(text)
    tags = text.splitlines()[1].split("\t")
    assert all(tag.startswith("#") for tag in tags)
    assert "#affected+name" in tags


def test_hospital_is_windows_1256_and_nothing_else(small: Built) -> None:
    raw = (small.folder / "lists" / FILES[3]).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert raw.decode("cp1256").startswith("رقم القبول,اسم المريض")
    outcomes = set(_column(small, FILES[3], "outcome"))
    assert outcomes == {"متوفى", "جريح"}


def test_hospital_names_are_shorter_than_the_committees(full: Built) -> None:
    def words(file: str) -> float:
        names = [str(name) for name in _column(full, file, "name")]
        return sum(len(name.split()) for name in names) / len(names)

    assert words(FILES[3]) + 0.8 < words(FILES[0])


def test_the_same_person_is_often_written_differently(full: Built) -> None:
    names: dict[str, set[str]] = {}
    written: dict[str, dict[str, str]] = {}
    for file in (FILES[0], FILES[1], FILES[3]):
        ids = [str(cell) for cell in _column(full, file, "external_id")]
        written[file] = dict(zip(ids, map(str, _column(full, file, "name")), strict=True))
    several = 0
    for row in read_table(full.folder / "truth" / "records.csv"):
        file = row["file"].removeprefix("lists/")
        if file in written:
            names.setdefault(row["person_id"], set()).add(written[file][row["row_id"]])
            several += 1
    differing = sum(len(spellings) > 1 for spellings in names.values())
    assert several > len(names)
    assert differing > 200
