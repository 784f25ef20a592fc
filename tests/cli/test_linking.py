"""Linking files without a mission: what goes in, what comes out, and what is refused before any work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tawthiq.cli.link_files import read_lists, read_map
from tawthiq.cli.link_labels import judgement_notes, read_judgements, read_truth
from tawthiq.cli.link_results import check_target, with_reasons, write
from tawthiq.cli.link_tables import read_table
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Decision

ROOT = Path(__file__).resolve().parents[2]
FIRST = """\
ID,Full name,Age,DoB,Remarks
a1,Rashid Nabil Karim Sandouk,34,1990-02-03,
a2,Samar Nabil Karim Sandouk,9,2015-05-06,
,,,,
a3,Tahir Jamil Aws Qandil,xx,,
"""
SECOND = """\
رقم;الاسم الأول;اسم الأب;اسم الجد;العائلة;العمر
b1;راشد;نبيل;كريم;صندوق;٣٤
b2;سمر;نبيل;كريم;صندوق;٩
b4;هدى;وليد;زكي;نجار;٤٠
"""


def tawthiq(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TAWTHIQ_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "tawthiq", *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def lists(tmp_path: Path) -> list[Path]:
    """Two lists of the same people: in Latin letters with commas, in Arabic with semicolons and name parts apart."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(FIRST, encoding="utf-8")
    second.write_bytes(SECOND.encode("utf-16"))
    return [first, second]


def refusal(code: str) -> pytest.RaisesExc[BadInputError]:
    return pytest.RaisesExc(BadInputError, check=lambda error: error.code == code)


def test_lists_of_different_headings_become_one_frame(lists: list[Path]) -> None:
    read = read_lists(lists, mapping={})
    rows = {row["record_id"]: row for row in read.frame.to_dicts()}
    assert set(rows) == {"a1", "a2", "a3", "b1", "b2", "b4"}
    assert rows["a1"]["list"] == "first"
    assert rows["b1"]["list"] == "second"
    assert rows["b1"]["name"] == "راشد نبيل كريم صندوق"
    assert rows["b2"]["age"] == 9
    assert rows["a1"]["birth"] == "1990-02-03"
    assert "first.csv: columns not used: Remarks." in read.notes
    assert "first.csv: rows without any word, left out: 1." in read.notes
    assert "Values of age that could not be read and count as missing: 1." in read.notes


def test_what_is_mapped_goes_before_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,who,when,id\nx,Rashid Karim,2014-03-18,7\n", encoding="utf-8")
    plan = tmp_path / "plan.yaml"
    plan.write_text("who: name\nname:\n", encoding="utf-8")
    mapping = read_map([str(plan), "when=death"])
    (row,) = read_lists([path], mapping=mapping).frame.to_dicts()
    assert row["name"] == "Rashid Karim"
    assert str(row["death_from"]) == str(row["death_to"]) == "2014-03-18"


