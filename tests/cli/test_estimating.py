"""`tawthiq estimate` on a table: answers for scripts, the same bytes again, and a clear error for every bad table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from counting.capture_samples import GOOD
from tawthiq.cli.app import app
from tawthiq.counting.captures import CaptureTable
from tawthiq.terms.errors import BadInputError

HEAD = "north,south,west,count\n"
METHODS = {"lcm", "nhoi", "dga", "loglinear", "chao", "independence"}


def rows(table: CaptureTable, *before: str) -> str:
    return "".join(",".join([*before, *map(str, history), str(count)]) + "\n" for history, count in table.cells)


def run(folder: Path, words: str, *options: str, fast: bool = True) -> Any:
    path = folder / "table.csv"
    path.write_text(words, encoding="utf-8")
    more = ["--no-checks"] if fast else []
    return CliRunner().invoke(app, ["--json", "estimate", str(path), *more, *options])


def test_a_table_gives_the_default_every_estimator_and_all_diagnostics(tmp_path: Path) -> None:
    first, again = (run(tmp_path, HEAD + rows(GOOD), "--seed", "5") for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == again.stdout
    found = json.loads(first.stdout)
    assert found["lower"] < 1_000 < found["upper"]
    assert found["default"] == {name: found[name] for name in ("median", "lower", "upper")}
    assert set(found["estimators"]) == METHODS
    assert all(each["lower"] <= each["median"] <= each["upper"] for each in found["estimators"].values())
    assert found["estimators"]["lcm"]["diagnostics"]["r_hat"] <= 1.01
    assert found["diagnostics"]["overlap"][0][0] == max(found["made"]["lists"].values())
    assert found["made"]["seed"] == 5
    assert len(found["made"]["inputs_digest"]) == 64


def test_a_refusal_is_a_result_for_the_default_and_every_estimator(tmp_path: Path) -> None:
    shown = run(tmp_path, "A,count\n1,50\n")
    found = json.loads(shown.stdout)
    assert shown.exit_code == 0
    assert "median" not in found
    assert found["refusal"][0]["code"] == "too_few_lists"
    assert found["refusal"][0]["what_would_help"]
    assert all(each == {"refusal": found["refusal"]} for each in found["estimators"].values())


def test_one_row_a_person_and_people_who_cannot_be_linked(tmp_path: Path) -> None:
    lines = [
        ",".join([*map(str, history), "1" if sum(history) == 1 and number % 4 == 0 else "0"])
        for history, count in GOOD.cells
        for number in range(count)
    ]
    shown = run(tmp_path, "north,south,west,cannot_link\n" + "\n".join(lines) + "\n", fast=False)
    found = json.loads(shown.stdout)
    left_out = sum(line.endswith("1") for line in lines)
    row = next(r for r in found["diagnostics"]["checks"]["rows"] if r["kind"] == "without_unlinkable")
    assert row["changed"] == str(left_out)
    assert row["median"] < found["median"]
    assert "records_cannot_link" in {caution["code"] for caution in found["cautions"]}


def test_columns_divide_the_people_and_the_lists_saw_a_share_of_each(tmp_path: Path) -> None:
    words = "month,place,north,south,west,count\n"
    words += rows(GOOD, "2012-03", "Homs") + rows(GOOD, "2012-04", "Homs") + rows(GOOD, "2012-04", "unknown")
    found = json.loads(run(tmp_path, words, "--by", "month", "--by", "place").stdout)
    assert set(found["by_stratum"]) == {"2012-03 · Homs", "2012-04 · Homs"}
    assert found["lower"] < 3_000 < found["upper"]
    for rate in found["coverage"]:
        assert rate["lower"] < 0.88 < rate["upper"]
    assert found["by_stratum"]["2012-03 · Homs"]["default"]["median"]
    assert "strata_shared_out" in {caution["code"] for caution in found["cautions"]}


def test_words_are_told_in_either_language(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("A,B,count\n1,1,50\n1,0,9\n0,1,9\n", encoding="utf-8")
    said = [CliRunner().invoke(app, ["estimate", str(path), "--language", one]).stdout for one in ("en", "ar")]
    assert "What would help: A further list" in said[0]
    assert "ما يعين" in said[1]
    assert "A further list" not in said[1]
    refused = CliRunner().invoke(app, ["estimate", str(path), "--language", "xx"])
    assert isinstance(refused.exception, BadInputError)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (HEAD + "1,1,0,-4\n", "counting.bad_cell"),
        (HEAD + "1,1,0,1.5\n", "counting.bad_cell"),
        (HEAD + "1,,0,4\n", "counting.missing_cell"),
        (HEAD + "1,1,0,2000000\n", "counting.too_many_people"),
        (",".join(f"L{i}" for i in range(12)) + ",count\n" + "1," * 12 + "5\n", "counting.too_many_lists"),
        ("stratum," + HEAD + ",1,1,0,4\n", "counting.missing_cell"),
        ("stratum," + HEAD + "unknown,1,1,0,4\n", "counting.no_strata"),
        ("place," + HEAD + "Homs,1,1,0,4\n", "counting.bad_cell"),
        ("A,A,B,count\n1,1,0,4\n", "counting.heading"),
        ("A,B,,count\n1,1,0,4\n", "counting.heading"),
        ("A;B;C;count\n1;1;0;4\n", "counting.unreadable_csv"),
        ("cannot_link," + HEAD + "yes,1,1,0,4\n", "counting.bad_cell"),
        (HEAD, "counting.empty_table"),
        (HEAD + "0,0,0,7\n", "counting.on_no_list"),
    ],
)
def test_a_bad_table_is_refused_by_its_code_and_never_answered(tmp_path: Path, words: str, code: str) -> None:
    shown = run(tmp_path, words)
    assert isinstance(shown.exception, BadInputError)
    assert shown.exception.code == code
    assert shown.exception.next_step
    assert shown.stdout == ""


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--by", "shoe"], "counting.missing_column"), (["--linkage-draws", "5"], "estimate.no_linking")],
)
def test_what_cannot_be_asked_of_a_table_is_refused(tmp_path: Path, options: list[str], code: str) -> None:
    shown = run(tmp_path, HEAD + rows(GOOD), *options)
    assert isinstance(shown.exception, BadInputError)
    assert shown.exception.code == code
