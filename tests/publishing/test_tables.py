import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tawthiq.publishing.bidi import number_formatter
from tawthiq.publishing.tables import (
    SUPPRESSED,
    Cell,
    Column,
    Table,
    guard_formula,
    write_csv,
    write_html,
    write_json,
    write_xlsx,
)
from tawthiq.terms.errors import BadInputError

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
COLUMNS = (
    Column(name="place", label="المكان"),
    Column(name="killed", label="Killed", kind="count", description="Persons, verified."),
    Column(name="on", label="On", kind="date"),
)


def table(*rows: tuple[Cell, ...], columns: tuple[Column, ...] = COLUMNS, name: str = "by-place") -> Table:
    return Table(name=name, title="By place", columns=columns, rows=rows)


def sample() -> Table:
    return table(("حمص", 512, date(2012, 3, 13)), ("=1+1", SUPPRESSED, None), ('a\nb, "c"', 0, None))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def open_sheet(given: Table, *, right_to_left: bool = False) -> Worksheet:
    target = io.BytesIO()
    write_xlsx(given, target, right_to_left=right_to_left, created_at=NOW)
    return openpyxl.load_workbook(target).active


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard_formula(text) == f"'{text}"
    assert read_csv(write_csv(table((text, 1, None))))[1][0] == f"'{text}"
    cell = open_sheet(table((text, 1, None)))["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize("text", ["Homs", "حمص", "1-2", "a=b", ""])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert guard_formula(text) == text


def test_numbers_below_zero_stay_numbers() -> None:
    assert read_csv(write_csv(table(("x", -5, None))))[1][1] == "-5"


def test_csv_keeps_every_cell() -> None:
    assert read_csv(write_csv(sample())) == [
        ["place", "killed", "on"],
        ["حمص", "512", "2012-03-13"],
        ["'=1+1", "suppressed", ""],
        ['a\nb, "c"', "0", ""],
    ]


def test_json_tells_withheld_from_unknown_and_from_zero() -> None:
    read = json.loads(write_json(sample()))
    assert [row["killed"] for row in read["rows"]] == [512, "suppressed", 0]
    assert [row["on"] for row in read["rows"]] == ["2012-03-13", None, None]
    assert read["columns"][1]["description"] == "Persons, verified."


def test_a_workbook_runs_the_way_asked() -> None:
    assert open_sheet(sample(), right_to_left=True).sheet_view.rightToLeft
    assert not open_sheet(sample(), right_to_left=False).sheet_view.rightToLeft


def test_a_workbook_keeps_every_cell() -> None:
    sheet = open_sheet(sample(), right_to_left=True)
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["المكان", "Killed", "On"],
        ["حمص", 512, "2012-03-13"],
        ["'=1+1", "suppressed", None],
        ['a\nb, "c"', 0, None],
    ]


def test_an_address_does_not_become_a_link() -> None:
    sheet = open_sheet(table(("http://example.org", 1, None)))
    assert sheet["A2"].hyperlink is None


def test_a_text_too_long_for_a_cell_is_refused_with_its_place_before_anything_is_written() -> None:
    target = io.BytesIO()
    with pytest.raises(BadInputError, match="Row 2, column place"):
        write_xlsx(table(("x", 1, None), ("y" * 40000, 1, None)), target, right_to_left=False, created_at=NOW)
    assert target.getvalue() == b""


def test_html_escapes_and_isolates() -> None:
    given = table(("<b>حمص</b>", 5120, date(2012, 3, 13)), ("", SUPPRESSED, None))
    html = write_html(
        given,
        format_number=number_formatter(locale="en"),
        format_day=date.isoformat,
        suppressed_words="withheld",
        unknown_words="not known",
    )
    assert "<b>" not in html
    assert "\u2068&lt;b&gt;حمص&lt;/b&gt;\u2069" in html
    assert '<td class="num">\u20685,120\u2069</td>' in html
    assert "\u2068withheld\u2069" in html
    assert "\u2068not known\u2069" in html
    assert "<td></td>" in html


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: table(("x", 1)), "Row 1 has 2 cells under 3 columns"),
        (lambda: table(("x", 1, ["a"])), "Row 1, column on"),
        (lambda: table(name="../x"), "name of a table"),
        (lambda: table(name="Table"), "name of a table"),
        (lambda: table(columns=()), "needs columns"),
        (lambda: table(columns=(COLUMNS[0], COLUMNS[0])), "name of its own"),
    ],
)
def test_a_table_that_is_none_is_refused(make: Callable[[], Table], problem: str) -> None:
    with pytest.raises(BadInputError, match=problem):
        make()