def test_a_column_for_the_list_is_taken_and_its_gaps_are_the_file(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("record_id,list,name\n1,A,Rashid Karim\n2,,Samar Karim\n", encoding="utf-8")
    assert read_lists([path], mapping={}).frame["list"].to_list() == ["A", "all"]


def test_ids_are_made_where_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\nRashid Karim\n\nSamar Karim\n", encoding="utf-8")
    read = read_lists([path], mapping={})
    assert read.frame["record_id"].to_list() == ["list:2", "list:4"]
    assert any("no column of ids" in note for note in read.notes)


def test_ids_of_each_list_of_its_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("id,name\n1,Rashid Karim\n", encoding="utf-8")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    with refusal("link.id_twice") as refused:
        read_lists(files, mapping={})
    assert "row 2 of a.csv and in row 2 of b.csv" in str(refused.value)
    assert read_lists(files, mapping={}, ids_per_list=True).frame["record_id"].to_list() == ["a:1", "b:1"]


def test_two_files_of_one_name_are_two_lists(tmp_path: Path) -> None:
    files = []
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        files.append(tmp_path / folder / "list.csv")
        files[-1].write_text(f"id,name\n{folder},Rashid Karim\n", encoding="utf-8")
    assert read_lists(files, mapping={}).frame["list"].n_unique() == 2


def test_a_workbook_with_a_title_and_a_parquet_file(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    sheet = book.add_worksheet()
    for number, cells in enumerate([["List of the committee"], ["No", "Name", "Age"], [21, "Rashid Karim", 40]]):
        sheet.write_row(number, 0, cells)
    book.close()
    pl.DataFrame({"id": [5], "name": ["Samar Karim"], "age": [9], "odd": [[1, 2]]}).write_parquet(
        tmp_path / "p.parquet"
    )
    frame = read_lists([tmp_path / "book.xlsx", tmp_path / "p.parquet"], mapping={}).frame
    assert frame.select("record_id", "name", "age").rows() == [("21", "Rashid Karim", 40.0), ("5", "Samar Karim", 9.0)]


def test_a_column_without_any_value_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,name,dob\n1,Rashid Karim,\n", encoding="utf-8")
    assert "list.csv: columns without any value: dob." in read_lists([path], mapping={}).notes


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake.empty"),
        (b"id,name\n", "link.no_rows"),
        (b"one,two\n1,2\n", "link.name_column"),
        (b"id,name\n1,\n2,\n", "matching.no_names"),
        (b"id,name\n1,Rashid Karim\n,Samar Karim\n", "link.id_missing"),
        (b"id,name\n1,Rashid Karim\n1,Samar Karim\n", "link.id_twice"),
        (bytes(range(256)) * 4, "intake.binary"),
        (b"PAR1 cut short", "link.file"),
    ],
)
def test_what_cannot_be_linked_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with refusal(code):
        read_lists([path], mapping={})


@pytest.mark.parametrize("given", ["who=nobody", "nowhere.yaml", "unheard=name"])
def test_a_map_that_fits_nothing_is_refused(tmp_path: Path, given: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,name\n1,Rashid Karim\n", encoding="utf-8")
    with refusal("link.map"):
        read_lists([path], mapping=read_map([given]))


def test_uneven_rows_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = "".join(f"{number},Rashid Karim\n" for number in range(60))
    path.write_text(f"id,name\n{rows}60,Samar Karim,one too many\n", encoding="utf-8")
    assert read_table(path).frame.height == 61


def test_judgements_are_read_in_words_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "judged.csv"
    path.write_text("record_id_l,record_id_r,judgement\na,b,Same\na,c,0\nb,c,unsure\na,z,1\n", encoding="utf-8")
    read = read_judgements(path)
    assert [j.decision for j in read] == [Decision.SAME, Decision.DIFFERENT, Decision.UNSURE, Decision.SAME]
    assert [j.at for j in read] == sorted({j.at for j in read})  # later rows win
    (note,) = judgement_notes(read, pl.DataFrame({"record_id": ["a", "b", "c"]}))
    assert note == "Judgements read: 4, of them about records that the files do not hold: 1."


@pytest.mark.parametrize("row", ["a,b,perhaps", "a,a,same", ",b,same"])
def test_a_judgement_that_is_none_is_refused_by_its_row(tmp_path: Path, row: str) -> None:
    path = tmp_path / "judged.csv"
    path.write_text(f"record_id_l,record_id_r,judgement\nc,d,same\n{row}\n", encoding="utf-8")
    with refusal("link.judgements") as refused:
        read_judgements(path)
    assert "Row 3 of judged.csv" in str(refused.value)


@pytest.mark.parametrize("content", ["record_id,who\na,1\n", "record_id,entity_id\na,1\na,2\n"])
def test_a_truth_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(content, encoding="utf-8")
    with refusal("link.truth"):
        read_truth(path)


def test_only_results_and_empty_files_are_written_over(tmp_path: Path) -> None:
    target, other = tmp_path / "clusters.csv", tmp_path / "letter.csv"
    other.write_text("Dear all,\n", encoding="utf-8")
    frame = pl.DataFrame({"record_id": ["a"], "cluster_id": ["a"], "probability": [0.5]})
    target.touch()
    check_target(target, inputs=[], force=False)
    write(frame, target)
    check_target(target, inputs=[], force=False)
    check_target(other, inputs=[], force=True)
    for path, inputs, code in (
        (other, [], "link.out_exists"),
        (target, [target], "link.out_input"),
        (tmp_path / "clusters.doc", [], "link.out_kind"),
        (tmp_path / "nowhere" / "clusters.csv", [], "link.out_folder"),
    ):
        with refusal(code):
            check_target(path, inputs=inputs, force=path == target)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["clusters.csv", "letter.csv"]


def test_reasons_leave_out_what_is_missing() -> None:
    pairs = pl.DataFrame({
        "record_id_l": ["a"], "record_id_r": ["b"], "weight": [1.0],
        "given": pl.Series(["equal_rare"], dtype=pl.Categorical), "birth": pl.Series(["missing"], dtype=pl.Categorical),
    })  # fmt: skip
    assert with_reasons(pairs)["reasons"].to_list() == ["given: equal rare"]


def test_the_contract(lists: list[Path]) -> None:
    folder = lists[0].parent
    (folder / "judged.csv").write_text(
        "record_id_l,record_id_r,judgement\na1,b1,1\na2,b2,same\na3,b4,0\n", encoding="utf-8"
    )
    (folder / "truth.csv").write_text("record_id,entity_id\na1,1\nb1,1\na2,2\nb2,2\n", encoding="utf-8")
    files = [path.name for path in lists]
    more = ["--judgements", "judged.csv", "--truth", "truth.csv", "--out", "clusters.csv", "--pairs", "pairs.parquet"]
    done = tawthiq("link", *files, *more, "--one-per-list", "--seed", "3", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "6 records in 2 lists." in done.stdout
    assert "Judgements read: 3." in done.stdout
    assert "F1 1.0000" in done.stdout
    assert "Rashid" not in done.stdout
    assert done.stderr == ""
    clusters = pl.read_csv(folder / "clusters.csv")
    assert clusters.columns == ["record_id", "cluster_id", "probability"]
    who = dict(clusters.select("record_id", "cluster_id").iter_rows())
    assert who["a1"] == who["b1"]
    assert who["a2"] == who["b2"]
    assert len(set(who.values())) == 4
    assert clusters["probability"].is_between(0, 1).all()
    assert "reasons" in pl.read_parquet_schema(folder / "pairs.parquet")
    again = tawthiq("--json", "link", *files, "--out", "clusters.csv", "--one-per-list-of", "first", folder=folder)
    report = json.loads(again.stdout)
    assert report["records"] == 6
    assert report["one_per_list"] == ["first"]
    assert set(report["summary"]) == {"words", "uncertain", "weakest", "largest"}


def test_one_giant_block_is_capped_and_said(tmp_path: Path) -> None:
    rows = "".join(f"{number},Rashid Karim\n" for number in range(3000))
    (tmp_path / "list.csv").write_text(f"id,name\n{rows}", encoding="utf-8")
    done = tawthiq("link", "list.csv", "--out", "clusters.parquet", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "too large and left out" in done.stdout
    assert pl.read_parquet(tmp_path / "clusters.parquet").height == 3000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["."], "is a directory"),
        (["nowhere.csv"], "does not exist"),
        (["first.csv", "--accept"], "link.options"),
        (["--new", "--incidents"], "link.options"),
        (["--new", "--take-back"], "link.options"),
        (["--keep", "kept"], "link.options"),
        (["--out", "clusters.csv"], "link.options"),
        (["first.csv", "--out", "first.csv", "--force"], "link.out_input"),
        (["first.csv", "--out", "x.csv", "--pairs", "x.csv"], "link.out_input"),
        (["first.csv", "--one-per-list-of", "unheard"], "matching.unknown_list"),
    ],
)
def test_refusals_leave_by_their_status(lists: list[Path], arguments: list[str], words: str) -> None:
    ended = tawthiq("link", *arguments, folder=lists[0].parent)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


THIRD = """\
id,name,age
c1,Rashid Nabil Karim Sanduq,34
c2,Omar Farouk Salim,22
"""


def test_a_list_is_linked_to_what_was_kept_and_the_next_one_too(lists: list[Path]) -> None:
    folder = lists[0].parent
    first = tawthiq("link", "first.csv", "second.csv", "--keep", "kept", folder=folder)
    assert first.returncode == 0, first.stderr
    assert "It holds names" in first.stdout
    assert (folder / "kept").stat().st_mode & 0o777 == 0o700
    (folder / "third.csv").write_text(THIRD, encoding="utf-8")
    (folder / "fourth.csv").write_text("id,name\nd1,Omar Farouk Salim\n", encoding="utf-8")
    (folder / "truth.csv").write_text("record_id,entity_id\na1,1\nb1,1\nc1,1\n", encoding="utf-8")
    (folder / "judged.csv").write_text("record_id_l,record_id_r,judgement\nd1,c2,same\n", encoding="utf-8")
    options = ["--against", "kept", "--keep", "kept", "--out", "clusters.csv"]
    done = tawthiq("link", "third.csv", *options, "--truth", "truth.csv", "--pairs", "pairs.csv", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "2 new records beside 6 kept ones." in done.stdout
    assert "Against the truth of 3 records" in done.stdout
    who = dict(pl.read_csv(folder / "clusters.csv").select("record_id", "cluster_id").iter_rows())
    assert set(who) == {"a1", "a2", "a3", "b1", "b2", "b4", "c1", "c2"}
    assert who["c1"] == who["a1"]
    more = tawthiq("--json", "link", "fourth.csv", *options, "--judgements", "judged.csv", folder=folder)
    assert more.returncode == 0, more.stderr
    report = json.loads(more.stdout)
    assert (report["new_records"], report["records"]) == (1, 9)
    assert report["changes"]["joined"] == 1
    who = dict(pl.read_csv(folder / "clusters.csv").select("record_id", "cluster_id").iter_rows())
    assert who["d1"] == who["c2"] == "c2"


def test_what_new_records_bring_together_is_named_by_its_ids(lists: list[Path]) -> None:
    folder = lists[0].parent
    assert tawthiq("link", "first.csv", "second.csv", "--keep", "kept", folder=folder).returncode == 0
    (folder / "third.csv").write_text(THIRD, encoding="utf-8")
    (folder / "judged.csv").write_text("record_id_l,record_id_r,judgement\na3,c2,1\nb4,c2,1\n", encoding="utf-8")
    done = tawthiq("link", "third.csv", "--against", "kept", "--judgements", "judged.csv", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "kept clusters brought together by new records: a3 (of a3, b4)." in done.stdout
    assert "Sanduq" not in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == [
        "first.csv",
        "judged.csv",
        "kept",
        "second.csv",
        "third.csv",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--against", "nowhere"], "matching.kept_missing"),
        (["--against", "kept"], "matching.id_kept"),
        (["--against", "damaged"], "matching.kept_damaged"),
        (["--keep", "."], "link.keep_exists"),
        (["--keep", "nowhere/kept"], "link.keep_folder"),
        (["--new"], "link.options"),
    ],
)
def test_what_cannot_be_kept_or_linked_to_is_refused(lists: list[Path], arguments: list[str], words: str) -> None:
    folder = lists[0].parent
    for name in ("kept", "damaged"):
        assert tawthiq("link", "first.csv", "second.csv", "--keep", name, folder=folder).returncode == 0
    (folder / "damaged" / "roots.npy").write_bytes(b"")
    ended = tawthiq("link", "first.csv", *arguments, folder=folder)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_spark_without_java_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    done = tawthiq("link", "first.csv", "--spark", "local[1]", folder=tmp_path)
    assert done.returncode == 7
    assert "openjdk-17-jre-headless" in done.stderr


def test_spark_is_for_files(tmp_path: Path) -> None:
    done = tawthiq("link", "--spark", "local[1]", folder=tmp_path)
    assert done.returncode == 2
    assert "No files are named" in done.stderr
